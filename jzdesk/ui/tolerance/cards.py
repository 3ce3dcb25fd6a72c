"""Several of one thing on a form: a line each that says it in short, and the one being filled in opened below its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jzdesk.ui.common.field import Field
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab_order import tab_after

if TYPE_CHECKING:
    from collections.abc import Sequence

F = TypeVar("F", bound=Field)


class Card(QFrame):
    """One thing: its line, and below it the fields it consists of. A subclass adds the fields and gives `value`,
    `set_value`, `said` and `is_blank`."""

    changed = Signal()
    open_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self.line = QLabel()
        self.line.setWordWrap(True)
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.toggle, self.remove = _link("修改"), _link("删去")
        self.toggle.clicked.connect(self.open_wanted)
        self.remove.clicked.connect(self.remove_wanted)
        self.body = QWidget()
        self._grid = QGridLayout(self.body)
        self._grid.setContentsMargins(0, 4, 0, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        column = tight_column(self)
        head = add_row(column, margins=(0, 4, 0, 4), spacing=12)
        head.addWidget(self.line, 1)
        head.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.body)
        column.addWidget(hairline())
        self.is_open = True

    def put(self, name: str, label: str, field: F) -> F:
        """One more field of the card, below the others."""
        caption = QLabel(label)
        caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        caption.setContentsMargins(0, 5, 0, 0)
        caption.setBuddy(field)
        mark_role(caption, "secondary")
        row = self._grid.rowCount()
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(field, row, 1)
        self.fields[name] = field
        field.setAccessibleName(label)
        field.changed.connect(self._changed)
        return field

    def put_wide(self, widget: QWidget) -> None:
        """Something under the fields."""
        self._grid.addWidget(widget, self._grid.rowCount(), 1)

    def open(self, *, on: bool) -> None:
        """Show the fields or the line alone."""
        self.is_open = on
        self.body.setVisible(on)
        self.toggle.setText("收起" if on else "修改")

    def tell(self, number: int, noun: str) -> None:
        """Renew the line; `number` is the place of the card among its kind."""
        said = self.said()
        self.line.setText(said or f"（未填写的{noun}）")
        name = said or f"第{number}项{noun}"
        self.toggle.setAccessibleName(f"{self.toggle.text()}：{name}")
        self.remove.setAccessibleName(f"删去：{name}")

    def editors(self) -> list[QWidget]:
        """The widgets of the fields that take the keyboard."""
        return [editor for field in self.fields.values() for editor in field.editors()]

    def stops(self) -> list[QWidget]:
        """Where Enter stops."""
        return [stop for field in self.fields.values() if not field.isHidden() for stop in field.stops()]

    def problem(self) -> str:
        """The first that cannot be read."""
        return next((text for field in self.fields.values() if (text := field.problem())), "")

    def draft(self) -> dict[str, Any]:
        return {name: field.draft() for name, field in self.fields.items()}

    def restore(self, kept: dict[str, Any]) -> None:
        for name, field in self.fields.items():
            if name in kept:
                field.restore(kept[name])

    # ---- what a subclass gives

    def said(self) -> str:
        """The card in one line, '' while nothing is filled in."""
        return ""

    def value(self) -> Any:
        raise AssertionError(f"{type(self).__name__} gives no value")

    def set_value(self, value: Any) -> None:
        raise AssertionError(f"{type(self).__name__} takes no value")

    def is_blank(self) -> bool:
        return all(field.is_empty() for field in self.fields.values())

    def _changed(self) -> None:
        self.changed.emit()


class CardsField(Field):
    """The value is a tuple of what the cards that are not blank hold, in their order. One card is open at a time.

    `grown(card)` tells the form of new editors to watch."""

    grown = Signal(object)

    def __init__(self, noun: str, *, empty: str = "", parent: QWidget | None = None) -> None:
        """`noun`: what one card is, for the button and the names; `empty`: what stands there while there is none."""
        super().__init__(parent)
        self.noun = noun
        self.cards: list[Card] = []
        self.add_button = QPushButton(f"添加{noun}")
        self.add_button.clicked.connect(self.add_card)
        self._note = QLabel(empty)
        self._note.setWordWrap(True)
        mark_role(self._note, "secondary")
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._row.addLayout(self._column, 1)
        self._column.addWidget(self._note)
        add_row(self._column, self.add_button, None)
        self.add_button.installEventFilter(self)

    # ---- what a subclass gives

    def make_card(self) -> Card:
        """An empty card."""
        raise AssertionError(f"{type(self).__name__} makes no card")

    def may_remove(self, card: Card) -> bool:
        """Asked before a card goes."""
        return True

    # ---- cards

    def add_card(self) -> Card:
        """One more, opened, with the keyboard in it."""
        card = self._append()
        self.open_card(card)
        stops = card.stops()
        if stops and self.isVisible():
            stops[0].setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()
        return card

    def _append(self) -> Card:
        card = self.make_card()
        self.cards.append(card)
        self._column.insertWidget(self._column.count() - 1, card)
        card.open(on=False)
        card.changed.connect(self._card_changed)
        card.open_wanted.connect(self._toggled)
        card.remove_wanted.connect(self._remove_pressed)
        self.grown.emit(card)
        return card

    def open_card(self, wanted: Card | None) -> None:
        """Open one, close the others."""
        for card in self.cards:
            card.open(on=card is wanted)
        self._tell()

    def _toggled(self) -> None:
        card = self.sender()
        if isinstance(card, Card):
            self.open_card(None if card.is_open else card)

    def _remove_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, Card) and self.may_remove(card):
            self.remove_card(card)
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.changed.emit()

    def remove_card(self, card: Card) -> None:
        """Take one out."""
        self.cards.remove(card)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._tell()

    def _card_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self._note.setVisible(not self.cards and bool(self._note.text()))
        for number, card in enumerate(self.cards, 1):
            card.tell(number, self.noun)
        self._order_keys()

    def _order_keys(self) -> None:
        """Tab goes through the cards in their order, then to the button: Qt puts what is made later behind all else."""
        if not self.cards:
            return
        widgets = [w for card in self.cards for w in (card.toggle, card.remove, *card.editors())]
        before = self.previousInFocusChain()
        while before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus and before is not self:
            before = before.previousInFocusChain()
        if before is not None and before.window() is self.window() and before not in widgets:
            tab_after(before, [*widgets, self.add_button])

    # ---- field

    def value(self) -> tuple[Any, ...]:
        return tuple(card.value() for card in self.cards if not card.is_blank())

    def set_value(self, value: Any) -> None:
        for card in tuple(self.cards):
            self.remove_card(card)
        for item in value or ():
            self._append().set_value(item)
        self.open_card(None)

    def draft(self) -> list[Any]:
        return [card.draft() for card in self.cards if not card.is_blank()]

    def restore(self, draft: Any) -> None:
        kept: Sequence[Any] = draft if isinstance(draft, list) else ()
        for card in tuple(self.cards):
            self.remove_card(card)
        for item in kept:
            self._append().restore(item)
        self.open_card(None)
        self.changed.emit()

    def problem(self) -> str:
        for number, card in enumerate(self.cards, 1):
            text = "" if card.is_blank() else card.problem()
            if text:
                self.open_card(card)
                return f"第{number}项{self.noun}：{text}"
        return ""

    def show_problem(self, number: int) -> None:
        """Open the card a refusal is about; it counts only those that are not blank."""
        filled = [card for card in self.cards if not card.is_blank()]
        if number < len(filled):
            self.open_card(filled[number])

    def editors(self) -> list[QWidget]:
        opened = next((card for card in self.cards if card.is_open), None)
        return [*(opened.editors() if opened else ()), self.add_button]

    def stops(self) -> list[QWidget]:
        """Enter passes by the button: it would add one with every press."""
        opened = next((card for card in self.cards if card.is_open), None)
        return opened.stops() if opened else []

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        stops = self.stops()
        (stops[0] if stops else self.add_button).setFocus(reason)

    def setAccessibleName(self, name: str) -> None:
        QWidget.setAccessibleName(self, name)


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", "true")
    return button
