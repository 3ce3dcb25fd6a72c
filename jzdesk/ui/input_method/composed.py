"""What an input method composed, as the events that Qt's own plug-ins send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QPalette, QTextCharFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

HIGHLIGHTED = 0x10
"""fcitx's format of the part that is being converted."""


def committed(text: str) -> QInputMethodEvent:
    """`text` goes into the editor in the place of what was composed."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    return event


def composing(parts: Sequence[tuple[str, int]], caret_bytes: int) -> QInputMethodEvent:
    """`parts` are (text, format); the caret is counted in bytes of UTF-8 as fcitx does, negative for none."""
    text = "".join(part for part, _format in parts)
    if not text:
        return QInputMethodEvent()
    mark, kinds = QInputMethodEvent.Attribute, QInputMethodEvent.AttributeType
    marks, start = [], 0
    for part, look in parts:
        length = _units(part)
        marks.append(mark(kinds.TextFormat, start, length, _look(look)))
        start += length
    before = text.encode()[: max(caret_bytes, 0)].decode(errors="ignore")
    marks.append(mark(kinds.Cursor, _units(before), 1 if caret_bytes >= 0 else 0, None))
    return QInputMethodEvent(text, marks)


def _units(text: str) -> int:
    """Length as Qt counts it."""
    return len(text.encode("utf-16-le")) // 2


def _look(number: int) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontUnderline(True)
    if number & HIGHLIGHTED:
        palette = QGuiApplication.palette()
        made.setBackground(palette.brush(QPalette.ColorRole.Highlight))
        made.setForeground(palette.brush(QPalette.ColorRole.HighlightedText))
    return made
