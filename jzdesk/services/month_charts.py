"""What the sheet 图表 of a monthly workbook shows: the year's months so far, and the month's units."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jzdesk.domain.duties import done_rate, on_time_rate
from jzdesk.domain.months import title
from jzdesk.services.month_figures import days_of, forms_of, reported_figures
from jzdesk.services.overview import RATES, counted_duties, month_rates
from jzdesk.services.past import look_back
from jzdesk.storage import months as rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from jzdesk.domain.duties import Duty, Rate
    from jzdesk.exports.charts import ChartFigures
    from jzdesk.services.desk import Desk
    from jzdesk.services.month_facts import Facts
    from jzdesk.services.past import Past

SHOWN = ("宣布及时率", "建档率", "回访率", "期满考核率")
BY_UNIT = ("宣布及时率", "回访率")
NO_UNIT = "（未填单位）"


def chart_figures(facts: Facts) -> ChartFigures:
    """The figures of the charts of a month. Call it inside the read of the facts."""
    from jzdesk.exports.charts import ChartFigures

    desk, key = facts.desk, facts.key
    past = look_back(desk, facts.collected.span.on)
    keys = [f"{key[:4]}-{number:02d}" for number in range(1, int(key[5:7]) + 1)]
    forms, rates = figures_of_months(
        desk, keys, past, own={key: (facts.collected.figures.forms, facts.collected.figures.rates)}
    )
    return ChartFigures(
        title=f"{title(key)}执纪工作图表", line=f"{desk.office.unit_name}　统计截至 {facts.collected.span.on:%Y-%m-%d}",
        months=[f"{int(month[5:7])}月" for month in keys], forms=forms,
        rates={name: [percent_of(found, name) for found in rates] for name in SHOWN},
        unit_rates=BY_UNIT, units=units_of(desk, [key], past),
    )  # fmt: skip


Forms = "tuple[int, int, int, int]"


def figures_of_months(
    desk: Desk, keys: Sequence[str], past: Past, own: Mapping[str, tuple[tuple[int, ...], Sequence[Rate]]]
) -> tuple[list[tuple[int, ...]], list[Sequence[Rate]]]:
    """The four forms and the rates of months: of closed ones as they were sent, of `own` as given, else as they stand."""
    kept = {month.key: reported_figures(month) for month in rows.months(36) if month.state == "frozen"}
    forms: list[tuple[int, ...]] = []
    rates: list[Sequence[Rate]] = []
    for key in keys:
        sent = kept.get(key)
        if key in own:
            found = own[key]
        elif sent is not None:
            found = (sent.forms, sent.rates)
        else:
            span = days_of(desk, key)
            found = (forms_of(past, span.first, span.on), month_rates(desk, key, on=span.on, past=past))
        forms.append(found[0])
        rates.append(found[1])
    return forms, rates


def units_of(desk: Desk, keys: Sequence[str], past: Past) -> list[tuple[str, Mapping[str, Decimal | None]]]:
    """The rates of every unit in which something was due in the months, the lowest first."""
    duties: dict[str, dict[str, list[Duty]]] = defaultdict(lambda: defaultdict(list))
    for name in BY_UNIT:
        for key in keys:
            for row in counted_duties(desk, name, key, past=past):
                duties[row.unit or NO_UNIT][name].append(row.duty)
    timely = {name: on_time for name, _, on_time in RATES}
    found = []
    for unit, by_name in duties.items():
        rates = {
            name: (on_time_rate if timely[name] else done_rate)(name, items, past.on).percent
            for name, items in by_name.items()
        }
        known = [rate for rate in rates.values() if rate is not None]
        if known:
            found.append((min(known), sum(known) / len(known), unit, rates))
    return [(unit, rates) for *_, unit, rates in sorted(found, key=lambda item: item[:3])]


def percent_of(rates: Sequence[Rate], name: str) -> Decimal | None:
    """The percent points of a rate by name; None where nothing was due."""
    return next((rate.percent for rate in rates if rate.name == name), None)
