"""One download of the queue: compact while it waits, with its pieces and sources while it moves."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import DownloadView
from .. import theme as scale
from ..problems import details, sentence
from ..theme import Theme
from ..widgets.blocks import Remark, icon_button
from ..widgets.colours import mixed
from . import words
from .card_head import CardHead, head_of
from .offered import FIRST, offered
from .piece_bar import PieceBar
from .sources import SourceLegend

BESIDE: Final = 760
"""From this width on a sentence has its buttons beside it."""
COPIED_MS: Final = 2000
_ICONS: Final = {"pause": "pause", "resume": "play", "dismiss": "close"}
"""Those whose button shows an icon alone."""


class Card(QWidget):
    """Shows a `DownloadView`; `asked(id, action)` with an action of `offered`, "menu" or "files"."""

    asked = Signal(int, str)
    focused = Signal(int)

    def __init__(self, view: DownloadView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"download-{view.id}")
        self._theme = theme
        self._view = view
        self._chosen = False
        self._offered: tuple[tuple[str, ...], bool] = ((), True)
        self._buttons: dict[str, QAbstractButton] = {}
        self._bar: PieceBar | None = None
        self._legend: SourceLegend | None = None
        self._trouble: QWidget | None = None
        self._remark: Remark | None = None
        self._below: QWidget | None = None
        self._spoken: tuple[object, ...] = ()
        self._reachable = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.head = CardHead(theme, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(scale.L, 5, scale.S, 5)
        self._column.setSpacing(6)
        self._first = QHBoxLayout()
        self._first.setSpacing(2)
        self._first.addWidget(self.head, 1)
        self._first.addSpacing(scale.S)
        self._column.addLayout(self._first)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self.retranslate)
        theme.changed.connect(self.update)
        self._furnished = False
        self._refresh()

    # --- what it shows

    @property
    def view(self) -> DownloadView:
        """The download as it was last shown."""
        return self._view

    def show_view(self, view: DownloadView) -> None:
        """Take the download as it is now."""
        if view != self._view:
            self._view = view
            self._refresh()

    def furnish(self) -> None:
        """Make what a card needs that is in sight: of a long queue most are not."""
        if not self._furnished:
            self._furnished = True
            self._make_first("files", "chevron")
            self._make_first("menu", "more")
            self._refresh()

    def _refresh(self) -> None:
        view = self._view
        if view.problem is not None:
            # Its buttons make it higher.
            self.furnish()
        if self._furnished:
            self.head.show_head(head_of(view))
        # What has not begun has no pieces, and what is over no need of them.
        moving = view.state == "running" or (view.state in {"paused", "queued", "failed"} and view.done > 0)
        self._show_pieces(moving)
        self._show_trouble()
        wanted = (offered(view), view.problem is None)
        if self._furnished and wanted != self._offered:
            self._offered = wanted
            self._show_buttons()
        self._speak()

    def _show_pieces(self, moving: bool) -> None:
        if moving and self._bar is None:
            self._bar, self._legend = PieceBar(self._theme, self), SourceLegend(self._theme, self)
            for part in (self._bar, self._legend):
                part.pointed.connect(self._pointed)
                part.setContentsMargins(0, 0, scale.S, 0)
            self._column.insertLayout(1, _inset(self._bar))
            self._column.insertLayout(2, _inset(self._legend))
        if self._bar is None or self._legend is None:
            return
        if moving:
            self._bar.show_view(self._view)
            self._legend.show_view(self._view)
        _show(self._bar, moving)
        _show(self._legend, moving and bool(self._view.sources or self._view.reused))

    def _show_trouble(self) -> None:
        """The sentence of one that needs somebody, and what can be done about it."""
        view = self._view
        told = sentence(view.problem) if view.problem is not None and view.state != "running" else ""
        if told and self._trouble is None:
            self._make_trouble()
        if self._trouble is None or self._remark is None:
            return
        if told != self._remark.text:
            self._remark.tell(told, "error" if words.state_tone(view) == "bad" else "warning")
        _show(self._trouble, bool(told))

    def _make_trouble(self) -> None:
        self._trouble = QWidget(self)
        self._remark = Remark(self._theme, self._trouble)
        self._remark.label.setObjectName("downloadSaid")
        # As high as its lines at the width it has, never as at the width it would like.
        policy = self._remark.label.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        self._remark.label.setSizePolicy(policy)
        self._said_and_done = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._trouble)
        self._said_and_done.setContentsMargins(0, 0, scale.S, scale.XS)
        self._said_and_done.setSpacing(scale.S)
        self._said_and_done.addWidget(self._remark, 1)
        self._trouble_row = QHBoxLayout()
        self._trouble_row.setSpacing(scale.S)
        self._trouble_row.addStretch(1)
        self._said_and_done.addLayout(self._trouble_row)
        self._turn()
        self._column.insertWidget(self._column.count() - (1 if self._below is not None else 0), self._trouble)

    def _turn(self) -> None:
        """The buttons beside the sentence, or below it where that would leave it a narrow column."""
        if self._trouble is not None:
            beside = self.width() >= BESIDE
            directions = QBoxLayout.Direction
            self._said_and_done.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    # --- buttons

    def _make_first(self, action: str, sign: str) -> QAbstractButton:
        button = icon_button(self._theme, sign, f"download-{action}", self)
        button.setProperty("action", action)
        button.clicked.connect(self._ask)
        self._buttons[action] = button
        self._first.addWidget(button)
        return button

    def _make_button(self, action: str) -> QAbstractButton:
        button: QAbstractButton
        if action in _ICONS:
            button = icon_button(self._theme, _ICONS[action], f"download-{action}", self)
        else:
            button = QPushButton(self)
            button.setObjectName(f"download-{action}")
        button.setProperty("action", action)
        button.clicked.connect(self._ask)
        self._buttons[action] = button
        return button

    def _show_buttons(self) -> None:
        """Show what is offered now, each in its line; a button is made once."""
        actions, well = self._offered
        for action in actions:
            button = self._buttons.get(action) or self._make_button(action)
            if action in FIRST or well:
                # Before those for the files and the menu.
                self._first.removeWidget(button)
                self._first.insertWidget(self._first.count() - 2, button)
            else:
                self._trouble_row.removeWidget(button)
                self._trouble_row.addWidget(button)
        for action, button in self._buttons.items():
            _show(button, action in actions or action in {"menu", "files"})
        self.last_stop()
        self._reach()
        self.retranslate()

    def button(self, action: str) -> QAbstractButton | None:
        """The button for an action; None where it was never needed."""
        return self._buttons.get(action)

    def _ask(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(self._view.id, sender.property("action"))

    def copy_details(self) -> None:
        """Put the problem into the clipboard, for a bug report."""
        view = self._view
        if view.problem is None:
            return
        told = f"{view.repo} @ {view.commit or view.revision or '?'}\n{sentence(view.problem)}"
        QGuiApplication.clipboard().setText(f"{told}\n\n{details(view.problem)}")
        button = self._buttons.get("copy-details")
        if button is not None:
            button.setText(self.tr("Copied"))
            self._copied.start()

    # --- what lies below: the files

    @property
    def below(self) -> QWidget | None:
        """What was put below, None while it is folded."""
        return self._below

    def unfold(self, below: QWidget) -> None:
        """Put `below` under the rest."""
        self.furnish()
        self._below = below
        self._column.addWidget(below)
        self._theme.dress(self._buttons["files"], "chevron-up")
        self.last_stop()
        self.retranslate()

    def fold(self) -> None:
        """Take away what lies below."""
        below, self._below = self._below, None
        if below is not None:
            self._column.removeWidget(below)
            below.hide()
            below.deleteLater()
        self._theme.dress(self._buttons["files"], "chevron")
        self.retranslate()

    # --- being one of many

    def set_chosen(self, chosen: bool) -> None:
        """Show whether it is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def set_reachable(self, reachable: bool) -> bool:
        """Whether Tab stops here and at its buttons: of a whole queue, at one card only. True where new."""
        if reachable == self._reachable:
            return False
        self._reachable = reachable
        if reachable:
            self.furnish()
        self._reach()
        return True

    def last_stop(self) -> QWidget:
        """The last of the stops that Tab makes here, these put in order behind the card itself."""
        actions, _ = self._offered
        first = [action for action in actions if self._first.indexOf(self._buttons[action]) >= 0]
        beside = [action for action in actions if action not in first]
        before: QWidget = self
        for action in (*first, "files", "menu", *beside):
            QWidget.setTabOrder(before, self._buttons[action])
            before = self._buttons[action]
        if self._below is not None:
            QWidget.setTabOrder(before, self._below)
            before = self._below
        return before

    def _reach(self) -> None:
        tab, click = Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(tab if self._reachable else click)
        for button in self._buttons.values():
            button.setFocusPolicy(tab if self._reachable else click)

    def _pointed(self, source: int) -> None:
        for part in (self._bar, self._legend):
            if part is not None:
                part.light(source)

    def _speak(self) -> None:
        """Tell readers of the screen, but not with every byte."""
        view = self._view
        now = (
            self._furnished,
            view.repo,
            view.state,
            view.waiting,
            view.problem,
            words.percent(view),
            view.finished,
        )
        if now == self._spoken:
            return
        self._spoken = now
        self.setAccessibleName(words.spoken(view))
        if not self._furnished:
            return
        head = self.head.head
        legend = self._legend.text if self._legend is not None and not self._legend.isHidden() else ""
        parts = [head.percent, head.figures, head.words, legend]
        if view.problem is not None:
            parts.insert(0, sentence(view.problem))
        self.setAccessibleDescription(", ".join(part for part in parts if part))

    # --- events

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        half = 1.0 if focus else 0.5
        painter.setPen(QPen(tokens.accent if focus else tokens.line, 2 if focus else 1))
        painter.setBrush(mixed(tokens.card, tokens.accent_soft, 0.45) if self._chosen else tokens.card)
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, scale.RADIUS_CARD, scale.RADIUS_CARD)
        painter.end()

    def retranslate(self) -> None:
        """Read the strings again."""
        page = self.tr("Open the licence page") if words.licence(self._view) else self.tr("Open the page")
        names = {
            "pause": self.tr("Pause"),
            "resume": self.tr("Resume"),
            "retry": self.tr("Try now") if self._view.state == "queued" else self.tr("Retry"),
            "dismiss": self.tr("Dismiss"),
            "licence": page,
            "free-space": self.tr("Free space…"),
            "copy-details": self.tr("Copy details"),
            "library": self.tr("Open in Library"),
            "menu": self.tr("More"),
            "files": self.tr("Files") if self._below is None else self.tr("Hide the files"),
        }
        for action, button in self._buttons.items():
            if isinstance(button, QPushButton):
                button.setText(names[action])
            else:
                button.setToolTip(names[action])
            button.setAccessibleName(names[action])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._spoken = ()
            self._refresh()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self._view.id)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def _inset(widget: QWidget) -> QHBoxLayout:
    """`widget` with the room at its right that the buttons above take off their edge."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, scale.S, 0)
    row.addWidget(widget)
    return row


def _show(widget: QWidget, shown: bool) -> None:
    """Show or hide, and touch no layout where that is so already."""
    if widget.isHidden() is shown:
        widget.setVisible(shown)
