"""People whose index no longer shows how they stood on an earlier day, reckoned again from their dated records.

The index of duties knows the day a thing was done, so nearly everybody can be reported from it for any month. It does
not know how things stood before a later decision, revocation, restoration, exemption or exclusion, nor the plan before an
overdue talk was held: those few people are computed anew, by the same pure functions, from their records as of that day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain.as_of import case_as_of, dossier_as_of
from jzdesk.domain.reckoning import CaseLine, reckon
from jzdesk.storage import bulk, indicators

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.reckoning import Reckoning
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Then:
    """One person as he stood: cases with computed columns, their list lines, the dossier with its plan, the duties."""

    cases: tuple[CaseFile, ...]
    lines: Mapping[int, CaseLine]
    dossier: DossierFile | None
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """Those people by key; empty when the day is today, which the index shows as it is."""

    people: Mapping[int, Then]
    on: date

    def duties(self, kinds: Iterable[str], first: date, last: date) -> list[Duty]:
        """Their duties of some kinds due in a span."""
        wanted = set(kinds)
        found = [d for then in self.people.values() for d in then.duties if d.kind in wanted and first <= d.due_on <= last]
        return sorted(found, key=lambda d: (d.due_on, d.key))

    def cases(self) -> list[tuple[CaseFile, CaseLine, tuple[Duty, ...]]]:
        """Their cases, each with its list line and the person's duties."""
        return [(file, then.lines[file.case.id or 0], then.duties) for then in self.people.values() for file in then.cases]

    def dossiers(self) -> list[tuple[DossierFile, tuple[CaseFile, ...], tuple[Duty, ...]]]:
        """Their dossiers, each with the person's cases and duties."""
        return [(t.dossier, t.cases, t.duties) for t in self.people.values() if t.dossier is not None]


def look_back(desk: Desk, on: date) -> Past:
    """Who must be reckoned again for that day, and how they stood. Call it inside a read."""
    if on >= desk.today:
        return Past(MappingProxyType({}), on)
    ids = bulk.people_changed_after(on)
    begun = sorted(indicators.decided_by(on, ids))
    files: dict[int, list[CaseFile]] = defaultdict(list)
    for file in bulk.case_files(bulk.cases_of_people(begun)):
        files[file.person.id or 0].append(case_as_of(file, on))
    dossiers = {d.person.id or 0: dossier_as_of(d, on) for d in bulk.dossier_files(bulk.dossiers_of_people(begun))}
    nothing = Then((), MappingProxyType({}), None, ())  # who was first decided on later had no duty then: most of them
    then = {key: reckon_again(desk, files[key], dossiers.get(key)) for key in begun}
    return Past(MappingProxyType({key: then.get(key, nothing) for key in ids}), on)


def reckon_again(desk: Desk, files: Sequence[CaseFile], dossier: DossierFile | None) -> Then:
    """Everything that follows from one person's records, computed without writing anything."""
    planner = desk.planner
    found = reckon(files, planner, desk.end_rule)
    duties = list(found.duties)
    if dossier is not None:
        dossier = _planned(desk, dossier, found)
    if dossier is not None:
        own = [clock for clock in found.clocks.values() if clock.active]
        duties += planner.of_dossier(dossier, own, found.codes)
    return Then(found.files, found.lines, dossier, tuple(duties))


def _planned(desk: Desk, file: DossierFile, found: Reckoning) -> DossierFile | None:
    """The dossier under the decision that governed it then, with the plan of that day; None before there was one."""
    governing = found.governing
    if governing is None:
        return None
    excluded = file.dossier.excluded or desk.planner.exclusion_of(found.codes)
    file = replace(
        file, dossier=replace(file.dossier, decision_id=governing.id, excluded=excluded), decided_on=found.followed_on,
        period_start=found.start, period_end=found.until,
        measures_text=found.lines[governing.case_id or 0].measures_text,
    )  # fmt: skip
    settled = [v for v in file.visits if v.settled]
    spare = count(-1, -1)  # keys for talks the present plan no longer has
    known = {v.ordinal: v.id for v in file.visits if not v.settled}
    planned = [replace(v, id=v.id or known.pop(v.ordinal, None) or next(spare))
               for v in desk.planner.plan_visits(file, found.codes, found.until)]  # fmt: skip
    return replace(file, visits=(*settled, *planned))
