"""Which duties a dossier causes: open it, mentor, team, visits, assessment at expiry (domain notes §4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.mentor_duties import MentorDuties
from jzdesk.domain.visit_plan import VisitPlan
from jzdesk.domain.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.periods import Clock
    from jzdesk.domain.visit_rules import Cadence


class DossierDuties(VisitPlan, MentorDuties):
    """The part of the planner that follows a dossier."""

    __slots__ = ()

    def of_dossier(self, file: DossierFile, clocks: Sequence[Clock], codes: Sequence[str]) -> Iterator[Duty]:
        """Open the dossier, name the mentor, form the team, visit, follow up, assess at expiry (domain.md §4)."""
        dossier, decided = file.dossier, file.decided_on
        cadence = self.rhythm(file, codes)
        if dossier.id is None or decided is None or cadence is None:
            return
        excuse = self.rules.name_of("visit_exclusion", dossier.excluded)
        more = {"person_id": file.person.id or 0, "dossier_id": dossier.id}
        visits = self.rules.visits
        if cadence.months_between is not None:
            joined = [x.joined_on for x in file.team if x.joined_on]
            for kind, length, clause, done in (
                (DutyKind.OPEN_DOSSIER, visits.dossier_within_days, "dossier", dossier.opened_on),
                (DutyKind.NAME_MENTOR, visits.mentor_within_days, "mentor", self.named_on(file)),
                (DutyKind.FORM_TEAM, visits.team_within_days, "team", min(joined, default=None)),
            ):
                due = self.calendar.add_working_days(decided, length)
                due = replace(due, clause=visits.clauses[clause])
                yield self.duty(
                    kind, "dossier", dossier.id, due=due, start=decided, done_on=done,
                    excuse="" if done else excuse, **more,
                )  # fmt: skip
            yield from self.of_vacancies(file, excuse)
            yield from self.of_notes(file, excuse)
        yield from self.of_visits(file, cadence, excuse)
        yield from self._assessment(file, clocks, excuse, cadence)
        for item in file.assessments:
            yield from self._after_assessment(file, item, excuse)

    def _assessment(self, file: DossierFile, clocks: Sequence[Clock], excuse: str, cadence: Cadence) -> Iterator[Duty]:
        end = file.period_end
        if end is None or file.dossier.id is None or cadence.months_between is None or file.decided_on is None:
            return
        days = self.rules.visits.assess_within_days
        held = [a.held_on for a in file.assessments if a.held_on]
        last = max((day for day in held if day >= end - timedelta(days=self.rules.visits.lead_days)), default=None)
        due = DueDate(
            on=end + timedelta(days=days), provisional=any(c.end is None for c in clocks),
            why=f"影响期（处分期）至{end:%Y-%m-%d}届满 + {days} 日 = {end + timedelta(days=days):%Y-%m-%d}",
            clause=self.rules.visits.clauses["assess"],
        )  # fmt: skip
        duty = self.duty(
            DutyKind.ASSESS, "dossier", file.dossier.id, due=due, start=end, person_id=file.person.id or 0,
            dossier_id=file.dossier.id, done_on=last, excuse="" if last else excuse,
        )  # fmt: skip
        yield replace(duty, warn_on=max(end - timedelta(days=self.rules.visits.lead_days), file.decided_on))

    def _after_assessment(self, file: DossierFile, item: Assessment, excuse: str) -> Iterator[Duty]:
        """The result goes to the organization department where its use calls for it; what was decided against
        slack work is carried out. Also of earlier periods: a new sanction does not settle them."""
        if item.id is None or item.held_on is None:
            return
        rules = self.rules.assessments
        held, more = item.held_on, {"person_id": file.person.id or 0, "dossier_id": file.dossier.id}
        if rules.forwards(item.use):
            due = self.calendar.add_days_deadline(item.held_on, rules.forward_within_days)
            due = replace(due, clause=rules.forward_clause)
            sent = item.forwarded_on
            yield self.duty(
                DutyKind.FORWARD_ASSESSMENT, "assessment", item.id, due=due, start=held, done_on=sent,
                excuse="" if sent else excuse, **more,
            )  # fmt: skip
        if item.consequence and item.consequence_due:
            why = f"{item.held_on:%Y-%m-%d}期满考核确定的处理措施：{item.consequence}"
            due = DueDate(on=item.consequence_due, provisional=False, why=why, clause=rules.consequence_clause)
            done = item.consequence_done
            yield self.duty(
                DutyKind.CONSEQUENCE, "assessment", item.id, due=due, start=held, done_on=done,
                excuse="" if done else excuse, **more,
            )  # fmt: skip
