"""What follows from a decision, before it is saved and after: periods, duties, visits, and cautions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.matching import match_warnings
from jzdesk.domain.reckoning import reckon
from jzdesk.services.cases import faults_of
from jzdesk.services.moves import foresee
from jzdesk.storage import cases as rows

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.clock import Clock
    from jzdesk.domain.duties import Duty, DutyKind
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a decision being typed would cause: shown beside the fields at once, nothing is written.

    `codes`, `clocks` and `cautions` are parallel, a measure each; cautions and `warnings` never block; `faults`
    are (measure, reason) which will be refused on saving; `duties` are those of this decision; `earlier` says
    what the person already has; `moved` which days on record saving would move, a line each."""

    codes: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    cautions: tuple[tuple[str, ...], ...] = ()
    duties: tuple[Duty, ...] = ()
    visits: tuple[date, ...] = ()
    warnings: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    earlier: tuple[str, ...] = ()
    form: int = 0
    until: date | None = None
    moved: tuple[str, ...] = ()

    def duty(self, kind: DutyKind) -> Duty | None:
        """The duty of a kind, if the decision causes it."""
        return next((d for d in self.duties if d.kind == kind.value), None)


def periods_of_case(desk: Desk, file: CaseFile) -> dict[int, Clock]:
    """The clock of each measure of a case by its key, reckoned with everything else the person has."""
    desk.need(Permission.READ)
    with desk.vault.read():
        found = reckon(rows.files_of_person(file.person.id or 0), desk.planner, desk.end_rule)
    mine = {m.id for d in file.decisions for m in d.measures}
    return {key: clock for key, clock in found.clocks.items() if key in mine}


def preview(desk: Desk, file: CaseFile, *, decision_id: int | None = None) -> Preview:
    """Dates, periods, duties and warnings of the decision as typed so far, the one in force or the one named.
    Incomplete input gives less, no error."""
    desk.need(Permission.READ)
    with desk.vault.read():
        stored = rows.files_of_person(file.person.id) if file.person.id else []
    others = [f for f in stored if f.case.id != file.case.id]
    earlier = tuple(line for f in others for line in _in_short(desk, f))
    decision = _named(file, decision_id)
    typed = _with_ids(file)
    if decision is None or not decision.measures:
        return Preview(earlier=earlier, moved=_moved(desk, [*others, typed], file) if decision else ())
    found = reckon([*others, typed], desk.planner, desk.end_rule)
    mine = next((f for f in found.files if f.case.id == typed.case.id), typed)
    now = _named(mine, decision_id)
    if now is None:
        return Preview()
    own = tuple(found.clocks[m.id or 0] for m in now.measures if (m.id or 0) in found.clocks)
    codes = tuple(clock.code for clock in own)
    return Preview(
        codes=codes,
        clocks=own,
        cautions=tuple(cautions_of(desk, clock) for clock in own),
        duties=tuple(d for d in found.duties if d.subject == "decision" and d.subject_id == now.id),
        visits=_previewed_visits(desk, found.codes, now, found.until),
        warnings=match_warnings(codes),
        faults=faults_of(desk, file, decision),
        earlier=earlier,
        form=found.lines[typed.case.id or 0].form,
        until=found.until,
        moved=_moved(desk, [*others, typed], file),
    )


def _named(file: CaseFile, decision_id: int | None) -> Decision | None:
    return next((d for d in file.decisions if decision_id and d.id == decision_id), None) or file.decision


def _moved(desk: Desk, files: list[CaseFile], file: CaseFile) -> tuple[str, ...]:
    """What saving would move, where the case is on record already."""
    person_id = file.person.id
    if file.case.id is None or person_id is None:
        return ()
    with desk.vault.read():
        return foresee(desk, person_id, files)


def _in_short(desk: Desk, file: CaseFile) -> tuple[str, ...]:
    """What a decision already recorded says: '2026-03-02 党内警告，影响期至2027-03-01'."""
    said = []
    for decision in file.decisions:
        if decision.decided_on is None:
            continue
        names = [desk.rulebook.sanctions[m.code].short for m in decision.measures if not m.revoked_on]
        ends = [m.end_on for m in decision.measures if m.end_on and not m.revoked_on]
        until = f"，影响期至{max(ends):%Y-%m-%d}" if ends else ""
        said.append(f"{decision.decided_on:%Y-%m-%d} {'、'.join(names) or '已撤销'}{until}")
    return tuple(said)


def _with_ids(file: CaseFile) -> CaseFile:
    """Made-up negative ids where a record is not saved yet, so that everything can be told apart."""
    spare = iter(range(-1, -10_000, -1))
    decisions = []
    for decision in file.decisions:
        measures = tuple(replace(m, id=m.id or next(spare)) for m in decision.measures)
        decisions.append(replace(decision, id=decision.id or next(spare), measures=measures,
                                 case_id=file.case.id or -1))  # fmt: skip
    case = replace(file.case, id=file.case.id or -1)
    return replace(file, case=case, decisions=tuple(decisions))


def _previewed_visits(desk: Desk, codes: tuple[str, ...], decision: Decision, until: date | None) -> tuple[date, ...]:
    from jzdesk.domain.dossiers import Dossier, DossierFile
    from jzdesk.domain.people import Person

    blank = DossierFile(dossier=Dossier(id=-1), person=Person(), decided_on=decision.decided_on)
    if desk.planner.exclusion_of(codes):
        return ()
    return tuple(v.planned_on for v in desk.planner.plan_visits(blank, codes, until) if v.planned_on)


def cautions_of(desk: Desk, clock: Clock) -> tuple[str, ...]:
    """What a careful colleague would say of one period: unusual, or by a default the county must confirm."""
    found = [*clock.warnings]
    if clock.is_default and clock.active:
        found.append(f"{desk.rulebook.sanctions[clock.code].short}的期限为默认值，请按本地规定核对。")
    return tuple(dict.fromkeys(found))
