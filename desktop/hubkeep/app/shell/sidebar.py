"""The sidebar: whose cache this is, the pages, the disk, the settings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import Totals
from .. import theme as scale
from ..icons import icon
from ..theme import Theme
from .disk_gauge import DiskGauge
from .signed_button import SignedButton

WIDTH = 196


class NavButton(SignedButton):
    """A page's name with its icon, and a figure at the right."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName(f"nav-{name}")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._badge = ""
        self.set_sign(name)
        self.toggled.connect(self._weigh)

    @property
    def badge(self) -> str:
        """The figure at the right."""
        return self._badge

    def set_badge(self, text: str) -> None:
        """Show `text` at the right; nothing where empty."""
        if text != self._badge:
            self._badge = text
            self.setAccessibleDescription(text)
            self.update()

    def _weigh(self, checked: bool) -> None:
        self.setFont(self._theme.font("strong" if checked else "text"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._badge:
            return
        painter = QPainter(self)
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.tokens.muted)
        right = self.rect().adjusted(0, 0, -10, 0)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._badge)
        painter.end()


class HostButton(QPushButton):
    """Names the machine; opens the program's menu."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hostButton")
        self.setFont(theme.font("strong"))
        self._name = ""

    def show_name(self, name: str) -> None:
        """Write `name`, cut at its end where it is too long."""
        self._name = name
        self._fit()

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        self.setText(metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, WIDTH - 64))
        self.setAccessibleName(self._name)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = 14
        place = QRect(self.width() - side - 9, (self.height() - side) // 2, side, side)
        icon("chevron").paint(painter, place)
        painter.end()


class Sidebar(QFrame):
    """`chosen` says which page was clicked, by name."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setFixedWidth(WIDTH)
        self._theme = theme
        self._menu = menu
        self._host_name = ""
        self._local = True
        self._host = HostButton(theme, self)
        self._host.clicked.connect(self.open_menu)
        self._gauge = DiskGauge(theme, self)
        self._buttons: dict[str, NavButton] = {}
        self._pages = QVBoxLayout()
        self._foot = QVBoxLayout()
        for part in (self._pages, self._foot):
            part.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.S, scale.M, scale.S, scale.M)
        column.setSpacing(scale.M)
        head = QHBoxLayout()
        head.addWidget(self._host)
        column.addLayout(head)
        column.addLayout(self._pages)
        column.addStretch(1)
        column.addWidget(self._gauge)
        column.addLayout(self._foot)
        self.retranslate()

    def add_page(self, name: str, title: str, *, foot: bool = False) -> None:
        """Offer a page; at the foot where `foot`."""
        button = NavButton(name, self._theme, self)
        button.setText(title)
        button.clicked.connect(self._clicked)
        self._buttons[name] = button
        (self._foot if foot else self._pages).addWidget(button)

    def rename(self, name: str, title: str) -> None:
        """The title of a page is another, in another language."""
        self._buttons[name].setText(title)

    def select(self, name: str) -> None:
        """Mark the page that is shown."""
        # No button group: within one, Tab would stop at the marked page alone.
        for each, button in self._buttons.items():
            button.setChecked(each == name)

    def set_badge(self, name: str, text: str) -> None:
        """A figure beside a page."""
        self._buttons[name].set_badge(text)

    def show_host(self, name: str, local: bool) -> None:
        """Whose cache is shown."""
        self._host_name, self._local = name, local
        self.retranslate()

    def show_totals(self, totals: Totals) -> None:
        """New figures for the disk."""
        self._gauge.show_totals(totals)

    def open_menu(self) -> None:
        """Open the program's menu under the machine's name."""
        self._menu.popup(self._host.mapToGlobal(self._host.rect().bottomLeft()))

    def _clicked(self) -> None:
        for name, button in self._buttons.items():
            if button is self.sender():
                self.chosen.emit(name)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Pages"))
        self._host.show_name(self.tr("This workstation") if self._local else self._host_name)
        self._host.setToolTip(self._host_name)
        self._host.setAccessibleDescription(self.tr("Opens the menu"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
