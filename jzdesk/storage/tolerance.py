"""Rows of tolerance reviews."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.storage import people
from jzdesk.storage.rows import changed, columns_of, value_of
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from jzdesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilter:
    """What the filter line of the tolerance tab asks for. `state`: 'running', 'concluded', 'correcting', 'overdue',
    or a conclusion code."""

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
}


def _next_duty() -> Any:
    d = m.Duty.alias()
    return d.select(fn.MIN(d.due_on)).where(d.review_id == m.ToleranceReview.id, d.is_open == True)  # noqa: E712


def _state_terms(filter_: ReviewFilter) -> list[Any]:
    t = m.ToleranceReview
    table: dict[str, list[Any]] = {
        "running": [t.conclusion == "", t.acceptance_refused == ""],
        "concluded": [t.conclusion != ""],
        "correcting": [t.correction_due.is_null(False), t.correction_done.is_null()],
        "overdue": [_next_duty() < filter_.on],
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
    d = m.Duty.alias()
    kind = d.select(d.kind).where(d.review_id == t.id, d.is_open == True).order_by(d.due_on).limit(1)  # noqa: E712
    columns = (
        t.id, t.number, p.name, u.name, p.post, t.matter, t.way_in, t.applied_on, t.concluded_on, t.conclusion,
        t.correction_due, t.correction_done, kind.alias("next_kind"), _next_duty().alias("next_due"),
    )  # fmt: skip
    order = [SORTS[sort], t.id]
    query = _filtered(_joined(t.select(*columns)), filter_)
    query = query.order_by(*[column.desc() if descending else column.asc() for column in order])
    return [_row(row) for row in query.offset(offset).limit(limit).tuples()]


def _row(row: tuple[Any, ...]) -> ReviewRow:
    kind, due = row[-2:]
    if isinstance(due, str):
        due = date.fromisoformat(due)
    values: tuple[Any, ...] = (*row[:-2], kind or "", due)
    return ReviewRow(*values)


def get(review_id: int) -> ToleranceReview | None:
    """One review."""
    row = m.ToleranceReview.get_or_none(m.ToleranceReview.id == review_id)
    return value_of(row, ToleranceReview) if row else None


def of_person(person_id: int) -> list[ToleranceReview]:
    """All living reviews of a person, the oldest first."""
    t = m.ToleranceReview
    rows = t.select().where(t.person_id == person_id, t.deleted_at.is_null()).order_by(t.applied_on, t.id)
    return [value_of(row, ToleranceReview) for row in rows]


def between(first: date, last: date) -> list[ToleranceReview]:
    """Living reviews applied for or concluded in a span, or still running on its last day."""
    t = m.ToleranceReview
    started = (t.applied_on >= first) & (t.applied_on <= last)
    ended = (t.concluded_on >= first) & (t.concluded_on <= last)
    running = (t.applied_on <= last) & (t.concluded_on.is_null() | (t.concluded_on > last))
    rows = t.select().where(t.deleted_at.is_null(), started | ended | running).order_by(t.applied_on, t.id)
    return [value_of(row, ToleranceReview) for row in rows]


def save(tx: Transaction, review: ToleranceReview) -> ToleranceReview:
    """Insert or update one review."""
    if review.id is None:
        review = replace(review, uid=review.uid or uuid.uuid4().hex)
        return replace(review, id=tx.insert(m.ToleranceReview, columns_of(review, m.ToleranceReview)))
    row = m.ToleranceReview.get_by_id(review.id)
    values = columns_of(review, m.ToleranceReview, leave=("uid",))
    differing = changed({name: getattr(row, name) for name in values}, values)
    if differing:
        tx.update(m.ToleranceReview, review.id, differing)
    return review


def set_deleted(tx: Transaction, review_id: int, at: datetime | None) -> None:
    """Into the recycle bin (a time) or out of it (None)."""
    tx.update(m.ToleranceReview, review_id, {"deleted_at": at})


def next_number(year: int) -> str:
    """The next running number of a year: 'RC2026-001'."""
    head = f"RC{year}-"
    t = m.ToleranceReview
    last = t.select(fn.MAX(t.number)).where(t.number.startswith(head)).scalar()
    return f"{head}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:03d}"
