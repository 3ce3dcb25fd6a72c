"""Opens the forms of the tab on the dossier chosen, read afresh, and saves what comes back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import RuleError
from jzdesk.services import dossiers as service
from jzdesk.services.visit_heads import visit_head
from jzdesk.ui.dossiers.closing_forms import ClosingForms
from jzdesk.ui.dossiers.establish_form import EstablishForm
from jzdesk.ui.dossiers.mentor_form import MentorForm
from jzdesk.ui.dossiers.short_forms import ExcludeForm, FollowUpForm, MoveForm
from jzdesk.ui.dossiers.team_form import TeamForm
from jzdesk.ui.dossiers.visit_form import VisitForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.visits import Visit
    from jzdesk.services.dossiers import DossierView
    from jzdesk.ui.dossiers.form_base import DossierForm
    from jzdesk.ui.dossiers.tab import DossiersTab

Opened = "tuple[DossierView, Any]"


class DossierForms:
    """Every method may be the slot of a button (of the dossier chosen, of the visit the list passes on)."""

    def __init__(self, tab: DossiersTab) -> None:
        self.tab = tab
        self.desk = tab.desk
        self.closing = ClosingForms(self)

    # ---- which form

    def open(self, kind: str, dossier_id: int, subject_id: int | None) -> None:
        """The form that discharges a duty of a kind, or fills a noun of that name."""
        if kind == DutyKind.VISIT.value:
            self._visit(dossier_id, subject_id)
        elif kind == DutyKind.FOLLOW_UP.value and subject_id is not None:
            self._read(dossier_id, self._show_follow_up, partial(_visit_of, subject_id))
        elif kind in (DutyKind.OPEN_DOSSIER.value, "dossier"):
            self._read(dossier_id, self._show_file)
        elif kind == DutyKind.MENTOR_NOTE.value:
            self.tab.help.open_note(dossier_id)
        elif kind in (DutyKind.NAME_MENTOR.value, "mentor"):
            self._read(dossier_id, self._show_mentor)
        elif kind in (DutyKind.FORM_TEAM.value, "team"):
            self._read(dossier_id, self._show_team, self._known)
        else:
            self.closing.open(kind, dossier_id, subject_id)

    def _open_chosen(self, kind: str) -> None:
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self.open(kind, dossier_id, None)

    def read(
        self, dossier_id: int, show: Callable[[DossierView, Any], None], more: Callable[[DossierView], Any] | None = None
    ) -> None:
        """For the forms that are opened beside these."""
        self._read(dossier_id, show, more)

    def show(self, form: DossierForm, save: Callable[[Any], Callable[[], Changes]], *, draft: str = "") -> None:
        """The same: put a form in place of the detail."""
        self._form(form, save, draft=draft)

    def _read(
        self, dossier_id: int, show: Callable[[DossierView, Any], None], more: Callable[[DossierView], Any] | None = None
    ) -> None:
        """Read the dossier as it stands now, and `more` with it, on the store lane; then `show` the form."""
        work = partial(_read_all, self.desk, dossier_id, more)
        self.tab.run(work, done=partial(_unpack, show))

    def _form(self, form: DossierForm, save: Callable[[Any], Callable[[], Changes]], *, draft: str = "") -> None:
        """Show a form; `save(form)` reads it and gives the service call."""
        record_id = form.file.dossier.id or 0
        self.tab.show_form(form, partial(self._save, save), draft=draft, record_id=record_id)

    def _save(self, save: Callable[[Any], Callable[[], Changes]], form: Any, then_next: bool) -> None:
        try:
            work = save(form)
        except RuleError as error:
            form.mark(error.field, error.text)
            return
        self.tab.save_by(form, work, stay=then_next)

    # ---- visits

    def visit(self, visit_id: int | None = None) -> None:
        """Record a visit of the plan, correct a recorded one, or (no id) the next one."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self._visit(dossier_id, visit_id or None)

    def _visit(self, dossier_id: int, visit_id: int | None, *, excused: bool = False) -> None:
        self._read(dossier_id, partial(self._show_visit, excused), partial(self._blank, visit_id))

    def _blank(self, visit_id: int | None, view: DossierView) -> tuple[Visit, Visit | None, tuple[tuple[str, str], ...]]:
        blank = service.blank_visit(self.desk, view.file, visit_id)
        stored = service.visit_of(view.file, blank.id) if blank.id else None
        return blank, stored, visit_head(self.desk, view, blank)

    def _show_visit(self, excused: bool, view: DossierView, opened: Any) -> None:
        blank, stored, head = opened
        corrects = stored is not None and stored.settled
        form = VisitForm(self.tab.frame, view.file, blank, head=head, corrects=corrects)
        form.show_record(blank)
        if excused:
            form.excuse_it()

        def save(form: VisitForm) -> Callable[[], Changes]:
            dossier_id = view.file.dossier.id or 0
            visit = form.read()
            return partial(service.record_visit, self.desk, dossier_id, visit, based_on=stored, why=form.why())

        self._form(form, save, draft="visit")

    def excuse(self, visit_id: int | None = None) -> None:
        """登记未访原因 of the visit given, or the next one."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self._visit(dossier_id, visit_id or None, excused=True)

    def move(self, visit_id: int | None = None) -> None:
        """改期 of a visit of the plan."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self._read(dossier_id, partial(self._show_move, visit_id or None))

    def move_of(self, dossier_id: int, visit_id: int) -> None:
        """改期 of a visit chosen in the calendar."""
        self._read(dossier_id, partial(self._show_move, visit_id))

    def _show_move(self, visit_id: int | None, view: DossierView, _more: Any) -> None:
        coming = [v for v in view.file.visits if not v.settled]
        first = service.coming_visit(view.file)
        if first is None or first.id is None:
            self.tab.say("没有待开展的回访，无须改期。")
            return

        def save(form: MoveForm) -> Callable[[], Changes]:
            values = form.values()
            return partial(
                service.plan_visit, self.desk, view.file.dossier.id or 0, values["visit_id"],
                planned_on=values["planned_on"], why=values["moved_reason"],
            )  # fmt: skip

        self._form(MoveForm(self.tab.frame, view.file, coming, visit_id or first.id), save)

    def withdraw(self, visit_id: int | None = None) -> None:
        """撤回 of a visit recorded by mistake: the one given, else the last recorded."""
        dossier_id = self.tab.chosen_id()
        view = self.tab.view
        if dossier_id is None or view is None:
            return
        settled = [v for v in view.file.visits if v.settled and visit_id in (None, False, v.id)]
        if not settled:
            self.tab.say("没有可撤回的回访记录。")
            return
        visit = settled[-1]
        why = self.tab.ask_reason(f"撤回第{visit.ordinal}次回访的登记", verb="撤回")
        if why is not None:
            work = partial(service.withdraw_visit, self.desk, dossier_id, visit.id or 0, why=why)
            self.tab.run(work)

    def _show_follow_up(self, view: DossierView, visit: Visit) -> None:
        def save(form: FollowUpForm) -> Callable[[], Changes]:
            values = form.values()
            return partial(
                service.finish_follow_up, self.desk, view.file.dossier.id or 0, visit.id or 0,
                on=values["follow_up_done"], result=values["follow_up_result"],
            )  # fmt: skip

        self._form(FollowUpForm(self.tab.frame, view.file, visit), save)

    # ---- file, mentor, team

    def file(self) -> None:
        """建档, or the file's own particulars."""
        self._open_chosen("dossier")

    def _show_file(self, view: DossierView, _more: Any) -> None:
        def save(form: EstablishForm) -> Callable[[], Changes]:
            on, parts, keeping = form.read()
            dossier_id = view.file.dossier.id or 0
            if on is None:
                return partial(service.keep_file, self.desk, dossier_id, parts=parts, keeping=keeping)
            return partial(service.establish, self.desk, dossier_id, on=on, parts=parts, keeping=keeping)

        self._form(EstablishForm(self.tab.frame, view.file, view.parts), save)

    def mentor(self) -> None:
        """指定 or 更换帮带人."""
        self._open_chosen("mentor")

    def _show_mentor(self, view: DossierView, _more: Any) -> None:
        self._mentor_form(MentorForm(self.tab.frame, view.file), view)

    def correct_mentor(self) -> None:
        """Mend the particulars of the mentor in office."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self._read(dossier_id, self._show_correct_mentor)

    def _show_correct_mentor(self, view: DossierView, _more: Any) -> None:
        if view.file.mentor is not None:
            self._mentor_form(MentorForm(self.tab.frame, view.file, view.file.mentor), view)

    def _mentor_form(self, form: MentorForm, view: DossierView) -> None:
        def save(form: MentorForm) -> Callable[[], Changes]:
            mentor, why = form.read(), form.end_reason()
            return partial(
                service.name_mentor, self.desk, view.file.dossier.id or 0, mentor, end_reason=why,
                instead_of=form.instead_of(),
            )  # fmt: skip

        self._form(form, save)

    def team(self) -> None:
        """成立 or 调整回访小组."""
        self._open_chosen("team")

    def _known(self, _view: DossierView) -> list[tuple[str, str]]:
        return service.known_members(self.desk)

    def _show_team(self, view: DossierView, known: list[tuple[str, str]]) -> None:
        def save(form: TeamForm) -> Callable[[], Changes]:
            members, on = form.read(), form.day_formed()
            return partial(service.form_team, self.desk, view.file.dossier.id or 0, members, on=on)

        self._form(TeamForm(self.tab.frame, view.file, known), save)

    # ---- who is due

    def exclude(self) -> None:
        """不列入应回访."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self._read(dossier_id, self._show_exclude)

    def _show_exclude(self, view: DossierView, _more: Any) -> None:
        def save(form: ExcludeForm) -> Callable[[], Changes]:
            values = form.values()
            return partial(
                service.exclude, self.desk, view.file.dossier.id or 0, code=values["excluded"],
                reason=values["excluded_reason"], on=values["excluded_on"],
            )  # fmt: skip

        if view.file.dossier.excluded:
            self.tab.say("该人员已不列入应回访，如需恢复请用“更多—恢复列入应回访”。")
        else:
            self._form(ExcludeForm(self.tab.frame, view.file), save)

    def include(self) -> None:
        """恢复列入应回访, with a reason."""
        dossier_id = self.tab.chosen_id()
        why = self.tab.ask_reason("恢复列入应回访", verb="恢复") if dossier_id is not None else None
        if dossier_id is not None and why is not None:
            self.tab.run(partial(service.exclude, self.desk, dossier_id, code="", reason=why, on=self.desk.today))


def _read_all(desk: Any, dossier_id: int, more: Callable[[DossierView], Any] | None) -> tuple[DossierView, Any]:
    view = service.look_at(desk, dossier_id)
    return view, more(view) if more else None


def _unpack(show: Callable[[DossierView, Any], None], found: tuple[DossierView, Any]) -> None:
    show(*found)


def _visit_of(visit_id: int, view: DossierView) -> Visit:
    return service.visit_of(view.file, visit_id)
