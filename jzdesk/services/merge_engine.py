"""The merge itself: files of many counties and months, checked month by month against one another, without holding their rows.

Rows are kept packed and unpacked one month at a time; what stays is a few numbers a file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jzdesk.domain.handling import percentages
from jzdesk.domain.merge_carry import Before, changes_in, check_carry, check_corrections
from jzdesk.domain.merge_equations import check_equations, check_year, with_place
from jzdesk.domain.merge_figures import together
from jzdesk.domain.merge_files import Expected, Known, check_head, check_known
from jzdesk.domain.merge_people import People
from jzdesk.domain.merging import ColumnPlan, CorrectionSeen, Finding, Place
from jzdesk.domain.month_rows import unpacked_rows
from jzdesk.domain.months import before as month_before
from jzdesk.services import intake_books as books

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from jzdesk.domain.merging import BookHead, CountyBook, LedgerPlan, LedgerRead
    from jzdesk.exports.city_book import CityLedger, SourceRow

    Progress = Callable[[int, int], None]


@dataclass(slots=True, kw_only=True)
class MergeFile:
    """One file of the merge: whose it is, its rows packed, its figures, and what is found in it."""

    code: str
    name: str
    month: str
    file: str
    kept: books.Kept
    content: Mapping[str, bytes]
    counts: Mapping[str, int]
    findings: list[Finding] = field(default_factory=list)
    corrections: Sequence[CorrectionSeen] = ()
    state: str = "received"
    received_on: date | None = None
    due_on: date | None = None
    reason: str = ""

    @property
    def head(self) -> BookHead:
        """What the file says of itself."""
        return self.kept.head

    @property
    def place(self) -> Place:
        """Whose it is, for findings."""
        return Place(county=self.code, county_name=self.name, month=self.month, file=self.file)

    def ledgers(self) -> dict[str, LedgerRead]:
        """Its ledgers with their rows."""
        return {
            code: self.kept.ledger(code, content)
            for code, content in self.content.items()
            if code in self.kept.sheets
        }


def file_of_book(book: CountyBook, wanted: Expected) -> MergeFile:
    """A file just read, checked by itself; its rows go into the packing."""
    span = books.span_of_head(book.head, wanted)
    code, name = wanted.code or book.head.unit_code, wanted.name or book.head.unit_name
    found = [*book.found, *check_head(book.head, wanted), *check_equations(book, span)]
    return MergeFile(
        code=code, name=name, month=wanted.month or book.head.month, file=book.head.file,
        kept=books.kept_of(books.described(book, span)), corrections=tuple(book.corrections),
        content={key: books.pack(ledger, kept=False) for key, ledger in book.ledgers.items()},
        counts={key: len(ledger.rows) for key, ledger in book.ledgers.items()},
        findings=with_place(found, book, code, name),
    )  # fmt: skip


def one_each(files: Sequence[MergeFile]) -> list[MergeFile]:
    """Of each county and month the newest submission counts; the others are set aside, and what is the matter with them is
    said. The order of the files given decides between equals: the last one."""
    seen: list[Known] = []
    newest: dict[tuple[str, str], MergeFile] = {}
    for item in files:
        known = Known(
            file=item.file, code=item.code, name=item.name, month=item.month, submission=item.head.submission,
            digest=item.head.digest, content_digest=item.head.content_digest, rows=sum(item.counts.values()),
        )  # fmt: skip
        item.findings += _placed(check_known(item.head, known.rows, seen), item)
        doubled = any(f.rule == "file.doubled" for f in item.findings)
        seen.append(known)
        kept = newest.get((item.code, item.month))
        if kept is None or (item.head.submission >= kept.head.submission and not doubled):
            if kept is not None:
                kept.state = "replaced"
            newest[item.code, item.month] = item
        else:
            item.state = "replaced"
    return [item for item in files if newest[item.code, item.month] is item]


def _placed(found: Iterable[Finding], item: MergeFile) -> list[Finding]:
    book = books.book_of(item.kept, {})
    return with_place(found, book, item.code, item.name)


def check_across(
    files: Sequence[MergeFile], *, carry: bool, progress: Progress | None = None
) -> list[Finding]:
    """What can only be seen from many files: the month before, corrections, the same person in two counties. Carry-over goes
    to the findings of each file; people are returned, each pair once."""
    by_month: dict[str, list[MergeFile]] = defaultdict(list)
    for item in files:
        by_month[item.month].append(item)
    earlier: dict[str, Before] = {}
    found: list[Finding] = []
    said: set[tuple[str, str]] = set()
    done = 0
    for month in sorted(by_month):
        people = People()
        now: dict[str, Before] = {}
        for item in by_month[month]:
            read = item.ledgers()
            people.add(item.code, month, read.values(), item.place)
            mine = _before(item, read)
            past = earlier.get(item.code)
            if carry and past is not None and past.month == month_before(month):
                item.findings += _carried(item, read, past)
            now[item.code] = mine
            done += 1
            if progress:
                progress(done, len(files))
        for finding in people.found(month):
            if (finding.rule, finding.key) not in said:
                said.add((finding.rule, finding.key))
                found.append(finding)
        earlier = now
    if carry:
        _corrected(files)
    return found


def _before(item: MergeFile, read: Mapping[str, LedgerRead]) -> Before:
    first, last = item.kept.span
    return Before(
        month=item.month, first=first, last=last, file=item.file, sheets={code: ledger.sheet for code, ledger in read.items()},
        ledgers={code: ledger.rows for code, ledger in read.items()}, forms_year=item.kept.forms_said[1],
    )  # fmt: skip


def _carried(item: MergeFile, read: dict[str, LedgerRead], past: Before) -> list[Finding]:
    book = books.book_of(item.kept, {})
    book.ledgers, book.corrections = read, list(item.corrections)
    found = check_carry(book, item.kept.span, past, item.code, item.name)
    earlier = past.forms_year if past.month[:4] == item.month[:4] else ()
    changed = changes_in(book.rows("decisions"), item.kept.span)
    found += check_year(item.kept.forms_said, earlier, "四种形态统计", changed=changed)
    return with_place(found, book, item.code, item.name)


def _corrected(files: Sequence[MergeFile]) -> None:
    """Corrections against the months of the same county among the files."""
    by_place = {(item.code, item.month): item for item in files}
    for item in files:
        if not item.corrections:
            continue
        months = {line.of_month for line in item.corrections}
        accepted = {
            month: {code: ledger.rows for code, ledger in by_place[item.code, month].ledgers().items()}
            for month in months if (item.code, month) in by_place
        }  # fmt: skip
        book = books.book_of(item.kept, {})
        book.corrections = list(item.corrections)
        item.findings += with_place(check_corrections(book, accepted), book, item.code, item.name)


# -- the figures ----------------------------------------------------------------------------------------------------------


def figures_by_county(files: Sequence[MergeFile]) -> dict[str, dict[str, int]]:
    """The figures of each county over its months, by name."""
    by_county: dict[str, list[MergeFile]] = defaultdict(list)
    for item in files:
        by_county[item.name].append(item)
    return {
        name: together([item.kept.figures for item in sorted(mine, key=lambda i: i.month)]) for name, mine in by_county.items()
    }  # fmt: skip


def forms_by_county(files: Sequence[MergeFile]) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    """The four forms of each county: of the months merged, and of the year as the last of them says."""
    by_county: dict[str, list[MergeFile]] = defaultdict(list)
    for item in files:
        by_county[item.name].append(item)
    made = {}
    for name, mine in by_county.items():
        ordered = sorted(mine, key=lambda item: item.month)
        counted = tuple(sum(column) for column in zip(*(item.kept.forms for item in ordered), strict=True))
        year = ordered[-1].kept.forms_said[1]
        if len(year) != len(counted) or min(year, default=0) < 0:
            same = [item.kept.forms for item in ordered if item.month[:4] == ordered[-1].month[:4]]
            year = tuple(sum(column) for column in zip(*same, strict=True))
        made[name] = counted, year
    return made


def shares_of(
    forms: Mapping[str, tuple[Sequence[int], Sequence[int]]],
) -> dict[str, tuple[tuple[Decimal, ...], tuple[Decimal, ...]]]:
    """The shares of each county, and under '' those of all together."""
    whole = tuple(
        tuple(sum(counts) for counts in zip(*(pair[which] for pair in forms.values()), strict=True))
        or (0, 0, 0, 0)
        for which in (0, 1)
    )
    return {
        name: (tuple(percentages(month)), tuple(percentages(year)))
        for name, (month, year) in [*forms.items(), ("", (whole[0], whole[1]))]
    }  # fmt: skip


def city_ledgers(files: Sequence[MergeFile], plans: Mapping[str, LedgerPlan]) -> list[CityLedger]:
    """The ledgers over all files, their rows one file after another."""
    from jzdesk.exports.city_book import CityLedger

    made = []
    for code, plan in plans.items():
        mine = [item for item in files if item.counts.get(code)]
        if any(code in item.counts for item in files):
            columns = _columns(plan, [item.kept.sheets[code] for item in mine])
            count = sum(item.counts[code] for item in mine)
            made.append(CityLedger(title=plan.title, columns=columns, count=count, rows=_rows(mine, code)))
    return made


def _columns(plan: LedgerPlan, sheets: Sequence[Mapping[str, object]]) -> tuple[ColumnPlan, ...]:
    """The columns of this office, then those that only a county has; words a county chose stand where ours has none."""
    said: dict[str, ColumnPlan] = {}
    for sheet in sheets:
        for _, key, title, group, kind in sheet["columns"]:  # type: ignore[attr-defined]
            if key:
                said.setdefault(key, ColumnPlan(key, title, group, kind))
    known = tuple(
        replace(column, title=said[column.key].title if column.key in said else "其他") if column.title.startswith("{{")
        else column for column in plan.columns
    )  # fmt: skip
    keys = {column.key for column in known}
    return (*known, *(column for key, column in said.items() if key not in keys))


def _rows(files: Sequence[MergeFile], code: str) -> Iterator[SourceRow]:
    from jzdesk.exports.city_book import SourceRow

    for item in files:
        for row in unpacked_rows(item.content[code]):
            yield SourceRow(item.name, item.month, item.file, row)
