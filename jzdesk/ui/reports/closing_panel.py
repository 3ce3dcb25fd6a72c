"""核对 | 更正 | 已报月份: what a month must answer for before it is closed, and what was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from jzdesk.domain.corrections import is_present
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.table import FixedSource
from jzdesk.ui.reports.lists import (
    CORRECTION_COLUMNS,
    FINDING_COLUMNS,
    MONTH_COLUMNS,
    CorrectionRow,
    FindingRow,
    MonthRow,
    correction_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.month_findings import Finding
    from jzdesk.services.correction_words import ToldCorrection
    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory

PAGES = ("核对", "更正", "已报月份")
FINDINGS, CORRECTIONS, SENT = range(len(PAGES))
HINTS = (
    "回车或双击打开记录，改正后自动重新核对",
    "由下一个关账的月份上报；仅提示的可按F2上报",
    "回车或双击看该月",
)
REASON_CUT = "说明理由…"
REPORT = "作为更正上报…"


class ClosingPanel(QWidget):
    """`opened(kind, id)` for a record, `month_wanted(key)` for a month, `answer_wanted(finding)` to say why a gap stays,
    `report_wanted(told)` to report what a person is now as a correction."""

    opened = Signal(str, int)
    month_wanted = Signal(str)
    answer_wanted = Signal(object)
    report_wanted = Signal(object)

    def __init__(self, jobs: Jobs, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding_rows: Sequence[FindingRow] = ()
        self.correction_rows: Sequence[CorrectionRow] = ()
        self.month_rows: Sequence[MonthRow] = ()
        self._may_answer = False
        self.switch = PageSwitch(PAGES, "核对、更正和已报月份")
        self.hint = QLabel(HINTS[FINDINGS])
        mark_role(self.hint, "secondary")
        self.answer_button = QPushButton(REASON_CUT)
        self.findings = RecordList(
            "reports.checks", FINDING_COLUMNS, jobs=jobs, memory=memory, empty_text="没有需要核对的事项。"
        )
        self.corrections = RecordList(
            "reports.corrections",
            CORRECTION_COLUMNS,
            jobs=jobs,
            memory=memory,
            empty_text="没有需要更正的内容。",
        )
        self.sent = RecordList(
            "reports.sent", MONTH_COLUMNS, jobs=jobs, memory=memory,
            empty_text="还没有导出过月报。核对以后点“导出月报”。",
        )  # fmt: skip
        self._stack = QStackedWidget()
        for page in (self.findings, self.corrections, self.sent):
            self._stack.addWidget(page)
        layout = tight_column(self)
        add_row(layout, self.switch, self.hint, None, self.answer_button, margins=(12, 8, 12, 4), spacing=12)
        layout.addWidget(hairline())
        layout.addWidget(self._stack, 1)
        self.detail = QLabel()
        self.detail.setAccessibleName("全文")
        self.detail.setWordWrap(True)
        self.detail.setMargin(8)
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        mark_role(self.detail, "secondary")
        layout.addWidget(self.detail)
        self._connect()
        self._show_answer()

    def _connect(self) -> None:
        self.switch.currentChanged.connect(self.show_page)
        self.findings.opened.connect(self._open_finding)
        self.findings.current_changed.connect(self._show_answer)
        self.corrections.opened.connect(self._open_correction)
        self.corrections.current_changed.connect(self._show_answer)
        self.sent.opened.connect(self._open_month)
        self.answer_button.clicked.connect(self.answer)

    # ---- what is shown

    def show_page(self, page: int) -> None:
        """One of the three to the front."""
        self.switch.show_page(page)
        self._stack.setCurrentIndex(page)
        self.hint.setText(HINTS[page])
        self._show_answer()

    def show_findings(self, rows: Sequence[FindingRow], *, may_answer: bool) -> None:
        """Other findings; the number on the switch is of those somebody has still to look at."""
        self.finding_rows, self._may_answer = rows, may_answer
        self.findings.set_source(FixedSource(tuple(rows)))
        self.switch.rename(FINDINGS, _counted(PAGES[FINDINGS], sum(row.finding.open for row in rows)))
        self._show_answer()

    def show_corrections(self, rows: Sequence[CorrectionRow]) -> None:
        """Other corrections."""
        self.correction_rows = rows
        self.corrections.set_source(FixedSource(tuple(rows)))
        self.switch.rename(CORRECTIONS, _counted(PAGES[CORRECTIONS], len(rows)))
        self._show_answer()

    def show_months(self, rows: Sequence[MonthRow]) -> None:
        """Other months."""
        self.month_rows = rows
        self.sent.set_source(FixedSource(tuple(rows)))

    def show_failure(self, text: str) -> None:
        """Nothing can be shown."""
        for page in (self.findings, self.corrections, self.sent):
            page.show_failure(text)

    # ---- slots

    def _current(self) -> Finding | None:
        number = self.findings.current_id()
        row = next((r for r in self.finding_rows if r.id == number), None)
        return row.finding if row is not None else None

    def _correction(self) -> CorrectionRow | None:
        number = self.corrections.current_id()
        return next((r for r in self.correction_rows if r.id == number), None)

    def _show_answer(self, _current: object = None) -> None:
        finding = self._current()
        on_page = self._stack.currentIndex() == FINDINGS
        if self._stack.currentIndex() == CORRECTIONS:
            self._show_report(self._correction())
            return
        self.answer_button.setEnabled(
            self._may_answer and on_page and finding is not None and not finding.grave
        )
        self.answer_button.setText("修改说明…" if finding is not None and finding.reason else REASON_CUT)
        self.answer_button.setHidden(not on_page)
        self._show_detail(finding)
        self.answer_button.setToolTip(_why_not(finding, may=self._may_answer))

    def _show_report(self, row: CorrectionRow | None) -> None:
        """The button on 更正: only what a person is now can be reported or left."""
        choice = row is not None and may_choose(row.told)
        self.answer_button.setEnabled(self._may_answer and choice)
        chosen = row is not None and choice and row.told.standing == "new"
        self.answer_button.setText("修改理由…" if chosen else REPORT)
        self.answer_button.setHidden(False)
        self.answer_button.setToolTip(
            "F2，写明理由，由本月作为更正上报" if choice else "选一条“仅提示”的人员变动；其余更正自动上报"
        )
        self._show_detail(None)

    def _show_detail(self, finding: Finding | None) -> None:
        """The chosen line in full: columns are narrow."""
        text = ""
        if self._stack.currentIndex() == FINDINGS and finding is not None:
            text = f"{finding.text}。说明：{finding.reason}" if finding.reason else finding.text
        if self._stack.currentIndex() == CORRECTIONS:
            row = self._correction()
            text = correction_text(row) if row is not None else ""
        self.detail.setText(text)
        self.detail.setHidden(not text)

    def answer(self) -> None:
        """Ask for the reason why the chosen gap stays, or why what a person is now is a correction."""
        finding, row = self._current(), self._correction()
        if not self.answer_button.isEnabled():
            return
        if self._stack.currentIndex() == CORRECTIONS and row is not None:
            self.report_wanted.emit(row.told)
        elif finding is not None:
            self.answer_wanted.emit(finding)

    def _open_finding(self, number: int) -> None:
        row = next((r for r in self.finding_rows if r.id == number), None)
        if row is not None and row.record_id is not None:
            self.opened.emit(row.kind, row.record_id)

    def _open_correction(self, number: int) -> None:
        row = next((r for r in self.correction_rows if r.id == number), None)
        if row is not None and row.record_id is not None:
            self.opened.emit(row.kind, row.record_id)

    def _open_month(self, record_id: int) -> None:
        row = next((r for r in self.month_rows if r.id == record_id), None)
        if row is not None:
            self.month_wanted.emit(row.key)


def may_choose(told: ToldCorrection) -> bool:
    """Whether somebody decides if it is a correction: it is of the month on screen and only says what a person is now."""
    return told.standing in ("new", "present") and is_present(told.correction)


def _counted(title: str, count: int) -> str:
    return f"{title} {count}" if count else title


def _why_not(finding: Finding | None, *, may: bool) -> str:
    if finding is None:
        return "先选一条核对事项"
    if finding.grave:
        return "这一项影响上报数据，须改正，不能只作说明"
    return "F2，说明写入工作簿" if may else "本月已关账，或者当前账户没有导出的权限"
