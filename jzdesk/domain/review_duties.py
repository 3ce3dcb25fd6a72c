"""Which duties a tolerance review causes: each stage, and the correction (domain notes §3.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.planning import PlannerBase
from jzdesk.domain.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from jzdesk.domain.review_files import CorrectionCheck
    from jzdesk.domain.tolerance import ToleranceReview


class ReviewDuties(PlannerBase):
    """The part of the planner that follows a tolerance review."""

    __slots__ = ()

    def of_review(self, review: ToleranceReview, checks: Sequence[CorrectionCheck] = ()) -> Iterator[Duty]:
        """Each stage of a review counted from the one before, and the correction (domain.md §3.5)."""
        if review.id is None or review.applied_on is None:
            return
        more = {"person_id": review.person_id or 0, "review_id": review.id, "case_id": review.case_id}
        refused = "不予受理" if review.acceptance_refused else ""
        stages = (
            (DutyKind.ACCEPT_REVIEW, review.accepted_on),
            (DutyKind.VERIFY_REVIEW, review.verified_on),
            (DutyKind.CONCLUDE_REVIEW, review.concluded_on),
            (DutyKind.FEED_BACK_REVIEW, review.feedback_on),
            (DutyKind.FILE_REVIEW, review.filed_on),
        )
        known: date | None = review.applied_on
        for n, (kind, done) in enumerate(stages, 1):
            # filing counts from the conclusion as feedback does; every other stage from the one before
            start = review.concluded_on if kind is DutyKind.FILE_REVIEW else known
            if start is None:
                break
            stage = self.rules.tolerance.stage(kind.value)
            due = self.calendar.add_working_days(start, stage.working_days)
            due = replace(due, clause=stage.clause)
            yield self.duty(kind, "review", review.id, due=due, start=start, done_on=done,
                            excuse="" if done else refused, **more)  # fmt: skip
            if refused:
                return
            # a stage skipped on paper does not stop the clock of the next: the latest known day counts on
            known = done or (known if any(day for _kind, day in stages[n:]) else None)
        if review.correction_due:
            due = DueDate(on=review.correction_due, provisional=False, clause="容错纠错：限期整改",
                          why=f"纠错通知确定的整改期限{review.correction_due:%Y-%m-%d}")  # fmt: skip
            begun = review.concluded_on or review.applied_on
            yield self.duty(DutyKind.CORRECT, "review", review.id, due=due, start=min(begun, review.correction_due),
                            done_on=review.correction_done, **more)  # fmt: skip
