"""The stages after the conclusion: 反馈, 备案, 异议 and its answer, 纠错通知, 检查, 澄清."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jzdesk.domain.duties import DutyKind
from jzdesk.domain.review_files import CorrectionCheck
from jzdesk.domain.review_stages import CHANGED, DONE, NEEDED, WRITTEN
from jzdesk.domain.tolerance import CONCLUSIONS, is_locked
from jzdesk.services import tolerance as service
from jzdesk.services import tolerance_stages as stages
from jzdesk.services.opened import Opened
from jzdesk.ui.cases.choices import choices
from jzdesk.ui.common.fields import CheckField, LongText, MultiChoice, TextField
from jzdesk.ui.tolerance.answers import RadioField
from jzdesk.ui.tolerance.stage_form import LONG, StageForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.reading import ReviewDetail


def _concluded(review: ToleranceReview) -> str:
    when = f"（{review.concluded_on:%Y-%m-%d}认定）" if review.concluded_on else ""
    return f"结论：{CONCLUSIONS.get(review.conclusion, '')}{when}" if review.conclusion else ""


class FeedbackForm(StageForm):
    """反馈: to the person himself and to his party organization, both or one of them."""

    heading: ClassVar[str] = "反馈认定结论"
    save_word: ClassVar[str] = "记录反馈"
    verb: ClassVar[str] = "feed_back"
    duty: ClassVar[str] = DutyKind.FEED_BACK_REVIEW.value
    day_field: ClassVar[str] = "feedback_on"

    def about(self) -> tuple[str, ...]:
        return (*super().about(), _concluded(self.review))

    def build(self, part: Section) -> None:
        person = self.section("向本人反馈")
        self.add(person, "feedback_on", "反馈日期", self.day())
        self.add(person, "feedback_way", "反馈方式", self.choice("feedback_way"))
        self.add(person, "person_opinion", "本人意见", LongText(lines=2, chars=LONG))
        organ = self.section("向所在党组织反馈")
        self.add(organ, "feedback_organ_on", "反馈日期", self.day())
        self.add(
            organ, "feedback_organ", "党组织", TextField(chars=17), hint="两方面都反馈了，反馈才算办结。"
        )

    def start(self) -> dict[str, Any]:
        found = super().start()
        if not self.review.feedback_organ_on:
            found["feedback_organ_on"] = self.frame.today()
        if not self.review.feedback_organ:
            found["feedback_organ"] = _organ_of(self.detail.person.unit_name)
        return found

    def columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**values, "feedback_way": values.get("feedback_way") or ""}


def _organ_of(unit: str) -> str:
    """The party organization of a unit as it is usually called, to be put right by the clerk."""
    return f"{unit}党组织" if unit else ""


class FileForm(StageForm):
    """备案 with the superiors, 抄送 to others."""

    heading: ClassVar[str] = "备案抄送"
    save_word: ClassVar[str] = "记录备案"
    verb: ClassVar[str] = "file_review"
    duty: ClassVar[str] = DutyKind.FILE_REVIEW.value
    day_field: ClassVar[str] = "filed_on"

    def about(self) -> tuple[str, ...]:
        return (*super().about(), _concluded(self.review))

    def build(self, part: Section) -> None:
        self.add(part, "filed_on", "备案日期", self.day(), required=True)
        self.add(
            part, "filed_with", "备案机关", TextField(chars=LONG, placeholder="如：市纪委监委"), required=True
        )  # fmt: skip
        self.add(
            part, "copied_to", "抄送", TextField(chars=LONG, placeholder="如：县委组织部、案件监督管理室"),
            hint="多个单位用顿号隔开。",
        )  # fmt: skip


class ObjectionForm(StageForm):
    """异议 raised; a late one is recorded all the same."""

    heading: ClassVar[str] = "登记异议"
    save_word: ClassVar[str] = "登记异议"
    verb: ClassVar[str] = "record_objection"
    day_field: ClassVar[str] = "objected_on"

    def about(self) -> tuple[str, ...]:
        told = self.review.feedback_on or self.review.feedback_organ_on
        return (*super().about(), _concluded(self.review), f"反馈：{told:%Y-%m-%d}" if told else "")

    def build(self, part: Section) -> None:
        self.add(part, "objected_on", "提出日期", self.day(), required=True)
        self.add(part, "objected_by", "异议人", TextField(chars=12), required=True)
        self.add(part, "objection", "异议内容", LongText(lines=5, chars=LONG), required=True)

    def start(self) -> dict[str, Any]:
        found = super().start()
        found["objected_by"] = found["objected_by"] or self.detail.person.name
        return found


class AnswerForm(StageForm):
    """答复异议: upheld, or studied and concluded anew."""

    heading: ClassVar[str] = "答复异议"
    save_word: ClassVar[str] = "记录答复"
    verb: ClassVar[str] = "answer_objection"
    duty: ClassVar[str] = DutyKind.ANSWER_OBJECTION.value
    day_field: ClassVar[str] = "objection_answered_on"

    def about(self) -> tuple[str, ...]:
        review = self.review
        when = f"{review.objected_on:%Y-%m-%d}" if review.objected_on else ""
        return (
            *super().about(),
            _concluded(review),
            f"{review.objected_by} {when} 提出异议：{review.objection}",
        )

    def build(self, part: Section) -> None:
        self.add(part, "objection_answered_on", "答复日期", self.day(), required=True)
        offered = choices(self.frame.desk.rulebook, "objection_result", self.frame.today())
        self.result = self.add(part, "objection_result", "处理结果", RadioField(offered), required=True)
        self.add(part, "objection_answer", "答复内容", LongText(lines=5, chars=LONG), required=True)

    def fit(self) -> None:
        lines: list[tuple[str, str, str]] = []
        if self.result.value() == CHANGED:
            lines.append(("原结论另行保留，须重新集体研究、认定、反馈和备案。", "", "soon"))
            if is_locked(self.review):
                lines.append(("结论已锁定为不予容错，须先由审核人解除锁定。", "", "overdue"))
        self.computed("objection_result").set_lines(lines)


class OrderForm(StageForm):
    """纠错通知: what is to be put right, by whom, until when."""

    heading: ClassVar[str] = "下达纠错通知"
    save_word: ClassVar[str] = "记录纠错通知"
    verb: ClassVar[str] = "order_correction"

    def build(self, part: Section) -> None:
        self.add(part, "correction_ordered_on", "通知日期", self.day(), required=True)
        self.add(
            part, "correction_number", "通知书文号", TextField(chars=14, placeholder="如：公纪纠〔2026〕3号")
        )
        self.add(part, "correction", "纠错措施", LongText(lines=4, chars=LONG), required=True)
        self.add(part, "correction_owner", "整改责任人", TextField(chars=17), required=True)
        self.add(part, "correction_due", "整改期限", self.day(), required=True)

    def start(self) -> dict[str, Any]:
        found = super().start()
        found["correction_ordered_on"] = found["correction_ordered_on"] or self.frame.today()
        found["correction_owner"] = found["correction_owner"] or self.detail.person.unit_name
        return found

    def fit(self) -> None:
        ordered: date | None = self.field("correction_ordered_on").value()
        usual = service.usual_correction_limit(self.frame.desk, ordered)
        line = self.computed("correction_due")
        if usual is None or self.field("correction_due").value():
            line.set_line("")
        else:
            line.set_line(f"一般定在 {usual.on:%Y-%m-%d} 前", f"{usual.why}\n{usual.clause}")


class CheckForm(StageForm):
    """检查 of the correction: what was found, done or to be looked at again."""

    heading: ClassVar[str] = "检查纠错整改"
    save_word: ClassVar[str] = "记录检查"
    verb: ClassVar[str] = "check_correction"
    duty: ClassVar[str] = DutyKind.CHECK_CORRECTION.value
    day_field: ClassVar[str] = "checked_on"

    def __init__(self, frame: Frame, detail: ReviewDetail, check: CorrectionCheck | None = None) -> None:
        self.check = check or CorrectionCheck(result="")
        super().__init__(frame, detail)

    def title_for(self, detail: ReviewDetail) -> str:
        if self.check.id is not None:
            return "修改检查记录"
        return f"检查纠错整改（第{len(detail.checks) + 1}次）"

    def about(self) -> tuple[str, ...]:
        review = self.review
        due = f"整改期限：{review.correction_due:%Y-%m-%d}" if review.correction_due else ""
        return (
            *super().about(),
            f"纠错措施：{review.correction}",
            f"责任人：{review.correction_owner}　{due}",
        )

    def build(self, part: Section) -> None:
        self.add(part, "checked_on", "检查日期", self.day(), required=True)
        self.add(part, "checker", "检查人", TextField(chars=17), required=True)
        self.add(part, "found", "检查情况", LongText(lines=5, chars=LONG), required=True)
        offered = choices(self.frame.desk.rulebook, "check_result", self.frame.today())
        self.result = self.add(part, "result", "检查结果", RadioField(offered), required=True)
        self.add(part, "next_on", "下次检查", self.day(), required=True)
        self.add(part, "note", "备注", TextField(chars=LONG))

    def start(self) -> dict[str, Any]:
        found = {name: getattr(self.check, name) for name in self.rows}
        found["checked_on"] = found["checked_on"] or self.frame.today()
        return found

    def fit(self) -> None:
        again = self.result.value() not in ("", DONE)
        self.set_row_visible("next_on", on=again)
        day = self.field("checked_on").value()
        stage = self.detail.lists.in_force(DutyKind.CHECK_CORRECTION.value)
        line = self.computed("next_on")
        if not again or day is None or stage is None or self.field("next_on").value():
            line.set_line("")
        else:
            usual = self.frame.desk.calendar.add_working_days(day, stage.working_days)
            line.set_line(f"一般定在 {usual.on:%Y-%m-%d} 前", f"{usual.why}\n{stage.clause}")

    def work(self) -> Callable[[], Changes]:
        values = self.values()
        check = replace(self.check, **{**values, "next_on": values.get("next_on")})
        return partial(
            stages.check_correction, self.frame.desk, self.review.id or 0, check, based_on=Opened(self.review)
        )


class ClarifyNeedForm(StageForm):
    """Whether the name has to be cleared, and how."""

    heading: ClassVar[str] = "确定澄清正名"
    save_word: ClassVar[str] = "记录意见"
    verb: ClassVar[str] = "decide_clarify"

    def about(self) -> tuple[str, ...]:
        return (*super().about(), _concluded(self.review))

    def build(self, part: Section) -> None:
        offered = choices(self.frame.desk.rulebook, "clarify_need", self.frame.today())
        self.need = self.add(part, "clarify", "是否澄清", RadioField(offered), required=True)
        self.add(part, "clarify_ways", "澄清方式", _ways(self), required=True)
        self.add(part, "clarify_joint", "", CheckField("涉及多个部门，由各部门共同澄清"))
        self.add(
            part, "clarify_scope", "澄清范围", TextField(chars=LONG, placeholder="如：本单位干部职工大会")
        )

    def fit(self) -> None:
        needed = self.need.value() == NEEDED
        for name in ("clarify_ways", "clarify_joint", "clarify_scope"):
            self.set_row_visible(name, on=needed)
        _tell_ways(self)

    def columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value is not None}


class ClarifyForm(StageForm):
    """澄清 done: the letter, its ways, whom it was told."""

    heading: ClassVar[str] = "记录澄清正名"
    save_word: ClassVar[str] = "记录澄清"
    verb: ClassVar[str] = "clarify"
    duty: ClassVar[str] = DutyKind.CLARIFY.value
    day_field: ClassVar[str] = "clarified_on"

    def about(self) -> tuple[str, ...]:
        scope = f"澄清范围：{self.review.clarify_scope}" if self.review.clarify_scope else ""
        return (*super().about(), _concluded(self.review), scope)

    def build(self, part: Section) -> None:
        self.add(part, "clarify_told_on", "拟澄清告知", self.day(), hint="《拟澄清告知书》送达本人之日。")
        self.add(part, "clarified_on", "澄清日期", self.day(), required=True)
        self.add(part, "clarify_number", "澄清函文号", TextField(chars=14), required=True)
        self.add(part, "clarify_ways", "澄清方式", _ways(self), required=True)

    def fit(self) -> None:
        _tell_ways(self)


def _ways(form: StageForm) -> MultiChoice:
    return MultiChoice(choices(form.frame.desk.rulebook, "clarify_way", form.frame.today()), columns=2)


def _tell_ways(form: StageForm) -> None:
    """Names are cleared in writing, whatever else is done."""
    ways = form.field("clarify_ways").value()
    wrong = bool(ways) and WRITTEN not in ways
    text = "当面、会议、通报澄清的，须同时书面澄清。" if wrong else ""
    why = "《关于做好失实检举控告澄清工作的意见》（中央纪委办公厅，2020年）"
    form.computed("clarify_ways").set_line(text, why if text else "", kind="overdue" if wrong else "")
