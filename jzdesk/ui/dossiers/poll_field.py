"""民主测评 of one visit: a count for each grade in use, and a word beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from jzdesk.ui.common.field import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

IN_ROW = 2
"""Counts beside one another."""

_HEAD = re.compile(r"^(参加|收回)\s*\d+\s*(人|票)[：:，,]?")


class PollField(Field):
    """Kept as one sentence, '参加12人：好10票，较好2票', as it is printed. What an old record says otherwise stays in
    the line beside the counts, and a sentence nobody touched is handed back as it was."""

    def __init__(self, grades: Sequence[str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grades = tuple(grades)
        self._told = ""
        self._parsed: tuple[str, tuple[str, ...]] = ("", ())
        self.counts: list[QLineEdit] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self.words = QLineEdit()
        self.words.setMaxLength(120)
        self.words.setPlaceholderText("说明，如参加范围、未投票人数")
        width = 3 * IN_ROW + 1
        self._grid.setColumnStretch(width, 1)
        self._row.addLayout(self._grid)
        for number, grade in enumerate(self._grades):
            edit = QLineEdit()
            edit.setMaxLength(4)
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.set_chars(edit, 2)
            row, column = divmod(number, IN_ROW)
            self._grid.addWidget(QLabel(grade), row, 3 * column)
            self._grid.addWidget(edit, row, 3 * column + 1)
            unit = QLabel("票")
            unit.setContentsMargins(0, 0, 10, 0)
            self._grid.addWidget(unit, row, 3 * column + 2)
            self.counts.append(edit)
        self._grid.addWidget(self.words, self._grid.rowCount(), 0, 1, width)
        self._row.addStretch(1)
        for edit in (*self.counts, self.words):
            edit.textChanged.connect(self.changed)
            edit.installEventFilter(self)
        self.setFocusProxy(self.counts[0] if self.counts else self.words)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for grade, edit in zip(self._grades, self.counts, strict=True):
            edit.setAccessibleName(f"{name}：{grade}票数")
        self.words.setAccessibleName(f"{name}说明")

    def _state(self) -> tuple[str, tuple[str, ...]]:
        return self.words.text().strip(), tuple(edit.text().strip() for edit in self.counts)

    def value(self) -> str:
        if self._state() == self._parsed:
            return self._told
        words, counts = self._state()
        said = ""
        if any(counts) and not self.problem():
            votes = [int(count or 0) for count in counts]
            pairs = zip(self._grades, votes, strict=True)
            said = f"参加{sum(votes)}人：" + "，".join(f"{grade}{vote}票" for grade, vote in pairs)
        return "；".join(text for text in (said, words) if text)

    def set_value(self, value: Any) -> None:
        text = str(value or "").strip()
        left = text
        for grade, edit in zip(self._grades, self.counts, strict=True):
            found = re.search(rf"(?<!较){re.escape(grade)}\s*(\d+)\s*票[，,、；;。]?", left)
            edit.setText(found[1] if found else "")
            left = left.replace(found[0], "", 1) if found else left
        if left != text:  # the head counts what the votes now say themselves
            left = _HEAD.sub("", left)
        self.words.setText(left.strip(" ，,、；;。：:"))
        self._told, self._parsed = text, self._state()

    def problem(self) -> str:
        wrong = next((t for t in self._state()[1] if t and not t.isdecimal()), "")
        return f"“{wrong}”不是票数，请只填数字。" if wrong else ""

    def draft(self) -> str:
        return self.value()

    def editors(self) -> list[QWidget]:
        return [*self.counts, self.words]

    def stops(self) -> list[QWidget]:
        return self.editors()
