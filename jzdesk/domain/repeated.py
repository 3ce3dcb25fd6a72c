"""同一错误重复发生 (negative item N06): earlier reviews of the people covered that were about the same kind of error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.review_stages import FILING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date

    from jzdesk.domain.tolerance import ToleranceReview

REPEATED = "N06"
"""The entry of the negative list this is the ground of."""
VAGUE_KIND = "other"
VAGUE_ITEM = "P99"
"""其他: two matters that share only this share nothing."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier review with the people it covers, by key: their names."""

    review: ToleranceReview
    people: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """An earlier review of the same kind of error: whose (`persons`, of those covered now), what is the same
    (`same_kind`, and the codes of the positive list in `same_items`)."""

    review_id: int
    number: str
    matter: str
    persons: tuple[str, ...]
    same_kind: bool
    same_items: tuple[str, ...]
    applied_on: date | None
    concluded_on: date | None
    conclusion: str


def find(review: ToleranceReview, person_ids: Iterable[int], earlier: Iterable[Earlier]) -> tuple[Like, ...]:
    """Those of `earlier` that are about the same kind of matter or tolerated under the same item of the positive list,
    the latest first. What was not accepted proved nothing; a prior filing is no error until something went wrong, and
    the filing this review refers to is its own."""
    covered = set(person_ids)
    found = [
        like for past in earlier if _counts(review, past.review) and (like := _like(review, covered, past))
    ]
    return tuple(sorted(found, key=lambda like: (str(like.applied_on), like.review_id), reverse=True))


def _counts(review: ToleranceReview, past: ToleranceReview) -> bool:
    if past.id is None or past.id == review.id or past.acceptance_refused or past.id == review.filing_id:
        return False
    if past.way_in == FILING and past.happened_on is None and past.concluded_on is None:
        return False
    return _before(past, review)


def _before(past: ToleranceReview, review: ToleranceReview) -> bool:
    """Whether it was applied for earlier; of two of one day the one registered first."""
    if past.applied_on is None or review.applied_on is None:
        return past.applied_on is not None
    if past.applied_on != review.applied_on:
        return past.applied_on < review.applied_on
    return review.id is None or (past.id or 0) < review.id


def _like(review: ToleranceReview, covered: AbstractSet[int], past: Earlier) -> Like | None:
    persons = tuple(name for key, name in past.people.items() if key in covered)
    kind = review.matter_kind
    same_kind = bool(kind) and kind != VAGUE_KIND and kind == past.review.matter_kind
    items = tuple(code for code in _items(past.review) if code in _items(review))
    if not persons or not (same_kind or items):
        return None
    return Like(
        review_id=past.review.id or 0, number=past.review.number, matter=past.review.matter, persons=persons,
        same_kind=same_kind, same_items=items, applied_on=past.review.applied_on,
        concluded_on=past.review.concluded_on, conclusion=past.review.conclusion,
    )  # fmt: skip


def _items(review: ToleranceReview) -> tuple[str, ...]:
    """The items of the positive list the matter was found to meet."""
    return tuple(c for c, f in review.positive.items() if f.answer == "yes" and c != VAGUE_ITEM)


def said(
    like: Like,
    *,
    kinds: Mapping[str, str],
    items: Mapping[str, str],
    conclusions: Mapping[str, str],
    kind: str,
) -> str:
    """The sentence for the form: who, when, which matter, what is the same, how it ended; names by their code lists."""
    same = [f"事项类别同为“{kinds.get(kind, kind)}”"] if like.same_kind else []
    same += [f"同属正面清单“{items.get(code, code)}”" for code in like.same_items]
    end = (
        f"{like.concluded_on:%Y-%m-%d}认定{conclusions.get(like.conclusion, '')}"
        if like.concluded_on
        else "尚在办理"
    )
    return f"{'、'.join(like.persons)}：{like.number}“{like.matter}”（{end}），{'，'.join(same)}。"


def grounds(likes: Iterable[Like]) -> str:
    """A first wording of the grounds of N06, naming the earlier reviews by number."""
    numbers = "、".join(dict.fromkeys(like.number for like in likes))
    return (
        f"此前已有同类容错审查{numbers}，是否同一错误重复发生、是否因不可抗力，认定理由：" if numbers else ""
    )
