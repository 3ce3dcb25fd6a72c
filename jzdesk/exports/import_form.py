"""An empty sheet to be filled in and imported: headings, text columns, drop-downs, notes at the headings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jzdesk.exports import style
from jzdesk.exports.cells import clean, letter_of
from jzdesk.exports.month_parts import put
from jzdesk.exports.package import written_aside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_SIZE = 10.0
HEAD = 2
_ROWS = 500
"""Rows below the heading that bear formats and drop-downs."""
_WORDS = "选项"
_REQUIRED = "FFFFF2CC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportForm:
    """What is written."""

    title: str
    columns: Sequence[FormColumn]
    made_on: date


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column: its heading, kind ('text', 'id', 'date', 'int', 'money') and width, a note, and the words to choose from."""

    title: str
    kind: str
    width: float
    required: bool = False
    note: str = ""
    choices: tuple[str, ...] = ()


def write_form(form: ImportForm, out: Path) -> None:
    """Write the workbook. Raises ExportError; what was at `out` before then stays."""
    from openpyxl import Workbook

    book = Workbook()
    day = datetime(form.made_on.year, form.made_on.month, form.made_on.day)  # noqa: DTZ001 - a day, not a moment
    book.properties.created, book.properties.creator = day, "jzdesk"
    style.set_base_font(book)
    page: Any = book.active
    page.title = "导入表样"
    _head(page, form)
    _body(page, form)
    _drop_downs(book, page, form)
    page.freeze_panes = f"B{HEAD + 1}"
    style.page(page, "A3", repeat=(HEAD, HEAD))
    with written_aside(out) as aside:
        book.save(aside)


def _head(page: Worksheet, form: ImportForm) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    last = letter_of(len(form.columns))
    title = put(page["A1"], form.title)
    style.aligned(style.title_cell(title, 16), "left", wrap=False)
    page.row_dimensions[1].height, page.row_dimensions[HEAD].height = 32, 34
    for at, column in enumerate(form.columns, 1):
        cell: Any = put(page.cell(HEAD, at), column.title)  # type: ignore[arg-type]
        style.head_cell(cell, _SIZE)
        if column.required:
            cell.fill = PatternFill("solid", fgColor=_REQUIRED)
        if column.note:
            cell.comment = Comment(clean(column.note), "jzdesk", height=90, width=240)
        page.column_dimensions[letter_of(at)].width = max(column.width, 2.0 * len(column.title) + 2)
    page.auto_filter.ref = f"A{HEAD}:{last}{HEAD}"


def _body(page: Worksheet, form: ImportForm) -> None:
    """Formats by column, so that a pasted ID number stays text."""
    formats = {"text": "@", "id": "@", "date": "yyyy-mm-dd", "int": "0", "money": "#,##0.00"}
    for at, column in enumerate(form.columns, 1):
        dimension = page.column_dimensions[letter_of(at)]
        dimension.number_format = formats[column.kind]
        for number in range(HEAD + 1, HEAD + 21):
            cell: Any = page.cell(number, at)
            cell.number_format = formats[column.kind]
            style.boxed(style.aligned(cell, "left")).font = style.font(_SIZE)


def _drop_downs(book: Workbook, page: Worksheet, form: ImportForm) -> None:
    """The words stand on a sheet of their own: a rule may hold 255 characters only."""
    from openpyxl.worksheet.datavalidation import DataValidation

    words: Any = None
    used = 0
    for at, column in enumerate(form.columns, 1):
        if not column.choices:
            continue
        if words is None:
            words = book.create_sheet(_WORDS)
            words.sheet_state = "hidden"
        used += 1
        letter = letter_of(used)
        for number, word in enumerate((column.title, *column.choices), 1):
            put(words[f"{letter}{number}"], word)
        area = f"'{_WORDS}'!${letter}$2:${letter}${len(column.choices) + 1}"
        rule = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=False)
        rule.add(f"{letter_of(at)}{HEAD + 1}:{letter_of(at)}{HEAD + _ROWS}")
        page.add_data_validation(rule)
