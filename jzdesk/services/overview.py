"""今日: what is due, the rates of the month, and the state of the month's report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import Duty, DutyKind, Rate, done_rate, on_time_rate
from jzdesk.services.month_duties import open_month_duties
from jzdesk.services.past import Past, look_back
from jzdesk.services.reporting import as_of, current_key, reporting_of, span_of
from jzdesk.storage import duties as rows
from jzdesk.storage import months as month_rows
from jzdesk.storage import office
from jzdesk.storage.duties import DutyRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.months import Month
    from jzdesk.services.desk import Desk

__all__ = ["DutyRow", "as_of"]

RATES: tuple[tuple[str, tuple[DutyKind, ...], bool], ...] = (
    ("宣布及时率", (DutyKind.ANNOUNCE,), True),
    ("建档率", (DutyKind.OPEN_DOSSIER,), False),
    ("帮带人落实率", (DutyKind.NAME_MENTOR,), False),
    ("回访率", (DutyKind.VISIT,), False),
    ("期满考核率", (DutyKind.ASSESS,), False),
    ("执行报告率", (DutyKind.REPORT_EXECUTION,), False),
    ("回复及时率", (DutyKind.ANSWER_ENQUIRY,), True),
)
"""Name, kinds counted, and whether only what was on time counts (domain.md §4.6)."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the board: its title, how many duties it has in all, and the first of them."""

    code: str
    title: str
    count: int
    rows: tuple[DutyRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the 今日 tab shows."""

    on: date
    groups: tuple[Group, ...]
    rates: tuple[Rate, ...]
    month: Month | None
    month_key: str
    overdue: int
    due_this_week: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bottom line tells: the month's report, overdue duties and those due until the end of the week."""

    month_key: str
    month: Month | None
    overdue: int
    due_this_week: int


def standing(desk: Desk) -> Standing:
    """The counts alone, without the rates and rows of the board: it is asked again after every change."""
    desk.need(Permission.READ)
    today = desk.today
    key = current_key(desk)
    with desk.vault.read():
        owed = open_month_duties(desk)
        return Standing(
            key, month_rows.month(key), overdue=_count(owed, None, today - timedelta(days=1)),
            due_this_week=_count(owed, today, _week_end(today)),
        )  # fmt: skip


def _count(owed: Sequence[DutyRow], first: date | None, last: date) -> int:
    """Open duties due in a span: those of records, and the months to be closed."""
    return rows.count_open(first=first, last=last) + len(_between(owed, first, last))


def _between(owed: Sequence[DutyRow], first: date | None, last: date) -> list[DutyRow]:
    return [row for row in owed if (first is None or first <= row.duty.due_on) and row.duty.due_on <= last]


def _week_end(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def board(desk: Desk, *, on: date | None = None, limit: int = 200) -> Board:
    """Open duties by urgency with counts, the month's rates, the month's report."""
    desk.need(Permission.READ)
    today = on or desk.today
    week = _week_end(today)
    reporting = reporting_of(desk)
    key = reporting.key_of(today)
    month_end = reporting.span(key)[1]
    tomorrow = today + timedelta(days=1)
    spans = (
        ("overdue", "逾期", None, today - timedelta(days=1)),
        ("today", "今天", today, today),
        ("week", "本周", tomorrow, week),
        ("month", "本月", max(tomorrow, week + timedelta(days=1)), month_end),
        ("later", "以后", max(tomorrow, week + timedelta(days=1), month_end + timedelta(days=1)), date.max),
    )
    with desk.vault.read():
        owed = open_month_duties(desk, on=today)
        groups = tuple(_group(code, title, (first, last), owed, limit) for code, title, first, last in spans)
        rates = month_rates(desk, key, on=today)
        month = month_rows.month(key)
        week_due = _count(owed, today, week)
    return Board(
        on=today, groups=groups, rates=rates, month=month, month_key=key, overdue=groups[0].count,
        due_this_week=week_due,
    )  # fmt: skip


def _group(
    code: str, title: str, span: tuple[date | None, date], owed: Sequence[DutyRow], limit: int
) -> Group:
    first, last = span
    if first is not None and first > last:
        return Group(code, title, 0, ())
    count = _count(owed, first, last)
    found = rows.open_between(first or date.min, last, limit=limit) if count else []
    if own := _between(owed, first, last):
        found = sorted((*found, *own), key=lambda row: row.duty.due_on)[:limit]
    return Group(code, title, count, tuple(found))


def month_rates(desk: Desk, month: str, *, on: date | None = None, past: Past | None = None) -> tuple[Rate, ...]:
    """The rates of a month: of the duties whose limit ends in it, how many were met by `on` (or its last day)."""
    desk.need(Permission.READ)
    first, last = span_of(desk, month)
    day = min(on or last, last)
    with desk.vault.read():
        then = look_back(desk, day) if past is None else past
        return tuple(
            _rate(name, _due([k.value for k in kinds], first, last, then), day, timely=timely)
            for name, kinds, timely in RATES
        )


def _due(kinds: list[str], first: date, last: date, past: Past) -> tuple[Duty, ...]:
    """The duties of some kinds due in a span as they stood: from the index, or reckoned again."""
    found = [d for d in rows.due_in(kinds, first, last) if d.person_id not in past.people]
    return (*found, *past.duties(kinds, first, last))


def _counted(duty: Duty, day: date) -> bool:
    """Whether a rate counts (or excuses) a duty on a day: its limit has come, or it is done already."""
    return duty.due_on <= day or (duty.done_on is not None and duty.done_on <= day)


def _rate(name: str, found: tuple[Duty, ...], day: date, *, timely: bool) -> Rate:
    counted = [d for d in found if _counted(d, day)]
    return on_time_rate(name, counted, day) if timely else done_rate(name, counted, day)


def due_duties(desk: Desk, *, on: date | None = None, within: int = 0) -> list[DutyRow]:
    """Open and overdue duties up to `within` days from `on`, the oldest first."""
    desk.need(Permission.READ)
    last = (on or desk.today) + timedelta(days=within)
    with desk.vault.read():
        found = rows.open_due(last, limit=100_000)
        own = _between(open_month_duties(desk, on=on), None, last)
    return sorted((*found, *own), key=lambda row: row.duty.due_on)


def duties_behind(desk: Desk, name: str, month: str) -> list[DutyRow]:
    """Exactly the duties a rate of a month counts or excuses, for the list behind the figure."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return counted_duties(desk, name, month)


def counted_duties(desk: Desk, name: str, month: str, *, past: Past | None = None) -> list[DutyRow]:
    """The same inside a read, with who must be reckoned again where that is known."""
    kinds = next(kinds for title, kinds, _ in RATES if title == name)
    first, last = span_of(desk, month)
    day = as_of(desk, month)
    past = look_back(desk, day) if past is None else past
    codes = [kind.value for kind in kinds]
    found = [r for r in rows.rows_due_in(codes, first, last, limit=100_000) if r.duty.person_id not in past.people]
    for duty in past.duties(codes, first, last):
        person = past.people[duty.person_id or 0].cases[0].person
        found.append(DutyRow(duty, person.name, person.unit_name, person.post))
    return sorted((row for row in found if _counted(row.duty, day)), key=lambda row: row.duty.due_on)


def report_state(desk: Desk, month: str) -> str:
    """How a month's report stands, in a few words: '已关账', '3 项待核对（11-22）', '未关账，已导出 2 次'. What was found
    when the month was last looked over; to look it over takes seconds and modules that a log-in does not need."""
    desk.need(Permission.READ)
    with desk.vault.read():
        kept = month_rows.month(month)
        checked = office.setting(month_rows.CHECKED + month)
    if kept is not None and kept.state == "frozen":
        return "已关账"
    if checked:
        found = json.loads(checked)
        if found["open"]:
            return f"{found['open']:,} 项待核对（{date.fromisoformat(found['on']):%m-%d}）"
    return f"未关账，已导出 {kept.submission} 次" if kept is not None and kept.submission else "未关账"
