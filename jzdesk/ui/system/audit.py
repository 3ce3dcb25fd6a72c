"""审计日志: every action, by whom and why, with what it changed; and whether the log is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import accounts, chain, history
from jzdesk.services.labels import TABLE_LABELS
from jzdesk.ui.common.filter_line import FilterLine
from jzdesk.ui.common.history_list import HistoryList
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.table import Column, ListSource
from jzdesk.ui.system.page import Page, hint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from jzdesk.domain.accounts import Account
    from jzdesk.services.desk import Desk
    from jzdesk.services.history import Step

COLUMNS = (
    Column("id", "序号", 64, align="right", sort_key=""),
    Column("at", "时间", 136, sort_key=""),
    Column("who", "账户", 80, sort_key=""),
    Column("role", "角色", 112, sort_key=""),
    Column("action", "操作", 150, sort_key="", least=90),
    Column("summary", "内容", 240, sort_key="", least=110),
    Column("why", "理由", 120, sort_key="", least=70),
)
PERIODS = (("day", "今天"), ("week", "近 7 天"), ("month", "近 30 天"), ("year", "本年"))


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry as the list shows it."""

    id: int
    at: datetime
    who: str
    role: str
    action: str
    summary: str
    why: str
    step: Step


def since_of(period: str | None, today: date) -> date | None:
    """The first day of a period of the filter; None for all."""
    days = {"day": 0, "week": 6, "month": 29}
    if period == "year":
        return date(today.year, 1, 1)
    return today - timedelta(days=days[period]) if period in days else None


class AuditPage(Page):
    """The windowed log on the left, an entry with its differences on the right."""

    title = "审计日志"
    intro = "每次登录、登记、修改、导出和打印都逐条记录，后一条以摘要锁住前一条，不能修改或删除。"
    watches = Touched.ALL
    permissions = (Permission.READ_AUDIT,)

    def build_page(self) -> None:
        self.verify_button = self.act("核验日志完整性", self._verify, Permission.READ_AUDIT)
        self.filters = FilterLine(keyword_hint="内容或理由")
        self.filters.add_choice("account", "账户", ())
        self.filters.add_choice("noun", "对象", [(code, name) for code, name in TABLE_LABELS.items()])
        self.filters.add_choice("period", "期间", PERIODS)
        bar = QFrame()
        bar.setObjectName("tabBarLine")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 8)
        row.addWidget(self.filters)
        row.addStretch(1)
        self.column.addWidget(bar)
        self.list = RecordList(
            "system.audit", COLUMNS, jobs=self.jobs, memory=self.frame.memory, empty_text="没有符合条件的操作记录。"
        )
        self.detail = HistoryList()
        self.pane = QStackedWidget()
        self.pane.setObjectName("detailPane")
        self.pane.addWidget(hint("选一条操作，这里显示改动前后的内容。"))
        self.pane.addWidget(self.detail)
        self.pane.setMinimumWidth(380)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(1)
        body.addWidget(self.list)
        body.addWidget(self.pane)
        body.setSizes([900, 440])
        self.column.addWidget(body, 1)
        self._asked = False

    def connect_page(self) -> None:
        self.filters.changed.connect(self._filter_changed)
        self.filters.down_pressed.connect(self.list.view.setFocus)
        self.list.current_changed.connect(self._show_entry)

    def reload_page(self) -> None:
        self.run(partial(service_accounts, self.desk), done=self._show_accounts)
        if self._asked:
            self.list.reload()
        else:
            self._filter_changed()

    def _show_accounts(self, found: Sequence[Account]) -> None:
        self.filters.set_choices("account", [(a.name, a.display_name or a.name) for a in found])

    def _filter_changed(self) -> None:
        self._asked = True
        values = self.filters.values()
        wanted = chain.look_for(
            account=values["account"] or "", noun=values["noun"] or "", text=values["keyword"],
            since=since_of(values["period"], self.frame.today()),
        )  # fmt: skip
        self.list.set_source(
            ListSource(partial(history.count_log, self.desk, wanted), partial(_page, self.desk, wanted))
        )

    def _show_entry(self, _record_id: int | None) -> None:
        row = self.list.current_row()
        if isinstance(row, LogRow):
            self.detail.set_steps([row.step])
            self.pane.setCurrentWidget(self.detail)
        else:
            self.pane.setCurrentIndex(0)

    def focus_filter(self) -> None:
        if self.allowed:
            self.filters.focus_keyword()

    # ---- the chain

    def _verify(self) -> None:
        self.verify_button.setEnabled(False)
        self.jobs.run(
            partial(chain.verify_log, self.desk), owner=self, done=self._verified, busy_text="核验审计日志", lane="files",
            after=partial(self.verify_button.setEnabled, True),
        )  # fmt: skip

    def _verified(self, problems: list[str]) -> None:
        if not problems:
            self.jobs.message.emit("done", "审计日志完整：每一条都与其摘要相符，并与月报和备份中留存的摘要一致。")
            return
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        self.jobs.message.emit("failed", f"审计日志不完整：{problems[0]}{more}请保留现状并报告负责人。")


def service_accounts(desk: Desk) -> list[Account]:
    """On the store lane: the accounts to choose from."""
    return accounts.list_accounts(desk)


def _page(desk: Desk, wanted: Any, offset: int, limit: int, *_order: Any) -> list[LogRow]:
    steps = history.read_log(desk, wanted, offset=offset, limit=limit)
    return [LogRow(s.seq, s.at, s.who, s.role, s.action, s.summary, s.why, s) for s in steps]
