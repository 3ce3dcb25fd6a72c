"""归档: a closed file goes to the archive under 全宗号·目录号·案卷号 and can be read only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from datetime import date

APART = re.compile(r"[·•．.\-—－/／\s]+")
_PART = re.compile(r"^[0-9A-Za-z一-鿿]{1,12}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiving:
    """When a file was archived, under which number, how many pages, kept how long (a code of the list retention)."""

    archived_on: date | None = None
    number: str = ""
    pages: int | None = None
    retention: str = ""


def archive_number(text: str) -> str:
    """'0123-2-045' or '0123 2 045' as '0123·2·045'. RuleError unless there are three parts."""
    parts = [part for part in APART.split(text.strip()) if part]
    if len(parts) != 3 or not all(_PART.match(part) for part in parts):
        raise RuleError("archive_number", "档号由全宗号、目录号、案卷号三段组成，如 0123·2·045。")
    return "·".join(parts)


def check(item: Archiving, *, closed_on: date | None, on: date) -> Archiving:
    """The archiving with its number in the usual shape; refused before the file is closed, without pages or term."""
    if item.archived_on is None:
        raise RuleError("archived_on", "请填写归档日期。")
    if item.archived_on > on:
        raise RuleError("archived_on", "归档日期晚于今天。")
    if closed_on and item.archived_on < closed_on:
        raise RuleError("archived_on", f"归档日期早于结档日期（{closed_on:%Y-%m-%d}）。")
    number = archive_number(item.number)
    if not item.pages or item.pages < 1:
        raise RuleError("archive_pages", "请填写页数。")
    if not item.retention:
        raise RuleError("retention", "请选择保管期限。")
    return Archiving(archived_on=item.archived_on, number=number, pages=item.pages, retention=item.retention)
