"""One name of a letter: what the letter says, who that is, what the records say, what is proposed, what is decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.enquiries import BY_HAND, BY_ID, NOBODY
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab_order import tab_after
from jzdesk.ui.enquiries.chooser import Chooser
from jzdesk.ui.enquiries.columns import KINDS, match_cell
from jzdesk.ui.enquiries.decision_bar import DecisionBar
from jzdesk.ui.enquiries.found import Found, found_lines
from jzdesk.ui.enquiries.likeness import shown_id

if TYPE_CHECKING:
    from jzdesk.domain.enquiries import EnquiryPerson
    from jzdesk.domain.screening import ScreenedName
    from jzdesk.ui.common.frame import Frame

OPENS = {"case": "查看案件", "tolerance": "查看审查", "dossier": "查看档案"}


class NamePanel(QWidget):
    """`chosen(person_id)`, `nobody()`, `unmatched()`, `other_wanted()`: who is meant. `accepted()`: the proposal; `decided(code, reason)`:
    another conclusion. `record_wanted(kind, id)`: open what a line rests on."""

    chosen = Signal(int)
    nobody = Signal()
    unmatched = Signal()
    other_wanted = Signal()
    accepted = Signal()
    decided = Signal(str, str)
    record_wanted = Signal(str, int)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._rulebook = frame.desk.rulebook
        self._may = frame.desk.may(Permission.WRITE)
        self.line: ScreenedName | None = None
        self.chooser: Chooser | None = None
        self._refused: set[tuple[int, int]] = set()
        self.reading = ReadingPage("查到的情况")
        self.bar = DecisionBar(frame)
        layout = tight_column(self)
        layout.addWidget(self.reading, 1)
        layout.addWidget(self.bar)
        self.bar.accepted.connect(self.accepted)
        self.bar.decided.connect(self.decided)

    # ---- showing

    def set_line(self, line: ScreenedName | None, *, replied: bool = False) -> None:
        """Another name, or none."""
        place = self.reading.verticalScrollBar().value()
        same = line is not None and self.line is not None and line.name.id == self.line.name.id
        self.line = line
        body = self.reading.fresh_body()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        self.chooser = None
        self._links: list[QPushButton] = []
        if line is None:
            hint = QLabel("选一名人员，这里显示比对结果、查到的情况和建议的结论。")
            hint.setWordWrap(True)
            mark_role(hint, "hint")
            column.addWidget(hint)
        else:
            self._add_letter(column, line.name)
            self._add_match(column, line, replied=replied)
            if line.needs != "match" or replied:
                self._add_found(column, line, replied=replied)
                self._add_proposal(column, line)
        column.addStretch(1)
        self.reading.setWidget(body)
        if same:
            self.reading.verticalScrollBar().setValue(place)
        tab_after(self.reading, self._links)
        self.bar.set_line(line, replied=replied)

    def _add_letter(self, column: QVBoxLayout, name: EnquiryPerson) -> None:
        sex = self._rulebook.name_of("sex", name.sex)
        number = shown_id(name.id_number) or "未提供身份证号"
        about = "　".join(part for part in (sex, name.birth_month, number) if part)
        place = "　".join(part for part in (name.unit_text, name.post) if part)
        posts = [
            f"{word}{post}" for word, post in (("拟任", name.proposed_post), ("拟免", name.removed_post)) if post
        ]
        said = QLabel("\n".join(part for part in (about, place, "　".join(posts), name.note) if part))
        said.setWordWrap(True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        said.setAccessibleName("来函所列")
        mark_role(said, "secondary")
        title = QLabel(name.name)
        title.setTextFormat(Qt.TextFormat.PlainText)
        mark_role(title, "section")
        row = add_row(column, title, said, spacing=16)
        row.setStretch(1, 1)
        row.setAlignment(title, Qt.AlignmentFlag.AlignTop)

    def _add_match(self, column: QVBoxLayout, line: ScreenedName, *, replied: bool) -> None:
        lines = _Lines(column, "比对")
        state = match_cell(line)
        person = line.person
        where = f"　{person.name}　{person.unit_name}{person.post}" if person is not None else ""
        by = f"　{line.name.matched_by}" if line.name.matched_by and line.matched != BY_ID else ""
        back = None
        if line.matched == NOBODY and not line.name.matched_by and not replied and self._may:
            back = _link("另选…", f"另选库内人员：{line.name.name}")
            back.setToolTip("来函姓名有误、库内用名不同的，从库内另选一名，写明理由")
            back.clicked.connect(self.other_wanted)
            self._links.append(back)
        if line.name.matched_by and line.matched in (BY_HAND, NOBODY) and not replied and self._may:
            back = _link("撤回比对", f"撤回比对：{line.name.name}")
            back.clicked.connect(self.unmatched)
            self._links.append(back)
        lines.add(Found("结果", f"{state.text}{where}{by}", state.kind), back)
        if line.id_fault:
            lines.add(Found("身份证号", line.id_fault, "soon"))
        if line.double_of:
            lines.add(Found("重复", f"与函内第 {line.double_of} 人重复。", "soon"))
        if line.needs == "match" and not replied:
            self._add_chooser(column, line)

    def _add_chooser(self, column: QVBoxLayout, line: ScreenedName) -> None:
        chooser = Chooser(self._rulebook, self._refused, may=self._may)
        column.addWidget(chooser)
        chooser.set_line(line)
        chooser.chosen.connect(self.chosen)
        chooser.nobody.connect(self.nobody)
        self.chooser = chooser

    def _add_found(self, column: QVBoxLayout, line: ScreenedName, *, replied: bool) -> None:
        if line.facts is None:
            if not replied and line.person is None:
                _Lines(column, "查到的情况").add(Found("", "库内没有该人员的记录。", "excused"))
            return
        lines = _Lines(column, "查到的情况")
        before = ""
        for found in found_lines(line.facts, self._rulebook):
            self._put(lines, found if found.title != before else found._replace(title=""))
            before = found.title

    def _add_proposal(self, column: QVBoxLayout, line: ScreenedName) -> None:
        if not line.proposal.conclusion:
            return
        code = line.proposal.conclusion
        lines = _Lines(column, "建议")
        self._put(lines, Found("结论", self._rulebook.name_of("enquiry_reply", code), KINDS.get(code, "")))
        for at, reason in enumerate(line.proposal.reasons):
            told = "（可写入复函）" if reason.told else ""
            self._put(lines, Found("理由" if at == 0 else "", f"{reason.text}{told}"))

    def _put(self, lines: _Lines, found: Found) -> None:
        record = found.record
        if record is None:
            lines.add(found)
            return
        verb = OPENS[record[0]]
        link = _link(verb, f"{verb}：{found.text}")
        link.clicked.connect(partial(self.record_wanted.emit, *record))
        lines.add(found, link)
        self._links.append(link)

    # ---- keyboard

    def focus_chooser(self) -> None:
        """To the look-alikes of a name that has some."""
        if self.chooser is not None:
            self.chooser.focus_first()

    def reads(self) -> str:
        """Everything as it reads, for tests."""
        return f"{self.reading.reads()} {self.bar.reads()}"


class _Lines:
    """Lines under a small heading: title, words, and a link at the right."""

    def __init__(self, column: QVBoxLayout, title: str) -> None:
        label = QLabel(title)
        mark_role(label, "secondary")
        column.addWidget(label)
        column.addWidget(hairline())
        self._grid = QGridLayout()
        column.addLayout(self._grid)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._row = 0

    def add(self, found: Found, link: QPushButton | None = None) -> None:
        label = QLabel(found.title)
        mark_role(label, "secondary")
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance("国") * 4)
        text = QLabel(found.text)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setProperty("state", found.kind)
        self._grid.addWidget(label, self._row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, self._row, 1)
        if link is not None:
            self._grid.addWidget(link, self._row, 2, Qt.AlignmentFlag.AlignTop)
        self._row += 1


def _link(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    button.setAccessibleName(name)
    return button
