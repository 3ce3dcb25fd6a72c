"""The read view of a review in words: the course of its stages, what is next, and the particulars of 概况."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.duties import DutyKind, DutyState, remaining_text, state_of
from jzdesk.domain.identity import mask_id
from jzdesk.domain.review_course import LATER, NONE, OFF
from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED, WAYS_IN
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.facts import Fact, FactGroup
from jzdesk.ui.common.time_line import Point
from jzdesk.ui.tolerance.columns import STAGE_NAMES, VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from jzdesk.domain.people import Person
    from jzdesk.domain.review_course import Step
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.ui.tolerance.reading import ReviewDetail

ROOMY = 9
"""As many points have room for the words of their days beside a list."""
FIRST = {"self_started": "启动", "filing": "报备"}


def day(value: date | None) -> str:
    """2026-09-18, or nothing."""
    return value.isoformat() if value else ""


# ---- the course


def course(detail: ReviewDetail) -> tuple[Point, ...]:
    """申请 → 受理 → 核实 → 研究 → 认定 → 反馈 → 备案, then 异议 → 答复, 纠错 → 检查 and 澄清 where there are any. A stage
    the county does without, or this review does not need, is left out."""
    review = detail.review
    points = [Point(FIRST.get(review.way_in, "申请"), _short(review.applied_on), "done", reached=True)]
    if review.acceptance_refused:
        refused = Point(
            "不予受理", _short(review.acceptance_refused_on), "excused", True, review.acceptance_refused
        )
        return (*points, refused)
    corrected = False
    for step in detail.course.steps:
        if step.state in (OFF, NONE):
            continue
        corrected = corrected or step.code == DutyKind.CORRECT.value
        if step.code == DutyKind.ANSWER_OBJECTION.value:
            points.append(Point("异议", _short(review.objected_on), "soon", True, review.objection))
        points.append(_point(step, detail))
    if not corrected and review.conclusion:
        points.append(Point("纠错", "无", "excused"))
    return tuple(points) if len(points) <= ROOMY else tuple(_shorter(point) for point in points)


def _shorter(point: Point) -> Point:
    """Of a long course: a hollow point says itself that its day is a limit."""
    return point._replace(when=point.when.removeprefix("应"))


def _point(step: Step, detail: ReviewDetail) -> Point:
    name = STAGE_NAMES.get(step.code, step.name)
    if step.name.startswith("重新"):
        name = f"再{name}"
    duty = detail.duty(step.code)
    if step.state == LATER or (step.due_on is None and step.done_on is None):
        return Point(name, "", "open", why=step.left)
    when = _short(step.done_on) if step.done_on else f"应{_short(step.due_on)}"
    kind = STATE_KINDS.get(DutyState(step.state), "open")
    return Point(name, when, kind, step.done_on is not None, why_of(duty) if duty else step.why)


def _short(value: date | None) -> str:
    return f"{value:%y-%m-%d}" if value else ""


def next_line(detail: ReviewDetail, calendar: WorkCalendar) -> tuple[str, str, str]:
    """What is next, until when and why: (text, why, state kind)."""
    review, duty = detail.review, detail.next
    if review.acceptance_refused:
        return f"不予受理：{review.acceptance_refused}", "", "excused"
    if duty is None:
        if review.conclusion and undecided(detail):
            return "各环节均已办结，尚未确定是否需要澄清正名。", "", "done"
        return ("各环节均已办结。", "", "done") if review.conclusion else (detail.course.now, "", "")
    name = STAGE_NAMES.get(duty.kind, "")
    tentative = "（暂定）" if duty.provisional else ""
    rest = remaining_text(duty, detail.on, calendar)
    text = f"下一步：{name}，应于 {day(duty.due_on)}{tentative}，{rest}"
    return text, why_of(duty), STATE_KINDS[state_of(duty, detail.on)]


def undecided(detail: ReviewDetail) -> str:
    """The verb that is open though nothing is due: a filing whose matter may go wrong, a name that may have to be
    cleared; '' for none."""
    review = detail.review
    if review.acceptance_refused or detail.next is not None:
        return ""
    if review.conclusion and review.conclusion != REFUSED and not review.clarify:
        return "decide_clarify"
    if review.way_in == "filing" and review.happened_on is None and review.accepted_on:
        return "record_happened"
    return ""


def next_verb(detail: ReviewDetail) -> str:
    """What the button beside it says, '' for no button."""
    if detail.review.acceptance_refused:
        return ""
    if detail.next is not None:
        return VERBS.get(detail.next.kind, "")
    return {"decide_clarify": "确定澄清正名", "record_happened": "报备事项发生失误"}.get(
        undecided(detail), ""
    )


# ---- the rest


def overview(detail: ReviewDetail, rules: Rulebook) -> list[FactGroup]:
    """The matter, all people, the stages with their meeting and votes, feedback, objection, clarification."""
    review = detail.review
    return [
        FactGroup("事项", tuple(_matter(detail, rules))),
        FactGroup("人员", tuple(_people(detail, rules))),
        FactGroup("受理和核实", tuple(_verified(review))),
        FactGroup("研究和认定", tuple(_concluded(review))),
        FactGroup("反馈和备案", tuple(_told(review, rules))),
        FactGroup("异议", tuple(_objected(review, rules))),
        FactGroup("澄清正名", tuple(_clarified(review, rules))),
        FactGroup(detail.person.name, tuple(_person(detail.person, rules))),
        FactGroup("备注", (Fact("备注", review.note),)),
    ]


def _matter(detail: ReviewDetail, rules: Rulebook) -> Iterator[Fact]:
    review = detail.review
    letters = dict(detail.letters)
    yield Fact("编号", review.number)
    yield Fact("启动方式", WAYS_IN.get(review.way_in, review.way_in))
    yield Fact("容错事项", review.matter)
    yield Fact("事项类别", rules.name_of("matter_kind", review.matter_kind) if review.matter_kind else "")
    yield Fact("申请（启动）", day(review.applied_on))
    who = rules.name_of("applicant_kind", review.applicant_kind) if review.applicant_kind else ""
    yield Fact("申请人", "　".join(part for part in (who, review.applicant) if part))
    started = f"{day(review.accountability_on)}启动" if review.accountability_on else ""
    yield Fact("责任追究", "　".join(part for part in (review.accountability_organ, started) if part))
    yield Fact("问题线索", review.clue)
    yield Fact("报备方案", review.plan)
    yield Fact("失误发生", day(review.happened_on))
    yield Fact("事实经过", review.facts)
    yield Fact("依据文件", review.basis_documents)
    yield Fact("决策过程", review.decision_process)
    yield Fact("造成后果", review.consequences)
    yield Fact("补救情况", review.remedy)
    yield Fact("单位意见", review.unit_opinion)
    yield Fact("关联案件", detail.case_text)
    yield Fact("此前报备", dict(detail.filings).get(review.filing_id or 0, ""))
    yield Fact("关联来函", "\n".join(letters.get(key, "") for key in detail.file.enquiries))
    yield Fact("承办人", review.handler)


def _people(detail: ReviewDetail, rules: Rulebook) -> Iterator[Fact]:
    """Each with his part in the matter, and what became of the handling."""
    review = detail.review
    forms = [" → ".join(part for part in (change.before, change.after) if part) for change in detail.forms]
    rows = [(detail.person, "", _change(review, rules), "")]
    for other, person in detail.others:
        told = f"{day(other.told_on)}告知" if other.told_on else ""
        rows.append(
            (person, other.role, _change(other, rules), "　".join(p for p in (told, other.note) if p))
        )
    for at, (person, role, change, note) in enumerate(rows):
        who = "　".join(part for part in (f"{person.unit_name}{person.post}", role) if part)
        form = f"形态：{forms[at]}" if at < len(forms) and forms[at] else ""
        lines = (who, f"处理：{change}" if change else "", form, note)
        yield Fact(person.name, "\n".join(line for line in lines if line))


def _change(item: object, rules: Rulebook) -> str:
    """拟作处理 → 最终处理, of the review or of one of the others."""
    return " → ".join(
        part for part in (_handled(item, "before", rules), _handled(item, "after", rules)) if part
    )


def _handled(item: object, side: str, rules: Rulebook) -> str:
    code, text = getattr(item, f"{side}_code"), getattr(item, f"handling_{side}")
    name = rules.sanctions[code].name if code in rules.sanctions else code
    return "，".join(part for part in (name, text) if part)


def _verified(review: ToleranceReview) -> Iterator[Fact]:
    yield Fact("受理", day(review.accepted_on))
    yield Fact(
        "不予受理", "　".join(p for p in (day(review.acceptance_refused_on), review.acceptance_refused) if p)
    )
    if review.extended_to:
        approved = f"{review.extension_approver}{day(review.extension_approved_on)}批准"
        yield Fact("核实延期", f"延长至{day(review.extended_to)}（{review.extension_reason}；{approved}）")
    yield Fact("核实", day(review.verified_on))
    yield Fact("核实人", review.verifiers)
    yield Fact("核实情况", review.verification)


def _concluded(review: ToleranceReview) -> Iterator[Fact]:
    yield Fact("集体研究", "　".join(part for part in (day(review.studied_on), review.meeting) if part))
    counts = (("应到", review.study_expected, "人"), ("实到", review.study_present, "人"))
    yield Fact("到会", "，".join(f"{word}{n}{unit}" for word, n, unit in counts if n is not None))
    votes = (("赞成", review.votes_for), ("反对", review.votes_against), ("弃权", review.votes_abstained))
    yield Fact("表决", "，".join(f"{word}{n}票" for word, n in votes if n is not None))
    yield Fact("研究意见", review.study_minutes)
    yield Fact(
        "认定", "　".join(p for p in (day(review.concluded_on), CONCLUSIONS.get(review.conclusion, "")) if p)
    )
    if review.earlier_conclusion:
        earlier = CONCLUSIONS.get(review.earlier_conclusion, review.earlier_conclusion)
        yield Fact("原认定", f"{day(review.earlier_concluded_on)}　{earlier}")
    yield Fact("结论影响", review.effects)
    yield Fact("廉政意见影响", review.enquiry)


def _told(review: ToleranceReview, rules: Rulebook) -> Iterator[Fact]:
    way = rules.name_of("feedback_way", review.feedback_way) if review.feedback_way else ""
    yield Fact("反馈本人", "　".join(part for part in (day(review.feedback_on), way) if part))
    yield Fact("本人意见", review.person_opinion)
    organ = "　".join(part for part in (day(review.feedback_organ_on), review.feedback_organ) if part)
    yield Fact("反馈党组织", organ)
    yield Fact("备案", "　".join(part for part in (day(review.filed_on), review.filed_with) if part))
    yield Fact("抄送", review.copied_to)


def _objected(review: ToleranceReview, rules: Rulebook) -> Iterator[Fact]:
    who = "　".join(part for part in (day(review.objected_on), review.objected_by) if part)
    yield Fact("提出", who)
    yield Fact("内容", review.objection)
    result = rules.name_of("objection_result", review.objection_result) if review.objection_result else ""
    yield Fact("答复", "　".join(part for part in (day(review.objection_answered_on), result) if part))
    yield Fact("答复内容", review.objection_answer)


def _clarified(review: ToleranceReview, rules: Rulebook) -> Iterator[Fact]:
    yield Fact("是否澄清", rules.name_of("clarify_need", review.clarify) if review.clarify else "")
    yield Fact("方式", "、".join(rules.name_of("clarify_way", way) for way in review.clarify_ways))
    yield Fact("范围", review.clarify_scope)
    yield Fact("协作", "涉及多个部门，共同澄清" if review.clarify_joint else "")
    yield Fact("拟澄清告知", day(review.clarify_told_on))
    yield Fact("澄清", "　".join(part for part in (day(review.clarified_on), review.clarify_number) if part))


def _person(person: Person, rules: Rulebook) -> Iterator[Fact]:
    yield Fact("身份证号", mask_id(person.id_number) if person.id_number else "")
    for name, label in (("sex", "性别"), ("politics", "政治面貌")):
        code = getattr(person, name)
        yield Fact(label, rules.name_of(name, code) if code else "")
    yield Fact("单位", person.unit_name)
    yield Fact("职务", person.post)
    yield Fact("职级", rules.name_of("rank", person.rank) if person.rank else "")
    yield Fact("电话", person.phone)
