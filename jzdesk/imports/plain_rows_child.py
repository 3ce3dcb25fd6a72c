"""In the child: rows written as every program writes them, read without the parser.

The parser calls back six times for a cell with a text. A row whose bytes are one plain row from its first to its last is a
whole element, so it can be taken out of the stream and the parser, which gets all the rest, sees a whole document still.
Whatever is not plain to the letter — a prefix, an entity, a formula, a text of several runs — goes through the parser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Found = tuple[str, str, str, str, str, str]

_TEXT = r"[^<>&\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+"
_CELL = (
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,8})")?(?: t="(s|n|inlineStr|b|e|d)")?'
    rf'(?:/>|>(?:<v>({_TEXT})</v>|<is><t(?: xml:space="preserve")?>({_TEXT})</t></is>)</c>)'
)
_CELLS = re.compile(_CELL)
_ROW = re.compile(
    r'\s*<row r="([0-9]{1,8})"((?: (?:spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot)'
    rf'="[0-9.:a-z]*")*)>((?:{re.sub(r"[(](?![?])", "(?:", _CELL)})*)</row>'
)
_HIDDEN = (' hidden="1"', ' hidden="true"')
_TWICE = re.compile(r" (\w+)=.* \1=")
_CLOSING = b"</row>"
_BEGINNING = b"<sheetData>"
_LONGEST = 1 << 20
"""Bytes of one row that are waited for; a longer one is the parser's."""
_UTF_8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?<(?:\?xml version=["']1\.0["'](?: encoding=["'][Uu][Tt][Ff]-8["'])?[^>&]{0,40}\?>|\w)"""
)


class RowReader(Protocol):
    """What takes the rows: the handlers of the parser."""

    @property
    def between_rows(self) -> bool:
        """Whether the parser stands between two rows, as far as it has been fed."""

    def plain_row(self, number: str, hidden: bool, cells: list[Found]) -> None:
        """A row with its cells: (letters, row, style, kind, value, inline text)."""


def for_the_parser(pieces: Iterable[bytes], reader: RowReader) -> Iterator[bytes]:
    """Of a sheet what the parser must see; plain rows go to the reader in between, in their order."""
    held = b""
    taking = iter(pieces)
    for piece in taking:
        held += piece
        at = held.find(_BEGINNING)
        if at < 0 and len(held) < _LONGEST:
            continue
        end = at + len(_BEGINNING) if at >= 0 else len(held)
        plain = at >= 0 and _UTF_8.match(held) is not None and b"<!" not in held[:end]
        yield held[:end]
        held = held[end:]
        if plain and reader.between_rows:
            yield from _rows(held, taking, reader)
            return
        break
    if held:
        yield held
    yield from taking


def _rows(held: bytes, taking: Iterator[bytes], reader: RowReader) -> Iterator[bytes]:
    while True:
        end = held.rfind(_CLOSING)
        if end >= 0:
            end += len(_CLOSING)
            whole, held = held[:end], held[end:]
            plain = b"<!" not in whole and b"<?" not in whole
            if not plain:
                yield whole
                break
            yield from _whole_rows(whole, reader)
        elif len(held) > _LONGEST:
            break
        piece = next(taking, None)
        if piece is None:
            break
        held += piece
    if held:
        yield held
    yield from taking


def _whole_rows(whole: bytes, reader: RowReader) -> Iterator[bytes]:
    """Bytes that end where a row ends."""
    try:
        text = whole.decode()
    except UnicodeDecodeError:
        yield whole
        return
    at = 0
    while at < len(text):
        found = _ROW.match(text, at) if reader.between_rows else None
        if found is not None and not _TWICE.search(found[2]):
            reader.plain_row(found[1], any(word in found[2] for word in _HIDDEN), _CELLS.findall(found[3]))
            at = found.end()
            continue
        end = text.find("</row>", at)
        end = end + len("</row>") if end >= 0 else len(text)
        yield text[at:end].encode()
        at = end
