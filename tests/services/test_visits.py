"""回访: the plan, recording, moving and withdrawing through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from revisit_county import (
    FIRST,
    SECOND,
    THIRD,
    duty,
    held,
    mentor,
    plan,
    refused,
    row,
    sanctioned,
    talk,
    team,
    visits,
)

from jzdesk.domain.errors import Refused
from jzdesk.domain.visits import Visit
from jzdesk.services import dossiers
from jzdesk.services.duties import stale

# ---- the plan


def test_a_decision_brings_its_dossier_with_plan_and_duties(desk):
    file = dossiers.open_file(desk, sanctioned(desk))
    assert file.dossier.number == "HF2026-0001"
    assert [v.planned_on for v in file.visits][:3] == [FIRST, SECOND, THIRD]
    assert file.visits[0].kind == "first"
    kinds = {d.kind for d in dossiers.duties_of_dossier(desk, file.dossier.id)}
    assert kinds == {"open_dossier", "name_mentor", "form_team", "visit", "assess"}


def test_the_next_visit_is_counted_from_the_last_one_held(desk):
    i = sanctioned(desk)
    message = dossiers.record_visit(desk, i, talk(date(2026, 6, 10))).message
    assert "第1次回访已登记" in message
    assert "下次应访2026-09-10" in message
    assert plan(desk, i)[0] == date(2026, 9, 10)
    assert duty(desk, i, "visit").done_on == date(2026, 6, 10)
    assert row(desk, i).visits_held == 1
    assert stale(desk) == []


def test_after_expiry_no_more_visits_are_planned(desk, clock):
    i = sanctioned(desk)
    clock.set(date(2027, 8, 20))
    message = dossiers.record_visit(desk, i, talk(date(2027, 8, 18))).message
    assert "不再安排回访" in message
    assert plan(desk, i) == []


def test_one_talk_is_due_after_admonition_even_without_a_period(desk):
    i = sanctioned(desk, codes=("O01",))
    assert plan(desk, i) == [date(2026, 6, 2)]
    kinds = {d.kind for d in dossiers.duties_of_dossier(desk, i)}
    assert kinds == {"visit"}
    later = date(2026, 12, 1)
    dossiers.plan_visit(desk, i, visits(desk, i)[0].id, planned_on=later, why="外出学习")
    assert plan(desk, i) == [later], "one talk stays one talk when it is moved"


def test_a_moved_visit_stays_and_moves_those_behind_it(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    dossiers.record_visit(desk, i, talk(SECOND))
    third = next(v for v in visits(desk, i) if not v.settled)
    dossiers.plan_visit(desk, i, third.id, planned_on=date(2026, 12, 20), why="本人外出培训")
    assert plan(desk, i)[:2] == [date(2026, 12, 20), date(2027, 3, 22)]
    assert "本人外出培训" in next(d for d in dossiers.duties_of_dossier(desk, i) if d.subject_id == third.id).why
    assert stale(desk) == []


@pytest.mark.parametrize(
    ("day", "why", "field"),
    [
        (date(2026, 11, 21), "有事", "planned_on"),  # yesterday: lateness is not hidden by moving
        (THIRD, "有事", "planned_on"),  # where it stands already
        (date(2026, 12, 10), "  ", "moved_reason"),
    ],
)
def test_a_visit_is_not_moved_back_nor_without_reason(desk, day, why, field):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    dossiers.record_visit(desk, i, talk(SECOND))
    third = next(v for v in visits(desk, i) if not v.settled)
    with refused(field):
        dossiers.plan_visit(desk, i, third.id, planned_on=day, why=why)
    assert plan(desk, i)[0] == THIRD


def test_a_visit_is_not_moved_past_its_neighbours(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    dossiers.record_visit(desk, i, talk(SECOND))
    third, fourth = [v for v in visits(desk, i) if not v.settled][:2]
    dossiers.plan_visit(desk, i, fourth.id, planned_on=date(2027, 2, 1), why="提前")
    with refused("planned_on") as fault:
        dossiers.plan_visit(desk, i, third.id, planned_on=date(2027, 2, 2), why="推迟")
    assert "第4次" in fault.text
    with refused("planned_on"):
        dossiers.plan_visit(desk, i, fourth.id, planned_on=THIRD, why="提前")


# ---- recording


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": date(2026, 3, 1)}, "held_on"),
        ({"held_on": date(2026, 11, 23)}, "held_on"),
        ({"talkers": ("周明", "周明")}, "talkers"),
        ({"talkers": ("周明", "吴建国")}, "talkers"),
        ({"place": " "}, "place"),
        ({"evaluation": ""}, "evaluation"),
        ({"start_time": "10:00", "end_time": "09:30"}, "end_time"),
        ({"end_time": "09:30"}, "start_time"),
        ({"follow_up": "子女就学", "follow_up_due": date(2026, 6, 1)}, "follow_up_due"),
        ({"follow_up_due": date(2026, 7, 1)}, "follow_up"),
        ({"follow_up": "子女就学", "follow_up_done": date(2026, 6, 1)}, "follow_up_done"),
    ],
)
def test_what_no_clerk_would_sign_is_refused_at_its_field(desk, change, field):
    i = sanctioned(desk)
    with refused(field):
        dossiers.record_visit(desk, i, replace(talk(FIRST), **change))
    assert held(desk, i) == []


def test_the_same_talk_entered_twice_is_noticed(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    with refused("held_on") as fault:
        dossiers.record_visit(desk, i, talk(FIRST))
    assert "第1次" in fault.text
    assert len(held(desk, i)) == 1


def test_two_clerks_with_the_same_planned_visit_do_not_overwrite_each_other(desk):
    i = sanctioned(desk)
    opened = visits(desk, i)[0]
    first = replace(opened, **_fields(talk(FIRST, evaluation="good")))
    second = replace(opened, **_fields(talk(date(2026, 6, 5), evaluation="poor")))
    dossiers.record_visit(desk, i, first, based_on=opened)
    with pytest.raises(Refused, match="第1次回访在本表单打开后已由李经办于2026-11-22 09:30改动（记录回访），没有覆盖"):
        dossiers.record_visit(desk, i, second, based_on=opened)
    assert [v.evaluation for v in visits(desk, i) if v.held_on] == ["good"]


def _fields(visit):
    return {name: getattr(visit, name) for name in ("held_on", "talkers", "place", "evaluation")}


def test_a_recorded_visit_can_be_corrected(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    stored = visits(desk, i)[0]
    changed = replace(stored, held_on=date(2026, 6, 4), evaluation="poor")
    with refused("why"):
        dossiers.record_visit(desk, i, changed, based_on=stored)
    dossiers.record_visit(desk, i, changed, based_on=stored, why="日期录入有误")
    step = dossiers.look_at(desk, i).steps[0]
    assert (step.action, step.why) == ("更正回访记录", "日期录入有误")
    now = visits(desk, i)[0]
    assert (now.held_on, now.evaluation, now.planned_on) == (date(2026, 6, 4), "poor", FIRST)
    assert plan(desk, i)[0] == date(2026, 9, 4)


def test_a_form_left_open_while_the_plan_moved_keeps_the_plan_of_the_store(desk):
    i = sanctioned(desk)
    opened = visits(desk, i)[0]
    dossiers.plan_visit(desk, i, opened.id, planned_on=date(2026, 12, 1), why="住院")
    dossiers.record_visit(desk, i, replace(opened, **_fields(talk(date(2026, 11, 20)))), based_on=opened)
    now = visits(desk, i)[0]
    assert (now.planned_on, now.moved_reason, now.planned_by_rule) == (date(2026, 12, 1), "住院", False)


def test_a_talk_entered_belatedly_takes_its_place_in_time_and_leaves_the_plan_alone(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    dossiers.record_visit(desk, i, talk(SECOND))
    dossiers.record_visit(desk, i, talk(date(2026, 7, 15)))
    assert held(desk, i) == [(1, FIRST), (2, date(2026, 7, 15)), (3, SECOND)]
    assert plan(desk, i)[0] == THIRD
    beside = next(v for v in visits(desk, i) if v.held_on == date(2026, 7, 15))
    assert beside.planned_on is None
    assert stale(desk) == []


def test_a_talk_between_counts_as_the_next_one(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    dossiers.record_visit(desk, i, talk(date(2026, 8, 5)))
    assert held(desk, i) == [(1, FIRST), (2, date(2026, 8, 5))]
    assert plan(desk, i)[0] == date(2026, 11, 5)


def test_an_excuse_settles_the_visit_and_the_next_is_planned(desk):
    i = sanctioned(desk)
    with refused("excuse_reason"):
        dossiers.record_visit(desk, i, Visit(excuse="illness"))
    message = dossiers.record_visit(desk, i, Visit(excuse="illness", excuse_reason="住院手术")).message
    assert "因病" in message
    assert duty(desk, i, "visit").excuse == "因病"
    assert plan(desk, i)[0] == SECOND
    assert row(desk, i).visits_due == 4


def test_a_visit_entered_by_mistake_is_withdrawn_into_the_plan(desk):
    i = sanctioned(desk)
    before = plan(desk, i)
    dossiers.record_visit(desk, i, talk(date(2026, 6, 20)))
    with refused("why"):
        dossiers.withdraw_visit(desk, i, visits(desk, i)[0].id, why="")
    dossiers.withdraw_visit(desk, i, visits(desk, i)[0].id, why="登记错人")
    assert held(desk, i) == []
    assert plan(desk, i) == before
    assert stale(desk) == []


def test_a_visit_beside_the_plan_goes_when_it_is_withdrawn(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    dossiers.record_visit(desk, i, talk(SECOND))
    dossiers.record_visit(desk, i, talk(date(2026, 7, 15)))
    beside = visits(desk, i)[1]
    dossiers.withdraw_visit(desk, i, beside.id, why="登记错人")
    assert held(desk, i) == [(1, FIRST), (2, SECOND)]


def test_a_follow_up_is_a_duty_until_it_is_done(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST, follow_up="子女就学", follow_up_due=date(2026, 7, 1)))
    visit = visits(desk, i)[0]
    assert duty(desk, i, "follow_up").open
    with refused("follow_up_done"):
        dossiers.finish_follow_up(desk, i, visit.id, on=date(2026, 6, 1), result="已就学")
    with refused("follow_up_result"):
        dossiers.finish_follow_up(desk, i, visit.id, on=date(2026, 6, 30), result=" ")
    dossiers.finish_follow_up(desk, i, visit.id, on=date(2026, 6, 30), result="已就学")
    assert visits(desk, i)[0].follow_up_result == "已就学"
    assert duty(desk, i, "follow_up").done_on == date(2026, 6, 30)
    with pytest.raises(Refused, match="没有跟踪事项"):
        dossiers.finish_follow_up(desk, i, visits(desk, i)[1].id, on=date(2026, 6, 30), result="无")


def test_looking_ahead_says_what_recording_will_say(desk):
    i = sanctioned(desk)
    visit = visits(desk, i)[0]
    ahead = dossiers.look_ahead(desk, i, visit, held_on=date(2026, 6, 10))
    assert ahead.late == "应访 2026-06-02，逾期 6 个工作日"
    dossiers.record_visit(desk, i, replace(visit, **_fields(talk(date(2026, 6, 10)))))
    assert ahead.on == plan(desk, i)[0] == date(2026, 9, 10)


def test_a_new_form_knows_today_the_team_the_mentor_and_the_last_place(desk):
    i = sanctioned(desk)
    dossiers.name_mentor(desk, i, mentor())
    dossiers.form_team(desk, i, team("周明", "陈芳"), on=date(2026, 3, 6))
    dossiers.record_visit(desk, i, talk(FIRST, place="镇政府会议室", recorder="陈芳"))
    blank = dossiers.blank_visit(desk, dossiers.open_file(desk, i))
    assert (blank.ordinal, blank.held_on, blank.talkers) == (2, desk.today, ("周明", "陈芳"))
    assert (blank.place, blank.recorder, blank.participants) == ("镇政府会议室", "陈芳", "郑书记（帮带人）")
