"""月报 | 指标: the pages of the tab. Each page's bar carries a switch between them; they move together."""

from __future__ import annotations

from jzdesk.ui.common.switch import PageSwitch

PAGES = ("月报", "指标")
MONTH, INDICATORS = range(len(PAGES))


def page_switch() -> PageSwitch:
    """The switch of one bar."""
    return PageSwitch(PAGES, "页面")
