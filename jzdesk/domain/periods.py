"""影响期 and 处分期: from the measures given to one person to the clock of each (domain notes §1.1–§1.6).

Party and administrative measures run side by side; within one family a new measure adds to a running period.
Nothing here knows today's date: a clock says when it starts and ends, and why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.clock import Clock, Imposed, expected_until, in_effect, in_effect_until, is_open_ended
from jzdesk.domain.dates import ONE_DAY, EndRule
from jzdesk.domain.family_clocks import FamilyClocks, RuledMeasure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.domain.sanctions import SanctionRules

__all__ = [
    "Clock",
    "Imposed",
    "clocks",
    "expected_until",
    "in_effect",
    "in_effect_until",
    "is_open_ended",
    "new_measure_refusal",
]

_NO_ORIGINAL = "未找到被改变的原处分，按新处分计算。"
_NO_DIRECTION = "未注明改轻还是改重，按改变决定之日起算，请核实。"


def clocks(imposed: Sequence[Imposed], rules: SanctionRules, end_rule: EndRule) -> tuple[Clock, ...]:
    """The clock of every measure of one person, in the order given.

    Raises RuleError for an unknown code. A revoked measure has a clock that counts nowhere and moves no other.
    """
    cases = _cases(imposed, rules)
    replaced: dict[int | None, RuledMeasure] = {c.changed_at: c for c in cases if c.changed_at is not None}
    done: dict[int, Clock] = {}
    for family in ("party", "admin", "institution", "org"):
        mine = [
            c
            for c in cases
            if c.sanction.family == family and c.at not in replaced and not c.given.revoked_on
        ]
        mine.sort(key=lambda case: (case.origin, case.at))
        FamilyClocks(rules, end_rule, cases).run(mine, done)
    for case in cases:
        if case.at not in done:
            done[case.at] = _set_aside(case, cases, replaced, rules=rules, end_rule=end_rule)
    return tuple(done[at] for at in range(len(cases)))


def new_measure_refusal(
    existing: Sequence[Imposed], new: Imposed, *, rules: SanctionRules, end_rule: EndRule
) -> str:
    """'' when `new` may be decided beside what the person already has, else the Chinese reason.

    A party sanction during 留党察看 can only be 开除党籍; after 开除党籍 none is possible until re-admission.
    """
    sanction = rules[new.code]
    if new.replaces is not None:
        return ""
    for clock in clocks(existing, rules, end_rule):
        other = rules[clock.code]
        if not clock.active or other.family != sanction.family or clock.start > new.decided_on:
            continue
        if other.kind == "bar" and clock.covers(new.decided_on):
            return f"已于 {clock.start} 开除党籍，不能再给予党纪处分。"
        waits = other.kind == "probation" and _on_probation(clock, existing, new.decided_on)
        if waits and sanction.kind != "bar":
            return f"正在{other.name}期间，{rules.clauses.probation_again}。"
    return ""


def _on_probation(clock: Clock, given: Sequence[Imposed], on: date) -> bool:
    """Whether rights were not yet restored on that day."""
    if clock.end is not None and on > clock.end:
        return False
    restored = next(
        (item.restored_on for item in given if item.key == clock.key and item.code == clock.code), None
    )
    return restored is None or on < restored


def _cases(imposed: Sequence[Imposed], rules: SanctionRules) -> list[RuledMeasure]:
    """The measures with the rule version and the origin of each, changes on review resolved."""
    origins: dict[int, date] = {}
    cases: list[RuledMeasure] = []
    for at, given in enumerate(imposed):
        changed_at = _changed(imposed, at)
        warnings: list[str] = []
        if given.replaces is not None and changed_at is None:
            warnings.append(_NO_ORIGINAL)
        if changed_at is not None and given.change not in ("lighter", "heavier"):
            warnings.append(_NO_DIRECTION)
        origin = _origin(imposed, at, rules, origins)
        change = given.change if changed_at is not None else ""
        ruled_on = origin if change == "lighter" else given.decided_on
        sanction = rules[given.code]
        version = sanction.version_on(ruled_on)
        if given.rule_version:
            chosen = sanction.version(given.rule_version)
            version = chosen or version
            if chosen is None:
                warnings.append(f"没有“{given.rule_version}”版规则，按 {version.id} 版计算。")
        elif ruled_on < sanction.versions[0].valid_from:
            warnings.append(
                f"决定日期早于所录最早的规则（{version.valid_from} 起施行），按该版计算，请核实。"
            )
        cases.append(
            RuledMeasure(
                at,
                given,
                sanction,
                version,
                origin,
                change=change,
                changed_at=changed_at,
                warnings=tuple(warnings),
            )
        )
    return cases


def _changed(imposed: Sequence[Imposed], at: int) -> int | None:
    """Where the measure stands that this one replaced."""
    wanted = imposed[at].replaces
    if wanted is None:
        return None
    return next((i for i, other in enumerate(imposed) if other.key == wanted and i != at), None)


def _origin(imposed: Sequence[Imposed], at: int, rules: SanctionRules, known: dict[int, date]) -> date:
    """The day a measure's length counts from: a change on review goes back to the original decision, except
    a change for the worse from or into 留党察看, 开除党籍 or a measure without period, which starts afresh."""
    if at in known:
        return known[at]
    given = imposed[at]
    known[at] = given.decided_on
    back = _changed(imposed, at)
    kinds = {given.code, given.code if back is None else imposed[back].code}
    afresh = given.change == "heavier" and any(rules[code].kind != "sum" for code in kinds)
    if back is not None and given.change in ("lighter", "heavier") and not afresh:
        known[at] = _origin(imposed, back, rules, known)
    return known[at]


def _set_aside(
    case: RuledMeasure, cases: Sequence[RuledMeasure], replaced: Mapping[int | None, RuledMeasure], *,
    rules: SanctionRules, end_rule: EndRule,
) -> Clock:  # fmt: skip
    """The clock of a measure that was revoked, or replaced on review. One replaced by a heavier measure counts
    until the change; one replaced by a lighter measure never did, since the lighter one starts where it started."""
    alone: dict[int, Clock] = {}
    FamilyClocks(rules, end_rule, cases).run([case], alone)
    clock = alone[case.at]
    if case.given.revoked_on is not None:
        line = f"{case.given.revoked_on} 撤销处分：{rules.clauses.revoked}"
        return replace(clock, revoked=True, is_open=False, expected_end=None, why=(*clock.why, line))
    later = _later(case, replaced)
    if not later:  # pragma: no cover - only revoked and replaced measures come here
        return clock
    by = later[0]
    changed_on = by.given.decided_on
    line = f"{changed_on} 改为{by.sanction.name}：{rules.clauses.change}"
    clock = replace(clock, replaced_by=by.given.key, expected_end=None, is_open=False, why=(*clock.why, line))
    if any(c.change == "lighter" or c.given.revoked_on is not None for c in later):
        return replace(clock, superseded=True)
    if case.months is None and case.sanction.kind != "probation":
        return clock  # it had no period before the change and has none since
    last = changed_on - ONE_DAY
    return replace(clock, end=last if clock.end is None else min(clock.end, last))


def _later(case: RuledMeasure, replaced: Mapping[int | None, RuledMeasure]) -> list[RuledMeasure]:
    """What a measure became, step by step: each with the one that replaced it after it."""
    found: list[RuledMeasure] = []
    now = replaced.get(case.at)
    while now is not None and now not in found:
        found.append(now)
        now = replaced.get(now.at)
    return found
