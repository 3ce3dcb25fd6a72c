"""Rows of a ledger as they were sent: canonical texts by column, packed small, with a digest."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

KEY, SUBJECT, ID = "@key", "@subject", "@id"
"""What a ledger row says about itself besides its columns: its stable key, the noun and the number of its record."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_CHUNK = 1 << 18
_MOST = 1 << 30  # bytes of one ledger unpacked; more is no ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """One row as sent: `cells` are canonical texts by column, empty ones left out; `id` is the record's, None if it has
    none."""

    key: str = ""
    subject: str = ""
    id: int | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


def is_column(key: str) -> bool:
    """Whether a key of a ledger row is a column; the others begin with '@'."""
    return not key.startswith("@")


def kept_row(row: Mapping[str, object], kinds: Mapping[str, str]) -> KeptRow:
    """A ledger row as it is kept; `kinds` gives the kind of each column. Columns it does not name are left out."""
    cells = {}
    for column, kind in kinds.items():
        text = canonical(row.get(column), kind)
        if text:
            cells[column] = text
    number = row.get(ID)
    return KeptRow(
        key=str(row.get(KEY) or ""), subject=str(row.get(SUBJECT) or ""),
        id=number if isinstance(number, int) else None, cells=cells,
    )  # fmt: skip


def packed(rows: Iterable[KeptRow], *, level: int = 6) -> bytes:
    """Rows as bytes: zlib over JSON lines [key, subject, id, {column: text}]. The same rows give the same bytes. A lower
    `level` is for bytes nobody keeps."""
    squeezer = zlib.compressobj(level)
    parts: list[bytes] = []
    held: list[str] = []
    size = 0
    encode = _ENCODER.encode
    for row in rows:
        line = encode([row.key, row.subject, row.id, row.cells])
        held.append(line)
        size += len(line)
        if size > _CHUNK:
            parts.append(squeezer.compress(("\n".join(held) + "\n").encode("utf-8", "surrogatepass")))
            held, size = [], 0
    if held:
        parts.append(squeezer.compress(("\n".join(held) + "\n").encode("utf-8", "surrogatepass")))
    parts.append(squeezer.flush())
    return b"".join(parts)


def unpacked(content: bytes) -> list[KeptRow]:
    """The rows again. ValueError where the bytes are damaged."""
    return list(unpacked_rows(content))


def unpacked_rows(content: bytes) -> Iterator[KeptRow]:
    """The rows one by one; see `unpacked`."""
    try:
        opener = zlib.decompressobj()
        text = opener.decompress(content, _MOST)
        if not opener.eof or opener.unused_data:
            raise ValueError("the packed rows are cut off")
        decode = json.JSONDecoder().raw_decode
        for line in text.decode("utf-8", "surrogatepass").split("\n"):
            if line:
                (key, subject, number, cells), end = decode(line)
                if end != len(line):
                    raise ValueError("the packed rows are damaged")
                yield KeptRow(key=key, subject=subject, id=number, cells=cells)
    except (zlib.error, TypeError, UnicodeDecodeError) as fault:
        raise ValueError("the packed rows are damaged") from fault


def digest_of(rows: Iterable[KeptRow], columns: Iterable[str]) -> str:
    """SHA-256 (hex) over the canonical texts of `columns`, row by row in order; empty for no difference but the texts."""
    names = tuple(columns)
    total = hashlib.sha256()
    for row in rows:
        total.update(row_line(row.cells.get(name, "") for name in names))
    return total.hexdigest()


def row_line(texts: Iterable[str]) -> bytes:
    """The bytes of one row that go into a digest. Canonical texts hold no control characters, so two rows differ."""
    return ("\x1f".join(texts) + "\x1e").encode("utf-8", "surrogatepass")
