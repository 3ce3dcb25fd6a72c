"""An archived file is closed with the cases in it: the guard of every writing on them, and what follows for the file
from what the law still brings. The rule is `domain.archives`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import archives as rules
from jzdesk.domain.errors import Refused
from jzdesk.services.case_reads import decision_of
from jzdesk.services.duties import refresh_person
from jzdesk.services.opened import decision_as_typed
from jzdesk.storage import audit, cases, dossiers

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.audit import Entry
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import Dossier
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction


def archived(person_id: int | None) -> Dossier | None:
    """The dossier of a person while it lies in the archive."""
    file = dossiers.of_person(person_id) if person_id else None
    return file.dossier if file is not None and file.dossier.archived_on else None


def refuse_sealed(person_id: int | None, *days: date | None) -> None:
    """Refuse a writing on what was decided on one of these days, where it lies in the person's archived file."""
    dossier = archived(person_id)
    if dossier is not None and any(rules.sealed(dossier.archived_on, day) for day in days):
        raise Refused(_closed(dossier))


def refuse_sealed_case(file: CaseFile) -> None:
    """Refuse a writing on a whole case, where one of its decisions lies in the archived file."""
    refuse_sealed(file.person.id, *(d.decided_on for d in file.decisions))


def open_decision(case_id: int, decision_id: int | None) -> tuple[CaseFile, Decision]:
    """The case with one of its decisions, to be written on: Refused when it is gone, or closed in the archive."""
    file, decision = decision_of(case_id, decision_id)
    refuse_sealed(file.person.id, decision.decided_on)
    return file, decision


def _closed(dossier: Dossier) -> str:
    return f"该人员的回访档案已归档（档号{dossier.archive_number}），归档前的案件材料只能查阅；确需更改的，请先撤销归档并写明理由。"


def refuse_sealed_papers(case_id: int, *, added_on: date | None = None) -> None:
    """Refuse to change a paper of an archived case that lay there before (`added_on`), or to add one while nothing has
    come to the case since it was archived."""
    file = cases.file_of(case_id)
    dossier = archived(file.person.id) if file else None
    if file is None or dossier is None or not rules.holds(dossier.archived_on, file):
        return
    since = rules.came_since(dossier.archived_on, [file], lambda _list, code: code)
    if rules.sealed(dossier.archived_on, added_on) or not since:
        raise Refused(_closed(dossier))


def refuse_undoing(tx: Transaction, entry: Entry, person_id: int) -> None:
    """Refuse to take back what was done to a person's cases before his file was archived."""
    dossier = archived(person_id)
    if dossier is None or dossier.id is None:
        return
    closing = next(
        (e for e in audit.entries_for(tx.database, "dossier", dossier.id) if _archives(e, dossier.id)), None
    )
    if closing is None or entry.seq < closing.seq:
        raise Refused(_closed(dossier))


def _archives(entry: Entry, dossier_id: int) -> bool:
    return any(
        c.table == "dossier" and c.id == dossier_id and (c.after or {}).get("archived_on")
        for c in entry.changes
    )


def to_add(desk: Desk, dossier: Dossier) -> tuple[str, ...]:
    """What came since a file was archived and is to be added to it, a line each; call it inside a read or write."""
    if dossier.archived_on is None:
        return ()
    return rules.came_since(
        dossier.archived_on, cases.files_of_person(dossier.person_id or 0), desk.rulebook.name_of
    )


def refuse_altering(file: CaseFile, stored: CaseFile | None) -> None:
    """Refuse what the form of a case would alter of the archived file: person, case, and the decisions made by then.
    A decision made since may be mended in the same form; one the form leaves out stays as it is."""
    dossier = archived(stored.person.id) if stored else None
    if stored is None or dossier is None or not rules.holds(dossier.archived_on, stored):
        return
    now = {d.id: decision_as_typed(d) for d in file.decisions}
    kept = [decision_as_typed(d) for d in stored.decisions if rules.sealed(dossier.archived_on, d.decided_on)]
    if (file.person, file.case) != (stored.person, stored.case) or any(now.get(d.id, d) != d for d in kept):
        raise Refused(_closed(dossier))


def decided_anew(file: CaseFile, stored: CaseFile | None) -> tuple[date, ...]:
    """The days of the decisions that a save brings to its person, or brings to another day."""
    same = stored is not None and stored.person.id == file.person.id
    known = {(d.id, d.decided_on) for d in stored.decisions} if stored is not None and same else set()
    return tuple(d.decided_on for d in file.decisions if d.decided_on and (d.id, d.decided_on) not in known)


def follow(desk: Desk, tx: Transaction, before: Dossier | None, *days: date | None) -> str:
    """What a decision of these days, just recorded, means for the file that was archived `before` it, in a sentence
    for the message ('' where it was not): decided since, it is to be added; decided earlier it should have lain in it,
    and the file comes out of the archive, as one a new period has opened again already has."""
    if before is None:
        return ""
    file = dossiers.file_of(before.id or 0)
    if file is None:
        return ""
    name = f"档案（档号{before.archive_number}）"
    if file.dossier.archived_on and not any(rules.sealed(before.archived_on, day) for day in days):
        return f"{name}已归档，请补充归档。"
    if file.dossier.archived_on:
        dossiers.save(tx, replace(file.dossier, archived_on=None))
        tx.note(f"决定作出于归档之前，档案{before.archive_number}撤销归档")
        refresh_person(desk, tx, file.person.id or 0)
    return f"{name}因此撤销归档，材料补齐后请重新归档。"
