"""Lists of names out of workbooks and .csv: the heading found however it is set, what a spreadsheet did to numbers said."""

from __future__ import annotations

import resource
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from name_lists import GOOD, LIST, SHEET, WOMAN, book, hostile_books, outcome, rewritten
from tree import ROOT

from jzdesk.domain import intake as values
from jzdesk.domain.errors import Refused
from jzdesk.imports.columns import field_of
from jzdesk.imports.names_book import read_names_book
from jzdesk.imports.tables import MOST_ROWS, letter


@pytest.fixture
def read(tmp_path):
    def do(content, ending="xlsx", **more):
        path = tmp_path / f"名单.{ending}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_names_book(path, **more)

    return do


def names(intake):
    return [person.name for person in intake.names]


def test_a_plain_list(read):
    intake = read(book([["序号", "姓名", "身份证号码", "性别", "出生年月", "工作单位", "现任职务", "拟任职务", "拟免职务"],
                        [1, "张　三", GOOD, "男", "1980.01", "县财政局", "副局长", "局长", "副局长"],
                        [2, "李四", WOMAN.lower(), "女", "197506", "县水利局", "股长", None, None]]))  # fmt: skip
    first, second = intake.names
    assert (first.name, first.id_number, first.sex, first.birth_month) == ("张三", GOOD, "1", "1980-01")
    assert (first.unit_text, first.post, first.proposed_post, first.removed_post) == ("县财政局", "副局长", "局长", "副局长")
    assert (second.id_number, second.sex, second.position, second.source) == (WOMAN, "2", 2, values.EXCEL)
    assert intake.problems == ()
    assert (intake.heading, intake.sheet, intake.sheets) == (1, "名单", ("名单",))
    assert [c.field for c in intake.columns] == ["", "name", "id_number", "sex", "birth_month", "unit_text", "post",
                                                 "proposed_post", "removed_post"]  # fmt: skip
    assert intake.rows[0].place == "第2行"


def test_a_heading_under_titles_in_two_rows_with_merged_cells(read):
    intake = read(book(
        [["楚江县拟提拔人选名单"], ["填报单位：县委组织部", None, None, None, None, "2026年11月"],
         ["序号", "姓名", "基本情况", None, "工作单位\n及职务", "拟任免职务"], [None, None, "公民身份\n号码", "出生\n年月", None, "拟任", "拟免"],
         [1, "张三", GOOD, 198001, "县财政局副局长", "局长", "副局长"], [2, "李四", WOMAN, "1975年6月", "县水利局", None, None],
         ["合计", 2], ["注：以上人员已公示", None, None]],
        merged=["A1:G1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:G3"],
    ))  # fmt: skip
    assert names(intake) == ["张三", "李四"]
    assert intake.heading == 4
    assert intake.names[0].birth_month == "1980-01"
    assert (intake.names[0].proposed_post, intake.names[0].removed_post) == ("局长", "副局长")
    assert intake.names[1].unit_text == "县水利局"
    assert intake.problems == ()


def test_a_two_row_heading_that_is_not_merged(read):
    intake = read(book([["名单"], ["姓名", "基本情况", None, "单位"], [None, "身份证号", "性别", None], ["张三", GOOD, "男", "县医院"]]))
    assert names(intake) == ["张三"]
    assert (intake.names[0].id_number, intake.names[0].sex, intake.names[0].unit_text) == (GOOD, "1", "县医院")


def test_a_row_of_data_is_no_second_heading(read):
    intake = read(book([["姓名", "单位"], ["张三", "单位"], ["李四", "县医院"]]))
    assert names(intake) == ["张三", "李四"]


def test_a_unit_merged_over_several_people_holds_for_each(read):
    intake = read(book([["单位", "姓名"], ["县财政局", "张三"], [None, "李四"], ["县水利局", "王五"]], merged=["A2:A3"]))
    assert [person.unit_text for person in intake.names] == ["县财政局", "县财政局", "县水利局"]


def test_a_name_merged_over_two_rows_is_one_person(read):
    intake = read(book([["姓名", "职务"], ["张三", "局长"], [None, "书记"], ["李四", "局长"]], merged=["A2:A3"]))
    assert names(intake) == ["张三", "李四"]
    assert [(p.place, p.refused) for p in intake.problems] == [("第3行", True)]


def test_a_heading_repeated_on_every_printed_page_is_passed_by(read):
    head = ["姓名", "身份证号"]
    assert names(read(book([head, ["张三", GOOD], head, [None, None], ["李四", WOMAN]]))) == ["张三", "李四"]


@pytest.mark.parametrize(
    ("title", "field"),
    [("姓 名", "name"), ("姓\n名", "name"), ("拟任人选", "name"), ("公民身份号码", "id_number"), ("身份证号（18位）", "id_number"),
     ("出生年月（岁）", "birth_month"), ("现任职务", "post"), ("工作单位及职务", "unit_text"), ("单位、职务", "unit_text"), ("拟 任", "proposed_post"),
     ("拟免", "removed_post"), ("备 注", "note"), ("序号", ""), ("民族", ""), ("", "")],
)  # fmt: skip
def test_titles_are_known_by_their_words(title, field):
    assert field_of(title) == field


def test_a_post_without_a_unit_is_the_place_of_work(read):
    (person,) = read(book([["姓名", "现任职务"], ["张三", "县财政局副局长"]])).names
    assert (person.unit_text, person.post) == ("县财政局副局长", "")


@pytest.mark.parametrize(
    ("cell", "kept", "words"),
    [(4.21099198001150e17, "421099198001150000", "15位以后的数字已丢失"), (int(GOOD[:15] + "000"), GOOD[:15] + "000", "15位"),
     ("4.21099E+17", "4.21099E+17", "科学计数"), (GOOD[:-1], GOOD[:-1], "17位"), ("'" + GOOD, GOOD, ""), (f" {GOOD[:6]} {GOOD[6:]} ", GOOD, ""),
     ("无", "", ""), (None, "", "")],
)  # fmt: skip
def test_what_a_spreadsheet_did_to_an_id_number_is_said(read, cell, kept, words):
    intake = read(book([["姓名", "身份证号"], ["张三", cell]]))
    assert intake.names[0].id_number == kept
    assert [problem.refused for problem in intake.problems] == ([False] if words else [])
    if words:
        assert words in intake.problems[0].text
        assert intake.problems[0].row == 0


def test_a_number_kept_exactly_is_no_damage(read):
    whole = GOOD if GOOD.isdigit() else WOMAN
    content = rewritten(book([["姓名", "身份证号"], ["张三", 1]]), SHEET, lambda d: d.replace(b"<v>1</v>", f"<v>{whole}</v>".encode()))
    intake = read(content)
    assert intake.names[0].id_number == whole
    assert intake.problems == ()


@pytest.mark.parametrize(
    ("cell", "month"),
    [(198001, "1980-01"), (1980.01, "1980-01"), (date(1980, 1, 15), "1980-01"), ("1980年1月", "1980-01"), ("1980.10", "1980-10"),
     ("1980-1-5", "1980-01"), ("1980.01（46岁）", "1980-01"), (1980.12, "1980-12"), (19800115, "1980-01")],
)  # fmt: skip
def test_births(read, cell, month):
    intake = read(book([["姓名", "出生年月"], ["张三", cell]]))
    assert (intake.names[0].birth_month, intake.problems) == (month, ())


def test_a_birth_that_may_be_january_or_october_is_not_guessed(read):
    intake = read(book([["姓名", "出生年月"], ["张三", 1980.1], ["李四", "八零年"], ["王五", 1980.13]]))
    assert [person.birth_month for person in intake.names] == ["", "", ""]
    assert "1月还是10月" in intake.problems[0].text
    assert len(intake.problems) == 3


def test_rows_without_a_name_are_said(read):
    intake = read(book([["姓名", "身份证号"], [None, GOOD], ["财政局（3人）", None], ["张三", None], ["某某某某某某某某某某某某", GOOD]]))
    assert names(intake) == ["张三", "某某某某某某某某某某某某"]
    assert [(p.place, p.refused) for p in intake.problems] == [("第2行", True), ("第3行", True), ("第5行", False)]


def test_the_clerk_says_what_the_columns_are(read):
    content = book([["甲", "乙", "丙"], ["县财政局", "张三", GOOD], ["县水利局", "李四", WOMAN]])
    guessed = read(content)
    assert [person.unit_text for person in guessed.names][-2:] == ["县财政局", "县水利局"]
    chosen = read(content, mapping={1: "name", 2: "id_number"})
    assert [(p.name, p.id_number, p.unit_text) for p in chosen.names][-2:] == [("张三", GOOD, ""), ("李四", WOMAN, "")]
    with pytest.raises(Refused, match="哪一列是姓名"):
        read(content, mapping={0: "unit_text"})
    with pytest.raises(Refused, match="哪一列是姓名"):
        read(content, mapping={0: "name", 1: "password"})


def test_a_table_in_which_nothing_is_a_name_asks(read):
    intake = read(book([["代码", "金额"], ["A1", 100], ["A2", 200]]))
    assert intake.rows == ()
    assert "指定各列" in intake.problems[0].text
    assert [(c.letter, c.sample) for c in intake.columns] == [("A", "代码"), ("B", "金额")]


def test_the_sheet_with_the_list_is_read_and_another_may_be_chosen(read):
    content = book([["说明"]], title="说明", more=[("名单", [["姓名"], ["张三"]]), ("备用", [["姓名"], ["李四"]])])
    intake = read(content)
    assert (intake.sheet, names(intake), intake.sheets) == ("名单", ["张三"], ("说明", "名单", "备用"))
    assert names(read(content, sheet="备用")) == ["李四"]
    with pytest.raises(Refused, match="没有名为“无”的工作表"):
        read(content, sheet="无")


def test_a_hidden_sheet_is_not_taken_for_the_list(read):
    content = book([["姓名"], ["赵某"]], title="选项", more=[("名单", [["姓名"], ["张三"]])])
    content = rewritten(content, "xl/workbook.xml", lambda d: d.replace(b'name="\xe9\x80\x89\xe9\xa1\xb9" sheetId="1" state="visible"',
                                                                        b'name="\xe9\x80\x89\xe9\xa1\xb9" sheetId="1" state="hidden"'))  # fmt: skip
    intake = read(content)
    assert (intake.sheet, names(intake)) == ("名单", ["张三"])


@pytest.mark.parametrize("mark", ['r="3" hidden="1"', 'hidden="true" r="3"', 'r="3" spans="1:2" ht="15" hidden="1"'])
def test_rows_filtered_out_are_read_and_said(read, mark):
    content = book([["姓名"], ["张三"], ["李四"]])
    intake = read(rewritten(content, SHEET, lambda d: d.replace(b'<row r="3"', b"<row " + mark.encode())))
    assert names(intake) == ["张三", "李四"]
    assert [(p.row, "筛选" in p.text) for p in intake.problems] == [(1, True)]


def test_a_list_in_two_blocks_is_not_half_read_in_silence(read):
    content = book([["姓名", "单位", "姓名", "单位"], ["张三", "县医院", "李四", "县医院"]])
    intake = read(content)
    assert names(intake) == ["张三"]
    assert intake.refused == 1
    assert "第C列也是“姓名”" in intake.problems[0].text
    assert names(read(content, mapping={2: "name", 3: "unit_text"})) == ["李四"]


def test_two_hundred_names_quickly(read):
    rows = [["序号", "姓名", "身份证号", "单位"]] + [[n, f"王{chr(0x4E00 + n)}", GOOD, "县财政局"] for n in range(200)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(read(book(rows)).names) == 200
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime < 2


def test_rows_beyond_the_limit_are_refused_and_a_sheet_formatted_to_its_end_is_not_read(read):
    rows = [["姓名"]] + [["张三"]] * (MOST_ROWS + 50)
    intake = read(book(rows))
    assert len(intake.rows) == MOST_ROWS - 1
    assert intake.problems[0].refused
    assert f"{MOST_ROWS} 行的上限" in intake.problems[0].text
    far = rewritten(LIST, SHEET, lambda d: d.replace(b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'))
    assert names(read(far)) == ["张三"]


def test_a_list_in_an_old_workbook():
    intake = read_names_book(ROOT / "tests" / "data" / "old_ledger.xls")
    assert names(intake)[:4] == ["张伟", "李芳", "王强", "赵敏"]
    assert intake.names[0].unit_text == "县教育局"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_tables(read, encoding, mark):
    lines = [["姓名", "身份证号", "单位"], ["张䶮", f'="{GOOD}"', "县财政局"], ["李四", f"\t{WOMAN}" if mark != "\t" else WOMAN, "县水利局"], ["", "", ""]]
    text = "\r\n".join(mark.join(cell if '"' not in cell else f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines)
    intake = read(text.encode(encoding), "csv")
    assert [(p.name, p.id_number, p.unit_text) for p in intake.names] == [("张䶮", GOOD, "县财政局"), ("李四", WOMAN, "县水利局")]
    assert intake.problems == ()


@pytest.mark.parametrize(("what", "ending", "content"), hostile_books(), ids=[one[0] for one in hostile_books()])
def test_a_hostile_book_is_refused_at_once(read, what, ending, content):
    made = content() if callable(content) else content
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    intake, refusal = outcome(read, made, ending)
    if intake is None:
        assert refusal.startswith("“名单.")
        assert refusal.endswith("。")
        assert any(word in refusal for word in ("不能读取", "没有读取", "没有可读"))
    else:  # read as far as it goes, which is nothing
        assert what in ("random bytes", "a cell of thirty megabytes", "nested deep")
        assert len(intake.rows) <= 1
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime < 2


@pytest.mark.parametrize(
    ("content", "ending", "words"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900, "xls", "另存为新的 .xlsx"), (b"<table></table>", "xls", "网页格式"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "xlsx", "打开密码")],
)  # fmt: skip
def test_the_refusal_says_what_to_do(read, content, ending, words):
    with pytest.raises(Refused, match=words):
        read(content, ending)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | st.tuples(
    st.integers(0, len(LIST) - 1), st.binary(min_size=1, max_size=6), st.booleans(),
).map(lambda hurt: LIST[: hurt[0]] + hurt[1] + (b"" if hurt[2] else LIST[hurt[0] + len(hurt[1]) :])))  # fmt: skip
def test_random_and_hurt_books_never_crash_and_never_hang(shared, content):
    shared.write_bytes(content)
    intake, refusal = outcome(read_names_book, shared)
    if intake is None:
        assert refusal.endswith("。")
    else:
        assert all(problem.text.endswith("。") and problem.row < len(intake.rows) for problem in intake.problems)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return tmp_path_factory.mktemp("books") / "名单.xlsx"


CELLS = st.none() | st.text(max_size=20) | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["姓名", "身份证号", GOOD, "张三", "合计", "1980.1"])


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=12), merged=st.lists(st.tuples(*[st.integers(0, 8)] * 4), max_size=3))
def test_any_table_is_read_to_names_or_sentences(rows, merged):
    from jzdesk.imports.names_book import names_of
    from jzdesk.imports.tables import Table

    intake = names_of(Table("名单", (), "", tuple(map(tuple, rows)), tuple(merged)))
    assert all(row.person.name for row in intake.rows)
    assert all(problem.text.endswith("。") for problem in intake.problems)


def test_letters_of_columns():
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_child_is_fenced_in(tmp_path):
    code = (
        "from jzdesk.imports import reading_child\n"
        "from jzdesk.children import fence\n"
        "import pathlib\n"
        "import openpyxl, defusedxml.ElementTree\n"
        "fence(reading_child.MEMORY, reading_child.SECONDS)\n"
        "try: bytearray(140 << 20); print('memory')\n"
        "except MemoryError: pass\n"
        f"try: pathlib.Path({str(tmp_path / 'written')!r}).write_bytes(b'x'); print('file')\n"
        "except OSError: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("", "")
