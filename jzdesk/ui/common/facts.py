"""The read view of a record: titled groups of label and value, each value to be copied and asked why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from jzdesk.ui.common.layouts import hairline
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.why import WhyLabel

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fact(NamedTuple):
    """One line. `why` makes the value one that can be asked; `kind` is a state kind for its colour."""

    label: str
    text: str
    why: str = ""
    kind: str = ""


class FactGroup(NamedTuple):
    """A titled group; facts without text are left out, and a group without facts too."""

    title: str
    facts: tuple[Fact, ...]


class Facts(ReadingPage):
    """Groups of facts one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("详情", parent)
        self.groups: tuple[FactGroup, ...] = ()

    def set_groups(self, groups: Sequence[FactGroup]) -> None:
        """Show other facts."""
        full = [FactGroup(g.title, tuple(f for f in g.facts if f.text)) for g in groups]
        self.groups = tuple(g for g in full if g.facts)
        body = self.fresh_body()
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 8, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        row = 0
        for group in self.groups:
            grid.addWidget(_heading(group.title, first=row == 0), row, 0, 1, 2)
            for offset, fact in enumerate(group.facts, 1):
                label = QLabel(fact.label)
                mark_role(label, "secondary")
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label, row + offset, 0)
                grid.addWidget(_value(fact), row + offset, 1)
            row += len(group.facts) + 1
        grid.setRowStretch(row, 1)
        self.setWidget(body)  # the old body goes with it

    def text(self) -> str:
        """Everything that stands here, for tests and for the clipboard."""
        lines = []
        for group in self.groups:
            lines.append(group.title)
            lines += [f"{fact.label}：{fact.text}" for fact in group.facts]
        return "\n".join(lines)


def _heading(title: str, *, first: bool) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0 if first else 12, 0, 4)
    layout.setSpacing(4)
    label = QLabel(title)
    mark_role(label, "section")
    layout.addWidget(label)
    layout.addWidget(hairline())
    return box


def _value(fact: Fact) -> QLabel:
    if fact.why or fact.kind:
        label = WhyLabel()
        label.setWordWrap(True)
        label.set_text(fact.text, fact.why, kind=fact.kind)
        return label
    return plain_label(fact.text)
