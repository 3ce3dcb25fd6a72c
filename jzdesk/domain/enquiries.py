"""征求意见函: a letter that asks for an opinion on people, and what is answered about each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.people import Person

UNDECIDED, BY_ID, BY_HAND, NOBODY = "", "id", "hand", "nobody"
"""How a name of a letter was matched: not yet, by its ID number, by a person's choice, or to nobody on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """One letter: who asks, under which number, for which purpose, until when an answer is due; and the answer.
    `limit_on` is the day the letter itself names, None where the county's own limit counts from `received_on`. An index,
    never typed: `due_on` is the day that follows, `people` and `decided` count its names and those with a conclusion."""

    id: int | None = None
    uid: str = ""
    number: str = ""
    organ: str = ""
    letter_number: str = ""
    letter_on: date | None = None
    received_on: date | None = None
    purpose: str = ""
    limit_on: date | None = None
    due_on: date | None = None
    handler: str = ""
    note: str = ""
    reply_number: str = ""
    reply_on: date | None = None
    reply_text: str = ""
    signer: str = ""
    people: int = 0
    decided: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryPerson:
    """One name of a letter as the letter writes it (`birth_month` 'YYYY-MM', `unit_text` free text), whom it was taken
    for (`person_id`, `matched`: UNDECIDED, BY_ID, BY_HAND, NOBODY), the conclusion the rules propose with its
    reasons (one a line), and the conclusion a person drew (codes of the list enquiry_reply)."""

    id: int | None = None
    enquiry_id: int | None = None
    position: int = 0
    name: str = ""
    id_number: str = ""
    sex: str = ""
    birth_month: str = ""
    unit_text: str = ""
    post: str = ""
    proposed_post: str = ""
    removed_post: str = ""
    source: str = "typed"
    person_id: int | None = None
    matched: str = UNDECIDED
    matched_by: str = ""
    proposed: str = ""
    reasons: str = ""
    conclusion: str = ""
    conclusion_reason: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryFile:
    """A letter with the names it gives, in their order, and the persons on record they were taken for, by key."""

    enquiry: Enquiry
    names: tuple[EnquiryPerson, ...] = ()
    people: tuple[Person, ...] = ()
    reviews: tuple[int, ...] = ()
