"""In the child: the rows of one sheet of an .xlsx, as a stream.

A sheet is inflated twice: first only to see where the last content is (formatted sheets reach down to the last line there is)
and which cells are merged, which stands behind the rows; then through the parser, as far as there is content.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jzdesk.imports.package_child import SHEET_UNPACKED, Package
from jzdesk.imports.plain_rows_child import for_the_parser
from jzdesk.imports.row_batch import ERROR, FORMULA, ISO, LONGEST, TRUTH, WIDEST, Batch, fitting
from jzdesk.imports.strict_xml import DEEPEST, Refusal, Stop, feed, parser_of
from jzdesk.imports.strings_child import Strings, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jzdesk.imports.plain_rows_child import Found

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The grid of a sheet."""
MOST_BLANK = 1_200_000
"""By how much the cells without content, rows (twice) and other marks that say nothing may outnumber the thrice counted content."""
_AFTER = 24 << 20
"""Bytes behind the rows that are looked through for merged cells."""
MOST_MERGED = 100_000
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]{0,80}?ref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']"""
)
_CLOSING = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_MORE = re.compile(rb"<(?:\w+:)?(?:row|c)[\s>/]|<!--|<!\[CDATA")
_OPENINGS = (b"<v", b"<t", b"<f", b":v", b":t", b":f")
_CLOSINGS = (b"/v>", b"/t>", b"/f>", b":v>", b":t>", b":f>")
_FILTER = re.compile(rb"<(?:\w+:)?autoFilter\b")
_DIGITS = "0123456789"
_REMEMBERED, _SHORT = 10_000, 20
"""How many cells of which length are remembered."""


class Survey:
    """What the first pass finds: the byte behind the last content, merged ranges, a filter. `content_end` is None, and all is
    parsed, wherever the marks of content are not plainly those every program writes: nothing may be lost to haste."""

    def __init__(self, package: Package, part: str) -> None:
        self.content_end: int | None = None
        self.merged: list[list[int]] = []
        self.filtered = False
        self._fed = 0
        self._opened = self._closed = -1
        self._run(package, part)

    def _run(self, package: Package, part: str) -> None:
        before = b""
        after: list[bytes] | None = None
        kept = 0
        plain = True
        for piece in package.pieces(part, SHEET_UNPACKED):
            if not self._fed:
                plain = piece.lstrip(b"\xef\xbb\xbf")[:1] == b"<" and b"\x00" not in piece[:200]
            joined = before + piece
            if after is None:
                closing = _CLOSING.search(joined)
                end = closing.start() if closing else len(joined)
                self._mark(joined, end, self._fed - len(before))
                if closing:
                    after = [joined[end:]]
            else:
                after.append(piece)
                kept += len(piece)
                if kept > _AFTER:
                    raise Refusal("large")
            self._fed += len(piece)
            before = joined[-32:]
        tail = b"".join(after or ())
        certain = plain and after is not None and self._opened < self._closed and not _MORE.search(tail)
        self.content_end = self._closed + 2 if certain else None
        self.filtered = bool(_FILTER.search(tail))
        self._merges(tail)

    def _mark(self, joined: bytes, end: int, start: int) -> None:
        """Where content last began and ended so far."""
        opened = max(joined.rfind(mark, 0, end) for mark in _OPENINGS)
        closed = max(joined.rfind(mark, 0, end) for mark in _CLOSINGS)
        if opened >= 0:
            self._opened = max(self._opened, start + opened)
        if closed >= 0:
            self._closed = max(self._closed, start + closed)

    def _merges(self, tail: bytes) -> None:
        for found in _MERGED.finditer(tail):
            left, right = column_number(found[1].decode()), column_number(found[3].decode())
            self.merged.append([left, int(found[2]), right, int(found[4])])
            if len(self.merged) > MOST_MERGED:
                raise Refusal("merged")


def column_number(letters: str) -> int:
    """'A' → 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def read_rows(
    package: Package,
    part: str,
    *,
    strings: Strings,
    kinds: list[int],
    batch: Batch,
    emit: Callable[[dict[str, Any]], None],
) -> None:
    """Emit {'facts': …} and then {'rows': [[number, hidden, cells], …]} in batches."""
    survey = Survey(package, part)
    reader = _Rows(strings, kinds, batch, emit)
    reader.facts = {"merged": survey.merged, "filtered": survey.filtered}
    parser = parser_of(reader.start, reader.end)
    parser.CharacterDataHandler = reader.text
    feed(
        parser,
        for_the_parser(_until(package.pieces(part, SHEET_UNPACKED), survey.content_end), reader),
        whole=survey.content_end is None,
    )
    reader.finish()


def _until(pieces: Iterator[bytes], end: int | None) -> Iterator[bytes]:
    fed = 0
    for piece in pieces:
        yield piece
        fed += len(piece)
        if end is not None and fed > end + 64:
            return


class _Rows:
    """The handlers of the parser. Everything a cell needs is in slots: this runs for every cell of a large file."""

    __slots__ = (
        "_aside", "_batch", "_blank", "_cells", "_column", "_columns", "_depth", "_emit", "_formula", "_hidden", "_hidden_columns",
        "_keep", "_kind", "_kinds", "_level", "_remembered", "_row", "_strings", "_style", "_texts", "_told", "_value", "facts",
    )  # fmt: skip

    def __init__(
        self, strings: Strings, kinds: list[int], batch: Batch, emit: Callable[[dict[str, Any]], None]
    ) -> None:
        self._strings, self._kinds, self._batch, self._emit = strings, kinds, batch, emit
        self._cells: list[Any] = []
        self._columns: dict[str, int] = {}
        self._remembered: dict[tuple[str, str, str], Any] = {}
        self._texts: list[str] = []
        self._hidden_columns: list[list[int]] = []
        self._row = self._column = self._blank = self._depth = self._aside = 0
        self._level = -1
        self._hidden = self._keep = self._formula = self._told = self._value = False
        self._kind = self._style = ""
        self.facts: dict[str, Any] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        self._depth += 1
        if name == "c":
            self._open_cell(attributes)
        elif name == "v":
            self._keep = self._value = True
        elif name == "f":
            self._formula = True
        elif name == "t":
            self._keep = not self._aside
            self._value = True
        elif name == "row":
            self._open_row(attributes)
        elif name == "rPh":
            self._aside += 1
        elif name not in ("is", "r", "rPr"):
            self._other(name, attributes)

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        self._depth -= 1
        if name == "c":
            self._close_cell()
        elif name in ("v", "t"):
            self._keep = False
        elif name == "row":
            self._close_row()
        elif name == "rPh":
            self._aside -= 1

    def text(self, data: str) -> None:
        if self._keep:
            self._texts.append(data)

    # ---- rows

    def _other(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth > DEEPEST:
            raise Refusal("hostile")
        self._blank += 1
        if self._blank > MOST_BLANK:
            raise Refusal("blank")
        if (
            name == "col"
            and attributes.get("hidden") in ("1", "true")
            and len(self._hidden_columns) < LAST_COLUMN
        ):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self._hidden_columns.append([int(first[:6]), min(int(last[:6]), LAST_COLUMN)])
        elif name == "sheetData":
            self._level = self._depth
            self._tell()

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self._emit({"facts": {**self.facts, "hidden_columns": self._hidden_columns}})

    @property
    def between_rows(self) -> bool:
        """Whether the parser stands inside the sheet's data and in no row."""
        return self._depth == self._level

    def plain_row(self, number: str, hidden: bool, cells: list[Found]) -> None:
        """A row that did not go through the parser; see `plain_rows_child`."""
        self._open_row({"r": number, "hidden": "1" if hidden else ""})
        made, row, columns, met = self._cells, str(self._row), self._columns, self._remembered
        last = blank = 0
        for letters, at, style, kind, value, inline in cells:
            column = columns.get(letters) or columns.setdefault(letters, self._known(letters))
            if at != row or column > LAST_COLUMN:
                raise Refusal("grid")
            if column <= last:
                raise Refusal("broken")
            last = column
            if not value and not inline:
                blank += 1
                continue
            text = value or inline
            if kind == "inlineStr" and len(text) <= LONGEST and "_x" not in text:
                cell: Any = text
            else:
                known = kind, style, text
                cell = met[known] if known in met else self._met(known)
                if cell is None or cell == "":
                    blank += 1
                    continue
            if column > WIDEST:
                raise Refusal("wide", row=self._row, column=column)
            missing = column - len(made) - 1
            if missing:
                made.extend([None] * missing)
            made.append(cell)
            blank -= 3
        self._blank += blank
        if self._blank > MOST_BLANK:
            raise Refusal("blank")
        self._close_row()

    def _met(self, known: tuple[str, str, str]) -> Any:
        """A cell (kind, style, text) not met before; numbers and days come often."""
        self._kind, self._style, text = known[0] or "n", known[1], known[2]
        self._texts, self._formula = [text], False
        cell = self._read()
        if len(text) <= _SHORT:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[known] = cell
        return cell

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is None:
            self._row += 1
        else:
            row = int(number) if number.isdecimal() and len(number) < 9 else 0
            if row <= self._row:
                raise Refusal("broken")
            self._row = row
        if self._row > LAST_ROW:
            raise Refusal("grid")
        self._hidden = attributes.get("hidden") in ("1", "true")
        self._column = 0
        self._cells = []
        self._blank += 2
        if self._blank > MOST_BLANK:
            raise Refusal("blank")

    def _close_row(self) -> None:
        if not self._cells:
            return
        self._tell()
        cells, self._cells = self._cells, []
        if not self._batch.add(self._row, self._hidden, cells):
            raise Stop

    def finish(self) -> None:
        """Send what is left."""
        self._tell()
        self._batch.send()

    # ---- cells

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip(_DIGITS)
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = self._known(letters)
            if reference[len(letters) :] != str(self._row):
                raise Refusal("grid")
            if column <= self._column:
                raise Refusal("broken")
            self._column = column
        if self._column > LAST_COLUMN:
            raise Refusal("grid")
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._formula = self._value = False
        self._texts.clear()

    @staticmethod
    def _known(letters: str) -> int:
        if not letters.isascii() or not letters.isalpha() or not letters.isupper() or len(letters) > 3:
            raise Refusal("grid")
        return column_number(letters)

    def _close_cell(self) -> None:
        if self._value:
            value = self._read()
        elif self._formula:
            value = [FORMULA, ""]
        else:
            value = None
        if value is None or value == "":
            self._blank += 1
            if self._blank > MOST_BLANK:
                raise Refusal("blank")
            return
        if self._column > WIDEST:
            raise Refusal("wide", row=self._row, column=self._column)
        cells = self._cells
        missing = self._column - len(cells) - 1
        if missing:
            cells.extend([None] * missing)
        cells.append(value)
        self._blank -= 3

    def _read(self) -> Any:
        text = self._texts[0] if len(self._texts) == 1 else "".join(self._texts)
        kind = self._kind
        if kind == "s":
            if not text.strip().isdecimal():
                raise Refusal("broken")
            return fitting(self._strings[int(text)])
        if kind == "n":
            return self._number(text)
        if kind in ("str", "inlineStr"):
            return fitting(unescaped(text))
        if kind == "b":
            return [TRUTH, text.strip()]
        if kind == "e":
            return [ERROR, text[:40]]
        if kind == "d":
            return [ISO, text[:40]]
        raise Refusal("broken")

    def _number(self, text: str) -> Any:
        bare = text.strip()
        if not bare:
            return [FORMULA, ""] if self._formula else None
        try:
            number: int | float = int(bare) if bare.isdecimal() and len(bare) < 20 else float(bare)
        except ValueError:
            raise Refusal("broken") from None
        if number != number or number in (float("inf"), float("-inf")):
            return [ERROR, bare[:40]]
        if self._style and self._kinds:
            at = int(self._style) if self._style.isdecimal() and len(self._style) < 9 else len(self._kinds)
            if at < len(self._kinds) and (form := self._kinds[at]):
                return [form, number]
        return number
