"""In the child: the strings a workbook shares, packed close, since a list of texts would take five times the room."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Any

from jzdesk.imports.strict_xml import Refusal, feed, parser_of

if TYPE_CHECKING:
    from collections.abc import Iterable

UNPACKED = 96 << 20
MOST_STRINGS = 2_000_000
MOST_BYTES = 48 << 20
_PAGE = 10
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Strings:
    """Text by number: pages of 1,024 texts in UTF-8, and where each ends."""

    __slots__ = ("_ends", "_page", "_pages", "_size", "count")

    def __init__(self) -> None:
        self._pages: list[bytes] = []
        self._page: list[bytes] = []
        self._ends = array("I")
        self._size = 0
        self.count = 0

    def add(self, text: str) -> None:
        """One more. Refusal when there are too many."""
        packed = text.encode("utf-8", "replace")
        start = self._ends[-1] if self.count & 1023 else 0
        self._ends.append(start + len(packed))
        self._page.append(packed)
        self._size += len(packed)
        self.count += 1
        if not self.count & 1023:
            self.close()
        if self._size > MOST_BYTES or self.count > MOST_STRINGS:
            raise Refusal("large")

    def close(self) -> None:
        """Pack the last page."""
        if self._page:
            self._pages.append(b"".join(self._page))
            self._page = []

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < self.count:
            raise Refusal("broken")
        start = self._ends[number - 1] if number & 1023 else 0
        return self._pages[number >> _PAGE][start : self._ends[number]].decode()


def unescaped(text: str) -> str:
    """Without the _x000D_ that stands for a character XML cannot hold; line ends as ours."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_strings(pieces: Iterable[bytes]) -> Strings:
    """All shared strings; what only tells how a name is pronounced is left out."""
    strings = Strings()
    texts: list[str] = []
    keep = False
    aside = depth = 0

    def start(name: str, _attributes: dict[str, Any]) -> None:
        nonlocal keep, aside, depth
        depth += 1
        if depth > 12:
            raise Refusal("hostile")
        tag = name if ":" not in name else name.rpartition(":")[2]
        if tag == "t":
            keep = not aside
        elif tag == "rPh":
            aside += 1

    def end(name: str) -> None:
        nonlocal keep, aside, depth
        depth -= 1
        tag = name if ":" not in name else name.rpartition(":")[2]
        if tag == "t":
            keep = False
        elif tag == "rPh":
            aside -= 1
        elif tag == "si":
            strings.add(unescaped("".join(texts)))
            texts.clear()

    def text(data: str) -> None:
        if keep:
            texts.append(data)

    parser = parser_of(start, end)
    parser.CharacterDataHandler = text
    feed(parser, pieces)
    strings.close()
    return strings
