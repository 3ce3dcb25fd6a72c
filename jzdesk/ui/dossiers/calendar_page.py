"""回访日历: the talks of a month by day, those of the day, the month or overdue as a list, and everybody's load."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.services import visit_calendar as service
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import State
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.table import Column, FixedSource, unit_and_post
from jzdesk.ui.dossiers.calendar_grid import CalendarGrid, shifted

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtGui import QResizeEvent

    from jzdesk.services.desk import Desk
    from jzdesk.services.visit_calendar import CalendarVisit, Load, MonthOfVisits
    from jzdesk.ui.common.frame import Frame

DAY, MONTH, OVERDUE, LOADS = range(4)
LINE = (12, 4, 12, 4)
ROOM_FOR_FEET = 420
"""px: below it the lines of the lists are worth more than their count lines."""
GRID, ROOM_BELOW = 290, 340
"""px: how high the month stands where there is room, and what the lines around and below it need before."""
EVERYBODY, NOBODY = "全部回访人", ""
LOAD_COLUMNS = (
    Column("name", "回访人", 90),
    Column("count", "本月回访", 80, align="right"),
    Column("held", "已访", 60, align="right"),
    Column("left", "待访", 60, align="right"),
    Column("days", "回访天数", 80, align="right"),
    Column("busiest", "最忙一天", 94),
    Column("most", "当天次数", 80, align="right"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of the calendar brings."""

    month: MonthOfVisits
    visits: tuple[CalendarVisit, ...]
    visitors: tuple[str, ...]


def read(desk: Desk, key: str, visitor: str | None, scope: int, on: date) -> Reading:
    """On the store lane: the month, the list below it, and who visits."""
    month = service.month_of_visits(desk, key, visitor)
    ways: dict[int, Callable[[], list[CalendarVisit]]] = {
        DAY: partial(service.day_visits, desk, on, visitor),
        MONTH: partial(service.month_visits, desk, key, visitor),
        OVERDUE: partial(service.overdue_visits, desk, visitor),
    }
    visits = ways[scope]() if scope in ways else []
    return Reading(month, tuple(visits), tuple(service.visitors(desk)))


class CalendarPage(QWidget):
    """`person_chosen(dossier)`; `record_wanted(dossier, visit)`, `move_wanted(dossier, visit)`; of the talks
    selected: `assign_wanted(visits)`, `group_wanted(visits)`, `print_wanted(ids, title)`; `group_record_wanted(key)`."""

    person_chosen = Signal(int)
    record_wanted = Signal(int, int)
    move_wanted = Signal(int, int)
    assign_wanted = Signal(list)
    group_wanted = Signal(list)
    group_record_wanted = Signal(str)
    print_wanted = Signal(list, str)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.on = frame.today()
        self._visits: tuple[CalendarVisit, ...] = ()
        self._visitors: tuple[str, ...] | None = None
        self._build_head()
        self.grid = CalendarGrid()
        self.scope = PageSwitch(("当日", "全月", "逾期", "工作量"), "回访范围")
        jobs, memory = frame.jobs, frame.memory
        self.list = RecordList("calendar", _columns(frame), jobs=jobs, memory=memory, empty_text="没有回访安排。")
        self.loads = RecordList("calendar.loads", LOAD_COLUMNS, jobs=jobs, memory=memory, empty_text="本月没有回访安排。")
        self._build_buttons()
        self._lay_out()
        self._connect()
        self._fill_visitors(())
        self._tell_buttons()

    # ---- build

    def _build_head(self) -> None:
        self.earlier, self.later, self.now = QToolButton(), QToolButton(), QToolButton()
        for button, text in ((self.earlier, "上月"), (self.later, "下月"), (self.now, "今天")):
            button.setText(text)
        self.title = QLabel()
        mark_role(self.title, "section")
        self.note = QLabel()
        mark_role(self.note, "secondary")
        self.visitor = QComboBox()
        self.visitor.setAccessibleName("回访人")
        self.visitor.setMaxVisibleItems(18)

    def _build_buttons(self) -> None:
        self.record = QPushButton("记录回访")
        self.arrange = QPushButton("安排")
        self.arrange.setToolTip("按住 Ctrl 或 Shift 可在列表中选择多次回访")
        menu = QMenu(self.arrange)
        self.move_action = menu.addAction("改期…")
        self.assign_action = menu.addAction("为选中的安排回访人…")
        self.group_action = menu.addAction("选中的一起回访（集体回访）…")
        menu.addSeparator()
        self.print_action = menu.addAction("打印谈话表（选中的，或列表全部）…")
        self.arrange.setMenu(menu)

    def _lay_out(self) -> None:
        below = QWidget()
        self.lists = QStackedWidget()
        self.lists.addWidget(self.list)
        self.lists.addWidget(self.loads)
        column = tight_column(below)
        add_row(column, self.scope, None, self.record, self.arrange, margins=LINE)
        column.addWidget(self.lists, 1)
        body = QSplitter(Qt.Orientation.Vertical)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(1)
        body.addWidget(self.grid)
        body.addWidget(below)
        body.splitterMoved.connect(self._keep_split)
        self._body: QSplitter | None = body  # None once the user has set the split
        layout = tight_column(self)
        head = (self.earlier, self.title, self.later, self.now, None, self.note, self.visitor)
        add_row(layout, *head, margins=LINE)
        layout.addWidget(body, 1)

    def _connect(self) -> None:
        self.earlier.clicked.connect(partial(self._turn, -1))
        self.later.clicked.connect(partial(self._turn, 1))
        self.now.clicked.connect(self._to_today)
        self.grid.month_wanted.connect(self._turn)
        self.grid.day_chosen.connect(self._day_chosen)
        self.visitor.currentIndexChanged.connect(self._other)
        self.scope.currentChanged.connect(self._other)
        self.list.current_changed.connect(self._chosen)
        self.list.opened.connect(self._record)
        self.list.edit_wanted.connect(self._record)
        self.list.view.selectionModel().selectionChanged.connect(self._tell_buttons)
        self.loads.opened.connect(self._load_opened)
        self.record.clicked.connect(self._record)
        self.move_action.triggered.connect(self._move)
        self.assign_action.triggered.connect(partial(self._of_selected, self.assign_wanted))
        self.group_action.triggered.connect(partial(self._of_selected, self.group_wanted))
        self.print_action.triggered.connect(self._print)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for shown in (self.list, self.loads):
            shown.foot.setVisible(self.height() >= ROOM_FOR_FEET)
        if self._body is not None:
            grid = max(self.grid.minimumHeight(), min(GRID, self.height() - ROOM_BELOW))
            self._body.setSizes([grid, self.height() - grid])

    def _keep_split(self, _place: int, _number: int) -> None:
        self._body = None

    # ---- reading

    @property
    def key(self) -> str:
        """The month shown."""
        return months.key_of(self.on)

    def reload(self) -> None:
        """Read the month and the list again."""
        work = partial(read, self._frame.desk, self.key, self.visitor.currentData(), self.scope.currentIndex(), self.on)
        self._frame.jobs.run(work, owner=self, done=partial(self._show, self.key, self.on))

    def _show(self, key: str, on: date, reading: Reading) -> None:
        if (key, on) != (self.key, self.on):
            return
        month = reading.month
        self._fill_visitors(reading.visitors)
        self.title.setText(months.title(key))
        self.note.setText(f"共 {month.count} 次")
        self.grid.set_month(month, self._frame.today(), self.on)
        self.scope.rename(MONTH, f"全月 {month.count}" if month.count else "全月")
        self.scope.rename(DAY, f"{self.on.month}月{self.on.day}日")
        self.scope.rename(OVERDUE, f"逾期 {month.overdue}" if month.overdue else "逾期")
        self._visits = reading.visits
        scope = self.scope.currentIndex()
        self.lists.setCurrentIndex(int(scope == LOADS))
        if scope == LOADS:
            self.loads.set_source(FixedSource(month.loads))
        else:
            self.list.set_source(FixedSource(reading.visits))
        self._tell_buttons()

    def _fill_visitors(self, names: tuple[str, ...]) -> None:
        if names == self._visitors:
            return
        self._visitors = names
        chosen = self.visitor.currentData() if self.visitor.count() else None
        blocked = self.visitor.blockSignals(True)
        self.visitor.clear()
        self.visitor.addItem(EVERYBODY, None)
        own = self._frame.desk.account.display_name
        if own in names:
            self.visitor.addItem(f"我回访的（{own}）", own)
        self.visitor.addItem("未定", NOBODY)
        for name in names:
            if name != own:
                self.visitor.addItem(name, name)
        self.visitor.setCurrentIndex(max(self.visitor.findData(chosen), 0) if chosen is not None else 0)
        self.visitor.blockSignals(blocked)

    # ---- going about

    def _turn(self, step: int, _checked: bool = False) -> None:
        self.go_to(shifted(self.on, step))

    def _to_today(self) -> None:
        self.go_to(self._frame.today())

    def go_to(self, day: date) -> None:
        """Show a day and its month."""
        self.on = day
        self.reload()

    def _day_chosen(self, day: date) -> None:
        self.on = day
        if self.scope.currentIndex() != DAY:
            blocked = self.scope.blockSignals(True)
            self.scope.setCurrentIndex(DAY)
            self.scope.blockSignals(blocked)
        self.reload()

    def _other(self, _number: int) -> None:
        self.reload()

    def _load_opened(self, load_id: int) -> None:
        load: Load | None = next((x for x in self.loads.model.source.rows if x.id == load_id), None)  # type: ignore[attr-defined]
        place = self.visitor.findData(load.visitor) if load else -1
        if place >= 0:
            blocked = self.visitor.blockSignals(True)
            self.visitor.setCurrentIndex(place)
            self.visitor.blockSignals(blocked)
            self.scope.setCurrentIndex(MONTH)

    # ---- what is chosen

    def current(self) -> CalendarVisit | None:
        """The talk the cursor is on."""
        row: CalendarVisit | None = self.list.current_row()
        return row

    def selected(self) -> list[CalendarVisit]:
        """The talks selected, in the order of the list."""
        rows = sorted(index.row() for index in self.list.view.selectionModel().selectedRows())
        return [row for number in rows if (row := self.list.model.row_at(number)) is not None]

    def _chosen(self, _id: object) -> None:
        self._tell_buttons()
        visit = self.current()
        if visit is not None:
            self.person_chosen.emit(visit.dossier_id)

    def _tell_buttons(self, *_: object) -> None:
        listed = self.scope.currentIndex() != LOADS
        visit, may = self.current() if listed else None, self._frame.desk.may(Permission.WRITE)
        coming = [v for v in self.selected() if v.held_on is None] if listed else []
        open_now = visit is not None and visit.held_on is None
        grouped = open_now and visit is not None and bool(visit.group_key)
        self.record.setText("记录集体回访" if grouped else "更正记录" if visit and visit.held_on else "记录回访")
        self.record.setEnabled(may and visit is not None)
        self.move_action.setEnabled(may and open_now)
        self.assign_action.setEnabled(may and bool(coming))
        self.group_action.setEnabled(may and len({v.dossier_id for v in coming}) > 1)
        self.print_action.setEnabled(listed and bool(self._visits) and self._frame.desk.may(Permission.EXPORT))

    def _record(self, *_: object) -> None:
        visit = self.current()
        if visit is None or not self._frame.desk.may(Permission.WRITE):
            return
        if visit.group_key and visit.held_on is None:
            self.group_record_wanted.emit(visit.group_key)
        else:
            self.record_wanted.emit(visit.dossier_id, visit.id)

    def _move(self, _checked: bool = False) -> None:
        visit = self.current()
        if visit is not None:
            self.move_wanted.emit(visit.dossier_id, visit.id)

    def _of_selected(self, signal: object, _checked: bool = False) -> None:
        coming = [visit for visit in self.selected() if visit.held_on is None]
        signal.emit(coming)  # type: ignore[attr-defined]

    def _print(self, _checked: bool = False) -> None:
        chosen = self.selected()
        visits = chosen if len(chosen) > 1 else list(self._visits)
        scope = self.scope.currentIndex()
        title = f"{self.on:%Y-%m-%d}" if scope == DAY else months.title(self.key) if scope == MONTH else "逾期"
        self.print_wanted.emit([visit.id for visit in visits], title)


def _columns(frame: Frame) -> tuple[Column, ...]:
    def state(row: CalendarVisit) -> State:
        return State(*service.standing(row, frame.today()))

    def kind(row: CalendarVisit) -> str:
        return frame.desk.rulebook.name_of("visit_kind", row.kind)

    def visitor(row: CalendarVisit) -> str:
        return row.visitor or service.NOBODY

    def together(row: CalendarVisit) -> str:
        return "集体" if row.group_key else ""

    return (
        Column("on", "日期", 94),
        Column("person", "姓名", 74),
        Column("state", "状态", 88, sort_key="", text=state),
        Column("unit", "单位职务", 150, text=unit_and_post, least=80),
        Column("kind", "类别", 90, text=kind, shown=False),
        Column("visitor", "回访人", 70, text=visitor),
        Column("group_key", "集体", 54, text=together),
        Column("start_time", "时间", 60, shown=False),
        Column("place", "地点", 120, shown=False),
        Column("ordinal", "第几次", 60, align="right", shown=False),
        Column("moved_reason", "改期理由", 140, shown=False),
    )


