"""Which people the row changes of an audit entry are about, so that their duties can be computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.storage.rows import tuples
from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jzdesk.domain.audit import Entry, RowChange
    from jzdesk.storage.transaction import Transaction

# how each table leads to a person: through which column to which table
_WAYS: dict[str, tuple[str, str]] = {
    "case": ("person_id", "person"),
    "tolerance_review": ("person_id", "person"),
    "dossier": ("person_id", "person"),
    "decision": ("case_id", "case"),
    "measure": ("decision_id", "decision"),
    "announcement": ("decision_id", "decision"),
    "execution_item": ("decision_id", "decision"),
    "mentor": ("dossier_id", "dossier"),
    "team_member": ("dossier_id", "dossier"),
    "visit": ("dossier_id", "dossier"),
    "assessment": ("dossier_id", "dossier"),
    "annual_record": ("person_id", "person"),
    "appeal": ("case_id", "case"),
    "mentor_note": ("dossier_id", "dossier"),
    "review_person": ("review_id", "tolerance_review"),
    "review_evidence": ("review_id", "tolerance_review"),
    "correction_check": ("review_id", "tolerance_review"),
    "review_enquiry": ("review_id", "tolerance_review"),
}
_MODELS: dict[str, Any] = {meta_of(model).table_name: model for model in m.TABLES}


def people_of(changes: Iterable[RowChange]) -> set[int]:
    """Keys of the people the changed rows lead to, as far as the rows (or their images) still tell: those they led to
    before and those they lead to since, for a case may have gone from one person to another."""
    changes = tuple(changes)
    since = {(c.table, c.id): {**(c.before or {}), **(c.after or {})} for c in changes}
    before = {(c.table, c.id): {**(c.after or {}), **(c.before or {})} for c in changes}
    found = {_person(table, row_id, images) for images in (since, before) for table, row_id in images}
    return {person_id for person_id in found if person_id is not None}


def letters_of(changes: Iterable[RowChange]) -> set[int]:
    """Keys of the letters of enquiry the changed rows are about, themselves or by their names and reviews."""
    found: set[int] = set()
    for change in changes:
        image = {**(change.before or {}), **(change.after or {})}
        if change.table == "enquiry":
            found.add(change.id)
        elif change.table in ("enquiry_person", "review_enquiry"):
            key = image.get("enquiry_id") or _stored(change.table, change.id, "enquiry_id")
            found |= {key} if key else set()
    return found


def handed_over(changes: Iterable[RowChange]) -> bool:
    """Whether a case went from one person to another."""
    column = _WAYS["case"][0]
    cases = [c for c in changes if c.table == "case" and c.before and c.after]
    return any(column in c.after and c.before.get(column) != c.after[column] for c in cases if c.before and c.after)


def _person(table: str, row_id: int | None, images: dict[tuple[str, int], dict[str, Any]]) -> int | None:
    while row_id is not None and table != "person":
        if table == "attachment":
            table, row_id = _owner(row_id, images.get((table, row_id), {}))
            continue
        if table not in _WAYS:
            return None
        column, above = _WAYS[table]
        image = images.get((table, row_id), {})
        row_id = image[column] if column in image else _stored(table, row_id, column)
        table = above
    return row_id


def _owner(row_id: int, image: dict[str, Any]) -> tuple[str, int | None]:
    """The table and the key of the record an attachment belongs to."""
    if "owner" in image:
        return image["owner"], image["owner_id"]
    found = m.Attachment.select(m.Attachment.owner, m.Attachment.owner_id).where(m.Attachment.id == row_id).tuples()
    owner, owner_id = next(iter(found), ("", None))
    return owner, owner_id


def _stored(table: str, row_id: int, column: str) -> int | None:
    found = tuples(_MODELS[table], (column,), "WHERE t.id = ?", row_id)
    return found[0][0] if found else None


def above(table: str, row_id: int, column: str) -> int | None:
    """The key a stored row has in a column; None when the row is gone."""
    return _stored(table, row_id, column)


def item_kinds(entries: Iterable[Entry]) -> dict[int, str]:
    """The kinds of the execution items that entries touch, by key, as far as rows or images still tell."""
    changes = [c for entry in entries for c in entry.changes if c.table == "execution_item"]
    wanted = {c.id for c in changes}
    model = m.ExecutionItem
    found = dict(model.select(model.id, model.kind).where(model.id.in_(wanted)).tuples()) if wanted else {}
    for change in changes:
        image = {**(change.before or {}), **(change.after or {})}
        if "kind" in image:
            found[change.id] = image["kind"]
    return found


def person_exists(person_id: int) -> bool:
    """Whether the person is still there (taking back his first entry removes him)."""
    return bool(m.Person.select(m.Person.id).where(m.Person.id == person_id).exists())


def undo(tx: Transaction, entry: Entry) -> None:
    """Put the rows of an entry back as they were; Refused when one of them was changed since."""
    tx.take_back(entry, _MODELS)
