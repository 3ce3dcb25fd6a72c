"""导入栏目: which columns each kind of record has, by what other names old ledgers call them, and how each is read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain.tables import Entry, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

VALUE_KINDS = (
    "text", "name", "id_number", "sex", "birth", "date", "month", "int", "money", "yes", "code", "codes", "measures", "unit",
    "unit_post", "names", "phone", "time",
)  # fmt: skip
ROLES = ("value", "check", "known", "split")
COLUMNS, WORDS = "columns", "words"
"""Stems of resources/imports: the columns of each kind; the words old ledgers have for codes."""
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MARKS = re.compile(r"[\s*#:、,.;。·_\-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. `role` 'value' is read, 'check' read and compared with what the program reckons, 'known' recognised and left,
    'split' parted into unit_name and post. `codes` names the code list, or of measures the families in order of preference.
    `titles` are all names of the column, the program's own first; 'group/leaf' only where the heading has both rows."""

    key: str
    title: str
    kind: str
    titles: tuple[str, ...] = ()
    role: str = "value"
    codes: str = ""
    required: bool = False
    note: str = ""
    width: int = 12

    @property
    def is_read(self) -> bool:
        """Whether its cells become values."""
        return self.role != "known"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All columns of one kind of record, in the order of its register."""

    kind: str
    title: str
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field:
        """The field of that key. KeyError when there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in order."""
        return tuple(field.key for field in self.fields)

    @property
    def register(self) -> tuple[Field, ...]:
        """The columns of a register that is to be read again: those with a value of their own."""
        return tuple(field for field in self.fields if field.role == "value")


@dataclass(frozen=True, slots=True)
class Imports:
    """The catalogue of every kind, and how old ledgers write the codes of each list: list → code → words."""

    kinds: Mapping[str, Catalogue]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]


def read_imports(
    tables: Mapping[str, Mapping[str, Any]], own: Mapping[str, Mapping[str, Any]] | None = None
) -> Imports:
    """From the parsed files of resources/imports, with the names of columns and the words a county `own`s beside the shipped
    ones. Raises RuleError naming file and entry."""
    added = own or {}
    root = whole(COLUMNS, tables)
    parts = {part.text("code"): _fields(part) for part in root.parts("part")}
    kinds = {}
    for entry in root.parts("kind"):
        code = entry.text("code")
        fields = _fields(entry)
        serial = [field for field in fields if field.key == "seq"]
        for name in reversed(entry.texts("parts")):
            if name not in parts:
                raise entry.wrong(f"没有名为 {name} 的共用栏目")
            fields = parts[name] + fields
        fields = [*serial, *(field for field in fields if field not in serial)]
        entry.unique([field.key for field in fields])
        kinds[code] = Catalogue(code, entry.text("title"), tuple(fields))
    words = _words(whole(WORDS, tables))
    if COLUMNS in added:
        _lay_columns(kinds, whole(COLUMNS, added))
    if WORDS in added:
        words = _both(words, _words(whole(WORDS, added)))
    return Imports(MappingProxyType(kinds), MappingProxyType(words))


def _fields(entry: Entry) -> list[Field]:
    return [
        _field(Entry(item.file, f"{entry.label} {item.raw.get('key', '')}", item.raw))
        for item in entry.parts("fields")
    ]


def _lay_columns(kinds: dict[str, Catalogue], root: Entry) -> None:
    """Further names for known columns, by key."""
    for entry in root.parts("kind"):
        known = kinds.get(entry.text("code"))
        if known is None:
            raise entry.wrong("没有这类导入")
        fields = {field.key: field for field in known.fields}
        for item in entry.parts("fields"):
            key = item.text("key")
            if key not in fields:
                raise item.wrong(f"没有字段 {key}")
            titles = (*fields[key].titles, *item.text("titles").split())
            fields[key] = replace(fields[key], titles=tuple(dict.fromkeys(titles)))
        kinds[known.kind] = Catalogue(known.kind, known.title, tuple(fields.values()))


def _field(entry: Entry) -> Field:
    title = entry.text("title")
    return Field(
        key=entry.text("key"),
        title=title,
        kind=entry.choice("kind", VALUE_KINDS),
        titles=tuple(dict.fromkeys((title, *entry.text("titles", "").split()))),
        role=entry.choice("role", ROLES, "value"),
        codes=entry.text("codes", ""),
        required=entry.flag("required", default=False),
        note=entry.text("note", ""),
        width=entry.maybe_number("width") or 12,
    )


Written = dict[str, dict[str, tuple[str, ...]]]
"""List → code → the ways it is written."""


def _words(root: Entry) -> Written:
    lists: Written = {}
    for name, raw in root.raw.items():
        entry = Entry(root.file, name, raw)
        lists[name] = {code: tuple(entry.text(code, "").split()) for code in raw}
    return lists


def _both(shipped: Written, own: Written) -> Written:
    joined = {name: dict(codes) for name, codes in shipped.items()}
    for name, codes in own.items():
        known = joined.setdefault(name, {})
        for code, words in codes.items():
            known[code] = tuple(dict.fromkeys((*known.get(code, ()), *words)))
    return joined


def plain_title(text: str) -> str:
    """A heading as titles are compared: half-width, without blanks and stops."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def bare_title(text: str) -> str:
    """The same without what stands in brackets: '决定日期（年月日）' → '决定日期'."""
    words = unicodedata.normalize("NFKC", text)
    return _MARKS.sub("", _ASIDE.sub("", words)).casefold()
