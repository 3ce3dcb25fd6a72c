"""Mentors in office as a list: how many people each of them helps, and how their notes stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from jzdesk.storage.tables import m


@dataclass(frozen=True, slots=True)
class MentorRow:
    """One mentor in office. Dossiers know their mentors by name, so those of one name are one line; `post` is the
    one given last. `too_many`: he helps more people than the county allows."""

    id: int
    name: str
    post: str
    phone: str
    people: int
    last_note_on: date | None
    next_note_on: date | None
    overdue: int
    too_many: bool


@dataclass(frozen=True, slots=True)
class HelpedRow:
    """One person a mentor helps; `id` is the dossier's."""

    id: int
    person: str
    unit: str
    post: str
    measures: str
    appointed_on: date | None
    period_end: date | None
    last_note_on: date | None
    note_due_on: date | None
    note_warn_on: date | None


def _now() -> Any:
    """Mentors in office of dossiers that are followed."""
    x, d = m.Mentor, m.Dossier
    return x.ended_on.is_null() & d.deleted_at.is_null() & d.closed_on.is_null()


def in_office(on: date, most: int, keyword: str = "") -> list[MentorRow]:
    """Mentors in office, those who help the most people first."""
    x, d = m.Mentor, m.Dossier
    query = x.select(x.id, x.name, x.post, x.phone, x.dossier_id).join(d, on=x.dossier_id == d.id).where(_now())
    if keyword.strip():
        query = query.where(x.name.contains(keyword.strip()) | x.post.contains(keyword.strip()))
    groups: dict[str, list[Any]] = {}
    for line in query.order_by(x.id.desc()).tuples():
        groups.setdefault(line[1], []).append(line)
    open_notes, last = _open_notes(), _last_notes()
    found = []
    for name, lines in groups.items():
        due = [open_notes[line[4]] for line in lines if line[4] in open_notes]
        people = len({line[4] for line in lines})
        found.append(
            MentorRow(
                lines[0][0], name, _first(lines, 2), _first(lines, 3), people, last.get(name), min(due, default=None),
                sum(day < on for day in due), people > most,
            )
        )  # fmt: skip
    return sorted(found, key=lambda row: (not row.too_many, -row.overdue, -row.people, row.name))


def _first(lines: list[Any], place: int) -> str:
    """What was given last: the lines come newest first."""
    return next((line[place] for line in lines if line[place]), "")


def _open_notes() -> dict[int, date]:
    t = m.Duty
    query = t.select(t.dossier_id, t.due_on).where(t.kind == "mentor_note", t.is_open == True)  # noqa: E712
    return dict(query.tuples())


def _last_notes() -> dict[str, date]:
    """By name of the mentor in office the day of his last note."""
    n, x = m.MentorNote, m.Mentor
    query = n.select(x.name, fn.MAX(n.noted_on)).join(x, on=n.mentor_id == x.id).where(x.ended_on.is_null())
    rows = query.group_by(x.name).tuples()
    return {name: date.fromisoformat(day) if isinstance(day, str) else day for name, day in rows if day}


def helped_by(name: str) -> list[HelpedRow]:
    """Whom a mentor helps now, the note that is due first on top."""
    x, d, p, u, t = m.Mentor, m.Dossier, m.Person, m.Unit, m.Duty
    due = (t.dossier_id == d.id) & (t.kind == "mentor_note") & (t.is_open == True)  # noqa: E712
    query = (
        x.select(
            d.id, p.name, u.name, p.post, d.measures_text, x.appointed_on, d.period_end, d.last_note_on, t.due_on,
            t.warn_on,
        )
        .join(d, on=x.dossier_id == d.id)
        .join(p, on=d.person_id == p.id)
        .join(u, JOIN.LEFT_OUTER, on=p.unit_id == u.id)
        .join(t, JOIN.LEFT_OUTER, on=due)
        .where(_now(), x.name == name)
        .order_by(t.due_on.is_null(), t.due_on, d.id)
    )  # fmt: skip
    return [HelpedRow(line[0], line[1], line[2] or "", *line[3:]) for line in query.tuples()]
