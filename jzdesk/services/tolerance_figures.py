"""容错统计: the reviews of a span counted for the county, a level or a unit; every figure opens what it counts.

Everything is computed from the records as they stood on the day of the figures, the duties by the planner: the index is
not asked, so that an earlier day is told as it was."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.as_of import review_file_as_of
from jzdesk.domain.duties import KIND_NAMES, DutyKind
from jzdesk.domain.repeated import Earlier, find
from jzdesk.domain.tolerance import CONCLUSIONS, WAYS_IN
from jzdesk.domain.tolerance_figures import (
    TOLERATED,
    Counted,
    Event,
    Figure,
    Mark,
    When,
    Words,
    figures,
    is_open,
)
from jzdesk.services.indicators import COUNTY, Names, Place, last_day
from jzdesk.services.review_lists import lists_for
from jzdesk.storage import review_files as rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.indicators import Span
    from jzdesk.domain.people import Person
    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk

PROMOTIONS = ("promotion", "rank")
HARMLESS = ("clear", "tolerated")
"""Purposes of a letter that ask about a promotion, and conclusions that do not stand in its way."""


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place reviews can be counted for, with its name."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One review (or one of its people) behind a figure, as a list shows it. `person` names everybody covered where a
    review is meant."""

    review_id: int
    number: str
    person: str
    unit: str
    matter: str
    applied_on: date | None
    concluded_on: date | None
    conclusion: str
    met: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceFigures:
    """The figures of one place, the places there are, and the lines behind each figure by its code."""

    span: Span
    on: date
    place: Place
    name: str
    figures: tuple[Figure, ...]
    places: tuple[PlaceChoice, ...]
    lines: Mapping[str, tuple[Line, ...]]

    def figure(self, code: str) -> Figure:
        """The figure of that code; KeyError when there is none."""
        found = next((figure for figure in self.figures if figure.code == code), None)
        if found is None:
            raise KeyError(code)
        return found


def measure(desk: Desk, span: Span, *, place: Place = COUNTY, on: date | None = None) -> ToleranceFigures:
    """The figures of a place as they stood on a day (the span's last one, or today while it runs)."""
    desk.need(Permission.READ)
    day = on or last_day(desk, span)
    with desk.vault.read():
        names = Names(desk)
        counted = _Collect(desk, span, day).counted()
        found = figures(
            counted, when=When(span, day, desk.calendar), words=_words(desk),
            here=lambda item: place.holds(names.place(item.file.person.unit_id)),
            here_person=lambda key: _lives_in(place, names, key),
        )  # fmt: skip
    lines = _Lines(counted, names)
    return ToleranceFigures(
        span=span, on=day, place=place, name=name_of(names, place), figures=found, places=_places(counted, names),
        lines={figure.code: lines.behind(figure) for figure in found},
    )  # fmt: skip


def _lives_in(place: Place, names: Names, person_id: int) -> bool:
    home = names.homes.get(person_id)
    return place.holds(names.place(home.unit_id if home else None))


def name_of(names: Names, place: Place) -> str:
    """'全县', the level, or the unit."""
    if place.kind == "county":
        return "全县"
    return names.level(place.level) if place.kind == "level" else names.unit(place)


def _places(counted: Sequence[Counted], names: Names) -> tuple[PlaceChoice, ...]:
    """The county, then the levels and units that people of reviews belong to."""
    units = sorted({names.place(p.unit_id) for item in counted for p in item.file.everybody}, key=names.order)
    levels = [Place("level", level) for level in dict.fromkeys(unit.level for unit in units)]
    return tuple(PlaceChoice(place, name_of(names, place)) for place in (COUNTY, *levels, *units))


def _words(desk: Desk) -> Words:
    rules = desk.rulebook.tolerance
    stages = {stage.code: stage.name for stage in rules.stages}
    return Words(
        ways_in=WAYS_IN, conclusions=CONCLUSIONS,
        stage=lambda code: stages.get(code) or KIND_NAMES[DutyKind(code)],
        entry=lambda review, code: lists_for(desk, review).text_of(code),
    )  # fmt: skip


class _Collect:
    """The reviews with all a figure asks of them. Made and used inside a read."""

    def __init__(self, desk: Desk, span: Span, on: date) -> None:
        self._desk, self._span, self._on = desk, span, on
        self._files = rows.files_of(rows.reviews_until(on))
        self._then = [review_file_as_of(file, on) for file in self._files]
        self._of_person: dict[int, list[ReviewFile]] = defaultdict(list)
        for file in self._then:
            for person in file.everybody:
                self._of_person[person.id or 0].append(file)

    def counted(self) -> list[Counted]:
        """Every review applied for by the day."""
        kept = [file for file in self._then if self._followed(file.review)]
        people = {person.id or 0 for file in kept for person in file.everybody}
        promoted, decided = self._promoted(people), self._decided(people)
        return [
            self._one(old, file, promoted, decided) for old, file in zip(self._files, self._then, strict=True)
        ]

    def _followed(self, review: ToleranceReview) -> bool:
        """Whether a figure looks at what became of the people: tolerated within the span."""
        day = review.concluded_on
        return (
            review.conclusion in TOLERATED and day is not None and self._span.first <= day <= self._span.last
        )

    def _one(
        self, old: ReviewFile, file: ReviewFile, promoted: Mapping[int, list[Event]], decided: Mapping[int, list[tuple[int, Event]]]
    ) -> Counted:  # fmt: skip
        review, first = file.review, self._span.first
        counted = Counted(
            file=file,
            duties=self._duties(old, self._on),
            under_way=self._open_on(old, first - timedelta(days=1)),
        )
        since = review.concluded_on
        if since is None or not self._followed(review):
            return counted
        everybody = [person.id or 0 for person in file.everybody]
        return replace(
            counted,
            promoted=tuple(e for key in everybody for e in promoted.get(key, ()) if e.on >= since),
            sanctioned=tuple(
                e for key in everybody for case, e in decided.get(key, ()) if e.on > since and case != review.case_id
            ),
            repeated=tuple(self._repeated(file, since)),
        )  # fmt: skip

    def _duties(self, file: ReviewFile, on: date) -> tuple[Duty, ...]:
        then = review_file_as_of(file, on)
        return tuple(self._desk.planner.of_review(then.review, then.checks))

    def _open_on(self, file: ReviewFile, on: date) -> bool:
        review = review_file_as_of(file, on).review
        if review.applied_on is None or review.applied_on > on:
            return False
        return is_open(review, self._duties(file, on))

    def _promoted(self, people: set[int]) -> dict[int, list[Event]]:
        found: dict[int, list[Event]] = defaultdict(list)
        for letter in rows.answers_about(people):
            day = date.fromisoformat(letter.reply_on)
            if letter.purpose in PROMOTIONS and letter.conclusion in HARMLESS and day <= self._on:
                purpose = self._desk.rulebook.name_of("enquiry_purpose", letter.purpose)
                answer = self._desk.rulebook.name_of("enquiry_reply", letter.conclusion)
                note = f"{day:%Y-%m-%d}回复{letter.organ}{letter.letter_number}（{purpose}）：{answer}"
                found[letter.person_id].append(Event(person_id=letter.person_id, on=day, note=note))
        return found

    def _decided(self, people: set[int]) -> dict[int, list[tuple[int, Event]]]:
        found: dict[int, list[tuple[int, Event]]] = defaultdict(list)
        for case in rows.sanctioned(people):
            day = date.fromisoformat(case.decided_on)
            if day <= self._on:
                note = f"{day:%Y-%m-%d}受{case.measures}" + (f"（{case.number}）" if case.number else "")
                event = Event(person_id=case.person_id, on=day, note=note)
                found[case.person_id].append((case.case_id, event))
        return found

    def _repeated(self, file: ReviewFile, since: date) -> list[Event]:
        """Later reviews of the same people about the same kind of error, by the very rule that finds N06."""
        found = []
        names = {person.id or 0: person.name for person in file.everybody}
        for key in names:
            for later in self._of_person[key]:
                applied = later.review.applied_on
                if applied is None or applied <= since or later.review.acceptance_refused:
                    continue
                if find(later.review, [key], [Earlier(file.review, names)]):
                    note = f"{applied:%Y-%m-%d}又启动{later.review.number}“{later.review.matter}”"
                    found.append(Event(person_id=key, on=applied, note=note))
        return found


class _Lines:
    """The lines behind the figures."""

    def __init__(self, counted: Sequence[Counted], names: Names) -> None:
        self._files = {item.key: item.file for item in counted}
        self._names = names

    def behind(self, figure: Figure) -> tuple[Line, ...]:
        """What a figure counts, those not met first, then by the day of application."""
        found = [self._line(mark) for mark in figure.marks]
        return tuple(sorted(found, key=lambda line: (line.met, line.applied_on or date.min, line.review_id)))

    def _line(self, mark: Mark) -> Line:
        file = self._files[mark.review_id]
        review = file.review
        people: Sequence[Person] = [p for p in file.everybody if mark.person_id in (None, p.id)]
        return Line(
            review_id=mark.review_id, number=review.number, person="、".join(p.name for p in people),
            unit=self._names.unit(self._names.place(people[0].unit_id)), matter=review.matter,
            applied_on=review.applied_on, concluded_on=review.concluded_on,
            conclusion=CONCLUSIONS.get(review.conclusion, ""), met=mark.met, note=mark.note,
        )  # fmt: skip
