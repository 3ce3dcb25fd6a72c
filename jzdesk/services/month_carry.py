"""Checks of a month's sums: its equations, what the month before left open, the year added up, its own history."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain import months
from jzdesk.domain.as_of import review_file_as_of
from jzdesk.domain.case_changes import set_aside_on
from jzdesk.domain.corrections import FIGURES
from jzdesk.domain.duties import STATE_NAMES, DutyKind, DutyState
from jzdesk.domain.month_findings import Finding
from jzdesk.domain.tolerance_figures import is_open
from jzdesk.services.corrections import column_kinds, kept_rows_of, said
from jzdesk.services.month_dispositions import REGISTER, VISITS
from jzdesk.services.month_figures import reported_figures
from jzdesk.storage import bulk, month_counts
from jzdesk.storage import months as rows
from jzdesk.storage import review_files as review_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jzdesk.domain.month_rows import KeptRow
    from jzdesk.domain.months import Month
    from jzdesk.exports.month_book import Check
    from jzdesk.services.month_facts import Facts
    from jzdesk.services.month_figures import MonthFigures

_WAITING = frozenset(STATE_NAMES[s] for s in (DutyState.OPEN, DutyState.DUE_SOON, DutyState.OVERDUE))
_OVERDUE = STATE_NAMES[DutyState.OVERDUE]
_EXECUTION = (
    ("told_state", "told_due"), ("adjust_state", "adjust_due"), ("archive_state", "archive_due"), ("report_state", "report_due"),
)  # fmt: skip
_EXECUTED = frozenset(
    kind.value for kind in (DutyKind.TELL, DutyKind.ADJUST, DutyKind.ARCHIVE, DutyKind.REPORT_EXECUTION)
)
"""What 处分决定执行台账 follows, by columns and by duties."""

_MAY_STAND = frozenset({REGISTER, VISITS})
"""Equations that compare records with records, no figure that is sent: they may stand, with a reason."""

_LEAST_HISTORY = 6
_FAR = 3.5
"""Modified z-score from which a figure is out of line (Iglewicz and Hoaglin)."""


class _Carried(NamedTuple):
    """A ledger in which what is open at the end of a month must be listed in the next: which rows are open, which of those
    no longer listed were settled another way, and which that are open now (by their cells and the month's first day) must
    have been listed by then; `listed`: any line will do, for what may open again."""

    ledger: str
    said: str
    open: Callable[[Mapping[str, str]], bool]
    settled: Callable[[Facts, Sequence[KeptRow]], set[str]]
    earlier: Callable[[Mapping[str, str], str], bool]
    listed: bool = False


def _is_waiting(cells: Mapping[str, str]) -> bool:
    return cells.get("state", "") in _WAITING


def _set_aside(facts: Facts, gone: Sequence[KeptRow]) -> set[str]:
    """Decisions announced or exempted by the end of the month, or set aside by a later one: these wait no more."""
    last = facts.collected.span.last
    found = set()
    for file in bulk.case_files(sorted({row.id for row in gone if row.id is not None})):
        for decision in file.decisions:
            item = decision.announcement
            days = (item.held_on, item.exempted_on) if item else ()
            if any(day and day <= last for day in (*days, set_aside_on(file, decision))):
                found.add(decision.uid)
    return found


def _not_due(facts: Facts, gone: Sequence[KeptRow]) -> set[str]:
    """Dossiers of which no assessment is due any more: excluded, closed, or governed by another decision."""
    ids = sorted({row.id for row in gone if row.id is not None})
    duties = bulk.duties_by("dossier_id", ids)
    open_still = {
        key for key, found in duties.items() if any(d.kind == DutyKind.ASSESS.value and d.open for d in found)
    }
    return {row.key for row in gone if row.id not in open_still}


def _answered(_facts: Facts, _gone: Sequence[KeptRow]) -> set[str]:
    """A letter waits until it is answered."""
    return set()


def _executed(facts: Facts, gone: Sequence[KeptRow]) -> set[str]:
    """Cases of which nothing is left to carry out, by their records: done, marked as not applicable, or taken over."""
    left = {
        file.case.uid
        for file in bulk.case_files(sorted({row.id for row in gone if row.id is not None}))
        for decision in file.decisions
        if any(duty.kind in _EXECUTED for duty in facts.desk.planner.of_decision(file, decision) if duty.open)
    }
    return {row.key for row in gone} - left


def _over(facts: Facts, gone: Sequence[KeptRow]) -> set[str]:
    """Reviews with nothing left to do at the end of the month."""
    on = facts.collected.span.on
    found = review_rows.files_of(
        review_rows.reviews_of(sorted({row.id for row in gone if row.id is not None}))
    )
    duties_of = facts.desk.planner.of_review
    left = {
        file.review.uid
        for file in (review_file_as_of(now, on) for now in found)
        if is_open(file.review, list(duties_of(file.review, file.checks)))
    }
    return {row.key for row in gone} - left


def _to_execute(cells: Mapping[str, str]) -> bool:
    return any(cells.get(state, "") in _WAITING for state, _ in _EXECUTION)


def _late_before(cells: Mapping[str, str], first: str) -> bool:
    """Something of an earlier decision is overdue since before the month: a duty of a later notice is not."""
    late = any(cells.get(state) == _OVERDUE and "" < cells.get(due, "") < first for state, due in _EXECUTION)
    return late and "" < cells.get("decided_on", "") < first


def _under_way(cells: Mapping[str, str]) -> bool:
    return cells.get("stages_state", "") in _WAITING or cells.get("correction_state", "") in _WAITING


def _never_concluded(cells: Mapping[str, str], first: str) -> bool:
    """Applied for before the month and never concluded, so it cannot have been over; an objection opens one again."""
    begun = "" < cells.get("applied_on", "") < first
    return begun and not cells.get("conclusion") and not cells.get("objection")


def _since(column: str) -> Callable[[Mapping[str, str], str], bool]:
    return lambda cells, first: cells.get(column, "") < first


def _never(_cells: Mapping[str, str], _first: str) -> bool:
    return False


CARRIED = (
    _Carried("decisions", "有未执行事项", _to_execute, _executed, _late_before, listed=True),
    _Carried("announcements", "未宣布", _is_waiting, _set_aside, _since("decided_on")),
    _Carried("assessments", "未考核", lambda cells: cells.get("state") == _OVERDUE, _not_due, _never),
    _Carried("tolerance", "未办结", _under_way, _over, _never_concluded, listed=True),
    _Carried(
        "enquiries", "未回复", lambda cells: not cells.get("reply_on"), _answered, _since("received_on")
    ),
)


def equations_failed(facts: Facts) -> Iterator[Finding]:
    """Equations between the ledgers and the records that do not hold."""
    for check in facts.collected.checks:
        if not check.ok:
            how = "不相等" if check.relation == "=" else "不符"
            told = f"（{check.note}）" if check.note else ""
            text = f"{check.name}：左边为{check.left}{told}，右边为{check.right}，{how}"
            yield Finding(check.code not in _MAY_STAND, text, check.subject, check.record_id, check.code)


def carried_over(facts: Facts) -> Iterator[Finding]:
    """上月末＋本月新增－本月办结＝月末, row by row against the month before as it was sent: what was open then is listed
    now, and nothing is carried that was not open then. What the corrections of this month explain is no fault."""
    before = facts.before
    if before is None or before.id is None:
        return
    explained = {
        item.key for item in (*facts.compared.new, *facts.compared.present) if item.of_month == before.key
    }
    explained |= {item.key for item in rows.corrections(of_month=before.key)}
    first, _ = facts.reporting.span(facts.key)
    kinds = column_kinds(facts.desk)
    for rule in CARRIED:
        sent = {row.key: row for row in rows.ledger_rows(before.id, rule.ledger)}
        now = {row.key: row for row in kept_rows_of(rule.ledger, facts.collected.ledgers[rule.ledger], kinds)}
        left = {key for key, row in sent.items() if rule.open(row.cells)}
        gone = [sent[key] for key in sorted(left - now.keys() - explained)]
        settled = rule.settled(facts, gone) if gone else set()
        yield from _lost(rule, [row for row in gone if row.key not in settled], before.key)
        begun = {k for k, r in now.items() if rule.open(r.cells) and rule.earlier(r.cells, str(first))}
        known = sent.keys() if rule.listed else left
        yield from _unknown(rule, [now[key] for key in sorted(begun - known - explained)], before.key)


def _lost(rule: _Carried, gone: list[KeptRow], key: str) -> Iterator[Finding]:
    for row in gone:
        text = f"{row.cells.get('name', '')}：{months.title(key)}末{rule.said}，本月台账没有结转"
        yield Finding(True, text, row.subject, row.id, "carry")


def _unknown(rule: _Carried, come: list[KeptRow], key: str) -> Iterator[Finding]:
    for row in come:
        text = f"{row.cells.get('name', '')}：本月结转为{rule.said}，{months.title(key)}报送时没有列入"
        yield Finding(True, text, row.subject, row.id, "carry")


def added_up(facts: Facts) -> Iterator[Finding]:
    """累计＝各月之和, where it does not hold."""
    for check in cumulative(facts):
        if not check.ok:
            left, right = int(check.left), int(check.right)
            name = check.name.partition("：")[2]
            text = (
                f"{name}：本年以前各月报送数（含更正）之和为{left}，累计数为{right}，相差{abs(left - right)}"
            )
            yield Finding(False, text, code=check.code)


def cumulative(facts: Facts) -> tuple[Check, ...]:
    """累计＝各月之和 of what adds up: what the months of the year before this one reported, corrections included, against the
    records of the year before this month. Only where every one of those months is closed. A case changed on review has
    another form in the year than in its month: by as many as were changed the forms may differ."""
    from jzdesk.exports.month_book import Check

    earlier = [f"{facts.key[:4]}-{number:02d}" for number in range(1, int(facts.key[5:]))]
    kept = {month.key: month for month in rows.frozen(before=facts.key)}
    if not earlier or any(key not in kept for key in earlier):
        return ()
    reported: Counter[str] = Counter()
    year = _year_before(facts)
    for key in earlier:
        held = _held(facts, key, kept[key])
        reported.update({name: int(held.get(name, 0)) for name in year})
    changed = month_counts.changed_on_review(facts.collected.span.year, facts.collected.span.on)
    made = []
    for name, count in year.items():
        may_differ = changed if name.endswith("形态人次") else 0
        apart = abs(reported[name] - count)
        note = f"本年复查变更处分{changed}件，累计按变更后的形态" if apart and may_differ else ""
        title = f"本年以前各月之和＝累计：{name}"
        made.append(Check(title, reported[name], count, apart <= may_differ, note, code="cumulative"))
    return tuple(made)


def _held(facts: Facts, key: str, month: Month) -> dict[str, str]:
    """The figures of a closed month as they hold now: sent, corrected since, and to be corrected by this month."""
    sent = reported_figures(month)
    held = said(sent) if sent else {}
    told = (*rows.reported_before(key, facts.key), *(c for c in facts.compared.new if c.of_month == key))
    return held | {item.key: item.after for item in told if item.ledger == FIGURES}


def _year_before(facts: Facts) -> dict[str, int]:
    """What the records say of the year before this month, by the names of the figures."""
    numbers, span = facts.collected.figures, facts.collected.span
    found = {
        f"第{word}种形态人次": numbers.forms_year[place] - numbers.forms[place]
        for place, word in enumerate("一二三四")
    }
    raw = review_rows.counted(span.year, span.first - timedelta(days=1), span.on)
    return found | {
        "收到容错审查件数": raw.received, "收到征求意见函件数": raw.letters, "回复征求意见函件数": raw.answered,
    }  # fmt: skip


def out_of_line(facts: Facts) -> Iterator[Finding]:
    """Figures far from those of the months before: a hint, no fault."""
    if len(facts.history) < _LEAST_HISTORY:
        return
    for name, of in _WATCHED:
        past = [of(found) for found in facts.history]
        value, middle = of(facts.collected.figures), median(past)
        spread = median(abs(number - middle) for number in past)
        if spread and 0.6745 * abs(value - middle) / spread > _FAR:
            text = f"{name}本月为{value}，以前{len(past)}个月的中位数为{middle:g}，请核对有无漏录、重录"
            yield Finding(False, text, code="outlier", hint=True)


_WATCHED: tuple[tuple[str, Callable[[MonthFigures], int]], ...] = (
    ("处分（处理）人次", lambda found: sum(found.forms)),
    ("容错审查收到件数", lambda found: found.reviews.received),
    ("征求意见函收到件数", lambda found: found.letters.received),
)
