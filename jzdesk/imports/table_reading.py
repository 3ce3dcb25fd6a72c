"""A foreign table: looked at first (sheet, heading, columns), then read row by row into values and problems."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.problems import Problem, letter_of, quote
from jzdesk.domain.sheet_cells import is_blank, shown
from jzdesk.imports.cell_values import ValueReader
from jzdesk.imports.column_match import TEN_THOUSAND, ColumnMatch, TitleIndex
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.headings import FIRST_ROWS, Heading, HeadRows, find_heading
from jzdesk.imports.left_rows import LeftRow, Sieve
from jzdesk.imports.table_rows import Column, ParsedRow, TableReading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.import_catalogue import Catalogue, Field
    from jzdesk.domain.import_words import Words
    from jzdesk.domain.sheet_cells import SheetRow
    from jzdesk.imports.books import Book, SheetFacts

__all__ = ["LeftRow", "ParsedRow", "Sighting", "TableReading", "choose_sheet", "look_at", "read_rows"]

_SAMPLES = 3
_SHEETS = 40
_HEIGHT, _TALLEST = 500, 20_000
_TEN_THOUSAND = re.compile(r"单位\s*[:：]?\s*(?:人民币)?\s*万元")


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was found of a sheet before it is read: its heading (None where there is none), its columns, the required fields that
    no column gives, and its first rows. Nothing of it is certain until a person has seen it."""

    file: str
    sheet: str
    catalogue: Catalogue
    heading: Heading | None
    columns: tuple[ColumnMatch, ...] = ()
    missing: tuple[Field, ...] = ()
    first_rows: tuple[SheetRow, ...] = ()

    @property
    def mapping(self) -> dict[int, str]:
        """Column (from 1) → field, of all columns that are recognised."""
        return {match.column: match.field for match in self.columns if match.field}

    @property
    def can_be_read(self) -> bool:
        """Whether there is a heading and every required field has its column."""
        return self.heading is not None and not self.missing


def look_at(
    book: Book,
    sheet: str,
    catalogue: Catalogue,
    *,
    heading: tuple[int, int] | None = None,
    mapping: Mapping[int, str] | None = None,
) -> Sighting:
    """The heading and the columns of a sheet; `heading` (first and last row) and `mapping` (column → field, '' for none) are what
    a person chose. ImportFault when the sheet cannot be read."""
    first_rows = tuple(book.rows(sheet, most=FIRST_ROWS, spread=False))
    facts = book.facts(sheet)
    index = TitleIndex(catalogue)
    rows = HeadRows(first_rows, facts.merged)
    found = Heading(*heading, rows.titles(*heading)) if heading else find_heading(rows, index)
    bare = Sighting(
        book.name, sheet, catalogue, found, missing=_missing(catalogue, ()), first_rows=first_rows
    )
    if found is None:
        return bare
    below = [row for row in first_rows if row.number > found.last]
    columns = _matched(index, found, below, facts)
    if mapping is not None:
        columns = _chosen(columns, mapping, found, below)
    return replace(bare, columns=columns, missing=_missing(catalogue, [match.field for match in columns]))


def choose_sheet(book: Book, catalogue: Catalogue) -> Sighting:
    """The sheet whose heading names most columns, one that is shown before one that is hidden; the first where none does."""
    best: tuple[tuple[bool, int, int], Sighting] | None = None
    for info in book.sheets[:_SHEETS]:
        seen = look_at(book, info.name, catalogue)
        rank = (info.state == "visible", len(seen.mapping), -info.index)
        if seen.heading and (best is None or rank > best[0]):
            best = rank, seen
    shown_first = sorted(book.sheets, key=lambda info: (info.state != "visible", info.index))
    return best[1] if best else look_at(book, shown_first[0].name, catalogue)


def _matched(
    index: TitleIndex, heading: Heading, below: Sequence[SheetRow], facts: SheetFacts
) -> tuple[ColumnMatch, ...]:
    keys: dict[int, str] = {}
    twice: dict[int, str] = {}
    for column, title in sorted(heading.titles.items()):
        key = index.key_of(title)
        if key and key in keys.values():
            twice[column] = key
        elif key:
            keys[column] = key
    made = []
    for column in _all_columns(heading, below):
        over = heading.titles.get(column)
        key = keys.get(column, "")
        how = ("known" if index.is_known(key) else "exact") if key else "twice" if column in twice else "none"
        near: tuple[str, ...] = (twice[column],) if column in twice else ()
        if how == "none" and over is not None and (near := index.near(over, keys.values())):
            how = "near"
        made.append(ColumnMatch(
            column, letter_of(column), over.whole if over else "", key, how, near, _samples(below, column),
            column in facts.hidden_columns,
        ))  # fmt: skip
    return tuple(made)


def _all_columns(heading: Heading, below: Sequence[SheetRow]) -> list[int]:
    filled = {at for row in below for at, cell in enumerate(row.cells, 1) if not is_blank(cell)}
    return sorted({*heading.titles, *filled})


def _samples(below: Sequence[SheetRow], column: int) -> tuple[str, ...]:
    found = dict.fromkeys(quote(shown(row.at(column))) for row in below if not is_blank(row.at(column)))
    return tuple(found)[:_SAMPLES]


def _chosen(
    columns: Sequence[ColumnMatch], mapping: Mapping[int, str], heading: Heading, below: Sequence[SheetRow]
) -> tuple[ColumnMatch, ...]:
    """A person's choice in place of what was found; columns it does not name stay as they were unless their field went elsewhere."""
    taken = {key for key in mapping.values() if key}
    made = []
    for match in columns:
        if match.column in mapping:
            key = mapping[match.column]
            how = match.how if key == match.field and key else "chosen" if key else "none"
            made.append(replace(match, field=key, how=how))
        elif match.field in taken:
            made.append(replace(match, field="", how="none"))
        else:
            made.append(match)
    return tuple(made)


def _missing(catalogue: Catalogue, keys: Sequence[str]) -> tuple[Field, ...]:
    given = {*keys, *(("unit_name",) if "unit_post" in keys else ())}
    return tuple(field for field in catalogue.fields if field.required and field.key not in given)


# ---- reading


def read_rows(
    book: Book,
    sighting: Sighting,
    words: Words,
    *,
    on: date,
    progress: Callable[[int, int], None] | None = None,
) -> TableReading:
    """All rows below the heading. `progress` is told the rows so far (and 0, as nobody knows how many there are); what it raises
    ends the reading. ImportFault when a heading or a required column is missing."""
    heading = sighting.heading
    if heading is None:
        raise ImportFault(f"“{sighting.sheet or book.name}”中没有找到表头，请指定表头所在的行。")
    if sighting.missing:
        named = "、".join(f"“{field.title}”" for field in sighting.missing)
        raise ImportFault(f"“{sighting.sheet or book.name}”缺少{named}栏，请指定是哪一栏。")
    facts = book.facts(sighting.sheet)
    columns = _columns(sighting, ValueReader(words, on, book.date1904))
    reading = TableReading(
        sighting, columns, beside=_beside(facts, columns, heading), sheet_problems=_of_the_sheet(sighting)
    )
    sieve = Sieve(
        heading, facts.merged,
        subjects=[c.number for c in columns if c.field.required or c.field.key in ("id_number", "unit_post")],
        read=[c.number for c in columns],
        serial=next((match.column for match in sighting.columns if match.field == "seq"), 0),
    )  # fmt: skip
    left = []
    for count, row in enumerate(book.rows(sighting.sheet)):
        if row.number <= heading.last:
            continue
        if why := sieve.why(row):
            text = "  ".join(shown(cell).strip() for cell in row.cells if not is_blank(cell))
            left.append(LeftRow(row.number, why, quote(text)))
        else:
            reading.add(row)
        if progress is not None and not count % 250:
            progress(count, 0)
    reading.left = tuple(left)
    return reading


def _columns(sighting: Sighting, reader: ValueReader) -> list[Column]:
    made = []
    for match in sighting.columns:
        if match.field:
            field = sighting.catalogue.field(match.field)
            if field.is_read:
                title = match.title + (TEN_THOUSAND if _by_the_head(sighting, match) else "")
                made.append(Column(match.column, field, reader.of(field, title)))
    # what stands in columns of its own goes before what is split out of one
    return sorted(made, key=lambda column: (column.field.role == "split", column.number))


def _by_the_head(sighting: Sighting, match: ColumnMatch) -> bool:
    """Whether only a line above the table says that the sums of a column are in 万元."""
    heading = sighting.heading
    if heading is None or "元" in match.title or sighting.catalogue.field(match.field).kind != "money":
        return False
    above = (cell for row in sighting.first_rows if row.number < heading.first for cell in row.cells)
    return any(isinstance(cell, str) and _TEN_THOUSAND.search(cell) for cell in above)


def _beside(facts: SheetFacts, columns: Sequence[Column], heading: Heading) -> dict[int, list[int]]:
    """Row → read columns that are swallowed by a cell merged from their left."""
    read = {column.number for column in columns}
    found: dict[int, list[int]] = {}
    for left, top, right, bottom in facts.merged:
        if top <= heading.last or right - left > 200 or len(found) > _TALLEST:
            continue
        swallowed = [column for column in range(left + 1, right + 1) if column in read]
        for row in range(top, min(bottom, top + _HEIGHT) + 1) if swallowed else ():
            found.setdefault(row, []).extend(swallowed)
    return found


def _of_the_sheet(sighting: Sighting) -> list[Problem]:
    """What is to be said of whole columns: one that is hidden and read, one that is not read although something stands in it."""
    said = []
    for match in sighting.columns:
        title = f"“{match.title}”" if match.title else "没有标题的"
        if match.field and _by_the_head(sighting, match):
            text, rule = f"{title}栏按表头上方所写的“单位：万元”读入，请核对。", "column.unit"
        elif match.field and match.hidden:
            text, rule = f"{title}栏已隐藏，仍按内容读入，请核对。", "column.hidden"
        elif match.how in ("near", "none") and match.samples:
            text, rule = f"{title}栏没有对应的栏目，没有读入。", "column.unknown"
        elif match.how == "twice":
            text, rule = f"{title}栏重复，只读入前一栏。", "column.twice"
        else:
            continue
        said.append(
            Problem(
                rule=rule,
                text=text,
                file=sighting.file,
                sheet=sighting.sheet,
                column=match.column,
                grave=False,
            )
        )
    return said
