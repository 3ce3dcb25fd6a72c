"""帮带人一览: who helps how many people and how the notes stand; and who has nobody to help him."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.accounts import Permission
from jzdesk.services import dossiers, mentors
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import State
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.table import Column, FixedSource, ListSource, unit_and_post

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierRow
    from jzdesk.services.mentors import HelpedRow, MentorRow
    from jzdesk.ui.common.frame import Frame

HELPING, WANTED = range(2)


def _mentor_state(row: MentorRow) -> State:
    if row.overdue:
        return State(f"{row.overdue}条记录逾期", "overdue")
    return State("超过人数", "soon") if row.too_many else State("正常", "open")


MENTOR_COLUMNS = (
    Column("name", "帮带人", 78),
    Column("state", "状态", 104, sort_key="", text=_mentor_state),
    Column("people", "帮带人数", 76, align="right"),
    Column("post", "单位职务", 160, least=80),
    Column("last_note_on", "最近记录", 94),
    Column("next_note_on", "下次应记", 94, shown=False),
    Column("phone", "电话", 110, shown=False),
)


class MentorsPage(QWidget):
    """`person_chosen(dossier)`, `opened()`, `naming_wanted(rows)`, `note_wanted()`."""

    person_chosen = Signal(int)
    opened = Signal()
    naming_wanted = Signal(list)
    note_wanted = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._name = ""
        jobs, memory = frame.jobs, frame.memory
        self.switch = PageSwitch(("在任帮带人", "待指定"), "帮带人名单")
        self.keyword = QLineEdit()
        self.keyword.setPlaceholderText("帮带人姓名、单位")
        self.keyword.setAccessibleName("帮带人关键字")
        self.keyword.setClearButtonEnabled(True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(200)
        self.note_button = QPushButton("登记帮教记录")
        self.name_button = QPushButton("指定帮带人")
        self.name_button.setProperty("primary", True)
        empty = "还没有指定帮带人。在“待指定”中选择人员后指定。"
        self.mentors = RecordList("mentors", MENTOR_COLUMNS, jobs=jobs, memory=memory, empty_text=empty)
        self.people = RecordList("mentors.people", _helped(frame), jobs=jobs, memory=memory, empty_text="没有帮带对象。")
        empty = "影响期内的人员都有帮带人。"
        self.wanted = RecordList("mentors.wanted", _wanted(frame), jobs=jobs, memory=memory, empty_text=empty)
        self.title = QLabel()
        mark_role(self.title, "section")
        self._lay_out()
        self._connect()
        self._tell_buttons()

    def _lay_out(self) -> None:
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        self.title.setContentsMargins(16, 0, 16, 4)
        column.addWidget(self.title)
        column.addWidget(self.people, 1)
        body = QSplitter(Qt.Orientation.Vertical)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(1)
        body.addWidget(self.mentors)
        body.addWidget(below)
        body.setSizes([320, 240])
        self.stack = QStackedWidget()
        self.stack.addWidget(body)
        self.stack.addWidget(self.wanted)
        layout = tight_column(self)
        head = (self.switch, None, self.keyword, self.note_button, self.name_button)
        add_row(layout, *head, margins=(12, 4, 12, 8))
        layout.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.switch.currentChanged.connect(self._show)
        self.keyword.textChanged.connect(self._soon.start)
        self._soon.timeout.connect(self.reload)
        self.mentors.current_changed.connect(self._mentor_chosen)
        for people in (self.people, self.wanted):
            people.current_changed.connect(self._chosen)
            people.opened.connect(self.opened)
        self.wanted.view.selectionModel().selectionChanged.connect(self._tell_buttons)
        self.note_button.clicked.connect(self.note_wanted)
        self.name_button.clicked.connect(self._name_them)

    # ---- reading

    def reload(self) -> None:
        """Read the page in front again."""
        desk = self._frame.desk
        if self.switch.currentIndex() == HELPING:
            work = partial(mentors.list_mentors, desk, self.keyword.text())
            self._frame.jobs.run(work, owner=self, done=self._show_mentors)
        what = dossiers.DossierFilter(on=desk.today, state="mentor_due")
        self._frame.jobs.run(partial(dossiers.count_dossiers, desk, what), owner=self, done=self._show_wanted)
        if self.switch.currentIndex() == WANTED:
            self.wanted.set_source(ListSource(partial(dossiers.count_dossiers, desk, what), partial(_page, desk, what)))

    def _show_mentors(self, rows: list[MentorRow]) -> None:
        self.mentors.set_source(FixedSource(rows))

    def _show_wanted(self, count: int) -> None:
        self.switch.rename(WANTED, f"待指定 {count}" if count else "待指定")

    def _show(self, page: int) -> None:
        self.stack.setCurrentIndex(page)
        self.keyword.setEnabled(page == HELPING)
        self._tell_buttons()
        self.reload()

    def _mentor_chosen(self, _id: object) -> None:
        row = self.mentors.current_row()
        self._name = row.name if row else ""
        self.title.setText(f"{self._name}帮带的人员" if row else "")
        if row:
            work = partial(mentors.people_of_mentor, self._frame.desk, self._name)
            self._frame.jobs.run(work, owner=self, done=partial(self._show_people, self._name))
        else:
            self.people.set_source(FixedSource(()))

    def _show_people(self, name: str, rows: list[HelpedRow]) -> None:
        if name == self._name:
            self.people.set_source(FixedSource(rows))

    # ---- choosing

    def _chosen(self, dossier_id: int | None) -> None:
        self._tell_buttons()
        if dossier_id is not None:
            self.person_chosen.emit(dossier_id)

    def _tell_buttons(self, *_: object) -> None:
        may, helping = self._frame.desk.may(Permission.WRITE), self.switch.currentIndex() == HELPING
        self.note_button.setVisible(helping)
        self.name_button.setVisible(not helping)
        self.note_button.setEnabled(may and self.people.current_id() is not None)
        self.name_button.setEnabled(may and self.wanted.selected_count() > 0)

    def _name_them(self) -> None:
        self.wanted.collect_selected(self._name_ids)

    def _name_ids(self, ids: list[int]) -> None:
        model = self.wanted.model
        places = [model.find_loaded(key) for key in ids]
        rows = [row for place in places if place is not None and (row := model.row_at(place)) is not None]
        self.naming_wanted.emit(rows)


def _helped(frame: Frame) -> tuple[Column, ...]:
    def note(row: HelpedRow) -> State | date | None:
        on, due = frame.today(), row.note_due_on
        if due is None:
            return None
        kind = "overdue" if due < on else "soon" if row.note_warn_on and row.note_warn_on <= on else "open"
        return State(f"{due:%Y-%m-%d}", kind)

    return (
        Column("person", "姓名", 78),
        Column("note_due_on", "应记帮教", 94, text=note),
        Column("unit", "单位职务", 160, text=unit_and_post, least=80),
        Column("measures", "处分", 110, least=70),
        Column("last_note_on", "最近记录", 94),
        Column("appointed_on", "指定日期", 94, shown=False),
        Column("period_end", "影响期止", 94, shown=False),
    )


def _wanted(frame: Frame) -> tuple[Column, ...]:
    def state(row: DossierRow) -> State:
        return State("无帮带人", "overdue") if not row.mentor else State("还缺一人", "soon")

    return (
        Column("person", "姓名", 78),
        Column("state", "状态", 84, sort_key="", text=state),
        Column("unit", "单位职务", 160, text=unit_and_post, least=90),
        Column("measures", "处分", 110, least=70),
        Column("decided_on", "决定日期", 94),
        Column("period_end", "影响期止", 94),
    )


def _page(desk: Desk, what: dossiers.DossierFilter, offset: int, limit: int, *order: Any) -> list[DossierRow]:
    sort, descending = order if order[0] else ("decided_on", False)
    return dossiers.list_dossiers(desk, what, sort=sort, descending=descending, offset=offset, limit=limit)
