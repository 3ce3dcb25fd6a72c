"""Counts of a month straight from the records, by other ways than its ledgers are collected: what 勾稽 compares them with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Container


class Announced(NamedTuple):
    """A decision that must be announced: its case, whose it is, its limit, and the day it was announced or set aside."""

    case_id: int
    person_id: int
    due_on: date
    held_on: date | None
    exempted_on: date | None
    excused: bool


class Standing(NamedTuple):
    """Somebody's dossier, or a visit of it."""

    dossier_id: int
    person_id: int


def _ask(sql: str, *params: object) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = meta_of(m.Person).database.execute_sql(sql, params).fetchall()
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def cases_by_form(first: date, last: date) -> list[tuple[int, int, int]]:
    """(case, person, form of handling) of every living case first decided in a span."""
    sql = (
        'SELECT id, person_id, form FROM "case" WHERE deleted_at IS NULL AND form > 0'
        " AND first_decided_on BETWEEN ? AND ? ORDER BY id"
    )
    return [(case, person, form) for case, person, form in _ask(sql, first.isoformat(), last.isoformat())]


def to_announce(first: date, last: date) -> list[Announced]:
    """Every decision of a span that must be announced, with what its announcement says."""
    sql = (
        "SELECT d.case_id, d.person_id, d.due_on, a.held_on, a.exempted_on, d.excuse FROM duty AS d"
        " LEFT JOIN announcement AS a ON a.decision_id = d.subject_id"
        " WHERE d.kind = 'announce' AND d.counted_from BETWEEN ? AND ? ORDER BY d.counted_from, d.id"
    )
    return [
        Announced(case, who, date.fromisoformat(due), _day(held), _day(exempted), bool(excuse))
        for case, who, due, held, exempted, excuse in _ask(sql, first.isoformat(), last.isoformat())
    ]


def under_influence(last: date, but: Container[int]) -> list[Standing]:
    """Everybody with a dossier by a day and a measure in force then whose period ends on that day or later: one neither
    revoked nor replaced, nor ended by 开除党籍 while that stands."""
    sql = (
        "SELECT DISTINCT t.id, t.person_id FROM dossier AS t"
        ' JOIN "case" AS c ON c.person_id = t.person_id AND c.deleted_at IS NULL'
        " JOIN decision AS d ON d.case_id = c.id AND d.decided_on <= ?1"
        " JOIN measure AS x ON x.decision_id = d.id AND x.end_on >= ?1 AND x.revoked_on IS NULL"
        " WHERE t.deleted_at IS NULL AND x.id NOT IN (SELECT replaces_id FROM measure WHERE replaces_id IS NOT NULL)"
        " AND NOT (x.code LIKE 'D%' AND EXISTS (SELECT 1 FROM decision AS e WHERE e.case_id = c.id"
        " AND e.review_kind = 'expelled' AND e.id <> d.id"
        " AND e.id NOT IN (SELECT reviews_id FROM decision WHERE reviews_id IS NOT NULL))) ORDER BY t.id"
    )
    return [Standing(*row) for row in _ask(sql, last.isoformat()) if row[1] not in but]


def visits_planned(first: date, last: date, but: Container[int]) -> list[Standing]:
    """Every visit of a living dossier planned for a span, or held in it without a plan."""
    sql = (
        "SELECT v.dossier_id, t.person_id FROM visit AS v JOIN dossier AS t ON t.id = v.dossier_id"
        " WHERE t.deleted_at IS NULL AND COALESCE(v.planned_on, v.held_on) BETWEEN ? AND ? ORDER BY v.dossier_id, v.id"
    )
    return [Standing(*row) for row in _ask(sql, first.isoformat(), last.isoformat()) if row[1] not in but]


def changed_on_review(first: date, last: date) -> int:
    """How many decisions of a span changed or revoked an earlier one."""
    sql = (
        'SELECT COUNT(*) FROM decision AS d JOIN "case" AS c ON c.id = d.case_id AND c.deleted_at IS NULL'
        " WHERE d.review_kind <> '' AND d.decided_on BETWEEN ? AND ?"
    )
    return int(_ask(sql, first.isoformat(), last.isoformat())[0][0])
