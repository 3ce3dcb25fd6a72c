"""How a span of reporting is written: '2026-10', '2026-Q3', '2026-H1', '2026'."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError
from jzdesk.domain.indicators import Span, SpanKind
from jzdesk.domain.months import key_of

if TYPE_CHECKING:
    from datetime import date

_KEY = re.compile(r"((?:19|20)\d\d)(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")


def span_of_key(key: str) -> Span:
    """The span a key names; RuleError for anything else."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise RuleError(
            "month", f"期间“{key}”应写成 2026-10（月）、2026-Q3（季度）、2026-H1（半年）或 2026（年）。"
        )
    year, month, quarter, half = found.groups()
    for kind, number in ((SpanKind.MONTH, month), (SpanKind.QUARTER, quarter), (SpanKind.HALF, half)):
        if number:
            return Span(kind, int(year), int(number))
    return Span(SpanKind.YEAR, int(year), 1)


def key_of_span(span: Span) -> str:
    """The key of a span."""
    marks = {
        SpanKind.MONTH: f"-{span.number:02d}",
        SpanKind.QUARTER: f"-Q{span.number}",
        SpanKind.HALF: f"-H{span.number}",
        SpanKind.YEAR: "",
    }
    return f"{span.year}{marks[span.kind]}"


def is_month(key: str) -> bool:
    """Whether a key names a single month."""
    return span_of_key(key).kind is SpanKind.MONTH


def months_in(span: Span) -> tuple[str, ...]:
    """The keys of the months of a span, the earliest first."""
    first, last = span.first.month, span.last.month
    return tuple(f"{span.year}-{month:02d}" for month in range(first, last + 1))


def months_until(day: date) -> tuple[str, ...]:
    """The months of a day's year up to its own."""
    return tuple(f"{day.year}-{month:02d}" for month in range(1, int(key_of(day)[5:]) + 1))
