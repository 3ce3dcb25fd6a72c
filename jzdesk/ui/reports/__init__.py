"""The 统计上报 tab: the month as a report."""
