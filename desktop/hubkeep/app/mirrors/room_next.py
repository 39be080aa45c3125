"""What follows once a mirror for one's own network is written: whether nginx takes it, and three commands."""

from __future__ import annotations

import shlex
from typing import Final
from urllib.parse import quote

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ...link.messages import CheckRoomMirror, Refusal, RoomMirror, RoomMirrorCheck
from .. import theme as scale
from ..engine_link import Link
from ..problems import sentence
from ..theme import Theme
from ..widgets.answers import while_there
from ..widgets.blocks import Remark
from . import words
from .asked_repo import repo_in

COPIED_MS: Final = 2000
WORKS: Final = "mirror-room-works"
"""What the engine says where the mirror was used, and all was well."""


def commands(mirror: RoomMirror, into: str, endpoint: str) -> tuple[str, str, str]:
    """To start it, to use it, to try it. A login's password is the user's to put in."""
    config = f"{into.rstrip('/')}/nginx.conf"
    used = endpoint
    if mirror.user:
        scheme, _, host = endpoint.partition("://")
        used = f"{scheme}://{quote(mirror.user, safe='')}:PASSWORD@{host}"
    return (
        shlex.join(["nginx", "-p", mirror.folder, "-c", config]),
        f"export HF_ENDPOINT={shlex.quote(used)}",
        shlex.join(["hubkeep", "mirrors", "bench", endpoint]),
    )


class Command(QWidget):
    """A line to be copied, under what it is for."""

    def __init__(self, theme: Theme, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = QLabel(self)
        self.text = QLineEdit(self)
        self.text.setObjectName(f"roomCommand-{number}")
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy = QPushButton(self)
        self.copy.setObjectName(f"roomCopy-{number}")
        self.copy.setAutoDefault(False)
        theme.dress(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self.retranslate)
        row = QHBoxLayout()
        row.setSpacing(scale.S)
        row.addWidget(self.text, 1)
        row.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.XS)
        column.addWidget(self.name)
        column.addLayout(row)
        self.retranslate()

    def tell(self, name: str, text: str) -> None:
        """What it is for, and the line."""
        self.name.setText(name)
        self.text.setText(text)
        self.text.setCursorPosition(0)
        self.text.setAccessibleName(name)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text())
        self.copy.setText(" " + self.tr("Copied"))
        self._copied.start()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.copy.setText(" " + self.tr("Copy"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class RoomNext(QWidget):
    """Checks what lies in the folder as soon as it is shown, and again when asked."""

    def __init__(self, link: Link, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roomNext")
        self._link = link
        self._theme = theme
        self._written = (RoomMirror(upstream="", folder=""), "", "")
        self._check: RoomMirrorCheck | None = None
        self._refusal: Refusal | None = None
        self._verdict = Remark(theme, self)
        self._verdict.label.setObjectName("roomVerdict")
        self._nginx = Remark(theme, self)
        self._problems = Remark(theme, self)
        self.again = QPushButton(self)
        self.again.setObjectName("roomCheck")
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self.look)
        self._with = QLabel(self)
        self.repo = QLineEdit(self)
        self.repo.setObjectName("roomRepo")
        self._with.setBuddy(self.repo)
        row = QHBoxLayout()
        row.setSpacing(scale.S)
        row.addWidget(self._with)
        row.addWidget(self.repo, 1)
        row.addWidget(self.again)
        self._commands = [Command(theme, number, self) for number in (1, 2, 3)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.M)
        column.addWidget(self._verdict)
        column.addWidget(self._nginx)
        column.addWidget(self._problems)
        column.addLayout(row)
        for command in self._commands:
            column.addWidget(command)
        column.addStretch(1)
        self.retranslate()

    @property
    def said(self) -> str:
        """Whether it is fit for use, and what is wrong where not."""
        return "\n".join(part.text for part in (self._verdict, self._nginx, self._problems) if part.text)

    def show_written(self, mirror: RoomMirror, into: str, endpoint: str) -> None:
        """What was written where, and what others call it."""
        self._written = (mirror, into, endpoint)
        self.retranslate()
        self.look()

    def look(self) -> None:
        """Have nginx read it, and use it where it runs."""
        text = self.repo.text().strip()
        repo = repo_in(text)
        if text and not repo:
            self._verdict.tell(self.tr("A repo is written like org/name."), "warning")
            return
        self._check = self._refusal = None
        self._show()
        request = CheckRoomMirror(self._written[1], repo)
        self._link.call(request, while_there(self, self._take), while_there(self, self._refused))

    def _take(self, check: RoomMirrorCheck) -> None:
        self._check = check
        self._show()

    def _refused(self, refusal: Refusal) -> None:
        self._refusal = refusal
        self._show()

    def _show(self) -> None:
        check = self._check
        self.again.setEnabled(check is not None or self._refusal is not None)
        self._nginx.tell(words.plain_lines([check.said]) if check is not None and check.said else "", "info")
        problems = check.problems if check is not None else ()
        works = any(each.code == WORKS for each in problems)
        left = "\n".join(sentence(each) for each in problems if each.code != WORKS)
        self._problems.tell(left, "warning" if check is not None and check.ok else "error")
        if self._refusal is not None:
            self._verdict.tell(sentence(self._refusal.problem), "error")
        elif check is None:
            self._verdict.tell(self.tr("Having nginx read it…"))
        elif works:
            self._verdict.tell(self.tr("nginx takes it, and it does what it is for."), "check")
        elif check.ok:
            self._verdict.tell(self.tr("nginx takes the configuration."), "check")
        else:
            self._verdict.tell(self.tr("It would not work like this:"), "error")

    def retranslate(self) -> None:
        """Read the strings again."""
        self.again.setText(self.tr("Check again"))
        self._with.setText(self.tr("Try it with"))
        self.repo.setPlaceholderText(self.tr("org/name; empty: a small public repo"))
        self.repo.setAccessibleName(self.tr("Repo to try it with"))
        names = (
            self.tr("1. Start it on this machine"),
            self.tr("2. On every other machine: use it"),
            self.tr("3. From there, see how fast it is"),
        )
        lines = commands(*self._written)
        for command, name, line in zip(self._commands, names, lines, strict=True):
            command.tell(name, line)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
