"""容错统计 as a workbook: the figures with their denominators, and every review (or person) behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.exports.indicator_sheet import Table, write_tables
from jzdesk.exports.ledgers import LedgerColumn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from jzdesk.exports.month_book import WrittenBook

FIGURE_COLUMNS = (
    LedgerColumn("section", "类别", "", "text", 12),
    LedgerColumn("name", "项目", "", "text", 40),
    LedgerColumn("count", "数量", "", "int", 8),
    LedgerColumn("counted", "单位", "", "text", 6),
    LedgerColumn("due", "其中总数（分母）", "", "int", 9),
    LedgerColumn("rate", "占比（按期率）", "", "percent", 9),
    LedgerColumn("median", "中位", "用时（工作日）", "text", 7),
    LedgerColumn("longest", "最长", "用时（工作日）", "int", 7),
    LedgerColumn("meaning", "口径", "", "text", 48),
)
LINE_COLUMNS = (
    LedgerColumn("section", "类别", "", "text", 12),
    LedgerColumn("figure", "项目", "", "text", 30),
    LedgerColumn("met", "计入", "", "text", 6),
    LedgerColumn("number", "编号", "", "text", 13),
    LedgerColumn("person", "姓名", "", "text", 12),
    LedgerColumn("unit", "单位", "", "text", 24),
    LedgerColumn("matter", "容错事项", "", "text", 30),
    LedgerColumn("applied_on", "申请（启动）日期", "", "date", 11),
    LedgerColumn("concluded_on", "认定日期", "", "date", 11),
    LedgerColumn("conclusion", "结论", "", "text", 9),
    LedgerColumn("note", "说明", "", "text", 40),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceBook:
    """What the workbook says; rows by column key."""

    title: str
    subtitle: str
    made_on: date
    figures: tuple[Mapping[str, object], ...]
    lines: tuple[Mapping[str, object], ...]


def write_tolerance(book: ToleranceBook, out: Path) -> WrittenBook:
    """Write the workbook. Raises ExportError; what was at `out` before then stays."""
    tables = (
        Table(name="统计", title=book.title, subtitle=book.subtitle, columns=FIGURE_COLUMNS, rows=book.figures),
        Table(name="明细", title=f"{book.title}明细", subtitle=book.subtitle, columns=LINE_COLUMNS, rows=book.lines, paper="A3"),
    )  # fmt: skip
    return write_tables(tables, out, made_on=book.made_on)
