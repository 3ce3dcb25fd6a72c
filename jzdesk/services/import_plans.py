"""试导入: what would become of every row of a file. Nothing is written; a person looks, decides who is meant, and then imports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.services.import_judging import Judging
from jzdesk.services.import_kinds import (
    CHANGED,
    CHOICE,
    FAULT,
    NEW,
    OUTCOME_NAMES,
    REPEAT,
    SAME,
    Alike,
    Change,
    FileRow,
    Verdict,
)
from jzdesk.services.import_words_shown import shown_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.import_catalogue import Catalogue
    from jzdesk.domain.problems import Problem
    from jzdesk.domain.sheet_cells import SheetRow
    from jzdesk.services.desk import Desk
    from jzdesk.services.import_kinds import Kind


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the file in the list of the plan."""

    number: int
    outcome: str
    who: str
    what: str
    remark: str
    warned: bool = False


@dataclass(frozen=True, slots=True)
class CellRead:
    """A cell of a row: what stands there, and what it was read as ('' where it was not read)."""

    column: int
    letter: str
    title: str
    raw: str
    read: str
    field: str


@dataclass(frozen=True, slots=True)
class ChangeSaid:
    """A field that would read otherwise, in words."""

    key: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AlikeSaid:
    """Somebody on record a row may mean: `pairs` are (label, in the file, on record, whether they agree)."""

    id: int
    text: str
    why: str
    pairs: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDetail:
    """All there is to say of one row. `asks` is the row on which a person has to decide, 0 for none."""

    row: PlanRow
    cells: tuple[CellRead, ...]
    problems: tuple[Problem, ...]
    changes: tuple[ChangeSaid, ...]
    alike: tuple[AlikeSaid, ...]
    chosen: str
    asks: int
    record: tuple[str, int] | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the rows of a plan come from: a file, a sheet, columns by field key with their titles, and the words about rows
    that are none."""

    file_name: str
    digest: str = ""
    sheet: str = ""
    columns: Mapping[str, int]
    titles: Mapping[int, str]
    passed: tuple[str, ...] = ()
    known: str = ""
    known_whole: bool = False
    signature: str = ""
    path: Path | None = None
    heading: tuple[int, int] = (0, 0)
    sheet_problems: tuple[Problem, ...] = ()
    head_rows: tuple[SheetRow, ...] = ()


class Rows(Protocol):
    """Rows that were read (`imports.table_rows.TableReading`): in their order, and each by its place."""

    def __len__(self) -> int: ...

    def __getitem__(self, at: int) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...


class Plan:
    """The rows of a file and what would become of each. Decisions are taken in place."""

    def __init__(self, desk: Desk, kind: Kind, catalogue: Catalogue, reading: Rows, source: Source) -> None:
        self.desk, self.kind, self.catalogue, self.source = desk, kind, catalogue, source
        self.reading = reading
        self.choices: dict[int, int | None] = {}
        self.judging = Judging(desk, kind, lambda: iter(reading))
        self._rows: dict[int, PlanRow] = {}
        self._asks: dict[int, int] = {}
        self._problems: dict[int, tuple[Problem, ...]] = {}
        self._places: dict[int, int] = {}
        self._groups: dict[str, list[int]] = {}

    # -- making and changing ---------------------------------------------------------------------------------------

    def reckon(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Judge every row."""
        self.judging.survey()
        self._rows.clear()
        for at, parsed in enumerate(self.reading):
            self._places[parsed.number] = at
            self._groups.setdefault(self.kind.group(parsed.values), []).append(at)
        with self.desk.vault.read():
            for row, verdict in self.judging.verdicts(self.choices, progress=progress):
                self._take(row, verdict)
        self._rows = {number: self._rows[number] for number in self._places}

    def _take(self, row: FileRow, verdict: Verdict) -> None:
        problems = tuple(self.placed(problem) for problem in verdict.problems)
        self._rows[row.number] = PlanRow(
            row.number, verdict.outcome, verdict.who, verdict.what, _remark(verdict, problems), bool(problems)
        )
        self._problems.pop(row.number, None)
        self._asks.pop(row.number, None)
        if problems:
            self._problems[row.number] = problems
        if verdict.asks:
            self._asks[row.number] = verdict.asks

    def placed(self, problem: Problem) -> Problem:
        """A problem with file, sheet and the column of its field."""
        columns = self.source.columns
        column = (
            problem.column or columns.get(problem.field, 0) or columns.get(_BESIDE.get(problem.field, ""), 0)
        )
        sheet = problem.sheet or self.source.sheet
        return replace(problem, file=problem.file or self.source.file_name, sheet=sheet, column=column)

    def decide(self, number: int, record_id: int | None) -> None:
        """Say who a row is about: somebody on record, or (None) somebody new. The rows of the same name are judged again."""
        number = self._asks.get(number, number)
        if number not in self._places:
            raise Refused("没有这一行，请重新试导入。")
        self.choices[number] = record_id
        self._again(number)

    def undecide(self, number: int) -> None:
        """Take a decision back."""
        if self.choices.pop(number, self) is not self:
            self._again(number)

    def decide_all(self, record_id: None = None) -> int:
        """Say of every row still waiting that it is somebody new, where that can be; how many rows were decided."""
        asked = [
            number
            for number, asks in self._asks.items()
            if asks == number and self._rows[number].outcome == CHOICE
        ]
        for number in asked:
            self.decide(number, record_id)
            if self._rows[number].outcome == CHOICE:  # an equal ID number: that one cannot be somebody new
                self.choices.pop(number, None)
        return len(asked)

    def _again(self, number: int) -> None:
        with self.desk.vault.read():
            for row, verdict in self._group_of(number):
                self._take(row, verdict)

    def _group_of(self, number: int) -> Iterator[tuple[FileRow, Verdict]]:
        group = self.kind.group(self.reading[self._places[number]].values)
        judging = Judging(self.desk, self.kind, lambda: (self.reading[at] for at in self._groups[group]))
        judging.facts, judging.late, judging.total = self.judging.facts, self.judging.late, self.judging.total
        return judging.verdicts(self.choices, only=group)

    # -- looking ---------------------------------------------------------------------------------------------------

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each outcome has."""
        found = Counter(row.outcome for row in self._rows.values())
        return {outcome: found[outcome] for outcome in OUTCOME_NAMES if found[outcome]}

    @property
    def total(self) -> int:
        """Rows of data."""
        return len(self._rows)

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

    @property
    def passed(self) -> tuple[str, ...]:
        """Rows that are not data, in sentences."""
        return self.source.passed

    @property
    def nothing(self) -> str:
        """Why there is nothing to be imported; '' when there is."""
        if self.source.known_whole:
            return f"{self.source.known}没有需要导入的内容。"
        if self.written or self.faulty or self.waiting:
            return ""
        if not self.total:
            return "文件中没有可以导入的行。"
        return f"没有需要导入的内容，{self.total}行都与库内一致。"

    @property
    def said(self) -> str:
        """The counts in a line: '新增 3 行，修改 2 行，不变 10 行'."""
        return "，".join(f"{OUTCOME_NAMES[outcome]} {count} 行" for outcome, count in self.counts.items())

    @property
    def problems(self) -> list[Problem]:
        """Everything that was found, in the order of the file."""
        found = [p for row in self._problems.values() for p in row]
        return sorted([*self.source.sheet_problems, *found], key=lambda p: p.order)

    @property
    def grave(self) -> int:
        """How many things stand in the way."""
        return sum(p.grave for found in self._problems.values() for p in found)

    def outcome(self, number: int) -> str:
        """What would become of a row."""
        return self._rows[number].outcome

    def find(self, number: int) -> PlanRow | None:
        """A row by its number in the sheet."""
        return self._rows.get(number)

    def rows(self, outcome: str = "", text: str = "", offset: int = 0, limit: int = 200) -> list[PlanRow]:
        """A page of the rows; `outcome` may also be 'warned': rows of which anything is said."""
        return self._matching(outcome, text)[offset : offset + limit]

    def count(self, outcome: str = "", text: str = "") -> int:
        """How many rows a filter leaves."""
        return len(self._matching(outcome, text))

    def _matching(self, outcome: str, text: str) -> list[PlanRow]:
        words = text.split()
        return [
            row for row in self._rows.values()
            if (not outcome or row.outcome == outcome or (outcome == "warned" and row.warned))
            and all(word in f"{row.who} {row.what} {row.remark} {row.number}" for word in words)
        ]  # fmt: skip

    def detail(self, number: int) -> RowDetail:
        """All there is to say of a row: it is judged again, with those of its name."""
        at = self._places[number]
        parsed = self.reading[at]
        with self.desk.vault.read():
            verdict = next(v for row, v in self._group_of(number) if row.number == number)
        chosen = self.choices.get(number, self)
        return RowDetail(
            row=self._rows[number], cells=self._cells(parsed), problems=self._problems.get(number, ()),
            changes=tuple(self._said(change) for change in verdict.changes),
            alike=tuple(self._alike(one) for one in verdict.alike), asks=verdict.asks,
            chosen="" if chosen is self else "按新登记处理" if chosen is None else f"认定为库内第{chosen}号",
            record=verdict.record, notes=verdict.notes,
        )  # fmt: skip

    def _cells(self, parsed: Any) -> tuple[CellRead, ...]:
        from jzdesk.domain.problems import letter_of
        from jzdesk.domain.sheet_cells import shown

        fields = {column: key for key, column in self.source.columns.items()}
        found = []
        for column, cell in enumerate(getattr(parsed, "cells", ()), 1):
            key = fields.get(column, "")
            read = self.words(key, parsed.values.get(key)) if key in parsed.values else ""
            title = self.source.titles.get(column, "")
            found.append(CellRead(column, letter_of(column), title, shown(cell), read, self.title(key)))
        return tuple(found)

    def row_texts(self, number: int) -> tuple[str, ...]:
        """The cells of a row as they stand in the file; () for none."""
        from jzdesk.domain.sheet_cells import shown

        at = self._places.get(number)
        return () if at is None else tuple(shown(cell) for cell in self.reading[at].cells)

    def title(self, key: str) -> str:
        """What a field is called; '' for none."""
        try:
            return self.catalogue.field(key).title
        except KeyError:
            return key

    def words(self, key: str, value: Any) -> str:
        """A value of a field in words."""
        try:
            found = self.catalogue.field(key)
        except KeyError:
            return "" if value is None else str(value)
        return shown_value(self.desk.rulebook, found, value)

    def _said(self, change: Change) -> ChangeSaid:
        before, after = self.words(change.key, change.before), self.words(change.key, change.after)
        return ChangeSaid(change.key, self.title(change.key), before, after)

    def _alike(self, one: Alike) -> AlikeSaid:
        pairs = []
        for key, given, held in one.pairs:
            here, there = self.words(key, given), self.words(key, held)
            pairs.append((self.title(key), here, there, here == there))
        return AlikeSaid(one.id, one.text, "，".join(one.why), tuple(pairs))


_BESIDE = {
    "unit_name": "unit_post", "post": "unit_post", "birth": "id_number", "sex": "id_number",
    "party_sanction": "sanction", "admin_sanction": "sanction", "exempted_on": "exemption",
    "exemption_approver": "exemption", "exemption_reason": "exemption", "place": "held_on", "part_report": "held_on",
    "part_reading": "held_on", "part_criticism": "held_on", "part_statement": "held_on", "reviews": "note",
    "review_kind": "note", "issuer": "decided_on", "politics": "party_sanction", "override_reason": "official_end_on",
}  # fmt: skip
"""At which other column a refusal is said where the file has none for the field itself."""


def _remark(verdict: Verdict, problems: Sequence[Problem]) -> str:
    """One sentence for the list."""
    if verdict.outcome == CHOICE:
        return f"与库内{verdict.alike[0].text}相近，请认定" if verdict.alike else "请认定是哪一个"
    grave = next((p for p in problems if p.grave), None)
    if grave is not None:
        return grave.text
    if verdict.outcome == CHANGED and verdict.changes:
        return f"改 {len(verdict.changes)} 项"
    if verdict.outcome in (REPEAT, SAME, NEW, CHANGED) and problems:
        return problems[0].text
    return verdict.notes[0] if verdict.notes else ""


def make_plan(
    desk: Desk, kind: Kind, catalogue: Catalogue, reading: Rows, source: Source,
    *, choices: Mapping[int, int | None] | None = None, progress: Callable[[int, int], None] | None = None,
) -> Plan:  # fmt: skip
    """What would become of every row of a file. Refused without the right to register."""
    desk.need(Permission.WRITE)
    plan = Plan(desk, kind, catalogue, reading, source)
    plan.choices.update(choices or {})
    plan.reckon(progress)
    return plan
