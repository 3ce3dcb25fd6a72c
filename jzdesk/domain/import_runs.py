"""导入: one file brought into the vault, and what became of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

KINDS = {
    "units": "单位",
    "people": "人员",
    "cases": "案件处分",
    "announcements": "公开宣布",
    "visits": "回访",
    "tolerance": "容错审查",
}
"""What can be imported, in the order in which later kinds stand on earlier ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One run that wrote something. `mapping` is JSON: column letter → field; counts are rows of the file."""

    id: int | None = None
    uid: str = ""
    kind: str = ""
    file_name: str = ""
    file_digest: str = ""
    sheet: str = ""
    mapping: str = ""
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    done_at: datetime | None = None
    done_by: str = ""
    note: str = ""
