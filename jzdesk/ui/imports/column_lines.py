"""What each column of a file is read as: a line a column, with what stands in it and how the program came to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from jzdesk.ui.common.fields_choice import Choice, ChoiceField
from jzdesk.ui.common.layouts import hairline
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab_order import tab_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.ui.imports.shapes import FileColumn, KindField

LEFT_OUT = "不读入"
CHOICE_CHARS = 11
TITLE_CHARS, SAMPLE_CHARS = 12, 20
"""Characters of a heading and of what stands below it; the rest is shown on hover."""
HOW = {
    "exact": ("按表头认出", "done"),
    "remembered": ("按上次的对应", "done"),
    "twice": ("与另一列的表头相同，不读入", "soon"),
    "known": ("由程序计算，不必读入", "excused"),
    "none": ("没有认出，不读入", ""),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Line:
    """The widgets of one column."""

    def __init__(self, match: FileColumn, choice: ChoiceField) -> None:
        self.match, self.choice = match, choice
        self.letter = _label(f"{match.letter} 列", "secondary")
        self.title = _cut(
            f"{match.title or '（没有表头）'}{'（隐藏列）' if match.hidden else ''}", TITLE_CHARS
        )
        self.sample = _cut(" · ".join(dict.fromkeys(match.samples)), SAMPLE_CHARS, "secondary")
        self.remark = _label("", "secondary")
        self.offers: list[QPushButton] = []

    def say(self, text: str, kind: str) -> None:
        """How it came to be read so, or what is wrong with it."""
        self.remark.setText(text)
        self.remark.setProperty("state", kind)
        mark_role(self.remark, "secondary")


class ColumnLines(ReadingPage):
    """`changed()` when another field was chosen; `column_focused(column)` when the keyboard came to a line."""

    changed = Signal()
    column_focused = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("各列读作什么", parent)
        self._lines: list[_Line] = []
        self._titles: dict[str, str] = {}
        self._required: dict[str, tuple[str, ...]] = {}
        self._by_hand: set[int] = set()
        self._remembered = False

    # ---- what stands there

    def show_columns(
        self, columns: Sequence[FileColumn], kind_fields: Sequence[KindField], *, remembered: bool = False
    ) -> None:
        """Other columns. `remembered`: what is chosen stems from the last file with these headings."""
        fields = [field for field in kind_fields if field.role != "known"]
        self._titles = {field.key: field.title for field in kind_fields}
        self._required = {field.key: field.instead for field in fields if field.required}
        self._by_hand, self._remembered = set(), remembered
        choices = [
            Choice("", LEFT_OUT),
            *(Choice(f.key, f"{f.title}（核对用）" if f.role == "check" else f.title) for f in fields),
        ]
        body = self.fresh_body()
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 4, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(4, 1)
        for place, text in enumerate(("", "表头", "内容举例", "读作", "说明")):
            grid.addWidget(_label(text, "secondary"), 0, place)
        grid.addWidget(hairline(), 1, 0, 1, 5)
        self._lines = [self._line(match, choices) for match in columns]
        for row, line in enumerate(self._lines, 2):
            self._place(grid, row, line)
        grid.setRowStretch(len(self._lines) + 2, 1)
        self.setWidget(body)
        tab_after(self, [w for line in self._lines for w in (line.choice.combo, *line.offers)])
        self._tell()

    def _line(self, match: FileColumn, choices: Sequence[Choice]) -> _Line:
        choice = ChoiceField(choices, empty=None, chars=CHOICE_CHARS)
        taken = match.field if match.how != "known" and match.field in self._titles else ""
        choice.set_value(taken)
        choice.setAccessibleName(f"{match.letter}列 {match.title} 读作")
        line = _Line(match, choice)
        choice.changed.connect(partial(self._chosen, match.column))
        choice.combo.installEventFilter(self)
        choice.combo.setProperty("column", match.column)
        if not taken and match.how == "near":
            for key in match.near[:2]:
                offer = QPushButton(f"采用“{self._titles.get(key, key)}”")
                offer.setProperty("link", True)
                offer.clicked.connect(partial(self.choose, match.column, key))
                line.offers.append(offer)
        return line

    def _place(self, grid: QGridLayout, row: int, line: _Line) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, widget in enumerate((line.letter, line.title, line.sample, line.choice)):
            grid.addWidget(widget, row, place, middle)
        if not line.offers:
            grid.addWidget(line.remark, row, 4, middle)
            return
        box = QWidget()
        beside = QGridLayout(box)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setHorizontalSpacing(16)
        for place, offer in enumerate((*line.offers, line.remark)):
            beside.addWidget(offer, 0, place)
        beside.setColumnStretch(len(line.offers), 1)
        grid.addWidget(box, row, 4, middle)

    # ---- the mapping

    def mapping(self) -> dict[int, str]:
        """The field each column (from 1) is read as; columns that are left out are not in it."""
        return {line.match.column: key for line in self._lines if (key := line.choice.value())}

    def choices(self) -> dict[int, str]:
        """The same with '' for what a person leaves out; columns that the program reckons by itself stay as they are."""
        lines = [line for line in self._lines if line.choice.value() or line.match.how != "known"]
        return {line.match.column: line.choice.value() for line in lines}

    def choose(self, column: int, key: str) -> None:
        """Read a column as a field, as if it had been chosen."""
        line = self._line_of(column)
        if line is not None:
            line.choice.set_value(key)
            line.choice.setFocus()

    def missing(self) -> list[str]:
        """The titles of required fields that no column is read as."""
        taken = set(self.mapping().values())
        return [
            self._titles[key] for key, instead in self._required.items() if taken.isdisjoint((key, *instead))
        ]

    def doubled(self) -> list[str]:
        """The titles of fields that more than one column is read as."""
        taken = list(self.mapping().values())
        return [title for key, title in self._titles.items() if taken.count(key) > 1]

    def offered(self) -> list[tuple[int, str]]:
        """What is only like a field and waits for a person: column and field."""
        taken = set(self.mapping().values())
        return [
            (line.match.column, line.match.near[0])
            for line in self._lines
            if line.offers and not line.choice.value() and line.match.near[0] not in taken
        ]

    def _line_of(self, column: int) -> _Line | None:
        return next((line for line in self._lines if line.match.column == column), None)

    def _chosen(self, column: int) -> None:
        self._by_hand.add(column)
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        taken: Mapping[int, str] = self.mapping()
        for line in self._lines:
            key = line.choice.value()
            first = next(
                (other for other, k in taken.items() if k == key and other != line.match.column), None
            )
            for offer in line.offers:
                offer.setVisible(not key) if offer.parentWidget() is not None else None
            if key and first is not None:
                letter = next(other.match.letter for other in self._lines if other.match.column == first)
                line.say(f"“{self._titles[key]}”也由 {letter} 列读入，只能留一列", "overdue")
            else:
                line.say(*self._how(line, key))

    def _how(self, line: _Line, key: str) -> tuple[str, str]:
        if line.match.column in self._by_hand and key != line.match.field:
            return ("人工指定", "done") if key else ("不读入", "")
        if not key and line.offers:
            return "", ""
        if not key:
            return HOW[line.match.how if line.match.how in ("known", "twice") else "none"]
        if line.match.how == "chosen":
            return HOW["remembered"] if self._remembered else ("人工指定", "done")
        return HOW.get(line.match.how, ("", ""))

    # ---- the keyboard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next line, as in a form; the line the keyboard is on is shown in the grid above."""
        column = watched.property("column")
        if column is not None and event.type() == QEvent.Type.FocusIn:
            self.column_focused.emit(int(column))
            if isinstance(watched, QWidget):
                self.ensureWidgetVisible(watched, 0, 24)
        elif column is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() in _ENTER and not held:
                self._go_on(int(column))
                return True
        return super().eventFilter(watched, event)

    def _go_on(self, column: int) -> None:
        lines = self._lines
        at = next(n for n, line in enumerate(lines) if line.match.column == column)
        lines[min(at + 1, len(lines) - 1)].choice.setFocus()

    def focus_first(self) -> None:
        """The first column that waits for somebody, else the first one."""
        waiting = {column for column, _key in self.offered()}
        line = next(
            (line for line in self._lines if line.match.column in waiting),
            self._lines[0] if self._lines else None,
        )
        if line is not None:
            line.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_line(self, column: int) -> None:
        """Bring the line of a column into sight without taking the keyboard."""
        line = self._line_of(column)
        if line is not None:
            self.ensureWidgetVisible(line.choice, 0, 24)


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        mark_role(label, role)
    return label


def _cut(text: str, chars: int, role: str = "") -> QLabel:
    """A text of others: as much of it as there is room for, all of it on hover."""
    plain = " ".join(text.split())
    short = plain if len(plain) <= chars else f"{plain[: chars - 1]}…"
    label = _label(short, role)
    if short != text:
        label.setToolTip(text)
    return label
