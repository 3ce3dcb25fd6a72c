"""Workbooks and tables as others write them: every cell where it stands and as it is."""

from __future__ import annotations

import hashlib
import random
from datetime import date, datetime, time, timedelta

import pytest
from raw_books import HEAD, MAIN, book_of, packed, parts_of, sheet_xml, text_cell
from tree import ROOT

from jzdesk.domain.sheet_cells import Odd, is_blank, shown
from jzdesk.imports.books import open_book
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.package_child import DATE, MONTH, TIME, format_kind

STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '<numFmt numFmtId="171" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="20"/><xf numFmtId="9"/></cellXfs></styleSheet>'
)


def cells_of(path, sheet="台账", **how):
    with open_book(path) as book:
        return {row.number: row.cells for row in book.rows(sheet, **how)}


# ---- workbooks of strange hands


def test_prefixes_comments_and_sections(tmp_path):
    xml = (
        f'<?xml version="1.0"?><!-- 甲 --><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>'
        "<![CDATA[甲<乙]]>&amp;丙</x:t></x:is></x:c><!-- 丁 --><x:c r='D2'><x:v>12</x:v></x:c></x:row></x:sheetData>"
        '<x:mergeCells><x:mergeCell ref="B2:B3"/></x:mergeCells></x:worksheet>'
    )
    path = packed(tmp_path / "前缀.xlsx", parts_of({"台账": xml}))
    assert cells_of(path) == {2: (None, "甲<乙&丙", None, 12)}
    with open_book(path) as book:
        assert book.facts("台账").merged == ((2, 2, 2, 3),)


def test_cells_that_do_not_say_where_they_are(tmp_path):
    rows = '<row><c t="str"><v>甲</v></c><c/><c><v>3</v></c></row><row/><row><c><v>1</v></c></row>'
    assert cells_of(book_of(tmp_path / "无址.xlsx", rows)) == {1: ("甲", None, 3), 3: (1,)}


@pytest.mark.parametrize(("rows", "after"), [
    ('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v ></c></row>', ""),
    ('<row r="1"><c r="A1"><v>1</v></c></row><!-- </sheetData> --><row r="2"><c r="A2"><v>2</v></c></row>', ""),
    ('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v\n>2</v\n></c></row>', "<!-- <row> -->"),
    ('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v><![CDATA[2]]></v></c></row>', ""),
])  # fmt: skip
def test_nothing_is_lost_where_the_end_is_looked_for(tmp_path, rows, after):
    """The reader stops behind the last content; what is content however it is written may not be cut off."""
    assert cells_of(book_of(tmp_path / "末.xlsx", rows, after=after)) == {1: (1,), 2: (2,)}


def test_content_may_end_anywhere_in_a_piece(tmp_path):
    """A sheet is read in pieces of 64 KB: the last content is moved over the seam byte by byte."""
    sheets = {}
    for at in range(0, 66, 3):
        filling = "x" * (65_536 - 250 - len(HEAD) + at)
        sheets[f"表{at}"] = sheet_xml(
            f'<row r="1">{text_cell("A1", "甲")}</row><!--{filling}--><row r="2">{text_cell("A2", "乙")}</row><row r="3"/>'
        )
    with open_book(packed(tmp_path / "缝.xlsx", parts_of(sheets))) as book:
        for info in book.sheets:
            assert [row.cells for row in book.rows(info.name)] == [("甲",), ("乙",)], info.name


def test_merged_cells_one_over_another_cost_nothing(tmp_path):
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 30_000))
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", n)}</row>' for n in range(1, 3000))
    path = book_of(tmp_path / "叠.xlsx", rows, after=f"<mergeCells>{merges}</mergeCells>")
    assert len(cells_of(path)) == 2999


def test_parts_under_names_of_their_own(tmp_path):
    """Capitals and back strokes, as some programs write them; and the strict form with its other names of everything."""
    parts = parts_of({"台账": sheet_xml(f'<row r="1">{text_cell("A1", "甲")}</row>')})
    strange = {
        name.replace("xl/worksheets/sheet1", "xl\\Worksheets\\Sheet1"): content
        for name, content in parts.items()
    }
    assert cells_of(packed(tmp_path / "大写.xlsx", strange)) == {1: ("甲",)}
    strict = {
        name: content.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ).replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        for name, content in parts.items()
    }
    assert cells_of(packed(tmp_path / "严格.xlsx", strict)) == {1: ("甲",)}


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path):
    for at, said in enumerate(("A1", "A1:XFD1048576", "B5:C9", "")):
        path = book_of(
            tmp_path / f"{at}.xlsx",
            f'<row r="1">{text_cell("A1", "甲")}{text_cell("C1", "乙")}</row>',
            before=f'<dimension ref="{said}"/>',
        )
        assert cells_of(path) == {1: ("甲", None, "乙")}


def test_texts_of_every_kind(tmp_path):
    strings = (
        f'{HEAD}<sst xmlns="{MAIN}"><si><t>共用</t></si><si><r><t>分</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 段</t></r></si>'
        "<si><t>张伟</t><rPh sb='0' eb='1'><t>zhang</t></rPh><phoneticPr fontId='1'/></si><si/><si><t>一_x000D_\n二_x0041_</t></si></sst>"
    )
    rows = (
        '<row r="1">' + "".join(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCDE")) + "</row>"
    )
    rows += (
        f'<row r="2">{text_cell("A2", "行内")}<c r="B2" t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r><rPh sb="0" eb="1"><t>fu</t></rPh></is></c>'
        '<c r="C2" t="str"><f>A1&amp;B1</f><v>算出</v></c><c r="D2" t="str"><f>A1</f><v></v></c></row>'
    )
    found = cells_of(book_of(tmp_path / "文字.xlsx", rows, strings=strings))
    assert found == {1: ("共用", "分 段", "张伟", None, "一\n二A"), 2: ("行内", "富文本", "算出")}


def test_numbers_truths_errors_and_formulas(tmp_path):
    rows = (
        '<row r="1"><c r="A1"><v>421022198001011234</v></c><c r="B1"><v>4.2102219800101123E+17</v></c><c r="C1"><v>1.5</v></c><c r="D1"><v>-3</v></c>'
        '<c r="E1" t="b"><v>1</v></c><c r="F1" t="b"><v>0</v></c><c r="G1" t="e"><v>#REF!</v></c><c r="H1"><f>1+1</f></c><c r="I1"><f>1+1</f><v>2</v></c>'
        '<c r="J1" t="d"><v>2024-03-05</v></c><c r="K1"><v>1E999</v></c><c r="L1" s="5"><v>0.5</v></c></row>'
    )
    found = cells_of(book_of(tmp_path / "数.xlsx", rows, styles=STYLES))[1]
    assert found == (421022198001011234, 4.2102219800101123e17, 1.5, -3, True, False, Odd("error", "#REF!"), Odd("formula", ""), 2,
                     date(2024, 3, 5), Odd("error", "1E999"), 0.5)  # fmt: skip
    assert [type(cell) for cell in found[:2]] == [int, float]


@pytest.mark.parametrize(("date1904", "serial"), [(False, 45356), (True, 43894)])
def test_dates_of_both_clocks(tmp_path, date1904, serial):
    rows = (
        f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c><c r="B1" s="2"><v>{serial}.5</v></c><c r="C1" s="3"><v>{serial - 4}</v></c>'
        f'<c r="D1" s="3"><v>{serial}</v></c><c r="E1" s="4"><v>0.375</v></c><c r="F1"><v>{serial}</v></c><c r="G1" s="1"><v>-1</v></c></row>'
    )
    found = cells_of(book_of(tmp_path / "日期.xlsx", rows, styles=STYLES, date1904=date1904))[1]
    assert found == (
        date(2024, 3, 5),
        datetime(2024, 3, 5, 12),
        Odd("month", "2024-03"),
        date(2024, 3, 5),
        time(9),
        serial,
        -1,
    )


def test_the_day_that_never_was(tmp_path):
    """Serial 60 is 29 February 1900, which spreadsheets believe in; the days before it are one further."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"><v>{n}</v></c></row>' for n in (1, 59, 61))
    assert cells_of(book_of(tmp_path / "古.xlsx", rows, styles=STYLES)) == {
        1: (date(1900, 1, 1),),
        59: (date(1900, 2, 28),),
        61: (date(1900, 3, 1),),
    }


@pytest.mark.parametrize(("code", "kind"), [
    ("General", 0), ("0.00", 0), ("@", 0), ("#,##0", 0), ("0%", 0), ('0"年"', 0), ("yyyy-mm-dd", DATE), ('yyyy"年"m"月"d"日"', DATE), ("[$-804]yyyy年m月d日", DATE),
    ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", DATE), ("yyyy/m", MONTH), ('yyyy"年"m"月"', MONTH), ("mmm-yy", MONTH), ("h:mm", TIME), ("h:mm:ss AM/PM", TIME),
    ("[h]:mm", TIME), ("yyyy-mm-dd hh:mm", DATE), ("m/d", DATE), ("d", DATE), ("yyyy", DATE), ("[Red]0.00;[Green]-0.00", 0), ('"日期"0', 0), ("mm:ss.0", TIME),
    ("m\\月d\\日", DATE), ("0.00E+00", 0),
])  # fmt: skip
def test_what_a_number_format_makes_of_a_number(code, kind):
    assert format_kind(code) == kind


def test_a_text_too_long_for_a_cell_is_said(tmp_path):
    found = cells_of(
        book_of(
            tmp_path / "长.xlsx",
            f'<row r="1">{text_cell("A1", "长" * 32_767)}{text_cell("B1", "长" * 32_768)}</row>',
        )
    )[1]
    assert found[0] == "长" * 32_767
    assert found[1].kind == "long"


def test_a_sheet_in_another_encoding(tmp_path):
    xml = sheet_xml(
        f'<row r="1">{text_cell("A1", "甲")}</row>', head='<?xml version="1.0" encoding="UTF-16"?>'
    )
    parts = parts_of({"台账": ""})
    parts["xl/worksheets/sheet1.xml"] = xml.encode("utf-16")
    assert cells_of(packed(tmp_path / "双字节.xlsx", parts)) == {1: ("甲",)}


def test_hidden_rows_columns_and_a_filter(tmp_path):
    rows = f'<row r="1">{text_cell("A1", "甲")}</row><row r="2" hidden="1">{text_cell("A2", "乙")}</row><row hidden="true" r="3">{text_cell("A3", "丙")}</row>'
    path = book_of(
        tmp_path / "隐.xlsx",
        rows,
        before='<cols><col min="2" max="4" hidden="1"/><col min="6" max="6"/></cols>',
        after='<autoFilter ref="A1:C3"/>',
    )
    with open_book(path) as book:
        assert [row.hidden for row in book.rows("台账")] == [False, True, True]
        facts = book.facts("台账")
    assert facts.hidden_columns == {2, 3, 4}
    assert facts.filtered


def test_merged_cells_stand_in_each_of_their_rows(tmp_path):
    rows = "".join(
        f'<row r="{n}">' + (text_cell(f"A{n}", "总") if n == 2 else "") + text_cell(f"C{n}", n) + "</row>"
        for n in range(1, 6)
    )
    path = book_of(
        tmp_path / "合.xlsx",
        rows,
        after='<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="C1:D1"/><mergeCell ref="E5:E9"/></mergeCells>',
    )
    with open_book(path) as book:
        spread = {row.number: (row.at(1), row.spread) for row in book.rows("台账")}
        as_stored = {row.number: row.at(1) for row in book.rows("台账", spread=False)}
    none = frozenset()
    assert spread == {1: (None, none), 2: ("总", none), 3: ("总", {1}), 4: ("总", {1}), 5: (None, none)}
    assert as_stored == {1: None, 2: "总", 3: None, 4: None, 5: None}


# ---- the book as a whole


def test_sheets_in_their_order_whatever_their_state(tmp_path):
    sheets = {
        name: sheet_xml(f'<row r="1">{text_cell("A1", name)}</row>') for name in ("甲", "乙", "丙&amp;丁")
    }
    path = packed(tmp_path / "表.xlsx", parts_of(sheets, states=("visible", "veryHidden", "hidden")))
    with open_book(path) as book:
        assert [(info.name, info.state, info.index) for info in book.sheets] == [
            ("甲", "visible", 0),
            ("乙", "veryHidden", 1),
            ("丙&丁", "hidden", 2),
        ]
        assert [next(book.rows(info.name)).cells for info in book.sheets] == [("甲",), ("乙",), ("丙&丁",)]
        assert book.digest == hashlib.sha256(path.read_bytes()).hexdigest()
        with pytest.raises(ImportFault, match="没有名为“戊”的工作表"):
            list(book.rows("戊"))


def test_rows_left_half_read_do_not_disturb_the_next(tmp_path):
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", n)}</row>' for n in range(1, 2000))
    path = book_of(tmp_path / "半.xlsx", rows)
    with open_book(path) as book:
        first = book.rows("台账")
        assert next(first).number == 1
        assert sum(1 for _ in book.rows("台账")) == 1999
        assert [row.number for row in book.rows("台账", most=3)] == [1, 2, 3]
        assert sum(1 for _ in book.rows("台账")) == 1999


def test_random_books_read_as_openpyxl_reads_them(tmp_path):
    import openpyxl

    rng = random.Random(7)
    book = openpyxl.Workbook()
    for at in range(12):
        sheet = book.active if not at else book.create_sheet()
        sheet.title = f"表{at}"
        for _ in range(rng.randrange(1, 160)):
            cell = sheet.cell(rng.randrange(1, 90), rng.randrange(1, 60))
            cell.value = rng.choice((
                "甲乙", " 空 ", "a\nb", "=1+2", 12, -0.25, 10**12, True, date(2024, 1, 1) + timedelta(days=rng.randrange(900)),
                datetime(2023, 5, 6, 7, 8), time(9, 30), "<&>", "12", "是",
            ))  # fmt: skip
    book.save(tmp_path / "随机.xlsx")
    expected = openpyxl.load_workbook(tmp_path / "随机.xlsx", data_only=True)
    with open_book(tmp_path / "随机.xlsx") as ours:
        for sheet in expected.worksheets:
            said = {
                (row.number, at): cell
                for row in ours.rows(sheet.title)
                for at, cell in enumerate(row.cells, 1)
                if cell is not None
            }
            theirs = {
                (cell.row, cell.column): cell.value
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
            formulas = {place for place, cell in said.items() if isinstance(cell, Odd)}
            assert {p: _day(v) for p, v in said.items() if p not in formulas} == {
                p: _day(v) for p, v in theirs.items()
            }
            assert formulas == {
                (c.row, c.column)
                for row in openpyxl.load_workbook(tmp_path / "随机.xlsx")[sheet.title].iter_rows()
                for c in row
                if c.data_type == "f"
            }


def _day(value):
    midnight = isinstance(value, datetime) and value.time() == time()
    return value.date() if midnight else value


# ---- old workbooks and text


def test_an_old_workbook():
    with open_book(ROOT / "tests" / "data" / "old_ledger.xls") as book:
        assert book.kind == "xls"
        assert [(info.name, info.state) for info in book.sheets] == [("旧台账", "visible"), ("藏", "hidden")]
        rows = {row.number: row for row in book.rows("旧台账")}
        facts = book.facts("旧台账")
        assert [row.cells for row in book.rows("藏")] == [("藏着",)]
    assert rows[3].cells == (
        1,
        "张伟",
        "421022198001011238",
        "县教育局",
        date(2004, 3, 5),
        "党内警告",
        1200.5,
        True,
    )
    assert rows[4].cells[4:] == (datetime(2005, 4, 6, 10, 20), "政务记过", Odd("error", "#DIV/0!"), False)
    assert rows[4].hidden
    assert rows[5].cells[2] > 10**15
    assert (rows[8].at(4), rows[8].spread, rows[8].at(5)) == ("合并的单位", {4}, Odd("month", "2004-03"))
    assert facts.merged == ((1, 1, 6, 1), (4, 7, 4, 8))
    assert facts.hidden_columns == {7}


TABLE = '姓名,单位,说明\r\n张伟,县教育局,"一,二\r\n三"\r\n\r\n李芳,县财政局,=\'x\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_table_in_any_writing(tmp_path, encoding):
    path = tmp_path / "表.csv"
    path.write_bytes((b"\xff\xfe" if encoding == "utf-16-le" else b"") + TABLE.encode(encoding))
    with open_book(path) as book:
        assert book.kind == "csv"
        rows = {row.number: row.cells for row in book.rows("")}
    assert rows == {
        1: ("姓名", "单位", "说明"),
        2: ("张伟", "县教育局", "一,二\n三"),
        4: ("李芳", "县财政局", "='x"),
    }


@pytest.mark.parametrize("mark", ["\t", ";", "|", ",", "，"])
def test_a_table_with_any_mark(tmp_path, mark):
    path = tmp_path / "表.txt"
    path.write_text(
        "\n".join(
            mark.join(row)
            for row in (
                ("姓名", "身份证号"),
                ("张伟", "\t421022198001011238"),
                ("李芳", '="42102219800101123X"'),
                ("王强", "'421022198001011238"),
            )
        ),
        "utf-8",
    )
    if mark == "\t":  # what keeps a number whole there is the mark itself
        path.write_text(
            "姓名\t身份证号\n张伟\t421022198001011238\n李芳\t42102219800101123X\n王强\t421022198001011238\n",
            "utf-8",
        )
    assert [row[1] for row in cells_of(path, "").values()] == [
        "身份证号",
        "421022198001011238",
        "42102219800101123X",
        "421022198001011238",
    ]


def test_cells_as_a_person_reads_them():
    assert [shown(cell) for cell in (None, "甲", True, 12, 1.5, 1e20, date(2024, 3, 5), datetime(2024, 3, 5, 9), time(9, 5), Odd("error", "#REF!"))] == [
        "", "甲", "TRUE", "12", "1.5", "1e+20", "2024-03-05", "2024-03-05 09:00", "09:05", "#REF!"]  # fmt: skip
    assert is_blank("\u3000\u200b ")
    assert not is_blank(0)
