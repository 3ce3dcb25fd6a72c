"""What 处分变更 offers: appeals, changed and revoked decisions, 留党察看 extended or ended, rights restored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.case_changes import EXPELLED, LIGHTER, REVOKED
from jzdesk.ui.cases.appeal_form import AppealForm
from jzdesk.ui.cases.change_form import ChangeForm, expects
from jzdesk.ui.cases.measure_form import EXTEND, RESTORE, WORDS, MeasureForm, measures_for
from jzdesk.ui.cases.restore_form import RestoreForm
from jzdesk.ui.common import ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.changes import Changes
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.measures import Measure
    from jzdesk.ui.cases.reading import CaseDetail
    from jzdesk.ui.cases.tab import CasesTab
    from jzdesk.ui.common.form import RecordForm

APPEAL, PURSUE, DROP_APPEAL, DROP_CHANGE = "appeal", "pursue", "drop_appeal", "drop_change"
MENU: tuple[tuple[str, str], ...] = (
    ("登记复审、复核、申诉…", APPEAL),
    ("办理复审、复核、申诉…", PURSUE),
    ("变更处分…", LIGHTER),
    ("撤销处分…", REVOKED),
    ("延长留党察看…", EXTEND),
    ("恢复党员权利…", RESTORE),
    ("开除党籍…", EXPELLED),
    ("删除误登记的申诉…", DROP_APPEAL),
    ("删除误登记的变更决定…", DROP_CHANGE),
)


class ChangeActions:
    """The menu of a tab of cases, its forms and the services behind them."""

    def __init__(self, tab: CasesTab) -> None:
        self._tab = tab

    def menu(self) -> list[tuple[str, Callable[[], Any]]]:
        """Title and slot of each entry."""
        return [(title, partial(self.open, kind)) for title, kind in MENU]

    def open(self, kind: str) -> None:
        """The form of one entry, for the chosen case."""
        tab = self._tab
        if not tab.may_write():
            return
        opens: dict[str, Callable[[CaseDetail], None]] = {
            APPEAL: self._appeal, PURSUE: self._pursue, DROP_APPEAL: self._drop_appeal, DROP_CHANGE: self._drop_change,
        }  # fmt: skip
        tab.with_current(opens.get(kind) or partial(self.change, kind))

    # ---- changes of the decision and its measures

    def change(self, kind: str, detail: CaseDetail) -> None:
        """Lighter, heavier, revoked, expelled, extended or restored."""
        if kind in (EXTEND, RESTORE):
            self._probation(kind, detail)
            return
        tab, file = self._tab, detail.file
        refusal = expects(file, kind, tab.frame)
        if refusal:
            tab.say(refusal)
            return
        form = ChangeForm(tab.frame, file, kind)
        tab.show_form(form, partial(self._save_change, file.case.id or 0))

    def _save_change(self, case_id: int, form: RecordForm, _then_next: bool) -> None:
        from jzdesk.services.case_changes import change_decision

        self._tab.save_read(form, partial(change_decision, self._tab.desk, case_id))

    def _probation(self, kind: str, detail: CaseDetail) -> None:
        tab, file = self._tab, detail.file
        offered = measures_for(kind, file, tab.desk.rulebook)
        if not offered:
            tab.say(WORDS[kind].none)
        elif kind == EXTEND:
            tab.show_form(MeasureForm(tab.frame, file, kind, offered), partial(self._save_extension, file.case.id or 0))
        else:
            self._restore(detail, offered[0])

    def _save_extension(self, case_id: int, form: RecordForm, _then_next: bool) -> None:
        from jzdesk.services.case_changes import extend_probation

        tab = self._tab
        tab.save_read(form, lambda v: extend_probation(tab.desk, case_id, v.measure_id, on=v.on))

    def _restore(self, detail: CaseDetail, measure: Measure) -> None:
        tab = self._tab
        decision = next(d for d in detail.file.decisions if d.id == measure.decision_id)
        form = RestoreForm(tab.frame, detail.file, decision, measure)
        tab.show_form(form, partial(self._save_restored, detail.file.case.id or 0))

    def _save_restored(self, case_id: int, form: RecordForm, _then_next: bool) -> None:
        from jzdesk.services.case_changes import restore_rights

        tab = self._tab

        def work(value: Any) -> Changes:
            return restore_rights(tab.desk, case_id, value.measure_id, on=value.on, steps=value.steps)

        tab.save_read(form, work)

    def _drop_change(self, detail: CaseDetail) -> None:
        """Only the latest change, while nothing rests on it."""
        from jzdesk.services.mistaken_changes import delete_change, why_it_stays

        tab, file = self._tab, detail.file
        refusal, made = why_it_stays(file), file.decision
        if refusal or made is None:
            tab.say(refusal)
            return
        label = f"{made.document_number}（{made.decided_on:%Y-%m-%d}）将删除，恢复为变更前的处分。理由（写入审计日志）"
        why = ask.ask_reason(tab, "删除误登记的变更决定", label, verb="删除")
        if why is not None:
            tab.run(partial(delete_change, tab.desk, file.case.id or 0, made.id or 0, why=why))

    # ---- reviews and appeals

    def _appeal(self, detail: CaseDetail) -> None:
        decision = detail.file.decision
        if decision is None:
            self._tab.say("尚未作出处分决定，没有可以申请复审、复核或者申诉的事项。")
            return
        form = AppealForm(self._tab.frame, detail.file, decision)
        self._tab.show_form(form, partial(self._save_appeal, detail.file.case.id or 0))

    def _pursue(self, detail: CaseDetail) -> None:
        """The appeal to go on with: the only one, else the one chosen."""
        appeals = sorted(detail.file.appeals, key=lambda a: (not a.open, a.id or 0))
        if not appeals:
            self._tab.say("这件案件没有登记过复审、复核或者申诉。")
            return
        number: int | None = 0
        if len(appeals) > 1:
            names = [self._called(a) for a in appeals]
            number = ask.choose_one(self._tab, "办理复审、复核、申诉", "选择要办理的一件", names, verb="办理")
        if number is not None:
            self.open_appeal(appeals[number].id or 0, detail)

    def _drop_appeal(self, detail: CaseDetail) -> None:
        """One entered by mistake; what led to a decision stays."""
        from jzdesk.services.appeals import withdraw_appeal

        tab = self._tab
        appeals = sorted(
            (a for a in detail.file.appeals if a.new_decision_id is None), key=lambda a: a.id or 0, reverse=True
        )
        if not appeals:
            tab.say("这件案件没有可以删除的复审、复核或者申诉（已据此作出变更决定的不能删除）。")
            return
        title, number = "删除误登记的申诉", 0
        if len(appeals) > 1:
            chosen = ask.choose_one(tab, title, "选择要删除的一件", [self._called(a) for a in appeals], verb="删除")
            if chosen is None:
                return
            number = chosen
        label = f"{self._called(appeals[number])}，将删除。理由（写入审计日志）"
        why = ask.ask_reason(tab, title, label, verb="删除")
        if why is not None:
            case_id = detail.file.case.id or 0
            tab.run(partial(withdraw_appeal, tab.desk, case_id, appeals[number].id or 0, why=why))

    def _called(self, appeal: Appeal) -> str:
        kind = self._tab.desk.rulebook.name_of("appeal_kind", appeal.kind)
        return f"{kind}　{appeal.applied_on:%Y-%m-%d} 申请{'' if appeal.open else '（已办结）'}"

    def open_appeal(self, appeal_id: int, detail: CaseDetail) -> None:
        """The form of one appeal."""
        appeal = next((a for a in detail.file.appeals if a.id == appeal_id), None)
        decision = next((d for d in detail.file.decisions if appeal and d.id == appeal.decision_id), None)
        if appeal is None or decision is None:
            self._tab.say("这件复审（复核、申诉）已不存在，请刷新。")
            return
        form = AppealForm(self._tab.frame, detail.file, decision, appeal)
        self._tab.show_form(form, partial(self._save_appeal, detail.file.case.id or 0))

    def act_on(self, duty: Duty) -> None:
        """The duty to decide an appeal leads to its form."""
        self._tab.with_current(partial(self.open_appeal, duty.subject_id))

    def _save_appeal(self, case_id: int, form: RecordForm, _then_next: bool) -> None:
        from jzdesk.services.appeals import record_appeal

        self._tab.save_read(form, partial(record_appeal, self._tab.desk, case_id))
