"""The manifest of a workbook being made: what it says of every sheet, on a hidden sheet and at the foot of every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from jzdesk.domain.manifest import (
    FIGURE,
    SHEET,
    UNKNOWN,
    Manifest,
    ManifestColumn,
    ManifestSheet,
    SheetFacts,
    sealed,
    sheet_of,
    to_chunks,
)
from jzdesk.exports.cells import letter_of, row_xml
from jzdesk.exports.row_text import cells_of, number_of, set_footer
from jzdesk.exports.template import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.month_parts import LedgerPlace, Making, Part, PlacedColumn

SERIAL = "seq"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFacts:
    """What the book itself does not say: when it was made (ISO), by which program, where the audit log stood, and the digest
    of the submission before."""

    made_at: str
    program: str
    audit_seq: int = 0
    audit_head: str = ""
    previous: str = ""
    level: str = "full"


def manifest_part(facts: ManifestFacts, tell: Callable[[Manifest], None] | None = None) -> Part:
    """The part that adds the manifest; the last one of a book, as it speaks of all sheets. `tell` gets it when it is made."""

    def part(making: Making) -> None:
        sheet = making.add_sheet(SHEET, state="veryHidden")

        def late(rows: dict[str, Iterable[str]]) -> None:
            manifest = _manifest(making, facts, rows, hidden=sheet.title)
            for shown in making.workbook.worksheets:
                if shown.title != sheet.title:
                    set_footer(shown, manifest.footer)
            rows[sheet.title] = chunk_rows(manifest)
            if tell:
                tell(manifest)

        making.late.append(late)

    return part


def chunk_rows(manifest: Manifest) -> Iterator[str]:
    """The rows of the hidden sheet."""
    return (row_xml(number, None, [(1, 0, text)]) for number, text in enumerate(to_chunks(manifest), 1))


def _manifest(
    making: Making, facts: ManifestFacts, rows: dict[str, Iterable[str]], *, hidden: str
) -> Manifest:
    book = making.book
    first, last = book.days
    places = {place.sheet: place for place in making.places}
    sheets = []
    for sheet in making.workbook.worksheets:
        if sheet.title == hidden:
            continue
        if sheet.title in places:
            sheets.append(_ledger(places[sheet.title], sheet, rows))
        else:
            sheets.append(_figures(sheet, rows))
    return sealed(
        Manifest(
            unit_code=book.unit_code, unit_name=book.unit_name, key=book.month, first_on=first.isoformat(),
            last_on=last.isoformat(), level=facts.level, submission=book.submission, made_at=facts.made_at,
            made_by=book.made_by, program=facts.program, sheets=tuple(sheets), previous=facts.previous,
            audit_head=facts.audit_head, audit_seq=facts.audit_seq,
        )
    )  # fmt: skip


# -- ledgers ----------------------------------------------------------------------------------------------------------


def _ledger(place: LedgerPlace, sheet: Worksheet, rows: dict[str, Iterable[str]]) -> ManifestSheet:
    """A ledger from our own rows; only the rows above it are read back, for its headings."""
    above: list[str] = []
    rest = iter(rows[place.sheet])
    for row in rest:
        above.append(row)
        if number_of(row) >= place.first - 1:
            break
    rows[place.sheet] = chain(above, rest)
    headings = headings_above(above, sheet, place.first)
    columns = []
    for column in place.columns:
        group, title = headings.get(column.letter, ("", ""))
        columns.append(
            ManifestColumn(
                key=column.key,
                title=title or _own_title(column),
                group=group,
                letter=column.letter,
                kind=column.kind,
            )
        )
    numbered = ({SERIAL: n, **row} if SERIAL not in row else row for n, row in enumerate(place.rows, 1))
    facts = SheetFacts(code=place.code, title=place.sheet, columns=columns, first=place.first)
    return sheet_of(facts, numbered)


def _own_title(column: PlacedColumn) -> str:
    """The title of a column without a heading; one that the month fills in, and did not, has none."""
    return "" if TOKEN.search(column.title) else column.title


def headings_above(rows: Sequence[str], sheet: Worksheet, first: int) -> dict[str, tuple[str, str]]:
    """(upper heading, heading) of each column by letter: the row above the ledger's first, and what is merged over it."""
    texts = {
        (number_of(row), cell.letter): "".join(cell.value.split("\n"))
        for row in rows
        for cell in cells_of(row)
        if number_of(row) < first and isinstance(cell.value, str)
    }
    spread = dict(texts)
    for area in sheet.merged_cells.ranges:
        text = texts.get((area.min_row, letter_of(area.min_col)), "")
        if area.min_row < first and text:
            for row in range(area.min_row, min(area.max_row, first - 1) + 1):
                spread.update({(row, letter_of(at)): text for at in range(area.min_col, area.max_col + 1)})
    lowest = max((row for row, _ in texts if row < first), default=0)
    lines = {
        row: {letter: text for (at, letter), text in spread.items() if at == row}
        for row in (lowest, lowest - 1)
    }
    upper = lines[lowest - 1] if len(set(lines[lowest - 1].values())) > 1 else {}
    found = {}
    for letter, title in lines[lowest].items():
        group = upper.get(letter, "")
        found[letter] = ("" if group == title else group, title)
    return found


# -- sheets of figures ------------------------------------------------------------------------------------------------


def _figures(sheet: Worksheet, rows: dict[str, Iterable[str]]) -> ManifestSheet:
    """A sheet that is no ledger: every row that holds a number is marked, cell by cell."""
    if sheet.title in rows:
        made = list(rows[sheet.title])
        rows[sheet.title] = made
        lines = {number_of(row): {cell.letter: cell for cell in cells_of(row)} for row in made}
        values: dict[int, dict[str, object]] = {
            number: {letter: UNKNOWN if cell.value is None else cell.value for letter, cell in line.items()}
            for number, line in lines.items()
            if any(cell.value is None or isinstance(cell.value, float) for cell in line.values())
        }
    else:
        values = dict(_small(sheet))
    return figures_of(sheet.title, values)


def figures_of(title: str, values: Mapping[int, Mapping[str, object]]) -> ManifestSheet:
    """The marks of a sheet of figures from what its rows hold by number and letter."""
    letters = sorted({letter for line in values.values() for letter in line}, key=lambda x: (len(x), x))
    if not letters:
        return ManifestSheet(code="", title=title)
    columns = tuple(ManifestColumn(key=letter, title="", letter=letter, kind=FIGURE) for letter in letters)
    numbers = tuple(sorted(values))
    facts = SheetFacts(code="", title=title, columns=columns, numbers=numbers)
    return sheet_of(facts, (values[number] for number in numbers), read=True)


def _small(sheet: Worksheet) -> Iterator[tuple[int, dict[str, object]]]:
    """The rows of figures of a sheet whose cells openpyxl holds."""
    for number, line in enumerate(sheet.iter_rows(), 1):
        held: dict[str, object] = {
            cell.column_letter: UNKNOWN if cell.data_type == "f" else cell.value
            for cell in line
            if cell.value is not None and hasattr(cell, "column_letter")
        }
        if any(
            isinstance(value, int | float | Decimal | date) or value == UNKNOWN for value in held.values()
        ):
            yield number, held
