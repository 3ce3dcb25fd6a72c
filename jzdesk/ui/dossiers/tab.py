"""回访教育: the list of dossiers and what is done with them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.duties import DutyKind
from jzdesk.services import dossiers as service
from jzdesk.services import visit_calendar
from jzdesk.ui.common import ask
from jzdesk.ui.common.record_tab import RecordTab
from jzdesk.ui.common.table import ListSource
from jzdesk.ui.dossiers.columns import STATES, columns_for
from jzdesk.ui.dossiers.detail import ASSESSMENTS, PEOPLE, VISITS, DossierDetail
from jzdesk.ui.dossiers.forms import DossierForms
from jzdesk.ui.dossiers.help_forms import HelpForms
from jzdesk.ui.dossiers.paper import DossierPaper
from jzdesk.ui.dossiers.views import FILES, DossierViews

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from jzdesk.domain.duties import Duty
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierView
    from jzdesk.ui.common.filter_line import FilterLine
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.common.record_tab import ActionBar
    from jzdesk.ui.common.table import Source


class DossiersTab(RecordTab):
    """Dossiers come with decisions: none is made here, only filled."""

    title = "回访教育"
    watches = Touched.DOSSIERS | Touched.CASES | Touched.PEOPLE | Touched.RULES | Touched.ENQUIRIES
    kinds: ClassVar[tuple[str, ...]] = (
        "dossier", "visit", "assessment", "mentor", "team", DutyKind.OPEN_DOSSIER.value, DutyKind.NAME_MENTOR.value,
        DutyKind.FORM_TEAM.value, DutyKind.FOLLOW_UP.value, DutyKind.ASSESS.value, DutyKind.FORWARD_ASSESSMENT.value,
        DutyKind.CONSEQUENCE.value, "annual", DutyKind.MENTOR_NOTE.value,
    )  # fmt: skip
    list_name = "dossiers"
    empty_text = (
        "这里放回访档案，一人一档。\n登记处分决定后自动建立，回访计划随之排定；\n也可能是筛选条件下没有符合的记录。"
    )
    keyword_hint = "姓名、拼音、档案编号"
    none_chosen = "请先在列表中选择一名回访对象。"

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        self.view: DossierView | None = None
        self._units: tuple[tuple[int, str], ...] = ()
        self._visitors: tuple[str, ...] = ()
        super().__init__(frame, parent)

    # ---- build

    def build(self) -> None:
        self.columns = columns_for(self.desk)  # type: ignore[misc]
        self.forms = DossierForms(self)
        self.help = HelpForms(self)
        self.paper = DossierPaper(self)
        super().build()
        self.views = DossierViews(self)

    def build_actions(self, bar: ActionBar) -> None:
        forms = self.forms
        self.record_button = bar.add("记录回访", self.new_record, primary=True, tip="Ctrl+N")
        self.file_menu = bar.add_menu(
            "建档帮带",
            [("建档", forms.file), ("指定帮带人", forms.mentor), ("结束帮带", self.help.end_mentor),
             ("登记帮教记录", self.help.note), ("成立回访小组", forms.team), ("调整对象分类", self.help.category)],
        )
        self.plan_menu = bar.add_menu(
            "回访安排",
            [("改期", forms.move), ("登记未访原因", forms.excuse), ("撤回回访记录", forms.withdraw),
             ("为所选人员安排回访", self._plan_many), ("为所选人员指定帮带人", self._name_many)],
        )
        closing = forms.closing
        self.assess_button = bar.add_menu(
            "期满考核",
            [("登记期满考核", closing.assessment), ("抄送考核结果", closing.forward), ("登记年度情况", closing.annual),
             ("结档", closing.close), ("归档", closing.archive)],
        )  # fmt: skip
        self.print_menu = bar.add_menu(
            "打印",
            [("整份档案…", self.paper.whole), ("选中人员的档案…", self.paper.whole_chosen),
             ("空白谈话表", self.paper.blank), ("下次回访谈话表（已填基本情况）", self.paper.coming),
             ("已选人员下次回访谈话表", self.paper.chosen), ("本月应访全部谈话表", self.paper.month)],
        )  # fmt: skip
        self.more_menu = bar.add_menu(
            "更多",
            [("不列入应回访", forms.exclude), ("恢复列入应回访", forms.include),
             ("撤销结档", closing.reopen), ("撤销归档", closing.unarchive), ("导入旧台账…", self.bring_in)],
        )  # fmt: skip
        self.export_menu = bar.add_menu("导出", [("导出当前列表…", self.export_list)])
        for button in (self.record_button, self.file_menu, self.plan_menu, self.assess_button, self.more_menu):
            button.setEnabled(self.desk.may(Permission.WRITE))
        for button in (self.print_menu, self.export_menu):
            button.setEnabled(self.desk.may(Permission.EXPORT))

    def bring_in(self) -> None:
        """导入旧台账 is a page of its own."""
        self.frame.open_form("import", {})

    def build_filters(self, line: FilterLine) -> None:
        line.add_choice("unit_id", "单位", (), chars=7)
        line.add_choice("state", "状态", STATES, chars=5)
        kinds = [(c.code, c.name) for c in self.desk.rulebook.codes.offered("dossier_category", self.frame.today())]
        line.add_choice("category", "分类", kinds, chars=4)
        line.add_choice("visitor", "回访人", (), chars=4)

    def make_detail(self) -> DossierDetail:
        self.page = DossierDetail(self.frame)
        return self.page

    def connect_signals(self) -> None:
        super().connect_signals()
        page, forms = self.page, self.forms
        page.duty_acted.connect(self._discharge)
        page.case_wanted.connect(self._open_case)
        page.file_wanted.connect(forms.file)
        page.mentor_wanted.connect(forms.mentor)
        page.mentor_edit_wanted.connect(forms.correct_mentor)
        page.team_wanted.connect(forms.team)
        page.helpers.note_wanted.connect(self.help.note)
        page.helpers.note_opened.connect(self.help.correct_note)
        page.helpers.note_removed.connect(self.help.remove_note)
        page.helpers.end_wanted.connect(self.help.end_mentor)
        page.assessment_wanted.connect(forms.closing.assessment)
        page.annual_wanted.connect(forms.closing.annual)
        page.form_wanted.connect(self._fill_part)
        page.entry_opened.connect(self.frame.open_record)
        page.visits.opened.connect(forms.visit)
        page.visits.move_wanted.connect(forms.move)
        page.visits.excuse_wanted.connect(forms.excuse)
        page.visits.withdraw_wanted.connect(forms.withdraw)
        page.visits.print_wanted.connect(self.paper.visit)

    # ---- list and detail

    def reload(self) -> None:
        self.run(partial(service.unit_names, self.desk), done=self._set_units)
        self.run(partial(visit_calendar.visitors, self.desk), done=self._set_visitors)
        super().reload()
        self.views.reload()

    def _set_units(self, units: list[tuple[int, str]]) -> None:
        if tuple(units) != self._units:
            self._units = tuple(units)
            self.filters.set_choices("unit_id", units)

    def _set_visitors(self, names: list[str]) -> None:
        if tuple(names) != self._visitors:
            self._visitors = tuple(names)
            own = self.desk.account.display_name
            mine = [(own, "我回访的")] if own in names else []
            self.filters.set_choices("visitor", [*mine, *((name, name) for name in names if name != own)])

    def _current_changed(self, record_id: int | None) -> None:
        if self.views.page == FILES:  # else the person is chosen in the mentors' list or in the calendar
            super()._current_changed(record_id)

    def show_dossier(self, dossier_id: int) -> None:
        """The person chosen in another view than the list."""
        if self.views.page != FILES:
            super()._current_changed(dossier_id)

    def source(self, filters: dict[str, Any]) -> Source:
        what = self.filter_of(filters)
        return ListSource(partial(_count, self.desk, what), partial(_page, self.desk, what))

    def filter_of(self, filters: dict[str, Any]) -> service.DossierFilter:
        """What the filter line asks for, today."""
        return service.DossierFilter(
            on=self.frame.today(), keyword=filters.get("keyword") or "", unit_id=filters.get("unit_id"),
            state=filters.get("state") or "", category=filters.get("category") or "", visitor=filters.get("visitor"),
            lost_least=self.desk.rulebook.visits.lost_in_row,
        )  # fmt: skip

    def read_detail(self, record_id: int) -> DossierView:
        return service.look_at(self.desk, record_id)

    def show_detail(self, value: DossierView) -> None:
        self.view = value
        self.page.show_view(value)

    # ---- a wide form takes the place of the list too

    def show_form(self, form: Any, save: Any, **more: Any) -> None:
        super().show_form(form, save, **more)
        if self.form is form and getattr(form, "wide", False):
            self.splitter.widget(0).hide()

    def _drop_form(self) -> None:
        self.splitter.widget(0).show()
        super()._drop_form()

    # ---- hooks

    def new_record(self) -> None:
        """Ctrl+N: record the next visit of the person chosen."""
        self.forms.visit()

    def edit_record(self) -> None:
        """F2, Enter: the file itself."""
        if self.desk.may(Permission.WRITE):
            self.forms.file()

    def delete_ids(self, _ids: list[int]) -> None:
        self.say("回访档案随处分决定建立和删除；登记有误的回访请用“回访安排—撤回回访记录”。")

    def print_record(self) -> None:
        """Ctrl+P: the sheet for the next talk."""
        self.paper.coming()

    def export_list(self) -> None:
        """Ctrl+E: the list as it is filtered and sorted."""
        self.paper.export()

    def open_record(self, kind: str, record_id: int) -> None:
        """`record_id` is a dossier's; the sub-tab is the kind's."""
        self.views.show_page(FILES)
        super().open_record(kind, record_id)
        pages = {"visit": VISITS, "mentor": PEOPLE, "team": PEOPLE, "assessment": ASSESSMENTS, "annual": ASSESSMENTS}
        self.page.tabs.setCurrentIndex(pages.get(kind, self.page.tabs.currentIndex()))

    def open_form(self, kind: str, values: Mapping[str, object]) -> None:
        """The form of a duty or a noun. `values`: dossier_id, and visit_id (or subject_id) of a visit."""
        dossier_id = values.get("dossier_id") or (values.get("subject_id") if kind != "visit" else None)
        if not isinstance(dossier_id, int) or not self.close_form():
            return
        self.open_record(kind, dossier_id)
        visit_id = values.get("visit_id") or values.get("subject_id")
        self.forms.open(kind, dossier_id, visit_id if isinstance(visit_id, int) else None)

    # ---- many at once

    def _plan_many(self) -> None:
        self.with_selected(self.help.plan)

    def _name_many(self) -> None:
        self.with_selected(self.help.name_mentor)

    # ---- slots

    def _discharge(self, duty: Duty) -> None:
        if duty.dossier_id is not None:
            self.forms.open(duty.kind, duty.dossier_id, duty.subject_id)

    def _fill_part(self, source: str) -> None:
        """The form that fills a missing part of the file, by the part's source."""
        forms, closing = self.forms, self.forms.closing
        acts: dict[str, Callable[[], None]] = {
            "execution": self._open_case, "restoration": self._open_case, "mentor": forms.mentor, "plan": forms.file,
            "visits": forms.visit, "unit": closing.assessment, "assessment": closing.assessment, "annual": closing.annual,
            "use": closing.forward, "archive": closing.archive,
        }  # fmt: skip
        acts[source]()

    def _open_case(self) -> None:
        if self.view is not None and self.view.case_id is not None:
            self.frame.open_record("case", self.view.case_id)

    def ask_reason(self, title: str, *, verb: str) -> str | None:
        """A reason for the audit log; None when the user thought better of it."""
        return ask.ask_reason(self, title, verb=verb)


def _count(desk: Desk, what: service.DossierFilter) -> int:
    """How many; overdue as of now, also when the window has stood open overnight."""
    return service.count_dossiers(desk, replace(what, on=desk.today))


def _page(desk: Desk, what: service.DossierFilter, offset: int, limit: int, *order: Any) -> list[service.DossierRow]:
    """One page; without a chosen order the latest decision comes first."""
    what = replace(what, on=desk.today)
    sort, descending = order if order[0] else ("decided_on", True)
    return service.list_dossiers(desk, what, sort=sort, descending=descending, offset=offset, limit=limit)
