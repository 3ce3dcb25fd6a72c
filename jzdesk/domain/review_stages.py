"""The stages of a tolerance review: what each may record, what must have gone before, what the days must keep to.

The limits are `resources/rules/tolerance.toml` (domain notes §3.5); what is late is shown, not refused. Refused is what
cannot be: a day in the future or before the one it follows, an extension nobody approved, a way of clarifying without
the written one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.review_files import CorrectionCheck
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.workdays import DueDate

FILING = "filing"
"""The way in of a risky plan reported beforehand (事前报备)."""
ACCEPT_FILING = "accept_filing"
CLARIFY_JOINT = "clarify_joint"
DONE, OPEN = "done", "open"
"""Results of a check of a correction."""
CHANGED, UPHELD = "changed", "upheld"
"""Results of an objection."""
NEEDED, NOT_NEEDED = "needed", "not_needed"
WRITTEN = "written"

LABELS: dict[str, str] = {
    "applied_on": "申请（启动）日期", "accepted_on": "受理日期", "acceptance_refused_on": "不予受理日期",
    "happened_on": "失误发生日期", "accountability_on": "责任追究启动日期", "extension_approved_on": "延期批准日期",
    "verified_on": "核实日期", "studied_on": "集体研究日期", "concluded_on": "认定日期", "feedback_on": "向本人反馈日期",
    "feedback_organ_on": "向党组织反馈日期", "filed_on": "备案日期", "objected_on": "异议日期",
    "objection_answered_on": "答复日期", "correction_ordered_on": "纠错通知日期", "correction_due": "整改期限",
    "correction_done": "整改完成日期", "clarify_told_on": "告知日期", "clarified_on": "澄清日期",
    "earlier_concluded_on": "原认定日期",
}  # fmt: skip

_NOT_FUTURE = tuple(name for name in LABELS if name != "correction_due")
_AFTER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("accepted_on", ("applied_on",)),
    ("acceptance_refused_on", ("applied_on",)),
    ("verified_on", ("accepted_on", "applied_on")),
    ("studied_on", ("verified_on", "accepted_on", "applied_on")),
    ("concluded_on", ("studied_on", "verified_on", "accepted_on", "applied_on")),
    ("feedback_on", ("concluded_on",)),
    ("feedback_organ_on", ("concluded_on",)),
    ("filed_on", ("concluded_on",)),
    ("objection_answered_on", ("objected_on",)),
    ("correction_ordered_on", ("applied_on",)),
    ("correction_due", ("correction_ordered_on", "applied_on")),
    ("correction_done", ("correction_ordered_on", "concluded_on", "applied_on")),
    ("clarified_on", ("clarify_told_on",)),
)
"""Each day and those it does not come before; the first that is known is the one compared."""


def restudied(review: ToleranceReview) -> bool:
    """Whether an objection was followed and the finding opened again."""
    return review.objection_result == CHANGED and review.objection_answered_on is not None


def fed_back_on(review: ToleranceReview) -> date | None:
    """The day the conclusion was told to the person and to the party organization: the later of the two; None while
    one of them is missing."""
    if review.feedback_on is None or review.feedback_organ_on is None:
        return None
    return max(review.feedback_on, review.feedback_organ_on)


def check(review: ToleranceReview, *, on: date) -> None:
    """Refuse days that cannot be, and stages that contradict one another; `RuleError` names the column."""
    for name in _NOT_FUTURE:
        day = getattr(review, name)
        if day and day > on:
            raise RuleError(name, f"{LABELS[name]}晚于今天。")
    for name, earlier in _AFTER:
        _check_after(review, name, earlier)
    for name in ("feedback_on", "feedback_organ_on", "filed_on"):
        if getattr(review, name) and review.concluded_on is None:
            raise RuleError(name, f"尚未作出认定结论，不能填写{LABELS[name]}。")
    _check_way_in(review)
    _check_acceptance(review)
    _check_study(review)
    _check_objection(review)
    _check_correction(review)
    check_clarify(review)


def _check_after(review: ToleranceReview, name: str, earlier: tuple[str, ...]) -> None:
    day = getattr(review, name)
    before = next((other for other in earlier if getattr(review, other)), None)
    if day and before and day < getattr(review, before):
        raise RuleError(name, f"{LABELS[name]}早于{LABELS[before]}{getattr(review, before):%Y-%m-%d}。")


def _check_way_in(review: ToleranceReview) -> None:
    """A filing comes before the matter; what is reported afterwards is an application."""
    if review.happened_on is None or review.applied_on is None:
        return
    if review.way_in == FILING and review.happened_on < review.applied_on:
        raise RuleError("happened_on", "失误发生日期早于报备日期；事前没有报备的，启动方式应当选择申请。")
    if review.way_in != FILING and review.happened_on > review.applied_on:
        raise RuleError("happened_on", "失误发生日期晚于申请（启动）日期。")


def _check_acceptance(review: ToleranceReview) -> None:
    refused = review.acceptance_refused.strip()
    if review.acceptance_refused_on and not refused:
        raise RuleError("acceptance_refused", "请写明不予受理的理由。")
    if refused and review.accepted_on:
        raise RuleError("acceptance_refused", "已填受理日期，不能再填不予受理理由。")
    if refused and (review.verified_on or review.studied_on or review.conclusion or review.concluded_on):
        raise RuleError("acceptance_refused", "不予受理的申请不再核实、研究和作出认定结论。")


def _check_study(review: ToleranceReview) -> None:
    votes = ("votes_for", "votes_against", "votes_abstained")
    for name in ("study_expected", "study_present", *votes):
        count = getattr(review, name)
        if count is not None and count < 0:
            raise RuleError(name, "人数和票数不能是负数。")
    expected, present = review.study_expected, review.study_present
    if expected is not None and present is not None and present > expected:
        raise RuleError("study_present", f"实到{present}人，多于应到{expected}人。")
    cast = sum(getattr(review, name) or 0 for name in votes)
    if present is not None and cast > present:
        raise RuleError("votes_for", f"表决共{cast}票，多于实到{present}人。")
    if present is None and cast and expected is not None and cast > expected:
        raise RuleError("votes_for", f"表决共{cast}票，多于应到{expected}人。")


def _check_objection(review: ToleranceReview) -> None:
    told = review.feedback_on or review.feedback_organ_on
    if review.objected_on and told and not restudied(review) and review.objected_on < told:
        raise RuleError("objected_on", f"异议日期早于反馈日期{told:%Y-%m-%d}。")
    if review.objection_answered_on and review.objected_on is None:
        raise RuleError("objected_on", "已填异议答复日期，请填写异议日期。")
    if bool(review.objection_answered_on) != bool(review.objection_result):
        field, word = ("objection_result", "异议处理结果") if review.objection_answered_on else (
            "objection_answered_on", "答复日期")  # fmt: skip
        raise RuleError(field, f"请填写{word}。")


def _check_correction(review: ToleranceReview) -> None:
    ordered = review.correction_ordered_on or review.correction_due
    if ordered and not review.correction.strip():
        raise RuleError("correction", "已下达纠错通知或者定了整改期限，请写明纠错措施。")
    if review.correction_ordered_on and review.correction_due is None:
        raise RuleError("correction_due", "请填写整改期限。")
    if review.correction_done and review.correction_due is None:
        raise RuleError("correction_due", "已填整改完成日期，请填写整改期限。")


def check_clarify(review: ToleranceReview) -> None:
    """Names are cleared in writing, always; face to face, at a meeting, by circular only beside it (《关于做好失实检举
    控告澄清工作的意见》)."""
    ways = review.clarify_ways
    if review.clarify != NEEDED:
        if ways or review.clarified_on:
            raise RuleError("clarify", "已填澄清方式或者澄清日期，请选择“需要澄清”。")
        return
    if not ways:
        raise RuleError("clarify_ways", "请选择澄清方式，书面澄清为必选。")
    if WRITTEN not in ways:
        raise RuleError("clarify_ways", "当面、会议、通报澄清的，须同时书面澄清。")


def check_extension(review: ToleranceReview, *, plain: DueDate | None, longest: DueDate | None) -> None:
    """An extension of verifying: approved by somebody before the limit ran out, no longer than the rules allow.
    `plain` is the limit without it, `longest` the last day it may reach; None where the stage has none."""
    if review.extended_to is None:
        if review.extension_reason or review.extension_approver or review.extension_approved_on:
            raise RuleError("extended_to", "已填延期理由或者批准情况，请填写延长后的期限。")
        return
    for name, text in (
        ("extension_reason", "请写明延期的理由。"),
        ("extension_approver", "延长核实期限须经批准，请填写批准人。"),
    ):
        if not getattr(review, name).strip():
            raise RuleError(name, text)
    if review.extension_approved_on is None:
        raise RuleError("extension_approved_on", "请填写延期批准日期。")
    if plain is None:
        raise RuleError("extended_to", "尚未受理，没有可以延长的核实期限。")
    if longest is None or longest.on <= plain.on:
        raise RuleError("extended_to", f"核实期限至{plain.on:%Y-%m-%d}，没有延长的规定。")
    if not plain.on < review.extended_to <= longest.on:
        raise RuleError("extended_to", f"原期限为{plain.on:%Y-%m-%d}，最长可延长至{longest.on:%Y-%m-%d}。")
    if review.extension_approved_on > plain.on:
        raise RuleError("extension_approved_on", f"延期须在原期限{plain.on:%Y-%m-%d}届满以前批准。")


def check_order_held(review: ToleranceReview, checks: Sequence[CorrectionCheck]) -> None:
    """What was checked stays ordered, before the first check; what a check found done was done on its day."""
    if not checks:
        return
    if review.correction_due is None or review.correction_ordered_on is None:
        field = "correction_due" if review.correction_due is None else "correction_ordered_on"
        raise RuleError(field, "已检查过整改，纠错通知日期和整改期限不能空缺。")
    first = min((item.checked_on for item in checks if item.checked_on), default=None)
    if first and review.correction_ordered_on > first:
        raise RuleError("correction_ordered_on", f"纠错通知日期晚于首次检查日期{first:%Y-%m-%d}。")
    ended = next((item.checked_on for item in checks if item.result == DONE), None)
    if ended and review.correction_done != ended:
        raise RuleError("correction_done", f"{ended:%Y-%m-%d}的检查已认定整改到位，整改完成日期应与其一致。")


def check_checks(review: ToleranceReview, checks: Sequence[CorrectionCheck], *, on: date) -> None:
    """The checks of a correction in their order: each dated, with what was found; the last one says whether it is done
    or when to look again. Fields are columns of the check."""
    if checks and review.correction_due is None:
        raise RuleError("checked_on", "尚未下达纠错通知，没有可以检查的整改。")
    for at, item in enumerate(checks):
        _check_one(review, item, on=on)
        if item.result == DONE and at < len(checks) - 1:
            raise RuleError(
                "result", "已认定整改到位，此后不再检查；需要继续检查的，请先把该次检查结果改为尚未整改到位。"
            )


def _check_one(review: ToleranceReview, item: CorrectionCheck, *, on: date) -> None:
    ordered = review.correction_ordered_on
    if item.checked_on is None:
        raise RuleError("checked_on", "请填写检查日期。")
    if item.checked_on > on:
        raise RuleError("checked_on", "检查日期晚于今天。")
    if ordered and item.checked_on < ordered:
        raise RuleError("checked_on", f"检查日期早于纠错通知日期{ordered:%Y-%m-%d}。")
    for name, text in (("checker", "请填写检查人。"), ("found", "请写明检查情况。")):
        if not getattr(item, name).strip():
            raise RuleError(name, text)
    if item.result == OPEN:
        if item.next_on is None:
            raise RuleError("next_on", "尚未整改到位的，请定下次检查日期。")
        if item.next_on <= item.checked_on:
            raise RuleError("next_on", "下次检查日期应当晚于本次检查日期。")
    elif item.result != DONE:
        raise RuleError("result", "请选择检查结果。")
    elif item.next_on:
        raise RuleError("next_on", "已整改到位的，不再定下次检查日期。")
