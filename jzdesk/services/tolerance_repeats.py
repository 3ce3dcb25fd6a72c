"""Whether an error was made before: earlier reviews of the people covered, found for negative item N06."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain import repeated
from jzdesk.domain.accounts import Permission
from jzdesk.domain.tolerance import CONCLUSIONS
from jzdesk.services.tolerance_lists import lists_of
from jzdesk.storage import tolerance as rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jzdesk.domain.repeated import Earlier, Like
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Repeats:
    """What was found: the earlier reviews, a sentence on each, and a first wording of the grounds of N06 ('' for
    none). `code` is the entry of the negative list."""

    likes: tuple[Like, ...]
    texts: tuple[str, ...]
    grounds: str
    code: str = repeated.REPEATED


def earlier_like(desk: Desk, review: ToleranceReview, *, person_ids: Sequence[int] = ()) -> Repeats:
    """Earlier reviews of anybody the review covers about the same kind of error. The review may be one not saved yet;
    `person_ids` are then the people the form names (beside `review.person_id` and those on record)."""
    desk.need(Permission.READ)
    with desk.vault.read():
        ids = {key for key in (review.person_id, *person_ids) if key}
        if review.id is not None and not person_ids:
            ids |= set(rows.people_of(review.id))
        likes = repeated.find(review, ids, _earlier(ids, review))
    texts = tuple(_said(desk, like, review) for like in likes)
    return Repeats(likes, texts, repeated.grounds(likes))


def _earlier(ids: Iterable[int], review: ToleranceReview) -> list[Earlier]:
    found = {past.id: past for key in ids for past in rows.covering(key) if past.id != review.id}
    return [repeated.Earlier(past, rows.people_of(key or 0)) for key, past in found.items()]


def _said(desk: Desk, like: Like, review: ToleranceReview) -> str:
    lists, kind = lists_of(desk, review), review.matter_kind
    return repeated.said(
        like, kinds={kind: desk.rulebook.name_of("matter_kind", kind)} if kind else {}, kind=kind,
        items={code: lists.text_of(code) for code in like.same_items}, conclusions=CONCLUSIONS,
    )  # fmt: skip
