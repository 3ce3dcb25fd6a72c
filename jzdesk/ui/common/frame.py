"""What the main window hands to every tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from jzdesk.services.desk import Desk
    from jzdesk.services.drafts import Draft
    from jzdesk.services.restoring import Prepared
    from jzdesk.settings import Settings
    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory


class SettingsAccess(Protocol):
    """The settings and how to change them."""

    @property
    def current(self) -> Settings: ...

    def change(self, **values: Any) -> None:
        """RuleError for a value that is not allowed, OSError if it cannot be saved."""
        ...


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The surroundings of a tab: the opened desk, the lanes, and the way to another tab."""

    desk: Desk
    jobs: Jobs
    memory: Memory
    #: open_record(kind, id): jump to the tab of that kind ('case', 'tolerance', 'dossier', …) and show it
    open_record: Callable[[str, int], None]
    #: open_form(kind, values): jump and open an empty form of that kind, filled with what is known
    open_form: Callable[[str, dict[str, object]], None]
    clock: Callable[[], datetime]
    #: the settings of this PC's user: `.current` (Settings) and `.change(**values)`
    settings: SettingsAccess | None = None
    #: keep_draft(form, record_id, content): keep what stands on a form, None forgets it; on the store lane
    keep_draft: Callable[[str, int, dict[str, Any] | None], None] | None = None
    #: find_draft(form): what was left by a crash or a lock; on the store lane
    find_draft: Callable[[str], Draft | None] | None = None

    #: restore(prepared): close the desk and put the backup in place that lies ready
    restore: Callable[[Prepared], None] | None = None

    def today(self) -> date:
        return self.clock().date()
