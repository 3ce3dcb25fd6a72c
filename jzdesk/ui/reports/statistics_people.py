"""Who is behind a figure of the statistics: each leads to his record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from jzdesk.domain.handling import form_name
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.table import Column, FixedSource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.statistics import PersonTime
    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory

COLUMNS = (
    Column("person", "姓名", 70),
    Column("unit", "单位", 150, least=84),
    Column("measures", "处分种类", 120, least=82),
    Column("decided_on", "决定日期", 98),
    Column("form", "形态", 74, sort_key="order", shown=False),
)
GONE = "记录已删除，这里是报送时的内容。"


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One person-time as the list shows it; `id` is its place among those handed over."""

    id: int
    case_id: int | None
    person: str
    unit: str
    measures: str
    form: str
    order: int
    decided_on: date


def time_rows(times: Sequence[PersonTime]) -> tuple[TimeRow, ...]:
    """Rows for the list; made off the GUI thread."""
    return tuple(
        TimeRow(
            number, item.case_id, item.person, item.unit, item.measures_text, form_name(item.form).removesuffix("形态"),
            item.form, item.decided_on,
        )
        for number, item in enumerate(times, 1)
    )  # fmt: skip


class TimesPane(QWidget):
    """`opened(case_id)` for Enter or a double click; `gone()` where there is no record any more."""

    opened = Signal(int)
    gone = Signal()

    def __init__(self, *, jobs: Jobs, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[TimeRow, ...] = ()
        self.title = QLabel()
        mark_role(self.title, "section")
        self.title.setWordWrap(True)
        self.list = RecordList(
            "reports.statistics_people", COLUMNS, jobs=jobs, memory=memory, empty_text="没有这样的人员。"
        )
        self.list.view.setAccessibleName("统计人员名单")
        layout = tight_column(self)
        head = add_row(layout, margins=(12, 6, 12, 4))
        head.addWidget(self.title, 1)
        layout.addWidget(self.list, 1)
        self.list.opened.connect(self._opened)

    def show_rows(self, title: str, rows: tuple[TimeRow, ...]) -> None:
        """Show who is behind another figure."""
        self.rows = rows
        self.title.setText(title)
        self.list.set_source(FixedSource(rows))

    def _opened(self, number: int) -> None:
        row = next((row for row in self.rows if row.id == number), None)
        if row is None:
            return
        if row.case_id is None:
            self.gone.emit()
        else:
            self.opened.emit(row.case_id)
