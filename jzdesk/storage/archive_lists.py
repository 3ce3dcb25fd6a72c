"""Which archived files something came to since: the rule of `domain.archives.came_since`, asked of all of them at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Iterable

# from the file to its cases, not the other way round: there are far more cases than archived files on a page (CROSS JOIN)
_CASES = 'SELECT 1 FROM "case" AS c CROSS JOIN {} AS x ON x.case_id = c.id WHERE c.person_id = d.person_id AND c.deleted_at IS NULL'
_DECIDED = (
    "x.decided_on > d.archived_on OR EXISTS (SELECT 1 FROM measure AS t WHERE t.decision_id = x.id"
    " AND (t.extended_on > d.archived_on OR t.restored_on > d.archived_on))"
)
_APPEALED = (
    "x.applied_on > d.archived_on OR x.accepted_on > d.archived_on OR x.decided_on > d.archived_on"
    " OR (x.applied_on IS NOT NULL AND x.refused_reason = '' AND x.decided_on IS NULL)"
)
_WANTING = (
    "SELECT d.id FROM dossier AS d WHERE d.archived_on IS NOT NULL"
    f" AND (EXISTS ({_CASES.format('decision')} AND ({_DECIDED})) OR EXISTS ({_CASES.format('appeal')} AND ({_APPEALED})))"
)


def to_add(among: Iterable[int] | None = None) -> frozenset[int]:
    """The archived dossiers, of some or of all, to which something is to be added."""
    sql: str = _WANTING
    values: tuple[str, ...] = ()
    if among is not None:
        sql, values = f"{sql} AND d.id IN (SELECT value FROM json_each(?))", (json.dumps(list(among)),)
    rows = meta_of(m.Dossier).database.execute_sql(sql, values).fetchall()
    return frozenset(key for (key,) in rows)
