"""A tolerance review with everything that hangs on it: the people it covers, its evidence, the checks of a correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.people import Person
    from jzdesk.domain.tolerance import ToleranceReview


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvedPerson:
    """Somebody a review covers beside the one it is registered under (`ToleranceReview.person_id`): his part in the
    matter (`role`), and what became of the handling proposed for him. Codes are measures of `rulebook.sanctions`; the
    texts say what no code does."""

    id: int | None = None
    review_id: int | None = None
    person_id: int | None = None
    position: int = 0
    role: str = ""
    before_code: str = ""
    after_code: str = ""
    handling_before: str = ""
    handling_after: str = ""
    told_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A piece of evidence under its number within the review; findings cite the number."""

    id: int | None = None
    review_id: int | None = None
    number: int = 0
    title: str = ""
    kind: str = ""
    source: str = ""
    obtained_on: date | None = None
    pages: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionCheck:
    """One check of an ordered correction: what was found, whether it is done (`result` 'open' or 'done'), and when to
    look again."""

    id: int | None = None
    review_id: int | None = None
    checked_on: date | None = None
    checker: str = ""
    found: str = ""
    result: str = "open"
    next_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFile:
    """One review whole. `others` in their order, `people` the persons of `others` by key, `evidence` by number,
    `checks` by day, `enquiries` the keys of the letters it has to do with."""

    review: ToleranceReview
    person: Person
    others: tuple[InvolvedPerson, ...] = ()
    people: tuple[Person, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[CorrectionCheck, ...] = ()
    enquiries: tuple[int, ...] = ()

    @property
    def everybody(self) -> tuple[Person, ...]:
        """All whom the review covers, the one it is registered under first."""
        return (self.person, *self.people)
