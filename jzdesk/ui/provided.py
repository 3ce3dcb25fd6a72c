"""What the providers hand over, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True)
class Found:
    """One line of a search: `kind` and `id` open it, `detail` tells it from others of the same name."""

    kind: str
    id: int
    text: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundGroup:
    """The lines of one kind, under its name."""

    title: str
    items: Sequence[Found]


@dataclass(frozen=True, kw_only=True)
class StatusFacts:
    """What the bottom line says of the month, the duties and the backup."""

    month: str = ""
    overdue: int = 0
    this_week: int = 0
    backup: str = ""
    backup_ok: bool = True
