"""处分变更: lighter, heavier, revoked, expelled; 留党察看 extended or rights restored (domain notes §1.1, §1.5).

Each makes a record of its own and leaves the earlier ones as they were; periods, duties and dossier follow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain import case_changes as rules
from jzdesk.domain import cases as case_rules
from jzdesk.domain import restoration
from jzdesk.domain.accounts import Permission
from jzdesk.domain.case_changes import CHANGE_NAMES, EXPELLED, FAVOURABLE, HEAVIER, LIGHTER, REVOKED
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.moves import said
from jzdesk.domain.restoration import Restoration
from jzdesk.services.archive_locks import archived, follow, refuse_sealed
from jzdesk.services.case_reads import living_case
from jzdesk.services.cases import SANCTION_FAMILIES, faults_of
from jzdesk.services.duties import refresh_person
from jzdesk.services.moves import days_of, foresee, moved_since
from jzdesk.storage import cases as rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.measures import Measure
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

TOUCHED = Touched.CASES | Touched.PEOPLE | Touched.DOSSIERS | Touched.DUTIES

RESTORE_ITEM = "restore"
"""The execution item that keeps the steps of a restoration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A change as a clerk enters it: the new document with its measures (each with `replaces_id`), which measures it
    revokes, the appeal that led to it, and why."""

    decision: Decision
    revoked: tuple[int, ...] = ()
    appeal_id: int | None = None
    why: str = ""


def change_decision(desk: Desk, case_id: int, order: Order) -> Changes:
    """Make a new decision that changes the one in force: lighter, heavier, revoked, or 开除党籍 during probation.

    RuleError names the field: issuer, document_number, decided_on, measures, why."""
    made = order.decision
    name = CHANGE_NAMES.get(made.review_kind)
    if name is None:
        raise RuleError("review_kind", "请选择变更的种类。")
    action = {REVOKED: "撤销处分", EXPELLED: "开除党籍"}.get(made.review_kind, f"变更处分（{name}）")

    def work(tx: Transaction, file: CaseFile) -> str:
        old = file.decision
        if old is None or old.decided_on is None:
            raise Refused("尚未作出处分决定，没有可以变更的处分。")
        _check_document(desk, file, old, made)
        appeal = _appeal(file, order)
        _check_measures(desk, file, order, appeal)
        made_now = replace(made, case_id=case_id, reviews_id=old.id, document_number=made.document_number.strip())
        saved = rows.save_decision(tx, made_now)
        for measure in _measures(file, order.revoked):
            rows.save_measure(tx, replace(measure, revoked_on=made.decided_on, note=order.why.strip()))
        if appeal is not None:
            rows.save_appeal(tx, _settled(appeal, saved))
        tx.note(f"{file.person.name} {old.document_number} → {saved.document_number}")
        return f"已登记{action}，影响期和应办事项已重新计算"

    return _write(desk, case_id, action, work, on=made.decided_on, why=order.why)


def foresee_change(desk: Desk, case_id: int, order: Order) -> tuple[str, ...]:
    """Which days a change as typed so far would move. Nothing is written; too little typed gives nothing."""
    desk.need(Permission.READ)
    made = order.decision
    with desk.vault.read():
        file = rows.file_of(case_id)
        if file is None or file.decision is None or made.decided_on is None or not (made.measures or order.revoked):
            return ()
        gone = set(order.revoked)
        typed = replace(made, id=-1, case_id=case_id, reviews_id=file.decision.id,
                        measures=tuple(replace(m, id=-n) for n, m in enumerate(made.measures, 1)))  # fmt: skip
        kept = tuple(
            replace(d, measures=tuple(replace(m, revoked_on=made.decided_on) if m.id in gone else m for m in d.measures))
            for d in file.decisions
        )
        changed = replace(file, decisions=(*kept, typed))
        others = [f for f in rows.files_of_person(file.person.id or 0) if f.case.id != case_id]
        return foresee(desk, file.person.id or 0, [*others, changed])


def _write(
    desk: Desk, case_id: int, action: str, work: Callable[[Transaction, CaseFile], str], *, on: date | None, why: str = ""
) -> Changes:  # fmt: skip
    """One change of a living case: the write, what follows from it, and what it moved."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="case", record_id=case_id, why=why.strip()) as tx:
        file = living_case(case_id)
        person_id = file.person.id or 0
        before, shelved = days_of(desk, person_id), archived(person_id)
        message = work(tx, file)
        refresh_person(desk, tx, person_id)
        follows = follow(desk, tx, shelved, on) if on else ""
        moved = moved_since(desk, person_id, before)
    return Changes(
        touched=TOUCHED, message=f"{message}{said(moved)}。{follows}", record_id=case_id, audit_seq=tx.seq, moved=moved
    )


# ---- checks of a new decision


def _check_document(desk: Desk, file: CaseFile, old: Decision, made: Decision) -> None:
    if made.decided_on is None:
        raise RuleError("decided_on", "请填写决定日期。")
    if old.decided_on and made.decided_on < old.decided_on:
        raise RuleError("decided_on", f"变更决定的日期早于原决定（{old.decided_on:%Y-%m-%d}）。")
    case_rules.check(replace(file, decisions=(*file.decisions, made)), on=desk.today)
    number = made.document_number.strip()
    if any(d.document_number == number for d in file.decisions) or rows.with_document_number(number, but=file.case.id):
        raise RuleError("document_number", "该文号已登记过另一件处分决定。")
    for _code, fault in faults_of(desk, file, made):
        raise RuleError("measures", fault)


def _check_measures(desk: Desk, file: CaseFile, order: Order, appeal: Appeal | None) -> None:
    kind = order.decision.review_kind
    if appeal is not None and kind not in FAVOURABLE:
        raise RuleError("review_kind", "复审、复核、申诉不得加重处分（《公职人员政务处分法》第五十六条）。")
    if kind == EXPELLED:
        _check_expelled(desk, file, order)
        return
    standing = {m.id: m for m in rules.in_force(file)}
    _measures(file, order.revoked)
    replaced = [m.replaces_id for m in order.decision.measures]
    touched = [*replaced, *order.revoked]
    if not touched:
        raise RuleError("measures", "请至少变更或者撤销一项处分。")
    if any(key not in standing for key in touched) or len(set(touched)) < len(touched):
        raise Refused("要变更的处分已经变更或者撤销，请刷新后再办理。")
    if kind == REVOKED and replaced:
        raise RuleError("measures", "撤销处分的决定不再给予新的处分；改为较轻处分的请选择减轻。")
    if order.revoked and not order.why.strip():
        raise RuleError("why", "请写明撤销处分的理由。")
    decided = {m.id: d.decided_on for d in file.decisions for m in d.measures}
    for measure in order.decision.measures:
        on = decided[measure.replaces_id] or desk.today
        _check_direction(desk, standing[measure.replaces_id], measure, kind, on=on)
    left = [m for key, m in standing.items() if key not in touched]
    families = [desk.rulebook.sanctions[m.code].family for m in (*left, *order.decision.measures)]
    families = [family for family in families if family in SANCTION_FAMILIES]
    if len(set(families)) < len(families):
        raise RuleError("measures", "变更后同类处分只能有一种。")


def _check_direction(desk: Desk, old: Measure, new: Measure, kind: str, *, on: date) -> None:
    """`on` is the day the old measure was decided."""
    sanctions = desk.rulebook.sanctions
    way = rules.way_of(old, new, sanctions, on=on)
    names = f"{sanctions[old.code].name}改为{sanctions[new.code].name}"
    if old.code == new.code:
        before, after = rules.length(old, sanctions, on=on), rules.length(new, sanctions, on=on)
        if before == after:
            raise RuleError("measures", f"{sanctions[old.code].name}和期间都没有改变，请核对。")
        names = f"{sanctions[old.code].name}的期间由{before}个月改为{after}个月"
    cap = sanctions.combine[sanctions[new.code].family].cap_months
    if new.months and cap and new.months > cap:
        raise RuleError("measures", f"{sanctions[new.code].name}的期间最长为{cap}个月。")
    if not way:
        raise RuleError("measures", f"{names}，不是减轻也不是加重，请核对。")
    if kind in (LIGHTER, HEAVIER) and way != kind:
        raise RuleError("measures", f"{names}是{CHANGE_NAMES[way]}，与所选的{CHANGE_NAMES[kind]}不符。")
    if new.change != way:
        raise RuleError("measures", f"{names}应登记为{CHANGE_NAMES[way]}。")


def _check_expelled(desk: Desk, file: CaseFile, order: Order) -> None:
    sanctions = desk.rulebook.sanctions
    waiting = [m for m in rules.in_force(file) if sanctions[m.code].kind == "probation" and not m.restored_on]
    if not waiting:
        raise Refused("没有尚未恢复党员权利的留党察看处分。")
    if not any(sanctions[m.code].kind == "bar" for m in order.decision.measures):
        raise RuleError("measures", "留党察看期间应当给予的处分是开除党籍（条例第十二条）。")
    if order.revoked or any(m.replaces_id for m in order.decision.measures):
        raise RuleError("measures", "开除党籍是新的处分，不是对原处分的变更。")


def _measures(file: CaseFile, ids: Sequence[int]) -> list[Measure]:
    found = {m.id: m for m in rules.in_force(file)}
    if any(key not in found for key in ids):
        raise Refused("这项处分已经变更或者撤销，请刷新后再办理。")
    return [found[key] for key in ids]


def _appeal(file: CaseFile, order: Order) -> Appeal | None:
    if order.appeal_id is None:
        return None
    found = next((a for a in file.appeals if a.id == order.appeal_id), None)
    if found is None or found.new_decision_id is not None or found.refused_reason:
        raise Refused("这件复审（复核、申诉）已有结果，请刷新后再办理。")
    return found


def _settled(appeal: Appeal, made: Decision) -> Appeal:
    """The appeal with its outcome: what the new decision says."""
    return replace(
        appeal, decided_on=appeal.decided_on or made.decided_on, result=made.review_kind,
        result_number=appeal.result_number or made.document_number, new_decision_id=made.id,
    )  # fmt: skip


# ---- 留党察看


def extend_probation(desk: Desk, case_id: int, measure_id: int, *, on: date) -> Changes:
    """Extend a one-year 留党察看 by one year (条例 第十二条); a two-year one cannot be extended."""

    def work(tx: Transaction, file: CaseFile) -> str:
        measure, decision = _on_probation(file, measure_id, on, desk.today)
        sanction = desk.rulebook.sanctions[measure.code]
        if measure.extended_on:
            raise Refused("该留党察看处分已经延长过一次，不能再延长。")
        if sanction.extension_months is None:
            raise Refused("留党察看二年不得延长（条例第十二条）。")
        if measure.restored_on:
            raise Refused("已经恢复党员权利，不能再延长留党察看。")
        rows.save_measure(tx, replace(measure, extended_on=on))
        tx.note(f"{file.person.name} {decision.document_number} {sanction.short}")
        return "已登记延长留党察看，影响期和应办事项已重新计算"

    return _write(desk, case_id, "延长留党察看", work, on=on)


def restore_rights(
    desk: Desk, case_id: int, measure_id: int, *, on: date | None, steps: Restoration | None = None
) -> Changes:
    """Record the steps towards restored rights, and with a day the restoration itself, from which the 24 months of
    influence run. Steps missing then need a reason."""
    steps = steps or Restoration()

    def work(tx: Transaction, file: CaseFile) -> str:
        measure, decision = _on_probation(file, measure_id, on, desk.today)
        if measure.probation_end_on is None:
            raise Refused("只有留党察看处分才有恢复权利或延长。")
        if on is None:
            refuse_sealed(file.person.id, decision.decided_on)
        restoration.check(steps, restored_on=on, probation_end=measure.probation_end_on, on=desk.today)
        rows.save_measure(tx, replace(measure, restored_on=on))
        _save_steps(desk, tx, decision, steps, on)
        tx.note(f"{file.person.name} {decision.document_number}")
        if on is None:
            missing = "、".join(steps.missing)
            return f"已登记恢复党员权利的程序{f'，还缺{missing}' if missing else ''}"
        return f"已登记{on:%Y-%m-%d}恢复党员权利，影响期自该日重新计算"

    return _write(desk, case_id, "恢复党员权利" if on else "登记恢复权利程序", work, on=on, why=steps.reason)


def _save_steps(desk: Desk, tx: Transaction, decision: Decision, steps: Restoration, on: date | None) -> None:
    old = next((item for item in decision.items if item.kind == RESTORE_ITEM), None)
    item = replace(
        old or ExecutionItem(decision_id=decision.id, kind=RESTORE_ITEM), done_on=on,
        done_by=desk.account.display_name if on else "", details=steps.details(),
    )  # fmt: skip
    rows.save_item(tx, item)


def steps_of(decision: Decision) -> Restoration:
    """The steps recorded so far for a decision with 留党察看."""
    item = next((item for item in decision.items if item.kind == RESTORE_ITEM), None)
    return Restoration.of(item.details) if item else Restoration()


def _on_probation(file: CaseFile, measure_id: int, on: date | None, today: date) -> tuple[Measure, Decision]:
    """A measure of 留党察看 that still stands, with its decision, on a day that can be."""
    pairs = [(m, d) for d in file.decisions for m in d.measures if m.id == measure_id]
    if not pairs:
        raise Refused("这项处分已不存在，请刷新列表。")
    measure, decision = pairs[0]
    gone = rules.fate(file, measure)
    if gone is not None:
        raise Refused(f"这项处分{gone.words}。")
    if measure.probation_end_on is None:
        raise Refused("只有留党察看处分才有恢复权利或延长。")
    if on and on > today:
        raise RuleError("on", "日期晚于今天。")
    if on and decision.decided_on and on < decision.decided_on:
        raise RuleError("on", "日期早于处分决定日期。")
    return measure, decision
