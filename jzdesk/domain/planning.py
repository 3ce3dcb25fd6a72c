"""What every planner needs: the rules and the calendar, and how a duty gets its limit, warning day and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain import deadlines
from jzdesk.domain.duties import Duty, DutyKind

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.workdays import DueDate, WorkCalendar


@dataclass(frozen=True, slots=True)
class PlannerBase:
    """The rules and the calendar that turn records into duties."""

    rules: Rulebook
    calendar: WorkCalendar

    def due(self, code: str, start: date) -> DueDate:
        """The last day of the deadline `code` counted from `start`, with its reason."""
        return deadlines.due(self.rules.deadlines[code], start, self.calendar)

    def warn(self, kind: DutyKind, due_on: date, counted_from: date) -> date:
        """The first day a duty counts as due soon: its lead before the limit, never before it began."""
        return max(self.rules.warn_on(kind.value, due_on, self.calendar), min(counted_from, due_on))

    def duty(self, kind: DutyKind, subject: str, subject_id: int, *, due: DueDate, start: date, **more: object) -> Duty:
        """A duty with its limit, warning day and reason filled in."""
        return Duty(
            kind=kind.value,
            subject=subject,
            subject_id=subject_id,
            counted_from=start,
            due_on=due.on,
            warn_on=self.warn(kind, due.on, start),
            provisional=due.provisional,
            why=due.why,
            clause=due.clause,
            **more,  # type: ignore[arg-type]
        )
