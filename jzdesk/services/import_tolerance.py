"""容错审查: rows of a ledger of reviews, one review a row, up to the study. A conclusion is never taken from a ledger: it rests on
every entry of the lists found one by one, with grounds and evidence, and an entry that stands locks it. What a row says of
findings, conclusion and what follows from them is compared, said, and left."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain import people as person_rules
from jzdesk.domain import tolerance as rules
from jzdesk.domain.errors import RuleError
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.services.import_base import Base, closed_months, gather_cases
from jzdesk.services.import_kinds import (
    CHANGED,
    CHOICE,
    FAULT,
    NEW,
    REPEAT,
    SAME,
    Facts,
    FileRow,
    Verdict,
    Written,
    problem,
)
from jzdesk.services.import_match import (
    PERSON_KEYS,
    Crowd,
    cautions,
    differing,
    meet,
    new_unit,
    save_person,
    values_of_person,
)
from jzdesk.services.tolerance_final import names_of
from jzdesk.services.tolerance_lists import settled
from jzdesk.services.tolerance_locks import keep_review
from jzdesk.services.tolerance_stages import check_stages
from jzdesk.storage import bulk, import_reads
from jzdesk.storage import tolerance as rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.people import Person
    from jzdesk.domain.problems import Problem
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

_KEYS = (
    "way_in", "applicant_kind", "applicant", "matter", "matter_kind", "facts", "happened_on", "clue",
    "accountability_organ", "accountability_on", "applied_on", "accepted_on", "acceptance_refused",
    "acceptance_refused_on", "handler", "verifiers", "verified_on", "verification", "basis_documents",
    "decision_process", "consequences", "remedy", "unit_opinion", "studied_on", "meeting", "study_expected",
    "study_present", "votes_for", "votes_against", "votes_abstained", "handling_before", "correction",
    "correction_number", "correction_ordered_on", "correction_owner", "correction_due", "correction_done",
    "correction_result", "note",
)  # fmt: skip
_FOUND = ("distinctions", "factors", "positive", "negative", "exclusions")
_LATER = (
    "concluded_on", "conclusion", "statement", "handling_after", "effects", "feedback_on", "feedback_way",
    "feedback_organ_on", "feedback_organ", "person_opinion", "filed_on", "filed_with", "clarify", "clarify_ways",
    "clarified_on", "clarify_scope",
)  # fmt: skip
"""What stands on the conclusion."""


@dataclass(slots=True)
class ReviewBase:
    """What is on record that some rows may be about; `reviews` with whether each lies in the recycle bin."""

    cases: Base
    reviews: list[tuple[ToleranceReview, bool]]


@dataclass(slots=True)
class State:
    """The people the rows before have brought, and the row that spoke of each review, by number and by matter."""

    crowd: Crowd = field(default_factory=Crowd)
    spoken: dict[str, FileRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Tolerance:
    code: str = "tolerance"
    noun: str = "tolerance"

    def group(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name", ""))

    def moment(self, values: Mapping[str, Any]) -> date | None:
        return values.get("applied_on")

    def late(self, values: Mapping[str, Any]) -> bool:
        return False

    def gather(self, desk: Desk, rows: Sequence[FileRow], facts: Facts, but: Container[int]) -> ReviewBase:
        base = gather_cases(desk, rows, facts, but)
        people = {p.id or 0 for group in base.people.by_name.values() for p in group}
        return ReviewBase(base, import_reads.reviews_like(people, (row.text("number") for row in rows)))

    def state(self) -> State:
        return State()

    def judge(
        self, base: ReviewBase, state: State, row: FileRow, choices: Mapping[int, int | None]
    ) -> Verdict:
        what = "　".join(filter(None, (row.text("number"), row.text("matter"))))
        plain = partial(Verdict, who=row.text("name"), what=what)
        met = meet(base.cases.people, state.crowd, row, choices, facts=base.cases.facts)
        if met.asks:
            return plain(
                outcome=CHOICE, alike=met.alike, asks=met.asks, problems=met.problems, notes=met.notes
            )
        keys = _names(met.person, row)
        first = next((state.spoken[key] for key in keys if key in state.spoken), None)
        if first is not None and first.number != row.number:
            return _again(plain, first, row)
        state.spoken |= dict.fromkeys(keys, row)
        return _One(base, state, row, met.person, list(met.problems)).verdict(plain)

    def register(self, desk: Desk) -> Iterator[dict[str, Any]]:
        """Every review, up to the study; what was found and concluded is printed and reported, not carried by a register."""
        units = {unit.name: unit for unit in import_reads.all_units()}
        found = import_reads.all_reviews()
        people = {key: person for part in bulk.chunks({r.person_id or 0 for r in found})
                  for key, person in bulk.people_by_id(part).items()}  # fmt: skip
        for review in found:
            if person := people.get(review.person_id or 0):
                yield values_of_person(person, units) | {"number": review.number} | _values(review)


def _names(person: Person, row: FileRow) -> tuple[str, ...]:
    """By what another row of the file would be about the same review."""
    number = row.text("number")
    return (f"number {number}",) if number else (f"matter {person.uid} {_bare(row.text('matter'))}",)


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _values(review: ToleranceReview) -> dict[str, Any]:
    return {key: getattr(review, key) for key in _KEYS if getattr(review, key) not in ("", None)}


class _One:
    """One row before the review it tells of."""

    def __init__(
        self, base: ReviewBase, state: State, row: FileRow, person: Person, said: list[Problem]
    ) -> None:
        self.base, self.state, self.row, self.person, self.said = base, state, row, person, said
        self.desk = base.cases.desk

    def verdict(self, plain: Any) -> Verdict:
        """What would become of it."""
        row, old = self.row, self._on_record()
        given = {key: row.values[key] for key in _KEYS if key in row.values}
        if old is not None and "way_in" not in self.base.cases.facts.keys and old.acceptance_refused:
            given.pop("note", None)  # our own ledger writes a refusal to accept into its note
        changes = differing(_values(old), given, _KEYS) if old else []
        self._left(old)
        start = old or ToleranceReview(uid=uuid.uuid4().hex, way_in="", number=row.text("number"))
        review = replace(start, person_id=self.person.id, **given)
        if old is None or changes:
            self._check(review, old)
        if old is not None:
            plain = partial(plain, record=("tolerance", old.id or 0))
        plain = partial(plain, problems=tuple(self.said))
        if any(p.grave for p in self.said):
            return plain(outcome=FAULT)  # type: ignore[no-any-return]
        if old is not None and not changes:
            return plain(outcome=SAME)  # type: ignore[no-any-return]
        days = {day for day in (review.applied_on, review.concluded_on) if day}
        notes = (*closed_months(self.base.cases, days), *new_unit(row, self.base.cases.people))
        write = partial(_write, review, self.person, row=row, state=self.state)
        return plain(outcome=CHANGED if old else NEW, changes=tuple(changes), notes=notes, write=write)  # type: ignore[no-any-return]

    def _on_record(self) -> ToleranceReview | None:
        """The review of that number, or of the same matter of the same person."""
        number, matter = self.row.text("number"), _bare(self.row.text("matter"))
        for review, gone in self.base.reviews:
            mine = review.person_id == self.person.id
            if number and review.number == number:
                if gone:
                    text = f"受理号{number}的审查在回收站中，请先恢复，或者改用其他受理号。"
                    self.said.append(problem(self.row, "number", "review.binned", text))
                elif not mine:
                    text = f"受理号{number}在库内是另一人的审查，请核对姓名和受理号。"
                    self.said.append(problem(self.row, "number", "review.other_person", text))
                else:
                    return review
            if not number and mine and not gone and _bare(review.matter) == matter:
                return review
        return None

    def _left(self, old: ToleranceReview | None) -> None:
        """What a ledger says and an import does not take over."""
        values = self.row.values
        for key in _FOUND:
            if values.get(key) and old is None:
                text = "逐项认定须写明理由和证据，不能从台账导入，请在容错审查中逐项认定。"
                self._say(key, "review.findings", text)
        for key in _LATER:
            if (
                key in values
                and values[key] != (getattr(old, key) if old else None)
                and values[key] not in ("", ())
            ):
                text = "认定结论以及其后的处理、反馈、备案、澄清不从台账导入，须逐项认定后在容错审查中登记，没有改动。"
                self._say(key, "review.conclusion", text)
        if (values.get("people") or 1) > 1 and old is None:
            self._say("people", "review.others", "其他涉及人员没有导入，请在容错审查中补录。")
        if self.person.id is not None:
            for change in differing(values_of_person(self.person), values, PERSON_KEYS):
                self._say(change.key, "person.other", "与库内登记的人员信息不同，没有改动，请在人员中修改。")

    def _say(self, key: str, rule: str, text: str) -> None:
        self.said.append(problem(self.row, key, rule, text, grave=False))

    def _check(self, review: ToleranceReview, old: ToleranceReview | None) -> None:
        """What the form refuses."""
        try:
            if self.person.id is None:
                person_rules.check(self.person, on=self.desk.today)
                self.said += cautions(self.person, self.row, self.base.cases.people)
            whole = settled(self.desk, review, old)
            rules.check(whole, names=names_of(self.desk, whole))
            check_stages(self.desk, whole)
        except RuleError as fault:
            key = fault.field if fault.field in (*_KEYS, *PERSON_KEYS) else "matter"
            self.said.append(problem(self.row, key, f"house.{fault.field}", fault.text))


def _again(plain: Any, first: FileRow, row: FileRow) -> Verdict:
    for key, value in row.values.items():
        if key in first.values and first.values[key] != value:
            text = f"与第{first.number}行是同一件审查，两行所填不同，请核对后保留一行。"
            return plain(outcome=FAULT, problems=(problem(row, key, "row.contradicts", text),))  # type: ignore[no-any-return]
    said = problem(row, "name", "row.repeated", f"与第{first.number}行重复，没有再导入。", grave=False)
    return plain(outcome=REPEAT, problems=(said,))  # type: ignore[no-any-return]


def _write(
    review: ToleranceReview, person: Person, desk: Desk, tx: Transaction, *, row: FileRow, state: State
) -> Written:
    """The person where he is new, and the review through the guard of its lock."""
    new = person.id is None
    saved_person = save_person(desk, tx, person, row) if new else person
    if new:
        state.crowd.keep(saved_person)
    key = saved_person.id or 0
    stored = rows.get(review.id) if review.id is not None else None
    review = settled(desk, replace(review, person_id=key), stored)
    if not review.number:
        review = replace(review, number=rows.next_number((review.applied_on or desk.today).year))
    saved = keep_review(desk, tx, review)
    return Written(people=(key,), made=(key,) if new else (), concerns=(("tolerance", saved.id or 0),))


KIND = _Tolerance()
