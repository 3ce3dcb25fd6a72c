"""Workbooks of tolerance lists for tests: the shipped ones as they are written, edited as a clerk would in a spreadsheet."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from jzdesk.domain.list_content import tables_of
from jzdesk.exports.list_book import ListBook, write_lists
from jzdesk.paths import resources
from jzdesk.services.rules import load_rulebook

FACE = {
    "name": "公安县容错清单（2026年版）", "document_number": "公办发〔2026〕21号", "valid_from": "2026-12-01",
    "default_factor_set": "six", "note": "县委常委会2026年第9次会议通过",
}  # fmt: skip


@cache
def shipped():
    """The rules that come with the program."""
    return load_rulebook(resources()).tolerance


def write(path, rules=None, **face):
    """The workbook of these rules; the shipped ones under one face are written once and then copied."""
    if rules is None:
        path.write_bytes(_written(tuple(sorted(face.items()))))
        return path
    write_lists(_book(rules, face), path)
    return path


@cache
def _written(face):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.xlsx"
        write_lists(_book(shipped(), dict(face)), path)
        return path.read_bytes()


def _book(rules, face):
    return ListBook(
        title="公安县纪委监委容错清单", face=FACE | face, tables=tables_of(rules),
        paragraphs=("单元格中只写文字。",), made_on=date(2026, 11, 22),
    )  # fmt: skip


def edited(path, change=None, cells=()):
    """A written book with some cells ('负面清单!B4', text) changed, or changed by a function of the workbook."""
    write(path)
    book = load_workbook(path)
    for place, text in cells:
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = text
    if change is not None:
        change(book)
    book.save(path)
    return path
