"""A decision of 处分变更 entered by mistake: taken out with its reason, and what stood before it stands again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.case_changes import CHANGE_NAMES
from jzdesk.domain.changes import Changes
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.moves import said
from jzdesk.services.archive_locks import refuse_sealed
from jzdesk.services.case_changes import TOUCHED
from jzdesk.services.case_reads import living_case
from jzdesk.services.duties import refresh_person
from jzdesk.services.moves import days_of, moved_since
from jzdesk.storage import audit, history

if TYPE_CHECKING:
    from jzdesk.domain.audit import Entry
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

PLANNED = "visit"
"""The table that is planned anew, and so not put back."""


def why_it_stays(file: CaseFile) -> str:
    """'' when the decision in force is a change that may be taken out, else why it is not."""
    made = file.decision
    if made is None or made.review_kind not in CHANGE_NAMES:
        return "这件案件没有登记过变更决定。"
    if made.announcement is not None or made.items or made.delivered_on:
        return f"变更决定{made.document_number}已有宣布、送达或者执行记录，不能删除。"
    if any(a.decision_id == made.id for a in file.appeals):
        return f"对变更决定{made.document_number}已登记复审、复核或者申诉，不能删除。"
    return ""


def delete_change(desk: Desk, case_id: int, decision_id: int, *, why: str) -> Changes:
    """Take out the change in force, entered by mistake; the measures before it stand again, an appeal it settled is
    open again. Refused once anything rests on it. It can be brought back as any act can."""
    desk.need(Permission.WRITE)
    if not why.strip():
        raise RuleError("why", "请写明删除的理由。")
    with desk.vault.write(desk.actor, "删除误登记的变更决定", noun="case", record_id=case_id, why=why.strip()) as tx:
        file = living_case(case_id)
        person_id, made = file.person.id or 0, file.decision
        refusal = why_it_stays(file)
        if refusal or made is None or made.id != decision_id:
            raise Refused(refusal or "这份变更决定已不存在或者已再次变更，请刷新。")
        refuse_sealed(person_id, made.decided_on)
        before = days_of(desk, person_id)
        entry = _entered(tx, made)
        history.undo(tx, replace(entry, changes=tuple(c for c in entry.changes if c.table != PLANNED)))
        refresh_person(desk, tx, person_id)
        moved = moved_since(desk, person_id, before)
        tx.note(f"{file.person.name} {made.document_number}")
    return Changes(
        touched=TOUCHED, message=f"已删除误登记的变更决定{made.document_number}，恢复为变更前的处分{said(moved)}。",
        record_id=case_id, audit_seq=tx.seq, moved=moved,
    )  # fmt: skip


def _entered(tx: Transaction, made: Decision) -> Entry:
    """The entry of the log that made the decision, with all it changed in the case."""
    for entry in audit.entries_for(tx.database, "decision", made.id or 0):
        if any(c.table == "decision" and c.id == made.id and c.before is None for c in entry.changes):
            return entry
    raise Refused("日志中没有这份变更决定的登记记录，不能删除，请直接修改该案件。")
