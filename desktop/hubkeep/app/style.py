"""The one style sheet, written from the tokens of a scheme."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtGui import QColor

from .tokens import Tokens


def stylesheet(tokens: Tokens) -> str:
    """What the controls of the whole application look like in this scheme."""
    scheme = "dark" if tokens.dark else "light"
    icons = files("hubkeep.resources") / "icons"
    return _SHEET.format(
        **{
            name: value.name(QColor.NameFormat.HexRgb)
            for name, value in vars(tokens).items()
            if isinstance(value, QColor)
        },
        hover=_over(tokens.card, tokens.ink, 0.05),
        pressed=_over(tokens.card, tokens.ink, 0.1),
        side_hover=_over(tokens.side, tokens.ink, 0.05),
        accent_hover=_over(tokens.accent, tokens.ink, 0.12),
        accent_pressed=_over(tokens.accent, tokens.ink, 0.24),
        destructive_hover=_over(tokens.card, tokens.bad, 0.1),
        faint=_over(tokens.card, tokens.muted, 0.6),
        row_hover=_over(tokens.ground, tokens.ink, 0.035),
        handle=_over(tokens.ground, tokens.muted, 0.4),
        handle_hover=_over(tokens.ground, tokens.muted, 0.7),
        chevron=(icons / f"control-chevron-{scheme}.svg").as_posix(),  # type: ignore[attr-defined]
        chevron_up=(icons / f"control-chevron-up-{scheme}.svg").as_posix(),  # type: ignore[attr-defined]
        check=(icons / f"control-check-{scheme}.svg").as_posix(),  # type: ignore[attr-defined]
    )


def _over(below: QColor, above: QColor, share: float) -> str:
    """The opaque colour that `share` of `above` makes on `below`."""
    mixed = (
        round(b + (a - b) * share)
        for a, b in (
            (above.red(), below.red()),
            (above.green(), below.green()),
            (above.blue(), below.blue()),
        )
    )
    return QColor(*mixed).name()


# Paddings lose what a thicker border takes, so that focus moves nothing.
_SHEET = """
QToolTip {{ background: {card}; color: {ink}; border: 1px solid {edge}; padding: 4px 8px; }}

QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="accent"] {{ color: {accent}; }}
QLabel[tone="good"] {{ color: {good}; }}
QLabel[tone="warn"] {{ color: {warn}; }}
QLabel[tone="bad"] {{ color: {bad}; }}

QFrame[card="true"] {{ background: {card}; border: 1px solid {line}; border-radius: 10px; }}
QFrame[rule="true"] {{ background: {line}; border: none; max-height: 1px; min-height: 1px; }}

QPushButton, QToolButton {{
    background: {card}; color: {ink}; border: 1px solid {edge}; border-radius: 7px;
    padding: 6px 12px; min-height: 18px; outline: none;
}}
QToolButton {{ padding: 6px; min-width: 18px; }}
QToolButton[popupMode="1"], QToolButton[popupMode="2"] {{ padding-right: 6px; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton::menu-indicator {{
    image: url("{chevron}"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 8px;
}}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed,
QToolButton:checked, QPushButton:checked {{ background: {pressed}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 11px; }}
QToolButton:focus {{ border: 2px solid {accent}; padding: 5px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {faint}; border-color: {line}; background: {card}; }}

QPushButton[primary="true"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton[primary="true"]:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton[primary="true"]:pressed {{ background: {accent_pressed}; border-color: {accent_pressed}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {ink}; }}
QPushButton[primary="true"]:disabled {{ background: {pressed}; color: {muted}; border-color: {pressed}; }}

QPushButton[destructive="true"] {{ color: {bad}; }}
QPushButton[destructive="true"]:hover {{ background: {destructive_hover}; border-color: {bad}; }}
QPushButton[destructive="true"]:focus {{ border-color: {bad}; }}
QPushButton[destructive="true"]:disabled {{ color: {faint}; }}

QPushButton[flat="true"], QToolButton[flat="true"] {{ background: transparent; border-color: transparent; }}
QPushButton[flat="true"]:hover, QToolButton[flat="true"]:hover {{ background: {hover}; }}
QPushButton[flat="true"]:pressed, QToolButton[flat="true"]:pressed,
QToolButton[flat="true"]:checked {{ background: {pressed}; }}
QPushButton[flat="true"]:focus, QToolButton[flat="true"]:focus {{ border-color: {accent}; }}

QAbstractScrollArea {{ background: transparent; border: none; }}

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit {{
    background: {card}; color: {ink}; border: 1px solid {edge}; border-radius: 7px;
    padding: 6px 10px; min-height: 18px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {{
    border: 2px solid {accent}; padding: 5px 9px;
}}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ color: {faint}; border-color: {line}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{
    background: {card}; color: {ink}; border: 1px solid {edge}; outline: none; padding: 4px;
    selection-background-color: {accent_soft}; selection-color: {ink};
}}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 6px; border-radius: 5px; }}
QComboBox QAbstractItemView::item:selected {{ background: {accent_soft}; color: {ink}; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{
    background: transparent; border: none; padding: 0;
}}
QAbstractSpinBox {{ padding: 4px 10px; }}
QAbstractSpinBox:focus {{ padding: 3px 9px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    subcontrol-origin: border; width: 0; height: 0; border: none;
}}

QCheckBox, QRadioButton {{
    spacing: 8px; min-height: 20px; padding: 2px 5px 2px 2px;
    border: 2px solid transparent; border-radius: 7px; outline: none;
}}
QCheckBox:focus, QRadioButton:focus {{ border-color: {accent}; }}
QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator {{
    width: 14px; height: 14px; border: 1px solid {muted}; border-radius: 4px; background: {card};
}}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked {{
    background: {accent}; border-color: {accent}; image: url("{check}");
}}
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate {{
    background: {accent_soft}; border-color: {accent};
}}
QRadioButton::indicator:checked {{ background: {card}; border: 5px solid {accent}; width: 6px; height: 6px; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {edge}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {faint}; }}

QMenuBar {{ background: {side}; color: {ink}; padding: 2px 8px; }}
QMenuBar::item {{ background: transparent; padding: 4px 8px; border-radius: 5px; }}
QMenuBar::item:selected {{ background: {pressed}; }}
QMenu {{ background: {card}; color: {ink}; border: 1px solid {edge}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 5px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::item:selected {{ background: {accent_soft}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}

QScrollArea, QScrollArea > QWidget > QWidget[page="true"] {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {handle}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {handle_hover}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}

QAbstractItemView {{
    color: {ink}; outline: none; selection-background-color: {accent_soft}; selection-color: {ink};
}}
QTreeView::item {{ min-height: 28px; padding: 0 4px; border: none; }}
QTreeView::item:hover {{ background: {row_hover}; }}
QTreeView::item:selected {{ background: {accent_soft}; color: {ink}; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{
    background: {ground}; color: {muted}; border: none; border-bottom: 1px solid {line}; padding: 6px 8px;
}}
QHeaderView::section:hover {{ color: {ink}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{
    width: 10px; height: 10px; subcontrol-position: top center;
}}
QHeaderView::up-arrow {{ image: url("{chevron_up}"); }}
QHeaderView::down-arrow {{ image: url("{chevron}"); }}

QSlider {{ min-height: 22px; border: 2px solid transparent; border-radius: 7px; }}
QSlider:focus {{ border-color: {accent}; }}
QSlider::groove:horizontal {{ background: {edge}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; height: 4px; border-radius: 2px; }}
QSlider::handle:horizontal {{
    background: {card}; border: 2px solid {accent}; border-radius: 8px;
    width: 12px; height: 12px; margin: -6px 0;
}}
QProgressBar {{
    background: {line}; border: none; border-radius: 3px; min-height: 6px; max-height: 6px;
}}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}

QSplitter::handle {{ background: transparent; }}
QTabBar::tab {{
    background: transparent; color: {muted}; padding: 6px 12px; border: none;
    border-bottom: 2px solid transparent;
}}
QTabBar::tab:hover {{ color: {ink}; }}
QTabBar::tab:selected {{ color: {ink}; border-bottom-color: {accent}; }}
QTabBar::tab:focus {{ color: {accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}

QDialog {{ background: {ground}; }}

#sidebar, #statusBar {{ background: {side}; }}
#sidebar {{ border: none; border-right: 1px solid {line}; }}
#statusBar {{ border: none; border-top: 1px solid {line}; }}
#activityDrawer {{ background: {ground}; border: none; border-left: 1px solid {line}; }}
#sidebar QPushButton {{
    background: transparent; border: 1px solid transparent; text-align: left; padding: 6px 9px;
}}
#sidebar QPushButton:hover {{ background: {side_hover}; }}
#sidebar QPushButton:checked {{ background: {card}; }}
#sidebar QPushButton:focus {{ border: 2px solid {accent}; padding: 5px 8px; }}
#sidebar QPushButton[signed="true"] {{ padding-left: 33px; }}
#sidebar QPushButton[signed="true"]:focus {{ padding-left: 32px; }}
#statusBar QPushButton {{ padding: 2px 10px 2px 31px; min-height: 18px; color: {muted}; }}
#statusBar QPushButton:focus {{ padding: 1px 9px 1px 30px; }}
#searchPopup {{ border-color: {edge}; }}
#banner {{ border: none; border-bottom: 1px solid {line}; background: {card}; }}
"""
