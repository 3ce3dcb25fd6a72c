"""Rows taken out of a sheet or put in, with all that a sheet says about its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.exports.moved_formulas import moved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet


def remove_rows(sheet: Worksheet, first: int, last: int) -> None:
    """Take rows out. A range that ended in them ends above them, so that a total over a table still does."""
    _renumber(sheet, _Shift(first, last, first - 1 - last))


def insert_row(sheet: Worksheet, at: int) -> None:
    """Put an empty row in front of row `at`."""
    _renumber(sheet, _Shift(at, at - 1, 1))


class _Shift:
    """Rows `first` to `last` are gone (none where last < first); those from `first` on move by `by`."""

    def __init__(self, first: int, last: int, by: int) -> None:
        self.first, self.last, self.by = first, last, by

    def gone(self, row: int) -> bool:
        return self.first <= row <= self.last

    def to(self, row: int) -> int:
        """Where a row is now; one that is gone, the row above."""
        if row < self.first:
            return row
        return max(self.first - 1, 1) if self.gone(row) else row + self.by


def _renumber(sheet: Worksheet, shift: _Shift) -> None:
    held: Any = sheet
    cells = getattr(held, "_cells")  # noqa: B009 - openpyxl moves cells, but nothing that is said about them
    kept = {}
    for (row, column), cell in sorted(cells.items()):
        if shift.gone(row):
            continue
        cell.row = shift.to(row)
        if cell.data_type == "f" and isinstance(cell.value, str):
            cell.value = "=" + moved(cell.value[1:], lambda title, at, _end: at if title else shift.to(at))
        kept[cell.row, column] = cell
    cells.clear()
    cells.update(kept)
    _renumber_sizes(held, shift)
    _renumber_ranges(held, shift)
    for picture in (*getattr(held, "_images", ()), *getattr(held, "_charts", ())):
        for end in (getattr(picture.anchor, "_from", None), getattr(picture.anchor, "to", None)):
            if end is not None:
                end.row = shift.to(end.row + 1) - 1


def _renumber_sizes(sheet: Any, shift: _Shift) -> None:
    sizes = {row: size for row, size in sheet.row_dimensions.items() if not shift.gone(row)}
    sheet.row_dimensions.clear()
    for row, size in sizes.items():
        size.index = shift.to(row)
        sheet.row_dimensions[size.index] = size


def _renumber_ranges(sheet: Any, shift: _Shift) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.cell_range import MultiCellRange

    merges = " ".join(_moved(str(sheet.merged_cells), shift, single=False))
    sheet.merged_cells = MultiCellRange(merges)
    formats = ConditionalFormattingList()
    for entry in sheet.conditional_formatting:
        area = " ".join(_moved(str(entry.sqref), shift))
        for rule in entry.rules if area else ():
            formats.add(area, rule)
    sheet.conditional_formatting = formats
    for validation in list(sheet.data_validations.dataValidation):
        area = " ".join(_moved(str(validation.sqref), shift))
        if area:
            validation.sqref = MultiCellRange(area)
        else:
            sheet.data_validations.dataValidation.remove(validation)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = " ".join(_moved(sheet.auto_filter.ref, shift)) or None
    if sheet.print_area:
        area = str(sheet.print_area).rpartition("!")[2].replace("$", "")
        sheet.print_area = " ".join(_moved(area, shift)) or None


def _moved(ranges: str, shift: _Shift, *, single: bool = True) -> Iterator[str]:
    """Ranges in their new place; those wholly gone are left out, those of one cell unless `single`."""
    from openpyxl.utils import get_column_letter, range_boundaries

    for text in ranges.split():
        c1, r1, c2, r2 = (int(edge or 1) for edge in range_boundaries(text))
        if shift.gone(r1) and shift.gone(r2):
            continue
        r1, r2 = shift.to(r1), shift.to(r2)
        if single or (c1, r1) != (c2, r2):
            yield f"{get_column_letter(c1)}{r1}:{get_column_letter(c2)}{r2}"
