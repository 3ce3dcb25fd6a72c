"""统计上报: a month's report and closing it, the indicators of every unit, and what else is counted, a page each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain.changes import Touched
from jzdesk.ui.common.paged_tab import PagedTab
from jzdesk.ui.reports.pages import INTAKE, MONTH, PAGES

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk


class ReportsTab(PagedTab):
    """The pages of `pages`; 汇总 is offered once the office is known to take reports in."""

    title = "统计上报"
    watches = Touched.INTAKE
    kinds = tuple(kind for page in PAGES for kind in page.kinds)
    pages = PAGES
    switch_name = "统计上报的页面"

    def build(self) -> None:
        super().build()
        self.switch.offer(PAGES.index(INTAKE), on=False)

    def reload(self) -> None:
        self.run(partial(_takes_reports, self.desk), done=self._offer_intake)

    def _offer_intake(self, on: bool) -> None:
        number = PAGES.index(INTAKE)
        if not on and self.switch.currentIndex() == number:
            self.show_page(PAGES.index(MONTH))
        self.switch.offer(number, on=on)


def _takes_reports(desk: Desk) -> bool:
    """On the store lane, and only there imported."""
    from jzdesk.services.counties import takes_reports

    return takes_reports(desk)
