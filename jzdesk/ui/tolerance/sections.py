"""Sections of entries that show their own words over the whole width, and the line of steps above the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jzdesk.ui.common.form_section import Section
from jzdesk.ui.common.restyle import restyle
from jzdesk.ui.tolerance.fields import FindingField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

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
    """The parts of a long form by name, with how far each is answered; a press goes there. In two lines where one has
    no room for all."""

    wanted = Signal(int)

    def __init__(self, names: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`names`: the short name shown and the full one, of each part."""
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 0, 8, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._names = tuple(short for short, _full in names)
        self._columns = 0
        self.buttons: list[QPushButton] = []
        for number, (short, full) in enumerate(names):
            button = QPushButton(short)
            button.setProperty("link", "true")
            button.setProperty("step", number)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setToolTip(f"转到“{full}”")
            button.setAccessibleName(f"转到{full}")
            button.clicked.connect(self._pressed)
            self.buttons.append(button)
        self._arrange(len(self.buttons))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, button in enumerate(self.buttons):
            self._grid.addWidget(button, number // columns, number % columns)
        for column in range(len(self.buttons) + 1):
            self._grid.setColumnStretch(column, int(column == columns))

    def _fit(self) -> None:
        """One line if all names fit on it."""
        widths = [button.sizeHint().width() for button in self.buttons]
        margins = self._grid.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        one_line = sum(widths) + self._grid.horizontalSpacing() * (len(widths) - 1)
        self._arrange(len(widths) if one_line <= room else (len(widths) + 1) // 2)

    def minimumSizeHint(self) -> QSize:
        """It gives way: two lines are half as wide."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_progress(self, number: int, answered: int, asked: int, *, alert: bool = False) -> None:
        """'负面 4/6'; `alert` marks the part that locks the conclusion."""
        button = self.buttons[number]
        button.setText(f"{self._names[number]} {answered}/{asked}" if asked else self._names[number])
        state = "overdue" if alert else ""
        if button.property("state") != state:
            button.setProperty("state", state)
            restyle(button)
        if self.isVisible():
            self._fit()

    def _pressed(self) -> None:
        button = self.sender()
        if button is not None:
            self.wanted.emit(int(button.property("step")))
