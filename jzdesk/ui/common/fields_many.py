"""Several of a long list: one drop-down below the other, a new one as soon as the last is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jzdesk.ui.common.field import Field
from jzdesk.ui.common.fields_choice import Choice, ChoiceField

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 6


class GrowingChoice(Field):
    """The value is a tuple in the order chosen, without repeats. Where a record holds more than `most` values, the
    ones beyond are kept as they are."""

    def __init__(
        self, choices: Iterable[Choice | tuple[Any, str]] = (), *, chars: int = 0, most: int = MOST,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        offered = tuple(choices)
        self._beyond: tuple[Any, ...] = ()
        self.parts = [ChoiceField(offered, chars=chars) for _ in range(most)]
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._row.addLayout(column)
        for part in self.parts:
            column.addWidget(part)
            part.combo.installEventFilter(self)
            part.changed.connect(self._part_changed)
        self._row.addStretch(1)
        self.setFocusProxy(self.parts[0].combo)
        self._show_parts()

    def value(self) -> tuple[Any, ...]:
        found = [part.value() for part in self.parts]
        return (*dict.fromkeys(item for item in found if item is not None), *self._beyond)

    def set_value(self, value: Any) -> None:
        wanted = tuple(value or ())
        self._beyond = wanted[len(self.parts) :]
        for number, part in enumerate(self.parts):
            part.set_value(wanted[number] if number < len(wanted) else None)
        self._show_parts()

    def draft(self) -> list[Any]:
        return list(self.value())

    def editors(self) -> list[QWidget]:
        return [part.combo for part in self.parts]

    def stops(self) -> list[QWidget]:
        return [part.combo for part in self.parts if not part.isHidden()]

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for number, part in enumerate(self.parts, 1):
            part.combo.setAccessibleName(f"{name}（{number}）" if number > 1 else name)

    def _part_changed(self) -> None:
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        """Shown: up to the last filled one, and one empty one after it."""
        filled = [number for number, part in enumerate(self.parts) if part.value() is not None]
        last = max(filled, default=-1) + 1
        for number, part in enumerate(self.parts):
            part.setVisible(number <= last)
