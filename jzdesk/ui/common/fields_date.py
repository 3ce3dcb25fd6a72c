"""The date field: typed in any usual way, never silently changed, with a calendar that knows holidays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common.dates import FORMS, parse_date
from jzdesk.ui.common.field import Field
from jzdesk.ui.common.layouts import add_row
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import COLOURS, SECONDARY

if TYPE_CHECKING:
    from collections.abc import Callable


class _Calendar(QCalendarWidget):
    """Month sheet with 休 on days off and 班 on make-up days."""

    def __init__(self, day_name: Callable[[date], str]) -> None:
        super().__init__()
        self._day_name = day_name
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setGridVisible(False)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setNavigationBarVisible(False)  # Qt's own reads "十一月 2026"
        plain = QTextCharFormat()
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            plain.setForeground(QColor(SECONDARY))
            self.setWeekdayTextFormat(day, plain)

    def mark_of(self, day: date) -> tuple[str, str]:
        """(mark, full name): 休 / 班 / ''."""
        name = self._day_name(day)
        if "班" in name:
            return "班", name
        return ("休", name) if name and name != "周末" else ("", name)

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        super().paintCell(painter, rect, day)  # type: ignore[arg-type]
        value = _to_date(day)
        mark, _name = self.mark_of(value)
        if not mark:
            return
        painter.save()
        font = painter.font()
        font.setPointSizeF(max(font.pointSizeF() * 0.7, 6))
        painter.setFont(font)
        painter.setPen(QColor(COLOURS["overdue"] if mark == "休" else SECONDARY))
        corner = rect.adjusted(0, 1, -3, 0)
        painter.drawText(corner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), mark)
        painter.restore()


class CalendarPopup(QFrame):
    """The calendar under a date field, with the name of the day the cursor is on."""

    picked = Signal(object)

    def __init__(self, current: date, day_name: Callable[[date], str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("calendarPopup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._name = QLabel()
        mark_role(self._name, "secondary")
        self.sheet = _Calendar(day_name)
        self.sheet.setSelectedDate(QDate(current.year, current.month, current.day))
        self.sheet.clicked.connect(self._pick)
        self.sheet.activated.connect(self._pick)
        self.sheet.selectionChanged.connect(self._tell)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        self._fill_month_line(add_row(layout, spacing=0))
        layout.addWidget(self.sheet)
        layout.addWidget(self._name)
        self._tell()
        self.sheet.setFocus()

    def _fill_month_line(self, line: QHBoxLayout) -> None:
        """‹‹ ‹ 2026年11月 › ››: a year or a month back and on. The arrow and page keys work on the sheet itself."""
        self.month = QLabel()
        self.month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark_role(self.month, "section")
        steps = (
            ("«", "上一年", self.sheet.showPreviousYear), ("‹", "上个月", self.sheet.showPreviousMonth),
            ("›", "下个月", self.sheet.showNextMonth), ("»", "下一年", self.sheet.showNextYear),
        )  # fmt: skip
        for number, (arrow, title, step) in enumerate(steps):
            if number == 2:
                line.addWidget(self.month, 1)
            button = QToolButton()
            button.setText(arrow)
            button.setToolTip(title)
            button.setAccessibleName(title)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(step)
            line.addWidget(button)
        self.sheet.currentPageChanged.connect(self._tell_month)
        self._tell_month(self.sheet.yearShown(), self.sheet.monthShown())

    def _tell_month(self, year: int, month: int) -> None:
        self.month.setText(f"{year}年{month}月")

    def _tell(self) -> None:
        day = _to_date(self.sheet.selectedDate())
        name = self.sheet.mark_of(day)[1]
        self._name.setText(
            f"{day.isoformat()} 周{'一二三四五六日'[day.weekday()]}{'　' + name if name else ''}"
        )

    def _pick(self, day: QDate) -> None:
        self.picked.emit(_to_date(day))
        self.close()


class _DateEdit(QLineEdit):
    """Up and down move by a day, Alt+Down opens the calendar."""

    stepped = Signal(int)
    calendar_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.calendar_wanted.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.isReadOnly():
            self.stepped.emit(1 if key == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)


class DateField(Field):
    """A date or None. Text that is no date stays as typed and is a problem to be put right by the user."""

    def __init__(
        self,
        *,
        today: Callable[[], date],
        day_name: Callable[[date], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._day_name = day_name or _no_name
        self.edit = _DateEdit()
        self.edit.setMaxLength(16)
        self.edit.setPlaceholderText("年-月-日")
        self.edit.setToolTip(f"{FORMS}；Alt+↓ 打开日历。")
        self._take(self.edit)
        self.set_chars(self.edit, 6)
        self.button = QToolButton()
        self.button.setObjectName("calendarButton")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setAccessibleName("打开日历")
        self.button.clicked.connect(self.open_calendar)
        self._row.setSpacing(0)
        self.button.setFixedHeight(self.edit.sizeHint().height())
        self._row.addWidget(self.button)
        self._row.addStretch(1)
        self.edit.textChanged.connect(self.changed)
        self.edit.stepped.connect(self._step)
        self.edit.calendar_wanted.connect(self.open_calendar)

    def value(self) -> date | None:
        try:
            return parse_date(self.edit.text(), self._today())
        except ValueError:
            return None

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else value.isoformat())

    def problem(self) -> str:
        try:
            parse_date(self.edit.text(), self._today())
        except ValueError as error:
            return str(error)
        return ""

    def is_empty(self) -> bool:
        return not self.edit.text().strip()

    def draft(self) -> str:
        return self.edit.text()

    def restore(self, draft: Any) -> None:
        self.edit.setText(str(draft or ""))

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        self.button.setEnabled(not on)

    def open_calendar(self) -> CalendarPopup:
        popup = CalendarPopup(self.value() or self._today(), self._day_name, self)
        popup.picked.connect(self._picked)
        popup.move(self.edit.mapToGlobal(QPoint(0, self.edit.height() + 2)))
        popup.show()
        return popup

    def _picked(self, day: date) -> None:
        self.set_value(day)
        self.edit.setFocus()

    def _step(self, days: int) -> None:
        current = self.value()
        if current is not None:
            self.set_value(date.fromordinal(current.toordinal() + days))
        elif self.is_empty():
            self.set_value(self._today())

    def _leave(self) -> None:
        value = self.value()
        if value is not None and self.edit.text() != value.isoformat():
            self.set_value(value)


def _no_name(_day: date) -> str:
    return ""


def _to_date(day: QDate | date) -> date:
    return day if isinstance(day, date) else date(day.year(), day.month(), day.day())
