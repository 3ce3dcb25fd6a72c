"""导入旧台账: opening a file others made, and planning what would become of its rows.

The way is always the same: `open_file` (which sheet, which heading, which column is what), `plan_import` (what would become
of each row; nothing is written), `import_apply.apply_import`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.domain.import_runs import KINDS
from jzdesk.services.import_apply import RunRow, apply_import, list_runs, remembered, undo_run
from jzdesk.services.import_kinds import MODULES, kind_of
from jzdesk.services.import_plans import Plan, Source, make_plan
from jzdesk.storage import import_runs, people

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jzdesk.domain.import_catalogue import Field, Imports
    from jzdesk.domain.import_runs import ImportRun
    from jzdesk.imports.books import Book, SheetInfo
    from jzdesk.imports.table_reading import Sighting, TableReading
    from jzdesk.services.desk import Desk

__all__ = [
    "Opened", "Plan", "RunRow", "again", "apply_import", "kinds_offered", "list_runs", "open_file", "plan_import", "undo_run",
]  # fmt: skip

_MOST_NOTES = 200
_KB, _MB = 1 << 10, 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A sheet of a file and how it would be read. `kinds` says how many columns each kind recognises; `known` is the sentence
    about a run of this very file that stands, `remembered` that the columns are those taken last time."""

    path: Path
    digest: str
    size: int
    kind: str
    kinds: Mapping[str, int]
    sheets: tuple[SheetInfo, ...]
    sighting: Sighting
    remembered: bool = False
    known_run: ImportRun | None = None

    @property
    def file_name(self) -> str:
        """The name of the file, without marks that do not show."""
        return self.sighting.file

    @property
    def sheet(self) -> str:
        """The sheet that is read."""
        return self.sighting.sheet

    @property
    def mapping(self) -> dict[int, str]:
        """Column (from 1) → field."""
        return self.sighting.mapping

    @property
    def fields(self) -> tuple[Field, ...]:
        """All columns this kind has."""
        return self.sighting.catalogue.fields

    @property
    def missing(self) -> tuple[Field, ...]:
        """Required fields without a column."""
        return self.sighting.missing

    @property
    def double(self) -> tuple[str, ...]:
        """Keys of fields that two columns were taken for."""
        keys = list(self.mapping.values())
        return tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))

    @property
    def size_text(self) -> str:
        """'312 KB'."""
        return f"{self.size / _MB:.1f} MB" if self.size >= _MB else f"{max(1, round(self.size / _KB))} KB"

    @property
    def known(self) -> str:
        """That this very file was imported before; '' where it was not."""
        run = self.known_run
        if run is None:
            return ""
        day = f"{run.done_at:%Y-%m-%d %H:%M}" if run.done_at else ""
        return f"这个文件已由{run.done_by}于{day}导入（新增{run.added}行，修改{run.changed}行，{run.left_out}行没有导入）。"


def kinds_offered() -> dict[str, str]:
    """What can be imported now: code → name, in the order in which later kinds stand on earlier ones."""
    return {code: name for code, name in KINDS.items() if code in MODULES}


def open_file(
    desk: Desk, path: Path, *, kind: str = "", sheet: str = "", heading: tuple[int, int] | None = None,
    mapping: Mapping[int, str] | None = None,
) -> Opened:  # fmt: skip
    """Look at a file: its sheets, what kind of ledger it is (by its headings, unless `kind` says it), its heading and its
    columns. `heading` and `mapping` are a person's choice. Refused in one sentence when it cannot be read."""
    from jzdesk.imports.books import open_book
    from jzdesk.imports.table_reading import look_at

    desk.need(Permission.WRITE)
    catalogues = load(desk)
    with open_book(path) as book:
        found = _sightings(book, catalogues, kind, sheet)
        scores = {code: _score(seen) for code, seen in found.items()}
        kind = kind or max(scores, key=lambda code: scores[code])
        seen = found[kind]
        fields = seen.catalogue.keys
        if unknown := next((key for key in (mapping or {}).values() if key and key not in fields), ""):
            raise Refused(f"{KINDS[kind]}没有名为“{unknown}”的栏目，可用的有{'、'.join(fields)}。")
        known = False
        if heading or mapping is not None:
            seen = look_at(book, seen.sheet, catalogues.kinds[kind], heading=heading, mapping=mapping)
        if mapping is None and seen.heading is not None:
            with desk.vault.read():
                before = remembered(kind, seen.heading.signature)
            before = {column: key for column, key in before.items() if key in fields}
            if before and before != seen.mapping:
                span = (seen.heading.first, seen.heading.last)
                seen = look_at(
                    book, seen.sheet, catalogues.kinds[kind], heading=span, mapping=_whole(seen, before)
                )
                known = True
        with desk.vault.read():
            run = import_runs.of_file(book.digest, kind, seen.sheet)
        return Opened(
            path=path, digest=book.digest, size=path.stat().st_size, kind=kind, kinds=scores, sheets=book.sheets,
            sighting=seen, remembered=known, known_run=run,
        )  # fmt: skip


def again(
    desk: Desk, opened: Opened, *, kind: str = "", sheet: str = "", heading: tuple[int, int] | None = None,
    mapping: Mapping[int, str] | None = None,
) -> Opened:  # fmt: skip
    """The same file looked at otherwise; what is not named stays, as far as it still fits."""
    same = not kind or kind == opened.kind
    return open_file(
        desk, opened.path, kind=kind or opened.kind, sheet=sheet or opened.sheet, heading=heading,
        mapping=mapping if mapping is not None or not same or sheet or heading else opened.mapping,
    )  # fmt: skip


def load(desk: Desk) -> Imports:
    """The catalogue in force for this vault."""
    from jzdesk.services.import_catalogues import load_imports

    return load_imports(desk.paths.resources(), desk.paths.data)


def _sightings(book: Book, catalogues: Imports, kind: str, sheet: str) -> dict[str, Sighting]:
    from jzdesk.imports.table_reading import choose_sheet, look_at

    if kind and kind not in MODULES:
        raise Refused(f"没有“{kind}”这类导入，可以导入的有{'、'.join(kinds_offered().values())}。")
    wanted = {code: catalogues.kinds[code] for code in ((kind,) if kind else kinds_offered())}
    if sheet:
        return {code: look_at(book, sheet, catalogue) for code, catalogue in wanted.items()}
    return {code: choose_sheet(book, catalogue) for code, catalogue in wanted.items()}


def _score(seen: Sighting) -> int:
    """How many columns are recognised; a sheet in which somebody required is missing counts for little."""
    return len(seen.mapping) * (4 if seen.can_be_read else 1)


def _whole(seen: Sighting, before: Mapping[int, str]) -> dict[int, str]:
    """The mapping of last time, said of every column; what is recognised and not read stays so."""
    kept = {match.column: match.field for match in seen.columns if match.how == "known"}
    return {match.column: "" for match in seen.columns} | kept | dict(before)


def plan_import(
    desk: Desk, opened: Opened, *, choices: Mapping[int, int | None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:  # fmt: skip
    """Read all rows and say what would become of each; nothing is written. Refused when a required column is missing or the
    file was changed since it was opened. What `progress` raises cancels."""
    from jzdesk.domain.import_words import words_of
    from jzdesk.imports.books import open_book
    from jzdesk.imports.table_reading import read_rows

    desk.need(Permission.WRITE)
    with desk.vault.read():
        units = [unit.name for unit in people.units(limit=100_000)]
    words = words_of(load(desk), desk.rulebook, units)
    with open_book(opened.path) as book:
        if book.digest != opened.digest:
            raise Refused(f"“{opened.file_name}”在打开之后被改动过，请重新选择文件。")
        reading = read_rows(book, opened.sighting, words, on=desk.today, progress=progress)
    return make_plan(
        desk, kind_of(opened.kind), opened.sighting.catalogue, reading, _source(opened, reading), choices=choices,
        progress=progress,
    )  # fmt: skip


def _source(opened: Opened, reading: TableReading) -> Source:
    seen = opened.sighting
    fields = {field.key: field for field in seen.catalogue.fields}
    read = {key: column for column, key in seen.mapping.items() if fields[key].is_read}
    passed = [left.line for left in reading.left[:_MOST_NOTES]]
    passed += [problem.line for problem in reading.sheet_problems]
    return Source(
        file_name=opened.file_name, digest=opened.digest, sheet=opened.sheet, columns=read,
        titles={match.column: match.title for match in seen.columns}, passed=tuple(passed), known=opened.known,
        known_whole=opened.known_run is not None and not opened.known_run.left_out,
        signature=seen.heading.signature if seen.heading else "", path=opened.path,
        heading=(seen.heading.first, seen.heading.last) if seen.heading else (0, 0),
        head_rows=tuple(r for r in seen.first_rows if seen.heading and r.number <= seen.heading.last),
        sheet_problems=tuple(replace(problem, grave=False) for problem in reading.sheet_problems),
    )  # fmt: skip
