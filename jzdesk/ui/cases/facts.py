"""The read view of a case in words: the time line, and the groups of 概况 and 回访."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.announcements import cautions, parts_for, purpose
from jzdesk.domain.case_changes import CHANGE_NAMES, chain, codes_in_force, in_force
from jzdesk.domain.duties import DutyKind, state_of
from jzdesk.domain.identity import mask_id
from jzdesk.ui.cases.facts_changes import changes, fate_of, postponements, restoration
from jzdesk.ui.cases.measure_slot import period_text, period_why
from jzdesk.ui.cases.preview_lines import FORM_WORDS
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.facts import Fact, FactGroup
from jzdesk.ui.common.money import wan_text
from jzdesk.ui.common.time_line import Point

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.announcements import Announcement
    from jzdesk.domain.cases import Decision
    from jzdesk.domain.measures import Measure
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.cases.reading import CaseDetail


def day(value: date | None) -> str:
    """2026-09-18, or nothing."""
    return value.isoformat() if value else ""


# ---- time line


def course(detail: CaseDetail) -> tuple[Point, ...]:
    """立案 → 决定 → 送达 → 宣布 → 恢复权利 → 期满, each where it has a place in this case."""
    case, decision = detail.file.case, detail.file.decision
    points = [Point("立案", day(case.filed_on) or "未填写", "done" if case.filed_on else "open", bool(case.filed_on))]
    if decision is None:
        return (*points, Point("决定", "尚未作出"))
    links = chain(detail.file)
    if len(links) > 1:
        points.append(Point("原决定", day(links[0].decided_on), "done", reached=True))
    title = f"{CHANGE_NAMES[decision.review_kind]}决定" if decision.review_kind in CHANGE_NAMES else "决定"
    points.append(Point(title, day(decision.decided_on), "done", reached=True))
    for title, kind in (("送达", DutyKind.DELIVER), ("宣布", DutyKind.ANNOUNCE), ("恢复权利", DutyKind.RESTORE_RIGHTS)):
        point = _duty_point(detail, title, kind)
        if point is not None:
            points.append(point)
    points += _end_point(detail, decision)
    return tuple(points)


def _duty_point(detail: CaseDetail, title: str, kind: DutyKind) -> Point | None:
    duty = detail.duty(kind)
    if duty is None:
        return None
    state = STATE_KINDS[state_of(duty, detail.on)]
    if duty.done_on:
        return Point(title, day(duty.done_on), state, reached=True, why=why_of(duty))
    if duty.excuse:
        return Point(title, duty.excuse, state, reached=True, why=why_of(duty))
    return Point(f"应{title}", day(duty.due_on), state, why=why_of(duty))


def _end_point(detail: CaseDetail, decision: Decision) -> list[Point]:
    standing = in_force(detail.file)
    clocks = [detail.clocks[m.id or 0] for m in standing if (m.id or 0) in detail.clocks]
    ends = [(c.end or c.expected_end, c) for c in clocks if c.active and (c.end or c.expected_end)]
    if not ends:
        return []
    end, clock = max(ends, key=lambda pair: pair[0] or detail.on)
    over = end is not None and end < detail.on and not clock.is_open
    title = "预计期满" if clock.is_open else "期满"
    return [Point(title, day(end), "done" if over else "open", reached=over, why=period_why(clock))]


# ---- 概况


def overview(detail: CaseDetail, rules: Rulebook) -> list[FactGroup]:
    """All that is known about a case, in the order of its form, the decision first."""
    groups = changes(detail, rules)
    for decision in sorted(detail.file.decisions, key=lambda d: (d.decided_on or detail.on, d.id or 0), reverse=True):
        groups += [_measures(detail, decision, rules), _decision(detail, decision, rules)]
        groups.append(restoration(decision))
        if decision.announcement is not None:
            groups.append(_announcement(detail, decision, decision.announcement, rules=rules))
    return [*groups, _person(detail, rules), _case(detail, rules)]


def _measures(detail: CaseDetail, decision: Decision, rules: Rulebook) -> FactGroup:
    facts: list[Fact] = []
    for measure in decision.measures:
        name = rules.sanctions[measure.code].name_on(decision.decided_on or detail.on)
        clock = detail.clocks.get(measure.id or 0)
        if clock is None:
            facts.append(Fact("处分", name))
            continue
        facts.append(Fact("处分", name))
        facts.append(Fact("", period_text(clock), period_why(clock)))
        if measure.official_end_on:
            facts.append(Fact("以决定书为准", f"{day(measure.official_end_on)}　{measure.override_reason}"))
        facts += _later(measure)
        gone = fate_of(detail, measure)
        facts += [gone] if gone else []
        facts += [Fact("提示", text, kind="soon") for text in detail.cautions.get(measure.id or 0, ())]
    title = f"{CHANGE_NAMES[decision.review_kind]}后的处分" if decision.review_kind in CHANGE_NAMES else "处分和处理"
    return FactGroup(title, tuple(facts))


def _later(measure: Measure) -> list[Fact]:
    dates = (
        ("延长留党察看", measure.extended_on),
        ("恢复党员权利", measure.restored_on),
        ("撤销处分", measure.revoked_on),
    )
    facts = [Fact(label, day(on)) for label, on in dates if on]
    if measure.revoked_on and measure.note:
        facts.append(Fact("撤销理由", measure.note))
    return facts


def _decision(detail: CaseDetail, decision: Decision, rules: Rulebook) -> FactGroup:
    duty = next(
        (d for d in detail.duties if d.kind == DutyKind.ANNOUNCE and d.subject_id == decision.id), None
    )  # fmt: skip
    due = f"{day(duty.due_on)}{'（暂定）' if duty.provisional else ''}" if duty else ""
    facts = (
        Fact("决定机关", rules.name_of("issuer", decision.issuer)),
        Fact("文号", decision.document_number),
        Fact("决定日期", day(decision.decided_on)),
        Fact("制发日期", day(decision.issued_on)),
        Fact("送达日期", day(decision.delivered_on)),
        Fact("应宣布", due, why_of(duty) if duty else ""),
        Fact("备注", decision.note),
    )
    title = f"{CHANGE_NAMES[decision.review_kind]}决定" if decision.review_kind in CHANGE_NAMES else "处分决定"
    return FactGroup(title, facts)


def _announcement(
    detail: CaseDetail, decision: Decision, item: Announcement, *, rules: Rulebook
) -> FactGroup:  # fmt: skip
    if item.exemption:
        facts: tuple[Fact, ...] = (
            Fact("豁免类型", rules.name_of("exemption", item.exemption)),
            Fact("理由", item.exemption_reason),
            Fact("批准人", item.exemption_approver),
            Fact("批准日期", day(item.exempted_on)),
            Fact("备注", item.note),
        )
        return FactGroup("不公开宣布", facts)
    done = "、".join(title for name, title in parts_for(decision.review_kind) if getattr(item, name))
    duty = next((d for d in detail.duties if d.kind == DutyKind.ANNOUNCE and d.subject_id == decision.id), None)
    warnings = cautions(item, due_on=duty.due_on if duty else None, scopes=rules.codes["announce_scope"])
    counts = (f"应到 {item.expected} 人" if item.expected else "", f"实到 {item.attendance} 人" if item.attendance else "")
    facts = (
        Fact("宣布日期", day(item.held_on)),
        Fact("计划日期", "" if item.held_on else day(item.planned_on)),
        Fact("暂缓理由", item.postponed_reason),
        Fact("历次改期", "\n".join(postponements(detail))),
        Fact("宣布范围", rules.name_of("announce_scope", item.scope)),
        Fact("地点", item.place),
        Fact("会议方案", item.plan),
        Fact("会议通知", "　".join(text for text in (day(item.notice_on), item.notice) if text)),
        Fact("主持人", item.chair),
        Fact("宣布人", item.announcer),
        Fact("会议议程", done),
        Fact("通报人", item.reporter),
        Fact("宣读人", item.reader),
        Fact("发言人", item.speakers),
        Fact("表态人", item.leader),
        Fact("表态要点", item.statement),
        Fact("本人到会", "是" if item.person_present else ""),
        Fact("本人检讨表态", item.person_statement),
        Fact("参会人数", "，".join(text for text in counts if text)),
        Fact("会议记录", item.minutes),
        *(Fact("提示", text, kind="soon") for text in warnings),
        Fact("备注", item.note),
    )
    return FactGroup(purpose(decision), facts)


def _person(detail: CaseDetail, rules: Rulebook) -> FactGroup:
    person = detail.file.person
    facts = (
        Fact("姓名", person.name),
        Fact("身份证号", mask_id(person.id_number) if person.id_number else ""),
        Fact("出生日期", day(person.birth)),
        Fact("性别", rules.name_of("sex", person.sex)),
        Fact("政治面貌", rules.name_of("politics", person.politics)),
        Fact("单位", person.unit_name),
        Fact("职务", person.post),
        Fact("职级", rules.name_of("rank", person.rank)),
        Fact("管理权限", rules.name_of("management", person.management)),
        Fact("监察对象类别", rules.name_of("object_kind", person.object_kind)),
        Fact("已退休", "是" if person.retired else ""),
        Fact("电话", person.phone),
    )
    return FactGroup("人员", facts)


def _case(detail: CaseDetail, rules: Rulebook) -> FactGroup:
    case, decision = detail.file.case, detail.file.decision
    form = ""
    if decision and decision.measures:
        from jzdesk.domain.handling import form_of

        living = codes_in_force(detail.file)
        form = FORM_WORDS.get(form_of(living, case.suspected_crime, rules.handling), "")
    transferred = f"是　{day(case.transferred_on)}".strip() if case.suspected_crime else ""
    facts = (
        Fact("案号", case.number),
        Fact("来源", rules.name_of("source", case.source)),
        Fact("立案日期", day(case.filed_on)),
        Fact("违纪违法类型", "、".join(rules.name_of("violation", code) for code in case.violations)),
        Fact("八项规定问题", "、".join(rules.name_of("eight_rules", code) for code in case.eight_rules)),
        Fact("涉案金额", f"{wan_text(case.amount)} 万元" if case.amount is not None else ""),
        Fact("简要案情", case.facts),
        Fact("涉嫌犯罪移送", transferred),
        Fact("承办人", case.handler),
        Fact("四种形态", form),
    )
    return FactGroup("案件", facts)


# ---- 回访


def visits(detail: CaseDetail) -> list[FactGroup]:
    """The dossier of the person in short: mentor, visits held and to come, assessment."""
    file = detail.dossier
    if file is None:
        return [FactGroup("回访教育", (Fact("回访档案", "这件决定不列入应回访。"),))]
    held = [v for v in file.visits if v.held_on]
    coming = [v.planned_on for v in file.visits if not v.settled and v.planned_on]
    assessed = [a for a in file.assessments if a.held_on]
    facts = (
        Fact("档案编号", file.dossier.number),
        Fact("建档日期", day(file.dossier.opened_on) or "尚未建档", kind="" if file.dossier.opened_on else "soon"),
        Fact("帮带人", file.mentor.name if file.mentor else "尚未指定", kind="" if file.mentor else "soon"),
        Fact("已回访", f"{len(held)} 次"),
        Fact("最近回访", day(max((v.held_on for v in held if v.held_on), default=None))),
        Fact("下次应访", day(min(coming, default=None)) or "没有未完成的回访计划"),
        Fact("期满考核", day(assessed[-1].held_on) if assessed else ""),
        Fact("结档日期", day(file.dossier.closed_on)),
    )
    return [FactGroup("回访教育", facts)]
