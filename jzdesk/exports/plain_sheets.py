"""Sheets of a workbook that is not made from a template: laid out once, their rows streamed; for books of many sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jzdesk.exports import style
from jzdesk.exports.cells import (
    MAX_ROWS,
    ColumnPlan,
    capacity_of,
    height_for,
    letter_of,
    line_height,
    lines_of,
    row_xml,
    stream_rows,
)
from jzdesk.exports.errors import ExportError
from jzdesk.exports.package import save_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.ledgers import LedgerColumn

SIZE = 9.0
TITLE, LINE, HEAD, WRAPPED, MARKED, TOTAL = "title", "line", "head", "wrapped", "marked", "total"
_A3_FROM = 150.0
_WARN = "FFFFE699"
_LEAST_WIDTHS = {"date": 9.2, "id": 17.0, "int": 5.0, "percent": 7.0, "money": 9.0}


class PlainBook:
    """A workbook being laid out sheet by sheet, then written at once."""

    def __init__(self, made_on: date, creator: str) -> None:
        from openpyxl import Workbook

        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        day = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - a plain stamp
        self.workbook.properties.created = day
        self.workbook.properties.creator = self.workbook.properties.lastModifiedBy = creator
        style.set_base_font(self.workbook)
        self._rows: dict[str, Iterable[str]] = {}
        self._texts: dict[str, str] = {}

    def sheet(
        self, title: str, widths: Sequence[float], *, paper: str = "", repeat: int = 0, landscape: bool = True
    ) -> PlainSheet:
        """A new sheet with columns of these widths; `repeat` rows are its heading."""
        page = self.workbook.create_sheet(title)
        for at, width in enumerate(widths, 1):
            page.column_dimensions[letter_of(at)].width = width
        wide = sum(widths) > _A3_FROM
        style.page(
            page,
            paper or ("A3" if wide else "A4"),
            repeat=(1, repeat) if repeat else None,
            landscape=landscape,
        )
        if repeat:
            page.freeze_panes = f"A{repeat + 1}"
        return PlainSheet(page, tuple(widths))

    def stream(self, sheet: PlainSheet, rows: Iterable[str], *, texts: str = "") -> None:
        """Hand over the rows of a sheet; `texts` are cells where numbers stand as text on purpose."""
        self._rows[sheet.page.title] = rows
        self._texts[sheet.page.title] = texts

    def write(self, out: Path) -> str:
        """Write everything; the file's SHA-256."""
        self.workbook.calculation.fullCalcOnLoad = True
        return save_package(
            self.workbook, out=out, rows=self._rows, text_ranges=lambda title: self._texts.get(title, "")
        )


@dataclass(slots=True)
class PlainSheet:
    """One sheet: its styles by name, its widths."""

    page: Worksheet
    widths: tuple[float, ...]
    styles: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        page = self.page
        cells: dict[str, Any] = {
            TITLE: style.title_cell(page["A1"]), LINE: style.line_cell(page["B1"]), HEAD: style.head_cell(page["C1"], SIZE),
            WRAPPED: style.aligned(style.body_cell(page["D1"], "text", 40, SIZE), "left"),
        }  # fmt: skip
        for at, kind in enumerate(("text", "id", "int", "date", "percent", "money"), 5):
            cells[kind] = style.body_cell(page.cell(1, at), kind, 0, SIZE)  # type: ignore[arg-type]
            marked: Any = style.body_cell(page.cell(2, at), kind, 0, SIZE)  # type: ignore[arg-type]
            cells[f"{MARKED} {kind}"] = _filled(marked, _WARN)
            total: Any = style.body_cell(page.cell(3, at), kind, 0, SIZE)  # type: ignore[arg-type]
            total.fill = style.shade()
            total.font = style.font(SIZE, head=True)
            cells[f"{TOTAL} {kind}"] = total
        cells["note"] = style.aligned(style.line_cell(page["P1"]), "left")
        self.styles = {name: cell.style_id for name, cell in cells.items()}
        getattr(page, "_cells").clear()  # noqa: B009 - openpyxl has no public way to drop all cells

    @property
    def last(self) -> str:
        """The letter of the last column."""
        return letter_of(len(self.widths))

    def top(self, title: str, line: str) -> Iterator[str]:
        """The title and the line under it, over all columns."""
        if len(self.widths) > 1:
            for row in (1, 2):
                self.page.merge_cells(f"A{row}:{self.last}{row}")
            getattr(self.page, "_cells").clear()  # noqa: B009
        return iter(
            (row_xml(1, 34, [(1, self.styles[TITLE], title)]), row_xml(2, 22, [(1, self.styles[LINE], line)]))
        )

    def headings(self, row: int, columns: Sequence[tuple[str, str]]) -> list[str]:
        """One or two rows of headings (group, title), groups merged; to be called before the book is written."""
        head = self.styles[HEAD]
        height = self._head_height(columns)
        if not any(group for group, _ in columns):
            return [row_xml(row, height, [(at, head, title) for at, (_, title) in enumerate(columns, 1)])]
        upper: list[tuple[int, int, object]] = []
        lower: list[tuple[int, int, object]] = []
        at = 1
        for group, members in groupby(columns, key=lambda column: column[0]):
            titles = [title for _, title in members]
            for offset, title in enumerate(titles):
                upper.append((at + offset, head, title if not group else group if not offset else ""))
                lower.append((at + offset, head, title if group else ""))
                if not group:
                    self._merge(at + offset, row, at + offset, row + 1)
            if group and len(titles) > 1:
                self._merge(at, row, at + len(titles) - 1, row)
            at += len(titles)
        return [row_xml(row, 22, upper), row_xml(row + 1, height, lower)]

    def _head_height(self, columns: Sequence[tuple[str, str]]) -> float:
        lines = [
            lines_of(title, capacity_of(width, SIZE, style.BASE_SIZE))
            for (_, title), width in zip(columns, self.widths, strict=True)
        ]
        return max(28.0, height_for(max(lines), line_height(SIZE)))

    def _merge(self, left: int, top: int, right: int, bottom: int) -> None:
        self.page.merged_cells.add(f"{letter_of(left)}{top}:{letter_of(right)}{bottom}")

    def merge(self, left: int, top: int, right: int, bottom: int) -> None:
        """Cells made one, before the book is written."""
        self._merge(left, top, right, bottom)

    def ledger(
        self, columns: Sequence[LedgerColumn], rows: Iterable[Mapping[str, object]], first: int
    ) -> Iterator[str]:
        """Rows of values under their headings."""
        return stream_rows(self._plans(columns), rows, first=first, least=20)

    def kept(
        self, columns: Sequence[LedgerColumn], rows: Iterable[Mapping[str, str]], first: int
    ) -> Iterator[str]:
        """Rows of canonical texts under their headings."""
        from jzdesk.exports.kept_cells import stream_kept

        return stream_kept(self._plans(columns), rows, first=first, least=20)

    def _plans(self, columns: Sequence[LedgerColumn]) -> list[ColumnPlan]:
        return [
            ColumnPlan(
                c.key, letter_of(at), self.styles[WRAPPED if c.kind == "text" and c.width >= 14 else c.kind], c.kind,
                capacity_of(c.width, SIZE, style.BASE_SIZE) if c.kind == "text" else 0, line_height(SIZE),
            )
            for at, c in enumerate(columns, 1)
        ]  # fmt: skip

    def line(self, row: int, cells: Sequence[tuple[str, object]]) -> str:
        """One row of (style, value), as high as its longest text needs."""
        lines = 1
        made = []
        for at, (name, value) in enumerate(cells, 1):
            made.append((at, self.styles[name], value))
            if isinstance(value, str) and name not in (TITLE, LINE):
                lines = max(lines, lines_of(value, capacity_of(self.widths[at - 1], SIZE, style.BASE_SIZE)))
        return row_xml(row, max(20.0, height_for(lines, line_height(SIZE))), made)

    def filter(self, head: int, last_row: int) -> None:
        """A filter over the rows."""
        self.page.auto_filter.ref = f"A{head}:{self.last}{max(last_row, head + 1)}"


def width_for(kind: str, title: str, width: float = 0.0) -> float:
    """How wide a column of a ledger is: as its office has it, a little more; else by what it holds."""
    least = _LEAST_WIDTHS.get(kind, 0.0)
    if width:
        return max(round(width * 1.12, 1), least)
    return least or (12.0 if len(title) > 2 else 8.0)


def _filled(cell: Any, colour: str) -> Any:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)
    return cell


def fits(title: str, count: int) -> None:
    """Refuse what one sheet cannot hold."""
    if count > MAX_ROWS - 20:
        raise ExportError(f"“{title}”共{count}行，一张工作表放不下，请缩小月份范围后汇总。")
