"""回访: the plan and the records of one dossier as a list; double click opens the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import STATE_NAMES, DutyKind, state_of
from jzdesk.services import dossiers as service
from jzdesk.ui.common.duty_list import STATE_KINDS
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, FixedSource

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.visits import Visit
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierView
    from jzdesk.ui.common.frame import Frame

COLUMNS = (
    Column("ordinal", "次", 40, align="right"),
    Column("planned_on", "应访日期", 94),
    Column("held_on", "回访日期", 94),
    Column("state", "状态", 94, sort_key=""),
    Column("evaluation", "评价", 54),
    Column("talkers", "谈话人", 110, least=64),
    Column("way", "方式", 96, shown=False),
    Column("kind", "类别", 84, shown=False),
    Column("note", "说明", 160, shown=False),
)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit as it reads in the list."""

    id: int
    ordinal: int
    planned_on: date | None
    held_on: date | None
    state: State
    way: str
    evaluation: str
    talkers: str
    kind: str
    note: str
    settled: bool


def lines_of(desk: Desk, view: DossierView) -> list[VisitLine]:
    """The visits of a dossier with the states of their duties."""
    states = {d.subject_id: state_of(d, desk.today) for d in view.duties if d.kind == DutyKind.VISIT.value}
    return [_line(desk, visit, states.get(visit.id or 0)) for visit in view.file.visits]


def _line(desk: Desk, visit: Visit, state: object) -> VisitLine:
    book, held = desk.rulebook, visit.held_on is not None
    if visit.excuse:
        shown = State(f"未访·{book.name_of('visit_excuse', visit.excuse)}", "excused")
    elif state in STATE_KINDS:
        shown = State(STATE_NAMES[state], STATE_KINDS[state])  # type: ignore[index]
    else:
        shown = State("已访", "done") if held else State("未到期", "open")
    notes = [visit.excuse_reason, f"改期：{visit.moved_reason}" if visit.moved_reason else "", visit.follow_up, visit.note]
    return VisitLine(
        id=visit.id or 0, ordinal=visit.ordinal, planned_on=visit.planned_on, held_on=visit.held_on, state=shown,
        way=book.name_of("visit_way", visit.way) if held else "",
        evaluation=book.name_of("visit_grade", visit.evaluation), talkers="、".join(visit.talkers),
        kind=book.name_of("visit_kind", visit.kind), note="；".join(n for n in notes if n), settled=visit.settled,
    )  # fmt: skip


class VisitList(QWidget):
    """`opened(id)`, `move_wanted(id)`, `excuse_wanted(id)`, `withdraw_wanted(id)`, `print_wanted(id)`."""

    opened = Signal(int)
    move_wanted = Signal(int)
    excuse_wanted = Signal(int)
    withdraw_wanted = Signal(int)
    print_wanted = Signal(int)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        mark_role(self.summary, "secondary")
        empty = "没有排定的回访。该人员不列入应回访，或影响期内不再安排。"
        self.list = RecordList("dossier.visits", COLUMNS, jobs=frame.jobs, memory=frame.memory, empty_text=empty)
        self.record = QPushButton("记录")
        self.move_button = QPushButton("改期")
        self.excuse = QPushButton("登记未访")
        self.withdraw = QPushButton("撤回记录")
        self.print_button = QPushButton("打印")
        self.excuse.setToolTip("登记未访原因")
        self.print_button.setToolTip("打印谈话表")
        layout = tight_column(self)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 8)
        top.setSpacing(8)
        layout.addLayout(top)
        add_row(top, self.record, self.move_button, self.excuse, self.withdraw, self.print_button, None)
        top.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        self.list.opened.connect(self.opened)
        self.list.edit_wanted.connect(self.opened)
        self.list.current_changed.connect(self._tell_buttons)
        self.record.clicked.connect(self._open)
        self.move_button.clicked.connect(self._move)
        self.excuse.clicked.connect(self._excuse)
        self.withdraw.clicked.connect(self._withdraw)
        self.print_button.clicked.connect(self._print)
        self._tell_buttons(None)

    def set_view(self, view: DossierView) -> None:
        """Show the visits of another dossier, the next one chosen."""
        lines = lines_of(self._frame.desk, view)
        coming = service.coming_visit(view.file)
        self.list.set_source(FixedSource(lines))
        if coming and coming.id:
            self.list.select_id(coming.id)
        elif lines:
            self.list.select_id(lines[-1].id)
        held = sum(line.held_on is not None for line in lines)
        due = f"；下次应访 {coming.planned_on:%Y-%m-%d}" if coming and coming.planned_on else ""
        self.summary.setText(f"应回访 {len(lines)} 次，已回访 {held} 次{due}" if lines else "")

    def current(self) -> VisitLine | None:
        """The line the cursor is on."""
        line: VisitLine | None = self.list.current_row()
        return line

    def _tell_buttons(self, _id: object) -> None:
        line = self.current()
        may = self._frame.desk.may(Permission.WRITE)
        self.record.setText("更正记录" if line and line.settled else "记录回访")
        self.record.setEnabled(may and line is not None)
        self.move_button.setEnabled(may and line is not None and not line.settled)
        self.excuse.setEnabled(may and line is not None and not line.settled)
        self.withdraw.setEnabled(may and line is not None and line.settled)
        self.print_button.setEnabled(line is not None and self._frame.desk.may(Permission.EXPORT))

    def _open(self) -> None:
        self._tell(self.opened)

    def _move(self) -> None:
        self._tell(self.move_wanted)

    def _excuse(self) -> None:
        self._tell(self.excuse_wanted)

    def _withdraw(self) -> None:
        self._tell(self.withdraw_wanted)

    def _print(self) -> None:
        self._tell(self.print_wanted)

    def _tell(self, signal: object) -> None:
        line = self.current()
        if line is not None:
            signal.emit(line.id)  # type: ignore[attr-defined]
