"""The filter line over a list: a few choices, a keyword, 清除."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from jzdesk.ui.common.fields_choice import Choice, as_choices
from jzdesk.ui.common.preedit import PreeditGuard
from jzdesk.ui.common.restyle import mark_role, restyle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

KEYWORD_AFTER_MS = 200


class FilterLine(QWidget):
    """`changed` is emitted 200 ms after the last key of the keyword, and at once for a choice."""

    changed = Signal()
    down_pressed = Signal()  # from the keyword into the list

    def __init__(
        self, *, keyword_hint: str = "姓名、拼音首字母、文号", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("filterLine")
        self._choices: dict[str, tuple[QComboBox, tuple[Choice, ...]]] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(KEYWORD_AFTER_MS)
        self._soon.timeout.connect(self._tell)
        self.keyword = _Keyword()
        self.keyword.setPlaceholderText(keyword_hint)
        self.keyword.setAccessibleName("关键字")
        self.keyword.setClearButtonEnabled(True)
        self.keyword.setFixedWidth(self.keyword.fontMetrics().horizontalAdvance("国") * 13 + 36)
        self.keyword.down_pressed.connect(self.down_pressed)
        self._guard = PreeditGuard(self)
        self._guard.watch(self.keyword)
        self._clear = QToolButton()
        self._clear.setText("清除")
        self._clear.setToolTip("清除全部筛选条件")
        self._clear.setEnabled(False)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.keyword)
        self._row.addWidget(self._clear)
        self.keyword.textChanged.connect(self._soon.start)
        self._clear.clicked.connect(self.clear)

    def add_choice(
        self, name: str, label: str, choices: Iterable[Choice | tuple[Any, str] | str], *, chars: int = 6
    ) -> QComboBox:
        """A choice whose first entry is "全部" (value None)."""
        title = QLabel(label)
        mark_role(title, "secondary")
        combo = QComboBox()
        combo.setAccessibleName(label)
        combo.setMaxVisibleItems(18)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setFixedWidth(combo.fontMetrics().horizontalAdvance("国") * chars + 40)
        title.setBuddy(combo)
        place = self._row.indexOf(self.keyword)
        self._row.insertWidget(place, title)
        self._row.insertWidget(place + 1, combo)
        self._choices[name] = (combo, ())
        self.set_choices(name, choices)
        combo.currentIndexChanged.connect(self._chosen)
        return combo

    def set_choices(self, name: str, choices: Iterable[Choice | tuple[Any, str] | str]) -> None:
        """Replace what one choice offers, keeping what is chosen if still there."""
        combo, _old = self._choices[name]
        value = self.value(name)
        offered = (Choice(None, "全部"), *as_choices(choices))
        blocked = combo.blockSignals(True)
        combo.clear()
        combo.addItems([choice.text for choice in offered])
        self._choices[name] = (combo, offered)
        place = next((n for n, choice in enumerate(offered) if choice.value == value), 0)
        combo.setCurrentIndex(place)
        combo.blockSignals(blocked)
        widest = max((combo.fontMetrics().horizontalAdvance(c.text) for c in offered), default=0)
        combo.view().setMinimumWidth(min(widest + 48, 480))

    def add_widget(self, widget: QWidget) -> None:
        """Something special, before the keyword."""
        self._row.insertWidget(self._row.indexOf(self.keyword), widget)

    def value(self, name: str) -> Any:
        """The chosen value; None for 全部."""
        combo, offered = self._choices[name]
        number = combo.currentIndex()
        return offered[number].value if 0 <= number < len(offered) else None

    def set_value(self, name: str, value: Any) -> None:
        combo, offered = self._choices[name]
        combo.setCurrentIndex(next((n for n, choice in enumerate(offered) if choice.value == value), 0))

    def values(self) -> dict[str, Any]:
        """All choices by name, and the keyword under 'keyword'."""
        return {**{name: self.value(name) for name in self._choices}, "keyword": self.keyword.text().strip()}

    def set_values(self, values: dict[str, Any]) -> None:
        for name in self._choices:
            self.set_value(name, values.get(name))
        self.keyword.setText(str(values.get("keyword") or ""))

    def is_set(self) -> bool:
        """Whether anything is filtered out."""
        return any(value not in (None, "") for value in self.values().values())

    def clear(self) -> None:
        """Show everything again."""
        self.set_values({})
        self._tell()

    def focus_keyword(self) -> None:
        self.keyword.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.keyword.selectAll()

    def _chosen(self, _number: int) -> None:
        combo = self.sender()
        if isinstance(combo, QComboBox):
            combo.setProperty("filtering", combo.currentIndex() > 0)
            restyle(combo)
        self._tell()

    def _tell(self) -> None:
        self._soon.stop()
        self._clear.setEnabled(self.is_set())
        self.changed.emit()


class _Keyword(QLineEdit):
    down_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
