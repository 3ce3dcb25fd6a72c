"""Many visits at once, categories, who cannot be found, and the calendar that shows it."""

from __future__ import annotations

from datetime import date

import pytest
from revisit_county import (
    FIRST,
    SECOND,
    THIRD,
    duty,
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
from jzdesk.services import categories, dossiers, history, visit_calendar, visit_groups
from jzdesk.services.duties import stale
from jzdesk.services.visit_groups import GroupPlan, OwnPart


@pytest.fixture
def pair(desk):
    """Two people whose next talks are on 2026-12-01 and 2026-12-15."""
    first = sanctioned(desk, decided_on=date(2026, 9, 1))
    second = sanctioned(desk, "李秀英", decided_on=date(2026, 9, 15), unit="县水利局")
    return first, second


def coming(desk, i):
    return dossiers.coming_visit(dossiers.open_file(desk, i))


def test_another_category_plans_anew_and_says_what_moved(desk, pair):
    i = pair[0]
    with refused("why"):
        categories.set_category(desk, i, "key", why="")
    made = categories.set_category(desk, i, "key", why="思想波动较大")
    assert "对象分类改为重点关注" in made.message
    assert "计划回访" in made.message
    assert "增加" in made.message
    assert coming(desk, i).planned_on == date(2026, 12, 1), "15 days from today would be later than without"
    assert row(desk, i).category == "key"
    with refused("category"):
        categories.set_category(desk, i, "key", why="思想波动较大")
    history.take_back(desk, made.audit_seq)
    assert row(desk, i).category == "general"
    assert stale(desk) == []


def test_a_slower_rhythm_does_not_hide_an_overdue_visit(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(FIRST))
    with refused("category") as fault:
        categories.set_category(desk, i, "positive", why="表现好")
    assert "已逾期" in fault.text
    dossiers.record_visit(desk, i, talk(date(2026, 11, 20)))
    made = categories.set_category(desk, i, "positive", why="表现好")
    assert "第3次由2027-02-22改为2027-05-20" in made.message


def test_a_group_is_planned_and_recorded_once_for_all(desk, pair, clock):
    ids = [coming(desk, i).id for i in pair]
    day = date(2026, 12, 3)
    what = GroupPlan(planned_on=day, start_time="09:00", place="县纪委监委谈话室", talkers=("周明", "陈芳"), visitor="周明")
    with pytest.raises(Refused, match="至少两人"):
        visit_groups.plan_group(desk, ids[:1], what, why="集中")
    made = visit_groups.plan_group(desk, ids, what, why="年底集中回访")
    assert "2人2026-12-03集体回访" in made.message
    key = coming(desk, pair[0]).group_key
    assert [v.person for v in visit_groups.visits_of_group(desk, key)] == ["李秀英", "吴建国"] or key
    assert plan(desk, pair[0])[0] == plan(desk, pair[1])[0] == day
    clock.set(day)
    common = Visit(held_on=day, place="县纪委监委谈话室", talkers=("周明",), way="forum", outline=("集体谈话",))
    own = {ids[0]: OwnPart(evaluation="good"), ids[1]: OwnPart(evaluation="fair", effect="recognises", note="情绪低落")}
    with refused("talkers"):
        visit_groups.record_group(desk, common, own)
    common = Visit(held_on=day, place="县纪委监委谈话室", talkers=("周明", "陈芳"), way="forum", outline=("集体谈话",))
    made = visit_groups.record_group(desk, common, own)
    assert "集体回访已登记2人" in made.message
    assert [v.evaluation for i in pair for v in visits(desk, i) if v.held_on] == ["good", "fair"]
    history.take_back(desk, made.audit_seq)
    assert all(v.held_on is None for i in pair for v in visits(desk, i))
    only = visit_groups.record_group(desk, common, {ids[0]: own[ids[0]]})
    assert only.done == (pair[0],)
    assert coming(desk, pair[1]).group_key == key, "who did not come stays in the plan"
    assert stale(desk) == []


def test_who_is_moved_alone_leaves_the_group(desk, pair):
    ids = [coming(desk, i).id for i in pair]
    visit_groups.plan_group(desk, ids, GroupPlan(planned_on=date(2026, 12, 3), place="谈话室"), why="集中")
    dossiers.plan_visit(desk, pair[0], ids[0], planned_on=date(2026, 12, 8), why="出差")
    assert (coming(desk, pair[0]).group_key, coming(desk, pair[0]).place) == ("", "")


def test_many_are_planned_on_one_day_and_who_cannot_is_named(desk, pair):
    third = sanctioned(desk, "王犇", decided_on=date(2026, 9, 1))
    dossiers.exclude(desk, third, code="custody", reason="羁押", on=date(2026, 10, 1))
    made = visit_groups.plan_visits_many(desk, [*pair, third], date(2026, 12, 8), "周明", "年底集中回访")
    assert made.done == pair
    assert [x.person for x in made.left] == ["王犇"]
    assert [(coming(desk, i).planned_on, coming(desk, i).visitor) for i in pair] == [(date(2026, 12, 8), "周明")] * 2
    assert history.history_of(desk, "dossier", pair[1])[0].why == "年底集中回访"
    with refused("planned_on"):
        visit_groups.plan_visits_many(desk, pair, date(2026, 11, 2), "", "补")


def test_a_visit_is_not_moved_past_the_end_of_the_period_while_it_runs(desk, pair):
    with refused("planned_on") as fault:
        dossiers.plan_visit(desk, pair[0], coming(desk, pair[0]).id, planned_on=date(2029, 1, 8), why="外出")
    assert "期满" in fault.text


def test_who_is_lost_again_and_again_is_asked_after_in_his_unit(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, Visit(excuse="lost", excuse_reason="电话不通"))
    assert row(desk, i).lost_visits == 1
    assert visits(desk, i)[0].follow_up == ""
    dossiers.record_visit(desk, i, Visit(excuse="lost", excuse_reason="走访未见"))
    assert row(desk, i).lost_visits == 2
    lost = visits(desk, i)[1]
    assert "函告所在单位" in lost.follow_up
    due = duty(desk, i, "follow_up")
    assert due.due_on == desk.calendar.add_working_days(desk.today, 10).on
    found = dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today, state="lost"))
    assert [r.id for r in found] == [i]
    dossiers.finish_follow_up(desk, i, lost.id, on=desk.today, result="单位复函：外出务工，已联系上")
    assert not duty(desk, i, "follow_up").open
    dossiers.record_visit(desk, i, talk(date(2026, 11, 20)))
    assert row(desk, i).lost_visits == 0
    assert stale(desk) == []


def test_after_the_period_a_talk_is_recorded_beside_the_plan(desk, clock):
    i = sanctioned(desk, decided_on=date(2025, 3, 3), codes=("D1",))  # until 2026-03-02
    clock.set(date(2026, 11, 22))
    before = plan(desk, i)
    dossiers.record_visit(desk, i, talk(date(2026, 10, 9), kind="after_end"))
    assert plan(desk, i) == before, "what was owed is still owed"
    running = sanctioned(desk, "李秀英", unit="县水利局")
    with refused("kind"):
        dossiers.record_visit(desk, running, talk(date(2026, 10, 9), kind="after_end"))


def test_the_calendar_counts_days_visitors_and_what_is_overdue(desk, pair):
    dossiers.form_team(desk, pair[0], team("周明", "陈芳"), on=date(2026, 9, 8))
    ids = [coming(desk, i).id for i in pair]
    visit_groups.assign_visitor(desk, ids[1:], "陈芳")
    late = sanctioned(desk, "王犇", decided_on=date(2026, 3, 2))
    month = visit_calendar.month_of_visits(desk, "2026-12")
    assert {d.on.day: d.count for d in month.days if d.count} == {1: 1, 2: 1, 15: 1}
    assert {(x.name, x.count) for x in month.loads} == {("周明", 1), ("陈芳", 1), ("未定", 1)}
    assert month.overdue == 2  # 王犇: June and September
    assert [v.person for v in visit_calendar.overdue_visits(desk)] == ["王犇", "王犇"]
    (visit,) = visit_calendar.day_visits(desk, date(2026, 12, 15))
    assert (visit.person, visit.visitor, visit.dossier_id) == ("李秀英", "陈芳", pair[1])
    assert [v.person for v in visit_calendar.month_visits(desk, "2026-12", "周明")] == ["吴建国"]
    assert visit_calendar.month_of_visits(desk, "2026-12", "").count == 1
    assert visit_calendar.visitors(desk) == ["周明", "陈芳"]
    mine = dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today, visitor="陈芳"))
    assert [r.id for r in mine] == [pair[1]]
    dossiers.record_visit(desk, late, talk(SECOND))
    june = visit_calendar.month_of_visits(desk, "2026-09")
    assert [(d.on, d.held) for d in june.days if d.count] == [(SECOND, 1)]
    assert visit_calendar.standing(visit_calendar.day_visits(desk, SECOND)[0], desk.today)[0] == "逾期已访"
    assert THIRD.month == 12
