"""What of a run of an import is about one record: thousands of rows are one entry, and each record shows only its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.storage import history as rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.audit import Entry, RowChange

MOST_SHOWN = 60
"""Row changes of a run that the audit log shows; the register of imports says how many there were."""

_ABOVE = {
    "decision": ("case", "case_id"), "measure": ("decision", "decision_id"), "announcement": ("decision", "decision_id"),
    "execution_item": ("decision", "decision_id"), "case": ("person", "person_id"), "dossier": ("person", "person_id"),
    "visit": ("dossier", "dossier_id"), "mentor": ("dossier", "dossier_id"), "team_member": ("dossier", "dossier_id"),
}  # fmt: skip


def own_changes(entry: Entry, noun: str, record_id: int) -> Sequence[RowChange]:
    """The row changes of an entry that belong to a record: its own row, what hangs on it, and the person it is about. Call it
    inside a read."""
    images = {(c.table, c.id): {**(c.before or {}), **(c.after or {})} for c in entry.changes}
    table = "tolerance_review" if noun == "tolerance" else noun
    person = _above(table, record_id, images) if table != "person" else ("person", record_id)
    return [
        change for change in entry.changes
        if _leads_to(change.table, change.id, images, (table, record_id)) or (change.table, change.id) == person
    ]  # fmt: skip


Images = dict[tuple[str, int], dict[str, object]]


def _above(table: str, row_id: int, images: Images) -> tuple[str, int] | None:
    """The row a row belongs to, by its image in the entry, else as it is stored."""
    if table not in _ABOVE:
        return None
    name, column = _ABOVE[table]
    image = images.get((table, row_id), {})
    key = image[column] if column in image else rows.above(table, row_id, column)
    return (name, key) if isinstance(key, int) else None


def _leads_to(table: str, row_id: int, images: Images, wanted: tuple[str, int]) -> bool:
    place: tuple[str, int] | None = (table, row_id)
    while place is not None and place != wanted and place[0] != wanted[0]:
        place = _above(*place, images)
    return place == wanted
