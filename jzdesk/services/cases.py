"""案件处分: register a case and its decision, record the announcement, follow the execution."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import announcements, case_changes, identity
from jzdesk.domain import cases as rules
from jzdesk.domain import people as person_rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.moves import said
from jzdesk.domain.sanctions import allowed_for
from jzdesk.services.archive_locks import (
    archived,
    decided_anew,
    follow,
    open_decision,
    refuse_altering,
    refuse_sealed_case,
)
from jzdesk.services.case_reads import IN_BIN
from jzdesk.services.duties import refresh_person
from jzdesk.services.execution import record_execution
from jzdesk.services.moves import days_of, moved_since
from jzdesk.services.opened import refuse_changed, refuse_changed_case
from jzdesk.services.pinyin import initials
from jzdesk.storage import cases as rows
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import people as person_rows
from jzdesk.storage.cases import CaseFilter, CaseRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.announcements import Announcement
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.duties import Duty
    from jzdesk.services.desk import Desk
    from jzdesk.services.opened import Opened
    from jzdesk.storage.transaction import Transaction

__all__ = ["CaseFilter", "CaseRow", "record_execution"]

SANCTION_FAMILIES = frozenset({"party", "admin", "institution"})
"""Families of which one decision holds at most one measure each; 组织处理 may be several."""

NO_POLITICS = "请先选择政治面貌，党纪处分只适用于中共党员。"

_TOUCHED = Touched.CASES | Touched.PEOPLE | Touched.DOSSIERS | Touched.DUTIES


def list_cases(
    desk: Desk, filter_: CaseFilter, *, sort: str = "decided_on", descending: bool = True, offset: int = 0,
    limit: int = 200,
) -> list[CaseRow]:  # fmt: skip
    """One page of the list."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.page(filter_, sort=sort, descending=descending, offset=offset, limit=limit)


def count_cases(desk: Desk, filter_: CaseFilter) -> int:
    """How many cases the filter leaves."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.count(filter_)


def open_case(desk: Desk, case_id: int) -> CaseFile:
    """A case with its person and decisions. Refused when it is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = rows.file_of(case_id)
    if file is None:
        raise Refused("这件案件已不存在，请刷新列表。")
    return file


def duties_of_case(desk: Desk, case_id: int) -> list[Duty]:
    """The duties of a case's decisions, by due date."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = rows.file_of(case_id)
        return [d for d in duty_rows.of_person(file.person.id or 0) if d.case_id == case_id] if file else []


def record_case(desk: Desk, file: CaseFile, *, opened: Opened[CaseFile] | None = None) -> Changes:
    """Register a case with its decision, or save changes to them; periods, duties, dossier and visit plan follow.

    RuleError names the field that is wrong; a warning never blocks. `opened` is the case as the form showed it."""
    desk.need(Permission.WRITE)
    file = tidied(file)
    check_file(desk, file)
    action = "修改案件处分" if file.case.id else ("登记处分决定" if file.decision else "登记案件")
    with desk.vault.write(desk.actor, action, noun="case", record_id=file.case.id) as tx:
        stored = rows.file_of(file.case.id) if file.case.id else None
        refuse_changed_case(tx, opened, stored)
        refuse_altering(file, tidied(stored) if stored else None)
        _check_stored(desk, file)
        shelved, decided = archived(file.person.id), decided_anew(file, stored)
        before = days_of(desk, file.person.id) if file.case.id and file.person.id else None
        saved = save_case(desk, tx, file)
        follows = follow(desk, tx, shelved, *decided) if decided else ""
        moved = () if before is None else moved_since(desk, saved.person.id or 0, before)
        tx.record_id = saved.case.id
        tx.note(f"{saved.person.name} {saved.decision.document_number if saved.decision else saved.case.number}".strip())
    message = f"已保存{saved.person.name}的案件。"
    if saved.decision:
        message = f"已保存{saved.person.name}的处分决定{said(moved) or '，应办事项已排定'}。{follows}"
    return Changes(touched=_TOUCHED, message=message, record_id=saved.case.id, audit_seq=tx.seq, moved=moved)


def tidied(file: CaseFile) -> CaseFile:
    """Blanks at the ends away; birth and sex from the ID number where they were left empty."""
    person = file.person
    id_number = identity.normal_id(person.id_number)
    if id_number and not identity.check_id_number(id_number):
        person = replace(
            person, birth=person.birth or identity.birth_of(id_number), sex=person.sex or identity.sex_of(id_number)
        )
    person = replace(
        person, id_number=id_number, name=person.name.strip(), unit_name=person.unit_name.strip(),
        post=person.post.strip(),
    )  # fmt: skip
    decisions = tuple(replace(d, document_number=d.document_number.strip()) for d in file.decisions)
    return replace(file, person=person, decisions=decisions)


def save_case(desk: Desk, tx: Transaction, file: CaseFile) -> CaseFile:
    """The writing half of `record_case`, for work that saves many cases in one transaction."""
    before = rows.file_of(file.case.id) if file.case.id else None
    file = case_changes.redated(file, before.decisions if before else ())
    person = person_rows.save(tx, file.person, initials=initials)
    saved = rows.save(tx, replace(file, person=person))
    if before is not None and before.person.id not in (None, person.id):
        # the case was somebody else's by mistake: his duties go before the same ones come to the right person
        refresh_person(desk, tx, before.person.id or 0)
    refresh_person(desk, tx, person.id or 0)
    return saved


def faults_of(desk: Desk, file: CaseFile, decision: Decision) -> tuple[tuple[str, str], ...]:
    """Measures that may not be given to this person, each with the reason (政务处分法 第二十二条 and others)."""
    person = file.person
    found = []
    for measure in decision.measures:
        if measure.code not in desk.rulebook.sanctions:
            found.append((measure.code, f"没有代码为“{measure.code}”的处分种类。"))
            continue
        fault = allowed_for(measure.code, person.object_kind, person.retired, person.is_party_member)
        if fault and not person.politics and desk.rulebook.sanctions[measure.code].family == "party":
            fault = NO_POLITICS
        if fault:
            found.append((measure.code, fault))
    return tuple(found)


def check_file(desk: Desk, file: CaseFile) -> None:
    """Refuse (RuleError at the field) what the form of a case can find by itself, without looking at other records."""
    person_rules.check(file.person, on=desk.today)
    rules.check(file, on=desk.today)
    for decision in file.decisions:
        for _code, fault in faults_of(desk, file, decision):
            raise RuleError("politics" if fault == NO_POLITICS else "measures", fault)
        codes = [measure.code for measure in decision.measures]
        families = [desk.rulebook.sanctions[code].family for code in codes]
        sanctions = [family for family in families if family in SANCTION_FAMILIES]
        if len(set(sanctions)) < len(sanctions):
            raise RuleError("measures", "同一决定中同类处分只能选择一种，多个行为合并为一种处分。")
        if len(set(codes)) < len(codes):
            raise RuleError("measures", "同一措施重复选择。")


def _check_stored(desk: Desk, file: CaseFile) -> None:
    """What the form alone cannot know: see the three checks."""
    if file.case.id and rows.is_deleted(file.case.id):
        raise Refused(IN_BIN)
    _check_unique(desk, file)
    check_followed(file, rows.decisions_of(file.case.id) if file.case.id else ())


def _check_unique(desk: Desk, file: CaseFile) -> None:
    """Refuse a second person with the same ID number, and a document number of another sanction.

    A notice of 组织处理 may name several people, so its number may stand in several cases."""
    twin = person_rows.with_id_number(file.person.id_number)
    if twin and twin.id != file.person.id:
        raise RuleError("id_number", f"该身份证号已登记为{twin.name}（{twin.unit_name}），请从已有人员中选择。")
    decision = file.decision
    if decision is None or not decision.document_number:
        return
    families = {desk.rulebook.sanctions[m.code].family for m in decision.measures}
    if families & SANCTION_FAMILIES and rows.with_document_number(decision.document_number, but=file.case.id):
        raise RuleError("document_number", "该文号已登记过另一件处分决定。")


def check_followed(file: CaseFile, kept: Sequence[Decision]) -> None:
    """A corrected decision date must not come after what is already recorded (`kept`) to have followed from it."""
    new = {decision.id: decision.decided_on for decision in file.decisions}
    reviews = {d.decided_on for d in kept if d.review_kind}
    for decision in file.decisions:
        before = new.get(decision.reviews_id) if decision.reviews_id else None
        if before and decision.decided_on and decision.decided_on < before:
            raise RuleError("decided_on", "变更决定的日期不能早于原决定。")
    for stored in kept:
        decided = new.get(stored.id)
        meeting = stored.announcement
        days = [meeting.held_on or meeting.exempted_on] if meeting else []
        days += [item.done_on for item in stored.items]
        days += [day for m in stored.measures for day in (m.extended_on, m.restored_on)]
        days += [m.revoked_on for m in stored.measures if m.revoked_on not in reviews]  # those move along
        days += [a.applied_on for a in file.appeals if a.decision_id == stored.id]
        first = min((day for day in days if day), default=None)
        if decided and first and decided > first:
            raise RuleError("decided_on", f"该决定{first:%Y-%m-%d}已有宣布或执行记录，决定日期不能晚于该日。")


def record_announcement(
    desk: Desk, case_id: int, item: Announcement, *, opened: Opened[Announcement] | None = None
) -> Changes:
    """Plan or record the announcement meeting of a decision, or its exemption, or why it is postponed.
    `opened` is what the form showed."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "记录公开宣布", noun="case", record_id=case_id) as tx:
        file, decision = open_decision(case_id, item.decision_id)
        refuse_changed(tx, opened, decision.announcement, name="公开宣布情况", table="announcement")
        if decision.decided_on is None:
            raise Refused("尚未作出处分决定，不能记录公开宣布。")
        announcements.check(
            item, decided_on=decision.decided_on, on=desk.today, review_kind=decision.review_kind,
            least=announcements.least_scope(file, decision), scopes=desk.rulebook.codes["announce_scope"],
        )  # fmt: skip
        rows.save_announcement(tx, item)
        refresh_person(desk, tx, file.person.id or 0)
        done = _how_announced(item)
        tx.note(f"{file.person.name} {decision.document_number} {done}")
    return Changes(
        touched=_TOUCHED, message=f"已记录{file.person.name}处分决定的公开宣布情况（{done}）。", record_id=case_id,
        audit_seq=tx.seq,
    )  # fmt: skip


def _how_announced(item: Announcement) -> str:
    """What the audit log and the message line say: each postponement leaves its day and reason."""
    if item.exemption:
        return "豁免"
    if item.held_on:
        return "已宣布"
    planned = f"，计划{item.planned_on:%Y-%m-%d}" if item.planned_on else ""
    return f"暂缓宣布：{item.postponed_reason}{planned}" if item.postponed_reason else f"待宣布{planned}"


def _check_return(desk: Desk, file: CaseFile) -> None:
    """A case does not come back beside another one registered under its document number meanwhile."""
    try:
        _check_unique(desk, file)
    except RuleError as fault:
        raise Refused(f"不能恢复：{fault.text}") from fault


def delete_case(desk: Desk, case_id: int, *, why: str = "") -> Changes:
    """Into the recycle bin, with the duties it caused; everything comes back with it."""
    return _set_deleted(desk, case_id, "删除案件到回收站", deleted=True, why=why)


def recover_case(desk: Desk, case_id: int) -> Changes:
    """Out of the recycle bin."""
    return _set_deleted(desk, case_id, "从回收站恢复案件", deleted=False, why="")


def _set_deleted(desk: Desk, case_id: int, action: str, *, deleted: bool, why: str) -> Changes:
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="case", record_id=case_id, why=why) as tx:
        file = rows.file_of(case_id)
        if file is None:
            raise Refused("这件案件已不存在，请刷新列表。")
        refuse_sealed_case(file)
        if not deleted:
            _check_return(desk, file)
        rows.set_deleted(tx, case_id, desk.clock() if deleted else None)
        refresh_person(desk, tx, file.person.id or 0)
        tx.note(file.person.name)
    done = "已移入回收站，可在“系统—回收站”恢复。" if deleted else "已恢复。"
    return Changes(touched=_TOUCHED, message=f"{file.person.name}的案件{done}", record_id=case_id, audit_seq=tx.seq)
