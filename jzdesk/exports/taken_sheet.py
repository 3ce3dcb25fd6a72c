"""A ledger of the county's own workbook made into a template: tokens in its first row, its data taken out."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.exports.line_words import with_tokens
from jzdesk.exports.moved_formulas import reaches_out
from jzdesk.exports.needed import needed_columns
from jzdesk.exports.row_shift import insert_row, remove_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.ledgers import Kind, LedgerDef

_TOTAL = re.compile(r"[（(]?[合总小累][\s　]*计")
_END = re.compile(
    r"(单位)?(填表|制表|填报|报送|审核|审批|复核|负责|主管|经办|联系|说明|注|备注|分管)[^：:]{0,8}[：:]"
)
_DAY = re.compile(r"\d{4}([-./年])\d{1,2}[-./月]\d{1,2}日?")
_DATE_FORMAT = re.compile(r"[ymd]", re.IGNORECASE)
_DAY_FORMATS = {"-": "yyyy-mm-dd", ".": "yyyy.m.d", "/": "yyyy/m/d", "年": 'yyyy"年"m"月"d"日"'}
_PAPER_POINTS = {8: (842, 1191), 9: (595, 842)}
_CHARACTER = (
    6.9  # points of a column's width for one character, with the widest of the fonts standing in on Linux
)
_CALCULATED = re.compile(r"=\s*(SUM|COUNT|SUBTOTAL|AVERAGE)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenSheet:
    """One sheet of the county's workbook and what it is: ledger `code`, its heading in rows `first` to `last`, and which
    of our columns stands in which of its columns (from 1). `code` '' keeps the sheet as it stands (a page of notes)."""

    sheet: str
    code: str = ""
    first: int = 1
    last: int = 1
    columns: Mapping[int, str]


def make_sample(sheet: Worksheet, taken: TakenSheet, ledger: LedgerDef) -> tuple[str, ...]:
    """Turn the sheet into a template; the titles of the columns that had to be added out of sight."""
    held: Any = sheet
    right = max(_last_column(held, taken), *taken.columns)
    sample = taken.last + 1
    end = _end_of_data(held, sample, right)
    if end < sample:
        insert_row(sheet, sample)
    elif end > sample:
        remove_rows(sheet, sample + 1, end)
    _undo_merges(held, sample, taken.columns)
    kinds = {column.key: column.kind for column in ledger.columns}
    for at in range(1, right + 1):
        _fill(held, held.cell(sample, at), taken, ledger.code, kinds)
    size = held.row_dimensions[sample].height
    if size is None:
        held.row_dimensions[sample].height = 22
    _put_tokens(held, (*range(1, taken.first), *range(sample + 1, held.max_row + 1)))
    hidden = _add_hidden(held, taken, ledger, right=right)
    _set_print(held, taken, right)
    return hidden


def _last_column(sheet: Any, taken: TakenSheet) -> int:
    rows = range(taken.first, taken.last + 1)
    filled = [c.column for row in rows for c in sheet[row] if c.value is not None]
    spread = [m.max_col for m in sheet.merged_cells.ranges if taken.first <= m.min_row <= taken.last]
    return max((*filled, *spread), default=1)


def _end_of_data(sheet: Any, first: int, right: int) -> int:
    """The last row of the table: before totals, notes, signatures and rows without any look."""
    wide = {
        row
        for m in sheet.merged_cells.ranges
        if 2 * (m.max_col - m.min_col + 1) > right
        for row in range(m.min_row, m.max_row + 1)
    }
    for row in range(first, sheet.max_row + 1):
        cells = [sheet.cell(row, at) for at in range(1, right + 1)]
        texts = [str(cell.value).strip() for cell in cells if cell.value is not None]
        bare = not texts and not any(_is_boxed(cell) for cell in cells)
        ends = any(_END.match(text) or _CALCULATED.match(text) for text in texts)
        if bare or ends or row in wide or (texts and _TOTAL.match(texts[0])):
            return row - 1
    return int(sheet.max_row)


def _is_boxed(cell: Any) -> bool:
    border = cell.border
    return any(
        side is not None and side.style for side in (border.left, border.right, border.top, border.bottom)
    )


def _undo_merges(sheet: Any, sample: int, columns: Mapping[int, str]) -> None:
    """A merged cell in the sample row would hide all but its first column."""
    for merge in list(sheet.merged_cells.ranges):
        inside = [at for at in columns if merge.min_col <= at <= merge.max_col]
        if merge.min_row <= sample <= merge.max_row and (merge.max_row > merge.min_row or len(inside) > 1):
            sheet.unmerge_cells(str(merge))


def _fill(sheet: Any, cell: Any, taken: TakenSheet, code: str, kinds: Mapping[str, Kind]) -> None:
    if type(cell).__name__ == "MergedCell":
        return
    if not _is_boxed(cell):
        _take_look(cell, sheet.cell(taken.last, cell.column))
    key = taken.columns.get(cell.column)
    before = cell.value
    own = (
        isinstance(before, str)
        and before.startswith("=")
        and cell.data_type == "f"
        and not reaches_out(before)
    )
    if key:
        cell.value = f"{{{{{code}.{key}}}}}"
        cell.number_format = _format_for(kinds[key], cell.number_format, before)
    elif not own:
        cell.value = None


def _take_look(cell: Any, head: Any) -> None:
    """A sample row nobody drew looks like the heading, without its emphasis."""
    from openpyxl.styles import Alignment, Font

    cell.border = copy(head.border)
    cell.font = Font(name=head.font.name, sz=head.font.sz, charset=head.font.charset)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _format_for(kind: Kind, format_: str, before: object) -> str:
    """The county's number format where it can show such a value, else ours in the county's manner."""
    if kind in ("text", "id"):
        return "@"
    if kind == "date":
        if _DATE_FORMAT.search(format_ or "") and format_ != "General":
            return format_
        written = _DAY.match(before.strip()) if isinstance(before, str) else None
        return _DAY_FORMATS[written[1] if written else "-"]
    if kind == "percent":
        return format_ if "%" in format_ else "0.0%"
    return {"int": "0", "money": "#,##0.00"}[kind] if format_ in ("@", "General") else format_


def _put_tokens(sheet: Any, rows: Sequence[int]) -> None:
    """Unit, month, who filled it in …: what changes from month to month is asked of the program."""
    for row in rows:
        for cell in sheet[row]:
            if isinstance(cell.value, str) and cell.data_type != "f":
                cell.value = with_tokens(cell.value)
            elif cell.data_type == "f" and reaches_out(str(cell.value)):
                cell.value = None


def _add_hidden(sheet: Any, taken: TakenSheet, ledger: LedgerDef, *, right: int) -> tuple[str, ...]:
    """The columns 汇总表 counts and the county's form lacks, hidden on its right."""
    from openpyxl.utils import get_column_letter

    titles = {column.key: column for column in ledger.columns}
    missing = [key for key in needed_columns(ledger) if key not in taken.columns.values()]
    like = sheet.cell(taken.last + 1, max(taken.columns))
    for at, key in enumerate(missing, right + 1):
        head, cell = sheet.cell(taken.last, at), sheet.cell(taken.last + 1, at)
        head.value = titles[key].title if "{{" not in titles[key].title else None
        cell.value = f"{{{{{ledger.code}.{key}}}}}"
        cell.font = copy(like.font)
        cell.number_format = _format_for(titles[key].kind, "General", None)
        size = sheet.column_dimensions[get_column_letter(at)]
        size.width, size.hidden = 10, True
    return tuple(titles[key].title for key in missing)


def _set_print(sheet: Any, taken: TakenSheet, right: int) -> None:
    """The county's print set-up stays; a table that its paper would cut is fitted to one page's width, and a heading that
    is not repeated is."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    if not sheet.print_title_rows:
        sheet.print_title_rows = f"{taken.first}:{taken.last}"
    fitted = sheet.sheet_properties.pageSetUpPr
    if sheet.page_setup.orientation is None:
        sheet.page_setup.orientation = "landscape"
    if not (fitted and fitted.fitToPage) and not _fits(sheet, right):
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if not sheet.print_area:
        sheet.print_area = f"A1:{get_column_letter(right)}{max(sheet.max_row, taken.last + 1)}"


def _fits(sheet: Any, right: int) -> bool:
    """Whether the table surely fits the width of its paper at the scale the county set."""
    from openpyxl.utils import get_column_letter

    sizes, set_up = sheet.column_dimensions, sheet.page_setup
    if not set_up.scale or int(set_up.paperSize or 9) not in _PAPER_POINTS:
        return False
    widths = (sizes[get_column_letter(at)].width or 8.43 for at in range(1, right + 1))
    short, long_ = _PAPER_POINTS[int(set_up.paperSize or 9)]
    paper = long_ if set_up.orientation == "landscape" else short
    room = paper - 72 * (sheet.page_margins.left + sheet.page_margins.right)
    return bool(sum(widths) * _CHARACTER * int(set_up.scale) / 100 <= room)
