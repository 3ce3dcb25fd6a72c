"""A sheet of one workbook copied into another, with its look and its print set-up."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LOOKS = ("font", "fill", "border", "alignment", "protection")
_SET_UPS = (
    "page_setup",
    "page_margins",
    "print_options",
    "sheet_properties",
    "sheet_format",
    "views",
    "protection",
)


def base_size(workbook: Workbook) -> float:
    """The size of a workbook's base font, in whose characters column widths count."""
    fonts = getattr(workbook, "_fonts")  # noqa: B009 - openpyxl keeps the base font there
    return float(fonts[0].sz or 11.0)


def copy_sheet(source: Worksheet, workbook: Workbook, *, title: str) -> Worksheet:
    """Copy `source` to the end of `workbook` under `title`."""
    made: Any = workbook.create_sheet(title)
    old: Any = source
    styles: dict[int, Any] = {}
    for cell in getattr(old, "_cells").values():  # noqa: B009 - only cells that are there
        target = made.cell(cell.row, cell.column)
        if cell.has_style:
            if cell.style_id not in styles:
                for look in _LOOKS:
                    setattr(target, look, copy(getattr(cell, look)))
                target.number_format = cell.number_format
                styles[cell.style_id] = getattr(target, "_style")  # noqa: B009 - one style for all like cells
            target._style = copy(styles[cell.style_id])  # noqa: SLF001
        if type(cell).__name__ != "MergedCell":
            target.value = cell.value
            target.data_type = cell.data_type
    for area in old.merged_cells.ranges:
        made.merged_cells.add(str(area))
    _copy_sizes(old, made, base_size(old.parent) / base_size(workbook))
    _copy_set_up(old, made)
    for entry in old.conditional_formatting:
        for rule in entry.rules:
            made.conditional_formatting.add(str(entry.sqref), copy(rule))
    for validation in old.data_validations.dataValidation:
        made.add_data_validation(copy(validation))
    for picture in getattr(old, "_images", ()):
        made.add_image(picture)
    return made  # type: ignore[no-any-return]


def _copy_sizes(old: Any, made: Any, scale: float) -> None:
    for letter, size in old.column_dimensions.items():
        new = made.column_dimensions[letter]
        new.min, new.max, new.hidden = size.min, size.max, size.hidden
        if size.width:
            new.width = round(size.width * scale, 2)
    for row, size in old.row_dimensions.items():
        made.row_dimensions[row].height = size.height
        made.row_dimensions[row].hidden = size.hidden


def _copy_set_up(old: Any, made: Any) -> None:
    for name in _SET_UPS:
        value = getattr(old, name, None)
        if value is not None:
            new = copy(value)
            if hasattr(new, "_parent"):
                new._parent = made  # noqa: SLF001
            setattr(made, name, new)
    for part in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        setattr(made.HeaderFooter, part, copy(getattr(old.HeaderFooter, part)))
    made.freeze_panes = old.freeze_panes
    if old.auto_filter.ref:
        made.auto_filter.ref = old.auto_filter.ref
    if old.print_title_rows:
        made.print_title_rows = str(old.print_title_rows).replace("$", "")
    if old.print_area:
        made.print_area = str(old.print_area).rpartition("!")[2].replace("$", "")
    made.sheet_state = old.sheet_state
