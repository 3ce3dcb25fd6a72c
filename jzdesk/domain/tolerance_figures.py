"""容错统计: what came in, where it stands, what was found, how long it took, what became of the people afterwards.

Every figure names the reviews (and people) it counts, so that it can be opened; every share says of how many. A review
is counted once, in the place of the person it is registered under; where people are counted, everybody a review covers
is, each in his own place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.duties import Duty, DutyKind, Rate
from jzdesk.domain.review_stages import FILING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.indicators import Span
    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.workdays import WorkCalendar

TOLERATED = ("exempt", "lighter", "mitigated")

REFUSED, WAITING, ROUND_TWO, RUNNING, CLOSED = "not_accepted", "waiting", "restudy", "running", "closed"
"""Where a review can stand beside its first open duty: not accepted, a filing nothing has happened to yet, to be studied
and concluded anew, under way without a limit, finished."""
STANDINGS: Mapping[str, str] = {
    DutyKind.ACCEPT_REVIEW: "待受理",
    WAITING: "报备已受理，尚未发生失误",
    DutyKind.VERIFY_REVIEW: "核实中",
    DutyKind.STUDY_REVIEW: "待集体研究",
    DutyKind.CONCLUDE_REVIEW: "待认定",
    ROUND_TWO: "异议成立，重新研究认定",
    RUNNING: "办理中（本环节未设期限）",
    DutyKind.FEED_BACK_REVIEW: "已认定，待反馈",
    DutyKind.FILE_REVIEW: "已认定，待备案",
    DutyKind.ANSWER_OBJECTION: "异议待答复",
    DutyKind.CORRECT: "纠错整改中",
    DutyKind.CHECK_CORRECTION: "待检查纠错整改",
    DutyKind.CLARIFY: "待澄清正名",
    REFUSED: "不予受理",
    CLOSED: "已办结",
}
"""In the order a review passes them."""

STAGES = (
    DutyKind.ACCEPT_REVIEW, DutyKind.VERIFY_REVIEW, DutyKind.STUDY_REVIEW, DutyKind.CONCLUDE_REVIEW,
    DutyKind.FEED_BACK_REVIEW, DutyKind.FILE_REVIEW, DutyKind.ANSWER_OBJECTION,
)  # fmt: skip
MENDING = (DutyKind.CORRECT, DutyKind.CHECK_CORRECTION, DutyKind.CLARIFY)


class Section:
    """The groups of figures, in their order."""

    RECEIVED = "收件和受理"
    STANDING = "期末所处环节"
    CONCLUDED = "认定结论"
    ITEMS = "清单情形"
    TIME = "办理时限"
    OBJECTIONS = "异议"
    MENDED = "纠错澄清"
    AFTERWARDS = "认定以后"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One review (or one of its people) a figure counts: whether it is met, the working days it took, and a note."""

    review_id: int
    person_id: int | None = None
    met: bool = True
    days: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `whole` is the denominator of a share (None: a plain count); where `timely` the marks are the
    denominator themselves and those met the numerator. `part` says that it is a part of the figure before it."""

    section: str
    code: str
    name: str
    marks: tuple[Mark, ...]
    counted: str = "件"
    whole: int | None = None
    timely: bool = False
    part: bool = False
    meaning: str = ""

    @property
    def count(self) -> int:
        """How many are met."""
        return sum(mark.met for mark in self.marks)

    @property
    def rate(self) -> Rate | None:
        """Share or rate with its denominator; None for a plain count."""
        whole = len(self.marks) if self.timely else self.whole
        return None if whole is None else Rate(self.name, self.count, whole)

    @property
    def _days(self) -> list[int]:
        return [mark.days for mark in self.marks if mark.days is not None]

    @property
    def median(self) -> float | None:
        """The median of the working days taken by what is done."""
        from statistics import median  # with fractions and all: the window opens without

        return float(median(self._days)) if self._days else None

    @property
    def longest(self) -> int | None:
        """The most working days taken."""
        return max(self._days, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a person after a conclusion; `note` says what."""

    person_id: int
    on: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A review as it stood on the day of the figures, with its duties. `under_way`: it was open when the span began.
    The events are those of the people it covers after its conclusion."""

    file: ReviewFile
    duties: tuple[Duty, ...]
    under_way: bool
    promoted: tuple[Event, ...] = ()
    sanctioned: tuple[Event, ...] = ()
    repeated: tuple[Event, ...] = ()

    @property
    def review(self) -> ToleranceReview:
        """The review itself."""
        return self.file.review

    @property
    def key(self) -> int:
        """Its key."""
        return self.file.review.id or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Names the domain does not know: of ways in, conclusions, stages by kind of duty, and list entries of a review."""

    ways_in: Mapping[str, str]
    conclusions: Mapping[str, str]
    stage: Callable[[str], str]
    entry: Callable[[ToleranceReview, str], str]


def is_open(review: ToleranceReview, duties: Sequence[Duty]) -> bool:
    """Whether anything of a review is still to come: a duty, or a conclusion."""
    if review.acceptance_refused:
        return False
    return not review.conclusion or any(duty.open for duty in duties)


def standing_of(review: ToleranceReview, duties: Sequence[Duty]) -> str:
    """A code of STANDINGS: the first open duty says where a review stands."""
    if review.acceptance_refused:
        return REFUSED
    still = [duty for duty in duties if duty.open]
    if still:
        order = tuple(DutyKind)
        first = min(still, key=lambda duty: order.index(DutyKind(duty.kind)))
        again = first.part and first.kind in (DutyKind.STUDY_REVIEW, DutyKind.CONCLUDE_REVIEW)
        return ROUND_TWO if again else first.kind
    if review.conclusion:
        return CLOSED
    return WAITING if review.way_in == FILING and review.happened_on is None else RUNNING


@dataclass(frozen=True, slots=True)
class When:
    """The span measured, the day it is measured on, and the calendar of working days."""

    span: Span
    on: date
    calendar: WorkCalendar

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the span and is no later than the day of the figures."""
        return day is not None and self.span.first <= day <= min(self.span.last, self.on)


@dataclass(slots=True)
class Rows:
    """Collects the figures of one section."""

    section: str
    found: list[Figure] = field(default_factory=list)

    def add(self, code: str, name: str, marks: Sequence[Mark], *, whole: int | None = None, part: bool = False,
            counted: str = "件", timely: bool = False, meaning: str = "") -> None:  # fmt: skip
        self.found.append(
            Figure(section=self.section, code=code, name=name, marks=tuple(marks), whole=whole, part=part,
                   counted=counted, timely=timely, meaning=meaning)
        )  # fmt: skip


def figures(
    reviews: Sequence[Counted], *, when: When, words: Words, here: Callable[[Counted], bool],
    here_person: Callable[[int], bool],
) -> tuple[Figure, ...]:  # fmt: skip
    """All figures of a place: `here` says which reviews belong to it, `here_person` which people."""
    from jzdesk.domain import tolerance_sections as sections

    mine = [item for item in reviews if here(item)]
    return (
        *sections.received(mine, when, words), *sections.standing(mine, when), *sections.concluded(mine, when, words),
        *sections.items(mine, when, words), *sections.times(mine, when, words), *sections.objections(mine, when, words),
        *sections.mended(mine, when, words), *sections.afterwards(reviews, when, here_person),
    )  # fmt: skip
