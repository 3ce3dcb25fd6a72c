"""Fields that choose: one of a list, several of a list, yes or no, or what was typed before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from jzdesk.ui.common.field import Field
from jzdesk.ui.common.pinyin import initials, matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jzdesk.ui.common.jobs import Jobs

TYPE_AHEAD_MS = 1_000
COMPLETE_AFTER_MS = 120
SUGGESTIONS = 12
COMBO_PADDING = 60


class Choice(NamedTuple):
    """What is kept and what is shown."""

    value: Any
    text: str


def as_choices(choices: Iterable[Choice | tuple[Any, str] | str]) -> tuple[Choice, ...]:
    """Plain texts stand for themselves."""
    return tuple(Choice(c, c) if isinstance(c, str) else Choice(*c) for c in choices)


class _Combo(QComboBox):
    """Letters jump to the entry whose name or pinyin initials begin so; the wheel only scrolls the form."""

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(TYPE_AHEAD_MS)
        self._forget.timeout.connect(self._start_over)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)
        self.view().installEventFilter(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._ahead(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._ahead(event):
            return True
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: Any) -> None:
        event.ignore()

    def _start_over(self) -> None:
        self._typed = ""

    def _ahead(self, event: QKeyEvent) -> bool:
        text = event.text()
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if not text or not text.isprintable() or text.isspace() or held:
            return False
        self._typed += text.lower()
        self._forget.start()
        names = [self.itemText(n) for n in range(self.count())]
        first = [n for n, name in enumerate(names) if name and _begins(name, self._typed)]
        first += [n for n, name in enumerate(names) if name and matches(name, self._typed)]
        if first:
            self._go(first[0])
        return True

    def _go(self, number: int) -> None:
        view = self.view()
        if view.isVisible():
            view.setCurrentIndex(self.model().index(number, 0))
        else:
            self.setCurrentIndex(number)


def _begins(name: str, typed: str) -> bool:
    return name.lower().startswith(typed) or initials(name).startswith(typed)


class ChoiceField(Field):
    """One of a list, or None. Type the first letters of the name or of its pinyin to jump."""

    def __init__(
        self,
        choices: Iterable[Choice | tuple[Any, str] | str] = (),
        *,
        empty: str | None = "",
        chars: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._empty, self._chars = empty, chars
        self._choices: tuple[Choice, ...] = ()
        self.combo = _Combo()
        self._take(self.combo)
        self._row.addStretch(1)
        self.set_choices(choices)
        self.combo.currentIndexChanged.connect(self._index_changed)

    def set_choices(self, choices: Iterable[Choice | tuple[Any, str] | str]) -> None:
        """Replace the list; the value stays if it is still offered."""
        value = self.value() if self._choices else None
        self._choices = as_choices(choices)
        if self._empty is not None:
            self._choices = (Choice(None, self._empty), *self._choices)
        blocked = self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItems([choice.text for choice in self._choices])
        self.combo.blockSignals(blocked)
        longest = max((self.combo.fontMetrics().horizontalAdvance(c.text) for c in self._choices), default=0)
        char = self.combo.fontMetrics().horizontalAdvance("国")
        width = min(max(longest, char * 4), char * 22) if not self._chars else char * self._chars
        self.combo.setFixedWidth(width + COMBO_PADDING)
        self.set_value(value)

    def value(self) -> Any:
        number = self.combo.currentIndex()
        return self._choices[number].value if 0 <= number < len(self._choices) else None

    def text(self) -> str:
        """The word chosen."""
        return self.combo.currentText()

    def set_value(self, value: Any) -> None:
        """A value no longer offered is added at the end, so that an old record reads as it was."""
        wanted = None if value == "" and self._empty is not None else value
        for number, choice in enumerate(self._choices):
            if choice.value == wanted:
                self.combo.setCurrentIndex(number)
                return
        if wanted is None:
            self.combo.setCurrentIndex(0 if self._choices else -1)
            return
        self._choices = (*self._choices, Choice(wanted, f"{wanted}（已停用）"))
        self.combo.addItem(self._choices[-1].text)
        self.combo.setCurrentIndex(len(self._choices) - 1)

    def _index_changed(self, _number: int) -> None:
        self.changed.emit()


class MultiChoice(Field):
    """Several of a list, as check boxes in columns; the value is a tuple in the list's order."""

    def __init__(
        self,
        choices: Iterable[Choice | tuple[Any, str] | str] = (),
        *,
        columns: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._choices: tuple[Choice, ...] = ()
        self.boxes: list[QCheckBox] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._row.addLayout(self._grid)
        self._row.addStretch(1)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[Choice | tuple[Any, str] | str]) -> None:
        chosen = self.value()
        for box in self.boxes:
            self._grid.removeWidget(box)
            box.deleteLater()
        self._choices = as_choices(choices)
        self.boxes = []
        for number, choice in enumerate(self._choices):
            box = QCheckBox(choice.text)
            box.setChecked(choice.value in chosen)
            box.toggled.connect(self._toggled)
            box.installEventFilter(self)
            self._grid.addWidget(box, number // self._columns, number % self._columns)
            self.boxes.append(box)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])

    def value(self) -> tuple[Any, ...]:
        return tuple(c.value for c, box in zip(self._choices, self.boxes, strict=True) if box.isChecked())

    def set_value(self, value: Any) -> None:
        chosen = set(value or ())
        for choice, box in zip(self._choices, self.boxes, strict=True):
            box.setChecked(choice.value in chosen)

    def draft(self) -> list[Any]:
        return list(self.value())

    def editors(self) -> list[QWidget]:
        return list(self.boxes)

    def _toggled(self, _on: bool) -> None:
        self.changed.emit()


class CheckField(Field):
    """Yes or no, with its own words beside the box."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(text)
        self._take(self.box)
        self._row.addStretch(1)
        self.box.toggled.connect(self._toggled)

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))

    def is_empty(self) -> bool:
        return False

    def _toggled(self, _on: bool) -> None:
        self.changed.emit()


class CompleteField(Field):
    """Text completed from what was typed before, by any part of it or by pinyin initials.

    `find(text) -> Sequence[(value, text)]` runs on the store lane. `chosen(value)` is emitted when an offer
    is taken; `value()` is the text, `chosen_value()` what the offer stood for (None when typed freely).
    """

    chosen = Signal(object)

    def __init__(
        self,
        find: Callable[[str], Sequence[tuple[Any, str] | str]],
        *,
        jobs: Jobs,
        chars: int = 20,
        placeholder: str = "",
        strict: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`strict`: the sentence shown when the text is none of the offers; '' lets any text stand."""
        super().__init__(parent)
        self._find, self._jobs, self._strict = find, jobs, strict
        self._offers: tuple[Choice, ...] = ()
        self._value: Any = None
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        self._take(self.edit)
        self._row.addStretch(1)
        self.set_chars(self.edit, chars)
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(self.edit)
        self._completer.popup().setObjectName("completions")
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(SUGGESTIONS)
        self._completer.activated.connect(self._take_offer)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COMPLETE_AFTER_MS)
        self._soon.timeout.connect(self._ask)
        self.edit.textEdited.connect(self._typed)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> str:
        return self.edit.text().strip()

    def chosen_value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a text, or a (value, text) pair."""
        self._value, text = value if isinstance(value, tuple) else (None, value)
        self.edit.setText("" if text is None else str(text))
        self.edit.setCursorPosition(0)

    def draft(self) -> Any:
        return [self._value, self.value()]

    def restore(self, draft: Any) -> None:
        self.set_value(tuple(draft) if isinstance(draft, list) else draft)

    def problem(self) -> str:
        return self._strict if self._strict and self.value() and self._value is None else ""

    def _typed(self, _text: str) -> None:
        self._value = None
        self._soon.start()

    def _ask(self) -> None:
        text = self.value()
        if not text:
            self._completer.popup().hide()
            return
        self._jobs.run(partial(self._find, text), owner=self, done=partial(self._offer, text))

    def _offer(self, asked: str, found: Sequence[tuple[Any, str] | str]) -> None:
        if asked != self.value():
            return
        self._offers = as_choices(found)
        exact = next((c for c in self._offers if c.text == asked), None)
        if exact is not None:
            self._value = exact.value
        if not self.edit.hasFocus() or not self._offers or (exact is not None and len(self._offers) == 1):
            self._completer.popup().hide()
            return
        self._model.setStringList([choice.text for choice in self._offers])
        self._completer.setCompletionPrefix(asked)
        self._completer.complete()

    def _take_offer(self, text: str) -> None:
        offer = next((c for c in self._offers if c.text == text), None)
        if offer is None:
            return
        self._value = offer.value
        self.edit.setText(offer.text)
        self.chosen.emit(offer.value)
