"""Opens the forms of the tab: the guided finding, the short form of each stage, and the unlocking."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from jzdesk.domain import tolerance as rules
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import RuleError
from jzdesk.services import tolerance_withdrawals as withdrawals
from jzdesk.services.opened import Opened
from jzdesk.ui.common import ask
from jzdesk.ui.tolerance.correction_form import CorrectionForm
from jzdesk.ui.tolerance.form import ReviewForm
from jzdesk.ui.tolerance.reading import read_blank, read_detail
from jzdesk.ui.tolerance.stage_forms import AcceptForm, ExtendForm, HappenedForm, StudyForm, VerifyForm
from jzdesk.ui.tolerance.stage_forms_after import (
    AnswerForm,
    CheckForm,
    ClarifyForm,
    ClarifyNeedForm,
    FeedbackForm,
    FileForm,
    ObjectionForm,
    OrderForm,
)
from jzdesk.ui.tolerance.unlock_dialog import UnlockDialog, read_locks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.duties import Duty
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.tolerance.ahead import Ahead
    from jzdesk.ui.tolerance.reading import ReviewDetail
    from jzdesk.ui.tolerance.stage_form import StageForm
    from jzdesk.ui.tolerance.tab import ToleranceTab
    from jzdesk.ui.tolerance.unlock_dialog import Locks

CONCLUDE = "conclude"
"""The verb that is no short form: the finding with its conclusion."""
_CHECK = "check"
"""The last check of a correction, among what may be taken out."""


class Verb(NamedTuple):
    """A stage as the menu names it, and its form."""

    title: str
    form: Callable[..., StageForm]


VERBS: dict[str, Verb] = {
    "accept": Verb("受理或者不予受理", AcceptForm),
    "record_happened": Verb("报备事项发生失误", HappenedForm),
    "extend_verification": Verb("延长核实期限", ExtendForm),
    "verify": Verb("记录核实情况", VerifyForm),
    "study": Verb("记录集体研究", StudyForm),
    "feed_back": Verb("反馈认定结论", FeedbackForm),
    "file_review": Verb("备案抄送", FileForm),
    "record_objection": Verb("登记异议", ObjectionForm),
    "answer_objection": Verb("答复异议", AnswerForm),
    "order_correction": Verb("下达纠错通知", OrderForm),
    "check_correction": Verb("检查纠错整改", CheckForm),
    "finish_correction": Verb("记录整改完成", CorrectionForm),
    "decide_clarify": Verb("确定澄清正名", ClarifyNeedForm),
    "clarify": Verb("记录澄清正名", ClarifyForm),
}
"""The stages in their order."""

MENU: tuple[tuple[str, ...], ...] = (
    ("accept", "record_happened", "extend_verification", "verify", "study", CONCLUDE),
    ("feed_back", "file_review", "record_objection", "answer_objection"),
    ("order_correction", "check_correction", "finish_correction"),
    ("decide_clarify", "clarify"),
)
"""How the menu 办理 is parted."""

OF_DUTY: dict[str, str] = {
    DutyKind.ACCEPT_REVIEW.value: "accept",
    DutyKind.VERIFY_REVIEW.value: "verify",
    DutyKind.STUDY_REVIEW.value: "study",
    DutyKind.CONCLUDE_REVIEW.value: CONCLUDE,
    DutyKind.FEED_BACK_REVIEW.value: "feed_back",
    DutyKind.FILE_REVIEW.value: "file_review",
    DutyKind.ANSWER_OBJECTION.value: "answer_objection",
    DutyKind.CORRECT.value: "finish_correction",
    DutyKind.CHECK_CORRECTION.value: "check_correction",
    DutyKind.CLARIFY.value: "clarify",
}
"""The verb that discharges a duty."""


def title_of(verb: str) -> str:
    """What the menu calls a verb."""
    return "作出认定结论" if verb == CONCLUDE else VERBS[verb].title


class ReviewActions:
    """Every method may be the slot of a button: it is about the review chosen, read afresh."""

    def __init__(self, tab: ToleranceTab) -> None:
        self.tab, self.desk = tab, tab.desk

    # ---- the finding

    def new(self, values: Mapping[str, object]) -> None:
        """An empty finding, of a known person if one is named."""
        if self.tab.may_write():
            self.tab.run(partial(read_blank, self.desk), done=partial(self._show_new, dict(values)))

    def _show_new(self, values: dict[str, object], detail: ReviewDetail) -> None:
        form = ReviewForm(self.tab.frame, detail)
        form.fill(values)
        self._finding(form)

    def edit(self) -> None:
        """The finding of the review chosen."""
        if self.tab.may_write():
            self.tab.with_current(self.show_finding)

    def show_finding(self, detail: ReviewDetail, *, stage: str = "") -> None:
        """The form of a review; at the field of a stage, if one is named."""
        form = ReviewForm(self.tab.frame, detail)
        self._finding(form)
        if stage and self.tab.form is form:
            form.go_to_stage(stage)

    def _finding(self, form: ReviewForm) -> None:
        form.relisted.connect(partial(self._relist, form))
        self.tab.show_form(form, partial(self._save, form), draft="tolerance", record_id=form.base.id or 0)

    def _relist(self, form: ReviewForm, ahead: Ahead) -> None:
        """Other lists apply than the form was built for: the same, entry by entry, under those."""
        if self.tab.form is not form:
            return
        kept, place = form.draft(), form.scroller.verticalScrollBar().value()
        focus = form.focusWidget()
        field = next((name for name, row in form.rows.items() if focus in row.field.editors()), "applied_on")
        form.set_clean()
        detail = replace(form.detail, lists=ahead.lists, names={**form.detail.names, **ahead.names})
        anew = ReviewForm(self.tab.frame, detail)
        self._finding(anew)
        anew.restore_draft(kept)
        anew.go_to_field(field)
        anew.scroller.verticalScrollBar().setValue(place)
        self.tab.jobs.message.emit("done", "已换用所适用的容错清单，已填内容保留。")

    def lead(self, field: str) -> None:
        """From a line of what is missing to the field of the finding."""
        if self.tab.may_write():
            self.tab.with_current(partial(self._lead, field))

    def _lead(self, field: str, detail: ReviewDetail) -> None:
        self.show_finding(detail)
        form = self.tab.form
        if isinstance(form, ReviewForm):
            form.go_to_field(field)

    # ---- stages

    def stage(self, verb: str) -> None:
        """The form of a stage, of the review chosen."""
        if self.tab.may_write():
            self.tab.with_current(partial(self._open, verb))

    def of_duty(self, duty: Duty) -> None:
        """The form that discharges a duty."""
        if duty.review_id is not None:
            self.open(duty.review_id, duty.kind)

    def open(self, review_id: int, stage: str) -> None:
        """The form of a stage by the kind of its duty; without one, or of one that has no form of its own, the
        finding."""
        if self.tab.may_write():
            verb = OF_DUTY.get(stage, "")
            self.tab.run(partial(read_detail, self.desk, review_id), done=partial(self._open, verb))

    def _open(self, verb: str, detail: ReviewDetail) -> None:
        if verb in ("", CONCLUDE):
            self.show_finding(detail, stage=DutyKind.CONCLUDE_REVIEW.value if verb else "")
            return
        why_not = detail.verbs.get(verb, "")
        if why_not:
            self.tab.say(why_not)
            return
        form = VERBS[verb].form(self.tab.frame, detail)
        self.tab.show_form(
            form, partial(self._save, form), draft=f"tolerance_{verb}", record_id=detail.review.id or 0
        )

    def _save(self, form: Any, _form: RecordForm, _then_next: bool) -> None:
        try:
            work: Callable[[], Changes] = form.work()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        self.tab.save_by(form, work)

    def mend_check(self, check_id: int) -> None:
        """A check already recorded, to be put right."""
        if self.tab.may_write():
            self.tab.with_current(partial(self._mend, check_id))

    def _mend(self, check_id: int, detail: ReviewDetail) -> None:
        check = next((item for item in detail.checks if item.id == check_id), None)
        if check is not None:
            form = CheckForm(self.tab.frame, detail, check)
            self.tab.show_form(form, partial(self._save, form))

    # ---- what was recorded by mistake

    def withdraw(self) -> None:
        """Take out a stage, or the last check of a correction, that was recorded by mistake."""
        if self.tab.may_write() and self.tab.close_form():
            self.tab.with_current(self._withdrawable)

    def _withdrawable(self, detail: ReviewDetail) -> None:
        read = partial(withdrawals.withdrawable, self.desk, detail.review.id or 0)
        self.tab.run(read, done=partial(self._choose_withdrawn, detail))

    def _choose_withdrawn(self, detail: ReviewDetail, found: Mapping[str, str]) -> None:
        """The last stage is proposed; one that others rest on says so and is asked for again."""
        verbs = list(found)[::-1]
        names = [withdrawals.NAMES[verb] for verb in verbs]
        if detail.checks:
            verbs, names = [_CHECK, *verbs], [f"第{len(detail.checks)}次纠错检查", *names]
        if not verbs:
            self.tab.say("这件审查还没有登记过任何环节。")
            return
        at = next((n for n, verb in enumerate(verbs) if not found.get(verb)), 0)
        chosen = ask.choose_one(self.tab, "删除误登记的环节", "选择误登记的环节", names, verb="删除", at=at)
        if chosen is None:
            return
        if refusal := found.get(verbs[chosen], ""):
            self.tab.say(refusal)
            return
        label = f"将删除登记的{names[chosen]}。理由（写入审计日志）"
        why = ask.ask_reason(self.tab, "删除误登记的环节", label, verb="删除")
        if why is not None:
            self.tab.run(self._withdrawal(detail, verbs[chosen], why))

    def _withdrawal(self, detail: ReviewDetail, verb: str, why: str) -> Callable[[], Changes]:
        review_id = detail.review.id or 0
        if verb == _CHECK:
            return partial(
                withdrawals.withdraw_check, self.desk, review_id, detail.checks[-1].id or 0, why=why
            )
        return partial(
            withdrawals.withdraw_stage, self.desk, review_id, verb, why=why, based_on=Opened(detail.review)
        )

    # ---- unlocking

    def unlock(self) -> None:
        """Lift an entry that was recorded by mistake; a reviewer signs."""
        if self.tab.may_write() and self.tab.close_form():
            self.tab.with_current(self._locked)

    def _locked(self, detail: ReviewDetail) -> None:
        if not rules.is_locked(detail.review):
            self.tab.say("这件审查没有锁定。")
            return
        self.tab.run(partial(read_locks, self.desk, detail.review), done=partial(self._ask, detail))

    def _ask(self, detail: ReviewDetail, locks: Locks) -> None:
        dialog = UnlockDialog(self.tab.frame, detail, locks, self.tab)
        ask.run_dialog(dialog)
        dialog.deleteLater()
