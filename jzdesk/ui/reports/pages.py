"""统计上报: its pages, one at a time. A page more is one entry more here."""

from __future__ import annotations

from jzdesk.ui.tabs import TabEntry

MONTH = TabEntry("月报", "jzdesk.ui.reports.month_page", "MonthPage", ("month",))
INDICATORS = TabEntry("指标", "jzdesk.ui.reports.indicator_page", "IndicatorPage")
STATISTICS = TabEntry("统计", "jzdesk.ui.reports.statistics_page", "StatisticsPage")
INTAKE = TabEntry("汇总", "jzdesk.ui.reports.intake_page", "IntakePage", ("intake",))
"""Only where reports of lower offices are taken in."""

PAGES = (MONTH, INDICATORS, STATISTICS, INTAKE)
