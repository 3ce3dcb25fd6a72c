"""Rows of the versions of the tolerance lists."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.list_versions import ListVersion
from jzdesk.storage.rows import columns_of, select, update
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from jzdesk.storage.transaction import Transaction


def versions() -> list[ListVersion]:
    """All versions, the oldest first."""
    return select(m.ListVersion, ListVersion, "ORDER BY t.valid_from, t.id")


def get(version_id: int) -> ListVersion | None:
    """One version."""
    found = select(m.ListVersion, ListVersion, "WHERE t.id = ?", version_id)
    return found[0] if found else None


def save(tx: Transaction, version: ListVersion) -> ListVersion:
    """Insert or update one version."""
    if version.id is None:
        version = replace(version, uid=version.uid or uuid.uuid4().hex)
        return replace(version, id=tx.insert(m.ListVersion, columns_of(version, m.ListVersion)))
    update(tx, m.ListVersion, version.id, columns_of(version, m.ListVersion, leave=("uid",)))
    return version


def reviews_judged_by(version_id: int) -> int:
    """How many reviews were judged by a version, those in the recycle bin included."""
    return int(m.ToleranceReview.select().where(m.ToleranceReview.list_version_id == version_id).count())
