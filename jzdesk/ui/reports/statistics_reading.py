"""What the page of statistics asks for, off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.services import statistics, statistics_grids, statistics_rates
from jzdesk.services.indicator_lines import lines_behind
from jzdesk.services.statistics_rates import RATE
from jzdesk.ui.reports.indicator_people import PersonRow, person_rows
from jzdesk.ui.reports.indicator_table import PlaceRow
from jzdesk.ui.reports.statistics_people import TimeRow, time_rows

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from jzdesk.domain.indicators import Figure
    from jzdesk.domain.stretches import Stretch
    from jzdesk.services.desk import Desk
    from jzdesk.services.statistics import Statistics
    from jzdesk.services.statistics_grids import Grid, Ref
    from jzdesk.services.statistics_rates import Rates
    from jzdesk.ui.common.jobs import Progress


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted, and the grid of the topic in front."""

    found: Statistics
    grid: Grid | None


@dataclass(frozen=True, slots=True)
class Behind:
    """Who is behind a figure: person-times, or where `figure` is given the lines of a rate."""

    title: str = ""
    times: tuple[TimeRow, ...] = ()
    place: PlaceRow | None = None
    figure: Figure | None = None
    lines: tuple[PersonRow, ...] = ()


def read_figures(desk: Desk, stretch: Stretch, *, on: date | None, basis: str, topic: str) -> Reading:
    """Count, and make the grid of a topic ('' for none)."""
    found = statistics.measure(desk, stretch, on=on, basis=basis)
    return Reading(found, statistics_grids.make_grid(found, topic) if topic else None)


def read_grid(found: Statistics, topic: str) -> Grid:
    """The grid of another topic of the same count."""
    return statistics_grids.make_grid(found, topic)


def read_rates(desk: Desk, found: Statistics, rates: Rates | None) -> Rates:
    """The rates of the units in the same months; once they are there, those of the year before with them."""
    if rates is None:
        return statistics_rates.measure_rates(desk, found)
    return statistics_rates.compare_rates(desk, found, rates)


def read_behind(desk: Desk, found: Statistics, rates: Rates | None, ref: Ref) -> Behind:
    """Who a figure counts."""
    if ref.topic != RATE:
        times = statistics_grids.people_behind(found, ref)
        return Behind(title=statistics_grids.title_of(found, ref, times), times=time_rows(times))
    measured = (rates.before if ref.year else rates.now) if rates else None
    if measured is None:
        return Behind()
    code, place = statistics_rates.place_of(ref)
    measure = next((item for item in measured.measures if item.place == place), None)
    if measure is None:
        return Behind()
    lines = lines_behind(desk, measured.span, place, code, on=measured.on)
    row = PlaceRow(id=0, place=place, name=measure.name, head=False, figures=measure.figures, rank=None)
    return Behind(
        place=row, figure=measure.figures[code], lines=person_rows(lines, measured.on, desk.calendar)
    )


def export_book(desk: Desk, found: Statistics, path: Path, progress: Progress) -> Path:
    """All topics as a workbook."""
    from jzdesk.services.statistics_book import export_statistics

    path.parent.mkdir(parents=True, exist_ok=True)
    export_statistics(desk, found, path, progress=lambda done, of: progress(done, of, "导出统计"))
    return path
