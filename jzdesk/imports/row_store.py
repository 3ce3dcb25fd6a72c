"""Rows that were read, packed close and taken out again in any order: a large table costs little more memory than its file."""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict
from typing import TYPE_CHECKING

from jzdesk.domain.sheet_cells import SheetRow

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 256
_OPEN = 4
Packed = list[tuple[int, tuple[object, ...], bool, frozenset[int]]]


class RowStore:
    """Rows in the order in which they were added. They never leave the memory of this process."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._filling: list[SheetRow] = []
        self._open: OrderedDict[int, list[SheetRow]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._chunks) * CHUNK + len(self._filling)

    def add(self, row: SheetRow) -> None:
        """One more row."""
        self._filling.append(row)
        if len(self._filling) == CHUNK:
            plain = [(one.number, one.cells, one.hidden, one.spread) for one in self._filling]
            self._chunks.append(zlib.compress(pickle.dumps(plain, pickle.HIGHEST_PROTOCOL), 1))
            self._filling = []

    def __getitem__(self, at: int) -> SheetRow:
        chunk, place = divmod(at, CHUNK)
        if at < 0 or chunk > len(self._chunks):
            raise IndexError(at)
        return (self._filling if chunk == len(self._chunks) else self._unpacked(chunk))[place]

    def __iter__(self) -> Iterator[SheetRow]:
        for at in range(len(self._chunks)):
            yield from self._unpacked(at)
        yield from list(self._filling)

    def _unpacked(self, at: int) -> list[SheetRow]:
        rows = self._open.pop(at, None)
        if rows is None:
            packed = pickle.loads(zlib.decompress(self._chunks[at]))  # noqa: S301 - our own bytes, never outside this memory
            rows = [SheetRow(*row) for row in packed]
        self._open[at] = rows
        while len(self._open) > _OPEN:
            self._open.popitem(last=False)
        return rows
