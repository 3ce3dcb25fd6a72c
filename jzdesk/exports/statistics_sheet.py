"""统计 as a workbook: a page with a bulletin's sentences, then for each topic a page with its figures and the native chart of
them; what the charts are drawn from stands on the last sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jzdesk.exports import style
from jzdesk.exports.cells import letter_of, row_xml
from jzdesk.exports.indicator_sheet import Page, Table
from jzdesk.exports.ledgers import LedgerColumn
from jzdesk.exports.month_book import WrittenBook
from jzdesk.exports.native_charts import block_of, native
from jzdesk.exports.package import save_package

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.domain.charts import Chart
    from jzdesk.exports.month_book import Progress

_SIZE = 10.0
CHARACTER_CM = 0.205
"""How wide a character of column width is: a chart is as wide as its table."""
ONE_PAGE = 32
"""Rows that stand on one page together with their chart."""
DATA = "图表数据"
TEXT = "通报文字"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One page: `columns` and `rows` as of a table, the first column being 'name'; `note` says how to read
    them."""

    name: str
    title: str
    subtitle: str
    columns: tuple[LedgerColumn, ...]
    rows: tuple[Mapping[str, object], ...]
    chart: Chart
    note: str = ""


def write_statistics(
    topics: Sequence[Topic], out: Path, *, text: tuple[str, str, Sequence[str]], made_on: date,
    progress: Progress | None = None,
) -> WrittenBook:  # fmt: skip
    """Write the workbook; `text` is title, subtitle and paragraphs of the first page. Raises ExportError; what was at `out`
    before then stays."""
    from openpyxl import Workbook

    workbook = Workbook()
    day = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - a day, not a moment
    workbook.properties.created, workbook.properties.creator = day, "jzdesk"
    style.set_base_font(workbook)
    first: Any = workbook.active
    rows = {TEXT: Page(first, _words(*text)).rows()}
    _upright(first, 1)
    data: Any = workbook.create_sheet(DATA)
    block = _Data(data)
    for number, topic in enumerate(topics, 1):
        page: Any = workbook.create_sheet(topic.name, index=number)
        table = _table(topic)
        rows[topic.name] = Page(page, table).rows()
        _upright(page, 1)
        if topic.note:
            row = table.head + len(table.rows)
            page.merged_cells.add(f"A{row}:{letter_of(len(table.columns))}{row}")
        if not topic.chart.empty:
            at = block.add(topic.chart)
            below = table.head + len(table.rows)
            if len(table.rows) > ONE_PAGE:
                _broken(page, table, below)
            chart = native(topic.chart, data, at)
            chart.width = sum(column.width for column in table.columns) * CHARACTER_CM
            page.add_chart(chart, f"A{below + 2}")
        if progress:
            progress(number, len(topics) + 1)
    rows[DATA] = iter(block.rows)
    digest = save_package(workbook, out=out, rows=rows)
    return WrittenBook(path=out, rows={topic.name: len(topic.rows) for topic in topics}, sha256=digest)


def _table(topic: Topic) -> Table:
    """The figures, with the note as their last row."""
    rows = (*topic.rows, {"name": topic.note}) if topic.note else topic.rows
    return Table(
        name=topic.name, title=topic.title, subtitle=topic.subtitle, columns=topic.columns, rows=rows
    )


def _broken(page: Worksheet, table: Table, last: int) -> None:
    """A long table over as many pages as it needs, the chart on one of its own."""
    from openpyxl.worksheet.pagebreak import Break

    page.page_setup.fitToHeight = 0
    page.print_title_rows = f"1:{table.head}"
    page.row_breaks.append(Break(id=last))


def _upright(page: Worksheet, pages: int) -> None:
    """A page of A4 with table and chart together; no filter buttons on figures."""
    style.page(page, "A4", landscape=False)
    page.page_setup.fitToHeight = pages
    page.auto_filter.ref = None


def _words(title: str, subtitle: str, paragraphs: Sequence[str]) -> Table:
    """The bulletin as a table."""
    columns = (
        LedgerColumn("seq", "序号", "", "int", 6),
        LedgerColumn("text", "可复制到通报的文字，使用前请核对", "", "text", 80),
    )
    rows = tuple({"seq": number, "text": text} for number, text in enumerate(paragraphs, 1))
    return Table(name=TEXT, title=title, subtitle=subtitle, columns=columns, rows=rows)


class _Data:
    """The last sheet: blocks of names and plain numbers one below the other, each under its title."""

    def __init__(self, sheet: Worksheet) -> None:
        sheet.title = DATA
        sheet.column_dimensions["A"].width = 44
        for column in "BCDEF":
            sheet.column_dimensions[column].width = 16
        cells: dict[str, Any] = {
            "title": style.line_cell(sheet["A1"], size=12),
            "line": style.line_cell(sheet["B1"]),
            "head": style.head_cell(sheet["C1"], _SIZE),
            "name": style.body_cell(sheet["D1"], "text", 44, _SIZE),
            "number": style.body_cell(sheet["E1"], "int", 16, _SIZE),
        }
        cells["share"] = style.body_cell(sheet["F1"], "int", 16, _SIZE)
        cells["number"].number_format, cells["share"].number_format = "#,##0", "0.0"
        self._styles = {name: cell.style_id for name, cell in cells.items()}
        getattr(sheet, "_cells").clear()  # noqa: B009 - openpyxl has no public way to drop all cells
        style.page(sheet, "A4", landscape=False)
        self.rows = [row_xml(1, 24, [(1, self._styles["line"], "各图的数据，改动这里的数字，图随之改变。")])]
        self._at = 3

    def add(self, chart: Chart) -> int:
        """Add the block of a chart; the row of its heading."""
        styles, heading = self._styles, self._at + 1
        self.rows.append(row_xml(self._at, 24, [(1, styles["title"], chart.title)]))
        for number, row in enumerate(block_of(chart)):
            figure = "share" if chart.unit == "%" else "number"
            look = [styles["head" if not number else figure if n else "name"] for n in range(len(row))]
            cells = [(n + 1, look[n], value) for n, value in enumerate(row)]
            self.rows.append(row_xml(heading + number, 20, cells))
            self._at = heading + number
        self._at += 2
        return heading
