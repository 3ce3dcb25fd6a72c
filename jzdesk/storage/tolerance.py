"""Rows of tolerance reviews."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from peewee import JOIN, Asc, Desc, fn

from jzdesk.domain.review_files import CorrectionCheck, Evidence, InvolvedPerson, ReviewFile
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.storage import people
from jzdesk.storage.rows import V, columns_of, next_number_after, select, tuples, update, value_of
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilter:
    """What the filter line of the tolerance tab asks for. `state`: 'running', 'concluded', 'correcting', 'overdue',
    'not_accepted', or a conclusion code."""

    on: date
    keyword: str = ""
    unit_id: int | None = None
    state: str = ""
    applied_from: date | None = None
    applied_to: date | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of the list of reviews."""

    id: int
    number: str
    person: str
    unit: str
    post: str
    matter: str
    way_in: str
    applied_on: date | None
    concluded_on: date | None
    conclusion: str
    correction_due: date | None
    correction_done: date | None
    next_kind: str
    next_due: date | None
    next_warn: date | None
    acceptance_refused: str


def _of_next(column: str) -> Any:
    """A column of a review's open duty that is due first."""
    d = m.Duty.alias()
    mine = d.select(getattr(d, column)).where(d.review_id == m.ToleranceReview.id, d.is_open == True)  # noqa: E712
    return mine.order_by(d.due_on, d.id).limit(1)


SORTS: dict[str, Any] = {
    "applied_on": m.ToleranceReview.applied_on,
    "concluded_on": m.ToleranceReview.concluded_on,
    "number": m.ToleranceReview.number,
    "matter": m.ToleranceReview.matter,
    "way_in": m.ToleranceReview.way_in,
    "conclusion": m.ToleranceReview.conclusion,
    "correction_due": m.ToleranceReview.correction_due,
    "person": m.Person.name,
    "unit": m.Unit.name,
    "post": m.Person.post,
    "next_due": _of_next("due_on"),
}


def _state_terms(filter_: ReviewFilter) -> list[Any]:
    t = m.ToleranceReview
    table: dict[str, list[Any]] = {
        "running": [t.conclusion == "", t.acceptance_refused == ""],
        "concluded": [t.conclusion != ""],
        "correcting": [t.correction_due.is_null(False), t.correction_done.is_null()],
        "not_accepted": [t.acceptance_refused != ""],
        "overdue": [_of_next("due_on") < filter_.on],
    }
    return table.get(filter_.state, [t.conclusion == filter_.state])


def _filtered(query: Any, filter_: ReviewFilter) -> Any:
    t = m.ToleranceReview
    terms = [t.deleted_at.is_null(not filter_.deleted)]
    if filter_.keyword.strip():
        text = filter_.keyword.strip()
        terms.append(t.number.contains(text) | t.matter.contains(text) | people.keyword(text))
    if filter_.unit_id is not None:
        terms.append(m.Person.unit_id == filter_.unit_id)
    if filter_.applied_from:
        terms.append(t.applied_on >= filter_.applied_from)
    if filter_.applied_to:
        terms.append(t.applied_on <= filter_.applied_to)
    if filter_.state:
        terms.extend(_state_terms(filter_))
    return query.where(*terms)


def _joined(query: Any) -> Any:
    return query.join_from(m.ToleranceReview, m.Person).join_from(m.Person, m.Unit, JOIN.LEFT_OUTER)


def count(filter_: ReviewFilter) -> int:
    """How many reviews the filter leaves."""
    query = m.ToleranceReview.select(fn.COUNT(m.ToleranceReview.id))
    if filter_.keyword.strip() or filter_.unit_id is not None:
        query = _joined(query)
    return int(_filtered(query, filter_).scalar() or 0)


def page(filter_: ReviewFilter, *, sort: str, descending: bool, offset: int, limit: int) -> list[ReviewRow]:
    """One page of the list, read as tuples; the next open duty of each line comes from the duty index."""
    t, p, u = m.ToleranceReview, m.Person, m.Unit
    columns = (
        t.id, t.number, p.name, u.name, p.post, t.matter, t.way_in, t.applied_on, t.concluded_on, t.conclusion,
        t.correction_due, t.correction_done, _of_next("kind"), _of_next("due_on"), _of_next("warn_on"),
        t.acceptance_refused,
    )  # fmt: skip
    turn = Desc if descending else Asc
    # what has nothing due any more stands last either way
    order = [turn(SORTS[sort], nulls="LAST" if sort == "next_due" else None), turn(t.id)]
    query = _filtered(_joined(t.select(*columns)), filter_)
    query = query.order_by(*order)
    return [_row(row) for row in query.offset(offset).limit(limit).tuples()]


def _row(row: tuple[Any, ...]) -> ReviewRow:
    *head, kind, due, warn, refused = row
    days = (date.fromisoformat(day) if isinstance(day, str) else day for day in (due, warn))
    values: tuple[Any, ...] = (*head, kind or "", *days, refused)
    return ReviewRow(*values)


def get(review_id: int) -> ToleranceReview | None:
    """One review."""
    found = select(m.ToleranceReview, ToleranceReview, "WHERE t.id = ?", review_id)
    return found[0] if found else None


def is_deleted(review_id: int) -> bool:
    """Whether it lies in the recycle bin."""
    t = m.ToleranceReview
    return bool(t.select().where(t.id == review_id, t.deleted_at.is_null(False)).exists())


def of_person(person_id: int) -> list[ToleranceReview]:
    """All living reviews of a person, the oldest first."""
    # the plus keeps SQLite off the index of all living reviews by day, which it would go through from end to end
    mine = "WHERE t.person_id = ? AND +t.deleted_at IS NULL ORDER BY t.applied_on, t.id"
    return select(m.ToleranceReview, ToleranceReview, mine, person_id)


def checks_of(review_id: int) -> list[CorrectionCheck]:
    """The checks of a review's correction, the oldest first."""
    mine = "WHERE t.review_id = ? ORDER BY t.checked_on, t.id"
    return select(m.CorrectionCheck, CorrectionCheck, mine, review_id)


def planned_of_person(person_id: int) -> list[tuple[ToleranceReview, list[CorrectionCheck]]]:
    """What the duties of a person's reviews are computed from: each review registered under him, with its checks."""
    return [(review, checks_of(review.id or 0)) for review in of_person(person_id)]


def covering(person_id: int) -> list[ToleranceReview]:
    """All living reviews that cover a person, those registered under others included, the oldest first."""
    also = 'SELECT review_id FROM "review_person" WHERE person_id = ?'
    mine = f"WHERE (t.person_id = ? OR t.id IN ({also})) AND t.deleted_at IS NULL ORDER BY t.applied_on, t.id"
    return select(m.ToleranceReview, ToleranceReview, mine, person_id, person_id)


def people_of(review_id: int) -> dict[int, str]:
    """The names of all whom a review covers, by key, the one it is registered under first."""
    first = tuples(m.Person, ("id", "name"), 'WHERE t.id = (SELECT person_id FROM "tolerance_review" WHERE id = ?)', review_id)
    also = 'JOIN "review_person" r ON r.person_id = t.id WHERE r.review_id = ? ORDER BY r.position, r.id'
    return dict((*first, *tuples(m.Person, ("id", "name"), also, review_id)))


def file_of(review_id: int) -> ReviewFile | None:
    """A review with its people, evidence, checks and letters; deleted ones too."""
    review = get(review_id)
    person = people.get(review.person_id or 0) if review else None
    if review is None or person is None:
        return None
    of = "WHERE t.review_id = ? ORDER BY "
    others = select(m.ReviewPerson, InvolvedPerson, of + "t.position, t.id", review_id)
    found = [people.get(other.person_id or 0) for other in others]
    evidence = select(m.ReviewEvidence, Evidence, of + "t.number", review_id)
    return ReviewFile(
        review=review, person=person, others=tuple(others), people=tuple(p for p in found if p is not None),
        evidence=tuple(evidence), checks=tuple(checks_of(review_id)),
        enquiries=tuple(key for (key,) in m.ReviewEnquiry.select(m.ReviewEnquiry.enquiry_id)
                        .where(m.ReviewEnquiry.review_id == review_id).order_by(m.ReviewEnquiry.id).tuples()),
    )  # fmt: skip


def review_of_part(table: str, row_id: int) -> int:
    """The review a row of 'review_person' or 'review_evidence' belongs to; 0 when the row is gone."""
    model: Any = {"review_person": m.ReviewPerson, "review_evidence": m.ReviewEvidence}[table]
    return int(model.select(model.review_id).where(model.id == row_id).scalar() or 0)


def keep_others(tx: Transaction, review_id: int, others: Sequence[InvolvedPerson]) -> None:
    """Make the people a review covers beside its first exactly these."""
    rows_ = [replace(other, review_id=review_id, position=at) for at, other in enumerate(others, 1)]
    _keep(tx, m.ReviewPerson, InvolvedPerson, review_id, rows_)


def keep_evidence(tx: Transaction, review_id: int, evidence: Sequence[Evidence]) -> None:
    """Make the numbered evidence of a review exactly this."""
    _keep(tx, m.ReviewEvidence, Evidence, review_id, [replace(piece, review_id=review_id) for piece in evidence])


def keep_enquiries(tx: Transaction, review_id: int, enquiry_ids: Sequence[int]) -> None:
    """Make the letters a review has to do with exactly these."""
    t = m.ReviewEnquiry
    linked = dict(t.select(t.enquiry_id, t.id).where(t.review_id == review_id).tuples())
    for enquiry_id in linked.keys() - set(enquiry_ids):
        tx.remove(t, linked[enquiry_id])
    for enquiry_id in enquiry_ids:
        if enquiry_id not in linked:
            tx.insert(t, {"review_id": review_id, "enquiry_id": enquiry_id})


def save_check(tx: Transaction, check: CorrectionCheck) -> CorrectionCheck:
    """Insert or update one check of a correction."""
    if check.id is None:
        return replace(check, id=tx.insert(m.CorrectionCheck, columns_of(check, m.CorrectionCheck)))
    update(tx, m.CorrectionCheck, check.id, columns_of(check, m.CorrectionCheck))
    return check


def remove_check(tx: Transaction, check_id: int) -> None:
    """Delete one check of a correction."""
    tx.remove(m.CorrectionCheck, check_id)


def _keep(tx: Transaction, model: Any, cls: type[V], review_id: int, wanted: Sequence[V]) -> None:
    """Insert, update and delete so that the rows of a review are `wanted`; rows keep their keys."""
    there = {row.id for row in select(model, cls, "WHERE t.review_id = ?", review_id)}  # type: ignore[attr-defined]
    for gone in there - {value.id for value in wanted}:  # type: ignore[attr-defined]
        tx.remove(model, gone)
    for value in wanted:
        if value.id in there:  # type: ignore[attr-defined]
            update(tx, model, value.id, columns_of(value, model))  # type: ignore[attr-defined]
        else:
            tx.insert(model, columns_of(value, model))


def between(first: date, last: date) -> list[ToleranceReview]:
    """Living reviews applied for or concluded in a span, or still running on its last day; one not accepted ran only
    until it was refused, which is told of in the month it was applied for."""
    t = m.ToleranceReview
    started = (t.applied_on >= first) & (t.applied_on <= last)
    ended = (t.concluded_on >= first) & (t.concluded_on <= last)
    running = (t.applied_on <= last) & (t.concluded_on.is_null() | (t.concluded_on > last)) & (t.acceptance_refused == "")
    rows = t.select().where(t.deleted_at.is_null(), started | ended | running).order_by(t.applied_on, t.id)
    return [value_of(row, ToleranceReview) for row in rows]


def save(tx: Transaction, review: ToleranceReview) -> ToleranceReview:
    """Insert or update one review."""
    if review.id is None:
        review = replace(review, uid=review.uid or uuid.uuid4().hex)
        return replace(review, id=tx.insert(m.ToleranceReview, columns_of(review, m.ToleranceReview)))
    update(tx, m.ToleranceReview, review.id, columns_of(review, m.ToleranceReview, leave=("uid",)))
    return review


def set_deleted(tx: Transaction, review_id: int, at: datetime | None) -> None:
    """Into the recycle bin (a time) or out of it (None)."""
    tx.update(m.ToleranceReview, review_id, {"deleted_at": at})


def next_number(year: int) -> str:
    """The next running number of a year: 'RC2026-001'."""
    return next_number_after(m.ToleranceReview, f"RC{year}-", digits=3)
