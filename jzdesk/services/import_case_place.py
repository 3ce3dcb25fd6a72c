"""Which case and decision on record a row is about: by document number, by case number, by the day of the decision."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jzdesk.domain.document_numbers import key_of, same_number
from jzdesk.services.import_case_values import MADE_KEYS, codes_of
from jzdesk.services.import_kinds import FileRow, problem
from jzdesk.services.import_match import Crowd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.people import Person
    from jzdesk.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """The case a row is about (None: a new one) and the decision in it (None: a new one, or none)."""

    file: CaseFile | None = None
    decision: Decision | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Files:
    """The cases on record that some rows may be about, by person, and by the keys of the numbers they bear."""

    by_person: dict[int, list[CaseFile]] = field(default_factory=dict)
    by_number: dict[str, list[CaseFile]] = field(default_factory=dict)
    by_document: dict[str, list[CaseFile]] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[CaseFile]) -> Files:
        """Sorted in."""
        made = cls()
        for file in files:
            made.by_person.setdefault(file.person.id or 0, []).append(file)
            if file.case.number:
                made.by_number.setdefault(key_of(file.case.number), []).append(file)
            for decision in file.decisions:
                if decision.document_number:
                    made.by_document.setdefault(key_of(decision.document_number), []).append(file)
        return made

    def person_of(self, row: FileRow) -> Person | None:
        """The one person of the row's name who has a case under one of its numbers."""
        found = {
            file.person.id: file.person
            for file in (
                *self.by_document.get(key_of(row.text("document_number")), ()),
                *self.by_document.get(key_of(row.text("reviews")), ()),
                *self.by_number.get(key_of(row.text("case_number")), ()),
            )
            if file.person.name == row.text("name")
        }
        return next(iter(found.values())) if len(found) == 1 else None


@dataclass(slots=True)
class State:
    """What the earlier rows of one name have brought: people, their cases as they stand now, and which row spoke of
    which decision."""

    crowd: Crowd = field(default_factory=Crowd)
    files: list[CaseFile] = field(default_factory=list)
    spoken: dict[str, FileRow] = field(default_factory=dict)
    next_key: int = -1

    def mine(self, person: Person, known: Files) -> list[CaseFile]:
        """The cases of a person as they stand after the earlier rows."""
        here = [f for f in self.files if f.person.uid == person.uid]
        seen = {f.case.uid for f in here}
        return [*(f for f in known.by_person.get(person.id or 0, ()) if f.case.uid not in seen), *here]

    def bearer(self, document: str, but: Person) -> bool:
        """Whether an earlier row brought a decision of this number to another person of the same name."""
        others = (f for f in self.files if f.person.uid != but.uid)
        return any(same_number(d.document_number, document) for f in others for d in f.decisions)

    def key(self) -> int:
        """A made-up key for what is not written yet."""
        self.next_key -= 1
        return self.next_key

    def keep(self, after: CaseFile) -> None:
        """A case as it stands now, and its person with it."""
        self.crowd.keep(after.person)
        others = (f for f in self.files if f.case.uid != after.case.uid)
        same = after.person.uid
        self.files = [replace(f, person=after.person) if f.person.uid == same else f for f in others]
        self.files.append(after)


def find(files: list[CaseFile], row: FileRow) -> Place:
    """Where a row belongs among the cases of its person."""
    document, number = row.text("document_number"), row.text("case_number")
    if document:
        for file in files:
            for decision in file.decisions:
                if same_number(decision.document_number, document):
                    return Place(file, decision)
    if row.text("review_kind"):
        return _reviewed(files, row)
    if number:
        found = next((file for file in files if same_number(file.case.number, number)), None)
        if found is not None:
            return _in_case(found, row)
        files = [file for file in files if not file.case.number]
    return _by_day(files, row, numbered=bool(document))


def _reviewed(files: list[CaseFile], row: FileRow) -> Place:
    wanted = row.text("reviews")
    for file in files:
        if (
            any(same_number(d.document_number, wanted) for d in file.decisions)
            if wanted
            else same_number(file.case.number, row.text("case_number"))
        ):
            return Place(file)
    if not wanted and not row.text("case_number") and len(files) == 1:
        return Place(files[0])
    text = (
        f"库内和本文件中都没有这个人文号为“{wanted}”的原处分决定，不能登记变更。"
        if wanted
        else "没有写明原处分决定文号，不能登记变更。"
    )
    return Place(problems=(problem(row, "reviews" if wanted else "review_kind", "review.no_original", text),))


def _in_case(file: CaseFile, row: FileRow) -> Place:
    """A row that bears the number of a case, but of no decision in it."""
    decisions = [d for d in file.decisions if d.decided_on]
    if not decisions:
        return Place(file, file.decisions[0] if file.decisions else None)
    if not any(key in row.values for key in MADE_KEYS):
        return Place(file, file.decision)
    day = row.values.get("decided_on")
    same = [d for d in decisions if day is None or d.decided_on == day]
    if len(same) == 1 and (day is not None or not row.text("document_number")):
        return Place(file, same[0])
    known = "、".join(d.document_number for d in decisions)
    text = f"案号“{file.case.number}”已有处分决定（{known}），本行文号或者日期不同；是变更决定的，请填变更种类和原处分决定文号。"
    return Place(file, problems=(problem(row, "document_number", "case.other_decision", text),))


def _by_day(files: list[CaseFile], row: FileRow, *, numbered: bool) -> Place:
    """Without a number: the case of the same day of decision and the same measures, or one filed that day and open."""
    day, codes = row.values.get("decided_on"), set(codes_of(row.values) or ())
    for file in files:
        for decision in file.decisions:
            one = decision.decided_on == day and {m.code for m in decision.measures} == codes
            if day and one and not (numbered and decision.document_number):
                return Place(file, decision)
        if not file.decisions and row.values.get("filed_on") and file.case.filed_on == row.values["filed_on"]:
            return Place(file)
    return Place()


def spelled(row: FileRow, place: Place) -> FileRow:
    """The row with the numbers of its case and decision spelled as on record: other brackets are no other number."""
    known = {
        "case_number": place.file.case.number if place.file else "",
        "document_number": place.decision.document_number if place.decision else "",
    }
    more = {
        key: number
        for key, number in known.items()
        if number and number != row.text(key) and same_number(number, row.text(key))
    }
    return replace(row, values={**row.values, **more}) if more else row
