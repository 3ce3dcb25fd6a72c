"""The states of a duty and how they look: always a colour and a word together."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor

TEXT = "#1F2328"
SECONDARY = "#5B6470"
HAIRLINE = "#DDE1E6"
FRAME = "#F4F5F7"

#: kind → colour, in the order of urgency
COLOURS = {
    "overdue": "#B42318",
    "soon": "#B54708",
    "open": SECONDARY,
    "done": "#1A7F37",
    "late": "#6B6B00",
    "excused": "#6E7781",
}
WORDS = {
    "overdue": "逾期",
    "soon": "临期",
    "open": "未到期",
    "done": "已按期",
    "late": "逾期已办",
    "excused": "豁免",
}
KINDS = {word: kind for kind, word in WORDS.items()} | {"不适用": "excused"}


class State(NamedTuple):
    """A table cell or label that has a colour: the word, and the kind that gives the colour."""

    text: str
    kind: str = "open"

    def __str__(self) -> str:
        return self.text


def state_of(word: str) -> State:
    """The state a word of the trade stands for, such as 逾期."""
    return State(word, KINDS.get(word, "open"))


def colour_of(kind: str) -> QColor:
    """The colour of a state kind; the ordinary text colour for an unknown one."""
    return QColor(COLOURS.get(kind, TEXT))
