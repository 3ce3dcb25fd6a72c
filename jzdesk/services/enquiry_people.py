"""Which letters of enquiry a person on record stands in: shown beside his case, his review and his file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.storage import enquiries as rows

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLetter:
    """One letter that names a person, with the conclusion about him ('' while there is none)."""

    enquiry_id: int
    number: str
    organ: str
    letter_number: str
    received_on: date | None
    purpose: str
    conclusion: str
    reply_on: date | None


def letters_of_person(desk: Desk, person_id: int) -> list[PersonLetter]:
    """The letters whose names were taken for this person, or give his ID number and wait for a conclusion; the latest
    first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        found = rows.naming(person_id)
    return [
        PersonLetter(
            enquiry_id=letter.id or 0, number=letter.number, organ=letter.organ, letter_number=letter.letter_number,
            received_on=letter.received_on, purpose=letter.purpose, conclusion=name.conclusion, reply_on=letter.reply_on,
        )
        for letter, name in found
    ]  # fmt: skip
