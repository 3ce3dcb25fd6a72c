"""What a month's report says, read in one go: its ledgers, figures and equations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jzdesk.services.ledger_rows import RowMaker
from jzdesk.services.month_checks import tolerance_equations
from jzdesk.services.month_dispositions import Month, dispositions
from jzdesk.services.month_equations import equations
from jzdesk.services.month_figures import MonthFigures, Span, count, days_of, tolerance_of
from jzdesk.services.month_ledgers import Ledgers
from jzdesk.services.past import look_back
from jzdesk.storage import bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from jzdesk.exports.month_book import Check
    from jzdesk.services.desk import Desk
    from jzdesk.services.ledger_rows import Row

LEDGERS = (
    "decisions",
    "announcements",
    "tolerance",
    "tolerance_people",
    "enquiries",
    "visits",
    "assessments",
)
"""The ledgers there are, whether or not a county's template shows them; methods of `month_ledgers.Ledgers`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Everything counted and listed for a month in one reading of the vault."""

    span: Span
    ledgers: Mapping[str, Sequence[Row]]
    figures: MonthFigures
    checks: tuple[Check, ...]
    shifts: tuple[tuple[str, int, int], ...]


def template_folder(desk: Desk) -> Path:
    """The county's own monthly template where it has one, else the shipped one."""
    own = desk.paths.data / "forms" / "monthly"
    return own if (own / "month.xlsx").exists() else desk.paths.forms() / "monthly"


def recount(desk: Desk, key: str) -> tuple[Mapping[str, Sequence[Row]], MonthFigures]:
    """The ledgers and figures of a month as they stand now, without its equations. Call it inside a read."""
    span = days_of(desk, key)
    past = look_back(desk, span.on)
    reviews, letters = tolerance_of(desk, span)
    ledgers = _collected(Ledgers(_maker(desk, span), span.first, span.last, past, reviews, letters), None)
    return ledgers, count(desk, key, span, past, (reviews, letters))


def collect_month(desk: Desk, key: str, progress: Callable[[int, int], None] | None = None) -> Collected:
    """Read the whole month as it stands now (or stood on its last day). Call it inside a read."""
    span = days_of(desk, key)
    past = look_back(desk, span.on)
    reviews, letters = tolerance_of(desk, span)
    ledgers = _collected(Ledgers(_maker(desk, span), span.first, span.last, past, reviews, letters), progress)
    found = count(desk, key, span, past, (reviews, letters))
    days = (span.first, span.last)
    checks = (
        *equations(ledgers, found, past, span=days),
        *dispositions(Month(ledgers, found, past, span)),
        *tolerance_equations(ledgers, found, days, span.on),
    )
    return Collected(span=span, ledgers=ledgers, figures=found, checks=checks, shifts=reviews.shifts())


def _maker(desk: Desk, span: Span) -> RowMaker:
    return RowMaker(desk.rulebook, desk.calendar, bulk.units_by_id(), span.on, span.first)


def _collected(collect: Ledgers, progress: Callable[[int, int], None] | None) -> dict[str, list[Row]]:
    ledgers: dict[str, list[Row]] = {}
    for done, name in enumerate(LEDGERS, 1):
        if progress:
            collect.tick = partial(progress, done - 1, len(LEDGERS) + 1)
        ledgers[name] = getattr(collect, name)()
        if progress:
            progress(done, len(LEDGERS) + 1)
    return ledgers
