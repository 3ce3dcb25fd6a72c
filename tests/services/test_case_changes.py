"""Decisions changed on review: lighter, heavier, revoked, expelled; 留党察看 extended, rights restored (§1.1, §1.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import announced, decided
from change_county import appealed, changed, document, expelled, revoked
from revisit_county import Clock, dossier_of, make_desk, refused, talk

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.case_changes import in_force
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused
from jzdesk.domain.measures import Measure
from jzdesk.domain.restoration import LABELS, Restoration
from jzdesk.services import case_changes, cases, dossiers, execution, history
from jzdesk.services.case_changes import Order
from jzdesk.services.case_preview import preview
from jzdesk.services.duties import stale


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    made = make_desk(tmp_path / "vault", clock)
    yield made
    assert stale(made) == []
    made.vault.close(back_up=False)


def duty(desk, case_id, kind, decision=None):
    found = [d for d in cases.duties_of_case(desk, case_id) if d.kind == kind]
    return next(d for d in found if decision is None or d.subject_id == decision.id)


def row(desk, case_id, state=""):
    return next(r for r in cases.list_cases(desk, cases.CaseFilter(on=desk.today, state=state)) if r.id == case_id)


# ---- §1.5 through the services


def test_lighter_counts_from_the_original_decision(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    old = cases.open_case(desk, case_id).decision
    visits = [v.planned_on for v in dossier_of(desk, case_id).visits]
    changes = changed(desk, case_id, on=date(2026, 10, 9), to={"D2": "D1"})
    file = cases.open_case(desk, case_id)
    new = in_force(file)[0]
    assert (new.code, new.start_on, new.end_on) == ("D1", date(2026, 3, 2), date(2027, 3, 1))
    assert file.decision.reviews_id == old.id
    assert file.decisions[0].measures[0].revoked_on is None  # the old one stays as it was
    assert "影响期止（警告） 2027-09-01 → 2027-03-01" in changes.moved
    dossier = dossier_of(desk, case_id)
    assert (dossier.decided_on, dossier.period_start, dossier.period_end) == (date(2026, 3, 2), date(2026, 3, 2), date(2027, 3, 1))
    left = [v.planned_on for v in dossier.visits]
    assert left == [day for day in visits if day <= date(2027, 3, 1)]
    assert (row(desk, case_id).measures, row(desk, case_id).change) == ("警告", "lighter")
    assert row(desk, case_id, state="changed").id == case_id


def test_heavier_counts_from_the_change_less_what_was_served(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D1",))
    changed(desk, case_id, on=date(2026, 9, 2), to={"D1": "D2"})
    file = cases.open_case(desk, case_id)
    old, new = file.decisions[0].measures[0], in_force(file)[0]
    assert (new.start_on, new.end_on) == (date(2026, 9, 2), date(2027, 9, 1))  # 18 months less the 6 served
    assert old.end_on == date(2026, 9, 1)
    assert dossier_of(desk, case_id).period_start == date(2026, 3, 2)
    assert row(desk, case_id).change == "heavier"


def test_revoked_takes_clock_and_open_duties_and_demands_a_good_name_restored(desk):
    case_id = decided(desk, decided_on=date(2026, 8, 3), codes=("D2",))
    announced(desk, case_id, on=date(2026, 8, 10), scope="unit", attendance=46)
    old = cases.open_case(desk, case_id).decision
    revoked(desk, case_id, on=date(2026, 11, 16))
    file = cases.open_case(desk, case_id)
    assert in_force(file) == ()
    kinds = {d.kind: d for d in cases.duties_of_case(desk, case_id) if d.subject_id == file.decision.id}
    again = kinds["announce"]
    assert again.due_on == date(2026, 11, 25)  # seven working days
    assert "恢复名誉" in again.why
    assert "本单位全体干部职工大会" in again.why
    assert "report_execution" not in kinds
    assert duty(desk, case_id, "announce", old).done_on == date(2026, 8, 10)  # what was done stays
    assert not [d for d in cases.duties_of_case(desk, case_id) if d.open and d.subject_id == old.id]
    with pytest.raises(Refused):
        dossiers.open_file(desk, 1)  # nothing is left to visit for
    with refused("scope"):
        announced(desk, case_id, on=date(2026, 11, 18), scope="branch")
    announced(desk, case_id, on=date(2026, 11, 18), scope="system", attendance=60)
    assert row(desk, case_id, state="revoked").state == "done"


def test_a_good_name_is_restored_without_criticism(desk):
    case_id = decided(desk, decided_on=date(2026, 8, 3), codes=("D2",))
    announced(desk, case_id, on=date(2026, 8, 10), scope="unit")
    revoked(desk, case_id, on=date(2026, 11, 16))
    file = cases.open_case(desk, case_id)
    item = Announcement(decision_id=file.decision.id, held_on=date(2026, 11, 18), place="三楼", scope="unit")
    with refused("parts") as told:
        cases.record_announcement(desk, case_id, item)
    assert "两项议程" in told.text
    cases.record_announcement(desk, case_id, replace(item, part_report=True, part_reading=True))


def test_one_of_two_measures_changed_leaves_the_other(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2", "Z3"))
    changed(desk, case_id, on=date(2026, 10, 9), to={"D2": "D1"})
    assert row(desk, case_id).measures == "警告、记大过"
    assert dossier_of(desk, case_id).period_end == date(2027, 9, 1)
    revoked(desk, case_id, on=date(2026, 11, 9), codes=["Z3"])
    assert row(desk, case_id).measures == "警告"
    assert [m.code for m in in_force(cases.open_case(desk, case_id))] == ["D1"]


def test_visits_held_go_on_counting_under_the_changed_decision(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    dossier_id = dossier_of(desk, case_id).dossier.id
    dossiers.record_visit(desk, dossier_id, talk(date(2026, 6, 2)))
    dossiers.record_visit(desk, dossier_id, talk(date(2026, 9, 2)))
    changed(desk, case_id, on=date(2026, 10, 9), to={"D2": "D1"})
    file = dossier_of(desk, case_id)
    assert [v.ordinal for v in file.visits if v.held_on] == [1, 2]
    assert [v.planned_on for v in file.visits if not v.settled] == [date(2026, 12, 2)]


def test_a_decision_is_changed_twice_and_the_chain_tells(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D3",))
    changed(desk, case_id, on=date(2026, 6, 2), to={"D3": "D2"})
    changed(desk, case_id, on=date(2026, 9, 2), to={"D2": "D1"})
    file = cases.open_case(desk, case_id)
    assert [d.review_kind for d in file.decisions] == ["", "lighter", "lighter"]
    assert in_force(file)[0].end_on == date(2027, 3, 1)
    with pytest.raises(StopIteration):  # the one in between stands no more
        duty(desk, case_id, "announce", replace(file.decision, id=99))


def test_a_review_may_change_only_the_period(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("Z2",))
    changed(desk, case_id, on=date(2026, 9, 2), to={"Z2": "Z2"}, months={"Z2": 18})
    file = cases.open_case(desk, case_id)
    old, new = file.decisions[0].measures[0], in_force(file)[0]
    assert (file.decision.review_kind, new.change, new.months) == ("heavier", "heavier", 18)
    assert (new.start_on, new.end_on) == (date(2026, 9, 2), date(2027, 9, 1))  # 18 months less the 6 served
    assert (old.months, old.end_on) == (None, date(2026, 9, 1))
    assert dossier_of(desk, case_id).period_end == date(2027, 9, 1)
    changed(desk, case_id, on=date(2026, 10, 9), to={"Z2": "Z2"})  # back to what the law says of the sanction
    file = cases.open_case(desk, case_id)
    assert (file.decision.review_kind, in_force(file)[0].end_on) == ("lighter", date(2027, 3, 1))
    assert [d.measures[0].months for d in file.decisions] == [None, 18, None]
    assert dossier_of(desk, case_id).period_start == date(2026, 3, 2)


def test_a_year_of_probation_is_made_two_and_one_again(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D4-1",))
    changed(desk, case_id, on=date(2026, 6, 2), to={"D4-1": "D4-2"})
    assert in_force(cases.open_case(desk, case_id))[0].probation_end_on == date(2028, 6, 1)
    changed(desk, case_id, on=date(2026, 9, 2), to={"D4-2": "D4-1"})
    file = cases.open_case(desk, case_id)
    assert [d.review_kind for d in file.decisions] == ["", "heavier", "lighter"]
    assert in_force(file)[0].change == "lighter"


def test_a_period_that_is_no_change_or_past_the_cap_is_refused(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("Z2",))
    for months, way in ((12, "lighter"), (None, "heavier"), (49, "heavier"), (18, "lighter")):
        with refused("measures"):
            changed(desk, case_id, on=date(2026, 10, 9), to={"Z2": "Z2"}, months={"Z2": months}, kind=way)


# ---- refusals


def test_what_cannot_be_a_change_is_refused_at_its_field(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    number = cases.open_case(desk, case_id).decision.document_number
    on = date(2026, 10, 9)
    with refused("measures"):
        changed(desk, case_id, on=on, to={"D2": "D3"}, kind="lighter")
    with refused("measures"):
        changed(desk, case_id, on=on, to={"D2": "Z3"}, kind="lighter")
    with refused("decided_on"):
        changed(desk, case_id, on=date(2026, 3, 1), to={"D2": "D1"})
    with refused("decided_on"):
        changed(desk, case_id, on=date(2026, 12, 1), to={"D2": "D1"})
    with refused("document_number"):
        changed(desk, case_id, on=on, to={"D2": "D1"}, document_number=number)
    with refused("measures"):
        case_changes.change_decision(desk, case_id, Order(decision=document(desk, case_id, "lighter", on=on, measures=())))
    with refused("why"):
        revoked(desk, case_id, on=on, why=" ")


def test_an_appeal_never_makes_it_heavier(desk):
    case_id = decided(desk, decided_on=date(2026, 9, 18), codes=("D1",))
    appeal = appealed(desk, case_id, on=date(2026, 10, 9))
    with refused("review_kind"):
        changed(desk, case_id, on=date(2026, 11, 9), to={"D1": "D2"}, appeal_id=appeal.id)
    changed(desk, case_id, on=date(2026, 11, 9), to={"D1": "F11"}, appeal_id=appeal.id)
    settled = cases.open_case(desk, case_id).appeals[0]
    assert (settled.result, settled.decided_on) == ("lighter", date(2026, 11, 9))
    assert settled.new_decision_id == cases.open_case(desk, case_id).decision.id


# ---- 留党察看


STEPS = Restoration(
    applied_on=date(2026, 2, 26), inspected_on=date(2026, 3, 5), published_from=date(2026, 3, 9),
    published_to=date(2026, 3, 13), meeting_on=date(2026, 3, 17), due=21, present=18, yes=15, committee="县直机关工委",
    committee_on=date(2026, 3, 20), approver="县委", approved_on=date(2026, 3, 27), copied_on=date(2026, 3, 30),
)  # fmt: skip


def probation(desk, decided_on=date(2024, 3, 1)):
    case_id = decided(desk, decided_on=decided_on, codes=("D4-1",))
    return case_id, cases.open_case(desk, case_id).decision.measures[0].id


def test_probation_extended_then_restored_by_its_steps(desk):
    case_id, measure_id = probation(desk)
    changes = case_changes.extend_probation(desk, case_id, measure_id, on=date(2025, 2, 24))
    assert "察看期止（留党察看一年） 2025-02-28 → 2026-02-28" in changes.moved
    case_changes.restore_rights(desk, case_id, measure_id, on=None, steps=replace(STEPS, approved_on=None, copied_on=None))
    assert duty(desk, case_id, DutyKind.RESTORE_RIGHTS).open
    with refused("reason") as told:
        case_changes.restore_rights(desk, case_id, measure_id, on=date(2026, 4, 1), steps=replace(STEPS, copied_on=None))
    assert "抄送原处分决定机关" in told.text
    case_changes.restore_rights(desk, case_id, measure_id, on=date(2026, 4, 1), steps=STEPS)
    file = cases.open_case(desk, case_id)
    assert case_changes.steps_of(file.decision) == STEPS
    assert file.decision.measures[0].end_on == date(2028, 3, 31)  # 24 months from the restoration
    assert duty(desk, case_id, DutyKind.RESTORE_RIGHTS).done_on == date(2026, 4, 1)


def test_the_steps_to_restored_rights_stand_in_words_on_the_checklist_and_in_the_history(desk):
    case_id, measure_id = probation(desk)
    case_changes.restore_rights(desk, case_id, measure_id, on=None, steps=replace(STEPS, approved_on=None, copied_on=None))
    case_changes.restore_rights(desk, case_id, measure_id, on=date(2026, 4, 1), steps=STEPS)
    names = set(LABELS.values())
    steps = history.history_of(desk, "case", case_id)[:2]
    said = [d.after for step in steps for d in step.differences if d.field == "执行事项·办理细目"]
    assert len(said) == 2, "added, then changed: the change alone does not say of which kind the item is"
    for text in said:
        assert {part.partition("：")[0] for part in text.split("；")} <= names
        assert f"本人申请日期：{STEPS.applied_on}" in text
        assert f"应到党员：{STEPS.due}人" in text
    assert f"批准日期：{STEPS.approved_on}" in said[0]
    assert "批准日期" not in said[1]
    line = next(x for x in execution.checklist_of(desk, case_id).lines if x.template.code == "restore")
    assert dict(line.details)["支部大会日期"] == f"{STEPS.meeting_on}"
    assert {label for label, _ in line.details} <= names


@pytest.mark.parametrize(("present", "yes", "word"), [(10, 10, "不足半数"), (18, 10, "没有超过")])
def test_a_vote_that_did_not_carry_restores_nothing(desk, present, yes, word):
    case_id, measure_id = probation(desk)
    with refused("yes") as told:
        case_changes.restore_rights(desk, case_id, measure_id, on=date(2026, 4, 1), steps=replace(STEPS, present=present, yes=yes))
    assert word in told.text


def test_expelled_during_probation_ends_it_without_a_sum(desk):
    case_id, _ = probation(desk, decided_on=date(2026, 3, 2))
    expelled(desk, case_id, on=date(2026, 10, 9))
    file = cases.open_case(desk, case_id)
    assert [m.code for m in in_force(file)] == ["D5"]
    assert in_force(file)[0].end_on == date(2031, 10, 8)  # five years, nothing added
    assert file.decisions[0].measures[0].end_on == date(2026, 10, 8)
    assert not [d for d in cases.duties_of_case(desk, case_id) if d.kind == DutyKind.RESTORE_RIGHTS]
    with pytest.raises(Refused):
        expelled(desk, case_id, on=date(2026, 10, 12))


# ---- what moved


def test_a_corrected_date_says_what_moved(desk):
    case_id = decided(desk, decided_on=date(2026, 9, 18), codes=("D1",))
    file = cases.open_case(desk, case_id)
    decision = replace(file.decision, decided_on=date(2026, 9, 28))
    foreseen = preview(desk, replace(file, decisions=(decision,))).moved
    changes = cases.record_case(desk, replace(file, decisions=(decision,)))
    assert "公开宣布 2026-09-29 → 2026-10-13" in changes.moved
    assert "影响期止（警告） 2027-09-17 → 2027-09-27" in changes.moved
    assert any(line.startswith("第1次回访 2026-12-18 → ") for line in changes.moved)
    assert f"{len(changes.moved)} 项日期随之调整" in changes.message
    assert foreseen == changes.moved  # told before saving just as after
    assert cases.record_case(desk, cases.open_case(desk, case_id)).moved == ()


def test_a_corrected_date_of_a_revoking_decision_takes_the_revocation_along(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    revoked(desk, case_id, on=date(2026, 10, 9))
    file = cases.open_case(desk, case_id)
    first, second = file.decisions
    cases.record_case(desk, replace(file, decisions=(first, replace(second, decided_on=date(2026, 10, 12)))))
    file = cases.open_case(desk, case_id)
    assert file.decisions[0].measures[0].revoked_on == date(2026, 10, 12)
    assert duty(desk, case_id, "announce", file.decision).counted_from == date(2026, 10, 12)
    with refused("decided_on"):
        cases.record_case(desk, replace(file, decisions=(first, replace(second, decided_on=date(2026, 3, 1)))))


def test_a_change_is_taken_back_whole(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    before = cases.open_case(desk, case_id), cases.duties_of_case(desk, case_id)
    changes = revoked(desk, case_id, on=date(2026, 10, 9))
    history.take_back(desk, changes.audit_seq)
    after = cases.open_case(desk, case_id), cases.duties_of_case(desk, case_id)
    assert after[0] == before[0]
    assert [replace(d, id=None) for d in after[1]] == [replace(d, id=None) for d in before[1]]


def test_a_postponement_leaves_its_day_and_reason_in_the_history(desk):
    case_id = decided(desk, decided_on=date(2026, 11, 2), codes=("D1",))
    item = Announcement(decision_id=cases.open_case(desk, case_id).decision.id, planned_on=date(2026, 11, 10))
    cases.record_announcement(desk, case_id, item)
    cases.record_announcement(desk, case_id, replace(item, planned_on=date(2026, 11, 16), postponed_reason="本人住院"))
    latest = history.history_of(desk, "case", case_id)[0]
    assert "暂缓宣布：本人住院，计划2026-11-16" in latest.summary
    assert ("2026-11-10", "2026-11-16") in [(d.before, d.after) for d in latest.differences]


def test_a_measure_given_without_a_way_is_refused(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    standing = in_force(cases.open_case(desk, case_id))[0]
    order = Order(decision=document(desk, case_id, "lighter", on=date(2026, 10, 9),
                                    measures=[Measure(code="D1", replaces_id=standing.id, change="heavier")]))  # fmt: skip
    with refused("measures"):
        case_changes.change_decision(desk, case_id, order)
