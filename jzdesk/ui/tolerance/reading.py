"""What the read view and the form of one review start from, read in one go on the store lane."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain import tolerance as rules
from jzdesk.services import attachments, history
from jzdesk.services import tolerance as service

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.people import Person
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.services.desk import Desk
    from jzdesk.services.history import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDetail:
    """One review with everything around it, as it stands on `on`. `cases` are the person's, for the link."""

    review: ToleranceReview
    person: Person
    on: date
    duties: tuple[Duty, ...] = ()
    cases: tuple[tuple[int, str], ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()
    steps: tuple[Step, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    def duty(self, kind: str) -> Duty | None:
        """The duty of a stage."""
        return next((duty for duty in self.duties if duty.kind == kind), None)

    @property
    def next(self) -> Duty | None:
        """The open duty that is due first."""
        return min((duty for duty in self.duties if duty.open), key=lambda d: d.due_on, default=None)

    @property
    def case_text(self) -> str:
        """The words of the linked case."""
        return next((text for case_id, text in self.cases if case_id == self.review.case_id), "")

    @property
    def lock_text(self) -> str:
        """Which entries lock the conclusion, '' when none does."""
        return lock_text(self.review, self.names)


def lock_text(review: ToleranceReview, names: dict[str, str]) -> str:
    """The calm red line: which entries lock the conclusion; '' when none does."""
    hit = rules.standing(review)
    return f"{rules.quoted(hit, names)}认定为“是”，结论锁定为不予容错。" if hit else ""


def read_detail(desk: Desk, review_id: int) -> ReviewDetail:
    """On the store lane. Refused when the review is gone."""
    review, person = service.open_review(desk, review_id)
    return ReviewDetail(
        review=review,
        person=person,
        on=desk.today,
        duties=tuple(service.duties_of_review(desk, review_id)),
        cases=tuple(service.cases_of_person(desk, person.id)),
        attachments=tuple(attachments.list_attachments(desk, "tolerance_review", review_id)),
        steps=tuple(history.history_of(desk, "tolerance", review_id)),
        names=service.names_of(desk, review.factor_set),
    )
