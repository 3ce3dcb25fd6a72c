"""统计 counted again from the raw rows, and against the month's figures and the indicators; every figure leads to its people.

One vault serves all tests here; what a frozen month does is in `test_statistics_frozen`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from raw_decisions import day, decisions, rows
from revisit_county import make_county

from jzdesk.domain import months as month_rules
from jzdesk.domain.indicators import INDICATORS, Mark, Span, SpanKind
from jzdesk.domain.statistics import NONE
from jzdesk.domain.stretches import Stretch, StretchKind
from jzdesk.services import indicators, months, statistics_grids, statistics_rates
from jzdesk.services.indicator_lines import lines_behind
from jzdesk.services.statistics import UNIT_MARK, measure
from jzdesk.services.statistics_grids import TOPICS, make_grid, people_behind
from jzdesk.services.statistics_text import bulletin

YEAR = Stretch(StretchKind.YEAR, 2026, 1, 12)
Q3 = Stretch(StretchKind.QUARTER, 2026, 7, 9)
Q4 = Stretch(StretchKind.QUARTER, 2026, 10, 12)
TO_SEPTEMBER = Stretch(StretchKind.TO_DATE, 2026, 1, 9)
WHOLE_2025 = Stretch(StretchKind.YEAR, 2025, 1, 12)
STRETCHES = (YEAR, Q3, Q4, TO_SEPTEMBER, WHOLE_2025)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = make_county(tmp_path_factory.mktemp("county") / "vault", people=150, months=24, seed=11)
    yield made
    made.vault.close(back_up=False)


def then(desk, on):
    """Every case decided by a day: its form on it, the day of its first decision, the measures that stand; naively."""
    cases = {}
    for decision in decisions(desk, on):
        cases.setdefault(decision["case_id"], []).append(decision)
    found = {}
    for key, case in cases.items():
        codes = [code for decision in case for code in decision["standing"]]
        if case[-1]["review_kind"] == "expelled":
            codes = [code for code in codes if not code.startswith("D")] + case[-1]["standing"]
        moved = day(case[0]["transferred_on"])
        crime = case[0]["suspected_crime"] and not (moved and moved > on)
        form = 4 if codes and crime else max((desk.rulebook.sanctions[c].form for c in codes), default=0)
        if form:
            found[key] = form, day(case[0]["decided_on"]), codes
    return found


def counted(desk, first, until, on):
    """Those of them first decided on in a span."""
    return {k: (form, codes) for k, (form, begun, codes) in then(desk, on).items() if first <= begun <= until}


def days(stretch):
    return month_rules.span(stretch.months[0])[0], month_rules.span(stretch.months[-1])[1]


def a_year_before(on):
    return on.replace(year=on.year - 1)


@pytest.mark.parametrize("stretch", STRETCHES, ids=lambda s: s.title)
@pytest.mark.parametrize("as_of", ["end", "today"])
def test_the_forms_are_those_of_the_raw_rows(county, stretch, as_of):
    first, last = days(stretch)
    on = min(last, county.today) if as_of == "end" else county.today
    found = measure(county, stretch, on=on)
    wanted = counted(county, first, min(last, on), on)
    forms = Counter(form for form, _ in wanted.values())
    assert found.forms() == tuple(forms[n] for n in (1, 2, 3, 4))
    assert {item.case_id for item in found.years[0].own} == wanted.keys()
    assert {item.case_id: sorted(set(item.measures)) for item in found.years[0].own} == {
        key: sorted(set(codes)) for key, (_, codes) in wanted.items()
    }


def test_last_year_is_counted_to_the_same_day(county):
    """While the quarter runs both years end on 22 November; as of its own end both run whole; as of today both too."""
    found = measure(county, Q4)
    assert (found.years[0].until, found.years[1].until) == (date(2026, 11, 22), date(2025, 11, 22))
    wanted = counted(county, date(2025, 10, 1), date(2025, 11, 22), date(2025, 11, 22))
    assert {item.case_id for item in found.years[1].own} == wanted.keys()
    ended = measure(county, Q3)
    assert [(y.until, y.on) for y in ended.years] == [(date(y, 9, 30),) * 2 for y in (2026, 2025, 2024)]
    wanted = counted(county, date(2025, 7, 1), date(2025, 9, 30), date(2025, 9, 30))
    assert {item.case_id for item in ended.years[1].own} == wanted.keys()
    late = measure(county, Q3, on=county.today)
    assert [(y.until, y.on) for y in late.years[:2]] == [(date(y, 9, 30), county.today) for y in (2026, 2025)]


def test_a_month_agrees_with_its_report(county):
    key = "2024-12"
    while key <= "2026-11":
        stretch = Stretch(StretchKind.MONTH, int(key[:4]), int(key[5:]), int(key[5:]))
        found, reported = measure(county, stretch), months.figures(county, key)
        assert found.forms() == reported.forms
        assert found.forms_of_year() == reported.forms_year
        shares = [row.shares[0] for row in found.table("form").rows]
        assert tuple(shares) == reported.shares
        key = month_rules.key_of(month_rules.span(key)[1] + timedelta(days=1))


def test_a_year_is_the_sum_of_its_months(county):
    found = measure(county, YEAR)
    of_months = [found.of_month(number) for number in range(12)]
    assert tuple(map(sum, zip(*of_months, strict=True))) == found.forms() == found.forms_of_year()
    halves = [
        measure(county, Stretch(StretchKind.HALF, 2026, a, b), on=county.today).forms()
        for a, b in ((1, 6), (7, 12))
    ]
    assert tuple(map(sum, zip(*halves, strict=True))) == found.forms()


RAW = (
    'SELECT c.id, c.violations, c.eight_rules, c.source, p.id AS person, p.rank, p.rank_level, u.name AS unit, u.level'
    ' FROM "case" c JOIN person p ON p.id = c.person_id LEFT JOIN unit u ON u.id = p.unit_id'
)  # fmt: skip


def raw_codes(desk, code, row, measures):
    """What a case is counted under, read from the row by the clause."""
    levels = {c.code: c.group for c in desk.rulebook.codes["rank"]}
    single = {
        "level": row["level"] or NONE, "rank": row["rank_level"] or levels.get(row["rank"], NONE), "source": row["source"] or NONE,
        "unit": f"{row['level']}{UNIT_MARK}{row['unit']}" if row["unit"] else NONE,
    }  # fmt: skip
    if code in single:
        return [single[code]]
    if code == "violation":
        return json.loads(row["violations"] or "[]") or [NONE]
    return json.loads(row["eight_rules"] or "[]") if code == "eight" else sorted(set(measures)) or [NONE]


@pytest.mark.parametrize("code", ["level", "unit", "rank", "source", "violation", "eight", "measure"])
def test_every_dimension_is_that_of_the_raw_rows(county, code):
    found = measure(county, YEAR)
    table = found.table(code)
    raw = {row["id"]: row for row in rows(county, RAW)}
    for year, (until, first) in enumerate(
        ((county.today, date(2026, 1, 1)), (a_year_before(county.today), date(2025, 1, 1)))
    ):
        wanted = counted(county, first, until, until)
        keys = {key: raw_codes(county, code, raw[key], codes) for key, (_, codes) in wanted.items()}
        times = Counter(value for values in keys.values() for value in values)
        people = {v: len({raw[k]["person"] for k, values in keys.items() if v in values}) for v in times}
        shown = {r.code: r.counts[year] for r in table.rows if not r.is_group and r.counts[year].times}
        assert {value: count.times for value, count in shown.items()} == times
        assert {value: count.people for value, count in shown.items()} == people
        of_all = {key for key, values in keys.items() if values}
        assert table.total.counts[year].times == len(of_all)
        if table.total.shares and of_all:
            assert sum((row.shares[year] for row in table.rows), Decimal(0)) == Decimal("100.0")


@pytest.mark.parametrize("stretch", [YEAR, Q4, TO_SEPTEMBER], ids=lambda s: s.title)
def test_every_figure_and_every_bar_leads_to_its_people(county, stretch):
    found = measure(county, stretch)
    for topic, _ in TOPICS:
        grid = make_grid(found, topic)
        for line in grid.lines:
            assert len(line.cells) == len(grid.columns)
            for cell, heading in zip(line.cells, grid.columns, strict=True):
                if cell.ref is None:
                    continue
                behind = people_behind(found, cell.ref)
                wanted = len({item.person_id for item in behind}) if heading.title == "人数" else len(behind)
                assert cell.value == wanted, (topic, line.name, heading)
        points = [p for c in grid.chart.categories for p in (*c.points, c.mark) if p is not None]
        assert points
        for point in points:
            behind = people_behind(found, point.ref)
            assert point.value == len(behind)
            assert f"{len(behind):,}人次" in point.said


def test_the_rates_of_units_are_the_indicators(county):
    found = measure(county, Q4)
    rates = statistics_rates.compare_rates(county, found, statistics_rates.measure_rates(county, found))
    span = Span(SpanKind.QUARTER, 2026, 4)
    wanted = indicators.measure(county, span)
    for indicator in INDICATORS:
        code = indicator.code
        grid = statistics_rates.make_grid(rates, code)
        shown = {line.name: line.cells for line in grid.lines}
        assert shown.keys() == {m.name for m in wanted.measures if m.place.kind != "level"}
        for item in wanted.measures:
            if item.place.kind == "level":
                continue
            figure, cells = item.figures[code], shown[item.name]
            assert [c.value for c in cells[:4]] == [figure.due, figure.met, figure.open, figure.excused]
            assert cells[4].value == figure.rate.percent
            assert statistics_rates.place_of(cells[0].ref) == (code, item.place)
        assert [line.kind for line in grid.lines].count("total") == 1
        units = [line.cells[4].value for line in grid.lines[1:]]
        known = [value for value in units if value is not None]
        assert known == sorted(known)  # the lowest first, those with nothing due last
        assert units[: len(known)] == known
    county_line = lines_behind(county, rates.now.span, indicators.COUNTY, "visits", on=rates.now.on)
    figure = rates.now.measures[0].figures["visits"]
    assert sum(line.mark in (Mark.ON_TIME, Mark.LATE) for line in county_line) == figure.done


def test_without_the_year_before_the_rates_come_sooner(county):
    rates = statistics_rates.measure_rates(county, measure(county, Q4))
    grid = statistics_rates.make_grid(rates, "announce")
    assert rates.before is None
    assert len(grid.columns) == 5
    assert len(grid.chart.series) == 1


def test_the_bulletin_says_what_the_tables_say(county):
    found = measure(county, YEAR)
    text = bulletin(county.rulebook, found)
    wanted = then(county, county.today)
    families = {s.code: s.family for s in county.rulebook.sanctions.catalogue}
    who = {row["id"]: row["person_id"] for row in rows(county, 'SELECT id, person_id FROM "case"')}

    def people(*kinds):
        return len(
            {
                who[k]
                for k, (_, begun, codes) in wanted.items()
                if begun.year == 2026 and any(families[c] in kinds for c in codes)
            }
        )

    (filed,) = rows(
        county,
        'SELECT count(*) AS n FROM "case" WHERE deleted_at IS NULL AND filed_on BETWEEN "2026-01-01" AND "2026-11-22"',
    )
    assert f"立案{filed['n']}件，处分{people('party', 'admin', 'institution')}人" in text
    assert f"（其中党纪处分{people('party')}人、政务处分{people('admin', 'institution')}人）" in text
    total, shares = sum(found.forms()), [row.shares[0] for row in found.table("form").rows]
    assert f"批评教育和处理{total}人次" in text
    assert f"第二种形态{found.forms()[1]}人次，占{shares[1]} %" in text
    assert text.startswith("2026年1月1日至11月22日，公安县纪委监委共立案")


def test_a_month_that_has_not_begun_is_not_shown(county):
    grid = make_grid(measure(county, YEAR), statistics_grids.MONTH)
    assert [line.name for line in grid.lines][-1] == "2026年11月"
    assert len(grid.chart.categories) == 11
    assert "上年同月截至11月22日" in grid.note
