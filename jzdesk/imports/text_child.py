"""In the child: a table in text (.csv), in whatever writing and with whatever mark between its columns."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from jzdesk.imports.row_batch import WIDEST, Batch, fitting
from jzdesk.imports.strict_xml import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = 1 << 18
MOST_LINES = 1_048_576
_MARKS = "\t,;|，"


class TextTable:
    """An opened text: its encoding and the mark between its columns are known."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.encoding = self._decoded()
        file.seek(0)
        head = codecs.getincrementaldecoder(self.encoding)(errors="replace").decode(file.read(PIECE))
        self._mark = _mark(head)

    def _decoded(self) -> str:
        """The first encoding all of it is in."""
        head = self._file.read(4)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            candidates: tuple[str, ...] = ("utf-16",)
        else:
            candidates = ("utf-8-sig", "gb18030")
        for name in candidates:
            with suppress(UnicodeDecodeError):
                self._check(name)
                return name
        raise Refusal("other")

    def _check(self, name: str) -> None:
        decoder = codecs.getincrementaldecoder(name)()
        self._file.seek(0)
        while piece := self._file.read(PIECE):
            if "\x00" in decoder.decode(piece):
                raise Refusal("other")
        decoder.decode(b"", final=True)

    def read(self, batch: Batch, emit: Callable[[dict[str, Any]], None]) -> None:
        """Emit the rows; a line of the table is a row, however many lines of text it takes."""
        emit({"facts": {"merged": [], "filtered": False, "hidden_columns": []}})
        csv.field_size_limit(1 << 20)
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self.encoding, newline="")
        try:
            for number, cells in self._rows(text):
                if not batch.add(number, False, cells):
                    break
        except csv.Error:
            raise Refusal("broken") from None
        finally:
            text.detach()
        batch.send()

    def _rows(self, text: IO[str]) -> Iterator[tuple[int, list[Any]]]:
        for number, values in enumerate(csv.reader(text, delimiter=self._mark), 1):
            if number > MOST_LINES:
                raise Refusal("grid")
            cells: list[Any] = [_cell(value) for value in values]
            while cells and cells[-1] is None:
                cells.pop()
            if len(cells) > WIDEST:
                raise Refusal("wide", row=number, column=len(cells))
            if cells:
                yield number, cells


def _cell(value: str) -> Any:
    """Without what people put before an ID number to keep it whole: a tab, an apostrophe, ="…"."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip("\t ")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    elif text[:1] == "'" and text[1:2].isdigit():
        text = text[1:]
    if not text:
        return None
    return fitting(text)


def _mark(head: str) -> str:
    """What parts the columns: the mark the first lines hold most evenly."""
    lines = [line for line in head.splitlines()[:30] if line.strip()]
    counts = {mark: sum(mark in line for line in lines) for mark in _MARKS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","
