"""附件的上限 as data: how large one may be, how many a record and the whole vault may hold, what a printed file takes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.domain.tables import whole

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class AttachmentRules:
    """Limits in MB of 1024 × 1024 bytes; `record_files` is a count. Those named book_… are of a person's printed file:
    pages and characters of one attachment, MB of all together."""

    file_mb: int
    record_mb: int
    record_files: int
    vault_mb: int
    clause: str
    is_default: bool
    book_file_pages: int
    book_mb: int
    book_text_chars: int
    book_clause: str
    book_is_default: bool

    @property
    def file_bytes(self) -> int:
        """The largest file in bytes."""
        return self.file_mb << 20


def read_attachments(tables: Mapping[str, Mapping[str, Any]]) -> AttachmentRules:
    """From the parsed attachments.toml."""
    root = whole("attachments", tables)
    limits, book = root.part("limits"), root.part("book")
    return AttachmentRules(
        file_mb=limits.number("file_mb", low=1, high=200),
        record_mb=limits.number("record_mb", low=1, high=10_000),
        record_files=limits.number("record_files", low=1, high=10_000),
        vault_mb=limits.number("vault_mb", low=1, high=1_000_000),
        clause=limits.text("clause"),
        is_default=limits.flag("default", default=False),
        book_file_pages=book.number("file_pages", low=1, high=2_000),
        book_mb=book.number("total_mb", low=1, high=1_000),
        book_text_chars=book.number("text_chars", low=1_000, high=1_000_000),
        book_clause=book.text("clause"),
        book_is_default=book.flag("default", default=False),
    )
