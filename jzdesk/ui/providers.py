"""What the window asks of the program around it, so that it knows neither folders nor services itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from jzdesk.domain.changes import Changes
    from jzdesk.services.desk import Desk
    from jzdesk.services.drafts import Draft


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


@dataclass(frozen=True, kw_only=True)
class Providers:
    """Everything here but `has_vault` runs on the store lane and may import and wait."""

    folder: Path
    has_vault: Callable[[], bool]
    account_names: Callable[[], Sequence[str]]
    open_desk: Callable[[str, str], Desk]
    recover: Callable[[str, str, str], Desk]
    check_password: Callable[[Desk, str], None]
    change_password: Callable[[Desk, str, str], Changes]
    status: Callable[[Desk], StatusFacts]
    search: Callable[[Desk, str], Sequence[FoundGroup]]
    take_back: Callable[[Desk, int], Changes]
    clock: Callable[[], datetime]
    idle_minutes: Callable[[], int] = field(default=lambda: 10)
    warm_up: Callable[[], None] = field(default=lambda: None)
    keep_draft: Callable[[Desk, str, int, dict[str, Any] | None], None] | None = None
    find_draft: Callable[[Desk, str], Draft | None] | None = None
