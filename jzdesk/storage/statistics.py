"""What the statistics count, straight from the index of cases: bare columns, for tens of thousands of people at once."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class CaseRow(NamedTuple):
    """A case with the person and what he is counted by; days are ISO texts, `violations` and `eight_rules` JSON lists.
    `living` is 0 for one in the recycle bin."""

    case_id: int
    uid: str
    person_id: int
    form: int
    first_decided_on: str | None
    violations: str
    eight_rules: str
    source: str
    measures_text: str
    document_number: str
    name: str
    post: str
    rank: str
    rank_level: str
    unit: str
    level: str
    living: int


class MeasureRow(NamedTuple):
    """A measure of a case: of which decision, whether that reviews another, and whether a review touched the measure."""

    case_id: int
    decision_id: int
    code: str
    reviewed: int


_COLUMNS = (
    "SELECT c.id, c.uid, c.person_id, c.form, c.first_decided_on, c.violations, c.eight_rules, c.source, c.measures_text,"
    " c.document_number, p.name, p.post, p.rank, p.rank_level, coalesce(u.name, ''), coalesce(u.level, ''),"
    ' c.deleted_at IS NULL FROM "case" AS c JOIN person AS p ON p.id = c.person_id LEFT JOIN unit AS u ON u.id = p.unit_id'
)
_LISTED = "IN (SELECT value FROM json_each(?))"


def _ask(sql: str, *params: object) -> list[tuple]:  # type: ignore[type-arg]
    found: list[tuple] = meta_of(m.Case).database.execute_sql(sql, params).fetchall()  # type: ignore[type-arg]
    return found


def handled(first: date, last: date) -> list[CaseRow]:
    """Living cases with a form of handling first decided in a span, as the index shows them now."""
    where = " WHERE c.deleted_at IS NULL AND c.form > 0 AND c.first_decided_on BETWEEN ? AND ?"
    return [CaseRow(*row) for row in _ask(_COLUMNS + where, first.isoformat(), last.isoformat())]


def of_cases(ids: Iterable[int]) -> list[CaseRow]:
    """These cases, those in the recycle bin too."""
    return [CaseRow(*row) for row in _ask(f"{_COLUMNS} WHERE c.id {_LISTED}", json.dumps(list(ids)))]


def of_uids(uids: Iterable[str]) -> list[CaseRow]:
    """The cases of these uids, those in the recycle bin too."""
    return [CaseRow(*row) for row in _ask(f"{_COLUMNS} WHERE c.uid {_LISTED}", json.dumps(list(uids)))]


def changed_after(on: date) -> list[int]:
    """Living cases decided by a day that a later decision, revocation or transfer shows in another light since."""
    day = on.isoformat()
    sql = (
        'SELECT c.id FROM "case" AS c WHERE c.deleted_at IS NULL AND c.id IN ('
        "SELECT case_id FROM decision WHERE decided_on > ?"
        " UNION SELECT d.case_id FROM measure AS x JOIN decision AS d ON d.id = x.decision_id WHERE x.revoked_on > ?"
        ' UNION SELECT id FROM "case" WHERE transferred_on > ?'
        ") AND EXISTS (SELECT 1 FROM decision AS e WHERE e.case_id = c.id AND e.decided_on <= ?)"
    )
    return [key for (key,) in _ask(sql, day, day, day, day)]


def measures(first: date, last: date) -> list[MeasureRow]:
    """The measures of the living cases first decided in a span."""
    sql = (
        "SELECT d.case_id, d.id, x.code, d.reviews_id IS NOT NULL OR x.replaces_id IS NOT NULL OR x.revoked_on IS NOT NULL"
        ' FROM "case" AS c CROSS JOIN decision AS d ON d.case_id = c.id CROSS JOIN measure AS x ON x.decision_id = d.id'
        " WHERE c.deleted_at IS NULL AND c.form > 0 AND c.first_decided_on BETWEEN ? AND ? AND d.decided_on IS NOT NULL"
        " ORDER BY x.id"
    )
    return [MeasureRow(*row) for row in _ask(sql, first.isoformat(), last.isoformat())]


def began() -> date | None:
    """The day of the first decision there is; None in an empty vault."""
    ((day,),) = _ask(
        'SELECT min(first_decided_on) FROM "case" WHERE deleted_at IS NULL AND first_decided_on IS NOT NULL'
    )
    return date.fromisoformat(day) if day else None


def filed(first: date, last: date) -> int:
    """Living cases filed (立案) in a span."""
    sql = 'SELECT count(*) FROM "case" WHERE deleted_at IS NULL AND filed_on BETWEEN ? AND ?'
    return int(_ask(sql, first.isoformat(), last.isoformat())[0][0])


def kept_decisions(keys: Sequence[str]) -> dict[str, bytes]:
    """The packed rows of the ledger of decisions of those of these months that are frozen, as they were sent."""
    sql = (
        "SELECT month.key, l.content FROM month_ledger AS l JOIN month ON month.id = l.month_id"
        f" WHERE month.state = 'frozen' AND l.ledger = 'decisions' AND month.key {_LISTED}"
    )
    return {key: bytes(content) for key, content in _ask(sql, json.dumps(list(keys)))}


def frozen(keys: Sequence[str]) -> set[str]:
    """Those of these months that are frozen."""
    sql = f"SELECT key FROM month WHERE state = 'frozen' AND key {_LISTED}"
    return {key for (key,) in _ask(sql, json.dumps(list(keys)))}
