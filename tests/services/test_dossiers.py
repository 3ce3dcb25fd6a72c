"""回访档案 through the services: the file, the mentor, the team, who is due, assessment, closing, the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from revisit_county import (
    DECIDED,
    FIRST,
    SECOND,
    THIRD,
    dossier_of,
    duty,
    held,
    mentor,
    plan,
    refused,
    row,
    sanction,
    sanctioned,
    talk,
    team,
)

from jzdesk.domain.accounts import Role
from jzdesk.domain.changes import Touched
from jzdesk.domain.errors import Refused
from jzdesk.domain.visits import Visit
from jzdesk.services import cases, dossiers
from jzdesk.services.duties import stale
from jzdesk.services.history import take_back

# ---- the file, the mentor, the team


def test_establishing_names_what_is_missing(desk):
    i = sanctioned(desk)
    with refused("parts") as fault:
        dossiers.establish(desk, i, on=date(2026, 3, 10), parts=())
    assert "处分决定书" in fault.text
    assert "帮带人指定书" in fault.text
    dossiers.name_mentor(desk, i, mentor())
    for day, text in ((date(2026, 3, 1), "早于"), (date(2026, 11, 23), "晚于")):
        with refused("opened_on") as fault:
            dossiers.establish(desk, i, on=day, parts=("2",))
        assert text in fault.text
    keeping = dossiers.Keeping(category="key", plan="每季度一次")
    dossiers.establish(desk, i, on=date(2026, 3, 10), parts=("2",), keeping=keeping)
    file = dossiers.open_file(desk, i)
    assert (file.dossier.opened_on, file.dossier.category, file.dossier.plan) == (date(2026, 3, 10), "key", "每季度一次")
    assert duty(desk, i, "open_dossier").done_on == date(2026, 3, 10)
    with refused("parts"):
        dossiers.keep_file(desk, i, parts=())


def test_parts_the_program_holds_count_without_being_ticked(desk):
    i = sanctioned(desk)
    present = {p.code for p in dossiers.parts_of(desk, dossiers.open_file(desk, i)) if p.present}
    assert present == {"1"}
    dossiers.name_mentor(desk, i, mentor())
    dossiers.record_visit(desk, i, talk(FIRST))
    dossiers.keep_file(desk, i, parts=("9",))
    parts = dossiers.parts_of(desk, dossiers.open_file(desk, i))
    assert {p.code for p in parts if p.present} == {"1", "5", "9"}  # the second talk was due in September
    dossiers.record_visit(desk, i, talk(SECOND))
    parts = dossiers.parts_of(desk, dossiers.open_file(desk, i))
    assert {p.code for p in parts if p.present} == {"1", "5", "7", "9"}
    assert len(parts) == 14
    assert {p.code for p in parts if p.required} == {"1", "2", "5"}


def test_a_changed_mentor_ends_the_one_before(desk):
    i = sanctioned(desk)
    dossiers.name_mentor(desk, i, mentor())
    with refused("mentor_name"):
        dossiers.name_mentor(desk, i, mentor())
    with refused("appointed_on"):
        dossiers.name_mentor(desk, i, mentor("田卫东", date(2026, 3, 4)))
    dossiers.name_mentor(desk, i, mentor("田卫东", date(2026, 8, 1)), end_reason="郑书记调离")
    file = dossiers.open_file(desk, i)
    assert file.mentor.name == "田卫东"
    assert [(m.name, m.ended_on, m.end_reason) for m in file.mentors if m.ended_on] == [
        ("郑书记", date(2026, 8, 1), "郑书记调离")
    ]
    assert duty(desk, i, "name_mentor").done_on == date(2026, 3, 5)
    assert row(desk, i).mentor == "田卫东"


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (mentor(""), "mentor_name"),
        (mentor("吴建国"), "mentor_name"),
        (mentor(appointed_on=date(2026, 3, 1)), "appointed_on"),
        (mentor(appointed_on=date(2026, 11, 23)), "appointed_on"),
        (mentor(appointed_on=None), "appointed_on"),
    ],
)
def test_an_impossible_mentor_is_refused(desk, item, field):
    i = sanctioned(desk)
    with refused(field):
        dossiers.name_mentor(desk, i, item)


def test_correcting_the_mentor_ends_nobody(desk):
    i = sanctioned(desk)
    dossiers.name_mentor(desk, i, mentor())
    now = dossiers.open_file(desk, i).mentor
    dossiers.name_mentor(desk, i, replace(now, phone="13700000000"))
    file = dossiers.open_file(desk, i)
    assert len(file.mentors) == 1
    assert file.mentor.phone == "13700000000"
    with pytest.raises(Refused, match="已不存在"):
        dossiers.name_mentor(desk, i, replace(now, id=999))


@pytest.mark.parametrize(
    ("members", "on", "field"),
    [
        (team("周明"), date(2026, 3, 6), "members"),
        (team("周明", " 周明 "), date(2026, 3, 6), "members"),
        (team("周明", "吴建国"), date(2026, 3, 6), "members"),
        ([replace(m, role="member") for m in team("周明", "陈芳")], date(2026, 3, 6), "members"),
        (team("周明", "陈芳"), date(2026, 3, 1), "joined_on"),
        (team("周明", "陈芳"), date(2026, 11, 23), "joined_on"),
    ],
)
def test_an_impossible_team_is_refused(desk, members, on, field):
    i = sanctioned(desk)
    with refused(field):
        dossiers.form_team(desk, i, members, on=on)


def test_a_team_changes_and_keeps_who_was_in_it(desk):
    i = sanctioned(desk)
    dossiers.form_team(desk, i, team("周明", "陈芳"), on=date(2026, 3, 6))
    with refused("joined_on"):
        dossiers.form_team(desk, i, team("周明", "赵立"), on=date(2026, 3, 5))
    dossiers.form_team(desk, i, team("赵立", "周明"), on=date(2026, 5, 8))
    file = dossiers.open_file(desk, i)
    assert {(m.name, m.role, m.left_on) for m in file.team} == {
        ("周明", "member", None), ("陈芳", "member", date(2026, 5, 8)), ("赵立", "head", None),
    }  # fmt: skip
    assert ("陈芳", "县纪委监委") in dossiers.known_members(desk)


# ---- who is due at all, assessment, closing


def test_an_excluded_person_is_not_due_until_he_is_put_back(desk):
    i = sanctioned(desk)
    with refused("excluded_reason"):
        dossiers.exclude(desk, i, code="custody", reason=" ", on=date(2026, 5, 1))
    with refused("excluded"):
        dossiers.exclude(desk, i, code="none-such", reason="在押", on=date(2026, 5, 1))
    for day in (date(2026, 3, 1), date(2026, 11, 23)):
        with refused("excluded_on"):
            dossiers.exclude(desk, i, code="custody", reason="在押", on=day)
    dossiers.exclude(desk, i, code="custody", reason="因涉嫌犯罪在押", on=date(2026, 5, 1))
    assert plan(desk, i) == []
    assert dossiers.standing(desk, row(desk, i)) == ("不列入", "excused")
    assert duty(desk, i, "name_mentor").excuse
    with refused("excluded_reason"):
        dossiers.exclude(desk, i, code="", reason="", on=desk.today)
    dossiers.exclude(desk, i, code="", reason="取保候审", on=desk.today)
    assert plan(desk, i)[0] == FIRST
    with pytest.raises(Refused, match="已列入"):
        dossiers.exclude(desk, i, code="", reason="取保候审", on=desk.today)


def test_who_was_dismissed_is_left_out_by_the_rule_and_not_put_back_by_hand(desk):
    i = sanctioned(desk, codes=("D5", "Z6"))
    assert plan(desk, i) == []
    assert dossiers.open_file(desk, i).dossier.excluded == "dismissed"
    with pytest.raises(Refused, match="自动认定"):
        dossiers.exclude(desk, i, code="", reason="误", on=desk.today)


def assessed(desk, dossier_id, **more):
    item = dossiers.propose_assessment(desk, dossiers.open_file(desk, dossier_id))
    values = {"mentor_opinion": "思想稳定", "unit_opinion": "表现良好", "result": "good", "use": "normal"}
    return replace(item, **{**values, **more})


def test_the_assessment_gathers_the_visits_and_is_one_for_a_period(desk, clock):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    dossiers.record_visit(desk, i, Visit(excuse="illness", excuse_reason="住院"))
    with refused("held_on") as fault:
        dossiers.record_assessment(desk, i, assessed(desk, i))
    assert "2027-08-02" in fault.text
    clock.set(date(2027, 9, 10))
    item = assessed(desk, i)
    assert "应回访5次，已回访1次，未能回访1次（因病）" in item.visits_summary.replace("影响期内", "")
    assert "第1次 2026-06-02 面谈，评价好" in item.visits_summary
    for change, field in (
        ({"mentor_opinion": ""}, "mentor_opinion"),
        ({"result": ""}, "result"),
        ({"forwarded_on": date(2027, 9, 1), "forwarded_to": "县委组织部"}, "forwarded_on"),
        ({"forwarded_on": date(2027, 9, 10)}, "forwarded_to"),
        ({"poll_good": -1}, "poll_good"),
    ):
        with refused(field):
            dossiers.record_assessment(desk, i, replace(item, **change))
    dossiers.record_assessment(desk, i, item)
    assert duty(desk, i, "assess").done_on == date(2027, 9, 10)
    with refused("held_on") as fault:
        dossiers.record_assessment(desk, i, replace(item, id=None))
    assert "2027-09-10" in fault.text
    again = assessed(desk, i, result="poor")
    assert again.id is not None
    dossiers.record_assessment(desk, i, again)
    assert row(desk, i).result == "poor"
    assert stale(desk) == []


def test_a_second_sanction_asks_for_another_assessment(desk, clock):
    """The assessment of the first period says nothing about the second."""
    case_id = sanction(desk, "吴建国", decided_on=date(2025, 3, 3), codes=("D1",))
    file = dossier_of(desk, case_id)
    i = file.dossier.id
    clock.set(date(2026, 3, 10))
    dossiers.record_assessment(desk, i, assessed(desk, i))
    clock.set(date(2026, 11, 22))
    person = cases.open_case(desk, case_id).person
    from case_county import file_of

    second = file_of("吴建国", decided_on=date(2026, 10, 12), codes=("D2",), number="公纪〔2026〕99号")
    cases.record_case(desk, replace(second, person=person))
    now = row(desk, i)
    assert (now.assessed_on, now.result) == (None, "")
    assert duty(desk, i, "assess").open
    assert dossiers.current_assessment(desk, dossiers.open_file(desk, i)) is None


def test_a_file_is_closed_only_when_everything_is_done(desk, clock):
    i = sanctioned(desk)
    with pytest.raises(Refused, match="未届满"):
        dossiers.close_file(desk, i, on=desk.today)
    clock.set(date(2027, 9, 10))
    with pytest.raises(Refused, match="第1次回访没有登记"):
        dossiers.close_file(desk, i, on=desk.today)
    for day in (FIRST, SECOND, THIRD, date(2027, 3, 2), date(2027, 6, 2)):
        dossiers.record_visit(desk, i, talk(day))
    with pytest.raises(Refused, match="期满考核"):
        dossiers.close_file(desk, i, on=desk.today)
    dossiers.record_assessment(desk, i, assessed(desk, i))
    with pytest.raises(Refused, match="没有抄送"):
        dossiers.close_file(desk, i, on=desk.today)
    item = dossiers.current_assessment(desk, dossiers.open_file(desk, i))
    dossiers.forward_assessment(desk, i, item.id, to="县委组织部", on=desk.today)
    for day in (date(2026, 3, 1), date(2027, 9, 11)):
        with refused("closed_on"):
            dossiers.close_file(desk, i, on=day)
    dossiers.close_file(desk, i, on=desk.today)
    with pytest.raises(Refused, match="已于2027-09-10结档"):
        dossiers.close_file(desk, i, on=desk.today)
    with pytest.raises(Refused, match="撤销结档"):
        dossiers.record_visit(desk, i, talk(date(2027, 9, 9)))
    with refused("why"):
        dossiers.reopen_file(desk, i, why="")
    dossiers.reopen_file(desk, i, why="补充材料")
    assert dossiers.open_file(desk, i).dossier.closed_on is None


def test_who_is_not_due_can_be_closed_without_assessment(desk):
    i = sanctioned(desk)
    dossiers.exclude(desk, i, code="death", reason="病故", on=date(2026, 6, 1))
    dossiers.close_file(desk, i, on=desk.today)
    assert dossiers.standing(desk, row(desk, i)) == ("已结档", "excused")


# ---- list, view, gone records


def test_every_state_of_the_filter_finds_its_people(desk):
    overdue = sanctioned(desk, "逾期人")
    soon = sanctioned(desk, "近期人", decided_on=date(2026, 8, 25))
    for i in (overdue, soon):
        dossiers.name_mentor(desk, i, mentor(appointed_on=date(2026, 9, 1)))
    lonely = sanctioned(desk, "无帮带", decided_on=date(2026, 10, 12))
    expired = sanctioned(desk, "期满人", decided_on=date(2025, 10, 10), codes=("D1",))
    out = sanctioned(desk, "在押人")
    dossiers.exclude(desk, out, code="custody", reason="在押", on=date(2026, 6, 1))
    closed = sanctioned(desk, "结档人")
    dossiers.exclude(desk, closed, code="death", reason="病故", on=date(2026, 6, 1))
    dossiers.close_file(desk, closed, on=desk.today)

    def found(state):
        filter_ = dossiers.DossierFilter(on=desk.today, state=state)
        rows = dossiers.list_dossiers(desk, filter_)
        assert dossiers.count_dossiers(desk, filter_) == len(rows)
        return {r.id for r in rows}

    assert found("visit_overdue") == {overdue, expired}
    assert found("visit_soon") == {soon}
    assert found("no_mentor") == {lonely, expired}
    assert found("assess_due") == {expired}
    assert found("in_period") == {overdue, soon, lonely}
    assert found("expired") == {expired}
    assert found("excluded") == {out}
    assert found("closed") == {closed}
    words = {i: dossiers.standing(desk, row(desk, i))[0] for i in (overdue, soon, lonely, expired, out, closed)}
    assert list(words.values()) == ["回访逾期", "近期应访", "无帮带人", "回访逾期", "不列入", "已结档"]


def test_keyword_unit_and_sorting(desk):
    sanctioned(desk, "吴建国")
    other = sanctioned(desk, "李秀英", unit="县水利局", decided_on=date(2026, 5, 6))
    for keyword in ("lxy", "李秀", "HF2026-0002", "水利"):
        rows = dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today, keyword=keyword))
        assert [r.id for r in rows] == [other], keyword
    unit = next(i for i, name in dossiers.unit_names(desk) if name == "县水利局")
    assert dossiers.count_dossiers(desk, dossiers.DossierFilter(on=desk.today, unit_id=unit)) == 1
    everyone = dossiers.DossierFilter(on=desk.today)
    from jzdesk.storage.dossiers import SORTS

    for sort in SORTS:
        up = [r.id for r in dossiers.list_dossiers(desk, everyone, sort=sort, descending=False)]
        down = [r.id for r in dossiers.list_dossiers(desk, everyone, sort=sort, descending=True)]
        assert up == down[::-1], sort


def test_the_view_gathers_everything_at_once(desk):
    i = sanctioned(desk, codes=("D2", "Z2"))
    dossiers.record_visit(desk, i, talk(FIRST))
    view = dossiers.look_at(desk, i)
    assert {p.name for p in view.periods} == {"严重警告", "政务记过"} or len(view.periods) == 2
    assert all(p.why for p in view.periods)
    assert view.case_id is not None
    assert view.steps[0].action == "记录回访"
    assert {d.kind for d in view.duties} >= {"visit", "assess"}


def test_a_dossier_goes_with_its_case_and_comes_back_with_it(desk):
    case_id = sanction(desk, "吴建国", decided_on=DECIDED)
    i = dossier_of(desk, case_id).dossier.id
    dossiers.record_visit(desk, i, talk(FIRST))
    cases.delete_case(desk, case_id, why="录错")
    assert dossiers.count_dossiers(desk, dossiers.DossierFilter(on=desk.today)) == 0
    for act in (
        lambda: dossiers.look_at(desk, i),
        lambda: dossiers.record_visit(desk, i, talk(SECOND)),
        lambda: dossiers.name_mentor(desk, i, mentor()),
        lambda: dossiers.close_file(desk, i, on=desk.today),
    ):
        with pytest.raises(Refused, match="已不存在"):
            act()
    cases.recover_case(desk, case_id)
    assert held(desk, i) == [(1, FIRST)]
    assert plan(desk, i)[0] == SECOND
    assert stale(desk) == []


def test_a_recorded_visit_is_taken_back_by_its_number(desk):
    i = sanctioned(desk)
    before = plan(desk, i)
    changes = dossiers.record_visit(desk, i, talk(date(2026, 6, 20)))
    assert changes.touched & Touched.DOSSIERS
    take_back(desk, changes.audit_seq)
    assert held(desk, i) == []
    assert plan(desk, i) == before
    assert stale(desk) == []


def test_nobody_writes_without_permission(desk):
    i = sanctioned(desk)
    desk.account = replace(desk.account, role=Role.LEADER.value)
    for act in (
        lambda: dossiers.record_visit(desk, i, talk(FIRST)),
        lambda: dossiers.name_mentor(desk, i, mentor()),
        lambda: dossiers.exclude(desk, i, code="death", reason="病故", on=desk.today),
    ):
        with pytest.raises(Refused, match="没有"):
            act()
    assert dossiers.open_file(desk, i).person.name == "吴建国"


def test_a_dossier_that_never_was(desk):
    with pytest.raises(Refused, match="已不存在"):
        dossiers.open_file(desk, 4711)
    assert dossiers.duties_of_dossier(desk, 4711) == []


def test_names_and_places_of_before_are_offered(desk):
    i = sanctioned(desk)
    dossiers.name_mentor(desk, i, mentor())
    dossiers.record_visit(desk, i, talk(FIRST, place="镇政府会议室"))
    assert dossiers.known_talkers(desk, "周") == ["周明"]
    assert dossiers.known_talkers(desk, "cf") == ["陈芳"]
    assert dossiers.known_places(desk, "镇") == ["镇政府会议室"]
    assert [m.name for m in dossiers.known_mentors(desk, "郑")] == ["郑书记"]
