"""年度考核: what a measure does to the annual appraisals of its year and the years after (domain notes §1.7)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from jzdesk.domain.clock import Clock
from jzdesk.domain.tables import Entry, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from jzdesk.domain.sanctions import SanctionRules


class Effect(NamedTuple):
    """The appraisal of one year: what may be given, and why. `allows` are codes of the list annual_grade."""

    year: int
    text: str
    clause: str
    is_default: bool = False
    allows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A kind of appraisal result; the higher `rank` is the heavier. `allows`: the grades that agree with it."""

    code: str
    text: str
    rank: int
    allows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppraisalRule:
    """For some measures decided between two days: the result of each year, the first being the decision's."""

    id: str
    measures: tuple[str, ...]
    results: tuple[Result, ...]
    valid_from: date
    valid_to: date | None
    clause: str
    is_default: bool

    def applies(self, code: str, on: date) -> bool:
        """Whether it rules that measure decided that day."""
        return (
            code in self.measures and self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class AppraisalRules:
    """`rulebook.appraisal`."""

    results: Mapping[str, Result]
    rules: tuple[AppraisalRule, ...]
    pending: Result
    pending_clause: str


def effects(given: Iterable[Clock | tuple[str, date]], rules: AppraisalRules) -> tuple[Effect, ...]:
    """By year, ascending: the heaviest effect of measures given as clocks or as (code, decision date).

    Revoked and superseded clocks have none. Years in which several meet show the heavier (the earlier on a tie).
    """
    heaviest: dict[int, tuple[int, Effect]] = {}
    for item in given:
        if isinstance(item, Clock):
            if not item.active:
                continue
            code, on = item.code, item.start
        else:
            code, on = item
        rule = next((r for r in rules.rules if r.applies(code, on)), None)
        if rule is None:
            continue
        for offset, result in enumerate(rule.results):
            year = on.year + offset
            if year not in heaviest or result.rank > heaviest[year][0]:
                effect = Effect(year, result.text, rule.clause, rule.is_default, result.allows)
                heaviest[year] = result.rank, effect
    return tuple(heaviest[year][1] for year in sorted(heaviest))


def pending_effect(year: int, rules: AppraisalRules) -> Effect:
    """The appraisal of a year in which a case is open and not closed."""
    return Effect(year, rules.pending.text, rules.pending_clause, allows=rules.pending.allows)


def read_appraisal(tables: Mapping[str, Mapping[str, Any]], sanctions: SanctionRules) -> AppraisalRules:
    """From the parsed appraisal.toml."""
    root = whole("appraisal", tables)
    results = {r.code: r for r in (_result(entry) for entry in root.parts("result"))}
    pending = root.part("pending")
    return AppraisalRules(
        results=MappingProxyType(results),
        rules=tuple(_rule(entry, results, sanctions) for entry in root.parts("rule")),
        pending=results[pending.choice("result", tuple(results))],
        pending_clause=pending.text("clause"),
    )


def _result(entry: Entry) -> Result:
    return Result(entry.text("code"), entry.text("text"), entry.number("rank", high=100), entry.texts("allows"))


def _rule(entry: Entry, results: Mapping[str, Result], sanctions: SanctionRules) -> AppraisalRule:
    measures = entry.texts("measures")
    for code in measures:
        if code not in sanctions:
            raise entry.wrong(f"{code} 不在处分种类之内")
    names = entry.texts("results")
    for name in names:
        if name not in results:
            raise entry.wrong(f"没有名为 {name} 的考核结果")
    if not measures or not names:
        raise entry.wrong("measures 和 results 都不能为空")
    return AppraisalRule(
        id=entry.text("id"),
        measures=measures,
        results=tuple(results[name] for name in names),
        valid_from=entry.day("valid_from"),
        valid_to=entry.maybe_day("valid_to"),
        clause=entry.text("clause"),
        is_default=entry.flag("default", default=False),
    )
