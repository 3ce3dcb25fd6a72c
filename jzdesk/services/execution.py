"""执行: the checklist of a case, what is recorded of its items, and items added by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain import case_changes, checklist, execution
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.services.archive_locks import open_decision, refuse_sealed
from jzdesk.services.duties import refresh_person
from jzdesk.services.opened import refuse_changed
from jzdesk.storage import cases as rows
from jzdesk.storage import dossiers as dossier_rows
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import office

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.checklist import Checklist
    from jzdesk.domain.duties import Duty
    from jzdesk.services.desk import Desk
    from jzdesk.services.opened import Opened
    from jzdesk.storage.transaction import Transaction

_TOUCHED = Touched.CASES | Touched.PEOPLE | Touched.DOSSIERS | Touched.DUTIES


def checklist_of(desk: Desk, case_id: int) -> Checklist:
    """What a case has to execute and how far it has come, as the screen shows it. Refused when the case is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = rows.file_of(case_id)
        if file is None:
            raise Refused("这件案件已不存在，请刷新列表。")
        duties = [d for d in duty_rows.of_person(file.person.id or 0) if d.case_id == case_id]
        attached = Counter(row.part for row in office.attachments("case", case_id) if row.part)
        said = _revisits(file)
    return checklist.checklist(file, duties, desk.planner, on=desk.today, attached=attached, revisit=said)


def _revisits(file: CaseFile) -> str:
    """How far the revisits have come, in a few words."""
    dossier = dossier_rows.of_person(file.person.id or 0)
    if dossier is None:
        return ""
    visits = dossier.visits_of_period
    held = sum(v.held_on is not None for v in visits)
    coming = min((v.planned_on for v in visits if not v.settled and v.planned_on), default=None)
    return f"已回访{held}次" + (f"，下次 {coming:%Y-%m-%d}" if coming else "")


# -- recording --------------------------------------------------------------------------------------------------------


def record_execution(
    desk: Desk, case_id: int, item: ExecutionItem, *, opened: Opened[ExecutionItem] | None = None
) -> Changes:
    """Record that one execution item of the checklist is done, extended or does not apply; `opened` is what the form
    showed. Refused for what the checklist of the decision does not have."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "记录执行事项", noun="case", record_id=case_id) as tx:
        file, decision = open_decision(case_id, item.decision_id)
        stored = next((i for i in decision.items if (i.kind, i.part) == (item.kind, item.part)), None)
        refuse_changed(tx, opened, stored, name=f"“{name_of(desk, item)}”", table="execution_item")
        _check_listed(desk, file, decision, item)
        _check(desk, file, decision, item)
        _save(desk, tx, decision, item)
        refresh_person(desk, tx, file.person.id or 0)
        name = name_of(desk, item)
        tx.note(f"{file.person.name} {decision.document_number} {name}")
    return Changes(touched=_TOUCHED, message=f"已记录“{name}”。", record_id=case_id, audit_seq=tx.seq)


def name_of(desk: Desk, item: ExecutionItem) -> str:
    """What an item is called: with its year, or with the letter it is about."""
    template = desk.rulebook.execution.items.get(item.kind)
    if template is None or not item.part:
        return desk.rulebook.name_of("execution_item", item.kind)
    return checklist.item_name(template, item.part, item.details)


def _check_listed(desk: Desk, file: CaseFile, decision: Decision, item: ExecutionItem) -> None:
    """The meeting and restored rights have forms of their own; what templates do not call for is added first."""
    if item.kind not in {code.code for code in desk.rulebook.codes["execution_item"]}:
        raise RuleError("kind", "没有这种执行事项。")
    if decision.decided_on is None:
        raise Refused("尚未作出处分决定，不能记录执行事项。")
    if _duty_of(desk, file, decision, item) is None or item.kind == DutyKind.ANNOUNCE:
        raise Refused(f"这份处分决定的执行清单中没有“{name_of(desk, item)}”，不能记录。")


def _duty_of(desk: Desk, file: CaseFile, decision: Decision, item: ExecutionItem) -> Duty | None:
    """The duty of a decision that an item of this kind and part settles."""
    key = (item.kind, "decision", item.part)
    return next((d for d in desk.planner.of_decision(file, decision) if (d.kind, d.subject, d.part) == key), None)


def _check(desk: Desk, file: CaseFile, decision: Decision, item: ExecutionItem) -> None:
    if decision.decided_on is None:
        raise Refused("尚未作出处分决定，不能记录执行事项。")
    execution.check(item, decided_on=decision.decided_on, on=desk.today)
    template = desk.rulebook.execution.items.get(item.kind)
    if template is not None:
        execution.check_limit(item, template, decided_on=decision.decided_on)
        execution.check_details(item, template)
    _check_extension(desk, file, decision, item)
    if item.done_on:
        _check_standing(desk, file, decision, item)


def _check_standing(desk: Desk, file: CaseFile, decision: Decision, item: ExecutionItem) -> None:
    """What is done after a review set the decision aside is done for the decision that took its place."""
    gone = case_changes.set_aside_on(file, decision)
    others = tuple(i for i in decision.items if (i.kind, i.part) != (item.kind, item.part))
    duty = _duty_of(desk, file, replace(decision, items=(*others, item)), item)
    if gone and item.done_on and item.done_on > gone and (duty is None or duty.done_on is None):
        raise RuleError("done_on", f"该处分决定已于{gone:%Y-%m-%d}变更或者撤销，之后办理的请记在变更决定名下。")


def _check_extension(desk: Desk, file: CaseFile, decision: Decision, item: ExecutionItem) -> None:
    """An extension goes past the limit; of what counts from the decision never past six months (条例 第四十四条)."""
    if item.extended_to is None or decision.decided_on is None:
        return
    template = desk.rulebook.execution.items.get(item.kind)
    if template is None or template.counted_from == "decision":
        last = desk.planner.longest(decision.decided_on).on
        if item.extended_to > last:
            raise RuleError("extended_to", f"延期最长至{last:%Y-%m-%d}（自决定之日起六个月）。")
    bare = replace(item, extended_to=None, extension_approver="", done_on=None, not_applicable="")
    others = tuple(i for i in decision.items if (i.kind, i.part) != (item.kind, item.part))
    duty = _duty_of(desk, file, replace(decision, items=(*others, bare)), item)
    if duty is not None and item.extended_to <= duty.due_on:
        raise RuleError("extended_to", f"原期限为{duty.due_on:%Y-%m-%d}，延期日期应晚于原期限。")


def _save(desk: Desk, tx: Transaction, decision: Decision, item: ExecutionItem) -> None:
    """Write an item; the day of delivery also stands in the decision itself."""
    before = next((i for i in decision.items if i.kind == item.kind and i.part == item.part), None)
    rows.save_item(tx, execution.stamped(item, before, desk.today))
    if item.kind != DutyKind.DELIVER.value:
        return
    withdrawn = before is not None and before.done_on is not None and before.done_on == decision.delivered_on
    if item.done_on and decision.delivered_on != item.done_on:
        rows.save_decision(tx, replace(decision, delivered_on=item.done_on))
    elif item.done_on is None and withdrawn:
        rows.save_decision(tx, replace(decision, delivered_on=None))


# -- items added by hand ----------------------------------------------------------------------------------------------


def add_item(desk: Desk, case_id: int, item: ExecutionItem) -> Changes:
    """Add an item no template called for: a letter to be answered, a property matter found later. One that may stand
    several times gets the next number. RuleError at the field; Refused when it is there already."""
    desk.need(Permission.WRITE)
    template = desk.rulebook.execution.items.get(item.kind)
    if template is None or not template.manual:
        raise Refused("这种执行事项由程序列出，不用手工添加。")
    with desk.vault.write(desk.actor, "添加执行事项", noun="case", record_id=case_id) as tx:
        file, decision = open_decision(case_id, item.decision_id)
        same = [i.part for i in decision.items if i.kind == item.kind]
        item = replace(item, id=None, part=max(same, default=0) + 1 if template.several else 0)
        listed = any(d.kind == item.kind and d.part == item.part for d in desk.planner.of_decision(file, decision))
        if listed:
            raise Refused(f"“{template.name}”已在清单中，直接办理即可。")
        _check(desk, file, decision, item)
        rows.save_item(tx, execution.stamped(item, None, desk.today))
        refresh_person(desk, tx, file.person.id or 0)
        name = name_of(desk, item)
        tx.note(f"{file.person.name} {decision.document_number} {name}")
    return Changes(touched=_TOUCHED, message=f"已添加“{name}”。", record_id=case_id, audit_seq=tx.seq)


def remove_item(desk: Desk, case_id: int, decision_id: int, kind: str, part: int = 0) -> Changes:
    """Take off an item that was added by hand by mistake; it can be taken back from the audit log."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "移除执行事项", noun="case", record_id=case_id) as tx:
        file, decision = open_decision(case_id, decision_id)
        template = desk.rulebook.execution.items.get(kind)
        item = next((i for i in decision.items if i.kind == kind and i.part == part), None)
        if item is None or item.id is None:
            raise Refused("这件执行事项已不存在，请刷新。")
        if template is None or not template.manual:
            raise Refused("这件执行事项由程序列出，不能移除；不需办理的请标为不适用。")
        name = name_of(desk, item)
        rows.remove_item(tx, item.id)
        refresh_person(desk, tx, file.person.id or 0)
        tx.note(f"{file.person.name} {decision.document_number} {name}")
    return Changes(touched=_TOUCHED, message=f"已移除“{name}”。", record_id=case_id, audit_seq=tx.seq)


# -- many at once -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Changes):
    """What marking many as delivered did: the cases it was done to, and who was left out and why, a line each."""

    done: tuple[int, ...] = ()
    left: tuple[str, ...] = ()


def deliver_many(
    desk: Desk, case_ids: Sequence[int], *, on: date, by: str, details: Mapping[str, str] | None = None,
    evidence: str = "",
) -> Delivered:  # fmt: skip
    """Mark the decisions in force of several cases as delivered on one day, in one transaction and one audit entry.
    A case it does not suit is left out with its reason; Refused when none is left."""
    desk.need(Permission.WRITE)
    left: list[str] = []
    done: dict[int, str] = {}
    with desk.vault.write(desk.actor, "批量标记送达", noun="case") as tx:
        for case_id in dict.fromkeys(case_ids):
            file = rows.file_of(case_id)
            why, item = _deliverable(desk, file, ExecutionItem(
                kind=DutyKind.DELIVER.value, done_on=on, done_by=by, evidence=evidence, details=dict(details or {})
            ))  # fmt: skip
            if file is None or file.decision is None or why:
                left.append(f"{file.person.name if file else '已不存在的案件'}：{why}")
                continue
            _save(desk, tx, file.decision, item)
            refresh_person(desk, tx, file.person.id or 0)
            tx.concerns("case", case_id)
            done[case_id] = file.person.name
        if not done:
            raise Refused(f"没有可以标记送达的案件。{left[0] if left else ''}")
        tx.note(f"{len(done)}件：{'、'.join(done.values())}")
    tail = f"，{len(left)}件未标记（{left[0]}）" if left else ""
    message = f"已标记{len(done)}件处分决定送达{tail}。"
    return Delivered(touched=_TOUCHED, message=message, audit_seq=tx.seq, done=tuple(done), left=tuple(left))


def _deliverable(desk: Desk, file: CaseFile | None, item: ExecutionItem) -> tuple[str, ExecutionItem]:
    """Why a case cannot be marked ('' when it can), and the item to save, with what was recorded before."""
    if file is None or file.decision is None or file.decision.decided_on is None:
        return "尚未作出处分决定", item
    decision = file.decision
    if rows.is_deleted(file.case.id or 0):
        return "在回收站中", item
    duty = next((d for d in desk.planner.of_decision(file, decision) if d.kind == item.kind), None)
    if duty is None:
        return "没有需要送达的处分决定", item
    if duty.done_on:
        return f"{duty.done_on:%Y-%m-%d}已送达", item
    old = next((i for i in decision.items if i.kind == item.kind), None)
    item = replace(item, decision_id=decision.id, id=old.id if old else None)
    try:
        refuse_sealed(file.person.id, decision.decided_on)
        _check(desk, file, decision, item)
    except (RuleError, Refused) as fault:
        return fault.text.rstrip("。"), item
    return "", item
