"""The columns of a ledger in another order: headings, merged groups, widths and marks travel with their columns."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jzdesk.exports.cells import Formula
from jzdesk.exports.heading import Cells, heading_above
from jzdesk.exports.moved_formulas import moved
from jzdesk.exports.needed import needed_columns
from jzdesk.exports.spanning_rows import SpanningRows
from jzdesk.exports.template import Template, TemplateCell, TemplateRow, TemplateSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.exports.heading import Merge
    from jzdesk.exports.ledgers import LedgerDef

    Extra = tuple[str, str, float]
    """Key, title and width of a column the template does not have."""

_WIDEST = 1.5  # how much wider columns may become where there are few of them
_FITS_A4 = 118.0  # characters of the base font that are still easy to read on A4 landscape
_A4 = 9


@dataclass(frozen=True, slots=True)
class _Place:
    """One column of the new order: `old` is where it stood or whose look it takes; `title` is set for a new one."""

    old: int
    hidden: bool = False
    key: str = ""
    title: str = ""
    width: float = 0.0


def with_columns(
    template: Template, ledgers: Mapping[str, LedgerDef], *, columns: Mapping[str, Sequence[str]],
    extra: Mapping[str, Sequence[Extra]],
) -> Template:  # fmt: skip
    """The template with the ledgers in `columns` (by code: keys in order) rearranged and `extra` columns on the right.

    Keys the template lacks are added with the ledger's own titles; keys no ledger knows are refused (ValueError). The
    extra columns must be columns of their ledger as well."""
    sheets = {sheet.title: sheet for sheet in template.sheets}
    where: dict[str, Mapping[int, int]] = {}
    for code in dict.fromkeys((*columns, *extra)):
        if code not in ledgers or (not columns.get(code) and not extra.get(code)):
            continue
        sheet, sample = template.sheet_of(code)
        order = _Order(sheet, sample, ledgers[code])
        sheets[sheet.title] = order.arranged(columns.get(code, ()), extra.get(code, ()))
        if order.where:
            where[sheet.title] = order.where
    return replace(template, sheets=tuple(_following(sheet, where) for sheet in sheets.values()))


def _following(sheet: TemplateSheet, where: Mapping[str, Mapping[int, int]]) -> TemplateSheet:
    """A sheet whose formulas (the county's own) speak of columns where they are now; those of a column that is gone go."""

    def across(title: str, column: int) -> int:
        found = where.get(title or sheet.title)
        return column if found is None else found[column]

    def follow(cell: TemplateCell) -> TemplateCell:
        if not isinstance(cell.value, Formula):
            return cell
        try:
            return replace(cell, value=Formula(moved(cell.value.text, across=across)))
        except LookupError:
            return replace(cell, value=None)

    if not where:
        return sheet
    return replace(sheet, rows=tuple(replace(row, cells=tuple(map(follow, row.cells))) for row in sheet.rows))


class _Order:
    """One sheet being rearranged; what openpyxl keeps of it is changed in place."""

    def __init__(self, sheet: TemplateSheet, sample: TemplateRow, ledger: LedgerDef) -> None:
        self._sheet, self._sample, self._ledger = sheet, sample, ledger
        self._tokens = {key: cell.column for key, cell in sample.by_token(ledger.code).items()}
        taken = [cell.column for cell in sample.cells]
        self._first, self._last = min(taken), max(taken)
        texts = {
            (c.column, r.number): str(c.value) for r in sheet.rows for c in r.cells if c.value is not None
        }
        self._cells = Cells(texts, sheet.merges)
        self._heading = heading_above(self._cells, sample.number, range(self._first, self._last + 1))
        self._calculated = {
            r.number for r in sheet.rows if any(isinstance(c.value, Formula) for c in r.cells)
        }
        self.where: dict[int, int] = {}
        """Where each column of the table is now; empty while nothing was moved."""

    def arranged(self, keys: Sequence[str], extra: Sequence[Extra]) -> TemplateSheet:
        places = self._places(keys, extra)
        if [p.old for p in places] == list(range(self._first, self._last + 1)) and not any(
            p.key for p in places
        ):
            return self._sheet
        shown = [
            place.width or self._sheet.widths(place.old, place.old) for place in places if not place.hidden
        ]
        scaled = SpanningRows(self._sheet, self._first, self._last, shown)
        rows = [
            self._moved_row(row, places) if self._travels(row.number) else scaled.row(row)
            for row in self._sheet.rows
        ]
        merges: list[Merge] = []
        for merge in self._sheet.merges:
            merges += self._split(merge, places) if self._travels(merge[3]) else scaled.merge(merge)
        if len(self._heading) > 1:
            top, bottom = self._heading[0], self._heading[-1]
            merges += [(n, top, n, bottom) for n, place in enumerate(places, self._first) if place.key]
        self._move_marks(places)
        self._set_widths(places)
        made = TemplateSheet(self._sheet.title, (), tuple(merges), self._sheet.sheet)
        return replace(made, rows=tuple(_measured(made, row) for row in rows))

    def _travels(self, row: int) -> bool:
        """Whether the cells of a row belong each to its column: headings, the sample row, totals that calculate."""
        return row == self._sample.number or row in self._heading or row in self._calculated

    # -- the order

    def _places(self, keys: Sequence[str], extra: Sequence[Extra]) -> list[_Place]:
        known = {column.key: column for column in self._ledger.columns}
        unknown = [key for key in keys if key not in known]
        if unknown:
            raise ValueError(f"no such column: {', '.join(unknown)}")
        last = max(self._tokens.values(), default=self._last)
        if keys:
            shown = []
            for key in dict.fromkeys(keys):
                if key in self._tokens:
                    shown += [_Place(at) for at in self._with_own(self._tokens[key])]
                else:
                    column = known[key]
                    shown.append(
                        _Place(self._like(column.kind, last), False, key, column.title, column.width)
                    )
            gone = [key for key in needed_columns(self._ledger) if key in self._tokens and key not in keys]
        else:
            shown = [_Place(at) for at in range(self._first, self._last + 1) if not self._hidden(at)]
            gone = [key for key, at in self._tokens.items() if self._hidden(at)]
        shown += [_Place(self._like("text", last), False, key, title, width) for key, title, width in extra]
        return shown + [_Place(self._tokens[key], True) for key in gone]

    def _with_own(self, column: int) -> Iterator[int]:
        """A column and those right of it that hold no figure of ours: the county's own, which stay beside it."""
        yield column
        filled = set(self._tokens.values())
        for at in range(column + 1, self._last + 1):
            if at in filled or self._hidden(at):
                return
            yield at

    def _hidden(self, column: int) -> bool:
        from openpyxl.utils import get_column_letter

        return self._sheet.is_hidden(get_column_letter(column))

    def _like(self, kind: str, last: int) -> int:
        """A column of the same kind, whose look a new one takes."""
        same = (c.key for c in self._ledger.columns if c.kind == kind and c.key in self._tokens)
        wide = [self._tokens[key] for key in same]
        return wide[-1] if wide else last

    # -- cells and merged ranges of the heading and the sample row

    def _moved_row(self, row: TemplateRow, places: Sequence[_Place]) -> TemplateRow:
        old = {cell.column: cell for cell in row.cells}
        made = [cell for cell in row.cells if cell.column < self._first]
        seen: object = None
        for number, place in enumerate(places, self._first):
            cell = old.get(place.old)
            if cell is None:
                continue
            value, seen = self._value(row.number, place, cell, seen)
            made.append(replace(cell, column=number, value=value))
        shift = len(places) - (self._last - self._first + 1)
        made += [replace(c, column=c.column + shift) for c in row.cells if c.column > self._last]
        return replace(row, cells=tuple(made))

    def _value(self, row: int, place: _Place, cell: TemplateCell, seen: object) -> tuple[Any, object]:
        """What a cell says in its new place; a merged group says its word at the start of each of its runs."""
        if place.key:
            if row == self._sample.number:
                return f"{{{{{self._ledger.code}.{place.key}}}}}", None
            return (place.title if row in self._heading[:1] else None), None
        merge = self._cells.merge_at(place.old, row)
        if merge is None or row == self._sample.number:
            return cell.value, None
        if row != merge[1]:
            return None, merge
        return (self._cells.texts.get((merge[0], merge[1])) if merge != seen else None), merge

    def _split(self, merge: Merge, places: Sequence[_Place]) -> Iterator[Merge]:
        """A merged range of the heading as the ranges of its runs."""
        c1, r1, c2, r2 = merge
        if c1 < self._first or c2 > self._last:
            return
        inside = [(n, not p.key and c1 <= p.old <= c2, p.hidden) for n, p in enumerate(places, self._first)]
        for (mine, hidden), run in groupby(inside, key=lambda entry: entry[1:]):
            numbers = [number for number, *_ in run]
            if mine and (not hidden) and (r2 > r1 or len(numbers) > 1):
                yield numbers[0], r1, numbers[-1], r2

    # -- what openpyxl keeps

    def _move_marks(self, places: Sequence[_Place]) -> None:
        """Conditional formats, drop-downs, the filter and the print area go with their columns. A format with a formula
        of its own is left out: it says columns by their letters."""
        from openpyxl.formatting.formatting import ConditionalFormattingList

        sheet, where = self._sheet.sheet, self._where(places)
        formats = ConditionalFormattingList()
        for entry in sheet.conditional_formatting:
            area = " ".join(self._moved(str(entry.sqref), where))
            for rule in entry.rules:
                if area and rule.type != "expression":
                    formats.add(area, rule)
        sheet.conditional_formatting = formats
        for validation in list(sheet.data_validations.dataValidation):
            area = " ".join(self._moved(str(validation.sqref), where))
            if area:
                validation.sqref = type(validation.sqref)(area)
            else:
                sheet.data_validations.dataValidation.remove(validation)
        shown = sum(not place.hidden for place in places)
        last = self._first + shown - 1
        if sheet.auto_filter.ref:
            sheet.auto_filter.ref = self._resized(sheet.auto_filter.ref, last)
        if sheet.print_area:
            sheet.print_area = self._resized(str(sheet.print_area).rpartition("!")[2].replace("$", ""), last)

    def _where(self, places: Sequence[_Place]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, place in enumerate(places, self._first):
            if not place.key:
                found.setdefault(place.old, []).append(number)
        return found

    def _moved(self, ranges: str, where: Mapping[int, Iterable[int]]) -> Iterator[str]:
        from openpyxl.utils import get_column_letter, range_boundaries

        for text in ranges.split():
            c1, r1, c2, r2 = (int(edge or 1) for edge in range_boundaries(text))
            if not any(self._travels(row) for row in range(r1, min(r2, r1 + 50) + 1)):
                yield text
                continue
            for old in range(c1, c2 + 1):
                for number in where.get(old, ()) if self._first <= old <= self._last else (old,):
                    letter = get_column_letter(number)
                    yield f"{letter}{r1}:{letter}{r2}"

    def _resized(self, area: str, last: int) -> str:
        from openpyxl.utils import get_column_letter, range_boundaries

        c1, r1, c2, r2 = (int(edge or 1) for edge in range_boundaries(area))
        right = last if c2 >= self._last or c2 > last else c2
        return f"{get_column_letter(c1)}{r1}:{get_column_letter(max(right, c1))}{r2}"

    def _set_widths(self, places: Sequence[_Place]) -> None:
        from openpyxl.utils import get_column_letter

        sheet = self._sheet.sheet
        sizes = sheet.column_dimensions
        old = {at: self._sheet.widths(at, at) for at in range(self._first, self._last + 1)}
        looks = {at: sizes[get_column_letter(at)] for at in old if get_column_letter(at) in sizes}
        wanted = [place.width or old[place.old] for place in places]
        shown = sum(width for width, place in zip(wanted, places, strict=True) if not place.hidden)
        before = sum(width for at, width in old.items() if not self._hidden(at))
        grown = min(_WIDEST, max(before / shown, 1.0)) if shown else 1.0
        if shown * grown <= _FITS_A4 < before:
            sheet.page_setup.paperSize = _A4
        for letter in [get_column_letter(at) for at in old]:
            sizes.pop(letter, None)
        for number, (width, place) in enumerate(zip(wanted, places, strict=True), self._first):
            letter = get_column_letter(number)
            made: Any = copy(looks[place.old]) if place.old in looks else sizes[letter]
            made.index, made.min, made.max = letter, number, number
            made.width, made.hidden = round(width * grown, 2), place.hidden
            sizes[letter] = made
        self._keep_frozen(places)

    def _keep_frozen(self, places: Sequence[_Place]) -> None:
        from openpyxl.utils import coordinate_to_tuple

        frozen = self._sheet.sheet.freeze_panes
        if frozen and coordinate_to_tuple(frozen)[1] > min(sum(not p.hidden for p in places), 4):
            self._sheet.sheet.freeze_panes = f"A{coordinate_to_tuple(frozen)[0]}"


def _measured(sheet: TemplateSheet, row: TemplateRow) -> TemplateRow:
    """A row whose cells know the width they have now."""
    cells = tuple(
        replace(cell, width=sheet.widths(cell.column, sheet.span(row.number, cell.column)))
        for cell in row.cells
    )
    return replace(row, cells=cells)
