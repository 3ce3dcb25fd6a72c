"""Where a review stands, what may be done next, and what is unusual about it: for the page and the forms of a review."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.domain.review_cautions import cautions
from jzdesk.domain.review_course import Course, Step, course_of
from jzdesk.domain.review_verbs import reasons
from jzdesk.services.tolerance_locks import GONE
from jzdesk.storage import cases as case_rows
from jzdesk.storage import tolerance as rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.domain.review_files import CorrectionCheck
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk

__all__ = ["Course", "Step", "open_verbs", "preview", "progress", "warnings"]


def progress(desk: Desk, review_id: int) -> Course:
    """Where a stored review stands."""
    desk.need(Permission.READ)
    with desk.vault.read():
        review = _living(review_id)
        checks = rows.checks_of(review_id)
    return preview(desk, review, checks)


def preview(desk: Desk, review: ToleranceReview, checks: Sequence[CorrectionCheck] = ()) -> Course:
    """Where a review would stand as it is on the form."""
    desk.need(Permission.READ)
    return course_of(
        review, desk.planner.of_review(replace(review, id=review.id or 0), checks), lists=desk.rulebook.tolerance, on=desk.today,
        calendar=desk.calendar,
    )  # fmt: skip


def open_verbs(desk: Desk, review_id: int) -> Mapping[str, str]:
    """Each verb of `tolerance_stages` by name: '' where it may be called now, else why not."""
    desk.need(Permission.READ)
    with desk.vault.read():
        review = _living(review_id)
        checks = rows.checks_of(review_id)
    return reasons(review, checks=checks, lists=desk.rulebook.tolerance)


def warnings(desk: Desk, review: ToleranceReview) -> tuple[str, ...]:
    """What is unusual about a review, stored or as it is on the form: late, or after the decision. Never a refusal."""
    desk.need(Permission.READ)
    with desk.vault.read():
        decided = _decided(review.case_id)
        filing = rows.get(review.filing_id) if review.filing_id else None
    return cautions(
        review, lists=desk.rulebook.tolerance, calendar=desk.calendar, decided=decided, filing=filing
    )


def _decided(case_id: int | None) -> list[tuple[date, str]]:
    file = case_rows.file_of(case_id) if case_id else None
    return [(d.decided_on, d.document_number) for d in file.decisions if d.decided_on] if file else []


def _living(review_id: int) -> ToleranceReview:
    review = rows.get(review_id)
    if review is None or rows.is_deleted(review_id):
        raise Refused(GONE)
    return review
