"""An import as the pages speak of it. Everything here runs on a lane, one call at a time; the file and its plan stay here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused
from jzdesk.domain.import_runs import KINDS
from jzdesk.services import import_kinds
from jzdesk.services import imports as service
from jzdesk.ui.imports.shapes import (
    CHOICE,
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
    from jzdesk.services.desk import Desk
    from jzdesk.services.import_plans import AlikeSaid, Plan, RowDetail
    from jzdesk.services.imports import Opened

NO_FILE = "请先选择要导入的文件。"
FIRST_ROWS = 60
"""Of a sheet above the columns: enough for any heading, and to see what stands below it."""
NOUNS = {"units": "单位"}
"""Whom the rows of a kind may mean; the others speak of people."""
STATES = {"hidden": "（隐藏）", "veryHidden": "（隐藏）"}


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
        return tuple(kind for kind in KINDS if kind in import_kinds.MODULES)

    # ---- the file

    def open(
        self, path: Path, *, kind: str, sheet: str, heading: tuple[int, int] | None,
        mapping: Mapping[int, str] | None, progress: Callable[[int, int], None],
    ) -> FileView:  # fmt: skip
        """Read a file; Refused or a fault of the environment with one sentence."""
        self._opened = service.open_file(
            self._desk, path, kind=kind, sheet=sheet, heading=heading, mapping=mapping, progress=progress
        )
        return self._file()

    def look(
        self, *, kind: str, sheet: str, heading: tuple[int, int] | None, progress: Callable[[int, int], None]
    ) -> FileView:
        """The same file as another kind, another sheet, or with its heading elsewhere."""
        self._opened = service.again(
            self._desk, self._file_opened(), kind=kind, sheet=sheet, heading=heading, progress=progress
        )
        return self._file()

    def close(self) -> None:
        """Let go of the file."""
        self._opened = self._plan = None

    def _file_opened(self) -> Opened:
        if self._opened is None:
            raise Refused(NO_FILE)
        return self._opened

    def _made_plan(self) -> Plan:
        if self._plan is None:
            raise Refused(NO_FILE)
        return self._plan

    def _file(self) -> FileView:
        opened = self._file_opened()
        heading = opened.sighting.heading
        span = (heading.first, heading.last) if heading is not None else None
        return FileView(
            file_name=opened.file_name,
            kind=opened.kind,
            sheets=tuple((s.name, f"{s.name or '（全部）'}{STATES.get(s.state, '')}") for s in opened.sheets),
            sheet=opened.sheet,
            heading=span,
            rows=tuple(
                GridRow(number, texts, _part(number, span)) for number, texts in opened.raw(1, FIRST_ROWS)
            ),
            columns=tuple(
                FileColumn(
                    c.column, c.letter, c.title, c.field, c.how, tuple(c.near), tuple(c.samples), c.hidden
                )
                for c in opened.columns
            ),
            fields=_fields(opened.fields),
            remembered=opened.remembered,
            known=opened.known,
        )

    # ---- the plan

    def plan(self, mapping: Mapping[int, str], *, progress: Callable[[int, int], None]) -> PlanView:
        """What would become of every row, its columns read as `mapping` says."""
        opened = self._file_opened()
        heading = opened.sighting.heading
        self._opened = service.again(
            self._desk, opened, kind=opened.kind, sheet=opened.sheet,
            heading=(heading.first, heading.last) if heading is not None else None, mapping=mapping, progress=progress,
        )  # fmt: skip
        self._chosen.clear()
        self._plan = service.plan_import(self._desk, self._opened, progress=progress)
        return self._view()

    def _view(self) -> PlanView:
        plan, opened = self._made_plan(), self._file_opened()
        return PlanView(
            file_name=opened.file_name, kind=opened.kind, total=plan.total, counts=dict(plan.counts), passed=tuple(plan.passed),
            nothing=plan.nothing, notes=tuple(opened.notes),
        )  # fmt: skip

    def lines(self, outcome: str, text: str) -> PlanSource:
        """The rows of the plan under a filter."""
        return PlanSource(self, outcome, text)

    @property
    def made_plan(self) -> Plan | None:
        """What was planned last."""
        return self._plan

    def row(self, number: int) -> RowView:
        """All there is to say of a row."""
        detail = self._made_plan().detail(number)
        noun = NOUNS.get(self._file_opened().kind, "人员")
        chosen = self._chosen.get(number, f"已认定：库内没有，按新{noun}登记。")
        return _row_view(detail, self._around(number), noun, chosen)

    def _around(self, number: int) -> tuple[GridRow, ...]:
        return tuple(GridRow(at, texts) for at, texts in self._file_opened().raw(max(number - 1, 1), 3))

    def decide(self, row: int, record_id: int | None) -> PlanView:
        """Who is meant by a row: somebody on record, or None for nobody."""
        plan = self._made_plan()
        meant = next((one.text for one in plan.detail(row).alike if one.id == record_id), "")
        plan.decide(row, record_id)
        self._chosen.pop(row, None)
        if meant:
            self._chosen[row] = f"已认定：就是库内的{meant}。"
        return self._view()

    def decide_all_new(self) -> PlanView:
        """Nobody on record is meant by any row that waits, where that can be."""
        self._made_plan().decide_all(None)
        return self._view()

    def undecide(self, row: int) -> PlanView:
        """The row waits again."""
        self._made_plan().undecide(row)
        return self._view()

    # ---- writing

    def apply(self, *, leave_out: bool, progress: Callable[[int, int], None]) -> Changes:
        """Write it, all or nothing; without the faulty rows if `leave_out`."""
        return service.apply_import(self._desk, self._made_plan(), leave_out=leave_out, progress=progress)

    def runs(self) -> tuple[RunLine, ...]:
        """What was imported so far, the latest first."""
        return tuple(
            RunLine(
                id=run.id, done_at=run.done_at, done_by=run.done_by, kind=run.kind, kind_name=run.kind_name, file_name=run.file_name,
                sheet="", rows=run.rows, added=run.added, changed=run.changed, unchanged=run.unchanged, left_out=run.left_out,
                undone=run.undone, undo_why_not="" if run.can_undo else run.why_not, note=run.summary,
            )
            for run in service.list_runs(self._desk)
        )  # fmt: skip

    def undo(self, run_id: int) -> Changes:
        """Take a run back."""
        return service.undo_run(self._desk, run_id)

    # ---- out

    def problem_name(self) -> str:
        """How the workbook of problems may be called."""
        return service.suggested_problem_name(self._made_plan())

    def write_problems(self, path: Path, *, progress: Callable[[int, int], None]) -> None:
        """A copy of the file in which what is wrong is marked."""
        service.write_problems(self._desk, self._made_plan(), path, progress=progress)

    def write_template(self, kind: str, path: Path) -> None:
        """An empty workbook to be filled in."""
        service.write_template(self._desk, kind, path)

    def write_register(
        self, kind: str, path: Path, *, progress: Callable[[int, int], None]
    ) -> Mapping[str, int]:
        """All records of a kind, or 'all', as they can be imported again; how many of each."""
        return service.export_register(self._desk, kind, path, progress=progress)


@dataclass(frozen=True)
class PlanSource:
    """The rows of whatever plan stands when they are asked for; '' is every outcome."""

    importer: Importer
    outcome: str
    text: str

    def count(self) -> int:
        """How many there are."""
        plan = self.importer.made_plan
        return plan.count(self.outcome, self.text) if plan is not None else 0

    def fetch(self, offset: int, limit: int, _sort: str, _descending: bool) -> Sequence[PlanLine]:
        """A page of them, in the order of the file."""
        plan = self.importer.made_plan
        rows = plan.rows(self.outcome, self.text, offset, limit) if plan is not None else ()
        return [PlanLine(row.number, row.outcome, row.who, row.what, row.remark, row.warned) for row in rows]


def _fields(fields: Sequence[Field]) -> tuple[KindField, ...]:
    """单位 need not have a column of its own where 单位及职务 has one."""
    both = tuple(field.key for field in fields if field.role == "split")
    return tuple(
        KindField(f.key, f.title, f.required, f.role, both if f.kind == "unit" and f.required else ())
        for f in fields
    )


def _part(number: int, heading: tuple[int, int] | None) -> str:
    if heading is None or number > heading[1]:
        return ""
    return HEADINGS if number >= heading[0] else ABOVE


def _row_view(detail: RowDetail, around: tuple[GridRow, ...], noun: str, chosen: str) -> RowView:
    row = detail.row
    notes = list(detail.notes)
    if row.outcome == CHOICE and detail.asks not in (0, row.number):
        notes.append(f"与第 {detail.asks} 行是同名的，一处认定，各行都按此办理。")
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
        notes=tuple(notes),
        noun=noun,
    )


def _alike(one: AlikeSaid) -> Alike:
    pairs = (
        (label, given, held, ("一致" if same else "不同") if given and held else "")
        for label, given, held, same in one.pairs
    )
    return Alike(one.id, one.text, one.why, tuple(pairs))
