"""Findings by group, and the one in front: its sentence, its cell among the neighbours, what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from jzdesk.domain.merge_rules import GROUPS, WEIGHT_NAMES
from jzdesk.services.intake_findings import VERDICTS
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role, restyle
from jzdesk.ui.common.state import State
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.tab_order import tab_after
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.imports.sheet_grid import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.merging import Finding
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.reports.intake_reading import Around

ASK_AFTER_MS = 60
SPLIT = (54, 46)
GRID_ROWS = 6
MOST_PLACES = 4
ALL = ""
KINDS = {"grave": "overdue", "check": "soon", "note": "open"}
DECIDED = State("已认定", "done")
NO_RIGHT = "当前账户没有“登记和修改”的权限。"
MUST_CORRECT = "须由报送单位改正，不能认定为属实。"
COLUMNS = (
    Column("state", "类别", 72, sort_key="order"),
    Column("title", "问题", 128),
    Column("place", "位置", 150, least=100),
    Column("name", "姓名", 72),
    Column("text", "内容", 320, least=120),
)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One line of the list."""

    id: int
    state: State
    order: int
    title: str
    place: str
    name: str
    text: str
    finding: Finding


class FindingsPane(QWidget):
    """`around_wanted(finding)` for the one in front; `verdict_wanted(finding, verdict)`, `undo_wanted(finding)`."""

    around_wanted = Signal(object)
    verdict_wanted = Signal(object, str)
    undo_wanted = Signal(object)

    def __init__(
        self, frame: Frame, name: str, *, empty: str, may: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: tuple[FindingRow, ...] = ()
        self.grids: list[SheetGrid] = []
        self._codes: tuple[str, ...] = (ALL,)
        self._may = may
        self.switch = PageSwitch(("全部",), "问题分类")
        self.list = RecordList(name, COLUMNS, jobs=frame.jobs, memory=frame.memory, empty_text=empty)
        self.list.view.setAccessibleName("问题")
        self.reading = ReadingPage("问题的情况")
        self.verdicts = {code: QPushButton(f"{title}…") for code, title in VERDICTS.items()}
        self.undo_button = QPushButton("撤销认定…")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(ASK_AFTER_MS)
        self._lay_out()
        self._connect()
        self._show_current()

    def _lay_out(self) -> None:
        panel = QWidget()
        panel.setMinimumWidth(340)
        column = tight_column(panel)
        column.addWidget(self.reading, 1)
        self._foot = QWidget()
        foot = tight_column(self._foot)
        foot.addWidget(hairline())
        add_row(foot, *self.verdicts.values(), self.undo_button, None, margins=(16, 8, 16, 8))
        column.addWidget(self._foot)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.setHandleWidth(1)
        body.addWidget(self.list)
        body.addWidget(panel)
        for place, share in enumerate(SPLIT):
            body.setStretchFactor(place, share)
        body.setSizes([share * 10 for share in SPLIT])
        layout = tight_column(self)
        add_row(layout, self.switch, None, margins=(12, 4, 12, 0))
        layout.addWidget(body, 1)

    def _connect(self) -> None:
        self.switch.currentChanged.connect(self._filter)
        self.list.current_changed.connect(self._current_changed)
        self.list.opened.connect(self._entered)
        self._soon.timeout.connect(self._ask)
        for code, button in self.verdicts.items():
            button.clicked.connect(partial(self._decide, code))
        self.undo_button.clicked.connect(self._undo)

    # ---- what stands there

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Other findings; the group in front stays if it still has any."""
        self.rows = tuple(
            FindingRow(
                number, DECIDED if f.verdict else State(WEIGHT_NAMES[f.weight], KINDS[f.weight]), number, f.title,
                place_of(f), f.name, f.text, f,
            )
            for number, f in enumerate(findings, 1)
        )  # fmt: skip
        code = self.group
        counts = {group: sum(f.group == group for f in findings) for group in GROUPS}
        self._codes = (ALL, *(group for group in GROUPS if counts[group]))
        blocked = self.switch.blockSignals(True)
        while self.switch.count():
            self.switch.removeTab(0)
        for each in self._codes:
            self.switch.addTab(f"{GROUPS[each]} {counts[each]}" if each else f"全部 {len(findings)}")
        self.switch.setCurrentIndex(self._codes.index(code) if code in self._codes else 0)
        self.switch.blockSignals(blocked)
        self.switch.updateGeometry()
        self._filter()

    @property
    def group(self) -> str:
        """The group the list is filtered by; '' for all."""
        number = self.switch.currentIndex()
        return self._codes[number] if 0 <= number < len(self._codes) else ALL

    @property
    def current(self) -> Finding | None:
        """The finding in front."""
        row = self.list.current_row()
        return row.finding if isinstance(row, FindingRow) else None

    def _filter(self, *_: object) -> None:
        group = self.group
        self.list.set_source(
            FixedSource(tuple(r for r in self.rows if not group or r.finding.group == group))
        )

    def _current_changed(self, row: int | None) -> None:
        if row is None and self.list.model.rowCount():
            self.list.view.selectRow(0)
            return
        self._show_current()
        self._soon.start()

    def _ask(self) -> None:
        finding = self.current
        if finding is not None and (finding.row or finding.others):
            self.around_wanted.emit(finding)

    def _show_current(self) -> None:
        self.show_places((), None)
        finding = self.current
        for code, button in self.verdicts.items():
            fits = finding is not None and (code != "not_duplicate" or finding.group == "people")
            open_ = finding is not None and finding.open and finding.decidable
            button.setHidden(not (fits and open_))
            button.setEnabled(self._may)
            button.setToolTip("" if self._may else NO_RIGHT)
        self.undo_button.setHidden(finding is None or not finding.verdict)
        self.undo_button.setEnabled(self._may)
        self.undo_button.setToolTip("" if self._may else NO_RIGHT)
        self._foot.setVisible(any(not b.isHidden() for b in (*self.verdicts.values(), self.undo_button)))

    def show_places(self, places: Sequence[Around], of: Finding | None) -> None:
        """The cells of the finding in front; what was asked for another comes too late."""
        finding = self.current
        if of is not None and of is not finding:
            return
        body = self.reading.fresh_body()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(6)
        self.grids = []
        if finding is None:
            column.addWidget(plain_label("在左边选一条，这里显示它在表中的样子。", "hint"))
        else:
            self._write(finding, column, alone=not places)
        for place in places[:MOST_PLACES]:
            label = QLabel(place.place)
            mark_role(label, "secondary")
            grid = SheetGrid(f"{place.place}及上下各行")
            grid.show_at_least(min(len(place.rows), GRID_ROWS), fixed=True)
            grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            column.addSpacing(6)
            column.addWidget(label)
            column.addWidget(grid)
            self.grids.append(grid)
        column.addStretch(1)
        self.reading.setWidget(body)
        for grid, place in zip(self.grids, places, strict=False):
            grid.show_rows(place.rows, marks=place.marks, column=place.column or 1)
        tab_after(self.list.view, self.grids)

    def _write(self, finding: Finding, column: QVBoxLayout, *, alone: bool) -> None:
        state = QLabel(f"{WEIGHT_NAMES[finding.weight]}　{finding.title}")
        state.setProperty("state", KINDS[finding.weight])
        restyle(state)
        column.addWidget(state)
        column.addWidget(plain_label(finding.text))
        for place in finding.others if alone else ():
            column.addWidget(plain_label(f"另见：{place.text}", "secondary"))
        if finding.verdict:
            said = VERDICTS.get(finding.verdict, finding.verdict)
            column.addWidget(plain_label(f"已认定：{said}。{finding.reason}", "secondary"))
        elif finding.weight != "note" and not finding.decidable:
            column.addWidget(plain_label(MUST_CORRECT, "secondary"))

    # ---- acts

    def _entered(self, _row: int) -> None:
        """Enter on a line: to what can be decided about it, else to its cells."""
        buttons = [b for b in (*self.verdicts.values(), self.undo_button) if b.isVisible() and b.isEnabled()]
        target: list[QWidget] = [*buttons, *self.grids]
        if target:
            target[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self, code: str) -> None:
        self.list.focus_content()  # the button goes away
        if self.current is not None:
            self.verdict_wanted.emit(self.current, code)

    def _undo(self) -> None:
        self.list.focus_content()
        if self.current is not None:
            self.undo_wanted.emit(self.current)

    def take_back_focus(self) -> bool:
        """Esc beside the list: back to the list; False when the keyboard is there already."""
        focus = self.focusWidget()
        if focus is None or not focus.hasFocus() or self.list.isAncestorOf(focus):
            return False
        self.list.focus_content()
        return True

    def focus_content(self) -> None:
        """The keyboard goes to the list."""
        self.list.focus_content()


def place_of(finding: Finding) -> str:
    """Where it is: sheet and cell of one file, the counties where there are several."""
    if finding.others:
        return "、".join(dict.fromkeys(p.county_name or p.county for p in (finding.where, *finding.others)))
    return " ".join(part for part in (finding.sheet, finding.cell) if part) or "整份文件"
