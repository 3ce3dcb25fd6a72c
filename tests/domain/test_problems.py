"""A problem and its place."""

from __future__ import annotations

import pytest

from jzdesk.domain.problems import LONGEST_QUOTE, Problem, column_of, letter_of, quote


@pytest.mark.parametrize(
    ("row", "column", "cell"), [(12, 3, "C12"), (12, 0, "第12行"), (0, 28, "AB列"), (0, 0, "")]
)
def test_the_cell(row, column, cell):
    assert Problem(rule="x", text="有误。", row=row, column=column).cell == cell


def test_the_line_names_sheet_and_cell():
    assert Problem(rule="x", text="有误。", sheet="人员", row=2, column=1).line == "人员 A2：有误。"
    assert Problem(rule="x", text="有误。").line == "有误。"


def test_problems_go_through_the_sheet():
    at = [
        Problem(rule="x", text="", row=row, column=column, grave=grave)
        for row, column, grave in ((3, 1, True), (2, 9, True), (2, 2, False), (2, 2, True))
    ]
    assert [(p.row, p.column, p.grave) for p in sorted(at, key=lambda p: p.order)] == [
        (2, 2, True),
        (2, 2, False),
        (2, 9, True),
        (3, 1, True),
    ]


def test_letters_go_there_and_back():
    assert [letter_of(n) for n in (1, 26, 27, 52, 53, 702, 703, 16384)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_of(letter_of(n)) == n for n in range(1, 1200))
    assert column_of("a") == 1
    assert [column_of(text) for text in ("", "1", "A1", "甲", "ABCD")] == [0] * 5


def test_a_quote_is_short_and_hides_nothing():
    assert quote("甲\n乙\u202e丙\u200b") == "甲 乙 丙"
    assert len(quote("长" * 5000)) == LONGEST_QUOTE
    assert quote("２０２４．２．３０") == "2024.2.30"
