"""The index of duties: rewritten per person, read by boards, lists and rates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from jzdesk.domain.duties import Duty
from jzdesk.storage.rows import columns_of, index, insert, select, value_of
from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty with the person it is about, or with the organ whose letter must be answered."""

    duty: Duty
    person: str
    unit: str
    post: str


def of_person(person_id: int) -> list[Duty]:
    """The indexed duties of a person."""
    return select(m.Duty, Duty, "WHERE t.person_id = ? ORDER BY t.due_on", person_id)


def rewrite(person_id: int, duties: Sequence[Duty], known: Sequence[Duty] | None = None) -> int:
    """Make the index of a person equal to `duties`; returns how many rows changed. Call it inside a write. `known` is what
    the index has of him now, where that was read already."""
    rows = {value.key: value for value in (of_person(person_id) if known is None else known)}
    return _rewrite(rows, duties)


def rewrite_enquiry(enquiry_id: int, duties: Sequence[Duty]) -> int:
    """Make the index of a letter equal to `duties`; returns how many rows changed. Call it inside a write."""
    rows = {value.key: value for value in of_enquiry(enquiry_id)}
    return _rewrite(rows, duties)


def of_enquiry(enquiry_id: int) -> list[Duty]:
    """The indexed duties of a letter."""
    return select(m.Duty, Duty, "WHERE t.enquiry_id = ? ORDER BY t.due_on", enquiry_id)


def _rewrite(rows: Mapping[tuple[str, str, int, int], Duty], duties: Sequence[Duty]) -> int:
    wanted = {duty.key: duty for duty in duties}
    moved = 0
    gone = [rows[key].id for key in rows.keys() - wanted.keys()]
    if gone:
        moved += m.Duty.delete().where(m.Duty.id.in_(gone)).execute()
    for key, duty in wanted.items():
        old = rows.get(key)
        if old is None:
            moved += 1
            insert(m.Duty, columns_of(duty, m.Duty) | {"is_open": duty.open})
        elif replace(old, id=None) != replace(duty, id=None):
            moved += 1
            index(m.Duty, old.id or 0, columns_of(duty, m.Duty) | {"is_open": duty.open})
    return moved


def _select() -> Any:
    about = fn.COALESCE(m.Person.name, m.Enquiry.organ)
    query = m.Duty.select(m.Duty, about, m.Unit.name, fn.COALESCE(m.Person.post, m.Enquiry.letter_number))
    query = query.join_from(m.Duty, m.Person, JOIN.LEFT_OUTER).join_from(m.Person, m.Unit, JOIN.LEFT_OUTER)
    query = query.join_from(m.Duty, m.Enquiry, JOIN.LEFT_OUTER)
    return query.where(m.Person.deleted_at.is_null())


def open_due(to: date, *, limit: int = 500, offset: int = 0, kinds: Iterable[str] = ()) -> list[DutyRow]:
    """Open duties due up to a day, the oldest first."""
    query = _select().where(m.Duty.is_open == True, m.Duty.due_on <= to)  # noqa: E712
    if kinds := list(kinds):
        query = query.where(m.Duty.kind.in_(kinds))
    rows = query.order_by(m.Duty.due_on, m.Duty.id).limit(limit).offset(offset)
    return [_read(row) for row in rows.tuples()]


def open_between(first: date, last: date, *, limit: int = 500) -> list[DutyRow]:
    """Open duties due in a span, the oldest first."""
    query = _select().where(m.Duty.is_open == True, m.Duty.due_on >= first, m.Duty.due_on <= last)  # noqa: E712
    return [_read(row) for row in query.order_by(m.Duty.due_on, m.Duty.id).limit(limit).tuples()]


_COLUMNS = tuple(field.column_name for field in meta_of(m.Duty).sorted_fields)


def _read(row: tuple[Any, ...]) -> DutyRow:
    """A tuple of all duty columns followed by name, unit and post."""
    values = dict(zip(_COLUMNS, row[: len(_COLUMNS)], strict=True))
    values.pop("is_open")
    name, unit, post = row[len(_COLUMNS) :]
    return DutyRow(Duty(**values), name, unit or "", post)


def count_open(*, before: date | None = None, first: date | None = None, last: date | None = None) -> int:
    """How many duties are open: due before a day, or in a span."""
    query = m.Duty.select(fn.COUNT(m.Duty.id)).where(m.Duty.is_open == True)  # noqa: E712
    if before:
        query = query.where(m.Duty.due_on < before)
    if first:
        query = query.where(m.Duty.due_on >= first)
    if last:
        query = query.where(m.Duty.due_on <= last)
    return int(query.scalar() or 0)


def due_in(kinds: Sequence[str], first: date, last: date) -> Iterator[Duty]:
    """Duties of some kinds whose limit ends in a span, done or not: the denominator of a rate."""
    query = m.Duty.select().join(m.Person, JOIN.LEFT_OUTER).where(m.Person.deleted_at.is_null(), m.Duty.kind.in_(list(kinds)))
    query = query.where(m.Duty.due_on >= first, m.Duty.due_on <= last).order_by(m.Duty.due_on, m.Duty.id)
    for row in query.iterator():
        yield value_of(row, Duty)


def rows_due_in(kinds: Sequence[str], first: date, last: date, *, limit: int = 5000) -> list[DutyRow]:
    """The same with the person of each, for the list behind a figure."""
    query = _select().where(m.Duty.kind.in_(list(kinds)), m.Duty.due_on >= first, m.Duty.due_on <= last)
    return [_read(row) for row in query.order_by(m.Duty.due_on, m.Duty.id).limit(limit).tuples()]


def all_rows() -> Iterator[Duty]:
    """Every indexed duty, for the check that it equals what the rules compute."""
    for row in m.Duty.select().order_by(m.Duty.id).iterator():
        yield value_of(row, Duty)
