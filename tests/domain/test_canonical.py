"""One text for a value and for the cell it became, whoever saved the file in between."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.canonical import KINDS, MAX_TEXT, canonical, canonical_cell, clean, plain

kinds = st.sampled_from(KINDS)
values = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.booleans(),
    st.integers(-(10**16), 10**16),
    st.dates(),
    st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
    st.floats(),
)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "int", ""),
        ("", "date", ""),
        (0, "int", "0"),
        (-0.0, "int", "0"),
        (1200, "int", "1200"),
        (True, "text", "是"),
        (date(2026, 9, 18), "date", "2026-09-18"),
        (date(2026, 9, 18), "text", "2026-09-18"),
        (date(2026, 9, 18), "int", "46283"),
        (date(1900, 2, 28), "date", "1900-02-28"),
        (date(1, 1, 1), "date", "0001-01-01"),
        (datetime(2026, 9, 18, 12, 0), "date", "2026-09-18 12:00"),
        (datetime(2026, 9, 18), "date", "2026-09-18"),
        ("2026-09-18（暂定）", "date", "2026-09-18（暂定）"),
        (Decimal("70.90"), "percent", "70.9%"),
        (Decimal(100), "percent", "100%"),
        (1230, "money", "12.3"),
        (120_000, "money", "1200"),
        (421022199001011234, "id", "421022199001011234"),
        (10**15, "int", "1000000000000000"),
        ("甲\r\n乙\r丙", "text", "甲\n乙\n丙"),
        ("a\x01b", "text", "a\u2401b"),
        ("_x0041_", "text", "A"),
    ],
)
def test_the_text_of_our_values(value: object, kind: str, text: str) -> None:
    assert canonical(value, kind) == text


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (46283, "date", "2026-09-18"),
        (46283.0, "date", "2026-09-18"),
        (Decimal("46283.5"), "date", "2026-09-18 12:00"),
        (46283.99999, "date", "2026-09-19"),
        (datetime(2026, 9, 18), "date", "2026-09-18"),
        (datetime(2026, 9, 18), "int", "46283"),
        (datetime(2026, 9, 18, 11, 59, 59, 999999), "date", "2026-09-18 12:00"),
        (12, "date", "12"),
        (3e9, "date", "3000000000"),
        (0.70899999999999996, "percent", "70.9%"),
        (0.1 + 0.2, "percent", "30%"),
        (12.300000000000001, "money", "12.3"),
        (4.21022199001011e17, "id", "421022199001011000"),
        (12.0, "text", "12"),
        (True, "int", "是"),
        (1e-7, "int", "0.0000001"),
        ("甲_x000D_\n乙", "text", "甲\n乙"),
    ],
)
def test_the_text_of_cells_as_they_are_read(cell: object, kind: str, text: str) -> None:
    assert canonical_cell(cell, kind) == text


@given(values, kinds)
def test_a_value_and_its_cell_are_alike(value: object, kind: str) -> None:
    held = plain(value, kind)
    assert canonical(value, kind) == canonical_cell(held, kind)
    if isinstance(held, int | float | Decimal):
        again = float(f"{float(held):.15g}")  # a spreadsheet keeps 15 digits
        assert canonical_cell(again, kind) == canonical(value, kind)


@given(st.dates(date(1900, 3, 1)))
def test_a_day_is_alike_as_day_serial_and_text(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    midnight = datetime(day.year, day.month, day.day)
    forms = (day, midnight, serial, float(serial), day.isoformat())
    assert {canonical_cell(form, "date") for form in forms} == {day.isoformat()}
    assert canonical_cell(serial - 1, "date") != day.isoformat()


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_a_text_too_long_is_cut_and_says_so() -> None:
    made = clean("𠮷" * MAX_TEXT)
    assert len(made.encode("utf-16-le")) // 2 <= MAX_TEXT
    assert made.endswith("（过长，已截断）")


def test_what_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        canonical(b"x", "text")
