"""容错纠错: the list of reviews, the read view, the guided finding, the correction, and the unlocking."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.duties import DutyKind
from jzdesk.services import tolerance as service
from jzdesk.ui.common.dated_tab import DatedTab
from jzdesk.ui.common.table import ListSource
from jzdesk.ui.tolerance.actions import MENU, ReviewActions, title_of
from jzdesk.ui.tolerance.columns import STATES, columns_for
from jzdesk.ui.tolerance.detail import ReviewView
from jzdesk.ui.tolerance.reading import ReviewDetail, read_detail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu, QWidget

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
        self.forms = ReviewActions(self)
        super().build()

    def build_actions(self, bar: ActionBar) -> None:
        self.new_button = bar.add("登记容错审查", self.new_record, primary=True, tip="Ctrl+N")
        self.edit_button = bar.add("修改", self.edit_record, tip="F2")
        self.stage_button = bar.add_menu("办理", ())
        self.stage_button.setToolTip("按环节记录：受理、核实、研究、反馈、备案、异议、纠错、澄清")
        self._add_stages(self.stage_button.menu())
        tip = "更正误认定的负面清单或者不予容错情形，由另一名审核人签认"
        self.unlock_button = bar.add("解除锁定", self.forms.unlock, tip=tip)
        self.delete_button = bar.add("删除", self.delete_record, tip="移入回收站（Delete）")
        may = self.desk.may(Permission.WRITE)
        for button in (
            self.new_button, self.edit_button, self.stage_button, self.unlock_button, self.delete_button,
        ):  # fmt: skip
            button.setEnabled(may)

    def _add_stages(self, menu: QMenu) -> None:
        self.stage_entries: dict[str, QAction] = {}
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._menu_opens)
        for group in MENU:
            if self.stage_entries:
                menu.addSeparator()
            for verb in group:
                entry = menu.addAction(title_of(verb))
                entry.triggered.connect(partial(self.forms.stage, verb))
                self.stage_entries[verb] = entry
        menu.addSeparator()
        menu.addAction("删除误登记的环节…").triggered.connect(self.forms.withdraw)

    def make_detail(self) -> QWidget:
        self.view = ReviewView(self.frame)
        return self.view

    def connect_signals(self) -> None:
        super().connect_signals()
        self.view.act_wanted.connect(self.forms.of_duty)
        self.view.stage_wanted.connect(self.forms.stage)
        self.view.check_wanted.connect(self.forms.mend_check)
        self.view.unlock_wanted.connect(self.forms.unlock)
        self.view.field_wanted.connect(self.forms.lead)
        self.view.letter_wanted.connect(partial(self.frame.open_record, "enquiry"))
        self.view.filing_wanted.connect(partial(self.open_record, "tolerance"))
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

    # ---- what is done with a review

    def new_record(self) -> None:
        """Ctrl+N."""
        self.forms.new({})

    def edit_record(self) -> None:
        """F2, Enter, double click."""
        self.forms.edit()

    def _menu_opens(self) -> None:
        """What cannot be done now stays in sight and says why."""
        shown = self.view.shown
        for verb, entry in self.stage_entries.items():
            why_not = (
                shown.verbs.get(verb, "")
                if shown is not None and self.detail_id is not None
                else self.none_chosen
            )
            entry.setEnabled(not why_not)
            entry.setToolTip(why_not)

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
            self.forms.new(values)
            return
        self.open_record(kind, review_id)
        stage = DutyKind.CORRECT.value if kind == "correction" else str(values.get("stage") or "")
        self.forms.open(review_id, stage)
