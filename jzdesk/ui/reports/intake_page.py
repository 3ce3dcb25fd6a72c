"""汇总: what the counties sent, month by month; each file looked at, accepted or returned; all of them in one workbook."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from jzdesk.domain.accounts import PERMISSION_NAMES, Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.errors import RuleError
from jzdesk.services import counties
from jzdesk.services.merging import across
from jzdesk.ui.common.attachment_take import DropCatcher
from jzdesk.ui.common.layouts import tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.reports.intake_across import AcrossView
from jzdesk.ui.reports.intake_board import BoardView
from jzdesk.ui.reports.intake_counties import CountiesView
from jzdesk.ui.reports.intake_file import FileView
from jzdesk.ui.reports.intake_moves import Moves
from jzdesk.ui.reports.intake_reading import around, read_board, read_file, read_ledger, read_places
from jzdesk.ui.reports.intake_taken import TakenView
from jzdesk.ui.reports.made_page import MadePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QPushButton

    from jzdesk.domain.counties import County
    from jzdesk.domain.intake_board import Board, BoardCell
    from jzdesk.domain.merging import Finding
    from jzdesk.services.counties import IntakeSettings
    from jzdesk.services.desk import Desk
    from jzdesk.services.intake_views import IntakeView, LedgerView
    from jzdesk.ui.common.attachment_take import Incoming
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.jobs import Progress

REFUSED = "当前账户不接触业务数据。"
Content = BoardView | TakenView | FileView | AcrossView | CountiesView


class IntakePage(MadePage):
    """The board; from there to a file, to what is found across the counties, to the register; forms in their place."""

    title = "汇总"
    watches = Touched.INTAKE
    kinds = ("intake",)

    def build(self) -> None:
        super().build()
        self.form: RecordForm | None = None
        self.allowed = self.desk.may(Permission.READ)
        self._trail: list[Content] = []
        self._ledgers: dict[tuple[int, str], LedgerView] = {}
        self.stack = QStackedWidget()
        layout = tight_column(self)
        layout.addWidget(self.made)
        layout.addWidget(self.stack, 1)
        self.board = BoardView(self.frame.today())
        self.taken, self.file = TakenView(self.frame), FileView(self.frame)
        self.across, self.register = AcrossView(self.frame), CountiesView(self.frame)
        self.moves = Moves(self)
        if not self.allowed:
            label = QLabel(REFUSED)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            mark_role(label, "hint")
            self.stack.addWidget(label)
        for view in (self.board, self.taken, self.file, self.across, self.register):
            self.stack.addWidget(view)
        self._make_actions()
        self.drops = DropCatcher(self, self.frame.clock, allowed=self._may_take)

    def _make_actions(self) -> None:
        self.take_button = self._act(
            "接收文件…",
            self.new_record,
            Permission.WRITE,
            primary=True,
            tip="Ctrl+N，可一次选多个，也可拖到这里",
        )
        self.merge_button = self._act("汇总表册…", self.moves.merge, Permission.EXPORT, tip="Ctrl+E")
        self.across_button = self._act("跨单位核对", self.show_across, Permission.READ)
        self.register_button = self._act("下级单位", self.show_register, Permission.READ)

    def _act(
        self,
        text: str,
        slot: Callable[[], Any],
        permission: Permission,
        *,
        primary: bool = False,
        tip: str = "",
    ) -> QPushButton:
        may = self.desk.may(permission)
        why_not = f"当前账户没有“{PERMISSION_NAMES[permission]}”的权限。"
        button = self.board.bar.add(text, slot, primary=primary, tip=tip if may else why_not)
        button.setEnabled(may)
        return button

    def connect_signals(self) -> None:
        board, file, taken = self.board, self.file, self.taken
        board.year_changed.connect(self._read_board)
        board.opened.connect(self._open_cell)
        board.file_wanted.connect(self._file_for)
        board.counties_wanted.connect(self.show_register)
        taken.opened.connect(self.open_file)
        taken.sender_wanted.connect(self.moves.ask_sender)
        file.other_wanted.connect(self._read_file)
        for view in (taken, file, self.across, self.register):
            view.left.connect(self.back)
        self.moves.connect_file(file)
        for pane in (file.findings, self.across.findings):
            pane.verdict_wanted.connect(self.moves.give_verdict)
            pane.undo_wanted.connect(self.moves.take_verdict_back)
        file.findings.around_wanted.connect(self._read_around)
        self.across.findings.around_wanted.connect(self._read_places)
        self.across.month_changed.connect(self._read_across)
        self.register.form_wanted.connect(self.moves.edit_county)
        self.register.remove_wanted.connect(self.moves.remove_county)
        self.register.settings_wanted.connect(self.moves.edit_settings)
        self.drops.dropped.connect(self._dropped)

    # ---- which view is in front

    @property
    def content(self) -> Content:
        """The view in front, or the one a form stands before."""
        return self._trail[-1] if self._trail else self.board

    def show_view(self, view: Content) -> None:
        """Bring a view to the front; 返回 leads back to the one before."""
        if view in self._trail:
            del self._trail[self._trail.index(view) :]
        if view is not self.board:
            self._trail.append(view)
        self._bring()

    def _bring(self) -> None:
        self.stack.setCurrentWidget(self.content if self.form is None else self.form)
        if self.isVisible():
            self.focus_content()

    def back(self) -> None:
        """返回, Esc."""
        if self._trail:
            self._trail.pop()
        self.made.clear()
        self._bring()
        self.reload()

    # ---- reading

    def reload(self) -> None:
        if not self.allowed:
            return
        self._read_board()
        view = self.content
        if view is self.file and self.file.intake_id:
            self._read_file(self.file.intake_id)
        elif view is self.across:
            self._read_across()
        elif view is self.register:
            self._read_register()

    def _read_board(self) -> None:
        year = self.board.chosen_year
        self.run(partial(read_board, self.desk, year), done=partial(self._show_board, year))

    def _show_board(self, year: int, board: Board) -> None:
        if year == self.board.chosen_year:
            self.board.show_board(board)

    def open_file(self, intake_id: int) -> None:
        """One file to the front."""
        self._ledgers.clear()
        self._read_file(intake_id, come=True)

    def _read_file(self, intake_id: int, come: bool = False) -> None:
        self.run(
            partial(read_file, self.desk, intake_id), done=partial(self._show_file, come), failed=self._gone
        )

    def _show_file(self, come: bool, view: IntakeView) -> None:
        self.file.show_file(view)
        if come:
            self.show_view(self.file)

    def _gone(self, _field: str, _text: str) -> bool:
        """What was shown was deleted: its view goes as well."""
        if self.content is self.file:
            self._trail.pop()
            self._bring()
        return False

    def _read_around(self, finding: Finding) -> None:
        """The neighbours of a cell; a ledger once read is kept while its file is shown."""
        place = self.file.intake_id, finding.ledger
        if not finding.ledger:
            return
        known = self._ledgers.get(place)
        if known is not None:
            self._show_around(place, finding, known)
        else:
            self.run(partial(read_ledger, self.desk, *place), done=partial(self._show_around, place, finding))

    def _show_around(self, place: tuple[int, str], finding: Finding, view: LedgerView) -> None:
        self._ledgers[place] = view
        if place[0] == self.file.intake_id and finding.row:
            self.file.findings.show_places([around(view, finding.where)], finding)

    def show_across(self) -> None:
        """跨单位核对 of the month the cursor is on."""
        self.across.choose(self.board.month)
        self.show_view(self.across)
        self._read_across()

    def _read_across(self) -> None:
        month = self.across.month
        self.jobs.run_long(
            partial(_across, self.desk, month), owner=self, done=partial(self._show_across, month), busy_text="跨单位核对",
        )  # fmt: skip

    def _show_across(self, month: str, found: list[Finding]) -> None:
        if month == self.across.month:
            self.across.show_found(found)

    def _read_places(self, finding: Finding) -> None:
        show = self.across.findings.show_places
        self.run(partial(read_places, self.desk, finding), done=lambda places: show(places, finding))

    def show_register(self) -> None:
        """下级单位."""
        self.show_view(self.register)
        self._read_register()

    def _read_register(self) -> None:
        self.run(partial(_register, self.desk), done=self._show_register)

    def _show_register(self, found: tuple[list[County], IntakeSettings]) -> None:
        self.register.show_counties(*found)

    # ---- files

    def _open_cell(self, cell: BoardCell) -> None:
        if cell.intake_id is not None:
            self.open_file(cell.intake_id)

    def _file_for(self, cell: BoardCell) -> None:
        self.moves.choose_files((cell.county_id, cell.month))

    def _may_take(self) -> bool:
        return self.allowed and self.form is None and self.take_button.isEnabled()

    def _dropped(self, incoming: list[Incoming], _where: object) -> None:
        paths = tuple(item.path for item in incoming if item.path is not None)
        if paths:
            self.moves.take(paths)

    def open_record(self, kind: str, record_id: int) -> None:
        if self.allowed:
            self.open_file(record_id)

    # ---- forms

    def show_form(
        self,
        form: RecordForm,
        work: Callable[[Any], Callable[[], Any]],
        done: Callable[[Any], None] | None = None,
    ) -> None:
        """A form in place of the view. `work(values)` gives what runs on the store lane when the user saves."""
        self._place(form, partial(self._save, form, work, done))

    def ask_form(self, form: RecordForm, take: Callable[[Any], None]) -> None:
        """A form whose values begin something longer: it closes, then `take(values)`."""
        self._place(form, partial(self._take, form, take))

    def _place(self, form: RecordForm, saved: Callable[..., None]) -> None:
        self.close_form()
        self.form = form
        form.save_requested.connect(saved)
        form.left.connect(self.close_form)
        self.stack.addWidget(form)
        self._bring()

    def close_form(self) -> None:
        """Take the form away; the view it stood before is there again."""
        form, self.form = self.form, None
        if form is None:
            return
        form.stop()
        self.stack.removeWidget(form)
        form.deleteLater()
        self._bring()

    def _save(
        self,
        form: RecordForm,
        work: Callable[[Any], Callable[[], Any]],
        done: Callable[[Any], None] | None,
        _next: bool,
    ) -> None:
        try:
            values = form.read()
        except RuleError as refusal:
            form.mark(refusal.field, refusal.text)
            return
        form.setEnabled(False)
        self.jobs.run(
            work(values), owner=form, done=partial(self._saved, done), failed=partial(_mark, form),
            after=partial(form.setEnabled, True), busy_text="正在保存",
        )  # fmt: skip

    def _saved(self, done: Callable[[Any], None] | None, result: object) -> None:
        self.close_form()
        if done is not None:
            done(result)

    def _take(self, form: RecordForm, take: Callable[[Any], None], _next: bool) -> None:
        try:
            values = form.read()
        except RuleError as refusal:
            form.mark(refusal.field, refusal.text)
            return
        self.close_form()
        take(values)

    def may_close(self) -> bool:
        return self.form is None or self.form.may_leave()

    def suspend(self) -> None:
        if self.form is not None:
            self.form.stop()

    # ---- keys

    def new_record(self) -> None:
        """Ctrl+N: files, or in the register a county."""
        if self.form is None and self.content is self.register:
            self.register.new()
        elif self.form is None and self.take_button.isEnabled():
            self.moves.choose_files(None)

    def edit_record(self) -> None:
        """F2."""
        if self.form is None and self.content is self.register:
            self.register.edit()

    def delete_record(self) -> None:
        """Delete: the file in front."""
        if self.form is None and self.content is self.file and self.file.remove_action.isEnabled():
            self.moves.remove()

    def export_list(self) -> None:
        """Ctrl+E: the remarks of the file in front, else the merged workbook."""
        if self.form is not None:
            return
        if self.content is self.file:
            if self.file.may(self.file.remarks_button):
                self.moves.write_remarks()
        elif self.merge_button.isEnabled():
            self.moves.merge()

    def save_form(self) -> None:
        """Ctrl+S: the form; without one, accept the file in front."""
        if self.form is not None:
            self.form.save()
        elif self.content is self.file and self.file.may(self.file.accept_button):
            self.moves.accept()

    def focus_filter(self) -> None:
        """Ctrl+F: the year, the month or the part."""
        targets: dict[QWidget, QWidget] = {
            self.board: self.board.year, self.across: self.across.which, self.file: self.file.switch,
        }  # fmt: skip
        target = targets.get(self.content) if self.form is None else None
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_content(self) -> None:
        if self.form is not None:
            self.form.focus_first()
        elif self.allowed:
            self.content.focus_content()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or self.form is not None or not self._trail:
            super().keyPressEvent(event)
            return
        pane = self.content.findings if isinstance(self.content, (FileView, AcrossView)) else None
        if pane is None or not pane.take_back_focus():
            self.back()


def _mark(form: RecordForm, field: str, text: str) -> bool:
    form.mark(field, text)
    return True


def _across(desk: Desk, month: str, progress: Progress) -> list[Finding]:
    return across(desk, month, lambda done, total: progress(done, total, "跨单位核对…"))


def _register(desk: Desk) -> tuple[list[County], IntakeSettings]:
    return counties.list_counties(desk), counties.intake_settings(desk)
