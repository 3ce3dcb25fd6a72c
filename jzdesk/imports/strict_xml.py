"""In the child: XML read as a stream, without document types, entities or depth, whatever is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DEEPEST = 60
LONGEST_TOKEN = 4 << 20
"""Bytes between two marks; more is read again with every piece that arrives."""
PRESSED = 8
"""Pieces that may go by without any mark ending."""


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of ours
    """The file is not read; `code` says why, `said` names what."""

    def __init__(self, code: str, **said: object) -> None:
        super().__init__(code)
        self.code = code
        self.said = said


class Stop(Exception):  # noqa: N818 - a reply
    """Enough was read."""


def parser_of(start: Callable[[str, dict[str, Any]], None], end: Callable[[str], None] | None = None) -> Any:
    """A parser that refuses what a workbook never holds. Names are without their prefix for the handlers of `parse`; this one
    hands them over as they stand."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_found: object) -> None:
    raise Refusal("hostile")


def local(name: str) -> str:
    """'x:row' → 'row'."""
    return name.rpartition(":")[2]


def parse(
    pieces: Iterable[bytes],
    start: Callable[[str, dict[str, Any]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """Read a part whole. Refusal for a document type, for depth and for what is not XML."""
    depth = 0

    def opened(name: str, attributes: dict[str, Any]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Refusal("hostile")
        start(name.rpartition(":")[2], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(":")[2])

    feed(parser_of(opened, closed), pieces)


def feed(parser: Any, pieces: Iterable[bytes], *, whole: bool = True) -> None:
    """Hand the pieces to a parser, looking that each of them leads on."""
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise Refusal("hostile")
        if whole:
            parser.Parse(b"", True)
    except expat.ExpatError as fault:
        raise Refusal(
            "hostile" if "entit" in str(fault) or "amplification" in str(fault) else "broken"
        ) from None
    except Stop:
        return
