"""Where everything of a chart stands, computed before anything is painted: nothing overlaps and nothing is cut off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from jzdesk.domain.charts import ticks

if TYPE_CHECKING:
    from jzdesk.domain.charts import Category, Chart, Point

WRAP = Qt.TextFlag.TextWordWrap
LEFT = WRAP | Qt.AlignmentFlag.AlignLeft
RIGHT = WRAP | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
MARK = -1
"""The series of the line across a column."""

_GAP, _MARGIN = 8.0, 12.0
_NAMES = 0.36  # of the width, at most, for the names beside the bars
_THIN, _THICK = 12.0, 26.0
LEAST_PLOT = 150.0


@dataclass(frozen=True, slots=True)
class Text:
    """Words in their place."""

    rect: QRectF
    text: str
    flags: int
    size: str = "body"
    colour: str = "#1F2328"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in its place: of which category and series it is."""

    rect: QRectF
    category: int
    series: int
    point: Point
    tone: int


@dataclass(slots=True)
class Fonts:
    """The texts of a chart by size."""

    body: QFont
    small: QFont = field(init=False)
    title: QFont = field(init=False)

    def __post_init__(self) -> None:
        self.small, self.title = QFont(self.body), QFont(self.body)
        self.small.setPointSizeF(self.body.pointSizeF() * 0.9)
        self.title.setPointSizeF(self.body.pointSizeF() * 1.25)

    def of(self, size: str) -> QFont:
        found: QFont = getattr(self, size)
        return found

    def metrics(self, size: str = "body") -> QFontMetricsF:
        return QFontMetricsF(self.of(size))


@dataclass(slots=True)
class Placed:
    """A chart laid out: its texts, bars, legend keys, grid lines and axis, and how high it is."""

    texts: list[Text] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    keys: list[tuple[QRectF, int]] = field(default_factory=list)
    grid: list[QRectF] = field(default_factory=list)
    axis: QRectF = field(default_factory=QRectF)
    height: float = 0.0


class Layout:
    """Lays out one chart in a width; where there is more height than it needs, upright charts and bars grow."""

    def __init__(
        self, chart: Chart, fonts: Fonts, width: float, *, height: float = 0.0, titled: bool = True
    ) -> None:
        self._chart, self._fonts, self._width, self._room, self._titled = chart, fonts, width, height, titled
        self._made = Placed()
        self._y = _MARGIN

    def placed(self) -> Placed:
        """Everything in its place."""
        if self._titled:
            self._paragraph(self._chart.title, "title")
            self._paragraph(self._chart.subtitle, "small", "#5B6470")
        foot = self._height_of(self._chart.foot, "small") + _GAP if self._titled and self._chart.foot else 0.0
        self._legend()
        if self._chart.upright:
            self._columns(foot)
        else:
            self._across(foot)
        if foot:
            self._paragraph(self._chart.foot, "small", "#5B6470")
        self._made.height = self._y + _MARGIN / 2
        return self._made

    # ---- lines of text

    def _height_of(self, text: str, size: str) -> float:
        room = QRectF(0, 0, self._width - 2 * _MARGIN, 10_000)
        return self._fonts.metrics(size).boundingRect(room, int(LEFT), text).height()

    def _paragraph(self, text: str, size: str, colour: str = "#1F2328") -> None:
        if text:
            height = self._height_of(text, size)
            rect = QRectF(_MARGIN, self._y, self._width - 2 * _MARGIN, height)
            self._made.texts.append(Text(rect, text, int(LEFT), size, colour))
            self._y += height + _GAP / 2

    def _legend(self) -> None:
        """The keys side by side, on as many lines as they need."""
        metrics = self._fonts.metrics("small")
        line, x = metrics.height() + 4, _MARGIN
        names = [(s.name, s.tone) for s in self._chart.series]
        if self._chart.mark_name:
            names.append((self._chart.mark_name, MARK))
        for name, tone in names:
            width = metrics.horizontalAdvance(name) + 2
            if x > _MARGIN and x + 20 + width > self._width - _MARGIN:
                x, self._y = _MARGIN, self._y + line
            self._made.keys.append((QRectF(x, self._y + (line - 12) / 2, 14, 12), tone))
            self._made.texts.append(
                Text(QRectF(x + 20, self._y, width, line), name, int(Qt.AlignmentFlag.AlignVCenter), "small")
            )
            x += 20 + width + 16
        if self._chart.unit:
            text = f"单位：{self._chart.unit}"
            width = metrics.horizontalAdvance(text) + 2
            if x + width > self._width - _MARGIN:
                self._y += line
            rect = QRectF(self._width - _MARGIN - width, self._y, width, line)
            self._made.texts.append(Text(rect, text, int(RIGHT), "small", "#5B6470"))
        self._y += line + _GAP

    # ---- bars across

    def _across(self, foot: float) -> None:
        chart, metrics = self._chart, self._fonts.metrics()
        widest = max((metrics.horizontalAdvance(c.name) for c in chart.categories), default=0.0) + 2
        names = min(widest, (self._width - 2 * _MARGIN) * _NAMES)
        labels = max(
            (metrics.horizontalAdvance(p.text) for c in chart.categories for p in c.points if p), default=0.0
        )
        left = _MARGIN + names + _GAP
        room = max(self._width - _MARGIN - labels - _GAP - left, 40.0)
        top, per = self._y, len(chart.series)
        wanted = [self._name_height(c, names) for c in chart.categories]
        spare = self._room - foot - self._y - _MARGIN
        thick = (spare / max(len(wanted), 1) - 10) / per if self._room else _THIN + 4
        thick = min(max(thick, metrics.height() - 2, _THIN), max(_THICK, metrics.height() + 4))
        highest = chart.top or chart.highest or 1
        for number, category in enumerate(chart.categories):
            band = max(thick * per, wanted[number])
            self._made.texts.append(Text(QRectF(_MARGIN, self._y, names, band), category.name, int(RIGHT)))
            y = self._y + (band - thick * per) / 2
            for series, point in enumerate(category.points):
                if point is not None:
                    length = room * point.value / highest
                    self._bar(QRectF(left, y, max(length, 1), thick - 2), number, series, point)
                    label = QRectF(left + length + 6, y - 1, labels + 4, thick)
                    self._made.texts.append(Text(label, point.text, int(Qt.AlignmentFlag.AlignVCenter)))
                y += thick
            self._y += band + 10
        self._made.axis = QRectF(left, top - 4, 0, self._y - top)

    def _name_height(self, category: Category, width: float) -> float:
        room = QRectF(0, 0, width, 10_000)
        return self._fonts.metrics().boundingRect(room, int(RIGHT), category.name).height()

    def _bar(self, rect: QRectF, category: int, series: int, point: Point) -> None:
        self._made.bars.append(Bar(rect, category, series, point, self._chart.series[series].tone))

    # ---- columns

    def _columns(self, foot: float) -> None:
        chart, metrics, small = self._chart, self._fonts.metrics(), self._fonts.metrics("small")
        marks = ticks(chart.top or chart.highest)
        scale = max(small.horizontalAdvance(f"{mark:,.0f}") for mark in marks) + _GAP
        left, right = _MARGIN + scale, self._width - _MARGIN
        top = self._y + metrics.height() + 2
        plot = max(self._room - foot - top - metrics.height() - _MARGIN - _GAP, LEAST_PLOT)
        for mark in marks:
            y = top + plot * (1 - mark / marks[-1])
            self._made.grid.append(QRectF(left, y, right - left, 0))
            box = QRectF(_MARGIN, y - small.height() / 2, scale - _GAP, small.height())
            self._made.texts.append(Text(box, f"{mark:,.0f}", int(RIGHT), "small", "#5B6470"))
        step = (right - left) / max(len(chart.categories), 1)
        for number, category in enumerate(chart.categories):
            room = QRectF(left + step * number, top, step, plot)
            self._column(number, category, room, marks[-1])
            name = QRectF(room.left(), top + plot + 4, step, metrics.height())
            self._made.texts.append(Text(name, category.name, int(CENTRE)))
        self._made.axis = QRectF(left, top + plot, right - left, 0)
        self._y = top + plot + metrics.height() + _GAP

    def _column(self, number: int, category: Category, room: QRectF, highest: float) -> None:
        metrics, small = self._fonts.metrics(), self._fonts.metrics("small")
        width = min(room.width() * 0.56, 64.0)
        x, y = room.center().x() - width / 2, room.bottom()
        for series, point in enumerate(category.points):
            if point is None:
                continue
            height = room.height() * point.value / highest
            y -= height
            rect = QRectF(x, y, width, height)
            self._bar(rect, number, series, point)
            if height >= small.height() - 1 and small.horizontalAdvance(point.text) <= width - 2:
                self._made.texts.append(
                    Text(rect, point.text, int(CENTRE), "small", f"tone {self._chart.series[series].tone}")
                )
        if category.mark is not None:
            at = room.bottom() - room.height() * category.mark.value / highest
            line = QRectF(x - room.width() * 0.12, at - 1.5, width + room.width() * 0.24, 3)
            self._made.bars.append(Bar(line, number, MARK, category.mark, MARK))
            y = min(y, at - 2) if abs(at - y) < metrics.height() else y
        if category.total:
            box = QRectF(room.left(), y - metrics.height() - 1, room.width(), metrics.height())
            self._made.texts.append(Text(box, category.total, int(CENTRE)))
