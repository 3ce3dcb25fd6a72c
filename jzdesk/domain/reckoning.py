"""Everything that follows from one person's decisions: clocks, announcement dates, forms of handling, duties.

Used twice with the same result: as a preview while a clerk types, and when the record is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain import case_changes
from jzdesk.domain.dates import ONE_DAY
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.handling import form_of
from jzdesk.domain.periods import Clock, clocks, expected_until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dates import EndRule
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.measures import Measure
    from jzdesk.domain.plans import Planner
    from jzdesk.domain.workdays import DueDate


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """What a list shows of one case: its decision in force in a few columns. `change` says that it was changed on
    review (lighter, heavier, revoked, expelled), or 'appealed' while a review or appeal runs; `first_decided_on` is the
    day of the original decision, by which it is counted."""

    measures_text: str = ""
    form: int = 0
    document_number: str = ""
    decided_on: date | None = None
    announce_due: DueDate | None = None
    announced_on: date | None = None
    announce_excuse: str = ""
    period_end: date | None = None
    change: str = ""
    first_decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """`clocks` by measure id, `lines` by case id, `files` with computed columns filled in; `governing` is the
    decision a dossier follows (the latest whose measures call for visits; a single talk does not take the place of
    regular visits that still run), `codes` its measures and those still running beside them, `start`..`until` the
    unbroken span of their periods; `followed_on` the day the dossier counts from, that of the original decision where
    the governing one changed it."""

    files: tuple[CaseFile, ...]
    clocks: Mapping[int, Clock]
    lines: Mapping[int, CaseLine]
    governing: Decision | None
    codes: tuple[str, ...]
    start: date | None
    until: date | None
    followed_on: date | None
    duties: tuple[Duty, ...]


def reckon(files: Sequence[CaseFile], planner: Planner, end_rule: EndRule) -> Reckoning:
    """Compute all of it for the cases of one person. A preview may use made-up negative ids."""
    imposed = [m.imposed(d.decided_on) for f in files for d in f.decisions if d.decided_on for m in d.measures]
    by_key = {clock.key: clock for clock in clocks(imposed, planner.rules.sanctions, end_rule)}
    filled = tuple(_filled(file, by_key) for file in files)
    duties = [duty for f in filled for d in f.decisions for duty in planner.of_decision(f, d)]
    duties += [duty for f in filled for duty in planner.of_appeals(f)]
    governing = _governing(filled, planner, by_key)
    active = [clock for clock in by_key.values() if clock.active]
    return Reckoning(
        files=filled,
        clocks=by_key,
        lines={f.case.id or 0: _line(f, planner, by_key) for f in filled},
        governing=governing,
        codes=_codes(governing, active, planner) if governing else (),
        start=_began(governing, active) if governing else min((c.start for c in active), default=None),
        until=expected_until(active),
        followed_on=_followed_on(filled, governing, planner) if governing else None,
        duties=tuple(duties),
    )


def _filled(file: CaseFile, by_key: Mapping[int, Clock]) -> CaseFile:
    def with_clock(decision: Decision) -> Decision:
        return replace(decision, measures=tuple(_timed(m, by_key.get(m.id or 0)) for m in decision.measures))

    return replace(file, decisions=tuple(with_clock(d) for d in file.decisions))


def _timed(measure: Measure, clock: Clock | None) -> Measure:
    if clock is None:
        return measure
    return replace(
        measure, start_on=clock.start, end_on=clock.end or clock.expected_end, computed_end_on=clock.computed_end,
        probation_end_on=clock.probation_end, why=clock.why_text,
    )  # fmt: skip


def _governing(files: Sequence[CaseFile], planner: Planner, by_key: Mapping[int, Clock]) -> Decision | None:
    """The latest decision with a living measure that calls for visits. Where that is only a single talk (诫勉) and
    the regular visits of an earlier sanction still run, the earlier one goes on."""
    found, regular = [], []
    for file in files:
        for decision in file.decisions:
            living = [c for m in decision.measures if (c := by_key.get(m.id or 0)) and c.active]
            cadence = planner.cadence([clock.code for clock in living])
            if decision.decided_on is None or cadence is None:
                continue
            found.append(decision)
            if cadence.months_between is not None:
                regular.append((decision, living))
    latest = _latest(found)
    if latest is None or latest.decided_on is None:
        return None
    on = latest.decided_on
    return _latest([d for d, living in regular if any(_runs_on(c, on) for c in living)]) or latest


def _latest(decisions: Sequence[Decision]) -> Decision | None:
    return max(decisions, key=lambda d: (d.decided_on or date.min, d.id or 0), default=None)


def _runs_on(clock: Clock, on: date) -> bool:
    """Whether the period reaches that day; one whose end is not fixed reaches to where it is expected."""
    end = clock.end or clock.expected_end
    return end is not None and end >= on


def _codes(governing: Decision, active: Sequence[Clock], planner: Planner) -> tuple[str, ...]:
    """The living measures of the governing decision, then those that run beside it; a dismissal stays for good."""
    own = {m.id or 0 for m in governing.measures}
    mine = [c.code for c in active if c.key in own]
    on = governing.decided_on or date.max
    beside = [c.code for c in active if c.key not in own and (_runs_on(c, on) or planner.exclusion_of([c.code]))]
    return tuple(dict.fromkeys([*mine, *beside]))


def _began(governing: Decision, active: Sequence[Clock]) -> date | None:
    """The start of the unbroken chain of periods that leads to the governing decision."""
    own = {m.id or 0 for m in governing.measures}
    begin = min((c.start for c in active if c.key in own), default=governing.decided_on)
    for clock in sorted(active, key=lambda c: c.start, reverse=True):
        if begin and clock.start < begin and _runs_on(clock, begin - ONE_DAY):
            begin = clock.start
    return begin


def _followed_on(files: Sequence[CaseFile], governing: Decision, planner: Planner) -> date | None:
    """A review goes on with the file of the decision it changed, so far as that called for regular visits too."""
    file = next(f for f in files if any(d.id == governing.id for d in f.decisions))
    regular = [
        d.id for d in file.decisions
        if d.id and (cadence := planner.cadence([m.code for m in d.measures])) and cadence.months_between is not None
    ]  # fmt: skip
    return case_changes.followed_from(file, governing, regular=regular)


def _line(file: CaseFile, planner: Planner, by_key: Mapping[int, Clock]) -> CaseLine:
    decision = file.decision
    if decision is None or decision.decided_on is None:
        return CaseLine()
    rules = planner.rules
    measures = case_changes.in_force(file)
    codes = case_changes.codes_in_force(file)
    kept = case_changes.kept_codes(file, decision)
    announces = bool(kept) and DutyKind.ANNOUNCE in planner.demanded(kept)
    announcement = decision.announcement
    exemption = announcement.exemption if announcement else ""
    due = planner.announce_due(kept, decision.decided_on) if announces else None
    own = [by_key[m.id or 0] for m in measures if (m.id or 0) in by_key]
    return CaseLine(
        measures_text="、".join(rules.sanctions[c].short for c in codes) or "已撤销",
        form=form_of(codes, file.case.suspected_crime, rules.handling) if codes else 0,
        document_number=decision.document_number,
        decided_on=decision.decided_on,
        announce_due=due,
        announced_on=announcement.held_on if announcement and due else None,
        announce_excuse=rules.codes.name_of("exemption", exemption) if exemption else "",
        period_end=expected_until(own),
        first_decided_on=case_changes.original(file, decision).decided_on,
        change="appealed" if any(a.open for a in file.appeals) else decision.review_kind,
    )
