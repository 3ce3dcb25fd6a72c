"""The rows of a foreign table as values of ours, each cell that is none with its problem."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import TYPE_CHECKING, Any

from jzdesk.domain import identity
from jzdesk.domain.problems import Problem
from jzdesk.domain.sheet_cells import is_blank
from jzdesk.domain.written_words import Doubted, Fault
from jzdesk.imports.row_store import RowStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jzdesk.domain.import_catalogue import Field
    from jzdesk.domain.sheet_cells import Cell, SheetRow
    from jzdesk.imports.left_rows import LeftRow
    from jzdesk.imports.table_reading import Sighting

_REMEMBERED = 40_000
_UNIT_POST = "unit_post"


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One record of the table: its number in the sheet, its values by field (a field that is not there was left empty), what is
    wrong with it, and its cells as they stand."""

    number: int
    values: Mapping[str, Any]
    problems: tuple[Problem, ...]
    cells: tuple[Cell, ...]
    hidden: bool = False

    @property
    def is_grave(self) -> bool:
        """Whether it cannot be taken as it is."""
        return any(problem.grave for problem in self.problems)


@dataclass(slots=True)
class Column:
    """A column that is read."""

    number: int
    field: Field
    read: Callable[[Cell], Any]
    known: dict[str, Any] = made_by(default_factory=dict)

    def value(self, cell: Cell) -> Any:
        """What a cell comes to; texts that were read before are remembered."""
        if type(cell) is not str:
            return self.read(cell)
        found = self.known.get(cell, self)
        if found is self:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            found = self.known[cell] = self.read(cell)
        return found


class TableReading:
    """A table that was read: its records in any order, the rows that are none, and every problem. It needs the file no more."""

    def __init__(
        self,
        sighting: Sighting,
        columns: Sequence[Column],
        *,
        beside: Mapping[int, Sequence[int]],
        sheet_problems: Sequence[Problem],
    ) -> None:
        self.sighting = sighting
        self.left: tuple[LeftRow, ...] = ()
        self.sheet_problems = tuple(sheet_problems)
        self._columns = tuple(columns)
        self._number_of = {column.field.key: column.number for column in columns}
        self._required = [
            (column.field, column.number)
            for column in columns
            if column.field.required and column.field.role == "value"
        ]
        self._beside = beside
        self._store = RowStore()
        self._tallied: tuple[Counter[str], int] | None = None

    def add(self, row: SheetRow) -> None:
        """A record more."""
        self._store.add(row)

    def __len__(self) -> int:
        return len(self._store)

    def __getitem__(self, at: int) -> ParsedRow:
        return self._parsed(self._store[at])

    def __iter__(self) -> Iterator[ParsedRow]:
        for row in self._store:
            yield self._parsed(row)

    def raw(self, at: int) -> SheetRow:
        """A record as the sheet has it."""
        return self._store[at]

    def around(self, at: int, *, before: int = 1, after: int = 1) -> tuple[SheetRow, ...]:
        """The record and its neighbours, as the sheet has them."""
        return tuple(self._store[one] for one in range(max(0, at - before), min(len(self), at + after + 1)))

    @property
    def problems(self) -> Iterator[Problem]:
        """All problems, as one goes through the sheet."""
        yield from self.sheet_problems
        for row in self:
            yield from row.problems

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each rule found something."""
        return self._tally()[0]

    @property
    def grave(self) -> int:
        """Records that cannot be taken as they are."""
        return self._tally()[1]

    def _tally(self) -> tuple[Counter[str], int]:
        if self._tallied is None:
            counts, grave = Counter(problem.rule for problem in self.sheet_problems), 0
            for row in self:
                if row.problems:
                    counts.update(problem.rule for problem in row.problems)
                    grave += row.is_grave
            self._tallied = counts, grave
        return self._tallied

    # ---- one record

    def _parsed(self, row: SheetRow) -> ParsedRow:
        values: dict[str, Any] = {}
        faults: list[tuple[int, str, Fault]] = []
        cells, width = row.cells, len(row.cells)
        for column in self._columns:
            if column.number > width:
                continue
            cell = cells[column.number - 1]
            if cell is None:
                continue
            found = column.value(cell)
            if found is None:
                continue
            kind = type(found)
            if kind is Fault:
                faults.append((column.number, column.field.key, _said(column, found)))
                continue
            if kind is Doubted:
                faults.append((column.number, column.field.key, found.fault))
                found = found.value
            if column.field.kind == _UNIT_POST:
                _split(values, found)
            else:
                values[column.field.key] = found
        self._missing(values, faults, cells)
        if "id_number" in values:
            self._contradictions(values, faults)
        if row.hidden:
            faults.append(
                (0, "", Fault("row.hidden", "这一行已隐藏或者被筛选掉，仍按内容读入，请核对。", grave=False))
            )
        for column_number in self._beside.get(row.number, ()):
            said = "与左边的单元格合并，内容只按最左一栏读入，请核对。"
            faults.append((column_number, "", Fault("cell.merged", said, grave=False)))
        problems = tuple(
            self._problem(row.number, *fault) for fault in sorted(faults, key=lambda one: one[0])
        )
        return ParsedRow(row.number, values, problems, cells, row.hidden)

    def _missing(
        self, values: Mapping[str, Any], faults: list[tuple[int, str, Fault]], cells: tuple[Cell, ...]
    ) -> None:
        for asked, number in self._required:
            if asked.key in values or any(key == asked.key for _, key, _fault in faults):
                continue
            cell = cells[number - 1] if number <= len(cells) else None
            said = "为空" if is_blank(cell) else "没有写明"
            faults.append(
                (number, asked.key, Fault("required.missing", f"“{asked.title}”{said}，这一栏必须填写。"))
            )

    def _contradictions(self, values: Mapping[str, Any], faults: list[tuple[int, str, Fault]]) -> None:
        """What the ID number says otherwise than its neighbours."""
        number = values["id_number"]
        sex, birth = values.get("sex"), values.get("birth")
        if sex in ("1", "2") and sex != identity.sex_of(number):
            said = f"性别为{'男' if sex == '1' else '女'}，与身份证号不一致，请核对。"
            faults.append((self._number_of["sex"], "sex", Fault("id.sex_differs", said)))
        if birth:
            written = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
            if not written.startswith(birth):
                said = f"出生日期为{birth}，与身份证号中的{written}不一致，请核对。"
                faults.append((self._number_of["birth"], "birth", Fault("id.birth_differs", said)))

    def _problem(self, row: int, column: int, key: str, fault: Fault) -> Problem:
        return Problem(
            rule=fault.rule, text=fault.text, file=self.sighting.file, sheet=self.sighting.sheet, row=row, column=column, field=key,
            grave=fault.grave,
        )  # fmt: skip


def _said(column: Column, fault: Fault) -> Fault:
    """The fault under the title of its column; what is only compared stands in nobody's way."""
    text = fault.text if fault.rule[:3] == "id." else f"“{column.field.title}”栏：{fault.text}"
    return Fault(fault.rule, text, fault.grave and column.field.role != "check")


def _split(values: dict[str, Any], found: tuple[str, str]) -> None:
    unit, post = found
    values.setdefault("unit_name", unit)
    if post:
        values.setdefault("post", post)
