"""A county's own workbook taken over as the template of its monthly report."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from county_form import DECISIONS, OLD_NAMES, VISIT_KEYS, VISITS, make_county_form
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from jzdesk.exports.errors import ExportError
from jzdesk.exports.line_words import with_tokens
from jzdesk.exports.month_book import MonthBook, write_month_book
from jzdesk.exports.taken_over import TakenOver, TakenSheet, lost_parts, take_over

Make = Callable[..., MonthBook]
SHEETS = (
    TakenSheet(
        sheet=VISITS, code="visits", first=3, last=4,
        columns={column_index_from_string(letter): key for letter, key in VISIT_KEYS.items()},
    ),
    TakenSheet(
        sheet=DECISIONS, code="decisions", first=2, last=2,
        columns={1: "seq", 2: "name", 3: "id_number", 4: "unit", 5: "party_sanction", 6: "admin_sanction",
                 7: "decided_on", 8: "note"},
    ),
    TakenSheet(sheet="填表须知", columns={}),
)  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, forms: Path) -> tuple[Path, TakenOver]:
    """The folder of the template made of the county's workbook, and what became of it."""
    folder = tmp_path_factory.mktemp("own")
    told = take_over(make_county_form(folder / "旧表.xlsx"), forms, sheets=SHEETS, out=folder / "monthly")
    return folder / "monthly", told


def test_the_month_looks_like_the_county_s_own(
    make_book: Make, own: tuple[Path, TakenOver], tmp_path: Path
) -> None:
    book = make_book(7, 3)
    write_month_book(book, own[0], out=tmp_path / "a.xlsx")
    workbook = load_workbook(tmp_path / "a.xlsx")
    sheet = workbook[VISITS]
    assert sheet["A1"].value == "江陵县受处分人员回访教育工作台账"
    assert (sheet["A1"].font.name, sheet["A1"].font.sz, sheet["A1"].font.color.rgb) == (
        "方正小标宋简体",
        22,
        "FF8B0000",
    )
    assert sheet["A2"].value == "填报单位：中共公安县纪律检查委员会"
    assert sheet["I2"].value == "2026年10月"
    assert [sheet.cell(3, at).value for at in (1, 2, 6, 10, 15)] == [
        "编号",
        "基本情况",
        "处分情况",
        "回访情况",
        "备注",
    ]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A3:A4", "B3:E3", "F3:I3", "J3:M3", "A1:O1", "A12:I12"} <= merged
    for row, entry in enumerate(book.ledgers["visits"], 5):
        for letter, key in VISIT_KEYS.items():
            value, wanted = sheet[f"{letter}{row}"].value, entry[key]
            assert ("" if value is None else value.date() if hasattr(value, "date") else value) == (
                wanted if wanted is not None else ""
            )
        assert sheet[f"L{row}"].value == f"=J{row}-K{row}"
        assert (sheet[f"B{row}"].font.name, sheet[f"B{row}"].font.sz) == ("楷体", 12)
    assert sheet["H5"].number_format == "yyyy.m.d"  # as they wrote their dates
    assert sheet["C5"].number_format == "@"
    assert (sheet["A12"].value, sheet["J12"].value, sheet["K12"].value) == (
        "合计",
        "=SUM(J5:J11)",
        "=SUM(K5:K11)",
    )
    assert sheet["A13"].value == "填表人：刘畅      审核人：陈刚      填报日期：2026年11月3日"
    assert sheet.row_dimensions[13].height == 28
    assert (sheet.page_setup.scale, sheet.page_setup.paperSize, sheet.print_title_rows) == (55, 9, "$3:$4")
    assert sheet.freeze_panes == "C5"
    assert workbook[DECISIONS].page_setup.fitToWidth == 1  # had no set-up of its own
    assert [picture.anchor._from.row for picture in sheet._images] == [0, 12]
    assert sheet.column_dimensions["D"].width == 24
    blank = workbook[DECISIONS]
    assert (blank["A1"].value, blank["B3"].value) == (
        "处分决定执行情况（2026年10月）",
        book.ledgers["decisions"][0]["name"],
    )
    assert blank["B3"].border.left.style == "thin"
    assert not blank["B3"].font.b
    assert blank["A10"].value == "制表人：刘畅            复核人：陈刚"
    assert workbook.sheetnames[:3] == ["封面与填报说明", "填表须知", DECISIONS]
    assert "8月" not in workbook.sheetnames


def test_what_is_counted_and_not_shown_is_hidden(
    make_book: Make, own: tuple[Path, TakenOver], tmp_path: Path
) -> None:
    assert own[1].hidden[VISITS] == ("单位层级", "职级（处分前）", "建档", "帮带人")
    full, theirs = make_book(25, 4), make_book(25, 4)
    write_month_book(theirs, own[0], out=tmp_path / "own.xlsx")
    write_month_book(full, own[0].parents[0] / "monthly", out=tmp_path / "again.xlsx")
    assert (tmp_path / "own.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()
    figures = load_workbook(tmp_path / "own.xlsx", data_only=True)
    assert figures["核对表"]["F2"].value == "全部一致"
    sizes = figures[VISITS].column_dimensions
    assert sizes["P"].hidden
    assert not sizes["O"].hidden
    people = [row for row in full.ledgers["visits"] if row["name"]]
    assert figures["汇总表"]["H5"].value == len(people)


def test_nobody_of_the_month_before_is_left(own: tuple[Path, TakenOver]) -> None:
    with zipfile.ZipFile(own[0] / "month.xlsx") as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "ignore")
        names = archive.namelist()
    assert not [name for name in (*OLD_NAMES, "旧作者", "上月留底", "江陵县纪委监委") if name in whole]
    assert not [name for name in names if "comment" in name or "externalLink" in name]
    assert own[1].lost == ("批注",)


def test_it_can_be_taken_over_again(own: tuple[Path, TakenOver], make_book: Make, tmp_path: Path) -> None:
    """A second workbook for another ledger leaves those taken over before as they are."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for column, title in enumerate(("姓名", "考核结果"), 1):
        sheet.cell(1, column, title)
    workbook.save(tmp_path / "b.xlsx")
    taken = (
        TakenSheet(sheet="Sheet", code="assessments", first=1, last=1, columns={1: "name", 2: "result"}),
    )
    take_over(tmp_path / "b.xlsx", own[0], sheets=taken, out=tmp_path / "monthly")
    write_month_book(make_book(5, 6), tmp_path / "monthly", out=tmp_path / "a.xlsx")
    made = load_workbook(tmp_path / "a.xlsx", data_only=True)
    assert made["核对表"]["F2"].value == "全部一致"
    assert made[VISITS]["A1"].font.name == "方正小标宋简体"
    assert len(made[VISITS]._images) == 2
    assert made["Sheet"]["A1"].value == "姓名"
    assert "填表须知" in made.sheetnames


def test_dates_are_dates(own: tuple[Path, TakenOver], make_book: Make, tmp_path: Path) -> None:
    write_month_book(make_book(7, 3), own[0], out=tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")[VISITS]
    days = [sheet[f"H{row}"].value for row in range(5, 12)]
    assert any(isinstance(day, date) for day in days)


def test_a_workbook_that_is_none(forms: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK nothing")
    with pytest.raises(ExportError, match="不是可用的"):
        take_over(tmp_path / "a.xlsx", forms, sheets=SHEETS, out=tmp_path / "b")
    make_county_form(tmp_path / "c.xlsx")
    with pytest.raises(ExportError, match="没有名为“无”的工作表"):
        take_over(
            tmp_path / "c.xlsx", forms, sheets=(TakenSheet(sheet="无", columns={}),), out=tmp_path / "b"
        )
    assert lost_parts(tmp_path / "c.xlsx") == ("批注",)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            "填报单位：公安县纪委　　　2026年9月　　　单位：人",
            "填报单位：{{unit_name}}　　　{{month_title}}　　　单位：人",
        ),
        ("填报单位（盖章）：", "填报单位（盖章）：{{unit_name}}"),
        ("填表人：张　三   审核人：李四", "填表人：{{made_by}}   审核人：{{reviewer}}"),
        ("荆州市2026年9月份统计表", "荆州市{{month_title}}统计表"),
        ("填报时间：2026.10.8 填表人：张三", "填报时间：{{made_on}} 填表人：{{made_by}}"),
        ("填报日期：    年  月   日", "填报日期：{{made_on}}"),
        ("统计期间：2026.9.1-2026.9.30", "统计期间：{{month_title}}"),
        ("注：按2026年1月1日起施行的办法", "注：按2026年1月1日起施行的办法"),
        ("单位：万元", "单位：万元"),
        ("{{month_title}}（2026年9月）", "{{month_title}}（2026年9月）"),
    ],
)
def test_what_changes_with_the_month(text: str, made: str) -> None:
    assert with_tokens(text) == made
