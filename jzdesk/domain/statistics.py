"""统计: the person-times of handling counted by form, month, unit, rank, violation …, beside those of the years before.

A case handled is one person-time (人次) in the month of its first decision, as in the month's report (domain.md §5);
people (人) are counted once however often they were handled. A table of one kind each (form, level, unit, rank, source)
has shares that sum to 100.0; one where a person-time may be of several kinds (violations, measures) has none: its rows
may sum to more than its total, and it says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from jzdesk.domain.handling import percentages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

FORMS = ("1", "2", "3", "4")
GROUP = "group:"
"""Before the code of a row that sums up a group of others."""
TOTAL = "total"
"""The code of the row of everything."""
TENFOLD = 1000
"""A growth by this many per cent or more is told as a multiple."""
NONE = ""
"""The code of what was not filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTime:
    """One person-time: what it is counted by. Codes are those of the code lists; `rank` is the level of statistics,
    `month` the month it is reported in. `sent` says that it stands as it was reported upward. `case_id` is None where the
    record is gone since; such people have a negative `person_id`, or that of the person if he is still there."""

    key: str
    case_id: int | None
    person_id: int
    month: str
    decided_on: date
    form: int
    person: str = ""
    unit: str = ""
    level: str = ""
    post: str = ""
    rank: str = ""
    source: str = ""
    violations: tuple[str, ...] = ()
    eight_rules: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    measures_text: str = ""
    document_number: str = ""
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One row a table may have: its code, what it is called, the group it belongs to; `always` when it is shown even
    where nothing is counted."""

    code: str
    name: str
    group: str = ""
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A way to count: `of` gives the codes of a person-time, `entries` the rows in official order (codes beyond them
    follow under their own names). Where `many`, a person-time may have several codes or none. Where `by_size`, the largest
    comes first. `unnamed` is the row of what has no code; '' where such are left out."""

    code: str
    title: str
    of: Callable[[PersonTime], tuple[str, ...]]
    entries: tuple[Entry, ...] = ()
    many: bool = False
    by_size: bool = False
    unnamed: str = "未填"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Person-times and people."""

    times: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `counts` are those of this year, last year and the one before; `shares` of the person-times
    of each, empty where shares would not sum to 100."""

    code: str
    name: str
    counts: tuple[Count, ...]
    shares: tuple[Decimal, ...] = ()
    group: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it sums up a group."""
        return self.code.startswith(GROUP)

    @property
    def is_total(self) -> bool:
        return self.code == TOTAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows and their total; `note` says how to read them."""

    code: str
    title: str
    rows: tuple[Row, ...]
    total: Row
    note: str = ""

    def row(self, code: str) -> Row:
        """The row of a code, or the total; KeyError when there is none."""
        found = next((row for row in (*self.rows, self.total) if row.code == code), None)
        if found is None:
            raise KeyError(code)
        return found


def count(times: Iterable[PersonTime]) -> Count:
    """How many person-times, and of how many people."""
    kept = list(times)
    return Count(len(kept), len({item.person_id for item in kept}))


def by_form(times: Iterable[PersonTime]) -> tuple[int, int, int, int]:
    """Person-times in the forms 1 to 4."""
    found = Counter(item.form for item in times)
    return found[1], found[2], found[3], found[4]


def tabulate(dimension: Dimension, years: Sequence[Sequence[PersonTime]]) -> Table:
    """The table of a dimension over the person-times of several years, this one first."""
    sorted_ = [_sorted(dimension, times) for times in years]
    total = Row(TOTAL, "合计", tuple(count(_counted(dimension, times)) for times in years))
    rows = _rows(dimension, sorted_)
    if not dimension.many:
        rows = _with_shares(rows)
        total = Row(
            TOTAL, "合计", total.counts, tuple(Decimal("100.0" if c.times else "0.0") for c in total.counts)
        )
    return Table(
        code=dimension.code, title=dimension.title, rows=tuple(rows), total=total, note=dimension.note
    )


def _counted(dimension: Dimension, times: Iterable[PersonTime]) -> Iterable[PersonTime]:
    """What the total counts: everybody, or those with a code where the others are left out."""
    return times if dimension.unnamed else [item for item in times if dimension.of(item)]


def _sorted(dimension: Dimension, times: Iterable[PersonTime]) -> dict[str, list[PersonTime]]:
    found: dict[str, list[PersonTime]] = defaultdict(list)
    for item in times:
        for code in dimension.of(item) or ((NONE,) if dimension.unnamed else ()):
            found[code].append(item)
    return found


def _rows(dimension: Dimension, years: Sequence[Mapping[str, Sequence[PersonTime]]]) -> list[Row]:
    known = {entry.code: entry for entry in dimension.entries}
    seen = dict.fromkeys(code for year in years for code in year)
    entries = [e for e in dimension.entries if e.always or e.code in seen]
    entries += [Entry(code, code) for code in sorted(seen) if code not in known and code != NONE]
    rows = [
        Row(e.code, e.name, tuple(count(y.get(e.code, ())) for y in years), group=e.group) for e in entries
    ]
    if dimension.by_size:
        rows.sort(key=lambda row: tuple(-c.times for c in row.counts))
    if NONE in seen:
        rows.append(Row(NONE, dimension.unnamed, tuple(count(y.get(NONE, ())) for y in years)))
    return _grouped(rows, entries, years)


def _grouped(
    rows: Sequence[Row], entries: Sequence[Entry], years: Sequence[Mapping[str, Sequence[PersonTime]]]
) -> list[Row]:
    """Before the rows of each group one that counts whoever is in any of them once."""
    found: list[Row] = []
    for row in rows:
        if row.group and row.group not in {other.group for other in found}:
            codes = [entry.code for entry in entries if entry.group == row.group]
            members = [{id(item): item for code in codes for item in year.get(code, ())} for year in years]
            found.append(
                Row(GROUP + row.group, row.group, tuple(count(m.values()) for m in members), group=row.group)
            )
        found.append(row)
    return found


def _with_shares(rows: Sequence[Row]) -> list[Row]:
    """With shares of one decimal that sum to 100.0 in every year (largest remainder)."""
    if not rows:
        return []
    columns = [
        percentages(counts) for counts in zip(*([c.times for c in row.counts] for row in rows), strict=True)
    ]
    shares = zip(*columns, strict=True)
    return [Row(r.code, r.name, r.counts, tuple(s), r.group) for r, s in zip(rows, shares, strict=True)]


def behind(dimension: Dimension, codes: Iterable[str], times: Iterable[PersonTime]) -> list[PersonTime]:
    """The person-times counted by any of these rows, the latest first."""
    wanted = set(codes)
    wanted |= {entry.code for entry in dimension.entries if GROUP + entry.group in wanted}
    everybody = TOTAL in wanted
    kept = [
        item
        for item in _counted(dimension, times)
        if everybody or not wanted.isdisjoint(dimension.of(item) or ((NONE,) if dimension.unnamed else ()))
    ]
    return sorted(kept, key=lambda item: (item.decided_on, item.key), reverse=True)


def change_text(now: int, before: int) -> str:
    """How a figure compares with an earlier one: '+12（+8.5 %）', '持平', '+12' where there was nothing, '+88（12.0 倍）' where
    a percentage would say little."""
    if now == before:
        return "持平"
    if not before:
        return f"{now - before:+,}"
    rate = (Decimal(100 * (now - before)) / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if rate >= TENFOLD:
        times = (Decimal(now) / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{now - before:+,}（{times:,} 倍）"
    return f"{now - before:+,}（{rate:+} %）"
