"""Dates in every way clerks write them, and what is wrong with those that are none."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.problems import quote
from jzdesk.domain.sheet_cells import Odd, shown
from jzdesk.domain.written_words import NOTHING, Doubted, Fault

if TYPE_CHECKING:
    from jzdesk.domain.sheet_cells import Cell

_LIKE = "，应写成 2024-03-05 这样的日期"
_SEP = r"[-./年,、_~\s]"
_FULL = re.compile(
    rf"(?P<y>\d{{4}}|\d{{2}})\s*{_SEP}\s*(?P<m>\d{{1,2}})\s*[-./月,、_\s]\s*(?P<d>\d{{1,2}})\s*[日号]?"
)
_MONTH = re.compile(rf"(?P<y>\d{{4}}|\d{{2}}(?=年))\s*{_SEP}\s*(?P<m>\d{{1,2}})\s*月?\s*(?:份|生|出生)?")
_US = re.compile(r"(?P<a>\d{1,2})[/.\-](?P<b>\d{1,2})[/.\-](?P<y>\d{4})")
_EITHER = re.compile(r"\d\d([-/])\d{1,2}\1\d\d")
_NAMED = re.compile(r"(?P<d>\d{1,2})[-\s](?P<m>[A-Za-z]{3,9})[-\s,]+(?P<y>\d{4}|\d{2})")
_TIGHT = re.compile(r"\d{8}")
_SIX = re.compile(r"\d{6}")
_FIVE = re.compile(r"\d{5}")
_NO_YEAR = re.compile(r"\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?")
_ONLY_YEAR = re.compile(r"(?:19|20)\d\d年?")
_CLOCK = re.compile(
    r"[T\s]*(?:上午|下午|早上|晚上)?\s*\d{1,2}(?::\d{1,2}|[时点](?:\d{1,2})?)分?(?::?\d{1,2}秒?)?(?:\.\d+)?Z?$"
)
_TAIL = re.compile(r"(?:\(?星期[一二三四五六日天]\)?|周[一二三四五六日天]|起|止|出生|生)$")
_HAN = {
    **{char: number for number, char in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "○": 0,
    "O": 0,
    "元": 1,
    "两": 2,
}
_HAN_DATE = re.compile(
    r"[零〇○O一二三四五六七八九十廿卅元]+年(?:[一二三四五六七八九十元]+月(?:[一二三四五六七八九十廿卅]+[日号]?)?)?"
)
_MONTHS = {
    name: at
    for at, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_EPOCH = date(1899, 12, 30)
_SHIFT_1904 = 1462


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads dates between two days. Two-digit years are those of the hundred years that end with the `latest`; serial numbers
    count from 1904 in workbooks made so."""

    earliest: date
    latest: date
    date1904: bool = False

    def day(self, cell: Cell) -> date | Fault | Doubted | None:
        """The day a cell names; None where it says there is none."""
        found = self._read(cell)
        if isinstance(found, str):
            said = quote(str(cell if not isinstance(cell, Odd) else cell.text))
            return Fault("date.month_only", f"“{said}”只写到月{_LIKE}。")
        return found

    def day_or_month(self, cell: Cell) -> str | Fault | Doubted | None:
        """'2024-03-05', or '2024-03' where no more is written."""
        found = self._read(cell)
        if isinstance(found, Doubted) and isinstance(found.value, date):
            return Doubted(found.value.isoformat(), found.fault)
        return found.isoformat() if isinstance(found, date) else found

    def month(self, cell: Cell) -> str | Fault | Doubted | None:
        """'2024-03'."""
        found = self.day_or_month(cell)
        if isinstance(found, Doubted):
            return Doubted(str(found.value)[:7], found.fault)
        return found[:7] if isinstance(found, str) else found

    # ---- kinds of cells

    def _read(self, cell: Cell) -> date | str | Fault | Doubted | None:
        if isinstance(cell, date):
            return self._within(cell.date() if isinstance(cell, datetime) else cell, f"{cell:%Y-%m-%d}")
        if isinstance(cell, str):
            return self._text(cell)
        if isinstance(cell, Odd) and cell.kind == "month":
            return cell.text
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return Fault("date.format", f"“{quote(shown(cell))}”不是日期{_LIKE}。")
        return self._float(cell) if isinstance(cell, float) else self._number(str(cell), stored=True)

    def _float(self, number: float) -> date | str | Fault | Doubted:
        text = f"{number:.15g}"
        if re.fullmatch(r"(19|20)\d\d\.1", text):
            return Fault("date.ambiguous", f"“{text}”存为数字，分不清是1月还是10月{_LIKE}。")
        if re.fullmatch(r"(19|20)\d\d\.\d{1,2}", text):
            return self._year_month(int(text[:4]), int(text[5:]), text)
        if number.is_integer() or 10_000 < number < 80_000:
            return self._number(str(int(number)), stored=True)
        return Fault("date.format", f"“{text}”不是日期{_LIKE}。")

    def _number(self, digits: str, *, stored: bool) -> date | str | Fault | Doubted:
        """Digits without marks: 20240305, 202403, 240305, or the serial number of a day."""
        if _TIGHT.fullmatch(digits):
            return self._built(int(digits[:4]), int(digits[4:6]), int(digits[6:]), digits)
        if _SIX.fullmatch(digits):
            return self._six(digits)
        if _FIVE.fullmatch(digits):
            return self._serial(int(digits))
        if _ONLY_YEAR.fullmatch(digits):
            return Fault("date.year_only", f"“{digits}”只写了年份{_LIKE}。")
        return Fault("date.format", f"“{quote(digits)}”不是日期{_LIKE}。")

    def _serial(self, number: int) -> date | Fault | Doubted:
        day = _EPOCH + timedelta(days=number + (_SHIFT_1904 if self.date1904 else 0))
        within = self._within(day, str(number))
        if isinstance(within, Fault):
            return Fault("date.format", f"“{number}”不是日期{_LIKE}。")
        said = f"“{number}”是表格内部的日期序号，按{day:%Y-%m-%d}读入，请核对。"
        return Doubted(day, Fault("date.serial", said, grave=False))

    def _six(self, digits: str) -> date | str | Fault:
        """202403 or 240305; which of them, only where one alone can be meant."""
        year, month = int(digits[:4]), int(digits[4:])
        as_month = 1 <= month <= 12 and self.earliest.year <= year <= self.latest.year
        as_day = self._possible(self._century(int(digits[:2])), int(digits[2:4]), int(digits[4:]))
        if as_month and as_day:
            return Fault(
                "date.ambiguous", f"“{digits}”可以是{year}年{month}月，也可以是{as_day:%Y-%m-%d}{_LIKE}。"
            )
        if as_month:
            return f"{year}-{month:02d}"
        return as_day or Fault("date.format", f"“{digits}”不是日期{_LIKE}。")

    # ---- text

    def _text(self, written: str) -> date | str | Fault | Doubted | None:
        text = unicodedata.normalize("NFKC", written).strip(" \t\r\n。.,;'\"`\u200b\ufeff")
        text = (
            re.sub(r"[−–—－﹣]", "-", text)
            .replace("·", ".")
            .replace("．", ".")
            .replace("。", ".")
            .replace("\\", "/")
        )
        if text in NOTHING or set(text) <= set("-/ "):
            return None
        words = _TAIL.sub("", _CLOCK.sub("", text).strip()).strip()
        if words.isdigit() and words.isascii():
            return self._number(words, stored=False)
        if found := _FULL.fullmatch(words):
            return self._whole(found, words)
        if found := _MONTH.fullmatch(words):
            return self._year_month(self._year(found["y"]), int(found["m"]), words)
        return self._rarer(words, written)

    def _whole(self, found: re.Match[str], words: str) -> date | Fault | Doubted:
        """A day in our order. 05-03-25 is how a spreadsheet of another language shows the third of May 2025 too."""
        day = self._built(self._year(found["y"]), int(found["m"]), int(found["d"]), words)
        if isinstance(day, date) and _EITHER.fullmatch(words):
            other = self._possible(self._century(int(found["d"])), int(found["y"]), int(found["m"]))
            if other and other != day and not isinstance(self._within(other, words), Fault):
                said = f"“{words}”按{day:%Y-%m-%d}读入，也可能是{other:%Y-%m-%d}，请核对。"
                return Doubted(day, Fault("date.two_digit_year", said, grave=False))
        return day

    def _rarer(self, words: str, written: str) -> date | str | Fault | Doubted:
        if _HAN_DATE.fullmatch(words.replace(" ", "")):
            return self._chinese(words.replace(" ", ""), written)
        if found := _US.fullmatch(words):
            return self._american(int(found["a"]), int(found["b"]), int(found["y"]), words)
        if (found := _NAMED.fullmatch(words)) and (month := _MONTHS.get(found["m"][:3].lower())):
            return self._built(self._year(found["y"]), month, int(found["d"]), words)
        return self._no_date(words, quote(written))

    @staticmethod
    def _no_date(words: str, said: str) -> Fault:
        if _ONLY_YEAR.fullmatch(words):
            return Fault("date.year_only", f"“{said}”只写了年份{_LIKE}。")
        if len(_FULL.findall(words)) > 1:
            return Fault("date.several", f"“{said}”写了几个日期，一格只能写一个{_LIKE}。")
        if _NO_YEAR.fullmatch(words):
            return Fault("date.no_year", f"“{said}”没有写年份{_LIKE}。")
        return Fault("date.format", f"“{said}”不是日期{_LIKE}。")

    def _chinese(self, words: str, written: str) -> date | str | Fault:
        year, _, rest = words.partition("年")
        month, _, day = rest.partition("月")
        numbers = _digits(year), _tens(month), _tens(day.rstrip("日号"))
        if not rest:
            return Fault("date.year_only", f"“{quote(written)}”只写了年份{_LIKE}。")
        if numbers[0] is None or numbers[1] is None or (day and numbers[2] is None):
            return Fault("date.format", f"“{quote(written)}”不是日期{_LIKE}。")
        whole = self._century(numbers[0]) if numbers[0] < 100 else numbers[0]
        if not day:
            return self._year_month(whole, numbers[1], written)
        return self._built(whole, numbers[1], numbers[2] or 0, written)

    def _american(self, first: int, second: int, year: int, words: str) -> date | Fault:
        """3/25/2024, as spreadsheets of another language write it; which is the month must be certain."""
        if first <= 12 and second <= 12 and first != second:
            said = f"“{words}”分不清是{first}月{second}日还是{second}月{first}日"
            return Fault("date.ambiguous", f"{said}{_LIKE}。")
        month, day = (first, second) if first <= 12 else (second, first)
        return self._built(year, month, day, words)

    # ---- what is possible

    def _year(self, digits: str) -> int:
        return int(digits) if len(digits) == 4 else self._century(int(digits))

    def _century(self, two: int) -> int:
        """The year of these last two digits among the hundred that end with the latest."""
        year = self.latest.year - self.latest.year % 100 + two
        return year if year <= self.latest.year else year - 100

    @staticmethod
    def _possible(year: int, month: int, day: int) -> date | None:
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def _year_month(self, year: int, month: int, written: str) -> str | Fault:
        if not 1 <= month <= 12:
            return Fault("date.impossible", f"“{quote(written)}”的月份{month}不存在，请核对。")
        if not self.earliest.year <= year <= self.latest.year:
            return self._outside(written)
        return f"{year}-{month:02d}"

    def _built(self, year: int, month: int, day: int, written: str) -> date | Fault:
        found = self._possible(year, month, day)
        if found is not None:
            return self._within(found, written)
        if not 1 <= month <= 12:
            return Fault("date.impossible", f"“{quote(written)}”的月份{month}不存在，请核对。")
        if not 1 <= year <= 9999:
            return self._outside(written)
        last = monthrange(year, month)[1]
        return Fault("date.impossible", f"“{quote(written)}”不存在，{year}年{month}月只有{last}天，请核对。")

    def _within(self, day: date, written: str) -> date | Fault:
        return day if self.earliest <= day <= self.latest else self._outside(written)

    def _outside(self, written: str) -> Fault:
        span = f"{self.earliest.year}年至{self.latest.year}年"
        return Fault("date.range", f"“{quote(written)}”不在{span}之间，请核对年份。")


def _digits(text: str) -> int | None:
    """二〇二四 → 2024."""
    if not text or any(char not in _HAN for char in text):
        return None
    return int("".join(str(_HAN[char]) for char in text))


def _tens(text: str) -> int | None:
    """三 → 3, 十五 → 15, 廿五 → 25, 三十一 → 31."""
    words = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _HAN.get(words) if len(words) == 1 else None
    if len(tens) > 1 or len(ones) > 1 or any(char not in _HAN for char in tens + ones):
        return None
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)
