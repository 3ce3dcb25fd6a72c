"""The holiday table as data: what one yearly notice says, read from TOML and checked entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jzdesk.domain.errors import RuleError

_FILE = "节假日表"
_LONGEST_HOLIDAY = 31
"""Days. The longest so far is 2020's prolonged Spring Festival with 10; more than a month is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A run of days off, first and last day included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class YearPlan:
    """One yearly notice. Its New Year holiday may reach back into the December before."""

    year: int
    source: str
    holidays: tuple[Holiday, ...]
    work: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day the county itself takes off or works, over and above the notice."""

    on: date
    works: bool
    name: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """All yearly notices, ascending, and the local days."""

    years: tuple[YearPlan, ...]
    local: tuple[LocalDay, ...] = ()


def read_calendar(mapping: Mapping[str, Any]) -> Calendar:
    """Check and freeze a parsed table. Raises RuleError('calendar', …) naming the entry in Chinese."""
    if unknown := [key for key in mapping if key not in ("year", "local")]:
        raise _wrong(f"“{unknown[0]}”既不是年度（[[year]]）也不是本地调整（[[local]]）")
    years = [_year(raw, at) for at, raw in enumerate(_list(mapping, "year", _FILE), 1)]
    seen: set[int] = set()
    for plan in years:
        if plan.year in seen:
            raise _wrong(f"{plan.year}年录入了两次")
        seen.add(plan.year)
    local = [_local(raw, at) for at, raw in enumerate(_list(mapping, "local", _FILE), 1)]
    return Calendar(tuple(sorted(years, key=lambda plan: plan.year)), tuple(local))


def _year(raw: Any, at: int) -> YearPlan:
    where = f"第{at}个年度"
    if not isinstance(raw, Mapping):
        raise _wrong(f"{where}不是一个条目")
    year = raw.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 1949 <= year <= 2999:
        raise _wrong(f"{where}的年份不正确")
    where = f"{year}年"
    holidays = tuple(_holiday(item, where, year) for item in _list(raw, "holidays", where))
    if not holidays:
        raise _wrong(f"{where}没有放假安排")
    work = tuple(
        _within(_day(item, f"{where}调休上班日"), year, f"{where}调休上班日")
        for item in _list(raw, "work", where)
    )
    _check_days(holidays, work, where)
    return YearPlan(year, str(raw.get("source", "")), holidays, work)


def _holiday(raw: Any, where: str, year: int) -> Holiday:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("name"), str) or not raw["name"].strip():
        raise _wrong(f"{where}有一项放假没有名称")
    entry = f"{where}“{raw['name']}”"
    first = _within(_day(raw.get("first"), f"{entry}起始日"), year, entry)
    last = _within(_day(raw.get("last", raw.get("first")), f"{entry}截止日"), year, entry)
    if last < first:
        raise _wrong(f"{entry}截止日早于起始日")
    if (last - first).days >= _LONGEST_HOLIDAY:
        raise _wrong(f"{entry}超过{_LONGEST_HOLIDAY}天")
    return Holiday(raw["name"].strip(), first, last)


def _check_days(holidays: Sequence[Holiday], work: Sequence[date], where: str) -> None:
    off: set[int] = set()
    for holiday in holidays:
        days = set(range(holiday.first.toordinal(), holiday.last.toordinal() + 1))
        if days & off:
            raise _wrong(f"{where}“{holiday.name}”与另一项放假重叠")
        off |= days
    for day in work:
        if day.toordinal() in off:
            raise _wrong(f"{where}{day}既放假又调休上班")
        if day.weekday() < 5:
            raise _wrong(f"{where}调休上班日{day}不是星期六、星期日")


def _local(raw: Any, at: int) -> LocalDay:
    where = f"本地调整第{at}项"
    if not isinstance(raw, Mapping):
        raise _wrong(f"{where}不是一个条目")
    works = raw.get("work")
    if not isinstance(works, bool):
        raise _wrong(f"{where}没有写明上班（work = true）还是放假（work = false）")
    name = raw.get("name", "")
    if not isinstance(name, str):
        raise _wrong(f"{where}的名称不是文字")
    return LocalDay(_day(raw.get("date"), where), works, name.strip())


def _day(value: Any, where: str) -> date:
    """A TOML date, or ISO text as a form or JSON hands it over."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _wrong(f"{where}的日期不正确")


def _within(day: date, year: int, where: str) -> date:
    if day.year == year or (day.year == year - 1 and day.month == 12):
        return day
    raise _wrong(f"{where}的日期{day}不在该年度")


def _list(mapping: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    value = mapping.get(key, [])
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    raise _wrong(f"{where}的 {key} 不是列表")


def _wrong(text: str) -> RuleError:
    return RuleError("calendar", f"{_FILE}有误：{text}。")
