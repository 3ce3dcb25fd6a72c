"""指标: what a county and each of its units is measured by for a span of time (domain.md §4.6).

A rate counts the duties whose limit ended in the span, as they stood on one day. Its denominator is always said: due,
done, overdue, and those left out, by reason. What was overdue before the span began is no part of its rates and is
told beside them, so that a clean quarter does not hide an old debt.
"""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, TypeVar

from jzdesk.domain.duties import DutyKind, Rate

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

Day = TypeVar("Day", date, str)
Key = TypeVar("Key", bound="Hashable")


# -- spans ------------------------------------------------------------------------------------------------------------


class SpanKind(StrEnum):
    """How long a span is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


SPAN_NAMES: dict[SpanKind, str] = {
    SpanKind.MONTH: "月",
    SpanKind.QUARTER: "季度",
    SpanKind.HALF: "半年",
    SpanKind.YEAR: "年",
}
_MONTHS: dict[SpanKind, int] = {
    SpanKind.MONTH: 1,
    SpanKind.QUARTER: 3,
    SpanKind.HALF: 6,
    SpanKind.YEAR: 12,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A month, quarter, half-year or year; `number` counts from 1 within the year."""

    kind: SpanKind
    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.number * _MONTHS[self.kind]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def title(self) -> str:
        """'2026年10月', '2026年第四季度', '2026年下半年', '2026年'."""
        words = {
            SpanKind.MONTH: f"{self.number}月",
            SpanKind.QUARTER: f"第{'一二三四'[(self.number - 1) % 4]}季度",
            SpanKind.HALF: "上半年" if self.number == 1 else "下半年",
            SpanKind.YEAR: "",
        }
        return f"{self.year}年{words[self.kind]}"

    def before(self) -> Span:
        """The span of the same length before this one."""
        if self.number > 1:
            return Span(self.kind, self.year, self.number - 1)
        return Span(self.kind, self.year - 1, 12 // _MONTHS[self.kind])


class Reach(Protocol):
    """Any days that can be measured: a span, or the months of a statistic."""

    @property
    def first(self) -> date: ...

    @property
    def last(self) -> date: ...

    @property
    def title(self) -> str: ...


def span_of(kind: SpanKind, day: date) -> Span:
    """The span of a kind that holds a day."""
    return Span(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


# -- indicators -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Indicator:
    """One rate: the duties of `kind` it counts, in units of `counted` (件, 人, 次). `formula` says what is divided by
    what, `left_out` who does not count. Where `timely`, only what was done within its limit is met. Where `by_person`, a
    person is met when all of his are."""

    code: str
    name: str
    kind: DutyKind
    counted: str
    formula: str
    left_out: str
    timely: bool = False
    by_person: bool = False

    @property
    def meaning(self) -> str:
        """Formula and exclusions in one."""
        return f"{self.formula}。{self.left_out}"


_NOT_DUE = "开除公职、在押、死亡等不列入。"
INDICATORS: tuple[Indicator, ...] = (
    Indicator("announce", "宣布及时率", DutyKind.ANNOUNCE, "件", "在期限内公开宣布的决定 ÷ 宣布期限在本期届满的决定",
              "涉及国家秘密、商业秘密、个人隐私获准豁免的不列入。", timely=True),
    Indicator("deliver", "送达及时率", DutyKind.DELIVER, "件", "在期限内送达的决定 ÷ 送达期限在本期届满的决定",
              "登记为不适用的不列入。", timely=True),
    Indicator("open_dossier", "建档率", DutyKind.OPEN_DOSSIER, "人", "已建档的人员 ÷ 建档期限在本期届满的人员",
              f"没有建档的人员计入应办。{_NOT_DUE}"),
    Indicator("mentor", "帮带人落实率", DutyKind.NAME_MENTOR, "人", "已指定帮带人的人员 ÷ 指定期限在本期届满的人员", _NOT_DUE),
    Indicator("team", "小组组建率", DutyKind.FORM_TEAM, "人", "已成立回访小组的人员 ÷ 成立期限在本期届满的人员", _NOT_DUE),
    Indicator("visited", "回访率（人）", DutyKind.VISIT, "人", "应回访人员中按规定次数访到的人 ÷ 应回访的人",
              "应回访的人指本期有回访到期的人员，少访一次不算访到。影响期与本期重合而开除公职、在押、死亡等的，"
              "以及本期应访的各次都登记了未访原因的，不列入。", by_person=True),
    Indicator("visits", "回访率（次）", DutyKind.VISIT, "次", "已访次数 ÷ 应访次数",
              "应访次数指本期到期的计划回访；登记了未访原因的不列入。"),
    Indicator("assess", "期满考核率", DutyKind.ASSESS, "人", "已考核的人员 ÷ 期满考核期限在本期届满的人员", _NOT_DUE),
    Indicator("report", "执行报告率", DutyKind.REPORT_EXECUTION, "件", "已报告执行情况的决定 ÷ 报告期限在本期届满的决定",
              "登记为不适用的不列入。"),
)  # fmt: skip
BY_CODE: Mapping[str, Indicator] = {indicator.code: indicator for indicator in INDICATORS}


class Mark(StrEnum):
    """What one duty, or one person, is for a rate."""

    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE = "overdue"
    LAST_DAY = "last_day"
    EXCUSED = "excused"
    EARLIER = "earlier"


def mark_of(due_on: Day, done_on: Day | None, excuse: str, on: Day) -> Mark | None:
    """What a duty is on a day; None while its limit has not come and it is not done. `state_of`, for a rate: days may
    be dates or ISO texts. What was done after the day was still open on it."""
    if done_on and done_on <= on:
        return Mark.ON_TIME if done_on <= due_on else Mark.LATE
    if due_on > on:
        return None
    if excuse and not done_on:
        return Mark.EXCUSED
    return Mark.OVERDUE if due_on < on else Mark.LAST_DAY


def person_mark(marks: Iterable[Mark]) -> Mark:
    """What a person is whose duties have these marks: the worst of them; excused only when all of them are."""
    found = set(marks)
    order = (Mark.OVERDUE, Mark.LAST_DAY, Mark.LATE, Mark.ON_TIME)
    return next((mark for mark in order if mark in found), Mark.EXCUSED)


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator in one place: how many have each mark, and the excused by reason. `earlier` counts what was
    overdue before the span began and is open still; it is no part of the rate."""

    indicator: Indicator
    marks: Mapping[Mark, int]
    reasons: Mapping[str, int]

    def of(self, mark: Mark) -> int:
        """How many have a mark."""
        return self.marks.get(mark, 0)

    @property
    def done(self) -> int:
        """Done at all, in time or late."""
        return self.of(Mark.ON_TIME) + self.of(Mark.LATE)

    @property
    def met(self) -> int:
        """The numerator."""
        return self.of(Mark.ON_TIME) if self.indicator.timely else self.done

    @property
    def open(self) -> int:
        """Due and not done: overdue, or on the last day."""
        return self.of(Mark.OVERDUE) + self.of(Mark.LAST_DAY)

    @property
    def due(self) -> int:
        """The denominator."""
        return self.done + self.open

    @property
    def excused(self) -> int:
        """Left out for a stated reason."""
        return self.of(Mark.EXCUSED)

    @property
    def rate(self) -> Rate:
        """The rate; it never rounds up to 100, and is nothing where nothing was due."""
        return Rate(self.indicator.name, self.met, self.due, self.excused)

    @property
    def if_done(self) -> Rate:
        """The rate if everything due were done now. What is late stays late: only what is on its last day still
        counts for a rate of what was timely."""
        more = self.of(Mark.LAST_DAY) if self.indicator.timely else self.open
        return Rate(self.indicator.name, self.met + more, self.due, self.excused)

    @property
    def share(self) -> Fraction | None:
        """The rate unrounded, for ranking; None where nothing was due."""
        return Fraction(self.met, self.due) if self.due else None


class Tally:
    """Collects the figures of one place."""

    __slots__ = ("_marks", "_reasons")

    def __init__(self) -> None:
        self._marks: Counter[tuple[str, Mark]] = Counter()
        self._reasons: dict[str, Counter[str]] = {}

    def add(self, code: str, mark: Mark, reason: str = "", *, times: int = 1) -> None:
        """Count one more; `reason` for an excused one."""
        self._marks[code, mark] += times
        if mark is Mark.EXCUSED:
            self._reasons.setdefault(code, Counter())[reason] += times

    def take(self, other: Tally) -> None:
        """Count everything another place counted."""
        self._marks.update(other._marks)
        for code, reasons in other._reasons.items():
            self._reasons.setdefault(code, Counter()).update(reasons)

    def figures(self) -> dict[str, Figure]:
        """The figures by indicator, all indicators in their order."""
        return {
            indicator.code: Figure(
                indicator,
                {mark: n for mark in Mark if (n := self._marks[indicator.code, mark])},
                dict(sorted(self._reasons.get(indicator.code, Counter()).items())),
            )
            for indicator in INDICATORS
        }  # fmt: skip


def places(shares: Mapping[Key, Fraction | None]) -> dict[Key, int | None]:
    """The place of each in a ranking, the best first. Equals share a place and the next ones are skipped (1, 1, 3);
    where nothing was due there is no place."""
    known: Sequence[Fraction] = sorted((s for s in shares.values() if s is not None), reverse=True)
    first = {share: known.index(share) + 1 for share in set(known)}
    return {key: None if share is None else first[share] for key, share in shares.items()}
