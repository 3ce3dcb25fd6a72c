"""上下月衔接: what a county's month must carry on from the last one that was accepted, and what its corrections say of it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.merge_equations import WAITING, at
from jzdesk.domain.merging import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jzdesk.domain.merging import CountyBook, LedgerRead
    from jzdesk.domain.month_rows import KeptRow

_KEPT = {
    "decisions": ("name", "id_number", "case_number", "filed_on", "decided_on", "document_number"),
    "announcements": ("name", "decided_on", "document_number", "held_on"),
    "visits": ("name", "sex", "birth_month"),
    "assessments": ("name", "held_on", "result"),
    "tolerance": ("number", "name", "applied_on", "concluded_on", "conclusion"),
}
"""Of each ledger: what does not change from one month to the next, once it has been said."""

_CHANGED_BY_REVIEW = frozenset({"decided_on", "document_number"})
_EXECUTED = ("told_state", "adjust_state", "archive_state", "report_state")
_RECONSIDERED = ("concluded_on", "conclusion")
_CHANGE = "变更"
_HIDDEN = "*"
_REPLACED = re.compile(r"变更，原决定(.+?号)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The month before as it was accepted: its rows by ledger, the span it covered, and which file that was."""

    month: str
    first: str
    last: str
    file: str
    sheets: Mapping[str, str]
    ledgers: Mapping[str, Sequence[KeptRow]]
    forms_year: Sequence[int] = ()

    def place(self, county: str, county_name: str, ledger: str, row: KeptRow) -> Place:
        """Where a row of it stands."""
        return Place(
            county=county, county_name=county_name, month=self.month, file=self.file, sheet=self.sheets.get(ledger, ""),
            row=row.id or 0,
        )  # fmt: skip


def check_carry(
    book: CountyBook, span: tuple[str, str], before: Before, county: str, county_name: str
) -> list[Finding]:
    """What was open at the end of the month before is there; what was open then was there; what was said stays said."""
    found: list[Finding] = []
    replaced = replaced_documents(book.rows("decisions"))
    corrected = {(c.ledger, c.name, c.column) for c in book.corrections}
    for code, ledger in book.ledgers.items():
        earlier = before.ledgers.get(code)
        if earlier is None:
            continue
        if not ledger.column_of("name") and not all(row.key for row in ledger.rows):
            continue  # nobody can be told from another; that the column is missing is said
        there = rows_before(earlier, ledger.rows)
        stayed = {id(old) for old in there.values()}
        for row in earlier:
            if (
                id(row) not in stayed
                and expected(code, row, span)
                and row.cells.get("document_number") not in replaced
            ):
                place = before.place(county, county_name, code, row)
                found.append(_vanished(ledger, row, place))
        for row in ledger.rows:
            old = there.get(id(row))
            if old is None:
                if _was_open(code, row, before):
                    said = f"{row.cells.get('name', '')}：上月（{before.month}）末尚未办结，上月的台账却没有列入。"
                    found.append(at(ledger, row, "carry.appeared", said))
                continue
            place = before.place(county, county_name, code, old)
            found += _changed(ledger, (old, row), place, corrected)
    return found


def replaced_documents(decisions: Sequence[KeptRow]) -> frozenset[str]:
    """The numbers of decisions that a review changed or revoked, as the notes of the newer ones say."""
    return frozenset(number for row in decisions for number in _REPLACED.findall(row.cells.get("note", "")))


def changes_in(decisions: Sequence[KeptRow], span: tuple[str, str]) -> int:
    """How many decisions of a span change an earlier one: by so many the year may differ from the sum of its months."""
    return sum(
        span[0] <= row.cells.get("decided_on", "") <= span[1]
        and bool(_REPLACED.search(row.cells.get("note", "")))
        for row in decisions
    )


def rows_before(
    earlier: Sequence[KeptRow], rows: Sequence[KeptRow], *, once: bool = False
) -> dict[int, KeptRow]:
    """For each row (by `id()`) the one it was in an earlier file: by its key, or by person and document where one of the two
    has no key, as in a file without a manifest and in a row added by hand. `once`: of equal rows each is one of its own."""
    by_key = {row.key: row for row in earlier if row.key}
    found = {id(row): by_key[row.key] for row in rows if row.key in by_key}
    taken = {id(old) for old in found.values()}
    waiting: defaultdict[str, list[KeptRow]] = defaultdict(list)
    for row in reversed(earlier):
        if id(row) not in taken:
            waiting[_named(row)].append(row)
    for row in rows:
        alike = waiting.get(_named(row)) if id(row) not in found else None
        if alike and not (alike[-1].key and row.key):
            found[id(row)] = alike.pop() if once or len(alike) > 1 else alike[0]
    return found


def mark_of(row: KeptRow) -> str:
    """The key of a row, or for one without it the person and the document."""
    return row.key or _named(row)


def _named(row: KeptRow) -> str:
    get = row.cells.get
    return f"{get('name', '')}|{get('document_number', '') or get('number', '')}|{get('id_number', '')}"


def expected(code: str, row: KeptRow, span: tuple[str, str]) -> bool:
    """Whether a row of the month before must stand in a month of that span as well."""
    get = row.cells.get
    if code == "announcements":
        return get("state", "") in WAITING and get("due_on", "") <= span[1]
    if code == "decisions":
        return any(get(state, "") in WAITING for state in _EXECUTED)
    if code == "visits":
        return get("period_end", "") >= span[0]
    if code == "assessments":
        return get("state", "") in WAITING and get("due_on", "") <= span[1]
    return code == "tolerance" and not get("conclusion")


def _was_open(code: str, row: KeptRow, before: Before) -> bool:
    """Whether a row that is new must have stood in the month before."""
    get = row.cells.get
    decided = get("decided_on", "")
    if code == "announcements":
        return bool(decided) and decided <= before.last and not ("" < get("held_on", "") <= before.last)
    if code == "visits":
        return bool(decided) and decided <= before.last and get("period_end", "9999") >= before.first
    return False


def _vanished(ledger: LedgerRead, row: KeptRow, place: Place) -> Finding:
    name = row.cells.get("name", "")
    number = row.cells.get("document_number", "") or row.cells.get("number", "")
    said = f"{name}{f'（{number}）' if number else ''}：上月末没有办结，本月“{ledger.title}”没有列入，请补列或者说明去向。"
    return Finding(
        rule="carry.vanished", text=said, sheet=ledger.sheet, ledger=ledger.code, name=name,
        key=f"{ledger.code}|{mark_of(row)}", others=(place,),
    )  # fmt: skip


def _changed(
    ledger: LedgerRead, pair: tuple[KeptRow, KeptRow], place: Place, corrected: set[tuple[str, str, str]]
) -> Iterator[Finding]:
    """Values that were said and are said otherwise, without a line of 更正情况."""
    old, new = pair
    for key in _KEPT.get(ledger.code, ()):
        before, now = old.cells.get(key, ""), new.cells.get(key, "")
        if (
            not before
            or before == now
            or (_HIDDEN in before) != (_HIDDEN in now)  # one of the two files is desensitised
            or not ledger.column_of(key)
            or (ledger.code, new.cells.get("name", ""), key) in corrected
        ):
            continue
        if key in _CHANGED_BY_REVIEW and _CHANGE in new.cells.get("note", ""):
            continue
        if key in _RECONSIDERED and "重新认定" in new.cells.get("objection", ""):
            continue
        said = (
            f"{new.cells.get('name', '')}：“{ledger.title_of(key)}”上月接收时为“{before}”，"
            f"本月为“{now or '空'}”，没有更正说明。"
        )
        found = at(ledger, new, "carry.changed", said, column=key)
        yield Finding(
            rule=found.rule, text=said, sheet=found.sheet, row=found.row, column=found.column, ledger=found.ledger,
            name=found.name, key=found.key, others=(place,),
        )  # fmt: skip


def check_corrections(
    book: CountyBook, accepted: Mapping[str, Mapping[str, Sequence[KeptRow]]]
) -> Iterator[Finding]:
    """Lines of 更正情况 against the months as they were accepted; `accepted` gives rows by month and ledger."""
    for line in book.corrections:
        kept = accepted.get(line.of_month)
        if kept is None:
            said = f"更正{line.of_month}的“{line.name}”：本单位没有接收过这个月的月报，无从核对。"
            yield Finding(
                rule="correction.unknown", text=said, sheet=line.sheet, row=line.row, name=line.name
            )
            continue
        rows = [
            row for row in kept.get(line.ledger, ())
            if (row.key == line.key if line.key else row.cells.get("name", "") == line.name)
        ]  # fmt: skip
        if not rows or not line.column:
            continue
        was = rows[0].cells.get(line.column, "")
        if all(row.cells.get(line.column, "") != line.before for row in rows):
            said = f"更正{line.of_month}的“{line.name}”：更正前写“{line.before or '空'}”，已接收的月报为“{was or '空'}”。"
            yield Finding(
                rule="correction.before", text=said, sheet=line.sheet, row=line.row, ledger=line.ledger, name=line.name,
                key=f"correction|{line.of_month}|{line.ledger}|{line.key}|{line.column}",
            )  # fmt: skip


def balance(before: Before, rows: Sequence[KeptRow], span: tuple[str, str]) -> tuple[int, int, int, int]:
    """(waiting at the end of the month before, new, announced or exempted, waiting now) of 公开宣布, by the rows alone."""
    waited = [r for r in before.ledgers.get("announcements", ()) if r.cells.get("state", "") in WAITING]
    new = [r for r in rows if span[0] <= r.cells.get("decided_on", "") <= span[1]]
    mine = {*rows_before(waited, rows), *map(id, new)}
    open_now = [r for r in rows if r.cells.get("state", "") in WAITING]
    closed = [r for r in rows if id(r) in mine and r.cells.get("state", "") not in WAITING]
    return len(waited), len(new), len(closed), len(open_now)
