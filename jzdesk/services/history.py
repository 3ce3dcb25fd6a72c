"""What was done to a record, by whom, and taking the last change back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.domain.accounts import ROLE_NAMES, Permission, Role
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused
from jzdesk.services.duties import refresh_person
from jzdesk.services.labels import FIELD_LABELS, TABLE_LABELS
from jzdesk.storage import audit
from jzdesk.storage import history as rows

if TYPE_CHECKING:
    from datetime import datetime

    from jzdesk.domain.audit import Entry
    from jzdesk.services.desk import Desk
    from jzdesk.storage.audit import Filter


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, in the words of the screens."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a record's history."""

    seq: int
    at: datetime
    who: str
    role: str
    action: str
    summary: str
    why: str
    differences: tuple[Difference, ...]


def history_of(desk: Desk, noun: str, record_id: int, *, limit: int = 100) -> list[Step]:
    """The entries about one record, the latest first. `noun`: 'case', 'tolerance' or 'dossier'."""
    desk.need(Permission.READ)
    with desk.vault.read() as database:
        found = audit.entries_for(database, noun, record_id, limit=limit)
    return [_step(entry) for entry in found]


def read_log(desk: Desk, filter_: Filter, *, offset: int = 0, limit: int = 200) -> list[Step]:
    """A page of the audit log. Those who may read the log but not the records see no contents of records."""
    desk.need(Permission.READ_AUDIT)
    with desk.vault.read() as database:
        found = audit.entries(database, filter_, limit=limit, offset=offset)
    return [_step(entry, contents=desk.may(Permission.READ)) for entry in found]


def count_log(desk: Desk, filter_: Filter) -> int:
    """How many entries the filter leaves."""
    desk.need(Permission.READ_AUDIT)
    with desk.vault.read() as database:
        return audit.count(database, filter_)


def _step(entry: Entry, *, contents: bool = True) -> Step:
    role = ROLE_NAMES.get(Role(entry.role), entry.role) if entry.role in set(Role) else entry.role
    differences = tuple(d for change in entry.changes for d in _differences(change)) if contents else ()
    return Step(
        entry.seq, entry.at, entry.account, role, entry.action, entry.summary if contents else "",
        entry.why if contents else "", differences,
    )  # fmt: skip


def _differences(change: Any) -> list[Difference]:
    """Fields that changed; of a new row, those that say something."""
    table = TABLE_LABELS.get(change.table)
    if table is None:
        return []
    before, after = change.before or {}, change.after or {}
    names = [n for n in {**before, **after} if n in FIELD_LABELS and before.get(n) != after.get(n)]
    found = [
        Difference(f"{table}·{FIELD_LABELS[n]}", _said(before.get(n)), _said(after.get(n))) for n in names
    ]
    return [d for d in found if d.before or d.after]


def _said(value: Any) -> str:
    if value in (None, "", "[]", "{}"):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"


def take_back(desk: Desk, seq: int) -> Changes:
    """Undo one recorded change of this account: the rows go back to what they were, unless changed since."""
    desk.need(Permission.WRITE)
    with desk.vault.read() as database:
        entry = audit.entry(database, seq)
    if entry is None:
        raise Refused("没有可以撤回的操作。")
    if entry.account != desk.account.name:
        raise Refused("只能撤回本账户自己的操作。")
    with desk.vault.write(desk.actor, f"撤回“{entry.action}”", noun=entry.noun, record_id=entry.record_id) as tx:
        people = rows.people_of(entry.changes)
        desk.vault.take_back(desk.actor, seq, f"撤回第{seq}条操作")
        for person_id in people | rows.people_of(entry.changes):
            if rows.person_exists(person_id):
                refresh_person(desk, tx, person_id)
        tx.note(entry.summary)
    return Changes(
        touched=Touched.ALL, message=f"已撤回“{entry.action}”：{entry.summary}", record_id=entry.record_id,
        audit_seq=rows.last_seq(desk.vault),
    )  # fmt: skip
