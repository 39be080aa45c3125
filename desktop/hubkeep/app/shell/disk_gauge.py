"""How full the disk of the cache is: its mount, what is free, and whose the rest is."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ...link.messages import Totals
from .. import theme as scale
from ..formatting import size
from ..theme import Theme
from .elided import ElidedLabel


class DiskBar(QWidget):
    """A bar of two shares: the cache's and the other files', both of the whole disk. `tone` is the token that
    the first one is drawn in."""

    HEIGHT = 6

    def __init__(self, theme: Theme, parent: QWidget | None = None, tone: str = "accent") -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone
        self._shares = (0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_shares(self, cache: float, other: float) -> None:
        """Shares of the disk between 0 and 1."""
        self._shares = (cache, other)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, self.HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, (self.height() - self.HEIGHT) / 2, self.width(), self.HEIGHT)
        shape = QPainterPath()
        shape.addRoundedRect(whole, self.HEIGHT / 2, self.HEIGHT / 2)
        painter.setClipPath(shape)
        painter.fillRect(whole, tokens.edge)
        left = 0.0
        colours = (getattr(tokens, self._tone), tokens.muted)
        for share, colour in zip(self._shares, colours, strict=True):
            # A sliver stays visible however large the disk is.
            width = max(whole.width() * share, 2.0 if share > 0 else 0.0)
            painter.fillRect(QRectF(left, whole.top(), width, whole.height()), colour)
            left += width
        painter.end()


class DiskGauge(QWidget):
    """Hidden until the engine has told of a volume."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diskGauge")
        self._totals: Totals | None = None
        self._mount = ElidedLabel(self, Qt.TextElideMode.ElideMiddle)
        self._mount.setObjectName("diskMount")
        self._free = QLabel(self)
        self._free.setObjectName("diskFree")
        for label in (self._mount, self._free):
            label.setFont(theme.font("small"))
            label.setProperty("tone", "muted")
        self._bar = DiskBar(theme, self)
        words = QHBoxLayout()
        words.setSpacing(scale.S)
        words.addWidget(self._mount, 1)
        words.addWidget(self._free)
        column = QVBoxLayout(self)
        column.setContentsMargins(scale.S, 0, scale.S, 0)
        column.setSpacing(6)
        column.addLayout(words)
        column.addWidget(self._bar)
        self.hide()

    def show_totals(self, totals: Totals) -> None:
        """Take new figures."""
        self._totals = totals
        self._refresh()

    def _refresh(self) -> None:
        totals = self._totals
        if totals is None or totals.volume is None or totals.volume.total <= 0:
            self.hide()
            return
        volume = totals.volume
        used = max(0, volume.total - volume.free)
        cache = min(totals.bytes, used)
        self._mount.setText(volume.mount)
        self._free.setText(self.tr("{size} free").format(size=size(volume.free)))
        self._bar.show_shares(cache / volume.total, (used - cache) / volume.total)
        sentence = self.tr("{mount}: {cache} in this cache, {other} other files, {free} free of {total}")
        spoken = sentence.format(
            mount=volume.mount,
            cache=size(cache),
            other=size(used - cache),
            free=size(volume.free),
            total=size(volume.total),
        )
        self.setToolTip(f"<qt>{html.escape(spoken)}</qt>")
        self.setAccessibleName(self.tr("Disk"))
        self.setAccessibleDescription(spoken)
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
