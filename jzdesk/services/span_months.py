"""The months of a span read for one book: closed ones as they were sent with what was reported of them since, the others as
they stand; and their ledgers joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.corrections import FIGURES
from jzdesk.domain.duties import Rate
from jzdesk.domain.errors import Refused
from jzdesk.domain.handling import percentages
from jzdesk.domain.month_rows import ID, KEY, SUBJECT, KeptRow
from jzdesk.domain.span_keys import months_in
from jzdesk.services.corrections import column_kinds
from jzdesk.services.month_figures import MonthFigures, days_of, reported_figures
from jzdesk.services.month_making import LEDGERS, recount
from jzdesk.storage import months as rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jzdesk.domain.indicators import Span
    from jzdesk.domain.months import Correction, Month
    from jzdesk.services.desk import Desk
    from jzdesk.services.ledger_rows import Row

    Progress = Callable[[int, int], None]

MONTHS = "months"
"""The column a book of several months has more than one of a month: in which months a line was listed."""
_COUNTED = re.compile(r"(\d+)/(\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRead:
    """One month as it goes into a book of several: `sent` where it is closed, `corrected` how many values read otherwise
    since."""

    key: str
    days: tuple[date, date]
    sent: bool
    figures: MonthFigures
    ledgers: Mapping[str, Sequence[Row]]
    corrected: int = 0


def read_months(desk: Desk, span: Span, progress: Progress | None = None) -> tuple[MonthRead, ...]:
    """The months of a span that have begun, the earliest first. Call it inside a read."""
    keys = [key for key in months_in(span) if days_of(desk, key).first <= desk.today]
    if not keys:
        raise Refused(f"{span.title}还没有开始。")
    kinds = column_kinds(desk)
    found = []
    for done, key in enumerate(keys, 1):
        found.append(_read(desk, key, kinds))
        if progress:
            progress(done, len(keys) + 1)
    return tuple(found)


def _read(desk: Desk, key: str, kinds: Mapping[str, Mapping[str, str]]) -> MonthRead:
    month = rows.month(key)
    days = days_of(desk, key).first, days_of(desk, key).last
    sent = reported_figures(month) if month and month.state == "frozen" else None
    if month is None or sent is None:
        ledgers, figures = recount(desk, key)
        return MonthRead(key=key, days=days, sent=False, figures=figures, ledgers=ledgers)
    changes = rows.corrections(of_month=key)
    return MonthRead(
        key=key, days=days, sent=True, figures=corrected_figures(sent, changes), corrected=len(changes),
        ledgers={code: _kept(month, code, changes, kinds.get(code, {})) for code in LEDGERS},
    )  # fmt: skip


def _kept(month: Month, code: str, changes: Iterable[Correction], kinds: Mapping[str, str]) -> list[Row]:
    lines = corrected(
        rows.ledger_rows(month.id or 0, code), [item for item in changes if item.ledger == code]
    )
    return [_typed(line, kinds) for line in lines]


def corrected(sent: Iterable[KeptRow], changes: Sequence[Correction]) -> list[KeptRow]:
    """Lines as sent with what was reported of them since: values changed, lines that went. (A line that came is told by the
    month that reported it; it has no values here.)"""
    gone = {item.key for item in changes if not item.column and not item.after}
    values = {(item.key, item.column): item.after for item in changes if item.column}
    made = []
    for line in sent:
        if line.key in gone:
            continue
        mine = {column: after for (key, column), after in values.items() if key == line.key}
        cells = {column: text for column, text in {**line.cells, **mine}.items() if text}
        made.append(replace(line, cells=cells) if mine else line)
    return made


def corrected_figures(sent: MonthFigures, changes: Iterable[Correction]) -> MonthFigures:
    """Figures as sent with what was reported of them since."""
    after = {item.key: item.after for item in changes if item.ledger == FIGURES}
    names = [f"第{word}种形态人次" for word in "一二三四"]
    one, two, three, four = (int(after.get(name) or n) for name, n in zip(names, sent.forms, strict=True))
    rates = []
    for rate in sent.rates:
        said = _COUNTED.search(after.get(rate.name, ""))
        rates.append(Rate(rate.name, int(said[1]), int(said[2]), rate.excused) if said else rate)
    forms = (one, two, three, four)
    return replace(sent, forms=forms, shares=percentages(forms), rates=tuple(rates))


def _typed(line: KeptRow, kinds: Mapping[str, str]) -> Row:
    """A line kept as text with the values a workbook takes."""
    made: Row = {KEY: line.key, SUBJECT: line.subject, ID: line.id}
    for column, text in line.cells.items():
        made[column] = _value(text, kinds.get(column, "text"))
    return made


def _value(text: str, kind: str) -> object:
    if kind == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text  # a provisional date says so in words
    return int(text) if kind == "int" and re.fullmatch(r"-?\d{1,15}", text) else text


def joined(found: Sequence[MonthRead], code: str) -> list[Row]:
    """The lines of a ledger over the months: each record once, as the last month had it, with the months it was listed in.

    A decision that was changed on review has no form in the later month, as it was counted in the month of the original; in
    a span with both it keeps the form it was counted with.
    """
    lines: dict[object, Row] = {}
    listed: dict[object, list[str]] = {}
    counted: dict[object, object] = {}
    for month in found:
        for number, line in enumerate(month.ledgers.get(code, ())):
            key: object = line.get(KEY) or (month.key, number)
            lines[key] = line
            listed.setdefault(key, []).append(str(int(month.key[5:7])))
            if code == "decisions" and counts_form(line, found[0].days[0], month.days[1]):
                counted[key] = line["form"]
    return [
        {**line, "seq": number, MONTHS: f"{'、'.join(listed[key])}月"}
        | ({"form": counted[key]} if key in counted and not line.get("form") else {})
        for number, (key, line) in enumerate(lines.items(), 1)
    ]


def counts_form(line: Row, first: date, last: date) -> bool:
    """Whether a line of 处分决定执行台账 is one person-time of these days: it has a form and was decided in them."""
    day = line.get("decided_on")
    return bool(line.get("form")) and isinstance(day, date) and first <= day <= last
