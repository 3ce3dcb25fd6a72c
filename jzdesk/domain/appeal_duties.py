"""The duty a review or appeal causes: to be decided in time (domain notes §2.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.appeals import REFUSED, ROUTES, Appeal, LastDay, cautions, last_day
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.planning import PlannerBase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.workdays import DueDate


class AppealDuties(PlannerBase):
    """The part of the planner that follows reviews and appeals."""

    __slots__ = ()

    def of_appeals(self, file: CaseFile) -> Iterator[Duty]:
        """One duty for each application: decide by the limit of its kind, counted from acceptance."""
        for appeal in file.appeals:
            due = self.appeal_due(appeal)
            start = appeal.counted_from
            if due is None or start is None or appeal.id is None:
                continue
            yield self.duty(
                DutyKind.DECIDE_APPEAL, "appeal", appeal.id, due=due, start=start, person_id=file.person.id or 0,
                case_id=file.case.id, done_on=appeal.decided_on,
                excuse=REFUSED if appeal.refused_reason and not appeal.decided_on else "",
            )  # fmt: skip

    def appeal_due(self, appeal: Appeal) -> DueDate | None:
        """The last day to decide, with the approved extension; None before there is an application."""
        route, start = ROUTES.get(appeal.kind), appeal.counted_from
        if route is None or start is None:
            return None
        due = self.due(route.decide, start)
        since = "受理" if appeal.accepted_on else "申请（尚未受理，暂自申请之日计算）"
        why = f"{start:%Y-%m-%d}{since}；{due.why}"
        if appeal.extended_to:
            why = f"{why}；经{appeal.extension_approver}批准延长至{appeal.extended_to:%Y-%m-%d}"
            due = replace(due, on=appeal.extended_to)
        return replace(due, why=why)

    def appeal_last_day(self, file: CaseFile, decision: Decision, appeal: Appeal) -> LastDay:
        """Until when it could be applied for."""
        return last_day(file, decision, appeal, rules=self.rules.deadlines, calendar=self.calendar)

    def appeal_cautions(self, file: CaseFile, decision: Decision, appeal: Appeal) -> tuple[str, ...]:
        """What is unusual about an application and yet not refused."""
        return cautions(file, decision, appeal, rules=self.rules.deadlines, calendar=self.calendar)
