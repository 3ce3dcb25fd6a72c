"""Plain registers: any list, written while it is read."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jzdesk.exports.ledgers import LedgerColumn, LedgerDef
from jzdesk.exports.xlsx import Sheet, write_register, write_sheet

COLUMNS = (
    LedgerColumn("name", "姓名", "", "text", 8),
    LedgerColumn("id_number", "身份证号", "", "id", 20),
    LedgerColumn("born_on", "出生日期", "", "date", 11),
    LedgerColumn("paid", "退缴金额（元）", "", "money", 12),
)


def test_a_register_read_back(tmp_path: Path) -> None:
    rows = [
        {"name": "𬱖某", "id_number": "11010519491231002X", "born_on": date(1949, 12, 31), "paid": 123456},
        {"name": "张三", "born_on": "不详"},
    ]
    made = write_register(
        "人员清单", COLUMNS, rows=iter(rows), out=tmp_path / "a.xlsx", subtitle="筛选：全部"
    )
    sheet = load_workbook(made.path)["人员清单"]
    assert made.rows == {"人员清单": 2}
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["人员清单", None, None, None],
        ["筛选：全部", None, None, None],
        ["姓名", "身份证号", "出生日期", "退缴金额（元）"],
        ["𬱖某", "11010519491231002X", datetime(1949, 12, 31), 1234.56],
        ["张三", None, "不详", None],
    ]
    assert [cell.number_format for cell in sheet[4]] == ["@", "@", "yyyy-mm-dd", "#,##0.00"]
    assert sheet.auto_filter.ref == "A3:D5"
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$1:$3")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_two_level_headings(ledgers: dict[str, LedgerDef], tmp_path: Path) -> None:
    columns = ledgers["announcements"].columns
    write_register("公开宣布", columns, rows=[{"seq": 1, "name": "张三"}], out=tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A3:A4", "I3:N3", "O3:R3", "A1:W1"} <= merged
    assert (sheet["O3"].value, sheet["O4"].value, sheet["B5"].value) == ("四项议程", "通报案情", "张三")
    assert sheet.page_setup.paperSize == 8


def test_an_empty_register(tmp_path: Path) -> None:
    made = write_sheet(Sheet(title="a/b[c]" * 9, columns=COLUMNS, rows=[]), tmp_path / "a.xlsx")
    sheet = load_workbook(made.path).active
    assert (sheet.max_row, len(sheet.title)) == (3, 31)
    assert sheet["A1"].value == "a/b[c]" * 9


def test_without_columns_there_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="columns"):
        write_register("x", (), rows=[], out=tmp_path / "a.xlsx")


def test_twenty_thousand_rows_stream(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    held = 0

    def rows() -> Iterator[dict[str, object]]:
        nonlocal held
        for number in range(20_000):
            if number == 10_000:
                tracemalloc.start()
            yield {"name": f"张{number}", "id_number": f"42102219{number:010d}", "paid": number}
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    made = write_register(
        "清单",
        COLUMNS,
        rows=rows(),
        out=tmp_path / "a.xlsx",
        progress=lambda done, total: told.append((done, total)),
    )
    assert made.rows == {"清单": 20_000}
    assert held < 4_000_000, "memory does not grow with the rows"
    assert told[0] == (500, 0)
    assert len(told) == 40
    workbook = load_workbook(made.path, read_only=True)
    last = list(workbook.active.iter_rows(min_row=20_003, values_only=True))
    workbook.close()
    assert last == [("张19999", "421022190000019999", None, 199.99)]
