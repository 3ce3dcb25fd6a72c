"""The workbook of a city: what its counties sent, in one book. The values it is made of, and the one call that writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from jzdesk.domain.merging import ColumnPlan, Finding
    from jzdesk.domain.month_rows import KeptRow

    Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a county with where it comes from."""

    county: str
    month: str
    file: str
    row: KeptRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CityLedger:
    """A ledger over all counties; `rows` are read once."""

    title: str
    columns: Sequence[ColumnPlan]
    count: int
    rows: Iterable[SourceRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """One line of 报送情况."""

    county: str
    month: str
    state: str
    submission: int = 0
    received_on: date | None = None
    due_on: date | None = None
    file: str = ""
    digest: str = ""
    rows: int = 0
    grave: int = 0
    checks: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of 分县汇总; `rate` (part, whole) of a share."""

    key: str
    group: str
    title: str
    rate: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CityBook:
    """All that the workbook says. `figures` and `forms` are by the name of the county, in its order; forms are the counts of
    the span and of the year so far."""

    unit_name: str
    span: str
    made_on: date
    made_by: str
    state: str
    notes: Sequence[str] = ()
    sent: Sequence[SentLine] = ()
    columns: Sequence[FigureColumn] = ()
    figures: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    forms: Mapping[str, tuple[Sequence[int], Sequence[int]]] = field(default_factory=dict)
    shares: Mapping[str, tuple[Sequence[Decimal], Sequence[Decimal]]] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    ledgers: Sequence[CityLedger] = ()


@dataclass(frozen=True, slots=True)
class WrittenCity:
    """What was written: the file, its digest, the data rows of each sheet."""

    path: Path
    sha256: str
    rows: Mapping[str, int]


def write_city_book(book: CityBook, out: Path, *, progress: Progress | None = None) -> WrittenCity:
    """Write the workbook of a city, aside and whole or not at all. ExportError for faults of the environment."""
    from jzdesk.exports.merged_book import MergedBook

    return MergedBook(book, progress).write(out)
