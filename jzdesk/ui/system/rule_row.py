"""A rule as a row to read, and the columns of a table of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.rule_edits import Spot
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from jzdesk.domain.list_items import ListItem

DEFAULT = State("默认，待确认", "soon")
SETTLED = State("依规定", "open")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: what, under which heading, how much, since when, by which clause, and whether it is a default. `spot` is
    where it can be changed."""

    id: int
    group: str
    name: str
    value: str
    valid: str
    clause: str
    state: State
    spot: Spot | None = None

    @property
    def is_default(self) -> bool:
        return self.state is DEFAULT


@dataclass(frozen=True, slots=True)
class Line:
    """A row before it is numbered."""

    group: str
    name: str
    value: str
    clause: str
    default: bool = False
    valid: str = ""
    spot: Spot | None = None


def numbered(found: Iterable[Line]) -> tuple[RuleRow, ...]:
    """The rows of a table, numbered in their order."""
    return tuple(
        RuleRow(n, line.group, line.name, line.value, line.valid, line.clause,
                DEFAULT if line.default else SETTLED, line.spot)
        for n, line in enumerate(found, 1)
    )


def columns(group: str, value: str, *, valid: bool = False) -> tuple[Column, ...]:
    """The columns of a table of rules with its own words for group and value."""
    return (
        Column("group", group, 130),
        Column("name", "名称", 230, least=130),
        Column("value", value, 260, least=150),
        Column("valid", "决定日期", 190, shown=valid),
        Column("clause", "依据", 330, least=150),
        Column("state", "性质", 110),
    )


def items(title: str, found: Sequence[ListItem], stem: str = "", field: str = "") -> list[Line]:
    """The entries of a list of a rule file; what is said of one beside its words stands as its value. `stem` and `field`
    are where the list stands, if its entries can be changed here."""
    return [
        Line(
            title, i.text, sentence(i.note, "建档必备" if i.required else "", in_use(enabled=i.enabled)), i.clause,
            i.is_default, spot=Spot(stem, (field, i.code)) if stem else None,
        )
        for i in found
    ]  # fmt: skip


def in_use(*, enabled: bool) -> str:
    """What is said of an entry that is switched off."""
    return "" if enabled else "未启用"


def sentence(*parts: str) -> str:
    """The parts there are, one after the other."""
    return "；".join(part for part in parts if part)


def span(first: date, last: date | None) -> str:
    """The days of the decisions a version rules."""
    since = f"{first:%Y-%m-%d}" if first.year > 1900 else ""
    return f"{since} 至 {last:%Y-%m-%d}" if last else f"{since} 起"
