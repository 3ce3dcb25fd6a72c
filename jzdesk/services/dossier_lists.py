"""The list of dossiers as a workbook: what the filter leaves, in the order of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.exports.ledgers import LedgerColumn
from jzdesk.services.dossiers import count_dossiers, list_dossiers, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierFilter, DossierRow

PAGE = 500
TITLE = "回访教育列表"
COLUMNS: tuple[LedgerColumn, ...] = (
    LedgerColumn("seq", "序号", "", "int", 5),
    LedgerColumn("number", "档案编号", "", "text", 13),
    LedgerColumn("person", "姓名", "", "text", 9),
    LedgerColumn("unit", "单位", "", "text", 22),
    LedgerColumn("post", "职务", "", "text", 16),
    LedgerColumn("measures", "处分（处理）种类", "", "text", 18),
    LedgerColumn("decided_on", "决定日期", "", "date", 11),
    LedgerColumn("period_end", "影响期止", "", "date", 11),
    LedgerColumn("mentor", "帮带人", "", "text", 9),
    LedgerColumn("visits_due", "应回访", "回访", "int", 7),
    LedgerColumn("visits_held", "已回访", "回访", "int", 7),
    LedgerColumn("last_visit_on", "最近回访", "回访", "date", 11),
    LedgerColumn("next_visit_on", "下次应访", "回访", "date", 11),
    LedgerColumn("state", "状态", "", "text", 11),
    LedgerColumn("assessed_on", "考核日期", "期满考核", "date", 11),
    LedgerColumn("result", "考核结果", "期满考核", "text", 9),
)


def export_dossiers(
    desk: Desk,
    filter_: DossierFilter,
    out: Path,
    *,
    sort: str = "decided_on",
    descending: bool = True,
    progress: Callable[[int, int, str], None] | None = None,
) -> int:
    """Write the list to a workbook; how many rows. Logged as an export. ExportError when it cannot be written."""
    from jzdesk.exports.xlsx import write_register

    desk.need(Permission.EXPORT)
    total = count_dossiers(desk, filter_)

    def rows() -> Iterator[dict[str, object]]:
        for offset in range(0, total, PAGE):
            page = list_dossiers(desk, filter_, sort=sort, descending=descending, offset=offset, limit=PAGE)
            for number, row in enumerate(page, offset + 1):
                yield _cells(desk, number, row)
            if progress:
                progress(min(offset + PAGE, total), total, f"导出{TITLE}")

    subtitle = f"{desk.office.unit_name}　截至 {filter_.on:%Y-%m-%d}　共 {total} 人"
    write_register(TITLE, COLUMNS, rows=rows(), out=out, subtitle=subtitle, made_on=desk.today)
    desk.vault.log(desk.actor, f"导出{TITLE}", noun="dossier", summary=f"{total}人，{out.name}")
    return total


def _cells(desk: Desk, number: int, row: DossierRow) -> dict[str, object]:
    same = {column.key: getattr(row, column.key) for column in COLUMNS if hasattr(row, column.key)}
    return {
        **same,
        "seq": number,
        "state": standing(desk, row)[0],
        "result": desk.rulebook.name_of("assessment_grade", row.result),
    }
