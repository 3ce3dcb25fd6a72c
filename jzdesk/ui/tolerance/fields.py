"""The fields of a finding: each shows the words of its entry, the answers to choose from, grounds and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.tolerance import Finding
from jzdesk.services.tolerance_words import ANSWERS
from jzdesk.ui.common.field import Field
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.tolerance.answers import Answers
from jzdesk.ui.tolerance.evidence_field import Cites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent

    from jzdesk.domain.tolerance_rules import Distinction

SIDES = tuple((answer, ANSWERS[answer]) for answer in ("tolerated", "punished", "unclear"))
YES_NO = (("yes", "是"), ("no", "否"))
HAVE_OR_NOT = (("yes", "具备"), ("no", "不具备"))


class FindingField(Field):
    """What the fields of all lists share: an answer, grounds and evidence. The value is a Finding."""

    def __init__(self, code: str, words: str, *, clause: str = "", parent: QWidget | None = None) -> None:
        """`clause`: where the entry comes from, for F1 and the tooltip."""
        super().__init__(parent)
        self.code, self.words, self.clause = code, words, clause
        self.answers: Answers | None = None
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._row.addLayout(self._column, 1)
        self.grounds = QPlainTextEdit()
        self.grounds.setTabChangesFocus(True)
        self.grounds.setToolTip("回车换行，Tab 到下一项，Ctrl+S 保存。")
        self.grounds.setFixedHeight(self.grounds.fontMetrics().lineSpacing() * 2 + 20)
        self.cites = Cites()
        self.evidence = self.cites.line
        self.proof = QWidget()
        lines = QVBoxLayout(self.proof)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        captioned(add_row(lines), "理由", self.grounds)
        captioned(add_row(lines), "证据", self.cites)
        self.grounds.textChanged.connect(self._edited)
        self.evidence.textChanged.connect(self._edited)

    def _heading(self, text: str, *, tip: str = "") -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setToolTip(tip)
        return label

    def _answer_by(self, choices: Sequence[tuple[str, str]]) -> Answers:
        self.answers = Answers(choices)
        self.answers.changed.connect(self._edited)
        return self.answers

    # ---- value

    def answer(self) -> str:
        """The answer chosen, '' for none."""
        return self.answers.value() if self.answers is not None else ""

    def met(self) -> tuple[str, ...]:
        """Which of the things the entry requires are met."""
        return ()

    def value(self) -> Finding:
        return Finding(
            self.answer(), self.grounds.toPlainText().strip(), self.evidence.text().strip(), met=self.met()
        )

    def set_value(self, value: Any) -> None:
        finding = value if isinstance(value, Finding) else read_draft(value)
        self.grounds.setPlainText(finding.grounds)
        self.evidence.setText(finding.evidence)
        self.evidence.setCursorPosition(0)
        self._set_answer(finding.answer)
        self._set_met(finding.met)
        self._show_proof()

    def _set_answer(self, answer: str) -> None:
        if self.answers is not None:
            self.answers.set_value(answer)

    def _set_met(self, met: Sequence[str]) -> None:
        """Only an entry that requires something shows it."""

    def is_empty(self) -> bool:
        return self.value() == Finding()

    def draft(self) -> list[Any]:
        found = self.value()
        return [found.answer, found.grounds, found.evidence, list(found.met)]

    def lacks_grounds(self) -> bool:
        """Whether it is answered and nothing is said why."""
        found = self.value()
        return bool(found.answer) and not found.grounds

    def take_grounds(self, grounds: str, evidence: str) -> None:
        """Write the same as elsewhere; evidence already cited stays."""
        self.grounds.setPlainText(grounds)
        if evidence and not self.evidence.text().strip():
            self.evidence.setText(evidence)

    # ---- keyboard

    def _first(self) -> list[QWidget]:
        return [] if self.answers is None else [self.answers.stop()]

    def editors(self) -> list[QWidget]:
        buttons: list[QWidget] = [] if self.answers is None else list(self.answers.buttons.values())
        return [*buttons, self.grounds, self.evidence, self.cites.button]

    def stops(self) -> list[QWidget]:
        return [*self._first(), self.grounds, self.evidence] if not self.proof.isHidden() else self._first()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Where something is wanting: the answer if there is none, else the grounds, else the evidence."""
        found = self.value()
        if self.answers is not None and not found.answer:
            self.answers.stop().setFocus(reason)
        elif self.proof.isHidden():
            self.stops()[0].setFocus(reason)
        elif found.grounds:
            self.evidence.setFocus(reason)
        else:
            self.grounds.setFocus(reason)

    def setAccessibleName(self, name: str) -> None:
        """Every part is named after the words of its entry."""
        words = name or self.words
        QWidget.setAccessibleName(self, words)
        for button in self.answers.buttons.values() if self.answers is not None else ():
            button.setAccessibleName(f"{words}：{button.text()}")
        self.grounds.setAccessibleName(f"{words}：理由")
        self.evidence.setAccessibleName(f"{words}：证据编号")
        self.cites.button.setAccessibleName(f"{words}：选证据")

    # ---- parts

    def _wants_proof(self) -> bool:
        """Whether grounds are asked for with the answer as it stands; those already written always show."""
        return True

    def _show_proof(self) -> None:
        found = self.value()
        self.proof.setVisible(self._wants_proof() or bool(found.grounds or found.evidence))

    def _edited(self) -> None:
        self._show_proof()
        self.changed.emit()


def read_draft(kept: Any) -> Finding:
    """A finding as a draft holds it: a list of its parts, of an older draft without what is met."""
    answer, grounds, evidence, met = (*(kept or ()), "", "", "", ())[:4] if kept else ("", "", "", ())
    return Finding(str(answer), str(grounds), str(evidence), met=tuple(met or ()))


class DistinctionField(FindingField):
    """One of 三个区分: both sides spelled out side by side, and on which the matter falls."""

    def __init__(self, item: Distinction, number: str, parent: QWidget | None = None) -> None:
        super().__init__(item.code, item.title, clause=item.clause, parent=parent)
        self._column.addWidget(self._heading(f"{number}、{item.title}", tip=item.clause))
        sides = QHBoxLayout()
        sides.setSpacing(8)
        line = QFrame()
        line.setObjectName("hairline")
        line.setFixedWidth(1)
        self._column.addLayout(sides)
        sides.addWidget(_panel("可以容错的情形", "done", item.tolerated), 1)
        sides.addWidget(line)
        sides.addWidget(_panel("应予追究的情形", "overdue", item.punished), 1)
        self._column.addWidget(self._answer_by(SIDES))
        self._column.addWidget(self.proof)


class FactorField(FindingField):
    """One factor to be weighed; where the set is of necessary conditions, also whether it is met."""

    def __init__(
        self,
        code: str,
        words: str,
        *,
        note: str,
        necessary: bool,
        clause: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(code, words, clause=clause, parent=parent)
        top = QHBoxLayout()
        top.setSpacing(12)
        hint = QLabel(note)
        hint.setWordWrap(True)
        mark_role(hint, "secondary")
        self._column.addLayout(top)
        top.addWidget(self._heading(words, tip=clause))
        top.addWidget(hint, 1)
        if necessary:
            top.addWidget(self._answer_by(HAVE_OR_NOT))
        self._column.addWidget(self.proof)


class EntryField(FindingField):
    """One entry of the negative list or the exclusions: 是 or 否, neither to begin with; both want grounds.

    `hold()` freezes a 是 on record: it is lifted by unlocking alone."""

    def __init__(self, code: str, words: str, *, clause: str, parent: QWidget | None = None) -> None:
        super().__init__(code, words, clause=clause, parent=parent)
        self.held = False
        top = QHBoxLayout()
        top.setSpacing(16)
        answers = self._answer_by(YES_NO)
        self._column.addLayout(top)
        top.addWidget(self._heading(words, tip=clause), 1)
        top.addWidget(answers, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.proof)

    def _wants_proof(self) -> bool:
        return bool(self.answer())

    def problem(self) -> str:
        found = self.value()
        return "认定为“是”，请写明理由。" if found.answer == "yes" and not found.grounds else ""

    def hold(self) -> None:
        """The answer can no longer be changed here."""
        self.held = True
        for button in self.answers.buttons.values() if self.answers is not None else ():
            button.setEnabled(False)
            button.setToolTip("已记录为“是”，改回须由另一名审核人解除锁定。")


class PositiveField(FindingField):
    """One entry of the positive list: ticked or not; when ticked, each thing it requires, grounds and evidence."""

    def __init__(
        self,
        code: str,
        words: str,
        *,
        clause: str,
        requires: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(code, words, clause=clause, parent=parent)
        self.box = QCheckBox()
        self.label = _BoxLabel(words, self.box)
        self.label.setToolTip(clause)
        top = QHBoxLayout()
        top.setSpacing(8)
        self._column.addLayout(top)
        top.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.label, 1)
        self.needs = {text: QCheckBox(text) for text in requires}
        self.ticks = QWidget()
        column = tight_column(self.ticks)
        column.setContentsMargins(26, 0, 0, 4)
        column.setSpacing(4)
        caption = QLabel("须同时具备")
        mark_role(caption, "secondary")
        column.addWidget(caption)
        for need in self.needs.values():
            column.addWidget(need)
            need.toggled.connect(self._edited)
        self._column.addWidget(self.ticks)
        self._column.addWidget(self.proof)
        self.box.toggled.connect(self._edited)

    def answer(self) -> str:
        return "yes" if self.box.isChecked() else ""

    def met(self) -> tuple[str, ...]:
        return tuple(text for text, need in self.needs.items() if need.isChecked())

    def _set_answer(self, answer: str) -> None:
        self.box.setChecked(answer == "yes")

    def _set_met(self, met: Sequence[str]) -> None:
        for text, need in self.needs.items():
            need.setChecked(text in met)

    def _wants_proof(self) -> bool:
        return self.box.isChecked()

    def _show_proof(self) -> None:
        super()._show_proof()
        self.ticks.setVisible(bool(self.needs) and self.box.isChecked())

    def _first(self) -> list[QWidget]:
        return [self.box, *(self.needs.values() if self.box.isChecked() else ())]

    def editors(self) -> list[QWidget]:
        return [self.box, *self.needs.values(), *super().editors()]

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """At the first thing that is wanting."""
        if not self.box.isChecked():
            self.box.setFocus(reason)
            return
        unmet = next((need for need in self.needs.values() if not need.isChecked()), None)
        if unmet is not None:
            unmet.setFocus(reason)
        else:
            super().setFocus(reason)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.box.setAccessibleName(name or self.words)
        for text, need in self.needs.items():
            need.setAccessibleName(f"{name or self.words}：{text}")


class ButtonField(Field):
    """A button in the column of fields; it holds no value."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QPushButton(text)
        self._row.addWidget(self.button)
        self._row.addStretch(1)

    def value(self) -> None:
        return None

    def set_value(self, value: Any) -> None:
        """There is nothing to show."""


class _BoxLabel(QLabel):
    """The words of a check box, wrapped; a click on them ticks it."""

    def __init__(self, text: str, box: QCheckBox) -> None:
        super().__init__(text)
        self._box = box
        self.setWordWrap(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._box.isEnabled() and self.rect().contains(event.position().toPoint()):
            self._box.setFocus(Qt.FocusReason.MouseFocusReason)
            self._box.toggle()


def _panel(title: str, kind: str, text: str) -> QWidget:
    """One side of a distinction."""
    panel = QWidget()
    head = QLabel(title)
    head.setProperty("state", kind)
    body = QLabel(text)
    body.setWordWrap(True)
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(0, 0, 0, 4)
    layout.setSpacing(2)
    layout.addWidget(head)
    layout.addWidget(body)
    layout.addStretch(1)
    return panel


def captioned(row: QHBoxLayout, caption: str, editor: QWidget) -> None:
    """A small caption before an editor, in a row made for both."""
    label = QLabel(caption)
    label.setContentsMargins(0, 5, 0, 0)
    label.setBuddy(editor)
    mark_role(label, "secondary")
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(editor, 1)
