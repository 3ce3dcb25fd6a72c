"""Rows of the versions of the tolerance lists."""

from __future__ import annotations

import uuid
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from peewee import fn

from jzdesk.domain.list_versions import ListVersion
from jzdesk.storage.rows import columns_of, select, tuples, update
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from datetime import date

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


def heads() -> list[ListVersion]:
    """All versions without their content, the oldest first."""
    names = [field.name for field in fields(ListVersion) if field.name != "content"]
    rows = tuples(m.ListVersion, names, "ORDER BY t.valid_from, t.id")
    return [ListVersion(**dict(zip(names, row, strict=True))) for row in rows]


def digest(version_id: int) -> str:
    """The digest of one version; '' when it is gone."""
    found = tuples(m.ListVersion, ("digest",), "WHERE t.id = ?", version_id)
    return str(found[0][0]) if found else ""


def content(wanted: str) -> str:
    """The content with that digest."""
    found = tuples(m.ListVersion, ("content",), "WHERE t.digest = ? LIMIT 1", wanted)
    return str(found[0][0]) if found else ""


def version_of_review(review_id: int) -> int | None:
    """The version a review is judged by, one in the recycle bin included."""
    found = tuples(m.ToleranceReview, ("list_version_id",), "WHERE t.id = ?", review_id)
    return found[0][0] if found else None


def give_old_reviews(version_id: int) -> None:
    """Give a version to the reviews that have none: those of the time before versions were kept. Not an act of
    anybody, and not in the log: what they were judged by does not change."""
    m.ToleranceReview.update(list_version=version_id).where(
        m.ToleranceReview.list_version.is_null()
    ).execute()


def remove(tx: Transaction, version_id: int) -> None:
    """Delete a version. Refused while a review points to it."""
    tx.remove(m.ListVersion, version_id)


def end(tx: Transaction, version_id: int, last_day: date | None) -> None:
    """Set the last day of a version, or take it away."""
    tx.update(m.ListVersion, version_id, {"valid_to": last_day})


def judged_counts() -> dict[int, int]:
    """How many reviews were judged by each version, those in the recycle bin included."""
    t = m.ToleranceReview
    found = (
        t.select(t.list_version_id, fn.COUNT(t.id))
        .where(t.list_version_id.is_null(False))
        .group_by(t.list_version_id)
    )
    return dict(found.tuples())


def judged_otherwise(first: date, last: date | None) -> tuple[int, int]:
    """Living reviews applied for in a span that have a version already: how many are concluded, how many are not."""
    t = m.ToleranceReview
    terms = [
        t.deleted_at.is_null(),
        t.list_version_id.is_null(False),
        t.applied_on >= first,
        t.acceptance_refused == "",
    ]
    if last is not None:
        terms.append(t.applied_on <= last)
    concluded = t.select().where(*terms, t.conclusion != "").count()
    return concluded, t.select().where(*terms, t.conclusion == "").count()


def judged_after(version_id: int, day: date) -> int:
    """Living reviews of a version that were applied for after a day."""
    t = m.ToleranceReview
    return int(
        t.select().where(t.deleted_at.is_null(), t.list_version_id == version_id, t.applied_on > day).count()
    )
