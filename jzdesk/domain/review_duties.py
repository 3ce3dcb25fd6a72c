"""Which duties a tolerance review causes: each stage, the correction with its checks, clarifying (domain notes §3.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.planning import PlannerBase
from jzdesk.domain.review_stages import (
    ACCEPT_FILING,
    CLARIFY_JOINT,
    DONE,
    FILING,
    NEEDED,
    fed_back_on,
    restudied,
)
from jzdesk.domain.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from jzdesk.domain.review_files import CorrectionCheck
    from jzdesk.domain.tolerance import ToleranceReview

ROUND_TWO = 1
"""The `part` of the duties to study, conclude, tell and file anew after an objection."""
GIVEN_UP = "异议成立，重新认定"


class ReviewDuties(PlannerBase):
    """The part of the planner that follows a tolerance review. A stage the county does without causes no duty."""

    __slots__ = ()

    def of_review(self, review: ToleranceReview, checks: Sequence[CorrectionCheck] = ()) -> Iterator[Duty]:
        """Each stage of a review counted from the one before, and the correction (domain.md §3.5)."""
        if review.id is None or review.applied_on is None:
            return
        yield from self._acceptance(review)
        if review.acceptance_refused:
            return
        yield from self._finding(review)
        yield from self._afterwards(review)
        yield from self._correction(review, checks)

    def stage_due(self, code: str, start: date) -> DueDate | None:
        """The last day of a stage counted from `start`; None where the county does without the stage."""
        stage = self.rules.tolerance.in_force(code)
        if stage is None:
            return None
        return replace(self.calendar.add_working_days(start, stage.working_days), clause=stage.clause)

    def verify_due(self, review: ToleranceReview) -> DueDate | None:
        """The last day to verify, with the approved extension; None before verifying begins."""
        start = verified_from(review)
        due = self.stage_due(DutyKind.VERIFY_REVIEW.value, start) if start else None
        if due is None or review.extended_to is None:
            return due
        by = f"经{review.extension_approver}批准" if review.extension_approver else ""
        return replace(due, on=review.extended_to, why=f"{due.why}；{by}延长至{review.extended_to:%Y-%m-%d}")

    def longest_verify_due(self, review: ToleranceReview) -> DueDate | None:
        """The last day an approved extension of verifying may reach; None before verifying begins."""
        stage, start = self.rules.tolerance.in_force(DutyKind.VERIFY_REVIEW.value), verified_from(review)
        if stage is None or start is None:
            return None
        return self.calendar.add_working_days(start, stage.working_days + stage.extension_days)

    def _stage(self, review: ToleranceReview, kind: DutyKind, start: date | None, *, code: str = "",
               due: DueDate | None = None, **more: Any) -> Iterator[Duty]:  # fmt: skip
        """The duty of a stage, unless it has not begun or the county does without it."""
        due = due or (self.stage_due(code or kind.value, start) if start else None)
        if start is None or due is None:
            return
        yield self.duty(kind, "review", review.id or 0, due=due, start=start, person_id=review.person_id or 0,
                        review_id=review.id, case_id=review.case_id, **more)  # fmt: skip

    def _acceptance(self, review: ToleranceReview) -> Iterator[Duty]:
        """To accept or refuse: refusing on a day is an answer of that day, one of no day only excuses."""
        done = review.accepted_on or (review.acceptance_refused_on if review.acceptance_refused else None)
        excuse = "不予受理" if review.acceptance_refused and not done else ""
        code = ACCEPT_FILING if review.way_in == FILING else ""
        yield from self._stage(
            review, DutyKind.ACCEPT_REVIEW, review.applied_on, code=code, done_on=done, excuse=excuse
        )

    def _finding(self, review: ToleranceReview) -> Iterator[Duty]:
        """To verify, to study, to conclude; after an objection that was followed, first the earlier round of these."""
        start = verified_from(review)
        if start:
            due = self.verify_due(review)
            yield from self._stage(review, DutyKind.VERIFY_REVIEW, start, due=due, done_on=review.verified_on)
        # a stage skipped on paper does not stop the clock of the next: the latest known day counts on
        further = review.studied_on or review.concluded_on or review.earlier_concluded_on
        known = review.verified_on or (start if further else None)
        if restudied(review):
            yield from self._earlier_round(review, known)
            known, part = review.objection_answered_on, ROUND_TWO
        else:
            part = 0
        # a conclusion of which no meeting was recorded (all before the stage was) leaves no meeting due
        if review.studied_on or not review.concluded_on:
            yield from self._stage(review, DutyKind.STUDY_REVIEW, known, part=part, done_on=review.studied_on)
        yield from self._stage(
            review, DutyKind.CONCLUDE_REVIEW, known, part=part, done_on=review.concluded_on
        )

    def _earlier_round(self, review: ToleranceReview, known: date | None) -> Iterator[Duty]:
        """What was done about the conclusion that was given up; what was not done about it need not be any more."""
        concluded = review.earlier_concluded_on
        if concluded is None:
            return
        if review.earlier_studied_on:
            yield from self._stage(review, DutyKind.STUDY_REVIEW, known, done_on=review.earlier_studied_on)
        yield from self._stage(review, DutyKind.CONCLUDE_REVIEW, known, done_on=concluded)
        for kind, done in (
            (DutyKind.FEED_BACK_REVIEW, review.earlier_feedback_on),
            (DutyKind.FILE_REVIEW, review.earlier_filed_on),
        ):
            yield from self._stage(review, kind, concluded, done_on=done, excuse="" if done else GIVEN_UP)

    def _afterwards(self, review: ToleranceReview) -> Iterator[Duty]:
        """What follows a conclusion: to tell it, to file it, to clear the name; and to answer an objection."""
        concluded, part = review.concluded_on, ROUND_TWO if restudied(review) else 0
        told = fed_back_on(review)
        yield from self._stage(review, DutyKind.FEED_BACK_REVIEW, concluded, part=part, done_on=told)
        yield from self._stage(review, DutyKind.FILE_REVIEW, concluded, part=part, done_on=review.filed_on)
        answered = review.objection_answered_on
        yield from self._stage(review, DutyKind.ANSWER_OBJECTION, review.objected_on, done_on=answered)
        if review.clarify == NEEDED:
            code, done = CLARIFY_JOINT if review.clarify_joint else "", review.clarified_on
            yield from self._stage(review, DutyKind.CLARIFY, concluded, code=code, done_on=done)

    def _correction(self, review: ToleranceReview, checks: Sequence[CorrectionCheck]) -> Iterator[Duty]:
        if (
            review.correction_due
            and review.applied_on
            and self.rules.tolerance.in_force(DutyKind.CORRECT.value)
        ):
            due = DueDate(on=review.correction_due, provisional=False, clause="容错纠错：限期整改",
                          why=f"纠错通知确定的整改期限{review.correction_due:%Y-%m-%d}")  # fmt: skip
            begun = review.correction_ordered_on or review.concluded_on or review.applied_on
            yield from self._stage(review, DutyKind.CORRECT, min(begun, review.correction_due), due=due,
                                   done_on=review.correction_done)  # fmt: skip
        yield from self._checks(review, checks)

    def _checks(self, review: ToleranceReview, checks: Sequence[CorrectionCheck]) -> Iterator[Duty]:
        """To look whether an ordered correction is done: first by the limit of the stage, then on the day the last
        check set, until it is. Each check is a duty of its own, so that each is seen to have come in time."""
        start, on = review.correction_ordered_on, None
        if start is None or self.rules.tolerance.in_force(DutyKind.CHECK_CORRECTION.value) is None:
            return
        for part, check in enumerate(checks):
            yield from self._stage(review, DutyKind.CHECK_CORRECTION, start, part=part, due=_set_day(on),
                                   done_on=check.checked_on)  # fmt: skip
            start, on = check.checked_on or start, check.next_on
        if review.correction_done is None and not any(check.result == DONE for check in checks):
            yield from self._stage(
                review, DutyKind.CHECK_CORRECTION, start, part=len(checks), due=_set_day(on)
            )


def _set_day(on: date | None) -> DueDate | None:
    """The day a check set for the next one."""
    return (
        DueDate(on=on, provisional=False, clause="容错纠错：跟踪督办", why=f"上次检查确定{on:%Y-%m-%d}再查")
        if on
        else None
    )


def verified_from(review: ToleranceReview) -> date | None:
    """The day from which verifying counts: acceptance; for a prior filing the day the matter went wrong. A record
    that skips a day but knows a later one counts from the one before."""
    further = review.verified_on or review.studied_on or review.concluded_on
    if review.way_in == FILING and (review.happened_on or not further):
        days = [day for day in (review.happened_on, review.accepted_on) if day]
        return max(days) if review.happened_on else None
    return review.accepted_on or (review.applied_on if further else None)
