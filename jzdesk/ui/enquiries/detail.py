"""The read view of one letter: head lines, and 人员 · 概况 · 复函 · 附件 · 历史."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QTabWidget, QVBoxLayout, QWidget

from jzdesk.services import history
from jzdesk.ui.common.attachment_list import AttachmentList
from jzdesk.ui.common.facts import Facts
from jzdesk.ui.common.history_list import HistoryList
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.enquiries import facts
from jzdesk.ui.enquiries.counts import counts_of
from jzdesk.ui.enquiries.names_page import NamesPage
from jzdesk.ui.enquiries.reply_page import ReplyPage

if TYPE_CHECKING:
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.enquiries.reading import EnquiryDetail

BESIDE, BELOW = QVBoxLayout.Direction.LeftToRight, QVBoxLayout.Direction.TopToBottom
NAMES, OVERVIEW, REPLY, ATTACHMENTS, HISTORY = range(5)


class EnquiryView(QWidget):
    """`record_wanted(kind, id)`: open a review the letter has to do with. The parts are `names`, `reply`."""

    record_wanted = Signal(str, int)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.shown: EnquiryDetail | None = None
        self.head = QLabel()
        self.head.setAccessibleName("来函机关")
        self.head.setWordWrap(True)
        mark_role(self.head, "title")
        self.sub = QLabel()
        self.sub.setWordWrap(True)
        mark_role(self.sub, "secondary")
        self.next = WhyLabel()
        self.next.setWordWrap(True)
        self.next.setAccessibleName("回复期限")
        self.review_button = QPushButton("相关容错审查")
        self.review_button.setProperty("link", True)
        self.names = NamesPage(frame)
        self.overview = Facts()
        self.reply = ReplyPage(frame)
        self.attachments = AttachmentList(frame, "enquiry")
        self.history = HistoryList()
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for title, page in (
            ("人员", self.names),
            ("概况", self.overview),
            ("复函", self.reply),
            ("附件", self.attachments),
            ("历史", self.history),
        ):
            self.pages.addTab(page, title)
        layout = tight_column(self)
        self._top = QVBoxLayout()
        layout.addLayout(self._top)
        self._top.setContentsMargins(16, 12, 16, 4)
        self._top.setSpacing(4)
        line = add_row(self._top, self.head, self.sub, self.review_button, spacing=12)
        line.setStretch(1, 1)
        self._top.addWidget(self.next)
        layout.addWidget(self.pages, 1)
        self.pages.currentChanged.connect(self._fill_page)
        self.review_button.clicked.connect(self._offer_reviews)

    def set_wide(self, *, on: bool) -> None:
        """With the whole width the limit stands beside the heading, and the name in front beside the names."""
        self._top.setDirection(BESIDE if on else BELOW)
        self._top.setSpacing(24 if on else 4)
        self.next.setWordWrap(not on)
        self.names.set_wide(on=on)

    def show_detail(self, detail: EnquiryDetail) -> None:
        """Show a letter; the page in front is filled now, the others when they are opened."""
        self.shown = detail
        enquiry, desk = detail.enquiry, self._frame.desk
        self.head.setText(enquiry.organ)
        purpose = desk.rulebook.name_of("enquiry_purpose", enquiry.purpose)
        self.sub.setText("　".join(part for part in (enquiry.letter_number, purpose, enquiry.number) if part))
        text, why, kind = facts.next_line(detail, desk.calendar)
        self.next.set_text(text, why, kind=kind)
        self.review_button.setVisible(bool(detail.reviews))
        counts = counts_of(detail.names)
        self.pages.setTabText(NAMES, f"人员（{counts.decided}/{counts.total}）" if counts.total else "人员")
        files = len(detail.attachments)
        self.pages.setTabText(ATTACHMENTS, f"附件（{files}）" if files else "附件")
        self._fill_page(self.pages.currentIndex())

    def _fill_page(self, number: int) -> None:
        detail = self.shown
        if detail is None:
            return
        if number == NAMES:
            self.names.set_detail(detail)
        elif number == OVERVIEW:
            self.overview.set_groups(facts.overview(self._frame.desk, detail))
        elif number == REPLY:
            self.reply.set_detail(detail)
        elif number == ATTACHMENTS:
            self.attachments.set_rows(detail.enquiry.id or 0, detail.attachments)
        else:
            work = partial(history.history_of, self._frame.desk, "enquiry", detail.enquiry.id or 0)
            self._frame.jobs.run(work, owner=self, done=self.history.set_steps)

    def _offer_reviews(self) -> None:
        """One is opened at once, of several one is chosen."""
        reviews = self.shown.reviews if self.shown is not None else ()
        if len(reviews) == 1:
            self.record_wanted.emit("tolerance", reviews[0][0])
            return
        menu = QMenu(self)
        for key, text in reviews:
            menu.addAction(text).triggered.connect(partial(self._open_review, key))
        self.review_button.setEnabled(bool(reviews))
        menu.popup(self.review_button.mapToGlobal(self.review_button.rect().bottomLeft()))

    def _open_review(self, key: int, *_: object) -> None:
        self.record_wanted.emit("tolerance", key)
