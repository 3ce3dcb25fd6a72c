"""A workbook of a month read back plainly with openpyxl: its manifest, and its sheets as the comparison takes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from jzdesk.domain.manifest import MARK, Manifest, from_chunks
from jzdesk.domain.manifest_compare import ReadColumn, ReadRow, ReadSheet


def read_book(path: Path) -> tuple[Manifest, list[ReadSheet]]:
    """The manifest, and every other sheet."""
    book = load_workbook(path, data_only=True)
    hidden = next(sheet for sheet in book if str(sheet["A1"].value).startswith(MARK))
    assert hidden.sheet_state != "visible"
    manifest = from_chunks([cell.value for (cell,) in hidden.iter_rows(max_col=1)])
    return manifest, [read_sheet(sheet) for sheet in book if sheet is not hidden]


def read_sheet(sheet: Any) -> ReadSheet:
    """A ledger by its heading 序号, any other sheet whole."""
    top = next((row for row in range(1, 9) if sheet.cell(row, 1).value == "序号"), 0)
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    if not top or sheet.title == "核对表":
        lines = [ReadRow(number=n, cells=cells) for n, cells in _lines(sheet, 1)]
        letters = sorted({letter for line in lines for letter in line.cells})
        return ReadSheet(title=sheet.title, columns=[ReadColumn(letter=x) for x in letters], rows=lines)
    area = merged.get((top, 1))
    bottom = area.max_row if area else top
    columns, group = [], ""
    for at in range(1, sheet.max_column + 1):
        upper, lower = sheet.cell(top, at).value, sheet.cell(bottom, at).value
        alone = (top, at) in merged and merged[top, at].max_row == bottom
        group = "" if alone or top == bottom else upper or group
        title = upper if alone or top == bottom else lower
        if title:
            columns.append(ReadColumn(letter=get_column_letter(at), title=title, group=group))
    rows = [
        ReadRow(number=n, cells=c)
        for n, c in _lines(sheet, bottom + 1)
        if isinstance(c.get("A"), int | float)
    ]
    return ReadSheet(title=sheet.title, columns=columns, rows=rows)


def _lines(sheet: Any, first: int) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(sheet.iter_rows(min_row=first, values_only=True), first):
        held = {get_column_letter(at): value for at, value in enumerate(line, 1) if value is not None}
        if held:
            yield number, held
