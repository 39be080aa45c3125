"""A caching mirror for one's own network: what it is to be, the configuration as it would be, writing it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...link.messages import DraftRoomMirror, Problem, Refusal, RoomMirrorFiles, WriteRoomMirror
from .. import theme as scale
from ..downloads.words import plain
from ..engine_link import Link
from ..problems import sentence
from ..theme import Theme
from ..widgets.answers import Newest
from ..widgets.blocks import Remark, quiet
from ..widgets.folder_field import FolderField
from ..widgets.sheet import Sheet
from .room_form import RoomForm
from .room_next import RoomNext

TYPING_MS: Final = 250
WIDTH: Final = 860
HEIGHT: Final = 580
MOST_NOTES: Final = 4


class RoomDialog(Sheet):
    """The draft follows what is typed. `can_browse`: the folders of this machine are the engine's."""

    def __init__(
        self,
        link: Link,
        theme: Theme,
        endpoints: tuple[str, ...],
        *,
        can_browse: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "roomDialog", parent, WIDTH)
        self._link = link
        self._files: RoomMirrorFiles | None = None
        self._problem: Problem | None = None
        self._newest = Newest(self)
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self._ask)
        self.form = RoomForm(theme, endpoints, self)
        self.form.changed.connect(self._typed)
        self.next = RoomNext(link, theme, self)
        self._for_others = quiet(self)
        self._for_others.setObjectName("roomEndpoint")
        self.config = QPlainTextEdit(self)
        self.config.setObjectName("roomConfig")
        self.config.setReadOnly(True)
        self.config.setTabChangesFocus(True)
        self.config.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.config.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._notes = Remark(theme, self)
        self._notes.label.setObjectName("roomNotes")
        self._into_label = QLabel(self)
        self.into = FolderField("roomInto", "roomBrowse", can_browse=can_browse, parent=self)
        self.into.path.textChanged.connect(self._show)
        self._into_label.setBuddy(self.into.path)
        self.back = QPushButton(self)
        self.back.setObjectName("roomBack")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._go_back)
        self.buttons.insertWidget(0, self.back)
        self.steps = QStackedWidget(self)
        self.steps.addWidget(self._first_step())
        self.steps.addWidget(self.next)
        self.body.addWidget(self.steps, 1)
        self.act.setProperty("primary", True)
        self.act.clicked.connect(self._write)
        self.retranslate()
        self.resize(self.width(), HEIGHT)
        self.form.fields["folder"].setFocus()

    def _first_step(self) -> QWidget:
        step = QWidget(self)
        beside = QVBoxLayout()
        beside.setSpacing(scale.S)
        beside.addWidget(self._for_others)
        beside.addWidget(self.config, 1)
        beside.addWidget(self._notes)
        row = QHBoxLayout()
        row.setSpacing(scale.M)
        row.addWidget(self.form)
        row.addLayout(beside, 1)
        into = QHBoxLayout()
        into.setSpacing(scale.S)
        into.addWidget(self._into_label)
        into.addWidget(self.into, 1)
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.M)
        column.addLayout(row, 1)
        column.addLayout(into)
        return step

    # --- the draft

    def _typed(self) -> None:
        self._timer.start()

    def _ask(self) -> None:
        self._newest.anew()
        if not self.form.begun:
            self._files = self._problem = None
            self._show()
            return
        request = DraftRoomMirror(self.form.mirror, self.form.password)
        self._link.call(request, self._newest.only(self._drafted), self._newest.only(self._refused))

    def _drafted(self, files: RoomMirrorFiles) -> None:
        self._files, self._problem = files, None
        self._show()

    def _refused(self, refusal: Refusal) -> None:
        self._files, self._problem = None, refusal.problem
        self._show()

    def _write(self) -> None:
        into = self.into.text
        if not self.act.isEnabled():
            return
        self.act.setEnabled(False)
        mirror = self.form.mirror

        def written(files: RoomMirrorFiles) -> None:
            self._files = files
            self.steps.setCurrentWidget(self.next)
            self.next.show_written(mirror, into, files.endpoint)
            self._show()

        request = WriteRoomMirror(mirror, into, self.form.password)
        self._link.call(request, self.while_open(written), self.while_open(self._refused))

    def _go_back(self) -> None:
        self.steps.setCurrentIndex(0)
        self._show()

    # --- what it shows

    def _show(self) -> None:
        files, written = self._files, self.steps.currentWidget() is self.next
        self.config.setPlainText(files.config if files is not None else "")
        if files is not None:
            told = self.tr("The others set HF_ENDPOINT={endpoint}").format(endpoint=plain(files.endpoint))
        elif self._problem is not None:
            told = ""
        else:
            told = self.tr(
                "Say whom it asks and where it keeps the bytes, and the configuration appears here."
            )
        self._for_others.setText(told)
        self._for_others.setVisible(bool(told))
        self._tell_notes(files)
        # Return in the field for a repo checks with it, and closes nothing.
        (self.next.again if written else self.cancel).setDefault(True)
        self.back.setVisible(written)
        self.act.setVisible(not written)
        self.act.setEnabled(files is not None and bool(self.into.text))
        self.cancel.setText(self.tr("Close") if written else self.tr("Cancel"))

    def _tell_notes(self, files: RoomMirrorFiles | None) -> None:
        if self._problem is not None:
            self._notes.tell(sentence(self._problem), "error")
            return
        notes = files.notes[:MOST_NOTES] if files is not None else ()
        self._notes.tell("\n".join(sentence(note) for note in notes), "warning")

    # --- language

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setWindowTitle(self.tr("Mirror for this room"))
        self.head.setText(self.tr("A mirror for the machines in this room"))
        self.lead.setText(
            self.tr(
                "nginx keeps what one machine fetched, and every other machine gets it at the speed of the "
                "local network. Hubkeep writes the configuration; you start it."
            )
        )
        self.config.setAccessibleName(self.tr("nginx configuration"))
        self.config.setPlaceholderText("nginx.conf")
        self._into_label.setText(self.tr("Write it into"))
        self.into.path.setPlaceholderText(self.tr("a folder, such as /etc/hubkeep-mirror"))
        self.into.path.setAccessibleName(self.tr("Folder to write into"))
        self.back.setText(self.tr("Back"))
        self.act.setText(self.tr("Write"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
