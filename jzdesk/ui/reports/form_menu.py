"""表样和栏目: what the menu of that name on the month's bar offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.ui.reports.month_page import MonthPage


def form_actions(_page: MonthPage) -> Sequence[tuple[str, Callable[[], None]]]:
    """Titles and what each does, in the order of the menu; without any the button is not there."""
    return ()
