"""Rows of cases, decisions, measures, announcements and execution items."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.appeals import Appeal
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.decision_duties import EXECUTION_KINDS
from jzdesk.domain.duties import Duty, DutyKind, state_of
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.storage import people
from jzdesk.storage.rows import columns_of, index, select, tuples, update
from jzdesk.storage.tables import m

if TYPE_CHECKING:

    from jzdesk.storage.transaction import Transaction

MEASURE_INDEX = ("start_on", "end_on", "computed_end_on", "probation_end_on", "why")
"""Columns of a measure that are computed and so not part of what a clerk records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What the filter line of the cases tab asks for; empty fields do not filter.

    `state` is an announcement state: 'overdue', 'due_soon', 'open', 'done', 'done_late', 'excused', or
    'undecided' (no decision yet), 'none' (nothing to announce); or how it was changed on review: 'changed',
    'revoked', 'appealed' (a review or appeal runs); or how far the execution has come: 'executing', 'executed',
    'items_overdue', 'items_faulty' (something an auditor would find).
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
    change: str
    items_due: int
    items_done: int
    items_faulty: int
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
    "change": (m.Case.change,),
    "items": (m.Case.items_due - m.Case.items_done, m.Case.items_due),
}


CHANGE_STATES = {"changed": ("lighter", "heavier", "expelled"), "revoked": ("revoked",), "appealed": ("appealed",)}


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
    if state in CHANGE_STATES:
        return [c.change.in_(CHANGE_STATES[state])]
    if state in ITEM_STATES:
        return _item_terms(state, on)
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


ITEM_STATES = frozenset({"executing", "executed", "items_overdue", "items_faulty"})


def _item_terms(state: str, on: date) -> list[Any]:
    """How far the execution has come: by the meter of the case, or by its duties."""
    c, d = m.Case, m.Duty
    if state == "items_overdue":
        late = d.select(d.case_id).where(d.is_open == True, d.due_on < on, d.kind.in_(sorted(EXECUTION_KINDS)))  # noqa: E712
        return [c.id.in_(late)]
    table = {
        "executing": [c.items_due > c.items_done],
        "executed": [c.items_due > 0, c.items_due == c.items_done],
        "items_faulty": [c.items_faulty > 0],
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
    """One page of the list, read as tuples: first which cases, then their columns, so that what a row costs is
    paid for the rows of the page only."""
    c, p, u = m.Case, m.Person, m.Unit
    order = [*SORTS[sort], c.id]
    always = sort in ("person", "unit", "post")
    keys = _filtered(_joined(c.select(c.id), filter_, always=always), filter_)
    keys = keys.order_by(*[column.desc() if descending else column.asc() for column in order])
    ids = [key for (key,) in keys.offset(offset).limit(limit).tuples()]
    columns = (
        c.id, p.name, u.name, p.post, c.measures_text, c.document_number, c.decided_on, c.announce_due,
        c.announced_on, c.announce_excuse, _warn_on(), c.period_end, c.form, c.number, c.change,
        c.items_due, c.items_done, c.items_faulty,
    )  # fmt: skip
    query = _joined(c.select(*columns), filter_, always=True).where(c.id.in_(ids))
    found = {values[0]: _row(values, filter_.on) for values in query.tuples()}
    return [found[key] for key in ids if key in found]


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
    found = select(m.Case, Case, "WHERE t.id = ?", case_id)
    person = people.get(found[0].person_id or 0) if found else None
    if person is None:
        return None
    return CaseFile(
        person=person, case=found[0], decisions=decisions_of(case_id), appeals=appeals_of(case_id),
        annual=people.annual_records(person.id or 0),
    )  # fmt: skip


def files_of_person(person_id: int) -> list[CaseFile]:
    """All living cases of a person, in the order they were entered."""
    found = select(m.Case, Case, "WHERE t.person_id = ? AND t.deleted_at IS NULL ORDER BY t.id", person_id)
    person = people.get(person_id) if found else None
    if person is None:
        return []
    annual = people.annual_records(person_id)
    return [
        CaseFile(
            person=person, case=case, decisions=decisions_of(case.id or 0), appeals=appeals_of(case.id or 0),
            annual=annual,
        )
        for case in found
    ]  # fmt: skip


def decisions_of(case_id: int) -> tuple[Decision, ...]:
    """The decisions of a case in the order they were entered, with what hangs on them."""
    found = select(m.Decision, Decision, "WHERE t.case_id = ? ORDER BY t.id", case_id)
    return tuple(_whole(decision) for decision in found)


def _whole(decision: Decision) -> Decision:
    hanging = "WHERE t.decision_id = ? ORDER BY t.id"
    announcements = select(m.Announcement, Announcement, hanging, decision.id)
    return replace(
        decision,
        measures=tuple(select(m.Measure, Measure, hanging, decision.id)),
        items=tuple(select(m.ExecutionItem, ExecutionItem, hanging, decision.id)),
        announcement=announcements[0] if announcements else None,
    )


def appeals_of(case_id: int) -> tuple[Appeal, ...]:
    """The reviews and appeals of a case in the order they were entered."""
    return tuple(select(m.Appeal, Appeal, "WHERE t.case_id = ? ORDER BY t.id", case_id))


def save_appeal(tx: Transaction, item: Appeal) -> Appeal:
    """Insert or update a review or appeal."""
    values = columns_of(item, m.Appeal)
    if item.id is None:
        return replace(item, id=tx.insert(m.Appeal, values))
    update(tx, m.Appeal, item.id, values)
    return item


def remove_appeal(tx: Transaction, appeal_id: int) -> None:
    """Take out an appeal entered by mistake; the audit log keeps it."""
    tx.remove(m.Appeal, appeal_id)


def save(tx: Transaction, file: CaseFile) -> CaseFile:
    """Insert or update the case and its decisions. The person must have been saved before."""
    case = replace(file.case, person_id=file.person.id)
    if case.id is None:
        case = replace(case, uid=case.uid or uuid.uuid4().hex)
        case = replace(case, id=tx.insert(m.Case, columns_of(case, m.Case)))
    else:
        update(tx, m.Case, case.id, columns_of(case, m.Case, leave=("uid",)))
    decisions = tuple(save_decision(tx, replace(d, case_id=case.id)) for d in file.decisions)
    return replace(file, case=case, decisions=decisions)


def save_decision(tx: Transaction, decision: Decision) -> Decision:
    """Insert or update one decision with its measures; measures no longer in it are removed."""
    if decision.id is None:
        decision = replace(decision, uid=decision.uid or uuid.uuid4().hex)
        decision = replace(decision, id=tx.insert(m.Decision, columns_of(decision, m.Decision)))
    else:
        update(tx, m.Decision, decision.id, columns_of(decision, m.Decision, leave=("uid",)))
    kept = []
    for given in decision.measures:
        measure = replace(given, decision_id=decision.id)
        values = columns_of(measure, m.Measure, leave=MEASURE_INDEX)
        if measure.id is None:
            kept.append(replace(measure, id=tx.insert(m.Measure, values)))
        else:
            update(tx, m.Measure, measure.id, values)
            kept.append(measure)
    stay = {measure.id for measure in kept}
    for (gone,) in tuples(m.Measure, ("id",), "WHERE t.decision_id = ?", decision.id):
        if gone not in stay:
            tx.remove(m.Measure, gone)
    return replace(decision, measures=tuple(kept))


def save_announcement(tx: Transaction, item: Announcement) -> Announcement:
    """Insert or update the announcement of a decision."""
    values = columns_of(item, m.Announcement)
    found = tuples(m.Announcement, ("id",), "WHERE t.decision_id = ?", item.decision_id)
    if not found:
        return replace(item, id=tx.insert(m.Announcement, values))
    update(tx, m.Announcement, found[0][0], values)
    return replace(item, id=found[0][0])


def save_item(tx: Transaction, item: ExecutionItem) -> ExecutionItem:
    """Insert or update one execution item (one per kind, part and decision)."""
    values = columns_of(item, m.ExecutionItem)
    key = "WHERE t.decision_id = ? AND t.kind = ? AND t.part = ?"
    found = tuples(m.ExecutionItem, ("id",), key, item.decision_id, item.kind, item.part)
    if not found:
        return replace(item, id=tx.insert(m.ExecutionItem, values))
    update(tx, m.ExecutionItem, found[0][0], values)
    return replace(item, id=found[0][0])


def remove_item(tx: Transaction, item_id: int) -> None:
    """Take out an execution item added by mistake."""
    tx.remove(m.ExecutionItem, item_id)


def save_measure(tx: Transaction, measure: Measure) -> None:
    """Update what was recorded of one measure (extension, restoration, revocation)."""
    if measure.id is not None:
        update(tx, m.Measure, measure.id, columns_of(measure, m.Measure, leave=MEASURE_INDEX))


def set_deleted(tx: Transaction, case_id: int, at: datetime | None) -> None:
    """Into the recycle bin (a time) or out of it (None)."""
    tx.update(m.Case, case_id, {"deleted_at": at})


def is_deleted(case_id: int) -> bool:
    """Whether the case lies in the recycle bin."""
    return bool(tuples(m.Case, ("id",), "WHERE t.id = ? AND t.deleted_at IS NOT NULL", case_id))


def index_case(case_id: int, values: dict[str, Any]) -> None:
    """Rewrite the index columns of a case; not audited, they repeat what the decision says."""
    index(m.Case, case_id, values)


def index_measure(measure_id: int, values: dict[str, Any]) -> None:
    """Rewrite the computed columns of a measure."""
    index(m.Measure, measure_id, values)


def decision(decision_id: int) -> Decision | None:
    """One decision with what hangs on it."""
    found = select(m.Decision, Decision, "WHERE t.id = ?", decision_id)
    return _whole(found[0]) if found else None


def with_document_number(number: str, *, but: int | None = None) -> int | None:
    """The case that already bears this document number, if any."""
    query = m.Case.select(m.Case.id).where(m.Case.document_number == number, m.Case.deleted_at.is_null())
    if but is not None:
        query = query.where(m.Case.id != but)
    found: int | None = query.scalar()
    return found
