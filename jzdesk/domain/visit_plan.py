"""Which visits are planned for a person, and the duties they are (domain notes §4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.dates import add_months
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.planning import PlannerBase
from jzdesk.domain.visit_days import VisitDays, working_day_near
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


class VisitPlan(PlannerBase):
    """The part of the planner that plans visits."""

    __slots__ = ()

    def cadence(self, codes: Sequence[str]) -> Cadence | None:
        """How often a person with these measures is visited; None where no dossier is due."""
        cadence = self.rules.visits.cadence_for(codes)
        return cadence if cadence.min_visits else None

    def rhythm(self, file: DossierFile, codes: Sequence[str]) -> Cadence | None:
        """The cadence as the person's category (重点关注, 一般帮扶, 正向激励) changes it."""
        cadence = self.cadence(codes)
        return self.rules.visits.rhythm(cadence, file.dossier.category) if cadence else None

    def exclusion_of(self, codes: Sequence[str]) -> str:
        """The code of the reason why a person with these measures is not due for visits: dismissed from office."""
        return DISMISSED if any(is_dismissal(self.rules.sanctions[code]) for code in codes) else ""

    def plan_visits(self, file: DossierFile, codes: Sequence[str], until: date | None) -> tuple[Visit, ...]:
        """The visits still to come: the first within the limit after the decision, the next counted from the last
        one held (or excused), to the end of the period, not more a year than the rules allow. Visits a person moved
        by hand stay where they were put, and those after them follow."""
        usual, cadence, decided = self.cadence(codes), self.rhythm(file, codes), file.decided_on
        if usual is None or cadence is None or decided is None or file.dossier.excluded or file.dossier.closed_on:
            return ()
        if cadence.months_between is None:
            return self._single(file, cadence, decided, until)
        if until is None:
            return ()
        days = VisitDays(self.calendar, self.rules.visits, cadence, usual, until=until, decided=decided)
        return self._named(file, days.plan(file), until)

    def _single(self, file: DossierFile, cadence: Cadence, decided: date, until: date | None) -> tuple[Visit, ...]:
        """One talk is due even where the measure has no period; what kept the person from it for a time only
        (因病, 出境) puts it off."""
        settled = [v for v in file.visits if v.settled and (v.held_on or v.planned_on or decided) >= decided]
        by_hand = sorted((v for v in file.visits if not v.settled and not v.planned_by_rule), key=_order)
        ordinal = max((v.ordinal for v in file.visits if v.settled), default=0)
        if any(not self.rules.visits.is_temporary(v.excuse) for v in settled) or by_hand:
            return tuple(replace(visit, ordinal=ordinal + n) for n, visit in enumerate(by_hand, 1))
        last = max((v.planned_on or decided for v in settled), default=None)
        day = add_months(last or decided, cadence.first_within_months)
        if last is None and until is not None:
            day = min(day, until)
        day = working_day_near(self.calendar, day, until if last is None else None)
        kind = "first" if not ordinal else "regular"
        return (Visit(dossier_id=file.dossier.id, ordinal=ordinal + 1, kind=kind, planned_on=day),)

    def _named(self, file: DossierFile, planned: Sequence[Visit], until: date) -> tuple[Visit, ...]:
        """Ordinals and kinds: the very first, those of who is followed closely, and the last before the end."""
        rules = self.rules.visits
        category = rules.category(file.dossier.category)
        usual = (category and category.visit_kind) or "regular"
        begun = max((v.ordinal for v in file.visits if v.settled), default=0)
        named = []
        for ordinal, visit in enumerate(planned, begun + 1):
            last = ordinal == begun + len(planned)
            near = last and visit.planned_on and (until - visit.planned_on).days <= rules.before_end_days
            kind = "first" if ordinal == 1 else "before_end" if near else usual
            named.append(replace(visit, ordinal=ordinal, kind=kind if visit.planned_by_rule else visit.kind))
        return tuple(named)

    def of_visits(self, file: DossierFile, cadence: Cadence, excuse: str) -> Iterator[Duty]:
        """Each visit is a duty, and what it left to be followed up another."""
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
                clause = self.rules.visits.clauses["lost"] if visit.excuse == LOST else ""
                due = DueDate(on=visit.follow_up_due, provisional=False, why=why, clause=clause)
                yield self.duty(
                    DutyKind.FOLLOW_UP, "visit", visit.id, due=due, start=min(visit.held_on or due_on, due.on),
                    done_on=visit.follow_up_done, **more,
                )  # fmt: skip
            previous = visit.held_on or due_on


LOST = "lost"
"""The code, in the list visit_excuse, of who could not be found (失联)."""


def lost_in_row(visits: Sequence[Visit]) -> int:
    """How many of the latest settled visits in a row failed because the person could not be found."""
    settled = sorted((v for v in visits if v.settled), key=_order)
    count = 0
    while count < len(settled) and settled[-1 - count].excuse == LOST:
        count += 1
    return count


def next_visitor(file: DossierFile) -> str:
    """Who is to hold the next talk: the visitor it names, else the head of the team; '' while nobody is known."""
    coming = min((v for v in file.visits if not v.settled), key=_order, default=None)
    return (coming.visitor if coming else "") or file.visitor


def _order(visit: Visit) -> tuple[date, int]:
    return visit.held_on or visit.planned_on or date.max, visit.ordinal
