"""One ledger in its sheet: where its rows stand, how they are written, and how formulas name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.exports.cells import (
    MAX_ROWS,
    ColumnPlan,
    Formula,
    capacity_of,
    letter_of,
    line_height,
    row_xml,
    stream_rows,
)
from jzdesk.exports.errors import ExportError
from jzdesk.exports.month_parts import LedgerPlace, PlacedColumn
from jzdesk.exports.moved_formulas import moved
from jzdesk.exports.row_layout import Layout
from jzdesk.exports.summary import FILLED, holds, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jzdesk.exports.ledgers import Kind, LedgerDef
    from jzdesk.exports.template import Template, TemplateCell, TemplateRow

NOTHING = "无"
_SERIAL = "seq"
_TALL = 22.0


def quoted_sheet(title: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + title.replace("'", "''") + "'"


@dataclass(slots=True)
class LedgerBlock:
    """The rows of one ledger, laid out in the template's sheet by the tokens of its sample row."""

    definition: LedgerDef
    template: Template
    rows: Sequence[Mapping[str, object]]
    title: str = field(init=False)
    sample: TemplateRow = field(init=False)
    layout: Layout = field(init=False)
    letters: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        sheet, self.sample = self.template.sheet_of(self.definition.code)
        self.title = sheet.title
        cells = self.sample.by_token(self.definition.code)
        unknown = sorted(set(cells) - set(self.definition.keys))
        if unknown:
            raise ExportError(
                f"月报模板“{self.title}”样行里的栏目{unknown[0]}不在ledgers.toml中。", "template"
            )
        if len(self.rows) + self.sample.number + 100 > MAX_ROWS:
            raise ExportError(f"“{self.title}”有{len(self.rows)}行，一张工作表放不下，请分开导出。")
        self.letters = {key: letter_of(cell.column) for key, cell in cells.items()}
        self.layout = Layout(sheet, {self.sample.number: max(len(self.rows), 1)})

    @property
    def first(self) -> int:
        """The number of the first data row."""
        return self.layout.start(self.sample.number)

    @property
    def last(self) -> int:
        """The number of the last data row (of the one saying 无 where there is none)."""
        return self.layout.end(self.sample.number)

    def area(self) -> str:
        """All data cells, as a range of the sheet itself."""
        columns = sorted(cell.column for cell in self.sample.cells)
        return f"{letter_of(columns[0])}{self.first}:{letter_of(columns[-1])}{self.last}"

    def place(self) -> LedgerPlace:
        """Where it stands, for what is told about it elsewhere."""
        kinds = {column.key: column for column in self.definition.columns}
        sheet = self.layout.sheet
        columns = tuple(
            PlacedColumn(key, kinds[key].title, letter, kinds[key].kind, sheet.is_hidden(letter))
            for key, letter in self.letters.items()
        )
        return LedgerPlace(self.definition.code, self.title, columns, self.first, self.last, self.rows)

    def ref(self, key: str) -> str:
        """The cells of a column as formulas of any sheet name them."""
        if key not in self.letters:
            raise ExportError(
                f"月报模板“{self.title}”缺少栏目{{{{{self.definition.code}.{key}}}}}，汇总表无法计算。",
                "template",
            )
        letter = self.letters[key]
        return f"{quoted_sheet(self.title)}!${letter}${self.first}:${letter}${self.last}"

    def count(self) -> Formula:
        """How many rows there are."""
        value = sum(holds(row.get("name"), FILLED) for row in self.rows)
        return Formula(f"COUNTIF({self.ref('name')},{quoted(FILLED)})", value)

    def last_serial(self) -> Formula:
        """The highest serial number."""
        serials = [row.get(_SERIAL, number) for number, row in enumerate(self.rows, 1)]
        value = max((serial for serial in serials if isinstance(serial, int)), default=0)
        return Formula(f"MAX({self.ref(_SERIAL)})", value)

    def xml(self, tick: Callable[[], None]) -> Iterator[str]:
        """The rows as XML; `tick` is called after each."""
        least = self.sample.height or _TALL
        if not self.rows:
            yield self._nothing(least)
            return
        plans = [self._plan(cell) for cell in self.sample.cells]
        own = {f"empty {letter_of(c.column)}": c.value for c in self.sample.cells if isinstance(c.value, Formula)}
        rows = self._with_formulas(own) if own else self._numbered()
        for row in stream_rows(plans, rows, first=self.first, least=least):
            yield row
            tick()

    def _plan(self, cell: TemplateCell) -> ColumnPlan:
        key = cell.token.rpartition(".")[2]
        kind: Kind = next((c.kind for c in self.definition.columns if c.key == key), "text")
        fits = capacity_of(cell.width, cell.size, self.template.base_size) if kind == "text" else 0
        letter = letter_of(cell.column)
        return ColumnPlan(key or f"empty {letter}", letter, cell.style, kind, fits, line_height(cell.size))

    def _numbered(self) -> Iterator[Mapping[str, object]]:
        """The rows, with a serial number where the service gave none; a key that is no column is refused."""
        known = frozenset(self.definition.keys)
        hidden = known - set(self.letters)  # columns the county took out of its template
        for number, row in enumerate(self.rows, 1):
            made = row if _SERIAL in row or _SERIAL in hidden else {_SERIAL: number, **row}
            yield {key: value for key, value in made.items() if key not in hidden} if hidden else made

    def _with_formulas(self, own: Mapping[str, Formula]) -> Iterator[Mapping[str, object]]:
        """The rows with the formulas the county has in its sample row, each for its own row."""
        at = self.sample.number
        for number, row in enumerate(self._numbered(), self.first):

            def here(_sheet: str, row: int, _is_end: bool, to: int = number) -> int:
                return to if row == at else row

            yield {**row, **{key: Formula(moved(formula.text, here)) for key, formula in own.items()}}

    def _nothing(self, least: float) -> str:
        """A month without entries says so in its first column; nothing there can be counted as a person."""
        first = self.sample.cells[0].column
        cells = [(c.column, c.style, NOTHING if c.column == first else None) for c in self.sample.cells]
        return row_xml(self.first, least, cells)
