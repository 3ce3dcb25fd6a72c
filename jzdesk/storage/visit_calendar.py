"""Visits by month: how many on which day by whom, and those of one day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from jzdesk.storage.models import proxy

_VISITOR = """COALESCE(NULLIF(v.visitor, ''), (SELECT MIN(t.name) FROM team_member t
    WHERE t.dossier_id = v.dossier_id AND t.role = 'head' AND t.left_on IS NULL), '')"""
"""Who goes: the one the visit names, else the head of the team, else nobody yet."""

_SPAN = """(SELECT * FROM visit WHERE held_on BETWEEN :first AND :last
    UNION ALL SELECT * FROM visit WHERE planned_on BETWEEN :first AND :last AND held_on IS NULL AND excuse = '')"""
"""Held in the span, or planned in it and still to be held: each part by an index of its own."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many visits of one visitor fall on a day, and how many of them were held. `together` are in groups."""

    on: date
    visitor: str
    count: int
    held: int
    together: int


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """One visit as the calendar shows it; `id` is the visit's, `on` the day it was held or is planned on."""

    id: int
    dossier_id: int
    on: date
    person: str
    unit: str
    post: str
    measures: str
    ordinal: int
    kind: str
    held_on: date | None
    planned_on: date | None
    visitor: str
    start_time: str
    place: str
    talkers: tuple[str, ...]
    group_key: str
    moved_reason: str
    category: str
    by_hand: bool


def _all(sql: str, values: dict[str, Any]) -> list[Any]:
    """Rows of a query with named values; `:name` stands for each of them."""
    return list(proxy.obj.execute_sql(sql, values).fetchall())


def counts(first: date, last: date) -> list[DayCount]:
    """Visits of a span by day and visitor, in order of the days."""
    sql = f"""SELECT COALESCE(v.held_on, v.planned_on), {_VISITOR} AS visitor, COUNT(*), COUNT(v.held_on),
        SUM(v.group_key <> '') FROM {_SPAN} v JOIN dossier d ON d.id = v.dossier_id
        WHERE d.deleted_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2"""
    rows = _all(sql, {"first": first.isoformat(), "last": last.isoformat()})
    return [DayCount(date.fromisoformat(on), visitor, count, held, together) for on, visitor, count, held, together in rows]


_COLUMNS = f"""v.id, v.dossier_id, COALESCE(v.held_on, v.planned_on) AS day, p.name, COALESCE(u.name, ''), p.post,
    d.measures_text, v.ordinal, v.kind, v.held_on, v.planned_on, {_VISITOR} AS who, v.start_time, v.place, v.talkers,
    v.group_key, v.moved_reason, d.category, v.planned_by_rule = 0"""

_JOINED = """JOIN dossier d ON d.id = v.dossier_id JOIN person p ON p.id = d.person_id
    LEFT JOIN unit u ON u.id = p.unit_id WHERE d.deleted_at IS NULL"""


def between(first: date, last: date, visitor: str | None = None) -> list[CalendarVisit]:
    """The visits of a span, all or those of one visitor ('' for those nobody is named for), in order of the day and
    the hour, those of a group together."""
    mine = "AND who = :visitor" if visitor is not None else ""
    order = "day, v.start_time = '', v.start_time, v.group_key, u.name, v.id"
    sql = f"SELECT {_COLUMNS} FROM {_SPAN} v {_JOINED} {mine} ORDER BY {order}"
    return _visits(sql, {"first": first.isoformat(), "last": last.isoformat(), "visitor": visitor})


def overdue(before: date, visitor: str | None = None) -> list[CalendarVisit]:
    """Visits planned before a day that were neither held nor excused, of those who are still due, the oldest first."""
    mine = "AND who = :visitor" if visitor is not None else ""
    span = "(SELECT * FROM visit WHERE planned_on < :before AND held_on IS NULL AND excuse = '')"
    due = "AND d.excluded = '' AND d.closed_on IS NULL"
    sql = f"SELECT {_COLUMNS} FROM {span} v {_JOINED} {due} {mine} ORDER BY day, v.id"
    return _visits(sql, {"before": before.isoformat(), "visitor": visitor})


def count_overdue(before: date, visitor: str | None = None) -> int:
    """How many `overdue` finds."""
    mine = f"AND {_VISITOR} = :visitor" if visitor is not None else ""
    sql = f"""SELECT COUNT(*) FROM visit v JOIN dossier d ON d.id = v.dossier_id WHERE v.planned_on < :before
        AND v.held_on IS NULL AND v.excuse = '' AND d.deleted_at IS NULL AND d.excluded = '' AND d.closed_on IS NULL {mine}"""
    return int(_all(sql, {"before": before.isoformat(), "visitor": visitor})[0][0])


def of_group(key: str) -> list[CalendarVisit]:
    """Everybody of a group visit."""
    sql = f"SELECT {_COLUMNS} FROM visit v {_JOINED} AND v.group_key = :key ORDER BY u.name, v.id"
    return _visits(sql, {"key": key})


def dossiers_of(visit_ids: list[int]) -> dict[int, int]:
    """The dossier of each of these visits."""
    found: dict[int, int] = {}
    for start in range(0, len(visit_ids), 400):
        keys = {f"k{n}": key for n, key in enumerate(visit_ids[start : start + 400])}
        marks = ", ".join(f":{name}" for name in keys)
        found |= dict(_all(f"SELECT id, dossier_id FROM visit WHERE id IN ({marks})", keys))
    return found


def visitors() -> list[str]:
    """Who visits: named for a visit to come or head of a team, in order of the name."""
    sql = "SELECT DISTINCT visitor FROM dossier WHERE deleted_at IS NULL AND closed_on IS NULL AND visitor <> '' ORDER BY 1"
    return [name for (name,) in _all(sql, {})]


def _visits(sql: str, values: dict[str, Any]) -> list[CalendarVisit]:
    return [_visit(row) for row in _all(sql, values)]


def _visit(row: Any) -> CalendarVisit:
    row = list(row)
    for at in (2, 9, 10):
        row[at] = date.fromisoformat(row[at]) if row[at] else None
    row[14], row[18] = tuple(json.loads(row[14] or "[]")), bool(row[18])
    return CalendarVisit(*row)
