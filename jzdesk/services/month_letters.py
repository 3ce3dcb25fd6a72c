"""A month's letters of enquiry as they stood on its last day: their ledger and key figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.as_of import case_as_of, review_as_of
from jzdesk.services.enquiry_facts import fact_of, measures_on
from jzdesk.services.ledger_letters import Known, LetterRows
from jzdesk.storage import enquiry_facts, review_files, tolerance

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.enquiries import Enquiry, EnquiryFile, EnquiryPerson
    from jzdesk.domain.people import Person
    from jzdesk.services.desk import Desk
    from jzdesk.services.ledger_rows import Row, RowMaker


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCounts:
    """The key figures of a month: letters received and the names they give, letters answered, and of these on time."""

    received: int = 0
    names: int = 0
    answered: int = 0
    on_time: int = 0


def letter_as_of(file: EnquiryFile, on: date) -> EnquiryFile:
    """The letter as far as it had come: not answered by a reply of a later day, nothing decided later."""
    letter = file.enquiry
    if letter.reply_on and letter.reply_on > on:
        letter = replace(letter, reply_on=None, reply_number="", reply_text="", signer="")
    return replace(file, enquiry=letter, names=tuple(_name_as_of(name, on) for name in file.names))


def _name_as_of(name: EnquiryPerson, on: date) -> EnquiryPerson:
    """A conclusion bears its day; whom the name was taken for and what was proposed do not, and go with it."""
    if name.decided_on is None or name.decided_on <= on:
        return name
    return replace(
        name, conclusion="", conclusion_reason="", decided_by="", decided_on=None, proposed="", reasons="", matched="",
        matched_by="", person_id=None, note="",
    )  # fmt: skip


class MonthLetters:
    """The letters of a month. Made and used inside a read."""

    def __init__(self, desk: Desk, first: date, last: date, on: date) -> None:
        self._desk, self._first, self._last, self._on = desk, first, last, on
        self._files = [letter_as_of(file, on) for file in review_files.letters_of_span(first, last)]

    def _within(self, day: date | None) -> bool:
        return day is not None and self._first <= day <= self._last

    def _duty(self, letter: Enquiry) -> Duty | None:
        return next(iter(self._desk.planner.of_enquiry(letter)), None)

    def ledger(self, maker: RowMaker) -> list[Row]:
        """廉政意见回复台账: every name of the letters received or answered in the month, or waiting at its end."""
        make, known = LetterRows(maker, self._desk.may(Permission.SEE_OPEN_CASES)), self._known()
        return [row for file in self._files for row in make.letter(file, self._duty(file.enquiry), known)]

    def counts(self) -> LetterCounts:
        """The key figures."""
        received = [file for file in self._files if self._within(file.enquiry.received_on)]
        answered = [file.enquiry for file in self._files if self._within(file.enquiry.reply_on)]
        return LetterCounts(
            received=len(received), names=sum(len(file.names) for file in received), answered=len(answered),
            on_time=sum(self._in_time(letter) for letter in answered),
        )  # fmt: skip

    def _in_time(self, letter: Enquiry) -> bool:
        duty = self._duty(letter)
        return duty is not None and duty.done_on is not None and duty.done_on <= duty.due_on

    def _known(self) -> dict[int, Known]:
        """What was on record about each name on the day its letter was answered, else on the day of the report."""
        by_day: dict[date, list[tuple[int, int]]] = defaultdict(list)
        people: dict[int, Person] = {}
        for file in self._files:
            people |= {person.id or 0: person for person in file.people}
            for name in file.names:
                if name.person_id in people:
                    by_day[file.enquiry.reply_on or self._on].append((name.id or 0, name.person_id or 0))
        keys = sorted(people)
        cases, reviews = enquiry_facts.cases(keys, people), {key: tolerance.covering(key) for key in keys}
        found: dict[int, Known] = {}
        for day, pairs in by_day.items():
            for name_id, key in pairs:
                files = [case_as_of(file, day) for file in cases.get(key, ())]
                told = [
                    review_as_of(review, day)
                    for review in reviews[key]
                    if review.applied_on and review.applied_on <= day
                ]
                found[name_id] = Known(
                    measures_on(self._desk, files, day), [fact_of(review) for review in told]
                )
        return found
