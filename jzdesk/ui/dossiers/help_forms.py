"""Opens the forms of mentors' notes and categories, and those about many people, and saves what comes back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.errors import RuleError
from jzdesk.services import categories, mentors, visit_groups
from jzdesk.services import dossiers as service
from jzdesk.ui.common import ask
from jzdesk.ui.dossiers.group_form import GroupForm
from jzdesk.ui.dossiers.many_forms import AssignForm, GroupPlanForm, NameManyForm, PlanManyForm
from jzdesk.ui.dossiers.note_form import CategoryForm, EndMentorForm, NoteForm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.dossiers import MentorNote
    from jzdesk.services.dossiers import DossierView
    from jzdesk.services.visit_calendar import CalendarVisit
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.dossiers.tab import DossiersTab


class HelpForms:
    """Every method may be the slot of a button; those about many take what the list has selected."""

    def __init__(self, tab: DossiersTab) -> None:
        self.tab, self.desk = tab, tab.desk

    def _read(self, dossier_id: int, show: Callable[[DossierView], None]) -> None:
        self.tab.run(partial(service.look_at, self.desk, dossier_id), done=show)

    def _form(self, form: RecordForm, save: Callable[[Any], Callable[[], Changes]], *, draft: str = "", key: int = 0) -> None:
        self.tab.show_form(form, partial(self._save, save), draft=draft, record_id=key)

    def _save(self, save: Callable[[Any], Callable[[], Changes]], form: Any, _next: bool) -> None:
        try:
            work = save(form)
        except RuleError as error:
            form.mark(error.field, error.text)
            return
        self.tab.save_by(form, work)

    # ---- notes

    def note(self) -> None:
        """登记帮教记录 of the person chosen."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self.open_note(dossier_id)

    def open_note(self, dossier_id: int, note_id: int | None = None) -> None:
        """A new note, or one to be corrected."""
        self._read(dossier_id, partial(self._show_note, note_id))

    def correct_note(self, note_id: int) -> None:
        """更正 of a note of the person shown."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self.open_note(dossier_id, note_id)

    def _show_note(self, note_id: int | None, view: DossierView) -> None:
        if not view.file.mentors:
            self.tab.say("还没有帮带人，请先指定帮带人。")
            return
        note: MentorNote = mentors.note_of(view.file, note_id) if note_id else mentors.blank_note(self.desk, view.file)
        dossier_id = view.file.dossier.id or 0

        def save(form: NoteForm) -> Callable[[], Changes]:
            return partial(mentors.record_note, self.desk, dossier_id, form.read(), opened=form.opened)

        self._form(NoteForm(self.tab.frame, view.file, note), save, draft="mentor_note", key=dossier_id)

    def remove_note(self, note_id: int) -> None:
        """删除 of a note made by mistake, for a reason."""
        dossier_id = self.tab.chosen_id()
        why = ask.ask_reason(self.tab, "删除帮教记录", verb="删除") if dossier_id is not None else None
        if dossier_id is not None and why is not None:
            self.tab.run(partial(mentors.remove_note, self.desk, dossier_id, note_id, why=why))

    # ---- the end of a mentor, another category

    def end_mentor(self) -> None:
        """结束帮带 without a successor."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self._read(dossier_id, self._show_end)

    def _show_end(self, view: DossierView) -> None:
        if not view.file.mentors_now:
            self.tab.say("现在没有帮带人，无须结束。")
            return

        def save(form: EndMentorForm) -> Callable[[], Changes]:
            values = form.values()
            return partial(
                mentors.end_mentor, self.desk, view.file.dossier.id or 0, values["mentor_id"], on=values["ended_on"],
                reason=values["end_reason"],
            )  # fmt: skip

        self._form(EndMentorForm(self.tab.frame, view.file), save)

    def category(self) -> None:
        """调整对象分类 of the person chosen."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self._read(dossier_id, self._show_category)

    def _show_category(self, view: DossierView) -> None:
        def save(form: CategoryForm) -> Callable[[], Changes]:
            values = form.values()
            dossier_id = view.file.dossier.id or 0
            return partial(categories.set_category, self.desk, dossier_id, values["category"], why=values["why"])

        self._form(CategoryForm(self.tab.frame, view.file), save)

    # ---- many people

    def name_mentor(self, ids: Sequence[int], names: Sequence[str]) -> None:
        """One mentor for all these people; `names` are those the list has at hand."""
        if not ids:
            self.tab.say("请先在列表中选择没有帮带人的人员。")
            return

        def save(form: NameManyForm) -> Callable[[], Changes]:
            return partial(mentors.name_mentor_many, self.desk, ids, form.read())

        self._form(NameManyForm(self.tab.frame, names, total=len(ids)), save)

    def plan(self, ids: Sequence[int], names: Sequence[str]) -> None:
        """The next talk of all these people on one day."""
        if not ids:
            self.tab.say("请先在列表中选择人员。")
            return

        def save(form: PlanManyForm) -> Callable[[], Changes]:
            values = form.values()
            return partial(
                visit_groups.plan_visits_many, self.desk, ids, values["planned_on"], values["visitor"],
                values["moved_reason"],
            )  # fmt: skip

        self._form(PlanManyForm(self.tab.frame, names, total=len(ids)), save)

    def assign(self, visits: Sequence[CalendarVisit]) -> None:
        """Who is to hold these talks."""
        if not visits:
            self.tab.say("请先在日历中选择待开展的回访。")
            return
        ids = [visit.id for visit in visits]

        def save(form: AssignForm) -> Callable[[], Changes]:
            return partial(visit_groups.assign_visitor, self.desk, ids, form.values()["visitor"])

        self._form(AssignForm(self.tab.frame, visits), save)

    def group(self, visits: Sequence[CalendarVisit]) -> None:
        """These talks are held together."""
        if len({visit.dossier_id for visit in visits}) < 2:
            self.tab.say("集体回访至少两人，请按住 Ctrl 在列表中选择两人以上的待访回访。")
            return
        ids = [visit.id for visit in visits]

        def save(form: GroupPlanForm) -> Callable[[], Changes]:
            plan, why = form.read()
            return partial(visit_groups.plan_group, self.desk, ids, plan, why=why)

        self._form(GroupPlanForm(self.tab.frame, visits), save)

    def record_group(self, group_key: str) -> None:
        """One talk with several people: what is common once, the evaluation of each."""
        self.tab.run(partial(visit_groups.visits_of_group, self.desk, group_key), done=self._show_group)

    def _show_group(self, visits: list[CalendarVisit]) -> None:
        coming = [visit for visit in visits if visit.held_on is None]
        if not coming:
            self.tab.say("这次集体回访已全部登记。")
            return

        def save(form: GroupForm) -> Callable[[], Changes]:
            common, own = form.read()
            return partial(visit_groups.record_group, self.desk, common, own)

        self._form(GroupForm(self.tab.frame, coming), save, draft="group_visit", key=coming[0].id)
