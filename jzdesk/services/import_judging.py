"""Going through a file row by row: what only the whole file tells, then a verdict on each row, some hundred at a time.

The plan and the writing go the same way, so that a row turns out in the one as it did in the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain.document_numbers import key_of
from jzdesk.services.import_kinds import CHOICE, FAULT, Facts, FileRow, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.services.desk import Desk
    from jzdesk.services.import_kinds import Kind

AT_ONCE = 200
"""Rows whose records are read together."""


@dataclass(slots=True)
class Judging:
    """One way through the rows of a file. `rows` gives them anew each time it is called, as they were read; `made` are the
    keys of people this very run has made, which are not on record yet for the rows below."""

    desk: Desk
    kind: Kind
    rows: Callable[[], Iterable[Any]]
    facts: Facts = field(default_factory=Facts)
    late: list[int] = field(default_factory=list)
    total: int = 0

    def survey(self) -> None:
        """Look at the whole file once."""
        facts = self.facts = Facts()
        self.late, self.total = [], 0
        for parsed in self.rows():
            values = parsed.values
            self.total += 1
            group = self.kind.group(values)
            facts.keys |= values.keys()
            facts.groups[group] = facts.groups.get(group, 0) + 1
            moment = self.kind.moment(values)
            whose = _whose(values)
            if whose not in facts.speaking or _not_before(moment, facts.speaking[whose][0]):
                facts.speaking[whose] = (moment, parsed.number)
            if number := values.get("id_number"):
                facts.numbers.setdefault(number, (str(values.get("name", "")), parsed.number))
            if document := values.get("document_number"):
                facts.documents.setdefault(key_of(document), (str(values.get("name", "")), parsed.number))
            if parent := values.get("parent"):
                facts.parents.setdefault(str(values.get("name", "")), str(parent))
            if self.kind.late(values):
                self.late.append(parsed.number)

    def verdicts(
        self, choices: Mapping[int, int | None], *, made: set[int] | None = None, only: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Iterator[tuple[FileRow, Verdict]]:  # fmt: skip
        """Every row with its verdict, those that rest on others of the file last; of one group only where it is named."""
        states: dict[str, Any] = {}
        left = dict(self.facts.groups)
        done = 0
        for group in self._in_groups(only):
            base = self.kind.gather(self.desk, group, self.facts, made or ())
            for row in group:
                name = self.kind.group(row.values)
                state = states.get(name)
                if state is None:
                    state = states[name] = self.kind.state()
                yield row, self._judged(base, state, row, choices)
                left[name] -= 1
                if not left[name]:
                    del states[name]  # nobody asks for it any more: memory stays flat
            done += len(group)
            if progress:
                progress(done, self.total)

    def _judged(self, base: Any, state: Any, row: FileRow, choices: Mapping[int, int | None]) -> Verdict:
        if any(p.grave for p in row.problems):
            known = self.kind.judge(base, self.kind.state(), row, choices)  # for who and what it is about
            return Verdict(
                outcome=FAULT, who=known.who, what=known.what, problems=row.problems, record=known.record
            )
        verdict = self.kind.judge(base, state, row, choices)
        if verdict.outcome == CHOICE and any(p.grave for p in verdict.problems):
            verdict = replace(verdict, outcome=FAULT, asks=0)
        return replace(verdict, problems=(*row.problems, *verdict.problems))

    def _in_groups(self, only: str | None) -> Iterator[Sequence[FileRow]]:
        late, waiting = set(self.late), []
        group: list[FileRow] = []
        for parsed in self.rows():
            row = self._row(parsed)
            if only is not None and self.kind.group(row.values) != only:
                continue
            if row.number in late:
                waiting.append(row)
                continue
            group.append(row)
            if len(group) == AT_ONCE:
                yield group
                group = []
        if group:
            yield group
        waiting.sort(
            key=lambda row: (
                self.kind.moment(row.values) is not None,
                self.kind.moment(row.values),
                row.number,
            )
        )
        for at in range(0, len(waiting), AT_ONCE):
            yield waiting[at : at + AT_ONCE]

    def _row(self, parsed: Any) -> FileRow:
        speaking = self.facts.speaking.get(_whose(parsed.values), (None, parsed.number))[1]
        return FileRow(
            number=parsed.number,
            values=parsed.values,
            problems=tuple(parsed.problems),
            speaks=speaking == parsed.number,
        )


def _whose(values: Mapping[str, Any]) -> str:
    """As far as a row alone tells who it is about."""
    return f"{values.get('name', '')}/{values.get('id_number') or values.get('unit_name', '')}"


def _not_before(day: date | None, other: date | None) -> bool:
    return other is None or (day is not None and day >= other)
