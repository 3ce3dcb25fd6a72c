"""Many tolerance reviews with everything that hangs on them, in a fixed number of queries: for figures and ledgers."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain.enquiries import Enquiry, EnquiryFile, EnquiryPerson
from jzdesk.domain.review_files import CorrectionCheck, Evidence, InvolvedPerson, ReviewFile
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.storage.bulk import chunks, people_by_id
from jzdesk.storage.rows import select
from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from jzdesk.domain.people import Person

_LISTED = "IN (SELECT value FROM json_each(?))"


class Answer(NamedTuple):
    """What a letter of enquiry was told about somebody; days are ISO texts."""

    person_id: int
    enquiry_id: int
    organ: str
    letter_number: str
    purpose: str
    reply_on: str
    conclusion: str


class Sanctioned(NamedTuple):
    """A case of somebody that was decided and of which something stands: the day of its first decision as ISO text."""

    person_id: int
    case_id: int
    number: str
    decided_on: str
    measures: str


def _keys(values: Iterable[object]) -> str:
    return json.dumps(list(values))


def reviews_until(last: date) -> list[ToleranceReview]:
    """Living reviews applied for up to a day, the oldest first."""
    tail = "WHERE t.deleted_at IS NULL AND t.applied_on <= ? ORDER BY t.applied_on, t.id"
    return select(m.ToleranceReview, ToleranceReview, tail, last.isoformat())


def ids_until(last: date) -> list[int]:
    """Keys of the living reviews applied for up to a day, the oldest first."""
    t = m.ToleranceReview
    query = t.select(t.id).where(t.deleted_at.is_null(), t.applied_on <= last).order_by(t.applied_on, t.id)
    return [key for (key,) in query.tuples()]


def count_applied(first: date, last: date) -> int:
    """How many living reviews were applied for in a span."""
    t = m.ToleranceReview
    return int(t.select().where(t.deleted_at.is_null(), t.applied_on >= first, t.applied_on <= last).count())


def reviews_of(ids: Sequence[int]) -> list[ToleranceReview]:
    """Reviews by key, the oldest first."""
    tail = f"WHERE t.id {_LISTED} ORDER BY t.applied_on, t.id"
    return select(m.ToleranceReview, ToleranceReview, tail, _keys(ids))


def concluded_since(since: date, last: date) -> list[ToleranceReview]:
    """Living reviews applied for up to `last` whose conclusion, or the one before a re-study, was drawn since a day."""
    tail = (
        "WHERE t.deleted_at IS NULL AND t.applied_on <= ? AND (t.concluded_on >= ? OR t.earlier_concluded_on >= ?)"
        " ORDER BY t.applied_on, t.id"
    )
    begun = since.isoformat()
    return select(m.ToleranceReview, ToleranceReview, tail, last.isoformat(), begun, begun)


def files_of(reviews: Sequence[ToleranceReview]) -> list[ReviewFile]:
    """The reviews whole, in their order."""
    keys = _keys(review.id for review in reviews)
    of = f"WHERE t.review_id {_LISTED} ORDER BY t.review_id, "
    others: dict[int | None, list[InvolvedPerson]] = defaultdict(list)
    for other in select(m.ReviewPerson, InvolvedPerson, of + "t.position, t.id", keys):
        others[other.review_id].append(other)
    evidence: dict[int | None, list[Evidence]] = defaultdict(list)
    for piece in select(m.ReviewEvidence, Evidence, of + "t.number", keys):
        evidence[piece.review_id].append(piece)
    checks: dict[int | None, list[CorrectionCheck]] = defaultdict(list)
    for check in select(m.CorrectionCheck, CorrectionCheck, of + "t.checked_on, t.id", keys):
        checks[check.review_id].append(check)
    letters: dict[int | None, list[int]] = defaultdict(list)
    sql = f"SELECT review_id, enquiry_id FROM review_enquiry WHERE review_id {_LISTED} ORDER BY id"
    for review_id, enquiry_id in meta_of(m.Person).database.execute_sql(sql, (keys,)).fetchall():
        letters[review_id].append(enquiry_id)
    wanted = {r.person_id or 0 for r in reviews} | {
        o.person_id or 0 for group in others.values() for o in group
    }
    people: dict[int, Person] = {}
    for group in chunks(sorted(wanted)):
        people |= people_by_id(group)
    return [
        ReviewFile(
            review=review, person=people[review.person_id or 0], others=tuple(others[review.id]),
            people=tuple(people[other.person_id or 0] for other in others[review.id]),
            evidence=tuple(evidence[review.id]), checks=tuple(checks[review.id]), enquiries=tuple(letters[review.id]),
        )
        for review in reviews
    ]  # fmt: skip


def answers_about(people: Iterable[int]) -> list[Answer]:
    """What living letters were told about these people, the earliest first."""
    sql = (
        "SELECT p.person_id, e.id, e.organ, e.letter_number, e.purpose, e.reply_on, p.conclusion FROM enquiry_person AS p"
        " JOIN enquiry AS e ON e.id = p.enquiry_id WHERE e.deleted_at IS NULL AND e.reply_on IS NOT NULL"
        f" AND p.person_id {_LISTED} ORDER BY e.reply_on, e.id, p.id"
    )
    return [Answer(*row) for row in meta_of(m.Person).database.execute_sql(sql, (_keys(people),)).fetchall()]


def sanctioned(people: Iterable[int]) -> list[Sanctioned]:
    """The decided cases of these people of which something stands, the earliest first."""
    sql = (
        'SELECT person_id, id, number, first_decided_on, measures_text FROM "case" WHERE deleted_at IS NULL AND form > 0'
        f" AND first_decided_on IS NOT NULL AND person_id {_LISTED} ORDER BY first_decided_on, id"
    )
    return [
        Sanctioned(*row) for row in meta_of(m.Person).database.execute_sql(sql, (_keys(people),)).fetchall()
    ]


def letters_of_span(first: date, last: date) -> list[EnquiryFile]:
    """Living letters received or answered in a span, or waiting for an answer on its last day, with the names they
    give and the persons these were taken for; the earliest first. The reviews they have to do with are left out."""
    day, end = first.isoformat(), last.isoformat()
    tail = (
        "WHERE t.deleted_at IS NULL AND t.received_on <= ?"
        " AND (t.received_on >= ? OR t.reply_on IS NULL OR t.reply_on >= ?) ORDER BY t.received_on, t.id"
    )
    letters = select(m.Enquiry, Enquiry, tail, end, day, day)
    keys = _keys(letter.id for letter in letters)
    names: dict[int | None, list[EnquiryPerson]] = defaultdict(list)
    of = f"WHERE t.enquiry_id {_LISTED} ORDER BY t.enquiry_id, t.position, t.id"
    for name in select(m.EnquiryPerson, EnquiryPerson, of, keys):
        names[name.enquiry_id].append(name)
    people: dict[int, Person] = {}
    for group in chunks(sorted({n.person_id for each in names.values() for n in each if n.person_id})):
        people |= people_by_id(group)
    return [
        EnquiryFile(
            enquiry=letter, names=tuple(names[letter.id]),
            people=tuple(people[key] for key in dict.fromkeys(n.person_id for n in names[letter.id]) if key in people),
        )
        for letter in letters
    ]  # fmt: skip


class MonthCounts(NamedTuple):
    """Counts straight from the tables of reviews and letters."""

    received: int
    concluded: int
    people: int
    letters: int
    answered: int


_STOOD = "CASE WHEN objection_result = 'changed' AND objection_answered_on > ?3 THEN earlier_concluded_on ELSE concluded_on END"
"""The day of the conclusion that stood on a day: one an objection has overturned since still stood before."""


def counted(first: date, last: date, on: date) -> MonthCounts:
    """What a month's ledgers must agree with: reviews applied for and concluded in a span, the people these cover,
    letters received and answered, as known on a day."""
    until = min(last, on)
    days = first.isoformat(), until.isoformat(), on.isoformat()

    def one(sql: str, *params: str) -> int:
        found = meta_of(m.Person).database.execute_sql(sql, params).fetchone()
        return int(found[0] or 0)

    alive = "deleted_at IS NULL AND"
    concluded = (
        f"SELECT id FROM tolerance_review WHERE {alive} {_STOOD} BETWEEN ?1 AND ?2 AND applied_on <= ?2"
    )
    return MonthCounts(
        received=one(
            f"SELECT COUNT(*) FROM tolerance_review WHERE {alive} applied_on BETWEEN ?1 AND ?2", *days[:2]
        ),
        concluded=one(f"SELECT COUNT(*) FROM ({concluded})", *days),
        people=one(f"SELECT COUNT(*) FROM ({concluded})", *days)
        + one(f"SELECT COUNT(*) FROM review_person WHERE review_id IN ({concluded})", *days),
        letters=one(f"SELECT COUNT(*) FROM enquiry WHERE {alive} received_on BETWEEN ?1 AND ?2", *days[:2]),
        answered=one(f"SELECT COUNT(*) FROM enquiry WHERE {alive} reply_on BETWEEN ?1 AND ?2", *days[:2]),
    )


def answers_of_span(first: date, last: date) -> list[Answer]:
    """What living letters answered in a span were told, about everybody on record."""
    sql = (
        "SELECT p.person_id, e.id, e.organ, e.letter_number, e.purpose, e.reply_on, p.conclusion FROM enquiry_person AS p"
        " JOIN enquiry AS e ON e.id = p.enquiry_id WHERE e.deleted_at IS NULL AND e.reply_on BETWEEN ? AND ?"
        " AND p.person_id IS NOT NULL ORDER BY e.reply_on, e.id, p.id"
    )
    found = meta_of(m.Person).database.execute_sql(sql, (first.isoformat(), last.isoformat())).fetchall()
    return [Answer(*row) for row in found]


def names_of(people: Iterable[int]) -> dict[int, str]:
    """People's names by key."""
    sql = f"SELECT id, name FROM person WHERE id {_LISTED}"
    return dict(meta_of(m.Person).database.execute_sql(sql, (_keys(people),)).fetchall())


def tolerated_days(people: Iterable[int]) -> dict[int, list[str]]:
    """The days on which living reviews tolerated these people, as ISO texts, those registered under others included."""
    sql = (
        "SELECT who, day FROM (SELECT r.person_id AS who, r.concluded_on AS day, r.conclusion AS said FROM tolerance_review AS r"
        " WHERE r.deleted_at IS NULL UNION ALL SELECT p.person_id, r.concluded_on, r.conclusion FROM review_person AS p"
        " JOIN tolerance_review AS r ON r.id = p.review_id WHERE r.deleted_at IS NULL)"
        f" WHERE said IN ('exempt', 'lighter', 'mitigated') AND day IS NOT NULL AND who {_LISTED}"
    )
    found: dict[int, list[str]] = defaultdict(list)
    for who, on in meta_of(m.Person).database.execute_sql(sql, (_keys(people),)).fetchall():
        found[who].append(on)
    return found
