"""重报: what a file sent anew says otherwise than the one before it, row by row and cell by cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.merge_carry import rows_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.domain.merging import Finding, LedgerRead
    from jzdesk.domain.month_rows import KeptRow

ADDED, CHANGED, VANISHED = "added", "changed", "vanished"
KIND_NAMES = {ADDED: "新增", CHANGED: "修改", VANISHED: "删去"}
_SERIAL = "seq"
MOST_TOLD = 1000
"""So many findings of one rule in one sheet are listed one by one; the others are only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One row that came or went, or one value of a row that reads otherwise. `row` is its place in the newer file, of a row
    that went its place in the older one; `column` is the heading."""

    ledger: str
    sheet: str
    key: str
    name: str
    kind: str
    row: int
    column: str = ""
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """It as a whole sentence."""
        where = f"“{self.sheet}”第{self.row}行{self.name}"
        if self.kind == ADDED:
            return f"{where}：新增一行。"
        if self.kind == VANISHED:
            return f"{where}：原有的一行已删去。"
        return f"{where}：“{self.column}”由“{self.before or '空'}”改为“{self.after or '空'}”。"


def changes_between(old: Mapping[str, LedgerRead], new: Mapping[str, LedgerRead]) -> tuple[RowChange, ...]:
    """Everything a newer file says otherwise."""
    found: list[RowChange] = []
    for code in dict.fromkeys((*new, *old)):
        before, after = old.get(code), new.get(code)
        ledger = after or before
        if ledger is not None:
            found += _of_ledger(ledger, before.rows if before else (), after.rows if after else ())
    return tuple(found)


def _of_ledger(ledger: LedgerRead, old: Sequence[KeptRow], new: Sequence[KeptRow]) -> Iterator[RowChange]:
    there = rows_before(old, new, once=True)
    for row in new:
        earlier = there.get(id(row))
        if earlier is None:
            yield _change(ledger, row, ADDED)
            continue
        for key in dict.fromkeys((*earlier.cells, *row.cells)):
            was, now = earlier.cells.get(key, ""), row.cells.get(key, "")
            if was != now and key != _SERIAL:
                yield _change(ledger, row, CHANGED, column=ledger.title_of(key), values=(was, now))
    stayed = {id(row) for row in there.values()}
    for row in old:
        if id(row) not in stayed:
            yield _change(ledger, row, VANISHED)


def _change(
    ledger: LedgerRead, row: KeptRow, kind: str, *, column: str = "", values: tuple[str, str] = ("", "")
) -> RowChange:
    return RowChange(
        ledger=ledger.code, sheet=ledger.sheet, key=row.key, name=row.cells.get("name", ""), kind=kind, row=row.id or 0,
        column=column, before=values[0], after=values[1],
    )  # fmt: skip


def counts_of(changes: Iterable[RowChange]) -> tuple[int, int, int]:
    """Rows added, changed and vanished."""
    rows: dict[str, set[tuple[str, int, str]]] = {kind: set() for kind in KIND_NAMES}
    for change in changes:
        rows[change.kind].add((change.ledger, change.row, change.key))
    return len(rows[ADDED]), len(rows[CHANGED]), len(rows[VANISHED])


def told(found: Sequence[Finding], most: int = MOST_TOLD) -> list[Finding]:
    """The findings with a limit for each rule and sheet; the last of those listed says how many more there are."""
    sums = Counter((item.rule, item.sheet) for item in found)
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for item in found:
        place = item.rule, item.sheet
        seen[place] += 1
        if seen[place] < most or sums[place] <= most:
            kept.append(item)
        elif seen[place] == most:
            kept.append(
                replace(
                    item, text=f"{item.text.rstrip('。')}；同类问题另有{sums[place] - most}处，没有逐一列出。"
                )
            )
    return kept
