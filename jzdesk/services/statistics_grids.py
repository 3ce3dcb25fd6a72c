"""The statistics as people read them: for each topic a grid of figures and the chart of it; every figure and every bar says
what it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain import months as month_rules
from jzdesk.domain.charts import FORM_TONES, YEAR_TONES, Category, Chart, Point, Series
from jzdesk.domain.handling import form_name, percentages
from jzdesk.domain.statistics import TOTAL, change_text, count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from jzdesk.domain.statistics import PersonTime, Row
    from jzdesk.services.statistics import Statistics, Year
    from jzdesk.services.statistics_cases import Days

MONTH = "month"
SHORT = ("上年同期", "前年同期")
TOPICS: tuple[tuple[str, str], ...] = (
    ("form", "四种形态"),
    (MONTH, "各月情况"),
    ("violation", "违纪违法类型"),
    ("eight", "八项规定精神"),
    ("level", "单位层级"),
    ("unit", "单位"),
    ("rank", "职级"),
    ("measure", "处分（处理）种类"),
    ("source", "案件来源"),
)
"""The topics in their order; the rates of units have a grid of their own (`statistics_rates`)."""

CHART_TITLES = {
    "form": "四种形态情况",
    "violation": "违纪违法类型情况",
    "eight": "违反中央八项规定精神问题情况",
    "level": "各层级处分（处理）情况",
    "unit": "各单位处分（处理）情况",
    "rank": "各职级处分（处理）情况",
    "measure": "处分（处理）种类情况",
    "source": "案件来源情况",
}
MOST_UNITS = 12
"""Units a chart has bars for."""


@dataclass(frozen=True, slots=True)
class Ref:
    """What a figure leads to: a row of a topic in a year (0: this one), of one form where `form`; `whole_year` counts from
    January on."""

    topic: str
    code: str
    year: int = 0
    form: int = 0
    whole_year: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: how it reads, its number (None for words), whether that is a percentage, what it leads to."""

    text: str
    value: int | Decimal | None = None
    percent: bool = False
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a grid; `kind` is '', 'group' or 'total'."""

    name: str
    cells: tuple[Cell, ...]
    kind: str = ""
    group: bool = False


class Heading(NamedTuple):
    """A column of figures: the stretch it is of, what is counted, and a short word for the stretch."""

    group: str
    title: str
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A topic in figures, with its chart."""

    topic: str
    title: str
    first: str
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]
    chart: Chart
    note: str = ""


def make_grid(found: Statistics, topic: str) -> Grid:
    """The grid of a topic; KeyError for an unknown one."""
    return _months(found) if topic == MONTH else _dimension(found, topic)


def words(found: Statistics) -> str:
    """What the figures are of: the months, as of when, and what they rest on."""
    year = found.years[0]
    parts = [found.office, f"{year.first:%Y-%m-%d} 至 {year.until:%Y-%m-%d}"]
    if found.on > year.until:
        parts.append(f"截至 {found.on:%Y-%m-%d}")
    return "　".join([*parts, *(f"{note}。" for note in found.notes)])


def year_names(found: Statistics) -> tuple[str, ...]:
    """'2026年第四季度', '2025年同期', '2024年同期'."""
    return (found.stretch.title, *(f"{year.stretch.year}年同期" for year in found.years[1:]))


# -- tables of a dimension --------------------------------------------------------------------------------------------


def _dimension(found: Statistics, topic: str) -> Grid:
    table = found.table(topic)
    shares, whole = bool(table.total.shares), topic == "form" and found.stretch.first_month > 1
    now, *before = year_names(found)
    columns = [Heading(now, title, "本期") for title in ("人次", *(["占比"] if shares else []), "人数")]
    if whole:
        year = f"{found.stretch.year}年1—{found.stretch.last_month}月"
        columns += [Heading(year, title, "本年累计") for title in ("人次", "占比")]
    for name, short in zip(before, SHORT, strict=True):
        columns += [Heading(name, title, short) for title in ("人次", *(["占比"] if shares else []), "增减")]
    of_year = _of_year(found) if whole else {}
    lines = tuple(_line(topic, row, of_year.get(row.code, ())) for row in (table.total, *table.rows))
    return Grid(
        topic=topic, title=table.title, first=table.title, columns=tuple(columns), lines=lines,
        chart=_bars(found, topic), note=table.note + found.incomplete,
    )  # fmt: skip


def _line(topic: str, row: Row, of_year: Sequence[Cell]) -> Line:
    now = row.counts[0]
    ref = Ref(topic, row.code)
    cells = [Cell(f"{now.times:,}", now.times, ref=ref)]
    if row.shares:
        cells.append(_share(row.shares[0]))
    cells += [Cell(f"{now.people:,}", now.people, ref=ref), *of_year]
    for year, past in enumerate(row.counts[1:], 1):
        cells.append(Cell(f"{past.times:,}", past.times, ref=Ref(topic, row.code, year)))
        if row.shares:
            cells.append(_share(row.shares[year]))
        cells.append(Cell(change_text(now.times, past.times)))
    return Line(
        row.name, tuple(cells), "total" if row.is_total else "group" if row.is_group else "", bool(row.group)
    )


def _share(share: Decimal) -> Cell:
    return Cell(f"{share} %", share, percent=True)


def _of_year(found: Statistics) -> dict[str, tuple[Cell, ...]]:
    """The four forms from January on, by the code of their row."""
    counts = found.forms_of_year()
    shares = percentages(counts)
    cells: dict[str, tuple[Cell, ...]] = {
        str(form): (Cell(f"{n:,}", n, ref=Ref("form", str(form), whole_year=True)), _share(share))
        for form, (n, share) in enumerate(zip(counts, shares, strict=True), 1)
    }
    total = sum(counts)
    cells[TOTAL] = (
        Cell(f"{total:,}", total, ref=Ref("form", TOTAL, whole_year=True)),
        _share(sum(shares, shares[0] * 0)),
    )
    return cells


def _bars(found: Statistics, topic: str) -> Chart:
    """Bars of this year beside those of last year, if there were any; of many units the largest."""
    table = found.table(topic)
    names = year_names(found)
    years = [0, 1] if table.total.counts[1].times else [0]
    shown = [
        r for r in table.rows if not r.is_group and (topic == "form" or any(r.counts[y].times for y in years))
    ]
    note = table.note
    if topic == "unit" and len(shown) > MOST_UNITS:
        note = _rest(shown[MOST_UNITS:], years, names)
        shown = shown[:MOST_UNITS]
    return Chart(
        title=f"{found.stretch.title}{CHART_TITLES[topic]}", subtitle=words(found), unit="人次",
        categories=tuple(_category(topic, row, years, names) for row in shown),
        series=tuple(Series(names[y], YEAR_TONES[y]) for y in years), foot=note,
    )  # fmt: skip


def _rest(rows: Sequence[Row], years: Sequence[int], names: Sequence[str]) -> str:
    """What of the units the chart has no bars for: one bar of them all would dwarf the others."""
    sums = [f"{names[y]}{sum(row.counts[y].times for row in rows):,}人次" for y in years]
    return f"图中列人次最多的{MOST_UNITS}个单位；其余{len(rows)}个单位合计{'，'.join(sums)}。"


def _category(topic: str, row: Row, years: Sequence[int], names: Sequence[str]) -> Category:
    points = []
    for year in years:
        times, people = row.counts[year].times, row.counts[year].people
        share = f"　{row.shares[year]} %" if row.shares else ""
        said = f"{row.name}，{names[year]}，{times:,}人次，{people:,}人" + (
            f"，占{row.shares[year]} %" if row.shares else ""
        )
        points.append(Point(times, f"{times:,}{share}", said, Ref(topic, row.code, year)))
    return Category(row.name, tuple(points))


# -- the months of the year -------------------------------------------------------------------------------------------


def _months(found: Statistics) -> Grid:
    year, last = found.years[0], found.years[1]
    columns = [Heading("", form_name(form)) for form in (1, 2, 3, 4)]
    columns += [Heading("", title) for title in ("合计", f"{last.stretch.year}年同月", "增减", "口径")]
    whole, whole_before = found.forms_of_year(), sum(found.forms_of_year(1))
    lines = [_month_line(found, None, whole, whole_before, "")]
    for number, days in enumerate(_begun(year)):
        counts, before = found.of_month(number), sum(found.of_month(number, 1))
        state = "报送数" if days.key in year.sent else "截至今天" if days.last > year.until else "现有记录"
        lines.append(_month_line(found, number, counts, before, state))
    return Grid(
        topic=MONTH, title=f"{found.stretch.year}年各月情况", first="月份", columns=tuple(columns), lines=tuple(lines),
        chart=_columns(found),
        note=f"按人次统计。{_running(found)}口径为报送数的月份已关账，按报送时的台账统计；以后的更正另见月报。{found.incomplete}",
    )  # fmt: skip


def _begun(year: Year) -> list[Days]:
    """The months that have begun."""
    return [days for days in year.days if days.first <= year.until]


def _running(found: Statistics) -> str:
    """That last year's month is counted to the same day as the running one."""
    year, last = found.years[0], found.years[1]
    if year.ended:
        return ""
    return f"本月截至{year.until.month}月{year.until.day}日，上年同月截至{last.until.month}月{last.until.day}日。"


def _month_line(
    found: Statistics, number: int | None, counts: Sequence[int], before: int, state: str
) -> Line:
    keys = ["" if number is None else year.days[number].key for year in found.years]
    cells = [Cell(f"{n:,}", n, ref=Ref(MONTH, keys[0], form=form)) for form, n in enumerate(counts, 1)]
    total = sum(counts)
    cells += [
        Cell(f"{total:,}", total, ref=Ref(MONTH, keys[0])),
        Cell(f"{before:,}", before, ref=Ref(MONTH, keys[1], 1)),
        Cell(change_text(total, before)),
        Cell(state),
    ]
    name = "合计" if number is None else month_rules.title(keys[0])
    return Line(name, tuple(cells), "total" if number is None else "")


def _columns(found: Statistics) -> Chart:
    """A stack of the four forms for every month, with a line where last year's month was."""
    year, last = found.years[0], found.years[1]
    compared = bool(last.times)
    return Chart(
        title=f"{found.stretch.year}年各月四种形态", subtitle=words(found), unit="人次", upright=True, stacked=True,
        series=tuple(Series(form_name(form), tone) for form, tone in enumerate(FORM_TONES, 1)),
        categories=tuple(_stack(found, number, compared=compared) for number in range(len(_begun(year)))),
        mark_name=f"{last.stretch.year}年同月" if compared else "", foot=f"按人次统计。{_running(found)}",
    )  # fmt: skip


def _stack(found: Statistics, number: int, *, compared: bool) -> Category:
    counts, before = found.of_month(number), sum(found.of_month(number, 1))
    key, past = (found.years[y].days[number].key for y in (0, 1))
    name = f"{number + 1}月"
    points = tuple(
        Point(n, f"{n:,}", f"{name}，{form_name(form)}，{n:,}人次", Ref(MONTH, key, form=form)) if n else None
        for form, n in enumerate(counts, 1)
    )
    said = f"{month_rules.title(past)}，合计{before:,}人次"
    mark = Point(before, f"{before:,}", said, Ref(MONTH, past, 1)) if compared else None
    return Category(name, points, f"{sum(counts):,}" if sum(counts) else "", mark)


# -- the people behind ------------------------------------------------------------------------------------------------


def people_behind(found: Statistics, ref: Ref) -> list[PersonTime]:
    """Everybody a figure or a bar counts, the latest first."""
    if ref.topic == MONTH:
        return found.behind_month(ref.code, ref.year, ref.form)
    if ref.whole_year:
        return found.behind_month("", ref.year, 0 if ref.code == TOTAL else int(ref.code))
    return found.behind(ref.topic, [ref.code], ref.year)


def title_of(found: Statistics, ref: Ref, times: Sequence[PersonTime]) -> str:
    """What a list is of: '第二种形态　2025年同期　896 人次（881 人）'."""
    counted = count(times)
    numbers = f"{counted.times:,} 人次（{counted.people:,} 人）"
    if ref.topic == MONTH:
        span = month_rules.title(ref.code) if ref.code else f"{found.years[ref.year].stretch.year}年"
        return "　".join([span, *([form_name(ref.form)] if ref.form else []), numbers])
    span = year_names(found)[ref.year]
    if ref.whole_year:
        span = f"{found.stretch.year}年1—{found.stretch.last_month}月"
    return f"{found.table(ref.topic).row(ref.code).name}　{span}　{numbers}"
