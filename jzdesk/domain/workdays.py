"""Working days by the State Council's yearly arrangement, and due dates that say why they fall where they fall.

A day counts when it is Monday to Friday and not part of a holiday, or a make-up working day. Only the exceptions
from Monday–Friday are stored, so any date can be counted by two bisections however far away it lies.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from jzdesk.domain.calendar_table import Calendar, LocalDay, YearPlan, read_calendar
from jzdesk.domain.dates import ONE_DAY, add_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORK_NAME = "调休上班"
WEEKEND_NAME = "周末"
_CIVIL_CLAUSE = "民法典第二百零一条至第二百零三条"


@dataclass(frozen=True, slots=True)
class DueDate:
    """A computed last day. `provisional` says that a holiday notice it depends on is not loaded;
    `why` is the arithmetic in one Chinese line, `clause` the rule it follows."""

    on: date
    provisional: bool
    why: str
    clause: str = ""


class _Run(NamedTuple):
    """Consecutive days with one name, as they are spoken of: first and last ordinal, and the words after them."""

    first: int
    last: int
    words: str


def _weekdays(ordinal: int) -> int:
    """How many Mondays to Fridays lie in 0001-01-01 (a Monday) … `ordinal`."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def _weekday_at(count: int) -> int:
    """The ordinal of the `count`-th Monday-to-Friday day."""
    weeks, rest = divmod(count - 1, 5)
    return weeks * 7 + rest + 1


class WorkCalendar:
    """The working days known to the county: the shipped or replaced table, with its own extra days."""

    def __init__(self, table: Calendar) -> None:
        self._table = table
        self._years = frozenset(plan.year for plan in table.years)
        self._names = _names_by_day(table)
        self._index()

    @classmethod
    def from_table(cls, mapping: Mapping[str, Any]) -> WorkCalendar:
        """From the parsed TOML of `resources/calendar/cn.toml`; raises RuleError naming the wrong entry."""
        return cls(read_calendar(mapping))

    def merged(self, other_table: Mapping[str, Any]) -> WorkCalendar:
        """With the years of another table in place of ours, and its local extra days added (same day: theirs)."""
        other = read_calendar(other_table)
        years: dict[int, YearPlan] = {plan.year: plan for plan in (*self._table.years, *other.years)}
        local: dict[date, LocalDay] = {day.on: day for day in (*self._table.local, *other.local)}
        merged_years = tuple(years[year] for year in sorted(years))
        return WorkCalendar(Calendar(merged_years, tuple(local[on] for on in sorted(local))))

    @property
    def years(self) -> tuple[int, ...]:
        """The years whose arrangement is loaded."""
        return tuple(sorted(self._years))

    @property
    def plans(self) -> tuple[YearPlan, ...]:
        """The yearly arrangements loaded, ascending, for the page that shows them."""
        return self._table.years

    @property
    def local_days(self) -> tuple[LocalDay, ...]:
        """The days the county itself took off or works, ascending."""
        return self._table.local

    def knows(self, year: int) -> bool:
        """Whether the holiday arrangement of that year is loaded."""
        return year in self._years

    def is_working_day(self, d: date) -> bool:
        """Whether that day counts as a working day."""
        entry = self._names.get(d.toordinal())
        return d.weekday() < 5 if entry is None else entry[0]

    def day_name(self, d: date) -> str:
        """'中秋节放假', '调休上班', '周末' or '' for an ordinary working day."""
        entry = self._names.get(d.toordinal())
        if entry is not None:
            return entry[1]
        return "" if d.weekday() < 5 else WEEKEND_NAME

    def add_working_days(self, start: date, n: int) -> DueDate:
        """The `n`-th working day after `start`, which is not counted itself. `n` ≥ 0 (0 gives `start`)."""
        if n < 0:
            raise ValueError(f"working days to add must not be negative: {n}")
        first = start.toordinal()
        last = self._at(self._count(first) + n) if n else first
        on = date.fromordinal(last)
        why = f"{start} + {n} 个工作日 = {on}{self._reasons(first + 1, last)}"
        if n and (missing := self._missing(start + ONE_DAY, on)):
            return DueDate(on, True, why + _unloaded(missing))
        return DueDate(on, False, why + self._year_end_note(on))

    def working_days_between(self, a: date, b: date) -> int:
        """Working days in (a, b]; negative when b lies before a."""
        return self._count(b.toordinal()) - self._count(a.toordinal())

    def working_day_before(self, d: date, n: int) -> date:
        """The working day from which `n` working days remain until `d`: when to start warning."""
        return date.fromordinal(self._at(self._count(d.toordinal()) - n))

    def add_months_deadline(self, start: date, n: int) -> DueDate:
        """`n` months by the civil code: `start` not counted, the corresponding day or the month's end is the last
        day, and a last day that is a day off moves to the first day after it that is not."""
        return self._moved(add_months(start, n), f"{start} + {n} 个月")

    def add_days_deadline(self, start: date, n: int) -> DueDate:
        """`n` calendar days, `start` not counted, moved past days off like a limit in months."""
        return self._moved(start + timedelta(days=n), f"{start} + {n} 天")

    def _moved(self, nominal: date, sum_text: str) -> DueDate:
        on = nominal
        while not self.is_working_day(on):
            on += ONE_DAY
        why = f"{sum_text} = {nominal}"
        if on != nominal:
            why += f"（{self.day_name(nominal)}），顺延至 {on}"
        if missing := self._missing(nominal, on):
            return DueDate(on, True, why + _unloaded(missing), _CIVIL_CLAUSE)
        return DueDate(on, False, why, _CIVIL_CLAUSE)

    def _index(self) -> None:
        """Exceptions from Monday–Friday with the running number of working days, and the runs with names."""
        self._days: list[int] = []
        self._shift: list[int] = [0]
        self._counts: list[int] = []
        for ordinal in sorted(self._names):
            works = self._names[ordinal][0]
            weekday = (ordinal - 1) % 7 < 5
            if works == weekday:
                continue
            self._shift.append(self._shift[-1] + (1 if works else -1))
            self._days.append(ordinal)
            self._counts.append(_weekdays(ordinal) + self._shift[-1])
        self._runs = tuple(_runs(self._names))
        self._run_lasts = [run.last for run in self._runs]

    def _count(self, ordinal: int) -> int:
        """Working days up to and including `ordinal`."""
        return _weekdays(ordinal) + self._shift[bisect_right(self._days, ordinal)]

    def _at(self, count: int) -> int:
        """The first ordinal at which `_count` reaches `count`: always a working day."""
        at = bisect_left(self._counts, count)
        plain = _weekday_at(count - self._shift[at])
        if at < len(self._days) and plain >= self._days[at]:
            return self._days[at]
        return plain

    def _reasons(self, first: int, last: int) -> str:
        """'（9月20日调休上班，9月25日至27日中秋节放假）' for the named days in first … last, or ''."""
        at = bisect_left(self._run_lasts, first)
        if at == len(self._runs) or self._runs[at].first > last:
            return ""
        parts: list[str] = []
        for run in self._runs[at:]:
            if run.first > last:
                break
            parts.append(_days_text(max(run.first, first), min(run.last, last)) + run.words)
        return f"（{'，'.join(parts)}）"

    def _missing(self, first: date, last: date) -> list[int]:
        if first.year in self._years and last.year == first.year:
            return []
        return [year for year in range(first.year, last.year + 1) if year not in self._years]

    def _year_end_note(self, on: date) -> str:
        """A New Year arrangement reaches back into the last days of December and comes with the next notice."""
        if on.month == 12 and on.day >= 26 and on.year + 1 not in self._years:
            return f"；{on.year + 1}年节假日安排未录入，年末几日可能调休"
        return ""


def _unloaded(years: Iterable[int]) -> str:
    return f"；{'、'.join(f'{year}年' for year in years)}节假日安排未录入，暂定"


def _names_by_day(table: Calendar) -> dict[int, tuple[bool, str]]:
    """ordinal → (is a working day, its name); local days win over the yearly table."""
    names: dict[int, tuple[bool, str]] = {}
    for plan in table.years:
        for holiday in plan.holidays:
            for ordinal in range(holiday.first.toordinal(), holiday.last.toordinal() + 1):
                names[ordinal] = (False, f"{holiday.name}放假")
        for day in plan.work:
            names[day.toordinal()] = (True, WORK_NAME)
    for local in table.local:
        names[local.on.toordinal()] = (local.works, local.name or (WORK_NAME if local.works else "本地放假"))
    return names


def _runs(names: Mapping[int, tuple[bool, str]]) -> Iterable[_Run]:
    ordinals = sorted(names)
    if not ordinals:
        return
    first = ordinals[0]
    for before, now in pairwise(ordinals):
        if now != before + 1 or names[now] != names[before]:
            yield _Run(first, before, names[before][1])
            first = now
    yield _Run(first, ordinals[-1], names[ordinals[-1]][1])


def _days_text(first: int, last: int) -> str:
    """'9月20日', '9月25日至27日' or '9月29日至10月6日'."""
    a = date.fromordinal(first)
    if first == last:
        return f"{a.month}月{a.day}日"
    b = date.fromordinal(last)
    tail = f"{b.day}日" if a.month == b.month else f"{b.month}月{b.day}日"
    return f"{a.month}月{a.day}日至{tail}"
