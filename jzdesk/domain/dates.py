"""Month arithmetic and the three ways to say on which day a period of months ends (domain notes §1.6)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class EndRule(StrEnum):
    """On which day a period of months ends. The law is silent, so the county chooses; `PREV_DAY` is the default.

    `PREV_DAY`: the day before the corresponding day; where that day does not exist, the last day of the month.
    `PREV_DAY_CLIP`: the corresponding day clipped to the month's end, then one day less.
    `SAME_DAY`: the corresponding day, clipped (民法典 第二百零一条、第二百零二条).
    """

    PREV_DAY = "prev-day"
    PREV_DAY_CLIP = "prev-day-clip"
    SAME_DAY = "same-day"


END_RULE_NAMES: dict[EndRule, str] = {
    EndRule.PREV_DAY: "对应日的前一日",
    EndRule.PREV_DAY_CLIP: "对应日（无对应日取月末）的前一日",
    EndRule.SAME_DAY: "对应日当日",
}


def add_months(d: date, n: int) -> date:
    """The day `n` months later (earlier when negative), clipped to the end of its month."""
    year, month0 = divmod(d.year * 12 + d.month - 1 + n, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(d.day, last))


def period_end(start: date, months: int, rule: EndRule) -> date:
    """The last day of a period of `months` that begins on `start`."""
    day = add_months(start, months)
    if rule is EndRule.SAME_DAY:
        return day
    if rule is EndRule.PREV_DAY and day.day < start.day:
        return day
    return day - ONE_DAY


def next_start(end: date, rule: EndRule) -> date:
    """The day from which a further period is counted when an earlier one ends on `end`.

    With `SAME_DAY` the last day of one period is the (uncounted) first day of the next, so the two lengths add up.
    """
    return end if rule is EndRule.SAME_DAY else end + ONE_DAY


def months_and_days(start: date, boundary: date) -> tuple[int, int]:
    """Whole months and remaining days from `start` up to `boundary`; (0, 0) when it is not later."""
    if boundary <= start:
        return 0, 0
    months = (boundary.year - start.year) * 12 + boundary.month - start.month
    if add_months(start, months) > boundary:
        months -= 1
    return months, (boundary - add_months(start, months)).days


def span_text(months: int, days: int) -> str:
    """'24 个月', '6 个月零 3 天' or '12 天'."""
    if not days:
        return f"{months} 个月"
    return f"{months} 个月零 {days} 天" if months else f"{days} 天"


def cn_date(d: date) -> str:
    """'2026年9月18日': the date as a document writes it."""
    return f"{d.year}年{d.month}月{d.day}日"
