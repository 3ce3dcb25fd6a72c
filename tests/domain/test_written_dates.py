"""Dates in every way clerks write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jzdesk.domain.sheet_cells import Odd
from jzdesk.domain.written_dates import DateReader
from jzdesk.domain.written_words import Doubted, Fault

DAY = date(2024, 3, 5)
READER = DateReader(date(1949, 10, 1), date(2029, 1, 1))
BIRTHS = DateReader(date(1900, 1, 1), date(2026, 11, 23))


@pytest.mark.parametrize("written", [
    "2024.3.5", "2024.03.05", "2024-3-5", "2024/3/5", "2024年3月5日", "2024年3月5号", "2024年03月05", "20240305", 20240305, 20240305.0,
    "24.3.5", "24年3月5日", "240305", "二〇二四年三月五日", "二○二四年三月五日", "二零二四年三月五日", "2024．3．5", "２０２４年３月５日",
    " 2024 年 3 月 5 日 ", "2024.3.5。", "2024,3,5", "2024、3、5", "2024 3 5", "2024·3·5", "2024—3—5", "2024\\3\\5", "2024.3.5日",
    "2024-03-05 00:00:00", "2024-03-05T10:20:30", "2024/3/5 10:20", "2024年3月5日上午9时", "2024.3.5起", "2024-3-5 星期二", "5-Mar-24", "05 March 2024",
    "2024_3_5", "\u200b2024.3.5", date(2024, 3, 5), datetime(2024, 3, 5, 9, 30),
])  # fmt: skip
def test_one_day_in_many_ways(written):
    assert READER.day(written) == DAY


@pytest.mark.parametrize(("written", "day"), [
    ("一九九八年元月一日", date(1998, 1, 1)), ("二〇〇九年十月三十一日", date(2009, 10, 31)), ("二〇二〇年二月廿九日", date(2020, 2, 29)),
    ("二〇一九年十二月卅一日", date(2019, 12, 31)), ("2020.2.29", date(2020, 2, 29)), ("3/25/2024", date(2024, 3, 25)), ("25/3/2024", date(2024, 3, 25)),
    ("98.12.1", date(1998, 12, 1)), ("5/5/2024", date(2024, 5, 5)),
])  # fmt: skip
def test_other_days(written, day):
    assert READER.day(written) == day


@pytest.mark.parametrize(("written", "rule", "words"), [
    ("2024.2.30", "date.impossible", "2024年2月只有29天"), ("2023年2月29日", "date.impossible", "28天"), ("2024.13.5", "date.impossible", "月份13"),
    ("2024.0.5", "date.impossible", "月份0"), ("二〇二四年二月三十日", "date.impossible", "29天"), ("20240230", "date.impossible", "29天"),
    (20240230, "date.impossible", "29天"), ("2024.3", "date.month_only", "只写到月"), ("2024年3月", "date.month_only", "只写到月"),
    ("202403", "date.month_only", "只写到月"), ("二〇二四年三月", "date.month_only", "只写到月"), (2024.12, "date.month_only", "只写到月"),
    (Odd("month", "2024-03"), "date.month_only", "2024-03"), ("2024", "date.year_only", "年份"), (2024, "date.year_only", "年份"),
    ("2024年", "date.year_only", "年份"), ("3月5日", "date.no_year", "没有写年份"), ("3.5", "date.no_year", "没有写年份"),
    ("2024.3.5-2024.9.5", "date.several", "几个日期"), ("2024.3.5、2024.4.6", "date.several", "几个日期"), ("3/5/2024", "date.ambiguous", "分不清"),
    (2024.1, "date.ambiguous", "1月还是10月"), ("200305", "date.ambiguous", "2003年5月"), ("1024.3.5", "date.range", "年份"),
    ("2204.3.5", "date.range", "年份"), (date(1900, 1, 5), "date.range", "年份"), ("待定", "date.format", "不是日期"), ("去年底", "date.format", "不是日期"),
    (3.7, "date.format", "不是日期"), (True, "date.format", "不是日期"), (123456789, "date.format", "不是日期"), ("2024.3.5前后", "date.format", "不是日期"),
    ("99999", "date.format", "不是日期"), ("廿四年三月五日日", "date.format", "不是日期"),
])  # fmt: skip
def test_what_is_no_day_is_said(written, rule, words):
    found = READER.day(written)
    assert isinstance(found, Fault), found
    assert found.rule == rule
    assert found.grave
    assert words in found.text
    assert found.text.endswith("。")


@pytest.mark.parametrize("written", ["", " ", "无", "/", "-", "——", "暂无", "N/A", "不适用"])
def test_a_cell_that_says_there_is_none(written):
    assert READER.day(written) is None


def test_serial_numbers_are_read_and_pointed_out():
    found = READER.day(45356)
    assert isinstance(found, Doubted)
    assert found.value == DAY
    assert not found.fault.grave
    assert READER.day("45356").value == DAY
    assert DateReader(READER.earliest, READER.latest, date1904=True).day(43894).value == DAY


def test_births_may_be_of_a_month_only():
    assert BIRTHS.day_or_month("1968.03") == "1968-03"
    assert BIRTHS.day_or_month("1968年3月生") == "1968-03"
    assert BIRTHS.day_or_month("19680305") == "1968-03-05"
    assert BIRTHS.day_or_month("68.3.5") == "1968-03-05"
    assert BIRTHS.day_or_month(date(1968, 3, 5)) == "1968-03-05"
    assert BIRTHS.month("1968-03-05") == "1968-03"
    assert BIRTHS.day_or_month("2030.1").rule == "date.range"
    assert BIRTHS.day_or_month(24902).value == "1968-03-05"
    assert BIRTHS.month(24902).value == "1968-03"


def test_the_century_of_two_digits_ends_with_the_latest_year():
    assert READER.day("29.1.1") == date(2029, 1, 1)
    assert READER.day("49.12.1") == date(1949, 12, 1)
    assert READER.day("30.1.1").rule == "date.range"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, (date(2028, 12, 31) - date(1950, 1, 1)).days))
def test_every_day_in_every_plain_way(offset):
    day = date(1950, 1, 1) + timedelta(days=offset)
    for written in (
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d} 08:30",
    ):
        assert READER.day(written) == day


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=20),
        st.text("0123456789.年月日-/ 一二三十〇", max_size=14),
        st.integers(),
        st.floats(),
        st.booleans(),
    )
)
def test_nothing_takes_it_down_and_nothing_comes_out_of_range(written):
    found = READER.day(written)
    if isinstance(found, Doubted):
        found = found.value
    assert found is None or isinstance(found, Fault) or READER.earliest <= found <= READER.latest


def test_two_figures_that_may_be_the_month_of_another_order_are_pointed_out():
    found = READER.day("05-03-25")
    assert found.value == date(2005, 3, 25)
    assert (found.fault.rule, found.fault.grave) == ("date.two_digit_year", False)
    assert "2025-05-03" in found.fault.text
    assert READER.day("25-03-05") == date(2025, 3, 5)
    assert READER.day("05.03.25") == date(2005, 3, 25)
    assert READER.day("2025.03.05.") == date(2025, 3, 5)
