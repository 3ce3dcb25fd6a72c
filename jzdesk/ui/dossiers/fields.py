"""Fields only the revisit forms need: a time of day, several names, a visit team, a titled long text."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import (
    QCompleter,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common.field import Field
from jzdesk.ui.common.fields import TextField
from jzdesk.ui.common.form_section import Section
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.ui.common.form_section import FormRow
    from jzdesk.ui.common.jobs import Jobs

_TIME = re.compile(r"^(\d{1,2})[:：.点时]?(\d{2})?分?$")
_APART = re.compile(r"[、,，;；/\s]+")
COMPLETE_AFTER_MS = 120


def parse_time(text: str) -> str:
    """'9:30', '0930', '9点30分', '9点' → '09:30'; '' for nothing. ValueError with a sentence otherwise."""
    text = text.strip()
    if not text:
        return ""
    found = _TIME.match(text)
    if found:
        digits, minutes = found.group(1), found.group(2) or "00"
        if int(digits) < 24 and int(minutes) < 60:
            return f"{int(digits):02d}:{minutes}"
    raise ValueError(f"“{text}”不是时间，请写成 9:30 这样。")


class TimeField(Field):
    """A time of day, kept as '09:30'; text that is no time stays as typed and is a problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setMaxLength(8)
        self.edit.setPlaceholderText("时:分")
        self.edit.setToolTip("可写 9:30、0930、9点30。")
        self._take(self.edit)
        self._row.addStretch(1)
        self.set_chars(self.edit, 4)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> str:
        try:
            return parse_time(self.edit.text())
        except ValueError:
            return ""

    def set_value(self, value: Any) -> None:
        self.edit.setText(str(value or ""))

    def problem(self) -> str:
        try:
            parse_time(self.edit.text())
        except ValueError as error:
            return str(error)
        return ""

    def draft(self) -> str:
        return self.edit.text()

    def _leave(self) -> None:
        if self.value():
            self.edit.setText(self.value())


class NamesField(Field):
    """Several names in one line, '、' between them; the one being typed is completed by `find(text)`."""

    def __init__(
        self,
        find: Callable[[str], Sequence[str]],
        *,
        jobs: Jobs,
        chars: int = 18,
        placeholder: str = "多人用顿号隔开",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find, self._jobs = find, jobs
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        self._take(self.edit)
        self._row.addStretch(1)
        self.set_chars(self.edit, chars)
        self._offers = QStringListModel(self)
        self._completer = QCompleter(self._offers, self)
        self._completer.setWidget(self.edit)
        self._completer.popup().setObjectName("completions")
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated.connect(self._taken)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COMPLETE_AFTER_MS)
        self._soon.timeout.connect(self._ask)
        self.edit.textEdited.connect(self._typed)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in _APART.split(self.edit.text()) if name))

    def set_value(self, value: Any) -> None:
        self.edit.setText("、".join(value or ()))
        self.edit.setCursorPosition(0)

    def draft(self) -> list[str]:
        return list(self.value())

    def _leave(self) -> None:
        text = "、".join(self.value())
        if text != self.edit.text():
            self.edit.setText(text)

    def _last(self) -> str:
        return _APART.split(self.edit.text())[-1]

    def _typed(self, _text: str) -> None:
        self._soon.start()

    def _ask(self) -> None:
        text = self._last()
        if text:
            self._jobs.run(partial(self._find, text), owner=self, done=partial(self._offer, text))
        else:
            self._completer.popup().hide()

    def _offer(self, asked: str, found: Sequence[str]) -> None:
        offers = [name for name in found if name not in self.value()]
        if asked != self._last() or not offers or not self.edit.hasFocus():
            self._completer.popup().hide()
            return
        self._offers.setStringList(offers)
        self._completer.complete()

    def _taken(self, name: str) -> None:
        names = _APART.split(self.edit.text())
        self.edit.setText("、".join([*(n for n in names[:-1] if n), name]))


class OfferField(TextField):
    """A line of text with a button that adds what is known, such as the mentor among the participants."""

    def __init__(self, offer: str, *, verb: str, chars: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(chars=chars, parent=parent)
        self._offer = offer
        self.button = QPushButton(verb)
        self.button.setProperty("link", "true")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if not offer:
            self.button.hide()  # setVisible(True) before it has a parent would open a window
        self.button.clicked.connect(self.add_offer)
        self._row.insertWidget(1, self.button)
        self.edit.textChanged.connect(self._known)

    def add_offer(self) -> None:
        """Put the offer behind what stands there."""
        text = self.value()
        if self._offer and self._offer not in text:
            self.set_value(f"{text}、{self._offer}" if text else self._offer)

    def _known(self, text: str) -> None:
        self.button.setEnabled(self._offer not in text)


class TeamField(Field):
    """The visit team: name and post of each, one of them its head. The value is a tuple of (name, post, head)."""

    LEAST, MOST = 3, 8

    def __init__(self, known: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._posts = dict(known)
        self._names = QStringListModel(list(self._posts), self)
        self._lines: list[tuple[QLineEdit, QLineEdit, QRadioButton]] = []
        self._shown = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self.more = QPushButton("添加一人")
        self.more.clicked.connect(self.add_line)
        box = QVBoxLayout()
        box.setSpacing(8)
        self._row.addLayout(box, 1000)
        box.addLayout(self._grid)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addStretch(1)
        for number in range(self.MOST):
            self._lines.append(self._line(number))
        self._lines[0][2].setChecked(True)
        self._show_lines(self.LEAST)
        self.setFocusProxy(self._lines[0][0])

    def _line(self, number: int) -> tuple[QLineEdit, QLineEdit, QRadioButton]:
        name, post, head = QLineEdit(), QLineEdit(), QRadioButton("组长")
        name.setPlaceholderText("姓名")
        post.setPlaceholderText("单位职务")
        self.set_chars(name, 5)
        self.set_chars(post, 13)
        # the post gives way beside a list at 125 %
        post.setMinimumWidth(post.fontMetrics().horizontalAdvance("国") * 8)
        completer = QCompleter(self._names, name)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        name.setCompleter(completer)
        name.editingFinished.connect(partial(self._fill_post, number))
        for editor in (name, post):
            editor.textChanged.connect(self.changed)
        head.toggled.connect(self.changed)
        for place, widget in enumerate((name, post, head)):
            self._grid.addWidget(widget, number, place)
            widget.installEventFilter(self)
        return name, post, head

    def _show_lines(self, count: int) -> None:
        self._shown = min(max(count, self.LEAST), self.MOST)
        for number, line in enumerate(self._lines):
            for widget in line:
                widget.setVisible(number < self._shown)
        self.more.setVisible(self._shown < self.MOST)

    def add_line(self) -> None:
        """Room for one more member."""
        self._show_lines(self._shown + 1)
        self._lines[self._shown - 1][0].setFocus()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for number, line in enumerate(self._lines, 1):
            for editor, what in zip(line, ("姓名", "单位职务", "为组长"), strict=True):
                editor.setAccessibleName(f"第{number}名成员{what}")

    def _fill_post(self, number: int) -> None:
        name, post, _head = self._lines[number]
        if name.text().strip() in self._posts and not post.text().strip():
            post.setText(self._posts[name.text().strip()])

    def value(self) -> tuple[tuple[str, str, bool], ...]:
        rows = ((n.text().strip(), p.text().strip(), h.isChecked()) for n, p, h in self._lines)
        return tuple(row for row in rows if row[0] or row[1])

    def set_value(self, value: Any) -> None:
        members = [tuple(member) for member in value or ()]
        self._show_lines(len(members))
        for number, (name, post, head) in enumerate(self._lines):
            row = members[number] if number < len(members) else ("", "", not members and number == 0)
            name.setText(str(row[0]))
            post.setText(str(row[1]))
            head.setChecked(bool(row[2]))

    def problem(self) -> str:
        nameless = next((post for name, post, _head in self.value() if not name), "")
        return f"请填写“{nameless}”的姓名。" if nameless else ""

    def draft(self) -> list[list[Any]]:
        return [list(row) for row in self.value()]

    def all_editors(self) -> list[QWidget]:
        """Also those of lines not shown yet."""
        return [widget for line in self._lines for widget in line]

    def editors(self) -> list[QWidget]:
        return [widget for line in self._lines[: self._shown] for widget in line]


class StackedSection(Section):
    """A section whose labels stand above their fields: for long texts with long titles."""

    def add_row(self, row: FormRow) -> None:
        row.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        row.label.setWordWrap(True)
        mark_role(row.hint, "secondary")
        cell = QVBoxLayout()
        cell.setContentsMargins(0, 0, 0, 12)
        cell.setSpacing(4)
        self._grid.addLayout(cell, self._grid.rowCount(), 0, 1, 2)
        for widget in (row.label, row.field, row.computed, row.error, row.hint):
            cell.addWidget(widget)
        self.rows.append(row)
