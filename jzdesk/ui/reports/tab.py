"""统计上报: a month's report and closing it, the indicators of every unit, and what else is counted, a page each."""

from __future__ import annotations

from jzdesk.ui.common.paged_tab import PagedTab
from jzdesk.ui.reports.pages import PAGES


class ReportsTab(PagedTab):
    """The pages of `pages`."""

    title = "统计上报"
    kinds = tuple(kind for page in PAGES for kind in page.kinds)
    pages = PAGES
    switch_name = "统计上报的页面"
