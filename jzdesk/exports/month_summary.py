"""汇总表 laid out: a total, then each level with its units, every figure a live formula over the ledgers."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from jzdesk.exports import summary
from jzdesk.exports.cells import Formula, capacity_of, height_for, letter_of, line_height, lines_of, row_xml
from jzdesk.exports.errors import ExportError
from jzdesk.exports.ledger_block import quoted_sheet
from jzdesk.exports.row_layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.exports.ledger_block import LedgerBlock
    from jzdesk.exports.summary import SummaryColumn
    from jzdesk.exports.template import Template, TemplateCell

SUBTOTAL, TOTAL = "小　计", "合　计"
_EXTRA = ("level", "unit", "match_level", "match_unit")


class SummarySheet:
    """汇总表. Rows of the sheet after the total: per level one subtotal row and one row a unit."""

    def __init__(
        self, units: Iterable[tuple[str, str]], blocks: Mapping[str, LedgerBlock], template: Template, *, days: tuple[date, date],
        grades: tuple[Sequence[str], Sequence[str]],
    ) -> None:  # fmt: skip
        """`days`: the first and the last of the span; `grades`: the words of visits and of assessments, the best first."""
        self._days = days
        self._blocks = blocks
        self._base = template.base_size
        ledgers = {code: block.rows for code, block in blocks.items() if "unit" in block.definition.keys}
        self.units = summary.all_units(units, ledgers)
        self._sheet, self._unit_row = template.sheet_of("sum_unit")
        self._cells = self._unit_row.by_token("sum_unit")
        columns = [c for c in summary.columns_for(*grades) if c.key in self._cells or c.key not in summary.OPTIONAL]
        self._columns = {column.key: column for column in columns}
        self._tally = summary.tally(ledgers, days, of=columns)
        self._level_row = template.sheet_of("sum_level")[1]
        self._total_row = template.sheet_of("sum_total")[1]
        self.title = self._sheet.title
        missing = [key for key in (*_EXTRA, *self._columns) if key not in self._cells]
        if missing:
            raise ExportError(
                f"月报模板“{self.title}”缺少{{{{sum_unit.{missing[0]}}}}}（不需要的栏可以隐藏）。", "template"
            )
        self._levels = [
            (level, list(group)) for level, group in groupby(self.units, key=lambda pair: pair[0].casefold())
        ]
        rows = len(self.units) + len(self._levels)
        self.layout = Layout(self._sheet, {self._level_row.number: rows, self._unit_row.number: 0})

    def figures(self) -> dict[str, Any]:
        """The figures of the total row."""
        return self._figures(self.units)

    def total(self, key: str) -> Formula:
        """The total of a column, as formulas of other sheets name it."""
        row = self.layout.start(self._total_row.number)
        return Formula(f"{quoted_sheet(self.title)}!${self._letter(key)}${row}", self.figures()[key])

    def count(self, key: str) -> Formula:
        """The same count straight from the ledger, past the units."""
        column = self._columns[key]
        make = (
            summary.visited_formula(self._ref, ())
            if column.how == "visited"
            else summary.count_formula(column, self._ref, fixed=(), days=self._days)
        )
        return Formula(make, sum(self._tally[key].values()))

    def tokens(self) -> dict[str, Any]:
        """What fills the total row, and the words over the columns of grades."""
        row = self.layout.start(self._total_row.number)
        starts = [self._rows_of(index)[0] for index in range(len(self._levels))]
        made: dict[str, Any] = {"sum_total.level": TOTAL, "sum_total.unit": ""}
        made |= self._grade_words()
        figures = self.figures()
        for key, column in self._columns.items():
            if column.how in ("rate", "rest"):
                made[f"sum_total.{key}"] = self._derived(column, figures, row)
                continue
            parts = "+".join(f"{self._letter(key)}{start}" for start in starts)
            made[f"sum_total.{key}"] = Formula(parts, figures[key]) if parts else 0
        return made

    def hide_unused(self) -> None:
        """Hide the columns of grades that are not in use; they stay in the sheet for other months."""
        for key, column in self._columns.items():
            if column.how == "count" and not column.ways:
                self._sheet.hide(self._cells[key].column)

    def _grade_words(self) -> dict[str, str]:
        made = {}
        for key, prefix in (("grade", "visit_grade"), ("result", "assessment_grade")):
            for number in range(1, summary.SLOTS + 1):
                column = self._columns[f"{key}_{number}"]
                made[f"{prefix}.{number}"] = column.title if column.ways else ""
        return made

    def xml(self) -> dict[int, Iterable[str]]:
        """The repeated rows by template row."""
        return {self._level_row.number: self._rows(), self._unit_row.number: ()}

    def _rows_of(self, index: int) -> tuple[int, int, int]:
        """Of a level: the row of its subtotal, of its first and of its last unit."""
        before = sum(len(units) + 1 for _, units in self._levels[:index])
        start = self.layout.start(self._level_row.number) + before
        return start, start + 1, start + len(self._levels[index][1])

    def _rows(self) -> Iterator[str]:
        for index, (_, units) in enumerate(self._levels):
            start, first, last = self._rows_of(index)
            yield self._level_xml(units, start, first, last)
            for offset, (level, unit) in enumerate(units):
                yield self._unit_xml(level, unit, first + offset)

    def _level_xml(self, units: Sequence[tuple[str, str]], row: int, first: int, last: int) -> str:
        figures = self._figures(units)
        values: dict[str, Any] = {"level": units[0][0] or summary.NO_LEVEL, "unit": SUBTOTAL}
        for key, column in self._columns.items():
            letter = self._letter(key)
            if column.how in ("rate", "rest"):
                values[key] = self._derived(column, figures, row)
            else:
                values[key] = Formula(f"SUM({letter}{first}:{letter}{last})", figures[key])
        return self._row("sum_level", self._level_row.by_token("sum_level"), values, row)

    def _unit_xml(self, level: str, unit: str, row: int) -> str:
        figures = self._figures([(level, unit)])
        values: dict[str, Any] = {"level": level or summary.NO_LEVEL, "unit": unit or summary.NO_UNIT}
        exact, matched = [], []
        for key, name, text in (("level", "unit_level", level), ("unit", "unit", unit)):
            cell = f"${self._letter(key)}{row}"
            if text:
                values[f"match_{key}"] = Formula(summary.match_formula(cell), summary.match_value(text))
            exact.append((name, cell if text else '""'))
            matched.append((name, f"${self._letter(f'match_{key}')}{row}" if text else ""))
        for key, column in self._columns.items():
            if column.how in ("rate", "rest"):
                values[key] = self._derived(column, figures, row)
            elif column.how == "visited":
                text = summary.visited_formula(self._ref, exact)
                values[key] = Formula(text, figures[key])
            else:
                text = summary.count_formula(column, self._ref, fixed=matched, days=self._days)
                values[key] = Formula(text, figures[key])
        return self._row("sum_unit", self._cells, values, row)

    def _row(
        self, prefix: str, cells: Mapping[str, TemplateCell], values: Mapping[str, Any], row: int
    ) -> str:
        template = self._unit_row if prefix == "sum_unit" else self._level_row
        filled = [(c.column, c.style, values.get(c.token.partition(".")[2])) for c in template.cells]
        name = cells["unit"] if "unit" in cells else self._cells["unit"]
        lines = lines_of(str(values["unit"]), capacity_of(name.width, name.size, self._base))
        least = template.height or 0.0
        return row_xml(row, max(least, height_for(lines, line_height(name.size))), filled)

    def _figures(self, units: Iterable[tuple[str, str]]) -> dict[str, Any]:
        keys = [summary.folded(*unit) for unit in units]
        found: dict[str, Any] = {}
        for key, column in self._columns.items():
            if column.how in ("rate", "rest"):
                found[key] = summary.derived(column, found, str).value
            else:
                found[key] = sum(self._tally[key][unit] for unit in keys)
        return found

    def _derived(self, column: SummaryColumn, figures: Mapping[str, Any], row: int) -> Formula:
        return summary.derived(column, figures, lambda key: f"{self._letter(key)}{row}")

    def _letter(self, key: str) -> str:
        return letter_of(self._cells[key].column)

    def _ref(self, ledger: str, key: str) -> str:
        return self._blocks[ledger].ref(key)
