"""The read view of one review: head line, what is next with the button that does it, the course of its stages, and
认定 · 概况 · 证据 · 纠错 · 应办 · 附件 · 历史."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.ui.common.attachment_list import AttachmentList
from jzdesk.ui.common.duty_list import DutyList
from jzdesk.ui.common.facts import Facts
from jzdesk.ui.common.history_list import HistoryList
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.time_line import TimeLine
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.tolerance import facts
from jzdesk.ui.tolerance.columns import VERBS
from jzdesk.ui.tolerance.correction_page import CorrectionPage
from jzdesk.ui.tolerance.evidence_page import EvidencePage
from jzdesk.ui.tolerance.findings import FindingsPage

if TYPE_CHECKING:
    from jzdesk.domain.duties import Duty
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.reading import ReviewDetail

FINDINGS, OVERVIEW, EVIDENCE, CORRECTION, DUTIES, ATTACHMENTS, HISTORY = range(7)
PAGES = ("认定", "概况", "证据", "纠错", "应办", "附件", "历史")

LEAST_PAGE = 96
"""px: pages scroll, so what stands above them is not squeezed on a low screen."""


class ReviewView(QWidget):
    """Asks: `act_wanted(duty)` and `stage_wanted(verb)` for the form of a stage, `check_wanted(id)` to mend a check,
    `field_wanted(name)` for the finding at a field, `unlock_wanted`, and `case_wanted`, `filing_wanted`,
    `letter_wanted` (id) to see what the review is linked to."""

    act_wanted = Signal(object)
    stage_wanted = Signal(str)
    check_wanted = Signal(int)
    field_wanted = Signal(str)
    unlock_wanted = Signal()
    case_wanted = Signal(int)
    filing_wanted = Signal(int)
    letter_wanted = Signal(int)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._may_write = frame.desk.may(Permission.WRITE)
        self.shown: ReviewDetail | None = None
        self.head = QLabel()
        self.head.setAccessibleName("人员")
        mark_role(self.head, "title")
        self.sub = QLabel()
        self.sub.setWordWrap(True)
        mark_role(self.sub, "secondary")
        self.next = WhyLabel()
        self.next.setWordWrap(True)
        self.next.setAccessibleName("下一步")
        self.next_button = QPushButton()
        self.missing_button = _link()
        self.lock = QLabel()
        self.lock.setWordWrap(True)
        self.lock.setAccessibleName("结论锁定")
        mark_role(self.lock, "error")
        self.unlock_button = _link("解除锁定")
        self.unlock_button.setAccessibleName("解除锁定：更正误认定的情形")
        self.course = TimeLine()
        self.case_button, self.filing_button, self.letter_button = (
            _link("查看案件"), _link("查看此前报备"), _link("查看来函"),
        )  # fmt: skip
        self.findings = FindingsPage()
        self.overview = Facts()
        self.evidence = EvidencePage()
        self.correction = CorrectionPage(may_write=self._may_write)
        self.duties = DutyList(calendar=frame.desk.calendar, verb=self._verb)
        self.attachments = AttachmentList(frame, "tolerance_review")
        self.history = HistoryList()
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setMinimumHeight(LEAST_PAGE)
        shown = (
            self.findings, self.overview, self.evidence, self.correction, self.duties, self.attachments, self.history,
        )  # fmt: skip
        for title, page in zip(PAGES, shown, strict=True):
            self.pages.addTab(page, title)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = tight_column(self)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 4)
        top.setSpacing(4)
        layout.addLayout(top)
        line = QHBoxLayout()
        line.setSpacing(12)
        top.addLayout(line)
        line.addWidget(self.head)
        line.addWidget(self.sub, 1)
        step = add_row(top, spacing=12)
        step.addWidget(self.next, 1)
        step.addWidget(self.missing_button, 0, Qt.AlignmentFlag.AlignVCenter)
        step.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignTop)
        locked = add_row(top, spacing=12)
        locked.addWidget(self.lock, 1)
        locked.addWidget(self.unlock_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.course)
        add_row(top, self.case_button, self.filing_button, self.letter_button, None, spacing=16)
        layout.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.duties.acted.connect(self.act_wanted)
        self.correction.verb_wanted.connect(self.stage_wanted)
        self.correction.check_wanted.connect(self.check_wanted)
        self.next_button.clicked.connect(self._act_next)
        self.missing_button.clicked.connect(self._open_missing)
        self.unlock_button.clicked.connect(self.unlock_wanted)
        self.case_button.clicked.connect(self._open_case)
        self.filing_button.clicked.connect(self._open_filing)
        self.letter_button.clicked.connect(self._open_letter)
        self.pages.currentChanged.connect(self._fill_page)

    # ---- showing

    def show_detail(self, detail: ReviewDetail) -> None:
        """Show a review; the page in front is filled now, the others when they are opened."""
        self.shown = detail
        review, people = detail.review, detail.everybody
        self.head.setText(people[0].name if len(people) == 1 else f"{people[0].name}等{len(people)}人")
        about = (detail.person.unit_name, detail.person.post, review.number)
        self.sub.setText("　".join(part for part in about if part))
        self._show_next(detail)
        self.lock.setText(detail.lock_text)
        self.lock.setVisible(bool(detail.lock_text))
        self.unlock_button.setVisible(bool(detail.lock_text) and self._may_write)
        self.course.set_points(facts.course(detail))
        self.case_button.setVisible(review.case_id is not None)
        self.filing_button.setVisible(review.filing_id is not None)
        self.letter_button.setVisible(bool(detail.file.enquiries))
        self._show_titles(detail)
        self._fill_page(self.pages.currentIndex())

    def _show_next(self, detail: ReviewDetail) -> None:
        """What is next, the button that does it, and what a conclusion still lacks."""
        text, why, kind = facts.next_line(detail, self._frame.desk.calendar)
        self.next.set_text(text, why, kind=kind)
        verb = facts.next_verb(detail)
        self.next_button.setText(verb)
        self.next_button.setAccessibleName(f"下一步：{verb}")
        self.next_button.setVisible(bool(verb) and self._may_write)
        review = detail.review
        lacking = len(detail.missing) if review.verified_on and not review.conclusion else 0
        self.missing_button.setText(f"还缺 {lacking} 项")
        self.missing_button.setToolTip("\n".join(text for _field, text in detail.missing[:12]))
        self.missing_button.setVisible(bool(lacking) and self._may_write)

    def _show_titles(self, detail: ReviewDetail) -> None:
        late = sum(duty.open and duty.due_on < detail.on for duty in detail.duties)
        self.pages.setTabText(DUTIES, f"应办 逾期{late}" if late else "应办")
        for page, count in ((ATTACHMENTS, len(detail.attachments)), (EVIDENCE, len(detail.evidence))):
            self.pages.setTabText(page, f"{PAGES[page]} {count}" if count else PAGES[page])

    def _fill_page(self, number: int) -> None:
        detail, desk = self.shown, self._frame.desk
        if detail is None:
            return
        if number == FINDINGS:
            self.findings.show_review(detail)
        elif number == OVERVIEW:
            self.overview.set_groups(facts.overview(detail, desk.rulebook))
        elif number == EVIDENCE:
            self.evidence.show_evidence(detail, desk.rulebook)
        elif number == CORRECTION:
            self.correction.show_correction(detail, desk.calendar)
        elif number == DUTIES:
            self.duties.set_duties(detail.duties, detail.on)
        elif number == ATTACHMENTS:
            self.attachments.set_rows(detail.review.id or 0, detail.attachments)
        else:
            self.history.set_steps(detail.steps)

    # ---- asking

    def _verb(self, duty: Duty) -> str:
        return VERBS.get(duty.kind, "") if duty.open and self._may_write else ""

    def _act_next(self) -> None:
        if self.shown is None:
            return
        if self.shown.next is not None:
            self.act_wanted.emit(self.shown.next)
        else:
            self.stage_wanted.emit(facts.undecided(self.shown))

    def _open_missing(self) -> None:
        if self.shown is not None and self.shown.missing:
            self.field_wanted.emit(self.shown.missing[0][0])

    def _open_case(self) -> None:
        if self.shown is not None and self.shown.review.case_id is not None:
            self.case_wanted.emit(self.shown.review.case_id)

    def _open_filing(self) -> None:
        if self.shown is not None and self.shown.review.filing_id is not None:
            self.filing_wanted.emit(self.shown.review.filing_id)

    def _open_letter(self) -> None:
        if self.shown is not None and self.shown.file.enquiries:
            self.letter_wanted.emit(self.shown.file.enquiries[-1])


def _link(text: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", "true")
    return button
