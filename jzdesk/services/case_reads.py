"""A case, or one of its decisions, read inside a write: gone or in the recycle bin it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused
from jzdesk.storage import cases as rows

if TYPE_CHECKING:
    from jzdesk.domain.cases import CaseFile, Decision

IN_BIN = "这件案件在回收站中，请先恢复再办理。"


def living_case(case_id: int) -> CaseFile:
    """The case inside a write; Refused when it is gone or in the recycle bin."""
    file = rows.file_of(case_id)
    if file is None:
        raise Refused("这件案件已不存在，请刷新列表。")
    if rows.is_deleted(case_id):
        raise Refused(IN_BIN)
    return file


def decision_of(case_id: int, decision_id: int | None) -> tuple[CaseFile, Decision]:
    """The case with one of its decisions; Refused when either is gone, or the case in the recycle bin."""
    file = rows.file_of(case_id)
    decision = next((d for d in file.decisions if d.id == decision_id), None) if file else None
    if file is None or decision is None:
        raise Refused("这份处分决定已不存在，请刷新列表。")
    if rows.is_deleted(case_id):
        raise Refused(IN_BIN)
    return file, decision
