"""One county's month: what is found in it, what it says of itself, what it changes against the one before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QStackedWidget, QWidget

from jzdesk.domain import months
from jzdesk.domain.accounts import PERMISSION_NAMES, Permission
from jzdesk.domain.counties import INTAKE_STATES
from jzdesk.domain.merge_changes import ADDED, CHANGED, KIND_NAMES, VANISHED
from jzdesk.domain.merge_files import LEVELS
from jzdesk.ui.common.facts import Fact, FactGroup, Facts
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role, restyle
from jzdesk.ui.common.state import State
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.reports.intake_findings import FindingsPane
from jzdesk.ui.reports.intake_head import Head

if TYPE_CHECKING:
    from jzdesk.domain.counties import Intake
    from jzdesk.services.intake_views import IntakeView, Resubmission
    from jzdesk.ui.common.frame import Frame

FINDINGS, CONTENT, AGAINST = range(3)
PARTS = ("问题", "文件内容", "与上次比较")
STATE_KINDS = {"received": "soon", "returned": "soon", "accepted": "done", "replaced": "excused"}
CHANGE_KINDS = {ADDED: "done", CHANGED: "soon", VANISHED: "overdue"}
NO_FINDINGS = "没有发现问题。"
NOTHING_BEFORE = "这个月只报送过这一次，没有可以比较的。"
SAME = "与上次报送的内容相同。"
CHANGE_COLUMNS = (
    Column("state", "改动", 64, sort_key="order"),
    Column("sheet", "工作表", 150, least=110),
    Column("row", "行", 56, "right"),
    Column("name", "姓名", 84),
    Column("column", "栏目", 150, least=100),
    Column("before", "上次", 200, least=100),
    Column("after", "这次", 200, least=100),
)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row or value that reads otherwise."""

    id: int
    state: State
    order: int
    sheet: str
    row: int
    name: str
    column: str
    before: str
    after: str


class FileView(QWidget):
    """`accept_wanted()`, `return_wanted()`, `reopen_wanted()`, `check_wanted()`, `remarks_wanted()`, `original_wanted()`,
    `remove_wanted()`; `other_wanted(intake)` for another submission; `left()`. The findings are in `findings`."""

    accept_wanted = Signal()
    return_wanted = Signal()
    reopen_wanted = Signal()
    check_wanted = Signal()
    remarks_wanted = Signal()
    original_wanted = Signal()
    remove_wanted = Signal()
    other_wanted = Signal(int)
    left = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: IntakeView | None = None
        self._desk = frame.desk
        self.head = Head("")
        self.submission = QComboBox()
        self.submission.setAccessibleName("第几次报送")
        self.submission.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.state = QLabel()
        self.head.add_beside(self.submission, self.state)
        self._make_actions()
        self.switch = PageSwitch(PARTS, "问题、内容和比较")
        may = frame.desk.may(Permission.WRITE)
        self.findings = FindingsPane(frame, "intake.findings", empty=NO_FINDINGS, may=may)
        self.facts = Facts()
        self.changes = RecordList(
            "intake.changes", CHANGE_COLUMNS, jobs=frame.jobs, memory=frame.memory, empty_text=NOTHING_BEFORE
        )
        self.changes.view.setAccessibleName("与上次比较")
        self.compared = QLabel()
        mark_role(self.compared, "secondary")
        against = QWidget()
        column = tight_column(against)
        add_row(column, self.compared, None, margins=(16, 8, 16, 4))
        column.addWidget(self.changes, 1)
        self.parts = QStackedWidget()
        for part in (self.findings, self.facts, against):
            self.parts.addWidget(part)
        layout = tight_column(self)
        layout.addWidget(self.head)
        add_row(layout, self.switch, None, margins=(12, 4, 12, 0))
        layout.addWidget(hairline())
        layout.addWidget(self.parts, 1)
        self.head.left.connect(self.left)
        self.switch.currentChanged.connect(self.show_part)
        self.submission.activated.connect(self._choose_other)
        self.changes.model.loaded.connect(self._choose_first)

    def _make_actions(self) -> None:
        bar = self.head.bar
        self.accept_button = bar.add("接收", self._accept, primary=True)
        self.return_button = bar.add("退回…", self._return)
        self.reopen_button = bar.add("撤销处理…", self._reopen)
        self.remarks_button = bar.add("导出审核意见…", self._remarks)
        self.more_button = QPushButton("更多")
        menu = QMenu(self.more_button)
        self.check_action = menu.addAction("重新核对", self._check)
        self.original_action = menu.addAction("导出原件…", self._original)
        menu.addSeparator()
        self.remove_action = menu.addAction("删除这次报送…", self._remove)
        self.more_button.setMenu(menu)
        layout = bar.layout()
        if layout is not None:
            layout.addWidget(self.more_button)

    # ---- what stands there

    def show_file(self, view: IntakeView) -> None:
        """Another file, or the same one after something was decided."""
        other = self.view is None or self.view.intake.id != view.intake.id
        self.view = view
        item = view.intake
        self._show_head(item)
        self._show_others(view)
        self._show_rights(item)
        opened = sum(f.open for f in view.findings)
        self.switch.rename(FINDINGS, f"问题 {opened}" if opened else PARTS[FINDINGS])
        lines = view.against.lines if view.against is not None else ()
        self.switch.rename(AGAINST, f"与上次比较 {len(lines)}" if lines else PARTS[AGAINST])
        self.findings.show_findings(view.findings)
        self.facts.set_groups(groups_of(view))
        self._show_changes(view.against)
        if other:
            self.show_part(FINDINGS)

    def _show_head(self, item: Intake) -> None:
        view = self.view
        if view is None:
            return
        word = INTAKE_STATES.get(item.state, item.state)
        late = "（迟报）" if item.late else ""
        self.state.setText(f"{word}{late}")
        self.state.setProperty(
            "state", "late" if item.late and item.state == "accepted" else STATE_KINDS[item.state]
        )
        restyle(self.state)
        grave = sum(f.open and f.grave for f in view.findings)
        checks = sum(f.open and not f.grave for f in view.findings)
        counts = [f"{word} {n}" for word, n in (("须改正", grave), ("须核实", checks)) if n]
        said = "　".join((*counts, *([f"理由：{item.reason}"] if item.reason else ())))
        self.head.say(f"{view.county.name}{months.title(item.month)}月报", said)

    def _show_others(self, view: IntakeView) -> None:
        self.submission.clear()
        for other in view.others:
            at = f"{other.received_on:%m-%d}" if other.received_on else ""
            self.submission.addItem(f"第{other.submission}次　{at}收", other.id)
        self.submission.setCurrentIndex(self.submission.findData(view.intake.id))
        self.submission.setEnabled(len(view.others) > 1)

    def _show_rights(self, item: Intake) -> None:
        state = item.state
        pending, decided = state == "received", state in ("accepted", "returned")
        self.accept_button.setVisible(pending)
        self.return_button.setVisible(state in ("received", "accepted"))
        self.reopen_button.setVisible(decided)
        for button, permission, tip in (
            (self.accept_button, Permission.REVIEW, "Ctrl+S"),
            (self.return_button, Permission.REVIEW, ""),
            (self.reopen_button, Permission.REVIEW, ""),
            (self.remarks_button, Permission.EXPORT, "Ctrl+E，批注在单元格上的工作簿，发回报送单位"),
        ):
            may = self._desk.may(permission)
            button.setEnabled(may)
            button.setToolTip(tip if may else f"当前账户没有“{PERMISSION_NAMES[permission]}”的权限。")
        self.check_action.setEnabled(self._desk.may(Permission.WRITE))
        self.original_action.setEnabled(self._desk.may(Permission.EXPORT))
        self.remove_action.setEnabled(self._desk.may(Permission.WRITE) and state in ("received", "replaced"))

    def _show_changes(self, against: Resubmission | None) -> None:
        lines = against.lines if against is not None else ()
        order = {kind: number for number, kind in enumerate(KIND_NAMES)}
        rows = [
            ChangeRow(
                n, State(KIND_NAMES[c.kind], CHANGE_KINDS[c.kind]), order[c.kind], c.sheet, c.row, c.name, c.column, c.before, c.after
            )
            for n, c in enumerate(lines, 1)
        ]  # fmt: skip
        if against is None:
            said = NOTHING_BEFORE
        else:
            added, changed, vanished = against.counts
            of = f"与第{against.of.submission}次（{INTAKE_STATES[against.of.state]}）比较："
            said = f"{of}新增 {added} 行，修改 {changed} 行，删去 {vanished} 行。" if lines else SAME
        self.compared.setText(said)
        self.changes.set_source(FixedSource(tuple(rows)))

    def _choose_first(self, total: int) -> None:
        if total and self.changes.current_id() is None:
            self.changes.view.selectRow(0)

    def show_part(self, part: int) -> None:
        """问题, 文件内容 or 与上次比较 to the front."""
        self.switch.show_page(part)
        self.parts.setCurrentIndex(part)

    # ---- acts

    @property
    def intake_id(self) -> int:
        """The file shown; 0 for none."""
        return (self.view.intake.id or 0) if self.view is not None else 0

    def _choose_other(self, number: int) -> None:
        self.other_wanted.emit(int(self.submission.itemData(number)))

    def _accept(self) -> None:
        self.accept_wanted.emit()

    def _return(self) -> None:
        self.return_wanted.emit()

    def _reopen(self) -> None:
        self.reopen_wanted.emit()

    def _check(self) -> None:
        self.check_wanted.emit()

    def _remarks(self) -> None:
        self.remarks_wanted.emit()

    def _original(self) -> None:
        self.original_wanted.emit()

    def _remove(self) -> None:
        self.remove_wanted.emit()

    def may(self, button: QPushButton) -> bool:
        """Whether a button stands there to be used; its key then does the same."""
        return button.isVisible() and button.isEnabled()

    def focus_content(self) -> None:
        """The keyboard goes to the part in front."""
        part = self.parts.currentIndex()
        focus = (self.findings.focus_content, partial(self.facts.setFocus), self.changes.focus_content)[part]
        focus()


def groups_of(view: IntakeView) -> list[FactGroup]:
    """What is known of a file, as facts."""
    item = view.intake
    level = LEVELS.get(item.level, item.level)
    taken = f"{item.received_on:%Y-%m-%d}　{item.received_by}" if item.received_on else ""
    decided = f"{item.decided_on:%Y-%m-%d}　{item.decided_by}" if item.decided_on else ""
    due = f"{item.due_on:%Y-%m-%d}" if item.due_on else ""
    return [
        FactGroup(
            "报送",
            (
                Fact("文件", item.file_name),
                Fact("收到", taken, kind="late" if item.late else ""),
                Fact("期限", due),
                Fact("脱敏级别", level),
                Fact("处理", decided),
                Fact("理由", item.reason),
            ),
        ),
        FactGroup("文件自述", tuple(Fact(label, text) for label, text in view.facts)),
        FactGroup("台账", tuple(Fact(s.title, _rows(s.rows, s.sent_rows)) for s in view.sheets)),
    ]


def _rows(rows: int, sent: int | None) -> str:
    return f"{rows:,} 行" + (f"（导出时 {sent:,} 行）" if sent is not None and sent != rows else "")
