"""What a conclusion of 不予容错 rests on cannot go quietly: not by an edit, not by deleting, not by taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.storage import tolerance as rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jzdesk.domain.audit import RowChange
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.desk import Desk

TABLE = "tolerance_review"


def rests(review: ToleranceReview) -> bool:
    """Whether a conclusion was drawn from an entry that stands."""
    return bool(review.conclusion) and rules.is_locked(review)


def refuse_quiet_unlock(old: ToleranceReview, new: ToleranceReview, names: Mapping[str, str]) -> None:
    """Neither the tick nor the conclusion may go in an ordinary edit, whoever edits: a reviewer lifts the entry by
    `tolerance.unlock` with a reason."""
    if not rests(old):
        return
    standing = rules.standing(new)
    lifted = [code for code in rules.standing(old) if code not in standing]
    if lifted:
        which = rules.quoted(lifted, names)
        raise Refused(f"{which}已据以作出结论，改回须由审核人用“解除锁定”办理并写明理由。")
    if not new.conclusion or new.concluded_on is None:
        which = rules.quoted(rules.standing(old), names)
        raise RuleError("conclusion", f"存在{which}，结论已锁定为不予容错，须先由审核人解除锁定。")


def refuse_losing(desk: Desk, review: ToleranceReview) -> None:
    """Only a reviewer deletes such a review, lest it be registered anew without the entry."""
    if rests(review) and not desk.may(Permission.REVIEW):
        raise Refused("结论已锁定为不予容错的审查须由审核人删除。")


def resting(changes: Iterable[RowChange]) -> dict[int, ToleranceReview]:
    """The reviews among changed rows whose conclusion rests on an entry, as they stand now."""
    found = {change.id: rows.get(change.id) for change in changes if change.table == TABLE}
    return {key: review for key, review in found.items() if review and rests(review) and not rows.is_deleted(key)}


def refuse_taking_back(desk: Desk, before: Mapping[int, ToleranceReview], lists: ToleranceRules) -> None:
    """After an undoing, within its transaction: refuse it where it lifted an entry a conclusion rested on."""
    for key, old in before.items():
        new = rows.get(key)
        if new is None or rows.is_deleted(key):
            refuse_losing(desk, old)
        else:
            refuse_quiet_unlock(old, new, {code: lists.text_of(code) for code in rules.standing(old)})
