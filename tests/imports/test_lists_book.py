"""A workbook of tolerance lists is read back word for word; what cannot be taken is named with its cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from list_books import edited, shipped, write

from jzdesk.domain.errors import Refused
from jzdesk.domain.list_content import as_content, content_of, lists_in
from jzdesk.imports.lists_book import MOST_BYTES, read_lists


def lists_of(reading):
    return lists_in(as_content(reading.tables), shipped())


def told(reading):
    return [problem.line for problem in reading.problems]


def test_what_is_written_is_read_back_word_for_word(tmp_path):
    reading = read_lists(write(tmp_path / "a.xlsx"))
    assert told(reading) == []
    assert content_of(lists_of(reading)) == content_of(shipped())
    assert lists_of(reading) == shipped()
    assert (reading.face.name, reading.face.valid_from) == ("公安县容错清单（2026年版）", date(2026, 12, 1))
    assert reading.face.note == "县委常委会2026年第9次会议通过"
    assert reading.places["N03"] == "负面清单 A6"


def test_difficult_words_come_back_too(tmp_path):
    from dataclasses import replace

    words = "=1+1；“引号”<&>\n第二行 +86"
    first = replace(
        shipped().positive[0],
        text=words,
        requires=("甲；乙", "=丙"),
        note="@SUM(A1)",
        outcome="exempt",
        enabled=False,
    )
    rules = replace(shipped(), positive=(first, *shipped().positive[1:]))
    reading = read_lists(write(tmp_path / "a.xlsx", rules))
    assert told(reading) == []
    assert lists_of(reading).positive[0] == first


def test_columns_may_stand_in_another_order_and_blank_rows_between(tmp_path):
    def change(book):
        sheet = book["负面清单"]
        sheet.insert_rows(6, 3)
        sheet.move_range("A3:C20", cols=8)

    reading = read_lists(edited(tmp_path / "a.xlsx", change))
    assert told(reading) == []
    assert lists_of(reading).negative == shipped().negative


def test_numbers_dates_and_full_width_codes_are_words(tmp_path):
    cells = (
        ("说明!B4", datetime(2027, 1, 1)),
        ("负面清单!A4", "Ｎ０１"),
        ("负面清单!B5", 2026),
        ("说明!B5", "2027年12月31日"),
    )
    reading = read_lists(edited(tmp_path / "a.xlsx", cells=cells))
    assert told(reading) == []
    assert (reading.face.valid_from, reading.face.valid_to) == (date(2027, 1, 1), date(2027, 12, 31))
    assert lists_of(reading).negative[0].code == "N01"
    assert lists_of(reading).negative[1].text == "2026"


FAULTS = {
    "cells": (
        ("负面清单!B4", "=1+1", "负面清单 B4：是公式（=1+1），请改为文字"),
        ("负面清单!B5", None, "负面清单 B5：“负面清单情形”为空"),
        ("负面清单!C6", None, "负面清单 C6：“依据”为空，每条都要写明依据"),
        ("负面清单!A7", None, "负面清单 A7：“代码”为空"),
        ("负面清单!A8", "3号", "负面清单 A8：代码“3号”不能用"),
        ("负面清单!A9", "N01", "负面清单 A9：代码“N01”与负面清单 A4重复"),
        ("不予容错情形!A4", "P01", "不予容错情形 A4：代码“P01”与正面清单 A4重复"),
        ("负面清单!E6", "对", "负面清单 E6：“待确认”只能填“是”或者留空，现为“对”"),
        ("正面清单!D6", "从宽", "正面清单 D6：“结果”只能填“免责”“减责”或者留空，现为“从宽”"),
        ("正面清单!B7", "字" * 401, "正面清单 B7：“可以容错的情形”有401字，超过400字的上限"),
        ("正面清单!B8", "#REF!", "正面清单 B8：是错误值 #REF!"),
        ("认定因素!C4", None, "认定因素 C4：“种类依据”为空，每个种类都要写明依据"),
        ("认定因素!B5", "七个方面", "认定因素 B5：“种类名称”与同一种类第4行写的不同"),
        ("说明!B6", "nine", "说明 B6：“认定因素”表中没有在用的种类“nine”"),
        ("说明!B4", "明年一月", "说明 B4：“施行日期”应为日期"),
        ("说明!B5", "2026-02-30", "说明 B5：“停用日期”应为日期"),
    ),
    "headings": (
        ("负面清单!B3", "情形", "负面清单：缺少“负面清单情形”栏"),
        ("正面清单!F3", "依据", "正面清单 F3：“依据”栏有两处"),
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_named_with_its_cell(tmp_path, kind):
    faults = FAULTS[kind]
    reading = read_lists(edited(tmp_path / "a.xlsx", cells=[(place, text) for place, text, _ in faults]))
    assert reading.tables is None
    found = told(reading)
    assert [line for _, _, line in faults if not any(said.startswith(line) for said in found)] == []
    assert sum(problem.refused for problem in reading.problems) == len(faults)


def test_all_faults_are_named_in_the_order_of_the_book(tmp_path):
    cells = (("不予容错情形!C4", None), ("负面清单!C9", None), ("负面清单!C5", None), ("说明!B4", "？"))
    places = [problem.place for problem in read_lists(edited(tmp_path / "a.xlsx", cells=cells)).problems]
    assert places == ["说明 B4", "负面清单 C5", "负面清单 C9", "不予容错情形 C4"]


def test_a_missing_sheet_an_empty_one_and_one_all_switched_off(tmp_path):
    def change(book):
        del book["正面清单"]
        book["负面清单"].delete_rows(4, 20)
        for row in range(4, 9):
            book["不予容错情形"][f"F{row}"] = "是"

    reading = read_lists(edited(tmp_path / "a.xlsx", change))
    assert told(reading) == [
        "正面清单：缺少“正面清单”这张工作表。", "负面清单：没有任何条目。", "不予容错情形：条目全部停用，至少要有一条在用。",
    ]  # fmt: skip


def test_what_is_not_read_is_pointed_out(tmp_path):
    def change(book):
        book.create_sheet("草稿")["A1"] = "想法"
        book["负面清单"]["H3"] = "分管领导"
        book["负面清单"]["H4"] = "张"
        book["负面清单"]["J30"] = "表外的话"

    reading = read_lists(edited(tmp_path / "a.xlsx", change))
    assert reading.tables is not None
    assert [(problem.place, problem.refused) for problem in reading.problems] == [
        ("负面清单 H3", False), ("负面清单 J30", False), ("草稿", False),
    ]  # fmt: skip


# ---- files that are none


def refused(path):
    with pytest.raises(Refused) as caught:
        read_lists(path)
    return caught.value.text


def written(path, content):
    path.write_bytes(content)
    return path


def with_part(path, name, content):
    """A written book with one part more."""
    write(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "是空文件"),
        ("a.xlsx", b"hello", "不是 .xlsx 工作簿"),
        ("a.xlsx", b"PK\x03\x04broken", "已损坏，不能读取"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式的工作簿"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "设有打开密码",
        ),
        ("a.xls", b"x", "旧格式的工作簿"),
        ("a.xlsm", b"x", "带宏的工作簿"),
        ("a.et", b"x", "WPS 表格格式"),
        ("a.csv", b"x", "不是 .xlsx 工作簿"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(tmp_path, name, content, words):
    assert words in refused(written(tmp_path / name, content))


def test_a_book_with_macros_is_refused(tmp_path):
    assert "含有宏" in refused(with_part(tmp_path / "a.xlsx", "xl/vbaProject.bin", b"macro"))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("word/document.xml", "<a/>")
    assert "不是 .xlsx 工作簿" in refused(written(tmp_path / "a.xlsx", held.getvalue()))


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path):
    assert "展开后过大" in refused(with_part(tmp_path / "a.xlsx", "xl/media/bomb.bin", bytes(50 << 20)))


def test_a_file_too_large_is_not_read(tmp_path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "5 MB" in refused(path)


def test_too_many_rows_and_too_many_sheets_are_refused(tmp_path):
    def rows(book):
        for number in range(4, 700):
            book["负面清单"][f"A{number}"] = f"N{number}"

    def sheets(book):
        for number in range(40):
            book.create_sheet(f"表{number}")

    assert "行数过多" in refused(edited(tmp_path / "a.xlsx", rows))
    assert "46张工作表" in refused(edited(tmp_path / "b.xlsx", sheets))


def test_a_list_with_too_many_entries_is_refused(tmp_path):
    def change(book):
        for number in range(10, 215):
            for column, text in (("A", f"N{number}"), ("B", f"情形{number}"), ("C", "县里文件")):
                book["负面清单"][f"{column}{number}"] = text

    assert "负面清单：共211条，超过200条的上限。" in told(read_lists(edited(tmp_path / "a.xlsx", change)))


def test_a_reader_that_does_not_come_to_an_end_is_given_up(tmp_path):
    path = write(tmp_path / "a.xlsx")
    with pytest.raises(Refused) as caught:
        read_lists(path, patience=0.0)
    assert "没能在限定的时间和内存内读完" in caught.value.text


def test_a_missing_file_is_named(tmp_path):
    assert "找不到文件“没有.xlsx”" in refused(tmp_path / "没有.xlsx")
