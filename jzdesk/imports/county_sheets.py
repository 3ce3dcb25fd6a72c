"""A sheet of a county's workbook: which ledger it is, where its heading stands, which column is which, and its rows.

Everything goes by the words over the columns, nothing by positions: a county may have moved, inserted or left out columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.canonical import canonical_cell
from jzdesk.domain.merge_values import FIGURES, number_problem, odd_problem, text_problem
from jzdesk.domain.merging import Finding, LedgerRead, SeenColumn
from jzdesk.domain.month_rows import KeptRow
from jzdesk.domain.sheet_cells import Odd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.domain.merging import ColumnPlan, LedgerPlan
    from jzdesk.domain.sheet_cells import Cell, SheetRow

HEAD_WITHIN = 15
"""Rows among which a heading is looked for."""
_ENOUGH = 0.5
"""The share of a ledger's columns whose names must stand over a sheet that is not called like it."""
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计"})
_SERIAL = "seq"
_REMEMBERED = 10_000
"""Cells of a column whose text is remembered: days and figures come often."""


def bare(text: object) -> str:
    """Words without blanks and line breaks, which a heading has where it pleases."""
    return "".join(str(text).split()).replace("(", "（").replace(")", "）") if text is not None else ""


@dataclass(frozen=True, slots=True)
class Titled:
    """A column of a heading as it reads: the words over it and, of two rows, those above them."""

    column: int
    title: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The rows of a heading and the columns it names."""

    first: int
    last: int
    columns: tuple[Titled, ...]


@dataclass(slots=True)
class RawSheet:
    """The rows of a sheet as they are stored."""

    title: str
    rows: list[SheetRow] = field(default_factory=list)

    def row(self, number: int) -> SheetRow | None:
        """A row by its number; None for an empty one."""
        return next((row for row in self.rows if row.number == number), None)


def headings(rows: Sequence[SheetRow]) -> Iterator[Heading]:
    """Every row among the first that could be the last of a heading, alone or with the one above it."""
    by_number = {row.number: row for row in rows[:HEAD_WITHIN]}
    for number, lower in by_number.items():
        upper = by_number.get(number - 1)
        yield Heading(number, number, tuple(_titled((), lower.cells)))
        if upper is not None:
            yield Heading(number - 1, number, tuple(_titled(upper.cells, lower.cells)))


def _titled(upper: Sequence[Cell], lower: Sequence[Cell]) -> Iterator[Titled]:
    above = ""
    for index in range(max(len(upper), len(lower))):
        top = bare(upper[index]) if index < len(upper) else ""
        low = bare(lower[index]) if index < len(lower) else ""
        above = top or above
        if low:
            yield Titled(index + 1, low, above)
        elif top:
            yield Titled(index + 1, top)
            above = ""  # a heading over both rows is no group of what stands beside it


def find_heading(found: Sequence[Heading], plan: LedgerPlan) -> tuple[Heading | None, int]:
    """Of the `headings` of a sheet the one that names most columns of a ledger, and how many of them."""
    wanted = {(bare(c.group), bare(c.title)) for c in plan.columns}
    leaves = {title for _, title in wanted}
    best: tuple[tuple[int, int], Heading | None] = ((0, 0), None)
    for heading in found:
        exact = sum((t.group, t.title) in wanted for t in heading.columns)
        close = len({t.title for t in heading.columns} & leaves)
        if (close, exact) > best[0]:
            best = (close, exact), heading
    return best[1], best[0][0]


def ledger_of(raw: RawSheet, plans: Mapping[str, LedgerPlan]) -> tuple[LedgerPlan | None, Heading | None]:
    """Which ledger a sheet is: by its name, else by the words over its columns."""
    found, title = list(headings(raw.rows)), bare(raw.title)
    for plan in plans.values():
        if bare(plan.title) == title:
            heading, named = find_heading(found, plan)
            return plan, heading if named * 3 >= len(plan.columns) else None
    best: tuple[float, LedgerPlan | None, Heading | None] = (_ENOUGH, None, None)
    for plan in plans.values():
        heading, named = find_heading(found, plan)
        share = named / len(plan.columns)
        if share > best[0]:
            best = share, plan, heading
    return best[1], best[2]


def match(plan: LedgerPlan, heading: Heading) -> tuple[SeenColumn, ...]:
    """Each column of the heading with the key of the ledger it holds, '' where it is none of them. A column by its own words
    and those above, then by its own alone where only one is left that is called so."""
    taken: dict[int, ColumnPlan] = {}
    left = list(plan.columns)
    for titled in heading.columns:
        found = next(
            (c for c in left if (bare(c.group), bare(c.title)) == (titled.group, titled.title)), None
        )
        if found:
            taken[titled.column] = found
            left.remove(found)
    for titled in heading.columns:
        if titled.column in taken:
            continue
        named = [c for c in left if bare(c.title) == titled.title] or _worded(left, titled)
        if len(named) == 1 or (named and titled.group and bare(named[0].group) == titled.group):
            taken[titled.column] = named[0]
            left.remove(named[0])
    return tuple(_seen(titled, taken.get(titled.column)) for titled in heading.columns)


def _worded(left: Sequence[ColumnPlan], titled: Titled) -> list[ColumnPlan]:
    """Columns whose words the county chose ('{{poll.good}}' in the plan): by the words above them, in their order."""
    return [c for c in left if c.title.startswith("{{") and c.group and bare(c.group) == titled.group]


def _seen(titled: Titled, plan: ColumnPlan | None) -> SeenColumn:
    if plan is None:
        return SeenColumn(titled.column, "", titled.title, titled.group)
    return SeenColumn(titled.column, plan.key, titled.title, titled.group, plan.kind)


def is_data(row: SheetRow, serial: int) -> bool:
    """Whether a row below the heading is one of the ledger: not the word 无, a total, a note or the line of signatures."""
    filled = ((at, cell) for at, cell in enumerate(row.cells, 1) if cell is not None and cell != "")
    (column, cell), second = next(filled, (0, None)), next(filled, None)
    if second is None:
        return False
    first = bare(cell)
    return first not in _TOTALS and not (serial and column == serial and first in ("无", "合计"))


def kept_rows(
    rows: Iterable[SheetRow], columns: Sequence[SeenColumn], report: list[Finding], *, sheet: str, code: str
) -> list[KeptRow]:
    """The rows as canonical texts; what is the matter with a cell goes to `report`. The `id` of a row is its number in the
    sheet, its key is not known yet."""
    plan: list[tuple[int, str, str, dict[tuple[type, Cell], tuple[str, str, str]]]]
    plan = [(column.column - 1, column.key, column.kind, {}) for column in columns if column.key]
    kept = []
    for row in rows:
        texts: dict[str, str] = {}
        cells, width = row.cells, len(row.cells)
        for at, key, kind, met in plan:
            if at >= width:
                continue
            value = cells[at]
            if value is None or value == "":
                continue
            if type(value) is str and kind == "text" and "_x" not in value and "\r" not in value:
                texts[key] = value
                continue
            known = value.__class__, value
            if known not in met:
                if len(met) > _REMEMBERED:
                    met.clear()
                met[known] = _held(kind, value)
            texts[key], rule, said = met[known]
            if rule:
                _report(report, rule, said, (sheet, code, row.number, at + 1))
        kept.append(KeptRow(subject="row", id=row.number, cells=texts))
    return kept


def _held(kind: str, value: Cell) -> tuple[str, str, str]:
    """The canonical text of a cell that holds something, and (rule, sentence) where it may not stand in such a column."""
    if isinstance(value, str):
        rule, said = text_problem(kind, value)
        return canonical_cell(value, kind), rule, said
    if isinstance(value, Odd):
        return value.text, *odd_problem(value.kind, value.text)
    rule, said = number_problem(kind, value) if kind in FIGURES or kind == "id" else ("", "")
    return canonical_cell(value, kind), rule, said


def _report(report: list[Finding], rule: str, text: str, place: tuple[str, str, int, int]) -> None:
    sheet, code, row, column = place
    report.append(Finding(rule=rule, text=text, sheet=sheet, ledger=code, row=row, column=column))


def read_ledger(
    raw: RawSheet, plan: LedgerPlan, heading: Heading
) -> tuple[LedgerRead, list[SheetRow], list[Finding]]:
    """A ledger of a sheet, its data rows as stored, and what is the matter with its cells."""
    columns = match(plan, heading)
    serial = next((c.column for c in columns if c.key == _SERIAL), 0)
    data = [row for row in raw.rows if row.number > heading.last and is_data(row, serial)]
    found: list[Finding] = []
    rows = kept_rows(data, columns, found, sheet=raw.title, code=plan.code)
    read = LedgerRead(
        code=plan.code, title=plan.title, sheet=raw.title, columns=columns, rows=rows, first=heading.first, last=heading.last
    )  # fmt: skip
    return read, data, found


def structure(read: LedgerRead, plan: LedgerPlan) -> Iterator[Finding]:
    """Columns that are missing, twice, inserted or moved against the plan of a ledger."""
    keys = [column.key for column in read.columns if column.key]
    for column in plan.columns:
        if column.key not in keys and not column.title.startswith("{{"):
            yield Finding(
                rule="column.missing", text=f"“{plan.title}”缺少“{_named(column.group, column.title)}”栏。",
                sheet=read.sheet, row=read.last, ledger=read.code,
            )  # fmt: skip
    known = {(bare(c.group), bare(c.title)) for c in plan.columns}
    order = {column.key: at for at, column in enumerate(plan.columns)}
    highest = -1
    for seen in read.columns:
        named = _named(seen.group, seen.title)
        if not seen.key:
            twice = (seen.group, seen.title) in known
            rule, said = (
                ("column.twice", "有两处") if twice else ("column.inserted", "是表样里没有的，没有汇总")
            )
            yield _of_column(read, seen, rule, f"{seen.letter}列“{named}”栏{said}。")
            continue
        if order[seen.key] < highest:
            yield _of_column(read, seen, "column.moved", f"“{named}”栏移到了{seen.letter}列，已按栏名读取。")
        highest = max(highest, order[seen.key])


def _of_column(read: LedgerRead, column: SeenColumn, rule: str, text: str) -> Finding:
    return Finding(
        rule=rule, text=text, sheet=read.sheet, row=read.last, column=column.column, ledger=read.code
    )


def _named(group: str, title: str) -> str:
    return f"{bare(group)}·{bare(title)}" if group else bare(title)
