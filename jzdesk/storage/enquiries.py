"""Rows of letters of enquiry and of the names they give."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peewee import Asc, Desc, fn

from jzdesk.domain.document_numbers import same_number
from jzdesk.domain.enquiries import Enquiry, EnquiryFile, EnquiryPerson, same_organ
from jzdesk.storage import people
from jzdesk.storage.rows import columns_of, index, next_number_after, select, tuples, update
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from jzdesk.storage.transaction import Transaction

_DERIVED = ("due_on", "people", "decided")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryFilter:
    """What the filter line asks for. `state`: 'open', 'overdue', 'answered' or ''."""

    on: date
    keyword: str = ""
    state: str = ""
    purpose: str = ""
    received_from: date | None = None
    received_to: date | None = None
    deleted: bool = False


SORTS: dict[str, Any] = {
    "received_on": m.Enquiry.received_on,
    "due_on": m.Enquiry.due_on,
    "number": m.Enquiry.number,
    "organ": m.Enquiry.organ,
    "reply_on": m.Enquiry.reply_on,
    "people": m.Enquiry.people,
}


def _filtered(query: Any, filter_: EnquiryFilter) -> Any:
    t = m.Enquiry
    terms = [t.deleted_at.is_null(not filter_.deleted)]
    if word := filter_.keyword.strip():
        named = m.EnquiryPerson.select(m.EnquiryPerson.enquiry_id)
        named = named.where(m.EnquiryPerson.name.contains(word) | m.EnquiryPerson.id_number.contains(word))
        terms.append(
            t.number.contains(word)
            | t.organ.contains(word)
            | t.letter_number.contains(word)
            | t.reply_number.contains(word)
            | t.id.in_(named)
        )
    if filter_.state == "answered":
        terms.append(t.reply_on.is_null(False))
    elif filter_.state:
        terms.append(t.reply_on.is_null())
        if filter_.state == "overdue":
            terms.append(t.due_on < filter_.on)
    if filter_.purpose:
        terms.append(t.purpose == filter_.purpose)
    if filter_.received_from:
        terms.append(t.received_on >= filter_.received_from)
    if filter_.received_to:
        terms.append(t.received_on <= filter_.received_to)
    return query.where(*terms)


def count(filter_: EnquiryFilter) -> int:
    """How many letters the filter leaves."""
    return int(_filtered(m.Enquiry.select(fn.COUNT(m.Enquiry.id)), filter_).scalar() or 0)


def page(filter_: EnquiryFilter, *, sort: str, descending: bool, offset: int, limit: int) -> list[Enquiry]:
    """One page of the list."""
    turn = Desc if descending else Asc
    query = _filtered(m.Enquiry.select(m.Enquiry.id), filter_).order_by(turn(SORTS[sort]), turn(m.Enquiry.id))
    keys = [key for (key,) in query.offset(offset).limit(limit).tuples()]
    found = {
        e.id: e for e in select(m.Enquiry, Enquiry, f"WHERE t.id IN ({', '.join('?' * len(keys))})", *keys)
    }
    return [found[key] for key in keys]


def get(enquiry_id: int) -> Enquiry | None:
    """One letter, deleted ones too."""
    found = select(m.Enquiry, Enquiry, "WHERE t.id = ?", enquiry_id)
    return found[0] if found else None


def with_letter(organ: str, letter_number: str, *, but: int | None) -> Enquiry | None:
    """Another living letter an organ sent under a number, however both were typed."""
    mine = "WHERE t.letter_number <> '' AND t.id <> ? AND t.deleted_at IS NULL"
    found = tuples(m.Enquiry, ("id", "organ", "letter_number"), mine, but or 0)
    same = (key for key, by, number in found if same_number(number, letter_number) and same_organ(by, organ))
    return get(next(same, 0))


def with_reply(reply_number: str, *, but: int | None) -> Enquiry | None:
    """Another living letter that was answered under a number, however it was typed."""
    mine = "WHERE t.reply_number <> '' AND t.id <> ? AND t.deleted_at IS NULL"
    found = tuples(m.Enquiry, ("id", "reply_number"), mine, but or 0)
    return get(next((key for key, number in found if same_number(number, reply_number)), 0))


def is_deleted(enquiry_id: int) -> bool:
    """Whether it lies in the recycle bin."""
    t = m.Enquiry
    return bool(t.select().where(t.id == enquiry_id, t.deleted_at.is_null(False)).exists())


def names_of(enquiry_id: int) -> list[EnquiryPerson]:
    """The names of a letter in its order."""
    return select(
        m.EnquiryPerson, EnquiryPerson, "WHERE t.enquiry_id = ? ORDER BY t.position, t.id", enquiry_id
    )


def get_name(name_id: int) -> EnquiryPerson | None:
    """One name."""
    return next(iter(select(m.EnquiryPerson, EnquiryPerson, "WHERE t.id = ?", name_id)), None)


def naming(person_id: int) -> list[tuple[Enquiry, EnquiryPerson]]:
    """The living letters that name a person: taken for him, or with his ID number and not decided yet; the latest
    first."""
    number = next(
        (
            number
            for (number,) in m.Person.select(m.Person.id_number).where(m.Person.id == person_id).tuples()
        ),
        "",
    )
    mine = "WHERE t.person_id = ? OR (t.person_id IS NULL AND t.matched = '' AND t.id_number <> '' AND t.id_number = ?)"
    names = select(m.EnquiryPerson, EnquiryPerson, mine, person_id, number)
    keys = list(dict.fromkeys(name.enquiry_id or 0 for name in names))
    living = f"WHERE t.id IN ({', '.join('?' * len(keys))}) AND t.deleted_at IS NULL"
    letters = {letter.id: letter for letter in select(m.Enquiry, Enquiry, living, *keys)}
    found = [(letters[name.enquiry_id], name) for name in names if name.enquiry_id in letters]
    return sorted(found, key=lambda pair: (str(pair[0].received_on or ""), pair[1].id or 0), reverse=True)


def file_of(enquiry_id: int) -> EnquiryFile | None:
    """A letter with its names, the persons they were taken for, and the reviews it has to do with."""
    enquiry = get(enquiry_id)
    if enquiry is None:
        return None
    names = names_of(enquiry_id)
    found = [people.get(key) for key in dict.fromkeys(n.person_id for n in names if n.person_id)]
    t = m.ReviewEnquiry
    reviews = [
        key for (key,) in t.select(t.review_id).where(t.enquiry_id == enquiry_id).order_by(t.id).tuples()
    ]
    return EnquiryFile(
        enquiry=enquiry,
        names=tuple(names),
        people=tuple(p for p in found if p is not None),
        reviews=tuple(reviews),
    )


def save(tx: Transaction, enquiry: Enquiry) -> Enquiry:
    """Insert or update one letter."""
    if enquiry.id is None:
        enquiry = replace(enquiry, uid=enquiry.uid or uuid.uuid4().hex)
        return replace(enquiry, id=tx.insert(m.Enquiry, columns_of(enquiry, m.Enquiry)))
    update(tx, m.Enquiry, enquiry.id, columns_of(enquiry, m.Enquiry, leave=("uid", *_DERIVED)))
    return enquiry


def save_name(tx: Transaction, name: EnquiryPerson) -> EnquiryPerson:
    """Insert or update one name of a letter."""
    if name.id is None:
        return replace(name, id=tx.insert(m.EnquiryPerson, columns_of(name, m.EnquiryPerson)))
    update(tx, m.EnquiryPerson, name.id, columns_of(name, m.EnquiryPerson))
    return name


def drop_name(tx: Transaction, name_id: int) -> None:
    """Take one name off a letter."""
    tx.remove(m.EnquiryPerson, name_id)


def tie_reviews(tx: Transaction, enquiry_id: int, review_ids: Sequence[int]) -> None:
    """Note the reviews a letter has to do with, beside those noted before."""
    t = m.ReviewEnquiry
    known = {key for (key,) in t.select(t.review_id).where(t.enquiry_id == enquiry_id).tuples()}
    for review_id in review_ids:
        if review_id not in known:
            tx.insert(t, {"review_id": review_id, "enquiry_id": enquiry_id})


def index_letter(enquiry_id: int, names: Sequence[EnquiryPerson], *, due_on: date | None) -> None:
    """Rewrite the limit and the counts a list shows; not audited."""
    decided = sum(bool(name.conclusion) for name in names)
    index(m.Enquiry, enquiry_id, {"due_on": due_on, "people": len(names), "decided": decided})


def set_deleted(tx: Transaction, enquiry_id: int, at: datetime | None) -> None:
    """Into the recycle bin (a time) or out of it (None)."""
    tx.update(m.Enquiry, enquiry_id, {"deleted_at": at})


def next_number(year: int) -> str:
    """The next running number of a year: 'HF2026-001'."""
    return next_number_after(m.Enquiry, f"HF{year}-", digits=3)


def ids() -> list[int]:
    """Every living letter."""
    return [
        key
        for (key,) in m.Enquiry.select(m.Enquiry.id)
        .where(m.Enquiry.deleted_at.is_null())
        .order_by(m.Enquiry.id)
        .tuples()
    ]
