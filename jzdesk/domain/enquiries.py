"""征求意见函: a letter that asks for an opinion on people, and what is answered about each of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain import identity
from jzdesk.domain.document_numbers import key_of
from jzdesk.domain.errors import RuleError

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


def check(enquiry: Enquiry, *, on: date) -> None:
    """Refuse a letter without organ, day of receipt or purpose, and days in a wrong order."""
    if not enquiry.organ.strip():
        raise RuleError("organ", "请填写来函机关。")
    if enquiry.received_on is None:
        raise RuleError("received_on", "请填写收函日期，回复期限从收函之日起算。")
    if enquiry.received_on > on:
        raise RuleError("received_on", "收函日期晚于今天。")
    if enquiry.letter_on and enquiry.letter_on > enquiry.received_on:
        raise RuleError("letter_on", "来函日期晚于收函日期。")
    if not enquiry.purpose:
        raise RuleError("purpose", "请选择征求意见的事由，不同事由的结论建议不同。")
    if enquiry.limit_on and enquiry.limit_on < enquiry.received_on:
        raise RuleError("limit_on", "来函要求的回复日期早于收函日期。")


def check_reply(enquiry: Enquiry, *, on: date) -> None:
    """Refuse a reply without day, number or signer, and one from before the letter or after today."""
    if enquiry.reply_on is None:
        raise RuleError("reply_on", "请填写复函日期。")
    if enquiry.reply_on > on:
        raise RuleError("reply_on", "复函日期晚于今天。")
    if enquiry.received_on and enquiry.reply_on < enquiry.received_on:
        raise RuleError("reply_on", "复函日期早于收函日期。")
    if not enquiry.reply_number.strip():
        raise RuleError("reply_number", "请填写复函文号。")
    if not enquiry.signer.strip():
        raise RuleError("signer", "请填写签发人。")


@dataclass(frozen=True, slots=True)
class NameFault:
    """What is wrong with one name of a list: its place from 1, the field, a sentence; `blocking` where it cannot be
    added like this."""

    position: int
    field: str
    text: str
    blocking: bool = False


def tidied(enquiry: Enquiry) -> Enquiry:
    """Without blanks at the ends."""
    names = ("organ", "letter_number", "handler", "note")
    return replace(enquiry, **{name: getattr(enquiry, name).strip() for name in names})


_MONTH = re.compile(r"(\d{4})\s*[-.年/]?\s*(\d{1,2})\s*(?:[-.月/].*)?", re.ASCII)


def month_of(text: str) -> str:
    """A month of birth as kept ('1980-01') from the ways letters write it (1980.01, 198001, 1980年1月, with a day too); what
    is none stays as it is, so that it can be pointed out."""
    match = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or not 1 <= int(match[2]) <= 12:
        return text.strip()
    return f"{match[1]}-{int(match[2]):02d}"


def is_month(text: str) -> bool:
    """Whether a month of birth can be compared."""
    return bool(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII))


def tidied_name(name: EnquiryPerson) -> EnquiryPerson:
    """Without blanks at the ends, line breaks and marks that do not show; the ID number as numbers are stored, with the birth month and the
    sex it tells where the letter leaves them out."""
    texts = ("name", "unit_text", "post", "proposed_post", "removed_post", "note")
    plain: dict[str, Any] = {
        text: _HIDDEN.sub("", _ONE_LINE.sub(" ", getattr(name, text))).strip() for text in texts
    }
    number = identity.normal_id(name.id_number)
    whole = number if not identity.check_id_number(number) else identity.from_old(number)
    born = identity.birth_of(whole) if whole else None
    return replace(
        name, id_number=number, sex=name.sex or (identity.sex_of(whole) if whole else ""),
        birth_month=month_of(name.birth_month) or (f"{born:%Y-%m}" if born else ""), **plain,
    )  # fmt: skip


_ONE_LINE = re.compile(r"[\r\n\t\v\f\u2028\u2029]+")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def same_organ(one: str, two: str) -> bool:
    """Whether two names of organs are one: with and without 中共, however blanks were typed."""
    return _organ_key(one) == _organ_key(two)


def _organ_key(text: str) -> str:
    return key_of(text).removeprefix("中共")
