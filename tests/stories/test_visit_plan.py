"""帮带人和回访计划, told as days in the office, through the real window."""

from __future__ import annotations

from datetime import date

import pytest
from keyboard import write
from revisit_county import sanctioned
from stories.revisit_office import REVISIT_TAB, RevisitOffice

from jzdesk.services import dossiers


@pytest.fixture
def office(two_sanctioned, open_office):
    sanctioned(two_sanctioned, "王犇", decided_on=date(2026, 9, 15), unit="县水利局")
    return open_office(two_sanctioned, RevisitOffice).log_in().to(REVISIT_TAB)


def file_of(office, number):
    return dossiers.open_file(office.desk, number)


def to_view(office, page):
    office.tab.views.show_page(page)
    office.wait()


def trigger(office, action):
    action.trigger()
    office.wait()


def test_people_without_a_mentor_get_one_and_his_notes_are_followed(office):
    """我在“帮带人—待指定”里选中三个人一起指定郑书记；到期没记的帮教记录标红，我补记一条，就正常了。"""
    to_view(office, 1)
    mentors = office.tab.views.mentors
    assert mentors.switch.tabText(1) == "待指定 3"
    mentors.switch.setCurrentIndex(1)
    office.wait()
    mentors.wanted.view.selectAll()
    office.wait()
    office.press(mentors.name_button)
    write(office.form.field("mentor_name").edit, "郑书记")
    office.form.field("appointed_on").edit.setText("2026-09-16")
    office.save()
    assert "已为3人指定帮带人郑书记" in office.said[-1]
    assert mentors.switch.tabText(1) == "待指定"
    office.clock.set(date(2026, 12, 28))
    mentors.switch.setCurrentIndex(0)
    office.wait()
    mentors.mentors.view.selectRow(0)
    office.wait()
    assert mentors.mentors.model.index(0, 1).data() == "3条记录逾期"
    assert [row.person for row in mentors.people.model.source.rows] == ["吴建国", "李秀英", "王犇"]
    mentors.people.view.selectRow(0)
    office.wait()
    assert office.tab.page.name.text() == "吴建国"
    office.press(mentors.note_button)
    write(office.form.field("content").edit, "谈了近期思想和工作，表示要放下包袱。")
    office.fill(thought="stable")
    office.save()
    assert mentors.mentors.model.index(0, 1).data() == "2条记录逾期"
    assert file_of(office, 1).notes[0].noted_on == date(2026, 12, 28)


def test_a_mentor_who_left_is_missed_until_another_is_named(office):
    """郑书记调离，还没有人接替，我登记结束帮带：名单里马上写着空缺；指定田卫东后就没有了。"""
    office.choose("吴建国")
    office.press(office.tab.page.mentor_button)
    write(office.form.field("mentor_name").edit, "郑书记")
    office.form.field("appointed_on").edit.setText("2026-03-05")
    office.save()
    office.press(office.tab.page.helpers.end_button)
    office.form.field("ended_on").edit.setText("2026-11-20")
    write(office.form.field("end_reason").edit, "调离本单位")
    office.save()
    assert "帮带人空缺" in office.said[-1]
    whys = [d.why for d in office.tab.view.duties if d.kind == "name_mentor" and d.open]
    assert len(whys) == 1
    assert "郑书记自2026-11-20起不再帮带（调离本单位）" in whys[0]
    office.press(office.tab.page.mentor_button)
    write(office.form.field("mentor_name").edit, "田卫东")
    office.form.field("appointed_on").edit.setText("2026-11-22")
    office.save()
    assert [d.open for d in office.tab.view.duties if d.kind == "name_mentor"] == [False, False]


def test_visits_are_moved_and_held_together_from_the_calendar(office):
    """十二月李秀英、王犇都要回访，我在日历上把两人安排到12月8日一起谈；当天一次登记，各写各的评价。"""
    to_view(office, 2)
    calendar = office.tab.views.calendar
    calendar.go_to(date(2026, 12, 1))
    office.wait()
    calendar.scope.setCurrentIndex(1)
    office.wait()
    rows = calendar.list.model.source.rows
    assert [(r.person, r.on) for r in rows] == [
        ("李秀英", date(2026, 12, 1)), ("吴建国", date(2026, 12, 2)), ("王犇", date(2026, 12, 15)),
    ]  # fmt: skip
    calendar.list.view.selectRow(1)
    office.wait()
    assert office.tab.page.name.text() == "吴建国"
    trigger(office, calendar.move_action)
    office.form.field("planned_on").edit.setText("2026-12-4")
    write(office.form.field("moved_reason").edit, "本人出差")
    office.save()
    assert calendar.list.model.source.rows[1].on == date(2026, 12, 4)
    pair = [row for row in calendar.list.model.source.rows if row.unit == "县水利局"]
    office.tab.help.group(pair)
    office.wait()
    office.fill(place="县水利局会议室", talkers=("周明", "陈芳"), start_time="09:00")
    office.form.field("planned_on").edit.setText("2026-12-8")
    office.save()
    assert "已安排2人2026-12-08集体回访" in office.said[-1]
    office.clock.set(date(2026, 12, 8))
    calendar.go_to(date(2026, 12, 8))
    calendar.scope.setCurrentIndex(0)
    office.wait()
    calendar.list.view.selectRow(0)
    office.wait()
    assert calendar.record.text() == "记录集体回访"
    office.press(calendar.record)
    keys = [visit.id for visit in office.form.visits]
    office.fill(**{f"evaluation_{keys[0]}": "good", f"evaluation_{keys[1]}": "fair", f"note_{keys[1]}": "情绪低落"})
    office.save()
    assert "集体回访已登记2人" in office.said[-1]
    assert [next(v.evaluation for v in file_of(office, n).visits if v.held_on) for n in (2, 3)] == ["good", "fair"]
    office.window.desk_page.undo.undo()
    office.wait()
    assert all(v.held_on is None for n in (2, 3) for v in file_of(office, n).visits)


def test_who_is_lost_twice_is_found_by_the_filter(office):
    """吴建国两次都联系不上，我两次登记失联；他进了“失联”名单，还多了一件函告单位核实的事。"""
    office.choose("吴建国")
    for _ in range(2):
        office.menu(office.tab.plan_menu, "登记未访原因")
        office.fill(excuse="lost")
        write(office.form.field("excuse_reason").edit, "电话不通，走访未见")
        office.save()
    assert any("函告所在单位" in d.why for d in office.tab.view.duties if d.kind == "follow_up")
    assert "连续 2 次失联" in office.tab.page.facts.text()
    office.tab.filters.set_value("state", "lost")
    office.tab.filters.changed.emit()
    office.wait()
    assert office.tab.list.model.rowCount() == 1


def test_another_category_changes_the_rhythm(office):
    """王犇情绪波动，我把他调为重点关注，系统告诉我哪几次回访改了日子。"""
    office.choose("王犇")
    before = len([v for v in file_of(office, 3).visits if not v.settled])
    office.menu(office.tab.file_menu, "调整对象分类")
    office.fill(category="key")
    write(office.form.field("why").edit, "谈话中情绪激动，不服处分")
    office.save()
    assert "对象分类改为重点关注" in office.said[-1]
    assert "计划回访" in office.said[-1]
    assert len([v for v in file_of(office, 3).visits if not v.settled]) > before
