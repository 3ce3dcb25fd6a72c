"""回访日历: the talks of a month by day and visitor, how much falls on whom, and what is overdue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.storage import visit_calendar as rows
from jzdesk.storage.visit_calendar import CalendarVisit

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk

__all__ = ["CalendarVisit", "Day", "Load", "MonthOfVisits", "day_visits", "month_of_visits", "overdue_visits", "standing",
           "visitors"]  # fmt: skip

NOBODY = "未定"
"""Shown where no visitor is named and there is no team."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month: `name` says a holiday or a working day by transfer; `left` are the talks still to be held."""

    on: date
    working: bool
    name: str
    count: int
    held: int
    together: int

    @property
    def left(self) -> int:
        """Talks planned that day and not held."""
        return self.count - self.held


@dataclass(frozen=True, slots=True)
class Load:
    """What a month asks of one visitor ('' for talks nobody is named for); `busiest` is the day with most talks."""

    id: int
    visitor: str
    count: int
    held: int
    days: int
    busiest: date
    most: int

    @property
    def name(self) -> str:
        """The visitor, or that nobody is named."""
        return self.visitor or NOBODY

    @property
    def left(self) -> int:
        """Talks still to be held."""
        return self.count - self.held


@dataclass(frozen=True, slots=True)
class MonthOfVisits:
    """A month: each of its days, and each visitor's load, the heaviest first. `overdue` counts the talks of all that
    should have been held before today."""

    key: str
    days: tuple[Day, ...]
    loads: tuple[Load, ...]
    overdue: int

    @property
    def count(self) -> int:
        """All talks of the month."""
        return sum(day.count for day in self.days)


def month_of_visits(desk: Desk, key: str, visitor: str | None = None) -> MonthOfVisits:
    """The month '2026-12' with the talks of everybody, or of one visitor ('' for those nobody is named for); the
    loads are always everybody's."""
    desk.need(Permission.READ)
    first, last = months.span(key)
    with desk.vault.read():
        counts = rows.counts(first, last)
        overdue = rows.count_overdue(desk.today, visitor)
    mine = [c for c in counts if visitor is None or c.visitor == visitor]
    by_day: dict[date, list[rows.DayCount]] = defaultdict(list)
    for count in mine:
        by_day[count.on].append(count)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return MonthOfVisits(key, tuple(_day(desk, on, by_day[on]) for on in days), _loads(counts), overdue)


def _day(desk: Desk, on: date, counts: list[rows.DayCount]) -> Day:
    calendar = desk.calendar
    return Day(
        on, calendar.is_working_day(on), calendar.day_name(on), sum(c.count for c in counts), sum(c.held for c in counts),
        sum(c.together for c in counts),
    )  # fmt: skip


def _loads(counts: list[rows.DayCount]) -> tuple[Load, ...]:
    by_visitor: dict[str, list[rows.DayCount]] = defaultdict(list)
    for count in counts:
        by_visitor[count.visitor].append(count)
    found = []
    for visitor, own in by_visitor.items():
        busiest = max(own, key=lambda c: (c.count, -c.on.toordinal()))
        total, held = sum(c.count for c in own), sum(c.held for c in own)
        found.append((visitor, total, held, len(own), busiest.on, busiest.count))
    found.sort(key=lambda load: (-load[1], load[0]))
    return tuple(Load(n, *load) for n, load in enumerate(found, 1))


def day_visits(desk: Desk, on: date, visitor: str | None = None) -> list[CalendarVisit]:
    """The talks held or planned on a day, all or those of one visitor, by the hour."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.between(on, on, visitor)


def month_visits(desk: Desk, key: str, visitor: str | None = None) -> list[CalendarVisit]:
    """The talks of a whole month in order of the days."""
    desk.need(Permission.READ)
    first, last = months.span(key)
    with desk.vault.read():
        return rows.between(first, last, visitor)


def overdue_visits(desk: Desk, visitor: str | None = None) -> list[CalendarVisit]:
    """The talks that should have been held before today, the oldest first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.overdue(desk.today, visitor)


def visitors(desk: Desk) -> list[str]:
    """Everybody who is to hold a talk, for the choice of the calendar and of the list."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.visitors()


def standing(visit: CalendarVisit, on: date) -> tuple[str, str]:
    """The word for a talk on a day, and its kind of colour."""
    if visit.held_on:
        late = visit.planned_on is not None and visit.held_on > visit.planned_on
        return ("逾期已访", "late") if late else ("已访", "done")
    if visit.planned_on and visit.planned_on < on:
        return "逾期", "overdue"
    return ("今天", "soon") if visit.planned_on == on else ("待访", "open")
