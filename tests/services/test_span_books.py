"""Quarter, half-year and year: one workbook of the months in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from demo_county import make_county, open_copy
from openpyxl import load_workbook

from jzdesk.domain.duties import Rate
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.handling import percentages
from jzdesk.domain.month_rows import KEY, KeptRow
from jzdesk.domain.months import Correction
from jzdesk.domain.span_keys import is_month, key_of_span, months_in, months_until, span_of_key
from jzdesk.services import cases, month_closing, months, span_books, span_months
from jzdesk.services.month_figures import MonthFigures


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("county") / "vault")


@pytest.fixture
def desk(county, tmp_path):
    desk = open_copy(county, tmp_path / "vault")
    yield desk
    desk.vault.close(back_up=False)


@pytest.mark.parametrize(
    ("key", "title", "months_"),
    [
        ("2026-10", "2026年10月", ["2026-10"]),
        ("2026-Q3", "2026年第三季度", ["2026-07", "2026-08", "2026-09"]),
        ("2026-H2", "2026年下半年", [f"2026-{n:02d}" for n in range(7, 13)]),
        ("2026", "2026年", [f"2026-{n:02d}" for n in range(1, 13)]),
    ],
)
def test_the_keys_of_spans(key, title, months_):
    span = span_of_key(key)
    assert (span.title, list(months_in(span)), key_of_span(span)) == (title, months_, key)
    assert is_month(key) is (key == "2026-10")


@pytest.mark.parametrize("key", ["", "2026-13", "2026-Q5", "2026-H3", "26", "2026-Q", "2026-1", "1826"])
def test_what_is_no_span(key):
    with pytest.raises(RuleError, match="应写成"):
        span_of_key(key)
    assert months_until(date(2026, 3, 9)) == ("2026-01", "2026-02", "2026-03")


def test_lines_as_sent_with_what_was_corrected_since():
    sent = [
        KeptRow(key="a", cells={"name": "张三", "note": "旧", "grade": "好"}), KeptRow(key="b", cells={"name": "李四"}),
        KeptRow(key="c", cells={"name": "王五"}),
    ]  # fmt: skip
    changes = [
        Correction(ledger="visits", key="a", column="note", before="旧", after="新"),
        Correction(ledger="visits", key="a", column="grade", before="好", after=""),
        Correction(ledger="visits", key="b", column="", before="李四", after=""),
        Correction(ledger="visits", key="d", column="", before="", after="赵六"),
    ]
    found = span_months.corrected(sent, changes)
    assert [(line.key, dict(line.cells)) for line in found] == [
        ("a", {"name": "张三", "note": "新"}),
        ("c", {"name": "王五"}),
    ]


def test_figures_as_sent_with_what_was_corrected_since():
    sent = MonthFigures(
        key="2026-07", forms=(1, 2, 0, 0), forms_year=(1, 2, 0, 0), shares=(), shares_year=(), decisions=3, announced={},
        rates=(Rate("宣布及时率", 2, 4), Rate("回访率", 1, 1)),
    )  # fmt: skip
    changes = [
        Correction(
            ledger="figures",
            key="第二种形态人次",
            name="第二种形态人次",
            column="value",
            before="2",
            after="3",
        ),
        Correction(
            ledger="figures",
            key="宣布及时率",
            name="宣布及时率",
            column="value",
            before="50.0 %  2/4",
            after="75.0 %  3/4",
        ),
    ]
    found = span_months.corrected_figures(sent, changes)
    assert found.forms == (1, 3, 0, 0)
    assert found.shares == percentages((1, 3, 0, 0))
    assert [(rate.met, rate.due) for rate in found.rates] == [(3, 4), (1, 1)]


NOTHING = MonthFigures(
    key="",
    forms=(0,) * 4,
    forms_year=(0,) * 4,
    shares=(),
    shares_year=(),
    rates=(),
    decisions=0,
    announced={},
)


def test_each_record_once_as_the_last_month_had_it():
    def month(key, *lines):
        days = (date(2026, 7, 1), date(2026, 7, 31))
        return span_months.MonthRead(
            key=key, days=days, sent=False, figures=NOTHING, ledgers={"visits": lines}
        )

    found = (
        month("2026-07", {KEY: "a", "grade": "差"}, {KEY: "b", "grade": "好"}),
        month("2026-09", {KEY: "c", "grade": "好"}, {KEY: "a", "grade": "好"}, {"grade": "无"}),
    )
    lines = span_months.joined(found, "visits")
    assert [(line.get(KEY), line["grade"], line["months"], line["seq"]) for line in lines] == [
        ("a", "好", "7、9月", 1), ("b", "好", "7月", 2), ("c", "好", "9月", 3), (None, "无", "9月", 4),
    ]  # fmt: skip


def decision(key, day, form):
    return {KEY: key, "decided_on": day, "form": form}


def test_a_decision_changed_on_review_is_counted_once_with_the_form_of_its_month():
    """July's decision, changed in September; one of June, changed in September, is no person-time of the quarter."""
    july, june, changed = date(2026, 7, 9), date(2026, 6, 2), date(2026, 9, 3)
    found = tuple(
        span_months.MonthRead(
            key=key, days=days, sent=False, figures=NOTHING, ledgers={"decisions": lines, "visits": lines}
        )
        for key, days, lines in (
            ("2026-07", (date(2026, 7, 1), date(2026, 7, 31)), (decision("a", july, "第二种形态"), decision("b", june, "第三种形态"))),
            ("2026-09", (date(2026, 9, 1), date(2026, 9, 30)), (decision("a", changed, ""), decision("b", changed, ""))),
        )
    )  # fmt: skip
    assert [line["form"] for line in span_months.joined(found, "decisions")] == ["第二种形态", ""]
    assert [line["form"] for line in span_months.joined(found, "visits")] == ["", ""]


def test_the_running_year_agrees_with_itself(desk, tmp_path):
    """Decisions of August that were changed in November: the sheets of the year's book count the same people."""
    with desk.vault.read() as database:
        changed = database.execute_sql("SELECT count(*) FROM decision WHERE review_kind <> ''").fetchone()[0]
    assert changed, "the county has no changed decision"
    span_books.export_span(desk, "2026", tmp_path / "2026.xlsx")
    made = load_workbook(tmp_path / "2026.xlsx", data_only=True)
    assert made["核对表"]["F2"].value == "全部一致"
    total = made["四种形态统计"]["C9"].value
    assert made["汇总表"]["C5"].value == total > 30
    year = months.figures(desk, "2026-11").forms_year
    assert sum(year) < total, "no decision was revoked"
    notes = "".join(str(row[0].value) for row in made["封面与填报说明"].iter_rows(min_row=20))
    assert f"各月之和{total}人次" in notes
    assert f"按期末结果计{sum(year)}人次（{'、'.join(map(str, year))}）" in notes


def test_the_quarter_is_the_sum_of_its_months(desk, tmp_path):
    """Closed and open months together; counted again from the records."""
    month_closing.freeze_month(desk, "2026-07", tmp_path / "07.xlsx")
    book = tmp_path / "q3.xlsx"
    span_books.export_span(desk, "2026-Q3", book)
    made = load_workbook(book, data_only=True)
    assert made["核对表"]["F2"].value == "全部一致"
    assert made["封面与填报说明"]["A2"].value == "执纪工作季报表册"
    each = [months.figures(desk, f"2026-0{n}").forms for n in (7, 8, 9)]
    forms = made["四种形态统计"]
    assert [forms.cell(row, 3).value for row in range(5, 9)] == [
        sum(month[n] for month in each) for n in range(4)
    ]
    with desk.vault.read() as database:
        sql = """SELECT count(*) FROM (SELECT min(d.decided_on) first_on FROM decision d JOIN "case" c ON c.id = d.case_id
                 WHERE c.deleted_at IS NULL GROUP BY c.id) WHERE first_on BETWEEN '2026-07-01' AND '2026-09-30'"""
        decided = database.execute_sql(sql).fetchone()[0]
    sheet = made["处分决定执行台账"]
    head = {sheet.cell(4, at).value or sheet.cell(3, at).value: at for at in range(1, sheet.max_column + 1)}
    assert {"列入月份", "决定日期"} <= set(head)
    days = [sheet.cell(row, head["决定日期"]).value for row in range(5, sheet.max_row)]
    mine = [
        day for day in days if hasattr(day, "year") and date(2026, 7, 1) <= day.date() <= date(2026, 9, 30)
    ]
    assert len(mine) == decided
    table = {row[0].value: [cell.value for cell in row[2:]] for row in made["各月情况"].iter_rows(min_row=4)}
    for number, name in enumerate(("第一种形态", "第二种形态", "第三种形态", "第四种形态")):
        assert table[name] == [*(month[number] for month in each), sum(month[number] for month in each)]
    live = load_workbook(book)["各月情况"]
    assert live["F4"].value == "=SUM(C4:E4)"
    assert str(live["F8"].value) == "=SUM(F4:F7)"
    notes = {str(row[0].value) for row in made["封面与填报说明"].iter_rows(min_row=20)}
    assert any(note.startswith("7月已关账") for note in notes)
    assert any(note.startswith("8月、9月未关账") for note in notes)
    assert not months.month_of(desk, "2026-09").submission


def test_a_closed_month_stays_as_it_was_sent(desk, tmp_path):
    """A decision of a closed month changed since: its month tells what was sent."""
    month_closing.freeze_month(desk, "2026-07", tmp_path / "07.xlsx")
    with desk.vault.read():
        before = span_months.read_months(desk, span_of_key("2026-Q3"))[0]
    names = Counter(str(row["name"]) for row in before.ledgers["decisions"])
    assert before.sent
    row = before.ledgers["decisions"][0]
    file = cases.open_case(desk, int(str(row["@id"])))
    cases.record_case(desk, replace(file, case=replace(file.case, number="改过的案号")))
    assert cases.open_case(desk, int(str(row["@id"]))).case.number == "改过的案号"
    with desk.vault.read():
        after = span_months.read_months(desk, span_of_key("2026-Q3"))[0]
    assert Counter(str(line["name"]) for line in after.ledgers["decisions"]) == names
    assert after.ledgers["decisions"][0] == row
    assert all(isinstance(line["decided_on"], date) for line in after.ledgers["decisions"])


def test_what_cannot_be_exported(desk, tmp_path):
    with pytest.raises(Refused, match="2027年第一季度还没有开始"):
        span_books.export_span(desk, "2027-Q1", tmp_path / "a.xlsx")
    with pytest.raises(Refused, match="是一个月"):
        span_books.export_span(desk, "2026-10", tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()
