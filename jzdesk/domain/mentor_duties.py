"""Which duties a person's mentors cause: name as many as the county asks for, also when one leaves, and their notes
(domain notes §4.4)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.dates import add_months
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.planning import PlannerBase
from jzdesk.domain.visit_days import working_day_near
from jzdesk.domain.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from jzdesk.domain.dossiers import DossierFile, Mentor


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A mentor who left without another in his place: since when, and when somebody took it. Without `left` it is
    one of the places to be filled in the first place."""

    since: date | None
    left: Mentor | None = None
    filled_on: date | None = None


def vacancies(mentors: Sequence[Mentor], places: int) -> tuple[list[Vacancy], list[Vacancy]]:
    """The first places and the later vacancies, each with the day it was filled. Who begins on the day another
    leaves takes his place."""
    steps = [(x.appointed_on, 0, x.id or 0, x) for x in mentors if x.appointed_on]
    steps += [(x.ended_on, 1, x.id or 0, x) for x in mentors if x.appointed_on and x.ended_on]
    found = [Vacancy(None) for _ in range(places)]
    empty, office = deque(range(places)), 0
    for day, leaving, _id, mentor in sorted(steps, key=lambda step: step[:3]):
        if not leaving:
            office += 1
            if empty:
                at = empty.popleft()
                found[at] = replace(found[at], filled_on=day)
            continue
        office -= 1
        if office + len(empty) < places:
            empty.append(len(found))
            found.append(Vacancy(day, mentor))
    return found[:places], found[places:]


class MentorDuties(PlannerBase):
    """The part of the planner that follows mentors."""

    __slots__ = ()

    def named_on(self, file: DossierFile) -> date | None:
        """The day the last of the mentors that are to be named first was named; None while one is missing."""
        first, _later = vacancies(file.mentors, self.rules.visits.mentors_per_person)
        days = [place.filled_on for place in first if place.filled_on]
        return max(days) if len(days) == len(first) else None

    def of_vacancies(self, file: DossierFile, excuse: str) -> Iterator[Duty]:
        """A mentor left and nobody followed: another is to be named, as long as the period leaves the time for it."""
        _first, later = vacancies(file.mentors, self.rules.visits.mentors_per_person)
        rules = self.rules.visits
        for vacancy in later:
            left, since = vacancy.left, vacancy.since
            if left is None or since is None or (file.decided_on and since < file.decided_on):
                continue
            due = self.calendar.add_working_days(since, rules.mentor_within_days)
            if file.period_end is None or due.on > file.period_end:
                continue
            why = left.end_reason and f"（{left.end_reason}）"
            why = f"帮带人空缺：{left.name}自{since:%Y-%m-%d}起不再帮带{why}，应另行指定；{due.why}"
            yield self.duty(
                DutyKind.NAME_MENTOR, "dossier", file.dossier.id or 0, part=left.id or 0, start=since,
                due=replace(due, why=why, clause=rules.clauses["mentor"]), done_on=vacancy.filled_on,
                excuse="" if vacancy.filled_on else excuse, person_id=file.person.id or 0, dossier_id=file.dossier.id,
            )  # fmt: skip

    def of_notes(self, file: DossierFile, excuse: str) -> Iterator[Duty]:
        """Each note of the period is a duty done; the next is due so many months after the last one, or after a
        mentor was there to write it. Without a mentor nobody can: then one is to be named first."""
        begun = self._helped_since(file)
        if begun is None or file.period_end is None:
            return
        months = self.rules.visits.note_months(file.dossier.category)
        notes = sorted((n.noted_on, n.id or 0) for n in file.notes if n.noted_on)
        previous = min(x.appointed_on for x in file.mentors if x.appointed_on)
        previous = max(previous, file.decided_on or previous)
        for noted_on, note_id in notes:
            if (file.decided_on and noted_on < file.decided_on) or noted_on > file.period_end:
                continue
            yield self._note(file, previous, months, part=note_id, done_on=noted_on)
            previous = max(previous, noted_on)
        start = max(previous, begun)
        duty = self._note(file, start, months, excuse=excuse)
        if not file.dossier.closed_on and file.mentor and duty.due_on <= file.period_end:
            yield duty

    def _helped_since(self, file: DossierFile) -> date | None:
        """Since when without a break somebody is there to help: a vacancy begins it anew."""
        begun, office = None, 0
        steps = [(x.appointed_on, 0) for x in file.mentors if x.appointed_on]
        steps += [(x.ended_on, 1) for x in file.mentors if x.appointed_on and x.ended_on]
        for day, leaving in sorted(steps):
            begun = day if not office and not leaving else begun
            office += -1 if leaving else 1
        return begun

    def _note(self, file: DossierFile, start: date, months: int, *, part: int = 0, **more: object) -> Duty:
        nominal = add_months(start, months)
        on = working_day_near(self.calendar, nominal, None)
        moved = f"，{nominal:%Y-%m-%d}为休息日，顺延" if on != nominal else ""
        why = f"帮教记录：{start:%Y-%m-%d} + {months} 个月 = {on:%Y-%m-%d}{moved}"
        due = DueDate(on=on, provisional=False, why=why, clause=self.rules.visits.clauses["note"])
        return self.duty(
            DutyKind.MENTOR_NOTE, "dossier", file.dossier.id or 0, part=part, start=start, due=due,
            person_id=file.person.id or 0, dossier_id=file.dossier.id, **more,
        )  # fmt: skip
