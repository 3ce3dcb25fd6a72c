"""The read view of one review: head line, what is next, stage line, and 认定 · 概况 · 应办 · 附件 · 历史."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import DutyKind
from jzdesk.ui.common.attachment_list import AttachmentList
from jzdesk.ui.common.duty_list import DutyList
from jzdesk.ui.common.facts import Facts
from jzdesk.ui.common.history_list import HistoryList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.time_line import TimeLine
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.tolerance import facts
from jzdesk.ui.tolerance.columns import STAGE_NAMES
from jzdesk.ui.tolerance.findings import FindingsPage

if TYPE_CHECKING:
    from jzdesk.domain.duties import Duty
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.reading import ReviewDetail

FINDINGS, OVERVIEW, DUTIES, ATTACHMENTS, HISTORY = range(5)


class ReviewView(QWidget):
    """`act_wanted(duty)`: the button of a stage was pressed; `case_wanted(id)`: open the linked case."""

    act_wanted = Signal(object)
    case_wanted = Signal(int)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.shown: ReviewDetail | None = None
        self.head = QLabel()
        self.head.setAccessibleName("人员")
        mark_role(self.head, "title")
        self.sub = QLabel()
        self.sub.setWordWrap(True)
        mark_role(self.sub, "secondary")
        self.case_button = QPushButton("查看案件")
        self.case_button.setProperty("link", "true")
        self.next = WhyLabel()
        self.next.setWordWrap(True)
        self.next.setAccessibleName("下一步")
        self.lock = QLabel()
        self.lock.setWordWrap(True)
        self.lock.setAccessibleName("结论锁定")
        mark_role(self.lock, "error")
        self.course = TimeLine()
        self.findings = FindingsPage()
        self.overview = Facts()
        self.duties = DutyList(calendar=frame.desk.calendar, verb=self._verb)
        self.attachments = AttachmentList(frame, "tolerance_review")
        self.history = HistoryList()
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for title, page in (
            ("认定", self.findings),
            ("概况", self.overview),
            ("应办", self.duties),
            ("附件", self.attachments),
            ("历史", self.history),
        ):
            self.pages.addTab(page, title)
        self._lay_out()
        self.duties.acted.connect(self.act_wanted)
        self.case_button.clicked.connect(self._open_case)
        self.pages.currentChanged.connect(self._fill_page)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 4)
        top.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        top.addLayout(line)
        line.addWidget(self.head)
        line.addWidget(self.sub, 1)
        line.addWidget(self.case_button)
        for widget in (self.next, self.lock, self.course):
            top.addWidget(widget)
        layout.addWidget(self.pages, 1)

    def show_detail(self, detail: ReviewDetail) -> None:
        """Show a review; the page in front is filled now, the others when they are opened."""
        self.shown = detail
        review, person = detail.review, detail.person
        self.head.setText(person.name)
        about = (person.unit_name, person.post, review.number)
        self.sub.setText("　".join(part for part in about if part))
        self.case_button.setVisible(review.case_id is not None)
        text, why, kind = facts.next_line(detail, self._frame.desk.calendar)
        self.next.set_text(text, why, kind=kind)
        self.lock.setText(detail.lock_text)
        self.lock.setVisible(bool(detail.lock_text))
        self.course.set_points(facts.course(detail))
        late = sum(duty.open and duty.due_on < detail.on for duty in detail.duties)
        self.pages.setTabText(DUTIES, f"应办（逾期 {late}）" if late else "应办")
        files = len(detail.attachments)
        self.pages.setTabText(ATTACHMENTS, f"附件（{files}）" if files else "附件")
        self._fill_page(self.pages.currentIndex())

    def _fill_page(self, number: int) -> None:
        detail, desk = self.shown, self._frame.desk
        if detail is None:
            return
        if number == FINDINGS:
            self.findings.show_review(detail.review, desk.rulebook.tolerance)
        elif number == OVERVIEW:
            self.overview.set_groups(facts.overview(detail, desk.rulebook))
        elif number == DUTIES:
            self.duties.set_duties(detail.duties, detail.on)
        elif number == ATTACHMENTS:
            self.attachments.set_rows(detail.review.id or 0, detail.attachments)
        else:
            self.history.set_steps(detail.steps)

    def _verb(self, duty: Duty) -> str:
        if not duty.open or not self._frame.desk.may(Permission.WRITE):
            return ""
        if duty.kind == DutyKind.CORRECT.value:
            return "记录整改完成"
        return f"记录{STAGE_NAMES.get(duty.kind, '')}"

    def _open_case(self) -> None:
        if self.shown is not None and self.shown.review.case_id is not None:
            self.case_wanted.emit(self.shown.review.case_id)
