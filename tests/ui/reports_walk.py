"""The walk through 统计上报: the month, the indicators, every topic of the statistics."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from jzdesk.ui.reports.indicator_table import CODES
from jzdesk.ui.reports.pages import INDICATORS, MONTH, PAGES, STATISTICS


def steps(walk):
    """As `every_screen.Walk.steps`."""
    tab = walk.go(4)
    yield "统计上报"
    month = tab.front
    for number, title in enumerate(("核对", "更正", "已报月份")):
        month.panel.show_page(number)
        walk.wait()
        yield f"统计上报-{title}"
    month.panel.show_page(0)
    figure = next(b for b in month.figures.findChildren(QPushButton) if b.isVisible() and b.property("figure"))
    figure.click()
    walk.wait()
    yield "统计上报-名单"
    month.stack.setCurrentIndex(0)
    page = tab.show_page(PAGES.index(INDICATORS))
    walk.wait()
    yield "指标"
    for code in (CODES[0], CODES[-1]):
        page.table.choose(page._measured.measures[0].place, code)
        walk.wait()
        yield f"指标-{code}"
    yield from _statistics(walk, tab)
    tab.show_page(PAGES.index(MONTH))


def _statistics(walk, tab):
    page = tab.show_page(PAGES.index(STATISTICS))
    walk.wait()
    for row in range(page.topics.count()):
        page.topics.setCurrentRow(row)
        walk.wait()
        yield f"统计-{page.topics.item(row).text()}"
    page.topics.setCurrentRow(0)
    walk.wait()
