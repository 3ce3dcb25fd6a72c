"""指标 as a workbook: every place with its rates and their denominators, what they mean, and who was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jzdesk.exports import style
from jzdesk.exports.cells import ColumnPlan, capacity_of, letter_of, line_height, row_xml, stream_rows
from jzdesk.exports.ledgers import LedgerColumn
from jzdesk.exports.month_book import WrittenBook
from jzdesk.exports.package import save_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

_SIZE = 10.0
_TOP = 3
Row = "Mapping[str, object]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet. Values of the rows as in `month_book.MonthBook.ledgers`; columns with a group get two headings."""

    name: str
    title: str
    subtitle: str
    columns: tuple[LedgerColumn, ...]
    rows: tuple[Mapping[str, object], ...]
    paper: str = "A4"

    @property
    def head(self) -> int:
        """The row of the lower heading."""
        return _TOP + any(column.group for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorBook:
    """What the workbook says. `indicators` are (code, name, heading of what was met) in their order; the rows hold
    'rate', 'due', 'met', 'open' and 'excused' of each after its code and a dot."""

    title: str
    subtitle: str
    made_on: date
    indicators: tuple[tuple[str, str, str], ...]
    places: tuple[Mapping[str, object], ...]
    meanings: tuple[Mapping[str, object], ...]
    excluded: tuple[Mapping[str, object], ...]


MEANING_COLUMNS = (
    LedgerColumn("name", "指标", "", "text", 14),
    LedgerColumn("meaning", "口径", "", "text", 58),
    LedgerColumn("due", "应办", "全县", "int", 7),
    LedgerColumn("met", "计为完成", "全县", "int", 9),
    LedgerColumn("late", "逾期已办", "全县", "int", 9),
    LedgerColumn("open", "到期未办", "全县", "int", 9),
    LedgerColumn("excused", "不列入", "全县", "int", 8),
    LedgerColumn("rate", "比率", "全县", "percent", 9),
    LedgerColumn("if_done", "到期未办的都办结后", "全县", "percent", 11),
    LedgerColumn("earlier", "以前期限逾期未办（不计入本期）", "全县", "int", 13),
)
EXCLUDED_COLUMNS = (
    LedgerColumn("seq", "序号", "", "int", 6),
    LedgerColumn("name", "指标", "", "text", 14),
    LedgerColumn("reason", "不列入原因", "", "text", 18),
    LedgerColumn("person", "姓名", "", "text", 11),
    LedgerColumn("unit", "单位", "", "text", 30),
    LedgerColumn("post", "职务", "", "text", 22),
    LedgerColumn("note", "说明", "", "text", 32),
)


def place_columns(indicators: Sequence[tuple[str, str, str]]) -> tuple[LedgerColumn, ...]:
    """The columns of the first sheet."""
    columns = [
        LedgerColumn("level", "层级", "", "text", 14),
        LedgerColumn("unit", "单位", "", "text", 26),
    ]
    for code, name, met in indicators:
        parts = (("rate", "比率", "percent", 7.5), ("due", "应办", "int", 5.5), ("met", met, "int", 5.5),
                 ("open", "未办", "int", 5.5), ("excused", "不列入", "int", 5.5))  # fmt: skip
        columns += [LedgerColumn(f"{code}.{part}", title, name, kind, width) for part, title, kind, width in parts]  # type: ignore[arg-type]
    return tuple(columns)


def write_indicators(book: IndicatorBook, out: Path) -> WrittenBook:
    """Write the workbook. Raises ExportError; what was at `out` before then stays."""
    tables = (
        Table(name="指标", title=book.title, subtitle=book.subtitle, columns=place_columns(book.indicators),
              rows=book.places, paper="A3"),
        Table(name="口径", title="指标口径和办结后的比率", subtitle=book.subtitle, columns=MEANING_COLUMNS, rows=book.meanings),
        Table(name="不列入名单", title="不列入人员（事项）名单", subtitle=book.subtitle, columns=EXCLUDED_COLUMNS,
              rows=book.excluded),
    )  # fmt: skip
    return write_tables(tables, out, made_on=book.made_on)


def write_tables(tables: Sequence[Table], out: Path, *, made_on: date) -> WrittenBook:
    """Write a sheet for each table. Raises ExportError; what was at `out` before then stays."""
    from openpyxl import Workbook

    workbook = Workbook()
    day = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - a day, not a moment
    workbook.properties.created, workbook.properties.creator = day, "jzdesk"
    style.set_base_font(workbook)
    pages: list[Any] = [workbook.active, *(workbook.create_sheet() for _ in tables[1:])]
    rows = {table.name: Page(page, table).rows() for page, table in zip(pages, tables, strict=True)}
    digest = save_package(workbook, out=out, rows=rows)
    return WrittenBook(path=out, rows={table.name: len(table.rows) for table in tables}, sha256=digest)


class Page:
    """One sheet being set up; its number of rows is known from the start."""

    def __init__(self, page: Worksheet, table: Table) -> None:
        self._page, self._table = page, table
        page.title = table.name
        last = letter_of(len(table.columns))
        for at, column in enumerate(table.columns, 1):
            page.column_dimensions[letter_of(at)].width = column.width
        style.page(page, table.paper, repeat=(1, table.head))
        page.freeze_panes = f"{'C' if table.paper == 'A3' else 'A'}{table.head + 1}"
        self._styles = self._take_styles()
        for area in (f"A1:{last}1", f"A2:{last}2", *self._merged()):
            page.merged_cells.add(area)
        page.auto_filter.ref = f"A{table.head}:{last}{table.head + max(len(table.rows), 1)}"

    def _take_styles(self) -> dict[str, int]:
        """Style numbers, made once by cells that are then taken out again."""
        page, columns = self._page, self._table.columns
        cells: dict[str, Any] = {
            "title": style.title_cell(page["A1"]),
            "line": style.line_cell(page["B1"]),
            "head": style.head_cell(page["C1"], _SIZE),
        }
        for at, column in enumerate(columns, 1):
            cell: Any = page.cell(2, at)
            cells[f"body {column.key}"] = style.body_cell(cell, column.kind, column.width, _SIZE)
        numbers = {name: cell.style_id for name, cell in cells.items()}
        getattr(page, "_cells").clear()  # noqa: B009 - openpyxl has no public way to drop all cells
        return numbers

    def rows(self) -> Iterator[str]:
        """Title, headings and rows as XML."""
        table, styles = self._table, self._styles
        yield row_xml(1, 34, [(1, styles["title"], table.title)])
        yield row_xml(2, 22, [(1, styles["line"], table.subtitle)])
        yield from self._headings()
        plans = [
            ColumnPlan(
                column.key, letter_of(at), styles[f"body {column.key}"], column.kind,
                capacity_of(column.width, _SIZE, style.BASE_SIZE) if column.kind == "text" else 0, line_height(_SIZE),
            )
            for at, column in enumerate(table.columns, 1)
        ]  # fmt: skip
        yield from stream_rows(plans, table.rows, first=table.head + 1, least=20)

    def _groups(self) -> Iterator[tuple[int, str, list[LedgerColumn]]]:
        at = 1
        for group, members in groupby(self._table.columns, key=lambda column: column.group):
            columns = list(members)
            yield at, group, columns
            at += len(columns)

    def _headings(self) -> Iterator[str]:
        head = self._styles["head"]
        if self._table.head > _TOP:
            upper: list[tuple[int, int, object]] = []
            for at, group, columns in self._groups():
                upper += [(at + n, head, group if group and not n else "" if group else c.title)
                          for n, c in enumerate(columns)]  # fmt: skip
            yield row_xml(_TOP, 22, upper)
        lower = [
            (at, head, column.title if column.group or self._table.head == _TOP else "")
            for at, column in enumerate(self._table.columns, 1)
        ]
        yield row_xml(self._table.head, 44, lower)

    def _merged(self) -> Iterator[str]:
        if self._table.head == _TOP:
            return
        for at, group, columns in self._groups():
            if group:
                yield f"{letter_of(at)}{_TOP}:{letter_of(at + len(columns) - 1)}{_TOP}"
            else:
                for number in range(at, at + len(columns)):
                    yield f"{letter_of(number)}{_TOP}:{letter_of(number)}{self._table.head}"
