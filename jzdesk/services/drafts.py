"""What was typed and not yet saved, kept in the vault every second and offered again after a crash or a lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.storage import office

if TYPE_CHECKING:
    from datetime import datetime

    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept draft: which record it belongs to (0 for a new one), the fields, and when it was kept."""

    record_id: int
    fields: dict[str, Any]
    saved_at: datetime


def keep_draft(desk: Desk, form: str, fields: dict[str, Any], *, record_id: int = 0) -> None:
    """Keep the fields of a form for this account; not a record yet, so not in the audit log."""
    content = json.dumps(fields, ensure_ascii=False, default=str)
    with desk.vault.unlogged():
        office.save_draft(desk.account.name, form, record_id=record_id, content=content, at=desk.clock())


def find_draft(desk: Desk, form: str) -> Draft | None:
    """The draft of this account and form, if one was left."""
    with desk.vault.read():
        row = office.draft(desk.account.name, form)
    return Draft(row[0], json.loads(row[1]), row[2]) if row else None


def drop_draft(desk: Desk, form: str) -> None:
    """Forget the draft: it was saved or thrown away."""
    with desk.vault.unlogged():
        office.drop_draft(desk.account.name, form)
