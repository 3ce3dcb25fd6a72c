"""统计上报: the month's figures, its checks, its workbook, and closing it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from jzdesk.domain import months as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.case_changes import set_aside_on
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.checklist import faults_in
from jzdesk.domain.duties import STATE_NAMES, Duty, DutyKind, DutyState, Rate, state_of
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.handling import form_counts, percentages
from jzdesk.domain.months import Month
from jzdesk.services.assessment_inputs import POLL
from jzdesk.services.ledger_rows import Row, RowMaker
from jzdesk.services.month_checks import Finding, tolerance_equations, tolerance_findings, tolerance_notes
from jzdesk.services.month_ledgers import Ledgers, in_force
from jzdesk.services.month_letters import LetterCounts, MonthLetters
from jzdesk.services.month_reviews import MonthReviews, ReviewCounts
from jzdesk.services.overview import as_of, month_rates
from jzdesk.services.past import look_back
from jzdesk.storage import audit, bulk, office
from jzdesk.storage import duties as duty_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.cases import CaseFile
    from jzdesk.exports.month_book import Check, MonthBook, WrittenBook
    from jzdesk.services.desk import Desk
    from jzdesk.services.past import Past
    from jzdesk.storage.duties import DutyRow

Progress = "Callable[[int, int], None]"


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


def figures(desk: Desk, key: str) -> MonthFigures:
    """The figures of a month as they stand now, or stood on its last day."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return _figures(desk, key, look_back(desk, as_of(desk, key)), *_tolerance(desk, key))


def _tolerance(desk: Desk, key: str) -> tuple[MonthReviews, MonthLetters]:
    """The month's reviews and letters as they stood."""
    (first, last), on = rules.span(key), as_of(desk, key)
    return MonthReviews(desk, first, last, on), MonthLetters(desk, first, last, on)


def _figures(
    desk: Desk, key: str, past: Past, reviews: MonthReviews, letters: MonthLetters
) -> MonthFigures:
    first, last = rules.span(key)
    on = as_of(desk, key)
    month = form_counts(_forms(past, first, on))
    year = form_counts(_forms(past, date(first.year, 1, 1), on))
    states = Counter(state_of(d, on).value for d in _announce_duties(past, first, last))
    return MonthFigures(
        key=key, forms=month, forms_year=year, shares=percentages(month), shares_year=percentages(year),
        rates=month_rates(desk, key, on=on, past=past), decisions=sum(month), announced=dict(states),
        reviews=reviews.counts(), letters=letters.counts(),
    )  # fmt: skip


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
        yield from (d for d in then.duties if d.kind == DutyKind.ANNOUNCE.value and first <= d.counted_from <= last)


# -- the book ---------------------------------------------------------------------------------------------------------


def make_book(desk: Desk, key: str, progress: Callable[[int, int], None] | None = None) -> MonthBook:
    """Everything the workbook of a month says, as it stands now (or stood on the month's last day)."""
    from jzdesk.exports.ledgers import load_ledgers
    from jzdesk.exports.month_book import MonthBook

    first, last = rules.span(key)
    shown = {code: frozenset(ledger.keys) for code, ledger in load_ledgers(template_folder(desk)).items()}
    desk.need(Permission.READ)
    on = as_of(desk, key)
    with desk.vault.read() as database:
        past = look_back(desk, on)
        maker = RowMaker(desk.rulebook, desk.calendar, bulk.units_by_id(), on)
        reviews, letters = _tolerance(desk, key)
        collect = Ledgers(maker, first, last, past, reviews, letters)
        ledgers: dict[str, list[Row]] = {}
        names = tuple(shown)
        for done, name in enumerate(names, 1):
            ledgers[name] = getattr(collect, name)()
            if progress:
                progress(done, len(names) + 1)
        month = office.month(key)
        head = str(audit.head(database))
        found = _figures(desk, key, past, reviews, letters)
        checks = (*_equations(ledgers, found, past, span=(first, last)), *tolerance_equations(ledgers, found, (first, last), on))
        shifts = reviews.shifts()
    notes = [*_notes(desk, key, ledgers, first), *tolerance_notes(found)]
    return MonthBook(
        unit_name=desk.office.unit_name, unit_code=desk.office.unit_code, month=key, made_on=desk.today,
        made_by=desk.account.display_name, audit_head=head, submission=(month.submission if month else 0) + 1,
        ledgers={name: _only(rows, shown[name]) for name, rows in ledgers.items()}, forms_of_handling=tuple(enumerate(found.forms, 1)),
        forms_of_handling_year=tuple(enumerate(found.forms_year, 1)), units=_unit_rows(desk, ledgers),
        checks=checks, notes=notes, visit_grades=_grades(desk, "visit_grade", ledgers["visits"], "grade"),
        assessment_grades=_grades(desk, "assessment_grade", ledgers["assessments"], "result"),
        poll_grades=_poll_grades(desk, ledgers["assessments"]), form_changes=shifts,
    )  # fmt: skip


def _only(rows: Sequence[Row], keys: frozenset[str]) -> list[Row]:
    """The columns the template shows: a county may have left some out. Whose line it is stays."""
    return [{key: value for key, value in row.items() if key in keys or key.startswith("@")} for row in rows]


def _grades(desk: Desk, list_name: str, rows: Sequence[Row], key: str) -> tuple[str, ...]:
    """The grades of a list in its order: those in use, and any a line of the month still has."""
    offered = {code.code for code in desk.rulebook.codes.offered(list_name, desk.today)}
    seen = dict.fromkeys(str(row.get(key) or "") for row in rows)
    known = (c.name for c in desk.rulebook.codes[list_name] if c.code in offered or c.name in seen)
    return tuple(dict.fromkeys(word for word in (*known, *seen) if word))


def _poll_grades(desk: Desk, rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """The columns of votes with their words: of the grades in use, and any somebody has votes for."""
    offered = {code.code for code in desk.rulebook.codes.offered("assessment_grade", desk.today)}
    return tuple(
        (column, desk.rulebook.name_of("assessment_grade", code))
        for column, code in POLL
        if code in offered or any(row.get(column) for row in rows)
    )


def _unit_rows(desk: Desk, ledgers: Mapping[str, Sequence[Row]]) -> list[tuple[str, str]]:
    """(level, unit) of everyone in the ledgers, levels in their official order, units by name."""
    order = {code.name: n for n, code in enumerate(desk.rulebook.codes["unit_level"])}
    named = (r for rows in ledgers.values() for r in rows if "unit" in r)  # letters name people of any unit
    found = {(str(r.get("unit_level", "")), str(r.get("unit", ""))) for r in named}
    return sorted(found, key=lambda pair: (order.get(pair[0], 99), pair[1]))


def _notes(desk: Desk, key: str, ledgers: Mapping[str, Sequence[Row]], first: date) -> list[str]:
    carried = sum(1 for r in ledgers["decisions"] if isinstance(r["decided_on"], date) and r["decided_on"] < first)
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
    if not desk.calendar.knows(first.year):
        notes.append(f"{first.year}年节假日安排未录入，本表工作日期限为暂定。")
    if desk.office.demo:
        notes.append("本工作簿由演示数据生成，人员和事项均为虚构。")
    return notes


_DUE = frozenset(
    STATE_NAMES[s] for s in (DutyState.DONE, DutyState.DONE_LATE, DutyState.OVERDUE, DutyState.DUE_SOON)
)
"""What 汇总表 counts as 应宣布, of the announcements whose limit ends in the month."""

_WAITING = frozenset(STATE_NAMES[s] for s in (DutyState.OPEN, DutyState.DUE_SOON, DutyState.OVERDUE))


def _equations(
    ledgers: Mapping[str, Sequence[Row]], found: MonthFigures, past: Past, *, span: tuple[date, date]
) -> tuple[Check, ...]:
    """Equations between the ledgers and counts taken another way, straight from the records."""
    from jzdesk.exports.month_book import Check

    first, last = span

    def equal(name: str, left: int, right: int) -> Check:
        return Check(name, left, right, left == right)

    decided = sum(_within(r["decided_on"], span) for r in ledgers["decisions"])
    listed = sum(_within(r["held_on"], span) for r in ledgers["announcements"])
    waiting = sum(r["state"] in _WAITING for r in ledgers["announcements"])
    days = _announce_days(past, last)
    moved = sum(begun < first and not (closed and closed < first) for begun, closed in days)
    moved += sum(begun >= first for begun, _ in days) - sum(_within(closed, span) for _, closed in days)
    visited = sum(bool(r["visits_held"]) for r in ledgers["visits"])
    return (
        equal("本月处分决定：台账行数＝记录件数", decided, bulk.count_decided(first, last)),
        equal("四种形态合计＝本月有形态的处分决定", sum(found.forms), bulk.count_with_form(first, last)),
        equal("四种形态合计＝汇总表本月处分决定合计", sum(found.forms),
              sum(_within(r["decided_on"], span) and bool(r["form"]) for r in ledgers["decisions"])),
        equal("汇总表应宣布＝期限在本月届满的宣布事项", _announce_due(past, span), sum(
            _within(r["due_on"], span) and r["state"] in _DUE for r in ledgers["announcements"])),
        equal("本月已宣布：台账＝宣布记录", listed, _announced(past, first, last)),
        equal("上月末未宣布＋本月新增－本月宣布（豁免）＝月末未宣布", moved, waiting),
        equal("已回访人员＝影响期内有回访记录的人员", visited, _visited(past, first, last)),
    )


def _announce_due(past: Past, span: tuple[date, date]) -> int:
    """Decisions whose limit to announce ends in a span and which are not exempt, without those of a running month
    that are neither near nor done."""
    kinds = (DutyKind.ANNOUNCE.value,)
    found = [d for d in duty_rows.due_in(kinds, *span) if d.person_id not in past.people]
    return sum(STATE_NAMES[state_of(d, past.on)] in _DUE for d in (*found, *past.duties(kinds, *span)))


def _within(day: object, span: tuple[date, date]) -> bool:
    return isinstance(day, date) and span[0] <= day <= span[1]


def _announce_days(past: Past, last: date) -> list[tuple[date, date | None]]:
    """Of every decision made by a day that must be announced: when it was made, when it was announced or exempted."""
    days = [(begun, closed) for who, begun, closed in bulk.announce_days(last) if who not in past.people]
    for file, _, duties in past.cases():
        made = {d.id: d for d in file.decisions}
        for duty in duties:
            if duty.kind == DutyKind.ANNOUNCE.value and duty.case_id == file.case.id:
                item = made[duty.subject_id].announcement
                closed = (item.held_on or item.exempted_on) if item else None
                aside = set_aside_on(file, made[duty.subject_id]) if duty.excuse else None
                days.append((duty.counted_from, closed or aside))
    return [(begun, closed if closed and closed <= last else None) for begun, closed in days]


def _announced(past: Past, first: date, last: date) -> int:
    """Meetings held in a span for decisions that had to be announced."""
    anew = 0
    for file, _, duties in past.cases():
        wanted = {d.subject_id for d in duties if d.kind == DutyKind.ANNOUNCE.value}
        meetings = [d.announcement for d in file.decisions if d.id in wanted and d.announcement]
        anew += sum(_within(meeting.held_on, (first, last)) for meeting in meetings)
    return bulk.count_announced(first, last, past.people) + anew


def _visited(past: Past, first: date, last: date) -> int:
    """People in force in a span with a talk held by its last day in the period that runs."""
    anew = [file for file, _, _ in past.dossiers() if in_force(file, first, last)]
    return bulk.count_visited_people(first, last, past.people) + sum(
        any(v.held_on and v.held_on <= last for v in file.visits_of_period) for file in anew
    )


# -- checks before sending --------------------------------------------------------------------------------------------


def check_month(desk: Desk, key: str) -> list[Finding]:
    """What a reviewer would ask before the month is sent; each line leads to its record."""
    desk.need(Permission.READ)
    first, last = rules.span(key)
    on = min(last, desk.today)
    found: list[Finding] = []
    with desk.vault.read():
        for file in bulk.case_files(bulk.cases_decided(first, last)):
            found += _case_findings(desk, file)
        found += [
            Finding(False, f"{row.person}：{text}", "case", case_id)
            for row, case_id, text in _overdue(first, last, on)
        ]
        for dossier_id, name in bulk.dossiers_without_mentor(first):
            found.append(Finding(False, f"{name}：尚未指定帮带人", "dossier", dossier_id))
        found += tolerance_findings(desk, first, last, on)
    if last > desk.today:
        found.append(Finding(False, f"{rules.title(key)}尚未结束，现在导出的是截至{desk.today:%Y-%m-%d}的数据"))
    return sorted(found, key=lambda f: not f.grave)


def _case_findings(desk: Desk, file: CaseFile) -> Iterator[Finding]:
    person, decision = file.person, file.decision
    missing = [
        name
        for name, value in (("身份证号", person.id_number), ("政治面貌", person.politics), ("职务", person.post),
                            ("案号", file.case.number), ("违纪违法类型", file.case.violations))
        if not value
    ]  # fmt: skip
    if missing:
        yield Finding(False, f"{person.name}：未填{'、'.join(missing)}", "case", file.case.id)
    if not person.unit_name:
        yield Finding(True, f"{person.name}：未填单位，不能计入单位汇总", "case", file.case.id)
    if decision is None:
        return
    duties = list(desk.planner.of_decision(file, decision))
    for fault in faults_in(file, duties, desk.planner):
        yield Finding(False, f"{person.name}：{fault.text}", "case", file.case.id)


def _overdue(first: date, last: date, on: date) -> Iterator[tuple[DutyRow, int | None, str]]:
    for row in duty_rows.rows_due_in([DutyKind.ANNOUNCE.value], first, last):
        state = state_of(row.duty, on)
        if state is DutyState.OVERDUE:
            yield row, row.duty.case_id, f"公开宣布应于{row.duty.due_on:%Y-%m-%d}完成，已逾期"
        elif row.duty.provisional:
            yield row, row.duty.case_id, "公开宣布期限为暂定（节假日安排未录入）"


# -- export and closing -----------------------------------------------------------------------------------------------


def export_month(
    desk: Desk, key: str, out: Path, progress: Callable[[int, int], None] | None = None
) -> WrittenBook:
    """Write the month's workbook; a frozen month gives the very file that was frozen.

    The file appears whole or not at all; the month's register notes who exported it and its digest."""
    from jzdesk.exports.month_book import WrittenBook, write_month_book

    desk.need(Permission.EXPORT)
    rules.span(key)
    with desk.vault.read():
        month = office.month(key) or Month(key=key)
        kept = office.attachments("month", month.id) if month.id and month.state == "frozen" else []
    if kept:
        from jzdesk.exports.package import written_aside

        with desk.vault.read():
            content = office.attachment_content(kept[-1].id) or b""
        with written_aside(out) as aside:
            aside.write_bytes(content)
        written = WrittenBook(path=out, rows={}, sha256=hashlib.sha256(content).hexdigest())
        desk.vault.log(desk.actor, "导出月报", noun="month", record_id=month.id, summary=f"{key}（已关账）")
        return written
    book = make_book(desk, key, progress)
    written = write_month_book(book, template_folder(desk), out=out, progress=progress)
    with desk.vault.write(desk.actor, "导出月报", noun="month", record_id=month.id) as tx:
        saved = office.save_month(
            tx,
            replace(
                month, submission=book.submission, exported_at=desk.clock(), exported_by=desk.account.display_name,
                file_digest=written.sha256, audit_head=book.audit_head, figures=_as_json(figures(desk, key)),
            ),
        )  # fmt: skip
        tx.record_id = saved.id
        tx.note(f"{rules.title(key)}第{book.submission}次 {out.name}")
    return written


def template_folder(desk: Desk) -> Path:
    """The county's own monthly template where it has one, else the shipped one."""
    own = desk.paths.data / "forms" / "monthly"
    return own if (own / "month.xlsx").exists() else desk.paths.forms() / "monthly"


def _as_json(found: MonthFigures) -> str:
    return json.dumps(asdict(found), ensure_ascii=False, default=str)


def freeze_month(desk: Desk, key: str, out: Path) -> Changes:
    """关账: the reviewer exports the month a last time; that very file is kept and given out from then on."""
    desk.need(Permission.FREEZE)
    _, last = rules.span(key)
    if last >= desk.today:
        raise Refused(f"{rules.title(key)}尚未结束，不能关账。")
    with desk.vault.read():
        month = office.month(key)
    if month and month.state == "frozen":
        raise Refused(f"{rules.title(key)}已关账。")
    grave = [f.text for f in check_month(desk, key) if f.grave]
    if grave:
        raise Refused(f"还有影响数据的问题未处理：{grave[0]}")
    export_month(desk, key, out)
    content = out.read_bytes()
    with desk.vault.write(desk.actor, "月报关账", noun="month") as tx:
        month = office.month(key)
        if month is None:
            raise Refused(f"{rules.title(key)}的月报没有导出记录。")
        saved = office.save_month(tx, replace(month, state="frozen"))
        office.attach(
            tx, owner="month", owner_id=saved.id or 0, title=f"{rules.title(key)}月报", file_name=out.name,
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", content=content,
            at=desk.clock(), by=desk.account.display_name,
        )  # fmt: skip
        tx.record_id = saved.id
        tx.note(rules.title(key))
    return Changes(touched=Touched.MONTHS, message=f"{rules.title(key)}已关账，报送的工作簿已留存。")


def reopen_month(desk: Desk, key: str, *, why: str) -> Changes:
    """Open a frozen month again with a reason; the file kept stays in the vault."""
    desk.need(Permission.FREEZE)
    if not why.strip():
        raise RuleError("why", "请写明重新打开的理由。")
    with desk.vault.write(desk.actor, "重新打开月报", noun="month", why=why) as tx:
        month = office.month(key)
        if month is None or month.state != "frozen":
            raise Refused(f"{rules.title(key)}没有关账。")
        office.save_month(tx, replace(month, state="open"))
        tx.record_id = month.id
        tx.note(rules.title(key))
    return Changes(touched=Touched.MONTHS, message=f"{rules.title(key)}已重新打开。")


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


def list_months(desk: Desk) -> list[Month]:
    """The months exported or frozen so far, the latest first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return office.months()


def month_of(desk: Desk, key: str) -> Month:
    """What is kept of a month; an open one with nothing exported when there is none."""
    desk.need(Permission.READ)
    with suppress(RuleError):
        rules.span(key)
    with desk.vault.read():
        return office.month(key) or Month(key=key)
