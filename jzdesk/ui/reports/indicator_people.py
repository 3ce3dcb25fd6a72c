"""The people behind a cell of the indicators: which part of it, by which reason, each leading to his record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.duties import remaining_text
from jzdesk.domain.indicators import Figure, Mark
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.reports.elided import ElidedLabel
from jzdesk.ui.today.actions import what_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.services.indicator_lines import Line
    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory
    from jzdesk.ui.reports.indicator_table import PlaceRow

STATES: Mapping[Mark, State] = {
    Mark.OVERDUE: State("逾期", "overdue"),
    Mark.LAST_DAY: State("当天到期", "soon"),
    Mark.LATE: State("逾期已办", "late"),
    Mark.ON_TIME: State("已按期", "done"),
    Mark.EXCUSED: State("不列入", "excused"),
    Mark.EARLIER: State("以前逾期", "overdue"),
}
_ORDER = {mark: number for number, mark in enumerate(STATES)}
_OPEN = (Mark.OVERDUE, Mark.LAST_DAY)
_DUE = (*_OPEN, Mark.LATE, Mark.ON_TIME)

COLUMNS = (
    Column("person", "姓名", 74),
    Column("unit", "单位", 150, least=96),
    Column("what", "事项", 120, least=116),
    Column("due_on", "应于", 102),
    Column("state", "状态", 84, sort_key="order"),
    Column("rest", "说明", 170, sort_key="", least=110),
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list; `id` is its place among those handed over."""

    id: int
    line: Line
    person: str
    unit: str
    what: str
    due_on: date | None
    state: State
    order: int
    rest: str


def person_rows(lines: Sequence[Line], on: date, calendar: WorkCalendar) -> tuple[PersonRow, ...]:
    """Rows for the list, the pressing ones first; made off the GUI thread."""
    made = [_row(number, line, on, calendar) for number, line in enumerate(lines, 1)]
    return tuple(sorted(made, key=lambda row: (row.order, row.due_on is None, row.due_on or on, row.id)))


def _row(number: int, line: Line, on: date, calendar: WorkCalendar) -> PersonRow:
    waiting = [d for d in line.duties if d.done_on is None or d.done_on > on]
    shown = waiting[0] if waiting else line.duties[-1] if line.duties else None
    rest = remaining_text(shown, on, calendar) if shown else ""
    if line.mark is Mark.EXCUSED:
        own = shown.excuse if shown and shown.excuse != line.reason else ""
        rest = f"{line.reason}：{own}" if own else line.reason
    return PersonRow(
        number, line, line.person, line.unit, _what(line, on), shown.due_on if shown else None,
        STATES[line.mark], _ORDER[line.mark], rest,
    )  # fmt: skip


def _what(line: Line, on: date) -> str:
    if not line.duties:
        return "不列入应回访"
    if len(line.duties) == 1:
        return what_of(line.duties[0])
    held = sum(bool(d.done_on and d.done_on <= on) for d in line.duties)
    return f"应访 {len(line.duties)} 次，已访 {held} 次"


class PeoplePane(QWidget):
    """`opened(kind, id)` for Enter or a double click on a person."""

    opened = Signal(str, int)

    def __init__(
        self, *, jobs: Jobs, memory: Memory, columns: Sequence[Column] = COLUMNS, name: str = "reports.indicator_people",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.rows: tuple[PersonRow, ...] = ()
        self._marks: tuple[Mark, ...] = _DUE
        self._reason = ""
        self.title, self.meaning = QLabel(), ElidedLabel()
        mark_role(self.title, "section")
        mark_role(self.meaning, "secondary")
        self.list = RecordList(name, columns, jobs=jobs, memory=memory, empty_text="没有这样的人员。")
        self._group = QButtonGroup(self)
        self.parts: dict[str, QPushButton] = {}
        self.reasons: list[QPushButton] = []
        self._reasons_box = QWidget()
        self._reasons = QHBoxLayout(self._reasons_box)
        self._reasons.setContentsMargins(0, 0, 0, 0)
        self._reasons.setSpacing(12)
        self._lay_out()
        self.list.opened.connect(self._opened)

    def _lay_out(self) -> None:
        self._reasons_box.hide()
        layout = tight_column(self)
        head = QVBoxLayout()
        head.setContentsMargins(12, 4, 12, 2)
        head.setSpacing(2)
        layout.addLayout(head)
        top = add_row(head, self.title, spacing=12)
        top.addWidget(self.meaning, 1)
        self._add_parts(add_row(head, margins=(0, 2, 0, 2), spacing=16))
        head.addWidget(self._reasons_box)
        layout.addWidget(self.list, 1)

    def _add_parts(self, row: QHBoxLayout) -> None:
        for name, marks in (("应办", _DUE), ("met", ()), ("逾期已办", (Mark.LATE,)), ("未办", _OPEN), ("不列入", (Mark.EXCUSED,)),
                            ("以前逾期未办", (Mark.EARLIER,))):  # fmt: skip
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("part", True)
            button.clicked.connect(partial(self._chosen, name, marks))
            self._group.addButton(button)
            row.addWidget(button)
            self.parts[name] = button
        row.addStretch(1)

    # ---- showing

    def show_figure(self, row: PlaceRow, figure: Figure) -> None:
        """Say which cell is current, and how many of each part there are."""
        counted, rate = figure.indicator.counted, figure.rate.text
        self.title.setText(f"{row.name}　{figure.indicator.name}　{rate}")
        self.meaning.show_line(f"＝ {figure.indicator.formula}", figure.indicator.meaning)
        done, late = ("按期办结", "逾期已办") if figure.indicator.timely else ("完成", "其中逾期办结")
        texts = {
            "应办": f"应办 {figure.due} {counted}", "met": f"{done} {figure.met}",
            "逾期已办": f"{late} {figure.of(Mark.LATE)}", "未办": f"到期未办 {figure.open}",
            "不列入": f"不列入 {figure.excused}", "以前逾期未办": f"以前逾期未办 {figure.of(Mark.EARLIER)}",
        }  # fmt: skip
        for name, text in texts.items():
            self.parts[name].setText(text)
        self.parts["met"].setToolTip("计入比率分子的")
        self.parts["不列入"].setToolTip("有理由不计入应办的，不影响比率")
        self.parts["以前逾期未办"].setToolTip("期限在本期以前、至今未办的，不计入本期比率")
        self._met = (Mark.ON_TIME,) if figure.indicator.timely else (Mark.ON_TIME, Mark.LATE)
        self._show_reasons(figure)
        first = "未办" if figure.open else "应办" if figure.due else "不列入" if figure.excused else "应办"
        self.parts[first].setChecked(True)
        self._choose(first, {"未办": _OPEN, "应办": _DUE, "不列入": (Mark.EXCUSED,)}[first])

    def _show_reasons(self, figure: Figure) -> None:
        while (item := self._reasons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.reasons = []
        for reason, count in figure.reasons.items():
            button = QPushButton(f"{reason} {count}")
            button.setProperty("link", True)
            button.setAccessibleName(f"不列入：{reason} {count}")
            button.clicked.connect(partial(self._by_reason, reason))
            self._reasons.addWidget(button)
            self.reasons.append(button)
        self._reasons.addStretch(1)

    def show_rows(self, rows: tuple[PersonRow, ...]) -> None:
        """The people of the cell."""
        self.rows = rows
        self._filter()

    def shown(self) -> tuple[PersonRow, ...]:
        """Those of the chosen part."""
        return tuple(
            row for row in self.rows
            if row.line.mark in self._marks and (not self._reason or row.line.reason == self._reason)
        )  # fmt: skip

    # ---- slots

    def _chosen(self, name: str, marks: tuple[Mark, ...], _on: bool = True) -> None:
        self._choose(name, marks)
        self._filter()

    def _choose(self, name: str, marks: tuple[Mark, ...]) -> None:
        self._marks, self._reason = marks or self._met, ""
        self._reasons_box.setVisible(name == "不列入" and bool(self.reasons))

    def _by_reason(self, reason: str, _on: bool = False) -> None:
        self._reason = reason
        self._filter()

    def _filter(self) -> None:
        self.list.set_source(FixedSource(self.shown()))

    def _opened(self, number: int) -> None:
        row = next((r for r in self.rows if r.id == number), None)
        if row is not None and row.line.record is not None:
            self.opened.emit(*row.line.record)


