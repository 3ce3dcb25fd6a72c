"""The rates of the units in a stretch of months, the lowest first, beside those of a year before: the indicators, by the very
service that measures them, for the days the months report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.charts import YEAR_TONES, Category, Chart, Point, Series
from jzdesk.domain.indicators import BY_CODE, INDICATORS, Figure
from jzdesk.services import indicators
from jzdesk.services.statistics_grids import Cell, Grid, Heading, Line, Ref

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.services.desk import Desk
    from jzdesk.services.indicators import Measure, Measured, Place
    from jzdesk.services.statistics import Statistics

RATE = "rate"
MOST_UNITS = 14
"""Units a chart has bars for."""
REPORTED = {
    "announce": "宣布及时率", "open_dossier": "建档率", "mentor": "帮带人落实率", "visits": "回访率", "assess": "期满考核率",
    "report": "执行报告率",
}  # fmt: skip
"""What the month's report calls the indicators it has."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The days of a stretch, by which rates are measured."""

    first: date
    last: date
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """All indicators of all places for a stretch, and those of a year before once they were asked for. `reported` are the
    county's (met, due) as a frozen month told them, by the code of the indicator."""

    now: Measured
    before: Measured | None
    reported: dict[str, tuple[int, int]]
    office: str


def measure_rates(desk: Desk, found: Statistics) -> Rates:
    """Measure the months that were counted, without the year before: that one takes longer."""
    now = indicators.measure(desk, _reach(found, 0), on=found.years[0].on)
    return Rates(now=now, before=None, reported=_reported(desk, found), office=found.office)


def compare_rates(desk: Desk, found: Statistics, rates: Rates) -> Rates:
    """The same with the year before."""
    return replace(rates, before=indicators.measure(desk, _reach(found, 1), on=found.years[1].on))


def _reach(found: Statistics, year: int) -> Reach:
    part = found.years[year]
    return Reach(part.first, part.days[-1].last, part.stretch.title)


def _reported(desk: Desk, found: Statistics) -> dict[str, tuple[int, int]]:
    """Of a single frozen month: its rates as they were sent."""
    from jzdesk.services.months import month_of, reported_figures

    if len(found.stretch.months) != 1:
        return {}
    month = month_of(desk, found.stretch.months[0])
    kept = reported_figures(month) if month.state == "frozen" else None
    rates = {rate.name: (rate.met, rate.due) for rate in kept.rates} if kept else {}
    return {code: rates[name] for code, name in REPORTED.items() if name in rates}


def make_grid(rates: Rates, code: str) -> Grid:
    """The grid of one indicator; KeyError for an unknown one."""
    indicator = BY_CODE[code]
    met = "按期" if indicator.timely else "完成"
    now, before = rates.now.span.title, f"{rates.before.span.title[:4]}年同期" if rates.before else ""
    columns = [Heading(now, title, "本期") for title in ("应办", met, "到期未办", "不列入", "比率")]
    if before:
        columns += [Heading(before, title, "上年同期") for title in ("应办", "比率", "升降（百分点）")]
    past = {m.place: m.figures[code] for m in rates.before.measures} if rates.before else {}
    county, units = rates.now.measures[0], _sorted(rates.now.units, code)
    lines = [_line(m, code, past, compared=bool(before)) for m in (county, *units)]
    return Grid(
        topic=RATE, title=indicator.name, first="单位", columns=tuple(columns), lines=tuple(lines),
        chart=_chart(rates, units, code, past), note=_note(rates, code),
    )  # fmt: skip


def _sorted(units: Sequence[Measure], code: str) -> list[Measure]:
    """The lowest rate first, of equals the one with more left to do; those with nothing due last."""

    def key(measure: Measure) -> tuple[bool, float, int]:
        figure = measure.figures[code]
        return figure.share is None, float(figure.share or 0), -figure.due

    return sorted(units, key=key)


def _note(rates: Rates, code: str) -> str:
    indicator = BY_CODE[code]
    told = rates.reported.get(code)
    figure = rates.now.measures[0].figures[code]
    if told is None or told == (figure.met, figure.due):
        return indicator.meaning
    return f"本月已关账，报送时全县为{told[0]}/{told[1]}，现有记录为{figure.met}/{figure.due}。{indicator.meaning}"


def _line(measure: Measure, code: str, past: dict[Place, Figure], *, compared: bool) -> Line:
    figure, ref = measure.figures[code], place_ref(code, measure.place)
    percent = figure.rate.percent
    numbers = (figure.due, figure.met, figure.open, figure.excused)
    cells = [Cell(f"{n:,}", n, ref=ref) for n in numbers]
    cells.append(
        Cell("—" if percent is None else f"{percent} %", percent, percent=percent is not None, ref=ref)
    )
    if compared:
        old = past.get(measure.place)
        was = old.rate.percent if old else None
        back = place_ref(code, measure.place, 1)
        cells += [
            Cell(f"{old.due if old else 0:,}", old.due if old else 0, ref=back),
            Cell("—" if was is None else f"{was} %", was, percent=was is not None, ref=back),
            Cell(
                "" if percent is None or was is None else "持平" if percent == was else f"{percent - was:+}"
            ),
        ]
    kind = "total" if measure.place == indicators.COUNTY else ""
    return Line(measure.name, tuple(cells), kind)


def _chart(rates: Rates, units: Sequence[Measure], code: str, past: dict[Place, Figure]) -> Chart:
    due = [measure for measure in units if measure.figures[code].due]
    shown = [rates.now.measures[0], *due[:MOST_UNITS]]
    left = len(due) - len(shown) + 1
    span, compared = rates.now.span, rates.before is not None
    names = [span.title, *([f"{rates.before.span.title[:4]}年同期"] if rates.before else [])]
    return Chart(
        title=f"{span.title}各单位{BY_CODE[code].name}",
        subtitle=f"{rates.office}　期限在 {span.first:%Y-%m-%d} 至 {span.last:%Y-%m-%d} 之间届满的　截至 {rates.now.on:%Y-%m-%d}",
        unit="%", top=100.0, series=tuple(Series(name, YEAR_TONES[n]) for n, name in enumerate(names)),
        categories=tuple(_category(m, code, names, past, compared=compared) for m in shown),
        foot=f"比率低的在前；图中另有{left}个单位未列。" if left > 0 else "比率低的在前。",
    )  # fmt: skip


def _category(
    measure: Measure, code: str, names: Sequence[str], past: dict[Place, Figure], *, compared: bool
) -> Category:
    figures = [measure.figures[code], *([past.get(measure.place)] if compared else [])]
    points = [
        _point(measure, figure, names[year], place_ref(code, measure.place, year))
        if figure is not None and figure.due
        else None
        for year, figure in enumerate(figures)
    ]
    return Category(measure.name, tuple(points))


def _point(measure: Measure, figure: Figure, name: str, ref: Ref) -> Point:
    said = f"{measure.name}，{name}，{figure.indicator.name}{figure.rate.percent} %，应办{figure.due}，计入{figure.met}"
    return Point(
        float(figure.rate.percent or 0), f"{figure.rate.percent} %　{figure.met}/{figure.due}", said, ref
    )


# -- places as references ---------------------------------------------------------------------------------------------


def place_ref(code: str, place: Place, year: int = 0) -> Ref:
    """What a rate of a place leads to."""
    return Ref(
        RATE, f"{code}/{place.kind}/{place.level}/{'' if place.unit_id is None else place.unit_id}", year
    )


def place_of(ref: Ref) -> tuple[str, Place]:
    """The indicator and the place of a reference."""
    code, kind, level, unit = ref.code.split("/")
    return code, indicators.Place(kind, level, int(unit) if unit else None)


def offered() -> tuple[tuple[str, str], ...]:
    """The indicators there are: (code, name)."""
    return tuple((item.code, item.name) for item in INDICATORS)
