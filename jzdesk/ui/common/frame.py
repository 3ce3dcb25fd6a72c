"""What the main window hands to every tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory


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

    def today(self) -> date:
        return self.clock().date()
