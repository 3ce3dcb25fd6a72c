"""Fields only a set-up needs: one of a few ways with its explanation, a folder, an account with its password."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QButtonGroup, QLabel, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from jzdesk.domain.accounts import STRENGTHS, check_password, password_strength
from jzdesk.domain.errors import RuleError
from jzdesk.ui.common import ask
from jzdesk.ui.common.field import Field
from jzdesk.ui.common.preedit import make_secret
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTE_WIDTH = 600
PATH_WIDTH = 400
STRENGTH_KINDS = dict(zip(STRENGTHS, ("overdue", "soon", "done"), strict=True))


class Way(NamedTuple):
    """One of the ways: what is kept, the words, and what it means."""

    value: Any
    text: str
    note: str = ""


class WayField(Field):
    """One of a few, all seen at once, each with a line that says what it means."""

    def __init__(self, ways: Sequence[Way], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ways = tuple(ways)
        self._group = QButtonGroup(self)
        self.buttons: list[QRadioButton] = []
        column = QVBoxLayout()
        column.setSpacing(2)
        self._row.addLayout(column, 1)
        for number, way in enumerate(self._ways):
            button = QRadioButton(way.text)
            button.installEventFilter(self)
            self._group.addButton(button, number)
            self.buttons.append(button)
            column.addWidget(button)
            if way.note:
                note = QLabel(way.note)
                note.setWordWrap(True)
                note.setContentsMargins(22, 0, 0, 4)
                mark_role(note, "secondary")
                note.setMinimumWidth(min(note.fontMetrics().horizontalAdvance(way.note) + 48, NOTE_WIDTH))
                column.addWidget(note)
        self.buttons[0].setChecked(True)
        self.setFocusProxy(self.buttons[0])
        self._group.idToggled.connect(self._toggled)

    def value(self) -> Any:
        return self._ways[max(self._group.checkedId(), 0)].value

    def set_value(self, value: Any) -> None:
        place = next((n for n, way in enumerate(self._ways) if way.value == value), 0)
        self.buttons[place].setChecked(True)

    def editors(self) -> list[QWidget]:
        return list(self.buttons)

    def stops(self) -> list[QWidget]:
        return [self.buttons[max(self._group.checkedId(), 0)]]

    def setAccessibleName(self, name: str) -> None:
        QWidget.setAccessibleName(self, name)
        for way, button in zip(self._ways, self.buttons, strict=True):
            button.setAccessibleName(f"{name}：{way.text}")

    def _toggled(self, _number: int, on: bool) -> None:
        if on:
            self.changed.emit()


class FolderField(Field):
    """A folder, typed or chosen."""

    def __init__(self, *, title: str, chars: int = 34, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.edit = QLineEdit()
        self._take(self.edit)
        self.set_chars(self.edit, chars)
        self.edit.setMinimumWidth(PATH_WIDTH)
        self.choose_button = QPushButton("选择…")
        self.choose_button.setAccessibleName(title)
        self.choose_button.clicked.connect(self._choose)
        self._row.addWidget(self.choose_button)
        self._row.addStretch(1)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> Path | None:
        text = self.edit.text().strip()
        return Path(text).expanduser() if text else None

    def set_value(self, value: Any) -> None:
        self.edit.setText("" if value is None else str(value))

    def problem(self) -> str:
        folder = self.value()
        if folder is not None and not folder.is_absolute():
            return "请填写完整的文件夹位置，或点“选择”。"
        return "这里是一个文件，请选择文件夹。" if folder is not None and folder.is_file() else ""

    def draft(self) -> str:
        return self.edit.text()

    def _choose(self) -> None:
        folder = ask.choose_folder(self, self._title, folder=self.edit.text())
        if folder is not None:
            self.edit.setText(str(folder))


class NewPasswordField(Field):
    """A new password, typed twice; its strength as a word. `account` is the name it may not contain."""

    def __init__(self, *, account: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = account
        self.password, self.again = QLineEdit(), QLineEdit()
        for edit, heading in ((self.password, "口令"), (self.again, "再输一次")):
            make_secret(edit)
            edit.setPlaceholderText(heading)
            edit.installEventFilter(self)
            edit.textChanged.connect(self._typed)
            self._row.addWidget(edit)
            self.set_chars(edit, 7)
        self.strength = QLabel()
        mark_role(self.strength, "computed")
        self._row.addWidget(self.strength)
        self._row.addStretch(1)
        self.setFocusProxy(self.password)

    def value(self) -> str:
        return self.password.text()

    def set_value(self, value: Any) -> None:
        for edit in (self.password, self.again):
            edit.setText("" if value is None else str(value))

    def problem(self) -> str:
        if not self.value():
            return ""
        try:
            check_password(self.value(), account=self.account)
        except RuleError as refusal:
            return refusal.text
        return "" if self.value() == self.again.text() else "两次输入的口令不一致。"

    def draft(self) -> str:
        """A password is kept nowhere; only that something was typed."""
        return "…" if self.value() else ""

    def editors(self) -> list[QWidget]:
        return [self.password, self.again]

    def stops(self) -> list[QWidget]:
        return self.editors()

    def setAccessibleName(self, name: str) -> None:
        QWidget.setAccessibleName(self, name)
        self.password.setAccessibleName(name)
        self.again.setAccessibleName(f"{name} 再输一次")

    def _typed(self) -> None:
        show_strength(self.strength, self.password.text(), self.again.text(), self.account)
        self.changed.emit()


def show_strength(label: QLabel, password: str, again: str, account: str) -> None:
    """The strength as a word and a colour, or that the two do not agree."""
    word = password_strength(password, account=account)
    differs = bool(again) and again != password
    label.setText("两次不一致" if differs else f"口令强度：{word}" if word else "")
    label.setProperty("state", "overdue" if differs else STRENGTH_KINDS.get(word, ""))
    mark_role(label, "computed")


class Entered(NamedTuple):
    """What stands in an account field."""

    name: str
    display_name: str
    password: str


class AccountField(Field):
    """Log-in name, the person's name, a password twice; the strength as a word, checked as typed."""

    HEADINGS = ("账户名", "使用人姓名", "口令", "再输一次")

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.display_name = QLineEdit(), QLineEdit()
        self.password, self.again = QLineEdit(), QLineEdit()
        self._edits = (self.name, self.display_name, self.password, self.again)
        for edit, heading in zip(self._edits, self.HEADINGS, strict=True):
            edit.setPlaceholderText(heading)
            edit.installEventFilter(self)
            edit.textChanged.connect(self._typed)
            self._row.addWidget(edit)
            self.set_chars(edit, 8)
        for edit in (self.password, self.again):
            make_secret(edit)
        self.strength = QLabel()
        self.strength.setMinimumWidth(self.strength.fontMetrics().horizontalAdvance("口令强度：中") + 8)
        mark_role(self.strength, "computed")
        self._row.addWidget(self.strength)
        self._row.addStretch(1)
        self.setFocusProxy(self.name)

    def value(self) -> Entered:
        return Entered(self.name.text().strip(), self.display_name.text().strip(), self.password.text())

    def set_value(self, value: Any) -> None:
        entered = value if isinstance(value, Entered) else Entered("", "", "")
        for edit, text in zip(self._edits, (*entered, entered.password), strict=True):
            edit.setText(text)

    def is_empty(self) -> bool:
        return not any(edit.text() for edit in self._edits)

    def problem(self) -> str:
        name, display_name, password = self.value()
        if not name:
            return "请填写账户名。"
        if not display_name:
            return "请填写使用人姓名。"
        try:
            check_password(password, account=name)
        except RuleError as refusal:
            return refusal.text
        return "" if password == self.again.text() else "两次输入的口令不一致。"

    def draft(self) -> list[str]:
        """Names only: a password is kept nowhere."""
        return [self.name.text(), self.display_name.text()]

    def editors(self) -> list[QWidget]:
        return list(self._edits)

    def stops(self) -> list[QWidget]:
        return list(self._edits)

    def setAccessibleName(self, name: str) -> None:
        QWidget.setAccessibleName(self, name)
        for edit, heading in zip(self._edits, self.HEADINGS, strict=True):
            edit.setAccessibleName(f"{name} {heading}")

    def _typed(self) -> None:
        show_strength(self.strength, self.password.text(), self.again.text(), self.name.text().strip())
        self.changed.emit()
