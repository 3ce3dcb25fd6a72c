"""The workbook of the indicators: percentages are numbers, text stays text, merged headings, nothing due is a dash."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openpyxl import load_workbook

from jzdesk.exports.indicator_sheet import IndicatorBook, write_indicators

INDICATORS = (("announce", "宣布及时率", "按期"), ("visits", "回访率（次）", "完成"))


def written(tmp_path, places, **more):
    book = IndicatorBook(
        title="2026年第三季度指标", subtitle="公安县纪委监委　截至 2026-09-30", made_on=date(2026, 11, 22), indicators=INDICATORS,
        places=tuple(places), meanings=more.get("meanings", ()), excluded=more.get("excluded", ()),
    )  # fmt: skip
    made = write_indicators(book, tmp_path / "out.xlsx")
    assert made.rows["指标"] == len(places)
    return load_workbook(made.path)


def place(unit="县水利局", **values):
    return {"level": "县直", "unit": unit, **{key.replace("_", "."): value for key, value in values.items()}}


def test_rates_with_their_denominators(tmp_path):
    row = place(announce_rate=Decimal("66.7"), announce_due=3, announce_met=2, announce_open=1, announce_excused=4,
                visits_rate="—", visits_due=0, visits_met=0, visits_open=0, visits_excused=0)  # fmt: skip
    sheet = written(tmp_path, [row])["指标"]
    assert [c.value for c in sheet[3]][2:8] == ["宣布及时率", None, None, None, None, "回访率（次）"]
    assert [c.value for c in sheet[4]][2:7] == ["比率", "应办", "按期", "未办", "不列入"]
    assert [c.value for c in sheet[5]][:8] == ["县直", "县水利局", 0.667, 3, 2, 1, 4, "—"]
    assert sheet["C5"].number_format == "0.0%"
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"C3:G3", "H3:L3", "A3:A4", "B3:B4"}
    assert sheet.freeze_panes == "C5"


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path):
    book = written(
        tmp_path, [place("=HYPERLINK(\"http://x\")")],
        excluded=({"seq": 1, "name": "回访率（人）", "reason": "死亡", "person": "@SUM(A1)", "unit": "+1", "post": "-2"},),
    )  # fmt: skip
    for cell in (book["指标"]["B5"], book["不列入名单"]["D4"], book["不列入名单"]["E4"]):
        assert cell.data_type == "s"
    assert book["指标"]["B5"].value.startswith("=HYPERLINK")


def test_a_county_without_anybody_left_out_has_an_empty_list(tmp_path):
    sheet = written(tmp_path, [place()])["不列入名单"]
    assert sheet["A1"].value == "不列入人员（事项）名单"
    assert sheet.max_row == 3
