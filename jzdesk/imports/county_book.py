"""A county's monthly workbook as it stands: its manifest held against its sheets, its ledgers as rows, its figures.

The file is parsed in the fenced child; here only cells arrive. Nothing is saved.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.manifest import MARK, SHEET, ManifestFault, from_chunks
from jzdesk.domain.manifest_compare import ReadColumn, ReadRow, ReadSheet, compare
from jzdesk.domain.merge_equations import totals_of
from jzdesk.domain.merge_values import ALWAYS
from jzdesk.domain.merging import BookHead, ColumnPlan, CountyBook, Finding, LedgerPlan
from jzdesk.domain.month_rows import KeptRow, digest_of
from jzdesk.domain.problems import column_of, letter_of
from jzdesk.domain.sheet_cells import Odd
from jzdesk.imports.county_figures import corrections_seen, cover_seen, disagreeing, forms_seen, summary_seen
from jzdesk.imports.county_sheets import RawSheet, bare, kept_rows, ledger_of, read_ledger, structure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from jzdesk.domain.manifest import Manifest, ManifestColumn, ManifestSheet
    from jzdesk.domain.manifest_compare import Difference
    from jzdesk.domain.merging import LedgerRead
    from jzdesk.domain.sheet_cells import SheetRow
    from jzdesk.imports.books import Book

_RULES = {
    "cell": "cell.changed", "row_added": "row.added", "row_deleted": "row.deleted", "row_moved": "row.moved",
    "column_added": "column.inserted", "column_missing": "column.missing", "column_moved": "column.moved",
    "column_renamed": "column.renamed", "sheet_missing": "sheet.missing", "sheet_added": "sheet.unknown",
    "sheet_renamed": "sheet.renamed", "renumbered": "row.moved",
}  # fmt: skip
"""The rule of each kind of difference."""

COUNTS = "counts"
"""The level of a file that holds figures and no ledgers."""

_FIGURE_ROWS = 3000
"""Rows of a sheet that is no ledger that are looked at; more is a sheet of the county's own."""


def read_county_book(
    path: Path, plans: Mapping[str, LedgerPlan], *, progress: Callable[[int, int], None] | None = None
) -> CountyBook:
    """Read a workbook. ImportFault says in a sentence why it cannot be read at all; all else is in its findings, which do not
    say yet whose they are."""
    from jzdesk.imports.books import open_book

    with open_book(path) as book:
        manifest, found = _manifest(book)
        if manifest is not None:
            plans = _plans_of(manifest, plans)
        reading = _Reading(plans, manifest)
        names = [sheet.name for sheet in book.sheets if sheet.name != SHEET]
        for done, name in enumerate(names, 1):
            reading.take(_raw(book, name, plans))
            if progress:
                progress(done, len(names))
        return reading.book(BookHead(file=path.name, digest=book.digest), found)


def _raw(book: Book, name: str, plans: Mapping[str, LedgerPlan]) -> RawSheet:
    """The rows of a sheet; of one that is no ledger only the first."""
    raw = RawSheet(name)
    wanted: bool | None = None
    rows = book.rows(name, spread=False)
    for row in rows:
        raw.rows.append(row)
        if len(raw.rows) == _FIGURE_ROWS and wanted is None:
            wanted = ledger_of(raw, plans)[0] is not None
            if not wanted:
                break
    close = getattr(rows, "close", None)
    if close:
        close()
    return raw


def _manifest(book: Book) -> tuple[Manifest | None, list[Finding]]:
    """The hidden sheet that says what the file was when it was exported."""
    hidden = [sheet.name for sheet in book.sheets if sheet.name == SHEET or sheet.state != "visible"]
    for name in sorted(hidden, key=lambda name: name != SHEET):
        texts = [row.cells[0] for row in book.rows(name, spread=False) if row.cells]
        if name != SHEET and not any(isinstance(text, str) and text.startswith(MARK) for text in texts):
            continue
        try:
            return from_chunks(texts), []
        except ManifestFault as fault:
            return None, [Finding(rule="file.manifest_damaged", text=fault.text)]
    text = "文件没有报送校验信息（可能由旧版程序导出，或者内容被复制到了新的工作簿），导出后的改动无从查对。"
    return None, [Finding(rule="file.no_manifest", text=text)]


def _plans_of(manifest: Manifest, plans: Mapping[str, LedgerPlan]) -> dict[str, LedgerPlan]:
    """The ledgers as the county's own template had them."""
    made = {}
    for sheet in manifest.sheets:
        if sheet.code:
            columns = tuple(ColumnPlan(c.key, c.title, c.group, c.kind) for c in sheet.columns)
            known = plans.get(sheet.code)
            made[sheet.code] = LedgerPlan(
                sheet.code, sheet.title, columns, known.required if known else False
            )
    return made if made or manifest.level == COUNTS else dict(plans)


class _Reading:
    """The sheets of one workbook as they come in; made, used once and thrown away."""

    def __init__(self, plans: Mapping[str, LedgerPlan], manifest: Manifest | None) -> None:
        self._plans = plans
        self._manifest = manifest
        self._book = CountyBook(head=BookHead(file="", digest=""))
        self._cells: dict[str, list[Finding]] = {}
        self._read: list[ReadSheet] = []
        self._same: set[str] = set()
        self._data: dict[str, list[SheetRow]] = {}
        self._cover: dict[str, str] = {}

    def take(self, raw: RawSheet) -> None:
        """One sheet: a ledger, or one of figures."""
        plan, heading = ledger_of(raw, self._plans)
        if plan is None:
            self._figures(raw)
            return
        if plan.code in self._book.ledgers:
            self._tell(
                "sheet.twice",
                f"“{raw.title}”与“{self._book.ledgers[plan.code].sheet}”是同一种台账。",
                raw.title,
            )
            return
        if heading is None:
            self._tell("heading.missing", f"“{raw.title}”找不到“{plan.title}”的栏名，没有读取。", raw.title)
            return
        read, data, found = read_ledger(raw, plan, heading)
        self._book.ledgers[plan.code] = read
        kept = self._manifest.sheet(plan.code) if self._manifest else None
        self._cells[plan.code] = found
        if kept is None:
            self._book.found += structure(read, plan)
            if raw.title != plan.title:
                self._tell("sheet.renamed", f"“{plan.title}”改名为“{raw.title}”，已按栏名读取。", raw.title)
            return
        if _as_exported(kept, read):
            self._same.add(plan.code)
            if raw.title != kept.title:
                self._tell("sheet.renamed", f"“{raw.title}”导出时叫“{kept.title}”，已按栏名读取。", raw.title)
            rows = [
                KeptRow(key=key, subject=row.subject, id=row.id, cells=row.cells)
                for row, key in zip(read.rows, kept.keys, strict=True)
            ]
            self._book.ledgers[plan.code] = replace(read, rows=rows)
            return
        self._data[plan.code] = data
        columns = [ReadColumn(letter=c.letter, title=c.title, group=c.group) for c in read.columns]
        self._read.append(ReadSheet(title=raw.title, columns=columns, rows=[_read_row(row) for row in data]))

    def _figures(self, raw: RawSheet) -> None:
        """A sheet that is no ledger: what is needed of it, and its rows for the comparison."""
        if self._manifest is not None:
            width = max((len(row.cells) for row in raw.rows), default=0)
            columns = [ReadColumn(letter=letter_of(at)) for at in range(1, width + 1)]
            self._read.append(
                ReadSheet(title=raw.title, columns=columns, rows=[_read_row(row) for row in raw.rows])
            )
        self._book.forms = self._book.forms or forms_seen(raw)
        self._book.summary = self._book.summary or summary_seen(raw)
        self._book.disagreeing += disagreeing(raw)
        self._book.corrections += corrections_seen(raw, self._plans)
        self._cover = self._cover or cover_seen(raw)

    def _tell(self, rule: str, text: str, sheet: str) -> None:
        self._book.found.append(Finding(rule=rule, text=text, sheet=sheet))

    def book(self, head: BookHead, found: list[Finding]) -> CountyBook:
        """All that was read, with what is the matter with it."""
        self._book.found = found + self._book.found
        if self._manifest is not None:
            self._compare(self._manifest)
        for code, cells in self._cells.items():
            self._book.found += self._still(code, cells)
        for code, plan in self._plans.items():
            known = self._manifest is not None and self._manifest.sheet(code) is not None
            told = any(
                f.sheet == plan.title and f.rule in ("sheet.missing", "heading.missing")
                for f in self._book.found
            )
            if code not in self._book.ledgers and (plan.required or known) and not told:
                self._tell("sheet.missing", f"缺少“{plan.title}”。", plan.title)
        self._book.head = self._head(head)
        return self._book

    def _compare(self, manifest: Manifest) -> None:
        """What is not as it was exported, and with it the key of every row. Sheets that are wholly the same are not gone
        through again."""
        rest = tuple(
            replace(sheet, columns=tuple(_shown(sheet))) if sheet.code else sheet
            for sheet in manifest.sheets if not sheet.code or sheet.code not in self._same
        )  # fmt: skip
        comparison = compare(replace(manifest, sheets=rest), self._read)
        for sheet in comparison.sheets:
            ledger = self._book.ledgers.get(sheet.code)
            if ledger is not None:
                by_letter = {letter: key for key, letter in sheet.columns.items()}
                ledger = self._read_anew(_with_columns(ledger, by_letter, manifest), ledger)
                rows = [replace(row, key=sheet.keys.get(row.id or 0, "")) for row in ledger.rows]
                self._book.ledgers[sheet.code] = replace(ledger, rows=rows)
        self._book.found += [self._difference(difference) for difference in comparison.differences]
        self._totals(manifest)

    def _read_anew(self, ledger: LedgerRead, before: LedgerRead) -> LedgerRead:
        """The rows once more where a column turned out to be another than its heading says."""
        if [c.key for c in ledger.columns] == [c.key for c in before.columns]:
            return ledger
        found: list[Finding] = []
        rows = kept_rows(self._data[ledger.code], ledger.columns, found, sheet=ledger.sheet, code=ledger.code)
        self._cells[ledger.code] = found
        return replace(ledger, rows=rows)

    def _difference(self, difference: Difference) -> Finding:
        letters = re.match(r"[A-Z]+", difference.cell)
        ledger = self._book.ledgers.get(difference.code)
        row = (
            next((r for r in ledger.rows if r.id == difference.row), None)
            if ledger and difference.row
            else None
        )
        name = row.cells.get("name", "") if row else ""
        mark = f"{difference.code}|{difference.key}|{difference.column}|{difference.after}"
        row_wide = difference.kind in ("row_added", "row_moved")
        return Finding(
            rule=_RULES[difference.kind], text=f"{name}：{difference.text}" if name else difference.text,
            sheet=difference.sheet, row=difference.row or (ledger.last if ledger and letters else 0),
            column=column_of(letters[0]) if letters and not row_wide else 0, ledger=difference.code, name=name,
            key=f"{difference.kind}|{mark}",
        )  # fmt: skip

    def _totals(self, manifest: Manifest) -> None:
        """Rows and sums of the columns of figures against the manifest."""
        for kept in manifest.sheets:
            ledger = self._book.ledgers.get(kept.code)
            if not kept.code or ledger is None or kept.code in self._same:
                continue
            place = {"sheet": ledger.sheet, "ledger": kept.code}
            if len(ledger.rows) != kept.count:
                text = f"“{ledger.title}”现有{len(ledger.rows)}行，导出时为{kept.count}行。"
                key = f"rows|{kept.code}|{len(ledger.rows)}"
                self._book.found.append(Finding(rule="total.rows", text=text, key=key, **place))  # type: ignore[arg-type]
            sums = totals_of(ledger.rows, [key for key in kept.sums if key != "seq"])
            for key, total in sums.items():
                if total != kept.sums[key] and ledger.column_of(key):
                    text = f"“{ledger.title_of(key)}”合计现为{total}，导出时为{kept.sums[key]}。"
                    self._book.found.append(
                        Finding(
                            rule="total.sum", text=text, row=ledger.last, column=ledger.column_of(key),
                            key=f"sum|{kept.code}|{key}|{total}", **place,  # type: ignore[arg-type]
                        )
                    )  # fmt: skip

    def _still(self, code: str, cells: list[Finding]) -> Iterator[Finding]:
        """What is the matter with cells, each with whose row it is; words the program itself had put there (provisional days,
        figures that do not apply) are left."""
        ledger = self._book.ledgers[code]
        rows = {row.id: row for row in ledger.rows}
        keys = {column.column: column.key for column in ledger.columns}
        known = self._manifest is not None and self._manifest.sheet(code) is not None
        changed = {
            (f.row, f.column) for f in self._book.found if f.ledger == code and f.rule == "cell.changed"
        }
        added = {f.row for f in self._book.found if f.ledger == code and f.rule == "row.added"}
        for found in cells:
            if (
                known
                and found.rule not in ALWAYS
                and (found.row, found.column) not in changed
                and found.row not in added
            ):
                continue
            row, column = rows.get(found.row), keys.get(found.column, "")
            name = row.cells.get("name", "") if row else ""
            mark = (row.key if row else "") or f"{name}{found.row}"
            text = row.cells.get(column, "") if row else ""
            yield replace(found, name=name, key=f"{code}|{mark}|{column}|{text}")

    def _content_digest(self) -> str:
        """A digest over all rows, whatever file they come in."""
        total = hashlib.sha256()
        for code, ledger in sorted(self._book.ledgers.items()):
            kept = self._manifest.sheet(code) if self._manifest else None
            same = kept is not None and code in self._same
            digest = (
                kept.digest
                if kept and same
                else digest_of(ledger.rows, [c.key for c in ledger.columns if c.key])
            )
            total.update(f"{code} {digest}\n".encode())
        return total.hexdigest()

    def _head(self, head: BookHead) -> BookHead:
        said = self._manifest
        if said is None:
            number = re.search(r"\d+", self._cover.get("报送次数", ""))
            return replace(
                head, unit_code=self._cover.get("单位代码", ""), unit_name=self._cover.get("填报单位", ""),
                month=self._cover.get("month", ""), submission=int(number[0]) if number else 0,
                level=_level(self._book), content_digest=self._content_digest(),
            )  # fmt: skip
        return replace(
            head, unit_code=said.unit_code, unit_name=said.unit_name, month=said.key, first_on=_day(said.first_on),
            last_on=_day(said.last_on), submission=said.submission, level=said.level, previous=said.previous,
            content_digest=self._content_digest(), audit_head=said.audit_head, program=said.program, has_manifest=True,
            sent_digest=said.digest, sent_rows={sheet.code: sheet.count for sheet in said.sheets if sheet.code},
            cover_month=self._cover.get("month", ""),
        )  # fmt: skip


def _shown(kept: ManifestSheet) -> list[ManifestColumn]:
    """The columns of a ledger that have words over them: those kept for grades nobody uses have none and hold nothing."""
    return [
        column for column in kept.columns
        if (column.title and not column.title.startswith("{{")) or any(kept.cells[column.key])
    ]  # fmt: skip


def _as_exported(kept: ManifestSheet, read: LedgerRead) -> bool:
    """Whether a ledger is as it was exported, columns and all."""
    shown = _shown(kept)
    if len(read.rows) != kept.count or [c.key for c in read.columns] != [c.key for c in shown]:
        return False
    if any(
        (seen.letter, bare(seen.title), bare(seen.group)) != (sent.letter, bare(sent.title), bare(sent.group))
        for seen, sent in zip(read.columns, shown, strict=True)
    ):
        return False
    return digest_of(read.rows, [c.key for c in kept.columns]) == kept.digest


def _with_columns(ledger: LedgerRead, by_letter: Mapping[str, str], manifest: Manifest) -> LedgerRead:
    """The ledger with the columns the comparison found (a renamed one is known by what stands in it)."""
    kept = manifest.sheet(ledger.code)
    kinds = {c.key: c.kind for c in kept.columns} if kept else {}
    columns = tuple(
        replace(c, key=by_letter[c.letter], kind=kinds.get(by_letter[c.letter], c.kind)) if c.letter in by_letter
        else replace(c, key="") for c in ledger.columns
    )  # fmt: skip
    return replace(ledger, columns=columns)


def _read_row(row: SheetRow) -> ReadRow:
    cells = {
        letter_of(at): cell.text if isinstance(cell, Odd) else cell
        for at, cell in enumerate(row.cells, 1)
        if cell is not None and cell != ""
    }
    return ReadRow(number=row.number, cells=cells)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _level(book: CountyBook) -> str:
    """How much a file without a manifest shows, by its names."""
    rows: list[KeptRow] = [row for ledger in book.ledgers.values() for row in ledger.rows[:50]]
    if not rows:
        return "counts" if not book.ledgers else "full"
    return "masked" if any("*" in row.cells.get("name", "") for row in rows) else "full"
