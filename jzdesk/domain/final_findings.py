"""What a conclusion rests on: everything a review still lacks before its conclusion would stand before the committee.

Every answer names its grounds, its evidence by number and, through the list it answers, its clause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain import evidence, handling_change
from jzdesk.domain.handling_change import Handling
from jzdesk.domain.list_items import enabled_items
from jzdesk.domain.tolerance import REFUSED, Finding, is_locked, says_nothing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.sanctions import SanctionRules
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules

Lacking = tuple[str, str]
"""The field of the form and one sentence."""


class _Answer(NamedTuple):
    """A finding with what is needed to judge it."""

    field: str
    name: str
    finding: Finding
    clause: str


def missing(file: ReviewFile, lists: ToleranceRules, sanctions: SanctionRules) -> tuple[Lacking, ...]:
    """Everything that is missing, in the order of the form; empty when the conclusion may be final. Before one is
    chosen, what a tolerated conclusion would need, or a refusal where an entry stands."""
    review = file.review
    numbers = frozenset(piece.number for piece in file.evidence)
    tolerated = review.conclusion != REFUSED if review.conclusion else not is_locked(review)
    return (
        *_distinctions(review, lists, numbers, tolerated=tolerated),
        *_factors(review, lists, numbers, tolerated=tolerated),
        *_positive(review, lists, numbers, tolerated=tolerated),
        *_locking(review, lists, numbers),
        *_conclusion(review, lists),
        *_handling(file, lists, sanctions),
    )


def _proofs(answer: _Answer, numbers: Collection[int]) -> Iterator[Lacking]:
    """Grounds, evidence and clause of one answer."""
    name = f"“{answer.name}”"
    if says_nothing(answer.finding.grounds):
        yield answer.field, f"{name}请写明认定理由。"
    if fault := evidence.fault_of(answer.finding.evidence, numbers):
        yield answer.field, f"{name}{fault}。"
    if not answer.clause.strip():
        yield answer.field, f"{name}在清单中没有写明依据，请先补录依据。"


def _distinctions(
    review: ToleranceReview, lists: ToleranceRules, numbers: Collection[int], *, tolerated: bool
) -> Iterator[Lacking]:
    needed = tolerated or not is_locked(review)
    for item in lists.distinctions:
        if not item.enabled:
            continue
        answer = _Answer(
            f"distinctions:{item.code}",
            item.title,
            review.distinctions.get(item.code, Finding()),
            item.clause,
        )
        name = f"“{item.title}”"
        if not answer.finding.answer:
            if needed:
                yield answer.field, f"{name}尚未认定属于哪一种情形。"
            continue
        if tolerated and answer.finding.answer != "tolerated":
            yield answer.field, f"{name}未认定属于可以容错的情形，不能给予容错。"
        yield from _proofs(answer, numbers)


def _factors(
    review: ToleranceReview, lists: ToleranceRules, numbers: Collection[int], *, tolerated: bool
) -> Iterator[Lacking]:
    group = lists.factor_sets.get(review.factor_set)
    if group is None:
        yield "factor_set", "请选择认定因素的种类。"
        return
    for item in enabled_items(group.factors):
        finding = review.factors.get(item.code, Finding())
        answer = _Answer(f"factors:{item.code}", item.text, finding, item.clause or group.clause)
        if not finding.answer and not finding.grounds.strip():
            if tolerated:
                yield answer.field, f"“{item.text}”尚未认定。"
            continue
        if tolerated and group.all_required and finding.answer != "yes":
            yield answer.field, f"“{item.text}”是必要条件，未认定为具备，不能给予容错。"
        yield from _proofs(answer, numbers)


def _positive(
    review: ToleranceReview, lists: ToleranceRules, numbers: Collection[int], *, tolerated: bool
) -> Iterator[Lacking]:
    chosen = [code for code, finding in review.positive.items() if finding.answer == "yes"]
    known = {item.code: item for item in enabled_items(lists.positive)}
    if tolerated and not any(code in known for code in chosen):
        yield "positive", "给予容错的，请至少认定一项正面清单情形。"
    for item in known.values():
        if item.code not in chosen:
            continue
        finding, field = review.positive[item.code], f"positive:{item.code}"
        unmet = [f"“{text}”" for text in item.requires if text not in finding.met]
        if unmet:
            yield field, f"“{item.text}”须具备{'、'.join(unmet)}，尚未认定具备。"
        yield from _proofs(_Answer(field, item.text, finding, item.clause), numbers)


def _locking(review: ToleranceReview, lists: ToleranceRules, numbers: Collection[int]) -> Iterator[Lacking]:
    """Each entry answered one by one, none skipped, whatever the conclusion."""
    for group, title, items in (
        ("negative", "负面清单", lists.negative),
        ("exclusions", "不予容错情形", lists.exclusions),
    ):
        found: dict[str, Finding] = getattr(review, group)
        for item in enabled_items(items):
            finding, field = found.get(item.code, Finding()), f"{group}:{item.code}"
            if finding.answer not in ("yes", "no"):
                yield field, f"{title}“{item.text}”尚未逐项认定。"
            else:
                yield from _proofs(_Answer(field, item.text, finding, item.clause), numbers)


def _conclusion(review: ToleranceReview, lists: ToleranceRules) -> Iterator[Lacking]:
    conclusion = next((item for item in lists.conclusions if item.code == review.conclusion), None)
    if conclusion is None:
        yield "conclusion", "请选择认定结论。"
    elif not conclusion.clause.strip():
        yield "conclusion", f"结论“{conclusion.text}”在规则中没有写明依据，请先补录依据。"
    if review.conclusion == "exempt":
        chosen = [item for item in enabled_items(lists.positive) if _answer(review, item.code) == "yes"]
        if chosen and all(item.outcome == "reduced" for item in chosen):
            yield "conclusion", "所认定的正面清单情形只适用于减责（从轻、减轻），不能免责。"
    if review.concluded_on is None:
        yield "concluded_on", "请填写认定日期。"
    if review.conclusion == REFUSED and not is_locked(review) and says_nothing(review.statement):
        yield "statement", "不予容错请写明认定理由。"


def _answer(review: ToleranceReview, code: str) -> str:
    return review.positive.get(code, Finding()).answer


def _handling(file: ReviewFile, lists: ToleranceRules, sanctions: SanctionRules) -> Iterator[Lacking]:
    """The handling of each person fits the conclusion."""
    review = file.review
    first = Handling(before_code=review.before_code, before=review.handling_before, after_code=review.after_code,
                     after=review.handling_after)  # fmt: skip
    if fault := handling_change.fault_of(review.conclusion, first, sanctions, lists.ladders):
        yield f"handling_{fault.side}", fault.text
    names = {person.id: person.name for person in file.people}
    for at, other in enumerate(file.others):
        own = Handling(before_code=other.before_code, before=other.handling_before, after_code=other.after_code,
                       after=other.handling_after)  # fmt: skip
        if fault := handling_change.fault_of(review.conclusion, own, sanctions, lists.ladders):
            yield f"others:{at}", f"{names.get(other.person_id, '')}：{fault.text}"
