"""The workbook of a month as a value: ledgers as the county's template shows them, figures, notes, corrections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.months import title
from jzdesk.domain.reporting import span_words
from jzdesk.services import correction_words
from jzdesk.services.assessment_inputs import POLL
from jzdesk.services.corrections import explained
from jzdesk.services.month_carry import cumulative
from jzdesk.services.month_charts import chart_figures
from jzdesk.services.month_checks import tolerance_notes
from jzdesk.services.month_facts import Facts
from jzdesk.services.month_findings import answered_notes, findings
from jzdesk.services.month_making import template_folder
from jzdesk.services.presets import columns_of
from jzdesk.storage import audit
from jzdesk.storage import months as month_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jzdesk.exports.month_book import MonthBook
    from jzdesk.exports.month_parts import Part
    from jzdesk.services.desk import Desk
    from jzdesk.services.ledger_rows import Row
    from jzdesk.services.month_figures import Span


def make_book(desk: Desk, key: str, progress: Callable[[int, int], None] | None = None) -> MonthBook:
    """Everything the workbook of a month says, as it stands now (or stood on the month's last day)."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return book_of(Facts(desk, key, progress=progress))


def book_of(facts: Facts, preset: str = "") -> MonthBook:
    """The workbook of the facts of a month with the columns of a preset ('' : the one in use). Call it inside their read."""
    from jzdesk.exports.ledgers import load_ledgers
    from jzdesk.exports.month_book import MonthBook

    desk, key, found = facts.desk, facts.key, facts.collected

    shown = {code: frozenset(ledger.keys) for code, ledger in load_ledgers(template_folder(desk)).items()}
    ledgers, numbers, span = found.ledgers, found.figures, found.span
    month = month_rows.month(key)
    notes = [*_notes(desk, ledgers, span), *tolerance_notes(numbers), *answered_notes(findings(facts))]
    return MonthBook(
        unit_name=desk.office.unit_name, unit_code=desk.office.unit_code, month=key, made_on=desk.today,
        first_on=span.first, last_on=span.last, made_by=desk.account.display_name,
        audit_head=str(audit.head(desk.vault.database)), submission=(month.submission if month else 0) + 1,
        ledgers={name: columns_shown(rows, shown[name]) for name, rows in ledgers.items() if name in shown},
        forms_of_handling=tuple(enumerate(numbers.forms, 1)), forms_of_handling_year=tuple(enumerate(numbers.forms_year, 1)),
        units=unit_rows(desk, ledgers), checks=(*found.checks, *cumulative(facts)), notes=notes,
        visit_grades=grades(desk, "visit_grade", ledgers["visits"], "grade"),
        assessment_grades=grades(desk, "assessment_grade", ledgers["assessments"], "result"),
        poll_grades=poll_grades(desk, ledgers["assessments"]), form_changes=found.shifts,
        columns=columns_of(desk, preset), parts=_parts(facts),
    )  # fmt: skip


def columns_shown(rows: Sequence[Row], keys: frozenset[str]) -> list[Row]:
    """The columns the template shows: a county may have left some out. Whose line it is stays."""
    return [{key: value for key, value in row.items() if key in keys or key.startswith("@")} for row in rows]


def grades(desk: Desk, list_name: str, rows: Sequence[Row], key: str) -> tuple[str, ...]:
    """The grades of a list in its order: those in use, and any a line of the month still has."""
    offered = {code.code for code in desk.rulebook.codes.offered(list_name, desk.today)}
    seen = dict.fromkeys(str(row.get(key) or "") for row in rows)
    known = (c.name for c in desk.rulebook.codes[list_name] if c.code in offered or c.name in seen)
    return tuple(dict.fromkeys(word for word in (*known, *seen) if word))


def poll_grades(desk: Desk, rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """The columns of votes with their words: of the grades in use, and any somebody has votes for."""
    offered = {code.code for code in desk.rulebook.codes.offered("assessment_grade", desk.today)}
    return tuple(
        (column, desk.rulebook.name_of("assessment_grade", code))
        for column, code in POLL
        if code in offered or any(row.get(column) for row in rows)
    )


def unit_rows(desk: Desk, ledgers: Mapping[str, Sequence[Row]]) -> list[tuple[str, str]]:
    """(level, unit) of everyone in the ledgers, levels in their official order, units by name."""
    order = {code.name: n for n, code in enumerate(desk.rulebook.codes["unit_level"])}
    named = (r for rows in ledgers.values() for r in rows if "unit" in r)  # letters name people of any unit
    found = {(str(r.get("unit_level", "")), str(r.get("unit", ""))) for r in named}
    return sorted(found, key=lambda pair: (order.get(pair[0], 99), pair[1]))


def _notes(desk: Desk, ledgers: Mapping[str, Sequence[Row]], span: Span) -> list[str]:
    first = span.first
    carried = sum(
        1 for r in ledgers["decisions"] if isinstance(r["decided_on"], date) and r["decided_on"] < first
    )
    fresh = len(ledgers["decisions"]) - carried
    notes = [
        f"处分决定执行台账列本月作出的处分（处理）决定{fresh}件，以及以前月份作出、执行尚未完毕的{carried}件。",
        (
            "公开宣布台账列本月作出、本月应宣布、本月已宣布以及以前月份尚未宣布的决定；期限自决定之日起7个工作日，"
            "按国务院办公厅节假日安排计算，调休上班日计为工作日。汇总表“应宣布”只计期限在本月届满的，以前月份结转的不重复计。"
        ),
        (
            "回访教育台账列影响期（处分期）与本月重合的人员；应回访次数为截至月末按计划应完成的次数，"
            "开除公职、在押、死亡等不列入应回访的人员在备注中注明。"
        ),
        (
            "四种形态按人次统计，一件处分（处理）按其最高形态在原决定作出的月份计一次，与汇总表“本月处分决定”合计一致；"
            "复查变更的不重复计，已撤销的不计。"
        ),
    ]
    if not _whole_month(span):
        notes.insert(0, f"本月报统计期间为{span_words(span.first, span.last)}。")
    if not desk.calendar.knows(first.year):
        notes.append(f"{first.year}年节假日安排未录入，本表工作日期限为暂定。")
    if desk.office.demo:
        notes.append("本工作簿由演示数据生成，人员和事项均为虚构。")
    return notes


def _whole_month(span: Span) -> bool:
    return (
        span.first.day == 1
        and span.first.month == span.last.month
        and (span.last + timedelta(days=1)).day == 1
    )


def _parts(facts: Facts) -> tuple[Part, ...]:
    """What stands beside the county's sheets."""
    from jzdesk.exports.charts import charts_part
    from jzdesk.exports.corrections_sheet import corrections_part

    lines = correction_words.lines_of(facts.desk, explained(facts.desk, facts.compared.new))
    subtitle = f"{facts.desk.office.unit_name}　{title(facts.key)}月报"
    return (charts_part(chart_figures(facts)), corrections_part(lines, subtitle=subtitle))
