"""The numbered evidence of a review, and the line of a finding that cites it by number."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget

from jzdesk.domain import evidence
from jzdesk.domain.review_files import Evidence
from jzdesk.ui.common import ask
from jzdesk.ui.common.fields import ChoiceField, DateField, IntField, TextField
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.tolerance.cards import Card, CardsField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from jzdesk.ui.common.fields import Choice

EVIDENCE_CHARS = 500


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers a citation names, each once: '1、3', '1,3' or '2-4'. A text with other words in it names none."""
    numbers, words = evidence.cited(text)
    return () if words else numbers


def written(numbers: Sequence[int]) -> str:
    """'1、3': as a citation is written."""
    return "、".join(str(number) for number in sorted(numbers))


class EvidenceCard(Card):
    """One piece of evidence. Its number is given once and never moves: findings cite it."""

    def __init__(
        self,
        number: int,
        kinds: Sequence[Choice],
        *,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._base = Evidence(number=number)
        self._kinds = dict(kinds)
        self.title = self.put("title", "名称", TextField(chars=24, max_length=200))
        self.put("kind", "种类", ChoiceField(kinds))
        self.put("source", "来源", TextField(chars=24, placeholder="提供的单位或者人员"))
        self.put("obtained_on", "取得日期", DateField(today=today))
        self.put("pages", "页数", IntField(unit="页", least=1, most=9999, chars=3))
        self.put("note", "说明", TextField(chars=24))

    @property
    def number(self) -> int:
        return self._base.number

    def value(self) -> Evidence:
        found = {name: field.value() for name, field in self.fields.items()}
        return replace(self._base, **{**found, "kind": found["kind"] or ""})

    def set_value(self, value: Any) -> None:
        self._base = value
        for name, field in self.fields.items():
            field.set_value(getattr(value, name))

    def draft(self) -> dict[str, Any]:
        return {**super().draft(), "number": self.number, "id": self._base.id}

    def restore(self, kept: dict[str, Any]) -> None:
        self._base = replace(self._base, number=int(kept.get("number") or self.number), id=kept.get("id"))
        super().restore(kept)

    def problem(self) -> str:
        return super().problem() or ("" if self.title.value() else "请填写证据名称。")

    def said(self) -> str:
        found = self.value()
        kind = self._kinds.get(found.kind, found.kind)
        day = f"{found.obtained_on:%Y-%m-%d}取得" if found.obtained_on else ""
        pages = f"{found.pages}页" if found.pages else ""
        parts = [part for part in (kind, found.source, day, pages) if part]
        about = f"（{'，'.join(parts)}）" if parts else ""
        return f"证据{found.number}　{found.title}{about}" if found.title or about else f"证据{found.number}"


class EvidenceField(CardsField):
    """The evidence of a review; the value is a tuple of `Evidence`. A new piece has the next number."""

    listed = Signal()

    def __init__(
        self, kinds: Sequence[Choice], *, today: Callable[[], date], cites: Callable[[int], int],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`cites(number)`: how many findings cite a piece."""
        super().__init__("证据", empty="尚未列出证据。先在这里编号，各项认定再引用编号。", parent=parent)
        self._kinds, self._today, self._cites = tuple(kinds), today, cites

    def make_card(self) -> EvidenceCard:
        numbers = [card.number for card in self.cards if isinstance(card, EvidenceCard)]
        return EvidenceCard(max(numbers, default=0) + 1, self._kinds, today=self._today)

    def titles(self) -> dict[int, str]:
        """What can be cited: number and title, in the order of the numbers."""
        found = [card for card in self.cards if isinstance(card, EvidenceCard) and not card.is_blank()]
        return {card.number: card.title.value() for card in sorted(found, key=lambda card: card.number)}

    def may_remove(self, card: Card) -> bool:
        number = card.number if isinstance(card, EvidenceCard) else 0
        uses = self._cites(number)
        if not uses:
            return True
        text = f"有 {uses} 项认定引用了它，删去后这些认定须改引其他证据。"
        return ask.confirm(self, f"删去证据{number}", text, verb="删去", danger=True)


class CitingLine(QLineEdit):
    """The numbers of a finding's evidence. Alt+Down opens the list to pick from."""

    pick_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(EVIDENCE_CHARS)
        self.setPlaceholderText("证据编号，如 1、3")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.pick_wanted.emit()
            return
        super().keyPressEvent(event)


class Cites(QWidget):
    """Numbers typed or picked; below them what they stand for, or in red which stand for nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = CitingLine()
        self.button = QPushButton("选…")
        self.button.setToolTip("从证据表中选（Alt+↓）")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.hide()
        mark_role(self.told, "secondary")
        self._titles: Mapping[int, str] = {}
        column = tight_column(self)
        row = add_row(column, self.line, self.button)
        row.setStretchFactor(self.line, 1)
        column.addWidget(self.told)
        self.line.pick_wanted.connect(self.pick)
        self.line.textChanged.connect(self.tell)
        self.line.editingFinished.connect(self._tidy)
        self.button.clicked.connect(self.pick)

    def set_titles(self, titles: Mapping[int, str]) -> None:
        """What can be cited now."""
        self._titles = dict(titles)
        self.tell()

    def missing(self) -> tuple[int, ...]:
        """Numbers cited that stand for nothing."""
        return tuple(number for number in numbers_in(self.line.text()) if number not in self._titles)

    def tell(self) -> None:
        """Say what the numbers stand for."""
        text = self.line.text().strip()
        gone = self.missing()
        if text and not numbers_in(text):
            said, role = "请填证据编号，如 1、3。", "error"
        elif gone:
            said, role = f"证据表中没有编号{written(gone)}。", "error"
        else:
            said, role = "；".join(f"{n} {self._titles[n]}" for n in numbers_in(text)), "secondary"
        self.told.setText(said)
        self.told.setVisible(bool(said))
        if self.told.property("role") != role:
            mark_role(self.told, role)

    def menu(self) -> QMenu:
        """The evidence as a menu of ticks."""
        menu = QMenu(self)
        chosen = numbers_in(self.line.text())
        for number, title in self._titles.items():
            action = QAction(f"{number}　{title}", menu)
            action.setCheckable(True)
            action.setChecked(number in chosen)
            action.toggled.connect(partial(self._picked, number))
            menu.addAction(action)
        if not self._titles:
            none = menu.addAction("尚未列出证据，请先在“证据”部分编号")
            none.setEnabled(False)
        return menu

    def pick(self) -> None:
        """Open the list under the line; each press picks or drops one piece."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.line.mapToGlobal(self.line.rect().bottomLeft()))

    def _picked(self, number: int, on: bool) -> None:
        numbers = set(numbers_in(self.line.text()))
        self.line.setText(written(sorted(numbers | {number} if on else numbers - {number})))

    def _tidy(self) -> None:
        """As a citation is written, once the clerk moves on."""
        numbers = numbers_in(self.line.text())
        if numbers and self.line.text() != written(numbers):
            self.line.setText(written(numbers))
