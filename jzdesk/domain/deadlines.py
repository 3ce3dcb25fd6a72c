"""Limits of the execution and of review and appeal (domain notes §2.1): length, where from, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain.errors import RuleError
from jzdesk.domain.tables import whole

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.workdays import DueDate, WorkCalendar

UNITS: Mapping[str, str] = MappingProxyType({"wd": "个工作日", "day": "天", "month": "个月"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit: `length` in `unit` ('wd' working days, 'day' calendar days, 'month'), counted from the day that
    `counted_from` describes and which itself does not count. `longest` is the length with approved extension."""

    code: str
    name: str
    length: int
    unit: str
    clause: str
    is_default: bool
    counted_from: str = ""
    longest: int | None = None
    enabled: bool = True
    note: str = ""

    @property
    def length_text(self) -> str:
        """'7 个工作日', '1 个月'."""
        return f"{self.length} {UNITS[self.unit]}"


class DeadlineRules(Mapping[str, Deadline]):
    """`rulebook.deadlines`: by code, in the order of the file."""

    __slots__ = ("_by_code",)

    def __init__(self, deadlines: tuple[Deadline, ...]) -> None:
        self._by_code = MappingProxyType({d.code: d for d in deadlines})

    def __getitem__(self, code: str) -> Deadline:
        try:
            return self._by_code[code]
        except KeyError:
            raise RuleError("deadlines", f"没有代码为 {code} 的期限。") from None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)


def due(deadline: Deadline, start: date, calendar: WorkCalendar) -> DueDate:
    """The last day on time, with the clause."""
    return _counted(deadline, deadline.length, start=start, calendar=calendar)


def latest(deadline: Deadline, start: date, calendar: WorkCalendar) -> DueDate:
    """The last day with every approved extension; the same as `due` where none is allowed."""
    return _counted(deadline, deadline.longest or deadline.length, start=start, calendar=calendar)


def _counted(deadline: Deadline, length: int, *, start: date, calendar: WorkCalendar) -> DueDate:
    if deadline.unit == "wd":
        day = calendar.add_working_days(start, length)
    elif deadline.unit == "month":
        day = calendar.add_months_deadline(start, length)
    else:
        day = calendar.add_days_deadline(start, length)
    return replace(day, clause=deadline.clause)


def read_deadlines(tables: Mapping[str, Mapping[str, Any]]) -> DeadlineRules:
    """From the parsed deadlines.toml."""
    root = whole("deadlines", tables)
    found: list[Deadline] = []
    for entry in root.parts("deadline"):
        length = entry.number("length", low=1, high=1000)
        longest = entry.maybe_number("longest", low=1, high=1000)
        if longest is not None and longest < length:
            raise entry.wrong("longest 小于 length")
        found.append(
            Deadline(
                code=entry.text("code"),
                name=entry.text("name"),
                length=length,
                unit=entry.choice("unit", tuple(UNITS)),
                clause=entry.text("clause"),
                is_default=entry.flag("default", default=False),
                counted_from=entry.text("counted_from"),
                longest=longest,
                enabled=entry.flag("enabled", default=True),
                note=entry.text("note", ""),
            )
        )
    root.unique([d.code for d in found])
    return DeadlineRules(tuple(found))
