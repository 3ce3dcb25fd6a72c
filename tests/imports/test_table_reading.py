"""Foreign tables: the sheet, the heading and the columns found; rows that are none told apart; rows in any order."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from mutated_ledgers import TODAY
from tree import ROOT

from jzdesk.domain.import_words import words_of
from jzdesk.domain.sheet_cells import SheetRow
from jzdesk.imports.books import open_book
from jzdesk.imports.column_match import Title, TitleIndex
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.row_store import CHUNK, RowStore
from jzdesk.imports.table_reading import choose_sheet, look_at, read_rows
from jzdesk.services.import_catalogues import load_imports
from jzdesk.services.rules import load_rulebook

GOOD = "421022198001011232"


@pytest.fixture(scope="module")
def imports():
    return load_imports(ROOT / "resources")


@pytest.fixture(scope="module")
def words(imports):
    return words_of(
        imports,
        load_rulebook(ROOT / "resources"),
        ["县住房和城乡建设局", "县住房和城乡建设局园林处", "县教育局"],
    )


def book_of(path, rows, *, title="台账", merges=(), more=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merges:
        sheet.merge_cells(cells)
    for name, state, lines in more:
        other = book.create_sheet(name)
        other.sheet_state = state
        for line in lines:
            other.append(line)
    book.save(path)
    return path


def read(path, catalogue, words, **how):
    with open_book(path) as book:
        return read_rows(book, look_at(book, book.sheets[0].name, catalogue, **how), words, on=TODAY)


# ---- the heading


HEADED = ["序号", "姓名", "身份证号", "工作单位"]


@pytest.mark.parametrize(("rows", "merges", "place"), [
    ([HEADED], (), (1, 1)),
    ([["江陵县受处分人员台账"], [], ["填报单位：县纪委", None, "2024年3月"], HEADED], ("A1:D1",), (4, 4)),
    ([["序号", "基本情况", None, None], [None, "姓名", "身份证号", "工作单位"]], ("A1:A2", "B1:D1"), (1, 2)),
    ([["台账"], ["序号", "姓名", "身份证号", "工作单位", "处分决定", None], [None, None, None, None, "文号", "日期"]],
     ("A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2"), (2, 3)),
    ([["序号", "姓名", "身份证号", "工作单位", "处分决定", None], [None, None, None, None, "文号", "日期"]], (), (1, 2)),
])  # fmt: skip
def test_the_heading_is_found(tmp_path, imports, rows, merges, place):
    data = [[n, "张伟", GOOD, "县教育局"] for n in range(1, 6)]
    with open_book(book_of(tmp_path / "表.xlsx", [*rows, *data], merges=merges)) as book:
        seen = look_at(book, "台账", imports.kinds["cases"])
    assert (seen.heading.first, seen.heading.last) == place
    fields = {match.field for match in seen.columns}
    assert {"name", "id_number", "unit_name"} <= fields
    if len(rows[-1]) > 4:
        assert {"document_number", "decided_on"} <= fields
    assert seen.can_be_read


def test_a_sheet_without_a_heading_says_so(tmp_path, imports, words):
    path = book_of(tmp_path / "表.xlsx", [["甲", "乙"], [1, 2]])
    with open_book(path) as book:
        seen = look_at(book, "台账", imports.kinds["people"])
        assert seen.heading is None
        assert not seen.can_be_read
        assert [field.title for field in seen.missing] == ["姓名", "单位"]
        assert [row.cells for row in seen.first_rows] == [("甲", "乙"), (1, 2)]
        with pytest.raises(ImportFault, match="没有找到表头"):
            read_rows(book, seen, words, on=TODAY)


def test_a_person_chooses_heading_and_columns(tmp_path, imports, words):
    path = book_of(tmp_path / "表.xlsx", [["谁", "哪里", "姓名"], ["张伟", "县教育局", "不是这栏"]])
    with open_book(path) as book:
        seen = look_at(
            book, "台账", imports.kinds["people"], heading=(1, 1), mapping={1: "name", 2: "unit_name"}
        )
        assert {m.letter: (m.field, m.how) for m in seen.columns} == {
            "A": ("name", "chosen"),
            "B": ("unit_name", "chosen"),
            "C": ("", "none"),
        }
        reading = read_rows(book, seen, words, on=TODAY)
        assert reading[0].values == {"name": "张伟", "unit_name": "县教育局"}
        alone = look_at(book, "台账", imports.kinds["people"], heading=(1, 1), mapping={3: ""})
        with pytest.raises(ImportFault, match="缺少“姓名”、“单位”栏"):
            read_rows(book, alone, words, on=TODAY)


def test_the_sheet_that_fits_best_is_chosen(tmp_path, imports):
    path = book_of(tmp_path / "表.xlsx", [["说明"], ["填表须知"]], title="说明", more=[
        ("藏", "hidden", [[*HEADED, "职务", "政治面貌", "备注"]]), ("少", "visible", [["姓名", "单位"]]), ("多", "visible", [[*HEADED, "职务"]])])  # fmt: skip
    with open_book(path) as book:
        assert choose_sheet(book, imports.kinds["people"]).sheet == "多"
        assert choose_sheet(book, imports.kinds["tolerance"]).sheet in ("多", "少")


def test_the_same_heading_is_known_again_wherever_it_stands(tmp_path, imports):
    signatures = []
    for at, rows in enumerate(
        ([HEADED], [["题目"], [" 序 号 ", "姓  名", "身份证号：", "工作单位"]], [[*HEADED[:3], "现单位"]])
    ):
        with open_book(book_of(tmp_path / f"{at}.xlsx", [*rows, [1, "张伟", GOOD, "县教育局"]])) as book:
            signatures.append(look_at(book, "台账", imports.kinds["people"]).heading.signature)
    assert signatures[0] == signatures[1] != signatures[2]


# ---- columns


@pytest.mark.parametrize(("group", "leaf", "key"), [
    ("", "姓　名", "name"), ("", "被处分人姓名*", "name"), ("", "决定日期（年月日）", "decided_on"), ("立案", "日期", "filed_on"), ("处分决定", "文号", "document_number"),
    ("告知本人及支部", "办结日", "told_on"), ("归档", "办结日", "archived_on"), ("归档", "应办日", "archive_due"), ("影响期（处分期）", "止", "period_end"),
    ("影响期/处分期", "起", "period_start"), ("基本情况", "政治面貌", "politics"), ("", "办结日", ""), ("", "领导批示", ""), ("", "涉案金额（万元）", "amount"),
])  # fmt: skip
def test_titles_to_fields(imports, group, leaf, key):
    assert TitleIndex(imports.kinds["cases"]).key_of(Title(group, leaf)) == key


def test_what_is_only_alike_is_offered_and_not_taken(tmp_path, imports, words):
    path = book_of(
        tmp_path / "表.xlsx",
        [
            ["姓名", "单位", "处分决定的日期", "联系电活", "领导批示", "姓名"],
            ["张伟", "县教育局", "2024.3.5", "x", "阅", "李芳"],
        ],
    )
    with open_book(path) as book:
        seen = look_at(book, "台账", imports.kinds["cases"])
        reading = read_rows(book, seen, words, on=TODAY)
    columns = {match.letter: match for match in seen.columns}
    assert columns["C"].how == columns["D"].how == "near"
    assert not columns["C"].field
    assert "decided_on" in columns["C"].near
    assert "phone" in columns["D"].near
    assert (columns["E"].how, columns["F"].how, columns["F"].near) == ("none", "twice", ("name",))
    assert columns["C"].samples == ("2024.3.5",)
    said = {(problem.cell, problem.rule) for problem in reading.problems}
    assert said == {
        ("C列", "column.unknown"),
        ("D列", "column.unknown"),
        ("E列", "column.unknown"),
        ("F列", "column.twice"),
    }


def test_ten_thousands_in_the_heading(tmp_path, imports, words):
    path = book_of(
        tmp_path / "表.xlsx",
        [["姓名", "单位", "涉案金额（万元）"], ["张伟", "县教育局", 3.5], ["李芳", "县教育局", "200元"]],
    )
    reading = read(path, imports.kinds["cases"], words)
    assert [row.values["amount"] for row in reading] == [3500000, 20000]


def test_unit_and_post_in_one_column(tmp_path, imports, words):
    rows = [
        "县教育局党组成员",
        "县住房和城乡建设局园林处主任",
        "资市镇人大主席",
        "白马寺镇张家村 村支书",
        "县公安局",
        "一级主任科员",
    ]
    path = book_of(tmp_path / "表.xlsx", [["姓名", "工作单位及职务"], *(["张伟", text] for text in rows)])
    reading = read(path, imports.kinds["people"], words)
    found = [
        (row.values.get("unit_name"), row.values.get("post"), [(p.rule, p.grave) for p in row.problems])
        for row in reading
    ]
    doubt = [("unit_post.split", False)]
    assert found[0] == ("县教育局", "党组成员", [])
    assert found[1] == ("县住房和城乡建设局园林处", "主任", [])
    assert found[3] == ("白马寺镇张家村", "村支书", doubt)
    assert found[4] == ("县公安局", None, doubt)
    assert found[5] == (None, None, [("unit_post.split", True)])


# ---- rows that are none


def test_rows_that_are_no_records_are_told_with_their_reason(tmp_path, imports, words):
    rows = [
        HEADED, ["一、县直单位"], [1, "张伟", GOOD, "县教育局"], ["小计", None, "1人"], HEADED, ["（二）乡镇"], [2, "李芳", None, "资市镇"], [3], [4],
        ["合计：2人"], ["注：本表按季报送。"], ["填表人：王五", None, None, "审核人：赵六"], ["填报日期：2024年3月5日"],
    ]  # fmt: skip
    reading = read(book_of(tmp_path / "表.xlsx", rows, merges=("A2:D2",)), imports.kinds["people"], words)
    assert [row.values["name"] for row in reading] == ["张伟", "李芳"]
    assert [(row.number, row.why) for row in reading.left] == [
        (2, "note"), (4, "total"), (5, "heading"), (6, "note"), (8, "blank"), (9, "blank"), (10, "total"), (11, "note"), (12, "signature"), (13, "signature")]  # fmt: skip
    assert reading.left[1].line == "第4行是合计行，没有读入：小计 1人。"
    assert not list(reading.problems)


@pytest.mark.parametrize("row", [
    [5, "合计", GOOD, "县教育局", None], [6, "王小计", None, "县教育局", "x"], [None, None, None, "县教育局", "书记"], [7, None, GOOD, None, None],
    [8, "张伟", None, None, None], ["填表人：王五", "张伟", GOOD, "县教育局", "书记"],
])  # fmt: skip
def test_a_row_that_may_be_a_record_is_never_left_out(tmp_path, imports, words, row):
    """Rather a problem too many than a person too few."""
    path = book_of(tmp_path / "表.xlsx", [[*HEADED, "职务"], [1, "张伟", GOOD, "县教育局", "科长"], row])
    reading = read(path, imports.kinds["people"], words)
    assert len(reading) + sum(left.why == "total" for left in reading.left) == 2
    if row[1] != "合计":
        assert len(reading) == 2


# ---- cells


def test_what_stands_beside_says_otherwise(tmp_path, imports, words):
    path = book_of(
        tmp_path / "表.xlsx",
        [
            ["姓名", "单位", "身份证号", "性别", "出生年月"],
            ["张伟", "县教育局", GOOD, "女", "1981.01"],
            ["李芳", "县教育局", GOOD, "男", "1980年1月"],
        ],
    )
    reading = read(path, imports.kinds["people"], words)
    assert {(p.cell, p.rule, p.grave) for p in reading.problems} == {
        ("D2", "id.sex_differs", True),
        ("E2", "id.birth_differs", True),
    }
    assert reading.counts == {"id.sex_differs": 1, "id.birth_differs": 1}
    assert reading.grave == 1
    assert reading[0].is_grave
    assert reading[1].values["birth"] == "1980-01"


def test_merged_cells_below_and_beside(tmp_path, imports, words):
    rows = [
        ["姓名", "单位", "职务", "备注"],
        ["张伟", "县教育局", "科长", "甲"],
        ["李芳", None, "股长", "乙"],
        ["王强", "县财政局", None, None],
    ]
    reading = read(
        book_of(tmp_path / "表.xlsx", rows, merges=("B2:B3", "B4:C4")), imports.kinds["people"], words
    )
    assert [row.values["unit_name"] for row in reading] == ["县教育局", "县教育局", "县财政局"]
    assert [(p.cell, p.rule, p.grave) for p in reading.problems] == [("C4", "cell.merged", False)]


def test_what_the_program_reckons_itself_stands_in_nobodys_way(tmp_path, imports, words):
    path = book_of(
        tmp_path / "表.xlsx",
        [["姓名", "单位", "影响期止", "形态"], ["张伟", "县教育局", "终身", "第二种形态"]],
    )
    reading = read(path, imports.kinds["cases"], words)
    assert [(p.field, p.grave) for p in reading.problems] == [("period_end", False)]
    assert reading[0].values == {"name": "张伟", "unit_name": "县教育局", "form": "第二种形态"}


def test_every_text_stays_as_it_was_typed(tmp_path, imports, words):
    texts = ["=1+1 不是公式", "'甲", "一\n二", "@x", "<b>", "　全角　", "a" * 3000, "0012", "😀𠮷"]
    book = openpyxl.Workbook()
    book.active.append(["姓名", "单位", "备注"])
    for at, text in enumerate(texts, 2):
        book.active.append(["张伟", "县教育局"])
        book.active.cell(at, 3).value = text
        book.active.cell(at, 3).data_type = "s"
    book.save(tmp_path / "表.xlsx")
    reading = read(tmp_path / "表.xlsx", imports.kinds["people"], words)
    assert [row.values["note"] for row in reading] == [text.strip("　") for text in texts]


def test_old_workbooks_and_text_are_read_the_same_way(tmp_path, imports, words):
    old = read(ROOT / "tests" / "data" / "old_ledger.xls", imports.kinds["cases"], words)
    assert [row.values.get("decided_on") for row in old] == [
        date(2004, 3, 5),
        date(2005, 4, 6),
        date(2006, 5, 7),
        date(2004, 3, 6),
        None,
    ]
    rules = {(p.cell, p.rule) for p in old.problems if p.row}
    assert {
        ("C5", "id.damaged"),
        ("G4", "cell.error"),
        ("第4行", "row.hidden"),
        ("E8", "date.month_only"),
        ("C4", "id.checksum"),
    } <= rules
    path = tmp_path / "表.csv"
    path.write_bytes(
        "姓名,单位,处分时间,处分种类\n张伟,县教育局,2024.3.5,党内警告\n李芳,县教育局,2024.2.30,警告\n".encode(
            "gb18030"
        )
    )
    text = read(path, imports.kinds["cases"], words)
    assert text[0].values["sanction"] == ("D1",)
    assert [(p.cell, p.rule) for p in text.problems] == [
        ("C3", "date.impossible"),
        ("D3", "measure.ambiguous"),
    ]


def test_reading_is_told_of_and_can_be_ended(tmp_path, imports, words):
    path = book_of(tmp_path / "表.xlsx", [["姓名", "单位"], *(["张伟", "县教育局"] for _ in range(1200))])
    told = []
    with open_book(path) as book:
        seen = look_at(book, "台账", imports.kinds["people"])
        assert (
            len(read_rows(book, seen, words, on=TODAY, progress=lambda done, _whole: told.append(done)))
            == 1200
        )
        assert len(told) >= 4
        assert told == sorted(told)

        def stop(_done, _whole):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            read_rows(book, seen, words, on=TODAY, progress=stop)
        assert len(read_rows(book, seen, words, on=TODAY)) == 1200


def test_rows_are_had_in_any_order(tmp_path, imports, words):
    names = [f"张{'伟芳娜敏静'[n % 5]}{'丽强磊军洋'[n // 5 % 5]}" for n in range(700)]
    reading = read(
        book_of(tmp_path / "表.xlsx", [["姓名", "单位"], *([name, "县教育局"] for name in names)]),
        imports.kinds["people"],
        words,
    )
    for at in (0, 699, 255, 256, 511, 3, 690):
        assert reading[at].values["name"] == names[at]
        assert reading[at].number == at + 2
        assert reading.raw(at).cells == (names[at], "县教育局")
    assert [row.number for row in reading.around(0)] == [2, 3]
    assert [row.number for row in reading.around(256, before=2, after=2)] == [256, 257, 258, 259, 260]
    with pytest.raises(IndexError):
        _ = reading[700]


def test_packed_rows_come_out_as_they_went_in():
    store = RowStore()
    rows = [
        SheetRow(
            n,
            (n, None, "甲", date(2024, 3, 5)),
            hidden=n % 2 == 0,
            spread=frozenset({1}) if n % 3 == 0 else frozenset(),
        )
        for n in range(3 * CHUNK + 7)
    ]
    for row in rows:
        store.add(row)
    assert len(store) == len(rows)
    assert list(store) == rows
    assert store[2 * CHUNK] == rows[2 * CHUNK]
    for at in (-1, len(rows), len(rows) + CHUNK):
        with pytest.raises(IndexError):
            _ = store[at]


@pytest.mark.parametrize("case", [
    ("单位：万元", "涉案金额", 3_500_000), ("金额单位: 万元", "涉案金额", 3_500_000), ("单位：元", "涉案金额", 350),
    ("单位：万元", "涉案金额（元）", 350), ("单位：万元", "涉案金额（万元）", 3_500_000),
])  # fmt: skip
def test_sums_in_ten_thousands_are_known_by_the_line_above_the_table(tmp_path, imports, words, case):
    said, title, fen = case
    rows = [["台账"], [None, None, said], ["姓名", "单位", title], ["张三", "县教育局", 3.5]]
    made = read(book_of(tmp_path / "a.xlsx", rows), imports.kinds["cases"], words)
    assert made[0].values["amount"] == fen
    told = [p.rule for p in made.sheet_problems]
    assert told == (["column.unit"] if "（" not in title and "万元" in said else [])


@pytest.mark.parametrize(
    "numbers", [[1, 2, 3, 4], ["1", "2", "3", "4"], ["甲", 1, 2, 3], ["（1）", "（2）", "（3）", "（4）"]]
)
def test_a_row_that_numbers_the_columns_is_no_record(tmp_path, imports, words, numbers):
    rows = [["序号", "姓名", "单位", "职务"], numbers, [1, "张三", "县教育局", "科员"], [2, None, None, None]]
    made = read(book_of(tmp_path / "a.xlsx", rows), imports.kinds["people"], words)
    assert [row.values["name"] for row in made] == ["张三"]
    assert [(left.number, left.why) for left in made.left] == [(2, "heading"), (4, "blank")]
