"""What a clerk types for a date: 20261122, 2026.11.22, 2026-11-22, 11-22, 今天, 昨天."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1}
_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WIDE = str.maketrans("０１２３４５６７８９．－／", "0123456789.-/")

FIRST_YEAR, LAST_YEAR = 1900, 2200
FORMS = "可以这样填写：2026-11-22、20261122、11-22 或 今天"


def parse_date(text: str, today: date) -> date | None:
    """The date a text means; None for nothing. ValueError with a sentence for the user when it is no date."""
    text = "".join(text.translate(_WIDE).split())
    if not text:
        return None
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    found = _FULL.fullmatch(text) or _DIGITS.fullmatch(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
    elif short := _SHORT.fullmatch(text):
        year, (month, day) = today.year, (int(part) for part in short.groups())
    else:
        raise ValueError(f"“{text}”不是日期，{FORMS}。")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"年份 {year} 不对，请核对。")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{year}年没有{month}月{day}日，请核对。") from None


def parse_month(text: str) -> tuple[int, int] | None:
    """(year, month) of '2026-10', '202610', '2026年10月'; None for nothing."""
    text = "".join(text.translate(_WIDE).split())
    if not text:
        return None
    found = re.fullmatch(r"(\d{4})[-./年]?(\d{1,2})月?", text)
    if not found or not 1 <= int(found.group(2)) <= 12:
        raise ValueError(f"“{text}”不是月份，可以这样填写：2026-10。")
    return int(found.group(1)), int(found.group(2))
