"""期满考核 as data: which places are unfit for talks, when a result is forwarded, and what result is proposed.

A proposal is never a decision: it comes with its reasons and a person chooses (domain notes §4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.domain.tables import whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.tables import Entry

WHEN = (
    "new_case", "slack", "weak_visit", "not_recognises", "poll_below", "missed", "follow_up_open", "items_open",
    "annual_weak", "all_good", "always",
)  # fmt: skip
"""The conditions a county may use; each is read off `Findings`."""

WEAK_YEARS = frozenset({"incompetent", "unqualified"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the records say about a period: counts, and the evaluations of the visits held in their order.

    `good_share` is the share of 好 and 较好 in all votes, in per cent; None where nobody voted."""

    new_cases: int = 0
    slack: bool = False
    evaluations: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    good_share: float | None = None
    missed: int = 0
    follow_ups_open: int = 0
    items_open: int = 0
    years: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalRule:
    """One line of the table: a condition with its threshold, and what it proposes."""

    code: str
    when: str
    number: int
    result: str
    use: str
    text: str
    is_default: bool

    def holds(self, found: Findings, grades: Sequence[str]) -> bool:
        """Whether the records fulfil it; `grades` are the visit grades in use, the best first."""
        last = found.evaluations[-1] if found.evaluations else ""
        checks = {
            "new_case": found.new_cases > 0,
            "slack": found.slack,
            "weak_visit": bool(last) and len(grades) > 1 and last == grades[-1],
            "not_recognises": bool(found.effects) and found.effects[-1] == "not_recognises",
            "poll_below": found.good_share is not None and found.good_share < self.number,
            "missed": found.missed >= max(self.number, 1),
            "follow_up_open": found.follow_ups_open >= max(self.number, 1),
            "items_open": found.items_open >= max(self.number, 1),
            "annual_weak": bool(WEAK_YEARS & set(found.years)),
            "all_good": bool(found.evaluations) and all(e == grades[0] for e in found.evaluations),
            "always": True,
        }
        return checks[self.when]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules propose, the reason that decided it, and the others that hold as well."""

    result: str
    use: str
    reason: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssessmentRules:
    """`rulebook.assessments`."""

    unfit_places: tuple[str, ...]
    place_clause: str
    places_are_default: bool
    forward_within_days: int
    forward_uses: tuple[str, ...]
    forward_clause: str
    consequence_within_days: int
    consequence_clause: str
    limits_are_default: bool
    proposals: tuple[ProposalRule, ...]

    def unfit_word(self, place: str) -> str:
        """The word of a place that speaks of interrogation or custody; '' for a fit place."""
        return next((word for word in self.unfit_places if word in place), "")

    def forwards(self, use: str) -> bool:
        """Whether an assessment with this use of its result has to be sent on."""
        return use in self.forward_uses


def propose(found: Findings, rules: AssessmentRules, *, grades: Sequence[str], results: Sequence[str]) -> Proposal:
    """The first line that holds. A result the county does not use (three grades instead of four) gives way to the
    next worse one in use, else to the worst; `results` are those in use, the best first, `grades` the visit grades."""
    holding = [rule for rule in rules.proposals if rule.holds(found, grades)]
    if not holding:
        return Proposal("", "", "")
    first, *rest = holding
    others = tuple(rule.text for rule in rest if rule.when not in ("all_good", "always"))
    return Proposal(nearest(first.result, results, order=RESULT_ORDER), first.use, first.text, others)


RESULT_ORDER = ("good", "fairly", "fair", "poor")
"""The shipped results from the best to the worst; a county's own codes are taken as they are."""


def nearest(result: str, results: Sequence[str], *, order: Sequence[str]) -> str:
    """The result itself where it is in use, else the next worse in use, else the worst in use."""
    if result in results or not results:
        return result
    worse = order[order.index(result) :] if result in order else ()
    return next((code for code in worse if code in results), results[-1])


def read_assessments(tables: Mapping[str, Mapping[str, Any]]) -> AssessmentRules:
    """From the parsed assessments.toml."""
    root = whole("assessments", tables)
    talks, forwarding, consequence = (root.part(key) for key in ("talks", "forwarding", "consequence"))
    proposals = tuple(_proposal(entry) for entry in root.parts("proposal"))
    root.unique([rule.code for rule in proposals])
    return AssessmentRules(
        unfit_places=talks.texts("unfit_places"),
        place_clause=talks.text("clause"),
        places_are_default=talks.flag("default", default=False),
        forward_within_days=forwarding.number("within_days", low=1, high=366),
        forward_uses=forwarding.texts("uses"),
        forward_clause=forwarding.text("clause"),
        consequence_within_days=consequence.number("within_days", low=1, high=366),
        consequence_clause=consequence.text("clause"),
        limits_are_default=forwarding.flag("default", default=False) or consequence.flag("default", default=False),
        proposals=proposals,
    )


def _proposal(entry: Entry) -> ProposalRule:
    return ProposalRule(
        code=entry.text("code"),
        when=entry.choice("when", WHEN),
        number=entry.maybe_number("number", high=1000) or 0,
        result=entry.text("result"),
        use=entry.text("use"),
        text=entry.text("text"),
        is_default=entry.flag("default", default=False),
    )
