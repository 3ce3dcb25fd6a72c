"""Equations of a month: its ledgers against counts taken another way, straight from the records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.case_changes import set_aside_on
from jzdesk.domain.duties import STATE_NAMES, DutyKind, DutyState, state_of
from jzdesk.services.month_ledgers import in_force
from jzdesk.storage import bulk
from jzdesk.storage import duties as duty_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.exports.month_book import Check
    from jzdesk.services.ledger_rows import Row
    from jzdesk.services.month_figures import MonthFigures
    from jzdesk.services.past import Past

_DUE = frozenset(
    STATE_NAMES[s] for s in (DutyState.DONE, DutyState.DONE_LATE, DutyState.OVERDUE, DutyState.DUE_SOON)
)
"""What 汇总表 counts as 应宣布, of the announcements whose limit ends in the month."""

_WAITING = frozenset(STATE_NAMES[s] for s in (DutyState.OPEN, DutyState.DUE_SOON, DutyState.OVERDUE))


def equations(
    ledgers: Mapping[str, Sequence[Row]], found: MonthFigures, past: Past, *, span: tuple[date, date]
) -> tuple[Check, ...]:
    """Equations between the ledgers and counts taken another way, straight from the records. Call it inside a
    read."""
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
