"""指标: the county and its units measured for a span.

Everybody comes from the index of duties as it stands; for an earlier day the few whom later events show in another
light are reckoned again (`services.past`), as for the monthly report, so that both tell the same. The people behind a
number are in `indicator_lines`, the workbook in `indicator_book`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.indicators import (
    INDICATORS,
    Figure,
    Indicator,
    Mark,
    Reach,
    Tally,
    mark_of,
    person_mark,
    places,
)
from jzdesk.services.past import look_back
from jzdesk.storage import bulk
from jzdesk.storage import indicators as rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.services.desk import Desk
    from jzdesk.services.past import Past

NOT_APPLICABLE = "不适用"
"""The reason under which items marked as not applicable in free words are counted together."""

SET_ASIDE = "决定已撤销或者变更"
"""The reason of what was overdue when its decision was set aside on review (`domain.case_changes.SetAside.words`)."""

_EXCUSE_LISTS = ("exemption", "visit_exclusion", "visit_excuse")
_KINDS = tuple(dict.fromkeys(i.kind.value for i in INDICATORS))
_BY_DUTY: Mapping[str, tuple[Indicator, ...]] = MappingProxyType(
    {kind: tuple(i for i in INDICATORS if i.kind == kind and not i.by_person) for kind in _KINDS}
)
_BY_PERSON: Mapping[str, Indicator] = MappingProxyType({i.kind.value: i for i in INDICATORS if i.by_person})


@dataclass(frozen=True, slots=True)
class Place:
    """What is measured: the county, one level, or one unit. `kind` is 'county', 'level' or 'unit'."""

    kind: str
    level: str = ""
    unit_id: int | None = None

    def holds(self, other: Place) -> bool:
        """Whether a unit belongs here."""
        return self.kind == "county" or (self == other if self.kind == "unit" else self.level == other.level)


COUNTY = Place("county")


@dataclass(frozen=True, slots=True)
class Measure:
    """The figures of one place by indicator, and the names of place and level as people read them."""

    place: Place
    name: str
    level: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The county, then each level in its official order, then the units: every unit that somebody works in."""

    span: Reach
    on: date
    measures: tuple[Measure, ...]

    @property
    def units(self) -> tuple[Measure, ...]:
        """The units alone."""
        return tuple(measure for measure in self.measures if measure.place.kind == "unit")

    def ranking(self, code: str) -> dict[Place, int | None]:
        """The place of each unit by an indicator; None where nothing was due."""
        return places({unit.place: unit.figures[code].share for unit in self.units})


def last_day(desk: Desk, span: Reach) -> date:
    """The day a span is reported as of: its last day, or today while it runs."""
    return min(span.last, desk.today)


# -- figures ----------------------------------------------------------------------------------------------------------


def measure(desk: Desk, span: Reach, *, on: date | None = None) -> Measured:
    """All indicators of all places, as they stood on a day (its last day, or today while the span runs)."""
    desk.need(Permission.READ)
    day = on or last_day(desk, span)
    with desk.vault.read(all_of_it=True):
        count = _Count(desk, span, day)
        found, named = count.tallies(), count.names
    units = sorted(named.inhabited.union(found), key=named.order)
    levels: dict[str, Tally] = defaultdict(Tally)
    county = Tally()
    for place in units:
        levels[place.level].take(found[place])
        county.take(found[place])
    measures = [Measure(COUNTY, "全县合计", "", county.figures())]
    measures += [
        Measure(Place("level", level), f"{named.level(level)}小计", named.level(level), tally.figures())
        for level, tally in levels.items()
    ]
    measures += [Measure(p, named.unit(p), named.level(p.level), found[p].figures()) for p in units]
    return Measured(span=span, on=day, measures=tuple(measures))


class Names:
    """Units and levels by their names, and the units somebody works in. Made inside a read."""

    def __init__(self, desk: Desk) -> None:
        self._units = bulk.units_by_id()
        self._levels = {code.code: code.name for code in desk.rulebook.codes["unit_level"]}
        self._rank = {code: number for number, code in enumerate(self._levels)}
        self.homes = rows.homes()
        self._places = {key: Place("unit", unit.level, key) for key, unit in self._units.items()}
        self.inhabited = {self.place(home.unit_id) for home in self.homes.values()}

    def place(self, unit_id: int | None) -> Place:
        """The unit as a place; people without one have a place of their own, so that none is lost from the total."""
        return self._places.get(unit_id or 0, Place("unit"))

    def of_person(self, person_id: int) -> Place | None:
        """Where a living person works."""
        home = self.homes.get(person_id)
        return None if home is None else self.place(home.unit_id)

    def unit(self, place: Place) -> str:
        unit = self._units.get(place.unit_id or 0)
        return unit.name if unit else "未填单位"

    def level(self, code: str) -> str:
        return self._levels.get(code, code) or "未填单位"

    def order(self, place: Place) -> tuple[int, str, int]:
        return self._rank.get(place.level, len(self._rank)), self.unit(place), place.unit_id or 0


class _Count:
    """One counting. Made and used inside a read."""

    def __init__(self, desk: Desk, span: Reach, on: date) -> None:
        self._desk, self._span, self._on = desk, span, on
        self._past = look_back(desk, on)
        self.names = Names(desk)
        self._words = Words(desk)

    def tallies(self) -> dict[Place, Tally]:
        """The tally of each unit."""
        found: dict[Place, Tally] = defaultdict(Tally)
        visits: dict[int, list[tuple[Mark, str]]] = defaultdict(list)
        day = self._on.isoformat()
        for due in self._due():
            place, mark = self.names.of_person(due.person_id), mark_of(due.due_on, due.done_on, due.excuse, day)
            if place is None or mark is None:
                continue
            reason = self._words.of(due.excuse) if mark is Mark.EXCUSED else ""
            for indicator in _BY_DUTY[due.kind]:
                found[place].add(indicator.code, mark, reason)
            if due.kind in _BY_PERSON:
                visits[due.person_id].append((mark, reason))
        self._people(visits, found)
        self._earlier(found)
        return found

    def _people(self, visits: Mapping[int, list[tuple[Mark, str]]], found: dict[Place, Tally]) -> None:
        """People instead of duties, and with them those not due for visits who have none planned."""
        (indicator,) = _BY_PERSON.values()
        for person_id, marks in visits.items():
            place = self.names.of_person(person_id)
            if place is not None:
                mark = person_mark(mark for mark, _ in marks)
                found[place].add(indicator.code, mark, _last_reason(marks))
        for person_id, reason, _ in excluded_people(self._desk, self._span, self._past):
            place = self.names.of_person(person_id)
            if place is not None and person_id not in visits:
                found[place].add(indicator.code, Mark.EXCUSED, reason)

    def _earlier(self, found: dict[Place, Tally]) -> None:
        people: set[int] = set()
        for due in self._overdue():
            place = self.names.of_person(due.person_id)
            if place is None:
                continue
            for indicator in _BY_DUTY[due.kind]:
                found[place].add(indicator.code, Mark.EARLIER)
            if due.kind in _BY_PERSON and due.person_id not in people:
                people.add(due.person_id)
                found[place].add(_BY_PERSON[due.kind].code, Mark.EARLIER)

    def _due(self) -> list[rows.Due]:
        """In the order of their limits, a person's last one last."""
        span, past = self._span, self._past
        found = rows.due_in(_KINDS, span.first, span.last, on=self._on, but=past.people)
        found += map(_bare, past.duties(_KINDS, span.first, span.last))
        return sorted(found, key=lambda due: due.due_on)

    def _overdue(self) -> list[rows.Due]:
        past = self._on < self._desk.today
        found = rows.overdue_before(_KINDS, self._span.first, on=self._on, past=past, but=self._past.people)
        return found + [_bare(duty) for duty in overdue_then(self._past, self._span)]


def _bare(duty: Duty) -> rows.Due:
    done = duty.done_on.isoformat() if duty.done_on else None
    return rows.Due(duty.kind, duty.person_id or 0, duty.due_on.isoformat(), done, duty.excuse)


def overdue_then(past: Past, span: Reach) -> Iterator[Duty]:
    for then in past.people.values():
        for duty in then.duties:
            done = duty.done_on is not None and duty.done_on <= past.on
            if duty.kind in _KINDS and duty.due_on < span.first and not duty.excuse and not done:
                yield duty


def excluded_people(desk: Desk, span: Reach, past: Past) -> Iterator[tuple[int, str, int]]:
    found = [*rows.excluded_in(span.first, span.last, on=past.on, but=past.people), *_excluded_then(past, span)]
    for item in found:
        yield item.person_id, desk.rulebook.name_of("visit_exclusion", item.code), item.dossier_id


def _excluded_then(past: Past, span: Reach) -> Iterator[rows.Excluded]:
    for file, _, _ in past.dossiers():
        dossier, decided = file.dossier, file.decided_on
        if not dossier.excluded or decided is None or decided > span.last:
            continue
        if (file.period_end and file.period_end < span.first) or (dossier.closed_on and dossier.closed_on < span.first):
            continue
        yield rows.Excluded(file.person.id or 0, dossier.id or 0, dossier.excluded)


def _last_reason(marks: Iterable[tuple[Mark, str]]) -> str:
    """Why a person none of whose visits counts is left out: the reason given last."""
    return next((reason for mark, reason in reversed(list(marks)) if mark is Mark.EXCUSED), "")


class Words:
    """Reasons as they are counted: the name of a code, or 不适用 for what was put down in free words."""

    def __init__(self, desk: Desk) -> None:
        codes = desk.rulebook.codes
        self._known = frozenset(code.name for name in _EXCUSE_LISTS for code in codes[name])

    def of(self, excuse: str) -> str:
        """The reason under which an excuse is counted."""
        if excuse.startswith("已") and excuse.endswith(("撤销", "变更")):
            return SET_ASIDE
        return excuse if excuse in self._known else NOT_APPLICABLE
