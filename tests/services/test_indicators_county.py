"""指标 of a whole county: the units add up, every list is as long as its number, months agree with the monthly report.

One vault serves all tests here, so none of them may open another."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest
from openpyxl import load_workbook
from revisit_county import make_desk

from jzdesk.domain.indicators import INDICATORS, Mark, Span, SpanKind, span_of
from jzdesk.services import indicator_lines
from jzdesk.services.demo import fill
from jzdesk.services.indicator_book import export_indicators
from jzdesk.services.indicator_lines import lines_behind
from jzdesk.services.indicators import measure
from jzdesk.services.overview import month_rates

YEAR = Span(SpanKind.YEAR, 2026, 1)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = make_desk(tmp_path_factory.mktemp("county") / "vault")
    fill(made, people=200, months=24, seed=5)
    yield made
    made.vault.close(back_up=False)


@pytest.fixture(scope="module")
def measured(county):
    """The figures of a span, measured once for all tests of this module: the county stays as it is."""
    return cache(lambda span: measure(county, span))


@pytest.fixture
def looked_back_once(monkeypatch):
    """Who must be reckoned again for a day is the same for each of the hundred lists a test asks for."""
    look_back = indicator_lines.look_back
    found = {}

    def once(desk, on):
        if on not in found:
            found[on] = look_back(desk, on)
        return found[on]

    monkeypatch.setattr(indicator_lines, "look_back", once)


SPANS = [span_of(kind, day) for kind in SpanKind for day in (date(2026, 11, 22), date(2026, 5, 3), date(2025, 8, 8))]


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.title)
def test_units_make_levels_and_levels_the_county(measured, span):
    found = measured(span)
    for code in (indicator.code for indicator in INDICATORS):
        def total(kind, code=code):
            marks = Counter()
            for item in found.measures:
                if item.place.kind == kind:
                    marks.update(item.figures[code].marks)
            return marks
        assert total("unit") == total("level") == total("county"), code


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.title)
def test_the_list_behind_a_number_is_as_long_as_the_number(county, measured, looked_back_once, span):
    found = measured(span)
    worth = [m for m in found.measures if m.place.kind != "unit"] + list(found.units[::9])
    for item in worth:
        for code, shown in item.figures.items():
            lines = lines_behind(county, span, item.place, code)
            assert Counter(line.mark for line in lines) == shown.marks, (item.name, code)
            assert Counter(line.reason for line in lines if line.mark is Mark.EXCUSED) == shown.reasons
            assert all(line.record for line in lines)


@pytest.mark.parametrize("month", [11, 10, 6, 2])
def test_a_month_says_what_the_monthly_report_says(county, measured, month):
    rates = {rate.name: rate for rate in month_rates(county, f"2026-{month:02}", on=county.today)}
    found = measured(Span(SpanKind.MONTH, 2026, month)).measures[0].figures
    for code, name in (("announce", "宣布及时率"), ("open_dossier", "建档率"), ("mentor", "帮带人落实率"),
                       ("visits", "回访率"), ("assess", "期满考核率"), ("report", "执行报告率")):  # fmt: skip
        assert (found[code].met, found[code].due, found[code].excused) == (
            rates[name].met, rates[name].due, rates[name].excused), name  # fmt: skip


def test_the_ranking_puts_units_with_nothing_due_last_and_lets_equals_share(measured):
    ranking = measured(YEAR).ranking("announce")
    shares = {unit.place: unit.figures["announce"].share for unit in measured(YEAR).units}
    assert {place for place, rank in ranking.items() if rank is None} == {p for p, s in shares.items() if s is None}
    best = [place for place, rank in ranking.items() if rank == 1]
    assert len(best) > 1
    assert {shares[place] for place in best} == {max(s for s in shares.values() if s is not None)}
    ranked = sorted(rank for rank in ranking.values() if rank)
    assert all(ranked.index(rank) == rank - 1 for rank in ranked)


def test_the_workbook_says_what_the_screen_says(county, measured, tmp_path):
    found = measured(YEAR)
    assert export_indicators(county, YEAR, tmp_path / "a.xlsx") == len(found.units)
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["指标", "口径", "不列入名单"]
    rows = list(book["指标"].iter_rows(min_row=5, values_only=True))
    assert [row[1] for row in rows] == [item.name for item in found.measures]
    for item, row in zip(found.measures, rows, strict=True):
        for number, figure in enumerate(item.figures.values()):
            rate, *counts = row[2 + 5 * number : 7 + 5 * number]
            assert counts == [figure.due, figure.met, figure.open, figure.excused]
            percent = figure.rate.percent
            assert rate == ("—" if percent is None else pytest.approx(float(percent) / 100))
    figures = found.measures[0].figures.values()
    meanings = list(book["口径"].iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in meanings] == [i.name for i in INDICATORS]
    assert [row[2] for row in meanings] == [figure.due for figure in figures]
    left_out = [row for row in book["不列入名单"].iter_rows(min_row=4, values_only=True) if row[0]]
    assert Counter((row[1], row[2]) for row in left_out) == {
        (f.indicator.name, reason): count for f in figures for reason, count in f.reasons.items()
    }


def test_an_export_is_logged(county, tmp_path):
    export_indicators(county, YEAR, tmp_path / "b.xlsx")
    with county.vault.read() as database:
        (summary,) = database.execute_sql("SELECT summary FROM audit WHERE action = '导出指标' ORDER BY seq DESC").fetchone()
    assert "2026年，截至2026-11-22" in summary
