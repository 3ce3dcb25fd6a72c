"""规则与日历: the rules in force to read, each with its clause; the holiday arrangements to add to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QStackedWidget, QTabWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.errors import Refused
from jzdesk.services import calendars, rule_edits
from jzdesk.ui.common import ask
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.table import FixedSource
from jzdesk.ui.system import rule_rows, rule_rows_enquiries, rule_rows_execution, rule_rows_visits
from jzdesk.ui.system.holiday_form import HolidayForm
from jzdesk.ui.system.page import Page
from jzdesk.ui.system.rule_form import RuleForm
from jzdesk.ui.system.rule_row import columns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jzdesk.domain.rule_edits import Entry, Spot
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
ELSEWHERE = {
    "tolerance": "容错清单按版本修改：请到“容错纠错”的“清单版本”。",
    "codes": "代码表请在数据文件夹的 codes 中修改，格式见随程序提供的同名文件。",
    "holidays": "节假日请用“录入年度节假日”或者“导入节假日表”。",
}
"""Where rules are changed that are not changed by the form."""


class RulesPage(Page):
    """A table for each kind of rule; the last one, holidays, can be added to."""

    title = "规则与日历"
    intro = "日期、影响期和应办事项都按这里的规则计算。标“默认，待确认”的条目没有统一规定，本县研究后双击确认或者修改，写明依据。"
    watches = Touched.RULES
    permissions = (Permission.READ, Permission.CHANGE_RULES)

    def build_page(self) -> None:
        self.change_button = self.act("修改或者确认…", self.change, Permission.CHANGE_RULES)
        self.drop_button = self.act("恢复默认…", self._drop, Permission.CHANGE_RULES)
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
        for table in self.lists.values():
            table.opened.connect(self.change)

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

    # ---- one rule

    def _chosen(self) -> RuleRow | None:
        """The row that is meant, if it can be changed here; else it is said where."""
        name = TABLES[self.tabs.currentIndex()][0]
        row: RuleRow | None = self.lists[name].current_row()
        if row is None:
            self.jobs.message.emit("notice", "请先选择一条规则。")
        elif row.spot is None:
            self.jobs.message.emit("notice", ELSEWHERE.get(name, "这一条由法规直接规定，不在这里修改。"))
        else:
            return row
        return None

    def change(self, _row_id: int = 0) -> None:
        """Enter, a double click, or the button: the form of the chosen rule."""
        table = self.lists[TABLES[self.tabs.currentIndex()][0]]
        if table.selected_count() > 1:
            table.collect_selected(self._confirm_many)
            return
        row = self._chosen()
        if row is not None and row.spot is not None and self.desk.may(Permission.CHANGE_RULES):
            self.run(partial(rule_edits.entry_of, self.desk, row.spot), done=partial(self._show_entry, row))

    def _confirm_many(self, ids: list[int]) -> None:
        """Several rows: their defaults are confirmed as they stand."""
        rows = [row for row in self.rows[TABLES[self.tabs.currentIndex()][0]] if row.id in set(ids)]
        spots = {f"{row.group}·{row.name}": row.spot for row in rows if row.spot is not None and row.is_default}
        if not spots:
            self.jobs.message.emit("notice", "所选的都不是可以在这里确认的默认值。")
            return
        why = ask.ask_reason(self, f"确认所选的{len(spots)}项默认值", verb="按现在的内容确认")
        if why is not None:
            self._long(partial(_confirm, self.desk, spots, why), then=self._back_to)

    def _show_entry(self, row: RuleRow, entry: Entry) -> None:
        self.show_form(RuleForm(row.name, entry, together=bool(row.spot and row.spot.only)), partial(self._change_work, row), pane=self.pane)

    def _change_work(self, row: RuleRow, read: tuple[dict[str, Any], str]) -> Callable[[], object]:
        values, why = read
        return partial(_record, self.desk, row, values, why)

    def _drop(self) -> None:
        row = self._chosen()
        if row is None:
            return
        why = ask.ask_reason(self, f"“{row.name}”恢复随程序提供的规定", verb="恢复并重新计算")
        if why is not None:
            self._long(partial(_drop, self.desk, row, why), then=self._back_to)

    def _back_to(self, _changes: object) -> None:
        self.refresh()

    # ---- holidays

    def _import(self) -> None:
        path = ask.choose_open_file(self, "导入节假日表", kinds="节假日表 (*.toml)")
        if path is None:
            return
        why = ask.ask_reason(self, f"导入“{path.name}”", verb="导入并重新计算期限")
        if why is not None:
            self._long(partial(_import, self.desk, path, why))

    def _long(
        self, work: Callable[[Progress], object], then: Callable[[object], None] | None = None
    ) -> None:
        self.jobs.run_long(work, owner=self, done=then or self._imported, busy_text="重新计算期限", lane="store")

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
        on_holidays = isinstance(self.form, HolidayForm)
        super()._saved(result)
        if on_holidays:
            self.tabs.setCurrentIndex(HOLIDAYS)


def _record(desk: Desk, row: RuleRow, values: dict[str, Any], why: str) -> object:
    if row.spot is None:
        raise Refused("这一条不在这里修改。")
    return rule_edits.record_rule(desk, row.spot, row.name, values, why=why)


def _confirm(desk: Desk, spots: dict[str, Spot], why: str, progress: Progress) -> object:
    return rule_edits.confirm_rules(desk, spots, why=why, progress=progress)


def _drop(desk: Desk, row: RuleRow, why: str, progress: Progress) -> object:
    if row.spot is None:
        raise Refused("这一条不在这里修改。")
    return rule_edits.drop_rule(desk, row.spot, row.name, why=why, progress=progress)


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
