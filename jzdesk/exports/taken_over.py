"""A county's own workbook taken over as the template of its monthly report.

Its ledgers keep their look: titles, order of columns, merged headings, logos, number formats, print set-up. Sheets the
program needs and the workbook lacks (cover, 四种形态统计, 汇总表, 核对表, further ledgers) come from the template in use.
"""

from __future__ import annotations

import re
import shutil
import warnings
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.exports.errors import ExportError
from jzdesk.exports.ledgers import FILE_NAME, load_ledgers
from jzdesk.exports.sheet_copy import copy_sheet
from jzdesk.exports.taken_sheet import TakenSheet, make_sample
from jzdesk.exports.template import TEMPLATE_NAME, TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LOST: tuple[tuple[str, str], ...] = (
    (r"xl/vbaProject\.bin", "宏"),
    (r"xl/media/.+\.(emf|wmf)", "EMF、WMF格式的图片（请改用PNG或JPG格式）"),
    (r"xl/comments.*\.xml", "批注"),
    (r"xl/charts/.+\.xml", "图表"),
    (r"xl/pivotTables/.+\.xml", "数据透视表"),
    (r"xl/externalLinks/.+\.xml", "对其他文件的链接"),
    (r"xl/(ctrlProps|activeX)/.+", "控件"),
    (r"xl/tables/.+\.xml", "“表格”样式的底纹"),
)
_SHAPES = (b"<xdr:sp ", b"<xdr:sp>", b"<xdr:grpSp>", b"<xdr:cxnSp")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """What became of a workbook: columns added out of sight by sheet, and what could not be kept."""

    hidden: Mapping[str, tuple[str, ...]]
    lost: tuple[str, ...]


def take_over(source: Path, current: Path, *, sheets: Sequence[TakenSheet], out: Path) -> TakenOver:
    """Make a template folder `out` (month.xlsx and ledgers.toml) of the county's workbook `source`; what it lacks comes
    from the template folder `current`. Sheets not named are left out, with all they hold.

    Raises ExportError where the workbook cannot be opened or a sheet is not there."""
    ledgers = load_ledgers(current)
    workbook = _opened(source)
    lost = lost_parts(source)
    missing = [taken.sheet for taken in sheets if taken.sheet not in workbook.sheetnames]
    if missing:
        raise ExportError(f"“{source.name}”中没有名为“{missing[0]}”的工作表。", "template")
    hidden = {}
    for taken in sheets:
        if taken.code:
            hidden[taken.sheet] = make_sample(workbook[taken.sheet], taken, ledgers[taken.code])
    kept = {taken.sheet for taken in sheets}
    for title in [title for title in workbook.sheetnames if title not in kept]:
        workbook.remove(workbook[title])
    _forget(workbook)
    _add_missing(workbook, _opened(current / TEMPLATE_NAME), sheets, tuple(ledgers))
    out.mkdir(parents=True, exist_ok=True)
    workbook.save(out / TEMPLATE_NAME)
    shutil.copyfile(current / FILE_NAME, out / FILE_NAME)
    return TakenOver(hidden={title: added for title, added in hidden.items() if added}, lost=lost)


def _opened(path: Path) -> Workbook:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():  # what openpyxl warns of is told by `lost_parts`
            warnings.simplefilter("ignore")
            return load_workbook(path)
    except Exception as fault:  # openpyxl raises all there is over a damaged file
        raise ExportError(f"“{path.name}”不是可用的.xlsx工作簿。", "template") from fault


def lost_parts(source: Path) -> tuple[str, ...]:
    """What a workbook holds that will not be in the template."""
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
        found = [word for pattern, word in _LOST if any(re.fullmatch(pattern, name) for name in names)]
        drawings = [name for name in names if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]
        if any(mark in archive.read(name) for name in drawings for mark in _SHAPES):
            found.append("文本框和图形（请改用单元格文字或图片）")
        if any(b"legacyDrawingHF" in archive.read(n) for n in names if n.startswith("xl/worksheets/sheet")):
            found.append("页眉页脚中的图片")
    return tuple(found)


def _forget(workbook: Workbook) -> None:
    """Drop what may tell of other files, other people or other months."""
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.packaging.custom import CustomPropertyList

    book: Any = workbook
    book.defined_names.clear()
    book._external_links = []  # noqa: SLF001 - openpyxl has no public way to drop them
    book.properties = DocumentProperties(creator="jzdesk")
    book.custom_doc_props = CustomPropertyList()
    book.views[0].activeTab = book.views[0].firstSheet = 0
    for sheet in book.worksheets:
        sheet._charts, sheet._pivots, sheet._hyperlinks = [], [], []  # noqa: SLF001
        sheet.legacy_drawing = None
        sheet.tables.clear()
        own = {
            name: sheet.defined_names[name] for name in sheet.defined_names if name.startswith("_xlnm.Print")
        }
        sheet.defined_names.clear()
        sheet.defined_names.update(own)
        for row in sheet.iter_rows():
            for cell in row:
                if type(cell).__name__ != "MergedCell":
                    cell.comment = None
                    cell.hyperlink = None


def ledger_of(sheet: Worksheet, codes: Sequence[str]) -> str:
    """The ledger whose sample row a template's sheet holds; '' for none."""
    for row in sheet.iter_rows(values_only=True):
        for value in row:
            found = TOKEN.fullmatch(value.strip()) if isinstance(value, str) else None
            if found and found[1].partition(".")[0] in codes:
                return found[1].partition(".")[0]
    return ""


def _add_missing(
    workbook: Workbook, current: Workbook, sheets: Sequence[TakenSheet], codes: Sequence[str]
) -> None:
    """Bring the sheets of the template in use that the county's workbook has no own for, in their official order."""
    taken = {sheet.code: workbook[sheet.sheet] for sheet in sheets if sheet.code}
    pages = [workbook[sheet.sheet] for sheet in sheets if not sheet.code]
    order: list[Any] = []
    for sheet in current.worksheets:
        own = taken.get(ledger_of(sheet, codes))
        order.append(
            own if own is not None else copy_sheet(sheet, workbook, title=_free(workbook, sheet.title))
        )
    order += [sheet for sheet in taken.values() if sheet not in order]
    book: Any = workbook
    book._sheets = [order[0], *pages, *order[1:]]  # noqa: SLF001 - the order of all sheets at once
    for number, sheet in enumerate(book._sheets):  # noqa: SLF001
        sheet.sheet_view.tabSelected = number == 0
    book.active = 0


def _free(workbook: Workbook, title: str) -> str:
    """The title, or with a number where the county's workbook has a sheet of that name."""
    taken = {name.casefold() for name in workbook.sheetnames}
    number, made = 1, title
    while made.casefold() in taken:
        number += 1
        made = f"{title[:27]}（{number}）"
    return made
