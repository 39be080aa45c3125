"""The edits of files, before and after in one: what goes is marked by a minus, what comes by a plus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFontDatabase, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from ...link.messages import ProgramEdit
from ..downloads.words import plain
from ..theme import Theme
from ..widgets.colours import mixed
from .diff import changes

_SIGNS: Final = {"stays": "  ", "goes": "− ", "comes": "+ ", "skipped": "  ⋯"}
_TONES: Final = {"goes": "bad", "comes": "good"}
SHADE: Final = 0.12


class DiffView(QPlainTextEdit):
    """Read only; to be selected and copied."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diffView")
        self._theme = theme
        self._edits: tuple[ProgramEdit, ...] = ()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        theme.changed.connect(self._write)
        self.retranslate()

    def show_edits(self, edits: Sequence[ProgramEdit]) -> None:
        """Show what these change."""
        if tuple(edits) != self._edits:
            self._edits = tuple(edits)
            self._write()

    def _write(self) -> None:
        tokens = self._theme.tokens
        self.clear()
        cursor = QTextCursor(self.document())
        shaded: list[QTextEdit.ExtraSelection] = []
        for place, edit in enumerate(self._edits):
            if place:
                self._line(cursor, "", tokens.ink)
            head = QTextCharFormat()
            head.setForeground(tokens.ink)
            head.setFontWeight(600)
            cursor.insertText(f"{plain(edit.path)}{self._note(edit)}", head)
            cursor.insertBlock(QTextBlockFormat())
            for line in changes(edit.before, edit.after):
                tone = _TONES.get(line.what, "muted")
                at = cursor.position()
                self._line(cursor, _SIGNS[line.what] + line.text, getattr(tokens, tone))
                if line.what in _TONES:
                    shaded.append(self._shade(at, tone))
        cursor.deletePreviousChar()
        self.setExtraSelections(shaded)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _line(self, cursor: QTextCursor, text: str, colour: QColor) -> None:
        shape = QTextCharFormat()
        shape.setForeground(colour)
        cursor.insertText(text, shape)
        cursor.insertBlock()

    def _shade(self, at: int, tone: str) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        shape = QTextCharFormat()
        tokens = self._theme.tokens
        shape.setBackground(mixed(tokens.card, getattr(tokens, tone), SHADE))
        shape.setProperty(int(QTextCharFormat.Property.FullWidthSelection), True)
        selection.format = shape
        cursor = QTextCursor(self.document())
        cursor.setPosition(at)
        selection.cursor = cursor
        return selection

    def _note(self, edit: ProgramEdit) -> str:
        if edit.before is None:
            return "  " + self.tr("(new)")
        return "  " + self.tr("(removed)") if edit.after is None else ""

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("What changes in which file"))
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
