"""The workbook of the tolerance lists: how it is laid out, what may be chosen in it, and that a failure leaves the old one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from list_books import shipped, write
from openpyxl import load_workbook

from jzdesk.exports.errors import ExportError


def test_it_is_laid_out_to_be_filled_in_and_printed(tmp_path):
    book = load_workbook(write(tmp_path / "a.xlsx"))
    assert book["说明"]["A1"].value == "公安县纪委监委容错清单"
    assert [book["说明"][f"A{row}"].value for row in range(2, 8)] == [
        "名称", "文号", "施行日期", "停用日期", "默认认定因素种类代码", "备注",
    ]  # fmt: skip
    sheet = book["负面清单"]
    assert [cell.value for cell in sheet[3]] == ["代码", "负面清单情形", "依据", "说明", "待确认", "停用"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B4", "A3:F9", "$1:$3")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["B4"].alignment.wrap_text
    assert {sheet.cell(row, column).number_format for row in range(4, 20) for column in range(1, 7)} == {"@"}


def test_where_only_a_few_words_fit_they_are_offered(tmp_path):
    sheet = load_workbook(write(tmp_path / "a.xlsx"))["正面清单"]
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert {key[0]: words for key, words in offered.items()} == {"D": '"免责,减责"', "G": '"是"', "H": '"是"'}


def test_what_begins_like_a_formula_stays_a_text(tmp_path):
    rules = shipped()
    first = replace(rules.negative[0], text='=HYPERLINK("http://a","b")', clause="+1", note="@x\x01")
    sheet = load_workbook(write(tmp_path / "a.xlsx", replace(rules, negative=(first,))))["负面清单"]
    assert [(sheet[place].data_type, sheet[place].value) for place in ("B4", "C4", "D4")] == [
        ("s", '=HYPERLINK("http://a","b")'), ("s", "+1"), ("s", "@x␁"),
    ]  # fmt: skip


def test_a_failure_leaves_what_was_there(tmp_path):
    out = tmp_path / "没有" / "a.xlsx"
    rules = shipped()
    with pytest.raises(ExportError):
        write(out, rules)
    folder = tmp_path / "a.xlsx"
    folder.mkdir()
    with pytest.raises(ExportError):
        write(folder, rules)
    assert list(tmp_path.iterdir()) == [folder]
