"""月报: a month's figures, what is to be checked before it is sent, its workbook, and closing it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import month_closing as closing
from jzdesk.services import months as service
from jzdesk.services import overview
from jzdesk.services.correction_words import corrections_seen
from jzdesk.services.month_findings import answer_finding
from jzdesk.services.month_present import report_present
from jzdesk.services.reporting import reporting_of
from jzdesk.ui.common import ask
from jzdesk.ui.common.layouts import tight_column
from jzdesk.ui.reports.bar import ReportBar
from jzdesk.ui.reports.closing_panel import ClosingPanel
from jzdesk.ui.reports.figures import FiguresPanel
from jzdesk.ui.reports.form_menu import form_actions
from jzdesk.ui.reports.level_menu import LevelMenu
from jzdesk.ui.reports.lists import correction_rows, finding_rows, month_rows, month_state
from jzdesk.ui.reports.made_page import MadePage
from jzdesk.ui.today.actions import record_of
from jzdesk.ui.today.behind import BehindPage, BehindRow, behind_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.month_findings import Finding
    from jzdesk.domain.months import Month
    from jzdesk.services.correction_words import ToldCorrection
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
    span: tuple[date, date]
    current: str
    late: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a month must answer for."""

    frozen: bool = False
    findings: tuple[Finding, ...] = ()
    corrections: tuple[ToldCorrection, ...] = ()


class MonthPage(MadePage):
    """Month chooser and actions on top; figures left; the checks, the corrections and the months sent right."""

    title = "月报"
    watches = Touched.ALL
    kinds = ("month",)

    def build(self) -> None:
        super().build()
        today = self.frame.today()
        key = months.key_of(today)
        self.bar = ReportBar(key, months.before(key) if today.day <= REPORT_UNTIL_DAY else key)
        self.bar.show_forms(form_actions(self))
        self.bar.levels_button.setMenu(LevelMenu(self))
        self.figures = FiguresPanel()
        self.figures.setMinimumWidth(FIGURES_WIDTH)
        memory = self.frame.memory
        self.panel = ClosingPanel(self.jobs, memory)
        self.behind = BehindPage(back="返回月报", jobs=self.jobs, memory=memory, name="reports.behind")
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(1)
        body.addWidget(self.figures)
        body.addWidget(self.panel)
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
        self._at_first = True
        self._checked = Checked()

    def connect_signals(self) -> None:
        bar = self.bar
        bar.month_changed.connect(self._month_changed)
        bar.export_button.clicked.connect(self.export_list)
        bar.print_button.clicked.connect(self.print_record)
        bar.freeze_button.clicked.connect(self._freeze_or_reopen)
        self.figures.figure_chosen.connect(self._show_behind)
        self.panel.opened.connect(self.frame.open_record)
        self.panel.month_wanted.connect(bar.choose)
        self.panel.answer_wanted.connect(self._answer)
        self.panel.report_wanted.connect(self._report)
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
        work = partial(_check, self.desk, key)
        self.run_long(work, done=partial(self._show_checked, key), busy_text="核对月报")

    def _refuse(self) -> None:
        """Administrators see no figures."""
        self.bar.setEnabled(False)
        self.panel.show_failure("当前账户不接触业务数据。")

    def _show(self, key: str, reading: Reading) -> None:
        if key != self.month:
            return
        new, self._at_first = self._at_first and self.bar.offer(reading.current), False
        if new and reading.late:  # the month began before the calendar's did
            self.bar.choose(reading.current)
            return
        self._frozen = reading.month.state == "frozen"
        self.bar.show_state(
            month_state(reading.month), reading.month.submission, may_export=self.desk.may(Permission.EXPORT),
            may_freeze=self.desk.may(Permission.FREEZE), ended=reading.span[1] < self.frame.today(),
        )  # fmt: skip
        self.bar.show_span(*reading.span)
        self.figures.show_figures(reading.figures, reading.note)
        self.panel.show_months(month_rows(reading.all_months))

    def _show_checked(self, key: str, checked: Checked) -> None:
        if key == self.month:
            self._checked = checked
            may = self.desk.may(Permission.EXPORT) and not checked.frozen
            self.panel.show_findings(finding_rows(checked.findings), may_answer=may)
            self.panel.show_corrections(correction_rows(checked.corrections))

    def _month_changed(self, _key: str) -> None:
        self._checked = Checked()
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
        row = next((r for r in self.panel.month_rows if r.id == record_id), None)
        if row is not None:
            self.bar.choose(row.key)

    def edit_record(self) -> None:
        """F2: say why the chosen gap is left as it is."""
        self.panel.answer()

    def focus_content(self) -> None:
        self.panel.findings.focus_content()

    def _answer(self, finding: Finding) -> None:
        """Say why a gap is left as it is; an empty text takes it back."""
        label = "理由（写入审计日志和工作簿的说明；清空则取消说明）"
        reason = ask.ask_text(
            self, "说明核对事项", f"{finding.text}\n\n{label}", verb="保存说明", text=finding.reason, lines=3,
            required=not finding.reason,
        )  # fmt: skip
        if reason is not None:
            self.run(partial(answer_finding, self.desk, self.month, finding, reason=reason))

    def _report(self, told: ToldCorrection) -> None:
        """Report what a person is now as a correction; an empty text takes it back."""
        given = told.standing == "new"
        label = "当时即填报错误的理由（写入审计日志和更正情况表；清空则不作更正）"
        reason = ask.ask_text(
            self, "作为更正上报", f"{told.line.name}　{told.line.column}：“{told.line.before}”→“{told.line.after}”\n\n{label}",
            verb="保存理由", text=told.correction.note if given else "", lines=3, required=not given,
        )  # fmt: skip
        if reason is not None:
            self.run(partial(report_present, self.desk, self.month, told.correction, reason=reason))

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
        if not ask.confirm(
            self, f"{months.title(key)}月报关账", closing_text(self._checked), verb="选择保存位置并关账"
        ):
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


def closing_text(checked: Checked) -> str:
    """What closing will keep, and what is still open."""
    said = [
        "关账后留存：这次导出的工作簿、各台账的每一行、各项比率的人员名单。",
        "以后再改记录不影响本月，差异由下一个关账的月份作为更正上报；确需改动本月的，可写明理由重新打开。",
    ]
    new = sum(item.standing == "new" for item in checked.corrections)
    if new:
        said.append(f"本月上报以前月份的更正 {new} 处，列入“更正情况”表。")
    gaps = sum(item.open and not item.grave for item in checked.findings)
    if gaps:
        said.append(f"还有 {gaps} 项待核对没有说明，可先逐项改正或说明理由。")
    return "\n".join(said)


# ---- on the lanes


def _read(desk: Desk, key: str) -> Reading:
    month = service.month_of(desk, key)
    kept = service.reported_figures(month) if month.state == "frozen" else None
    reporting = reporting_of(desk)
    on = min(reporting.span(key)[1], desk.today)
    note = "已关账，为报送时的数据。" if kept else f"截至 {on:%Y-%m-%d}。点数字看名单。"
    current = reporting.key_of(desk.today)
    late = (desk.today - reporting.span(current)[0]).days >= REPORT_UNTIL_DAY
    return Reading(
        month, kept or service.figures(desk, key), tuple(service.list_months(desk)), note, reporting.span(key), current, late
    )


def _check(desk: Desk, key: str, progress: Progress) -> Checked:
    def told(done: int, total: int) -> None:
        progress(done, total, "核对月报…")

    frozen = service.month_of(desk, key).state == "frozen"
    corrections = corrections_seen(desk, key, told)
    found = [] if frozen else service.check_month(desk, key, told)
    return Checked(frozen, tuple(found), tuple(corrections))


def _read_behind(desk: Desk, name: str, key: str) -> tuple[BehindRow, ...]:
    frozen = service.month_of(desk, key).state == "frozen"
    found = closing.counted_then(desk, name, key) if frozen else overview.duties_behind(desk, name, key)
    return behind_rows(found, overview.as_of(desk, key), desk.calendar)


def _export(desk: Desk, key: str, path: Path, progress: Progress) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return service.export_month(desk, key, path, progress).path


def _freeze(desk: Desk, key: str, path: Path, progress: Progress) -> object:
    path.parent.mkdir(parents=True, exist_ok=True)
    return closing.freeze_month(desk, key, path, lambda done, total: progress(done, total, "月报关账…"))


def _print(desk: Desk, key: str, path: Path, progress: Progress) -> Path:
    from jzdesk.services.printing import print_interviews

    path.parent.mkdir(parents=True, exist_ok=True)
    print_interviews(desk, month=key, out=path, progress=progress)
    return path
