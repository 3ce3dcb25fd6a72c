"""汇总: whose file it is, of which month, how much it shows, and whether it has been here before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.merging import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jzdesk.domain.merging import BookHead

LEVELS = {"full": "完整", "masked": "脱敏", "counts": "仅数字"}
"""How much a file shows."""

_NAMED_MONTH = re.compile(r"(20\d\d)\s*[-年._]?\s*(1[0-2]|0?[1-9])(?:\s*月|(?!\d))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a file should be: of which county and month ('' for any), of which days (ISO), showing how much."""

    code: str = ""
    name: str = ""
    month: str = ""
    first: str = ""
    last: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A file that is here already."""

    file: str
    code: str
    name: str
    month: str
    submission: int
    digest: str
    content_digest: str = ""
    rows: int = 0
    state: str = ""


def check_head(head: BookHead, wanted: Expected) -> Iterator[Finding]:
    """What the file says of itself against what was expected."""
    if wanted.code and head.unit_code and head.unit_code != wanted.code:
        text = (
            f"文件的填报单位是“{head.unit_name}”（{head.unit_code}），应为“{wanted.name}”（{wanted.code}）。"
        )
        yield Finding(rule="file.wrong_county", text=text)
    elif wanted.name and head.unit_name and head.unit_name != wanted.name and not head.unit_code:
        text = f"文件的填报单位是“{head.unit_name}”，应为“{wanted.name}”。"
        yield Finding(rule="file.wrong_county", text=text)
    yield from _months(head, wanted)
    if wanted.level and head.level and head.level != wanted.level:
        text = f"文件为“{LEVELS.get(head.level, head.level)}”，要求报送“{LEVELS.get(wanted.level, wanted.level)}”。"
        yield Finding(rule="file.wrong_level", text=text, key=f"level|{head.level}")
    if head.first_on and head.last_on and wanted.first and head.month == (wanted.month or head.month):
        days = (head.first_on.isoformat(), head.last_on.isoformat())
        if days != (wanted.first, wanted.last):
            text = f"文件统计的是{days[0]}至{days[1]}，本单位的{head.month}为{wanted.first}至{wanted.last}。"
            yield Finding(rule="file.span", text=text, key=f"span|{days[0]}|{days[1]}")


def _months(head: BookHead, wanted: Expected) -> Iterator[Finding]:
    if wanted.month and head.month and head.month != wanted.month:
        yield Finding(rule="file.wrong_month", text=f"文件是{head.month}的月报，应为{wanted.month}。")
    elif not head.month:
        yield Finding(rule="file.wrong_month", text="文件没有写明是哪一个月的月报。")
    elif head.cover_month and head.cover_month != head.month:
        text = f"封面写的是{head.cover_month}，报送校验信息是{head.month}。"
        yield Finding(rule="file.wrong_month", text=text)
    elif (named := named_month(head.file)) and named != head.month and not wanted.month:
        text = f"文件名写的是{named}，内容是{head.month}的月报。"
        yield Finding(rule="file.wrong_month", text=text)


def named_month(file: str) -> str:
    """The month a file's name says, '' where it says none or more than one."""
    found = {f"{year}-{int(month):02d}" for year, month in _NAMED_MONTH.findall(file)}
    return found.pop() if len(found) == 1 else ""


def check_known(head: BookHead, rows: int, known: Iterable[Known]) -> Iterator[Finding]:
    """The same file, the same content, an older or an equal submission: against what is here already."""
    for other in known:
        mine = (other.code, other.month) == (head.unit_code, head.month)
        place = f"“{other.file}”（{other.name}{other.month}第{other.submission}次）"
        if other.digest == head.digest:
            yield Finding(rule="file.doubled", text=f"与{place}是同一个文件，不重复汇总。")
        elif mine and head.submission < other.submission:
            text = f"这是第{head.submission}次报送，已有第{other.submission}次的{place}，请确认报送的是最新一次。"
            yield Finding(rule="file.older", text=text)
        elif rows and rows == other.rows and other.content_digest == head.content_digest:
            yield Finding(rule="file.same_content", text=f"各台账的内容与{place}完全相同。")
        elif mine and head.submission == other.submission:
            text = f"报送次数同为第{head.submission}次，内容却与{place}不同。"
            yield Finding(rule="file.same_submission", text=text, key=f"same|{head.digest[:16]}")
