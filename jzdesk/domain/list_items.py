"""The plain entry that rule lists are made of: a code, its text, its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jzdesk.domain.tables import Entry


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a list. For dossier parts `required` marks what 建档 needs and `source` what the program holds
    itself and `when` the stage from which a file must have it (`domain.dossier_parts`); for excuses `temporary` marks what passes;
    `note` is guidance. For the positive list of 容错 `requires` names what must be met for it and `outcome` the only
    kind of tolerance it serves ('' any); for the conclusions `effects` says what they change for the person,
    which the county has yet to confirm where `effects_are_default`."""

    code: str
    text: str
    clause: str
    is_default: bool
    enabled: bool
    required: bool = False
    note: str = ""
    source: str = ""
    when: str = ""
    temporary: bool = False
    requires: tuple[str, ...] = ()
    outcome: str = ""
    effects: tuple[str, ...] = ()
    effects_are_default: bool = False

    @property
    def name(self) -> str:
        """The text under the name that code lists use."""
        return self.text


OUTCOMES = ("", "exempt", "reduced")
"""What an entry of the positive list may lead to: any tolerance, 免责, or only 减责 (从轻、减轻)."""


def read_items(parent: Entry, key: str) -> tuple[ListItem, ...]:
    """The entries of a list, in order; refused when empty or when a code stands twice."""
    items = tuple(
        ListItem(
            code=entry.text("code"),
            text=entry.text("text"),
            clause=entry.text("clause", ""),
            is_default=entry.flag("default", default=False),
            enabled=entry.flag("enabled", default=True),
            required=entry.flag("required", default=False),
            note=entry.text("note", ""),
            source=entry.text("source", ""),
            when=entry.text("when", ""),
            temporary=entry.flag("temporary", default=False),
            requires=entry.texts("requires"),
            outcome=entry.choice("outcome", OUTCOMES, ""),
            effects=entry.texts("effects"),
            effects_are_default=entry.flag("effects_default", default=False),
        )
        for entry in parent.parts(key)
    )
    if not items:
        raise parent.wrong(f"{key} 没有任何条目")
    parent.unique([item.code for item in items])
    return items


def enabled_items(items: tuple[ListItem, ...]) -> tuple[ListItem, ...]:
    """Those in use."""
    return tuple(item for item in items if item.enabled)
