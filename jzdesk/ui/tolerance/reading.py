"""What the read view and the forms of one review start from, read in one go on the store lane."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain import tolerance as rules
from jzdesk.domain.people import Person
from jzdesk.domain.review_files import ReviewFile
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.services import attachments, history, tolerance_course, tolerance_links
from jzdesk.services import tolerance as service
from jzdesk.services.tolerance_lists import words_by

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.review_files import CorrectionCheck, Evidence, InvolvedPerson
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.services.desk import Desk
    from jzdesk.services.history import Step
    from jzdesk.services.tolerance import FormChange
    from jzdesk.services.tolerance_course import Course

GROUPS = ("distinctions", "factors", "positive", "negative", "exclusions")
Offered = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDetail:
    """One review with everything around it, as it stands on `on`. `lists` are those it is judged by; `verbs` says of
    each stage why it cannot be recorded now ('' where it can); `cases`, `filings` and `letters` are what it may be
    linked to, `versions` the lists it may be judged by; `forms` which of the four forms the handling of each person was in and becomes."""

    file: ReviewFile
    lists: ToleranceRules
    on: date
    course: Course
    verbs: Mapping[str, str] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    cases: Offered = ()
    filings: Offered = ()
    letters: Offered = ()
    versions: Offered = ()
    attachments: tuple[AttachmentRow, ...] = ()
    steps: tuple[Step, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    forms: tuple[FormChange, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def review(self) -> ToleranceReview:
        return self.file.review

    @property
    def person(self) -> Person:
        return self.file.person

    @property
    def everybody(self) -> tuple[Person, ...]:
        """All whom it covers, the first first."""
        return self.file.everybody

    @property
    def others(self) -> tuple[tuple[InvolvedPerson, Person], ...]:
        """Those beside the first, each with his part in the matter."""
        known = {person.id: person for person in self.file.people}
        return tuple(
            (other, known[other.person_id]) for other in self.file.others if other.person_id in known
        )

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.file.evidence

    @property
    def checks(self) -> tuple[CorrectionCheck, ...]:
        return self.file.checks

    def duty(self, kind: str) -> Duty | None:
        """The duty of a stage; of several the last."""
        found = [duty for duty in self.duties if duty.kind == kind]
        return max(found, key=lambda duty: duty.part, default=None)

    @property
    def next(self) -> Duty | None:
        """The open duty that is due first."""
        return min((duty for duty in self.duties if duty.open), key=lambda d: d.due_on, default=None)

    @property
    def case_text(self) -> str:
        """The words of the linked case."""
        return dict(self.cases).get(self.review.case_id or 0, "")

    @property
    def lock_text(self) -> str:
        """Which entries lock the conclusion, '' when none does."""
        return lock_text(self.review, self.names)


def lock_text(review: ToleranceReview, names: Mapping[str, str]) -> str:
    """The calm red line: which entries lock the conclusion; '' when none does."""
    hit = rules.standing(review)
    return f"{rules.quoted(hit, names)}认定为“是”，结论锁定为不予容错。" if hit else ""


def names_for(desk: Desk, review: ToleranceReview, lists: ToleranceRules) -> dict[str, str]:
    """The words of every entry a review may answer or has answered, also of one its lists no longer have."""
    known = service.names_of(desk, review)
    answered = {code for group in GROUPS for code in getattr(review, group)}
    return known | {code: words_by(desk, lists, code) for code in answered - known.keys()}


def read_detail(desk: Desk, review_id: int) -> ReviewDetail:
    """On the store lane. Refused when the review is gone."""
    file = service.open_review_file(desk, review_id)
    review, lists = file.review, service.lists_for(desk, file.review)
    covered = [person.id for person in file.everybody if person.id is not None]
    return ReviewDetail(
        file=file,
        lists=lists,
        on=desk.today,
        course=tolerance_course.preview(desk, review, file.checks),
        verbs=tolerance_course.open_verbs(desk, review_id),
        duties=tuple(service.duties_of_review(desk, review_id)),
        cases=tuple(service.cases_of_person(desk, file.person.id)),
        filings=tuple(tolerance_links.filings_of(desk, covered, leave=review_id)),
        letters=tuple(tolerance_links.letters_offered(desk, file.enquiries)),
        versions=tuple(tolerance_links.versions_offered(desk)),
        attachments=tuple(attachments.list_attachments(desk, "tolerance_review", review_id)),
        steps=tuple(history.history_of(desk, "tolerance", review_id)),
        names=names_for(desk, review, lists),
        forms=tuple(service.forms_become(desk, file)),
        missing=tuple(service.missing_for_final(desk, file)),
    )


def read_blank(desk: Desk, applied_on: date | None = None, version_id: int | None = None) -> ReviewDetail:
    """On the store lane: a review not begun yet, judged by the lists in force on the day it is applied for."""
    day = applied_on or desk.today
    review = ToleranceReview(applied_on=day, list_version_id=version_id)
    lists = service.lists_for(desk, review)
    review = ToleranceReview(applied_on=day, list_version_id=version_id, factor_set=lists.default_factor_set)
    return ReviewDetail(
        file=ReviewFile(review=review, person=Person()),
        lists=lists,
        on=desk.today,
        course=tolerance_course.preview(desk, review),
        letters=tuple(tolerance_links.letters_offered(desk)),
        versions=tuple(tolerance_links.versions_offered(desk)),
        names=service.names_of(desk, review),
    )
