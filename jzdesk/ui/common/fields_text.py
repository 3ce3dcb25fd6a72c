"""Fields that are a line or a block of text: plain, long, whole number, money, ID number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from jzdesk.ui.common.field import Field
from jzdesk.ui.common.money import parse_wan, wan_text
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


class TextField(Field):
    """One line of text, `chars` Chinese characters wide."""

    def __init__(
        self, *, chars: int = 16, placeholder: str = "", max_length: int = 200, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setMaxLength(max_length)
        self.edit.setPlaceholderText(placeholder)
        self._take(self.edit)
        self._row.addStretch(1)
        self.set_chars(self.edit, chars)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> str:
        return self.edit.text().strip()

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else str(value))
        self.edit.setCursorPosition(0)


class LongText(Field):
    """Several lines. Enter begins a new line, Tab (or Ctrl+Enter to save) leaves."""

    def __init__(
        self, *, lines: int = 4, chars: int = 34, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setToolTip("回车换行，Tab 到下一项，Ctrl+S 保存。")
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + 20)
        self._take(self.edit)
        self._row.addStretch(1)
        self.set_chars(self.edit, chars)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> str:
        return self.edit.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        self.edit.setPlainText("" if value is None else str(value))


class IntField(Field):
    """A whole number, right-aligned, with its unit after it; None when empty."""

    def __init__(
        self,
        *,
        unit: str = "",
        least: int = 0,
        most: int = 1_000_000,
        chars: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self.edit = QLineEdit()
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.edit.setMaxLength(12)
        self._take(self.edit)
        self.set_chars(self.edit, chars)
        self._row.addWidget(_unit(unit))
        self._row.addStretch(1)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> int | None:
        text = self._digits()
        return int(text) if text and not self.problem() else None

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else str(value))

    def problem(self) -> str:
        text = self._digits()
        if not text:
            return ""
        if not text.removeprefix("-").isdecimal():
            return f"“{text}”不是整数，请只填数字。"
        if not self._least <= int(text) <= self._most:
            return f"应在 {self._least} 到 {self._most:,} 之间。"
        return ""

    def draft(self) -> str:
        return self.edit.text()

    def is_empty(self) -> bool:
        return not self._digits()

    def _digits(self) -> str:
        return "".join(self.edit.text().split()).replace(",", "")


class MoneyField(Field):
    """An amount shown in 万元 and kept in 分; None when empty."""

    def __init__(self, *, chars: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.edit.setMaxLength(24)
        self._take(self.edit)
        self.set_chars(self.edit, chars)
        self._row.addWidget(_unit("万元"))
        self._row.addStretch(1)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> int | None:
        try:
            return parse_wan(self.edit.text())
        except ValueError:
            return None

    def set_value(self, value: Any) -> None:
        self.edit.setText(wan_text(value))

    def problem(self) -> str:
        try:
            parse_wan(self.edit.text())
        except ValueError as error:
            return str(error)
        return ""

    def draft(self) -> str:
        return self.edit.text()

    def restore(self, draft: Any) -> None:
        self.edit.setText(str(draft or ""))

    def is_empty(self) -> bool:
        return not self.edit.text().strip()

    def _leave(self) -> None:
        if not self.is_empty() and not self.problem():
            text = wan_text(self.value())
            if text != self.edit.text():
                self.edit.setText(text)


class IdNumberField(Field):
    """An ID number, checked as typed by `check(text) -> '' or reason`; `facts(birth, sex)` once it is right."""

    facts = Signal(object, str)

    LENGTH = 18

    def __init__(
        self,
        *,
        check: Callable[[str], str],
        birth_of: Callable[[str], date | None] | None = None,
        sex_of: Callable[[str], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._check, self._birth_of, self._sex_of = check, birth_of, sex_of
        self._told = ""
        self.edit = QLineEdit()
        self.edit.setMaxLength(40)
        self.edit.setPlaceholderText("18 位")
        self._take(self.edit)
        self.set_chars(self.edit, 13)
        self.note = QLabel()
        mark_role(self.note, "secondary")
        self.note.setWordWrap(True)  # beside a list at 125 % there is no room for a sentence
        self._row.addWidget(self.note, 1)
        self.edit.textChanged.connect(self._typed)
        self.left.connect(self._left)

    def value(self) -> str:
        return "".join(self.edit.text().split()).upper()

    def set_value(self, value: Any) -> None:
        self._told = "".join(
            str(value or "").split()
        ).upper()  # shown, not typed: its facts are already on the form
        self.edit.setText(self._told)

    def problem(self) -> str:
        return self._check(self.value()) if self.value() else ""

    def _left(self) -> None:
        """From now on the form says below the field what is wrong: once is enough."""
        self.note.clear()

    def _typed(self) -> None:
        text = self.value()
        problem = self._check(text) if len(text) >= self.LENGTH else ""
        missing = self.LENGTH - len(text)
        self.note.setText(problem or (f"还差 {missing} 位" if text and missing > 0 else ""))
        mark_role(self.note, "error" if problem else "secondary")
        if len(text) >= self.LENGTH and not problem and text != self._told:
            self._told = text
            birth = self._birth_of(text) if self._birth_of else None
            self.facts.emit(birth, self._sex_of(text) if self._sex_of else "")
        self.changed.emit()


def _unit(text: str) -> QLabel:
    label = QLabel(text)
    mark_role(label, "secondary")
    return label
