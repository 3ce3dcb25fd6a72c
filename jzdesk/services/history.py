"""What was done to a record, by whom, and taking the last change back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.accounts import ROLE_NAMES, Permission, Role
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused
from jzdesk.services.archive_locks import refuse_undoing
from jzdesk.services.assessment_inputs import POLL
from jzdesk.services.dossier_writes import refuse_archived
from jzdesk.services.duty_batches import refresh_people
from jzdesk.services.enquiry_locks import letters_held, settle_letters
from jzdesk.services.import_history import MOST_SHOWN, own_changes
from jzdesk.services.labels import CODE_LISTS, FIELD_LABELS, OWN_LABELS, TABLE_LABELS, YES_NO
from jzdesk.services.list_imports import refuse_unsound_spans
from jzdesk.services.tolerance_lists import VERSION_COLUMNS, lists_of_change, version_said, words_by
from jzdesk.services.tolerance_locks import hold, refuse_unsound, touched_reviews
from jzdesk.services.tolerance_words import FINDINGS, findings_said
from jzdesk.storage import audit, dossiers, duties
from jzdesk.storage import history as rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jzdesk.domain.audit import Entry, RowChange
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.services.desk import Desk
    from jzdesk.storage.audit import Filter
    from jzdesk.storage.transaction import Transaction


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
    """The entries about one record, the latest first. `noun`: 'case', 'tolerance', 'dossier' or 'enquiry'."""
    desk.need(Permission.READ)
    with desk.vault.read() as database:
        found = audit.entries_for(database, noun, record_id, limit=limit)
        found = [
            replace(entry, changes=tuple(own_changes(entry, noun, record_id))) if entry.noun == "import" else entry
            for entry in found
        ]
        kinds = rows.item_kinds(found)
    return [_step(desk, entry, kinds) for entry in found]


def read_log(desk: Desk, filter_: Filter, *, offset: int = 0, limit: int = 200) -> list[Step]:
    """A page of the audit log. Those who may read the log but not the records see no contents of records."""
    desk.need(Permission.READ_AUDIT)
    with desk.vault.read() as database:
        found = audit.entries(database, filter_, limit=limit, offset=offset)
        found = [replace(e, changes=e.changes[:MOST_SHOWN]) if e.noun == "import" else e for e in found]
        kinds = rows.item_kinds(found)
    return [_step(desk, entry, kinds, contents=desk.may(Permission.READ)) for entry in found]


def count_log(desk: Desk, filter_: Filter) -> int:
    """How many entries the filter leaves."""
    desk.need(Permission.READ_AUDIT)
    with desk.vault.read() as database:
        return audit.count(database, filter_)


def _step(desk: Desk, entry: Entry, kinds: Mapping[int, str], *, contents: bool = True) -> Step:
    """One entry in the words of the screens; `kinds` are those of the execution items it touches."""
    role = ROLE_NAMES.get(Role(entry.role), entry.role) if entry.role in set(Role) else entry.role
    differences = tuple(d for change in entry.changes for d in _differences(desk, change, kinds)) if contents else ()
    return Step(
        entry.seq, entry.at, entry.account, role, entry.action, entry.summary if contents else "",
        entry.why if contents else "", differences,
    )  # fmt: skip


def _differences(desk: Desk, change: RowChange, kinds: Mapping[int, str]) -> list[Difference]:
    """Fields that changed; of a new row, those that say something."""
    table = TABLE_LABELS.get(change.table)
    if table is None:
        return []
    before, after = change.before or {}, change.after or {}
    names = [n for n in {**before, **after} if n in FIELD_LABELS and before.get(n) != after.get(n)]
    if change.before is None:
        names = [n for n in names if n not in YES_NO or after[n]]  # a new row says only what it is
    found = []
    for name in names:
        place = f"{change.table}.{name}"
        if place in FINDINGS:
            words = partial(words_by, desk, lists_of_change(desk, change))
            old, new = findings_said(words, before.get(name), after.get(name))
        elif place in VERSION_COLUMNS:
            old, new = (version_said(desk, place, row.get(name)) for row in (before, after))
        elif place == "execution_item.details":
            kind = kinds.get(change.id, "")
            old, new = (_details_said(desk.rulebook, kind, row.get(name)) for row in (before, after))
        else:
            old, new = (_said(desk.rulebook, place, row.get(name)) for row in (before, after))
        found.append(Difference(f"{table}·{_label(desk.rulebook, place, name)}", old, new))
    return [d for d in found if d.before or d.after]


def _label(rules: Rulebook, place: str, name: str) -> str:
    """What a column is called; the votes of 民主测评 by the grades of the county."""
    poll = dict(POLL)
    if name in poll:
        return f"{rules.name_of('assessment_grade', poll[name])}票"
    return OWN_LABELS.get(place, FIELD_LABELS[name])


def _said(rules: Rulebook, place: str, value: Any) -> str:
    """A stored value in the words of the screens: codes by their names, amounts in 万元."""
    column = place.partition(".")[2]
    if value in (None, "", "[]", "{}"):
        return ""
    if column in YES_NO:
        return "是" if value else "否"
    if place == "measure.code":
        return rules.sanctions[value].name if value in rules.sanctions else str(value)
    if column == "amount":
        return f"{Decimal(value) / 1_000_000:f} 万元"
    names = _part_list(str(value)) if place == "attachment.part" else CODE_LISTS.get(place) or CODE_LISTS.get(column)
    if names and names in rules.codes:
        codes = json.loads(value) if str(value).startswith("[") else [value]
        return "、".join(rules.name_of(names, str(code)) for code in codes)
    return _cut(_notes_said(rules, value) if place == "dossier.part_notes" else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"


def _details_said(rules: Rulebook, kind: str, value: str | None) -> str:
    """What was filled in at an execution item, by the labels of its kind."""
    details = json.loads(value or "{}")
    known = rules.execution.details_said(kind, details) if kind else rules.execution.said(details)
    return _cut("；".join(f"{label}：{text}" for label, text in known))


def _notes_said(rules: Rulebook, value: str) -> str:
    """What is said of the papers of a file, each by the name of its part."""
    return "；".join(f"{rules.name_of('dossier_part', code)}：{note}" for code, note in json.loads(value).items())


def _part_list(code: str) -> str:
    """The list that names the part an attachment belongs to: of a dossier by number, of a case by kind of item."""
    return "dossier_part" if code.isdigit() else "execution_item"


_UNDONE = re.compile(r"(撤回|恢复)“(.+)”")


def _opposite(entry: Entry) -> tuple[str, str, str]:
    """What taking an entry back is called: the verb, the action it is about, whose record. Taking back what was
    taken back restores it."""
    match = _UNDONE.fullmatch(entry.action)
    if match is None:
        return "撤回", entry.action, entry.summary
    return "恢复" if match[1] == "撤回" else "撤回", match[2], entry.summary.partition("操作：")[2]


UNDOABLE = frozenset({"case", "tolerance", "dossier", "enquiry", "list_version", "import"})
"""What may be taken back: records, runs of imports, and versions of the tolerance lists. Accounts, other rules and closed
months have verbs of their own, with their own rights."""


def _refuse_archived(tx: Transaction, entry: Entry) -> None:
    """What was done to a file, or to its cases, before it was archived stays as it is; the archiving itself, and what
    the law brought to the cases since, may be taken back."""
    updated = (c for c in entry.changes if c.table == "dossier" and c.before is not None)
    own = any("archived_on" in (c.after or {}) for c in updated)
    if entry.noun not in ("dossier", "case", "import") or own:
        return
    for person_id in rows.people_of(entry.changes):  # one act on many is one entry
        if entry.noun == "dossier":
            refuse_archived(dossiers.of_person(person_id))
        else:
            refuse_undoing(tx, entry, person_id)


def take_back(desk: Desk, seq: int) -> Changes:
    """Undo one recorded change of this account: the rows go back to what they were, unless changed since.

    Taking that back does it again: the undoing, with what followed from it, is one entry of its own."""
    desk.need(Permission.WRITE)
    with desk.vault.read() as database:
        entry = audit.entry(database, seq)
    if entry is None or not entry.changes or entry.noun not in UNDOABLE:
        raise Refused("没有可以撤回的操作。")
    if entry.account != desk.account.name:
        raise Refused("只能撤回本账户自己的操作。")
    if entry.noun == "list_version":
        desk.need(Permission.CHANGE_RULES)
    verb, what, about = _opposite(entry)
    with desk.vault.write(desk.actor, f"{verb}“{what}”", noun=entry.noun, record_id=entry.record_id) as tx:
        _refuse_archived(tx, entry)
        letters = letters_held(tx, entry)
        reviews = touched_reviews(entry.changes)
        people, held = rows.people_of(entry.changes), hold(reviews)
        rows.undo(tx, entry)
        refuse_unsound(desk, held, reviews)
        refuse_unsound_spans(entry)
        people = {key for key in people | rows.people_of(entry.changes) if rows.person_exists(key)}
        if rows.handed_over(entry.changes):
            for person_id in people:  # a duty stands once: it goes from the one before it comes to the other
                duties.rewrite(person_id, ())
        refresh_people(desk, tx, sorted(people))
        settle_letters(desk, letters)
        if entry.noun == "import":
            tx.sum_up(f"{verb}第{seq}条操作：{about}")
        else:
            tx.note(f"{verb}第{seq}条操作：{about}")
    return Changes(
        touched=Touched.ALL, message=f"已{verb}“{what}”：{about}", record_id=entry.record_id,
        audit_seq=tx.seq,
    )  # fmt: skip
