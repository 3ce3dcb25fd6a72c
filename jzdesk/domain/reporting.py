"""月报的起止: which days a month's report covers, and by when it is to be closed.

A county counts a month to its last day, or to a cut-off day before it (25日); what comes later belongs to the next month.
Months follow one another without gap and without overlap, also where the cut-off day is changed in mid-year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTH_END = 31
"""The cut-off day that stands for the last day of the month, whichever that is."""

LEAST_DAY = 15
REPORT_DAYS = 5
MOST_REPORT_DAYS = 30


@dataclass(frozen=True, slots=True)
class CutOff:
    """From the month `since` ('YYYY-MM') on, a month ends with its `day` (31: with its last day)."""

    since: str
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How this office reports. `cut_offs` in order of `since`; before the first of them a month ends with its last day.
    `report_days`: working days after a month's last day within which it is to be closed. `since`: the first month that is
    owed, '' for the first ever closed. `kept` are the spans of months already closed, which stay as they were."""

    cut_offs: tuple[CutOff, ...] = ()
    report_days: int = REPORT_DAYS
    since: str = ""
    kept: Mapping[str, tuple[date, date]] = field(default_factory=dict)

    def cut_off(self, key: str) -> int:
        """The cut-off day that holds in a month."""
        return next((item.day for item in reversed(self.cut_offs) if item.since <= key), MONTH_END)

    def last_day(self, key: str) -> date:
        """The last day a month covers."""
        if key in self.kept:
            return self.kept[key][1]
        first, last = months.span(key)
        return last if self.cut_off(key) >= last.day else first.replace(day=self.cut_off(key))

    def span(self, key: str) -> tuple[date, date]:
        """First and last day a month covers: it begins on the day after the month before ended."""
        if key in self.kept:
            return self.kept[key]
        return self.last_day(months.before(key)) + timedelta(days=1), self.last_day(key)

    def key_of(self, day: date) -> str:
        """The month in which a day is reported."""
        key = months.key_of(day)
        while self.last_day(key) < day:
            key = after(key)
        return key

    def year_begins(self, key: str) -> date:
        """The first day of the year so far, as the figures of a month add it up."""
        return self.span(f"{key[:4]}-01")[0]


def after(key: str) -> str:
    """The month after."""
    _, last = months.span(key)
    return months.key_of(last + timedelta(days=1))


def check(reporting: Reporting) -> None:
    """Refuse what cannot be reported by: unknown months, days that leave nothing of a month."""
    for item in reporting.cut_offs:
        months.span(item.since)
        if not LEAST_DAY <= item.day <= MONTH_END:
            raise RuleError("cut_off", f"截止日应在{LEAST_DAY}日至{MONTH_END}日之间，{MONTH_END}日表示月末。")
    if not 1 <= reporting.report_days <= MOST_REPORT_DAYS:
        raise RuleError("report_days", f"报送期限应在1至{MOST_REPORT_DAYS}个工作日之间。")
    if reporting.since:
        months.span(reporting.since)


def with_cut_off(reporting: Reporting, *, since: str, day: int) -> tuple[CutOff, ...]:
    """The cut-off days with another one from a month on; later ones give way to it. RuleError (field 'since') where a
    month from then on is closed already: it stays as it was sent."""
    closed = max(reporting.kept, default="")
    if closed >= since:
        raise RuleError(
            "since", f"{months.title(closed)}已关账，截止日最早从{months.title(after(closed))}起修改。"
        )
    earlier = tuple(item for item in reporting.cut_offs if item.since < since)
    held = earlier[-1].day if earlier else MONTH_END
    return earlier if held == day else (*earlier, CutOff(since, day))


def span_words(first: date, last: date) -> str:
    """'9月26日至10月25日', with the year where it changes."""
    begin = (
        f"{first.month}月{first.day}日"
        if first.year == last.year
        else f"{first.year}年{first.month}月{first.day}日"
    )
    end = (
        f"{last.month}月{last.day}日"
        if first.year == last.year
        else f"{last.year}年{last.month}月{last.day}日"
    )
    return f"{begin}至{end}"
