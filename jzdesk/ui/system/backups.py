"""备份与检查: verified copies by button, the list of them, and the full check of the vault."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.errors import RuleError
from jzdesk.services import backups as service
from jzdesk.services import restoring
from jzdesk.ui.common import ask
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.system.page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from jzdesk.services.backups import Backup, Problem
    from jzdesk.services.desk import Desk
    from jzdesk.services.restoring import Prepared

COLUMNS = (
    Column("made_at", "备份时间", 160),
    Column("size", "大小", 100, align="right", sort_key="bytes"),
    Column("name", "文件", 220, least=120),
)
PROBLEM_COLUMNS = (
    Column("place", "位置", 140),
    Column("message", "问题", 430, least=160),
)
KIB = 1024


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup as the list shows it."""

    id: int
    made_at: datetime
    size: str
    bytes: int
    name: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Something the check found."""

    id: int
    place: str
    message: str


class BackupPage(Page):
    """Backups on the left, what the last check found on the right."""

    title = "备份与检查"
    intro = "退出登录时自动备份并校验。备份与原数据同样加密，用登录口令或恢复密钥打开；请定期另存一份到专用介质。"
    watches = Touched.NOTHING
    permissions = (Permission.BACK_UP, Permission.READ_AUDIT)

    def build_page(self) -> None:
        self.now_button = self.act("立即备份", self._back_up, Permission.BACK_UP, primary=True)
        self.to_button = self.act("备份到文件夹…", self._back_up_to, Permission.BACK_UP)
        self.restore_button = self.act("恢复所选备份…", self._restore_chosen, Permission.BACK_UP)
        self.file_button = self.act("从文件恢复…", self._restore_file, Permission.BACK_UP)
        self.check_button = self.action_bar.add("全面检查", self._check, tip="数据页、结构、关联、审计日志、附件、应办事项")
        self._rows: tuple[BackupRow, ...] = ()
        memory = self.frame.memory
        self.list = RecordList(
            "system.backups", COLUMNS, jobs=self.jobs, memory=memory, empty_text="还没有备份。点“立即备份”做第一份。"
        )
        self.problems = RecordList(
            "system.problems", PROBLEM_COLUMNS, jobs=self.jobs, memory=memory,
            empty_text="点“全面检查”，核对数据页、结构、关联、审计日志、附件和应办事项。",
        )  # fmt: skip
        self.verdict = QLabel()
        mark_role(self.verdict, "computed")
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(1)
        body.addWidget(_part("本机备份", QLabel(), self.list))
        body.addWidget(_part("检查结果", self.verdict, self.problems))
        body.setSizes([560, 780])
        self.column.addWidget(body, 1)

    def reload_page(self) -> None:
        self.run(partial(_rows, self.desk), done=self._show)

    def _show(self, rows: tuple[BackupRow, ...]) -> None:
        self._rows = rows
        self.list.set_source(FixedSource(rows))

    # ---- backups

    def _back_up(self) -> None:
        self.now_button.setEnabled(False)
        self.jobs.run(
            partial(service.back_up_now, self.desk), owner=self, done=self._backed_up, busy_text="备份并校验",
            after=partial(self.now_button.setEnabled, True),
        )  # fmt: skip

    def _backed_up(self, made: Backup) -> None:
        self.jobs.message.emit("done", f"备份完成并已校验：{made.database}")
        self.reload()

    def _back_up_to(self) -> None:
        settings = self.frame.settings
        start = settings.current.backup_folder if settings else ""
        folder = ask.choose_folder(self, "备份到文件夹", folder=start)
        if folder is None:
            return
        if settings is not None and str(folder) != start:
            with suppress(OSError, RuleError):  # only the suggestion for the next time would be lost
                settings.change(backup_folder=str(folder))
        self.run(partial(service.back_up_now, self.desk, folder), done=self._backed_up, busy_text="备份并校验")

    # ---- going back to one

    def _restore_chosen(self) -> None:
        row = next((row for row in self._rows if row.id == self.list.current_id()), None)
        if row is None:
            self.jobs.message.emit("notice", "请先选择要恢复的备份。")
        else:
            self._prepare(self.desk.paths.backups / row.name)

    def _restore_file(self) -> None:
        settings = self.frame.settings
        folder = settings.current.backup_folder if settings else ""
        path = ask.choose_open_file(self, "选择备份", kinds="备份 (*.db)", folder=folder)
        if path is not None:
            self._prepare(path)

    def _prepare(self, path: Path) -> None:
        self.run(partial(_prepared, self.desk, path), done=self._ask, busy_text="核对备份")

    def _ask(self, prepared: Prepared) -> None:
        if self.frame.restore is None:
            return
        if ask.confirm(self, "从备份恢复", prepared.said, verb="恢复并重新登录", danger=True):
            self.frame.restore(prepared)
        else:
            self.run(partial(restoring.forget_prepared, self.desk))

    # ---- the check

    def _check(self) -> None:
        self.check_button.setEnabled(False)
        self.verdict.setText("正在检查…")
        self.jobs.run(
            partial(service.check_everything, self.desk), owner=self, done=self._checked, busy_text="全面检查", lane="files",
            after=partial(self.check_button.setEnabled, True),
        )  # fmt: skip

    def _checked(self, found: list[Problem]) -> None:
        rows = tuple(ProblemRow(n, p.place, p.message) for n, p in enumerate(found, 1))
        when = f"{self.frame.clock():%Y-%m-%d %H:%M}"
        self.verdict.setText(f"{when} 发现 {len(rows)} 处问题" if rows else f"{when} 检查通过，没有发现问题")
        self.verdict.setProperty("state", "overdue" if rows else "done")
        mark_role(self.verdict, "computed")
        self.problems.set_source(FixedSource(rows))


def size_text(count: int) -> str:
    """'3.2 MB'."""
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < KIB:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= KIB
    return f"{size:.1f} GB"


def _rows(desk: Desk) -> tuple[BackupRow, ...]:
    found: Sequence[Backup] = service.backups(desk)
    sized = [(item, item.database.stat().st_size) for item in reversed(found)]
    return tuple(
        BackupRow(number, item.made_at, size_text(size), size, item.database.name)
        for number, (item, size) in enumerate(sized, 1)
    )


def _prepared(desk: Desk, path: Path) -> Prepared:
    return restoring.prepare(desk, restoring.backup_at(path))


def _part(title: str, verdict: QLabel, widget: QWidget) -> QWidget:
    box = QWidget()
    label = QLabel(title)
    mark_role(label, "section")
    head = QHBoxLayout()
    head.setContentsMargins(16, 8, 16, 4)
    head.setSpacing(12)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addLayout(head)
    head.addWidget(label)
    head.addWidget(verdict, 1)
    layout.addWidget(widget, 1)
    return box
