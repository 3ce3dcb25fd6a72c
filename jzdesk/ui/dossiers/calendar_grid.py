"""A month as a grid of days: how many talks on each, days off marked; moved through with the arrow keys."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from jzdesk.ui.common.state import SECONDARY, colour_of

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from jzdesk.services.visit_calendar import Day, MonthOfVisits

WEEK = ("一", "二", "三", "四", "五", "六", "日")
WEEKS = 6
ROOM_FOR_TWO_LINES = 40
HEAD = 26
OFF = QColor("#F4F5F7")


class CalendarGrid(QTableWidget):
    """`day_chosen(date)` when the cursor comes to a day of the month; `month_wanted(±1)` by the page keys."""

    day_chosen = Signal(object)
    month_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(WEEKS, len(WEEK), parent)
        self.setAccessibleName("回访日历")
        self.setHorizontalHeaderLabels([f"周{day}" for day in WEEK])
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setFixedHeight(HEAD)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(18)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        self.setMinimumHeight(HEAD + WEEKS * 20)
        self._days: tuple[Day, ...] = ()
        self._today: date | None = None
        self._lines = 1
        self.currentCellChanged.connect(self._moved)

    def set_month(self, month: MonthOfVisits, today: date, chosen: date) -> None:
        """Show a month with the cursor on a day, without telling."""
        self._days, self._today = month.days, today
        first = month.days[0].on.weekday()
        blocked = self.blockSignals(True)
        for place in range(WEEKS * len(WEEK)):
            number = place - first
            day = month.days[number] if 0 <= number < len(month.days) else None
            self.setItem(place // 7, place % 7, self._item(day))
        self._go_to(chosen)
        self.blockSignals(blocked)

    def _item(self, day: Day | None) -> QTableWidgetItem:
        item = QTableWidgetItem("" if day is None else self._text(day))
        if day is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setBackground(OFF)
            return item
        said = f"{day.on:%Y年%m月%d日}，{day.name or ('工作日' if day.working else '休息日')}，回访{day.count}次，已访{day.held}次"
        item.setToolTip(said)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if not day.working:
            item.setBackground(OFF)
        if day.left and self._today and day.on < self._today:
            item.setForeground(colour_of("overdue"))
        elif day.count and not day.left:
            item.setForeground(colour_of("done"))
        elif not day.count:
            item.setForeground(QColor(SECONDARY))
        if day.on == self._today:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        return item

    def _text(self, day: Day) -> str:
        weekend = day.on.weekday() >= 5
        mark = "" if weekend != day.working else "班" if day.working else "休"
        date_text = f"{day.on.day}{mark}{' 今天' if day.on == self._today and self._lines > 1 else ''}"
        count = f"{day.count}次" if day.count else ""
        if self._lines > 1:
            held = f"，已访{day.held}" if day.held else ""
            return f"{date_text}\n{count}{held}"
        return f"{date_text}  {count}".rstrip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        lines = 2 if self.viewport().height() // WEEKS >= ROOM_FOR_TWO_LINES else 1
        if lines != self._lines:
            self._lines = lines
            for place, day in self._places():
                item = self.item(place // 7, place % 7)
                if item is not None:
                    item.setText(self._text(day))

    def _places(self) -> list[tuple[int, Day]]:
        first = self._days[0].on.weekday() if self._days else 0
        return [(first + number, day) for number, day in enumerate(self._days)]

    def _go_to(self, day: date) -> None:
        place = next((place for place, known in self._places() if known.on == day), None)
        if place is not None:
            self.setCurrentCell(place // 7, place % 7)

    def _moved(self, row: int, column: int, *_before: int) -> None:
        day = next((day for place, day in self._places() if place == row * 7 + column), None)
        if day is not None:
            self.day_chosen.emit(day.on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page keys turn the leaf; the arrows go over its edge."""
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.month_wanted.emit(step)
            return
        super().keyPressEvent(event)


def shifted(day: date, months: int) -> date:
    """The first day of another month."""
    first = day.replace(day=1)
    for _ in range(abs(months)):
        first = (first + timedelta(days=32)).replace(day=1) if months > 0 else (first - timedelta(days=1)).replace(day=1)
    return first
