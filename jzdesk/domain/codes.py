"""Code lists (下拉选项): names by code, with the days between which a code may be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain.errors import RuleError
from jzdesk.domain.tables import Entry

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Code:
    """One choice. `group` is a wider class it belongs to (a rank's level); `lead` and `lead_unit` ('wd' or
    'day') only in the list duty_kind: how long before the due date a duty counts as due soon."""

    code: str
    name: str
    enabled: bool
    sort: int
    valid_from: date | None = None
    valid_to: date | None = None
    group: str = ""
    clause: str = ""
    is_default: bool = False
    note: str = ""
    lead: int | None = None
    lead_unit: str = ""

    def offered_on(self, on: date) -> bool:
        """Whether it may be chosen for a record of that day."""
        begun = self.valid_from is None or self.valid_from <= on
        return self.enabled and begun and (self.valid_to is None or on <= self.valid_to)


class CodeLists(Mapping[str, tuple[Code, ...]]):
    """All lists by name, each in menu order."""

    __slots__ = ("_lists", "_names", "_titles")

    def __init__(self, lists: Mapping[str, tuple[Code, ...]], titles: Mapping[str, str]) -> None:
        self._lists = MappingProxyType({name: tuple(sorted(lists[name], key=_order)) for name in lists})
        self._titles = MappingProxyType(dict(titles))
        self._names = MappingProxyType(
            {(name, code.code): code.name for name, codes in self._lists.items() for code in codes}
        )

    def __getitem__(self, name: str) -> tuple[Code, ...]:
        return self._lists[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)

    def title(self, name: str) -> str:
        """What the list is called on the screen."""
        return self._titles[name]

    def name_of(self, name: str, code: str) -> str:
        """The name of a code; the code itself when it is not (or no longer) in the list, '' for ''."""
        return self._names.get((name, code), code)

    def offered(self, name: str, on: date) -> tuple[Code, ...]:
        """The choices of a list for a record of that day."""
        return tuple(code for code in self._lists[name] if code.offered_on(on))


def _order(code: Code) -> int:
    return code.sort


def read_codes(tables: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, tuple[Code, ...]], dict[str, str]]:
    """The lists and their titles from the parsed files of resources/codes, each a table of lists."""
    lists: dict[str, tuple[Code, ...]] = {}
    titles: dict[str, str] = {}
    for file in sorted(tables):
        for name, raw in tables[file].items():
            if not isinstance(raw, Mapping):
                raise RuleError(file, f"代码文件 {file}.toml 的“{name}”不是代码表。")
            if name in lists:
                raise RuleError(file, f"代码文件 {file}.toml 的“{name}”与另一文件重复。")
            entry = Entry(file, name, raw)
            titles[name] = entry.text("title")
            lists[name] = _list(entry)
    return lists, titles


def _list(entry: Entry) -> tuple[Code, ...]:
    clause = entry.text("clause", "")
    is_default = entry.flag("default", default=False)
    codes: list[Code] = []
    for at, item in enumerate(entry.parts("entries"), 1):
        codes.append(
            Code(
                code=item.text("code"),
                name=item.text("name"),
                enabled=item.flag("enabled", default=True),
                sort=item.maybe_number("sort") or at * 10,
                valid_from=item.maybe_day("valid_from"),
                valid_to=item.maybe_day("valid_to"),
                group=item.text("group", ""),
                clause=item.text("clause", clause),
                is_default=item.flag("default", default=is_default),
                note=item.text("note", ""),
                lead=item.maybe_number("lead", high=366),
                lead_unit=item.choice("lead_unit", ("", "wd", "day"), ""),
            )
        )
    if not codes:
        raise entry.wrong("没有任何代码")
    entry.unique([code.code for code in codes])
    return tuple(codes)
