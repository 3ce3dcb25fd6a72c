"""导入记录: what was imported so far, what became of its rows, and taking an import back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from jzdesk.ui.common.facts import Fact, FactGroup, Facts
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.imports.shapes import RunLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.ui.common.frame import Frame

COLUMNS = (
    Column("done_at", "导入时间", 132),
    Column("kind_name", "内容", 80),
    Column("file_name", "文件", 220, least=120),
    Column("added", "新增", 56, align="right"),
    Column("changed", "修改", 56, align="right"),
    Column("unchanged", "不变", 56, align="right", shown=False),
    Column("left_out", "未导入", 60, align="right"),
    Column("done_by", "经办人", 76, shown=False),
    Column("state", "状态", 72, sort_key="undone"),
)
EMPTY = (
    "还没有导入过。可以把 .xlsx、.xls、.csv 的旧台账拖到这里，或者点“选择文件”。\n"
    "建议依次导入：单位、人员、案件处分、公开宣布、回访、容错审查。导入前会逐行列出会怎样写入，有问题的单元格会标出来。"
)
PICK = "在左边选一次导入，这里显示它写入了什么。"
SPLIT = (62, 38)


class RunsPage(QWidget):
    """`file_wanted()`: another file; `undo_wanted(run)`: take one back; `problems_wanted()`: the workbook of what was left out."""

    file_wanted = Signal()
    undo_wanted = Signal(object)
    problems_wanted = Signal()

    def __init__(self, frame: Frame, *, may: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may, self._fresh = may, 0
        self.list = RecordList(
            "import.runs", COLUMNS, jobs=frame.jobs, memory=frame.memory, empty_text=EMPTY,
            empty_action="选择文件…" if may else "",
        )  # fmt: skip
        self.list.view.setAccessibleName("导入记录")
        self.facts = Facts()
        self.hint = plain_label(PICK, "hint")
        self.undo_button = QPushButton("撤销这次导入…")
        self.problems_button = QPushButton("导出问题工作簿…")
        right = QWidget()
        column = tight_column(right)
        column.addWidget(self.facts, 1)
        add_row(column, self.undo_button, self.problems_button, None, margins=(16, 8, 16, 12))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.list)
        splitter.addWidget(right)
        for place, share in enumerate(SPLIT):
            splitter.setStretchFactor(place, share)
        splitter.setSizes([share * 10 for share in SPLIT])
        self._right = right
        tight_column(self).addWidget(splitter, 1)
        self.list.current_changed.connect(self.tell_current)
        self.list.empty_action.connect(self.file_wanted)
        self.list.delete_wanted.connect(self._undo_ids)
        self.list.model.loaded.connect(self._choose_first)
        self.undo_button.clicked.connect(self._undo)
        self.problems_button.clicked.connect(self.problems_wanted)
        self.tell_current()

    # ---- what stands there

    def show_runs(self, runs: Sequence[RunLine], *, fresh: int = 0) -> None:
        """All runs, the latest first; `fresh` is the one just done: its workbook of problems can still be had."""
        if fresh:
            self._fresh = fresh
            self.list.select_id(fresh)
        self._right.setVisible(bool(runs)) if self._right.parentWidget() is not None else None
        self.list.set_source(FixedSource(tuple(runs)))

    def forget_plan(self) -> None:
        """Another file was read: what the last run left out can no longer be had."""
        self._fresh = 0

    def _choose_first(self, total: int) -> None:
        if total and self.list.current_id() is None:
            self.list.view.selectRow(0)

    def tell_current(self, *_: object) -> None:
        """What the run in front wrote, and whether it can be taken back."""
        run = self.current()
        self.facts.set_groups(_groups(run) if run is not None else [])
        why_not = run.undo_why_not if run is not None else PICK
        if run is not None and not self._may:
            why_not = "当前账户没有“登记和修改”的权限。"
        self.undo_button.setEnabled(not why_not)
        self.undo_button.setToolTip(why_not or "这次导入写入的内容全部退回导入前的样子（Delete）")
        left = run is not None and run.left_out > 0 and run.id == self._fresh and not run.undone
        self.problems_button.setVisible(left) if self.problems_button.parentWidget() is not None else None

    def current(self) -> RunLine | None:
        """The run in front."""
        row = self.list.current_row()
        return row if isinstance(row, RunLine) else None

    def _undo_ids(self, ids: list[int]) -> None:
        if len(ids) == 1 and self.undo_button.isEnabled():
            self._undo()

    def _undo(self) -> None:
        run = self.current()
        if run is not None:
            self.undo_wanted.emit(run)

    def focus_content(self) -> None:
        """The keyboard goes to the list."""
        self.list.focus_content()


def _groups(run: RunLine) -> list[FactGroup]:
    counts = [
        Fact("新增", f"{run.added:,} 行" if run.added else ""),
        Fact("修改", f"{run.changed:,} 行" if run.changed else ""),
        Fact("不变", f"{run.unchanged:,} 行" if run.unchanged else ""),
        Fact("未导入", f"{run.left_out:,} 行" if run.left_out else "", kind="overdue"),
    ]
    return [
        FactGroup(
            f"导入{run.kind_name}",
            (
                Fact("状态", run.undone or "已导入", kind="excused" if run.undone else "done"),
                Fact("文件", run.file_name),
                Fact("导入时间", f"{run.done_at:%Y-%m-%d %H:%M}" if run.done_at else ""),
                Fact("经办人", run.done_by),
                Fact("文件行数", f"{run.rows:,} 行" if run.rows else ""),
            ),
        ),
        FactGroup("写入的内容", tuple(counts)),
    ]
