"""A version of the tolerance lists as a workbook that can be read back word for word (`imports.lists_book`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jzdesk.domain.list_sheets import FACE, FACE_ROWS, OUTCOME_NAMES, PLANS, YES, rows_of
from jzdesk.exports import style
from jzdesk.exports.cells import capacity_of, clean, height_for, letter_of, line_height, lines_of
from jzdesk.exports.package import digest_of, written_aside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.domain.list_sheets import SheetPlan

_SIZE = 10.0
HEAD = 3
"""The row of the headings; above it the title and what the sheet is for."""
_SPARE = 60
"""Rows below the last entry that take the same form, for entries to be added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBook:
    """What is written: the tables of the version, what is said of it (keys of FACE_ROWS), and the paragraphs that say
    how to fill the book in."""

    title: str
    face: Mapping[str, str]
    tables: Mapping[str, Any]
    paragraphs: Sequence[str]
    made_on: date


def write_lists(book: ListBook, out: Path) -> str:
    """Write the workbook; its SHA-256. Raises ExportError; what was at `out` before then stays."""
    from openpyxl import Workbook

    workbook = Workbook()
    day = datetime(book.made_on.year, book.made_on.month, book.made_on.day)  # noqa: DTZ001 - a day, not a moment
    workbook.properties.created, workbook.properties.creator = day, "jzdesk"
    style.set_base_font(workbook)
    active: Any = workbook.active
    _face(active, book)
    for plan in PLANS:
        _sheet(workbook.create_sheet(), plan, rows_of(book.tables, plan.group))
    with written_aside(out) as aside:
        workbook.save(aside)
        return digest_of(aside)


def _put(cell: Any, text: str) -> Any:
    """Text whatever it begins with: openpyxl takes a leading '=' for a formula."""
    cell.value = clean(text) or None
    if text:
        cell.data_type = "s"
    return cell


def _face(page: Worksheet, book: ListBook) -> None:
    page.title = FACE
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, 72
    style.title_cell(_put(page["A1"], book.title))
    page.merge_cells("A1:B1")
    page.row_dimensions[1].height = 40
    for at, (key, label) in enumerate(FACE_ROWS, 2):
        style.head_cell(_put(page.cell(at, 1), label), _SIZE)
        text = book.face.get(key, "")
        style.aligned(style.body_cell(_put(page.cell(at, 2), text), "text", 72, _SIZE), "left")
        page.row_dimensions[at].height = height_for(lines_of(text, 76), line_height(_SIZE) + 2)
    first = len(FACE_ROWS) + 3
    style.line_cell(_put(page.cell(first, 1), "填写说明"), size=11).font = style.font(11, head=True)
    for at, text in enumerate(book.paragraphs, first + 1):
        cell: Any = _put(page.cell(at, 1), text)
        cell.font = style.font(10.5)
        style.aligned(cell, "left")
        page.merge_cells(start_row=at, start_column=1, end_row=at, end_column=2)
        page.row_dimensions[at].height = height_for(lines_of(text, 92), line_height(10.5))
    style.page(page, "A4", landscape=False)


def _sheet(page: Worksheet, plan: SheetPlan, rows: Sequence[Mapping[str, str]]) -> None:
    page.title = plan.name
    last = letter_of(len(plan.columns))
    style.title_cell(_put(page["A1"], plan.name), 16)
    style.aligned(style.line_cell(_put(page["A2"], plan.guidance)), "left", wrap=True)
    for top, height in ((1, 32.0), (2, 30.0), (HEAD, 30.0)):
        page.row_dimensions[top].height = height
        if top < HEAD:
            page.merge_cells(f"A{top}:{last}{top}")
    for at, column in enumerate(plan.columns, 1):
        page.column_dimensions[letter_of(at)].width = column.width
        style.head_cell(_put(page.cell(HEAD, at), column.title), _SIZE)
    for number, row in enumerate(rows, HEAD + 1):
        _row(page, plan, number, row)
    end = HEAD + len(rows) + _SPARE
    for number in range(HEAD + len(rows) + 1, end + 1):
        for at in range(1, len(plan.columns) + 1):
            spare: Any = page.cell(number, at)
            spare.number_format = style.FORMATS["text"]
            style.aligned(spare, "left").font = style.font(_SIZE)
    _choices(page, plan, end)
    page.freeze_panes = f"B{HEAD + 1}"
    page.auto_filter.ref = f"A{HEAD}:{last}{HEAD + max(len(rows), 1)}"
    style.page(page, "A4", repeat=(1, HEAD))
    page.print_area = f"A1:{last}{HEAD + max(len(rows), 1)}"


def _row(page: Worksheet, plan: SheetPlan, number: int, row: Mapping[str, str]) -> None:
    lines = 1
    for at, column in enumerate(plan.columns, 1):
        text = row.get(column.key, "")
        cell: Any = style.body_cell(_put(page.cell(number, at), text), "text", 0, _SIZE)
        style.aligned(cell, "left" if column.kind in ("text", "lines") else "center")
        lines = max(lines, lines_of(text, capacity_of(column.width, _SIZE, style.BASE_SIZE)))
    page.row_dimensions[number].height = max(20.0, height_for(lines, line_height(_SIZE)))


def _choices(page: Worksheet, plan: SheetPlan, end: int) -> None:
    """What may stand in a cell, offered by the spreadsheet where there are only a few words."""
    from openpyxl.worksheet.datavalidation import DataValidation

    offered = {"flag": YES, "outcome": ",".join(name for name in OUTCOME_NAMES.values() if name)}
    for at, column in enumerate(plan.columns, 1):
        if column.kind in offered:
            words = offered[column.kind]
            rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
            rule.errorTitle, rule.error = column.title, f"只能填{words.replace(',', '或者')}，或者留空。"
            rule.add(f"{letter_of(at)}{HEAD + 1}:{letter_of(at)}{end}")
            page.add_data_validation(rule)
