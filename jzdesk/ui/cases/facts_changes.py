"""决定沿革 and 复审复核申诉 of the read view: what became of a decision, step by step, and the appeals with their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.appeals import SUSPENDS_NOTHING
from jzdesk.domain.case_changes import CHANGE_NAMES, chain, fate
from jzdesk.domain.duties import STATE_NAMES, DutyKind, state_of
from jzdesk.domain.restoration import STEPS
from jzdesk.services.case_changes import steps_of
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.facts import Fact, FactGroup

if TYPE_CHECKING:
    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.cases import Decision
    from jzdesk.domain.measures import Measure
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.cases.reading import CaseDetail


def changes(detail: CaseDetail, rules: Rulebook) -> list[FactGroup]:
    """From the original decision to the one in force; nothing while there is only one."""
    links = chain(detail.file)
    groups = []
    if len(links) > 1:
        facts = tuple(_link(detail, decision, rules) for decision in links)
        groups.append(FactGroup("决定沿革", facts))
    groups += [_appeal(detail, appeal, rules) for appeal in reversed(detail.file.appeals)]
    return groups


def _link(detail: CaseDetail, decision: Decision, rules: Rulebook) -> Fact:
    label = f"{CHANGE_NAMES[decision.review_kind]}决定" if decision.review_kind in CHANGE_NAMES else "原决定"
    names = "、".join(_named(m, rules) for m in decision.measures) or "撤销原处分"
    text = f"{decision.decided_on:%Y-%m-%d}　{decision.document_number}　{names}"
    return Fact(label, text, "\n".join(c.why_text for m in decision.measures if (c := detail.clocks.get(m.id or 0))))


def _named(measure: Measure, rules: Rulebook) -> str:
    """The sanction, with its length where the document fixes it: a review may change nothing else."""
    length = f"（期间{measure.months}个月）" if measure.months else ""
    return f"{rules.sanctions[measure.code].short}{length}"


def fate_of(detail: CaseDetail, measure: Measure) -> Fact | None:
    """That a measure no longer stands, and by what; its period stays to be read above."""
    found = fate(detail.file, measure)
    return Fact("", f"{found.words}（{found.on:%Y-%m-%d}）", kind="late") if found else None


def _appeal(detail: CaseDetail, appeal: Appeal, rules: Rulebook) -> FactGroup:
    duty = next((d for d in detail.duties if d.kind == DutyKind.DECIDE_APPEAL and d.subject_id == appeal.id), None)
    state = state_of(duty, detail.on) if duty else None
    limit = f"{duty.due_on:%Y-%m-%d}　{STATE_NAMES[state]}" if duty and state else ""
    new = next((d for d in detail.file.decisions if d.id == appeal.new_decision_id), None)
    facts = (
        Fact("编号", appeal.number),
        Fact("申请日期", f"{appeal.applied_on:%Y-%m-%d}" if appeal.applied_on else ""),
        Fact("申请理由", appeal.grounds),
        Fact("受理日期", f"{appeal.accepted_on:%Y-%m-%d}" if appeal.accepted_on else ""),
        Fact("不予受理", appeal.refused_reason),
        Fact("应办结", limit, why_of(duty) if duty else "", STATE_KINDS[state] if state else ""),
        Fact("结果", rules.name_of("appeal_result", appeal.result) if appeal.result else ""),
        Fact("作出日期", f"{appeal.decided_on:%Y-%m-%d}" if appeal.decided_on else ""),
        Fact("决定文号", new.document_number if new else appeal.result_number),
        Fact("决定内容", appeal.result_text),
        Fact("执行", SUSPENDS_NOTHING if appeal.open else ""),
        Fact("备注", appeal.note),
    )
    return FactGroup(rules.name_of("appeal_kind", appeal.kind), facts)


def restoration(decision: Decision) -> FactGroup:
    """The steps towards restored rights, as far as they have come."""
    steps = steps_of(decision)
    if not steps.details():
        return FactGroup("恢复党员权利", ())
    facts = []
    for field, name in STEPS:
        day = getattr(steps, field)
        more = ""
        if field == "meeting_on" and day and steps.due is not None:
            more = f"　应到 {steps.due} 人，实到 {steps.present} 人，赞成 {steps.yes} 票"
        facts.append(Fact(name, f"{day:%Y-%m-%d}{more}" if day else "未办", kind="" if day else "soon"))
    facts.append(Fact("缺项理由", steps.reason))
    return FactGroup("恢复党员权利", tuple(facts))


def postponements(detail: CaseDetail) -> tuple[str, ...]:
    """Every planned day the announcement was put off to, the latest first, from the history of the case."""
    lines = []
    for step in detail.steps:
        found = {d.field.partition("·")[2]: d for d in step.differences if d.field.startswith("公开宣布·")}
        day, why = found.get("计划日期"), found.get("推迟理由")
        if day and day.before and day.after:
            lines.append(f"{step.at:%Y-%m-%d} 登记：{day.before} → {day.after}{f'（{why.after}）' if why and why.after else ''}")
    return tuple(lines)
