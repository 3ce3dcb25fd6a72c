"""The workbook of a month (quarter, half-year, year) as a value, and the one call that writes it from the template in
`forms/monthly`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError
from jzdesk.domain.span_keys import span_of_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from jzdesk.domain.indicators import Span
    from jzdesk.exports.month_parts import Part

    Progress = Callable[[int, int], None]
    """Called with (rows written, rows in all) now and then; what it raises cancels the export cleanly."""


@dataclass(frozen=True, slots=True)
class Check:
    """One equation of the check sheet. `relation` is '=' (default), '<=' or '>=' between `left` and
    `right`.

    The sheet recomputes it as a live formula; where `ok` is not what the relation says (the service
    knows better), the sheet shows `ok`. `code` is of `domain.month_findings.CHECK_NAMES`; `subject` and `record_id`
    name the record at fault where one can be told, for the screen.
    """

    name: str
    left: int | Decimal | str
    right: int | Decimal | str
    ok: bool
    note: str = ""
    relation: str = "="
    code: str = "equation"
    subject: str = ""
    record_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBook:
    """All that the workbook of a month says.

    `ledgers`: rows by ledger code (`ledgers.CODES`) then by column key; a value is str, int, bool
    (是/否), date, Decimal or None; a missing key is an empty cell, an unknown key is refused. The
    是否按期 columns hold the names of `domain.duties.STATE_NAMES`.
    `forms_of_handling`: (form 1–4, 人次) of the month; `forms_of_handling_year`: from 1 January to the
    month's end.
    `form_changes`: (change of form, 人次 of the month, of the year so far) by tolerance, in the order of the template's
    rows; what each counts is the column `form_change` of 容错处理台账.
    `units`: (level, name) rows of 汇总表 in order; units found in the ledgers but not here are
    appended.
    `visit_grades`, `assessment_grades`: the words of the two lists that 汇总表 counts, the best first.
    `poll_grades`: (column of 期满考核台账, its word) of the votes; the others are hidden.
    `month`: 'YYYY-MM', 'YYYY-Qn', 'YYYY-Hn' or 'YYYY'. `first_on`, `last_on`: the days it covers (None: those of the
    calendar); `title`: how it is called on the sheets ('' : 2026年10月, 2026年第三季度).
    `columns`: which columns of a ledger are shown and in which order, by its code; as the template has them where it
    is not named. What 汇总表 counts stays in hidden columns on the right.
    `extra_columns`: (key, title, width) of columns the template does not know, on the right of a ledger.
    `parts`: what else goes into the workbook, see `month_parts`.
    """

    unit_name: str
    unit_code: str
    month: str
    made_on: date
    made_by: str = ""
    reviewer: str = ""
    audit_head: str = ""
    submission: int = 1
    ledgers: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    forms_of_handling: Sequence[tuple[int, int]] = ()
    forms_of_handling_year: Sequence[tuple[int, int]] = ()
    form_changes: Sequence[tuple[str, int, int]] = ()
    units: Sequence[tuple[str, str]] = ()
    visit_grades: Sequence[str] = ()
    assessment_grades: Sequence[str] = ()
    poll_grades: Sequence[tuple[str, str]] = ()
    checks: Sequence[Check] = ()
    notes: Sequence[str] = ()
    first_on: date | None = None
    last_on: date | None = None
    title: str = ""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    extra_columns: Mapping[str, Sequence[tuple[str, str, float]]] = field(default_factory=dict)
    parts: Sequence[Part] = ()

    @property
    def span(self) -> Span:
        """The span reported; ValueError where the key names none."""
        try:
            return span_of_key(self.month)
        except RuleError as fault:
            raise ValueError(f"no such month: {self.month}") from fault

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day it covers."""
        return self.first_on or self.span.first, self.last_on or self.span.last


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBook:
    """What was written: the file, the data rows of each sheet by its name, and the SHA-256 of the file
    (hex)."""

    path: Path
    rows: Mapping[str, int]
    sha256: str


def write_month_book(
    book: MonthBook, template_folder: Path, *, out: Path, progress: Progress | None = None
) -> WrittenBook:
    """Write the workbook of a month to `out` from `template_folder`/month.xlsx and ledgers.toml.

    Written aside in the same folder, synced and renamed: whatever fails, a file already at `out` stays
    as it was. Raises ExportError (full disk, file open elsewhere, folder missing, template that cannot
    be filled).
    """
    from jzdesk.exports.month_writer import MonthWriter

    return MonthWriter(book, template_folder, progress=progress).write(out)
