"""A month that was closed counts as it was sent, whatever happens to its records since; what differs is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from office_county import announce, make_office
from revisit_county import Clock, sanction

from jzdesk.domain.accounts import Role
from jzdesk.domain.measures import Measure
from jzdesk.domain.statistics import TOTAL
from jzdesk.domain.stretches import Stretch, StretchKind
from jzdesk.services import cases, month_closing, months, reporting, statistics_rates
from jzdesk.services.statistics import NOW, SENT, UNIT_MARK, measure
from jzdesk.services.statistics_grids import MONTH, TOPICS, Ref, make_grid, people_behind, words
from jzdesk.services.statistics_text import bulletin
from jzdesk.storage import months as month_rows

OCTOBER = Stretch(StretchKind.MONTH, 2026, 10, 10)
YEAR = Stretch(StretchKind.YEAR, 2026, 1, 12)
TODAY = date(2026, 11, 20)


@pytest.fixture
def desk(tmp_path):
    clock = Clock()
    clock.set(TODAY)
    made = make_office(tmp_path / "vault", Role.REVIEWER, Role.CLERK, clock=clock)
    yield made
    made.vault.close(back_up=False)


@pytest.fixture
def closed(desk, tmp_path):
    """October with three person-times, closed; one more in November. The cases by name."""
    found = {
        "吴建国": sanction(desk, "吴建国", decided_on=date(2026, 10, 12)),
        "陈大勇": sanction(desk, "陈大勇", decided_on=date(2026, 10, 13), codes=("Z5",), unit="县住建局"),
        "周小林": sanction(desk, "周小林", decided_on=date(2026, 10, 14), codes=("F11",), unit="埠河镇"),
        "郑红梅": sanction(desk, "郑红梅", decided_on=date(2026, 11, 5), codes=("D1",), unit="县水利局"),
    }
    for name in ("吴建国", "陈大勇"):
        announce(desk, found[name], date(2026, 10, 20))
    month_closing.freeze_month(desk, "2026-10", tmp_path / "10.xlsx")
    return found


def change(desk, case_id, **more):
    """The record corrected: other measures, another day, another place of work."""
    file = cases.open_case(desk, case_id)
    decision = file.decision
    if codes := more.pop("codes", None):
        decision = replace(decision, measures=tuple(Measure(code=code) for code in codes))
    if day := more.pop("decided_on", None):
        decision = replace(decision, decided_on=day)
    cases.record_case(desk, replace(file, person=replace(file.person, **more), decisions=(decision,)))


def test_nothing_changed_and_both_ways_of_counting_agree(desk, closed):
    sent, now = measure(desk, OCTOBER), measure(desk, OCTOBER, basis=NOW)
    assert sent.forms() == now.forms() == (1, 1, 1, 0)
    assert sent.years[0].sent == ("2026-10",)
    assert all(item.sent for item in sent.years[0].own)
    for topic, _ in TOPICS:
        if topic != MONTH:
            assert sent.table(topic).rows == now.table(topic).rows, topic
    assert {i.case_id for i in sent.years[0].own} == {closed[n] for n in ("吴建国", "陈大勇", "周小林")}
    assert sent.notes == ("2026年10月为报送数",)
    assert now.notes == ()
    assert months.reported_figures(months.month_of(desk, "2026-10")).forms == sent.forms()


def test_a_later_correction_leaves_the_closed_month_as_it_was_sent(desk, closed):
    change(desk, closed["周小林"], codes=("D1",), unit_name="县水利局")
    sent, now = measure(desk, OCTOBER), measure(desk, OCTOBER, basis=NOW)
    assert (sent.forms(), now.forms()) == ((1, 1, 1, 0), (0, 2, 1, 0))
    assert "报送后有更正，现有记录的四种形态依次为0、2、1、0人次，报送数为1、1、1、0人次" in sent.notes
    assert "报送后有更正" in words(sent)
    own = next(item for item in sent.years[0].own if item.person == "周小林")
    assert (own.form, own.measures, own.unit, own.case_id) == (1, ("F11",), "埠河镇", closed["周小林"])
    units = {row.name: row.counts[0].times for row in sent.table("unit").rows}
    assert units == {"县装备中心": 1, "县住建局": 1, "埠河镇": 1}
    assert {row.name: row.counts[0].times for row in now.table("unit").rows} == {
        "县装备中心": 1,
        "县住建局": 1,
        "县水利局": 1,
    }
    assert all(UNIT_MARK in row.code for row in now.table("unit").rows)


def test_the_year_takes_closed_months_as_sent_and_the_others_as_they_are(desk, closed):
    change(desk, closed["周小林"], codes=("D1",))
    change(desk, closed["郑红梅"], codes=("F11",))
    found = measure(desk, YEAR)
    assert found.forms() == (2, 1, 1, 0)
    grid = make_grid(found, MONTH)
    shown = {line.name: [cell.text for cell in line.cells] for line in grid.lines}
    assert shown["2026年10月"][:5] == ["1", "1", "1", "0", "3"]
    assert (shown["2026年10月"][-1], shown["2026年11月"][-1], shown["2026年9月"][-1]) == (
        "报送数",
        "截至今天",
        "现有记录",
    )
    assert measure(desk, YEAR, basis=NOW).forms() == (1, 2, 1, 0)


def test_who_was_deleted_since_is_still_in_the_month_that_was_sent(desk, closed):
    cases.delete_case(desk, closed["陈大勇"], why="重复登记")
    sent, now = measure(desk, OCTOBER), measure(desk, OCTOBER, basis=NOW)
    assert (sent.forms(), now.forms()) == ((1, 1, 1, 0), (1, 1, 0, 0))
    gone = next(item for item in sent.years[0].own if item.person == "陈大勇")
    assert gone.case_id is None  # there is no record to open any more
    assert (gone.unit, gone.measures_text) == ("县住建局", "撤职")
    assert sent.table("form").row(TOTAL).counts[0].people == 3


def test_an_opened_month_counts_as_the_records_are(desk, closed):
    change(desk, closed["周小林"], codes=("D1",))
    month_closing.reopen_month(desk, "2026-10", why="更正处分种类")
    found = measure(desk, OCTOBER)
    assert found.forms() == (0, 2, 1, 0)
    assert found.years[0].sent == ()


def test_a_case_dated_into_another_month_since_is_told_in_both_and_said(desk, closed):
    """October was sent with 周小林; his decision turns out to be of November. October stays, November's report has him."""
    change(desk, closed["周小林"], decided_on=date(2026, 11, 6))
    found = measure(desk, YEAR)
    assert [len(found.behind_month(key)) for key in ("2026-10", "2026-11")] == [3, 2]
    assert any("有1件改在以后的月份" in note for note in found.notes)
    assert not any("改在以后的月份" in note for note in measure(desk, YEAR, basis=NOW).notes)


def test_the_rates_of_a_closed_month_say_what_was_reported(desk, closed):
    before = statistics_rates.measure_rates(desk, measure(desk, OCTOBER))
    figure = before.now.measures[0].figures["announce"]
    assert before.reported["announce"] == (figure.met, figure.due) == (2, 2)
    assert "报送时" not in statistics_rates.make_grid(before, "announce").note
    cases.delete_case(desk, closed["陈大勇"], why="重复登记")
    after = statistics_rates.measure_rates(desk, measure(desk, OCTOBER))
    assert after.reported["announce"] == (2, 2)
    assert "报送时全县为2/2，现有记录为1/1" in statistics_rates.make_grid(after, "announce").note
    assert statistics_rates.measure_rates(desk, measure(desk, YEAR)).reported == {}


def test_months_follow_the_cut_off_day(desk):
    for name, day in (
        ("吴建国", date(2026, 9, 25)),
        ("陈大勇", date(2026, 9, 26)),
        ("周小林", date(2026, 10, 25)),
        ("郑红梅", date(2026, 10, 26)),
    ):
        sanction(desk, name, decided_on=day)
    reporting.save_reporting(desk, since="2026-09", day=25, report_days=5, why="市里要求25日截止")
    found = measure(desk, YEAR)
    names = {key: {i.person for i in found.behind_month(key)} for key in ("2026-09", "2026-10", "2026-11")}
    assert names == {"2026-09": {"吴建国"}, "2026-10": {"陈大勇", "周小林"}, "2026-11": {"郑红梅"}}
    october = measure(desk, OCTOBER)
    assert (october.years[0].first, october.years[0].until) == (date(2026, 9, 26), date(2026, 10, 25))
    assert october.forms() == months.figures(desk, "2026-10").forms
    rates = statistics_rates.measure_rates(desk, october)
    assert (rates.now.span.first, rates.now.span.last) == (date(2026, 9, 26), date(2026, 10, 25))


def test_what_was_sent_is_counted_to_the_day_last_year_too(desk, tmp_path):
    """A running month is compared with the same days of a month that was closed a year ago."""
    sanction(desk, "吴建国", decided_on=date(2025, 11, 19))
    sanction(desk, "陈大勇", decided_on=date(2025, 11, 25))
    month_closing.freeze_month(desk, "2025-11", tmp_path / "2025.xlsx")
    found = measure(desk, Stretch(StretchKind.MONTH, 2026, 11, 11))
    assert found.years[1].sent == ("2025-11",)
    assert [item.person for item in found.years[1].own] == ["吴建国"]
    assert [item.person for item in people_behind(found, Ref("form", TOTAL, 1))] == ["吴建国"]


def test_an_empty_county_has_tables_and_no_bars(desk):
    found = measure(desk, YEAR, basis=SENT)
    for topic, _ in TOPICS:
        grid = make_grid(found, topic)
        assert all(cell.value in (0, None) for cell in grid.lines[0].cells)
        assert grid.chart.empty
    assert found.table("form").row(TOTAL).counts[0].times == 0
    assert "共立案0件，处分0人。" in bulletin(desk.rulebook, found)
    assert found.notes == ()


def test_that_an_earlier_year_is_not_whole_is_said(desk):
    """Records begin in mid-October of last year: the year before is empty, last year's quarter lacks its beginning."""
    quarter = Stretch(StretchKind.QUARTER, 2026, 10, 12)
    for day in (date(2025, 10, 13), date(2026, 10, 14)):
        sanction(desk, f"吴{day.year}", decided_on=day)
    assert (
        measure(desk, quarter).incomplete
        == "库中最早的决定作出于2025-10-13，2025年同期、2024年同期的记录可能不全。"
    )
    assert make_grid(measure(desk, quarter), "form").note.endswith("可能不全。")
    assert make_grid(measure(desk, quarter), MONTH).note.endswith("可能不全。")
    sanction(desk, "郑红梅", decided_on=date(2024, 9, 30))
    assert measure(desk, quarter).incomplete == ""


def kept_row_without(rows_, *columns):
    return [replace(row, cells={k: v for k, v in row.cells.items() if k not in columns}) for row in rows_]


def rewrite_ledger(desk, rewrite):
    """What an earlier version, or a county that leaves a column out, would have kept of October."""
    with desk.vault.write(desk.actor, "整理", noun="month") as tx:
        month = month_rows.month("2026-10")
        lines = rewrite(month_rows.ledger_rows(month.id, "decisions"))
        if lines is None:
            month_rows.drop_ledger(tx, month.id, "decisions")
        else:
            about = month_rows.KeptLedger(ledger="decisions", count=len(lines), digest="")
            month_rows.keep_ledger(tx, month.id, about, lines)


def test_a_month_closed_before_rows_were_kept(desk, closed):
    """Only its figures are known: the records count, and where they say otherwise both are told."""
    rewrite_ledger(desk, lambda _rows: None)
    found = measure(desk, OCTOBER)
    assert (found.forms(), found.years[0].sent, found.notes) == ((1, 1, 1, 0), (), ())
    change(desk, closed["周小林"], codes=("D1",))
    found = measure(desk, OCTOBER)
    assert found.forms() == (0, 2, 1, 0)
    assert found.notes == ("2026年10月报送为1、1、1、0人次，没有留存名单，这里按现有记录统计",)


def test_a_ledger_without_the_form_cannot_be_counted_one_without_the_rank_can(desk, closed):
    rewrite_ledger(desk, lambda lines: kept_row_without(lines, "form"))
    assert measure(desk, OCTOBER).years[0].sent == ()
    assert measure(desk, OCTOBER).forms() == (1, 1, 1, 0)


def test_what_the_ledger_has_no_column_for_is_taken_from_the_record(desk, closed):
    rewrite_ledger(desk, lambda lines: kept_row_without(lines, "unit", "unit_level", "party_sanction"))
    found = measure(desk, OCTOBER)
    assert found.years[0].sent == ("2026-10",)
    assert {item.unit for item in found.years[0].own} == {"县装备中心", "县住建局", "埠河镇"}
    assert {item.person: item.measures for item in found.years[0].own} == {
        "吴建国": ("D2",),
        "陈大勇": ("Z5",),
        "周小林": ("F11",),
    }
    change(desk, closed["周小林"], unit_name="县水利局")
    assert {item.unit for item in measure(desk, OCTOBER).years[0].own} == {
        "县装备中心",
        "县住建局",
        "县水利局",
    }


def test_who_is_gone_altogether_is_each_a_person_of_his_own(desk, closed):
    """Records that are in the ledger sent, but no more in the vault at all."""
    rewrite_ledger(desk, lambda lines: [replace(row, key=f"gone{n}") for n, row in enumerate(lines)])
    own = measure(desk, OCTOBER).years[0].own
    assert len({item.person_id for item in own}) == len(own) == 3
    assert all(item.case_id is None and item.person_id < 0 for item in own)
    assert {(item.person, item.unit) for item in own} >= {("吴建国", "县装备中心")}
