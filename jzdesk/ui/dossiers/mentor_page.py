"""帮带: who helps and who visits, now and before, and the mentor's notes below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import DutyKind, remaining_text, state_of
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.layouts import add_row, tight_column, with_bar
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.common.why import WhyLabel

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.dossiers import MentorNote
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierView
    from jzdesk.ui.common.facts import Facts
    from jzdesk.ui.common.frame import Frame

LINE = (16, 4, 16, 2)
NOTES = 1
"""The page of the notes; before it the people."""

COLUMNS = (
    Column("noted_on", "日期", 94),
    Column("way", "方式", 88),
    Column("thought", "思想状况", 124, least=110),
    Column("content", "内容", 170, least=80),
    Column("help", "帮助解决", 120, shown=False),
    Column("mentor", "帮带人", 74, shown=False),
    Column("recorded_by", "记录人", 74, shown=False),
)


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note as it reads in the list."""

    id: int
    noted_on: date | None
    way: str
    thought: str
    content: str
    help: str
    mentor: str
    recorded_by: str


def lines_of(desk: Desk, view: DossierView) -> list[NoteLine]:
    """The notes of a dossier, the latest first."""
    names = {m.id: m.name for m in view.file.mentors}
    notes = sorted(view.file.notes, key=lambda n: (n.noted_on or desk.today, n.id or 0), reverse=True)
    return [_line(desk, note, names.get(note.mentor_id, "")) for note in notes]


def _line(desk: Desk, note: MentorNote, mentor: str) -> NoteLine:
    book = desk.rulebook
    return NoteLine(
        note.id or 0, note.noted_on, book.name_of("note_way", note.way), book.name_of("note_thought", note.thought),
        note.content, note.help, mentor, note.recorded_by,
    )  # fmt: skip


class MentorPage(QWidget):
    """`note_opened(id)`, `note_wanted()`, `note_removed(id)`, `end_wanted()`; the other buttons are handed in."""

    note_opened = Signal(int)
    note_wanted = Signal()
    note_removed = Signal(int)
    end_wanted = Signal()

    def __init__(self, frame: Frame, people: Facts, *buttons: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.end_button = QPushButton("结束帮带")
        self.end_button.setToolTip("帮带人不再帮带，尚无人接替")
        self.add_button = QPushButton("登记帮教记录")
        self.edit_button = QPushButton("更正")
        self.remove_button = QPushButton("删除")
        self.due = WhyLabel()
        mark_role(self.due, "secondary")
        self.notes = RecordList(
            "dossier.notes", COLUMNS, jobs=frame.jobs, memory=frame.memory, empty_text="还没有帮教记录。"
        )
        self.switch = PageSwitch(("人员", "帮教记录"), "帮带与小组")
        self.stack = QStackedWidget()
        self.stack.addWidget(with_bar(people, *buttons[:-1], self.end_button, buttons[-1], margins=LINE))
        self.stack.addWidget(self._notes_box())
        layout = tight_column(self)
        add_row(layout, self.switch, self.add_button, self.edit_button, self.remove_button, None, margins=LINE)
        layout.addWidget(self.stack, 1)
        self.switch.currentChanged.connect(self._show_page)
        self.add_button.clicked.connect(self.note_wanted)
        self.edit_button.clicked.connect(self._open)
        self.remove_button.clicked.connect(self._remove)
        self.end_button.clicked.connect(self.end_wanted)
        self.notes.opened.connect(self.note_opened)
        self.notes.edit_wanted.connect(self.note_opened)
        self.notes.current_changed.connect(self._tell_buttons)
        self._show_page(0)
        self._tell_buttons(None)

    def _notes_box(self) -> QWidget:
        box = QWidget()
        layout = tight_column(box)
        add_row(layout, margins=(16, 0, 16, 2)).addWidget(self.due, 1)
        layout.addWidget(self.notes, 1)
        return box

    def _show_page(self, page: int) -> None:
        self.stack.setCurrentIndex(page)
        for button in (self.add_button, self.edit_button, self.remove_button):
            button.setVisible(page == NOTES)

    def show_notes(self) -> None:
        """Bring the notes to the front."""
        self.switch.setCurrentIndex(NOTES)

    def set_view(self, view: DossierView) -> None:
        """Show the helpers and notes of another dossier."""
        desk, file = self._frame.desk, view.file
        self._may_note = bool(file.mentors) and not file.dossier.closed_on
        self.end_button.setEnabled(self._may() and bool(file.mentors_now))
        self.notes.set_source(FixedSource(lines_of(desk, view)))
        self.switch.rename(NOTES, f"帮教记录 {len(file.notes)}" if file.notes else "帮教记录")
        due = next((d for d in view.duties if d.kind == DutyKind.MENTOR_NOTE.value and d.open), None)
        if due:
            rest = remaining_text(due, desk.today, desk.calendar)
            kind = STATE_KINDS[state_of(due, desk.today)]
            self.due.set_text(f"下次 {due.due_on:%m-%d}，{rest}", why_of(due), kind=kind)
        self.due.setVisible(due is not None)
        self._tell_buttons(None)

    _may_note = False

    def _may(self) -> bool:
        return self._frame.desk.may(Permission.WRITE)

    def _tell_buttons(self, _id: object) -> None:
        chosen = self.notes.current_id() is not None
        self.add_button.setEnabled(self._may() and self._may_note)
        self.edit_button.setEnabled(self._may() and chosen)
        self.remove_button.setEnabled(self._may() and chosen)

    def _open(self) -> None:
        note_id = self.notes.current_id()
        if note_id is not None:
            self.note_opened.emit(note_id)

    def _remove(self) -> None:
        note_id = self.notes.current_id()
        if note_id is not None:
            self.note_removed.emit(note_id)
