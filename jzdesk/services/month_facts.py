"""What the checks of a month look at: read once, and only what a check asks for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from jzdesk.services.corrections import Compared, corrections_now
from jzdesk.services.month_figures import reported_figures
from jzdesk.services.month_making import collect_month
from jzdesk.services.reporting import load
from jzdesk.storage import bulk
from jzdesk.storage import months as rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.months import Month
    from jzdesk.domain.reporting import Reporting
    from jzdesk.services.desk import Desk
    from jzdesk.services.month_figures import MonthFigures
    from jzdesk.services.month_making import Collected

HISTORY = 24


class Facts:
    """A month while it is checked. Made and used inside one read."""

    def __init__(
        self, desk: Desk, key: str, *, found: Collected | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:  # fmt: skip
        self.desk, self.key, self._progress = desk, key, progress
        if found is not None:
            self.__dict__["collected"] = found

    @cached_property
    def reporting(self) -> Reporting:
        """How the office reports."""
        return load()

    @cached_property
    def collected(self) -> Collected:
        """The month's ledgers and figures."""
        return collect_month(self.desk, self.key, self._progress)

    @cached_property
    def files(self) -> Sequence[CaseFile]:
        """The cases decided in the month."""
        first, last = self.reporting.span(self.key)
        return list(bulk.case_files(bulk.cases_decided(first, last)))

    @cached_property
    def before(self) -> Month | None:
        """The closed month just before this one; None where it is not closed, or was by a program that kept no rows."""
        from jzdesk.domain import months

        month = rows.month(months.before(self.key))
        return month if month and month.state == "frozen" and rows.ledgers(month.id or 0) else None

    @cached_property
    def compared(self) -> Compared:
        """What the closed months before would say otherwise today."""
        return corrections_now(self.desk, self.key)

    @cached_property
    def history(self) -> Sequence[MonthFigures]:
        """The figures of the months before, as they were sent, the latest first."""
        kept = (month for month in rows.months(HISTORY + 12) if month.key < self.key)
        return [found for month in kept if (found := reported_figures(month)) is not None][:HISTORY]
