"""Reading rule tables: every wrong entry is refused with the file and the entry named, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jzdesk.domain.errors import RuleError


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a rule file with the words to name it by. All readers raise RuleError(file, text)."""

    file: str
    label: str
    raw: Mapping[str, Any]

    def wrong(self, text: str) -> RuleError:
        """The refusal of this entry."""
        return RuleError(self.file, f"规则文件 {self.file}.toml 的“{self.label}”有误：{text}。")

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required when there is no default."""
        value = self.raw.get(key, default)
        if value is None:
            raise self.wrong(f"缺少 {key}")
        if not isinstance(value, str):
            raise self.wrong(f"{key} 应为文字")
        if default is None and not value.strip():
            raise self.wrong(f"{key} 为空")
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.wrong(f"{key} 只能是 {'、'.join(allowed)} 之一，现为 {value}")
        return value

    def number(self, key: str, *, low: int = 0, high: int = 100_000) -> int:
        """A whole number within bounds."""
        value = self.raw.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(f"{key} 应为整数")
        if not low <= value <= high:
            raise self.wrong(f"{key} 应在 {low} 至 {high} 之间，现为 {value}")
        return value

    def maybe_number(self, key: str, *, low: int = 0, high: int = 100_000) -> int | None:
        """A whole number, or None when the key is absent."""
        return self.number(key, low=low, high=high) if key in self.raw else None

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.raw.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(f"{key} 应为 true 或 false")
        return value

    def day(self, key: str) -> date:
        """A date; ISO text is accepted, as a form or JSON hands it over."""
        value = self.raw.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise self.wrong(f"{key} 应为日期（如 2024-01-01）")

    def maybe_day(self, key: str) -> date | None:
        """A date, or None when the key is absent."""
        return self.day(key) if key in self.raw else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when absent."""
        value = self.raw.get(key, [])
        if (
            not isinstance(value, Sequence)
            or isinstance(value, str)
            or not all(isinstance(v, str) for v in value)
        ):
            raise self.wrong(f"{key} 应为文字列表")
        return tuple(value)

    def part(self, key: str) -> Entry:
        """A table inside this one; required."""
        value = self.raw.get(key)
        if not isinstance(value, Mapping):
            raise self.wrong(f"缺少 [{key}]")
        return Entry(self.file, key if self.label == _WHOLE else f"{self.label} {key}", value)

    def parts(self, key: str) -> Iterator[Entry]:
        """The tables of a list inside this one, each named by its code, id or place."""
        value = self.raw.get(key, [])
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise self.wrong(f"{key} 应为列表")
        for at, raw in enumerate(value, 1):
            if not isinstance(raw, Mapping):
                raise self.wrong(f"{key} 第 {at} 项不是条目")
            name = raw.get("code") or raw.get("id") or raw.get("name") or f"第 {at} 项"
            prefix = key if self.label == _WHOLE else f"{self.label} {key}"
            yield Entry(self.file, f"{prefix} {name}", raw)

    def unique(self, codes: Sequence[str]) -> None:
        """Refuse a code that stands twice."""
        seen: set[str] = set()
        for code in codes:
            if code in seen:
                raise self.wrong(f"代码 {code} 重复")
            seen.add(code)


_WHOLE = "全表"


def whole(file: str, tables: Mapping[str, Mapping[str, Any]]) -> Entry:
    """The file itself; refused when it is missing."""
    raw = tables.get(file)
    if raw is None:
        raise RuleError(file, f"缺少规则文件 {file}.toml。")
    return Entry(file, _WHOLE, raw)
