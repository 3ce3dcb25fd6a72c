"""The county may edit its template; what it may not take away is said in words."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from jzdesk.exports.errors import ExportError
from jzdesk.exports.month_book import MonthBook, write_month_book

ROOT = Path(__file__).resolve().parents[2]
Make = Callable[..., MonthBook]


@pytest.fixture
def county(forms: Path, tmp_path: Path) -> Path:
    """A county's own copy of the template folder."""
    folder = tmp_path / "县里的表样"
    shutil.copytree(forms, folder)
    return folder


def edit(folder: Path, change: Callable[[Workbook], None]) -> None:
    workbook = load_workbook(folder / "month.xlsx")
    change(workbook)
    workbook.save(folder / "month.xlsx")


def test_the_shipped_template_is_what_the_script_makes(
    forms: Path, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "installer"), *sys.path])
    import month_template

    (county / "month.xlsx").unlink()
    made, shipped = load_workbook(month_template.make(county)), load_workbook(forms / "month.xlsx")
    assert made.sheetnames == shipped.sheetnames
    for ours, theirs in zip(made, shipped, strict=True):
        cells = [
            [(c.value, c.number_format, c.font.name, c.font.sz) for c in row] for row in ours.iter_rows()
        ]
        assert cells == [
            [(c.value, c.number_format, c.font.name, c.font.sz) for c in row] for row in theirs.iter_rows()
        ]
        widths = {letter: size.width for letter, size in ours.column_dimensions.items()}
        assert widths == {letter: size.width for letter, size in theirs.column_dimensions.items()}


def test_the_shipped_sample_is_a_month_that_agrees(forms: Path) -> None:
    sample = load_workbook(forms / "sample.xlsx", data_only=True)
    assert sample.sheetnames == load_workbook(forms / "month.xlsx").sheetnames
    assert sample["核对表"]["F2"].value == "全部一致"
    assert sample["汇总表"]["C5"].value == 4


def test_what_the_county_changed_is_kept(make_book: Make, county: Path, tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        sheet = workbook["回访教育台账"]
        sheet["A1"] = "荆州市受处分人员回访教育工作台账"
        sheet["A3"] = "编号"
        sheet.column_dimensions["B"].width = 17
        sheet["R5"].number_format = 'yyyy"年"m"月"d"日"'
        sheet["B5"].font = Font(name="楷体", size=14)
        merged = [str(area) for area in sheet.merged_cells.ranges]
        for area in merged:
            sheet.unmerge_cells(area)
        sheet.insert_rows(2)
        sheet["A2"] = "（按月报市纪委监委案件审理室）"
        sheet.title = "回访台账"

    edit(county, change)
    write_month_book(make_book(4), county, out=tmp_path / "a.xlsx")
    made = load_workbook(tmp_path / "a.xlsx")
    sheet = made["回访台账"]
    assert sheet["A1"].value == "荆州市受处分人员回访教育工作台账"
    assert sheet["A2"].value == "（按月报市纪委监委案件审理室）"
    assert (sheet["A4"].value, sheet["A6"].value, sheet["A9"].value) == ("编号", 1, 4)
    assert sheet["R6"].number_format == sheet["R9"].number_format == 'yyyy"年"m"月"d"日"'
    assert sheet["B8"].font.name == "楷体"
    assert sheet.column_dimensions["B"].width == 17
    assert "'回访台账'!" in str(made["汇总表"]["H7"].value)


def test_columns_may_change_places(make_book: Make, county: Path, tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        sheet = workbook["期满考核台账"]
        sheet["B5"], sheet["C5"] = sheet["C5"].value, sheet["B5"].value

    edit(county, change)
    book = make_book(9)
    write_month_book(book, county, out=tmp_path / "a.xlsx")
    figures = load_workbook(tmp_path / "a.xlsx", data_only=True)
    names = [figures["期满考核台账"].cell(row, 3).value for row in range(5, 14)]
    assert names == [row["name"] for row in book.ledgers["assessments"]]
    assert figures["核对表"]["F2"].value == "全部一致"


def test_a_column_nothing_counts_may_go(make_book: Make, county: Path, tmp_path: Path) -> None:
    edit(county, lambda workbook: workbook["处分决定执行台账"].delete_cols(37))
    write_month_book(make_book(3), county, out=tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx")["处分决定执行台账"]["AK5"].value is None


def put(sheet: str, cell: str, value: object) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook[sheet][cell] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("回访教育台账", "G5", None), "缺少栏目{{visits.unit}}"),
        (put("回访教育台账", "G5", "{{visits.danwei}}"), "danwei不在ledgers.toml"),
        (put("回访教育台账", "A1", "{{year}}"), "第1行的{{year}}"),
        (put("汇总表", "C7", None), "{{sum_unit.decisions}}"),
        (put("四种形态统计", "C6", 5), "{{forms.2.month}}"),
        (lambda workbook: workbook.remove(workbook["公开宣布台账"]), "{{announcements.…}}"),
        (lambda workbook: workbook.remove(workbook["核对表"]), "{{check.…}}"),
    ],
)
def test_a_template_that_cannot_be_filled(
    make_book: Make, county: Path, tmp_path: Path, change: Callable[[Workbook], None], words: str
) -> None:
    edit(county, change)
    with pytest.raises(ExportError) as caught:
        write_month_book(make_book(2), county, out=tmp_path / "a.xlsx")
    assert words in caught.value.text
    assert caught.value.kind == "template"
    assert not (tmp_path / "a.xlsx").exists()


def test_a_template_of_an_earlier_time_still_does(make_book: Make, county: Path, tmp_path: Path) -> None:
    """A county's own copy from before 容错处理台账, 廉政意见回复台账 and 容错减责转化 were there: the month goes without."""
    gone = ("容错处理台账", "廉政意见回复台账")

    def change(workbook: Workbook) -> None:
        for title in gone:
            workbook.remove(workbook[title])
        sheet = workbook["四种形态统计"]
        for area in [str(a) for a in sheet.merged_cells.ranges if a.min_row > 10]:
            sheet.unmerge_cells(area)
        sheet.delete_rows(11, 13)
        for row in (5, 6, 7):
            for cell in workbook["汇总表"][row]:
                if str(cell.value).endswith((".reviews_new}}", ".reviews_concluded}}")):
                    cell.value = None

    edit(county, change)
    text = (county / "ledgers.toml").read_text(encoding="utf-8")
    parts = text.split("[[ledger]]")
    kept = [part for part in parts if not any(f'title = "{title}"' in part for title in gone)]
    (county / "ledgers.toml").write_text("[[ledger]]".join(kept), encoding="utf-8")
    book = make_book(8)
    ledgers = {code: rows for code, rows in book.ledgers.items() if code not in ("tolerance_people", "enquiries")}
    write_month_book(dataclasses.replace(book, ledgers=ledgers), county, out=tmp_path / "a.xlsx")
    made = load_workbook(tmp_path / "a.xlsx", data_only=True)
    assert not set(gone) & set(made.sheetnames)
    assert made["核对表"]["F2"].value == "全部一致"


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 not really", b"a,b\n1,2\n"])
def test_a_template_that_is_no_workbook(
    make_book: Make, county: Path, tmp_path: Path, content: bytes | None
) -> None:
    (county / "month.xlsx").unlink()
    if content is not None:
        (county / "month.xlsx").write_bytes(content)
    with pytest.raises(ExportError, match="找不到或不是可用的"):
        write_month_book(make_book(1), county, out=tmp_path / "a.xlsx")
