"""What is unusual about a review and yet not refused: said on the form, left to the judgement of those who sit over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.review_stages import CHANGED, FILING, fed_back_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.domain.workdays import WorkCalendar

APPLICATION = "application"
APPLY, OBJECT = "apply", "object"
"""Stages with a limit and no duty: whom they bind is not the office."""


def cautions(
    review: ToleranceReview,
    *,
    lists: ToleranceRules,
    calendar: WorkCalendar,
    decided: Sequence[tuple[date, str]] = (),
    filing: ToleranceReview | None = None,
) -> tuple[str, ...]:
    """One sentence each, in the order of the stages. `decided` are the days and document numbers of the decisions of
    the linked case, `filing` the prior filing the review refers to."""
    found = [*_application(review, lists, calendar), *_decision(review, decided), *_filing(review, filing)]
    found += [*_study(review), late_objection(review, lists=lists, calendar=calendar)]
    return tuple(text for text in found if text)


def _application(review: ToleranceReview, lists: ToleranceRules, calendar: WorkCalendar) -> Iterator[str]:
    """An application is made after accountability starts, and soon (domain notes §3.5)."""
    started, applied = review.accountability_on, review.applied_on
    if review.way_in != APPLICATION or applied is None:
        return
    if started is None:
        yield "尚未填写责任追究启动日期，无法核对申请是否在规定期限以内提出。"
        return
    if applied < started:
        yield f"申请早于责任追究启动日期{started:%Y-%m-%d}；责任追究启动以前提出的，应当按事前报备办理。"
        return
    stage = lists.in_force(APPLY)
    if stage is None:
        return
    last = calendar.add_working_days(started, stage.working_days).on
    if applied > last:
        yield (
            f"申请超过期限：应当在责任追究启动之日起{stage.working_days}个工作日以内（{last:%Y-%m-%d}前）提出，"
            "逾期申请是否受理由集体研究决定。"
        )


def _decision(review: ToleranceReview, decided: Sequence[tuple[date, str]]) -> Iterator[str]:
    """It is made, and found upon, before the decision it should bear on."""
    if not decided:
        return
    on, number = min(decided)
    which = f"关联案件已于{on:%Y-%m-%d}作出处理决定{f'（{number}）' if number else ''}"
    if review.applied_on and review.applied_on > on:
        yield f"{which}，容错应当在作出决定以前提出。"
    elif review.concluded_on and review.concluded_on > on:
        yield f"{which}，早于容错认定，请核对决定是否已考虑容错审查的结果。"


def _filing(review: ToleranceReview, filing: ToleranceReview | None) -> Iterator[str]:
    """A filing covers what happens after it was accepted."""
    if filing is None:
        return
    if filing.accepted_on is None:
        yield f"所关联的报备{filing.number}未经受理。"
    elif review.happened_on and review.happened_on < filing.accepted_on:
        yield f"失误发生在报备{filing.number}受理（{filing.accepted_on:%Y-%m-%d}）以前。"


def _study(review: ToleranceReview) -> Iterator[str]:
    """A meeting of less than half, a motion without a majority, a conclusion no meeting studied."""
    expected, present, for_ = review.study_expected, review.study_present, review.votes_for
    if expected and present is not None and present * 2 <= expected:
        yield f"实到{present}人，未过应到{expected}人的半数。"
    if expected and for_ is not None and for_ * 2 <= expected:
        yield f"同意{for_}票，未过应到{expected}人的半数。"
    if review.concluded_on and review.studied_on is None and review.objection_result != CHANGED:
        yield "认定须经集体研究，尚未登记集体研究日期。"


def late_objection(review: ToleranceReview, *, lists: ToleranceRules, calendar: WorkCalendar) -> str:
    """The sentence on an objection after its limit, counted from the later of the two feedbacks; '' when in time."""
    told = fed_back_on(review) or review.feedback_on or review.feedback_organ_on
    stage = lists.in_force(OBJECT)
    # after a re-study the feedback on record is that of the new conclusion
    if review.objected_on is None or told is None or stage is None or review.objection_result == CHANGED:
        return ""
    last = calendar.add_working_days(told, stage.working_days).on
    if review.objected_on <= last:
        return ""
    return f"异议超过期限：应当在反馈之日起{stage.working_days}个工作日以内（{last:%Y-%m-%d}前）提出。"


def is_waiting(review: ToleranceReview) -> bool:
    """Whether a prior filing was accepted and nothing has gone wrong so far."""
    further = review.verified_on or review.studied_on or review.concluded_on
    return review.way_in == FILING and bool(review.accepted_on) and not (review.happened_on or further)
