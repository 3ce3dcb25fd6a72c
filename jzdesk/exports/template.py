"""The county's own workbook as a template: its look stays, its {{tokens}} say where our figures go.

A row holding tokens of a repeated thing ({{visits.name}}, {{check.name}} …) is a sample row: it is
repeated with its styles. Any other token ({{month_title}} …) is replaced where it stands. Everything
else stays as the county drew it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.exports.cells import Formula
from jzdesk.exports.errors import ExportError

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TEMPLATE_NAME = "month.xlsx"
TOKEN = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")

Value = "str | int | float | Formula | None"


@dataclass(frozen=True, slots=True)
class TemplateCell:
    """One cell of the template: its style number, what it holds, its font size and its column's width."""

    column: int
    style: int
    value: Any
    size: float
    width: float

    @property
    def token(self) -> str:
        """The token that is all this cell holds, or ''."""
        found = TOKEN.fullmatch(self.value.strip()) if isinstance(self.value, str) else None
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One row of the template."""

    number: int
    height: float | None
    cells: tuple[TemplateCell, ...]

    def by_token(self, prefix: str) -> dict[str, TemplateCell]:
        """Cells that hold exactly one token `prefix`.x, by x."""
        cut = len(prefix) + 1
        return {c.token[cut:]: c for c in self.cells if c.token.startswith(f"{prefix}.")}


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One sheet: its rows, its merged ranges (c1, r1, c2, r2), and the openpyxl sheet, emptied."""

    title: str
    rows: tuple[TemplateRow, ...]
    merges: tuple[tuple[int, int, int, int], ...]
    sheet: Worksheet

    def sample(self, prefix: str) -> TemplateRow | None:
        """The row with the most tokens of that prefix, or None."""
        scored = [(len(row.by_token(prefix)), -row.number, row) for row in self.rows]
        best = max(scored, default=None, key=lambda entry: entry[:2])
        return best[2] if best and best[0] else None

    def span(self, row: int, column: int) -> int:
        """The last column of the merged range that starts at a cell; the cell's own where it is not
        merged."""
        return next((c2 for c1, r1, c2, _ in self.merges if (c1, r1) == (column, row)), column)

    def hide(self, column: int) -> None:
        """Hide a column; what it holds stays."""
        from openpyxl.utils import get_column_letter

        self.sheet.column_dimensions[get_column_letter(column)].hidden = True

    def is_hidden(self, letter: str) -> bool:
        """Whether a column is hidden."""
        sizes = self.sheet.column_dimensions
        return letter in sizes and bool(sizes[letter].hidden)

    def widths(self, first: int, last: int) -> float:
        """Width of columns together, in characters of the base font."""
        from openpyxl.utils import get_column_letter

        sizes = self.sheet.column_dimensions
        total = 0.0
        for column in range(first, last + 1):
            letter = get_column_letter(column)
            total += sizes[letter].width if letter in sizes and sizes[letter].width else 8.43
        return total


@dataclass(frozen=True, slots=True)
class Template:
    """The template workbook, read; `base_size` is the size of its base font (column widths count in it)."""

    workbook: Workbook
    sheets: tuple[TemplateSheet, ...]
    base_size: float

    def sheet_of(self, prefix: str) -> tuple[TemplateSheet, TemplateRow]:
        """The sheet and sample row of a repeated thing; ExportError where the template has none."""
        for sheet in self.sheets:
            row = sheet.sample(prefix)
            if row is not None:
                return sheet, row
        raise ExportError(
            f"月报模板“{TEMPLATE_NAME}”里找不到样行{{{{{prefix}.…}}}}，请恢复随程序提供的模板。", "template"
        )


def load_template(folder: Path) -> Template:
    """Read `folder`/month.xlsx and empty its sheets (what they held is in the result)."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    path = folder / TEMPLATE_NAME
    try:
        workbook = load_workbook(path)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as fault:
        raise ExportError(f"月报模板“{path}”找不到或不是可用的.xlsx文件。", "template") from fault
    base = getattr(workbook, "_fonts")[0].sz or 11.0  # noqa: B009 - openpyxl keeps the base font there
    return Template(workbook, tuple(_read(sheet) for sheet in workbook.worksheets), float(base))


def _read(sheet: Worksheet) -> TemplateSheet:
    _ungroup(sheet)
    merges = tuple((m.min_col, m.min_row, m.max_col, m.max_row) for m in sheet.merged_cells.ranges)
    made = TemplateSheet(sheet.title, (), merges, sheet)
    rows = []
    for number in range(1, sheet.max_row + 1):
        cells = tuple(
            TemplateCell(
                at,
                cell.style_id,
                _held(cell),
                float(cell.font.sz or 11),
                made.widths(at, made.span(number, at)),
            )
            for at, cell in enumerate(sheet[number], 1)
            if cell.value is not None or cell.has_style
        )
        rows.append(TemplateRow(number, sheet.row_dimensions[number].height, cells))
    _empty(sheet)
    return TemplateSheet(sheet.title, tuple(rows), merges, sheet)


def _held(cell: Any) -> Any:
    """What a cell holds: a value, or a formula that is no array."""
    if cell.data_type != "f":
        return cell.value
    return Formula(cell.value[1:]) if isinstance(cell.value, str) else None


def _ungroup(sheet: Worksheet) -> None:
    """Give every column a size of its own: spreadsheets write one for a run of like columns, and only its first
    letter would be found."""
    from copy import copy

    from openpyxl.utils import get_column_letter

    for size in list(sheet.column_dimensions.values()):
        first, last = size.min or 0, size.max or 0
        if last <= first:
            continue
        end = min(last, max(sheet.max_column, first))
        for column in range(first, end + 1):
            own = copy(size)
            own.index, own.min, own.max = get_column_letter(column), column, column
            sheet.column_dimensions[own.index] = own
        if end < last:
            rest = copy(size)
            rest.index, rest.min, rest.max = get_column_letter(end + 1), end + 1, last
            sheet.column_dimensions[rest.index] = rest


def _empty(sheet: Worksheet) -> None:
    """Take the cells out of the openpyxl sheet; everything else about it stays."""
    from openpyxl.worksheet.cell_range import MultiCellRange

    getattr(sheet, "_cells").clear()  # noqa: B009 - openpyxl has no public way to drop all cells cheaply
    sheet.row_dimensions.clear()
    sheet.merged_cells = MultiCellRange()
