"""回访: rows of a ledger of visits, one visit a row; each belongs to the file of a person on record. The visits are placed in
the plan as the form places them, and what the form refuses is a problem at its cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.reckoning import reckon
from jzdesk.domain.visit_days import AFTER_END
from jzdesk.domain.visits import Visit
from jzdesk.services import import_dossiers as places
from jzdesk.services import visits as forms
from jzdesk.services.import_base import Base, closed_months, gather_cases
from jzdesk.services.import_case_values import own_note
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
from jzdesk.services.import_match import differing, values_of_person
from jzdesk.storage import bulk, import_reads
from jzdesk.storage import dossiers as rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.problems import Problem
    from jzdesk.services.desk import Desk
    from jzdesk.services.import_dossiers import Keepers
    from jzdesk.storage.transaction import Transaction

OUTLINE = 9
"""Sections of the talk outline a ledger has columns for."""
_PLAIN = (
    "kind", "way", "held_on", "start_time", "end_time", "place", "talkers", "recorder", "participants", "side_head",
    "side_members", "side_family", "side_poll", "evaluation", "effect", "counselling", "counselling_note", "follow_up",
    "follow_up_owner", "follow_up_due", "follow_up_done", "follow_up_result", "excuse", "excuse_reason", "visitor", "note",
    "moved_reason",
)  # fmt: skip
_OUTLINES = tuple(f"outline_{at}" for at in range(1, OUTLINE + 1))
_KEYS = (*_PLAIN, *_OUTLINES)
_NO_PLACE = "文件没有回访地点一栏，回访记录不能缺少地点；请补上这一栏再导入。月报的回访教育台账每人只载最近一次回访，只能核对，不能据以补登回访。"


@dataclass(slots=True)
class VisitBase:
    """What is on record that some rows may be about: cases and people, and the files of these by person."""

    cases: Base
    files: dict[int, DossierFile]


@dataclass(slots=True)
class State:
    """The files as the rows before have left them, the row that spoke of each visit, and the keys of visits written: those
    the plan has not written bear made-up negative ones."""

    files: dict[int, DossierFile] = field(default_factory=dict)
    spoken: dict[int, FileRow] = field(default_factory=dict)
    real: dict[int, int] = field(default_factory=dict)
    last: int = 0

    def key(self) -> int:
        """A made-up key."""
        self.last -= 1
        return self.last


@dataclass(frozen=True, slots=True)
class _Visits:
    code: str = "visits"
    noun: str = "dossier"

    def group(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name", ""))

    def moment(self, values: Mapping[str, Any]) -> date | None:
        return values.get("held_on") or values.get("planned_on")

    def late(self, values: Mapping[str, Any]) -> bool:
        return False

    def gather(self, desk: Desk, rows: Sequence[FileRow], facts: Facts, but: Container[int]) -> VisitBase:
        base = gather_cases(desk, rows, facts, but)
        people = {p.id or 0 for group in base.people.by_name.values() for p in group}
        files = bulk.dossier_files(import_reads.living_dossiers_of(people))
        return VisitBase(base, {file.person.id or 0: file for file in files})

    def state(self) -> State:
        return State()

    def judge(
        self, base: VisitBase, state: State, row: FileRow, choices: Mapping[int, int | None]
    ) -> Verdict:
        if "note" in row.values:
            row = replace(row, values={**row.values, "note": own_note(row.values["note"])})
        plain = partial(Verdict, who=row.text("name"), what=what_of(base.cases.desk, row))
        found, said = places.find(base.cases, base.files, row)
        if row.number in choices:
            found = [file for file in found if file.person.id == choices[row.number]] or found
        if not found:
            return plain(outcome=FAULT, problems=tuple(said))
        if len(found) > 1:
            return plain(outcome=CHOICE, alike=tuple(places.alike(file) for file in found), asks=row.number)
        key = found[0].dossier.id or 0
        file = state.files.setdefault(key, found[0])
        plain = partial(plain, record=("dossier", key))
        return _One(base, state, row, file, said).verdict(plain)

    def register(self, desk: Desk) -> Iterator[dict[str, Any]]:
        """Every visit held or excused, and those put on a day by hand; what the rules plan is planned anew."""
        units = {unit.name: unit for unit in import_reads.all_units()}
        for file in bulk.dossier_files(import_reads.all_dossiers()):
            told = [v for v in file.visits if v.settled or not v.planned_by_rule]
            if not told:
                continue
            whose = values_of_person(file.person, units) | _decided(file) | places.values_of_file(file)
            for visit in told:
                yield {k: v for k, v in whose.items() if v} | {"ordinal": visit.ordinal} | values_of(visit)


def _decided(file: DossierFile) -> dict[str, Any]:
    """The decision the file follows."""
    cases = bulk.cases_of_decisions([file.dossier.decision_id or 0])
    for case in bulk.case_files(cases.values()):
        for decision in case.decisions:
            if decision.id == file.dossier.decision_id:
                return {"case_number": case.case.number, "document_number": decision.document_number,
                        "decided_on": decision.decided_on}  # fmt: skip
    return {}


def what_of(desk: Desk, row: FileRow) -> str:
    """Day and kind of a visit, as a list shows them."""
    day = row.values.get("held_on") or row.values.get("planned_on")
    code = "visit_excuse" if row.text("excuse") else "visit_kind"
    name = row.text("excuse") or row.text("kind")
    said = desk.rulebook.name_of(code, name) if name else ""
    planned = "计划" if day and not row.values.get("held_on") and not row.text("excuse") else ""
    return "　".join(filter(None, (f"{day:%Y-%m-%d}" if day else "", planned, said)))


def values_of(visit: Visit) -> dict[str, Any]:
    """What a register says of a visit; what is empty is left out."""
    found = {key: getattr(visit, key) for key in (*_PLAIN, "planned_on") if getattr(visit, key)}
    return found | {f"outline_{at}": text for at, text in enumerate(visit.outline[:OUTLINE], 1) if text}


class _One:
    """One row before the file it belongs to."""

    def __init__(
        self, base: VisitBase, state: State, row: FileRow, file: DossierFile, said: Sequence[Problem]
    ) -> None:
        self.base, self.state, self.row, self.file = base, state, row, file
        self.desk, self.said = base.cases.desk, list(said)
        cases = base.cases.files.by_person.get(file.person.id or 0, [])
        self.found = reckon(cases, self.desk.planner, self.desk.end_rule)
        self.begun = min((d.decided_on for c in cases for d in c.decisions if d.decided_on), default=None)

    def verdict(self, plain: Any) -> Verdict:
        """What would become of it."""
        row, file = self.row, self.file
        keep = places.keepers(self.desk, file, row, self.begun) if row.speaks else places.Keepers()
        self.said += keep.problems
        if not any(key in row.values for key in ("held_on", "planned_on", "excuse")):
            return self._no_visit(plain, keep)
        old = self._on_record()
        if old is not None and (first := self.state.spoken.get(old.id or 0)) and first.number != row.number:
            return _again(plain, first, row)
        changes = [*differing(values_of(old), self._comparable(old), _KEYS)] if old else []
        item = self._told(old) if changes or old is None else old
        changes += keep.changes
        if old is not None:
            self._planned(old)
        if old is not None and not changes and not self._grave:
            self.state.spoken[old.id or 0] = row
            return plain(outcome=SAME, problems=tuple(self.said))  # type: ignore[no-any-return]
        self._archived(changes[0].key if changes else "held_on" if "held_on" in row.values else "planned_on")
        if item is None or self._grave:
            return plain(outcome=FAULT, problems=tuple(self.said))  # type: ignore[no-any-return]
        write = partial(_write, *self._placed(item), keep=keep, file=self.file, state=self.state)
        notes = closed_months(self.base.cases, [day for day in (item.held_on,) if day])
        return plain(  # type: ignore[no-any-return]
            outcome=CHANGED if old else NEW, problems=tuple(self.said), changes=tuple(changes) if old else (),
            notes=notes, write=write,
        )  # fmt: skip

    @property
    def _grave(self) -> bool:
        return any(p.grave for p in self.said)

    def _no_visit(self, plain: Any, keep: Keepers) -> Verdict:
        """A row that tells of no visit may still name mentors and team."""
        if keep.changes:
            self._archived(keep.changes[0].key)
        else:
            text = "没有回访日期、计划日期或者未访原因，没有需要导入的回访。"
            self.said.append(problem(self.row, "held_on", "row.empty", text, grave=False))
        if self._grave:
            return plain(outcome=FAULT, problems=tuple(self.said))  # type: ignore[no-any-return]
        if not keep.changes:
            return plain(outcome=SAME, problems=tuple(self.said))  # type: ignore[no-any-return]
        write = partial(_write, None, (), keep=keep, file=self._kept(keep), state=self.state)
        return plain(outcome=CHANGED, problems=tuple(self.said), changes=keep.changes, write=write)  # type: ignore[no-any-return]

    def _kept(self, keep: Keepers) -> DossierFile:
        """The file once mentors and team are in it."""
        file = self.state.files[self.file.dossier.id or 0]
        renewed = {m.id for m in keep.mentors if m.id}
        mentors = (*(m for m in file.mentors if m.id not in renewed), *keep.mentors)
        after = replace(file, mentors=mentors, team=(*file.team, *keep.team))
        self.state.files[self.file.dossier.id or 0] = after
        return after

    def _on_record(self) -> Visit | None:
        """The visit a row tells of: held that day, excused alike, or planned for that day."""
        held, planned, excuse = (self.row.values.get(k) for k in ("held_on", "planned_on", "excuse"))
        for visit in self.file.visits:
            if held:
                same = visit.held_on == held
            elif excuse:
                day = planned or visit.planned_on
                same = (visit.excuse, visit.planned_on) == (excuse, day)
                same = same and (bool(planned) or visit.excuse_reason == self.row.text("excuse_reason"))
            else:
                same = visit.id is not None and not visit.settled and visit.planned_on == planned
            if same:
                return visit
        return None

    def _comparable(self, old: Visit | None) -> dict[str, Any]:
        """What the row gives of a visit; thoughts and work told in one column are not parted."""
        given = dict(self.row.values)
        both = "；".join(text for text in (old.outline if old else ())[1:3] if text)
        if old and "outline_3" not in self.base.cases.facts.keys and given.get("outline_2") == both:
            given.pop("outline_2")
        if old and "place" not in self.base.cases.facts.keys:
            given.pop("note", None)  # a ledger of people: its note is of the person
        return given

    def _told(self, old: Visit | None) -> Visit | None:
        """The visit as the form would store it; None when it refuses."""
        given = self._comparable(old)
        start = old or self._blank()
        outline = [*start.outline, *[""] * OUTLINE][: max(OUTLINE, len(start.outline))]
        for at, key in enumerate(_OUTLINES):
            outline[at] = given.get(key, outline[at])
        visit = replace(
            start, **{key: given[key] for key in _PLAIN if key in given}, outline=_trimmed(outline)
        )
        planned = given.get("planned_on")
        if old is None and planned:
            visit = replace(
                visit, planned_on=planned, planned_by_rule=visit.settled and not visit.moved_reason
            )
        try:
            item = forms.settling(self.desk, self._then(visit), visit)
        except RuleError as fault:
            self._refuse(fault.field, fault.text)
            return None
        except Refused as fault:
            self._refuse("held_on", fault.text)
            return None
        if item.follow_up and not visit.follow_up:
            text = (
                "连续失联已到函告所在单位的次数，旧台账没有跟踪事项，请核对是否已经函告，在回访档案中登记。"
            )
            self.said.append(problem(self.row, "excuse", "visit.lost", text, grave=False))
            item = replace(
                item, follow_up="", follow_up_due=visit.follow_up_due, follow_up_done=visit.follow_up_done
            )
        if old is None and planned:
            item = replace(
                item,
                planned_on=planned,
                planned_by_rule=visit.planned_by_rule,
                moved_reason=visit.moved_reason,
            )
        return item

    def _planned(self, old: Visit) -> None:
        """A visit held or excused stays under the day it was planned for, as in the form."""
        planned = self.row.values.get("planned_on")
        if planned and planned != old.planned_on:
            text = f"计划日期以库内登记的为准（{old.planned_on or '无'}），没有改动。"
            self.said.append(problem(self.row, "planned_on", "visit.planned_on", text, grave=False))

    def _refuse(self, name: str, text: str) -> None:
        if name == "place" and "place" not in self.base.cases.facts.keys:
            text = _NO_PLACE
        key = name if name in _KEYS or name == "planned_on" else "held_on"
        self.said.append(problem(self.row, key, f"house.{name}", text))

    def _then(self, visit: Visit) -> DossierFile:
        """The file as it stood for a visit of an earlier decision: the period that runs now says nothing about it."""
        file, day = self.file, visit.held_on
        if (
            day
            and file.decided_on
            and self.begun
            and self.begun <= day < min(file.decided_on, file.period_start or day)
        ):
            return replace(file, decided_on=self.begun, period_start=None, period_end=None)
        return file

    def _blank(self) -> Visit:
        """The visit a form would open with, without what it proposes: of the kind the plan has in its place."""
        held, file = self.row.values.get("held_on"), self.file
        coming = forms.coming_visit(file)
        over = bool(held and file.period_end and held > file.period_end)
        kind = AFTER_END if over else coming.kind if coming else "regular"
        return Visit(dossier_id=file.dossier.id, kind=kind)

    def _placed(self, item: Visit) -> tuple[Visit, tuple[Visit, ...]]:
        """The visit in its place, and the settled ones it pushes aside; the plan behind it is made anew."""
        file = self.state.files[self.file.dossier.id or 0]
        key = item.id if item.id is not None else self.state.key()
        item = replace(item, id=key)
        kept = [
            v
            for v in file.visits
            if v.id != key and (v.settled or not v.planned_by_rule) and v.id is not None
        ]
        every = [*kept, item]
        past = sorted(
            (v for v in every if v.settled), key=lambda v: (v.held_on or v.planned_on or date.min, v.ordinal)
        )
        hand = sorted(
            (v for v in every if not v.settled), key=lambda v: (v.planned_on or date.max, v.ordinal)
        )
        numbered = [replace(visit, ordinal=at) for at, visit in enumerate([*past, *hand], 1)]
        before = {v.id: v.ordinal for v in kept}
        moved = tuple(v for v in numbered if v.id != key and v.settled and before[v.id] != v.ordinal)
        settled = replace(file, visits=tuple(numbered))
        found = self.found
        coming = self.desk.planner.plan_visits(settled, found.codes, found.until) if found.governing else ()
        by_hand = {v.id for v in coming if v.id}
        visits = (*(v for v in numbered if v.id not in by_hand), *coming)
        self.state.files[self.file.dossier.id or 0] = replace(settled, visits=visits)
        self.state.spoken[key] = self.row
        return next(v for v in numbered if v.id == key), moved

    def _archived(self, key: str) -> None:
        """What lies in the archive stays as it is."""
        dossier = self.file.dossier
        if dossier.archived_on:
            text = f"该人员的回访档案已归档（档号{dossier.archive_number}），只能查阅，不能改动。"
            self.said.append(problem(self.row, key, "record.archived", text))


def _trimmed(texts: list[str]) -> tuple[str, ...]:
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _again(plain: Any, first: FileRow, row: FileRow) -> Verdict:
    for key, value in row.values.items():
        if key in _KEYS and key in first.values and first.values[key] != value:
            text = f"与第{first.number}行是同一次回访，两行所填不同，请核对后保留一行。"
            return plain(outcome=FAULT, problems=(problem(row, key, "row.contradicts", text),))  # type: ignore[no-any-return]
    text = f"与第{first.number}行重复，没有再导入。"
    said = problem(row, "name", "row.repeated", text, grave=False)
    return plain(outcome=REPEAT, problems=(said,))  # type: ignore[no-any-return]


def _write(
    item: Visit | None, moved: tuple[Visit, ...], _desk: Desk, tx: Transaction,
    *, keep: Keepers, file: DossierFile, state: State,
) -> Written:  # fmt: skip
    """The visit, the places of those behind it, mentors and team."""
    if item is not None:
        key = item.id or 0
        saved = rows.save_visit(tx, replace(item, id=state.real.get(key) if key < 0 else key))
        state.real[key] = saved.id or 0
        for visit in moved:
            rows.save_visit(tx, replace(visit, id=state.real.get(visit.id or 0, visit.id)))
    keep.write(tx)
    return Written(people=(file.person.id or 0,), concerns=(("dossier", file.dossier.id or 0),))


KIND = _Visits()
