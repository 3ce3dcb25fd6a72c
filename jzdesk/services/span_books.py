"""Quarter, half-year and year: one workbook of the months in it. Closed months tell what was sent of them, with the
corrections reported since; the others are reckoned as they stand. Each record is listed once, as the last month had it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.corrections import FIGURES
from jzdesk.domain.duties import Rate
from jzdesk.domain.errors import Refused
from jzdesk.domain.handling import form_name, percentages
from jzdesk.domain.masking import Level
from jzdesk.domain.month_rows import ID, KEY, SUBJECT, KeptRow
from jzdesk.domain.reporting import span_words
from jzdesk.domain.span_keys import is_month, months_in, span_of_key
from jzdesk.services.corrections import column_kinds
from jzdesk.services.month_books import columns_shown, grades, poll_grades, unit_rows
from jzdesk.services.month_charts import BY_UNIT, SHOWN, figures_of_months, percent_of, units_of
from jzdesk.services.month_figures import MonthFigures, days_of, reported_figures
from jzdesk.services.month_levels import Sending
from jzdesk.services.month_making import LEDGERS, recount, template_folder
from jzdesk.services.month_reviews import MonthReviews
from jzdesk.services.past import look_back
from jzdesk.services.presets import columns_of
from jzdesk.services.span_sheet import months_part
from jzdesk.storage import audit
from jzdesk.storage import months as rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.indicators import Span
    from jzdesk.domain.months import Correction, Month
    from jzdesk.exports.charts import ChartFigures
    from jzdesk.exports.month_book import Check, MonthBook, WrittenBook
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


def export_span(
    desk: Desk,
    key: str,
    out: Path,
    progress: Progress | None = None,
    *,
    preset: str = "",
    level: Level = Level.FULL,
) -> WrittenBook:
    """Write the workbook of a quarter, half-year or year, showing as much as `level` says. Logged as an export; no month's
    register changes."""
    from jzdesk.exports.month_book import write_month_book

    desk.need(Permission.EXPORT)
    book = make_span_book(desk, key, progress, preset=preset)
    with desk.vault.read():
        book = replace(book, parts=(*book.parts, *Sending(desk, key, level).parts()))
    written = write_month_book(book, template_folder(desk), out=out, progress=progress)
    desk.vault.log(desk.actor, "导出月报", noun="month", summary=f"{span_of_key(key).title} {out.name}")
    return written


def make_span_book(desk: Desk, key: str, progress: Progress | None = None, *, preset: str = "") -> MonthBook:
    """The workbook of a span as it stands now. Refused for a single month and for a span that has not begun."""
    desk.need(Permission.READ)
    span = span_of_key(key)
    if is_month(key):
        raise Refused(f"{span.title}是一个月，请导出月报。")
    with desk.vault.read():
        found = read_months(desk, span, progress)
        return _book(desk, key, found, preset)


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
    """The lines of a ledger over the months: each record once, as the last month had it, with the months it was listed in."""
    lines: dict[object, Row] = {}
    listed: dict[object, list[str]] = {}
    for month in found:
        for number, line in enumerate(month.ledgers.get(code, ())):
            key: object = line.get(KEY) or (month.key, number)
            lines[key] = line
            listed.setdefault(key, []).append(str(int(month.key[5:7])))
    return [
        {**line, "seq": number, MONTHS: f"{'、'.join(listed[key])}月"}
        for number, (key, line) in enumerate(lines.items(), 1)
    ]


# -- the book ---------------------------------------------------------------------------------------------------------


def _book(desk: Desk, key: str, found: tuple[MonthRead, ...], preset: str) -> MonthBook:
    from jzdesk.exports.charts import charts_part
    from jzdesk.exports.ledgers import load_ledgers
    from jzdesk.exports.month_book import MonthBook

    span = span_of_key(key)
    first, last = found[0].days[0], found[-1].days[1]
    shown = {
        code: frozenset((*ledger.keys, MONTHS))
        for code, ledger in load_ledgers(template_folder(desk)).items()
    }
    ledgers = {code: joined(found, code) for code in LEDGERS}
    forms = tuple(sum(month.figures.forms[n] for month in found) for n in range(4))
    past = look_back(desk, min(last, desk.today))
    charts = _charts(desk, key, found, first_of_year=months_in(span_of_key(key[:4])))
    return MonthBook(
        unit_name=desk.office.unit_name, unit_code=desk.office.unit_code, month=key, title=span.title, made_on=desk.today,
        first_on=first, last_on=last, made_by=desk.account.display_name, audit_head=str(audit.head(desk.vault.database)),
        ledgers={code: columns_shown(lines, shown[code]) for code, lines in ledgers.items() if code in shown},
        forms_of_handling=tuple(enumerate(forms, 1)),
        forms_of_handling_year=tuple(enumerate((sum(month[n] for month in charts.forms) for n in range(4)), 1)),
        units=unit_rows(desk, ledgers), checks=_checks(found, ledgers, (first, last)), notes=_notes(found, first, last),
        visit_grades=grades(desk, "visit_grade", ledgers["visits"], "grade"),
        assessment_grades=grades(desk, "assessment_grade", ledgers["assessments"], "result"),
        poll_grades=poll_grades(desk, ledgers["assessments"]),
        form_changes=_shifts(desk, ledgers["tolerance_people"], first, last, past.on), columns=columns_of(desk, preset),
        extra_columns=dict.fromkeys(shown, ((MONTHS, "列入月份", 9.0),)),
        parts=(charts_part(charts), months_part([(month.key, month.figures) for month in found], span.title, desk.office.unit_name)),
    )  # fmt: skip


def _shifts(
    desk: Desk, people: Sequence[Row], first: date, last: date, on: date
) -> tuple[tuple[str, int, int], ...]:
    """The changes of form by tolerance: of the span as listed, of the year as recorded."""
    year = MonthReviews(desk, first, last, on, year=date(first.year, 1, 1)).shifts()
    counts = {text: sum(line.get("form_change") == text for line in people) for text, *_ in year}
    return tuple((text, counts[text], max(total, counts[text])) for text, _, total in year)


def _charts(
    desk: Desk, key: str, found: Sequence[MonthRead], *, first_of_year: Sequence[str]
) -> ChartFigures:
    from jzdesk.exports.charts import ChartFigures

    span = span_of_key(key)
    past = look_back(desk, min(found[-1].days[1], desk.today))
    keys = [month for month in first_of_year if month <= found[-1].key]
    own = {month.key: (month.figures.forms, month.figures.rates) for month in found}
    forms, rates = figures_of_months(desk, keys, past, own=own)
    return ChartFigures(
        title=f"{span.title}执纪工作图表", line=f"{desk.office.unit_name}　统计截至 {past.on:%Y-%m-%d}",
        months=[f"{int(month[5:7])}月" for month in keys], forms=forms,
        rates={name: [percent_of(these, name) for these in rates] for name in SHOWN},
        unit_rates=BY_UNIT, units=units_of(desk, [month.key for month in found], past),
    )  # fmt: skip


def _checks(
    found: Sequence[MonthRead], ledgers: Mapping[str, Sequence[Row]], days: tuple[date, date]
) -> tuple[Check, ...]:
    """累计＝各月之和: what the months counted against what the joined ledgers list."""
    from jzdesk.exports.month_book import Check

    made = []
    for number in range(4):
        name = form_name(number + 1)
        months = [month.figures.forms[number] for month in found]
        listed = sum(row.get("form") == name for row in _within(ledgers["decisions"], "decided_on", days))
        said = f"各月：{'＋'.join(map(str, months))}"
        made.append(
            Check(f"{name}：各月之和＝累计（台账）", sum(months), listed, sum(months) == listed, said)
        )
    for code, column, name in (
        ("decisions", "decided_on", "处分决定"), ("announcements", "held_on", "已宣布"), ("tolerance", "concluded_on", "容错认定"),
    ):  # fmt: skip
        months = [len(_within(month.ledgers[code], column, month.days)) for month in found]
        listed = len(_within(ledgers[code], column, days))
        said = f"各月：{'＋'.join(map(str, months))}"
        made.append(
            Check(f"{name}件数：各月之和＝累计（台账）", sum(months), listed, sum(months) == listed, said)
        )
    return tuple(made)


def _within(lines: Iterable[Row], column: str, days: tuple[date, date]) -> list[Row]:
    """The lines of which a day lies in a span."""
    return [line for line in lines if isinstance(day := line.get(column), date) and days[0] <= day <= days[1]]


def _notes(found: Sequence[MonthRead], first: date, last: date) -> list[str]:
    sent = [f"{int(month.key[5:7])}月" for month in found if month.sent]
    others = [f"{int(month.key[5:7])}月" for month in found if not month.sent]
    corrections = sum(month.corrected for month in found)
    notes = [
        f"本表册统计期间为{span_words(first, last)}，由各月合并；各台账每人（件）列一次，取最后列入月份的情况，“列入月份”为列入过的月份。"
    ]
    if sent:
        more = f"，并计入其后报告的更正{corrections}处" if corrections else ""
        notes.append(f"{'、'.join(sent)}已关账，取报送时留存的数据{more}。")
    if others:
        notes.append(f"{'、'.join(others)}未关账，按现有记录计算。")
    return notes
