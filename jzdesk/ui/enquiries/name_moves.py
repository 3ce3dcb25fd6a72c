"""What is done with the names of a letter: who they are, what is concluded, put right, taken off."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError
from jzdesk.services import enquiries as service
from jzdesk.services import enquiry_decisions as decisions
from jzdesk.ui.common import ask
from jzdesk.ui.enquiries.counts import proposals
from jzdesk.ui.enquiries.forms import NameForm
from jzdesk.ui.enquiries.person_dialog import PersonDialog

if TYPE_CHECKING:
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.enquiries.names_page import NamesPage
    from jzdesk.ui.enquiries.page import EnquiriesPage


class NameMoves:
    """On behalf of the page 征求意见."""

    def __init__(self, page: EnquiriesPage) -> None:
        self.page = page

    def connect(self, names: NamesPage) -> None:
        """To what the names ask for."""
        names.accept_wanted.connect(self.accept)
        names.all_wanted.connect(self.accept_all)
        names.decide_wanted.connect(self.decide)
        names.match_wanted.connect(self.match)
        names.unmatch_wanted.connect(self.unmatch)
        names.other_wanted.connect(self.choose)
        names.add_wanted.connect(self.page.moves.add)
        names.edit_wanted.connect(self.edit)
        names.remove_wanted.connect(self.remove)

    # ---- conclusions

    def accept(self, ids: list[int]) -> None:
        """按建议认定: one as it was shown, several as they stand."""
        page = self.page
        key = page.chosen_id()
        if key is None or not page.may_write():
            return
        line = page.view.names.line(ids[0]) if len(ids) == 1 else None
        if line is not None:
            self.decide(ids[0], line.proposal.conclusion, "")
        else:
            page.run(partial(decisions.decide_many, page.desk, key, ids))

    def accept_all(self) -> None:
        """全部按建议认定, after a look at what that is."""
        page, shown = self.page, self.page.view.shown
        if shown is None or not page.may_write():
            return
        open_ = [line for line in shown.names if line.needs in ("decide", "again")]
        left = sum(line.needs == "match" for line in shown.names)
        rest = f"\n另有 {left} 人有近似人员，须先确认是谁。" if left else ""
        text = f"{proposals(open_, page.desk.rulebook)}。{rest}"
        if ask.confirm(page, f"按建议认定 {len(open_)} 人", text, verb="按建议认定"):
            page.run(partial(decisions.decide_many, page.desk, shown.enquiry.id or 0))

    def decide(self, name_id: int, conclusion: str, reason: str) -> None:
        """One conclusion; the reason is asked for where it differs from the proposal."""
        if self.page.may_write():
            work = partial(decisions.decide, self.page.desk, name_id, conclusion, reason=reason)
            self.page.run(work, failed=partial(self._refused, name_id))

    def _refused(self, name_id: int, _field: str, text: str) -> bool:
        names = self.page.view.names
        names.not_sent(name_id)
        if names.list.current_id() == name_id:
            names.panel.bar.refuse(text)
            return True
        return False

    # ---- who is meant

    def match(self, name_id: int, person_id: int | None) -> None:
        """是此人, 都不是."""
        self._match(name_id, person_id, "")

    def _match(self, name_id: int, person_id: int | None, why: str) -> None:
        if self.page.may_write():
            work = partial(decisions.match, self.page.desk, name_id, person_id, why=why)
            self.page.run(work, failed=partial(self._ask_why, name_id, person_id))

    def _ask_why(self, name_id: int, person_id: int | None, field: str, text: str) -> bool:
        """Against an ID number it takes a reason."""
        if field != "why":
            return False
        why = ask.ask_reason(self.page, "认定为同一人", text, verb="认定为同一人")
        if why is not None:
            self._match(name_id, person_id, why)
        return True

    def choose(self, name_id: int) -> None:
        """另选: somebody the comparison did not bring up."""
        line = self.page.view.names.line(name_id)
        if line is None or not self.page.may_write():
            return
        dialog = PersonDialog(self.page, self.page.frame, line.name.name)
        if ask.run_dialog(dialog):
            self.match(name_id, dialog.person_id())
        dialog.deleteLater()

    def unmatch(self, name_id: int) -> None:
        """撤回比对."""
        if self.page.may_write():
            self.page.run(partial(decisions.unmatch, self.page.desk, name_id))

    # ---- what the letter says

    def edit(self, name_id: int) -> None:
        """更正来函所列."""
        page = self.page
        line = page.view.names.line(name_id)
        if line is None or not page.may_write():
            return
        if page.view.shown is not None and page.view.shown.replied:
            page.say("该函已经回复，内容不能再修改；确需修改的，请先用“复函—重新办理”写明理由。")
            return
        form = NameForm(page.frame, line.name)
        page.show_form(form, partial(self._save, form))

    def _save(self, form: NameForm, _form: RecordForm, _then_next: bool) -> None:
        try:
            name = form.read()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        self.page.save_by(form, partial(service.change_name, self.page.desk, name))

    def remove(self, ids: list[int]) -> None:
        """移出."""
        page = self.page
        key = page.chosen_id()
        if key is None or not ids or not page.may_write():
            return
        why = ask.ask_reason(page, f"移出 {len(ids)} 人", verb="移出")
        if why is not None:
            page.run(partial(service.remove_names, page.desk, key, ids, why=why))
