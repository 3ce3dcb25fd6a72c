"""Amounts, counts and times as clerks write them: none of them becomes zero by being unreadable."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jzdesk.domain.written_numbers import MOST_FEN, clock, money, whole_number
from jzdesk.domain.written_words import Fault


@pytest.mark.parametrize(("cell", "unit", "fen"), [
    (12500, 1, 1250000), (0.1 + 0.2, 1, 30), (3.5, 10_000, 3500000), ("1,234.5", 1, 123450), ("12,000.00元", 1, 1200000), ("￥800", 1, 80000),
    ("¥1,200", 1, 120000), ("3.5万元", 1, 3500000), ("3.5万", 1, 3500000), ("３万", 1, 3000000), ("1.2亿元", 1, 12000000000), ("500元整", 1, 50000),
    ("人民币500元", 1, 50000), ("3.5", 10_000, 3500000), ("35000元", 10_000, 3500000), ("2.5万元", 10_000, 2500000), (0, 1, 0), ("0", 1, 0), ("1 200", 1, 120000),
])  # fmt: skip
def test_amounts(cell, unit, fen):
    assert money(cell, unit) == fen


@pytest.mark.parametrize(("cell", "rule"), [
    ("约3万", "number.format"), ("若干", "number.format"), ("壹万元", "number.format"), ("1.234,5", "number.format"), ("1,23", "number.format"), ("-5", "number.negative"),
    ("(500)", "number.negative"), (-0.5, "number.negative"), ("12.345", "number.fraction"), (12.345, "number.fraction"), (10**14, "number.range"),
    (float("nan"), "number.format"), (float("inf"), "number.format"), (True, "number.format"), ("3万5", "number.format"), ("12..5", "number.format"),
])  # fmt: skip
def test_what_is_no_amount_is_said(cell, rule):
    found = money(cell)
    assert isinstance(found, Fault), found
    assert found.rule == rule
    assert found.text.endswith("。")


@pytest.mark.parametrize("cell", ["", " ", "无", "/", "—", "不适用"])
def test_a_cell_that_says_there_is_none_is_not_zero(cell):
    assert money(cell) is None
    assert whole_number(cell) is None


@pytest.mark.parametrize(
    ("cell", "count"),
    [(12, 12), (12.0, 12), ("12人", 12), ("第3次", 3), ("1,200", 1200), ("２５", 25), ("0", 0)],
)
def test_counts(cell, count):
    assert whole_number(cell) == count


@pytest.mark.parametrize(
    "cell", [12.5, "12.5", "三十几人", -3, "-3", "几", "1,20", True, float("nan"), "1234567890123"]
)
def test_what_is_no_count_is_said(cell):
    assert isinstance(whole_number(cell), Fault)


@pytest.mark.parametrize(("cell", "said"), [
    ("9:30", "09:30"), ("9：30", "09:30"), ("9点", "09:00"), ("9时5分", "09:05"), ("下午3:20", "15:20"), ("上午9:00", "09:00"), (0.5, "12:00"), (time(8, 5), "08:05"),
    ("14:00:00", "14:00"),
])  # fmt: skip
def test_times(cell, said):
    assert clock(cell) == said


@pytest.mark.parametrize("cell", ["25:00", "9:75", "上午", 9.5, "九点"])
def test_what_is_no_time_is_said(cell):
    assert isinstance(clock(cell), Fault)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, MOST_FEN - 1))
def test_every_amount_comes_back_from_text(fen):
    assert money(f"{fen // 100}.{fen % 100:02d}") == fen
    assert money(f"{fen // 100:,}.{fen % 100:02d}元") == fen


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=15), st.floats(), st.integers(), st.text("0123456789.,万元-", max_size=10)))
def test_nothing_takes_it_down(cell):
    for read in (money, whole_number, clock):
        found = read(cell)
        assert found is None or isinstance(found, int | str | Fault)
