"""What can be imported: the registry of kinds, and the values that pass between a kind and the plan of an import.

A kind is a module of its own (`MODULES`) with a `KIND`. It reads what is on record in bulk, judges one row after another
without writing, and hands back what would be written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from jzdesk.domain.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.dossiers import Dossier
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

Values = "Mapping[str, Any]"

NEW, CHANGED, SAME, CHOICE, FAULT, REPEAT = "new", "changed", "same", "choice", "fault", "repeat"
OUTCOME_NAMES = {
    NEW: "新增", CHANGED: "修改", SAME: "不变", CHOICE: "待认定", FAULT: "有问题", REPEAT: "重复",
}  # fmt: skip
"""What may become of a row of a file."""

MODULES = {
    "units": "jzdesk.services.import_units",
    "people": "jzdesk.services.import_people",
    "cases": "jzdesk.services.import_cases",
    "announcements": "jzdesk.services.import_announcements",
    "visits": "jzdesk.services.import_visits",
    "tolerance": "jzdesk.services.import_tolerance",
}
"""The module of each kind; one whose module is not here cannot be imported yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A row as it was read. `speaks`: it is the latest of its group in the file, so what it says of the person holds;
    `others`: what else is the matter with it, found by looking at the whole file."""

    number: int
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    speaks: bool = True

    def text(self, key: str) -> str:
        """The text of a field; '' where the cell is empty."""
        return str(self.values.get(key, ""))


@dataclass(frozen=True, slots=True)
class Change:
    """A field that would read otherwise: what is on record and what the file says, as values of the field."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody on record a row may mean; `pairs` are (field key, in the file, on record)."""

    id: int
    text: str
    why: tuple[str, ...] = ()
    pairs: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What writing a row did: the people whose duties follow from it, those it made, the records it stands in, and the
    archived files it brings a decision of a day to."""

    people: tuple[int, ...] = ()
    made: tuple[int, ...] = ()
    concerns: tuple[tuple[str, int], ...] = ()
    archived: tuple[tuple[Dossier, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What would become of a row. `record` is what there is to open; `asks` the row a person has to decide on, 0 for none;
    `write` does it, inside the transaction of the run."""

    outcome: str
    who: str = ""
    what: str = ""
    record: tuple[str, int] | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    alike: tuple[Alike, ...] = ()
    notes: tuple[str, ...] = ()
    asks: int = 0
    write: Callable[[Desk, Transaction], Written] | None = None


@dataclass(slots=True)
class Facts:
    """What only the whole file tells: how many rows each group has, the row that speaks for it, whose name stands with an
    ID number first, under which names a document number stands, which fields any row gives,
    and to which unit each of a list of units belongs."""

    groups: dict[str, int] = field(default_factory=dict)
    speaking: dict[str, tuple[date | None, int]] = field(default_factory=dict)
    numbers: dict[str, tuple[str, int]] = field(default_factory=dict)
    documents: dict[str, tuple[str, int]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    parents: dict[str, str] = field(default_factory=dict)


class Kind(Protocol):
    """One kind of record that can be imported."""

    code: str
    noun: str

    def group(self, values: Mapping[str, Any]) -> str:
        """Rows of one group know of one another: they are judged in the order of the file."""

    def moment(self, values: Mapping[str, Any]) -> date | None:
        """The day by which the latest row of a group is found."""

    def late(self, values: Mapping[str, Any]) -> bool:
        """Whether a row rests on others of the file that may stand below it: it is judged after them."""

    def gather(self, desk: Desk, rows: Sequence[FileRow], facts: Facts, but: Container[int]) -> Any:
        """What is on record that these rows (some hundred) may be about, in a few queries, inside a read or write. People
        with the keys `but` were made by this very run and are left out."""

    def state(self) -> Any:
        """What earlier rows of a group have brought: nothing yet."""

    def judge(self, base: Any, state: Any, row: FileRow, choices: Mapping[int, int | None]) -> Verdict:
        """What would become of a row. Writes nothing; changes `state` as if it were written."""

    def register(self, desk: Desk) -> Iterator[dict[str, Any]]:
        """The register of all records, one a row, as values by field key; inside a read."""


def kind_of(code: str) -> Kind:
    """The kind of that code. KeyError when there is none."""
    kind: Kind = import_module(MODULES[code]).KIND
    return kind


def problem(row: FileRow, key: str, rule: str, text: str, *, grave: bool = True) -> Problem:
    """Something the program finds wrong at the cell of a field; the plan puts in where that is."""
    return Problem(rule=rule, text=text, row=row.number, field=key, grave=grave)
