"""Sections of entries that show their own words over the whole width, and the line of steps above the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jzdesk.ui.common.form_section import Section
from jzdesk.ui.common.restyle import restyle
from jzdesk.ui.tolerance.fields import FindingField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.ui.common.form_section import FormRow


class EntrySection(Section):
    """Rows whose field shows the words of its entry itself: nothing stands in the column of labels."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._cells: dict[str, QWidget] = {}

    def add_row(self, row: FormRow) -> None:
        row.label.setFixedSize(0, 0)  # it stays for the form's book-keeping
        if isinstance(row.field, FindingField):
            row.title = row.field.words
            row.hint.setText(row.field.clause)  # told by F1, not shown
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(4)
        for widget in (row.label, row.field, row.computed, row.error, row.hint):
            column.addWidget(widget)
        self._grid.addWidget(cell, self._grid.rowCount(), 0, 1, 2)
        self._cells[row.name] = cell
        self.rows.append(row)

    def show_cell(self, name: str, *, on: bool) -> None:
        """Let a row take room or none."""
        self._cells[name].setVisible(on)


class Steps(QFrame):
    """The parts of a long form by name, with how far each is answered; a press goes there."""

    wanted = Signal(int)

    def __init__(self, names: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`names`: the short name shown and the full one, of each part."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 4)
        row.setSpacing(6)
        self._names = tuple(short for short, _full in names)
        self.buttons: list[QPushButton] = []
        for number, (short, full) in enumerate(names):
            button = QPushButton(short)
            button.setProperty("link", "true")
            button.setProperty("step", number)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setToolTip(f"转到“{full}”")
            button.setAccessibleName(f"转到{full}")
            button.clicked.connect(self._pressed)
            row.addWidget(button)
            self.buttons.append(button)
        row.addStretch(1)

    def set_progress(self, number: int, answered: int, asked: int, *, alert: bool = False) -> None:
        """'负面 4/6'; `alert` marks the part that locks the conclusion."""
        button = self.buttons[number]
        button.setText(f"{self._names[number]} {answered}/{asked}" if asked else self._names[number])
        state = "overdue" if alert else ""
        if button.property("state") != state:
            button.setProperty("state", state)
            restyle(button)

    def _pressed(self) -> None:
        button = self.sender()
        if button is not None:
            self.wanted.emit(int(button.property("step")))
