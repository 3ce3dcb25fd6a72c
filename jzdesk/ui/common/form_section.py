"""A titled part of a form: right-aligned labels, fields beside them, problems in words below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from jzdesk.ui.common.layouts import add_row, hairline
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.why import ComputedLine

if TYPE_CHECKING:
    from jzdesk.ui.common.field import Field

ROW_GAP = 8


class FormRow:
    """A field on the form with its label, its computed line, its hint and its error."""

    def __init__(
        self, name: str, label: str, field: Field, *, required: bool, hint: str, below: bool = False
    ) -> None:
        self.name, self.title, self.field, self.required, self.below = name, label, field, required, below
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.label.setContentsMargins(0, 5, 0, 0)
        self.label.setBuddy(field)
        self.rename(label)
        self.computed = ComputedLine()
        self.hint = QLabel(hint)
        self.hint.setWordWrap(True)
        if not hint:
            self.hint.hide()
        mark_role(self.hint, "secondary")
        self.error = QLabel()
        self.error.setWordWrap(True)
        self.error.hide()
        mark_role(self.error, "error")
        self.cell = QVBoxLayout()
        self.shown = True

    def rename(self, label: str) -> None:
        """What the field is called may depend on another one."""
        self.title = label
        mark = '<span style="color:#B42318">＊</span>' if self.required else ""
        self.label.setText(f"{mark}{label}")
        self.field.setAccessibleName(f"{label}（必填）" if self.required else label)

    def set_shown(self, on: bool) -> None:
        """A hidden row leaves no gap behind."""
        self.shown = on
        for widget in (self.label, self.field):
            widget.setVisible(on)
        self.hint.setVisible(on and bool(self.hint.text()))
        self.error.setVisible(on and self.has_error())
        self.computed.setVisible(on and bool(self.computed.text()))
        self.cell.setContentsMargins(0, 0, 0, ROW_GAP if on else 0)

    def set_error(self, text: str) -> None:
        """'' takes the error away."""
        self.error.setText(text)
        self.error.setVisible(bool(text) and self.shown)
        for editor in self.field.editors():
            editor.setProperty("wrong", bool(text))
            mark_role(editor, editor.property("role") or "")

    def has_error(self) -> bool:
        return bool(self.error.text())

    def why(self) -> str:
        """What F1 on this field says."""
        return self.computed.why() or self.hint.text()

    def widgets(self) -> tuple[QWidget, ...]:
        return self.label, self.field, self.hint, self.error, self.computed


class Section(QWidget):
    """A titled group of rows. The title says so when something in it must be put right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.rows: list[FormRow] = []
        self._heading = QLabel(title)
        mark_role(self._heading, "section")
        self._note = QLabel()
        mark_role(self._note, "error")
        self._note.hide()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if title:
            add_row(layout, self._heading, self._note, None, spacing=12)
            layout.addWidget(hairline())
        layout.addLayout(self._grid)

    def add_row(self, row: FormRow) -> None:
        place = self._grid.rowCount()
        cell = row.cell
        cell.setContentsMargins(0, 0, 0, ROW_GAP)
        cell.setSpacing(2)
        self._grid.addWidget(row.label, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(cell, place, 1)
        beside = add_row(cell, row.field, spacing=12)
        if row.below:
            cell.addWidget(row.computed)
        else:
            beside.addWidget(row.computed, 1)
            beside.addStretch(0)
        cell.addWidget(row.error)
        cell.addWidget(row.hint)
        self.rows.append(row)

    def add_wide(self, widget: QWidget) -> None:
        """Something of the whole width, such as a table of measures or a note."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def set_label_width(self, width: int) -> None:
        self._grid.setColumnMinimumWidth(0, width)

    def show_errors(self) -> None:
        """Count what must be put right into the title."""
        wrong = sum(row.has_error() and row.shown for row in self.rows)
        self._note.setText(f"有 {wrong} 处需改" if wrong else "")
        self._note.setVisible(wrong > 0)

    def note(self) -> str:
        return self._note.text()
