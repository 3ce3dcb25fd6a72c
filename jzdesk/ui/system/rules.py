"""规则与日历: the rules in force to read, each with its clause; the holiday arrangements to add to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QStackedWidget, QTabWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import calendars
from jzdesk.ui.common import ask
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.table import FixedSource
from jzdesk.ui.system import rule_rows, rule_rows_enquiries, rule_rows_execution, rule_rows_visits
from jzdesk.ui.system.holiday_form import HolidayForm
from jzdesk.ui.system.page import Page
from jzdesk.ui.system.rule_row import columns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.jobs import Progress
    from jzdesk.ui.common.table import Column
    from jzdesk.ui.system.rule_row import RuleRow

TABLES: tuple[tuple[str, str, tuple[Column, ...]], ...] = (
    ("measures", "处分与影响期", columns("类别", "影响期（处分期）及限制", valid=True)),
    ("limits", "办理期限", columns("环节", "期限")),
    ("execution", "执行事项", columns("办结方式", "内容")),
    ("appraisal", "年度考核", columns("适用", "考核结果", valid=True)),
    ("handling", "四种形态", columns("形态", "计入的处理")),
    ("visits", "回访与期满考核", columns("清单", "规定")),
    ("tolerance", "容错清单", columns("清单", "说明")),
    ("enquiries", "征求意见", columns("种类", "规定")),
    ("codes", "代码表", columns("种类", "选项")),
    ("reminders", "提醒与上限", columns("种类", "数值")),
    ("holidays", "节假日", columns("年度", "调休")),
)
HOLIDAYS = len(TABLES) - 1


class RulesPage(Page):
    """A table for each kind of rule; the last one, holidays, can be added to."""

    title = "规则与日历"
    intro = "日期、影响期和应办事项都按这里的规则计算。标“默认，待确认”的条目没有统一规定，请本县研究确认。"
    watches = Touched.RULES
    permissions = (Permission.READ, Permission.CHANGE_RULES)

    def build_page(self) -> None:
        self.import_button = self.act("导入节假日表…", self._import, Permission.CHANGE_RULES)
        self.enter_button = self.act("录入年度节假日…", self._enter, Permission.CHANGE_RULES)
        self.only_defaults = QCheckBox("只看待确认的默认值")
        self.count = QLabel()
        mark_role(self.count, "secondary")
        bar = QFrame()
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 4)
        row.setSpacing(16)
        row.addWidget(self.only_defaults)
        row.addWidget(self.count, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.lists: dict[str, RecordList] = {}
        for name, title, shown in TABLES:
            table = RecordList(
                f"system.rules.{name}", shown, jobs=self.jobs, memory=self.frame.memory, empty_text="没有这样的条目。"
            )
            self.lists[name] = table
            self.tabs.addTab(table, title)
        self.pane = QStackedWidget()
        self.pane.addWidget(self.tabs)
        self.column.addWidget(bar)
        self.column.addWidget(self.pane, 1)
        self.rows: dict[str, tuple[RuleRow, ...]] = {}

    def connect_page(self) -> None:
        self.only_defaults.toggled.connect(self._show_rows)

    def reload_page(self) -> None:
        self.run(partial(_read, self.desk), done=self._show)

    def _show(self, rows: dict[str, tuple[RuleRow, ...]]) -> None:
        self.rows = rows
        self._show_rows()

    def _show_rows(self, *_: object) -> None:
        only = self.only_defaults.isChecked()
        waiting = 0
        for name, rows in self.rows.items():
            defaults = tuple(row for row in rows if row.is_default)
            waiting += len(defaults)
            self.lists[name].set_source(FixedSource(defaults if only else rows))
        self.count.setText(f"待确认的默认值 {waiting} 项")

    # ---- holidays

    def _import(self) -> None:
        path = ask.choose_open_file(self, "导入节假日表", kinds="节假日表 (*.toml)")
        if path is None:
            return
        why = ask.ask_reason(self, f"导入“{path.name}”", verb="导入并重新计算期限")
        if why is not None:
            self._long(partial(_import, self.desk, path, why))

    def _long(self, work: Callable[[Progress], object]) -> None:
        self.jobs.run_long(work, owner=self, done=self._imported, busy_text="重新计算期限", lane="store")

    def _imported(self, _changes: object) -> None:
        self.tabs.setCurrentIndex(HOLIDAYS)
        self.refresh()

    def _enter(self) -> None:
        calendar = self.desk.calendar
        year = max(calendar.years, default=self.frame.today().year) + 1
        self.show_form(HolidayForm(year), self._enter_work, pane=self.pane)

    def _enter_work(self, read: tuple[dict[str, Any], str]) -> Callable[[], object]:
        table, why = read
        return partial(calendars.record_calendar, self.desk, table, why=why)

    def _saved(self, result: object) -> None:
        super()._saved(result)
        self.tabs.setCurrentIndex(HOLIDAYS)


def _import(desk: Desk, path: Path, why: str, progress: Progress) -> object:
    return calendars.import_calendar(desk, path, why=why, progress=progress)


def _read(desk: Desk) -> dict[str, tuple[RuleRow, ...]]:
    rules = desk.rulebook
    return {
        "measures": rule_rows.measure_rows(rules, desk.end_rule),
        "limits": rule_rows.limit_rows(rules),
        "execution": rule_rows_execution.execution_rows(rules),
        "appraisal": rule_rows_execution.appraisal_rows(rules),
        "handling": rule_rows_execution.handling_rows(rules),
        "visits": rule_rows_visits.visit_rows(rules),
        "tolerance": rule_rows_visits.tolerance_rows(rules),
        "enquiries": rule_rows_enquiries.enquiry_rows(rules),
        "codes": rule_rows_visits.code_rows(rules),
        "reminders": rule_rows.reminder_rows(rules),
        "holidays": rule_rows.holiday_rows(desk.calendar),
    }
