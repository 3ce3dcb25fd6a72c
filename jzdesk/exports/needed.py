"""Which columns of a ledger the program itself counts: they stay in a workbook even where nobody wants to see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.exports.summary import columns_for

if TYPE_CHECKING:
    from jzdesk.exports.ledgers import LedgerDef

_COUNTED_BY_BLOCKS = {
    "tolerance_people": ("conclusion", "form_change"),
    "visits": ("visits_due", "visits_held"),
}


def needed_columns(ledger: LedgerDef) -> tuple[str, ...]:
    """The columns of a ledger that 汇总表 and 核对表 count, in the order of the ledger."""
    wanted = {"seq", "name", *_COUNTED_BY_BLOCKS.get(ledger.code, ())}
    if "unit" in ledger.keys:
        wanted |= {"unit", "unit_level"}
    for column in columns_for(("x",), ("x",)):
        if column.ledger == ledger.code:
            wanted |= {key for way in column.ways for key, _ in way}
    return tuple(key for key in ledger.keys if key in wanted)
