"""容错纠错: 容错审查 | 征求意见 | 清单版本 | 统计, one page at a time."""

from __future__ import annotations

from jzdesk.ui.common.paged_tab import PagedTab
from jzdesk.ui.tabs import TabEntry

REVIEWS = TabEntry("容错审查", "jzdesk.ui.tolerance.tab", "ToleranceTab", ("tolerance", "correction"))
ENQUIRIES = TabEntry("征求意见", "jzdesk.ui.enquiries.page", "EnquiriesPage", ("enquiry",))
LISTS = TabEntry("清单版本", "jzdesk.ui.tolerance.lists_page", "ListsPage", ("list_version",))
FIGURES = TabEntry("统计", "jzdesk.ui.tolerance.figures_page", "FiguresPage")


class TolerancePages(PagedTab):
    """Reviews, the letters that ask for an opinion, the lists reviews are judged by, and figures over all of them."""

    title = "容错纠错"
    kinds = ("tolerance", "correction", "enquiry", "list_version")
    pages = (REVIEWS, ENQUIRIES, LISTS, FIGURES)
    switch_name = "容错纠错的页面"
