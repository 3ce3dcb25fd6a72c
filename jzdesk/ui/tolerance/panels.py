"""Help on the long form: what a conclusion still lacks, and the same grounds for all that were answered 否."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.restyle import mark_role, restyle
from jzdesk.ui.common.tab_order import tab_after
from jzdesk.ui.tolerance.evidence_field import Cites
from jzdesk.ui.tolerance.fields import captioned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent

LINES_SHOWN = 6


class _Line(QLabel):
    """One sentence that leads somewhere: by a press, Enter or the space bar."""

    pressed = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setContentsMargins(0, 2, 0, 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("role", "computed")

    def click(self) -> None:
        self.pressed.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.click()
        else:
            super().keyPressEvent(event)


class MissingPanel(QFrame):
    """One line above the buttons says how much is missing; opened, it lists every sentence, and a press on one leads
    to its field: `wanted(field)`."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[tuple[str, str], ...] = ()
        self.head = QPushButton()
        self.head.setProperty("link", "true")
        self.head.setCheckable(True)
        self.head.setToolTip("F9 显示或者收起")
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lines: list[_Line] = []
        column = tight_column(self)
        column.addWidget(hairline())
        add_row(column, self.head, None, margins=(16, 4, 16, 4))
        column.addWidget(self.scroller)
        self.scroller.hide()
        self.head.toggled.connect(self._show)
        self.set_items(())

    def set_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Show other things that are missing."""
        if tuple(items) == self.items and self.head.text():
            return
        self.items = tuple(items)
        body = QWidget()
        body.setObjectName("factsBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 0, 16, 4)
        column.setSpacing(0)
        self.lines = []
        for field, text in self.items:
            line = _Line(text)
            line.pressed.connect(partial(self.wanted.emit, field))
            column.addWidget(line)
            self.lines.append(line)
        column.addStretch(1)
        self.scroller.setWidget(body)
        self._tell()
        tab_after(self.head, self.lines)

    def open(self, *, on: bool = True) -> None:
        """Show the list, or hide it."""
        self.head.setChecked(on)

    def _show(self, on: bool) -> None:
        self.scroller.setVisible(on and bool(self.items))
        self._tell()

    def _tell(self) -> None:
        count = len(self.items)
        arrow = "▼" if self.head.isChecked() else "▶"
        self.head.setText(f"{arrow} 还缺 {count} 项才能作出结论" if count else "作出结论所需的各项已齐全")
        self.head.setEnabled(bool(count))
        self.head.setAccessibleName(self.head.text().removeprefix(arrow).strip())
        state = "overdue" if count and self.head.isChecked() else ""
        if self.head.property("state") != state:
            self.head.setProperty("state", state)
            restyle(self.head)
        if self.lines:
            height = self.fontMetrics().lineSpacing() + 6
            room = max(height * 2, self.window().height() // 4)
            self.scroller.setFixedHeight(min(height * min(count, LINES_SHOWN) + 6, room))
        self.scroller.setVisible(self.head.isChecked() and bool(count))


class SameGrounds(QFrame):
    """Grounds and evidence written once for every 否 that has no grounds yet: `wanted(grounds, evidence)`."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = QLabel("为已答“否”、尚未写理由的各项填写同一理由和证据")
        self.head.setWordWrap(True)
        mark_role(self.head, "secondary")
        self.grounds = QPlainTextEdit()
        self.grounds.setTabChangesFocus(True)
        self.grounds.setAccessibleName("同一理由")
        self.grounds.setPlaceholderText("如：经调阅会议记录、资金账目和走访核实，不存在该情形。")
        self.grounds.setFixedHeight(self.grounds.fontMetrics().lineSpacing() * 2 + 20)
        self.cites = Cites()
        self.cites.line.setAccessibleName("同一证据编号")
        self.cites.button.setAccessibleName("选同一证据")
        self.button = QPushButton()
        self.count = -1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(self.head)
        captioned(add_row(column), "理由", self.grounds)
        captioned(add_row(column), "证据", self.cites)
        add_row(column, self.button, None)
        self.grounds.textChanged.connect(self._fit)
        self.button.clicked.connect(self._press)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """How many entries wait for it."""
        if count != self.count:
            self.count = count
            self.button.setText(f"填入 {count} 项")
            self._fit()

    def set_titles(self, titles: Mapping[int, str]) -> None:
        """What can be cited."""
        self.cites.set_titles(titles)

    def _fit(self) -> None:
        self.button.setEnabled(bool(self.count and self.grounds.toPlainText().strip()))

    def _press(self) -> None:
        self.wanted.emit(self.grounds.toPlainText().strip(), self.cites.line.text().strip())
