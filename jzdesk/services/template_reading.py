"""A county's own workbook looked at before it becomes the template of the monthly report: which sheet is which ledger, where
its heading stands, which of its columns is which of ours. The file is read by the fenced child, as every foreign file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused
from jzdesk.domain.import_catalogue import Catalogue, Field, plain_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.import_catalogue import Imports
    from jzdesk.exports.ledgers import LedgerDef
    from jzdesk.exports.taken_sheet import TakenSheet
    from jzdesk.exports.template_check import TemplateFault
    from jzdesk.imports.books import Book
    from jzdesk.imports.column_match import ColumnMatch
    from jzdesk.services.desk import Desk

_LEAST = 3
"""Columns a sheet must have in common with a ledger to be taken for it."""
_WORDS = {
    "decisions": ("执行", "处分决定"), "announcements": ("宣布",), "tolerance": ("容错", "纠错"),
    "tolerance_people": ("容错处理",), "visits": ("回访",), "assessments": ("考核",), "enquiries": ("函", "廉政意见"),
}  # fmt: skip
"""What the name of a sheet says about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """What a sheet is to become: ledger `code` ('' for none), its heading's first and last row, its columns. `keep` leaves a
    sheet that is no ledger as it stands. `missing` are titles that will stand in hidden columns, since 汇总表 counts them."""

    sheet: str
    code: str = ""
    heading: tuple[int, int] | None = None
    columns: tuple[ColumnMatch, ...] = ()
    missing: tuple[str, ...] = ()
    keep: bool = False

    @property
    def matched(self) -> int:
        """How many columns will be filled."""
        return sum(bool(column.field) for column in self.columns)

    def taken(self) -> TakenSheet:
        """The plan as the writer of templates takes it."""
        from jzdesk.exports.taken_sheet import TakenSheet

        if not self.code or self.heading is None:
            return TakenSheet(sheet=self.sheet, columns={})
        columns = {column.column: column.field for column in self.columns if column.field}
        first, last = self.heading
        return TakenSheet(sheet=self.sheet, code=self.code, first=first, last=last, columns=columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePlan:
    """A workbook somebody chose. `edited`: it is a template of ours, edited, with its `faults`; else `sheets` says what each
    of its sheets is to become. `lost` is what it holds and the template cannot."""

    path: Path
    edited: bool
    faults: tuple[TemplateFault, ...] = ()
    sheets: tuple[SheetPlan, ...] = ()
    lost: tuple[str, ...] = ()

    def with_sheet(self, plan: SheetPlan) -> TemplatePlan:
        """The plan with another decision about one sheet; a ledger given to it is taken from the sheet that had it."""
        sheets = []
        for sheet in self.sheets:
            if sheet.sheet == plan.sheet:
                sheets.append(plan)
            elif plan.code and sheet.code == plan.code:
                sheets.append(SheetPlan(sheet=sheet.sheet))
            else:
                sheets.append(sheet)
        return replace(self, sheets=tuple(sheets))


def ledger_catalogues(desk: Desk, ledgers: Mapping[str, LedgerDef]) -> dict[str, Catalogue]:
    """The columns of each ledger with the names old ledgers have for them, as those of an import."""
    from jzdesk.services.import_catalogues import load_imports

    words = _synonyms(load_imports(desk.paths.resources(), desk.paths.data))
    return {code: _catalogue(desk, ledger, words) for code, ledger in ledgers.items()}


def _synonyms(imports: Imports) -> dict[str, tuple[str, ...]]:
    """Title → the other names of the same column, of whatever kind of record."""
    found: dict[str, tuple[str, ...]] = {}
    for catalogue in imports.kinds.values():
        for field in catalogue.fields:
            for title in field.titles:
                found[plain_title(title)] = tuple(
                    dict.fromkeys((*found.get(plain_title(title), ()), *field.titles))
                )
    return found


def _catalogue(desk: Desk, ledger: LedgerDef, words: Mapping[str, tuple[str, ...]]) -> Catalogue:
    leaves = [column.title for column in ledger.columns]
    own = {plain_title(title) for title in leaves}
    fields = []
    for column in ledger.columns:
        title = _word_of(desk, column.key) if "{{" in column.title else column.title
        path = f"{column.group}/{title}"
        titles = [path] if column.group else []
        if leaves.count(column.title) == 1:
            more = (*words.get(plain_title(title), ()), *words.get(plain_title(path), ()))
            titles += [title, *(word for word in more if plain_title(word) not in own and "/" not in word)]
        fields.append(
            Field(key=column.key, title=path if column.group else title, kind="text",
                  titles=tuple(dict.fromkeys(titles)) or (title,), required=column.key == "name")
        )  # fmt: skip
    return Catalogue(ledger.code, ledger.title, tuple(fields))


def _word_of(desk: Desk, key: str) -> str:
    """The word of a grade whose votes a column counts."""
    from jzdesk.services.assessment_inputs import POLL

    return desk.rulebook.name_of("assessment_grade", dict(POLL)[key])


def read_plan(desk: Desk, path: Path, ledgers: Mapping[str, LedgerDef]) -> tuple[SheetPlan, ...]:
    """A proposal for every sheet: the ledger whose columns it has most of, each ledger once. ImportFault when the file
    cannot be read; Refused when it is no .xlsx."""
    from jzdesk.imports.books import open_book

    catalogues = ledger_catalogues(desk, ledgers)
    with open_book(path) as book:
        if book.kind != "xlsx":
            raise Refused("表样应是.xlsx工作簿，请先用 Excel 或 WPS 另存为.xlsx。")
        scored = []
        for info in book.sheets:
            for code, catalogue in catalogues.items():
                plan = _plan(book, info.name, catalogue, ledgers[code])
                if plan.matched >= _LEAST:
                    bonus = 2 * sum(word in info.name for word in _WORDS.get(code, ()))
                    scored.append((plan.matched + bonus, -info.index, plan))
        names = [info.name for info in book.sheets]
    chosen: dict[str, SheetPlan] = {}
    for _, _, plan in sorted(scored, key=lambda item: item[:2], reverse=True):
        if plan.sheet not in chosen and plan.code not in {other.code for other in chosen.values()}:
            chosen[plan.sheet] = plan
    return tuple(chosen.get(name, SheetPlan(sheet=name)) for name in names)


def plan_sheet(
    desk: Desk, path: Path, sheet: str, *, ledger: LedgerDef, heading: tuple[int, int] | None = None,
    mapping: Mapping[int, str] | None = None,
) -> SheetPlan:  # fmt: skip
    """A sheet as a ledger a person chose, with the heading and the columns (column → key, '' for none) a person chose."""
    from jzdesk.imports.books import open_book

    catalogue = ledger_catalogues(desk, {ledger.code: ledger})[ledger.code]
    with open_book(path) as book:
        return _plan(book, sheet, catalogue, ledger, heading=heading, mapping=mapping)


def _plan(
    book: Book, sheet: str, catalogue: Catalogue, ledger: LedgerDef, *, heading: tuple[int, int] | None = None,
    mapping: Mapping[int, str] | None = None,
) -> SheetPlan:  # fmt: skip
    from jzdesk.imports.table_reading import look_at

    seen = look_at(book, sheet, catalogue, heading=heading, mapping=mapping)
    if seen.heading is None:
        return SheetPlan(sheet=sheet, code=ledger.code)
    return SheetPlan(
        sheet=sheet, code=ledger.code, heading=(seen.heading.first, seen.heading.last), columns=seen.columns,
        missing=missing_titles(ledger, [column.field for column in seen.columns]),
    )  # fmt: skip


def missing_titles(ledger: LedgerDef, keys: Sequence[str]) -> tuple[str, ...]:
    """The titles of what 汇总表 counts and none of these columns holds."""
    from jzdesk.exports.needed import needed_columns

    titles = {column.key: column.title for column in ledger.columns}
    return tuple(titles[key] for key in needed_columns(ledger) if key not in keys)
