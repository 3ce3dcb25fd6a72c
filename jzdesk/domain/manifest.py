"""What a workbook says about itself: for whom and when it was made, and a mark of every cell, so that whoever receives it
sees what was changed since.

A mark is the text itself where a cell holds a number or a day (then the earlier value can be named), else a short digest:
a text taken out of a sheet by hand cannot be read back from the manifest.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from jzdesk.domain.canonical import canonical, canonical_cell
from jzdesk.domain.errors import Refused
from jzdesk.domain.month_rows import KEY, row_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

SCHEMA = 1
SHEET = "报送校验"
"""The name of the hidden sheet; it is known by its first cell, which begins with `MARK`."""

MARK = "jzdesk-manifest"
FIGURE = "figure"
"""The kind of a column of a sheet of figures: numbers count with ten digits, as formulas are reckoned anew."""

UNKNOWN = "?"
"""Stands for a figure that was not reckoned when the file was made."""

_CHUNK = 30_000  # characters a cell of the hidden sheet takes; the format allows 32,767
_MOST = 64_000_000  # characters of a whole manifest
_BLOCK = 2_000  # rows worked on at a time
_HELD = 20_000  # texts remembered for a column before they are forgotten
_FIGURES = frozenset(("int", "date", "percent", "money", FIGURE))
_SUMMED = frozenset(("int", "money"))
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?%?|\d{4}-\d\d-\d\d(?: \d\d:\d\d)?")
_DIGESTED = "~"


class ManifestFault(Refused):
    """A manifest that cannot be used; the text is a sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestColumn:
    """One column: its key in the ledger, its heading (`group` is the upper one or ''), its letter, its kind."""

    key: str
    title: str
    group: str = ""
    letter: str = ""
    kind: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestSheet:
    """One sheet. `code` is the ledger's, '' for a sheet of figures (then columns are letters and `count` rows of figures
    are marked, `numbers` says which); a sheet without columns is only known by name.

    `first`: row of the sheet where the ledger's rows begin. `keys`: the stable key of each row. `cells`: the marks of each
    column, row by row. `sums`: of the columns of numbers. `digest`: SHA-256 over the canonical texts, row by row."""

    code: str
    title: str
    columns: tuple[ManifestColumn, ...] = ()
    first: int = 0
    count: int = 0
    numbers: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    def row_number(self, index: int) -> int:
        """The row of the sheet where a row stood."""
        return self.numbers[index] if self.numbers else self.first + index


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the workbook of a month says about itself. `key` is 'YYYY-MM' (or a quarter, half-year, year); days are ISO
    texts; `level` is how much it shows ('full', 'masked', 'counts'); `previous` is the digest of the submission before it,
    '' for the first; `audit_head`, `audit_seq` say where the sender's audit log stood."""

    unit_code: str
    unit_name: str
    key: str
    first_on: str
    last_on: str
    level: str
    submission: int
    made_at: str
    made_by: str
    program: str
    sheets: tuple[ManifestSheet, ...] = ()
    audit_head: str = ""
    audit_seq: int = 0
    previous: str = ""
    digest: str = ""
    schema: int = SCHEMA

    @property
    def short(self) -> str:
        """The first eight digits of the digest, as they are printed."""
        return self.digest[:8]

    @property
    def footer(self) -> str:
        """The short form printed on every page."""
        return f"{self.unit_code or self.unit_name} {self.key} 第{self.submission}次 {self.short}"

    def sheet(self, code: str) -> ManifestSheet | None:
        """The sheet of a ledger."""
        return next((sheet for sheet in self.sheets if sheet.code == code), None) if code else None


def mark_of(text: str, kind: str = "text") -> str:
    """The mark of a canonical text in a column of a kind; '' for an empty cell."""
    if not text or text == UNKNOWN:
        return text
    if kind in _FIGURES and _NUMBER.fullmatch(text):
        return text
    return _digested(text)


def _digested(text: str) -> str:
    """Thirty bits in five characters: one changed text in a thousand million is missed (the sheet's digest sees it)."""
    made = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return _DIGESTED + urlsafe_b64encode(made).decode()[:5]


def told_by(mark: str) -> str:
    """The text a mark was made of, as far as it tells it; '' where it is only a digest."""
    return "" if mark.startswith(_DIGESTED) else mark


def figure_text(value: object) -> str:
    """The canonical text of a cell in a sheet of figures: numbers with ten digits."""
    text = canonical_cell(value, "int")
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return canonical_cell(float(f"{float(value):.10g}"), "int")
    return text


# -- marks of many cells ----------------------------------------------------------------------------------------------


class _Texts(dict[object, str]):
    """Texts of values met before. One for each type, as 1, 1.0 and True are the same key."""

    def __init__(self, make: Callable[[object], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: object) -> str:
        if len(self) > _HELD:
            self.clear()
        text = self[value] = self._make(value)
        return text


class Marker:
    """Canonical texts and marks of the values of one column, remembered: most values of a column come often."""

    def __init__(self, kind: str, *, read: bool) -> None:
        """`read`: the values are what cells hold when they are read, not our own."""
        self.kind = kind
        self._texts: defaultdict[type, _Texts] = defaultdict(lambda: _Texts(self._text))
        self._marks = _Texts(lambda text: mark_of(str(text), kind))
        self._read = read

    def _text(self, value: object) -> str:
        if self.kind == FIGURE:
            return figure_text(value)
        return canonical_cell(value, self.kind) if self._read else canonical(value, self.kind)

    def texts(self, values: Iterable[object]) -> list[str]:
        """The canonical texts."""
        memo = self._texts
        return [memo[value.__class__][value] for value in values]

    def marks(self, texts: Iterable[str]) -> list[str]:
        """The marks of canonical texts."""
        memo = self._marks
        return [memo[text] for text in texts]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """Where a sheet stands: see `ManifestSheet`."""

    code: str
    title: str
    columns: Sequence[ManifestColumn]
    first: int = 0
    numbers: tuple[int, ...] = ()


def sheet_of(facts: SheetFacts, rows: Iterable[Mapping[str, object]], *, read: bool = False) -> ManifestSheet:
    """The marks of a sheet's rows; `rows` are ours by column key (with '@key'), or, if `read`, what its cells hold."""
    markers = {column.key: Marker(column.kind, read=read) for column in facts.columns}
    cells: dict[str, list[str]] = {key: [] for key in markers}
    sums = {c.key: Decimal(0) for c in facts.columns if c.kind in _SUMMED}
    total = hashlib.sha256()
    keys: list[str] = []
    for block in _blocks(rows):
        keys += [str(row.get(KEY) or "").replace(",", " ") for row in block]
        columns = []
        for key, marker in markers.items():
            texts = marker.texts([row.get(key) for row in block])
            columns.append(texts)
            cells[key] += marker.marks(texts)
            if key in sums:
                sums[key] += sum(map(_figure, texts))
        total.update(b"".join(map(row_line, zip(*columns, strict=True))) if columns else b"")
    return ManifestSheet(
        code=facts.code, title=facts.title, columns=tuple(facts.columns), first=facts.first, count=len(keys),
        numbers=facts.numbers, keys=tuple(keys), cells={key: tuple(marks) for key, marks in cells.items()},
        sums={key: canonical(value, "int") for key, value in sums.items()}, digest=total.hexdigest(),
    )  # fmt: skip


def _blocks(rows: Iterable[Mapping[str, object]]) -> Iterator[list[Mapping[str, object]]]:
    block: list[Mapping[str, object]] = []
    for row in rows:
        block.append(row)
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _figure(text: str) -> Decimal:
    """The number a canonical text is; nothing counts as a number that only looks like one."""
    try:
        return Decimal(text) if text and text[-1].isdigit() and text.isascii() else Decimal(0)
    except InvalidOperation:
        return Decimal(0)


# -- as texts of cells ------------------------------------------------------------------------------------------------


def sealed(manifest: Manifest) -> Manifest:
    """The manifest with its digest over all it says."""
    return replace(manifest, digest=hashlib.sha256(_as_json(manifest).encode()).hexdigest())


def to_chunks(manifest: Manifest) -> list[str]:
    """The texts of the cells of the hidden sheet: a heading with the digest, then numbered pieces of JSON."""
    body = _as_json(manifest)
    pieces = list(_pieces(body))
    digest = hashlib.sha256(body.encode()).hexdigest()
    heading = f"{MARK} {SCHEMA} {len(pieces)} {digest}"
    return [heading, *(f"{number}/{len(pieces)}:{piece}" for number, piece in enumerate(pieces, 1))]


def _pieces(body: str) -> Iterator[str]:
    """The text cut after commas: half a key could look like anything."""
    at = 0
    while at < len(body):
        end = body.rfind(",", at, at + _CHUNK) + 1 if at + _CHUNK < len(body) else len(body)
        yield body[at : end if end > at else at + _CHUNK]
        at = end if end > at else at + _CHUNK


def _as_json(manifest: Manifest) -> str:
    said = _fields(manifest)
    del said["digest"]
    said["sheets"] = [
        _fields(sheet)
        | {
            "columns": [_fields(column) for column in sheet.columns],
            "cells": {key: ",".join(marks) for key, marks in sheet.cells.items()},
            "keys": ",".join(sheet.keys) if any(sheet.keys) else "",
        }
        for sheet in manifest.sheets
    ]
    return json.dumps(said, ensure_ascii=True, separators=(",", ":"))


def _fields(value: Manifest | ManifestSheet | ManifestColumn) -> dict[str, Any]:
    """The fields of a value as they are: a deep copy of every mark would cost as much as making them."""
    return {entry.name: getattr(value, entry.name) for entry in fields(value)}


def from_chunks(texts: Iterable[object]) -> Manifest:
    """The manifest again, from the texts of the hidden sheet in any order; ManifestFault where it cannot be used."""
    heading, pieces = "", {}
    for text in texts:
        if not isinstance(text, str):
            continue
        if text.startswith(MARK):
            heading = text
        elif found := re.match(r"(\d{1,6})/\d{1,6}:", text):
            pieces[int(found[1])] = text[found.end() :]
    parts = heading.split(" ")
    if len(parts) != 4 or not parts[1].isdecimal() or not parts[2].isdecimal():
        raise ManifestFault("校验信息不完整，读不出这份工作簿导出时的内容。")
    if int(parts[1]) > SCHEMA:
        raise ManifestFault("这份工作簿由更新版本的程序导出，校验信息本程序读不懂，请先升级程序。")
    if sorted(pieces) != list(range(1, int(parts[2]) + 1)):
        raise ManifestFault("校验信息缺少一部分，可能被删改过。")
    body = "".join(pieces[number] for number in sorted(pieces))
    if hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest() != parts[3] or len(body) > _MOST:
        raise ManifestFault("校验信息被改动过，不能作为核对的依据。")
    return _manifest(body, parts[3])


def _manifest(body: str, digest: str) -> Manifest:
    try:
        said = json.loads(body)
        said["sheets"] = tuple(_sheet(sheet) for sheet in said["sheets"])
        made = Manifest(**said, digest=digest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise ManifestFault("校验信息的内容不合规定，不能作为核对的依据。") from fault
    texts = (made.unit_code, made.unit_name, made.key, made.first_on, made.last_on, made.level, made.previous)
    if not all(isinstance(text, str) for text in texts) or not isinstance(made.submission, int):
        raise ManifestFault("校验信息的内容不合规定，不能作为核对的依据。")
    return made


def _sheet(said: dict[str, Any]) -> ManifestSheet:
    count = int(said["count"])
    columns = tuple(ManifestColumn(**column) for column in said["columns"])
    cells = {str(key): tuple(marks.split(",")) if count else () for key, marks in said["cells"].items()}
    keys = tuple(said["keys"].split(",")) if said["keys"] else ("",) * count
    numbers = tuple(int(number) for number in said["numbers"])
    lengths = {len(keys), *map(len, cells.values()), *([len(numbers)] if numbers else [])}
    if lengths != {count} or set(cells) != {column.key for column in columns}:
        raise ValueError("the marks do not fit the rows")
    return ManifestSheet(
        code=str(said["code"]), title=str(said["title"]), columns=columns, first=int(said["first"]), count=count,
        numbers=numbers, keys=keys, cells=cells, sums={str(k): str(v) for k, v in said["sums"].items()},
        digest=str(said["digest"]),
    )  # fmt: skip
