"""Numbers, amounts of money and times as clerks write them; what is none is said, never taken for zero."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from jzdesk.domain.problems import quote
from jzdesk.domain.sheet_cells import shown
from jzdesk.domain.written_words import NOTHING, Fault

if TYPE_CHECKING:
    from jzdesk.domain.sheet_cells import Cell

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COUNT = re.compile(r"第?(\d+)(?:\.0*)?(?:人次|人|次|名|个|件|票|份|页)?")
_MONEY = re.compile(
    r"[¥￥$]?\s*(?:人民币)?\s*(?P<sum>\d+(?:\.\d+)?)\s*(?P<unit>亿|万|千|百)?\s*(?:元|圆|块)?整?"
)
_UNITS = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CLOCK = re.compile(r"(上午|下午|晚上)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?(?::\d{1,2})?")
_NEGATIVE = re.compile(r"[-(－−][¥￥]?[\d,.]+\)?(?:万|亿)?元?")
_AMOUNT = "应为金额，如 12500.00"
MOST_FEN = 10**15
"""Ten trillion yuan: more is a slip."""


def plain(text: str) -> str:
    """Half-width, without blanks at the ends."""
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n\u200b\ufeff'")


def whole_number(cell: Cell) -> int | Fault | None:
    """A count; None where the cell says there is none."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell if cell >= 0 else _not(cell, "number.negative", "不能小于0")
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and cell >= 0 else _not(cell, "number.format", "应为整数")
    if not isinstance(cell, str):
        return _not(cell, "number.format", "应为整数")
    text = plain(cell)
    if text in NOTHING:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    found = _COUNT.fullmatch(text)
    if found and len(found[1]) <= 9:
        return int(found[1])
    return _not(cell, "number.format", "应为整数")


def money(cell: Cell, unit: int = 1) -> int | Fault | None:
    """An amount in 分; `unit` is 10,000 where the heading says 万元. None where the cell says there is none."""
    if isinstance(cell, str):
        return _written_money(cell, unit)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not abs(cell) < MOST_FEN:
        return _not(cell, "number.format", _AMOUNT)
    return (
        _fen(cell, Decimal(f"{cell:.15g}") * unit)
        if cell >= 0
        else _not(cell, "number.negative", "不能小于0")
    )


def _written_money(cell: str, unit: int) -> int | Fault | None:
    text = plain(cell).replace(" ", "")
    if text in NOTHING:
        return None
    bare = text.lstrip("¥￥$")
    if grouped := _GROUPED.match(bare):
        text = bare.replace(grouped[0], grouped[0].replace(",", ""), 1)
    found = _MONEY.fullmatch(text)
    if not found:
        return _not(
            cell,
            *(("number.negative", "不能小于0") if _NEGATIVE.fullmatch(text) else ("number.format", _AMOUNT)),
        )
    said = _UNITS[found["unit"] or ""]
    return _fen(cell, Decimal(found["sum"]) * (said if said > 1 or "元" in text else unit))


def clock(cell: Cell) -> str | Fault | None:
    """'09:30'."""
    from datetime import datetime, time

    if isinstance(cell, datetime | time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 1440)
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    text = plain(cell) if isinstance(cell, str) else shown(cell)
    if text in NOTHING:
        return None
    found = _CLOCK.fullmatch(text)
    hour, minute = (int(found[2]), int(found[3] or 0)) if found else (99, 0)
    if found and found[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    return (
        f"{hour:02d}:{minute:02d}"
        if hour < 24 and minute < 60
        else _not(cell, "time.format", "应为时间，如 09:30")
    )


def _fen(cell: Cell, yuan: Decimal) -> int | Fault:
    fen = yuan * 100
    if fen != fen.to_integral_value():
        return _not(cell, "number.fraction", "应精确到分，小数最多两位")
    return int(fen) if fen < MOST_FEN else _not(cell, "number.range", "过大，请核对单位是元还是万元")


def _not(cell: Cell, rule: str, expected: str) -> Fault:
    return Fault(rule, f"“{quote(shown(cell))}”有误，{expected}。")
