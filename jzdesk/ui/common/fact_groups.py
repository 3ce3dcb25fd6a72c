"""Groups of lines that a service gathered, as facts to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from jzdesk.ui.common.facts import Fact, FactGroup

if TYPE_CHECKING:
    from collections.abc import Sequence


class Line(Protocol):
    """One line: its label and text, the kind of its colour, and why."""

    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def why(self) -> str: ...


class Group(Protocol):
    """Lines under a title."""

    @property
    def title(self) -> str: ...
    @property
    def lines(self) -> Sequence[Line]: ...


def fact_groups(groups: Sequence[Group]) -> list[FactGroup]:
    """The same as facts."""
    return [
        FactGroup(group.title, tuple(Fact(line.label, line.text, line.why, line.kind) for line in group.lines))
        for group in groups
    ]
