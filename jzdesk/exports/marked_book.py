"""The problems of a file, given back as a copy of that very file: cells marked and commented, a list of them in front.

A workbook (.xlsx) keeps its own formats: a fenced child marks the copy. Everything else is built anew from the rows that were
read, as a workbook.
"""

from __future__ import annotations

import json
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from jzdesk.children import child_command, child_environment, hidden_window
from jzdesk.exports import style
from jzdesk.exports.cells import clean, letter_of
from jzdesk.exports.marking_child import VERB, list_problems, mark
from jzdesk.exports.package import written_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PATIENCE = 120.0
"""Seconds until the child is given up; the copy is then built anew."""
LARGEST = 24 << 20
"""Bytes of a workbook that is marked as it is: a larger one is built anew."""
MOST_LINES = 20_000
MOST_ROWS = 5_000
"""Rows of a book built anew; of a longer file only those with problems are given back."""
_WIDEST = 40.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be said at a cell (column 0: of the whole row)."""

    row: int
    column: int
    text: str
    grave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBook:
    """What is given back: the file (None where it is not to be marked as it is), the sheet, the marks, the lines of the list
    (sheet, cell, column's title, content, problem, what to do), and the rows as texts by number for a book built anew."""

    path: Path | None
    sheet: str
    title: str
    subtitle: str
    marks: Sequence[Mark]
    lines: Sequence[tuple[str, str, str, str, str, str]]
    rows: Iterable[tuple[int, Sequence[str]]] = ()
    count: int = 0

    @property
    def asked(self) -> dict[str, Any]:
        """The same for the child."""
        lines = [list(line) for line in self.lines[:MOST_LINES]]
        if len(self.lines) > MOST_LINES:
            lines.append(["", "", "", "", f"另有{len(self.lines) - MOST_LINES}处问题没有列出。", ""])
        return {
            "sheet": self.sheet, "title": self.title, "subtitle": self.subtitle, "lines": lines,
            "marks": [[m.row, m.column, m.text, m.grave] for m in self.marks],
        }  # fmt: skip


def write_marked(book: MarkedBook, out: Path) -> bool:
    """Write the copy; whether it keeps the formats of the file. Raises ExportError; what was at `out` before then stays."""
    copy = _marked_copy(book)
    with written_aside(out) as aside:
        if copy is not None:
            aside.write_bytes(copy)
        else:
            _built_anew(book).save(aside)
    return copy is not None


def _marked_copy(book: MarkedBook) -> bytes | None:
    """The file itself with its marks; None where it is no workbook of today, too large, or the child gave up."""
    path = book.path
    if path is None or path.suffix.lower() != ".xlsx":
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if len(content) > LARGEST:
        return None
    child = subprocess.Popen(  # noqa: S603 - this very program, with a verb of its own
        child_command(VERB), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=child_environment(), creationflags=hidden_window(),
    )  # fmt: skip
    clock = threading.Timer(PATIENCE, child.kill)
    clock.start()
    try:
        head = json.dumps({**book.asked, "size": len(content)}).encode() + b"\n"
        reply, _none = child.communicate(head + content)
    finally:
        clock.cancel()
        child.kill()
        for pipe in (child.stdin, child.stdout):
            cast("BinaryIO", pipe).close()
        child.wait()
    line, _newline, made = reply.partition(b"\n")
    said = json.loads(line) if line else {}
    return made if said.get("size") == len(made) and made else None


# ---- a book built anew


def _built_anew(book: MarkedBook) -> Any:
    from openpyxl import Workbook

    made: Any = Workbook()
    style.set_base_font(made)
    page = made.active
    page.title = clean(book.sheet)[:31].translate({ord(char): "_" for char in "[]:*?/\\'"}) or "原表"
    faulty = {m.row for m in book.marks}
    whole = book.count <= MOST_ROWS
    rows: dict[int, int] = {}
    widths: dict[int, float] = {}
    for number, texts in book.rows:
        if not whole and number not in faulty:
            continue
        rows[number] = number if whole else len(rows) + 1
        for at, text in enumerate(texts, 1):
            if text:
                cell = page.cell(rows[number], at)
                cell.value, cell.data_type, cell.number_format = clean(text), "s", "@"
                style.aligned(style.boxed(cell), "left").font = style.font(10)
                widths[at] = min(
                    _WIDEST, max(widths.get(at, 8.0), 1.2 * len(text.encode("gb18030", "replace")))
                )
    for at, width in widths.items():
        page.column_dimensions[letter_of(at)].width = width
    asked = book.asked
    mark(
        page, [[rows[row], column, text, grave] for row, column, text, grave in asked["marks"] if row in rows]
    )
    list_problems(made, asked)
    return made
