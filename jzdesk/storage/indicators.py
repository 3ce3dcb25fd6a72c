"""What the indicators count, straight from the index of duties: bare columns, for tens of thousands of people at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain.duties import Duty
from jzdesk.storage.rows import select
from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class Due(NamedTuple):
    """One duty as far as a rate needs it; days are ISO texts."""

    kind: str
    person_id: int
    due_on: str
    done_on: str | None
    excuse: str


class Excluded(NamedTuple):
    """A person not due for visits, by the code of the list visit_exclusion."""

    person_id: int
    dossier_id: int
    code: str


class Home(NamedTuple):
    """Where a person works."""

    unit_id: int | None
    name: str
    post: str


def _ask(sql: str, *params: object) -> list[tuple]:  # type: ignore[type-arg]
    found: list[tuple] = meta_of(m.Duty).database.execute_sql(sql, params).fetchall()  # type: ignore[type-arg]
    return found


def _one_of(values: Iterable[object]) -> str:
    """A parameter for `IN (SELECT value FROM json_each(?))`: any number of keys in one."""
    return json.dumps(list(values))


_LISTED = "IN (SELECT value FROM json_each(?))"
_BARE = "SELECT kind, person_id, due_on, done_on, excuse FROM duty"


_COUNTED = f"kind {_LISTED} AND due_on BETWEEN ? AND ? AND (due_on <= ? OR done_on <= ?)"
# what was done since: one pass over the table is quicker than a hundred thousand look-ups by an index (the pluses)
_OPEN_THEN = (
    f"is_open = 1 AND due_on < ? AND kind {_LISTED}",
    f"+is_open = 0 AND done_on > ? AND +due_on < ? AND +kind {_LISTED}",
)


def due_in(kinds: Sequence[str], first: date, last: date, *, on: date, but: Iterable[int] = ()) -> list[Due]:
    """Duties whose limit ends in a span and has come by a day, or which were done by it; but those of some people."""
    sql = f"{_BARE} WHERE {_COUNTED} AND person_id NOT {_LISTED}"
    day = on.isoformat()
    rows = _ask(sql, _one_of(kinds), first.isoformat(), last.isoformat(), day, day, _one_of(but))
    return [Due(*row) for row in rows]


def overdue_before(
    kinds: Sequence[str], first: date, *, on: date, past: bool, but: Iterable[int] = ()
) -> list[Due]:
    """Duties whose limit ended before a span and which were still neither done nor excused on a day; `past` says that
    the day lies behind us, so that something may have been done since."""
    wanted, people = _one_of(kinds), _one_of(but)
    still, since = (f"{_BARE} WHERE {condition} AND person_id NOT {_LISTED}" for condition in _OPEN_THEN)
    rows = _ask(still, first.isoformat(), wanted, people)
    if past:
        rows += _ask(since, on.isoformat(), first.isoformat(), wanted, people)
    return [Due(*row) for row in rows]


def whole_due_in(kind: str, first: date, last: date, *, on: date, people: Iterable[int]) -> list[Duty]:
    """The same duties of one kind and of these people whole, by their limit."""
    tail = f"WHERE {_COUNTED} AND person_id {_LISTED} ORDER BY due_on, id"
    day = on.isoformat()
    return select(
        m.Duty, Duty, tail, _one_of([kind]), first.isoformat(), last.isoformat(), day, day, _one_of(people)
    )


def whole_overdue_before(kind: str, first: date, *, on: date, people: Iterable[int]) -> list[Duty]:
    """The same overdue duties of one kind and of these people whole."""
    wanted, who = _one_of([kind]), _one_of(people)
    still, since = (f"WHERE {condition} AND person_id {_LISTED} ORDER BY due_on, id" for condition in _OPEN_THEN)
    found = select(m.Duty, Duty, still, first.isoformat(), wanted, who)
    return found + select(m.Duty, Duty, since, on.isoformat(), first.isoformat(), wanted, who)


def excluded_in(first: date, last: date, *, on: date, but: Iterable[int] = ()) -> list[Excluded]:
    """People whose period touches a span, not due for visits on a day; but some people."""
    sql = (
        "SELECT person_id, id, excluded FROM dossier WHERE deleted_at IS NULL AND excluded <> '' AND decided_on <= ?"
        " AND (period_end IS NULL OR period_end >= ?) AND (closed_on IS NULL OR closed_on >= ?)"
        f" AND (excluded_on IS NULL OR excluded_on <= ?) AND person_id NOT {_LISTED}"
    )
    days = (last.isoformat(), first.isoformat(), first.isoformat(), on.isoformat())
    return [Excluded(*row) for row in _ask(sql, *days, _one_of(but))]


def homes() -> dict[int, Home]:
    """Where each living person works."""
    rows = _ask("SELECT id, unit_id, name, post FROM person WHERE deleted_at IS NULL")
    return {row[0]: Home(*row[1:]) for row in rows}


def decided_by(on: date, people: Iterable[int]) -> set[int]:
    """Those of some people with a living decision made by a day: everybody else had no duty on it."""
    sql = (
        'SELECT DISTINCT c.person_id FROM "case" AS c CROSS JOIN decision AS d ON d.case_id = c.id'
        f" WHERE c.person_id {_LISTED} AND c.deleted_at IS NULL AND d.decided_on <= ?"
    )
    return {key for (key,) in _ask(sql, _one_of(people), on.isoformat())}
