"""Opens the forms at the end of a period: assessment, forwarding, consequence, annual records, 结档, 归档."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.duties import DutyKind
from jzdesk.services import annual as annual_service
from jzdesk.services import dossiers as service
from jzdesk.ui.dossiers.after_forms import CloseForm, ConsequenceForm, ForwardForm
from jzdesk.ui.dossiers.annual_form import AnnualForm
from jzdesk.ui.dossiers.archive_form import ArchiveForm
from jzdesk.ui.dossiers.assessment_form import AssessmentForm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.changes import Changes
    from jzdesk.services.annual import AnnualLine
    from jzdesk.services.assessment_inputs import Inputs
    from jzdesk.services.dossiers import DossierView, Missing
    from jzdesk.ui.dossiers.forms import DossierForms


class ClosingForms:
    """Every method may be the slot of a button: it is about the dossier chosen."""

    def __init__(self, forms: DossierForms) -> None:
        self.forms, self.tab, self.desk = forms, forms.tab, forms.desk

    def open(self, kind: str, dossier_id: int, subject_id: int | None) -> bool:
        """The form of a duty or noun; False where it is none of these."""
        if kind in (DutyKind.ASSESS.value, "assessment"):
            self.forms.read(dossier_id, self._show_assessment, self._gathered)
        elif kind == DutyKind.FORWARD_ASSESSMENT.value:
            self.forms.read(dossier_id, self._show_forward, partial(self._assessed, subject_id))
        elif kind == DutyKind.CONSEQUENCE.value:
            self.forms.read(dossier_id, self._show_consequence, partial(self._assessed, subject_id))
        elif kind == "annual":
            self.forms.read(dossier_id, partial(self._show_annual, subject_id), self._years)
        elif kind == "close":
            self.forms.read(dossier_id, self._show_close, self._missing)
        elif kind == "archive":
            self.forms.read(dossier_id, self._show_archive)
        else:
            return False
        return True

    def _chosen(self, kind: str, subject_id: int | None = None) -> None:
        dossier_id = self.tab.chosen_id()
        if dossier_id is not None:
            self.open(kind, dossier_id, subject_id)

    # ---- assessment

    def assessment(self) -> None:
        """期满考核, new or to be corrected."""
        self._chosen("assessment")

    def _gathered(self, view: DossierView) -> Inputs:
        return service.gather(self.desk, view.file.dossier.id or 0)

    def _show_assessment(self, view: DossierView, inputs: Inputs) -> None:
        def save(form: AssessmentForm) -> Callable[[], Changes]:
            dossier_id = view.file.dossier.id or 0
            return partial(service.record_assessment, self.desk, dossier_id, form.read(), opened=form.opened)

        item = service.propose_assessment(self.desk, view.file, inputs)
        self.forms.show(AssessmentForm(self.tab.frame, view.file, item, inputs), save, draft="assessment")

    def _assessed(self, subject_id: int | None, view: DossierView) -> Assessment | None:
        if subject_id is not None:
            return service.assessment_of(view.file, subject_id)
        return service.current_assessment(self.desk, view.file)

    def forward(self) -> None:
        """抄送 of the assessment of this period."""
        self._chosen(DutyKind.FORWARD_ASSESSMENT.value)

    def _show_forward(self, view: DossierView, item: Assessment | None) -> None:
        if item is None:
            self.tab.say("尚未登记期满考核，不能抄送。")
            return

        def save(form: ForwardForm) -> Callable[[], Changes]:
            values = form.values()
            return partial(
                service.forward_assessment, self.desk, view.file.dossier.id or 0, item.id or 0,
                to=values["forwarded_to"], on=values["forwarded_on"],
            )  # fmt: skip

        self.forms.show(ForwardForm(self.tab.frame, view.file, item), save)

    def _show_consequence(self, view: DossierView, item: Assessment | None) -> None:
        if item is None or not item.consequence:
            self.tab.say("这次考核没有确定处理措施。")
            return

        def save(form: ConsequenceForm) -> Callable[[], Changes]:
            values = form.values()
            return partial(
                service.carry_out, self.desk, view.file.dossier.id or 0, item.id or 0,
                on=values["consequence_done"], note=values["note"],
            )  # fmt: skip

        self.forms.show(ConsequenceForm(self.tab.frame, view.file, item), save)

    # ---- annual records

    def annual(self) -> None:
        """登记年度情况."""
        self._chosen("annual")

    def _years(self, view: DossierView) -> tuple[AnnualLine, ...]:
        return annual_service.annual_of(self.desk, view.file.person.id or 0)

    def _show_annual(self, year: int | None, view: DossierView, lines: Sequence[AnnualLine]) -> None:
        if not lines:
            self.tab.say("没有需要登记的年度。")
            return
        person_id = view.file.person.id or 0

        def save(form: AnnualForm) -> Callable[[], Changes]:
            return partial(annual_service.record_annual, self.desk, person_id, form.read(), opened=form.opened)

        form = AnnualForm(self.tab.frame, view.file, lines, year)
        form.remove_wanted.connect(partial(self._remove_annual, person_id))
        self.forms.show(form, save)

    def _remove_annual(self, person_id: int, year: int) -> None:
        why = self.tab.ask_reason(f"删除{year}年度记录", verb="删除")
        form = self.tab.form
        if why is not None and form is not None:
            form.set_clean()
            self.tab.close_form()
            self.tab.run(partial(annual_service.remove_annual, self.desk, person_id, year, why=why))

    # ---- closing, archive

    def close(self) -> None:
        """结档."""
        self._chosen("close")

    def _missing(self, view: DossierView) -> tuple[Missing, ...]:
        return service.what_is_missing(self.desk, view.file.dossier.id or 0, on=self.desk.today)

    def _show_close(self, view: DossierView, missing: Sequence[Missing]) -> None:
        dossier_id = view.file.dossier.id or 0

        def save(form: CloseForm) -> Callable[[], Changes]:
            return partial(service.close_file, self.desk, dossier_id, on=form.values()["closed_on"])

        form = CloseForm(self.tab.frame, view.file, missing)
        form.missing.wanted.connect(partial(self._lead, dossier_id))
        self.forms.show(form, save)

    def _lead(self, dossier_id: int, kind: str, subject_id: Any) -> None:
        """From a line of what is missing to the form that supplies it."""
        if self.tab.close_form():
            self.forms.open(kind, dossier_id, subject_id)

    def reopen(self) -> None:
        """撤销结档, with a reason."""
        self._for_a_reason("撤销结档", service.reopen_file)

    def archive(self) -> None:
        """归档."""
        self._chosen("archive")

    def _show_archive(self, view: DossierView, _more: Any) -> None:
        if view.file.dossier.closed_on is None:
            self.tab.say("尚未结档的档案不能归档，请先结档。")
            return
        if view.file.dossier.archived_on and not view.to_add:
            self.tab.say(f"档案已归档（档号{view.file.dossier.archive_number}），归档后没有需要补充的材料。")
            return

        def save(form: ArchiveForm) -> Callable[[], Changes]:
            return partial(service.archive_file, self.desk, view.file.dossier.id or 0, form.read())

        self.forms.show(ArchiveForm(self.tab.frame, view.file, view.to_add), save)

    def unarchive(self) -> None:
        """撤销归档, with a reason."""
        self._for_a_reason("撤销归档", service.unarchive_file)

    def _for_a_reason(self, title: str, act: Callable[..., Changes]) -> None:
        dossier_id = self.tab.chosen_id()
        why = self.tab.ask_reason(title, verb=title) if dossier_id is not None else None
        if dossier_id is not None and why is not None:
            self.tab.run(partial(act, self.desk, dossier_id, why=why))
