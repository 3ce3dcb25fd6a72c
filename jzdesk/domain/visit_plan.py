"""Which visits are planned for a person, and the duties they are (domain notes §4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.dates import add_months
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.planning import PlannerBase
from jzdesk.domain.visits import Visit
from jzdesk.domain.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.sanctions import Sanction
    from jzdesk.domain.visit_rules import Cadence


DISMISSED = "dismissed"
"""The code, in the list visit_exclusion, of who was dismissed from public office (开除公职)."""


def is_dismissal(sanction: Sanction) -> bool:
    """开除 by the supervisory organ or the employer: the working relation ends, no period runs."""
    return sanction.family in ("admin", "institution") and sanction.weight == "heavy" and sanction.kind == "none"


MOST_VISITS = 60
"""A plan longer than this is a mistake in the rules, not a plan."""


class VisitPlan(PlannerBase):
    """The part of the planner that plans visits."""

    __slots__ = ()

    def cadence(self, codes: Sequence[str]) -> Cadence | None:
        """How often a person with these measures is visited; None where no dossier is due."""
        cadence = self.rules.visits.cadence_for(codes)
        return cadence if cadence.min_visits else None

    def exclusion_of(self, codes: Sequence[str]) -> str:
        """The code of the reason why a person with these measures is not due for visits: dismissed from office."""
        return DISMISSED if any(is_dismissal(self.rules.sanctions[code]) for code in codes) else ""

    def plan_visits(self, file: DossierFile, codes: Sequence[str], until: date | None) -> tuple[Visit, ...]:
        """The visits still to come: the first within the limit after the decision, the next counted from the last
        one held (or excused), to the end of the period. Visits a person moved by hand stay where they were put."""
        cadence, decided = self.cadence(codes), file.decided_on
        if cadence is None or decided is None or file.dossier.excluded or file.dossier.closed_on:
            return ()
        between = cadence.months_between
        if until is None and between is None:  # a single talk is due even where the measure has no period
            until = add_months(decided, cadence.first_within_months)
        if until is None:
            return ()
        settled = [v for v in file.visits if v.settled and (v.held_on or v.planned_on or decided) >= decided]
        by_hand = {v.ordinal: v for v in file.visits if not v.settled and not v.planned_by_rule}
        ordinal = max((v.ordinal for v in file.visits if v.settled), default=0)
        done = len(settled)
        last = max((v.held_on or v.planned_on or decided for v in settled), default=decided)
        anchor, step, fresh = last, 0, done == 0
        planned: list[Visit] = []
        while done + len(planned) < (1 if between is None else MOST_VISITS):
            step += 1
            months = cadence.first_within_months if fresh else between or 0
            day = self._visit_day(add_months(anchor, months + (step - 1) * (between or 0)), until)
            if day > until or (planned and day <= (planned[-1].planned_on or day)):
                break
            ordinal += 1
            kept = by_hand.get(ordinal)
            visit = kept or Visit(
                dossier_id=file.dossier.id, ordinal=ordinal, kind="first" if ordinal == 1 else "regular",
                planned_on=day,
            )  # fmt: skip
            planned.append(visit)
            if kept and kept.planned_on:
                anchor, step, fresh = kept.planned_on, 0, False
        if not planned and done < cadence.min_visits:
            planned.append(Visit(dossier_id=file.dossier.id, ordinal=ordinal + 1, planned_on=max(until, last)))
        return tuple(planned)

    def _visit_day(self, day: date, until: date) -> date:
        """A planned day falls on a working day: the next one, or the one before where the next is past the end."""
        later = day
        while not self.calendar.is_working_day(later):
            later += timedelta(days=1)
        if later <= until:
            return later
        while not self.calendar.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def of_visits(self, file: DossierFile, cadence: Cadence, excuse: str) -> Iterator[Duty]:
        more = {"person_id": file.person.id or 0, "dossier_id": file.dossier.id}
        previous = file.decided_on or date.min
        for visit in sorted(file.visits, key=lambda v: (v.ordinal, v.planned_on or date.min)):
            due_on = visit.planned_on or visit.held_on
            if due_on is None or visit.id is None:
                continue
            reason = visit.moved_reason and f"，改期理由：{visit.moved_reason}"
            why = f"第{visit.ordinal}次回访，自{previous:%Y-%m-%d}起按“{cadence.name}”，计划{due_on:%Y-%m-%d}{reason}"
            excused = self.rules.name_of("visit_excuse", visit.excuse) if visit.excuse else excuse
            due = DueDate(on=due_on, provisional=False, why=why, clause=cadence.clause)
            yield self.duty(
                DutyKind.VISIT, "visit", visit.id, due=due, start=min(previous, due_on), part=visit.ordinal,
                done_on=visit.held_on, excuse="" if visit.held_on else excused, **more,
            )  # fmt: skip
            if visit.follow_up_due and visit.follow_up:
                why = f"第{visit.ordinal}次回访确定的跟踪事项：{visit.follow_up}"
                due = DueDate(on=visit.follow_up_due, provisional=False, why=why, clause="")
                yield self.duty(
                    DutyKind.FOLLOW_UP, "visit", visit.id, due=due, start=visit.held_on or due_on,
                    done_on=visit.follow_up_done, **more,
                )  # fmt: skip
            previous = visit.held_on or due_on

