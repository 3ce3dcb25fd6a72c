"""An import as the pages speak of it. Everything here runs on a lane, one call at a time; the file and its plan stay here."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from jzdesk.domain.errors import Refused
from jzdesk.domain.sheet_cells import shown
from jzdesk.services import imports as service
from jzdesk.ui.imports.shapes import (
    PASSED,
    Alike,
    Fault,
    FileColumn,
    FileView,
    KindField,
    PlanLine,
    PlanView,
    RowView,
    RunLine,
)
from jzdesk.ui.imports.sheet_grid import ABOVE, HEADINGS, GridRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.import_catalogue import Field
    from jzdesk.domain.sheet_cells import Cell
    from jzdesk.services.desk import Desk
    from jzdesk.services.import_plans import AlikeSaid, Plan, RowDetail
    from jzdesk.services.imports import Opened

    class AnyRow(Protocol):
        """A row of a sheet or of a plan: its number and its cells."""

        @property
        def number(self) -> int: ...

        @property
        def cells(self) -> tuple[Cell, ...]: ...

    Tell = Callable[[int, int], None]

NO_FILE = "请先选择要导入的文件。"
NOUNS = {"units": "单位"}
"""Whom the rows of a kind may mean; the others speak of people."""
HIDDEN = ("hidden", "veryHidden")


class Importer:
    """One file at a time, from opening to writing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._opened: Opened | None = None
        self._plan: Plan | None = None
        self._chosen: dict[int, str] = {}
        """Who was meant by a row, in words."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What can be imported, in the order in which one does it."""
        return tuple(service.kinds_offered())

    # ---- the file

    def open(
        self, path: Path, *, kind: str, sheet: str, heading: tuple[int, int] | None,
        mapping: Mapping[int, str] | None, progress: Tell,
    ) -> FileView:  # fmt: skip
        """Look at a file; Refused or a fault of the environment with one sentence."""
        opened = service.open_file(self._desk, path, kind=kind, sheet=sheet, heading=heading, mapping=mapping)
        progress(0, 0)  # stopped meanwhile: the file before stays
        self._opened = opened
        return self._file()

    def look(self, *, kind: str, sheet: str, heading: tuple[int, int] | None, progress: Tell) -> FileView:
        """The same file as another kind, another sheet, or with its heading elsewhere."""
        opened = service.again(self._desk, self._held(), kind=kind, sheet=sheet, heading=heading)
        progress(0, 0)
        self._opened = opened
        return self._file()

    def close(self) -> None:
        """Let go of the file."""
        self._opened = self._plan = None

    def _held(self) -> Opened:
        if self._opened is None:
            raise Refused(NO_FILE)
        return self._opened

    @property
    def made_plan(self) -> Plan | None:
        """What was planned last."""
        return self._plan

    def _made(self) -> Plan:
        if self._plan is None:
            raise Refused(NO_FILE)
        return self._plan

    def _file(self) -> FileView:
        opened = self._held()
        seen = opened.sighting
        span = (seen.heading.first, seen.heading.last) if seen.heading is not None else None
        return FileView(
            file_name=opened.file_name,
            kind=opened.kind,
            sheets=tuple((sheet.name, _sheet_name(sheet.name, sheet.state)) for sheet in opened.sheets),
            sheet=opened.sheet,
            heading=span,
            rows=tuple(_grid_row(row, _part(row.number, span)) for row in seen.first_rows),
            columns=tuple(
                FileColumn(c.column, c.letter, c.title, c.field, c.how, c.near, c.samples, c.hidden)
                for c in seen.columns
            ),
            fields=_fields(opened.fields),
            remembered=opened.remembered,
            known=opened.known,
        )

    # ---- the plan

    def plan(self, mapping: Mapping[int, str], *, progress: Tell) -> PlanView:
        """What would become of every row, its columns read as `mapping` says ('' for those left out)."""
        opened = self._held()
        heading = opened.sighting.heading
        if heading is not None and _differs(opened, mapping):
            span = (heading.first, heading.last)
            opened = service.again(
                self._desk, opened, kind=opened.kind, sheet=opened.sheet, heading=span, mapping=mapping
            )
        plan = service.plan_import(self._desk, opened, progress=progress)
        self._opened, self._plan = opened, plan
        self._chosen.clear()
        return self._view()

    def _view(self) -> PlanView:
        plan, opened = self._made(), self._held()
        return PlanView(
            file_name=opened.file_name, kind=opened.kind, total=plan.total,
            counts={**plan.counts, PASSED: len(plan.passed)},
            nothing=plan.nothing,
        )  # fmt: skip

    def lines(self, outcome: str, text: str) -> PlanSource:
        """The rows of the plan under a filter."""
        return PlanSource(self, outcome, text)

    def row(self, number: int) -> RowView:
        """All there is to say of a row."""
        detail = self._made().detail(number)
        noun = NOUNS.get(self._held().kind, "人员")
        chosen = self._chosen.get(number, f"已认定：库内没有，按新{noun}登记。")
        return _row_view(detail, self._around(number), noun, chosen)

    def _around(self, number: int) -> tuple[GridRow, ...]:
        reading = self._made().reading
        at = bisect_left(range(len(reading)), number, key=lambda at: reading[at].number)
        heading, columns = self._held().sighting.heading, self._held().sighting.columns
        titles = {match.column: match.title for match in columns}
        above = [titles.get(column, "") for column in range(1, max(titles, default=0) + 1)]
        near = range(max(at - 1, 0), min(at + 2, len(reading)))
        rows = (_grid_row(reading[one]) for one in near)
        return (GridRow(heading.last if heading is not None else 0, above, HEADINGS), *rows)

    def decide(self, row: int, record_id: int | None) -> PlanView:
        """Who is meant by a row: somebody on record, or None for nobody."""
        plan = self._made()
        meant = next((one.text for one in plan.detail(row).alike if one.id == record_id), "")
        plan.decide(row, record_id)
        self._chosen.pop(row, None)
        if meant:
            self._chosen[row] = f"已认定：就是库内的{meant}。"
        return self._view()

    def decide_all_new(self) -> PlanView:
        """Nobody on record is meant by any row that waits, where that can be."""
        self._made().decide_all(None)
        return self._view()

    def undecide(self, row: int) -> PlanView:
        """The row waits again."""
        self._made().undecide(row)
        return self._view()

    # ---- writing

    def apply(self, *, leave_out: bool, progress: Tell) -> Changes:
        """Write it, all or nothing; without the faulty rows if `leave_out`."""
        return service.apply_import(self._desk, self._made(), leave_out=leave_out, progress=progress)

    def runs(self) -> tuple[RunLine, ...]:
        """What was imported so far, the latest first."""
        return tuple(
            RunLine(
                id=run.id, done_at=run.done_at, done_by=run.done_by, kind=run.kind, kind_name=run.kind_name,
                file_name=run.file_name, rows=run.rows, added=run.added, changed=run.changed, unchanged=run.unchanged,
                left_out=run.left_out, undone=run.undone, undo_why_not=run.why_not,
            )
            for run in service.list_runs(self._desk)
        )  # fmt: skip

    def undo(self, run_id: int) -> Changes:
        """Take a run back."""
        return service.undo_run(self._desk, run_id)

    # ---- out

    def problem_name(self) -> str:
        """How the workbook of problems may be called."""
        from jzdesk.services import import_errors

        return import_errors.suggested_problem_name(self._made())

    def write_problems(self, path: Path, *, progress: Tell) -> None:
        """A copy of the file in which what is wrong is marked."""
        from jzdesk.services import import_errors

        import_errors.write_problems(self._desk, self._made(), path, progress=progress)

    def write_template(self, kind: str, path: Path) -> None:
        """An empty workbook to be filled in."""
        from jzdesk.services import import_registers

        import_registers.write_template(self._desk, kind, path)

    def write_register(self, kind: str, path: Path, *, progress: Tell) -> Mapping[str, int]:
        """All records of a kind, or 'all', as they can be imported again; how many of each."""
        from jzdesk.services import import_registers

        return import_registers.export_register(self._desk, kind, path, progress=progress)


@dataclass(frozen=True)
class PlanSource:
    """The rows of whatever plan stands when they are asked for; '' is every outcome."""

    importer: Importer
    outcome: str
    text: str

    def count(self) -> int:
        """How many there are."""
        plan = self.importer.made_plan
        if plan is not None and self.outcome == PASSED:
            return len(self._passed(plan))
        return plan.count(self.outcome, self.text) if plan is not None else 0

    def fetch(self, offset: int, limit: int, _sort: str, _descending: bool) -> Sequence[PlanLine]:
        """A page of them, in the order of the file."""
        plan = self.importer.made_plan
        if plan is not None and self.outcome == PASSED:
            return self._passed(plan)[offset : offset + limit]
        rows = plan.rows(self.outcome, self.text, offset, limit) if plan is not None else ()
        return [PlanLine(r.number, r.outcome, r.who, r.what, r.remark, r.warned) for r in rows]

    def _passed(self, plan: Plan) -> list[PlanLine]:
        """What was not read, a sentence each."""
        said = [text for text in plan.passed if self.text in text]
        return [PlanLine(-n, PASSED, "", "", text) for n, text in enumerate(said, 1)]


# ---- a file in the words of the pages


def _sheet_name(name: str, state: str) -> str:
    return f"{name or '（整个文件）'}{'（隐藏）' if state in HIDDEN else ''}"


def _part(number: int, heading: tuple[int, int] | None) -> str:
    if heading is None or number > heading[1]:
        return ""
    return HEADINGS if number >= heading[0] else ABOVE


def _grid_row(row: AnyRow, kind: str = "") -> GridRow:
    return GridRow(row.number, [" ".join(shown(cell).split()) for cell in row.cells], kind)


def _differs(opened: Opened, mapping: Mapping[int, str]) -> bool:
    """Whether a person reads any column otherwise than it was found."""
    return any(opened.mapping.get(column, "") != key for column, key in mapping.items())


def _fields(fields: Sequence[Field]) -> tuple[KindField, ...]:
    """单位 need not have a column of its own where 单位及职务 has one."""
    both = tuple(field.key for field in fields if field.role == "split")
    return tuple(
        KindField(f.key, f.title, f.required, f.role, both if f.kind == "unit" and f.required else ())
        for f in fields
    )


# ---- a row


def _row_view(detail: RowDetail, around: tuple[GridRow, ...], noun: str, chosen: str) -> RowView:
    row = detail.row
    return RowView(
        number=row.number,
        outcome=row.outcome,
        head="　".join(part for part in (row.who, row.what) if part),
        around=around,
        faults=tuple(Fault(p.column, p.cell, p.text, p.grave) for p in detail.problems),
        changes=tuple((change.title, change.before, change.after) for change in detail.changes),
        values=tuple((cell.field, cell.read) for cell in detail.cells if cell.field and cell.read),
        alike=tuple(_alike(one) for one in detail.alike),
        chosen=chosen if detail.chosen else "",
        record=detail.record,
        notes=detail.notes,
        noun=noun,
        may_be_new=not any(_one_number(one) for one in detail.alike),
    )


def _one_number(one: AlikeSaid) -> bool:
    """Whoever has the same ID number is the same man, whatever he is called."""
    return any(label == "身份证号" and given and same for label, given, _held, same in one.pairs)


def _alike(one: AlikeSaid) -> Alike:
    pairs = (
        (label, given, held, ("一致" if same else "不同") if given and held else "")
        for label, given, held, same in one.pairs
    )
    return Alike(one.id, one.text, one.why, tuple(pairs))
