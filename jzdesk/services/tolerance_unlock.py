"""解除锁定: a second person takes back an entry of the negative list or an exclusion that was recorded by mistake."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.tolerance import LOCKING, Finding
from jzdesk.services import signing
from jzdesk.services.duties import refresh_person
from jzdesk.services.tolerance_locks import living, recorded_by, recorded_it, words_of_standing
from jzdesk.services.tolerance_stages import reopened
from jzdesk.storage import tolerance as rows
from jzdesk.storage.vault import Actor

if TYPE_CHECKING:
    from jzdesk.domain.accounts import Account
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk

TOUCHED = Touched.TOLERANCE | Touched.PEOPLE | Touched.DUTIES
STEP = "解除容错锁定"


def unlock(desk: Desk, review_id: int, code: str, *, why: str) -> Changes:
    """A reviewer withdraws an entry that somebody else recorded, with a reason, before a conclusion or after it. When
    no other entry stands, the conclusion drawn from it falls with it, and with it the study, the feedback and the
    filing: all must be done anew."""
    desk.need(Permission.REVIEW)
    return _unlock(desk, desk.account, (review_id, code), why=why)


def unlock_as(desk: Desk, review_id: int, code: str, *, why: str, account: str, password: str) -> Changes:
    """The same at the window of somebody else: the reviewer signs with his own account. The log has the entry under
    the reviewer and names who was logged in. RuleError 'account', 'password' or 'why'."""
    desk.need(Permission.WRITE)
    _check_reason(why)
    signer = signing.sign(desk, Permission.REVIEW, account=account, password=password, step=STEP)
    return _unlock(desk, signer, (review_id, code), why=why)


def signers(desk: Desk, review_id: int, code: str) -> list[Account]:
    """Who may unlock an entry: the reviewers in use, without whoever recorded it."""
    desk.need(Permission.READ)
    with desk.vault.read():
        review = living(review_id)
        reviewers = signing.holders(desk, Permission.REVIEW)
        return [item for item in reviewers if not recorded_it(item, review, code)]


def locked_by(desk: Desk, review: ToleranceReview, code: str) -> str:
    """The account that recorded an entry that stands, '' when not known."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return recorded_by(review, code)


def _check_reason(why: str) -> None:
    if rules.says_nothing(why):
        raise RuleError("why", "请写明解除锁定的理由。")


def _unlock(desk: Desk, signer: Account, entry: tuple[int, str], *, why: str) -> Changes:
    review_id, code = entry
    _check_reason(why)
    actor = Actor(signer.name, signer.role)
    with desk.vault.write(actor, STEP, noun="tolerance", record_id=review_id, why=why.strip()) as tx:
        review = living(review_id)
        if code not in rules.standing(review):
            raise Refused("该情形未认定为“是”，无须解除。")
        author = recorded_by(review, code)
        if recorded_it(signer, review, code):
            raise Refused(f"这一情形由{author}本人认定，须由另一名审核人解除。")
        changed = _without(review, code, f"审核人{signer.name}解除：{why.strip()}")
        left = rules.standing(changed)
        rows.save(tx, changed)
        refresh_person(desk, tx, review.person_id or 0)
        names = words_of_standing(desk, review)
        tx.note(_said(desk, signer, review, rules.quoted([code], names), author))
    message = "已解除锁定，请重新认定结论。" if review.conclusion else "已解除锁定，请继续认定。"
    if left:
        message = f"已解除该项，{rules.quoted(left, names)}仍在，结论仍锁定为不予容错。"
    return Changes(touched=TOUCHED, message=message, record_id=review_id, audit_seq=tx.seq)


def _said(desk: Desk, signer: Account, review: ToleranceReview, which: str, author: str) -> str:
    """Whose entry was lifted, and at whose window."""
    by = f"，原由{author}认定" if author else ""
    at = f"，在{desk.account.name}登录的窗口签认" if signer.name != desk.account.name else ""
    return f"{review.number} {which}{by}{at}"


def _without(review: ToleranceReview, code: str, grounds: str) -> ToleranceReview:
    """The review with the entry answered no, on the same evidence; without any other entry, without what was concluded
    from it."""
    groups: dict[str, Any] = {
        group: {
            c: Finding("no", grounds, f.evidence) if c == code and f.answer == "yes" else f
            for c, f in getattr(review, group).items()
        }
        for group in LOCKING
    }
    changed = replace(review, **groups)
    return changed if rules.is_locked(changed) or not review.conclusion else reopened(changed)
