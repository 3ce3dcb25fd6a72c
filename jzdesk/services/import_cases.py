"""案件处分: rows of a ledger of cases, one decision a row, with the person, the measures and the days of execution."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain import archives, execution
from jzdesk.domain import people as person_rules
from jzdesk.domain.case_changes import CHANGE_NAMES, HEAVIER, LIGHTER
from jzdesk.domain.cases import Case, CaseFile
from jzdesk.domain.document_numbers import key_of
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.reckoning import reckon
from jzdesk.services import cases as forms
from jzdesk.services.import_base import Base, frozen_notes, gather_cases
from jzdesk.services.import_case_place import Place, State, find, spelled
from jzdesk.services.import_case_values import (
    MADE_KEYS,
    MEASURE_KEYS,
    MEMBER,
    Told,
    changed_number,
    codes_of,
    issuer_by,
    own_note,
    tell,
    values_of,
    with_items,
)
from jzdesk.services.import_kinds import (
    CHANGED,
    CHOICE,
    FAULT,
    NEW,
    REPEAT,
    SAME,
    Change,
    Facts,
    FileRow,
    Verdict,
    Written,
    problem,
)
from jzdesk.services.import_match import (
    PERSON_KEYS,
    cautions,
    differing,
    meet,
    new_unit,
    no_member,
    save_person,
    told,
    unlike_in_file,
    values_of_person,
)
from jzdesk.services.import_people import changed as person_changed
from jzdesk.storage import bulk, import_reads
from jzdesk.storage import cases as rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.cases import Decision
    from jzdesk.domain.dossiers import Dossier
    from jzdesk.domain.execution import ExecutionItem
    from jzdesk.domain.people import Person
    from jzdesk.domain.problems import Problem
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

_ALL_KEYS = ("note", "case_note", "done_by")
_ELSEWHERE = {
    "measures": MEASURE_KEYS,
    "done_on": (),
    "override_reason": ("override_reason", "official_end_on"),
}


@dataclass(frozen=True, slots=True)
class _Cases:
    code: str = "cases"
    noun: str = "case"

    def group(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name", ""))

    def moment(self, values: Mapping[str, Any]) -> date | None:
        day: date | None = values.get("decided_on") or values.get("filed_on")
        return day

    def late(self, values: Mapping[str, Any]) -> bool:
        """A change on review rests on the decision it changes."""
        return bool(values.get("review_kind")) or bool(changed_number(str(values.get("note", "")))[0])

    def gather(self, desk: Desk, rows: Sequence[FileRow], facts: Facts, but: Container[int]) -> Base:
        return gather_cases(desk, rows, facts, but)

    def state(self) -> State:
        return State()

    def judge(self, base: Base, state: State, row: FileRow, choices: Mapping[int, int | None]) -> Verdict:
        return _Judging(base, state, _with_change(row)).verdict(choices)

    def register(self, desk: Desk) -> Iterator[dict[str, Any]]:
        """Every decision of every living case; a case not yet decided is a row too."""
        units = {unit.name: unit for unit in import_reads.all_units()}
        for file in bulk.case_files(import_reads.all_cases()):
            person = values_of_person(file.person, units)
            made = sorted(
                file.decisions, key=lambda d: (bool(d.review_kind), d.decided_on or desk.today, d.id or 0)
            )
            for decision in made or (None,):
                yield person | values_of(file, decision, desk.rulebook.sanctions)


def _with_change(row: FileRow) -> FileRow:
    """Our own monthly ledger says in its note that a decision changed another: as if it stood in the columns for it."""
    kind, number = changed_number(row.text("note"))
    if not kind or row.text("review_kind"):
        return row
    return replace(row, values={**row.values, "review_kind": kind, "reviews": number})


class _Judging:
    """One row on its way to a verdict."""

    def __init__(self, base: Base, state: State, row: FileRow) -> None:
        self.base, self.state, self.row = base, state, row
        self.rules = base.desk.rulebook.sanctions
        self.found: list[Problem] = []

    def verdict(self, choices: Mapping[int, int | None]) -> Verdict:
        """What would become of the row."""
        base, state, row = self.base, self.state, self.row
        met = meet(base.people, state.crowd, row, choices, facts=base.facts, hint=base.files.person_of(row))
        self.found += [*met.problems, *cautions(met.person, row, base.people)]
        plain = partial(Verdict, who=row.text("name"), what=what_of(row, self.rules))
        notes = (*met.notes, *new_unit(row, base.people))
        if met.asks:
            return plain(
                outcome=CHOICE, problems=tuple(self.found), alike=met.alike, asks=met.asks, notes=notes
            )
        files = state.mine(met.person, base.files)
        place = find(files, row)
        self.row = row = spelled(row, place)
        self.found += place.problems
        again = self._again(place)
        if again is not None:
            return plain(outcome=again, problems=tuple(self.found), notes=notes)
        row = self.row = self._filled(met.person, place)
        person = self._person(met.person, files)
        self._twin(files, place)
        file = place.file or CaseFile(person=person, case=Case(uid=uuid.uuid4().hex, person_id=person.id))
        made = tell(replace(file, person=person), place.decision, row.values, self.rules)
        made = self._checked(made, place)
        changes = self._changes(met.person, person, place)
        fault = any(p.grave for p in self.found)
        self._sealed(place, made, changes)
        notes += frozen_notes(base, place.decision, made.decision, changes)
        record = ("case", place.file.case.id) if place.file and (place.file.case.id or 0) > 0 else None
        plain = partial(plain, problems=tuple(self.found), changes=tuple(changes), record=record, notes=notes)
        if fault or any(p.grave for p in self.found):
            return plain(outcome=FAULT)
        state.keep(self._keyed(made))
        self._compare(made)
        plain = partial(plain, problems=tuple(self.found))
        state.spoken[made.decision.uid if made.decision else made.file.case.uid] = row
        if place.file is not None and place.decision is not None and not changes:
            return plain(outcome=SAME)
        if place.file is not None and place.decision is None and made.decision is None and not changes:
            return plain(outcome=SAME)
        outcome = (
            CHANGED
            if place.decision is not None or (place.file is not None and made.decision is None)
            else NEW
        )
        return plain(
            outcome=outcome,
            write=partial(_write, made=made, row=row, state=state, shelved=self._shelved(place, made)),
        )

    # -- parts of the verdict --------------------------------------------------------------------------------------

    def _filled(self, person: Person, place: Place) -> FileRow:
        """What a ledger without a column for it leaves to be understood: the organ by the document number, membership by
        the party sanction. It is said, so that a person can put it right."""
        row, keys = self.row, self.base.facts.keys
        codes = codes_of(row.values) or ()
        more: dict[str, Any] = {}
        if "issuer" not in keys and place.decision is None and row.values.get("decided_on"):
            more["issuer"] = issuer_by(row.text("document_number"))
            name = self.base.desk.rulebook.name_of("issuer", more["issuer"])
            self.found.append(
                problem(
                    row,
                    "issuer",
                    "issuer.understood",
                    f"表中没有决定机关栏，按“{name}”读入，请核对。",
                    grave=False,
                )
            )
        party = any(code in self.rules and self.rules[code].family == "party" for code in codes)
        if "politics" not in keys and party and not person.politics:
            more["politics"] = MEMBER
            text = "表中没有政治面貌栏，受党纪处分的按“中共党员”读入，请核对。"
            self.found.append(problem(row, "politics", "politics.understood", text, grave=False))
        return replace(row, values={**more, **row.values}) if more else row

    def _again(self, place: Place) -> str | None:
        """A decision the file speaks of a second time: left out where both rows say the same, else a fault."""
        row = self.row
        uid = place.decision.uid if place.decision else place.file.case.uid if place.file else ""
        first = (
            self.state.spoken.get(uid)
            if place.decision or not any(k in row.values for k in MADE_KEYS)
            else None
        )
        if first is None:
            return None
        for name, value in row.values.items():
            if name in first.values and first.values[name] != value:
                text = f"与第{first.number}行是同一份处分决定，两行所填不同，请核对后保留一行。"
                self.found.append(problem(row, name, "row.contradicts", text))
        if any(p.grave for p in self.found):
            return FAULT
        self.found.append(
            problem(row, "name", "row.repeated", f"与第{first.number}行重复，没有再导入。", grave=False)
        )
        return REPEAT

    def _person(self, person: Person, files: Sequence[CaseFile]) -> Person:
        """The person with what the row says of him: where a later decision is on record, only what was not known."""
        if person.id is None:
            self.found += unlike_in_file(person, self.row)
            return told(person, self.row.values, fill=not self.row.speaks)
        day = self.row.values.get("decided_on") or self.row.values.get("filed_on")
        later = [
            d.decided_on for f in files for d in f.decisions if d.decided_on and day and d.decided_on > day
        ]
        held = values_of_person(person)
        if not self.row.speaks or later:
            for change in differing(held, self.row.values, PERSON_KEYS):
                if change.before is not None and not later and change.key != "birth":
                    text = "同一人员在本文件中另有更晚的处分，人员信息以那一行为准，本栏没有改动库内登记。"
                    self.found.append(problem(self.row, change.key, "person.older", text, grave=False))
                elif change.before is not None and change.key != "birth":
                    text = "库内该人员有更晚的处分，人员信息以库内登记为准，本栏没有改动。"
                    self.found.append(problem(self.row, change.key, "person.older", text, grave=False))
            return told(person, self.row.values, fill=True)
        return told(person, self.row.values)

    def _checked(self, made: Told, place: Place) -> Told:
        """What the forms would refuse, each at its cell; execution items the checklist does not have are left."""
        desk, row = self.base.desk, self.row
        for key, text in made.left:
            self.found.append(problem(row, key, f"case.left_{key}", text, grave=False))
        if made.decision is not None and made.decision.review_kind and place.decision is None:
            self._check_review(made)
        file = forms.tidied(made.file)
        self.found += no_member(file.person, row, codes_of(row.values) or ())
        for check in (
            partial(person_rules.check, file.person, on=desk.today),
            partial(forms.check_file, desk, file),
            partial(forms.check_followed, file, place.file.decisions if place.file else ()),
        ):
            try:
                check()
            except (RuleError, Refused) as fault:
                name = getattr(fault, "field", "name")
                said = problem(row, self._cell_of(name), f"house.{name}", fault.text)
                if said not in self.found:
                    self.found.append(said)
        self._check_numbers(made, place)
        return replace(made, file=file, items=tuple(self._items(replace(made, file=file))))

    def _check_review(self, made: Told) -> None:
        decision, row = made.decision, self.row
        if decision is None:
            return
        before = next((d for d in made.file.decisions if d.id == decision.reviews_id), None)
        if before is None:
            text = "没有可以变更的处分决定，请先导入原处分决定。"
            self.found.append(problem(row, "review_kind", "review.no_original", text))
        elif before.decided_on and decision.decided_on and decision.decided_on < before.decided_on:
            text = f"变更决定的日期早于原决定（{before.decided_on:%Y-%m-%d}）。"
            self.found.append(problem(row, "decided_on", "review.too_early", text))
        for measure in decision.measures:
            ways = {measure.change, decision.review_kind}
            if ways == {LIGHTER, HEAVIER}:
                name, way = self.rules[measure.code].name, CHANGE_NAMES[measure.change]
                text = f"改为{name}是{way}，与所填的{CHANGE_NAMES[decision.review_kind]}不符。"
                self.found.append(problem(row, "review_kind", "review.other_way", text))

    def _twin(self, files: Sequence[CaseFile], place: Place) -> None:
        """A new decision of the day and the measures of another under another number: two of them, or a slip."""
        day, codes = self.row.values.get("decided_on"), set(codes_of(self.row.values) or ())
        if place.file is not None or day is None or not codes:
            return
        twins = (d for f in files for d in f.decisions if d.decided_on == day)
        other = next((d for d in twins if {m.code for m in d.measures} == codes), None)
        if other is not None:
            text = (
                f"同一人同一天已有同样的处分决定（{other.document_number}），文号不同，请核对是否为同一份。"
            )
            self.found.append(problem(self.row, "document_number", "case.twin", text, grave=False))

    def _check_numbers(self, made: Told, place: Place) -> None:
        """A document number stands for one sanction only; a notice of 组织处理 may name several people."""
        row, document = self.row, self.row.text("document_number")
        codes = codes_of(row.values) or ()
        families = {self.rules[code].family for code in codes if code in self.rules}
        if not document or not families & forms.SANCTION_FAMILIES:
            return
        own = place.file.case.id if place.file else None
        if place.file is None and key_of(document) in self.base.binned:
            text = "回收站中有这个文号的案件，导入后它不能再恢复；应当恢复的，请先恢复再导入。"
            self.found.append(problem(row, "document_number", "case.in_bin", text, grave=False))
        for other in self.base.files.by_document.get(key_of(document), ()):
            if other.case.id != own:
                text = f"该文号库内已登记为{other.person.name}（{other.person.unit_name}）的处分决定。"
                self.found.append(problem(row, "document_number", "document.taken", text))
                return
        name, first = self.base.facts.documents.get(key_of(document), ("", 0))
        namesake = self.state.bearer(document, made.file.person)
        if namesake or (name and name != row.text("name")):
            text = f"第{first}行{name}也是这个文号，一份处分决定只对一人，请核对。"
            self.found.append(problem(row, "document_number", "document.shared", text))

    def _compare(self, made: Told) -> None:
        """Where the ledger says when the influence ends: whether the rules say the same."""
        given, decision = self.row.values.get("period_end"), made.decision
        if given is None or decision is None or decision.review_kind:
            return
        desk = self.base.desk
        found = reckon(self.state.mine(made.file.person, self.base.files), desk.planner, desk.end_rule)
        mine = next((f for f in found.files if f.case.uid == made.file.case.uid), None)
        ends = [
            m.end_on
            for d in (mine.decisions if mine else ())
            for m in d.measures
            if m.end_on and d.uid == decision.uid
        ]
        if ends and max(ends) != given:
            text = f"影响期止写为{given:%Y-%m-%d}，按规则推算为{max(ends):%Y-%m-%d}，请核对；决定书另有载明的，填在“决定书载明的截止日期”栏。"
            self.found.append(problem(self.row, "period_end", "period.differs", text, grave=False))

    def _items(self, made: Told) -> Iterator[ExecutionItem]:
        decision, row, desk = made.decision, self.row, self.base.desk
        if (
            not made.items
            or decision is None
            or decision.decided_on is None
            or any(p.grave for p in self.found)
        ):
            return
        keyed = self._keyed(made)
        listed = {duty.kind for duty in desk.planner.of_decision(keyed, keyed.decisions[made.at])}
        for item in made.items:
            key = next(k for k, kind in _ITEM_COLUMNS.items() if kind == item.kind)
            if item.kind not in listed:
                if key != "delivered_on":
                    name = desk.rulebook.name_of("execution_item", item.kind)
                    text = f"这份处分决定没有“{name}”这一执行事项，这个日期没有导入。"
                    self.found.append(problem(row, key, "item.not_listed", text, grave=False))
                continue
            try:
                execution.check(item, decided_on=decision.decided_on, on=desk.today)
            except RuleError as fault:
                self.found.append(problem(row, key, f"house.{fault.field}", fault.text))
            yield item

    def _keyed(self, made: Told) -> CaseFile:
        """The case with made-up keys for what is not written yet, as the rules that list execution items want them."""
        state = self.state
        decisions = tuple(
            replace(
                d, id=d.id or state.key(),
                measures=tuple(replace(m, id=m.id or state.key()) for m in d.measures),
            )
            for d in made.file.decisions
        )  # fmt: skip
        case = replace(made.file.case, id=made.file.case.id or state.key())
        return replace(made.file, case=case, decisions=decisions)

    def _changes(self, before: Person, after: Person, place: Place) -> list[Change]:
        """What is on record and would read otherwise."""
        if place.file is None or (place.decision is None and place.file.decisions):
            return person_changed(before, after, self.row, PERSON_KEYS)
        held = values_of(place.file, place.decision, self.rules)
        given = dict(self.row.values)
        codes, known = codes_of(given), codes_of(held) or ()
        found = person_changed(before, after, self.row, PERSON_KEYS)
        for key in MEASURE_KEYS:
            given.pop(key, None)
        if codes is not None and set(codes) != set(known):
            found.append(Change(next(k for k in MEASURE_KEYS if k in self.row.values), known, codes))
        if "note" in given:
            given["note"] = own_note(given["note"])
        for key in ("reviews", "revoked", "revoked_reason", "done_by"):
            if key in held or key != "revoked_reason":
                given.pop(key, None)
        keys = [k for k in given if k not in PERSON_KEYS and not (k == "note" and not given[k])]
        known_left = {
            p.field for p in self.found if p.rule in ("item.not_listed",) or p.rule.startswith("case.left_")
        }
        checks = {"form", "period_start", "period_end", "unit_level"}
        found += [c for c in differing(held, given, keys) if c.key not in known_left | checks]
        return found

    def _sealed(self, place: Place, made: Told, changes: Sequence[Change]) -> None:
        """What lies in the archive stays as it is."""
        if place.file is None or not changes:
            return
        dossier = self.base.archived.get(place.file.person.id or 0)
        if dossier is None or not archives.holds(dossier.archived_on, place.file):
            return
        if (
            place.decision is None
            and made.decision is not None
            and not any(c.key in PERSON_KEYS for c in changes)
        ):
            return
        text = f"该人员的回访档案已归档（档号{dossier.archive_number}），归档前的案件材料只能查阅，不能改动。"
        self.found.append(problem(self.row, changes[0].key, "record.archived", text))

    def _shelved(self, place: Place, made: Told) -> tuple[tuple[Dossier, date], ...]:
        """The archived file a new decision comes to."""
        dossier = self.base.archived.get(made.file.person.id or 0)
        day = made.decision.decided_on if made.decision is not None and place.decision is None else None
        return ((dossier, day),) if dossier is not None and day is not None else ()

    def _cell_of(self, name: str) -> str:
        """The field at whose cell a refusal of the form is said."""
        wanted = _ELSEWHERE.get(name, (name,))
        here = next((key for key in wanted if key in self.row.values), "")
        if here:
            return here
        return {"measures": "party_sanction", "done_on": "decided_on"}.get(name, name)


_ITEM_COLUMNS = {
    "told_on": "tell", "adjusted_on": "adjust", "archived_on": "archive", "reported_on": "report_execution",
    "delivered_on": "deliver",
}  # fmt: skip


def what_of(row: FileRow, rules: Any) -> str:
    """Number, measures and day of a row, as a list shows them."""
    codes = codes_of(row.values) or ()
    measures = "、".join(rules[code].short for code in codes if code in rules)
    day = row.values.get("decided_on")
    parts = (
        row.text("document_number") or row.text("case_number"),
        measures,
        f"{day:%Y-%m-%d}" if day else "",
    )
    return "　".join(filter(None, parts))


def _write(
    desk: Desk,
    tx: Transaction,
    *,
    made: Told,
    row: FileRow,
    state: State,
    shelved: tuple[tuple[Dossier, date], ...],
) -> Written:
    """The unit, the person, the case with its decisions and measures, and the execution items."""
    new = made.file.person.id is None
    person = save_person(desk, tx, made.file.person, row)
    saved = rows.save(tx, replace(made.file, person=person))
    if made.at >= 0:
        saved = _with_items(desk, tx, saved, saved.decisions[made.at], made.items)
    state.keep(saved)
    key = person.id or 0
    return Written(
        people=(key,), made=(key,) if new else (), concerns=(("case", saved.case.id or 0),), archived=shelved
    )


def _with_items(
    desk: Desk, tx: Transaction, saved: CaseFile, decision: Decision, items: Sequence[ExecutionItem]
) -> CaseFile:
    kept = []
    for item in items:
        old = next((i for i in decision.items if (i.kind, i.part) == (item.kind, item.part)), None)
        whole = execution.stamped(replace(item, decision_id=decision.id), old, desk.today)
        kept.append(rows.save_item(tx, whole))
    done = with_items(decision, kept)
    return replace(saved, decisions=tuple(done if d.id == decision.id else d for d in saved.decisions))


KIND = _Cases()
