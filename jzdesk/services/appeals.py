"""复审, 复核, 申诉: register an application, accept or refuse it, extend it, record its outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import appeals as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.archives import settled_on
from jzdesk.domain.changes import Changes
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.archive_locks import archived, follow, refuse_sealed
from jzdesk.services.case_changes import TOUCHED
from jzdesk.services.case_reads import living_case
from jzdesk.services.duties import refresh_person
from jzdesk.services.opened import refuse_changed
from jzdesk.storage import cases as rows

if TYPE_CHECKING:
    from jzdesk.domain.appeals import Appeal
    from jzdesk.services.desk import Desk
    from jzdesk.services.opened import Opened


def record_appeal(desk: Desk, case_id: int, appeal: Appeal, *, opened: Opened[Appeal] | None = None) -> Changes:
    """Register a review or appeal, or carry it further (with id), shown by the form as `opened`. An archived file bars
    none, but what was settled before lies in it. An outcome that changes or revokes the decision
    needs the decision itself: `case_changes.change_decision` with this appeal. Late applications are not refused."""
    desk.need(Permission.WRITE)
    action = "办理复审复核申诉" if appeal.id else "登记复审复核申诉"
    with desk.vault.write(desk.actor, action, noun="case", record_id=case_id) as tx:
        file = living_case(case_id)
        decision = next((d for d in file.decisions if d.id == appeal.decision_id), None)
        if decision is None or decision.decided_on is None:
            raise Refused("尚未作出处分决定，没有可以申请复审、复核或者申诉的事项。")
        old = next((a for a in file.appeals if a.id == appeal.id), None)
        if appeal.id is not None and old is None:
            raise Refused("这件复审（复核、申诉）已不存在，请刷新。")
        if old is not None:
            refuse_sealed(file.person.id, settled_on(old))
            refuse_changed(tx, opened, old, name="这件复审（复核、申诉）", table="appeal")
        new_id = old.new_decision_id if old else None
        if appeal.result in rules.RESULTS_WITH_DECISION and new_id is None:
            raise RuleError("result", "变更、撤销原决定的，请用“登记变更决定”登记新的决定，程序随之记录办理结果。")
        if new_id is not None and old is not None and appeal.result != old.result:
            raise RuleError("result", "已按办理结果登记了变更决定，结果不能再改。")
        rules.check(
            appeal, decision, on=desk.today, rules=desk.rulebook.deadlines, calendar=desk.calendar
        )
        shelved = archived(file.person.id)
        saved = rows.save_appeal(tx, replace(appeal, case_id=case_id, new_decision_id=new_id))
        refresh_person(desk, tx, file.person.id or 0)
        follows = follow(desk, tx, shelved)
        name = desk.rulebook.name_of("appeal_kind", saved.kind)
        tx.note(f"{file.person.name} {decision.document_number} {name}")
    return Changes(
        touched=TOUCHED, message=f"已记录{file.person.name}的{name}{_how_far(desk, saved)}。{follows}", record_id=case_id,
        audit_seq=tx.seq,
    )  # fmt: skip


def _how_far(desk: Desk, appeal: Appeal) -> str:
    """'，应于 2026-10-12 前办结' and its kin."""
    if appeal.refused_reason:
        return "，不予受理"
    if appeal.decided_on:
        return f"，结果为{desk.rulebook.name_of('appeal_result', appeal.result)}"
    due = desk.planner.appeal_due(appeal)
    return f"，应于{due.on:%Y-%m-%d}前办结" if due else ""


def withdraw_appeal(desk: Desk, case_id: int, appeal_id: int, *, why: str) -> Changes:
    """Take out an appeal entered by mistake; one that led to a decision stays."""
    desk.need(Permission.WRITE)
    if not why.strip():
        raise RuleError("why", "请写明删除的理由。")
    with desk.vault.write(desk.actor, "删除误登记的复审复核申诉", noun="case", record_id=case_id, why=why) as tx:
        file = living_case(case_id)
        appeal = next((a for a in file.appeals if a.id == appeal_id), None)
        if appeal is None:
            raise Refused("这件复审（复核、申诉）已不存在，请刷新。")
        if appeal.new_decision_id is not None:
            raise Refused("已据此作出变更决定，不能删除。")
        refuse_sealed(file.person.id, appeal.applied_on)
        rows.remove_appeal(tx, appeal_id)
        refresh_person(desk, tx, file.person.id or 0)
        name = desk.rulebook.name_of("appeal_kind", appeal.kind)
        tx.note(f"{file.person.name} {name}")
    message = f"已删除{file.person.name}误登记的{name}。"
    return Changes(touched=TOUCHED, message=message, record_id=case_id, audit_seq=tx.seq)
