"""汇总: the workbooks of counties as they were read, and what is found in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from jzdesk.domain.merge_rules import CHECK, GRAVE, NOTE, RULES, MergeRule
from jzdesk.domain.problems import letter_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.month_rows import KeptRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell (or a row, or a sheet) of a county's file; `row` and `column` count from 1, 0 where there is none."""

    county: str = ""
    county_name: str = ""
    month: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """'C12'; '第12行' or 'C列' where only one of both is known."""
        if self.row and self.column:
            return f"{letter_of(self.column)}{self.row}"
        if self.row:
            return f"第{self.row}行"
        return f"{letter_of(self.column)}列" if self.column else ""

    @property
    def text(self) -> str:
        """County, sheet and cell as one reads them."""
        return " ".join(part for part in (self.county_name or self.county, self.sheet, self.cell) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. `text` is a whole sentence; `key` is what a verdict about it is kept by, '' where there can be none;
    `others` are the places of the other counties where people are concerned."""

    rule: str
    text: str
    county: str = ""
    county_name: str = ""
    month: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0
    ledger: str = ""
    name: str = ""
    key: str = ""
    others: tuple[Place, ...] = ()
    verdict: str = ""
    reason: str = ""

    @property
    def of(self) -> MergeRule:
        """The rule that found it."""
        return RULES[self.rule]

    @property
    def weight(self) -> str:
        """See `merge_rules.WEIGHT_NAMES`."""
        return self.of.weight

    @property
    def grave(self) -> bool:
        """Whether it must be put right."""
        return self.weight == GRAVE

    @property
    def title(self) -> str:
        """The short name of its rule."""
        return self.of.title

    @property
    def group(self) -> str:
        """The group of its rule, a key of `merge_rules.GROUPS`."""
        return self.of.group

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.weight != NOTE and not self.verdict

    @property
    def decidable(self) -> bool:
        """Whether a person may say that it is right as it stands."""
        return self.of.decidable and bool(self.key)

    @property
    def where(self) -> Place:
        """Its place."""
        return Place(
            county=self.county, county_name=self.county_name, month=self.month, file=self.file, sheet=self.sheet,
            row=self.row, column=self.column,
        )  # fmt: skip

    @property
    def cell(self) -> str:
        """'C12' within its sheet."""
        return self.where.cell

    @property
    def place(self) -> str:
        """County, sheet and cell."""
        return self.where.text

    @property
    def line(self) -> str:
        """Place and sentence in one line."""
        return f"{self.place}：{self.text}" if self.place else self.text

    @property
    def order(self) -> tuple[int, str, int, int, str]:
        """The grave first, then as one goes through the file."""
        return (GRAVE, CHECK, NOTE).index(self.weight), self.sheet, self.row, self.column, self.rule


_PLACE_FIELDS = tuple(f.name for f in fields(Place))


def as_plain(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON can hold them, without what is empty."""
    plain = []
    for item in found:
        values = {name: value for name, value in asdict(item).items() if value}
        if item.others:
            values["others"] = [{k: v for k, v in asdict(place).items() if v} for place in item.others]
        plain.append(values)
    return plain


def from_plain(values: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Findings out of JSON again; those of rules that are no more are left out."""
    found = []
    for value in values:
        if value.get("rule") not in RULES:
            continue
        more = dict(value)
        places = more.pop("others", [])
        others = tuple(Place(**{k: v for k, v in place.items() if k in _PLACE_FIELDS}) for place in places)
        found.append(Finding(**more, others=others))
    return found


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A column as the ledgers of this office have it. `group` is the upper heading or ''; `width` in half-width characters, 0
    where nothing is said."""

    key: str
    title: str
    group: str = ""
    kind: str = "text"
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class LedgerPlan:
    """A ledger as this office has it; what a file without a manifest is read by."""

    code: str
    title: str
    columns: tuple[ColumnPlan, ...]
    required: bool = True

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of each column."""
        return {column.key: column.kind for column in self.columns}


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of a sheet that was read: where it stands (from 1) and what it holds; `key` '' for one that is nobody's."""

    column: int
    key: str
    title: str
    group: str = ""
    kind: str = "text"

    @property
    def letter(self) -> str:
        """'C'."""
        return letter_of(self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRead:
    """A ledger as it stands in a file. The `id` of a row is its row in the sheet; `first` and `last` are the rows of the
    heading."""

    code: str
    title: str
    sheet: str
    columns: tuple[SeenColumn, ...]
    rows: Sequence[KeptRow]
    first: int = 0
    last: int = 0

    def column_of(self, key: str) -> int:
        """Where a column stands, 0 where it is missing."""
        return next((c.column for c in self.columns if c.key == key), 0)

    def title_of(self, key: str) -> str:
        """What stands over a column, with its upper heading."""
        found = next((c for c in self.columns if c.key == key), None)
        if found is None:
            return key
        return f"{found.group}·{found.title}" if found.group else found.title


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsSeen:
    """The figures of the sheet of four forms: month and year, with the cells they stand in ((row, column) of form 1 to 4)."""

    sheet: str
    month: tuple[int, ...] = ()
    year: tuple[int, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    year_cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionSeen:
    """A line of 更正情况 as a county reports it."""

    sheet: str
    row: int
    of_month: str
    ledger: str
    key: str
    name: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookHead:
    """Whose book it is and what it says of itself; `level` is how much it shows ('full', 'masked', 'counts')."""

    file: str
    digest: str
    unit_code: str = ""
    unit_name: str = ""
    month: str = ""
    first_on: date | None = None
    last_on: date | None = None
    submission: int = 0
    level: str = ""
    content_digest: str = ""
    previous: str = ""
    audit_head: str = ""
    program: str = ""
    has_manifest: bool = False
    sent_digest: str = ""
    sent_rows: Mapping[str, int] = field(default_factory=dict)
    cover_month: str = ""


@dataclass(slots=True, kw_only=True)
class CountyBook:
    """A county's workbook as it was read, with what the reading itself found (findings without county and month yet)."""

    head: BookHead
    ledgers: dict[str, LedgerRead] = field(default_factory=dict)
    forms: FormsSeen | None = None
    summary: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    disagreeing: list[tuple[str, int, str]] = field(default_factory=list)
    corrections: list[CorrectionSeen] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)

    def rows(self, code: str) -> Sequence[KeptRow]:
        """The rows of a ledger; none where it is missing."""
        ledger = self.ledgers.get(code)
        return ledger.rows if ledger else ()
