"""Rows taken out of the parser's stream: the same cells, the same refusals, as if all went through the parser."""

from __future__ import annotations

import json
import zipfile

import pytest
from openpyxl import Workbook

from jzdesk.imports import sheet_child
from jzdesk.imports.plain_rows_child import for_the_parser
from jzdesk.imports.strict_xml import Refusal
from jzdesk.imports.tables_child import Book

HEAD = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def inline(ref, text):
    return f'<c r="{ref}" s="1" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def row(number, *cells, more=""):
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


PLAIN = [
    row(n, inline(f"A{n}", f"字{n}"), f'<c r="C{n}" s="0"><v>{n}.5</v></c>', f'<c r="D{n}" s="1"/>')
    for n in range(3, 60)
]
CASES = {
    "all plain": PLAIN,
    "a hidden row": [row(1, inline("A1", "藏"), more=' hidden="1" ht="20"'), *PLAIN],
    "entities and runs": [
        row(1, inline("A1", "甲&amp;乙"), inline("B1", "&#30002;")),
        row(2, '<c r="A2" t="inlineStr"><is><r><t>一</t></r><r><t>二</t></r></is></c>'),
        *PLAIN,
    ],
    "escapes and breaks": [row(1, inline("A1", "a_x000D_b"), inline("B1", "a\r\nb"), inline("C1", "\n\t ")), *PLAIN],
    "formulas": [row(1, '<c r="A1"><f>1+1</f><v>2</v></c>', '<c r="B1"><f>X</f></c>', '<c r="C1" t="e"><v>#REF!</v></c>'), *PLAIN],
    "truth and days": [row(1, '<c r="A1" t="b"><v>1</v></c>', '<c r="B1" t="d"><v>2026-01-02</v></c>', '<c r="C1" t="s"><v>0</v></c>'), *PLAIN],
    "a row in a comment": [f"<!-- {row(1, inline('A1', '不算'))} -->", *PLAIN],
    "a row in a comment after rows": [*PLAIN, f"<!-- </row>{row(80, inline('A80', '不算'))} -->", row(81, inline("A81", "算"))],
    "a row in a section": [row(1, '<c r="A1" t="inlineStr"><is><t><![CDATA[</row><row r="2">]]></t></is></c>'), *PLAIN],
    "an element between": [*PLAIN, f"<extra>{row(70, inline('A70', '里面'))}</extra>", row(71, inline("A71", "后面"))],
    "rows without numbers": ["<row><c><v>1</v></c><c><v>2</v></c></row>", *PLAIN],
    "a row twice": [*PLAIN, PLAIN[-1]],
    "cells out of order": [row(1, inline("B1", "乙"), inline("A1", "甲")), *PLAIN],
    "a cell of another row": [row(1, inline("A2", "甲")), *PLAIN],
    "a column beyond the grid": [row(1, inline("XFE1", "远")), *PLAIN],
    "a wide row": [row(1, inline("ZZ1", "远")), *PLAIN],
    "an attribute twice": [row(1, inline("A1", "甲"), more=' ht="1" ht="2"'), *PLAIN],
    "no number": [row(1, '<c r="A1"><v>1.2.3</v></c>'), *PLAIN],
    "an unknown string": [row(1, '<c r="A1" t="s"><v>99</v></c>'), *PLAIN],
    "a row in a row": [row(1, row(2, inline("A2", "里"))), *PLAIN],
    "an open row": ['<row r="1">', *PLAIN],
}  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A workbook of one sheet whose rows are put in by hand."""
    path = tmp_path_factory.mktemp("plain") / "册.xlsx"
    workbook = Workbook()
    workbook.active.append(["一"])
    workbook.save(path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def said(path):
    """All that the child says of the first sheet, or why it refuses."""
    found = []
    book = Book(str(path), "xlsx")
    try:
        book.read(0, 0, lambda reply: found.append(json.dumps(reply)))
    except Refusal as refusal:
        return refusal.code
    finally:
        book._package.packed.close()
        book._file.close()
    return [row for reply in map(json.loads, found) for row in reply.get("rows", [reply])]


@pytest.mark.parametrize("name", CASES)
def test_rows_are_read_as_by_the_parser(package, tmp_path, monkeypatch, name):
    path = tmp_path / "册.xlsx"
    sheet = HEAD + b"<sheetData>" + "".join(CASES[name]).encode() + b"</sheetData></worksheet>"
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in package.items():
            archive.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else content)
    mine = said(path)
    taken = []
    monkeypatch.setattr(sheet_child, "for_the_parser", lambda pieces, _reader: taken.append(1) or pieces)
    assert mine == said(path)
    assert taken


class Counting:
    """A reader that counts what it is given."""

    between_rows = True

    def __init__(self):
        self.rows = 0

    def plain_row(self, _number, _hidden, _cells):
        self.rows += 1


@pytest.mark.parametrize("size", [7, 300, 1 << 16])
def test_plain_rows_do_not_reach_the_parser(size):
    sheet = HEAD + b"<sheetData>" + "".join(PLAIN).encode() + b"</sheetData></worksheet>"
    reader = Counting()
    rest = b"".join(for_the_parser([sheet[at : at + size] for at in range(0, len(sheet), size)], reader))
    assert reader.rows == len(PLAIN)
    assert rest == HEAD + b"<sheetData></sheetData></worksheet>"
