"""The people behind a number of the indicators: each leads to his record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.indicators import BY_CODE, Indicator, Mark, Reach, mark_of, person_mark
from jzdesk.services.indicators import Names, Place, Words, excluded_people, last_day, overdue_then
from jzdesk.services.past import look_back
from jzdesk.storage import indicators as rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of those a figure counts: a duty or, where people are counted, a person with all his duties of the span
    (none for who is not due for visits at all). `record` leads to the record; `reason` says why he is left out."""

    person_id: int
    person: str
    unit: str
    post: str
    mark: Mark
    duties: tuple[Duty, ...]
    record: tuple[str, int] | None
    reason: str = ""


def lines_behind(desk: Desk, span: Reach, place: Place, code: str, *, on: date | None = None) -> list[Line]:
    """Everybody one figure counts, excuses or tells beside it, by the limit: exactly as many of each mark as it says."""
    desk.need(Permission.READ)
    indicator = BY_CODE[code]
    with desk.vault.read():
        return _Behind(desk, span, on or last_day(desk, span)).lines(place, indicator)


class _Behind:
    """One list behind a figure. Made and used inside a read."""

    def __init__(self, desk: Desk, span: Reach, on: date) -> None:
        self._desk, self._span, self._on = desk, span, on
        self._past = look_back(desk, on)
        self._names = Names(desk)
        self._words = Words(desk)

    def lines(self, place: Place, indicator: Indicator) -> list[Line]:
        homes = self._names.homes
        here = {key for key, home in homes.items() if place.holds(self._names.place(home.unit_id))}
        due, overdue = self._duties(indicator.kind.value, here)
        marked = [(duty, mark) for duty in due if (mark := self._mark(duty)) is not None]
        if indicator.by_person:
            return self._people(marked, overdue, here)
        found = [self._line(duty.person_id or 0, mark, (duty,)) for duty, mark in marked]
        return found + [self._line(duty.person_id or 0, Mark.EARLIER, (duty,)) for duty in overdue]

    def _duties(self, kind: str, here: set[int]) -> tuple[list[Duty], list[Duty]]:
        """Those of the span, and those overdue before it."""
        span, past = self._span, self._past
        still = here - past.people.keys()
        due = rows.whole_due_in(kind, span.first, span.last, on=self._on, people=still)
        due += [d for d in past.duties((kind,), span.first, span.last) if d.person_id in here]
        overdue = rows.whole_overdue_before(kind, span.first, on=self._on, people=still)
        overdue += [d for d in overdue_then(past, span) if d.kind == kind and d.person_id in here]
        return sorted(due, key=lambda d: d.due_on), sorted(overdue, key=lambda d: d.due_on)

    def _mark(self, duty: Duty) -> Mark | None:
        return mark_of(duty.due_on, duty.done_on, duty.excuse, self._on)

    def _people(self, marked: Iterable[tuple[Duty, Mark]], overdue: Iterable[Duty], here: set[int]) -> list[Line]:
        own: dict[int, list[tuple[Duty, Mark]]] = defaultdict(list)
        for duty, mark in marked:
            own[duty.person_id or 0].append((duty, mark))
        found = [self._person(person_id, pairs) for person_id, pairs in own.items()]
        for person_id, reason, dossier_id in excluded_people(self._desk, self._span, self._past):
            if person_id in here and person_id not in own:
                found.append(self._line(person_id, Mark.EXCUSED, (), ("dossier", dossier_id), reason))
        owed: dict[int, list[Duty]] = defaultdict(list)
        for duty in overdue:
            owed[duty.person_id or 0].append(duty)
        return found + [self._line(key, Mark.EARLIER, tuple(duties)) for key, duties in owed.items()]

    def _person(self, person_id: int, pairs: list[tuple[Duty, Mark]]) -> Line:
        mark = person_mark(mark for _, mark in pairs)
        # a single excused talk is no reason to leave out who was due for others
        shown = [duty for duty, m in pairs if m is not Mark.EXCUSED] if mark is not Mark.EXCUSED else [pairs[-1][0]]
        return self._line(person_id, mark, tuple(shown))

    def _line(
        self, person_id: int, mark: Mark, duties: tuple[Duty, ...], record: tuple[str, int] | None = None,
        reason: str = "",
    ) -> Line:  # fmt: skip
        home = self._names.homes[person_id]
        if mark is Mark.EXCUSED and duties:
            reason = self._words.of(duties[-1].excuse)
        return Line(
            person_id=person_id, person=home.name, unit=self._names.unit(self._names.place(home.unit_id)),
            post=home.post, mark=mark, duties=duties, record=record or _record(duties), reason=reason,
        )  # fmt: skip


def _record(duties: tuple[Duty, ...]) -> tuple[str, int] | None:
    duty = duties[0]
    if duty.dossier_id is not None:
        return "dossier", duty.dossier_id
    return None if duty.case_id is None else ("case", duty.case_id)
