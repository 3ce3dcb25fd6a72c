"""A chart on the screen: walked through with the arrow keys, each bar told in words, Enter leads to what it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QFont, QPainter
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from jzdesk.ui.common.charts import look
from jzdesk.ui.common.charts.layout import MARK, Bar, Fonts, Layout, Placed
from jzdesk.ui.common.charts.painter import NOTHING, paint

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from jzdesk.domain.charts import Chart

LEAST_WIDTH = 360
_REACH = 4.0  # how far beside a thin bar a click still means it
_ACROSS = {
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Left: (0, -1),
}
_UPRIGHT = {
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class ChartView(QWidget):
    """`chosen(point)` when another bar is current, `entered(point)` for Enter or a double click on it, `left()` for Esc. In a
    scroll area the current bar is kept in sight."""

    chosen = Signal(object)
    entered = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self._placed = Placed()
        self._larger = 1.0
        self._current: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setMouseTracking(True)

    # ---- for the page

    def show_chart(self, chart: Chart) -> None:
        """Show another chart; the current bar stays where there is one of the same place."""
        if self.chart is None or self.chart.title != chart.title:
            self._current = None
        self.chart = chart
        self._lay_out()
        self.setAccessibleName(f"图：{chart.title}")
        self._tell()

    def enlarge(self, times: float) -> None:
        """Larger words, to be read from the back of a room; 1 for the usual ones."""
        self._larger = times
        self._lay_out()

    def _fonts(self) -> Fonts:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * self._larger)
        return Fonts(font)

    def choose(self, ref: object) -> None:
        """Make the bar that leads to `ref` current, without telling; none when there is no such bar."""
        found = next((bar for bar in self._placed.bars if bar.point.ref == ref), None)
        self._current = (found.category, found.series) if found else None
        self._tell()
        self.update()

    @property
    def current(self) -> Bar | None:
        """The bar the keyboard is on."""
        return next((bar for bar in self._placed.bars if (bar.category, bar.series) == self._current), None)

    @property
    def bars(self) -> list[Bar]:
        """Every bar with its place."""
        return self._placed.bars

    @property
    def placed(self) -> Placed:
        """Where everything stands."""
        return self._placed

    # ---- layout

    def _lay_out(self) -> None:
        if self.chart is None or self.chart.empty:
            self._placed = Placed()
            self.setMinimumHeight(0)
        else:
            fonts, width = self._fonts(), float(max(self.width(), LEAST_WIDTH))
            self._placed = Layout(
                self.chart, fonts, width, height=float(self.height()), titled=False
            ).placed()
            least = Layout(self.chart, fonts, width, titled=False).placed()
            self.setMinimumHeight(round(least.height))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 300)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("#FFFFFF"))
        if self.chart is None or self.chart.empty:
            painter.setPen(QColor(look.SECONDARY))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, NOTHING if self.chart else "")
            return
        paint(painter, self._placed, self._fonts())
        bar = self.current
        if bar is not None:
            look.frame(painter, bar.rect, strong=self.hasFocus())

    # ---- the current bar

    def _go(self, bar: Bar | None) -> None:
        if bar is None:
            return
        self._current = (bar.category, bar.series)
        self._tell()
        self._keep_in_sight(bar)
        self.update()
        self.chosen.emit(bar.point)

    def _keep_in_sight(self, bar: Bar) -> None:
        viewport = self.parentWidget()
        around = viewport.parentWidget() if viewport is not None else None
        if isinstance(around, QScrollArea):
            place = bar.rect.center().toPoint()
            around.ensureVisible(place.x(), place.y(), 0, round(bar.rect.height() / 2) + 24)

    def _tell(self) -> None:
        """Say the current bar to who does not see it."""
        bar = self.current
        text = ""
        if bar is not None:
            text = f"{bar.point.said}。第{self._placed.bars.index(bar) + 1}项，共{len(self._placed.bars)}项。"
        elif self.chart is not None:
            text = NOTHING if self.chart.empty else "按方向键逐项查看，按回车键看名单。"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _moved(self, step: tuple[int, int]) -> Bar | None:
        """The next bar in a direction: another category (the same series or the next there is), or another series."""
        now = self.current
        if now is None:
            return self._placed.bars[0] if self._placed.bars else None
        categories, series = step
        own = [bar for bar in self._placed.bars if bar.category == now.category]
        if series:
            at = own.index(now) + series
            return own[at] if 0 <= at < len(own) else None
        numbers = sorted({bar.category for bar in self._placed.bars})
        at = numbers.index(now.category) + categories
        if not 0 <= at < len(numbers):
            return None
        there = [bar for bar in self._placed.bars if bar.category == numbers[at]]
        return next((bar for bar in there if bar.series == now.series), there[0])

    # ---- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        ways = _UPRIGHT if self.chart is not None and self.chart.upright else _ACROSS
        if key in ways:
            self._go(self._moved(ways[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._placed.bars:
            self._go(self._placed.bars[0 if key == Qt.Key.Key_Home else -1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.entered.emit(self.current.point)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def bar_at(self, place: QPointF) -> Bar | None:
        """The bar under the mouse; a line across a column is in front of it."""
        found = [
            b for b in self._placed.bars if b.rect.adjusted(-_REACH, -_REACH, _REACH, _REACH).contains(place)
        ]
        exact = [bar for bar in found if bar.rect.contains(place)]
        return next(iter(sorted(exact or found, key=lambda bar: bar.series != MARK)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._go(self.bar_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        bar = self.bar_at(event.position())
        if bar is not None:
            self.entered.emit(bar.point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        shape = (
            Qt.CursorShape.PointingHandCursor if self.bar_at(event.position()) else Qt.CursorShape.ArrowCursor
        )
        self.setCursor(shape)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # type: ignore[arg-type]
            return True
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        bar = self.bar_at(QPointF(event.pos()))
        if bar is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), bar.point.said, self)
