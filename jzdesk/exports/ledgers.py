"""Which columns each ledger of the month has: read from `forms/monthly/ledgers.toml`, checked, as
frozen values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from jzdesk.exports.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Kind = Literal["text", "int", "date", "percent", "money", "id"]
FILE_NAME = "ledgers.toml"
CODES = ("decisions", "announcements", "tolerance", "visits", "assessments")
"""The ledgers a monthly workbook must have, in the order of its sheets."""

OPTIONAL = ("tolerance_people", "enquiries")
"""Ledgers a county's own template of an earlier time does not have: such a month goes without them."""

_WIDEST = 255.0  # the most a spreadsheet column can be


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column. `group` is the upper heading of a two-level header or ''; `width` is in half-width
    characters.

    Kinds: 'text' and 'id' are always written as text, 'int' and 'date' as themselves, 'percent' takes
    percent points (Decimal('70.9') shows 70.9%), 'money' takes 分 and shows 元. Text given to any kind
    stays text, so that a provisional date can say so.
    """

    key: str
    title: str
    group: str
    kind: Kind
    width: float


@dataclass(frozen=True, slots=True)
class LedgerDef:
    """One ledger; `title` is also the name of its sheet, `paper` is 'A3' or 'A4' (both landscape)."""

    code: str
    title: str
    columns: tuple[LedgerColumn, ...]
    paper: str = "A3"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the columns, in order."""
        return tuple(column.key for column in self.columns)


def with_extra(ledger: LedgerDef, extra: Sequence[tuple[str, str, float]]) -> LedgerDef:
    """The ledger with more columns of text (key, title, width) on its right."""
    more = tuple(LedgerColumn(key, title, "", "text", width) for key, title, width in extra)
    return replace(ledger, columns=ledger.columns + more) if more else ledger


def load_ledgers(folder: Path) -> dict[str, LedgerDef]:
    """The ledgers of `folder`/ledgers.toml by code, in the file's order.

    Raises ExportError, naming the file and the entry, when the file is missing, is no TOML or breaks a rule.
    """
    path = folder / FILE_NAME
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise ExportError(f"找不到或读不了台账栏目文件“{path}”。", "template") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ExportError(f"台账栏目文件“{path.name}”格式有误（{fault}）。", "template") from fault
    return ledgers_from(table, path.name)


def ledgers_from(table: Mapping[str, Any], file: str = FILE_NAME) -> dict[str, LedgerDef]:
    """The ledgers of a parsed table; `file` is named in errors."""
    entries = table.get("ledger")
    if not isinstance(entries, list):
        raise _wrong(file, "文件", "没有任何[[ledger]]")
    found: dict[str, LedgerDef] = {}
    for number, entry in enumerate(entries, 1):
        ledger = _ledger(entry, file, f"第{number}个台账")
        if ledger.code in found:
            raise _wrong(file, f"第{number}个台账", f"代码{ledger.code}与前面的重复")
        if ledger.title in {other.title for other in found.values()}:
            raise _wrong(file, f"第{number}个台账", f"名称“{ledger.title}”与前面的重复")
        found[ledger.code] = ledger
    missing = [code for code in CODES if code not in found]
    if missing:
        raise _wrong(file, "文件", f"缺少台账{'、'.join(missing)}")
    return found


def _ledger(entry: Any, file: str, place: str) -> LedgerDef:
    code, title = _text(entry, "code", file, place), _text(entry, "title", file, place)
    place = f"台账{code}"
    if len(title) > 31 or any(c in title for c in r"[]:*?/\'"):
        raise _wrong(file, place, "title要作工作表名，不得超过31个字，不得含 [ ] : * ? / \\ '")
    paper = entry.get("paper", "A3")
    if paper not in ("A3", "A4"):
        raise _wrong(file, place, "paper只能是A3或A4")
    columns = entry.get("columns")
    if not isinstance(columns, list) or not columns:
        raise _wrong(file, place, "columns一栏也没有")
    made = tuple(_column(column, file, f"{place}第{number}栏") for number, column in enumerate(columns, 1))
    keys = [column.key for column in made]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise _wrong(file, place, f"栏目{'、'.join(twice)}重复")
    return LedgerDef(code, title, made, paper)


def _column(entry: Any, file: str, place: str) -> LedgerColumn:
    key = _text(entry, "key", file, place)
    if not (key.isascii() and key.isidentifier()):
        raise _wrong(file, place, f"key“{key}”只能用英文字母、数字和下划线")
    place = f"{place}（{key}）"
    kind = entry.get("kind")
    if kind not in get_args(Kind):
        raise _wrong(file, place, f"kind只能是{'、'.join(get_args(Kind))}")
    width = entry.get("width")
    if isinstance(width, bool) or not isinstance(width, int | float) or not 1 <= width <= _WIDEST:
        raise _wrong(file, place, "width应是1到255之间的数")
    group = entry.get("group", "")
    if not isinstance(group, str):
        raise _wrong(file, place, "group应是文字")
    return LedgerColumn(key, _text(entry, "title", file, place), group, cast("Kind", kind), float(width))


def _text(entry: Any, field: str, file: str, place: str) -> str:
    value = entry.get(field) if isinstance(entry, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise _wrong(file, place, f"缺少{field}")
    return value.strip()


def _wrong(file: str, place: str, reason: str) -> ExportError:
    return ExportError(f"台账栏目文件“{file}”{place}有误：{reason}。", "template")
