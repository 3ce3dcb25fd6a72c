"""Initials of Chinese text (吴建国 → wjg), loaded at the first use only."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """Lower-case pinyin initials; other characters stand for themselves."""
    if text.isascii():
        return text.lower()
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_one_by_one)).lower()


def _one_by_one(text: str) -> str:
    return text


def matches(text: str, typed: str) -> bool:
    """Whether what was typed is part of the text or of its initials."""
    typed = typed.strip().lower()
    if not typed or typed in text.lower():
        return True
    return typed.isascii() and typed in initials(text)
