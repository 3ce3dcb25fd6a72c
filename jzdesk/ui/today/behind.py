"""The list behind a figure: the duties a rate counts, sortable, each leading to its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.duties import STATE_NAMES, remaining_text, state_of
from jzdesk.ui.common.duty_list import STATE_KINDS
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.today.actions import what_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.services.overview import DutyRow
    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory

_ORDER = {kind: n for n, kind in enumerate(("overdue", "soon", "open", "late", "done", "excused"))}

COLUMNS = (
    Column("person", "姓名", 90),
    Column("unit", "单位", 180, least=110),
    Column("what", "事项", 130),
    Column("due_on", "应于", 94),
    Column("done_on", "办结", 94),
    Column("state", "状态", 84, sort_key="order"),
    Column("rest", "说明", 180, sort_key="", least=120),
)


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One duty as the list shows it; `id` is its place among those handed over."""

    id: int
    duty: Duty
    person: str
    unit: str
    what: str
    due_on: date
    done_on: date | None
    state: State
    order: int
    rest: str


def behind_rows(rows: Sequence[DutyRow], on: date, calendar: WorkCalendar) -> tuple[BehindRow, ...]:
    """Rows for the list; made off the GUI thread."""
    made = []
    for number, row in enumerate(rows, 1):
        state = state_of(row.duty, on)
        kind = STATE_KINDS[state]
        made.append(
            BehindRow(
                number, row.duty, row.person, row.unit, what_of(row.duty), row.duty.due_on, row.duty.done_on,
                State(STATE_NAMES[state], kind), _ORDER[kind], remaining_text(row.duty, on, calendar),
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda r: (r.order, r.due_on)))


class BehindPage(QWidget):
    """`left` to go back, `opened(duty)` for Enter or a double click."""

    left = Signal()
    opened = Signal(object)

    def __init__(
        self, *, back: str, jobs: Jobs, memory: Memory, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: tuple[BehindRow, ...] = ()
        self.title = QLabel()
        mark_role(self.title, "section")
        self.back_button = QPushButton(back)
        self.list = RecordList(name, COLUMNS, jobs=jobs, memory=memory, empty_text="本月没有计入这一项的应办事项。")
        bar = QFrame()
        bar.setObjectName("tabBarLine")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(16)
        row.addWidget(self.back_button)
        row.addWidget(self.title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.list, 1)
        self.back_button.clicked.connect(self.left)
        self.list.opened.connect(self._opened)

    def show_rows(self, title: str, rows: tuple[BehindRow, ...]) -> None:
        """Show the duties behind another figure."""
        self.rows = rows
        self.title.setText(title)
        self.list.set_source(FixedSource(rows))

    def _opened(self, number: int) -> None:
        row = next((r for r in self.rows if r.id == number), None)
        if row is not None:
            self.opened.emit(row.duty)
