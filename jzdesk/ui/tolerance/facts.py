"""The read view of a review in words: the stage line, what is next, and the particulars of 概况."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.duties import remaining_text, state_of
from jzdesk.domain.identity import mask_id
from jzdesk.domain.tolerance import WAYS_IN
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.facts import Fact, FactGroup
from jzdesk.ui.common.time_line import Point
from jzdesk.ui.tolerance.columns import STAGE_NAMES

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.ui.tolerance.reading import ReviewDetail

def day(value: date | None) -> str:
    """2026-09-18, or nothing."""
    return value.isoformat() if value else ""


# ---- the course


def course(detail: ReviewDetail) -> tuple[Point, ...]:
    """申请 → 受理 → 核实 → 认定 → 反馈 → 备案 → 纠错."""
    review = detail.review
    first = {"self_started": "启动", "filing": "报备"}.get(review.way_in, "申请")
    points = [Point(first, _short(review.applied_on), "done", reached=True)]
    if review.acceptance_refused:
        return (*points, Point("不予受理", "", "excused", reached=True, why=review.acceptance_refused))
    for kind, name in STAGE_NAMES.items():
        duty = detail.duty(kind)
        if duty is None:
            if name != "纠错":
                points.append(Point(name))
            continue
        state = STATE_KINDS[state_of(duty, detail.on)]
        when = _short(duty.done_on) if duty.done_on else f"应{_short(duty.due_on)}"
        points.append(Point(name, when, state, duty.done_on is not None, why_of(duty)))
    if review.correction_due is None:
        done = bool(review.conclusion)
        points.append(Point("纠错", "无" if done else "", "excused" if done else "open"))
    return tuple(points)


def _short(value: date | None) -> str:
    return f"{value:%y-%m-%d}" if value else ""


def next_line(detail: ReviewDetail, calendar: WorkCalendar) -> tuple[str, str, str]:
    """What is next, until when and why: (text, why, state kind)."""
    review, duty = detail.review, detail.next
    if review.acceptance_refused:
        return f"不予受理：{review.acceptance_refused}", "", "excused"
    if duty is None:
        return "各环节均已办结。", "", "done"
    name = STAGE_NAMES.get(duty.kind, "")
    tentative = "（暂定）" if duty.provisional else ""
    rest = remaining_text(duty, detail.on, calendar)
    text = f"下一步：{name}，应于 {day(duty.due_on)}{tentative}，{rest}"
    return text, why_of(duty), STATE_KINDS[state_of(duty, detail.on)]


# ---- the rest


def overview(detail: ReviewDetail, rules: Rulebook) -> list[FactGroup]:
    """The matter, the person, the stages and the correction."""
    review, person = detail.review, detail.person
    late = next((d for d in detail.duties if d.kind == "correct" and d.open and d.due_on < detail.on), None)
    return [
        FactGroup(
            "事项",
            (
                Fact("编号", review.number),
                Fact("启动方式", WAYS_IN.get(review.way_in, review.way_in)),
                Fact("容错事项", review.matter),
                Fact("事实经过", review.facts),
                Fact("承办", review.handler),
                Fact("关联案件", detail.case_text),
            ),
        ),
        FactGroup(
            "办理",
            (
                Fact("申请（启动）", day(review.applied_on)),
                Fact("受理", day(review.accepted_on)),
                Fact("不予受理", review.acceptance_refused),
                Fact("核实", day(review.verified_on)),
                Fact("认定", day(review.concluded_on)),
                Fact("反馈", day(review.feedback_on)),
                Fact("备案", day(review.filed_on)),
                Fact("廉政意见影响", review.enquiry),
            ),
        ),
        FactGroup(
            "纠错",
            (
                Fact("纠错措施", review.correction),
                Fact("责任人", review.correction_owner),
                Fact("整改期限", day(review.correction_due), kind="overdue" if late else ""),
                Fact("完成日期", day(review.correction_done)),
            ),
        ),
        FactGroup(
            "人员",
            (
                Fact("姓名", person.name),
                Fact("身份证号", mask_id(person.id_number) if person.id_number else ""),
                Fact("性别", rules.name_of("sex", person.sex) if person.sex else ""),
                Fact("政治面貌", rules.name_of("politics", person.politics) if person.politics else ""),
                Fact("单位", person.unit_name),
                Fact("职务", person.post),
                Fact("职级", rules.name_of("rank", person.rank) if person.rank else ""),
                Fact("电话", person.phone),
            ),
        ),
        FactGroup("备注", (Fact("备注", review.note),)),
    ]
