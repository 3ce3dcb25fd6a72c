"""汇总勾稽: the equations every county's month must meet, reckoned from its rows and from nothing else.

Days are ISO texts here, as rows are kept, so that they compare as texts do.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from jzdesk.domain.duties import STATE_NAMES, DutyState
from jzdesk.domain.merge_figures import FIGURES, FORM_NAMES, figures_of, forms_of
from jzdesk.domain.merging import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jzdesk.domain.merging import CountyBook, LedgerRead
    from jzdesk.domain.month_rows import KeptRow

DONE, LATE, OVERDUE = (STATE_NAMES[s] for s in (DutyState.DONE, DutyState.DONE_LATE, DutyState.OVERDUE))
EXCUSED = STATE_NAMES[DutyState.EXCUSED]
WAITING = frozenset({OVERDUE, STATE_NAMES[DutyState.OPEN], STATE_NAMES[DutyState.DUE_SOON]})
NOT_APPLICABLE = "不适用"
STATES = frozenset(STATE_NAMES.values()) | {NOT_APPLICABLE, ""}
_NONE = frozenset({"", "无", "未触及", "没有"})
_TOLERATED = frozenset({"免责", "从轻", "减轻"})

_STATED = {
    "decisions": (
        ("told_state", "told_due", "told_on"), ("adjust_state", "adjust_due", "adjusted_on"),
        ("archive_state", "archive_due", "archived_on"), ("report_state", "report_due", "reported_on"),
    ),
    "announcements": (("state", "due_on", "held_on"),),
    "assessments": (("state", "due_on", "held_on"),),
}  # fmt: skip
"""Of each ledger: the column of a state with its limit and the day it was done."""

_ORDERED = {
    "decisions": (("filed_on", "decided_on"), ("decided_on", "delivered_on"), ("filed_on", "issued_on")),
    "announcements": (("decided_on", "held_on"),),
    "tolerance": (("applied_on", "accepted_on"), ("accepted_on", "concluded_on")),
    "visits": (("decided_on", "last_visit_on"),),
    "enquiries": (("received_on", "reply_on"),),
}
"""Of each ledger: pairs of days, the first of which is not after the second."""

_PAST = {
    "decisions": ("filed_on", "decided_on", "issued_on", "delivered_on", "told_on", "adjusted_on", "archived_on", "reported_on"),
    "announcements": ("decided_on", "held_on"),
    "tolerance": ("applied_on", "accepted_on", "verified_on", "concluded_on", "feedback_on", "feedback_organ_on", "filed_on"),
    "tolerance_people": ("concluded_on", "told_on"),
    "visits": ("decided_on", "announced_on", "last_visit_on"),
    "assessments": ("held_on", "forwarded_on"),
    "enquiries": ("received_on", "reply_on"),
}  # fmt: skip
"""Days on which something was done: none lies after the last day reported."""

_WORDS = {
    ("decisions", "form"): FORM_NAMES, ("visits", "form"): FORM_NAMES,
    ("visits", "dossier"): ("是", "否"),
    ("visits", "announced_in_time"): ("是", "否", EXCUSED, NOT_APPLICABLE),
    ("assessments", "reemployed"): ("是", "否"), ("assessments", "reoffended"): ("是", "否"),
}  # fmt: skip
"""Columns whose words are fixed, because the figures count them."""


def check_equations(book: CountyBook, span: tuple[str, str]) -> list[Finding]:
    """Every equation that a file must meet by itself; `span` are the first and the last day reported."""
    found: list[Finding] = []
    for ledger in book.ledgers.values():
        found += _names(ledger)
        found += _words(ledger)
        found += _states(ledger)
        found += _days(ledger, span)
        found += _repeated(ledger)
    if "visits" in book.ledgers:
        found += _visits(book.ledgers["visits"])
    found += _announced(book, span)
    found += _tolerance(book)
    found += _forms(book, span)
    found += _summary(book, span)
    found += [
        Finding(rule="check.disagrees", text=f"核对表“{name}”不一致。", sheet=sheet, row=row, key=f"check|{name}")
        for sheet, row, name in book.disagreeing
    ]  # fmt: skip
    return found


def at(ledger: LedgerRead, row: KeptRow, rule: str, text: str, *, column: str = "") -> Finding:
    """A finding at a row, or at one of its cells. What a verdict is kept by: the row and the column, not the place."""
    name = row.cells.get("name", "")
    mark = row.key or f"{name}{row.cells.get('document_number', '')}{row.cells.get('number', '')}"
    return Finding(
        rule=rule, text=text, sheet=ledger.sheet, row=row.id or 0, column=ledger.column_of(column) if column else 0,
        ledger=ledger.code, name=name, key=f"{ledger.code}|{mark}|{column}|{row.cells.get(column, '')}",
    )  # fmt: skip


def _names(ledger: LedgerRead) -> Iterator[Finding]:
    if not ledger.column_of("name"):
        return
    for row in ledger.rows:
        if not row.cells.get("name", "").strip():
            yield at(ledger, row, "name.missing", "没有填写姓名，这一行不能统计。", column="name")


def _words(ledger: LedgerRead) -> Iterator[Finding]:
    fixed = {key: words for (code, key), words in _WORDS.items() if code == ledger.code}
    fixed |= {state: tuple(STATES) for state, _, _ in _STATED.get(ledger.code, ())}
    for row in ledger.rows:
        for key, words in fixed.items():
            text = row.cells.get(key, "")
            if text and text not in words:
                said = f"“{text}”不是规定的用语，应为{'、'.join(w for w in words if w)}。"
                yield at(ledger, row, "word.unknown", said, column=key)


def _states(ledger: LedgerRead) -> Iterator[Finding]:
    """The word of a state against its limit and the day it was done."""
    stated = [s for s in _STATED.get(ledger.code, ()) if ledger.column_of(s[0])]
    for row in ledger.rows:
        get = row.cells.get
        for state, due, done in stated:
            text = contradiction(get(state, ""), get(due, ""), get(done, ""))
            if text:
                name = get("name", "")
                said = f"{name}：“{ledger.title_of(state)}”{text}。"
                yield at(ledger, row, "state.contradicts", said, column=state)


def contradiction(state: str, due: str, done: str) -> str:
    """What a state says that its days do not; '' where they agree. Days that are no days say nothing."""
    if not (_is_day(due) or not due) or not (_is_day(done) or not done):
        return ""
    if state in (DONE, LATE) and not done:
        return f"为“{state}”，但没有办结日期"
    if state == DONE and due and done > due:
        return f"为“{DONE}”，但办结日{done}晚于应办日{due}"
    if state == LATE and due and done <= due:
        return f"为“{LATE}”，但办结日{done}不晚于应办日{due}"
    return f"为“{state}”，但已有办结日{done}" if state in WAITING and done else ""


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-"


def _days(ledger: LedgerRead, span: tuple[str, str]) -> Iterator[Finding]:
    last = span[1]
    past = [key for key in _PAST.get(ledger.code, ()) if ledger.column_of(key)]
    ordered = _ORDERED.get(ledger.code, ())
    for row in ledger.rows:
        get = row.cells.get
        for key in past:
            day = get(key, "")
            if last and _is_day(day) and day > last:
                said = f"“{ledger.title_of(key)}”{day}晚于报告期末{last}。"
                yield at(ledger, row, "date.future", said, column=key)
        for before, after in ordered:
            first, then = get(before, ""), get(after, "")
            if _is_day(first) and _is_day(then) and first > then:
                said = f"“{ledger.title_of(after)}”{then}早于“{ledger.title_of(before)}”{first}。"
                yield at(ledger, row, "date.order", said, column=after)
        start, end = get("period_start", ""), get("period_end", "")
        if _is_day(start) and _is_day(end) and start > end:
            yield at(
                ledger, row, "period.order", f"影响期（处分期）止{end}早于起{start}。", column="period_end"
            )


def _repeated(ledger: LedgerRead) -> Iterator[Finding]:
    """The same line twice; the same person with the same document twice."""
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    people: dict[tuple[str, ...], int] = {}
    for row in ledger.rows:
        get = row.cells.get
        values = dict(row.cells)
        values.pop("seq", None)
        whole = tuple(values.items())
        first = seen.setdefault(whole, row.id or 0)
        if first != row.id:
            yield at(ledger, row, "row.twice", f"{get('name', '')}：与第{first}行完全相同。")
            continue
        document, number = get("document_number", ""), get("id_number", "")
        if ledger.code == "decisions" and document and number and "*" not in number:
            line = people.setdefault((number, document), row.id or 0)
            if line != row.id:
                said = f"{get('name', '')}：同一身份证号、同一文号{document}在第{line}行已登记。"
                yield at(ledger, row, "person.twice_here", said, column="id_number")


def _visits(ledger: LedgerRead) -> Iterator[Finding]:
    """Talks held have a last day; a last day has a talk."""
    if not (ledger.column_of("visits_held") and ledger.column_of("last_visit_on")):
        return
    for row in ledger.rows:
        held, day = row.cells.get("visits_held", ""), row.cells.get("last_visit_on", "")
        name = row.cells.get("name", "")
        if held.isdigit() and int(held) > 0 and not day:
            said = f"{name}：已回访{held}次，但没有最近回访日。"
            yield at(ledger, row, "visits.contradict", said, column="last_visit_on")
        elif day and held in ("", "0"):
            said = f"{name}：有最近回访日{day}，但已回访次数为{held or '空'}。"
            yield at(ledger, row, "visits.contradict", said, column="visits_held")


def _announced(book: CountyBook, span: tuple[str, str]) -> Iterator[Finding]:
    """Every decision of the month that must be announced stands in the ledger of announcements."""
    ledger, announced = book.ledgers.get("decisions"), book.ledgers.get("announcements")
    if ledger is None or announced is None or not announced.column_of("document_number"):
        return
    listed = Counter((r.cells.get("name", ""), r.cells.get("document_number", "")) for r in announced.rows)
    for row in ledger.rows:
        get = row.cells.get
        document = get("document_number", "")
        sanctioned = get("party_sanction", "") or get("admin_sanction", "")
        inside = span[0] <= get("decided_on", "") <= span[1]
        if inside and document and sanctioned and not listed[get("name", ""), document]:
            said = f"{get('name', '')}：{document}于本月作出，公开宣布台账没有列入。"
            yield at(ledger, row, "announce.missing", said, column="document_number")


def _tolerance(book: CountyBook) -> Iterator[Finding]:
    """Nobody is tolerated against the negative list or an exclusion; who is stands in both ledgers alike."""
    ledger = book.ledgers.get("tolerance")
    if ledger is None:
        return
    said_of: dict[str, set[str]] = {}
    for row in ledger.rows:
        get = row.cells.get
        conclusion = get("conclusion", "")
        if get("number"):
            said_of.setdefault(get("number", ""), set()).add(conclusion)
        for key in ("negative", "exclusions"):
            hit = get(key, "")
            if conclusion in _TOLERATED and hit not in _NONE:
                said = f"{get('name', '')}：“{ledger.title_of(key)}”为“{hit[:20]}”，结论却为“{conclusion}”。"
                yield at(ledger, row, "tolerance.negative", said, column="conclusion")
    people = book.ledgers.get("tolerance_people")
    for row in people.rows if people else ():
        number, conclusion = row.cells.get("number", ""), row.cells.get("conclusion", "")
        known = said_of.get(number)
        if people and number and conclusion and (known is None or conclusion not in known):
            there = f"为“{'、'.join(sorted(known - {''})) or '空'}”" if known else "没有这一件"
            said = f"{row.cells.get('name', '')}：{number}结论为“{conclusion}”，容错纠错台账{there}。"
            yield at(people, row, "tolerance.forms", said, column="conclusion")


def _forms(book: CountyBook, span: tuple[str, str]) -> Iterator[Finding]:
    """The sheet of four forms against the ledger of decisions; the month is part of the year."""
    seen = book.forms
    if seen is None or "decisions" not in book.ledgers or not seen.month:
        return
    counted = forms_of(book.rows("decisions"), span)
    for index, (shown, listed) in enumerate(zip(seen.month, counted, strict=True)):
        row, column = seen.cells[index]
        if shown != listed:
            said = f"{FORM_NAMES[index]}本月{shown}人次，处分决定执行台账为{listed}人次。"
            yield Finding(rule="forms.sum", text=said, sheet=seen.sheet, row=row, column=column)
    for index, (month, year) in enumerate(zip(seen.month, seen.year, strict=False)):
        row, column = seen.year_cells[index]
        if month > year:
            said = f"{FORM_NAMES[index]}本年累计{year}人次，少于本月{month}人次。"
            yield Finding(rule="forms.sum", text=said, sheet=seen.sheet, row=row, column=column)


def _summary(book: CountyBook, span: tuple[str, str]) -> Iterator[Finding]:
    """The total row of 汇总表 against a count of the ledgers."""
    if not book.summary:
        return
    counted = figures_of({code: ledger.rows for code, ledger in book.ledgers.items()}, span)
    for figure in FIGURES:
        shown = book.summary.get(figure.words)
        if shown is None or figure.ledger not in book.ledgers or figure.is_rate:
            continue
        value, row, column = shown
        if value != counted[figure.key]:
            said = f"“{figure.words}”合计为{value}，按台账计算为{counted[figure.key]}。"
            yield Finding(rule="summary.differs", text=said, sheet="汇总表", row=row, column=column)


def with_place(found: Iterable[Finding], book: CountyBook, county: str, county_name: str) -> list[Finding]:
    """The findings of a file with whose they are; what a verdict is kept by is of that county and month."""
    head = book.head
    return [
        replace(
            f, county=f.county or county, county_name=f.county_name or county_name, month=f.month or head.month,
            file=f.file or head.file, key=_key(f, county, head.month),
        )
        for f in found
    ]  # fmt: skip


def _key(found: Finding, county: str, month: str) -> str:
    """What a verdict is kept by: rules nobody can decide have none."""
    if not found.of.decidable:
        return ""
    if found.group == "people" and found.rule != "person.twice_here":
        return found.key
    return f"{county}|{month}|{found.key or f'{found.sheet}|{found.row}|{found.column}'}"


def totals_of(rows: Sequence[KeptRow], keys: Iterable[str]) -> dict[str, str]:
    """Sums of columns of figures as canonical texts; what is no figure counts nothing."""
    sums: dict[str, str] = {}
    for key in keys:
        total = Decimal(0)
        for row in rows:
            text = row.cells.get(key, "")
            if text:
                try:
                    total += Decimal(text.rstrip("%"))
                except InvalidOperation:
                    continue
        shown = format(total, "f")
        sums[key] = (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"
    return sums


def check_year(
    said: tuple[Sequence[int], Sequence[int]], before: Sequence[int], sheet: str, *, changed: int
) -> Iterator[Finding]:
    """累计＝上月累计＋本月: the four forms of the year against those of the month before (empty: the year begins). By as many
    as decisions were `changed` on review the sum may differ: a revoked one is no longer counted."""
    month, year = said
    earlier = before or (0,) * len(month)
    for index, (now, total, past) in enumerate(zip(month, year, earlier, strict=False)):
        if min(now, total, past) >= 0 and abs(total - past - now) > changed:
            text = f"{FORM_NAMES[index]}本年累计{total}人次，上月累计{past}人次加本月{now}人次为{past + now}人次。"
            yield Finding(rule="forms.year", text=text, sheet=sheet, key=f"forms.year|{index}|{total}")
