"""附件的上限 as data: how large one may be, how many a record and the whole vault may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.domain.tables import whole

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class AttachmentRules:
    """Limits in MB of 1024 × 1024 bytes; `record_files` is a count."""

    file_mb: int
    record_mb: int
    record_files: int
    vault_mb: int
    is_default: bool

    @property
    def file_bytes(self) -> int:
        """The largest file in bytes."""
        return self.file_mb << 20


def read_attachments(tables: Mapping[str, Mapping[str, Any]]) -> AttachmentRules:
    """From the parsed attachments.toml."""
    limits = whole("attachments", tables).part("limits")
    return AttachmentRules(
        file_mb=limits.number("file_mb", low=1, high=200),
        record_mb=limits.number("record_mb", low=1, high=10_000),
        record_files=limits.number("record_files", low=1, high=10_000),
        vault_mb=limits.number("vault_mb", low=1, high=1_000_000),
        is_default=limits.flag("default", default=False),
    )
