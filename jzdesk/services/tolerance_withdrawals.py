"""Stages of a review recorded by mistake, by whomever: taken out with the reason, and due again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.review_stages import DONE
from jzdesk.domain.review_withdrawals import FILLED, NOT_RECORDED, why_it_stays, without
from jzdesk.services.opened import refuse_changed
from jzdesk.services.tolerance_locks import keep_review, living
from jzdesk.services.tolerance_stages import NAME, TABLE, TOUCHED, check_stages
from jzdesk.storage import tolerance as rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk
    from jzdesk.services.opened import Opened

NAMES: Mapping[str, str] = {
    "accept": "受理", "refuse_acceptance": "不予受理", "record_happened": "失误发生", "extend_verification": "核实延期",
    "verify": "核实", "study": "集体研究", "feed_back": "反馈", "file_review": "备案", "record_objection": "异议",
    "answer_objection": "异议答复", "order_correction": "纠错通知", "finish_correction": "整改完成",
    "decide_clarify": "澄清决定", "clarify": "澄清",
}  # fmt: skip
"""What each verb of `tolerance_stages` records, for the list of what may be taken out."""


def withdrawable(desk: Desk, review_id: int) -> Mapping[str, str]:
    """The stages on record by verb: '' where it may be taken out, else why not; those not recorded are left out."""
    desk.need(Permission.READ)
    with desk.vault.read():
        review, checks = living(review_id), rows.checks_of(review_id)
    found = {verb: why_it_stays(verb, review, checks) for verb in FILLED}
    return {verb: why for verb, why in found.items() if why != NOT_RECORDED}


def withdraw_stage(
    desk: Desk, review_id: int, verb: str, *, why: str, based_on: Opened[ToleranceReview] | None = None
) -> Changes:
    """Take out what a verb of `tolerance_stages` recorded by mistake, as long as nothing rests on it."""
    desk.need(Permission.WRITE)
    _need_reason(why)
    action = f"删除误登记的{NAMES[verb]}"
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review_id, why=why.strip()) as tx:
        old = living(review_id)
        refuse_changed(tx, based_on, old, name=NAME, table=TABLE)
        refusal = why_it_stays(verb, old, rows.checks_of(review_id))
        if refusal:
            raise Refused(refusal)
        new = without(verb, old)
        check_stages(desk, new)
        keep_review(desk, tx, new)
        tx.note(f"{new.number} {NAMES[verb]}")
    return Changes(
        touched=TOUCHED, message=f"已删除误登记的{NAMES[verb]}。", record_id=review_id, audit_seq=tx.seq
    )


def withdraw_check(desk: Desk, review_id: int, check_id: int, *, why: str) -> Changes:
    """Take out the last check of a correction, recorded by mistake; one that had ended it opens it again."""
    desk.need(Permission.WRITE)
    _need_reason(why)
    action = "删除误登记的纠错检查"
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review_id, why=why.strip()) as tx:
        review, checks = living(review_id), rows.checks_of(review_id)
        if not checks or check_id not in [item.id for item in checks]:
            raise Refused("这次检查已不存在，请刷新。")
        last = checks[-1]
        if last.id != check_id:
            raise Refused("只能删除最后一次检查。")
        rows.remove_check(tx, check_id)
        if last.result == DONE:
            review = replace(review, correction_done=None, correction_result="")
        keep_review(desk, tx, review)
        tx.note(review.number)
    return Changes(touched=TOUCHED, message="已删除误登记的检查。", record_id=review_id, audit_seq=tx.seq)


def _need_reason(why: str) -> None:
    if not why.strip():
        raise RuleError("why", "请写明删除的理由。")
