"""What may be done to a review as it stands: for each stage, why it cannot be recorded now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.review_stages import DONE, FILING, NEEDED, restudied

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jzdesk.domain.review_files import CorrectionCheck
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules

_CONCLUDED = "已作出认定结论，此前各环节不再改动。"
_NOT_CONCLUDED = "尚未作出认定结论。"
_NOT_ACCEPTED = "已不予受理，不再办理。"


def why_not(
    verb: str, review: ToleranceReview, *, checks: Sequence[CorrectionCheck], lists: ToleranceRules
) -> str:
    """'' where the stage may be recorded now, else why not, as a sentence. KeyError for no such verb."""
    if review.acceptance_refused and verb != "refuse_acceptance":
        return _NOT_ACCEPTED
    return _GATES[verb](review, checks, lists)


def reasons(
    review: ToleranceReview, *, checks: Sequence[CorrectionCheck], lists: ToleranceRules
) -> Mapping[str, str]:
    """`why_not` of every verb."""
    return {verb: why_not(verb, review, checks=checks, lists=lists) for verb in _GATES}


def _accept(review: ToleranceReview, _checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    return _CONCLUDED if review.concluded_on else ""


def _refuse(review: ToleranceReview, _checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    if review.accepted_on:
        return "已受理，不能再登记不予受理。"
    return _CONCLUDED if review.concluded_on else ""


def _happened(review: ToleranceReview, _checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    if review.way_in != FILING:
        return "只有事前报备的事项登记失误发生。"
    return _CONCLUDED if review.concluded_on else _before_verifying(review, _lists)


def _before_verifying(review: ToleranceReview, lists: ToleranceRules) -> str:
    if review.accepted_on is None and lists.in_force("accept_review"):
        return "尚未受理。"
    return ""


def _extend(review: ToleranceReview, _checks: Sequence[CorrectionCheck], lists: ToleranceRules) -> str:
    stage = lists.in_force("verify_review")
    if stage is None or not stage.extension_days:
        return "核实期限没有延长的规定。"
    if review.verified_on:
        return "已核实完毕，不再延期。"
    return _verify(review, _checks, lists)


def _verify(review: ToleranceReview, _checks: Sequence[CorrectionCheck], lists: ToleranceRules) -> str:
    if review.concluded_on:
        return _CONCLUDED
    if review.way_in == FILING and review.happened_on is None:
        return "报备事项尚未发生失误，没有需要核实的情况。"
    return _before_verifying(review, lists)


def _study(review: ToleranceReview, _checks: Sequence[CorrectionCheck], lists: ToleranceRules) -> str:
    if review.concluded_on:
        return _CONCLUDED
    if review.verified_on is None and lists.in_force("verify_review"):
        return "尚未核实完毕。"
    return _verify(review, _checks, lists)


def _after(review: ToleranceReview, _checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    return "" if review.concluded_on else _NOT_CONCLUDED


def _object(review: ToleranceReview, _checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    if review.objection_answered_on:
        return "异议已经答复，不再受理同一事项的异议。"
    if review.concluded_on is None:
        return _NOT_CONCLUDED
    return "" if review.feedback_on or review.feedback_organ_on else "认定结论尚未反馈。"


def _answer(review: ToleranceReview, _checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    if review.objected_on is None:
        return "没有提出异议。"
    if restudied(review):
        return "已决定重新认定，不再改动答复。"
    return ""


def _order(review: ToleranceReview, checks: Sequence[CorrectionCheck], lists: ToleranceRules) -> str:
    if review.correction_done:
        return "整改已经完成。"
    return "已检查过整改，纠错通知不再改动。" if checks else _before_verifying(review, lists)


def _check(review: ToleranceReview, checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    if review.correction_due is None:
        return "尚未下达纠错通知。"
    if review.correction_ordered_on is None:
        return "尚未登记纠错通知日期。"
    done = review.correction_done or any(item.result == DONE for item in checks)
    return "整改已经完成。" if done else ""


def _finish(review: ToleranceReview, checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    if review.correction_due is None:
        return "尚未下达纠错通知。"
    return "已由检查认定整改到位。" if any(item.result == DONE for item in checks) else ""


def _decide_clarify(
    review: ToleranceReview, _checks: Sequence[CorrectionCheck], _lists: ToleranceRules
) -> str:
    return "已经澄清。" if review.clarified_on else _after(review, _checks, _lists)


def _clarify(review: ToleranceReview, _checks: Sequence[CorrectionCheck], _lists: ToleranceRules) -> str:
    if review.clarify != NEEDED:
        return "没有确定需要澄清。"
    return _after(review, _checks, _lists)


_GATES: dict[str, Callable[[ToleranceReview, Sequence[CorrectionCheck], ToleranceRules], str]] = {
    "accept": _accept, "refuse_acceptance": _refuse, "record_happened": _happened, "extend_verification": _extend,
    "verify": _verify, "study": _study, "feed_back": _after, "file_review": _after, "record_objection": _object,
    "answer_objection": _answer, "order_correction": _order, "check_correction": _check, "finish_correction": _finish,
    "decide_clarify": _decide_clarify, "clarify": _clarify,
}  # fmt: skip
