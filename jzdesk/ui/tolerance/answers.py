"""Answers to choose from: radio buttons that begin with none chosen, and the conclusion that an entry can lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED
from jzdesk.ui.common.field import Field

if TYPE_CHECKING:
    from collections.abc import Iterable

IN_A_LINE = 3
"""More answers than these do not fit beside a list at 125 %."""


class Answers(QWidget):
    """Radio buttons of which none is chosen to begin with."""

    changed = Signal()

    def __init__(self, choices: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for number, (value, text) in enumerate(choices):
            button = QRadioButton(text)
            self._group.addButton(button)
            self.buttons[value] = button
            grid.addWidget(button, number // IN_A_LINE, number % IN_A_LINE)
        grid.setColumnStretch(IN_A_LINE, 1)
        self._group.buttonToggled.connect(self._toggled)

    def value(self) -> str:
        """The answer chosen, '' for none."""
        return next((value for value, button in self.buttons.items() if button.isChecked()), "")

    def set_value(self, wanted: str) -> None:
        """Choose an answer; one that is not offered chooses none."""
        if wanted in self.buttons:
            self.buttons[wanted].setChecked(True)
            return
        before = self.value()
        self._group.setExclusive(False)
        for button in self.buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        if before:
            self.changed.emit()

    def stop(self) -> QWidget:
        """Where the keyboard enters: the chosen one, else the first that can be chosen."""
        open_ = [button for button in self.buttons.values() if button.isEnabled()]
        return next(
            (b for b in open_ if b.isChecked()), open_[0] if open_ else next(iter(self.buttons.values()))
        )

    def _toggled(self, _button: object, on: bool) -> None:
        if on:
            self.changed.emit()


class RadioField(Field):
    """One of a few, all in sight; '' while none is chosen."""

    def __init__(self, choices: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers = Answers(choices)
        self._row.setContentsMargins(0, 4, 0, 4)
        self._row.addWidget(self.answers)
        self._row.addStretch(1)
        self.answers.changed.connect(self.changed)
        for button in self.answers.buttons.values():
            button.installEventFilter(self)

    def value(self) -> str:
        return self.answers.value()

    def set_value(self, value: Any) -> None:
        self.answers.set_value(str(value or ""))

    def editors(self) -> list[QWidget]:
        return list(self.answers.buttons.values())

    def stops(self) -> list[QWidget]:
        return [self.answers.stop()]

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.answers.stop().setFocus(reason)

    def setAccessibleName(self, name: str) -> None:
        QWidget.setAccessibleName(self, name)
        for button in self.answers.buttons.values():
            button.setAccessibleName(f"{name}：{button.text()}")


class ConclusionField(Field):
    """Not yet, or one of the four conclusions. `lock` leaves only 不予容错 (and not yet, unless held)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers = Answers((("", "尚未认定"), *CONCLUSIONS.items()))
        self._row.setContentsMargins(0, 4, 0, 4)
        self._row.addWidget(self.answers)
        self._row.addStretch(1)
        self._before_lock: str | None = None
        self.held = False
        self.answers.set_value("")
        self.answers.changed.connect(self.changed)

    def value(self) -> str:
        return self.answers.value()

    def set_value(self, value: Any) -> None:
        """While locked nothing but 不予容错 (or not yet) is shown, whatever a draft says."""
        wanted = str(value or "")
        if self.held or (self.locked and wanted not in ("", REFUSED)):
            self._before_lock, wanted = "", REFUSED
        self.answers.set_value(wanted)

    @property
    def locked(self) -> bool:
        """Whether an entry locks the conclusion at the moment."""
        return self._before_lock is not None

    def lock(self, *, on: bool) -> None:
        """Lock to 不予容错, or give the choice back as it was before."""
        if on and self._before_lock is None:
            self._before_lock = self.value()
            self.answers.set_value(REFUSED)
        elif not on and self._before_lock is not None:
            before, self._before_lock = self._before_lock, None
            self.answers.set_value(before)
        for value, button in self.answers.buttons.items():
            button.setEnabled(
                not (on and value not in ("", REFUSED)) and not (self.held and value != REFUSED)
            )

    def keep_locked(self, conclusion: str) -> None:
        """Shown from a record that is locked: nothing is chosen for the clerk."""
        self._before_lock = ""
        self.answers.set_value(conclusion)
        self.lock(on=True)

    def editors(self) -> list[QWidget]:
        return list(self.answers.buttons.values())

    def stops(self) -> list[QWidget]:
        return [self.answers.stop()]

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.answers.stop().setFocus(reason)

    def setAccessibleName(self, name: str) -> None:
        QWidget.setAccessibleName(self, name)
        for button in self.answers.buttons.values():
            button.setAccessibleName(f"{name}：{button.text()}")
