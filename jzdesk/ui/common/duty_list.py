"""Duties of one record that always read the same: what and when it is due, the state and how long, the button."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.duties import KIND_NAMES, STATE_NAMES, DutyKind, DutyState, remaining_text, state_of
from jzdesk.ui.common.layouts import fill_pair
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab_order import tab_after
from jzdesk.ui.common.why import WhyLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.workdays import WorkCalendar

STATE_KINDS: dict[str, str] = {
    DutyState.OVERDUE: "overdue",
    DutyState.DUE_SOON: "soon",
    DutyState.OPEN: "open",
    DutyState.DONE: "done",
    DutyState.DONE_LATE: "late",
    DutyState.EXCUSED: "excused",
}
"""From the state of a duty to the kind that gives it its colour (`ui.common.state`)."""


def why_of(duty: Duty) -> str:
    """The arithmetic and the clause of a duty, a line each."""
    unknown = duty.provisional and "暂定" not in duty.why
    parts = [duty.why, duty.clause, "节假日安排未录入，暂定" if unknown else ""]
    return "\n".join(part for part in parts if part)


class DutyLabels(NamedTuple):
    """When a duty is due, its state in its colour, and how far away that is."""

    due: WhyLabel
    word: WhyLabel
    rest: WhyLabel


def duty_labels(duty: Duty, on: date, calendar: WorkCalendar) -> DutyLabels:
    """A duty as it reads on a day, wherever it is shown."""
    state = state_of(duty, on)
    labels = DutyLabels(WhyLabel(), WhyLabel(), WhyLabel())
    labels.due.set_text(f"应于 {duty.due_on:%Y-%m-%d}{'（暂定）' if duty.provisional else ''}", why_of(duty))
    labels.word.set_text(STATE_NAMES[state], kind=STATE_KINDS[state])
    labels.rest.set_text(remaining_text(duty, on, calendar), kind=STATE_KINDS[state])
    labels.rest.setWordWrap(True)
    return labels


class DutyList(ReadingPage):
    """`acted(duty)` when the button of a line was pressed. `verb(duty)` names the button, '' for none."""

    acted = Signal(object)

    def __init__(
        self, *, calendar: WorkCalendar, verb: Callable[[Duty], str], empty_text: str = "没有应办事项。",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("应办事项", parent)
        self._calendar, self._verb, self._empty = calendar, verb, empty_text
        self.duties: tuple[Duty, ...] = ()
        self.buttons: dict[str, QPushButton] = {}

    def set_duties(self, duties: Sequence[Duty], on: date) -> None:
        """Show other duties as they stand on a day."""
        self.duties = tuple(duties)
        self.buttons = {}
        body = self.fresh_body()
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        if not duties:
            label = QLabel(self._empty)
            mark_role(label, "hint")
            grid.addWidget(label, 0, 0, 1, 3)
        for row, duty in enumerate(duties):
            self._add(grid, row, duty, on)
        grid.setRowStretch(len(duties) + 1, 1)
        self.setWidget(body)
        tab_after(self, body.findChildren(QPushButton))

    def _add(self, grid: QGridLayout, row: int, duty: Duty, on: date) -> None:
        name = KIND_NAMES[DutyKind(duty.kind)]
        labels = duty_labels(duty, on, self._calendar)
        for column, pair in enumerate(((QLabel(name), labels.due), (labels.word, labels.rest))):
            cell = QVBoxLayout()
            grid.addLayout(cell, row, column)
            fill_pair(cell, *pair)
        verb = self._verb(duty)
        if verb:
            button = QPushButton(verb)
            button.setAccessibleName(f"{verb}：{name}")
            button.clicked.connect(partial(self._press, duty))
            grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.buttons[duty.kind] = button

    def _press(self, duty: Duty) -> None:
        self.acted.emit(duty)

    def text(self) -> str:
        """The lines as they read, for tests."""
        return self.reads()
