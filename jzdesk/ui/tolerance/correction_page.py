"""纠错: what was ordered, each check of it, and whether it is done; with the buttons for what can be done now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton

from jzdesk.domain.duties import DutyKind
from jzdesk.domain.review_stages import DONE
from jzdesk.ui.common.duty_list import duty_labels
from jzdesk.ui.common.layouts import hairline
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab_order import tab_after
from jzdesk.ui.common.why import WhyLabel

if TYPE_CHECKING:
    from jzdesk.domain.review_files import CorrectionCheck
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.ui.tolerance.reading import ReviewDetail

VERBS = (
    ("order_correction", "下达纠错通知"),
    ("check_correction", "记录检查"),
    ("finish_correction", "记录整改完成"),
)
EMPTY = "没有下达纠错通知。容错不等于不纠错：认定后需要整改的，在这里下达通知、检查到整改完成。"


class CorrectionPage(ReadingPage):
    """`verb_wanted(verb)` for the form of a stage, `check_wanted(id)` to put a recorded check right."""

    verb_wanted = Signal(str)
    check_wanted = Signal(int)

    def __init__(self, *, may_write: bool) -> None:
        super().__init__("纠错")
        self._may_write = may_write
        self.buttons: dict[str, QPushButton] = {}

    def show_correction(self, detail: ReviewDetail, calendar: WorkCalendar) -> None:
        """Show the correction of a review."""
        review = detail.review
        body = self.fresh_body()
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.buttons = {}
        row = 0
        ordered = f"{review.correction_ordered_on:%Y-%m-%d}" if review.correction_ordered_on else ""
        for label, text in (
            ("通知", "　".join(part for part in (ordered, review.correction_number) if part)),
            ("纠错措施", review.correction), ("责任人", review.correction_owner),
        ):  # fmt: skip
            if text:
                self._pair(grid, row, label, plain_label(text))
                row += 1
        if review.correction_due is None:
            grid.addWidget(plain_label(EMPTY, "hint"), row, 0, 1, 2)
            row += 1
        else:
            row = self._state(grid, row, detail, calendar)
        row = self._checks(grid, row, detail)
        self._verbs(grid, row, detail)
        grid.setRowStretch(row + 1, 1)
        self.setWidget(body)
        tab_after(self, body.findChildren(QPushButton))

    def _state(self, grid: QGridLayout, row: int, detail: ReviewDetail, calendar: WorkCalendar) -> int:
        """The limit and how it stands, and the check that is due."""
        for kind, label in (
            (DutyKind.CORRECT.value, "整改期限"),
            (DutyKind.CHECK_CORRECTION.value, "下次检查"),
        ):
            duty = detail.duty(kind)
            if duty is None or (kind == DutyKind.CHECK_CORRECTION.value and not duty.open):
                continue
            labels = duty_labels(duty, detail.on, calendar)
            caption = QLabel(label)
            mark_role(caption, "secondary")
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            line = _row_in(grid, row)
            for part in (labels.due, labels.word):
                line.addWidget(part)
            line.addWidget(labels.rest, 1)
            row += 1
        if detail.review.correction_result:
            self._pair(grid, row, "整改结果", plain_label(detail.review.correction_result))
            row += 1
        return row

    def _checks(self, grid: QGridLayout, row: int, detail: ReviewDetail) -> int:
        for number, check in enumerate(detail.checks, 1):
            grid.addWidget(hairline(), row, 0, 1, 2)
            self._pair(grid, row + 1, f"第{number}次检查", self._check(check))
            row += 2
        return row

    def _check(self, check: CorrectionCheck) -> WhyLabel:
        when = f"{check.checked_on:%Y-%m-%d}" if check.checked_on else ""
        again = f"，{check.next_on:%Y-%m-%d}再查" if check.next_on else ""
        result = "整改到位" if check.result == DONE else f"尚未整改到位{again}"
        label = WhyLabel()
        label.setWordWrap(True)
        text = "\n".join(
            part for part in (f"{when}　{check.checker}　{result}", check.found, check.note) if part
        )
        label.set_text(text, kind="done" if check.result == DONE else "soon")
        return label

    def _verbs(self, grid: QGridLayout, row: int, detail: ReviewDetail) -> None:
        if not self._may_write:
            return
        line = _row_in(grid, row)
        for verb, title in VERBS:
            settled = verb == "finish_correction" and detail.review.correction_done is not None
            if not settled and not detail.verbs.get(verb, "x"):
                button = QPushButton(title)
                button.clicked.connect(partial(self.verb_wanted.emit, verb))
                line.addWidget(button)
                self.buttons[verb] = button
        if detail.checks:
            last = detail.checks[-1]
            button = QPushButton("修改最近一次检查")
            button.setProperty("link", "true")
            button.clicked.connect(partial(self.check_wanted.emit, last.id or 0))
            line.addWidget(button)
            self.buttons["mend"] = button
        line.addStretch(1)

    def _pair(self, grid: QGridLayout, row: int, label: str, value: QLabel) -> None:
        caption = QLabel(label)
        mark_role(caption, "secondary")
        grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, 1)


def _row_in(grid: QGridLayout, row: int) -> QHBoxLayout:
    """A row of widgets in the column of values; added before it is filled."""
    line = QHBoxLayout()
    line.setSpacing(12)
    grid.addLayout(line, row, 1)
    return line
