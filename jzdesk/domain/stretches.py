"""What statistics are taken over: a month, a quarter, a half-year, a year, or a year's first months (1—9月)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


class StretchKind(StrEnum):
    """How long a stretch is; TO_DATE begins in January and ends with any month from February to November."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    TO_DATE = "to_date"


KIND_NAMES: dict[StretchKind, str] = {
    StretchKind.MONTH: "月",
    StretchKind.QUARTER: "季度",
    StretchKind.HALF: "半年",
    StretchKind.YEAR: "年",
    StretchKind.TO_DATE: "累计",
}
_LENGTHS = {StretchKind.MONTH: 1, StretchKind.QUARTER: 3, StretchKind.HALF: 6, StretchKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole months of one year, both ends included, counted from 1."""

    kind: StretchKind
    year: int
    first_month: int
    last_month: int

    @property
    def months(self) -> tuple[str, ...]:
        """Its months as 'YYYY-MM'."""
        return tuple(f"{self.year}-{number:02d}" for number in range(self.first_month, self.last_month + 1))

    @property
    def months_of_year(self) -> tuple[str, ...]:
        """The months of its year from January to its last one."""
        return tuple(f"{self.year}-{number:02d}" for number in range(1, self.last_month + 1))

    @property
    def title(self) -> str:
        """'2026年10月', '2026年第四季度', '2026年下半年', '2026年', '2026年1—9月'."""
        words = {
            StretchKind.MONTH: f"{self.first_month}月",
            StretchKind.QUARTER: f"第{'一二三四'[(self.last_month - 1) // 3]}季度",
            StretchKind.HALF: "上半年" if self.last_month == 6 else "下半年",
            StretchKind.YEAR: "",
            StretchKind.TO_DATE: f"1—{self.last_month}月",
        }
        return f"{self.year}年{words[self.kind]}"

    def earlier(self, years: int = 1) -> Stretch:
        """The same months of an earlier year."""
        return Stretch(self.kind, self.year - years, self.first_month, self.last_month)


def stretch_of(kind: StretchKind, day: date) -> Stretch:
    """The stretch of a kind that holds a day; of the year's first months the longest that has begun (in January the
    last year's, in December this year's to November: the whole year has a kind of its own)."""
    if kind is StretchKind.TO_DATE:
        return Stretch(kind, day.year - (day.month == 1), 1, 11 if day.month in (1, 12) else day.month)
    length = _LENGTHS[kind]
    first = (day.month - 1) // length * length + 1
    return Stretch(kind, day.year, first, first + length - 1)


def stretches(kind: StretchKind, day: date, *, years: int) -> Iterator[Stretch]:
    """The stretches of a kind from the running one back over so many years."""
    now = stretch_of(kind, day)
    while now.year > day.year - years:
        yield now
        now = _before(now)


def _before(now: Stretch) -> Stretch:
    if now.kind is StretchKind.TO_DATE:
        more = now.last_month > 2
        return Stretch(now.kind, now.year - (not more), 1, now.last_month - 1 if more else 11)
    length = _LENGTHS[now.kind]
    if now.first_month > 1:
        return Stretch(now.kind, now.year, now.first_month - length, now.first_month - 1)
    return Stretch(now.kind, now.year - 1, 13 - length, 12)
