"""What the pages of an import show: values without a file, a service or a widget, made on a lane by `reading`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.services.import_kinds import CHANGED, CHOICE, FAULT, NEW, REPEAT, SAME
from jzdesk.ui.common.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from jzdesk.ui.imports.sheet_grid import GridRow

PASSED = "passed"
"""Not a row of data: a total, a signature, a column without a field. Its lines have ids below 0."""
OUTCOMES: Mapping[str, tuple[str, str]] = {
    NEW: ("新增", "done"),
    CHANGED: ("修改", "soon"),
    CHOICE: ("待认定", "overdue"),
    FAULT: ("有问题", "overdue"),
    REPEAT: ("重复", "excused"),
    SAME: ("不变", "excused"),
    PASSED: ("未读入", "excused"),
}
"""What may become of a row: its name and the kind of state that colours it, in the order of the filter."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file and the field it is taken for ('' for none). `how`: exact, synonym, near, chosen, remembered, twice,
    known or none; `near` are fields offered to a person; `hidden` where the file does not show it."""

    column: int
    letter: str
    title: str
    field: str = ""
    how: str = "none"
    near: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class KindField:
    """A field of what is imported. `role`: value, check, or known (reckoned by the program, not read)."""

    key: str
    title: str
    required: bool = False
    role: str = "value"
    instead: tuple[str, ...] = ()
    """Fields one of which will do in place of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A sheet of a file, and how it would be read."""

    file_name: str
    kind: str
    sheets: tuple[tuple[str, str], ...]
    """Name of each sheet and what a person reads: '台账', '封存（隐藏）'."""
    sheet: str
    heading: tuple[int, int] | None
    rows: tuple[GridRow, ...]
    columns: tuple[FileColumn, ...]
    fields: tuple[KindField, ...]
    remembered: bool = False
    known: str = ""
    """What is to be said when this file was imported before."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A row of the file in the list of the plan; `id` is its number in the sheet."""

    id: int
    outcome: str
    who: str
    what: str
    remark: str
    warned: bool = False

    @property
    def state(self) -> State:
        """What would become of it, with its colour."""
        name, kind = OUTCOMES[self.outcome]
        return State(name, kind)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a cell (column from 1, 0 for the whole row)."""

    column: int
    cell: str
    text: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody on record the row may mean: who, why, and field by field (label, in the file, on record, verdict)."""

    id: int
    text: str
    why: str
    pairs: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """All there is to say of one row."""

    number: int
    outcome: str
    head: str
    around: tuple[GridRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    """Field, what stands on record, what the file says."""
    values: tuple[tuple[str, str], ...] = ()
    alike: tuple[Alike, ...] = ()
    chosen: str = ""
    """What a person decided of it, as a sentence; '' while nobody has."""
    record: tuple[str, int] | None = None
    notes: tuple[str, ...] = ()
    noun: str = "人员"
    """What those on record are that it may mean: 人员 or 单位."""
    may_be_new: bool = True
    """False where the ID number is that of somebody on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """What would become of a whole file."""

    file_name: str
    kind: str
    total: int
    counts: Mapping[str, int]
    nothing: str = ""
    """Why nothing is to be imported; '' when something is."""

    @property
    def passed(self) -> int:
        """How much of the sheet was not read: totals, signatures, columns without a field."""
        return self.counts.get(PASSED, 0)

    @property
    def faulty(self) -> int:
        """Rows that cannot be imported as they stand."""
        return self.counts.get(FAULT, 0)

    @property
    def waiting(self) -> int:
        """Rows for which a person has yet to say who is meant."""
        return self.counts.get(CHOICE, 0)

    @property
    def written(self) -> int:
        """Rows an import would write."""
        return self.counts.get(NEW, 0) + self.counts.get(CHANGED, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One import that was done. `undo_why_not`: why it cannot be taken back; '' when it can."""

    id: int
    done_at: datetime | None
    done_by: str
    kind: str
    kind_name: str
    file_name: str
    rows: int
    added: int
    changed: int
    unchanged: int
    left_out: int
    undone: str = ""
    """When and by whom it was taken back, as a sentence."""
    undo_why_not: str = ""

    @property
    def state(self) -> State:
        """Whether it still stands."""
        return State("已撤销", "excused") if self.undone else State("已导入", "done")
