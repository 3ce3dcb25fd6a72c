"""月报: a month's figures, what is to be checked before it is sent, its workbook, and closing it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QWidget

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import month_closing as closing
from jzdesk.services import months as service
from jzdesk.services import overview
from jzdesk.ui.common import ask
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.table import FixedSource
from jzdesk.ui.reports.bar import ReportBar
from jzdesk.ui.reports.figures import FiguresPanel
from jzdesk.ui.reports.form_menu import form_actions
from jzdesk.ui.reports.lists import (
    FINDING_COLUMNS,
    MONTH_COLUMNS,
    FindingRow,
    MonthRow,
    finding_rows,
    month_rows,
    month_state,
)
from jzdesk.ui.reports.made_page import MadePage
from jzdesk.ui.today.actions import record_of
from jzdesk.ui.today.behind import BehindPage, BehindRow, behind_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.month_findings import Finding
    from jzdesk.domain.months import Month
    from jzdesk.services.desk import Desk
    from jzdesk.services.months import MonthFigures
    from jzdesk.ui.common.jobs import Progress

FIGURES_WIDTH = 400
REPORT_UNTIL_DAY = 15


@dataclass(frozen=True, slots=True)
class Reading:
    """A month as it is shown."""

    month: Month
    figures: MonthFigures
    all_months: tuple[Month, ...]
    note: str


class MonthPage(MadePage):
    """Month chooser and actions on top; figures left; the checks and the months sent right."""

    title = "月报"
    watches = Touched.ALL
    kinds = ("month",)

    def build(self) -> None:
        super().build()
        today = self.frame.today()
        key = months.key_of(today)
        self.bar = ReportBar(key, months.before(key) if today.day <= REPORT_UNTIL_DAY else key)
        self.bar.show_forms(form_actions(self))
        self.figures = FiguresPanel()
        self.figures.setMinimumWidth(FIGURES_WIDTH)
        memory = self.frame.memory
        self.findings = RecordList(
            "reports.findings", FINDING_COLUMNS, jobs=self.jobs, memory=memory, empty_text="没有需要核对的事项。"
        )
        self.sent = RecordList(
            "reports.months", MONTH_COLUMNS, jobs=self.jobs, memory=memory,
            empty_text="还没有导出过月报。核对以后点“导出月报”。",
        )  # fmt: skip
        self.behind = BehindPage(back="返回月报", jobs=self.jobs, memory=memory, name="reports.behind")
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(_titled("核对", self.findings, note="双击一条打开记录"))
        right.addWidget(_titled("已导出的月报", self.sent, note="双击一条看该月"))
        right.setHandleWidth(1)
        right.setSizes([360, 200])
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(1)
        body.addWidget(self.figures)
        body.addWidget(right)
        body.setStretchFactor(1, 1)
        body.setSizes([FIGURES_WIDTH + 20, 900])
        self.stack = QStackedWidget()
        self.stack.addWidget(body)
        self.stack.addWidget(self.behind)
        layout = tight_column(self)
        layout.addWidget(self.made)
        layout.addWidget(self.bar)
        layout.addWidget(self.stack, 1)
        self._frozen = False
        self._finding_rows: tuple[FindingRow, ...] = ()
        self._month_rows: tuple[MonthRow, ...] = ()

    def connect_signals(self) -> None:
        bar = self.bar
        bar.month_changed.connect(self._month_changed)
        bar.export_button.clicked.connect(self.export_list)
        bar.print_button.clicked.connect(self.print_record)
        bar.freeze_button.clicked.connect(self._freeze_or_reopen)
        self.figures.figure_chosen.connect(self._show_behind)
        self.findings.opened.connect(self._open_finding)
        self.sent.opened.connect(self._open_month)
        self.behind.left.connect(self._back)
        self.behind.opened.connect(self._open_duty)

    @property
    def month(self) -> str:
        """The key of the month on screen."""
        return self.bar.month

    # ---- reading

    def reload(self) -> None:
        if not self.desk.may(Permission.READ):
            self._refuse()
            return
        key = self.month
        self.run(partial(_read, self.desk, key), done=partial(self._show, key))
        self.run(partial(service.check_month, self.desk, key), done=partial(self._show_findings, key))

    def _refuse(self) -> None:
        """Administrators see no figures."""
        self.bar.setEnabled(False)
        self.findings.show_failure("当前账户不接触业务数据。")
        self.sent.show_failure("当前账户不接触业务数据。")

    def _show(self, key: str, reading: Reading) -> None:
        if key != self.month:
            return
        self._frozen = reading.month.state == "frozen"
        self.bar.show_state(
            month_state(reading.month), reading.month.submission, may_export=self.desk.may(Permission.EXPORT),
            may_freeze=self.desk.may(Permission.FREEZE), ended=months.span(key)[1] < self.frame.today(),
        )  # fmt: skip
        self.figures.show_figures(reading.figures, reading.note)
        self._month_rows = month_rows(reading.all_months)
        self.sent.set_source(FixedSource(self._month_rows))

    def _show_findings(self, key: str, found: list[Finding]) -> None:
        if key == self.month:
            self._finding_rows = finding_rows(found)
            self.findings.set_source(FixedSource(self._finding_rows))

    def _month_changed(self, _key: str) -> None:
        self.made.clear()
        self._back()
        self.reload()

    # ---- from other places

    def open_form(self, kind: str, values: Mapping[str, object]) -> None:
        """Show a month: `month` is its key."""
        key = values.get("month")
        if kind == "month" and isinstance(key, str):
            self.bar.choose(key)

    def open_record(self, kind: str, record_id: int) -> None:
        self._open_month(record_id)

    def _open_month(self, record_id: int) -> None:
        row = next((r for r in self._month_rows if r.id == record_id), None)
        if row is not None:
            self.bar.choose(row.key)

    def _open_finding(self, number: int) -> None:
        row = next((r for r in self._finding_rows if r.id == number), None)
        if row is not None and row.record_id is not None:
            self.frame.open_record(row.kind, row.record_id)

    def _open_duty(self, duty: Duty) -> None:
        record = record_of(duty)
        if record is not None:
            self.frame.open_record(*record)

    # ---- the list behind a figure

    def _show_behind(self, name: str) -> None:
        key = self.month
        self.run(partial(_read_behind, self.desk, name, key), done=partial(self._show_list, name, key))

    def _show_list(self, name: str, key: str, rows: tuple[BehindRow, ...]) -> None:
        self.behind.show_rows(f"{months.title(key)}　{name}", rows)
        self.stack.setCurrentWidget(self.behind)
        self.behind.list.view.setFocus()

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)

    # ---- workbook, forms, closing

    def export_list(self) -> None:
        """Ctrl+E: the month's workbook."""
        if not self.bar.export_button.isEnabled():
            return
        path = self.choose_file("导出月报", f"{self.unit_name}{months.title(self.month)}月报.xlsx")
        if path is not None:
            self.run_long(
                partial(_export, self.desk, self.month, path), done=partial(self.show_file, "月报"),
                busy_text="导出月报",
            )  # fmt: skip

    def print_record(self) -> None:
        """Ctrl+P: the interview forms of every visit due in the month, as one PDF."""
        if not self.bar.print_button.isEnabled():
            return
        path = self.choose_file("打印本月谈话表", f"{months.title(self.month)}回访谈话表.pdf", "PDF 文件 (*.pdf)")
        if path is not None:
            self.run_long(
                partial(_print, self.desk, self.month, path), done=partial(self.show_file, "谈话表"),
                busy_text="生成谈话表",
            )  # fmt: skip

    def _freeze_or_reopen(self) -> None:
        if self._frozen:
            self._reopen()
            return
        key = self.month
        text = (
            f"关账后{months.title(key)}的数据以这次导出的工作簿为准，留存在数据库中；"
            "以后再改记录不影响它。需要更正时，可写明理由重新打开。"
        )
        if not ask.confirm(self, f"{months.title(key)}月报关账", text, verb="选择保存位置并关账"):
            return
        path = self.choose_file("关账并导出月报", f"{self.unit_name}{months.title(key)}月报.xlsx")
        if path is not None:
            self.run_long(
                partial(_freeze, self.desk, key, path), done=partial(self._froze, path), busy_text="月报关账"
            )

    def _froze(self, path: Path, _changes: object) -> None:
        self.made.show_made("月报", path)

    def _reopen(self) -> None:
        key = self.month
        why = ask.ask_reason(self, f"重新打开{months.title(key)}月报", verb="重新打开")
        if why is not None:
            self.run(partial(closing.reopen_month, self.desk, key, why=why))


def _titled(title: str, widget: QWidget, *, note: str) -> QWidget:
    box = QWidget()
    label, hint = QLabel(title), QLabel(note)
    mark_role(label, "section")
    mark_role(hint, "secondary")
    layout = tight_column(box)
    add_row(layout, label, hint, None, margins=(12, 8, 12, 4), spacing=12)
    layout.addWidget(hairline())
    layout.addWidget(widget, 1)
    return box


# ---- on the lanes


def _read(desk: Desk, key: str) -> Reading:
    month = service.month_of(desk, key)
    kept = service.reported_figures(month) if month.state == "frozen" else None
    on = overview.as_of(desk, key)
    note = "已关账，为报送时的数据。" if kept else f"截至 {on:%Y-%m-%d}。点数字看名单。"
    return Reading(month, kept or service.figures(desk, key), tuple(service.list_months(desk)), note)


def _read_behind(desk: Desk, name: str, key: str) -> tuple[BehindRow, ...]:
    return behind_rows(overview.duties_behind(desk, name, key), overview.as_of(desk, key), desk.calendar)


def _export(desk: Desk, key: str, path: Path, progress: Progress) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return service.export_month(desk, key, path, progress).path


def _freeze(desk: Desk, key: str, path: Path, progress: Progress) -> object:
    path.parent.mkdir(parents=True, exist_ok=True)
    progress(0, 0, "月报关账…")
    return closing.freeze_month(desk, key, path)


def _print(desk: Desk, key: str, path: Path, progress: Progress) -> Path:
    from jzdesk.services.printing import print_interviews

    path.parent.mkdir(parents=True, exist_ok=True)
    print_interviews(desk, month=key, out=path, progress=progress)
    return path
