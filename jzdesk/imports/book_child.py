"""In the child: the cells of one sheet of a workbook (.xlsx), or of a table in text (.csv), as they stand.

A cell is a text, a number (kept as one, since a spreadsheet ruins ID numbers by it), a list of one text for a date, or null.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from contextlib import suppress
from datetime import date, datetime
from typing import Any

MOST_ROWS, MOST_COLUMNS = 5100, 120
BLANK_ROWS = 300
"""Blank rows in a row after which nothing more is expected: formatted sheets reach down to the last line there is."""
LONGEST = 2000
"""Characters kept of one cell."""
UNPACKED = 96 << 20
"""Bytes all parts of a workbook may come to."""
_MERGED = re.compile(rb'<mergeCell\s[^>]{0,60}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'<row(?=\s)(?=[^>]{0,400}\shidden="(?:1|true)")[^>]{0,400}?\sr="(\d{1,7})"')
_PIECE = 1 << 20
_TAIL = 4 << 20

Cell = str | int | float | list[str] | None
Reply = dict[str, Any]


def cells(content: bytes, sheet: str) -> Reply:
    """Sheets, the one read, its rows and its merged ranges [left, top, right, bottom] (from 0); or the fault."""
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return {"fault": "password" if "EncryptedPackage".encode("utf-16-le") in content else "xls"}
    if content.startswith(b"PK\x03\x04"):
        return _book(content, sheet)
    return _text(content)


# ---- workbooks


def _book(content: bytes, wanted: str) -> Reply:
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if not any(part.filename.startswith("xl/") for part in parts):
            return {"fault": "other"}
        if sum(part.file_size for part in parts) > UNPACKED or len(parts) > 5000:
            return {"fault": "large"}
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets: dict[str, Any] = {sheet.title: sheet for sheet in book.worksheets}
    shown = [title for title, sheet in sheets.items() if sheet.sheet_state == "visible"]
    if not sheets or (wanted and wanted not in sheets):
        return {"fault": "sheet", "sheets": list(sheets)}
    chosen, read = wanted, None
    for title in [wanted] if wanted else (shown or list(sheets))[:20]:
        found = _sheet(sheets[title])
        if wanted or _filled(found) >= 2:
            chosen, read = title, found
            break
    if read is None:
        chosen = (shown or list(sheets))[0]
        read = _sheet(sheets[chosen])
    merged: list[list[int]] = []
    hidden: list[int] = []
    with (
        suppress(KeyError, AttributeError, zipfile.BadZipFile),
        zipfile.ZipFile(io.BytesIO(content)) as packed,
    ):
        merged, hidden = _marks(packed, sheets[chosen]._worksheet_path)  # noqa: SLF001 - the reader knows, and tells nobody
    return {"sheets": list(sheets), "sheet": chosen, **read, "merged": merged, "hidden": hidden}


def _filled(read: Reply) -> int:
    return sum(any(cell not in (None, "") for cell in row) for row in read["rows"])


def _sheet(sheet: Any) -> Reply:
    """Rows from the first; those after many blank ones, and too many, are left."""
    sheet.reset_dimensions()
    rows: list[list[Cell]] = []
    blank, more = 0, False
    for values in sheet.iter_rows(values_only=True):
        row = [_cell(value) for value in values[:MOST_COLUMNS]]
        while row and row[-1] in (None, ""):
            row.pop()
        blank = 0 if row else blank + 1
        if blank > BLANK_ROWS:
            break
        if len(rows) >= MOST_ROWS:
            more = bool(row)
            break
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return {"rows": rows, "more": more}


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, bool):
        return None if value is None else ("是" if value else "否")
    if isinstance(value, int):
        return value if abs(value) < 10**20 else str(value)[:LONGEST]
    if isinstance(value, float):
        return value if abs(value) < 1e300 else None
    if isinstance(value, datetime | date):
        return [value.strftime("%Y-%m-%d")]
    return str(value)[:LONGEST]


def _marks(packed: zipfile.ZipFile, path: str) -> tuple[list[list[int]], list[int]]:
    """The merged ranges, which stand behind the rows and are looked for in the end of the sheet; and the rows that are hidden
    or filtered out."""
    hidden: set[int] = set()
    with packed.open(path.lstrip("/")) as part:
        tail = b""
        while piece := part.read(_PIECE):
            tail = (tail + piece)[-_TAIL:]
            if len(hidden) <= MOST_ROWS and b"hidden=" in piece:
                hidden |= {int(number) - 1 for number in _HIDDEN.findall(tail[-len(piece) - 500 :])}
    from openpyxl.utils import column_index_from_string as column

    merged = []
    for left, top, right, bottom in _MERGED.findall(tail)[:20_000]:
        merged.append([column(left.decode()) - 1, int(top) - 1, column(right.decode()) - 1, int(bottom) - 1])
    return merged, sorted(hidden)[:MOST_ROWS]


# ---- text


def _text(content: bytes) -> Reply:
    text = _decoded(content)
    if text is None:
        return {"fault": "other"}
    if re.match(r"\s*<(!DOCTYPE\s+)?(html|table|\?xml|div|head)", text, re.IGNORECASE):
        return {"fault": "page"}
    csv.field_size_limit(1 << 20)
    rows: list[list[Cell]] = []
    more = False
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_mark(text))
    for values in reader:
        if len(rows) >= MOST_ROWS:
            more = True
            break
        row: list[Cell] = [_bare(value)[:LONGEST] for value in values[:MOST_COLUMNS]]
        while row and not row[-1]:
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return {"sheets": [], "sheet": "", "rows": rows, "more": more, "merged": [], "hidden": []}


def _bare(value: str) -> str:
    """Without what people put before an ID number to keep it whole: a tab, an apostrophe, ="…"."""
    text = value.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").strip()


def _decoded(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return None


def _mark(text: str) -> str:
    """What parts the columns: the mark the first lines hold most evenly."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    counts = {mark: sum(mark in line for line in lines) for mark in "\t,;|，"}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","
