"""Columns of a ledger in another order: a preset of columns, and columns a span adds."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from jzdesk.exports.heading import Cells, heading_above, titles_of
from jzdesk.exports.ledgers import LedgerDef
from jzdesk.exports.month_book import MonthBook, write_month_book

Make = Callable[..., MonthBook]


def shown(sheet: object, row: int) -> list[object]:
    """The cells of a row in columns that are not hidden."""
    sizes = sheet.column_dimensions  # type: ignore[attr-defined]
    return [
        "".join(cell.value.split()) if isinstance(cell.value, str) else cell.value
        for cell in sheet[row]  # type: ignore[index]
        if not sizes[get_column_letter(cell.column)].hidden
    ]


def test_a_preset_shows_its_columns_in_its_order(make_book: Make, forms: Path, tmp_path: Path) -> None:
    keys = ("name", "grade", "party_sanction", "admin_sanction", "decided_on", "note")
    book = make_book(8, columns={"visits": keys})
    write_month_book(book, forms, out=tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["回访教育台账"]
    assert shown(sheet, 3)[:6] == ["姓名", "回访", "处分（处理）", None, "处分决定", "备注"]
    assert shown(sheet, 4)[1:5] == ["评价等次", "党纪处分", "政务处分", "决定日期"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A3:A4", "C3:D3", "F3:F4", "A1:F1"} <= merged
    names = [row["name"] for row in book.ledgers["visits"]]
    assert [sheet.cell(row, 1).value for row in range(5, 13)] == names
    assert sheet["E5"].number_format == "yyyy-mm-dd"
    assert sheet.auto_filter.ref == "A4:F12"
    figures = load_workbook(tmp_path / "a.xlsx", data_only=True)
    assert figures["核对表"]["F2"].value == "全部一致"
    assert figures["汇总表"]["I5"].value is not None


def test_what_is_counted_stays_in_hidden_columns(make_book: Make, forms: Path, tmp_path: Path) -> None:
    full, few = (
        make_book(30, 5),
        make_book(30, 5, columns={"visits": ("name",), "decisions": ("note", "name")}),
    )
    for name, book in (("full", full), ("few", few)):
        write_month_book(book, forms, out=tmp_path / f"{name}.xlsx")
    rows = [
        [[c.value for c in row] for row in load_workbook(tmp_path / f"{name}.xlsx", data_only=True)["汇总表"]]
        for name in ("full", "few")
    ]
    assert rows[0] == rows[1]
    sheet = load_workbook(tmp_path / "few.xlsx")["回访教育台账"]
    assert sheet.column_dimensions["B"].hidden
    assert not sheet.column_dimensions["A"].hidden


def test_any_order_of_any_columns(
    make_book: Make, ledgers: dict[str, LedgerDef], forms: Path, tmp_path: Path
) -> None:
    chance = random.Random(31)
    book = make_book(3, 2)
    for _ in range(4):
        columns = {
            code: tuple(chance.sample(ledger.keys, chance.randint(2, len(ledger.keys))))
            for code, ledger in ledgers.items()
        }
        made = dataclasses.replace(book, columns=columns)
        write_month_book(made, forms, out=tmp_path / "a.xlsx")
        workbook = load_workbook(tmp_path / "a.xlsx", data_only=True)
        for code, keys in columns.items():
            sheet, titles = workbook[ledgers[code].title], {c.key: c.title for c in ledgers[code].columns}
            texts = {
                (c.column, c.row): str(c.value)
                for row in sheet.iter_rows(max_row=4)
                for c in row
                if c.value is not None
            }
            merges = [(m.min_col, m.min_row, m.max_col, m.max_row) for m in sheet.merged_cells.ranges]
            heads = [titles_of(Cells(texts, merges), (3, 4), at)[-1] for at in range(1, len(keys) + 1)]
            wanted = [titles[key] if "{{" not in titles[key] else None for key in keys]
            assert [h for h, w in zip(heads, wanted, strict=True) if w] == [w for w in wanted if w]
            for row, entry in enumerate(book.ledgers[code], 5):
                at = keys.index("name") + 1 if "name" in keys else None
                assert at is None or sheet.cell(row, at).value == entry["name"]
        assert workbook["核对表"]["F2"].value == "全部一致"


def test_a_column_of_a_span_stands_on_the_right(make_book: Make, forms: Path, tmp_path: Path) -> None:
    book = make_book(4)
    rows = [row | {"months": "7、9月"} for row in book.ledgers["visits"]]
    made = dataclasses.replace(
        book,
        ledgers={**book.ledgers, "visits": rows},
        extra_columns={"visits": (("months", "列入月份", 9.0),)},
    )
    write_month_book(made, forms, out=tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["回访教育台账"]
    last = sheet.max_column
    assert (sheet.cell(3, last).value, sheet.cell(5, last).value) == ("列入月份", "7、9月")
    letter = get_column_letter(last)
    assert f"{letter}3:{letter}4" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet.auto_filter.ref == f"A4:{letter}8"
    assert sheet["A1"].value == "回访教育台账"


def test_a_column_no_ledger_has_is_refused(make_book: Make, forms: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such column: nmae"):
        write_month_book(make_book(1, columns={"visits": ("nmae",)}), forms, out=tmp_path / "a.xlsx")


def test_a_heading_is_told_from_the_lines_above_it() -> None:
    lines = ["公安县受处分人员台账", "填报单位：公安县纪委", "2026年10月"]
    texts = {(1, 1): lines[0], (1, 2): lines[1], (3, 2): lines[2], (1, 3): "基本情况", (3, 3): "处分", (4, 3): "备注",
             (1, 4): "姓名", (2, 4): "单位", (3, 4): "种类"}  # fmt: skip
    merges = [(1, 1, 4, 1), (1, 3, 2, 3), (4, 3, 4, 4), (1, 2, 2, 2), (3, 2, 4, 2)]
    cells = Cells(texts, merges)
    assert heading_above(cells, 5, range(1, 5)) == (3, 4)
    assert titles_of(cells, (3, 4), 2) == ("基本情况", "单位")
    assert titles_of(cells, (3, 4), 4) == ("备注",)
    assert heading_above(cells, 2, range(1, 5)) == ()
