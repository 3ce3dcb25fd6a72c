"""Rows of dossiers, mentors, teams, visits and assessments."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from jzdesk.domain.assessments import Assessment
from jzdesk.domain.dossiers import Dossier, DossierFile, Mentor, MentorNote, TeamMember
from jzdesk.domain.visits import Visit
from jzdesk.storage import archive_lists, people, rows
from jzdesk.storage.rows import V, columns_of, next_number_after, select, tuples, update, value_of
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jzdesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFilter:
    """What the filter line of the revisit tab asks for.

    `state`: 'visit_overdue', 'visit_soon', 'no_mentor', 'assess_due', 'in_period', 'expired', 'excluded', 'closed',
    'follow_overdue', 'after_assessment' (forwarding or a consequence overdue), 'archived', 'to_add' (something came
    since it was archived), 'lost' (not found `lost_least` times in a row), 'parts_missing' (a part of the file is
    missing that it must hold today), 'mentor_due' (a mentor is to be named, also one more or another).
    `visitor` is who is to hold the next talk, '' nobody yet, None anybody.
    What is due is read from the index of duties, so that list, board and rates say the same.
    """

    on: date
    keyword: str = ""
    unit_id: int | None = None
    state: str = ""
    category: str = ""
    visitor: str | None = None
    lost_least: int = 2
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One line of the list of dossiers."""

    id: int
    person: str
    unit: str
    post: str
    measures: str
    decided_on: date | None
    period_end: date | None
    mentor: str
    visits_due: int
    visits_held: int
    last_visit_on: date | None
    next_visit_on: date | None
    assessed_on: date | None
    result: str
    excluded: str
    closed_on: date | None
    number: str
    visit_due_on: date | None
    visit_warn_on: date | None
    assess_due_on: date | None
    assess_warn_on: date | None
    mentor_wanted: bool
    archived_on: date | None = None
    follow_due_on: date | None = None
    after_due_on: date | None = None
    lost_visits: int = 0
    category: str = ""
    visitor: str = ""
    parts_held: int = 0
    parts_due: int = 0
    to_add: bool = False


SORTS: dict[str, Any] = {
    "decided_on": m.Dossier.decided_on,
    "next_visit_on": m.Dossier.next_visit_on,
    "last_visit_on": m.Dossier.last_visit_on,
    "period_end": m.Dossier.period_end,
    "assessed_on": m.Dossier.assessed_on,
    "number": m.Dossier.number,
    "mentor": m.Dossier.mentor_name,
    "visits_held": m.Dossier.visits_held,
    "result": m.Dossier.result,
    "complete": m.Dossier.parts_held * 1000 / fn.MAX(m.Dossier.parts_due, 1),
    "person": m.Person.name,
    "unit": m.Unit.name,
    "post": m.Person.post,
    "measures": m.Dossier.measures_text,
    "category": m.Dossier.category,
    "visitor": m.Dossier.visitor,
}


def _open_duties(kind: str) -> Any:
    return m.Duty.select(m.Duty.dossier_id).where(m.Duty.kind == kind, m.Duty.is_open == True)  # noqa: E712


def _state_terms(filter_: DossierFilter) -> list[Any]:
    d, on = m.Dossier, filter_.on
    active = (d.excluded == "") & d.closed_on.is_null()
    visits, assessments = _open_duties("visit"), _open_duties("assess")
    overdue = visits.where(m.Duty.due_on < on)
    table: dict[str, list[Any]] = {
        "visit_overdue": [active, d.id.in_(overdue)],
        "visit_soon": [active, d.id.in_(visits.where(m.Duty.due_on >= on, m.Duty.warn_on <= on))],
        "no_mentor": [active, d.mentor_name == "", d.id.in_(_mentor_duties())],
        "mentor_due": [active, d.id.in_(_open_duties("name_mentor")), d.period_end.is_null() | (d.period_end >= on)],
        "lost": [active, d.lost_visits >= filter_.lost_least],
        "assess_due": [active, d.id.in_(assessments.where(m.Duty.warn_on <= on))],
        "in_period": [active, d.period_end >= on],
        "expired": [active, d.period_end < on],
        "parts_missing": [d.closed_on.is_null(), d.parts_held < d.parts_due],
        "excluded": [d.excluded != "", d.closed_on.is_null()],
        "closed": [d.closed_on.is_null(False), d.archived_on.is_null()],
        "archived": [d.archived_on.is_null(False)],
        "to_add": [d.id.in_(sorted(archive_lists.to_add()) if filter_.state == "to_add" else ())],
        "follow_overdue": [active, d.id.in_(_open_duties("follow_up").where(m.Duty.due_on < on))],
        "after_assessment": [d.closed_on.is_null(), d.id.in_(_after_assessment().where(m.Duty.due_on < on))],
    }
    return table[filter_.state]


def _after_assessment() -> Any:
    kinds = ("forward_assessment", "consequence")
    return m.Duty.select(m.Duty.dossier_id).where(m.Duty.kind.in_(kinds), m.Duty.is_open == True)  # noqa: E712


def _mentor_duties() -> Any:
    """Dossiers that call for a mentor at all: a single talk after 诫勉 does not."""
    return m.Duty.select(m.Duty.dossier_id).where(m.Duty.kind == "name_mentor")


def _filtered(query: Any, filter_: DossierFilter) -> Any:
    terms = [m.Dossier.deleted_at.is_null(not filter_.deleted)]
    if filter_.keyword.strip():
        text = filter_.keyword.strip()
        terms.append(m.Dossier.number.contains(text) | people.keyword(text))
    if filter_.unit_id is not None:
        terms.append(m.Person.unit_id == filter_.unit_id)
    if filter_.category:
        terms.append(m.Dossier.category == filter_.category)
    if filter_.visitor is not None:
        terms += [m.Dossier.visitor == filter_.visitor, m.Dossier.closed_on.is_null()]
    if filter_.state:
        terms.extend(_state_terms(filter_))
    return query.where(*terms)


def _joined(query: Any) -> Any:
    return query.join_from(m.Dossier, m.Person).join_from(m.Person, m.Unit, JOIN.LEFT_OUTER)


def count(filter_: DossierFilter) -> int:
    """How many dossiers the filter leaves."""
    query = m.Dossier.select(fn.COUNT(m.Dossier.id))
    if filter_.keyword.strip() or filter_.unit_id is not None:
        query = _joined(query)
    return int(_filtered(query, filter_).scalar() or 0)


def page(filter_: DossierFilter, *, sort: str, descending: bool, offset: int, limit: int) -> list[DossierRow]:
    """One page of the list, read as tuples."""
    d, p, u = m.Dossier, m.Person, m.Unit
    columns = (
        d.id, p.name, u.name, p.post, d.measures_text, d.decided_on, d.period_end, d.mentor_name, d.visits_due,
        d.visits_held, d.last_visit_on, d.next_visit_on, d.assessed_on, d.result, d.excluded, d.closed_on, d.number,
        d.archived_on, d.lost_visits, d.category, d.visitor, d.parts_held, d.parts_due,
    )  # fmt: skip
    order = [SORTS[sort], d.id]
    query = _filtered(_joined(d.select(*columns)), filter_)
    query = query.order_by(*[column.desc() if descending else column.asc() for column in order])
    lines = list(query.offset(offset).limit(limit).tuples())
    due = _due_facts([line[0] for line in lines])
    found = [_line(line, due.get(line[0], {})) for line in lines]
    shelved = [row.id for row in found if row.archived_on]
    wanting = archive_lists.to_add(shelved) if shelved else frozenset()
    return [replace(row, to_add=row.id in wanting) if row.archived_on else row for row in found]


def _due_facts(dossier_ids: list[int]) -> dict[int, dict[tuple[str, bool], tuple[date, date]]]:
    """By dossier: (kind, open) → the earliest due and warning days. Asked for the lines of one page only: joined
    into the page's query they would be worked out for every dossier before sorting."""
    d = m.Duty
    query = d.select(d.dossier_id, d.kind, d.is_open, fn.MIN(d.due_on), fn.MIN(d.warn_on))
    query = query.where(d.dossier_id.in_(dossier_ids)).group_by(d.dossier_id, d.kind, d.is_open)
    found: dict[int, dict[tuple[str, bool], tuple[date, date]]] = {}
    for dossier_id, kind, is_open, due_on, warn_on in query.tuples():
        found.setdefault(dossier_id, {})[kind, bool(is_open)] = (_day(due_on), _day(warn_on))
    return found


def _day(value: Any) -> date:
    """An aggregate comes back as the text SQLite holds."""
    day: date = date.fromisoformat(value) if isinstance(value, str) else value
    return day


def _line(plain: tuple[Any, ...], due: dict[tuple[str, bool], tuple[date, date]]) -> DossierRow:
    visit = due.get(("visit", True), (None, None))
    assess = due.get(("assess", True), (None, None))
    mentor, excluded = plain[7], plain[14]
    called_for = ("name_mentor", True) in due or ("name_mentor", False) in due
    wanted = called_for and not mentor and not excluded
    after = [due[kind, True][0] for kind in ("forward_assessment", "consequence") if (kind, True) in due]
    follow = due.get(("follow_up", True), (None, None))[0]
    *shown, archived_on, lost, category, visitor, held, parts = plain
    values: list[Any] = [*shown, *visit, *assess, wanted, archived_on, follow, min(after, default=None)]
    values += [lost, category, visitor, held, parts]
    return DossierRow(*values)


def of_person(person_id: int) -> DossierFile | None:
    """The one dossier of a person, or None."""
    return _file("WHERE t.person_id = ?", person_id)


def file_of(dossier_id: int) -> DossierFile | None:
    """The dossier with everything that hangs on it, or None."""
    return _file("WHERE t.id = ?", dossier_id)


_REPEATED = ("measures_text", "decided_on", "period_start", "period_end")
"""Columns of the index that a file shows with its dossier."""


def _file(tail: str, key: int) -> DossierFile | None:
    found = select(m.Dossier, Dossier, tail, key)
    dossier = found[0] if found else None
    person = people.get(dossier.person_id or 0) if dossier else None
    if dossier is None or person is None:
        return None
    (repeated,) = tuples(m.Dossier, _REPEATED, "WHERE t.id = ?", dossier.id)
    return DossierFile(
        dossier=dossier,
        person=person,
        mentors=_all(m.Mentor, Mentor, dossier.id),
        team=_all(m.TeamMember, TeamMember, dossier.id),
        visits=_all(m.Visit, Visit, dossier.id, "t.ordinal, "),
        assessments=_all(m.Assessment, Assessment, dossier.id),
        notes=_all(m.MentorNote, MentorNote, dossier.id, "t.noted_on, "),
        annual=people.annual_records(person.id or 0),
        **dict(zip(_REPEATED, repeated, strict=True)),
    )


def _all(model: Any, cls: type[V], dossier_id: int | None, order: str = "") -> tuple[V, ...]:
    return tuple(select(model, cls, f"WHERE t.dossier_id = ? ORDER BY {order}t.id", dossier_id))


def _save(tx: Transaction, model: type[Any], value: Any, leave: tuple[str, ...] = ()) -> Any:
    values = columns_of(value, model, leave=leave)
    if value.id is None:
        return replace(value, id=tx.insert(model, values))
    update(tx, model, value.id, values)
    return value


def save(tx: Transaction, dossier: Dossier) -> Dossier:
    """Insert or update a dossier."""
    if dossier.id is None:
        dossier = replace(dossier, uid=dossier.uid or uuid.uuid4().hex)
    saved: Dossier = _save(tx, m.Dossier, dossier)
    return saved


def save_mentor(tx: Transaction, mentor: Mentor) -> Mentor:
    """Insert or update a mentor."""
    saved: Mentor = _save(tx, m.Mentor, mentor)
    return saved


def save_note(tx: Transaction, item: MentorNote) -> MentorNote:
    """Insert or update an entry of a mentor's notes."""
    saved: MentorNote = _save(tx, m.MentorNote, item)
    return saved


def remove_note(tx: Transaction, note_id: int) -> None:
    """Take out an entry made by mistake; the audit log keeps it."""
    tx.remove(m.MentorNote, note_id)


def save_member(tx: Transaction, member: TeamMember) -> TeamMember:
    """Insert or update a member of the visit team."""
    saved: TeamMember = _save(tx, m.TeamMember, member)
    return saved


def save_visit(tx: Transaction, visit: Visit) -> Visit:
    """Insert or update a visit."""
    saved: Visit = _save(tx, m.Visit, visit)
    return saved


def remove_visit(tx: Transaction, visit_id: int) -> None:
    """Take a planned visit out of the plan; a held one is never removed."""
    tx.remove(m.Visit, visit_id)


def visit(visit_id: int) -> Visit | None:
    """One visit."""
    found = select(m.Visit, Visit, "WHERE t.id = ?", visit_id)
    return found[0] if found else None


def visits_between(first: date, last: date) -> list[Visit]:
    """Visits held in a span, or planned in it and not yet held nor excused, in order of date."""
    day = fn.COALESCE(m.Visit.held_on, m.Visit.planned_on)
    query = m.Visit.select().join(m.Dossier).where(m.Dossier.deleted_at.is_null())
    query = query.where(day >= first, day <= last, m.Visit.excuse == "").order_by(day, m.Visit.id)
    return [value_of(row, Visit) for row in query]


def save_assessment(tx: Transaction, item: Assessment) -> Assessment:
    """Insert or update an assessment."""
    saved: Assessment = _save(tx, m.Assessment, item)
    return saved


def index(dossier_id: int, values: Mapping[str, Any]) -> None:
    """Rewrite the index columns of a dossier."""
    rows.index(m.Dossier, dossier_id, values)


def set_deleted(tx: Transaction, dossier_id: int, at: datetime | None) -> None:
    """Into the recycle bin (a time) or out of it (None)."""
    tx.update(m.Dossier, dossier_id, {"deleted_at": at})


def is_deleted(dossier_id: int) -> bool:
    """Whether the dossier lies in the recycle bin."""
    return bool(tuples(m.Dossier, ("id",), "WHERE t.id = ? AND t.deleted_at IS NOT NULL", dossier_id))


def with_archive_number(number: str, *, but: int) -> str:
    """The name of the person whose archived file has this number, other than that of one dossier; '' for nobody's."""
    d = m.Dossier
    query = d.select(m.Person.name).join(m.Person, on=d.person_id == m.Person.id)
    found = query.where(d.archive_number == number, d.id != but, d.archived_on.is_null(False)).tuples().first()
    return str(found[0]) if found else ""


def next_number(year: int) -> str:
    """The next running number of a year: 'HF2026-0001'."""
    return next_number_after(m.Dossier, f"HF{year}-", digits=4)


def mentors_named(text: str, limit: int = 12) -> list[Mentor]:
    """People who have been mentors, for completion."""
    query = m.Mentor.select().where(m.Mentor.name.contains(text.strip())).order_by(m.Mentor.name, m.Mentor.id.desc())
    seen: dict[str, Mentor] = {}
    for row in query.limit(200):
        seen.setdefault(row.name, value_of(row, Mentor))
    return list(seen.values())[:limit]


def talkers(limit: int = 60) -> list[str]:
    """Names of people who have held talks lately, the most recent first, then of members of visit teams."""
    query = m.Visit.select(m.Visit.talkers).where(m.Visit.held_on.is_null(False)).order_by(m.Visit.held_on.desc())
    names: dict[str, None] = {}
    for (words,) in query.limit(200).tuples():
        names.update(dict.fromkeys(words))
    members = m.TeamMember.select(m.TeamMember.name).where(m.TeamMember.left_on.is_null())
    for (name,) in members.order_by(m.TeamMember.id.desc()).limit(200).tuples():
        names.setdefault(name, None)
    return list(names)[:limit]


def members_named(limit: int = 200) -> list[tuple[str, str]]:
    """Names and posts of team members, the latest first, each name once."""
    query = m.TeamMember.select(m.TeamMember.name, m.TeamMember.post).order_by(m.TeamMember.id.desc())
    seen: dict[str, str] = {}
    for name, post in query.limit(5 * limit).tuples():
        seen.setdefault(name, post)
    return list(seen.items())[:limit]


def places(text: str = "", limit: int = 12) -> list[str]:
    """Places of talks that contain the text, the most used first."""
    query = m.Visit.select(m.Visit.place).where(m.Visit.place != "", m.Visit.place.contains(text.strip()))
    query = query.group_by(m.Visit.place).order_by(fn.COUNT(m.Visit.id).desc(), m.Visit.place)
    return [place for (place,) in query.limit(limit).tuples()]


def ids() -> list[int]:
    """Keys of living dossiers."""
    query = m.Dossier.select(m.Dossier.id).where(m.Dossier.deleted_at.is_null()).order_by(m.Dossier.id)
    return [i for (i,) in query.tuples()]


def to_recount(on: date) -> list[int]:
    """Dossiers of which another part may have fallen due by a day, since their parts were counted."""
    d = m.Dossier
    query = d.select(d.id).where(d.deleted_at.is_null(), d.parts_until <= on).order_by(d.id)
    return [key for (key,) in query.tuples()]
