"""What an entry that stands has locked cannot go quietly: not by an edit, not by deleting, not by taking back.

Every write of a review goes through here: `keep_review` for one, `hold` and `refuse_unsound` around what writes
otherwise. Only `tolerance_unlock` lifts an entry.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from jzdesk.domain import final_findings
from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.tolerance import LOCKING, REFUSED, Finding
from jzdesk.services.duties import refresh_person
from jzdesk.services.review_lists import lists_for
from jzdesk.services.tolerance_lists import words_by
from jzdesk.storage import office, people, review_log
from jzdesk.storage import tolerance as rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jzdesk.domain.accounts import Account
    from jzdesk.domain.audit import RowChange
    from jzdesk.domain.people import Person
    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

TABLE = "tolerance_review"
_PARTS = ("review_person", "review_evidence")
GONE = "这件容错审查已不存在，请刷新列表。"


def living(review_id: int) -> ToleranceReview:
    """A review that is not in the recycle bin, read within a transaction."""
    review = rows.get(review_id)
    if review is None or rows.is_deleted(review_id):
        raise Refused(GONE)
    return review


# ---- writing


def keep_review(desk: Desk, tx: Transaction, review: ToleranceReview) -> ToleranceReview:
    """Save one review and compute its duties; refused where it would lift an entry, give tolerance while one stands, or
    conclude with something lacking. The one way in which a verb changes a review."""
    before = hold([review.id or 0])
    old = before[review.id or 0].file if before else None
    saved = rows.save(tx, attributed(desk, old, review))
    refuse_unsound(desk, before, [saved.id or 0])
    for person_id in {saved.person_id, old.review.person_id if old else None} - {None}:
        refresh_person(desk, tx, person_id or 0)
    return saved


def attributed(desk: Desk, before: ReviewFile | None, review: ToleranceReview) -> ToleranceReview:
    """The review with each entry that locks under the account that first recorded it, whatever was handed in."""
    changed: dict[str, Any] = {}
    for group in LOCKING:
        old: dict[str, Finding] = getattr(before.review, group) if before else {}
        changed[group] = {
            code: replace(finding, by=_author(desk, old.get(code, Finding()), finding))
            for code, finding in getattr(review, group).items()
        }
    return replace(review, **changed)


def _author(desk: Desk, old: Finding, new: Finding) -> str:
    if new.answer != "yes":
        return ""
    return old.by if old.answer == "yes" else desk.account.name


# ---- the guard


class Held(NamedTuple):
    """A review as it stood before a write, and whether it lay in the recycle bin."""

    file: ReviewFile
    deleted: bool


def hold(review_ids: Iterable[int]) -> dict[int, Held]:
    """The reviews as they stand before a write, for `refuse_unsound` after it; those not there yet are left out."""
    found = {key: rows.file_of(key) for key in set(review_ids)}
    return {key: Held(file, rows.is_deleted(key)) for key, file in found.items() if file is not None}


def refuse_unsound(desk: Desk, before: Mapping[int, Held], review_ids: Iterable[int]) -> None:
    """After a write, within its transaction: refuse it where it broke the lock of a review, lost it, or left a conclusion
    lacking more than it lacked."""
    for key in {*before, *review_ids}:
        after, held = rows.file_of(key), before.get(key)
        if held is not None and not held.deleted and (after is None or rows.is_deleted(key)):
            refuse_losing(desk, held.file.review, why="")
        if after is None:
            if held is not None and rules.is_locked(held.file.review):
                raise Refused("已锁定为不予容错的审查不能这样撤回。")
            continue
        rules.refuse_locked(after.review, words_of_standing(desk, after.review))
        if held is not None:
            refuse_quiet_unlock(desk, held.file, after)
        _refuse_lacking(desk, held.file if held else None, after)
        fresh = held is None or held.deleted or _claim(held.file) != _claim(after)
        if fresh and not rows.is_deleted(key):
            _refuse_twin(desk, after)


def refuse_quiet_unlock(desk: Desk, old: ReviewFile, new: ReviewFile) -> None:
    """Neither an entry that stands nor whom and what it holds goes in an ordinary edit, whoever edits: a reviewer lifts
    the entry by `tolerance.unlock` with a reason."""
    before, after = old.review, new.review
    held = rules.standing(before)
    if not held:
        return
    names = words_of_standing(desk, before)
    lifted = [code for group in LOCKING for code in _yes(before, group) if code not in _yes(after, group)]
    if lifted:
        which = rules.quoted(dict.fromkeys(lifted), names)
        raise Refused(f"{which}已认定为“是”，改回须由另一名审核人用“解除锁定”办理并写明理由。")
    which = rules.quoted(held, names)
    if before.conclusion and (not after.conclusion or after.concluded_on is None):
        raise RuleError("conclusion", f"存在{which}，结论已锁定为不予容错，须先由审核人解除锁定。")
    if before.person_id != after.person_id:
        raise Refused(f"存在{which}，这件审查已锁定，不能改为其他人员。")
    if {other.person_id for other in old.others} - {other.person_id for other in new.others}:
        raise Refused(f"存在{which}，这件审查已锁定，不能移出所涉人员。")
    if before.list_version_id not in (None, after.list_version_id):
        raise Refused(f"存在{which}，这件审查已锁定，不能更换清单版本。")


def words_of_standing(desk: Desk, review: ToleranceReview) -> dict[str, str]:
    """The entries that stand, by code, in the words of the lists they were answered from."""
    lists = lists_for(desk, review)
    return {code: words_by(desk, lists, code) for code in rules.standing(review)}


def _yes(review: ToleranceReview, group: str) -> list[str]:
    found: dict[str, Finding] = getattr(review, group)
    return [code for code, finding in found.items() if finding.answer == "yes"]


def _refuse_lacking(desk: Desk, old: ReviewFile | None, new: ReviewFile) -> None:
    """A conclusion is final with everything it rests on. One drawn before that was asked for may be carried further as
    long as it lacks nothing more than it did."""
    review = new.review
    if not review.conclusion:
        return
    sanctions = desk.rulebook.sanctions
    lacking = final_findings.missing(new, lists_for(desk, review), sanctions)
    same = old is not None and old.review.conclusion == review.conclusion
    if same and old is not None and lacking:
        known = set(final_findings.missing(old, lists_for(desk, old.review), sanctions))
        lacking = tuple(item for item in lacking if item not in known)
    if lacking:
        raise RuleError(*lacking[0])
    if same and old is not None and old.review.list_version_id not in (None, review.list_version_id):
        raise RuleError("list_version_id", "已作出认定结论，所依据的清单版本不能再更换。")


def _claim(file: ReviewFile) -> tuple[object, ...]:
    """What a conclusion says of whom: where it changes, another review may speak against it."""
    review = file.review
    return review.conclusion, _bare(review.matter), review.case_id, {person.id for person in file.everybody}


def _refuse_twin(desk: Desk, file: ReviewFile) -> None:
    """The same matter of the same person is not tolerated under another number while an entry stands under the first:
    not concluded so, not brought out of the recycle bin, not made so by another matter, case or person."""
    review = file.review
    if review.conclusion in ("", REFUSED):
        return
    for person in file.everybody:
        for holder in (person, *_namesakes(person)):
            for other in rows.covering(holder.id or 0):
                if other.id == review.id or not rules.is_locked(other) or not _same_matter(review, other):
                    continue
                which = rules.quoted(rules.standing(other), words_of_standing(desk, other))
                apart = "" if holder is person else "如同名而非同一人，请先补录双方的身份证号。"
                raise RuleError(
                    "conclusion",
                    f"{person.name}的同一事项已在{other.number}中认定存在{which}，结论只能是不予容错。{apart}",
                )


def _namesakes(person: Person) -> list[Person]:
    """Others of his name whom no two ID numbers tell apart: he may have been typed a second time."""
    return [
        other for other in people.named(person.name, limit=100)
        if other.id != person.id and not (other.id_number and person.id_number)
    ]  # fmt: skip


def _same_matter(one: ToleranceReview, other: ToleranceReview) -> bool:
    if one.case_id is not None and one.case_id == other.case_id:
        return True
    return _bare(one.matter) == _bare(other.matter)


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def refuse_losing(desk: Desk, review: ToleranceReview, *, why: str) -> None:
    """Only a reviewer who recorded none of its entries deletes such a review, lest it be registered anew without them;
    he says why."""
    if not rules.is_locked(review):
        return
    if not desk.may(Permission.REVIEW):
        raise Refused("已锁定为不予容错的审查须由审核人删除。")
    if any(recorded_it(desk.account, review, code) for code in rules.standing(review)):
        raise Refused("锁定这件审查的情形由本账户认定，须由另一名审核人删除。")
    if rules.says_nothing(why):
        raise RuleError("why", "已锁定为不予容错的审查只能用删除办理，并写明理由。")


# ---- who recorded it


def recorded_by(review: ToleranceReview, code: str) -> str:
    """The account that recorded an entry that stands: as the finding says, else by the audit log; '' when neither
    knows. Call it inside a read or a write."""
    return next(iter(_recorders(review, code)), "")


def _recorders(review: ToleranceReview, code: str) -> list[str]:
    """The same for each list that has an entry of that code; those known."""
    found: list[str] = []
    for group in LOCKING:
        finding: Finding = getattr(review, group).get(code, Finding())
        if finding.answer == "yes":
            found.append(finding.by or review_log.author_of(review.id or 0, group, code))
    return [name for name in found if name]


def recorded_it(account: Account, review: ToleranceReview, code: str) -> bool:
    """Whether it was this account that recorded an entry, or another one of the same user."""
    names = _recorders(review, code)
    users = {item.display_name.strip() for name in names if (item := office.account(name))}
    return account.name in names or account.display_name.strip() in users - {""}


# ---- taking back


def touched_reviews(changes: Iterable[RowChange]) -> set[int]:
    """Keys of the reviews that row changes are about, themselves or by their people and evidence."""
    found: set[int] = set()
    for change in changes:
        if change.table == TABLE:
            found.add(change.id)
        elif change.table in _PARTS:
            image = {**(change.before or {}), **(change.after or {})}
            found |= (
                {image["review_id"]}
                if "review_id" in image
                else {rows.review_of_part(change.table, change.id)} - {0}
            )
    return found
