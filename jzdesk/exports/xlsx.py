"""Any list to a plain spreadsheet: title, headings, rows as they come, written while they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jzdesk.exports import style
from jzdesk.exports.cells import (
    MAX_ROWS,
    ColumnPlan,
    capacity_of,
    letter_of,
    line_height,
    row_xml,
    stream_rows,
)
from jzdesk.exports.errors import ExportError
from jzdesk.exports.month_book import WrittenBook
from jzdesk.exports.package import save_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.ledgers import LedgerColumn
    from jzdesk.exports.month_book import Progress

_SIZE = 10.0
_STEP = 500
_A3_FROM = 150.0  # width in half-width characters above which A4 becomes too small to read
_EPOCH_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - files are alike where no day is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of rows: `title` stands over it, `subtitle` under that, `name` on its tab (from `title`
    if '')."""

    title: str
    columns: Sequence[LedgerColumn]
    rows: Iterable[Mapping[str, object]]
    subtitle: str = ""
    name: str = ""


def write_register(
    title: str,
    columns: Sequence[LedgerColumn],
    *,
    rows: Iterable[Mapping[str, object]],
    out: Path,
    subtitle: str = "",
    made_on: date | None = None,
    progress: Progress | None = None,
) -> WrittenBook:
    """Write a list as a plain ledger: two-level headings where columns have groups, filter, frozen
    headings, print set-up. Rows are read once and never held. Values as in
    `month_book.MonthBook.ledgers`. Raises ExportError; what was at `out` before then stays."""
    sheet = Sheet(title=title, columns=columns, rows=rows, subtitle=subtitle)
    return write_sheet(sheet, out, made_on=made_on, progress=progress)


def write_sheet(
    sheet: Sheet, out: Path, *, made_on: date | None = None, progress: Progress | None = None
) -> WrittenBook:
    """Write one sheet as a workbook of its own; see `write_register`. `progress` gets (rows so far, 0)."""
    return _Register(sheet, made_on, progress).write(out)


class _Register:
    """One writing of a plain sheet. The skeleton is made twice: the filter's range is known only at the
    end."""

    def __init__(self, sheet: Sheet, made_on: date | None, progress: Progress | None) -> None:
        from openpyxl import Workbook

        if not sheet.columns:
            raise ValueError("a register needs columns")
        self._sheet = sheet
        self._progress = progress
        self._count = 0
        self._two_level = any(column.group for column in sheet.columns)
        self._top = 3
        self._head = self._top + self._two_level
        self._book: Workbook = Workbook()
        active: Any = self._book.active
        self._page: Worksheet = active
        self._page.title = _tab_name(sheet.name or sheet.title)
        day = _EPOCH_DAY if made_on is None else datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001
        self._book.properties.created = day
        self._book.properties.creator = "jzdesk"
        self._set_up()

    def write(self, out: Path) -> WrittenBook:
        digest = save_package(
            self._book,
            out=out,
            rows={self._page.title: self._rows()},
            text_ranges=lambda _title: self._area(self._head + 1),
            finish=self._finish,
        )
        return WrittenBook(path=out, rows={self._page.title: self._count}, sha256=digest)

    def _set_up(self) -> None:
        style.set_base_font(self._book)
        for at, column in enumerate(self._sheet.columns, 1):
            self._page.column_dimensions[letter_of(at)].width = column.width
        wide = sum(column.width for column in self._sheet.columns) > _A3_FROM
        style.page(self._page, "A3" if wide else "A4", repeat=(1, self._head))
        self._page.freeze_panes = f"A{self._head + 1}"
        last = letter_of(len(self._sheet.columns))
        self._merges = [f"A{row}:{last}{row}" for row in (1, 2)] if len(self._sheet.columns) > 1 else []
        self._styles = self._take_styles()

    def _take_styles(self) -> dict[str, int]:
        """Style numbers, made once by cells that are then taken out again."""
        page = self._page
        cells = {
            "title": style.title_cell(page["A1"]),
            "line": style.line_cell(page["B1"]),
            "head": style.head_cell(page["C1"], _SIZE),
        }
        for at, column in enumerate(self._sheet.columns, 1):
            cell: Any = page.cell(2, at)
            cells[column.key] = style.body_cell(cell, column.kind, column.width, _SIZE)
        numbers = {name: cell.style_id for name, cell in cells.items()}
        self._empty()
        return numbers

    def _empty(self) -> None:
        getattr(self._page, "_cells").clear()  # noqa: B009 - openpyxl has no public way to drop all cells

    def _rows(self) -> Iterator[str]:
        styles, columns = self._styles, self._sheet.columns
        yield row_xml(1, 34, [(1, styles["title"], self._sheet.title)])
        yield row_xml(2, 22, [(1, styles["line"], self._sheet.subtitle)])
        yield from self._headings()
        plans = [
            ColumnPlan(
                column.key,
                letter_of(at),
                styles[column.key],
                column.kind,
                capacity_of(column.width, _SIZE, style.BASE_SIZE) if column.kind == "text" else 0,
                line_height(_SIZE),
            )
            for at, column in enumerate(columns, 1)
        ]
        for row in stream_rows(plans, self._sheet.rows, first=self._head + 1, least=20):
            self._count += 1
            if self._head + self._count > MAX_ROWS:
                raise ExportError(
                    f"“{self._sheet.title}”超过{MAX_ROWS}行，一张工作表放不下，请缩小范围后导出。"
                )
            yield row
            if self._progress and self._count % _STEP == 0:
                self._progress(self._count, 0)

    def _headings(self) -> Iterator[str]:
        head, columns = self._styles["head"], self._sheet.columns
        if not self._two_level:
            yield row_xml(self._top, 28, [(at, head, column.title) for at, column in enumerate(columns, 1)])
            return
        upper: list[tuple[int, int, object]] = []
        lower: list[tuple[int, int, object]] = []
        at = 1
        for group, members in groupby(columns, key=lambda column: column.group):
            titles = [column.title for column in members]
            for offset, title in enumerate(titles):
                first = group if group and not offset else ""
                upper.append((at + offset, head, first if group else title))
                lower.append((at + offset, head, title if group else ""))
                if not group:
                    self._merges.append(
                        f"{letter_of(at + offset)}{self._top}:{letter_of(at + offset)}{self._head}"
                    )
            if group and len(titles) > 1:
                self._merges.append(
                    f"{letter_of(at)}{self._top}:{letter_of(at + len(titles) - 1)}{self._top}"
                )
            at += len(titles)
        yield row_xml(self._top, 22, upper)
        yield row_xml(self._head, 28, lower)

    def _finish(self) -> None:
        for area in self._merges:
            self._page.merged_cells.add(area)
        self._page.auto_filter.ref = self._area(self._head)

    def _area(self, first: int) -> str:
        last = max(self._head + self._count, first)
        return f"A{first}:{letter_of(len(self._sheet.columns))}{last}"


def _tab_name(title: str) -> str:
    """A name a tab can have: 31 characters, none of those spreadsheets forbid."""
    kept = "".join("_" if char in "[]:*?/\\'" or ord(char) < 32 else char for char in title)
    return kept[:31] or "清单"
