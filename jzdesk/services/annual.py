"""年度情况: the appraisal, honours, promotion and bonus of each year of a period, and what an auditor finds in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain import annual as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.appraisal import effects
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.reckoning import reckon
from jzdesk.services.dossier_writes import refuse_archived
from jzdesk.services.duties import refresh_person
from jzdesk.services.opened import refuse_changed
from jzdesk.storage import cases, dossiers, duties, people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from jzdesk.domain.annual import AnnualRecord
    from jzdesk.domain.appraisal import Effect
    from jzdesk.domain.clock import Clock
    from jzdesk.domain.people import Person
    from jzdesk.domain.reckoning import Reckoning
    from jzdesk.services.desk import Desk
    from jzdesk.services.opened import Opened
    from jzdesk.storage.transaction import Transaction

TOUCHED = Touched.CASES | Touched.PEOPLE | Touched.DOSSIERS | Touched.DUTIES


@dataclass(frozen=True, slots=True)
class AnnualLine:
    """One year: its record if there is one, what the measures allow, and what is wrong with it."""

    year: int
    record: AnnualRecord | None
    effect: Effect | None
    faults: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """What may be given, in words; '' where no measure says anything of that year."""
        return self.effect.text if self.effect else ""


def annual_lines(
    desk: Desk, records: Iterable[AnnualRecord], clocks: Iterable[Clock], *, start: date | None, end: date | None
) -> tuple[AnnualLine, ...]:
    """The years a period touches, those the measures still bear on, and those recorded, up to this year."""
    book = desk.rulebook
    known = {record.year: record for record in records}
    ruled = {effect.year: effect for effect in effects(tuple(clocks), book.appraisal)}
    years = {*rules.years_of(start, end, desk.today), *known, *(y for y in ruled if y <= desk.today.year)}
    lines = []
    for year in sorted(years):
        record, effect = known.get(year), ruled.get(year)
        wrong = rules.faults(record, effect, book.codes, start=start, end=end) if record else ()
        lines.append(AnnualLine(year, record, effect, wrong))
    return tuple(lines)


def annual_of(desk: Desk, person_id: int) -> tuple[AnnualLine, ...]:
    """The years of a person, for the form and its list."""
    desk.need(Permission.READ)
    with desk.vault.read():
        found = reckon(cases.files_of_person(person_id), desk.planner, desk.end_rule)
        records = people.annual_records(person_id)
    return annual_lines(desk, records, found.clocks.values(), start=found.start, end=found.until)


def faults_of(desk: Desk, item: AnnualRecord) -> tuple[str, ...]:
    """What would be wrong with a year as it stands on the form; nothing is written."""
    desk.need(Permission.READ)
    with desk.vault.read():
        found = reckon(cases.files_of_person(item.person_id or 0), desk.planner, desk.end_rule)
    lines = annual_lines(desk, (item,), found.clocks.values(), start=found.start, end=found.until)
    return next((line.faults for line in lines if line.year == item.year), ())


def annual_text(desk: Desk, lines: Iterable[AnnualLine]) -> str:
    """'2025年度不确定等次；2026年度尚未登记' — for the assessment and its ledger."""
    names = desk.rulebook.codes
    parts = []
    for line in lines:
        if line.record is None:
            parts.append(f"{line.year}年度尚未登记")
        else:
            wrong = "（与规定不符）" if line.faults else ""
            parts.append(f"{line.year}年度{names.name_of('annual_grade', line.record.grade)}{wrong}")
    return "；".join(parts)


def record_annual(
    desk: Desk, person_id: int, item: AnnualRecord, *, opened: Opened[AnnualRecord] | None = None
) -> Changes:
    """Record one year of a person, or correct it; `opened` is what the form showed of that year. A grade better than
    allowed is not refused: the unit gave it, and the fault is there to be seen; the message says so."""

    def work(tx: Transaction, person: Person, found: Reckoning) -> str:
        first = min((clock.start.year for clock in found.clocks.values()), default=None)
        if first is None:
            raise Refused("该人员没有生效的处分，无须登记年度情况。")
        stored = rules.record_of(people.annual_records(person.id or 0), item.year)
        refuse_changed(tx, opened, stored, name=f"{item.year}年度情况", table="annual_record")
        rules.check(item, first=first, on=desk.today)
        people.save_annual(tx, replace(item, id=None, person_id=person.id))
        grade = desk.rulebook.name_of("annual_grade", item.grade)
        return f"{item.year}年度考核{grade}"

    return _change(desk, person_id, "登记年度情况", work, judged=replace(item, person_id=person_id))


def remove_annual(desk: Desk, person_id: int, year: int, *, why: str) -> Changes:
    """Take out a year entered by mistake; the audit log keeps it."""

    def work(tx: Transaction, person: Person, _found: Reckoning) -> str:
        record = rules.record_of(people.annual_records(person.id or 0), year)
        if record is None or record.id is None:
            raise Refused(f"没有{year}年度的记录，请刷新。")
        if not why.strip():
            raise RuleError("why", "请填写删除理由。")
        people.remove_annual(tx, record.id)
        return f"已删除{year}年度的记录"

    return _change(desk, person_id, "删除年度情况", work, why=why)


def _change(
    desk: Desk, person_id: int, action: str, work: Callable[[Transaction, Person, Reckoning], str], *, why: str = "",
    judged: AnnualRecord | None = None,
) -> Changes:  # fmt: skip
    """The entry stands in the history of the person's dossier, or of his latest case where he has none."""
    desk.need(Permission.WRITE)
    with desk.vault.read():
        person, file = people.get(person_id), dossiers.of_person(person_id)
        files = cases.files_of_person(person_id)
    if person is None:
        raise Refused("该人员已不存在，请刷新。")
    noun, record_id = ("dossier", file.dossier.id) if file else ("case", files[-1].case.id if files else None)
    with desk.vault.write(desk.actor, action, noun=noun, record_id=record_id, why=why) as tx:
        if file is not None:
            refuse_archived(dossiers.of_person(person_id))
        said = work(tx, person, reckon(cases.files_of_person(person_id), desk.planner, desk.end_rule))
        refresh_person(desk, tx, person_id)
        tx.note(f"{person.name}：{said}")
        waiting = judged is not None and _waits_for_day(person_id, judged)
    wrong = faults_of(desk, judged) if judged else ()
    message = f"{person.name}：{said}。{'请核对：' + wrong[0] if wrong else ''}"
    if waiting:
        message += "没有填写确定日期，该年度的年度考核事项仍未办结。"
    return Changes(touched=TOUCHED, message=message, record_id=record_id, audit_seq=tx.seq)


def _waits_for_day(person_id: int, item: AnnualRecord) -> bool:
    """Whether the duty of that year is open although there is a grade: the day it was fixed is missing."""
    open_ = (d for d in duties.of_person(person_id) if d.open and d.kind == DutyKind.APPRAISAL.value)
    return item.graded_on is None and any(d.part == item.year for d in open_)
