"""The process that marks cells in a copy of a workbook somebody else made.

Started by `marked_book` and by nothing else: it is given a JSON line and the bytes of the file, and answers with a JSON line and
the bytes of the copy. What could act in the copy is taken out of it: formulas become the values they last gave, links go.
"""

from __future__ import annotations

import io
import json
from typing import Any

from jzdesk.children import fence

VERB = "mark-tables"
"""The hidden verb of the `jzdesk` command that starts this process."""

MEMORY = 800 << 20
SECONDS = 120
FILES = 512 << 20
"""openpyxl writes each sheet into a file of the system's own first."""
LIST = "问题清单"
COLOURS = {True: "FFFFC7CE", False: "FFFFEB9C"}
"""Behind a cell with something grave, and with something only pointed out."""
AUTHOR = "jzdesk"
_LARGE = 5000
"""Cells of a merged area that is not gone through."""
LONGEST = 900
"""Characters of a comment: more is not read in a small yellow box."""


def main() -> int:
    """Answer the one request."""
    fence(MEMORY, SECONDS, files=FILES)
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        asked = json.loads(source.readline())
        content = source.read(asked["size"])
        try:
            made = marked(content, asked)
            reply: dict[str, Any] = {"size": len(made)}
        except MemoryError:
            made, reply = b"", {"fault": "memory"}
        except Exception as fault:  # libraries raise all there is over a file of others
            made, reply = b"", {"fault": type(fault).__name__}
        target.write(json.dumps(reply).encode() + b"\n" + made)
        target.flush()
    return 0


def marked(content: bytes, asked: dict[str, Any]) -> bytes:
    """The copy with its marks and the list of problems before all its sheets."""
    import openpyxl

    book: Any = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False, keep_vba=False)
    for sheet in list(book.worksheets):
        _without_links(sheet)
    book.defined_names.clear()
    mark(book[asked["sheet"]], asked["marks"])
    list_problems(book, asked)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _without_links(sheet: Any) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if getattr(cell, "hyperlink", None) is not None:
                cell.hyperlink = None
            if cell.data_type == "f":
                cell.value, cell.data_type = str(cell.value), "s"
    sheet.legacy_drawing = None


def mark(sheet: Any, marks: list[list[Any]]) -> None:
    """Colour cells and say in a comment what is the matter; marks are [row, column, text, grave], 0 for the whole row."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    heads: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        if area.size["rows"] * area.size["columns"] < _LARGE:
            heads |= dict.fromkeys(_cells_of(area), (area.min_row, area.min_col))
    said: dict[tuple[int, int], tuple[bool, list[str]]] = {}
    for row, column, text, grave in marks:
        if not row:
            continue
        place = heads.get((row, column or 1), (row, column or 1))
        before = said.get(place, (False, []))
        said[place] = (before[0] or grave, [*before[1], text])
    for (row, column), (grave, texts) in said.items():
        cell = sheet.cell(row, column)
        cell.fill = PatternFill("solid", fgColor=COLOURS[grave])
        own = f"{cell.comment.text}\n" if cell.comment is not None else ""
        words = (own + "\n".join(dict.fromkeys(texts)))[:LONGEST]
        cell.comment = Comment(words, AUTHOR, height=40 + 18 * (1 + len(words) // 18), width=300)


def _cells_of(area: Any) -> Any:
    return (
        (row, column)
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    )


def list_problems(book: Any, asked: dict[str, Any]) -> None:
    """The first sheet: what is wrong where, a line each."""
    from jzdesk.exports import style
    from jzdesk.exports.cells import capacity_of, clean, height_for, line_height, lines_of

    page = book.create_sheet(LIST, 0)
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False
    widths = (6, 16, 9, 16, 26, 60, 10)
    heads = ("序号", "工作表", "单元格", "栏目", "内容", "问题", "处理")
    for letter, width in zip("ABCDEFG", widths, strict=True):
        page.column_dimensions[letter].width = width
    for at, text in ((1, asked["title"]), (2, asked["subtitle"])):
        cell = page.cell(at, 1)
        cell.value, cell.data_type = clean(text), "s"
        style.aligned(style.title_cell(cell, 16) if at == 1 else style.line_cell(cell), "left", wrap=False)
    for at, text in enumerate(heads, 1):
        cell = page.cell(3, at)
        cell.value = text
        style.head_cell(cell, 10)
    page.row_dimensions[1].height, page.row_dimensions[3].height = 30, 24
    for number, line in enumerate(asked["lines"], 4):
        for at, text in enumerate((str(number - 3), *line), 1):
            cell = page.cell(number, at)
            cell.value, cell.data_type = clean(text) or None, "s"
            style.aligned(style.body_cell(cell, "text", 0, 10), "left" if at in (5, 6) else "center")
        tallest = max(
            lines_of(text, capacity_of(width, 10, style.BASE_SIZE))
            for text, width in zip(line, widths[1:], strict=True)
        )
        page.row_dimensions[number].height = max(20.0, height_for(tallest, line_height(10)))
    page.freeze_panes = "A4"
    page.auto_filter.ref = f"A3:G{max(4, 3 + len(asked['lines']))}"
    style.page(page, "A4", repeat=(3, 3))
