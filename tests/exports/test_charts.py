"""图表: native charts over a block of figures."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from jzdesk.exports.charts import SHEET, ChartFigures, charts_part
from jzdesk.exports.indicator_sheet import Table
from jzdesk.exports.ledgers import LedgerColumn
from jzdesk.exports.month_book import MonthBook, write_month_book
from jzdesk.exports.month_parts import Making, put

Make = Callable[..., MonthBook]
FIGURES = ChartFigures(
    title="2026年3月执纪工作图表", line="某县纪委监委", months=("1月", "2月", "3月"),
    forms=((5, 2, 0, 1), (0, 0, 0, 0), (7, 3, 1, 0)),
    rates={"宣布及时率": (Decimal("96.2"), None, Decimal(100)), "回访率": (None, None, None)},
    unit_rates=("宣布及时率", "回访率"),
    units=[("=1+1局", {"宣布及时率": Decimal(0)}), ("埠河镇", {"回访率": Decimal("33.3")})],
)  # fmt: skip


def test_the_charts_show_the_block_below_them(make_book: Make, forms: Path, tmp_path: Path) -> None:
    write_month_book(make_book(2, parts=(charts_part(FIGURES),)), forms, out=tmp_path / "a.xlsx")
    workbook = load_workbook(tmp_path / "a.xlsx")
    sheet = workbook[SHEET]
    assert len(sheet._charts) == 3
    rows = [[cell.value for cell in row[:6]] for row in sheet.iter_rows(min_row=50)]
    assert ["2月", 0, 0, 0, 0, None] in rows
    assert ["1月", 0.962, None, None, None, None] in rows
    assert ["=1+1局", 0, None, None, None, None] in rows
    assert ["埠河镇", None, 0.333, None, None, None] in rows
    assert {
        cell.data_type for row in sheet.iter_rows(min_row=50) for cell in row if cell.value is not None
    } == {"s", "n"}
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    heads = {re.search(r"<a:t>([^<]*)</a:t>", chart)[1] for chart in charts}  # type: ignore[index]
    assert heads == {"四种形态分月情况（人次）", "各项比率分月情况", "各单位比率"}
    assert all('<a:ea typeface="宋体"' in chart for chart in charts)
    assert all(chart.count('<c:delete val="0"') + chart.count('<delete val="0"') >= 2 for chart in charts)
    areas = {area.replace("$", "") for chart in charts for area in re.findall(r"'?图表'?!(\$[A-Z$0-9:]+)", chart)}
    assert {"A52:A54", "B52:B54"} <= areas
    assert SHEET in [row[1].value for row in workbook["封面与填报说明"].iter_rows(min_row=13, max_row=26)]
    assert (sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth) == (1, 1)


def test_a_month_in_which_nothing_was_due(make_book: Make, forms: Path, tmp_path: Path) -> None:
    nothing = dataclasses.replace(FIGURES, units=[], forms=((0, 0, 0, 0),) * 3)
    write_month_book(make_book(0, parts=(charts_part(nothing),)), forms, out=tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")[SHEET]
    assert len(sheet._charts) == 2
    assert sheet["A28"].value == "本期没有单位的期限届满。"


def test_many_units_have_a_chart_of_the_lowest(make_book: Make, forms: Path, tmp_path: Path) -> None:
    units = [(f"{n}局", {"宣布及时率": Decimal(n)}) for n in range(40)]
    write_month_book(
        make_book(0, parts=(charts_part(dataclasses.replace(FIGURES, units=units)),)),
        forms,
        out=tmp_path / "a.xlsx",
    )
    sheet = load_workbook(tmp_path / "a.xlsx")[SHEET]
    assert "39局" in [row[0].value for row in sheet.iter_rows(min_row=50)]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        chart = "".join(archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name)
    assert "各单位比率（比率较低的16个，共40个）" in chart


def test_a_part_adds_a_table_and_a_hidden_sheet(make_book: Make, forms: Path, tmp_path: Path) -> None:
    columns = (LedgerColumn("name", "姓名", "", "text", 10), LedgerColumn("count", "次数", "", "int", 6))
    places = {}

    def part(making: Making) -> None:
        places.update({place.code: place for place in making.places})
        rows = ({"name": "=HYPERLINK(1)", "count": 2},)
        making.add_table(Table(name="更正情况", title="更正情况", subtitle="", columns=columns, rows=rows))
        put(making.add_sheet("m", state="veryHidden")["A1"], "=1+1")

    book = make_book(3, parts=(part,))
    written = write_month_book(book, forms, out=tmp_path / "a.xlsx")
    workbook = load_workbook(tmp_path / "a.xlsx")
    assert workbook["更正情况"]["A4"].value == "=HYPERLINK(1)"
    assert workbook["更正情况"]["A4"].data_type == "s"
    assert workbook["m"].sheet_state == "veryHidden"
    assert workbook["m"]["A1"].data_type == "s"
    assert written.rows["更正情况"] == 1
    listed = {
        row[1].value: row[3].value for row in workbook["封面与填报说明"].iter_rows(min_row=13, max_row=26)
    }
    assert listed["更正情况"] == 1
    assert "m" not in listed
    visits = places["visits"]
    assert (visits.sheet, visits.first, visits.last, len(visits.rows)) == ("回访教育台账", 5, 7, 3)
    name = next(column for column in visits.columns if column.key == "name")
    assert (name.letter, name.title, name.kind, name.hidden) == ("B", "姓名", "text", False)
