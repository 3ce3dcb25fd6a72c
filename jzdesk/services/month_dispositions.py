"""勾稽 of people and of how things stand: persons against person-times, each way a thing can stand against all of them.

Every equation has a stable code, and where it does not hold the record at fault, as far as one can be told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain.case_changes import in_force
from jzdesk.domain.duties import STATE_NAMES, DutyKind, DutyState, state_of
from jzdesk.services.ledger_rows import FORMS, RECORD
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import month_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jzdesk.exports.month_book import Check
    from jzdesk.services.ledger_rows import Row
    from jzdesk.services.month_figures import MonthFigures, Span
    from jzdesk.services.past import Past

PERSONS, DISPOSITIONS, REGISTER, VISITS = "persons", "dispositions", "register", "visits_stand"

_TOLD, _EXEMPT, _NOT_DUE, _LATE = "已宣布", "豁免", "未到期", "逾期"
_STANDS = {
    STATE_NAMES[DutyState.DONE]: _TOLD, STATE_NAMES[DutyState.DONE_LATE]: _TOLD, STATE_NAMES[DutyState.EXCUSED]: _EXEMPT,
    STATE_NAMES[DutyState.OPEN]: _NOT_DUE, STATE_NAMES[DutyState.DUE_SOON]: _NOT_DUE, STATE_NAMES[DutyState.OVERDUE]: _LATE,
}  # fmt: skip
_VISITED = {
    DutyState.DONE: "已回访", DutyState.DONE_LATE: "已回访", DutyState.EXCUSED: "不需回访", DutyState.OVERDUE: "逾期未访",
    DutyState.OPEN: "未到期", DutyState.DUE_SOON: "未到期",
}  # fmt: skip


class Month(NamedTuple):
    """What was read of a month: its ledgers, its figures, who was reckoned again, its days."""

    ledgers: Mapping[str, Sequence[Row]]
    figures: MonthFigures
    past: Past
    span: Span


def dispositions(month: Month) -> tuple[Check, ...]:
    """These equations of a month. Call it inside a read."""
    return (*_persons(month), _announced(month), *_register(month), _visits(month))


def _check(code: str, name: str, sides: tuple[int, int], *, relation: str = "=", note: str = "", fault: int | None = None,
           subject: str = "", ok: bool | None = None) -> Check:  # fmt: skip
    from jzdesk.exports.month_book import Check

    left, right = sides
    holds = left <= right if relation == "<=" else left == right
    holds = holds if ok is None else ok
    return Check(
        name, left, right, holds, note, relation, code=code, subject="" if holds or fault is None else subject,
        record_id=None if holds else fault,
    )  # fmt: skip


# -- persons and person-times -----------------------------------------------------------------------------------------


def _persons(month: Month) -> Iterable[Check]:
    """人数≤人次, by form and in all. One person is one identity number; without one, a name at a unit."""
    span = month.span
    rows = [r for r in month.ledgers["decisions"] if r["form"] and _within(r["decided_on"], span)]
    counted = _cases_by_form(month)
    for number, word in FORMS.items():
        own = [row for row in rows if row["form"] == word]
        sides = len({_who(row) for row in own}), month.figures.forms[number - 1]
        strange = next((row[RECORD] for row in own if counted.get(_id(row)) != number), None)
        yield _check(
            PERSONS, f"{word}：人数≤人次", sides, relation="<=", fault=_number(strange), subject="case"
        )
    sides = len({_who(row) for row in rows}), sum(month.figures.forms)
    strange = next((row[RECORD] for row in rows if _id(row) not in counted), None)
    yield _check(PERSONS, "四种形态：人数≤人次", sides, relation="<=", fault=_number(strange), subject="case")


def _who(row: Row) -> object:
    return row.get("id_number") or (row["name"], row["unit"])


def _cases_by_form(month: Month) -> dict[int, int]:
    """Case → form of those first decided in the month, from the records."""
    past, span = month.past, month.span
    found = month_counts.cases_by_form(span.first, span.on)
    counted = {case: form for case, person, form in found if person not in past.people}
    for file, line, _ in past.cases():
        if line.form and _within(line.first_decided_on, span):
            counted[file.case.id or 0] = line.form
    return counted


# -- decisions to be announced ----------------------------------------------------------------------------------------


def _announced(month: Month) -> Check:
    """已宣布＋豁免＋未到期＋逾期＝本月作出应宣布的决定, by the ledger's states and by the records."""
    span = month.span
    listed = [r for r in month.ledgers["announcements"] if _within(r["decided_on"], span)]
    ways = Counter(_STANDS.get(str(r["state"]), "") for r in listed)
    wanted = _to_announce(month)
    there = Counter(way for _, way in wanted)
    left = Counter((_id(r), _STANDS.get(str(r["state"]), "")) for r in listed)
    odd = next(iter((left - Counter(wanted)) + (Counter(wanted) - left)), None)
    told = "、".join(f"{way}{ways[way]}" for way in (_TOLD, _EXEMPT, _NOT_DUE, _LATE))
    return _check(
        DISPOSITIONS, "本月应宣布的决定：已宣布＋豁免＋未到期＋逾期＝记录件数", (sum(ways.values()), len(wanted)), note=told,
        fault=odd[0] if odd else None, subject="case", ok=ways == there,
    )  # fmt: skip


def _to_announce(month: Month) -> list[tuple[int, str]]:
    """(case, how it stands) of every decision of the month that must be announced, straight from its announcement."""
    past, span = month.past, month.span
    found = [
        (
            item.case_id,
            _stands(span.on, item.held_on, item.exempted_on, excused=item.excused, due=item.due_on),
        )
        for item in month_counts.to_announce(span.first, span.last)
        if item.person_id not in past.people
    ]
    for file, _, duties in past.cases():
        made = {d.id: d for d in file.decisions}
        for duty in duties:
            if duty.kind != DutyKind.ANNOUNCE.value or duty.case_id != file.case.id:
                continue
            if _within(duty.counted_from, span):
                item = made[duty.subject_id].announcement
                days = (item.held_on, item.exempted_on) if item else (None, None)
                stands = _stands(span.on, *days, excused=bool(duty.excuse), due=duty.due_on)
                found.append((file.case.id or 0, stands))
    return found


def _stands(on: date, held: date | None, exempted: date | None, *, excused: bool, due: date) -> str:
    if held and held <= on:
        return _TOLD
    if not held and (excused or (exempted and exempted <= on)):
        return _EXEMPT
    return _LATE if due < on else _NOT_DUE


# -- people under influence -------------------------------------------------------------------------------------------


def _register(month: Month) -> Iterable[Check]:
    """Everybody whose period has not run out by the month's end has one line in 回访教育台账."""
    span, rows = month.span, month.ledgers["visits"]
    listed = {
        _id(row) for row in rows if (end := row["period_end"]) and isinstance(end, date) and end >= span.last
    }
    wanted = {item.dossier_id for item in month_counts.under_influence(span.last, month.past.people)}
    for file, cases, _ in month.past.dossiers():
        if any(x.end_on and x.end_on >= span.last for case in cases for x in in_force(case)):
            wanted.add(file.dossier.id or 0)
    odd = min(listed ^ wanted, default=None)
    yield _check(
        REGISTER, "月末影响期内人员：回访教育台账＝处分决定记录", (len(listed), len(wanted)), fault=odd, subject="dossier",
        ok=listed == wanted,
    )  # fmt: skip
    lines = Counter(_id(row) for row in rows)
    twice = next((key for key, count in lines.items() if count > 1), None)
    yield _check(
        REGISTER,
        "回访教育台账：行数＝人数（一人一行）",
        (len(rows), len(lines)),
        fault=twice,
        subject="dossier",
    )


# -- visits -----------------------------------------------------------------------------------------------------------


def _visits(month: Month) -> Check:
    """已回访＋不需回访＋逾期未访＋未到期＝本月计划的回访."""
    past, span = month.past, month.span
    kinds = (DutyKind.VISIT.value,)
    duties = [d for d in duty_rows.due_in(kinds, span.first, span.last) if d.person_id not in past.people]
    duties += past.duties(kinds, span.first, span.last)
    ways = Counter(_VISITED[state_of(duty, span.on)] for duty in duties)
    planned = Counter(v.dossier_id for v in month_counts.visits_planned(span.first, span.last, past.people))
    for file, _, _ in past.dossiers():
        days = [v.planned_on or v.held_on for v in file.visits]
        planned[file.dossier.id or 0] += sum(_within(day, span) for day in days)
    planned = +planned
    counted = Counter(duty.dossier_id or 0 for duty in duties)
    odd = next(iter((counted - planned) + (planned - counted)), None)
    told = "、".join(f"{way}{ways[way]}" for way in dict.fromkeys(_VISITED.values()))
    return _check(
        VISITS, "本月计划的回访：已回访＋不需回访＋逾期未访＋未到期＝计划次数", (sum(ways.values()), planned.total()),
        note=told, fault=odd, subject="dossier", ok=counted == planned,
    )  # fmt: skip


def _within(day: object, span: Span) -> bool:
    return isinstance(day, date) and span.first <= day <= span.last


def _id(row: Row) -> int:
    return _number(row[RECORD]) or 0


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
