"""Values become cells: text stays text, numbers stay exact, rows are high enough."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from jzdesk.exports.cells import (
    ColumnPlan,
    Formula,
    capacity_of,
    cell_xml,
    clean,
    letter_of,
    lines_of,
    plain,
    stream_rows,
    width_of,
)


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_letters(column: int, letters: str) -> None:
    assert letter_of(column) == letters


@pytest.mark.parametrize(
    ("value", "kind", "cell"),
    [
        (None, "int", None),
        ("", "text", None),
        (0, "int", 0),
        (True, "text", "是"),
        (False, "int", "否"),
        (date(2026, 9, 18), "date", 46283),
        (date(2026, 9, 18), "text", "2026-09-18"),
        (date(1900, 2, 28), "date", "1900-02-28"),
        (datetime(2026, 9, 18, 12, 0), "date", 46283.5),
        ("暂定 2027-01-08", "date", "暂定 2027-01-08"),
        (Decimal("70.9"), "percent", Decimal("0.709")),
        (1230, "money", Decimal("12.3")),
        (421022199001011234, "id", "421022199001011234"),
        (421022199001011234, "int", "421022199001011234"),
        (float("nan"), "int", "nan"),
        (Decimal("Infinity"), "int", "Infinity"),
    ],
)
def test_plain(value: object, kind: str, cell: object) -> None:
    made = plain(value, kind)  # type: ignore[arg-type]
    assert made == cell
    assert type(made) is type(cell)


def test_a_cell_refuses_what_it_cannot_hold() -> None:
    with pytest.raises(TypeError, match="list"):
        plain([1])


def test_control_characters_are_seen_and_surrogates_replaced() -> None:
    assert clean("a\x00b\x1bc\ud800d\ufffe") == "a␀b␛c\ufffdd\ufffd"
    assert clean("一\r\n二\t三\n") == "一\n二\t三\n"


def test_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    made = clean("𠮷" * 20_000)
    assert len(made.encode("utf-16-le")) // 2 <= 32_767
    assert made.endswith("（过长，已截断）")


@pytest.mark.parametrize("text", ["=1+1", "<f>1</f>", "a&b", "\r\r=x", "]]>", "\t-2", " 空 格 "])
def test_text_comes_back_from_the_xml_as_it_was(text: str) -> None:
    cell = ElementTree.fromstring(cell_xml("A1", 3, text))
    assert cell.get("t") == "inlineStr"
    assert cell.find("f") is None
    assert cell.findtext("is/t") == text


def test_a_formula_carries_its_figure() -> None:
    assert cell_xml("B2", 1, Formula('IF(A1>0,"是","否")', "是")) == (
        '<c r="B2" s="1" t="str"><f>IF(A1&gt;0,"是","否")</f><v>是</v></c>'
    )
    assert (
        cell_xml("B2", 1, Formula("SUM(A1)", Decimal("0.1")))
        == '<c r="B2" s="1"><f>SUM(A1)</f><v>0.1</v></c>'
    )


def test_widths_and_lines() -> None:
    assert width_of("abc") == 3
    assert width_of("中文a") == 5
    assert lines_of("一二三四五", 10) == 1
    assert lines_of("一二三四五六", 10) == 2
    assert lines_of("a\nb\n\nc", 10) == 4
    assert capacity_of(10, 22, 11) < capacity_of(10, 11, 11) < capacity_of(10, 9, 11)


def test_a_row_grows_with_its_text_and_never_past_the_limit() -> None:
    plans = [ColumnPlan("a", "A", 1, "text", 10, 13.0), ColumnPlan("b", "B", 2, "date", 0, 13.0)]
    rows = [{"a": "短"}, {"a": "长" * 30}, {"a": "很长" * 9000}, {"b": date(2026, 1, 1)}]
    heights = [
        float(ElementTree.fromstring(row).get("ht") or 0)
        for row in stream_rows(plans, rows, first=5, least=22)
    ]
    assert heights == [22, 6 * 13 + 5, 409, 22]


def test_a_row_with_an_unknown_column_is_refused() -> None:
    plans = [ColumnPlan("a", "A", 1, "text", 0, 13.0)]
    with pytest.raises(ValueError, match="no such column: b"):
        list(stream_rows(plans, [{"a": "x", "b": "y"}], first=1, least=20))
