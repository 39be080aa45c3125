"""How fast each mirror was over two weeks: a line a mirror, a legend, and what was measured at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...link.messages import History
from .. import theme as scale
from ..formatting import rate
from ..theme import Theme
from ..tokens import Tokens
from ..widgets.colours import contrast, mixed
from ..widgets.rate_scale import top_of
from ..widgets.source_colours import source_ink
from ..widgets.text_line import elided, line
from . import words
from .history_layout import DAY, DAYS, Trace, at_moment, moments, nearest, peak, shown, trace, x_of

HEIGHT: Final = 190
SCALE: Final = 68
"""For the figures of the scale, left of the lines."""
HEAD: Final = 32
FOOT: Final = 20
LEGEND: Final = 22
SHARES: Final = (0.0, 0.15, 0.3, 0.45, 0.6)
READS: Final = 3.0
"""The contrast of a line with what is below it."""
DOT: Final = 2.5
CROSS: Final = 3.0
SWATCH: Final = 10
GAP: Final = 6
BETWEEN: Final = 18
TICK_DAYS: Final = 2
LEAST_TICK: Final = 64


def seen_as_line(colour: QColor, tokens: Tokens) -> QColor:
    """A colour made for areas, as strong as a line needs it on a card."""
    stronger = [mixed(colour, tokens.ink, share) for share in SHARES]
    return next((made for made in stronger if contrast(made, tokens.card) >= READS), tokens.ink)


class HistoryChart(QWidget):
    """A card. Pointing at it, or the arrows, tell what was measured then; a name lights its line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mirrorHistory")
        self._theme = theme
        self._history = History()
        self._order: tuple[str, ...] = ()
        self._names: dict[str, str] = {}
        self._shown: tuple[str, ...] = ()
        self._moments: tuple[float, ...] = ()
        self._now = 0.0
        self._at = -1
        """The moment that is pointed at; -1: none."""
        self._lit = ""
        self._boxes: tuple[tuple[QRect, str], ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.retranslate()

    def show_history(self, history: History, now: float) -> None:
        """Take what was measured until `now`."""
        self._history, self._now = history, now
        self._choose()

    def show_order(self, order: Sequence[str], names: dict[str, str]) -> None:
        """The mirrors, the best first, and what they are called: their places give the colours."""
        if (tuple(order), names) != (self._order, self._names):
            self._order, self._names = tuple(order), names
            self._choose()

    def _choose(self) -> None:
        self._shown = shown(self._history, self._order)
        self._moments = moments(self._history, self._shown, self._now)
        self._at = min(self._at, len(self._moments) - 1)
        self._tell()
        self.update()

    @property
    def flat(self) -> bool:
        """Whether there is nothing to see."""
        return not self._shown

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    # --- drawing

    def _area(self) -> QRectF:
        """Where the lines lie."""
        taken = 2 * scale.M + HEAD + FOOT + LEGEND
        return QRectF(
            scale.L + SCALE,
            scale.M + HEAD,
            max(1, self.width() - 2 * scale.L - SCALE - 4),
            max(1, self.height() - taken),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        half = 1.0 if focus else 0.5
        painter.setPen(QPen(tokens.accent if focus else tokens.line, 2 if focus else 1))
        painter.setBrush(tokens.card)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), scale.RADIUS_CARD, scale.RADIUS_CARD
        )
        self._paint_head(painter)
        if self.flat:
            painter.setPen(tokens.muted)
            painter.setFont(self._theme.font("text"))
            painter.drawText(self._area(), int(Qt.AlignmentFlag.AlignCenter), self._nothing())
            painter.end()
            return
        area = self._area()
        top = top_of([peak(self._history, self._shown)])
        self._paint_grid(painter, area, top)
        for url in self._unlit_first():
            points = self._history.points.get(url, ())
            made = trace(url, points, self._now, area.width(), area.height(), top)
            self._paint_trace(painter, area, made)
        self._paint_pointer(painter, area)
        self._paint_legend(painter)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        head = QRect(scale.L, scale.M, self.width() - 2 * scale.L, HEAD - 14)
        title = line(self.tr("Rate, last 14 days"), self._theme.font("strong"))
        painter.setPen(tokens.ink)
        title.draw(painter, head)
        font = self._theme.font("text")
        room = head.width() - title.width - BETWEEN
        told = elided(self.readout, font, Qt.TextElideMode.ElideRight, room)
        painter.setPen(tokens.muted)
        line(told, font).draw(painter, head, right=True)

    def _paint_grid(self, painter: QPainter, area: QRectF, top: float) -> None:
        """Half and whole of the scale with their figures, and the days below."""
        tokens, font = self._theme.tokens, self._theme.font("small")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        for share in (1.0, 0.5, 0.0):
            y = round(area.bottom() - area.height() * share) + 0.5
            painter.setPen(QPen(mixed(tokens.card, tokens.line, 0.9), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            if share:
                painter.setPen(tokens.muted)
                middle = y + (metrics.ascent() - metrics.descent()) / 2
                painter.drawText(QPointF(scale.L, middle), rate(top * share))
        step = TICK_DAYS
        while area.width() * step / DAYS < LEAST_TICK:
            step *= 2
        painter.setPen(tokens.muted)
        for back in range(0, DAYS, step):
            at = self._now - back * DAY
            text = self.tr("now") if back == 0 else words.day(at)
            written = line(text, font)
            right = area.left() + x_of(at, self._now, area.width()) + (0 if back == 0 else written.width / 2)
            foot = QRect(round(right) - written.width, round(area.bottom()) + 2, written.width, FOOT)
            if foot.left() >= scale.L:
                written.draw(painter, foot)

    def _unlit_first(self) -> list[str]:
        """The best, and what is pointed at, above all others."""
        rest = [url for url in reversed(self._shown) if url != self._lit]
        return [*rest, self._lit] if self._lit else rest

    def _pen(self, url: str) -> QPen:
        tokens = self._theme.tokens
        ink = source_ink(self._shown.index(url), tokens)
        colour = seen_as_line(ink.colour, tokens)
        dim = self._lit and url != self._lit
        pen = QPen(mixed(tokens.card, colour, 0.22 if dim else 1.0), 2 if url == self._lit else 1.6)
        pen.setStyle(Qt.PenStyle.DashLine if ink.hatched else Qt.PenStyle.SolidLine)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    def _paint_trace(self, painter: QPainter, area: QRectF, made: Trace) -> None:
        tokens = self._theme.tokens
        pen = self._pen(made.url)
        for points in made.lines:
            at = [QPointF(area.left() + x, area.top() + y) for x, y in points]
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(at))
            painter.setPen(QPen(tokens.card, 1))
            painter.setBrush(pen.color())
            if len(at) == 1 or area.width() / len(at) > 4 * DOT:
                for point in at:
                    painter.drawEllipse(point, DOT, DOT)
        painter.setPen(QPen(pen.color(), 1.5))
        for x, y in made.failed:
            middle = QPointF(area.left() + x, area.top() + y - CROSS - 1)
            painter.drawLine(middle + QPointF(-CROSS, -CROSS), middle + QPointF(CROSS, CROSS))
            painter.drawLine(middle + QPointF(-CROSS, CROSS), middle + QPointF(CROSS, -CROSS))

    def _paint_pointer(self, painter: QPainter, area: QRectF) -> None:
        if self._at < 0:
            return
        x = area.left() + x_of(self._moments[self._at], self._now, area.width())
        painter.setPen(QPen(self._theme.tokens.muted, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_legend(self, painter: QPainter) -> None:
        tokens, font = self._theme.tokens, self._theme.font("text")
        y = self.height() - scale.M - LEGEND + 4
        x = scale.L + SCALE
        right = self.width() - scale.L
        boxes: list[tuple[QRect, str]] = []
        for place, url in enumerate(self._shown):
            name = line(elided(self._names.get(url, ""), font, Qt.TextElideMode.ElideMiddle, 220), font)
            box = QRect(x, y, SWATCH + GAP + name.width, LEGEND)
            left = len(self._shown) - place
            if box.right() > right and boxes:
                painter.setPen(tokens.muted)
                line(self.tr("and %n more", "", left), font).draw(
                    painter, QRect(min(x, right - 70), y, 70, LEGEND)
                )
                break
            pen = self._pen(url)
            painter.setPen(QPen(pen.color(), 3, pen.style()))
            painter.drawLine(x, box.center().y() + 1, x + SWATCH, box.center().y() + 1)
            painter.setPen(tokens.muted if self._lit and url != self._lit else tokens.ink)
            name.draw(painter, box.adjusted(SWATCH + GAP, 0, 0, 0))
            boxes.append((box, url))
            x = box.right() + BETWEEN
        self._boxes = tuple(boxes)

    # --- words

    @property
    def readout(self) -> str:
        """At the right of the head: what was measured at the moment pointed at, else the peak."""
        if self.flat:
            return ""
        if self._at < 0:
            return self.tr("peak {rate}").format(rate=rate(peak(self._history, self._shown)))
        at = self._moments[self._at]
        parts = [words.when(at)]
        for url in self._shown:
            if self._lit and url != self._lit:
                continue
            point = at_moment(self._history.points, url, at)
            if point is not None:
                told = rate(point.rate) if point.rate else self.tr("nothing came")
                parts.append(f"{self._names.get(url, url)} {told}")
        return words.DOT.join(parts)

    def _nothing(self) -> str:
        return self.tr("What is measured is kept, and drawn here day by day")

    def _tell(self) -> None:
        self.setAccessibleDescription(self.readout or self._nothing())

    # --- pointing

    def point(self, place: int) -> None:
        """Tell what was measured at a moment, counted from the oldest or, below 0, from the newest."""
        count = len(self._moments)
        self._point(place + count if -count <= place < 0 else min(place, count - 1))

    def _point(self, place: int) -> None:
        if place != self._at:
            self._at = place
            self._tell()
            self.update()

    def _light(self, url: str) -> None:
        if url != self._lit:
            self._lit = url
            self._tell()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        named = next((url for box, url in self._boxes if box.contains(at.toPoint())), "")
        self._light(named)
        area = self._area()
        inside = area.adjusted(-4, -4, 4, FOOT).contains(at)
        x = at.x() - area.left()
        self._point(nearest(self._moments, x, self._now, area.width()) if inside else -1)

    def leaveEvent(self, event: QEvent) -> None:
        self._light("")
        self._point(-1)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._moments) - 1
        begun = self._at if self._at >= 0 else last + 1
        places = {
            Qt.Key.Key_Left: max(0, begun - 1),
            Qt.Key.Key_Right: min(last, begun + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = event.key()
        if key in places and last >= 0:
            self._point(places[Qt.Key(key)])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._shown:
            choice = ("", *self._shown)
            by = 1 if key == Qt.Key.Key_Down else -1
            self._light(choice[(choice.index(self._lit) + by) % len(choice)])
        elif key == Qt.Key.Key_Escape and (self._at >= 0 or self._lit):
            self._light("")
            self._point(-1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._light("")
        self._point(-1)
        self.update()

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Rate, last 14 days"))
        self._tell()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
