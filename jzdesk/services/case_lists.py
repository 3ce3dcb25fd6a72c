"""The list of cases as a workbook: what the filter leaves, in the order of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import STATE_NAMES, DutyState
from jzdesk.exports.ledgers import LedgerColumn
from jzdesk.services.cases import count_cases, list_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from jzdesk.services.cases import CaseFilter, CaseRow
    from jzdesk.services.desk import Desk

PAGE = 500
COLUMNS: tuple[LedgerColumn, ...] = (
    LedgerColumn("seq", "序号", "", "int", 5),
    LedgerColumn("person", "姓名", "", "text", 9),
    LedgerColumn("unit", "单位", "", "text", 22),
    LedgerColumn("post", "职务", "", "text", 16),
    LedgerColumn("measures", "处分（处理）种类", "", "text", 20),
    LedgerColumn("document_number", "文号", "", "text", 20),
    LedgerColumn("decided_on", "决定日期", "", "date", 11),
    LedgerColumn("announce_due", "应宣布", "公开宣布", "date", 11),
    LedgerColumn("announced_on", "宣布日期", "公开宣布", "date", 11),
    LedgerColumn("state", "状态", "公开宣布", "text", 10),
    LedgerColumn("period_end", "影响期止", "", "date", 11),
    LedgerColumn("form", "形态", "", "text", 10),
)
_FORMS = {1: "第一种形态", 2: "第二种形态", 3: "第三种形态", 4: "第四种形态"}
_OTHER = {"undecided": "未作决定", "": "无须宣布"}


def export_cases(
    desk: Desk,
    filter_: CaseFilter,
    out: Path,
    *,
    sort: str = "decided_on",
    descending: bool = True,
    progress: Callable[[int, int, str], None] | None = None,
) -> int:
    """Write the list to a workbook; how many rows. Logged as an export. ExportError when it cannot be written."""
    from jzdesk.exports.xlsx import write_register

    desk.need(Permission.EXPORT)
    total = count_cases(desk, filter_)

    def rows() -> Iterator[dict[str, object]]:
        for offset in range(0, total, PAGE):
            page = list_cases(desk, filter_, sort=sort, descending=descending, offset=offset, limit=PAGE)
            for number, row in enumerate(page, offset + 1):
                yield _cells(number, row)
            if progress:
                progress(min(offset + PAGE, total), total, "导出案件处分列表")

    subtitle = f"{desk.office.unit_name}　截至 {filter_.on:%Y-%m-%d}　共 {total} 件"
    write_register("案件处分列表", COLUMNS, rows=rows(), out=out, subtitle=subtitle, made_on=desk.today)
    desk.vault.log(desk.actor, "导出案件处分列表", noun="case", summary=f"{total}件，{out.name}")
    return total


def _cells(number: int, row: CaseRow) -> dict[str, object]:
    state = _OTHER.get(row.state) or STATE_NAMES[DutyState(row.state)]
    excuse = f"（{row.announce_excuse}）" if row.announce_excuse else ""
    return {
        "seq": number,
        "person": row.person,
        "unit": row.unit,
        "post": row.post,
        "measures": row.measures,
        "document_number": row.document_number,
        "decided_on": row.decided_on,
        "announce_due": row.announce_due,
        "announced_on": row.announced_on,
        "state": f"{state}{excuse}",
        "period_end": row.period_end,
        "form": _FORMS.get(row.form, ""),
    }
