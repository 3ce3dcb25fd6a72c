"""The search of a workbook finds a name or number planted in any kind of part, and nothing where nothing is."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from jzdesk.domain.masking import KnownWords
from jzdesk.exports.leak_scan import scan_package

NAME, LONG, NUMBER = "仲夏", "欧阳建国", "42102219900101123X"
WORDS = KnownWords([NAME, LONG, "章庄"], numbers=[NUMBER], allowed=["章庄铺镇"])
Plant = Callable[[Any], None]


def base(path: Path) -> Path:
    """A workbook that names nobody, with everything a workbook can have."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "台账"
    sheet.append(["序号", "姓名", "单位", 0.714285714285714])
    sheet.append([1, "仲*", "章庄铺镇人民政府", "公纪〔2026〕12号"])
    sheet["A4"] = "=SUM(A2:A2)"
    sheet.oddFooter.left.text = "421022 2026-10 第1次 3f9a1c2d"
    book.create_sheet("隐藏").sheet_state = "veryHidden"
    chart = BarChart()
    chart.title = "四种形态"
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    sheet.add_chart(chart, "H2")
    book.save(path)
    return path


def in_sheet(edit: Plant) -> Callable[[Path], None]:
    def plant(path: Path) -> None:
        book = load_workbook(path, rich_text=True)
        edit(book)
        book.save(path)

    return plant


def in_part(name: str, content: bytes | str, *, comment: str = "", whole: str = "") -> Callable[[Path], None]:
    """Another part in the package."""

    def plant(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            entry = zipfile.ZipInfo(name)
            entry.comment = comment.encode()
            archive.writestr(entry, content)
            archive.comment = whole.encode()

    return plant


def replaced(part: str, old: str, new: str) -> Callable[[Path], None]:
    def plant(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        text = parts[part].decode()
        assert old in text
        parts[part] = text.replace(old, new, 1).encode()
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return plant


def png(kind: bytes, content: bytes) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = chunk(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")
    pixels = chunk(b"IDAT", zlib.compress(bytes(range(256)) * 40))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(kind, content) + pixels + chunk(b"IEND", b"")


def jpeg(segment: bytes) -> bytes:
    return (
        b"\xff\xd8\xff\xe1"
        + (len(segment) + 2).to_bytes(2, "big")
        + segment
        + b"\xff\xda\x00\x02"
        + bytes(400)
        + b"\xff\xd9"
    )


def nested() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", f"<w:t>{NAME}</w:t>")
    return made.getvalue()


def rich(book: Any) -> None:
    book["台账"]["B9"] = CellRichText("谈话人", TextBlock(InlineFont(b=True), NAME[0]), NAME[1], "到场")


def validated(book: Any) -> None:
    rule = DataValidation(type="list", formula1=f'"{LONG},其他"')
    rule.add("B3")
    book["台账"].add_data_validation(rule)


def renamed(book: Any) -> None:
    book["台账"].title = f"{NAME}台账"


def set_cell(value: str) -> Plant:
    return lambda book: book["台账"].__setitem__("B9", value)


PLANTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "cell": (in_sheet(set_cell(f"与{NAME}谈话")), "worksheets"),
    "shared string": (in_part("xl/sharedStrings.xml", f"<sst><si><t>{NAME}等</t></si></sst>"), "sharedStrings"),
    "a blank inside": (in_sheet(set_cell("仲　夏")), "worksheets"),
    "a zero-width character inside": (in_sheet(set_cell("仲\u200b夏")), "worksheets"),
    "number": (in_sheet(set_cell(f"证号{NUMBER}。")), "worksheets"),
    "number in full width": (in_sheet(set_cell("４２１０２２１９９００１０１１２３Ｘ")), "worksheets"),
    "number with blanks": (in_sheet(set_cell("4210 2219 9001 0112 3X")), "worksheets"),
    "number nobody knows": (in_sheet(set_cell("421022198501010018")), "worksheets"),
    "phone": (in_sheet(set_cell("13912345678")), "worksheets"),
    "rich text split": (in_sheet(rich), "worksheets"),
    "formula": (in_sheet(set_cell(f'=IF(1=1,"{NAME}","")')), "worksheets"),
    "inline string": (replaced("xl/worksheets/sheet1.xml", "<sheetData>", f'<sheetData><row r="90"><c r="B90" t="inlineStr"><is><t>{NAME}</t></is></c></row>'), "worksheets"),
    "comment": (in_sheet(lambda book: setattr(book["台账"]["A1"], "comment", Comment(f"问{LONG}", "某"))), "comments"),
    "author of a comment": (in_sheet(lambda book: setattr(book["台账"]["A1"], "comment", Comment("问", LONG))), "comments"),
    "defined name": (in_sheet(lambda book: book.defined_names.__setitem__(NAME, DefinedName(NAME, attr_text="台账!$A$1"))), "workbook.xml"),
    "name of a sheet": (in_sheet(renamed), "workbook.xml"),
    "creator": (in_sheet(lambda book: setattr(book.properties, "creator", LONG)), "core.xml"),
    "keywords": (in_sheet(lambda book: setattr(book.properties, "keywords", f"月报，{NAME}")), "core.xml"),
    "own property": (in_sheet(lambda book: book.custom_doc_props.append(StringProperty(name="经办", value=NAME))), "custom.xml"),
    "footer": (in_sheet(lambda book: setattr(book["台账"].oddFooter.right, "text", f"制表{NAME}")), "worksheets"),
    "footer between codes": (replaced("xl/worksheets/sheet1.xml", "<oddFooter>", '<oddFooter>&amp;C仲&amp;B夏'), "worksheets"),
    "hidden sheet": (in_sheet(lambda book: book["隐藏"].__setitem__("Z99", NAME)), "worksheets"),
    "list of a validation": (in_sheet(validated), "worksheets"),
    "title of a chart": (replaced("xl/charts/chart1.xml", "四种形态", f"{NAME}等"), "charts"),
    "tooltip": (replaced("xl/worksheets/sheet1.xml", "</sheetData>", f'</sheetData><!--{NAME}-->'), "worksheets"),
    "written as references": (replaced("xl/worksheets/sheet1.xml", "</sheetData>", "</sheetData><!--x &#20210;&#22799; -->"), "worksheets"),
    "custom XML": (in_part("customXml/item1.xml", f"<a b='{NAME}'/>"), "customXml"),
    "XML in UTF-16": (in_part("customXml/item2.xml", f"<a>{NAME}</a>".encode("utf-16")), "customXml"),
    "drawing of an old kind": (in_part("xl/drawings/vml9.vml", f"<v:textbox>{NAME}</v:textbox>"), "vml9"),
    "picture, plain text": (in_part("xl/media/a.png", png(b"iTXt", b"Author\x00\x00\x00\x00\x00" + NAME.encode())), "a.png"),
    "picture, packed text": (in_part("xl/media/b.png", png(b"zTXt", b"Author\x00\x00" + zlib.compress(NAME.encode()))), "b.png"),
    "photograph": (in_part("xl/media/c.jpg", jpeg(b"Exif\x00\x00" + LONG.encode("utf-16-le"))), "c.jpg"),
    "photograph, old encoding": (in_part("xl/media/d.jpg", jpeg(b"Exif\x00\x00" + LONG.encode("gb18030"))), "d.jpg"),
    "after a picture's end": (in_part("xl/media/e.jpg", jpeg(b"x") + NAME.encode()), "e.jpg"),
    "file inside the file": (in_part("xl/embeddings/a.docx", nested()), "a.docx"),
    "binary part": (in_part("xl/printerSettings/p.bin", bytes(300) + LONG.encode("utf-16-le") + bytes(40)), "p.bin"),
    "name of a part": (in_part(f"xl/media/{NAME}.txt", "x"), NAME),
    "comment of a part": (in_part("xl/media/x.txt", "x", comment=NAME), "x.txt"),
    "comment of the package": (in_part("xl/media/y.txt", "x", whole=NAME), "压缩包说明"),
}  # fmt: skip


def test_a_workbook_that_names_nobody_is_clean(tmp_path: Path) -> None:
    assert scan_package(base(tmp_path / "a.xlsx"), WORDS) == []


@pytest.mark.parametrize("kind", PLANTS)
def test_what_is_planted_is_found(kind: str, tmp_path: Path) -> None:
    plant, part = PLANTS[kind]
    plant(base(tmp_path / "a.xlsx"))
    found = scan_package(tmp_path / "a.xlsx", WORDS)
    assert found, kind
    assert any(part in leak.part for leak in found), found
    assert all(
        NAME not in leak.line and LONG not in leak.line and NUMBER not in leak.line
        for leak in found
        if leak.part != f"xl/media/{NAME}.txt"
    )


@pytest.mark.parametrize(
    "text",
    ["SFZ421099198608042055", "421099-19860804-2055", "138-1234-5678", "0716-8123456", "+8613812345678"],
)
def test_numbers_written_otherwise(text: str, tmp_path: Path) -> None:
    path = base(tmp_path / "a.xlsx")
    in_sheet(lambda book: book["台账"].append([text, 0.714285714285714]))(path)
    assert {leak.part for leak in scan_package(path, WORDS)} == {"xl/worksheets/sheet1.xml"}


def test_the_name_of_the_file(tmp_path: Path) -> None:
    path = base(tmp_path / f"{NAME}月报.xlsx")
    assert [leak.part for leak in scan_package(path, WORDS)] == ["文件名"]
    assert scan_package(path, WORDS, name="月报") == []
    assert len(scan_package(base(tmp_path / "a.xlsx"), WORDS, name=f"{LONG}月报")) == 1


def test_the_cell_is_named(tmp_path: Path) -> None:
    path = base(tmp_path / "a.xlsx")
    PLANTS["inline string"][0](path)
    [leak] = scan_package(path, WORDS)
    assert (leak.place, leak.kind, leak.text) == ("B90", "name", NAME)
    assert leak.line == "xl/worksheets/sheet1.xml B90：姓名仲*"
