"""收报情况: counties × months, what is expected, what came and when, and the rates of reporting and of reporting in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.duties import Rate
from jzdesk.domain.months import before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.counties import County, Intake

BOARD_STATES = {
    "none": "免报", "coming": "未到期", "missing": "未报", "received": "已收到", "late": "迟报", "returned": "已退回",
    "accepted": "已接收",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCell:
    """One county's report of one month. `overdue`: nothing of use is there and the last day is past. `grave` and `checks` are
    the findings that are open."""

    county_id: int
    month: str
    state: str
    intake_id: int | None = None
    submission: int = 0
    received_on: date | None = None
    due_on: date | None = None
    late: bool = False
    overdue: bool = False
    grave: int = 0
    checks: int = 0

    @property
    def label(self) -> str:
        """The state in words."""
        text = BOARD_STATES[self.state]
        return f"{text}（迟报）" if self.late and self.state == "accepted" else text

    @property
    def expected(self) -> bool:
        """Whether it counts in the rates: a report is expected and its last day has come, or it is there."""
        return self.state not in ("none", "coming")

    @property
    def reported(self) -> bool:
        """Whether a report is there that was not sent back."""
        return self.state in ("received", "late", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One county over the months."""

    county: County
    cells: tuple[BoardCell, ...]
    report: Rate
    on_time: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Counties × months with the rates by county, by month and over all."""

    months: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    by_month: tuple[tuple[str, Rate, Rate], ...]
    report: Rate
    on_time: Rate


def months_of_year(year: int) -> tuple[str, ...]:
    """'2026-01' … '2026-12'."""
    return tuple(f"{year}-{number:02d}" for number in range(1, 13))


def months_to(last: str, count: int) -> tuple[str, ...]:
    """So many months up to and with one, the oldest first."""
    found = [last]
    while len(found) < count:
        found.append(before(found[-1]))
    return tuple(reversed(found))


def make_board(
    counties: Sequence[County],
    months: Sequence[str],
    sent: Iterable[Intake],
    *,
    due_on: Callable[[str], date],
    today: date,
    open_of: Mapping[int, tuple[int, int]],
) -> Board:
    """The board. `sent` are all workbooks of the months, the oldest first; `open_of` gives (grave, to check) of each."""
    by_place: dict[tuple[int, str], list[Intake]] = {}
    for item in sent:
        by_place.setdefault((item.county_id or 0, item.month), []).append(item)
    limits = {month: due_on(month) for month in months}
    rows = []
    for county in counties:
        cells = tuple(
            _cell(county, month, by_place.get((county.id or 0, month), []), (limits[month], today), open_of)
            for month in months
        )
        rows.append(
            BoardRow(county=county, cells=cells, report=report_rate(cells), on_time=on_time_rate(cells))
        )
    everything = [cell for row in rows for cell in row.cells]
    by_month = tuple(
        (month, report_rate(column), on_time_rate(column))
        for month in months
        for column in [[cell for cell in everything if cell.month == month]]
    )
    return Board(
        months=tuple(months), rows=tuple(rows), by_month=by_month, report=report_rate(everything),
        on_time=on_time_rate(everything),
    )  # fmt: skip


def _cell(
    county: County,
    month: str,
    sent: Sequence[Intake],
    days: tuple[date, date],
    open_of: Mapping[int, tuple[int, int]],
) -> BoardCell:
    due, today = days
    holds = next((i for i in reversed(sent) if i.state == "accepted"), None)
    shown = holds or (sent[-1] if sent else None)
    if shown is None:
        state = "none" if not county.reports(month) else "missing" if today > due else "coming"
        overdue = state == "missing"
        return BoardCell(county_id=county.id or 0, month=month, state=state, due_on=due, overdue=overdue)
    first = min((i.received_on for i in sent if i.received_on), default=None)
    limit = shown.due_on or due
    late = bool(first and first > limit)
    state = "late" if late and shown.state == "received" else shown.state
    grave, checks = open_of.get(shown.id or 0, (0, 0))
    return BoardCell(
        county_id=county.id or 0, month=month, state=state if state in BOARD_STATES else "received", intake_id=shown.id,
        submission=shown.submission, received_on=shown.received_on, due_on=limit, late=late,
        overdue=shown.state == "returned" and today > limit, grave=grave, checks=checks,
    )  # fmt: skip


def report_rate(cells: Iterable[BoardCell]) -> Rate:
    """报送率: reports that are there and were not sent back, of those expected by now."""
    wanted = [cell for cell in cells if cell.expected]
    return Rate("报送率", sum(cell.reported for cell in wanted), len(wanted))


def on_time_rate(cells: Iterable[BoardCell]) -> Rate:
    """按期率: whose first file came by the last day, of those expected by now. A file sent back counts by its first day: the
    county did report, what is missing is said by the other rate."""
    wanted = [cell for cell in cells if cell.expected]
    return Rate("按期率", sum(bool(cell.received_on) and not cell.late for cell in wanted), len(wanted))
