"""The person-times behind the statistics: those of frozen months as they were sent, the others as the records stood on a
day, by the very rule of the month's figures (`months._forms`)."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain.as_of import case_as_of
from jzdesk.domain.case_changes import codes_in_force, original
from jzdesk.domain.handling import form_name, form_of
from jzdesk.domain.statistics import PersonTime
from jzdesk.storage import bulk
from jzdesk.storage import statistics as rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.reporting import Reporting
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.services.desk import Desk
    from jzdesk.storage.statistics import CaseRow

FORM_NUMBERS = {form_name(number): number for number in (1, 2, 3, 4)}
_COLUMNS = {"party_sanction": ("party",), "admin_sanction": ("admin", "institution"), "org_measure": ("org",)}
"""The columns of the ledger that name measures, with the families they hold."""


@lru_cache(maxsize=4096)
def _listed(text: str) -> tuple[str, ...]:
    """A JSON list of codes; the same few texts come again and again."""
    return tuple(json.loads(text)) if text else ()


_COUNTED = {"form", "decided_on"}
"""The columns without which a ledger that was sent cannot be counted again."""


class _Line(NamedTuple):
    """A row of a ledger that was sent: the uid of its case, and its cells."""

    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a month by which its person-times are counted."""

    key: str
    first: date
    last: date


class CaseReader:
    """Reads person-times. Made and used inside a read."""

    def __init__(self, desk: Desk, reporting: Reporting) -> None:
        self._desk, self.reporting = desk, reporting
        self._rules = desk.rulebook
        self._rank_levels = {code.code: code.group for code in desk.rulebook.codes["rank"]}

    # ---- as the records stood

    def as_recorded(self, months: Sequence[Days], *, until: date, on: date) -> list[PersonTime]:
        """Everybody first decided on by `until` within these months, as the records stood on `on`."""
        first, last = months[0].first, min(months[-1].last, until)
        if last < first:
            return []
        changed = rows.changed_after(on) if on < self._desk.today else []
        codes, reviewed = self._codes(first, last)
        again = self._again([*changed, *sorted(reviewed)], on)
        month_of = _Months(months)
        found = []
        for row in rows.handled(first, last):
            if row.case_id not in again:
                decided = date.fromisoformat(row.first_decided_on or "")
                found.append(
                    self._made(row, row.form, decided, month_of(decided), codes.get(row.case_id, ()))
                )
        for row in rows.of_cases(again):
            form, day, own = again[row.case_id]
            if row.living and form and day and first <= day <= last:
                found.append(self._made(row, form, day, month_of(day), own))
        return found

    def _codes(self, first: date, last: date) -> tuple[dict[int, tuple[str, ...]], set[int]]:
        """The codes of the measures of each case, and the cases in which a review left some of them out of force."""
        found: dict[int, dict[str, None]] = defaultdict(dict)
        decision: dict[int, int] = {}
        reviewed = set()
        for row in rows.measures(first, last):
            found[row.case_id][row.code] = None
            if row.reviewed or decision.setdefault(row.case_id, row.decision_id) != row.decision_id:
                reviewed.add(row.case_id)
        return {key: tuple(codes) for key, codes in found.items()}, reviewed

    def _again(self, ids: Iterable[int], on: date) -> dict[int, tuple[int, date | None, tuple[str, ...]]]:
        """Form, day of the first decision and measures in force of these cases as they stood."""
        wanted = sorted(set(ids))
        return {file.case.id or 0: self._then(case_as_of(file, on)) for file in bulk.case_files(wanted)}

    def _then(self, file: CaseFile) -> tuple[int, date | None, tuple[str, ...]]:
        decision, codes = file.decision, codes_in_force(file)
        if decision is None or not codes:
            return 0, None, ()
        form = form_of(codes, file.case.suspected_crime, self._rules.handling)
        return form, original(file, decision).decided_on, tuple(codes)

    def _made(self, row: CaseRow, form: int, decided: date, month: str, codes: tuple[str, ...]) -> PersonTime:
        return PersonTime(
            key=row.uid, case_id=row.case_id, person_id=row.person_id, month=month, decided_on=decided, form=form,
            person=row.name, unit=row.unit, level=row.level, post=row.post,
            rank=row.rank_level or self._rank_levels.get(row.rank, ""), source=row.source,
            violations=_listed(row.violations), eight_rules=_listed(row.eight_rules), measures=codes,
            measures_text=row.measures_text, document_number=row.document_number,
        )  # fmt: skip

    # ---- as they were sent

    def as_sent(
        self, months: Sequence[Days], recorded: Iterable[PersonTime], *, until: date
    ) -> dict[str, list[PersonTime]]:
        """By frozen month whose rows were kept: everybody counted in it, as he stood in the ledger that was sent. What that
        has no column for is as `recorded`, or as the record is now."""
        packed = rows.kept_decisions([days.key for days in months])
        if not packed:
            return {}
        from jzdesk.domain.month_rows import unpacked

        kept = {key: unpacked(content) for key, content in packed.items()}
        known = {r.uid: r for r in rows.of_uids({line.key for lines in kept.values() for line in lines})}
        sent = _Sent(_Words(self._rules), {item.key: item for item in recorded}, known, self._made)
        found = {}
        for days in months:
            lines = kept.get(days.key)
            columns = {column for line in lines or () for column in line.cells}
            if lines is not None and (not lines or columns >= _COUNTED):
                whole = [_Line(line.key, {c: line.cells.get(c, "") for c in columns}) for line in lines]
                found[days.key] = sent.month(days, until, whole)
        return found


@dataclass(frozen=True, slots=True)
class _Sent:
    """Turns the lines of ledgers that were sent into person-times. `recorded` are those of today by uid, `known` the cases
    there are, `made` makes a person-time of one."""

    words: _Words
    recorded: Mapping[str, PersonTime]
    known: Mapping[str, CaseRow]
    made: Callable[[CaseRow, int, date, str, tuple[str, ...]], PersonTime]
    gone: dict[str, int] = field(default_factory=dict)

    def month(self, days: Days, until: date, lines: Sequence[_Line]) -> list[PersonTime]:
        """Those of a month decided on by a day."""
        found = []
        for key, cells in lines:
            form, decided = FORM_NUMBERS.get(cells.get("form", ""), 0), cells.get("decided_on", "")
            if form and days.first.isoformat() <= decided <= min(days.last, until).isoformat():
                base = self._base(key, form, date.fromisoformat(decided), days.key)
                found.append(self.words.laid_over(base, cells, self.known.get(key)))
        return found

    def _base(self, key: str, form: int, day: date, month: str) -> PersonTime:
        now, row = self.recorded.get(key), self.known.get(key)
        if now is not None:
            return replace(now, form=form, decided_on=day, month=month)
        if row is not None:
            return self.made(row, form, day, month, ())
        nobody = self.gone.setdefault(key, -1 - len(self.gone))  # each a person of his own
        return PersonTime(key=key, case_id=None, person_id=nobody, month=month, decided_on=day, form=form)


class _Months:
    """The month that reports a day."""

    def __init__(self, months: Sequence[Days]) -> None:
        self._lasts, self._keys = [days.last for days in months], [days.key for days in months]

    def __call__(self, day: date) -> str:
        return self._keys[bisect_left(self._lasts, day)]


class _Words:
    """From the words of a ledger back to codes; a word no list has stays as it is."""

    def __init__(self, rules: Rulebook) -> None:
        lists = ("unit_level", "violation", "rank")
        self._codes = {name: {code.name: code.code for code in rules.codes[name]} for name in lists}
        self._rank_levels = {code.code: code.group for code in rules.codes["rank"]}
        self._measures = {(s.family, s.short): s.code for s in rules.sanctions.catalogue}

    def _code(self, name: str, word: str) -> str:
        return self._codes[name].get(word, word)

    def laid_over(self, base: PersonTime, cells: Mapping[str, str], row: CaseRow | None) -> PersonTime:
        """What the ledger says in place of what the record says now; what it has no column for stays."""
        said: dict[str, object] = {}
        for name, column in (
            ("person", "name"),
            ("unit", "unit"),
            ("post", "post"),
            ("document_number", "document_number"),
        ):
            if column in cells:
                said[name] = cells[column]
        if "unit_level" in cells:
            said["level"] = self._code("unit_level", cells["unit_level"])
        if cells.get("rank"):
            rank = self._code("rank", cells["rank"])
            said["rank"] = self._rank_levels.get(rank, rank)
        if "violation" in cells:
            said["violations"] = tuple(self._code("violation", word) for word in _split(cells["violation"]))
        if _COLUMNS.keys() <= cells.keys():
            pairs = [(family, word) for column, family in _COLUMNS.items() for word in _split(cells[column])]
            said["measures"] = tuple(self._measure(families, word) for families, word in pairs)
            said["measures_text"] = "、".join(word for _, word in pairs)
        return replace(base, case_id=base.case_id if row and row.living else None, sent=True, **said)  # type: ignore[arg-type]

    def _measure(self, families: Sequence[str], word: str) -> str:
        return next((self._measures[f, word] for f in families if (f, word) in self._measures), word)


def _split(text: str) -> Iterator[str]:
    return (word for word in text.split("、") if word)
