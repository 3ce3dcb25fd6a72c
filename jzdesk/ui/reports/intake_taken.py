"""接收结果: what became of each file chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from jzdesk.domain import months
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.reports.intake_head import Head

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jzdesk.services.intakes import TakenFile
    from jzdesk.ui.common.frame import Frame

COLUMNS = (
    Column("state", "结果", 84, sort_key="order"),
    Column("county", "单位", 110),
    Column("month", "月份", 112),
    Column("file", "文件", 220, least=140),
    Column("text", "说明", 480, least=220),
)
STATES = {
    "taken": State("已收到", "done"),
    "known": State("已有", "excused"),
    "refused": State("没有接收", "overdue"),
    "left": State("没有读取", "excused"),
}
WITH_FAULTS = State("有问题", "soon")


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One file of the list."""

    id: int
    state: State
    order: int
    county: str
    month: str
    file: str
    text: str
    taken: TakenFile
    path: Path


class TakenView(QWidget):
    """`opened(intake)`; `sender_wanted(path)` where the file does not say whose it is; `left()`."""

    opened = Signal(int)
    sender_wanted = Signal(object)
    left = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[TakenRow, ...] = ()
        self.head = Head("接收结果")
        self.list = RecordList(
            "intake.taken", COLUMNS, jobs=frame.jobs, memory=frame.memory, empty_text="没有文件。"
        )
        self.list.view.setAccessibleName("接收结果")
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setAccessibleName("说明全文")
        mark_role(self.detail, "secondary")
        self.open_button = QPushButton("打开")
        self.sender_button = QPushButton("指定单位和月份接收…")
        layout = tight_column(self)
        layout.addWidget(self.head)
        layout.addWidget(self.list, 1)
        add_row(
            layout, self.detail, self.sender_button, self.open_button, margins=(16, 8, 16, 12), spacing=12
        ).setStretch(0, 1)
        self.head.left.connect(self.left)
        self.list.opened.connect(self._open)
        self.list.current_changed.connect(self._tell)
        self.list.model.loaded.connect(self._choose_first)
        self.open_button.clicked.connect(self._open)
        self.sender_button.clicked.connect(self._ask_sender)
        self._tell()

    def show_taken(self, files: Sequence[TakenFile], paths: Sequence[Path]) -> None:
        """What became of the files, those that need somebody first."""
        rows = [
            TakenRow(n, _state(f), _order(f), f.county_name, months.title(f.month) if f.month else "", f.file, f.text, f, path)
            for n, (f, path) in enumerate(zip(files, paths, strict=True), 1)
        ]  # fmt: skip
        self.rows = tuple(sorted(rows, key=lambda row: row.order))
        taken = sum(f.state == "taken" for f in files)
        rest = len(files) - taken
        self.head.say("接收结果", f"收到 {taken} 份" + (f"，{rest} 份没有接收" if rest else ""))
        self.list.set_source(FixedSource(self.rows))

    def _choose_first(self, total: int) -> None:
        if total and self.list.current_id() is None:
            self.list.view.selectRow(0)

    @property
    def current(self) -> TakenRow | None:
        """The file in front."""
        row = self.list.current_row()
        return row if isinstance(row, TakenRow) else None

    def _tell(self, *_: object) -> None:
        row = self.current
        self.detail.setText(row.text if row is not None else "")
        self.open_button.setEnabled(row is not None and row.taken.intake_id is not None)
        self.sender_button.setEnabled(row is not None and row.taken.state == "refused")

    def _open(self, *_: object) -> None:
        row = self.current
        if row is not None and row.taken.intake_id is not None:
            self.opened.emit(row.taken.intake_id)
        elif row is not None and row.taken.state == "refused":
            self._ask_sender()

    def _ask_sender(self) -> None:
        if self.current is not None:
            self.sender_wanted.emit(self.current.path)

    def focus_content(self) -> None:
        """The keyboard goes to the files."""
        self.list.focus_content()


def _state(file: TakenFile) -> State:
    return WITH_FAULTS if file.state == "taken" and (file.grave or file.checks) else STATES[file.state]


def _order(file: TakenFile) -> int:
    if file.state == "taken":
        return 1 if file.grave or file.checks else 3
    return {"refused": 0, "known": 2, "left": 4}[file.state]
