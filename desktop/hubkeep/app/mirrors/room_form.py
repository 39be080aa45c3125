"""What a mirror for a network of one's own is: whom it asks, where it listens, what it keeps, who may ask."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from ...link.messages import RoomMirror
from .. import theme as scale
from ..formatting import NBSP
from ..theme import Theme

GB: Final = 10**9
MOST_GB: Final = 1_000_000
WIDTH: Final = 372
HEAD: Final = 48
"""What is seen above a field that is come to: the head of its part, where it is the first one there."""
TEXT_MARGIN: Final = 10
"""What the style sheet gives the text of other fields."""
ROWS: Final = (
    "upstream",
    "listen",
    "port",
    "server_name",
    "folder",
    "size",
    "days",
    "allow",
    "user",
    "password",
    "certificate",
    "key",
)
_PARTS: Final = {"upstream": 0, "folder": 1, "allow": 2, "certificate": 3}
"""Before which rows a new part of the form begins."""
_FIELDS: Final = ("listen", "server_name", "folder", "allow", "user", "password", "certificate", "key")


class RoomForm(QScrollArea):
    """`changed` with every letter."""

    changed = Signal()

    def __init__(self, theme: Theme, endpoints: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roomForm")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(WIDTH)
        inner = QFrame(self)
        inner.setProperty("page", True)
        self.upstream = QComboBox(inner)
        self.upstream.setEditable(True)
        self.upstream.addItems(list(endpoints))
        self.upstream.editTextChanged.connect(self.changed)
        self.fields = {name: QLineEdit(inner) for name in _FIELDS}
        self.fields["listen"].setText("127.0.0.1")
        self.fields["password"].setEchoMode(QLineEdit.EchoMode.Password)
        for field in self.fields.values():
            field.textChanged.connect(self.changed)
        self.port = self._number(inner, 1, 65_535, 8090)
        self.size_ = self._number(inner, 1, MOST_GB, 500)
        self.days = self._number(inner, 1, 3650, 60)
        controls: dict[str, QWidget] = {
            "upstream": self.upstream,
            "port": self.port,
            "size": self.size_,
            "days": self.days,
            **self.fields,
        }
        self._labels: dict[str, QLabel] = {}
        self._heads: list[QLabel] = []
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, scale.L, 0)
        grid.setHorizontalSpacing(scale.M)
        grid.setVerticalSpacing(scale.S)
        grid.setColumnStretch(1, 1)
        place = 0
        for name in ROWS:
            if name in _PARTS:
                head = QLabel(inner)
                head.setFont(theme.font("strong"))
                head.setContentsMargins(0, scale.S if place else 0, 0, 0)
                self._heads.append(head)
                grid.addWidget(head, place, 0, 1, 2)
                place += 1
            control = controls[name]
            control.setObjectName(f"room-{name}")
            (control.focusProxy() or control).installEventFilter(self)
            label = self._labels[name] = QLabel(inner)
            label.setProperty("tone", "muted")
            label.setBuddy(control)
            grid.addWidget(label, place, 0)
            grid.addWidget(control, place, 1)
            place += 1
        grid.setRowStretch(place, 1)
        for before, after in pairwise(controls[name] for name in ROWS):
            QWidget.setTabOrder(before, after)
        self.setWidget(inner)
        self.retranslate()

    def _number(self, parent: QWidget, least: int, most: int, value: int) -> QSpinBox:
        box = QSpinBox(parent)
        box.setRange(least, most)
        box.setValue(value)
        box.valueChanged.connect(self.changed)
        box.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)
        # As high as the fields, whose padding is another.
        box.setStyleSheet("min-height: 22px;")
        # What scrolls the form on the way past changes nothing.
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            # Tab that comes from outside of the form would scroll nothing.
            self.ensureWidgetVisible(watched, 0, HEAD)
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 400)

    @property
    def mirror(self) -> RoomMirror:
        """What was asked for."""
        field = {name: each.text().strip() for name, each in self.fields.items()}
        networks = field["allow"].replace(",", " ").split()
        return RoomMirror(
            upstream=self.upstream.currentText().strip(),
            listen=field["listen"],
            port=self.port.value(),
            server_name=field["server_name"],
            folder=field["folder"],
            max_size=self.size_.value() * GB,
            keep_days=self.days.value(),
            allow=tuple(networks),
            user=field["user"],
            certificate=field["certificate"],
            key=field["key"],
        )

    @property
    def password(self) -> str:
        """As it was typed."""
        return self.fields["password"].text()

    @property
    def begun(self) -> bool:
        """Whether enough is known to draft it."""
        return bool(self.mirror.upstream and self.mirror.folder)

    def retranslate(self) -> None:
        """Read the strings again."""
        heads = (
            self.tr("Whom it asks, and where it listens"),
            self.tr("What it keeps"),
            self.tr("Who may ask"),
            self.tr("Encryption"),
        )
        for head, text in zip(self._heads, heads, strict=True):
            head.setText(text)
        names = {
            "upstream": self.tr("It asks"),
            "listen": self.tr("Listens at"),
            "port": self.tr("Port"),
            "server_name": self.tr("Is called"),
            "folder": self.tr("Folder"),
            "size": self.tr("At most"),
            "days": self.tr("Forgets after"),
            "allow": self.tr("Networks"),
            "user": self.tr("User"),
            "password": self.tr("Password"),
            "certificate": self.tr("Certificate"),
            "key": self.tr("Key"),
        }
        for name, label in self._labels.items():
            label.setText(names[name])
            control = label.buddy()
            control.setAccessibleName(names[name])
        hints = {
            "listen": self.tr("an address of this machine"),
            "server_name": self.tr("what others call this machine"),
            "folder": "/srv/hub-mirror",
            "allow": "192.168.1.0/24 10.0.0.0/8",
            "user": self.tr("empty: no login"),
            "certificate": self.tr("a PEM file; empty: http"),
            "key": self.tr("a PEM file"),
        }
        for name, hint in hints.items():
            self.fields[name].setPlaceholderText(hint)
        self.size_.setSuffix(f"{NBSP}GB")
        self.days.setSuffix(NBSP + self.tr("days without use"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
