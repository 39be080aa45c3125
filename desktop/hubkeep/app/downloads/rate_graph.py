"""The rate of all downloads together over the last ten minutes, and its peak."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...link.messages import Rates
from .. import theme as scale
from ..formatting import NBSP, duration, rate
from ..theme import Theme
from ..widgets.colours import mixed
from ..widgets.rate_scale import top_of
from .graph_layout import SPAN, curve, second_at, smooth

HEIGHT = 128
LOW = 92
SCALE = 68
"""For the figures of the scale, left of the curve."""
HEAD = 28
FOOT = 20
DOT = 3.0


class RateGraph(QWidget):
    """A card. Pointing at it says how fast it was then."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rateGraph")
        self._theme = theme
        self._rates: tuple[float, ...] = ()
        self._smooth: tuple[float, ...] = ()
        self._pointer: float | None = None
        self._low = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.retranslate()

    def show_rates(self, rates: Rates) -> None:
        """Take the last ten minutes."""
        if rates.rates != self._rates:
            self._rates = rates.rates[-SPAN:]
            self._smooth = smooth(self._rates)
            self._tell()
            self.update()

    @property
    def peak(self) -> float:
        """The fastest second."""
        return max(self._rates, default=0.0)

    @property
    def flat(self) -> bool:
        """Whether there is nothing to see."""
        return not any(self._rates)

    def be_low(self, low: bool) -> None:
        """Leave room to the queue."""
        if low != self._low:
            self._low = low
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(300, (LOW if self._low else HEIGHT) + 2 * scale.M)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def _area(self) -> QRectF:
        """Where the curve lies."""
        return QRectF(
            scale.L + SCALE,
            scale.M + HEAD,
            max(1, self.width() - 2 * scale.L - SCALE),
            max(1, self.height() - 2 * scale.M - HEAD - FOOT),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.line, 1))
        painter.setBrush(tokens.card)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), scale.RADIUS_CARD, scale.RADIUS_CARD
        )
        self._paint_words(painter)
        area = self._area()
        top = top_of(self._smooth)
        self._paint_grid(painter, area, top)
        points = curve(self._smooth, area.width(), area.height(), top)
        if points and not self.flat:
            self._paint_curve(painter, area, points)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        head = QRect(scale.L, scale.M, self.width() - 2 * scale.L, HEAD - 8)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._theme.font("strong"))
        painter.setPen(tokens.ink)
        painter.drawText(head, int(middle | Qt.AlignmentFlag.AlignLeft), self.tr("Rate, last 10 minutes"))
        painter.setFont(self._theme.font("text"))
        painter.setPen(tokens.muted)
        painter.drawText(head, int(middle | Qt.AlignmentFlag.AlignRight), self._told())
        foot = head.adjusted(SCALE, 0, 0, 0)
        foot.moveTop(self.height() - scale.M - FOOT + 4)
        painter.setFont(self._theme.font("small"))
        painter.drawText(foot, int(middle | Qt.AlignmentFlag.AlignLeft), self.tr("10 min ago"))
        painter.drawText(foot, int(middle | Qt.AlignmentFlag.AlignRight), self.tr("now"))

    def _paint_grid(self, painter: QPainter, area: QRectF, top: float) -> None:
        """Half and whole of the scale, as hairlines with their figures."""
        tokens = self._theme.tokens
        font = self._theme.font("small")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        for share in (1.0, 0.5, 0.0):
            y = round(area.bottom() - area.height() * share) + 0.5
            painter.setPen(QPen(mixed(tokens.card, tokens.line, 0.9), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            if share and not self.flat:
                painter.setPen(tokens.muted)
                middle = y + (metrics.ascent() - metrics.descent()) / 2
                painter.drawText(QPointF(scale.L, middle), rate(top * share))

    def _paint_curve(self, painter: QPainter, area: QRectF, points: tuple[tuple[float, float], ...]) -> None:
        tokens = self._theme.tokens
        line = QPolygonF([QPointF(area.left() + x, area.top() + y) for x, y in points])
        fill = mixed(tokens.card, tokens.accent, 0.16)
        fill.setAlphaF(0.8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        # Every other point will do under the line.
        under = [line.at(place) for place in range(0, line.size() - 1, 2)]
        under += [line.last(), area.bottomRight(), QPointF(line.first().x(), area.bottom())]
        painter.drawPolygon(QPolygonF(under))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # A pen of one pixel is drawn a hundred times faster than a broader one, which would take the whole
        # of a frame; drawn several times it is as strong.
        painter.setPen(QPen(tokens.accent, 0))
        ratio = self.devicePixelRatioF()
        strokes = max(2, round(2 * ratio))
        for stroke in range(strokes):
            painter.drawPolyline(line.translated(0, (stroke - (strokes - 1) / 2) * 0.7 / ratio))
        place = self._second()
        if place >= 0:
            at = line.at(place)
            painter.setPen(QPen(tokens.muted, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
            painter.setPen(QPen(tokens.card, 1.5))
            painter.setBrush(tokens.accent)
            painter.drawEllipse(at, DOT + 1, DOT + 1)

    # --- words

    def _second(self) -> int:
        if self._pointer is None:
            return -1
        area = self._area()
        return second_at(self._pointer - area.left(), area.width(), len(self._smooth))

    def _told(self) -> str:
        """At the right of the head: the peak, or how fast it was where the pointer is."""
        place = self._second()
        if place >= 0:
            back = len(self._smooth) - 1 - place
            when = self.tr("{time} ago").format(time=duration(back)) if back else self.tr("now")
            return f"{rate(self._smooth[place])}{NBSP}· {when}"
        if self.flat:
            return self.tr("nothing was fetched")
        return self.tr("peak {rate}").format(rate=rate(self.peak))

    def _tell(self) -> None:
        self.setAccessibleDescription(self._told())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()
        super().leaveEvent(event)

    def retranslate(self) -> None:
        """Read the strings again."""
        self.setAccessibleName(self.tr("Rate, last 10 minutes"))
        self._tell()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
