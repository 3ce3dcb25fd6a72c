"""容错纠错: the list of reviews, the read view, the guided finding, the correction, and the unlocking."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import RuleError
from jzdesk.services import tolerance as service
from jzdesk.ui.common import ask
from jzdesk.ui.common.dated_tab import DatedTab
from jzdesk.ui.common.table import ListSource
from jzdesk.ui.tolerance.columns import STATES, columns_for
from jzdesk.ui.tolerance.correction_form import CorrectionForm
from jzdesk.ui.tolerance.detail import ReviewView
from jzdesk.ui.tolerance.form import ReviewForm
from jzdesk.ui.tolerance.reading import ReviewDetail, read_detail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from jzdesk.domain.duties import Duty
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.record_tab import ActionBar
    from jzdesk.ui.common.table import Source

SORT = "applied_on"


class ToleranceTab(DatedTab):
    """Reviews are registered, found, concluded and corrected here."""

    title = "容错审查"
    watches = Touched.TOLERANCE | Touched.PEOPLE | Touched.DUTIES | Touched.UNITS | Touched.RULES
    kinds: ClassVar[tuple[str, ...]] = ("tolerance", "correction")
    list_name = "tolerance"
    empty_text = (
        "这里放容错审查：三个区分、认定因素、正面清单和负面清单逐项认定。\n"
        "存在负面清单或者不予容错情形的，结论锁定为不予容错。\n也可能是筛选条件下没有符合的记录。"
    )
    empty_action = "登记容错审查"
    keyword_hint = "姓名、拼音、编号、事项"
    pick_hint = "在左边选一件容错审查，这里显示认定情况和办理进度。"
    none_chosen = "请先在左边选一件容错审查。"
    counted = "件容错审查"
    states = STATES
    day_title = "申请日期"

    # ---- build

    def build(self) -> None:
        self.columns = columns_for(self.frame.today)  # type: ignore[misc]
        super().build()

    def build_actions(self, bar: ActionBar) -> None:
        self.new_button = bar.add("登记容错审查", self.new_record, primary=True, tip="Ctrl+N")
        self.edit_button = bar.add("修改", self.edit_record, tip="F2")
        self.correct_button = bar.add("记录整改完成", self.record_correction)
        self.unlock_button = bar.add("解除锁定", self.unlock, tip="审核人更正误认定的负面清单或者不予容错情形")
        self.delete_button = bar.add("删除", self.delete_record, tip="移入回收站（Delete）")
        may = self.desk.may(Permission.WRITE)
        for button in (self.new_button, self.edit_button, self.correct_button, self.delete_button):
            button.setEnabled(may)
        self.unlock_button.setEnabled(self.desk.may(Permission.REVIEW))

    def make_detail(self) -> QWidget:
        self.view = ReviewView(self.frame)
        return self.view

    def connect_signals(self) -> None:
        super().connect_signals()
        self.view.act_wanted.connect(self.act_on)
        self.view.case_wanted.connect(partial(self.frame.open_record, "case"))

    # ---- list

    def source(self, filters: dict[str, Any]) -> Source:
        filter_ = self.filter_of(filters)

        def fetch(offset: int, limit: int, sort: str, descending: bool) -> Any:
            down = descending if sort else True
            return service.list_reviews(
                self.desk, filter_, sort=sort or SORT, descending=down, offset=offset, limit=limit
            )  # fmt: skip

        return ListSource(partial(service.count_reviews, self.desk, filter_), fetch)

    def filter_of(self, filters: dict[str, Any]) -> service.ReviewFilter:
        """What the filter line says, as the service takes it."""
        span = self.span(filters)
        return service.ReviewFilter(
            on=self.frame.today(), keyword=filters.get("keyword") or "", unit_id=filters.get("unit"),
            state=filters.get("state") or "", applied_from=span.first, applied_to=span.last,
        )  # fmt: skip

    # ---- read view

    def read_detail(self, record_id: int) -> ReviewDetail:
        return read_detail(self.desk, record_id)

    def show_detail(self, value: ReviewDetail) -> None:
        self.view.show_detail(value)

    # ---- the finding

    def new_record(self) -> None:
        """Ctrl+N."""
        self._new({})

    def _new(self, values: Mapping[str, object]) -> None:
        if self.may_write():
            form = ReviewForm(self.frame)
            form.fill(values)
            self.show_form(form, partial(self._save_review, form), draft="tolerance")

    def edit_record(self) -> None:
        """F2, Enter, double click."""
        if self.may_write():
            self.with_current(self._edit)

    def _edit(self, detail: ReviewDetail, stage: str = "") -> None:
        form = ReviewForm(self.frame, detail)
        self.show_form(form, partial(self._save_review, form), draft="tolerance", record_id=detail.review.id or 0)
        if stage and self.form is form:
            form.go_to_stage(stage)

    def _save_review(self, form: ReviewForm, _form: RecordForm, _then_next: bool) -> None:
        try:
            review = form.read()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        self.save_by(form, partial(service.record_review, self.desk, review, form.person()))

    # ---- stages and correction

    def act_on(self, duty: Duty) -> None:
        """The button of a stage: the form at the field that discharges it."""
        if duty.review_id is not None:
            self._open_stage(duty.review_id, duty.kind)

    def _open_stage(self, review_id: int, stage: str) -> None:
        if not self.may_write():
            return
        show = self._correct if stage == DutyKind.CORRECT.value else partial(_swapped, self._edit, stage)
        self.run(partial(read_detail, self.desk, review_id), done=show)

    def record_correction(self) -> None:
        """记录整改完成 of the chosen review."""
        if self.may_write():
            self.with_current(self._correct)

    def _correct(self, detail: ReviewDetail) -> None:
        if detail.review.correction_due is None:
            self.say("尚未下达纠错通知，请先修改审查，填写纠错措施和整改期限。")
            return
        form = CorrectionForm(self.frame, detail)
        self.show_form(form, partial(self._save_correction, detail.review.id or 0, form))

    def _save_correction(self, review_id: int, form: CorrectionForm, _form: RecordForm, _then_next: bool) -> None:
        try:
            day = form.read()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        self.save_by(form, partial(service.record_correction, self.desk, review_id, done_on=day))

    # ---- unlocking

    def unlock(self) -> None:
        """解除锁定: a reviewer withdraws a wrong tick, with a reason."""
        if not self.desk.may(Permission.REVIEW):
            self.say("解除锁定须由审核人登录办理。")
            return
        if self.close_form():
            self.with_current(self._unlock)

    def _unlock(self, detail: ReviewDetail) -> None:
        hit = rules.standing(detail.review)
        if not hit:
            self.say("这件审查没有锁定。")
            return
        words = [detail.names.get(code, code) for code in hit]
        chosen: int | None = 0
        if len(hit) > 1:
            chosen = ask.choose_one(self, "解除锁定", "更正哪一项认定", words, verb="继续")
        if chosen is None:
            return
        label = f"将“{words[chosen]}”改为“否”，理由（写入审计日志）"
        why = ask.ask_reason(self, "解除锁定", label, verb="解除锁定")
        if why is not None:
            self.run(partial(service.unlock, self.desk, detail.review.id or 0, hit[chosen], why=why))

    # ---- delete, jumps

    def delete_ids(self, ids: list[int]) -> None:
        if not self.may_write():
            return
        why = self.why_delete(ids)
        if why is None:
            return
        for review_id in ids:
            self.run(partial(service.delete_review, self.desk, review_id, why=why))

    def open_record(self, kind: str, record_id: int) -> None:
        """`record_id` is a review's, whatever the kind."""
        super().open_record("tolerance", record_id)

    def open_form(self, kind: str, values: Mapping[str, object]) -> None:
        """The form of a duty: `values` holds review_id and the stage; without a review a new one is registered."""
        review_id = values.get("review_id")
        if not isinstance(review_id, int):
            self._new(values)
            return
        self.open_record(kind, review_id)
        stage = DutyKind.CORRECT.value if kind == "correction" else str(values.get("stage") or "")
        self._open_stage(review_id, stage)


def _swapped(show: Callable[[ReviewDetail, str], None], stage: str, detail: ReviewDetail) -> None:
    show(detail, stage)
