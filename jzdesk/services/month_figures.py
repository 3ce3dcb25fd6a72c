"""The figures of a month: the four forms, the rates, how the meetings stand, reviews and letters in numbers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import Duty, DutyKind, Rate, state_of
from jzdesk.domain.handling import form_counts, percentages
from jzdesk.services.month_letters import LetterCounts, MonthLetters
from jzdesk.services.month_reviews import MonthReviews, ReviewCounts
from jzdesk.services.overview import month_rates
from jzdesk.services.past import look_back
from jzdesk.services.reporting import load
from jzdesk.storage import bulk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from jzdesk.domain.months import Month
    from jzdesk.services.desk import Desk
    from jzdesk.services.past import Past


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """The figures of a month for the screen: four forms of the month and of the year so far, and the rates."""

    key: str
    forms: tuple[int, int, int, int]
    forms_year: tuple[int, int, int, int]
    shares: tuple[Decimal, ...]
    shares_year: tuple[Decimal, ...]
    rates: tuple[Rate, ...]
    decisions: int
    announced: Mapping[str, int]
    reviews: ReviewCounts = field(default_factory=ReviewCounts)
    letters: LetterCounts = field(default_factory=LetterCounts)


@dataclass(frozen=True, slots=True)
class Span:
    """The days a month covers, the day the year's figures begin on, and the day the month is counted on."""

    first: date
    last: date
    year: date
    on: date


def days_of(desk: Desk, key: str) -> Span:
    """The days of a month for its report. Call it inside a read."""
    reporting = load()
    first, last = reporting.span(key)
    return Span(first, last, reporting.year_begins(key), min(last, desk.today))


def figures(desk: Desk, key: str) -> MonthFigures:
    """The figures of a month as they stand now, or stood on its last day."""
    desk.need(Permission.READ)
    with desk.vault.read():
        span = days_of(desk, key)
        return count(desk, key, span, look_back(desk, span.on), tolerance_of(desk, span))


def tolerance_of(desk: Desk, span: Span) -> tuple[MonthReviews, MonthLetters]:
    """The month's reviews and letters as they stood. Call it inside a read."""
    reviews = MonthReviews(desk, span.first, span.last, span.on, year=span.year)
    return reviews, MonthLetters(desk, span.first, span.last, span.on)


def count(
    desk: Desk, key: str, span: Span, past: Past, tolerance: tuple[MonthReviews, MonthLetters]
) -> MonthFigures:
    """The figures from what was read already. Call it inside a read."""
    month = form_counts(_forms(past, span.first, span.on))
    year = form_counts(_forms(past, span.year, span.on))
    states = Counter(state_of(d, span.on).value for d in _announce_duties(past, span.first, span.last))
    reviews, letters = tolerance
    return MonthFigures(
        key=key, forms=month, forms_year=year, shares=percentages(month), shares_year=percentages(year),
        rates=month_rates(desk, key, on=span.on, past=past), decisions=sum(month), announced=dict(states),
        reviews=reviews.counts(), letters=letters.counts(),
    )  # fmt: skip


def forms_of(past: Past, first: date, last: date) -> tuple[int, int, int, int]:
    """The four forms of a span. Call it inside a read."""
    return form_counts(_forms(past, first, last))


def _forms(past: Past, first: date, last: date) -> Iterator[int]:
    """The form of handling of every living case first decided in a span: one person-time each."""
    yield from (form for person_id, form in bulk.decided_forms(first, last) if person_id not in past.people)
    for _, line, _ in past.cases():
        if line.form and line.first_decided_on and first <= line.first_decided_on <= last:
            yield line.form


def _announce_duties(past: Past, first: date, last: date) -> Iterator[Duty]:
    """The duty to announce of every decision made in a span."""
    for duty in bulk.duties_counted_from(DutyKind.ANNOUNCE.value, first, last):
        if duty.person_id not in past.people:
            yield duty
    for then in past.people.values():
        yield from (
            d for d in then.duties if d.kind == DutyKind.ANNOUNCE.value and first <= d.counted_from <= last
        )


def as_json(found: MonthFigures) -> str:
    """The figures as they are kept with a month."""
    return json.dumps(asdict(found), ensure_ascii=False, default=str)


def reported_figures(month: Month) -> MonthFigures | None:
    """The figures as they were last exported; what a frozen month shows, whatever was changed since."""
    if not month.figures:
        return None
    kept = json.loads(month.figures)
    return MonthFigures(
        key=kept["key"], forms=tuple(kept["forms"]), forms_year=tuple(kept["forms_year"]),
        shares=tuple(map(Decimal, kept["shares"])), shares_year=tuple(map(Decimal, kept["shares_year"])),
        rates=tuple(Rate(**rate) for rate in kept["rates"]), decisions=kept["decisions"],
        announced=kept["announced"], reviews=ReviewCounts(**kept.get("reviews", {})),
        letters=LetterCounts(**kept.get("letters", {})),
    )  # fmt: skip
