"""A few counts side by side: who was to come and who came, how the votes fell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from jzdesk.ui.common.field import Field

if TYPE_CHECKING:
    from collections.abc import Sequence


NARROW_PADDING = 18
"""Three counts with their words stand side by side also at 125 %."""


class CountsField(Field):
    """The value is a tuple of whole numbers, None for each that is empty."""

    def __init__(self, parts: Sequence[tuple[str, str]], *, parent: QWidget | None = None) -> None:
        """`parts`: what stands before and after each count."""
        super().__init__(parent)
        self.counts: list[QLineEdit] = []
        self._row.setSpacing(4)
        self._parts = tuple(parts)
        for word, unit in parts:
            edit = QLineEdit()
            edit.setMaxLength(3)
            edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("国") * 2 + NARROW_PADDING)
            self._row.addWidget(QLabel(word))
            self._row.addWidget(edit)
            label = QLabel(unit)
            label.setContentsMargins(0, 0, 8, 0)
            self._row.addWidget(label)
            edit.textChanged.connect(self.changed)
            edit.installEventFilter(self)
            self.counts.append(edit)
        self._row.addStretch(1)
        self.setFocusProxy(self.counts[0])

    def value(self) -> tuple[int | None, ...]:
        texts = [edit.text().strip() for edit in self.counts]
        return tuple(int(text) if text.isdecimal() else None for text in texts)

    def set_value(self, value: Any) -> None:
        wanted = tuple(value or ()) + (None,) * len(self.counts)
        for edit, count in zip(self.counts, wanted, strict=False):
            edit.setText("" if count is None else str(count))

    def is_empty(self) -> bool:
        return all(not edit.text().strip() for edit in self.counts)

    def problem(self) -> str:
        wrong = next((t for edit in self.counts if (t := edit.text().strip()) and not t.isdecimal()), "")
        return f"“{wrong}”不是数字。" if wrong else ""

    def draft(self) -> list[str]:
        return [edit.text() for edit in self.counts]

    def restore(self, draft: Any) -> None:
        for edit, text in zip(self.counts, draft or (), strict=False):
            edit.setText(str(text))

    def editors(self) -> list[QWidget]:
        return list(self.counts)

    def stops(self) -> list[QWidget]:
        return self.editors()

    def setAccessibleName(self, name: str) -> None:
        QWidget.setAccessibleName(self, name)
        for (word, unit), edit in zip(self._parts, self.counts, strict=True):
            edit.setAccessibleName(f"{name}：{word}{unit}数")
