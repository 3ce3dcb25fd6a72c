"""What reportlab does not know about Chinese: where a line may end, and text that can be copied out.

reportlab breaks lines by Japanese rules that leave full-width commas and closing brackets at the start of a
line, and writes characters above U+FFFF into ToUnicode as five hex digits, which readers take for another
character. The line breaking here is our own (push-out: an offending character takes its neighbour with it
to the next line); ToUnicode is replaced by `repair_text_extraction`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# GB/T 15834-2011 §5.1: these marks never start a line, those never end one.
NO_START = frozenset("，。、；：？！）》〉」』】〕”’…—～·％℃°%.,;:?!)]}")
NO_END = frozenset("（《〈「『【〔“‘([{￥¥$")
_PAIRS = frozenset("—…")  # dash and ellipsis are two characters long and stay together
_CJK = 0x2E80


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between these two neighbouring characters."""
    if not marks_allow(before, after):
        return False
    if ord(before) >= _CJK or ord(after) >= _CJK:
        return True
    # Both Latin, digits or western marks: a word, a number or 2026-10-08 stays whole.
    return before.isspace() or after.isspace() or before in NO_START or after in NO_END


def marks_allow(before: str, after: str) -> bool:
    """The punctuation rules alone, for a word that is longer than its line and must be split."""
    if after in NO_START or before in NO_END:
        return False
    if before in ".," and after.isdigit():
        return False
    return not (before == after and before in _PAIRS)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a broken text: the characters from `start` up to `end`, set in by `indent` points.

    `closes` a paragraph: such a line is not spread to the full width. `room` is the width still free.
    """

    start: int
    end: int
    indent: float = 0.0
    closes: bool = True
    room: float = 0.0


def break_lines(
    text: str, widths: Sequence[float], limit: float, *, indent: float = 0.0, first: bool = True
) -> list[Line]:
    """Break `text` into lines no wider than `limit` points; `widths` holds each character's width.

    `\\n` ends a paragraph; the first line of a paragraph is set in by `indent`. `first` is False when the
    text continues a paragraph begun elsewhere. Empty lines of the text are kept out.
    """
    lines: list[Line] = []
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        inset = indent if first or start else 0.0
        while start < end:
            stop = _line_end(text, widths, start, end, limit - inset)
            words = text[start:stop].rstrip()
            if words.strip():
                room = limit - inset - sum(widths[start : start + len(words)])
                lines.append(Line(start, stop, inset, stop == end, room))
            start, inset = stop, 0.0
        start = end + 1
    return lines


def _line_end(text: str, widths: Sequence[float], start: int, end: int, limit: float) -> int:
    """Where the line that begins at `start` ends: as late as it fits and the rules allow."""
    used, stop = 0.0, start
    while stop < end and (used := used + widths[stop]) <= limit + 1e-6:
        stop += 1
    stop = max(stop, start + 1)
    while stop < end and text[stop] == " ":  # a space at a line's end takes no room
        stop += 1
    if stop >= end:
        return end
    for allowed in (may_break, marks_allow):
        for place in range(stop, start, -1):
            if allowed(text[place - 1], text[place]):
                return place
    return stop


def repair_text_extraction() -> None:
    """Make reportlab write ToUnicode as UTF-16, so that every character can be searched. Idempotent."""
    from reportlab.pdfbase import ttfonts

    ttfonts.makeToUnicodeCMap = to_unicode_map  # type: ignore[assignment]  # a repair, not a call


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The ToUnicode CMap of a font subset (PDF 32000-1 §9.10.3): at most 100 entries a block, UTF-16."""
    body: list[str] = []
    entries = [f"<{code:02X}> <{_utf16(character)}>" for code, character in enumerate(subset)]
    for at in range(0, len(entries), 100):
        block = entries[at : at + 100]
        body += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({font_name})",
            f"/Ordering ({font_name})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *body,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def _utf16(character: int) -> str:
    return chr(character).encode("utf-16-be", "surrogatepass").hex().upper()
