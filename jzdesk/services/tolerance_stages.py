"""容错审查 stage by stage: one verb for each, from acceptance to the correction done and the name cleared.

Each verb writes its own columns and nothing else; what the whole record must keep to is `domain.review_stages`. The
conclusion itself is drawn in `services.tolerance`.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain import review_stages as rules
from jzdesk.domain import tolerance
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.review_cautions import late_objection
from jzdesk.domain.review_stages import CHANGED, DONE, NEEDED, NOT_NEEDED
from jzdesk.domain.review_verbs import why_not
from jzdesk.services.opened import refuse_changed
from jzdesk.services.tolerance_locks import keep_review, living
from jzdesk.storage import people as person_rows
from jzdesk.storage import tolerance as rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.domain.review_files import CorrectionCheck
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk
    from jzdesk.services.opened import Opened

TOUCHED = Touched.TOLERANCE | Touched.DUTIES
NAME, TABLE = "这件容错审查", "tolerance_review"


# ---- the ways in


def accept(
    desk: Desk, review_id: int, *, accepted_on: date, based_on: Opened[ToleranceReview] | None = None
) -> Changes:
    """Accept an application, what the office itself started, or a prior filing."""
    return _carry(
        desk,
        review_id,
        "accept",
        "受理容错审查",
        {"accepted_on": accepted_on},
        said="已受理",
        based_on=based_on,
    )


def refuse_acceptance(
    desk: Desk, review_id: int, *, acceptance_refused: str, acceptance_refused_on: date,
    based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """Refuse to accept, with the reason; nothing further is due then."""
    _need(acceptance_refused, "acceptance_refused", "请写明不予受理的理由。")
    values = {
        "acceptance_refused": acceptance_refused.strip(),
        "acceptance_refused_on": acceptance_refused_on,
    }
    return _carry(
        desk,
        review_id,
        "refuse_acceptance",
        "容错审查不予受理",
        values,
        said="已登记不予受理",
        based_on=based_on,
    )


def record_happened(
    desk: Desk, review_id: int, *, happened_on: date, facts: str = "",
    based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """What had been filed beforehand went wrong on that day: verifying begins. Empty `facts` leave those recorded."""
    values: dict[str, Any] = {"happened_on": happened_on} | (
        {"facts": facts.strip()} if facts.strip() else {}
    )
    return _carry(
        desk,
        review_id,
        "record_happened",
        "登记报备事项发生失误",
        values,
        said="已登记失误发生，转入核实",
        based_on=based_on,
    )


# ---- verifying and studying


def extend_verification(
    desk: Desk, review_id: int, *, extended_to: date, extension_reason: str, extension_approver: str,
    extension_approved_on: date, based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """Extend the limit of verifying, as approved before it ran out and no longer than the rules allow."""
    values = {
        "extended_to": extended_to, "extension_reason": extension_reason.strip(),
        "extension_approver": extension_approver.strip(), "extension_approved_on": extension_approved_on,
    }  # fmt: skip
    return _carry(
        desk, review_id, "extend_verification", "延长容错核实期限", values,
        said=f"核实期限已延长至{extended_to:%Y-%m-%d}", based_on=based_on,
    )  # fmt: skip


def verify(
    desk: Desk, review_id: int, *, verified_on: date, verifiers: str, verification: str,
    based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """Verifying is done: by whom, and what was found."""
    _need(verifiers, "verifiers", "请填写核实人。")
    _need(verification, "verification", "请写明核实情况。")
    values = {
        "verified_on": verified_on,
        "verifiers": verifiers.strip(),
        "verification": verification.strip(),
    }
    return _carry(desk, review_id, "verify", "完成容错核实", values, said="已登记核实情况", based_on=based_on)


def study(
    desk: Desk, review_id: int, *, studied_on: date, meeting: str, study_expected: int | None = None,
    study_present: int | None = None, votes_for: int | None = None, votes_against: int | None = None,
    votes_abstained: int | None = None, study_minutes: str = "", based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """The meeting that studied the matter, who was there, how it voted."""
    _need(meeting, "meeting", "请填写集体研究会议。")
    values = {
        "studied_on": studied_on, "meeting": meeting.strip(), "study_expected": study_expected,
        "study_present": study_present, "votes_for": votes_for, "votes_against": votes_against,
        "votes_abstained": votes_abstained, "study_minutes": study_minutes.strip(),
    }  # fmt: skip
    return _carry(
        desk, review_id, "study", "容错集体研究", values, said="已登记集体研究情况", based_on=based_on
    )


# ---- after the conclusion


def feed_back(
    desk: Desk, review_id: int, *, feedback_on: date | None = None, feedback_way: str = "",
    feedback_organ_on: date | None = None, feedback_organ: str = "", person_opinion: str = "",
    based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """Tell the conclusion to the person, to his party organization, or to both; the half not given stays as it is."""
    values: dict[str, Any] = {}
    if feedback_on is None and feedback_organ_on is None:
        raise RuleError("feedback_on", "请填写向本人反馈日期或者向党组织反馈日期。")
    if feedback_on:
        _known(desk, "feedback_way", feedback_way, "请选择反馈方式。")
        values |= {
            "feedback_on": feedback_on,
            "feedback_way": feedback_way,
            "person_opinion": person_opinion.strip(),
        }
    if feedback_organ_on:
        _need(feedback_organ, "feedback_organ", "请填写接受反馈的党组织。")
        values |= {"feedback_organ_on": feedback_organ_on, "feedback_organ": feedback_organ.strip()}
    return _carry(
        desk, review_id, "feed_back", "反馈容错结论", values, said="已登记反馈情况", based_on=based_on
    )


def file_review(
    desk: Desk, review_id: int, *, filed_on: date, filed_with: str, copied_to: str = "",
    based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """File the conclusion with the superiors, and copy it to others."""
    _need(filed_with, "filed_with", "请填写备案机关。")
    values = {"filed_on": filed_on, "filed_with": filed_with.strip(), "copied_to": copied_to.strip()}
    return _carry(
        desk, review_id, "file_review", "容错结论备案", values, said="已登记备案", based_on=based_on
    )


def record_objection(
    desk: Desk, review_id: int, *, objected_on: date, objected_by: str, objection: str,
    based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """An objection to the conclusion. A late one is recorded all the same; the message says that it is."""
    _need(objected_by, "objected_by", "请填写异议人。")
    _need(objection, "objection", "请写明异议的内容。")
    values = {"objected_on": objected_on, "objected_by": objected_by.strip(), "objection": objection.strip()}
    changes = _carry(
        desk, review_id, "record_objection", "登记容错异议", values, said="已登记异议", based_on=based_on
    )
    with desk.vault.read():
        review, _checks = _opened(review_id)
    late = late_objection(review, lists=desk.rulebook.tolerance, calendar=desk.calendar)
    return replace(changes, message=f"{changes.message}{late}")


def answer_objection(
    desk: Desk, review_id: int, *, objection_answered_on: date, objection_result: str, objection_answer: str,
    based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """Answer an objection. Where it is followed the finding is open again: to be studied, concluded, told and filed
    anew; a conclusion locked to 不予容错 must first be unlocked by a reviewer."""
    _known(desk, "objection_result", objection_result, "请选择异议处理结果。")
    _need(objection_answer, "objection_answer", "请写明答复的内容。")
    values = {
        "objection_answered_on": objection_answered_on, "objection_result": objection_result,
        "objection_answer": objection_answer.strip(),
    }  # fmt: skip
    said = "已登记异议答复，请重新研究认定" if objection_result == CHANGED else "已登记异议答复，维持原结论"
    return _carry(desk, review_id, "answer_objection", "答复容错异议", values, said=said, based_on=based_on)


# ---- correction


def order_correction(
    desk: Desk, review_id: int, *, correction: str, correction_owner: str, correction_due: date,
    correction_ordered_on: date, correction_number: str = "", based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """Order a correction: what is to be done, by whom, until when."""
    _need(correction, "correction", "请写明纠错措施。")
    _need(correction_owner, "correction_owner", "请填写整改责任人。")
    values = {
        "correction": correction.strip(), "correction_owner": correction_owner.strip(), "correction_due": correction_due,
        "correction_ordered_on": correction_ordered_on, "correction_number": correction_number.strip(),
    }  # fmt: skip
    return _carry(
        desk, review_id, "order_correction", "下达纠错通知", values,
        said=f"已登记纠错通知，整改期限至{correction_due:%Y-%m-%d}", based_on=based_on,
    )  # fmt: skip


def check_correction(
    desk: Desk, review_id: int, check: CorrectionCheck, *, based_on: Opened[ToleranceReview] | None = None
) -> Changes:
    """Record a check of the correction, or mend one (with id). One that finds it done ends the correction."""
    desk.need(Permission.WRITE)
    action = "修改纠错检查" if check.id else "检查纠错整改"
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review_id) as tx:
        old, checks = _opened(review_id)
        refuse_changed(tx, based_on, old, name=NAME, table=TABLE)
        before = next((item for item in checks if item.id == check.id), None) if check.id else None
        if check.id and before is None:
            raise Refused("这次检查已不存在，请刷新。")
        if before is None:
            _refuse(desk, "check_correction", old, checks)
        check = replace(check, review_id=review_id, checker=check.checker.strip(), found=check.found.strip())
        after = sorted(
            [item for item in checks if item is not before] + [check],
            key=lambda c: (c.checked_on or desk.today, c.id or 1 << 60),
        )
        rules.check_checks(old, after, on=desk.today)
        rows.save_check(tx, check)
        keep_review(desk, tx, _checked(old, before, check))
        tx.note(f"{_person_name(old)} {old.number}")
    result = "整改到位，纠错办结" if check.result == DONE else f"尚未整改到位，{check.next_on:%Y-%m-%d}再查"
    return Changes(touched=TOUCHED, message=f"已登记检查：{result}。", record_id=review_id, audit_seq=tx.seq)


def _checked(
    review: ToleranceReview, before: CorrectionCheck | None, check: CorrectionCheck
) -> ToleranceReview:
    """The review after a check: done by it, or open again where the check that had ended it was mended."""
    if check.result == DONE:
        return replace(review, correction_done=check.checked_on, correction_result=check.found)
    if before is not None and before.result == DONE:
        return replace(review, correction_done=None, correction_result="")
    return review


def finish_correction(
    desk: Desk, review_id: int, *, correction_done: date, correction_result: str = "",
    based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """The ordered correction is done, by what the unit reported and without a check of its own."""
    values = {"correction_done": correction_done, "correction_result": correction_result.strip()}
    return _carry(
        desk,
        review_id,
        "finish_correction",
        "记录纠错整改",
        values,
        said="已登记纠错整改完成",
        based_on=based_on,
    )


# ---- clearing the name


def decide_clarify(
    desk: Desk, review_id: int, *, clarify: str, clarify_ways: Sequence[str] = (), clarify_joint: bool = False,
    clarify_scope: str = "", based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """Whether the name must be cleared, how, where, and whether several departments have a hand in it."""
    if clarify not in (NEEDED, NOT_NEEDED):
        raise RuleError("clarify", "请选择是否需要澄清。")
    needed = clarify == NEEDED
    values = {
        "clarify": clarify, "clarify_ways": tuple(clarify_ways) if needed else (),
        "clarify_joint": clarify_joint and needed, "clarify_scope": clarify_scope.strip() if needed else "",
    }  # fmt: skip
    said = "已确定需要澄清" if needed else "已确定不需要澄清"
    return _carry(desk, review_id, "decide_clarify", "确定澄清正名", values, said=said, based_on=based_on)


def clarify(
    desk: Desk, review_id: int, *, clarified_on: date, clarify_number: str, clarify_told_on: date | None = None,
    clarify_ways: Sequence[str] | None = None, based_on: Opened[ToleranceReview] | None = None,
) -> Changes:  # fmt: skip
    """The name was cleared, by the letter of that number and in the ways decided (or in these)."""
    _need(clarify_number, "clarify_number", "请填写澄清函文号。")
    values: dict[str, Any] = {"clarified_on": clarified_on, "clarify_number": clarify_number.strip()}
    if clarify_told_on:
        values["clarify_told_on"] = clarify_told_on
    if clarify_ways is not None:
        values["clarify_ways"] = tuple(clarify_ways)
    return _carry(desk, review_id, "clarify", "澄清正名", values, said="已登记澄清正名", based_on=based_on)


# ---- common to all


def _need(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise RuleError(field, sentence)


def _known(desk: Desk, codes: str, code: str, sentence: str) -> None:
    """Refuse a code its list does not have; the list bears the name of the column."""
    if code not in [entry.code for entry in desk.rulebook.codes[codes]]:
        raise RuleError(codes, sentence)


def _opened(review_id: int) -> tuple[ToleranceReview, list[CorrectionCheck]]:
    """The review as it stands with its checks; Refused when it is gone."""
    return living(review_id), rows.checks_of(review_id)


def _refuse(desk: Desk, verb: str, review: ToleranceReview, checks: Sequence[CorrectionCheck]) -> None:
    reason = why_not(verb, review, checks=checks, lists=desk.rulebook.tolerance)
    if reason:
        raise Refused(reason)


def _person_name(review: ToleranceReview) -> str:
    person = person_rows.get(review.person_id or 0)
    return person.name if person else ""


def _carry(
    desk: Desk, review_id: int, verb: str, action: str, values: dict[str, Any], *, said: str,
    based_on: Opened[ToleranceReview] | None,
) -> Changes:  # fmt: skip
    """Write what a stage records, refused where the stage has not come or the whole would not hold."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="tolerance", record_id=review_id) as tx:
        old, checks = _opened(review_id)
        refuse_changed(tx, based_on, old, name=NAME, table=TABLE)
        _refuse(desk, verb, old, checks)
        new = replace(old, **values)
        if verb == "answer_objection":
            new = _answered(new)
        check_stages(desk, new)
        keep_review(desk, tx, new)
        name = _person_name(new)
        tx.note(f"{name} {new.number}".strip())
    return Changes(
        touched=TOUCHED, message=f"{name}的容错审查{said}。", record_id=review_id, audit_seq=tx.seq
    )


def _answered(review: ToleranceReview) -> ToleranceReview:
    """The review with what its answer to the objection brings."""
    if review.objection_result == CHANGED:
        return reopened(review)
    if review.concluded_on is None:
        raise RuleError("objection_result", "原结论已经解除，不能维持，请选择重新认定。")
    return review


def reopened(review: ToleranceReview) -> ToleranceReview:
    """The review whose objection was followed: the conclusion becomes the earlier one, and what rested on it is to be
    done anew. Refused while an entry locks it: the reviewer lifts that first, by `unlock`."""
    if review.conclusion and tolerance.is_locked(review):
        raise Refused("结论已锁定为不予容错，须先由审核人解除锁定，再登记重新认定。")
    if review.conclusion:
        review = replace(
            review,
            earlier_conclusion=review.conclusion,
            earlier_concluded_on=review.concluded_on,
            earlier_studied_on=review.studied_on,
            earlier_feedback_on=rules.fed_back_on(review),
            earlier_filed_on=review.filed_on,
        )
    return replace(review, **_NOT_YET)


_NOT_YET: Mapping[str, Any] = MappingProxyType({
    "conclusion": "", "concluded_on": None, "studied_on": None, "meeting": "", "study_expected": None,
    "study_present": None, "votes_for": None, "votes_against": None, "votes_abstained": None, "study_minutes": "",
    "feedback_on": None, "feedback_way": "", "feedback_organ_on": None, "feedback_organ": "", "person_opinion": "",
    "filed_on": None, "filed_with": "", "copied_to": "",
})  # fmt: skip
"""A review that has yet to be studied."""


def check_stages(desk: Desk, review: ToleranceReview) -> None:
    """Refuse a review whose stages do not hold together; for every way a review is written."""
    rules.check(review, on=desk.today)
    planner = desk.planner
    plain = planner.verify_due(replace(review, extended_to=None))
    rules.check_extension(review, plain=plain, longest=planner.longest_verify_due(review))
    if review.id is not None:
        with desk.vault.read():
            rules.check_order_held(review, rows.checks_of(review.id))
