"""案件处分 as the services do it: what is computed, what is refused, what the list finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import ID_NUMBER, announced, decided, file_of, fill, make_desk
from change_county import revoked
from revisit_county import Clock

from jzdesk.domain.accounts import Role
from jzdesk.domain.announcements import Announcement
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.domain.restoration import Restoration
from jzdesk.services import case_changes, case_preview, cases, dossiers, duties, history, people
from jzdesk.services.cases import CaseFilter

TODAY = date(2026, 11, 22)


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


def duty(desk, case_id, kind):
    return next(d for d in cases.duties_of_case(desk, case_id) if d.kind == kind)


def decision_of(desk, case_id):
    return cases.open_case(desk, case_id).decision


def refusal(act):
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value.field, caught.value.text


def rows(desk, **terms):
    return cases.list_cases(desk, CaseFilter(on=TODAY, **terms))


# ---- what follows from a decision


def test_the_announcement_is_due_after_seven_working_days_with_the_reason(desk):
    found = duty(desk, decided(desk, decided_on=date(2026, 9, 18)), DutyKind.ANNOUNCE)
    assert found.due_on == date(2026, 9, 29)
    assert "9月20日调休上班" in found.why
    assert "公开宣布执行的暂行办法" in found.clause


def test_a_date_beyond_the_known_calendar_is_provisional(desk):
    case_id = decided(desk, decided_on=date(2026, 11, 20), codes=("D3", "Z5"))
    assert duty(desk, case_id, DutyKind.REPORT_EXECUTION).provisional
    assert not duty(desk, case_id, DutyKind.ANNOUNCE).provisional


ALWAYS = {"announce", "deliver", "tell", "notify_organs", "appraisal", "archive", "report_execution"}


@pytest.mark.parametrize(
    ("codes", "kinds"),
    [
        (("F01",), set()),
        (("O02",), {"announce", "appraisal"}),
        (("D1",), ALWAYS),
        (("D3", "Z5"), ALWAYS | {"adjust"}),
        (("D2", "O05"), ALWAYS | {"organization"}),
        (("Z4",), ALWAYS | {"adjust"}),
        (("D4-1",), ALWAYS | {"adjust", "restore_rights"}),
    ],
)
def test_each_measure_causes_its_own_duties(desk, codes, kinds):
    case_id = decided(desk, codes=codes)
    assert {d.kind for d in cases.duties_of_case(desk, case_id)} == kinds


def test_periods_and_dossier_come_with_the_decision(desk):
    case_id = decided(desk, codes=("D2", "Z3"), decided_on=date(2026, 9, 18))
    by_code = {m.code: m for m in decision_of(desk, case_id).measures}
    assert by_code["D2"].end_on == by_code["Z3"].end_on == date(2028, 3, 17)
    assert "第十条" in by_code["D2"].why
    dossier = dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id)
    assert dossier.dossier.decision_id == decision_of(desk, case_id).id
    assert dossier.visits
    assert rows(desk)[0].form == 2


def test_the_officially_written_end_wins_and_the_computed_one_stays(desk):
    file = file_of("吴建国", decided_on=date(2026, 9, 18), codes=("D1",))
    measure = Measure(code="D1", official_end_on=date(2027, 9, 18), override_reason="决定书载明")
    file = replace(file, decisions=(replace(file.decision, measures=(measure,)),))
    case_id = cases.record_case(desk, file).record_id
    saved = decision_of(desk, case_id).measures[0]
    assert (saved.end_on, saved.computed_end_on) == (date(2027, 9, 18), date(2027, 9, 17))
    assert rows(desk)[0].period_end == date(2027, 9, 18)


def test_a_second_sanction_adds_what_is_left_of_the_first(desk):
    first = decided(desk, "吴建国", decided_on=date(2016, 1, 10), codes=("D1",))
    person = cases.open_case(desk, first).person
    second = replace(file_of("吴建国", decided_on=date(2016, 7, 10), codes=("D2",), number="公纪〔2016〕9号"), person=person)
    case_id = cases.record_case(desk, second).record_id
    assert decision_of(desk, case_id).measures[0].end_on == date(2018, 7, 9)


def test_duties_stored_are_those_the_rules_compute(desk):
    fill(desk)
    assert duties.stale(desk) == []


# ---- preview


def test_a_preview_says_the_same_as_saving_and_writes_nothing(desk):
    file = file_of("吴建国", decided_on=date(2026, 9, 18), codes=("D2", "Z3"))
    seen = case_preview.preview(desk, file)
    assert rows(desk) == []
    case_id = cases.record_case(desk, file).record_id
    saved = {m.code: m.end_on for m in decision_of(desk, case_id).measures}
    assert {c.code: c.end for c in seen.clocks} == saved
    kinds = {d.kind: d.due_on for d in seen.duties}
    assert kinds == {d.kind: d.due_on for d in cases.duties_of_case(desk, case_id)}
    dossier = dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id)
    assert seen.visits == tuple(v.planned_on for v in dossier.visits)
    assert seen.form == 2


def test_a_preview_of_nothing_is_empty(desk):
    seen = case_preview.preview(desk, file_of("吴建国"))
    assert (seen.clocks, seen.duties, seen.warnings) == ((), (), ())


def test_a_preview_names_mismatches_defaults_and_refusals(desk):
    file = file_of(
        "吴建国", decided_on=date(2026, 9, 18), codes=("D1", "Z4", "F11"), person={"object_kind": "village"}
    )  # fmt: skip
    seen = case_preview.preview(desk, file)
    assert any("不相匹配" in text for text in seen.warnings)
    cautions = dict(zip(seen.codes, seen.cautions, strict=True))
    assert any("默认值" in text for text in cautions["F11"])
    assert dict(seen.faults).keys() == {"Z4"}


def test_a_preview_tells_what_the_person_already_has(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2))
    person = cases.open_case(desk, case_id).person
    file = replace(file_of("吴建国", decided_on=date(2026, 9, 18), codes=("D2",)), person=person)
    seen = case_preview.preview(desk, file)
    assert seen.earlier == ("2026-03-02 警告，影响期至2027-03-01",)
    assert seen.clocks[0].end == date(2028, 9, 1)


# ---- refusals


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"person": {"name": " "}}, "name"),
        ({"person": {"unit_name": ""}}, "unit_name"),
        ({"person": {"id_number": "421099197601010012"}}, "id_number"),
        ({"person": {"politics": "13"}}, "measures"),
        ({"person": {"politics": ""}}, "politics"),
        ({"decided_on": date(2026, 11, 23)}, "decided_on"),
        ({"case": {"filed_on": date(2026, 10, 1)}}, "decided_on"),
        ({"codes": ()}, "measures"),
        ({"codes": ("D1", "D2")}, "measures"),
        ({"codes": ("F01", "F01")}, "measures"),
        ({"codes": ("X9",)}, "measures"),
        ({"number": " "}, "document_number"),
        ({"issued_on": date(2026, 9, 17)}, "issued_on"),
        ({"delivered_on": date(2026, 11, 30)}, "delivered_on"),
    ],
)
def test_what_no_clerk_would_sign_is_refused_at_its_field(desk, change, field):
    values = {"decided_on": date(2026, 9, 18), "codes": ("D1",), **change}
    assert refusal(lambda: cases.record_case(desk, file_of("吴建国", **values)))[0] == field
    assert rows(desk) == []


def test_one_document_number_serves_one_sanction(desk):
    decided(desk, "吴建国", number="公纪〔2026〕1号")
    field, _ = refusal(lambda: decided(desk, "李明", number="公纪〔2026〕1号 "))
    assert field == "document_number"


def test_a_notice_of_admonition_may_name_several_people(desk):
    for name in ("吴建国", "李明"):
        decided(desk, name, codes=("F11",), number="公纪函〔2026〕1号")
    assert len(rows(desk, keyword="公纪函〔2026〕1号")) == 2


def test_an_id_number_belongs_to_one_person(desk):
    decided(desk, "吴建国", person={"id_number": ID_NUMBER.lower()})
    field, text = refusal(lambda: decided(desk, "李明", person={"id_number": ID_NUMBER}, number="另号"))
    assert field == "id_number"
    assert "吴建国" in text


def test_birth_and_sex_come_from_the_id_number(desk):
    case_id = decided(desk, person={"id_number": f" {ID_NUMBER} "})
    person = cases.open_case(desk, case_id).person
    assert (person.id_number, person.birth, person.sex) == (ID_NUMBER, date(1976, 1, 1), "1")


def test_a_reader_may_not_write(desk):
    desk.account = replace(desk.account, role=Role.LEADER)
    with pytest.raises(Refused, match="没有“登记和修改”的权限"):
        decided(desk)
    assert rows(desk) == []


# ---- changing


def test_saving_again_changes_and_keeps_the_keys(desk):
    case_id = decided(desk, codes=("D1",))
    file = cases.open_case(desk, case_id)
    old = file.decision.measures[0]
    changed = replace(file.decision, measures=(replace(old, code="D2"),), document_number="公纪〔2026〕2号")
    cases.record_case(desk, replace(file, decisions=(changed,)))
    again = decision_of(desk, case_id)
    assert (again.id, again.measures[0].id, again.measures[0].code) == (file.decision.id, old.id, "D2")
    assert rows(desk)[0].measures == "严重警告"


def test_a_measure_left_out_goes_with_its_duties(desk):
    case_id = decided(desk, codes=("D4-1", "Z5"))
    file = cases.open_case(desk, case_id)
    kept = tuple(m for m in file.decision.measures if m.code == "Z5")
    cases.record_case(desk, replace(file, decisions=(replace(file.decision, measures=kept),)))
    assert "restore_rights" not in {d.kind for d in cases.duties_of_case(desk, case_id)}


def test_a_case_moved_to_the_right_person_leaves_the_wrong_one_without_duties(desk):
    wrong, right = decided(desk, "吴建国"), decided(desk, "李明", number="公纪〔2026〕2号")
    file, other = cases.open_case(desk, wrong), cases.open_case(desk, right)
    cases.record_case(desk, replace(file, person=other.person))
    assert duties.stale(desk) == []
    assert people.latest_case_of(desk, file.person.id) is None
    assert cases.open_case(desk, wrong).person.name == "李明"


def test_the_history_says_before_and_after_in_names(desk):
    case_id = decided(desk, person={"politics": "01"})
    file = cases.open_case(desk, case_id)
    cases.record_case(desk, replace(file, case=replace(file.case, source="letters", amount=1_234_500)))
    said = {d.field: (d.before, d.after) for d in history.history_of(desk, "case", case_id)[0].differences}
    assert said["案件·来源"] == ("", "信访举报")
    assert said["案件·涉案金额"] == ("", "1.2345 万元")
    first = {d.field: d.after for d in history.history_of(desk, "case", case_id)[-1].differences}
    assert first["人员·政治面貌"] == "中共党员"
    assert first["处分·种类"] == "党内警告"
    assert "人员·已退休" not in first


# ---- announcement


def test_a_meeting_on_time_discharges_the_duty(desk):
    case_id = decided(desk, decided_on=date(2026, 9, 18))
    announced(desk, case_id, on=date(2026, 9, 28))
    assert duty(desk, case_id, DutyKind.ANNOUNCE).done_on == date(2026, 9, 28)
    assert rows(desk)[0].state == "done"


def test_a_meeting_after_the_limit_is_done_late(desk):
    case_id = decided(desk, decided_on=date(2026, 9, 18))
    announced(desk, case_id, on=date(2026, 9, 30))
    assert rows(desk)[0].state == "done_late"


def test_an_exemption_excuses_and_may_be_withdrawn(desk):
    case_id = decided(desk)
    item = Announcement(
        decision_id=decision_of(desk, case_id).id, exemption="trade_secret", exemption_reason="涉及企业报价",
        exemption_approver="张书记", exempted_on=date(2026, 9, 20),
    )  # fmt: skip
    cases.record_announcement(desk, case_id, item)
    assert rows(desk)[0].state == "excused"
    assert duty(desk, case_id, DutyKind.ANNOUNCE).excuse == "涉及商业秘密"
    announced(desk, case_id, on=date(2026, 9, 25))
    assert rows(desk)[0].state == "done"
    assert decision_of(desk, case_id).announcement.exemption == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": date(2026, 9, 17)}, "held_on"),
        ({"held_on": date(2026, 11, 23)}, "held_on"),
        ({"held_on": date(2026, 9, 25)}, "place"),
        ({"held_on": date(2026, 9, 25), "place": "会议室"}, "parts"),
        ({"planned_on": date(2026, 9, 1)}, "planned_on"),
        ({"exemption": "privacy"}, "exemption_reason"),
        ({"exemption": "privacy", "exemption_reason": "理由"}, "exemption_approver"),
        ({"exemption": "privacy", "exemption_reason": "理由", "exemption_approver": "张"}, "exempted_on"),
        (
            {"exemption": "privacy", "exemption_reason": "理由", "exemption_approver": "张", "exempted_on": date(2026, 12, 1)},
            "exempted_on",
        ),
    ],
)
def test_an_announcement_that_cannot_be_is_refused(desk, values, field):
    case_id = decided(desk, decided_on=date(2026, 9, 18))
    item = Announcement(decision_id=decision_of(desk, case_id).id, **values)
    assert refusal(lambda: cases.record_announcement(desk, case_id, item))[0] == field


# ---- execution


def test_delivery_is_one_date_wherever_it_is_recorded(desk):
    case_id = decided(desk)
    item = ExecutionItem(
        decision_id=decision_of(desk, case_id).id, kind="deliver", done_on=date(2026, 9, 22), done_by="李经办"
    )  # fmt: skip
    cases.record_execution(desk, case_id, item)
    assert decision_of(desk, case_id).delivered_on == date(2026, 9, 22)
    file = cases.open_case(desk, case_id)
    cases.record_case(desk, replace(file, decisions=(replace(file.decision, delivered_on=date(2026, 9, 24)),)))
    assert duty(desk, case_id, DutyKind.DELIVER).done_on == date(2026, 9, 24)


def test_an_extension_moves_the_limit_within_six_months(desk):
    case_id = decided(desk, codes=("D3", "Z5"), decided_on=date(2026, 9, 18))
    item = ExecutionItem(
        decision_id=decision_of(desk, case_id).id, kind="adjust", extended_to=date(2026, 12, 31), extension_approver="张书记"
    )  # fmt: skip
    cases.record_execution(desk, case_id, item)
    found = duty(desk, case_id, DutyKind.ADJUST)
    assert found.due_on == date(2026, 12, 31)
    assert "张书记" in found.why
    too_far = replace(item, extended_to=date(2027, 4, 30))
    assert refusal(lambda: cases.record_execution(desk, case_id, too_far))[0] == "extended_to"
    too_near = replace(item, extended_to=date(2026, 10, 1))
    assert refusal(lambda: cases.record_execution(desk, case_id, too_near))[0] == "extended_to"


def test_an_item_that_does_not_apply_is_excused(desk):
    case_id = decided(desk)
    item = ExecutionItem(decision_id=decision_of(desk, case_id).id, kind="archive", not_applicable="无人事档案")
    cases.record_execution(desk, case_id, item)
    assert duty(desk, case_id, DutyKind.ARCHIVE).excuse == "无人事档案"


@pytest.mark.parametrize(
    ("kind", "part", "name"),
    [
        ("recover", 0, "收缴违纪违法所得"), ("letters", 77, "三书"), ("appraisal", 2099, "2099年度"), ("adjust", 0, "职务"),
        ("announce", 0, "宣布"), ("deliver", 3, "送达"),
    ],
)  # fmt: skip
def test_what_the_checklist_of_a_decision_does_not_have_is_not_recorded(desk, kind, part, name):
    case_id = decided(desk)
    item = ExecutionItem(
        decision_id=decision_of(desk, case_id).id, kind=kind, part=part, done_on=date(2026, 10, 8), done_by="李经办"
    )  # fmt: skip
    with pytest.raises(Refused, match=f"执行清单中没有“.*{name}.*”"):
        cases.record_execution(desk, case_id, item)
    assert decision_of(desk, case_id).items == ()


# ---- 留党察看, revocation


def test_probation_is_extended_once_then_rights_are_restored(desk):
    case_id = decided(desk, codes=("D4-1",), decided_on=date(2024, 3, 1))
    measure = decision_of(desk, case_id).measures[0]
    assert measure.probation_end_on == date(2025, 2, 28)
    case_changes.extend_probation(desk, case_id, measure.id, on=date(2025, 2, 20))
    assert decision_of(desk, case_id).measures[0].probation_end_on == date(2026, 2, 28)
    with pytest.raises(Refused, match="已经延长过一次"):
        case_changes.extend_probation(desk, case_id, measure.id, on=date(2025, 2, 21))
    assert refusal(lambda: case_changes.restore_rights(desk, case_id, measure.id, on=date(2025, 3, 1)))[0] == "on"
    case_changes.restore_rights(desk, case_id, measure.id, on=date(2026, 3, 1), steps=Restoration(reason="补登此前办理的恢复"))
    assert decision_of(desk, case_id).measures[0].end_on == date(2028, 2, 29)
    assert duty(desk, case_id, DutyKind.RESTORE_RIGHTS).done_on == date(2026, 3, 1)


def test_two_years_of_probation_cannot_be_extended(desk):
    case_id = decided(desk, codes=("D4-2",), decided_on=date(2025, 3, 3))
    with pytest.raises(Refused, match="不得延长"):
        case_changes.extend_probation(desk, case_id, decision_of(desk, case_id).measures[0].id, on=TODAY)


def test_a_revoked_measure_takes_its_open_duties_along(desk):
    case_id = decided(desk)
    first = decision_of(desk, case_id)
    assert refusal(lambda: revoked(desk, case_id, on=TODAY, why=" "))[0] == "why"
    assert refusal(lambda: revoked(desk, case_id, on=date(2026, 9, 1)))[0] == "decided_on"
    revoked(desk, case_id, on=TODAY, why="复查撤销")
    assert [d for d in cases.duties_of_case(desk, case_id) if d.open and d.subject_id == first.id] == []
    assert rows(desk)[0].measures == "已撤销"
    assert refusal(lambda: revoked(desk, case_id, on=TODAY, why="再次")) == ("measures", "请至少变更或者撤销一项处分。")


# ---- recycle bin


def test_a_deleted_case_comes_back_with_everything(desk):
    case_id = decided(desk)
    announced(desk, case_id, on=date(2026, 9, 28))
    before = cases.duties_of_case(desk, case_id)
    cases.delete_case(desk, case_id, why="重复登记")
    assert rows(desk) == []
    assert cases.duties_of_case(desk, case_id) == []
    assert [row.id for row in rows(desk, deleted=True)] == [case_id]
    cases.recover_case(desk, case_id)
    after = cases.duties_of_case(desk, case_id)
    assert [replace(d, id=None) for d in after] == [replace(d, id=None) for d in before]
    assert duties.stale(desk) == []


# ---- the list, where it needs a vault of its own (the rest is in test_case_list.py)


def test_due_soon_begins_three_working_days_before(desk):
    clock = Clock()
    desk.clock = clock
    decided(desk, decided_on=date(2026, 11, 16))  # due 2026-11-25
    assert rows(desk)[0].state == "due_soon"
    assert cases.list_cases(desk, CaseFilter(on=date(2026, 11, 19)))[0].state == "open"


def test_a_keyword_finds_by_id_number(desk):
    decided(desk, person={"id_number": ID_NUMBER})
    decided(desk, "李明", number="公纪〔2026〕2号")
    assert [row.person for row in rows(desk, keyword=ID_NUMBER[:10])] == ["吴建国"]


def test_two_decisions_of_a_case_stand_in_one_row(desk):
    case_id = decided(desk, codes=("D1",), decided_on=date(2026, 9, 18))
    file = cases.open_case(desk, case_id)
    second = file_of("吴建国", decided_on=date(2026, 10, 12), codes=("Z2",), number="公监〔2026〕3号").decision
    cases.record_case(desk, replace(file, decisions=(*file.decisions, second)))
    found = rows(desk)
    assert [row.document_number for row in found] == ["公监〔2026〕3号"]
    assert len([d for d in cases.duties_of_case(desk, case_id) if d.kind == "announce"]) == 2
