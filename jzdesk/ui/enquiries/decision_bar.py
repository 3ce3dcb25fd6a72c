"""What is decided about one name: the proposal by one key, another conclusion with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.ui.common.layouts import add_row
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.enquiries.columns import KINDS

if TYPE_CHECKING:
    from jzdesk.domain.screening import ScreenedName
    from jzdesk.ui.common.frame import Frame

REASON = "与建议不同的，写明理由（写入审计日志，不写入复函）"


class DecisionBar(QFrame):
    """`accepted()`: as proposed; `decided(code, reason)`: another one."""

    accepted = Signal()
    decided = Signal(str, str)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("formBar")
        self._frame = frame
        self._may = frame.desk.may(Permission.WRITE)
        self._line: ScreenedName | None = None
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setAccessibleName("结论")
        self.accept_button = QPushButton("按建议认定")
        self.accept_button.setProperty("primary", True)
        self.accept_button.setToolTip("在名单中按回车：按建议认定，转到下一名")
        self.other_button = QPushButton("另定…")
        self.other_button.setToolTip("不按建议，另定结论并写明理由")
        self.other_button.setCheckable(True)
        self.other = QComboBox()
        self.other.setAccessibleName("另定结论")
        self.other.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.other.setMinimumWidth(self.other.fontMetrics().horizontalAdvance("国") * 11 + 40)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(REASON)
        self.reason.setAccessibleName("理由")
        self.reason.setMaxLength(500)
        self.decide_button = QPushButton("认定")
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        mark_role(self.problem, "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(6)
        add_row(layout, self.state, self.accept_button, self.other_button).setStretch(0, 1)
        self._row = QWidget()
        row = QVBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        line = add_row(row, self.other, self.reason, self.decide_button)
        line.setStretch(1, 1)
        layout.addWidget(self._row)
        layout.addWidget(self.problem)
        self.accept_button.clicked.connect(self.accepted)
        self.decide_button.clicked.connect(self._decide)
        self.reason.returnPressed.connect(self._decide)
        self.other.currentIndexChanged.connect(self._chosen)
        self.other_button.toggled.connect(self._unfold)

    def set_line(self, line: ScreenedName | None, *, replied: bool) -> None:
        """Another name; what is typed for the one shown stays over a reload."""
        same = line is not None and self._line is not None and line.name == self._line.name
        self._line = line
        open_ = line is not None and not replied
        matched = open_ and line is not None and line.needs != "match"
        self.setVisible(line is not None)
        for widget in (self.accept_button, self.other_button):
            widget.setVisible(bool(matched) and self._may)
        if line is not None:
            self._show_state(line, replied=replied)
            if not same:
                self.problem.hide()
                self._offer(line)

    def _show_state(self, line: ScreenedName, *, replied: bool) -> None:
        name, book = line.name, self._frame.desk.rulebook
        proposed = line.proposal.conclusion
        text, kind = f"建议：{book.name_of('enquiry_reply', proposed)}", KINDS.get(proposed, "")
        if line.needs == "match" and not replied:
            text, kind = "先在上面确认是谁，再认定结论。", "soon"
        elif name.conclusion:
            who = f"　{name.decided_by} {name.decided_on:%Y-%m-%d}" if name.decided_on else ""
            why = f"\n理由：{name.conclusion_reason}" if name.conclusion_reason else ""
            text = f"已认定：{book.name_of('enquiry_reply', name.conclusion)}{who}{why}"
            kind = KINDS.get(name.conclusion, "")
        if line.needs == "again" and not replied:
            again = f"情况有变化，现建议：{book.name_of('enquiry_reply', proposed)}"
            text, kind = f"{text}\n{again}", "overdue"
        self.state.setText(text)
        self.state.setProperty("state", kind)
        mark_role(self.state, "")
        agreed = line.needs == "" and name.conclusion == line.proposal.conclusion
        self.accept_button.setEnabled(bool(line.proposal.conclusion) and not agreed)

    def _offer(self, line: ScreenedName) -> None:
        book = self._frame.desk.rulebook
        self.other.blockSignals(True)
        self.other.clear()
        for code in book.codes.offered("enquiry_reply", self._frame.today()):
            if code.code != line.proposal.conclusion:
                self.other.addItem(code.name, code.code)
        self.other.blockSignals(False)
        self.reason.clear()
        self.other_button.setChecked(False)
        self._row.hide()

    def _unfold(self, on: bool) -> None:
        """The line for another conclusion."""
        self._row.setVisible(on)
        self.problem.hide()
        if on:
            self.other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, *_: object) -> None:
        self.problem.hide()

    def _decide(self) -> None:
        if self.other.currentData():
            self.decided.emit(self.other.currentData(), self.reason.text().strip())

    def refuse(self, text: str) -> None:
        """What the rules say against it, with the keyboard on the reason."""
        self.problem.setText(text)
        self.problem.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def reads(self) -> str:
        """Everything as it reads, for tests."""
        return f"{self.state.text()} {self.problem.text()}" if self.problem.isVisible() else self.state.text()
