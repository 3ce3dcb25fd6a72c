"""回访教育: open the file, name the mentor, form the team, visit, assess at expiry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain import assessments as assessment_rules
from jzdesk.domain import dossiers as dossier_rules
from jzdesk.domain import visits as visit_rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.dossiers import DossierFile
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.duties import refresh_person
from jzdesk.storage import dossiers as rows
from jzdesk.storage import duties as duty_rows
from jzdesk.storage.dossiers import DossierFilter, DossierRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.dossiers import Mentor, TeamMember
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.visits import Visit
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

__all__ = ["DossierFilter", "DossierRow", "Part"]

_TOUCHED = Touched.DOSSIERS | Touched.DUTIES


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts of a file (一人一档): whether it is in it, and whether 建档 requires it."""

    code: str
    name: str
    present: bool
    required: bool


def list_dossiers(
    desk: Desk, filter_: DossierFilter, *, sort: str = "decided_on", descending: bool = True, offset: int = 0,
    limit: int = 200,
) -> list[DossierRow]:  # fmt: skip
    """One page of the list."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.page(filter_, sort=sort, descending=descending, offset=offset, limit=limit)


def count_dossiers(desk: Desk, filter_: DossierFilter) -> int:
    """How many dossiers the filter leaves."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.count(filter_)


def open_file(desk: Desk, dossier_id: int) -> DossierFile:
    """A dossier with everything that hangs on it. Refused when it is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return _file(dossier_id)


def _file(dossier_id: int) -> DossierFile:
    file = rows.file_of(dossier_id)
    if file is None:
        raise Refused("这份回访档案已不存在，请刷新列表。")
    return file


def file_of_person(desk: Desk, person_id: int) -> DossierFile | None:
    """The one dossier of a person, if he has one."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.of_person(person_id)


def duties_of_dossier(desk: Desk, dossier_id: int) -> list[Duty]:
    """The duties of a dossier, by due date."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = rows.file_of(dossier_id)
        return [d for d in duty_rows.of_person(file.person.id or 0) if d.dossier_id == dossier_id] if file else []


def parts_of(desk: Desk, file: DossierFile) -> tuple[Part, ...]:
    """The parts of the file in order, which are there and which 建档 requires (domain.md §4.3).

    A part the program holds itself (person, decision, mentor, visits, assessment) counts without being ticked."""
    held = set(file.dossier.parts)
    known = {
        "1": bool(file.person.name),
        "5": file.mentor is not None,
        "7": any(v.held_on for v in file.visits),
        "11": any(a.held_on for a in file.assessments),
    }
    return tuple(
        Part(p.code, p.text, p.code in held or known.get(p.code, False), p.required)
        for p in desk.rulebook.visits.dossier_parts
        if p.enabled
    )


def _write(
    desk: Desk, dossier_id: int, action: str, work: Callable[[Transaction, DossierFile], str], *, why: str = ""
) -> Changes:
    """One change of a dossier: do it, refresh the person's duties, say it."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="dossier", record_id=dossier_id, why=why) as tx:
        file = _file(dossier_id)
        said = work(tx, file)
        refresh_person(desk, tx, file.person.id or 0)
        tx.note(f"{file.person.name}：{said}")
    return Changes(touched=_TOUCHED, message=f"{file.person.name}：{said}。", record_id=dossier_id, audit_seq=tx.seq)


def establish(desk: Desk, dossier_id: int, *, on: date, parts: Sequence[str]) -> Changes:
    """建档: the required parts are in the file from that day on. RuleError names what is missing."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if on > desk.today:
            raise RuleError("opened_on", "建档日期晚于今天。")
        if file.decided_on and on < file.decided_on:
            raise RuleError("opened_on", "建档日期早于处分决定日期。")
        changed = replace(file, dossier=replace(file.dossier, parts=tuple(parts)))
        missing = [p.name for p in parts_of(desk, changed) if p.required and not p.present]
        if missing:
            raise RuleError("parts", f"建档还缺少：{'、'.join(missing)}。")
        rows.save(tx, replace(changed.dossier, opened_on=on))
        return f"已于{on:%Y-%m-%d}建档"

    return _write(desk, dossier_id, "建立回访档案", work)


def keep_parts(desk: Desk, dossier_id: int, parts: Sequence[str]) -> Changes:
    """Tick which parts lie in the file."""

    def work(tx: Transaction, file: DossierFile) -> str:
        rows.save(tx, replace(file.dossier, parts=tuple(parts)))
        return "已更新档案材料"

    return _write(desk, dossier_id, "登记档案材料", work)


def name_mentor(desk: Desk, dossier_id: int, mentor: Mentor) -> Changes:
    """Name the one mentor; the one before is ended the day the new one begins."""

    def work(tx: Transaction, file: DossierFile) -> str:
        dossier_rules.check_mentor(mentor, person_name=file.person.name, on=desk.today)
        if file.decided_on and mentor.appointed_on and mentor.appointed_on < file.decided_on:
            raise RuleError("appointed_on", "指定日期早于处分决定日期。")
        old = file.mentor
        if old and old.id != mentor.id:
            if old.appointed_on and mentor.appointed_on and mentor.appointed_on < old.appointed_on:
                raise RuleError("appointed_on", "新帮带人的指定日期早于现任帮带人。")
            rows.save_mentor(tx, replace(old, ended_on=mentor.appointed_on, end_reason=old.end_reason or "更换帮带人"))
        rows.save_mentor(tx, replace(mentor, dossier_id=dossier_id))
        return f"帮带人为{mentor.name}"

    return _write(desk, dossier_id, "指定帮带人", work)


def form_team(desk: Desk, dossier_id: int, members: Sequence[TeamMember], *, on: date) -> Changes:
    """Name the visit team: at least two, one of them its head. Those no longer named leave that day."""

    def work(tx: Transaction, file: DossierFile) -> str:
        named = [member for member in members if member.name.strip()]
        if len({member.name for member in named}) < 2:
            raise RuleError("members", "回访小组不得少于两人。")
        if sum(member.role == "head" for member in named) != 1:
            raise RuleError("members", "回访小组须有且只有一名组长。")
        if on > desk.today or (file.decided_on and on < file.decided_on):
            raise RuleError("joined_on", "成立日期应在处分决定日期与今天之间。")
        current = {member.name: member for member in file.team if member.left_on is None}
        for member in named:
            old = current.pop(member.name, None)
            if old:
                rows.save_member(tx, replace(old, post=member.post, role=member.role))
            else:
                rows.save_member(tx, replace(member, id=None, dossier_id=dossier_id, joined_on=on))
        for gone in current.values():
            rows.save_member(tx, replace(gone, left_on=on))
        return f"回访小组{len(named)}人"

    return _write(desk, dossier_id, "成立回访小组", work)


def plan_visit(desk: Desk, dossier_id: int, visit_id: int, *, planned_on: date, why: str) -> Changes:
    """Move a visit of the plan; the rule leaves it where it was put, and the reason stays with it."""

    def work(tx: Transaction, file: DossierFile) -> str:
        visit = _visit(file, visit_id)
        if visit.settled:
            raise Refused("已开展或已登记未访原因的回访不能再改期。")
        if not why.strip():
            raise RuleError("moved_reason", "请填写改期理由。")
        if file.decided_on and planned_on < file.decided_on:
            raise RuleError("planned_on", "计划日期早于处分决定日期。")
        rows.save_visit(tx, replace(visit, planned_on=planned_on, planned_by_rule=False, moved_reason=why.strip()))
        return f"第{visit.ordinal}次回访改为{planned_on:%Y-%m-%d}"

    return _write(desk, dossier_id, "调整回访计划", work, why=why)


def _visit(file: DossierFile, visit_id: int) -> Visit:
    for visit in file.visits:
        if visit.id == visit_id:
            return visit
    raise Refused("这次回访已不在计划中，请刷新。")


def record_visit(desk: Desk, dossier_id: int, visit: Visit) -> Changes:
    """Record a visit that was held (or why it could not be); the next ones are planned from it.

    A visit without id is one beside the plan and takes the next number."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if file.decided_on is None:
            raise Refused("该档案没有生效的处分决定，不能登记回访。")
        visit_rules.check(visit, decided_on=file.decided_on, on=desk.today)
        item = replace(visit, dossier_id=dossier_id)
        if item.id is None:
            taken = [v.ordinal for v in file.visits if v.settled]
            first_open = min((v.ordinal for v in file.visits if not v.settled), default=None)
            item = replace(item, ordinal=first_open or max(taken, default=0) + 1)
            same = next((v for v in file.visits if v.ordinal == item.ordinal and not v.settled), None)
            if same:
                item = replace(item, id=same.id, planned_on=item.planned_on or same.planned_on)
        rows.save_visit(tx, item)
        if item.excuse:
            return f"第{item.ordinal}次回访登记为{desk.rulebook.name_of('visit_excuse', item.excuse)}"
        return f"第{item.ordinal}次回访已登记" if item.held_on else f"第{item.ordinal}次回访计划已保存"

    return _write(desk, dossier_id, "记录回访", work)


def record_assessment(desk: Desk, dossier_id: int, item: Assessment) -> Changes:
    """Record the full review at expiry."""

    def work(tx: Transaction, file: DossierFile) -> str:
        lead = timedelta(days=desk.rulebook.visits.lead_days)
        earliest = file.period_end - lead if file.period_end else None
        assessment_rules.check(item, earliest=earliest, on=desk.today)
        rows.save_assessment(tx, replace(item, dossier_id=dossier_id))
        return f"期满考核结果为{desk.rulebook.name_of('visit_grade', item.result)}"

    return _write(desk, dossier_id, "记录期满考核", work)


def exclude(desk: Desk, dossier_id: int, *, code: str, reason: str, on: date) -> Changes:
    """Take a person out of the visits due (在押, 死亡 …) by code and reason, or put him back (code '')."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if code and not reason.strip():
            raise RuleError("excluded_reason", "请填写不列入应回访的具体情况。")
        if code:
            rows.save(tx, replace(file.dossier, excluded=code, excluded_reason=reason.strip(), excluded_on=on))
            return f"不列入应回访：{desk.rulebook.name_of('visit_exclusion', code)}"
        rows.save(tx, replace(file.dossier, excluded="", excluded_reason="", excluded_on=None))
        return "重新列入应回访"

    return _write(desk, dossier_id, "调整应回访范围", work, why=reason)


def close_file(desk: Desk, dossier_id: int, *, on: date) -> Changes:
    """Close the file after the period has ended and the assessment is done."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if not any(a.held_on for a in file.assessments):
            raise Refused("尚未完成期满考核，不能结档。")
        if file.period_end and on <= file.period_end:
            raise Refused(f"影响期至{file.period_end:%Y-%m-%d}，未届满不能结档。")
        rows.save(tx, replace(file.dossier, closed_on=on))
        return f"已于{on:%Y-%m-%d}结档"

    return _write(desk, dossier_id, "结档", work)


def known_mentors(desk: Desk, text: str) -> list[Mentor]:
    """Mentors named before, for completion."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.mentors_named(text)


def known_talkers(desk: Desk, text: str = "") -> list[str]:
    """Names of people who hold talks, for completion."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return [name for name in rows.talkers() if text.strip() in name]
