"""The 执行 page of a case: a meter, and of each item what it is, when it is due, how it stands, and what is wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.checklist import OVER, RUNNING
from jzdesk.domain.duties import DutyKind
from jzdesk.ui.common.duty_list import DutyLabels, duty_labels
from jzdesk.ui.common.layouts import add_row, fill_pair, tight_column
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab_order import tab_after
from jzdesk.ui.common.why import WhyLabel

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.checklist import Checklist, Line
    from jzdesk.domain.workdays import WorkCalendar

RECORD, EXTEND, EXCUSE, ATTACH, REMOVE = "record", "extended", "not_applicable", "attach", "remove"
VERBS = {
    DutyKind.ANNOUNCE.value: "记录宣布",
    DutyKind.DELIVER.value: "记录送达",
    DutyKind.RESTORE_RIGHTS.value: "恢复权利",
}
EMPTY = "第一种形态或者尚未作出决定，没有执行事项。"


class Wanted(NamedTuple):
    """What was asked of a line."""

    line: Line
    what: str


class ExecutionPage(QWidget):
    """`acted(Wanted)` when something is asked of a line; `added(kind)` when an item is to be added by hand. `buttons`
    are the first buttons by kind of duty, of the decision in force."""

    acted = Signal(object)
    added = Signal(str)

    def __init__(
        self, *, calendar: WorkCalendar, by_hand: tuple[tuple[str, str], ...], may_write: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._calendar, self._may_write = calendar, may_write
        self.shown: Checklist | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.menus: dict[tuple[str, int], QMenu] = {}
        self.meter = QProgressBar()
        self.meter.setTextVisible(False)
        self.meter.setFixedSize(64, 8)
        self.meter.setAccessibleName("执行进度")
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.add_button = QPushButton("添加事项")
        self.add_button.setMenu(self._adding(by_hand))
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(16, 12, 16, 0)
        head.setSpacing(12)
        head.addWidget(self.meter)
        head.addWidget(self.summary, 1)
        head.addWidget(self.add_button)
        self.lines = ReadingPage("执行事项")
        layout = tight_column(self)
        layout.addWidget(self._head)
        layout.addWidget(self.lines, 1)

    def _adding(self, by_hand: tuple[tuple[str, str], ...]) -> QMenu:
        menu = QMenu(self)
        for kind, name in by_hand:
            menu.addAction(f"{name}…", partial(self.added.emit, kind))
        return menu

    # ---- showing

    def set_checklist(self, found: Checklist) -> None:
        """Show another checklist, or the same one again."""
        self.shown = found
        self.buttons, self.menus = {}, {}
        self._show_head(found)
        body = self.lines.fresh_body()
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        row = 0
        if not found.groups:
            label = QLabel(EMPTY)
            label.setWordWrap(True)
            mark_role(label, "hint")
            grid.addWidget(label, row, 0, 1, 2)
        for group in found.groups:
            if len(found.groups) > 1:
                grid.addWidget(_heading(group.title), row, 0, 1, 2)
                row += 1
            for line in group.lines:
                self._add_line(grid, row, line, found)
                row += 1
        grid.setRowStretch(row + 1, 1)
        self.lines.setWidget(body)
        tab_after(self.lines, body.findChildren(QAbstractButton))

    def _show_head(self, found: Checklist) -> None:
        self._head.setVisible(bool(found.groups))
        self.add_button.setVisible(self._may_write)
        self.meter.setRange(0, max(found.due, 1))
        self.meter.setValue(found.met)
        late, wrong = found.overdue, len(found.faults)
        parts = [f"{found.met}/{found.due}　{found.percent}%　{found.state}" if found.due else "没有计入进度的事项"]
        parts += [f"逾期 {late} 项"] if late else []
        parts += [f"问题 {wrong} 处"] if wrong else []
        self.summary.setText("　".join(parts))
        self.meter.setAccessibleDescription(self.summary.text())

    def _add_line(self, grid: QGridLayout, row: int, line: Line, found: Checklist) -> None:
        cell = QVBoxLayout()
        cell.setSpacing(0)
        grid.addLayout(cell, row, 0)
        name = WhyLabel()
        name.set_text(line.name, _applies(line))
        name.setWordWrap(True)
        labels = duty_labels(line.duty, found.on, self._calendar) if line.duty else _other_labels(line, found.on)
        facts = add_row(cell, spacing=12)
        # two columns: where one wraps, the other stays together
        for above, below in ((name, labels.due), (labels.word, labels.rest)):
            column = QVBoxLayout()
            facts.addLayout(column, 1)
            fill_pair(column, above, below)
        for widget in _more(line):
            cell.addWidget(widget)
        cell.addStretch(1)
        if self._may_write:
            box = QHBoxLayout()
            box.setSpacing(4)
            grid.addLayout(box, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._add_buttons(box, line)

    # ---- buttons

    def _add_buttons(self, box: QHBoxLayout, line: Line) -> None:
        verb = verb_of(line)
        if verb:
            button = QPushButton(verb)
            button.setAccessibleName(f"{verb}：{line.name}")
            button.clicked.connect(partial(self._ask, line, RECORD))
            box.addWidget(button)
            if line.duty is not None:
                self.buttons.setdefault(line.duty.kind, button)
        more = QToolButton()
        more.setText("更多")
        more.setAccessibleName(f"更多：{line.name}")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(more)
        for title, what in choices_of(line):
            menu.addAction(title, partial(self._ask, line, what))
        more.setMenu(menu)
        self.menus[line.template.code, line.part] = menu
        box.addWidget(more)

    def _ask(self, line: Line, what: str) -> None:
        self.acted.emit(Wanted(line, what))

    def text(self) -> str:
        """Everything as it reads, for tests."""
        return f"{self.summary.text()} {self.lines.reads()}"


def verb_of(line: Line) -> str:
    """The word on the first button; '' where the line is settled elsewhere or by time."""
    if line.duty is None or (line.duty.kind == DutyKind.RESTORE_RIGHTS.value and line.duty.done_on):
        return ""
    return "修改" if not line.duty.open else VERBS.get(line.duty.kind, "记录办结")


def choices_of(line: Line) -> list[tuple[str, str]]:
    """What the second button offers."""
    own = line.duty is not None and line.template.mode == "duty"
    found = [("延期…", EXTEND), ("不适用…", EXCUSE)] if own else []
    found.append(("添加附件…", ATTACH))
    return [*found, ("移除这一项…", REMOVE)] if line.by_hand else found


def _other_labels(line: Line, on: date) -> DutyLabels:
    """The same of a line without a duty: until when it runs, when it was done, or why it does not apply."""
    due, word, rest = labels = DutyLabels(WhyLabel(), WhyLabel(), WhyLabel())
    rest.setWordWrap(True)
    if line.running:
        over = line.over(on)
        due.set_text(f"至 {line.until:%Y-%m-%d}" if line.until else "期限未定")
        word.set_text(OVER if over else RUNNING, kind="done" if over else "open")
        rest.set_text(line.said)
    elif line.done_on:
        due.set_text(f"{line.done_on:%Y-%m-%d} 已办")
        word.set_text("已办", kind="excused")
    else:
        due.set_text(f"不适用：{line.item.not_applicable}" if line.item else "")
        word.set_text("不适用", kind="excused")
    return labels


def _applies(line: Line) -> str:
    template = line.template
    return "\n".join(text for text in (template.applies, template.clause) if text)


def _more(line: Line) -> list[QWidget]:
    """Who did it and by what proof; what the item says; what an auditor would find."""
    widgets: list[QWidget] = []
    item = line.item
    proof = []
    if item is not None and line.done_on:
        proof += [item.done_by] if item.done_by else []
        proof += [item.evidence] if item.evidence else []
    if line.running is False and line.said:
        proof.append(line.said)
    proof += [f"附件 {line.attachments}"] if line.attachments else []
    details = [f"{label}：{text}" for label, text in line.details]
    for text in ("　".join(proof), "　".join(details), item.note if item else ""):
        if text:
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            mark_role(label, "secondary")
            widgets.append(label)
    for fault in line.faults:
        warning = WhyLabel()
        warning.setWordWrap(True)
        warning.set_text(f"问题：{fault.text}", fault.clause, kind="soon")
        widgets.append(warning)
    return widgets


def _heading(title: str) -> QWidget:
    label = QLabel(title)
    label.setWordWrap(True)
    mark_role(label, "section")
    return label
