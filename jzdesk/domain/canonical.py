"""What a value becomes in a cell of a workbook, and the one text by which two cells are compared.

The text must come out the same from our value and from the cell read back, even if Excel, WPS or LibreOffice saved the
file in between: so both ways meet at what the cell holds.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

KINDS = ("text", "int", "date", "percent", "money", "id")
"""Kinds of columns: 'text' and 'id' are always text, 'percent' takes percent points, 'money' takes 分 and shows 元."""

MAX_TEXT = 32_767  # UTF-16 units in one cell; more makes Excel call the file damaged
SPECIAL = re.compile("[\x00-\x08\x0b-\x1f&<>\ud800-\udfff\ufffe\uffff]")
"""What cannot stand in a cell as it is, or not in XML."""

_CUT = "……（过长，已截断）"
_AS_TEXT: dict[int, str] = {
    **{
        code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)
    },  # ␀ ␁ …: seen, not silently gone
    **dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), chr(0xFFFD)),
    13: "\r",
}
_WRITTEN_OUT = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how the format writes a character it has no other way for
_EPOCH = date(1899, 12, 30)
_FIRST_SAFE = date(1900, 3, 1)  # before it spreadsheets disagree, so such days are written as text
_LAST_SERIAL = (date.max - _EPOCH).days
_MAX_EXACT = 10**15


def clean(text: str) -> str:
    """The text a cell can hold: control characters made visible, CR LF as LF, cut at the format's limit."""
    if SPECIAL.search(text):
        text = text.replace("\r\n", "\n").translate(_AS_TEXT)
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        kept = text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(_CUT))]
        text = kept.decode("utf-16-le", "ignore") + _CUT
    return text


def plain(value: object, kind: str = "text") -> str | int | float | Decimal | None:
    """What a value becomes in a cell of that kind: text or a number; None for an empty cell."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return _day(value, kind)
    if isinstance(value, int | float | Decimal):
        return _number(value, kind)
    raise TypeError(f"a cell cannot hold {type(value).__name__}")


def canonical(value: object, kind: str = "text") -> str:
    """The text by which a value of ours is compared, in a column of that kind; '' for an empty cell.

    Days are ISO, numbers plain without trailing zeros, percents '70.9%', money in 元. No control character but tab and line
    feed is in it."""
    return canonical_cell(plain(value, kind), kind)


def canonical_cell(value: object, kind: str = "text") -> str:
    """The same text of what a cell holds when it is read: str, number, bool, date or datetime; None if it is empty.

    A number and the same number typed as text are alike here: that a figure stands as text is another finding."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return _text(clean(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return _read_day(value, kind)
    if isinstance(value, int | float | Decimal):
        return _read_number(value, kind)
    return _text(clean(str(value)))


def _text(text: str) -> str:
    if "_x" in text:
        text = _WRITTEN_OUT.sub(lambda found: chr(int(found[1], 16)), text).translate(_AS_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _day(value: date, kind: str) -> str | int | float:
    day = value.date() if isinstance(value, datetime) else value
    if kind in ("text", "id") or day < _FIRST_SAFE:
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()
    serial = (day - _EPOCH).days
    if isinstance(value, datetime):
        return serial + round((value.hour * 3600 + value.minute * 60 + value.second) / 86400, 8)
    return serial


def _number(value: int | float | Decimal, kind: str) -> str | int | float | Decimal:
    if kind in ("text", "id") or not math.isfinite(value):
        return str(value)
    number = Decimal(str(value)) / 100 if kind in ("percent", "money") else value
    if number >= _MAX_EXACT or number <= -_MAX_EXACT:  # spreadsheets keep 15 digits of a number
        return str(number)
    return number


def _read_day(value: date, kind: str) -> str:
    """A cell shown as a day: a day, unless the column is one of figures (there its serial number is what it holds)."""
    if kind in ("int", "percent", "money"):
        held = _day(value, "date")
        return held if isinstance(held, str) else _read_number(held, kind)
    if not isinstance(value, datetime):
        return value.isoformat()
    near = value + timedelta(seconds=30)  # a fraction of a day is kept with 15 digits, not to the second
    return f"{near:%Y-%m-%d}" if (near.hour, near.minute) == (0, 0) else f"{near:%Y-%m-%d %H:%M}"


def _read_number(value: int | float | Decimal, kind: str) -> str:
    if not math.isfinite(value):
        return str(value)
    if kind == "date" and (_FIRST_SAFE - _EPOCH).days <= value <= _LAST_SERIAL - 1:
        days = int(value)
        seconds = round(float(value - days) * 86400)
        return _read_day(datetime(1899, 12, 30) + timedelta(days=days, seconds=seconds), kind)  # noqa: DTZ001
    # 15 digits: what a spreadsheet keeps, without the noise of its sums
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{float(value):.15g}")
    if kind == "percent":
        return f"{_plain_digits(exact * 100)}%"
    return _plain_digits(exact)


def _plain_digits(number: Decimal) -> str:
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
