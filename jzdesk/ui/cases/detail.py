"""The read view of one case: head line, and 概况 · 执行 · 回访 · 附件 · 历史."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.ui.cases import facts
from jzdesk.ui.cases.execution_page import ExecutionPage
from jzdesk.ui.common.attachment_list import AttachmentList
from jzdesk.ui.common.facts import Facts
from jzdesk.ui.common.history_list import HistoryList
from jzdesk.ui.common.layouts import add_row, tight_column, with_bar
from jzdesk.ui.common.letters import LettersButton
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.time_line import TimeLine

if TYPE_CHECKING:
    from jzdesk.ui.cases.reading import CaseDetail
    from jzdesk.ui.common.frame import Frame

OVERVIEW, EXECUTION, VISITS, ATTACHMENTS, HISTORY = range(5)


class CaseView(QWidget):
    """`act_wanted(Wanted)`: something is asked of a line of the checklist, `add_wanted(kind)`: an item is to be added
    to it; `dossier_wanted(id)`: open the dossier."""

    act_wanted = Signal(object)
    add_wanted = Signal(str)
    dossier_wanted = Signal(int)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.shown: CaseDetail | None = None
        self.head = QLabel()
        self.head.setAccessibleName("人员")
        self.head.setWordWrap(True)
        mark_role(self.head, "title")
        self.sub = QLabel()
        self.sub.setWordWrap(True)
        mark_role(self.sub, "secondary")
        self.course = TimeLine()
        self.overview = Facts()
        self.execution = ExecutionPage(
            calendar=frame.desk.calendar, may_write=frame.desk.may(Permission.WRITE),
            by_hand=tuple((t.code, t.name) for t in frame.desk.rulebook.execution.by_hand),
        )  # fmt: skip
        self.visits = Facts()
        self.dossier_button = QPushButton("打开回访档案")
        self.attachments = AttachmentList(frame, "case")
        self.history = HistoryList()
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for title, page in (
            ("概况", self._overview_page()),
            ("执行", self.execution),
            ("回访", with_bar(self.visits, self.dossier_button)),
            ("附件", self.attachments),
            ("历史", self.history),
        ):
            self.pages.addTab(page, title)
        layout = tight_column(self)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 4)
        top.setSpacing(4)
        layout.addLayout(top)
        top.addWidget(self.head)
        self.letters = LettersButton(frame)
        add_row(top, self.sub, self.letters, spacing=12).setStretch(0, 1)
        layout.addWidget(self.pages, 1)
        self.execution.acted.connect(self.act_wanted)
        self.execution.added.connect(self.add_wanted)
        self.dossier_button.clicked.connect(self._open_dossier)
        self.pages.currentChanged.connect(self._fill_page)

    def _overview_page(self) -> QWidget:
        """The course stands on this page alone: the others need the height on a small screen."""
        page = QWidget()
        layout = tight_column(page)
        add_row(layout, self.course, margins=(16, 12, 16, 0))
        layout.addWidget(self.overview, 1)
        return page

    def show_detail(self, detail: CaseDetail) -> None:
        """Show a case; the page in front is filled now, the others when they are opened."""
        self.shown = detail
        person, decision = detail.file.person, detail.file.decision
        self.head.setText(person.name)
        place = "　".join(part for part in (person.unit_name, person.post) if part)
        document = f"　{decision.document_number}" if decision and decision.document_number else ""
        self.sub.setText(f"{place}{document}")
        self.course.set_points(facts.course(detail))
        late = detail.checklist.overdue
        self.pages.setTabText(EXECUTION, f"执行（逾期 {late}）" if late else "执行")
        self.letters.set_person(person.id)
        files = len(detail.attachments)
        self.pages.setTabText(ATTACHMENTS, f"附件（{files}）" if files else "附件")
        self._fill_page(self.pages.currentIndex())

    def _fill_page(self, number: int) -> None:
        detail, rules = self.shown, self._frame.desk.rulebook
        if detail is None:
            return
        if number == OVERVIEW:
            self.overview.set_groups(facts.overview(detail, rules))
        elif number == EXECUTION:
            self.execution.set_checklist(detail.checklist)
        elif number == VISITS:
            self.visits.set_groups(facts.visits(detail))
            self.dossier_button.setVisible(detail.dossier is not None)
        elif number == ATTACHMENTS:
            self.attachments.set_rows(detail.file.case.id or 0, detail.attachments)
        else:
            self.history.set_steps(detail.steps)

    def _open_dossier(self) -> None:
        if self.shown is not None and self.shown.dossier is not None and self.shown.dossier.dossier.id:
            self.dossier_wanted.emit(self.shown.dossier.dossier.id)
