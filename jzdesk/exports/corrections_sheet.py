"""更正情况: what months closed earlier say otherwise since, as a sheet of the workbook that reports it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.exports.indicator_sheet import Table
from jzdesk.exports.ledgers import LedgerColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.exports.month_parts import Making, Part

SHEET = "更正情况"
COLUMNS = (
    LedgerColumn("seq", "序号", "", "int", 6),
    LedgerColumn("month", "更正月份", "", "text", 12),
    LedgerColumn("ledger", "表名", "", "text", 18),
    LedgerColumn("name", "姓名（指标）", "", "text", 13),
    LedgerColumn("column", "栏目", "", "text", 14),
    LedgerColumn("before", "起报数（内容）", "", "text", 34),
    LedgerColumn("after", "更正数（内容）", "", "text", 34),
    LedgerColumn("note", "更正原因", "", "text", 36),
)
"""The columns of the sheet; the city reads them by these titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLine:
    """One line of the sheet, in words. `key` is the key of the ledger row it corrects."""

    month: str
    ledger: str
    name: str
    column: str
    before: str
    after: str
    note: str = ""
    key: str = ""


def corrections_part(lines: Sequence[CorrectionLine], *, subtitle: str) -> Part:
    """Adds the sheet; nothing where there is nothing to correct."""

    def add(making: Making) -> None:
        if not lines:
            return
        rows = tuple(
            {"seq": number, **{c.key: getattr(line, c.key) for c in COLUMNS[1:]}}
            for number, line in enumerate(lines, 1)
        )
        title = "以前月份月报更正情况"
        making.add_table(Table(name=SHEET, title=title, subtitle=subtitle, columns=COLUMNS, rows=rows))

    return add
