"""The sub-tabs of a dossier that are facts: 概况, 帮带, 考核."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.visit_plan import lost_in_row
from jzdesk.ui.common.facts import Fact, FactGroup

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.dossiers import DossierFile, Mentor
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierView, Part, Period


def _day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def overview(desk: Desk, view: DossierView) -> list[FactGroup]:
    """概况: the file, what was decided and how long it runs, what lies in the file, whose it is."""
    file, dossier, person, book = view.file, view.file.dossier, view.file.person, desk.rulebook
    decision = (
        Fact("文号", view.document_number),
        Fact("决定日期", _day(file.decided_on)),
        *(_period(period, desk.today) for period in view.periods),
    )
    excluded = book.name_of("visit_exclusion", dossier.excluded)
    record = (
        Fact("档案编号", dossier.number),
        Fact("建档日期", _day(dossier.opened_on) or "尚未建档", kind="" if dossier.opened_on else "soon"),
        Fact("对象分类", _category(desk, file)),
        Fact("失联", _lost(desk, file), kind="overdue"),
        Fact("不列入应回访", excluded and f"{excluded}，自{_day(dossier.excluded_on)}起", kind="excused"),
        Fact("具体情况", dossier.excluded_reason if excluded else ""),
        Fact("结档日期", _day(dossier.closed_on)),
        Fact("回访方案", dossier.plan),
        Fact("备注", dossier.note),
    )
    born = f"{person.birth.year}年{person.birth.month}月" if person.birth else ""
    who = (
        Fact("姓名", person.name),
        Fact("性别", book.name_of("sex", person.sex)),
        Fact("出生年月", born),
        Fact("政治面貌", book.name_of("politics", person.politics)),
        Fact("单位职务", f"{person.unit_name} {person.post}".strip()),
        Fact("职级", book.name_of("rank", person.rank)),
        Fact("管理权限", book.name_of("management", person.management)),
        Fact("联系电话", person.phone),
    )
    return [
        FactGroup("处分", decision), FactGroup("档案", record),
        FactGroup(parts_title(view.parts), _completeness(view)), FactGroup("人员", who),
    ]  # fmt: skip


def _category(desk: Desk, file: DossierFile) -> str:
    name = desk.rulebook.name_of("dossier_category", file.dossier.category)
    return f"{name}（{_day(file.dossier.category_on)}起）" if file.dossier.category_on else name


def _lost(desk: Desk, file: DossierFile) -> str:
    """The warning that somebody cannot be found again and again; '' while he can."""
    count = lost_in_row(file.visits_of_period)
    if count < desk.rulebook.visits.lost_in_row:
        return ""
    return f"连续 {count} 次失联，应函告所在单位核实去向（见应办），必要时调整为不列入应回访"


def _period(period: Period, on: date) -> Fact:
    if period.end_on is None:
        text, kind = f"自 {_day(period.start_on)} 起，没有影响期", ""
    elif period.revoked:
        text, kind = "已撤销或变更", "excused"
    else:
        tail = "（预计）" if period.expected else ""
        over = "，已满" if period.end_on < on else ""
        text, kind = f"{_day(period.start_on)} 至 {_day(period.end_on)}{tail}{over}", ""
    return Fact(period.name, text, period.why, kind)


def parts_title(parts: tuple[Part, ...]) -> str:
    """'档案材料　已有 5 项，共 14 项；建档必备还缺 1 项'."""
    present = sum(part.present for part in parts)
    missing = sum(part.required and not part.present for part in parts)
    tail = f"；建档必备还缺 {missing} 项" if missing else "；建档必备已齐"
    return f"档案材料　已有 {present} 项，共 {len(parts)} 项{tail}"


def _completeness(view: DossierView) -> tuple[Fact, ...]:
    """How complete the file is, and what is missing; the parts themselves stand on the page 材料."""
    missing = "、".join(part.name for part in view.parts if part.missing)
    return (
        Fact("完整度", view.complete.text, kind="soon" if missing else "done"),
        Fact("尚缺", missing, kind="soon"),
    )


def people(view: DossierView) -> list[FactGroup]:
    """帮带: who helps and who visits, now and before."""
    file = view.file
    now = file.mentor
    former = [m for m in file.mentors if m.ended_on]
    members = [m for m in file.team if m.left_on is None]
    gone = [m for m in file.team if m.left_on]
    current = _mentor_facts(now) if now else (Fact("现任", "尚未指定帮带人", kind="soon"),)
    team = tuple(
        Fact("组长" if m.role == "head" else "成员", f"{m.name}　{m.post}（{_day(m.joined_on)}起）") for m in members
    )
    return [
        FactGroup("教育帮带人", current),
        FactGroup("历任帮带人", tuple(_former(m) for m in former)),
        FactGroup("回访小组", team or (Fact("成员", "尚未成立回访小组", kind="soon"),)),
        FactGroup(
            "已退出小组", tuple(Fact(m.name, f"{m.post} {_day(m.joined_on)} 至 {_day(m.left_on)}".strip()) for m in gone)
        ),
    ]  # fmt: skip


def _mentor_facts(mentor: Mentor) -> tuple[Fact, ...]:
    return (
        Fact("姓名", mentor.name),
        Fact("单位职务", mentor.post),
        Fact("联系电话", mentor.phone),
        Fact("指定日期", _day(mentor.appointed_on)),
        Fact("指定的党组织", mentor.appointed_by),
    )


def _former(mentor: Mentor) -> Fact:
    span = f"{_day(mentor.appointed_on)} 至 {_day(mentor.ended_on)}"
    return Fact(mentor.name, f"{mentor.post} {span}　{mentor.end_reason}".strip())


