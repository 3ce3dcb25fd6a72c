"""What the audit log tells of a tolerance review that its row does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jzdesk.storage import audit
from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.audit import RowChange

_FAR = 1000


def author_of(review_id: int, group: str, code: str) -> str:
    """The account that last answered an entry of a list with yes, for answers from before the finding itself said so;
    '' when the log does not tell. `group` is the column of the list."""
    table = meta_of(m.ToleranceReview).table_name
    database = meta_of(m.ToleranceReview).database.obj
    for entry in audit.entries_for(database, "tolerance", review_id, limit=_FAR):
        for change in entry.changes:
            if change.table == table and change.id == review_id and _ticks(change, group, code):
                return entry.account
    return ""


def _ticks(change: RowChange, group: str, code: str) -> bool:
    return _answer(change.after, group, code) == "yes" != _answer(change.before, group, code)


def _answer(row: Mapping[str, Any] | None, group: str, code: str) -> str:
    found = json.loads((row or {}).get(group) or "{}")
    return str((found.get(code) or [""])[0])
