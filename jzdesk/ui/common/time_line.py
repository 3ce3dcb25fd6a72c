"""The course of one record as a line of points: 立案 → 决定 → 送达 → 宣布 → … → 期满."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from jzdesk.ui.common.state import COLOURS, HAIRLINE, SECONDARY, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHelpEvent, QPaintEvent

RADIUS = 5.0
GAP = 4.0
_YEAR = re.compile(r"(?:\d\d)?\d\d-(?=\d\d-\d\d)")


class Point(NamedTuple):
    """One point: what, when (as it is to be read), its state kind, and whether it has happened."""

    title: str
    when: str = ""
    kind: str = "open"
    reached: bool = False
    why: str = ""


class TimeLine(QWidget):
    """Points from left to right at equal distances; reached ones are filled, the others hollow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: tuple[Point, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("办理经过")

    def set_points(self, points: Sequence[Point]) -> None:
        """Show another course."""
        self.points = tuple(points)
        said = "；".join(f"{p.title}{p.when and ' ' + p.when}" for p in self.points)
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        return QSize(60 * max(len(self.points), 1), int(RADIUS * 2 + GAP * 2 + line * 2 + 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def _step(self) -> float:
        return self.width() / max(len(self.points), 1)

    def _centre(self, number: int) -> QPointF:
        return QPointF(self._step() * (number + 0.5), RADIUS + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(len(self.points) - 1):
            both = self.points[number].reached and self.points[number + 1].reached
            pen = QPen(QColor(SECONDARY if both else HAIRLINE), 2 if both else 1)
            painter.setPen(pen)
            start, end = self._centre(number), self._centre(number + 1)
            painter.drawLine(start + QPointF(RADIUS + 3, 0), end - QPointF(RADIUS + 3, 0))
        whens = self.whens()
        for number, point in enumerate(self.points):
            self._paint_point(painter, number, point, whens[number])
        painter.end()

    def whens(self) -> list[str]:
        """The days as they are painted: without their years where there is no room for all of them."""
        metrics, room = self.fontMetrics(), self._step() - 4
        if all(metrics.horizontalAdvance(point.when) <= room for point in self.points):
            return [point.when for point in self.points]
        return [_YEAR.sub("", point.when) for point in self.points]

    def _paint_point(self, painter: QPainter, number: int, point: Point, when: str) -> None:
        centre, colour = self._centre(number), QColor(COLOURS.get(point.kind, SECONDARY))
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if point.reached else QColor("white"))
        painter.drawEllipse(centre, RADIUS, RADIUS)
        line = self.fontMetrics().lineSpacing()
        top = centre.y() + RADIUS + GAP
        metrics = QFontMetricsF(self.font())
        room = self._step() - 4
        for text, ink, y in ((point.title, QColor(TEXT), top), (when, colour, top + line)):
            painter.setPen(ink)
            box = QRectF(centre.x() - room / 2, y, room, line)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), shown)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self.points:
            self._tell(event)  # type: ignore[arg-type]
            return True
        return super().event(event)

    def _tell(self, event: QHelpEvent) -> None:
        number = min(int(event.pos().x() / self._step()), len(self.points) - 1)
        point = self.points[number]
        text = "\n".join(part for part in (f"{point.title} {point.when}".strip(), point.why) if part)
        QToolTip.showText(event.globalPos(), text, self)
