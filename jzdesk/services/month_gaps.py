"""Checks of a month's records one by one: what is missing, overdue, or contradicts another record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.case_changes import codes_in_force
from jzdesk.domain.checklist import faults_in
from jzdesk.domain.duties import KIND_NAMES, DutyKind, DutyState, state_of
from jzdesk.domain.identity import check_id_number
from jzdesk.domain.month_findings import Finding
from jzdesk.services.month_checks import tolerance_findings
from jzdesk.services.overview import RATES
from jzdesk.storage import bulk
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import months as month_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.duties import Duty
    from jzdesk.services.desk import Desk
    from jzdesk.services.month_facts import Facts

_RATED = {kind.value: name for name, kinds, _ in RATES for kind in kinds}


def records_incomplete(facts: Facts) -> Iterator[Finding]:
    """Cases decided in the month: what is not filled in, what was not carried out."""
    for file in facts.files:
        yield from _of_case(facts.desk, file)


def _of_case(desk: Desk, file: CaseFile) -> Iterator[Finding]:
    person, decision, key = file.person, file.decision, file.case.id
    missing = [
        name
        for name, value in (("身份证号", person.id_number), ("政治面貌", person.politics), ("职务", person.post),
                            ("案号", file.case.number), ("违纪违法类型", file.case.violations))
        if not value
    ]  # fmt: skip
    if missing:
        yield Finding(False, f"{person.name}：未填{'、'.join(missing)}", "case", key, "missing")
    wrong = check_id_number(person.id_number) if person.id_number else ""
    if wrong:
        yield Finding(False, f"{person.name}：{wrong.rstrip('。')}", "case", key, "bad_id")
    if not person.unit_name:
        yield Finding(True, f"{person.name}：未填单位，不能计入单位汇总", "case", key, "no_unit")
    if decision is None:
        return
    duties = list(desk.planner.of_decision(file, decision))
    for fault in faults_in(file, duties, desk.planner):
        yield Finding(False, f"{person.name}：{fault.text}", "case", key, "execution")


def duties_open(facts: Facts) -> Iterator[Finding]:
    """Duties whose limit ends in the month and which a rate counts: overdue, or due by an uncertain day."""
    first, last = facts.reporting.span(facts.key)
    on = min(last, facts.desk.today)
    for row in duty_rows.rows_due_in(list(_RATED), first, last, limit=100_000):
        duty, name = row.duty, _RATED[row.duty.kind]
        kind, record = _record(duty)
        if state_of(duty, on) is DutyState.OVERDUE:
            text = f"{row.person}：{_what(duty)}应于{duty.due_on:%Y-%m-%d}完成，已逾期"
            tail = "" if duty.kind == DutyKind.ANNOUNCE else f"，影响{name}"
            yield Finding(False, text + tail, kind, record, "open_duty")
        elif duty.provisional and duty.open:
            text = f"{row.person}：{_what(duty)}期限为暂定（节假日安排未录入）"
            yield Finding(False, text, kind, record, "provisional")


def _what(duty: Duty) -> str:
    name = KIND_NAMES[DutyKind(duty.kind)]
    return f"第{duty.part}次{name}" if duty.kind == DutyKind.VISIT and duty.part else name


def _record(duty: Duty) -> tuple[str, int | None]:
    if duty.enquiry_id is not None:
        return "enquiry", duty.enquiry_id
    if duty.review_id is not None:
        return "tolerance", duty.review_id
    return ("dossier", duty.dossier_id) if duty.dossier_id is not None else ("case", duty.case_id)


def nobody_to_help(facts: Facts) -> Iterator[Finding]:
    """Dossiers opened before the month whom nobody helps."""
    first, _ = facts.reporting.span(facts.key)
    for dossier_id, name in bulk.dossiers_without_mentor(first):
        yield Finding(False, f"{name}：尚未指定帮带人", "dossier", dossier_id, "no_mentor")


def without_dossier(facts: Facts) -> Iterator[Finding]:
    """Contradictions of two ledgers: a decision with a period, and nobody of that name in 回访教育台账."""
    _, last = facts.reporting.span(facts.key)
    wanted = {
        file.person.id or 0: file
        for file in facts.files
        if codes_in_force(file)
        and any(x.end_on and x.end_on >= last for d in file.decisions for x in d.measures)
    }
    found = bulk.dossiers_of_people(sorted(wanted))
    there = {item.person.id for item in bulk.dossier_files(found)}
    for person_id, file in wanted.items():
        if person_id not in there:
            text = f"{file.person.name}：处分决定执行台账有影响期，回访教育台账没有此人"
            yield Finding(False, text, "case", file.case.id, "no_dossier")


def reviews_and_letters(facts: Facts) -> Iterator[Finding]:
    """Contradictions of the month's conclusions and replies."""
    first, last = facts.reporting.span(facts.key)
    yield from tolerance_findings(facts.desk, first, last, min(last, facts.desk.today))


def not_over(facts: Facts) -> Iterator[Finding]:
    """The month is still running, or the one before it is still open."""
    desk, key = facts.desk, facts.key
    _, last = facts.reporting.span(key)
    if last > desk.today:
        yield Finding(
            False,
            f"{months.title(key)}尚未结束，现在导出的是截至{desk.today:%Y-%m-%d}的数据",
            code="running",
            hint=True,
        )
    earlier = month_rows.month(months.before(key))
    if earlier is not None and earlier.state != "frozen":
        text = f"{months.title(earlier.key)}的月报尚未关账，本月与上月的结转无从核对，先关上月再关本月"
        yield Finding(False, text, "month", earlier.id, "before_open")
