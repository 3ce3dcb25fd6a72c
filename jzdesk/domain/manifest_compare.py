"""What was changed in a workbook since it was exported: its sheets as read, held against its manifest, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.manifest import SHEET, UNKNOWN, Marker, told_by
from jzdesk.domain.manifest_match import columns_of, heading, in_order, pairs_of, same_heading, sheet_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.domain.manifest import Manifest, ManifestColumn, ManifestSheet

SERIAL = "seq"
TELLING = frozenset(("name", "id_number", "document_number", "case_number", "number", "letter_number"))
"""Columns that say who or what a row is of: rows that have several and of which none agrees are not one row changed."""

_FEW = 30  # rows out of order that are named one by one; more is another order of the sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadColumn:
    """One column as read: its letter and heading (`group` is the upper one or '')."""

    letter: str
    title: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """One row as read: its number in the sheet and what its cells hold by letter."""

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSheet:
    """One sheet as read. Of a ledger only the rows of data: without headings, totals, signatures and the line 无."""

    title: str
    columns: Sequence[ReadColumn] = ()
    rows: Sequence[ReadRow] = ()


KIND_NAMES = {
    "cell": "单元格改动", "row_added": "增加的行", "row_deleted": "删去的行", "row_moved": "移动的行",
    "column_added": "增加的栏", "column_missing": "删去的栏", "column_moved": "移动的栏", "column_renamed": "栏名改动",
    "sheet_missing": "删去的工作表", "sheet_added": "增加的工作表", "sheet_renamed": "工作表改名", "renumbered": "序号重排",
}  # fmt: skip
"""Every kind of difference by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as it was exported. `cell` is where it stands now ('' where it is gone), `row` the row's number
    now, `was` its number at export (0: none); `key` the row's stable key; `before` '' where only a digest was kept."""

    kind: str
    sheet: str
    code: str = ""
    cell: str = ""
    row: int = 0
    was: int = 0
    key: str = ""
    column: str = ""
    title: str = ""
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """It as a whole sentence."""
        place = f"“{self.sheet}”"
        if self.kind == "cell":
            now = f"现为“{self.after}”" if self.after else "现为空"
            before = f"导出时为“{self.before}”" if self.before else "与导出时不同"
            return f"{place}{self.cell}{f'“{self.title}”' if self.title else ''}{before}，{now}。"
        return f"{place}{self._said()}"

    def _said(self) -> str:
        return {
            "row_added": f"第{self.row}行是导出后增加的。",
            "row_deleted": f"导出时的第{self.was}行已被删去。",
            "row_moved": f"导出时的第{self.was}行现在是第{self.row}行。"
            if self.row
            else "各行的次序与导出时不同。",
            "column_added": f"{self.cell}栏“{self.title}”是导出后增加的。",
            "column_missing": f"缺少导出时的“{self.title}”栏。",
            "column_moved": f"“{self.title}”栏移到了{self.cell}栏。",
            "column_renamed": f"{self.cell}栏导出时叫“{self.before}”，现在叫“{self.after}”。",
            "sheet_missing": "是导出时有的工作表，现已不在。",
            "sheet_added": "是导出后增加的工作表。",
            "sheet_renamed": f"导出时叫“{self.before}”。",
            "renumbered": "的序号与导出时不同。",
        }[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetComparison:
    """One sheet held against the manifest. `columns`: where each column stands now, by key; `keys`: the stable key of each
    row by its number now ('' for a row added)."""

    code: str
    title: str
    columns: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[int, str] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A workbook held against its manifest."""

    sheets: tuple[SheetComparison, ...] = ()
    differences: tuple[Difference, ...] = ()

    def sheet(self, code: str) -> SheetComparison | None:
        """The sheet of a ledger."""
        return next((sheet for sheet in self.sheets if sheet.code == code), None) if code else None


def compare(manifest: Manifest, sheets: Sequence[ReadSheet]) -> Comparison:
    """Everything that is not as it was exported; no differences means: as the program wrote it.

    `sheets` are all sheets of the file but the hidden one; of those not ledgers all rows that hold a number (or all)."""
    read = [sheet for sheet in sheets if sheet.title != SHEET]
    pairs = sheet_pairs(manifest.sheets, read)
    made: list[SheetComparison] = []
    found: list[Difference] = []
    for kept in manifest.sheets:
        sheet = pairs.get(kept.title)
        if sheet is None:
            found.append(Difference(kind="sheet_missing", sheet=kept.title, code=kept.code))
            continue
        if sheet.title != kept.title:
            found.append(
                Difference(kind="sheet_renamed", sheet=sheet.title, code=kept.code, before=kept.title)
            )
        if kept.columns:
            made.append(compare_sheet(kept, sheet))
            found += made[-1].differences
    known = {sheet.title for sheet in pairs.values()}
    found += [Difference(kind="sheet_added", sheet=sheet.title) for sheet in read if sheet.title not in known]
    return Comparison(sheets=tuple(made), differences=tuple(found))


def compare_sheet(kept: ManifestSheet, read: ReadSheet) -> SheetComparison:
    """One sheet held against what the manifest says of it."""
    if not kept.code:  # only rows of figures are marked; others may have been handed over as well
        read = replace(read, rows=[row for row in read.rows if any(map(_is_number, row.cells.values()))])
    letters = columns_of(kept, read)
    compared = tuple(column for column in kept.columns if column.key in letters)
    texts, marks = _read_marks(compared, letters, read.rows)
    identity = tuple(column.key for column in compared if not _is_serial(column))
    telling = [at for at, key in enumerate(identity) if key in TELLING]
    then, now = [kept.cells[key] for key in identity], [marks[key] for key in identity]
    pairs = pairs_of(then, now, (kept.count, len(read.rows)), telling=telling)
    added = [index for index in range(len(read.rows)) if index not in pairs]
    held = _Held(kept, read, letters, compared, texts, marks, pairs)
    found = [*_columns_changed(kept, read, letters), *_rows_changed(held, added), *_cells_changed(held)]
    keys = {
        row.number: kept.keys[pairs[index]] if index in pairs else "" for index, row in enumerate(read.rows)
    }
    return SheetComparison(
        code=kept.code, title=read.title, columns=letters, keys=keys, differences=tuple(found)
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """One sheet being compared: `pairs` says which row of the manifest each row read is."""

    kept: ManifestSheet
    read: ReadSheet
    letters: Mapping[str, str]
    compared: Sequence[ManifestColumn]
    texts: Mapping[str, Sequence[str]]
    marks: Mapping[str, Sequence[str]]
    pairs: Mapping[int, int]


def _read_marks(
    columns: Iterable[ManifestColumn], letters: Mapping[str, str], rows: Sequence[ReadRow]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    texts, marks = {}, {}
    for column in columns:
        marker, letter = Marker(column.kind, read=True), letters[column.key]
        texts[column.key] = marker.texts([row.cells.get(letter) for row in rows])
        marks[column.key] = marker.marks(texts[column.key])
    return texts, marks


def _is_serial(column: ManifestColumn) -> bool:
    return column.key == SERIAL


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | date) and not isinstance(value, bool)


def _columns_changed(
    kept: ManifestSheet, read: ReadSheet, letters: Mapping[str, str]
) -> Iterator[Difference]:
    if not kept.code:  # columns of figures have no names of their own
        return
    by_letter = {column.letter: column for column in read.columns}
    place = {column.letter: number for number, column in enumerate(read.columns)}
    order = [place[letters[column.key]] for column in kept.columns if column.key in letters]
    steady = in_order(order)
    for column in kept.columns:
        said = Difference(
            kind="column_missing", sheet=read.title, code=kept.code, column=column.key, title=heading(column)
        )
        if column.key not in letters:
            if column.title or any(
                kept.cells[column.key]
            ):  # a column of nothing under no heading is not missed
                yield said
            continue
        now = by_letter[letters[column.key]]
        if place[now.letter] not in steady:
            yield replace(said, kind="column_moved", cell=now.letter)
        if not same_heading(column, now):
            yield replace(
                said, kind="column_renamed", cell=now.letter, before=heading(column), after=heading(now)
            )
    known = set(letters.values())
    for added in read.columns:
        if added.letter not in known and (
            added.title or any(row.cells.get(added.letter) for row in read.rows)
        ):
            yield Difference(
                kind="column_added", sheet=read.title, code=kept.code, cell=added.letter, title=heading(added)
            )


def _rows_changed(held: _Held, added: Iterable[int]) -> Iterator[Difference]:
    kept, read, pairs = held.kept, held.read, held.pairs
    said = Difference(kind="row_moved", sheet=read.title, code=kept.code)
    there = set(pairs.values())
    for index in range(kept.count):
        if index not in there:
            yield replace(said, kind="row_deleted", was=kept.row_number(index), key=kept.keys[index])
    for index in added:
        number = read.rows[index].number
        yield replace(said, kind="row_added", row=number, cell=f"A{number}")
    order = [pairs[index] for index in sorted(pairs)]
    steady = in_order(order)
    moved = [index for index in sorted(pairs) if pairs[index] not in steady]
    if len(moved) > _FEW:
        yield said
        return
    for index in moved:
        number = read.rows[index].number
        was = kept.row_number(pairs[index])
        yield replace(said, row=number, cell=f"A{number}", was=was, key=kept.keys[pairs[index]])


def _cells_changed(held: _Held) -> Iterator[Difference]:
    kept, read, pairs = held.kept, held.read, held.pairs
    found: list[Difference] = []
    for column in held.compared:
        then, now, texts = kept.cells[column.key], held.marks[column.key], held.texts[column.key]
        changed = [index for index, at in pairs.items() if then[at] != now[index] and then[at] != UNKNOWN]
        if changed and _is_serial(column) and _numbered_anew(held):
            yield Difference(
                kind="renumbered", sheet=read.title, code=kept.code, column=column.key, title=column.title
            )
            continue
        letter = held.letters[column.key]
        for index in changed:
            number = read.rows[index].number
            found.append(
                Difference(
                    kind="cell", sheet=read.title, code=kept.code, cell=f"{letter}{number}", row=number,
                    was=kept.row_number(pairs[index]), key=kept.keys[pairs[index]], column=column.key,
                    title=heading(column), before=told_by(then[pairs[index]]), after=texts[index],
                )
            )  # fmt: skip
    yield from sorted(found, key=lambda difference: (difference.row, len(difference.cell), difference.cell))


def _numbered_anew(held: _Held) -> bool:
    """Whether the rows were counted through again because some came, went or moved."""
    pairs = held.pairs
    return (
        len(pairs) != held.kept.count
        or len(pairs) != len(held.read.rows)
        or len(in_order([pairs[index] for index in sorted(pairs)])) != len(pairs)
    )
