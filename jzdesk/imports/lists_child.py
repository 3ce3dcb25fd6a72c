"""In the child: every cell of a workbook of tolerance lists, as text, with its row and column.

Nothing is computed: a formula, or a value a formula gave up on, is said to be one, since a list of the county is words.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 30, 600, 40
LONGEST = 4000
"""Characters kept of one cell."""
UNPACKED = 40 << 20
"""Bytes all parts of a workbook may come to."""
BLANK_ROWS = 200
"""Blank rows in a row after which nothing more is expected."""

Reply = dict[str, Any]


def sheets(content: bytes) -> Reply:
    """{'sheets': [[name, [[row, [[column, kind, text], …]], …]], …]}; kind is 'text', 'formula' or 'error'. Or the
    fault."""
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return {"fault": "password" if "EncryptedPackage".encode("utf-16-le") in content else "xls"}
    if not content.startswith(b"PK\x03\x04"):
        return {"fault": "other"}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
    names = [part.filename.lower() for part in parts]
    if not any(name.startswith("xl/") for name in names):
        return {"fault": "other"}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        return {"fault": "macros"}
    if sum(part.file_size for part in parts) > UNPACKED or len(parts) > 2000:
        return {"fault": "large"}
    return _book(content)


def _book(content: bytes) -> Reply:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    if len(book.worksheets) > MOST_SHEETS:
        return {"fault": "sheets", "count": len(book.worksheets)}
    read = []
    for sheet in book.worksheets:
        rows = _rows(sheet)
        if rows is None:
            return {"fault": "rows", "sheet": sheet.title}
        read.append([sheet.title, rows])
    return {"sheets": read}


def _rows(sheet: Any) -> list[Any] | None:
    """The rows that hold something; None when there are too many."""
    sheet.reset_dimensions()
    rows: list[Any] = []
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        found = [cell for cell in map(_cell, cells[:MOST_COLUMNS]) if cell is not None]
        blank = 0 if found else blank + 1
        if blank > BLANK_ROWS:
            break
        if found:
            rows.append([number, found])
        if len(rows) > MOST_ROWS:
            return None
    return rows


def _cell(cell: Any) -> list[Any] | None:
    value = cell.value
    if value is None or value == "":
        return None
    kind = {"f": "formula", "e": "error"}.get(cell.data_type, "text")
    text = _text(value)[:LONGEST]
    return [cell.column, kind, text] if text.strip() else None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
