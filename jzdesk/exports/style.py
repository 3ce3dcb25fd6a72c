"""The look of our sheets: 宋体 and 黑体, thin black lines, a pale grey heading; what a government
office expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.ledgers import Kind

BODY_FONT, HEAD_FONT = "宋体", "黑体"
BASE_SIZE = 11.0
BODY_SIZE = 9.0
HEAD_ROW = 22.0
FORMATS: dict[str, str] = {
    "text": "@",
    "id": "@",
    "int": "0",
    "date": "yyyy-mm-dd",
    "percent": "0.0%",
    "money": "#,##0.00",
}
PAPER_SIZES = {"A3": 8, "A4": 9}
PAGE_FOOTER = "第 &P 页 共 &N 页"
_GREY = "FFF2F2F2"
_LEFT_FROM = 11.0  # narrower text columns look better centred


def set_base_font(workbook: Workbook) -> None:
    """Make 宋体 11 the workbook's base font, in which column widths count."""
    from openpyxl.styles import Font

    book: Any = workbook  # openpyxl keeps both in members it does not show
    normal = book._named_styles["Normal"]  # noqa: SLF001
    normal.font = Font(name=BODY_FONT, size=BASE_SIZE, charset=134)
    normal.bind(workbook)
    book._fonts[0] = normal.font  # noqa: SLF001


def font(size: float, *, head: bool = False, bold: bool = False, colour: str = "FF000000") -> Any:
    """A font of the house."""
    from openpyxl.styles import Font

    return Font(name=HEAD_FONT if head else BODY_FONT, size=size, bold=bold, color=colour, charset=134)


def boxed(cell: Cell) -> Cell:
    """Thin black lines around a cell."""
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color="FF000000")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    return cell


def aligned(cell: Cell, across: str = "center", *, wrap: bool = True, shrink: bool = False) -> Cell:
    """Alignment of a cell; vertically always centred. `shrink` saves a date from turning into ####."""
    from openpyxl.styles import Alignment

    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=wrap, shrink_to_fit=shrink)
    return cell


def title_cell(cell: Cell, size: float = 18) -> Cell:
    """The title over a ledger."""
    cell.font = font(size, head=True)
    return aligned(cell, wrap=False)


def line_cell(cell: Cell, across: str = "left", size: float = 10.5) -> Cell:
    """The line under the title (unit, month) and the signature line."""
    cell.font = font(size)
    return aligned(cell, across, wrap=False)


def shade() -> Any:
    """The pale grey behind headings and totals."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=_GREY)


def head_cell(cell: Cell, size: float = BODY_SIZE) -> Cell:
    """A heading of a column."""
    cell.font = font(size, head=True)
    cell.fill = shade()
    return boxed(aligned(cell))


def body_cell(cell: Cell, kind: Kind, width: float = 0, size: float = BODY_SIZE) -> Cell:
    """A cell of a row: number format by kind, wide text to the left, the rest centred."""
    cell.font = font(size)
    cell.number_format = FORMATS[kind]
    across = "left" if kind == "text" and width >= _LEFT_FROM else "center"
    if kind == "money":
        across = "right"
    return boxed(aligned(cell, across, wrap=kind == "text", shrink=kind != "text"))


def page(
    sheet: Worksheet, paper: str, *, repeat: tuple[int, int] | None = None, landscape: bool = True
) -> None:
    """Print set-up: paper, landscape, one page wide, repeated headings, page numbers in the footer."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = PAPER_SIZES[paper]
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.35
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.65, 0.3, 0.3
    sheet.print_options.horizontalCentered = True
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = PAGE_FOOTER
    if repeat:
        sheet.print_title_rows = f"{repeat[0]}:{repeat[1]}"
    sheet.sheet_view.zoomScale = 100
