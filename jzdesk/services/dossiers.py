"""回访教育: the file, its mentor and team, who is due at all, closing. Reading, visits and the assessment are in
`dossier_views`, `visits` and `assessments`; their verbs are offered here too, since one tab shows them together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.dossier_parts import Part
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.annual import annual_of, record_annual, remove_annual
from jzdesk.services.assessment_inputs import gather, poll_names, propose_result
from jzdesk.services.assessments import (
    assessment_of,
    carry_out,
    current_assessment,
    forward_assessment,
    propose_assessment,
    record_assessment,
    visits_summary,
)
from jzdesk.services.categories import recategorized
from jzdesk.services.closings import (
    Missing,
    archive_file,
    close_file,
    reopen_file,
    unarchive_file,
    what_is_missing,
)
from jzdesk.services.dossier_views import (
    DossierView,
    Period,
    count_dossiers,
    duties_of_dossier,
    file_of_person,
    list_dossiers,
    look_at,
    open_file,
    parts_of,
    standing,
)
from jzdesk.services.dossier_writes import change_dossier
from jzdesk.services.duties import AUTO_EXCLUDED
from jzdesk.services.mentors import known_mentors, name_mentor
from jzdesk.services.visits import (
    NextVisit,
    blank_visit,
    coming_visit,
    finish_follow_up,
    known_places,
    known_talkers,
    look_ahead,
    plan_visit,
    record_visit,
    unit_names,
    visit_of,
    withdraw_visit,
)
from jzdesk.storage import dossiers as rows
from jzdesk.storage.dossiers import DossierFilter, DossierRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.dossiers import Dossier, DossierFile, TeamMember
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

__all__ = [
    "DossierFilter",
    "DossierRow",
    "DossierView",
    "Keeping",
    "Missing",
    "NextVisit",
    "Part",
    "Period",
    "annual_of",
    "archive_file",
    "assessment_of",
    "blank_visit",
    "carry_out",
    "check_team",
    "close_file",
    "coming_visit",
    "count_dossiers",
    "current_assessment",
    "duties_of_dossier",
    "file_of_person",
    "finish_follow_up",
    "forward_assessment",
    "gather",
    "known_mentors",
    "known_places",
    "known_talkers",
    "list_dossiers",
    "look_ahead",
    "look_at",
    "name_mentor",
    "open_file",
    "parts_of",
    "plan_visit",
    "poll_names",
    "propose_assessment",
    "propose_result",
    "record_annual",
    "record_assessment",
    "record_visit",
    "remove_annual",
    "reopen_file",
    "standing",
    "unarchive_file",
    "unit_names",
    "visit_of",
    "visits_summary",
    "what_is_missing",
    "withdraw_visit",
]


def _begun(file: DossierFile) -> date | None:
    """The day nothing in the file may be older than: the first decision that counts."""
    return min((day for day in (file.decided_on, file.period_start) if day), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is kept about a file besides its parts: 回访对象分类 (a code), 回访方案 and 备注."""

    category: str = "general"
    plan: str = ""
    note: str = ""


def _kept(desk: Desk, file: DossierFile, parts: Sequence[str], keeping: Keeping | None) -> Dossier:
    if keeping is None:
        return replace(file.dossier, parts=tuple(parts))
    dossier = recategorized(desk, file, keeping.category)
    return replace(dossier, parts=tuple(parts), plan=keeping.plan, note=keeping.note)


def establish(
    desk: Desk, dossier_id: int, *, on: date, parts: Sequence[str], keeping: Keeping | None = None
) -> Changes:
    """建档: the required parts are in the file from that day on. RuleError names what is missing."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if on > desk.today:
            raise RuleError("opened_on", "建档日期晚于今天。")
        begun = _begun(file)
        if begun and on < begun:
            raise RuleError("opened_on", "建档日期早于处分决定日期。")
        changed = replace(file, dossier=_kept(desk, file, parts, keeping))
        missing = [p.name for p in parts_of(desk, changed) if p.required and not p.present]
        if missing:
            raise RuleError("parts", f"建档还缺少：{'、'.join(missing)}。")
        rows.save(tx, replace(changed.dossier, opened_on=on))
        return f"已于{on:%Y-%m-%d}建档"

    return change_dossier(desk, dossier_id, "建立回访档案", work)


def keep_file(
    desk: Desk, dossier_id: int, *, parts: Sequence[str], keeping: Keeping | None = None
) -> Changes:
    """Tick which parts lie in the file, and keep its category, plan and note, before or after 建档."""

    def work(tx: Transaction, file: DossierFile) -> str:
        changed = replace(file, dossier=_kept(desk, file, parts, keeping))
        missing = [p.name for p in parts_of(desk, changed) if p.required and not p.present]
        if file.dossier.opened_on and missing:
            raise RuleError("parts", f"已建档，不能缺少：{'、'.join(missing)}。")
        rows.save(tx, changed.dossier)
        return "已更新档案材料"

    return change_dossier(desk, dossier_id, "登记档案材料", work)


def note_paper(desk: Desk, dossier_id: int, code: str, *, there: bool = True, note: str = "") -> Changes:
    """Note that the paper of one part lies in the folder, with a note where, or that it does not."""

    def work(tx: Transaction, file: DossierFile) -> str:
        part = next((p for p in parts_of(desk, file) if p.code == code), None)
        if part is None:
            raise RuleError("parts", "请选择一项档案材料。")
        others, notes = [c for c in file.dossier.parts if c != code], dict(file.dossier.part_notes)
        notes.pop(code, None)
        if there:
            others.append(code)
            notes[code] = note.strip()
        changed = replace(file, dossier=replace(file.dossier, parts=_ordered(desk, others), part_notes=notes))
        left = [p.name for p in parts_of(desk, changed) if p.required and not p.present]
        if file.dossier.opened_on and not there and part.name in left:
            raise RuleError("parts", f"已建档，不能缺少：{part.name}。")
        rows.save(tx, changed.dossier)
        return f"{part.name}{'的纸质材料已在档' if there else '取消在档标记'}"

    return change_dossier(desk, dossier_id, "登记纸质材料", work)


def _ordered(desk: Desk, codes: Sequence[str]) -> tuple[str, ...]:
    """Codes of parts in the order of the list."""
    order = [item.code for item in desk.rulebook.visits.dossier_parts]
    return tuple(sorted(codes, key=lambda code: order.index(code) if code in order else len(order)))


def form_team(desk: Desk, dossier_id: int, members: Sequence[TeamMember], *, on: date) -> Changes:
    """Name the visit team: at least two, one of them its head. Those no longer named leave that day."""

    def work(tx: Transaction, file: DossierFile) -> str:
        named = [replace(m, name=m.name.strip(), post=m.post.strip()) for m in members if m.name.strip()]
        check_team(desk, file, named, on)
        current = {member.name: member for member in file.team if member.left_on is None}
        for member in named:
            old = current.pop(member.name, None)
            if old:
                rows.save_member(tx, replace(old, post=member.post, role=member.role))
            else:
                rows.save_member(tx, replace(member, id=None, dossier_id=dossier_id, joined_on=on, left_on=None))
        for gone in current.values():
            if gone.joined_on and on < gone.joined_on:
                raise RuleError("joined_on", f"调整日期早于{gone.name}加入小组的日期（{gone.joined_on:%Y-%m-%d}）。")
            rows.save_member(tx, replace(gone, left_on=on))
        return f"回访小组{len(named)}人"

    return change_dossier(desk, dossier_id, "成立回访小组", work)


def check_team(desk: Desk, file: DossierFile, named: Sequence[TeamMember], on: date) -> None:
    """Refuse a team of fewer than two, without one head, with the person himself, or from before the decision."""
    names = [member.name for member in named]
    if len(set(names)) < len(names):
        raise RuleError("members", "同一人在小组中重复。")
    if len(names) < 2:
        raise RuleError("members", "回访小组不得少于两人。")
    if file.person.name in names:
        raise RuleError("members", "回访对象本人不能是小组成员。")
    if sum(member.role == "head" for member in named) != 1:
        raise RuleError("members", "回访小组须有且只有一名组长。")
    begun = _begun(file)
    if on > desk.today or (begun and on < begun):
        raise RuleError("joined_on", "成立日期应在处分决定日期与今天之间。")


def exclude(desk: Desk, dossier_id: int, *, code: str, reason: str, on: date) -> Changes:
    """Take a person out of the visits due (在押, 死亡 …) by code and reason, or put him back (code '')."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if not code:
            return _include(tx, file, reason)
        if code not in {item.code for item in desk.rulebook.visits.exclusions}:
            raise RuleError("excluded", "请选择不列入应回访的原因。")
        if not reason.strip():
            raise RuleError("excluded_reason", "请填写不列入应回访的具体情况。")
        if on > desk.today:
            raise RuleError("excluded_on", "日期晚于今天。")
        begun = _begun(file)
        if begun and on < begun:
            raise RuleError("excluded_on", "日期早于处分决定日期。")
        rows.save(tx, replace(file.dossier, excluded=code, excluded_reason=reason.strip(), excluded_on=on))
        return f"不列入应回访：{desk.rulebook.name_of('visit_exclusion', code)}"

    return change_dossier(desk, dossier_id, "调整应回访范围", work, why=reason)


def _include(tx: Transaction, file: DossierFile, reason: str) -> str:
    if not file.dossier.excluded:
        raise Refused("该人员已列入应回访。")
    if file.dossier.excluded_reason == AUTO_EXCLUDED:
        raise Refused("该人员因开除处分不列入应回访，随处分决定自动认定，不能手工恢复。")
    if not reason.strip():
        raise RuleError("excluded_reason", "请填写恢复列入应回访的理由。")
    rows.save(tx, replace(file.dossier, excluded="", excluded_reason="", excluded_on=None))
    return "重新列入应回访"


def known_members(desk: Desk) -> list[tuple[str, str]]:
    """Names and posts of those who sit or sat in visit teams, the latest first, for completion."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.members_named()
