"""征求意见函 as data: how names are scored, and which conclusion the facts call for (domain notes §3.7).

A proposal is never a decision: it comes with its reasons, and a person draws the conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain.dates import add_months
from jzdesk.domain.screening import Facts, Proposal, Reason
from jzdesk.domain.tables import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.codes import Code
    from jzdesk.domain.screening import MeasureFact, ReviewFact
    from jzdesk.domain.tables import Entry

WHEN = (
    "dismissed", "expelled", "in_period", "open_case", "running_review", "refused_review", "weak_assessment",
    "unrecognised", "decided_within", "tolerated", "reduced", "correcting", "expired", "no_period", "always",
)  # fmt: skip
"""The conditions a county may use; each is read off `Facts`."""

_NO_LISTS: Mapping[str, Sequence[Code]] = MappingProxyType({})

UNSEEN = "当前账户无权查看在办案件，未核对立案情况。"
"""Said where open cases were not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRules:
    """The points a likeness is worth, those a difference costs, and from which score a person must look."""

    alike: int
    number: int
    name: int
    slip: int
    birth_month: int
    birth_year: int
    unit: int
    other_number: int
    other_birth: int
    other_sex: int
    clause: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    """One line of the table: a condition with its number of months, for which purposes it counts (empty: all), and what
    it proposes ('' for a reason that proposes nothing of itself). `told`: the reason may stand in the reply."""

    code: str
    when: str
    months: int
    purposes: tuple[str, ...]
    conclusion: str
    text: str
    told: bool
    clause: str
    is_default: bool
    enabled: bool

    def applies(self, purpose: str) -> bool:
        """Whether it counts for a letter of that purpose."""
        return self.enabled and (not self.purposes or purpose in self.purposes)


@dataclass(frozen=True, slots=True)
class EnquiryRules:
    """`rulebook.enquiries`."""

    matching: MatchRules
    outcomes: tuple[OutcomeRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the rules cannot name by themselves: results of assessments, the worst of them first in use."""

    result: Callable[[str], str]
    worst_result: str


def propose(facts: Facts | None, purpose: str, rules: EnquiryRules, *, on: date, words: Words) -> Proposal:
    """The first line that holds and proposes something, with the reasons of all that hold; facts None: nobody on
    record."""
    lines = [rule for rule in rules.outcomes if rule.applies(purpose)]
    if facts is None:
        facts = Facts()
    holding = [(rule, details) for rule in lines if (details := _details(rule, facts, on, words))]
    conclusion = next((rule.conclusion for rule, _details_ in holding if rule.conclusion), "")
    telling = [pair for pair in holding if pair[0].when != "always"]
    if not any(rule.conclusion for rule, _details_ in telling):
        telling = holding
    reasons = [_reason(rule, "；".join(details)) for rule, details in telling]
    if facts.open_cases is None:
        reasons.append(Reason(UNSEEN))
    if facts.deleted:
        reasons.append(Reason(f"回收站中另有该人员的{facts.deleted}件记录，请核实。"))
    return Proposal(conclusion, tuple(reasons))


def _reason(rule: OutcomeRule, detail: str) -> Reason:
    return Reason(rule.text.replace("{detail}", detail), rule.told, detail if "{detail}" in rule.text else "")


def _details(rule: OutcomeRule, facts: Facts, on: date, words: Words) -> list[str]:
    """What fulfils a line, in words; empty where it does not hold."""
    since = add_months(on, -rule.months) if rule.months else None
    measures: Mapping[str, Callable[[MeasureFact], bool]] = {
        "dismissed": lambda m: m.permanent,
        "expelled": lambda m: m.running and m.expelled,
        "in_period": lambda m: m.running and not m.expelled,
        "decided_within": lambda m: _over(m, on) and _recent(m.decided_on, since),
        "expired": lambda m: _over(m, on),
        "no_period": lambda m: (
            m.end_on is None and not m.running and not m.permanent and _recent(m.decided_on, since)
        ),
    }
    reviews: Mapping[str, Callable[[ReviewFact], bool]] = {
        "running_review": lambda r: r.running,
        "refused_review": lambda r: r.conclusion == "refused" and _recent(r.concluded_on, since),
        "tolerated": lambda r: r.conclusion == "exempt",
        "reduced": lambda r: r.conclusion in ("lighter", "mitigated"),
        "correcting": lambda r: r.correcting,
    }
    if rule.when in measures:
        return [_measure_words(m) for m in facts.measures if measures[rule.when](m)]
    if rule.when in reviews:
        return [_review_words(r, numbered=not rule.told) for r in facts.reviews if reviews[rule.when](r)]
    if rule.when == "open_case":
        return [_case_words(c.number, c.filed_on) for c in facts.open_cases or ()]
    return ["是"] if rule.when == "always" else _dossier_details(rule.when, facts, since, words)


def _over(fact: MeasureFact, on: date) -> bool:
    return not fact.permanent and fact.end_on is not None and fact.end_on < on


def _recent(day: date | None, since: date | None) -> bool:
    return day is not None and (since is None or day > since)


def _dossier_details(when: str, facts: Facts, since: date | None, words: Words) -> list[str]:
    held = facts.dossier
    if held is None:
        return []
    if (
        when == "weak_assessment"
        and held.result
        and held.result == words.worst_result
        and _recent(held.assessed_on, since)
    ):
        return [f"{held.assessed_on:%Y-%m-%d}期满考核，结果为{words.result(held.result)}"]
    if when == "unrecognised" and held.effect == "not_recognises" and held.last_visit_on:
        return [f"{held.last_visit_on:%Y-%m-%d}回访"]
    return []


def _measure_words(fact: MeasureFact) -> str:
    document = f"（{fact.document_number}）" if fact.document_number else ""
    until = f"，期间至{fact.end_on:%Y-%m-%d}" if fact.end_on and not fact.permanent else ""
    open_end = "，期间截止日未定" if fact.running and fact.end_on is None and not fact.permanent else ""
    return f"{fact.decided_on:%Y-%m-%d}{fact.name}{document}{until}{open_end}"


def _review_words(fact: ReviewFact, *, numbered: bool) -> str:
    """The matter and the day; with our own number where it is not for others to read."""
    number = fact.number if numbered else ""
    day = f"{fact.concluded_on:%Y-%m-%d}认定" if fact.concluded_on else ""
    started = f"{fact.applied_on:%Y-%m-%d}启动" if fact.applied_on and not day else ""
    return f"“{fact.matter}”（{'，'.join(part for part in (number, day or started) if part)}）"


def _case_words(number: str, filed_on: date | None) -> str:
    filed = f"{filed_on:%Y-%m-%d}立案" if filed_on else "已登记"
    return f"{number}，{filed}" if number else filed


def read_enquiries(
    tables: Mapping[str, Mapping[str, Any]], lists: Mapping[str, Sequence[Code]] = _NO_LISTS
) -> EnquiryRules:
    """From the parsed enquiries.toml; `lists` are the code lists, so that a conclusion or purpose none of them has is
    refused here and not found in a reply."""
    root = whole("enquiries", tables)
    outcomes = tuple(_outcome(entry, lists) for entry in root.parts("outcome"))
    root.unique([rule.code for rule in outcomes])
    if not outcomes:
        raise root.wrong("没有任何结论建议（outcome）")
    return EnquiryRules(matching=_matching(root.part("matching")), outcomes=outcomes)


def _matching(entry: Entry) -> MatchRules:
    def points(key: str, low: int = 0) -> int:
        return entry.number(key, low=low, high=100)

    return MatchRules(
        alike=points("alike", 1), number=points("number"), name=points("name"), slip=points("slip"),
        birth_month=points("birth_month"), birth_year=points("birth_year"), unit=points("unit"),
        other_number=points("other_number"), other_birth=points("other_birth"), other_sex=points("other_sex"),
        clause=entry.text("clause"), is_default=entry.flag("default", default=False),
    )  # fmt: skip


def _outcome(entry: Entry, lists: Mapping[str, Sequence[Code]]) -> OutcomeRule:
    for key, used in (
        ("enquiry_reply", (entry.text("conclusion", ""),)),
        ("enquiry_purpose", entry.texts("purposes")),
    ):
        known = {code.code for code in lists.get(key, ())}
        unknown = next((code for code in used if code and known and code not in known), "")
        if unknown:
            raise entry.wrong(f"代码表 {key} 中没有 {unknown}")
    return OutcomeRule(
        code=entry.text("code"),
        when=entry.choice("when", WHEN),
        months=entry.maybe_number("number", low=1, high=600) or 0,
        purposes=entry.texts("purposes"),
        conclusion=entry.text("conclusion", ""),
        text=entry.text("text"),
        told=entry.flag("told", default=False),
        clause=entry.text("clause"),
        is_default=entry.flag("default", default=False),
        enabled=entry.flag("enabled", default=True),
    )
