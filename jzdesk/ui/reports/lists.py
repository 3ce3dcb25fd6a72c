"""Rows of the three lists of a month: what is to be checked, what is corrected, and the months sent so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.month_findings import CHECK_NAMES, GAP, GRAVE, HINT
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from jzdesk.domain.month_findings import Finding
    from jzdesk.domain.months import Month
    from jzdesk.services.correction_words import ToldCorrection

KIND_WORDS = {"case": "案件处分", "dossier": "回访教育", "tolerance": "容错纠错", "enquiry": "征求意见", "month": "统计上报"}

FINDING_COLUMNS = (
    Column("state", "类别", 76, sort_key="order"),
    Column("check", "核对项", 124),
    Column("text", "核对事项", 400, least=180),
    Column("reason", "说明", 150, least=60),
    Column("place", "在哪里改", 84),
)
CORRECTION_COLUMNS = (
    Column("state", "类别", 96, sort_key="order"),
    Column("month", "更正月份", 100, sort_key="of_month"),
    Column("ledger", "表名", 132, least=110),
    Column("name", "姓名（指标）", 112),
    Column("column", "栏目", 100, least=70),
    Column("before", "起报数（内容）", 110, least=80),
    Column("after", "更正数（内容）", 110, least=80),
    Column("note", "更正原因", 130, least=60),
)
MONTH_COLUMNS = (
    Column("title", "月份", 100, sort_key="key"),
    Column("state", "状态", 72, sort_key="order"),
    Column("days", "统计期间", 118, sort_key="key"),
    Column("submission", "报送次数", 72, align="right"),
    Column("exported_at", "最近导出", 142),
    Column("frozen_at", "关账时间", 142),
    Column("frozen_by", "关账人", 76),
    Column("note", "说明", 110, sort_key="", least=60),
    Column("digest", "文件摘要", 96, sort_key="", least=70),
)
DIGEST_LETTERS = 12


LEVELS = {GRAVE: State("须处理", "overdue"), GAP: State("待核对", "soon"), HINT: State("提示", "open")}
ANSWERED = State("已说明", "done")


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One line to check; `kind` and `record_id` lead to the record."""

    id: int
    state: State
    order: int
    check: str
    text: str
    reason: str
    place: str
    kind: str
    record_id: int | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One value of a closed month that reads otherwise."""

    id: int
    state: State
    order: int
    of_month: str
    month: str
    ledger: str
    name: str
    column: str
    before: str
    after: str
    note: str
    kind: str
    record_id: int | None
    told: ToldCorrection


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month that was exported."""

    id: int
    key: str
    title: str
    state: State
    order: int
    days: str
    submission: int
    exported_at: datetime | None
    exported_by: str
    frozen_at: datetime | None
    frozen_by: str
    note: str
    digest: str


def finding_rows(findings: Sequence[Finding]) -> tuple[FindingRow, ...]:
    """The checks as rows, the grave ones first as they came."""
    return tuple(
        FindingRow(
            number, ANSWERED if f.reason else LEVELS[f.level], number, CHECK_NAMES.get(f.code, ""), f.text, f.reason,
            KIND_WORDS.get(f.kind, ""), f.kind, f.record_id, f,
        )
        for number, f in enumerate(findings, 1)
    )  # fmt: skip


def correction_rows(told: Sequence[ToldCorrection]) -> tuple[CorrectionRow, ...]:
    """Corrections as rows, in the order they came."""
    return tuple(
        CorrectionRow(
            number, CORRECTION_STATES[item.standing], list(CORRECTION_STATES).index(item.standing), item.correction.of_month,
            item.line.month, item.line.ledger, item.line.name, item.line.column.rpartition("·")[2], item.line.before, item.line.after,
            item.line.note, item.correction.subject, item.correction.subject_id, item,
        )
        for number, item in enumerate(told, 1)
    )  # fmt: skip


def correction_text(row: CorrectionRow) -> str:
    """A correction in full, for the line under the list."""
    said = f"{row.month}{row.ledger}　{row.name}　{row.column}：起报“{row.before}”，更正为“{row.after}”。"
    return f"{said}原因：{row.note}" if row.note else said


CORRECTION_STATES = {
    "new": State("本月上报", "soon"),
    "reported": State("已上报", "done"),
    "pending": State("待下月上报", "soon"),
    "present": State("仅提示", "open"),
}
"""How a correction stands, seen from the month on screen."""


def month_rows(found: Sequence[Month]) -> tuple[MonthRow, ...]:
    """The months as rows, the latest first as they came."""
    return tuple(
        MonthRow(
            item.id or 0, item.key, months.title(item.key), month_state(item), int(item.state != "frozen"), _days(item),
            item.submission, item.exported_at, item.exported_by, item.frozen_at if item.state == "frozen" else None,
            item.frozen_by if item.state == "frozen" else "", _reopened(item), item.file_digest[:DIGEST_LETTERS],
        )
        for item in found
    )  # fmt: skip


def _days(item: Month) -> str:
    return f"{item.first_on:%m-%d}至{item.last_on:%m-%d}" if item.first_on and item.last_on else ""


def _reopened(item: Month) -> str:
    return f"{item.reopened_at:%Y-%m-%d}重新打开：{item.reopen_reason}" if item.reopened_at else ""


def month_state(item: Month) -> State:
    """已关账 or 未关账."""
    return State("已关账", "done") if item.state == "frozen" else State("未关账", "open")
