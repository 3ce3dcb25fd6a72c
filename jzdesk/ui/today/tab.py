"""今日: what must be done, the most pressing first, and how the month stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import overview
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab import Tab
from jzdesk.ui.today.actions import action_of, form_values, record_of
from jzdesk.ui.today.board import BoardView
from jzdesk.ui.today.board_lines import LineGroup, lines_of
from jzdesk.ui.today.month_panel import MonthPanel

if TYPE_CHECKING:
    from jzdesk.domain.duties import Duty
    from jzdesk.services.desk import Desk
    from jzdesk.services.overview import Board
    from jzdesk.ui.today.behind import BehindPage, BehindRow

PANEL_WIDTH = 320
REPORT_UNTIL_DAY = 15
"""Up to this day of a month the report of the month before is still in the making."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A board ready for painting."""

    board: Board
    groups: tuple[LineGroup, ...]


class TodayTab(Tab):
    """The board on the left, the month on the right; a figure's list takes the place of the board."""

    title = "今日"
    watches = Touched.ALL

    def build(self) -> None:
        self.board = BoardView()
        self.panel = MonthPanel()
        self.panel.setFixedWidth(PANEL_WIDTH)
        self._jumps: dict[str, QPushButton] = {}
        self._month_key = months.key_of(self.frame.today())
        self.empty = QLabel("没有应办事项。登记处分决定或容错审查以后，应办的事和期限会自动列在这里。")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        mark_role(self.empty, "hint")
        self._lists = QStackedWidget()
        self._lists.addWidget(self.board)
        self._lists.addWidget(self.empty)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._board_page())
        edge = QFrame()
        edge.setObjectName("hairline")
        edge.setFixedWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.stack, 1)
        row.addWidget(edge)
        row.addWidget(self.panel)
        self._first = True

    @cached_property
    def behind(self) -> BehindPage:
        """The list behind a figure. Made when first asked for: a table with all that belongs to it is 1 MB."""
        from jzdesk.ui.today.behind import BehindPage

        page = BehindPage(back="返回应办事项", jobs=self.jobs, memory=self.frame.memory, name="today.behind")
        page.opened.connect(self._open)
        page.left.connect(self._back)
        self.stack.addWidget(page)
        return page

    def _board_page(self) -> QWidget:
        page = QWidget()
        title = QLabel("应办事项")
        mark_role(title, "section")
        bar = QFrame()
        bar.setObjectName("tabBarLine")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(16)
        row.addWidget(title)
        for code, word in (("overdue", "逾期"), ("today", "今天"), ("week", "本周"), ("month", "本月"), ("later", "以后")):
            button = QPushButton(word)
            button.setProperty("link", True)
            button.setToolTip(f"跳到“{word}”")
            button.clicked.connect(partial(self.board.go_to_group, code))
            row.addWidget(button)
            self._jumps[code] = button
        row.addStretch(1)
        keys = QLabel("回车办理 · F1 看依据 · 双击打开记录")
        mark_role(keys, "secondary")
        row.addWidget(keys)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._lists, 1)
        return page

    def connect_signals(self) -> None:
        self.board.acted.connect(self._act)
        self.board.opened.connect(self._open)
        self.panel.figure_chosen.connect(self._show_behind)
        self.panel.month_chosen.connect(self._open_month)

    # ---- reading

    def reload(self) -> None:
        if not self.desk.may(Permission.READ):
            self.empty.setText("当前账户不接触业务数据。账户、审计日志、备份等在右上角“系统”菜单中。")
            self._lists.setCurrentWidget(self.empty)
            self.panel.hide()
            return
        self.run(partial(_read, self.desk), done=self._show)

    def _show(self, shown: Shown) -> None:
        board = shown.board
        self._month_key = board.month_key
        self.board.show_groups(shown.groups)
        self._lists.setCurrentWidget(self.board if any(g.count for g in shown.groups) else self.empty)
        for group in shown.groups:
            button = self._jumps[group.code]
            button.setText(f"{group.title} {group.count:,}")
            button.setEnabled(group.count > 0)
            button.setProperty("state", "overdue" if group.code == "overdue" and group.count else "")
            mark_role(button, "")
        if self._first and self.board.isVisible():
            self._first = False
            self.board.setFocus()
        self.panel.show_month(board.month_key, board.rates)
        keys = [board.month_key]
        if board.on.day <= REPORT_UNTIL_DAY:
            keys.insert(0, months.before(board.month_key))
        self.panel.keep_reports(keys)
        for key in keys:
            self.run(partial(_report_state, self.desk, key), done=partial(self.panel.show_report, key))

    # ---- slots

    def _act(self, duty: Duty) -> None:
        action = action_of(duty)
        if action is not None:
            self.frame.open_form(action.form, form_values(duty))

    def _open(self, duty: Duty) -> None:
        record = record_of(duty)
        if record is not None:
            self.frame.open_record(*record)
        else:  # a month has no record until it is exported
            self._act(duty)

    def _show_behind(self, name: str) -> None:
        key = self._month_key
        self.run(partial(_read_behind, self.desk, name, key), done=partial(self._show_list, name, key))

    def _show_list(self, name: str, key: str, rows: tuple[BehindRow, ...]) -> None:
        self.behind.show_rows(f"{months.title(key)}　{name}", rows)
        self.stack.setCurrentWidget(self.behind)
        self.behind.list.view.setFocus()

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)
        self.board.setFocus()

    def _open_month(self, key: str) -> None:
        self.frame.open_form("month", {"month": key})


def _read(desk: Desk) -> Shown:
    board = overview.board(desk)
    return Shown(board, lines_of(board, desk.calendar))


def _report_state(desk: Desk, key: str) -> str:
    return overview.report_state(desk, key)


def _read_behind(desk: Desk, name: str, key: str) -> tuple[BehindRow, ...]:
    from jzdesk.ui.today.behind import behind_rows

    on = overview.as_of(desk, key)
    return behind_rows(overview.duties_behind(desk, name, key), on, desk.calendar)
