"""Rows of the two lists of the tab: what is to be checked, and the months sent so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from jzdesk.domain.month_findings import Finding
    from jzdesk.domain.months import Month

KIND_WORDS = {"case": "案件处分", "dossier": "回访教育", "tolerance": "容错纠错", "enquiry": "征求意见"}

FINDING_COLUMNS = (
    Column("state", "类别", 80, sort_key="order"),
    Column("text", "核对事项", 430, least=200),
    Column("place", "在哪里改", 100),
)
MONTH_COLUMNS = (
    Column("title", "月份", 100, sort_key="key"),
    Column("state", "状态", 80, sort_key="order"),
    Column("submission", "报送次数", 80, align="right"),
    Column("exported_at", "最近导出", 140),
    Column("exported_by", "导出人", 90),
    Column("digest", "文件摘要", 150, sort_key="", least=80),
)
DIGEST_LETTERS = 12


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One line to check; `kind` and `record_id` lead to the record."""

    id: int
    state: State
    order: int
    text: str
    place: str
    kind: str
    record_id: int | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month that was exported."""

    id: int
    key: str
    title: str
    state: State
    order: int
    submission: int
    exported_at: datetime | None
    exported_by: str
    digest: str


def finding_rows(findings: Sequence[Finding]) -> tuple[FindingRow, ...]:
    """The checks as rows, the grave ones first as they came."""
    return tuple(
        FindingRow(
            number, State("须处理", "overdue") if f.grave else State("提示", "soon"), int(not f.grave), f.text,
            KIND_WORDS.get(f.kind, ""), f.kind, f.record_id,
        )
        for number, f in enumerate(findings, 1)
    )  # fmt: skip


def month_rows(found: Sequence[Month]) -> tuple[MonthRow, ...]:
    """The months as rows, the latest first as they came."""
    return tuple(
        MonthRow(
            item.id or 0, item.key, months.title(item.key), month_state(item), int(item.state != "frozen"),
            item.submission, item.exported_at, item.exported_by, item.file_digest[:DIGEST_LETTERS],
        )
        for item in found
    )  # fmt: skip


def month_state(item: Month) -> State:
    """已关账 or 未关账."""
    return State("已关账", "done") if item.state == "frozen" else State("未关账", "open")
