"""Rows of cases, decisions, measures, announcements and execution items."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.duties import Duty, DutyKind, state_of
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.storage import people
from jzdesk.storage.rows import changed, columns_of, value_of
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.storage.transaction import Transaction

MEASURE_INDEX = ("start_on", "end_on", "computed_end_on", "probation_end_on", "why")
"""Columns of a measure that are computed and so not part of what a clerk records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What the filter line of the cases tab asks for; empty fields do not filter.

    `state` is an announcement state: 'overdue', 'due_soon', 'open', 'done', 'done_late', 'excused', or
    'undecided' (no decision yet), 'none' (nothing to announce).
    """

    on: date
    keyword: str = ""
    unit_id: int | None = None
    state: str = ""
    decided_from: date | None = None
    decided_to: date | None = None
    form: int = 0
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list of cases."""

    id: int
    person: str
    unit: str
    post: str
    measures: str
    document_number: str
    decided_on: date | None
    announce_due: date | None
    announced_on: date | None
    announce_excuse: str
    warn_on: date | None
    period_end: date | None
    form: int
    number: str
    state: str = ""
    """State of the announcement on the day asked for: a `DutyState`, '' when nothing is to be announced,
    'undecided' before there is a decision."""


SORTS: dict[str, tuple[Any, ...]] = {
    "decided_on": (m.Case.decided_on,),
    "announce_due": (m.Case.announce_due,),
    "announced_on": (m.Case.announced_on,),
    "period_end": (m.Case.period_end,),
    "document_number": (m.Case.document_number,),
    "number": (m.Case.number,),
    "person": (m.Person.name,),
    "unit": (m.Unit.name,),
    "post": (m.Person.post,),
    "measures": (m.Case.measures_text,),
    "form": (m.Case.form,),
}


def _filtered(query: Any, filter_: CaseFilter) -> Any:
    # `deleted_at IS NULL` first: it is the head of the index every default order uses
    alive = m.Case.deleted_at.is_null(not filter_.deleted)
    terms = [alive]
    if filter_.keyword.strip():
        text = filter_.keyword.strip()
        document = m.Case.document_number.contains(text) | m.Case.number.contains(text)
        terms.append(document | people.keyword(text))
    if filter_.unit_id is not None:
        terms.append(m.Person.unit_id == filter_.unit_id)
    if filter_.decided_from:
        terms.append(m.Case.decided_on >= filter_.decided_from)
    if filter_.decided_to:
        terms.append(m.Case.decided_on <= filter_.decided_to)
    if filter_.form:
        terms.append(m.Case.form == filter_.form)
    if filter_.state:
        terms.extend(_state_terms(filter_.state, filter_.on))
    return query.where(*terms)


def _state_terms(state: str, on: date) -> list[Any]:
    c = m.Case
    if state == "undecided":
        return [c.decided_on.is_null()]
    if state == "none":
        return [c.decided_on.is_null(False), c.announce_due.is_null()]
    due = c.announce_due.is_null(False)
    done = c.announced_on.is_null(False)
    plain = (c.announce_excuse == "") & c.announced_on.is_null() & due
    warn = _warn_on()
    table = {
        "overdue": [plain, c.announce_due < on],
        "due_soon": [plain, c.announce_due >= on, warn <= on],
        "open": [plain, c.announce_due >= on, warn > on],
        "done": [due, done, c.announced_on <= c.announce_due],
        "done_late": [due, done, c.announced_on > c.announce_due],
        "excused": [due, c.announce_excuse != "", c.announced_on.is_null()],
    }
    return table[state]


def _warn_on() -> Any:
    """The first day the announcement counts as due soon: of the latest decision, as the other columns."""
    d = m.Duty.alias()
    return d.select(fn.MAX(d.warn_on)).where(d.case_id == m.Case.id, d.kind == "announce")


def _joined(query: Any, filter_: CaseFilter, *, always: bool) -> Any:
    """Join people and units only where the list or its filter needs them: a bare count stays on one index."""
    if always or filter_.keyword.strip() or filter_.unit_id is not None:
        query = query.join_from(m.Case, m.Person).join_from(m.Person, m.Unit, JOIN.LEFT_OUTER)
    return query


def count(filter_: CaseFilter) -> int:
    """How many cases the filter leaves."""
    query = _joined(m.Case.select(fn.COUNT(m.Case.id)), filter_, always=False)
    return int(_filtered(query, filter_).scalar() or 0)


def page(filter_: CaseFilter, *, sort: str, descending: bool, offset: int, limit: int) -> list[CaseRow]:
    """One page of the list, read as tuples."""
    c, p, u = m.Case, m.Person, m.Unit
    columns = (
        c.id, p.name, u.name, p.post, c.measures_text, c.document_number, c.decided_on, c.announce_due,
        c.announced_on, c.announce_excuse, _warn_on(), c.period_end, c.form, c.number,
    )  # fmt: skip
    query = _filtered(_joined(c.select(*columns), filter_, always=True), filter_)
    order = [*SORTS[sort], c.id]
    query = query.order_by(*[column.desc() if descending else column.asc() for column in order])
    return [_row(values, filter_.on) for values in query.offset(offset).limit(limit).tuples()]


def _row(values: tuple[Any, ...], on: date) -> CaseRow:
    row = CaseRow(*values)
    warn_on = date.fromisoformat(row.warn_on) if isinstance(row.warn_on, str) else row.warn_on
    return replace(row, unit=row.unit or "", warn_on=warn_on, state=_state(row, warn_on, on))


def _state(row: CaseRow, warn_on: date | None, on: date) -> str:
    """The same answer as the filter gives (`_state_terms`), for one row."""
    if row.decided_on is None:
        return "undecided"
    if row.announce_due is None:
        return ""
    duty = Duty(
        kind=DutyKind.ANNOUNCE, subject="decision", subject_id=0, person_id=0, counted_from=row.decided_on,
        due_on=row.announce_due, warn_on=warn_on or row.announce_due, done_on=row.announced_on,
        excuse=row.announce_excuse,
    )  # fmt: skip
    return state_of(duty, on).value


def file_of(case_id: int) -> CaseFile | None:
    """The case with its person and all its decisions, or None."""
    row = m.Case.get_or_none(m.Case.id == case_id)
    if row is None:
        return None
    person = people.get(row.person_id)
    if person is None:
        return None
    return CaseFile(person=person, case=value_of(row, Case), decisions=decisions_of(case_id))


def files_of_person(person_id: int) -> list[CaseFile]:
    """All living cases of a person, the oldest decision first."""
    query = m.Case.select(m.Case.id).where(m.Case.person_id == person_id, m.Case.deleted_at.is_null())
    files = [file_of(case_id) for (case_id,) in query.order_by(m.Case.id).tuples()]
    return [file for file in files if file]


def decisions_of(case_id: int) -> tuple[Decision, ...]:
    """The decisions of a case in the order they were entered, with what hangs on them."""
    rows = m.Decision.select().where(m.Decision.case_id == case_id).order_by(m.Decision.id)
    return tuple(_decision(row) for row in rows)


def _decision(row: Any) -> Decision:
    measures = m.Measure.select().where(m.Measure.decision_id == row.id).order_by(m.Measure.id)
    items = m.ExecutionItem.select().where(m.ExecutionItem.decision_id == row.id).order_by(m.ExecutionItem.id)
    announcement = m.Announcement.get_or_none(m.Announcement.decision_id == row.id)
    return value_of(
        row,
        Decision,
        measures=tuple(value_of(measure, Measure) for measure in measures),
        items=tuple(value_of(item, ExecutionItem) for item in items),
        announcement=value_of(announcement, Announcement) if announcement else None,
    )


def save(tx: Transaction, file: CaseFile) -> CaseFile:
    """Insert or update the case and its decisions. The person must have been saved before."""
    case = replace(file.case, person_id=file.person.id)
    if case.id is None:
        case = replace(case, uid=case.uid or uuid.uuid4().hex)
        case = replace(case, id=tx.insert(m.Case, columns_of(case, m.Case)))
    else:
        _update(tx, m.Case, case.id, columns_of(case, m.Case, leave=("uid",)))
    decisions = tuple(save_decision(tx, replace(d, case_id=case.id)) for d in file.decisions)
    return replace(file, case=case, decisions=decisions)


def save_decision(tx: Transaction, decision: Decision) -> Decision:
    """Insert or update one decision with its measures; measures no longer in it are removed."""
    if decision.id is None:
        decision = replace(decision, uid=decision.uid or uuid.uuid4().hex)
        decision = replace(decision, id=tx.insert(m.Decision, columns_of(decision, m.Decision)))
    else:
        _update(tx, m.Decision, decision.id, columns_of(decision, m.Decision, leave=("uid",)))
    kept = []
    for given in decision.measures:
        measure = replace(given, decision_id=decision.id)
        values = columns_of(measure, m.Measure, leave=MEASURE_INDEX)
        if measure.id is None:
            kept.append(replace(measure, id=tx.insert(m.Measure, values)))
        else:
            _update(tx, m.Measure, measure.id, values)
            kept.append(measure)
    stay = {measure.id for measure in kept}
    for (gone,) in m.Measure.select(m.Measure.id).where(m.Measure.decision_id == decision.id).tuples():
        if gone not in stay:
            tx.remove(m.Measure, gone)
    return replace(decision, measures=tuple(kept))


def _update(tx: Transaction, model: type[Any], record_id: int, values: dict[str, Any]) -> None:
    row = model.get_by_id(record_id)
    differing = changed({name: getattr(row, name) for name in values}, values)
    if differing:
        tx.update(model, record_id, differing)


def save_announcement(tx: Transaction, item: Announcement) -> Announcement:
    """Insert or update the announcement of a decision."""
    values = columns_of(item, m.Announcement)
    row = m.Announcement.get_or_none(m.Announcement.decision_id == item.decision_id)
    if row is None:
        return replace(item, id=tx.insert(m.Announcement, values))
    _update(tx, m.Announcement, row.id, values)
    return replace(item, id=row.id)


def save_item(tx: Transaction, item: ExecutionItem) -> ExecutionItem:
    """Insert or update one execution item (one per kind and decision)."""
    values = columns_of(item, m.ExecutionItem)
    row = m.ExecutionItem.get_or_none(
        (m.ExecutionItem.decision_id == item.decision_id) & (m.ExecutionItem.kind == item.kind)
    )
    if row is None:
        return replace(item, id=tx.insert(m.ExecutionItem, values))
    _update(tx, m.ExecutionItem, row.id, values)
    return replace(item, id=row.id)


def save_measure(tx: Transaction, measure: Measure) -> None:
    """Update what was recorded of one measure (extension, restoration, revocation)."""
    if measure.id is not None:
        _update(tx, m.Measure, measure.id, columns_of(measure, m.Measure, leave=MEASURE_INDEX))


def set_deleted(tx: Transaction, case_id: int, at: datetime | None) -> None:
    """Into the recycle bin (a time) or out of it (None)."""
    tx.update(m.Case, case_id, {"deleted_at": at})


def index_case(case_id: int, values: dict[str, Any]) -> None:
    """Rewrite the index columns of a case; not audited, they repeat what the decision says."""
    m.Case.update(**values).where(m.Case.id == case_id).execute()


def index_measure(measure_id: int, values: dict[str, Any]) -> None:
    """Rewrite the computed columns of a measure."""
    m.Measure.update(**values).where(m.Measure.id == measure_id).execute()


def decision(decision_id: int) -> Decision | None:
    """One decision with what hangs on it."""
    row = m.Decision.get_or_none(m.Decision.id == decision_id)
    return _decision(row) if row else None


def with_document_number(number: str, *, but: int | None = None) -> int | None:
    """The case that already bears this document number, if any."""
    query = m.Case.select(m.Case.id).where(m.Case.document_number == number, m.Case.deleted_at.is_null())
    if but is not None:
        query = query.where(m.Case.id != but)
    found: int | None = query.scalar()
    return found


def decided_between(first: date, last: date) -> Iterator[int]:
    """Keys of living cases decided in a span, in order of decision."""
    query = m.Case.select(m.Case.id).where(
        m.Case.deleted_at.is_null(), m.Case.decided_on >= first, m.Case.decided_on <= last
    )
    for (case_id,) in query.order_by(m.Case.decided_on, m.Case.id).tuples():
        yield case_id
