"""Quarter, half-year and year: one workbook of the months in it. Closed months tell what was sent of them, with the
corrections reported since; the others are reckoned as they stand. Each record is listed once, as the last month had it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.domain.handling import form_name
from jzdesk.domain.masking import Level
from jzdesk.domain.reporting import span_words
from jzdesk.domain.span_keys import is_month, months_in, span_of_key
from jzdesk.services.month_books import columns_shown, grades, poll_grades, unit_rows
from jzdesk.services.month_charts import BY_UNIT, SHOWN, figures_of_months, percent_of, units_of
from jzdesk.services.month_levels import Sending
from jzdesk.services.month_making import LEDGERS, template_folder
from jzdesk.services.month_reviews import MonthReviews
from jzdesk.services.past import look_back
from jzdesk.services.presets import columns_of
from jzdesk.services.span_months import MONTHS, counts_form, joined, read_months
from jzdesk.services.span_sheet import months_part
from jzdesk.storage import audit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from jzdesk.exports.charts import ChartFigures
    from jzdesk.exports.month_book import Check, MonthBook, WrittenBook
    from jzdesk.services.desk import Desk
    from jzdesk.services.ledger_rows import Row
    from jzdesk.services.span_months import MonthRead

    Progress = Callable[[int, int], None]


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
    year = [sum(month[n] for month in charts.forms) for n in range(4)]
    return MonthBook(
        unit_name=desk.office.unit_name, unit_code=desk.office.unit_code, month=key, title=span.title, made_on=desk.today,
        first_on=first, last_on=last, made_by=desk.account.display_name, audit_head=str(audit.head(desk.vault.database)),
        ledgers={code: columns_shown(lines, shown[code]) for code, lines in ledgers.items() if code in shown},
        forms_of_handling=tuple(enumerate(forms, 1)),
        forms_of_handling_year=tuple(enumerate(year, 1)),
        units=unit_rows(desk, ledgers), checks=_checks(found, ledgers, (first, last)), notes=[*_notes(found, first, last), *_year_note(found[-1], year)],
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
        ("decisions", "decided_on", "处分决定人次"),
        ("announcements", "held_on", "已宣布件数"),
    ):
        counted, listed, said = _counted(found, ledgers, code, column, days)
        made.append(Check(f"{name}：各月之和＝累计（台账）", counted, listed, counted == listed, said))
    counted, listed, said = _counted(found, ledgers, "tolerance", "concluded_on", days)
    said += "；复核后重新认定的，各月分别计一次"
    made.append(Check("容错认定件数：各月之和≥累计（台账）", counted, listed, counted >= listed, said, ">="))
    return tuple(made)


def _counted(
    found: Sequence[MonthRead], ledgers: Mapping[str, Sequence[Row]], code: str, column: str, days: tuple[date, date]
) -> tuple[int, int, str]:  # fmt: skip
    """How many lines have their day in their month, in all months; how many in the joined ledger; the months in words."""
    each = [len(_listed(month.ledgers[code], code, column, month.days)) for month in found]
    return sum(each), len(_listed(ledgers[code], code, column, days)), f"各月：{'＋'.join(map(str, each))}"


def _listed(lines: Iterable[Row], code: str, column: str, days: tuple[date, date]) -> list[Row]:
    """The lines of a ledger with their day in a span; of decisions those that count as a person-time, as 汇总表 has it."""
    if code == "decisions":
        return [line for line in lines if counts_form(line, *days)]
    return _within(lines, column, days)


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


def _year_note(last: MonthRead, year: Sequence[int]) -> list[str]:
    """Why 本年累计 here, the sum of the months, is not what the last month's report counts: decisions revoked since."""
    now = last.figures.forms_year
    if tuple(now) == tuple(year):
        return []
    said = f"{int(last.key[5:7])}月月报的本年累计按期末结果计{sum(now)}人次（{'、'.join(map(str, now))}）"
    return [
        f"四种形态本年累计为各月之和{sum(year)}人次，其后经复议、复查撤销或者变更的仍计入作出决定的月份；{said}。"
    ]
