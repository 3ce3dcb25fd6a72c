"""Pasted names: however people write lists into letters and messages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from name_lists import GOOD, WOMAN

from jzdesk.imports.name_words import clean_name, is_name, looks_named, month_of
from jzdesk.imports.names_text import LONGEST, read_names_text


def told(text):
    """(name, number, sex, month, unit) of everybody."""
    return [(p.name, p.id_number, p.sex, p.birth_month, p.unit_text) for p in read_names_text(text).names]


@pytest.mark.parametrize(
    "line",
    [
        f"张三\t{GOOD}\t1980.01\t县财政局", f"张三，{GOOD}，1980.01，县财政局", f"张三 {GOOD} 1980.01 县财政局",
        f"{GOOD} 张三 县财政局 1980-01", f"县财政局、张三、1980年1月生、{GOOD}", f"1. 张 三 县财政局 {GOOD} 198001",
        f"（1）张三同志 {GOOD} 1980.01 县财政局", f"一、张三；{GOOD}；1980年1月；县财政局", f"姓名：张三 身份证号：{GOOD} 出生年月：1980.01 单位：县财政局",
        f"１、张　三　{''.join(chr(ord(c) + 0xFEE0) for c in GOOD)}　１９８０．０１　县财政局", f"张三{GOOD}县财政局 1980.01",
    ],
)  # fmt: skip
def test_one_person_a_line_in_any_order(line):
    assert told(line) == [("张三", GOOD, "", "1980-01", "县财政局")]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("张三、李四、王五", ["张三", "李四", "王五"]), ("张三 李四　王五", ["张三", "李四", "王五"]), ("张三，李四;王五", ["张三", "李四", "王五"]),
        ("张 三、李 四、欧阳修远", ["张三", "李四", "欧阳修远"]), ("阿不都·热合曼、买买提•艾力", ["阿不都·热合曼", "买买提·艾力"]),
        ("方正 财政局", ["方正"]), ("陈园园", ["陈园园"]), ("刘科 王村", ["刘科", "王村"]), ("1 张三", ["张三"]), ("爨宝子", ["爨宝子"]),
        ("张䶮、𠮷田", ["张䶮", "𠮷田"]),
    ],
)  # fmt: skip
def test_many_names_in_a_line(line, names):
    assert [name for name, *_ in told(line)] == names


def test_names_each_with_a_number_in_one_line():
    assert told(f"张三 {GOOD} 李四 {WOMAN.lower()}") == [("张三", GOOD, "", "", ""), ("李四", WOMAN, "", "", "")]


def test_sex_and_other_words_in_brackets():
    (row,) = read_names_text("张三（女，回族） 县医院").rows
    assert (row.person.name, row.person.sex, row.person.note, row.person.unit_text) == ("张三", "2", "回族", "县医院")


def test_unit_and_post_stand_together():
    assert told("张三 县财政局 副局长") == [("张三", "", "", "", "县财政局副局长")]


def test_lines_keep_their_place_and_what_is_no_name_is_said():
    intake = read_names_text(f"\n张三\n----\n财政局\n12345\n李四 {GOOD[:-1]}\n")
    assert [(row.person.name, row.place) for row in intake.rows] == [("张三", "第2行"), ("李四", "第6行")]
    assert [(p.place, p.refused, p.row) for p in intake.problems] == [("第4行", True, -1), ("第5行", True, -1), ("第6行", False, 1)]
    assert "17位" in intake.problems[2].text
    assert [name.position for name in intake.names] == [1, 2]
    assert {name.source for name in intake.names} == {"pasted"}


def test_cells_copied_out_of_a_spreadsheet_with_their_heading():
    intake = read_names_text(f"序号\t姓名\t身份证号\t工作单位\t职务\r\n1\t张 三\t{GOOD}\t县财政局\t局长\r\n2\t李四\t4.2E+17\t\t\r\n")
    assert [(p.name, p.unit_text, p.post) for p in intake.names] == [("张三", "县财政局", "局长"), ("李四", "", "")]
    assert intake.heading == 1
    assert "科学计数" in intake.problems[0].text
    assert intake.source == "pasted"


@pytest.mark.parametrize(
    ("number", "words"),
    [(GOOD[:14] + "X" + GOOD[15:], "没有认出"), (GOOD + "1", "19位"), ("420921800115001", ""), ("4.20921E+17", "科学计数"), (GOOD[:15] + "000", "000")],
)  # fmt: skip
def test_damaged_numbers_are_said_not_taken_for_units(number, words):
    intake = read_names_text(f"张三 {number}")
    if words and words != "没有认出":
        assert words in intake.problems[0].text
        assert not intake.problems[0].refused
    assert intake.names[0].name == "张三"


def test_limits():
    assert read_names_text("张三\n" * 5001).problems[0].refused
    assert len(read_names_text("张三\n" * 5001).rows) == 5000
    intake = read_names_text("张" * (LONGEST + 1))
    assert intake.rows == ()
    assert "20 万字的上限" in intake.problems[0].text


def test_two_hundred_names_at_once_and_a_wall_of_text_do_not_hang():
    begun = time.process_time()
    assert len(read_names_text("、".join(["王小明"] * 200)).rows) == 200
    for text in ("1" * LONGEST, "张" * LONGEST, "（" * LONGEST, "、" * LONGEST, " " * LONGEST, "1980." * 40_000, "\n" * LONGEST, "1、" * 60_000):
        read_names_text(text)
    assert time.process_time() - begun < 8


@given(text=st.text(alphabet=st.sampled_from("张三李四财政局县0123456789Xx.、,，\t\n 　（）()男女年月生-:：·"), max_size=120) | st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_becomes_names_or_sentences(text):
    intake = read_names_text(text)
    assert all(row.person.name and "\n" not in row.person.name and len(row.person.unit_text) <= 200 for row in intake.rows)
    assert all(problem.text.endswith("。") and problem.place for problem in intake.problems)


@pytest.mark.parametrize(
    ("text", "name"),
    [("张　三", "张三"), ("1.李四同志", "李四"), ("*王五", "王五"), ("阿不都•热合曼", "阿不都·热合曼"), ("Ａｂｅ Ｌｉ", "Abe Li"), ("张\u200b三", "张三")],
)  # fmt: skip
def test_names_are_cleaned(text, name):
    assert clean_name(text)[0] == name


@pytest.mark.parametrize("word", ["财政局", "县委办公室", "公安局", "局长", "县财政局副局长", "张", "12", "", "姓名", "王五的儿子和女儿们啊"])
def test_what_is_not_a_name(word):
    assert not looks_named(word)


@pytest.mark.parametrize("word", ["张三", "欧阳修", "陈园园", "诸葛孔明", "阿不都·热合曼·买买提", "㛃红", "方局"])
def test_what_is_a_name(word):
    assert is_name(word)


@pytest.mark.parametrize("text", ["1980.13", "1880.01", "19801", "1980", "", "1980.1.1.1", "财政局1980.01"])
def test_what_is_no_month(text):
    assert month_of(text) == ""
