"""档案 | 帮带人 | 回访日历: three ways to the same dossiers at the left of the tab; the right side stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from jzdesk.ui.common.layouts import with_bar
from jzdesk.ui.common.record_tab import SPLIT
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.dossiers.calendar_page import CalendarPage
from jzdesk.ui.dossiers.mentor_list import MentorsPage

if TYPE_CHECKING:
    from jzdesk.services.dossiers import DossierRow
    from jzdesk.ui.dossiers.tab import DossiersTab

FILES, MENTORS, CALENDAR = range(3)
TITLES = ("档案", "帮带人", "回访日历")


class DossierViews(QObject):
    """Puts the pages and their switch where the list stands."""

    def __init__(self, tab: DossiersTab) -> None:
        super().__init__(tab)
        self.tab = tab
        self.switch = PageSwitch(TITLES, "视图")
        self.mentors = MentorsPage(tab.frame)
        self.calendar = CalendarPage(tab.frame)
        self.stack = QStackedWidget()
        box = with_bar(self.stack, self.switch, margins=(12, 4, 12, 4))
        for page in (tab.list, self.mentors, self.calendar):
            self.stack.addWidget(page)
        box.setMinimumWidth(360)
        tab.splitter.insertWidget(0, box)
        for place, share in enumerate(SPLIT):
            tab.splitter.setStretchFactor(place, share)
        kept = tab.frame.memory.get(f"split.{tab.list_name}")
        tab.splitter.setSizes(kept if isinstance(kept, list) else [share * 13 for share in SPLIT])
        self._connect()

    def _connect(self) -> None:
        tab, mentors, calendar, many = self.tab, self.mentors, self.calendar, self.tab.help
        self.switch.currentChanged.connect(self._show)
        mentors.person_chosen.connect(tab.show_dossier)
        mentors.opened.connect(tab.edit_record)
        mentors.naming_wanted.connect(self._name)
        mentors.note_wanted.connect(many.note)
        calendar.person_chosen.connect(tab.show_dossier)
        calendar.record_wanted.connect(self._record)
        calendar.move_wanted.connect(self._move)
        calendar.assign_wanted.connect(many.assign)
        calendar.group_wanted.connect(many.group)
        calendar.group_record_wanted.connect(many.record_group)
        calendar.print_wanted.connect(tab.paper.visits)

    @property
    def page(self) -> int:
        """Which of the three is in front."""
        return self.switch.currentIndex()

    def show_page(self, page: int) -> None:
        """Bring one to the front."""
        self.switch.setCurrentIndex(page)

    def _show(self, page: int) -> None:
        self.stack.setCurrentIndex(page)
        self.tab.filters.setVisible(page == FILES)
        self.reload()
        if page == FILES:
            self.tab.list.reload()

    def reload(self) -> None:
        """Read the page in front again; the list reloads by itself."""
        if self.page == MENTORS:
            self.mentors.reload()
        elif self.page == CALENDAR:
            self.calendar.reload()

    def _name(self, people: list[DossierRow]) -> None:
        if len(people) == 1:
            self.tab.forms.open("mentor", people[0].id, None)
        else:
            self.tab.help.name_mentor([p.id for p in people], [p.person for p in people])

    def _record(self, dossier_id: int, visit_id: int) -> None:
        self.tab.forms.open("visit", dossier_id, visit_id)

    def _move(self, dossier_id: int, visit_id: int) -> None:
        self.tab.forms.move_of(dossier_id, visit_id)
