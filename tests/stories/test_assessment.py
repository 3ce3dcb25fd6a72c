"""期满考核 and what follows it, told as days in the office, through the real window."""

from __future__ import annotations

from datetime import date

import pytest
from keyboard import write
from revisit_county import mentor, talk, team
from stories.revisit_office import REVISIT_TAB, RevisitOffice

from jzdesk.services import dossiers
from jzdesk.services.rules import load_rulebook

FORWARDED = "县委组织部"


@pytest.fixture
def office(two_sanctioned, open_office):
    return open_office(two_sanctioned, RevisitOffice).log_in().to(REVISIT_TAB)


@pytest.fixture
def ended(office):
    """吴建国's period has ended, his visits were held; the clerk sits before his file."""
    office.clock.set(date(2027, 9, 8))
    desk = office.desk
    dossiers.name_mentor(desk, 1, mentor(appointed_on=date(2026, 3, 5)))
    dossiers.form_team(desk, 1, team("周明", "陈芳"), on=date(2026, 3, 6))
    planned = [v.planned_on for v in dossiers.open_file(desk, 1).visits if not v.settled]
    for day in planned:
        dossiers.record_visit(desk, 1, talk(day, evaluation="poor" if day == planned[-1] else "good"))
    office.tab.refresh()
    office.choose("吴建国")
    return office


def standing(office):
    return office.tab.list.model.index(0, 1).data()


def test_slack_work_is_dealt_with_and_the_file_goes_to_the_archive(ended):
    """吴建国期满考核时消极怠工，我按建议定为差，写明处理措施和期限；措施落实、结果抄送以后结档、归档，之后只能查阅。"""
    office = ended
    office.press(office.tab.page.assess_button)
    assert "影响期内没有新的立案和处分" in office.form.page.text()
    assert "较差1次" in office.form.page.text()
    assert "末等" in office.form.computed("result").text()
    assert not office.tab.splitter.widget(0).isVisible()
    office.form.field("slack").set_value(value=True)
    assert office.form.computed("result").text() == "建议：差（消极怠工、敷衍塞责）"
    assert office.form.field("consequence_due").value() == date(2027, 10, 8)
    office.fill(mentor_opinion="近期工作懈怠。", unit_opinion="消极怠工，建议严肃处理。", result="poor", use="serious")
    write(office.form.field("consequence").edit, "约谈提醒，调整工作岗位")
    office.save()
    assert office.tab.splitter.widget(0).isVisible()
    said = office.tab.page.assessments.text()
    assert "应于2027-10-08前落实" in said
    assert "尚未抄送" in said

    office.menu(office.tab.assess_button, "结档")
    lacking = office.form.missing.buttons
    assert [b.accessibleName() for b in lacking[:2]] == [
        "去办理：期满考核结果没有抄送组织人事部门", "去办理：考核确定的处理措施没有落实"
    ]  # fmt: skip
    office.press(lacking[1])
    assert office.form.title.text() == "落实考核处理措施"
    office.clock.set(date(2027, 9, 20))
    office.form.field("consequence_done").edit.setText("2027-09-20")
    write(office.form.field("note").edit, "已约谈并调整到后勤岗位。")
    office.save()
    office.press(office.tab.page.duties.buttons["forward_assessment"])
    office.form.field("forwarded_on").edit.setText("2027-09-20")
    office.save()
    assert f"{FORWARDED} 2027-09-20" in office.tab.page.assessments.text()
    office.menu(office.tab.assess_button, "结档")
    office.save()
    office.menu(office.tab.assess_button, "归档")
    write(office.form.field("archive_number").edit, "0123-3-17")
    office.form.field("archive_pages").edit.setText("86")
    office.save()
    assert standing(office) == "已归档"
    assert "档号 0123·3·17，只能查阅" in office.tab.page.next.text()
    office.press(office.tab.page.team_button)
    office.form.field("joined_on").set_value(date(2027, 9, 20))
    office.form.save()
    office.wait()
    assert "已归档" in office.form.problem.text()
    office.form.set_clean()
    assert office.tab.close_form()
    office.tab.ask_reason = lambda *args, **kwargs: "补充材料"
    office.menu(office.tab.more_menu, "撤销归档")
    assert standing(office) == "已结档"


def test_a_visit_with_side_interviews_counselling_and_a_follow_up(office):
    """回访吴建国时同时听了单位、群众和家属的意见，他情绪低落需要疏导，子女就学由我跟踪；到期没办成了逾期，办结后写明结果。"""
    office.clock.set(date(2026, 6, 2))
    dossiers.name_mentor(office.desk, 1, mentor(appointed_on=date(2026, 3, 5)))
    office.choose("吴建国")
    office.press(office.tab.record_button)
    head = dict(office.form.head.facts)
    assert head["影响期"] == "2026-03-02 至 2027-09-01"
    write(office.form.field("place").edit, "县纪委监委第二讯问室")
    assert "请改在办公室或者会议室" in office.form.computed("place").text()
    office.form.field("place").set_value("县装备中心小会议室")
    assert office.form.computed("place").text() == ""
    office.fill(talkers=("周明", "陈芳"), evaluation="fair", effect="recognises", signed=("person", "talkers"))
    for name, words in (("side_head", "工作有所懈怠。"), ("side_members", "与同事相处融洽。"), ("side_family", "家庭困难。")):
        write(office.form.field(name).edit, words)
    for edit, votes in zip(office.form.field("side_poll").counts, ("6", "3", "1", "0"), strict=True):
        write(edit, votes)
    office.form.field("counselling").set_value(value=True)
    write(office.form.field("counselling_note").edit, "请心理咨询师谈话一次。")
    write(office.form.field("follow_up").edit, "协调子女就学")
    office.fill(follow_up_owner="周明", follow_up_due=date(2026, 6, 30))
    office.save()
    visit = dossiers.open_file(office.desk, 1).visits[0]
    assert visit.side_poll == "参加10人：好6票，较好3票，一般1票，较差0票"
    assert (visit.signed, visit.counselling_note) == (("person", "talkers"), "请心理咨询师谈话一次。")

    office.clock.set(date(2026, 7, 8))
    dossiers.form_team(office.desk, 1, team("周明", "陈芳"), on=date(2026, 3, 6))
    office.tab.refresh()
    office.wait()
    assert standing(office) == "跟踪逾期"
    office.press(office.tab.page.duties.buttons["follow_up"])
    office.form.field("follow_up_done").edit.setText("2026-07-08")
    write(office.form.field("follow_up_result").edit, "已联系教育局解决入学。")
    office.save()
    visit = dossiers.open_file(office.desk, 1).visits[0]
    assert (visit.follow_up_done, visit.follow_up_result) == (date(2026, 7, 8), "已联系教育局解决入学。")
    assert standing(office) != "跟踪逾期"

    office.tab.forms.visit(visit.id)
    office.wait()
    assert office.form.field("side_poll").counts[0].text() == "6"
    assert not office.form.is_changed()
    office.fill(evaluation="fairly", why="评价等次录入有误")
    office.save()
    assert office.tab.view.steps[0].why == "评价等次录入有误"


def test_an_annual_grade_better_than_allowed_is_warned_of(office):
    """单位给受严重警告的吴建国评了称职，还发了奖金；我照实登记，系统提示与规定不符，核实后更正。"""
    office.clock.set(date(2027, 1, 20))
    office.choose("吴建国")
    office.press(office.tab.page.annual_button)
    assert office.form.year.value() == 2026
    office.fill(grade="competent", bonus="8000元")
    office.form._judge()  # what the timer does 150 ms later
    office.wait()
    assert "只写评语，不确定等次" in office.form.computed("grade").text()
    assert "考核为“称职”" in office.form.computed("grade").text()
    assert "不应发年终奖金" in office.form.computed("bonus").text()
    office.save()
    assert "请核对：2026年度考核为“称职”" in office.said[-1]
    assert "请核对：2026年度考核为“称职”" in office.tab.page.assessments.text()
    office.press(office.tab.page.annual_button)
    office.form.field("year").set_value(2026)
    assert office.form.field("grade").value() == "competent"
    office.fill(grade="none", bonus="未发放")
    office.form._judge()
    office.wait()
    assert "考核为" not in office.form.computed("grade").text()
    office.save()
    assert "请核对" not in office.tab.page.assessments.text()


def test_a_county_with_three_grades(office):
    """本县评价分三等，停用了“较好”：新的回访只有三等可选，以前评的“较好”照样看得懂。"""
    office.clock.set(date(2026, 9, 2))
    dossiers.record_visit(office.desk, 1, talk(date(2026, 6, 2), evaluation="fairly"))
    path = office.desk.paths.data / "rules"
    path.mkdir(exist_ok=True)
    (path / "visits.toml").write_text('[[grades]]\ncode = "fairly"\nenabled = false\n', "utf-8")
    office.desk.rulebook = load_rulebook(office.desk.paths.resources(), office.desk.paths.data)
    office.choose("吴建国")
    office.press(office.tab.record_button)
    combo = office.form.field("evaluation").combo
    assert [combo.itemText(n) for n in range(combo.count())] == ["", "好", "一般", "较差"]
    assert len(office.form.field("side_poll").counts) == 3
    assert office.tab.close_form()
    visit = dossiers.open_file(office.desk, 1).visits[0]
    office.tab.forms.visit(visit.id)
    office.wait()
    assert office.form.field("evaluation").text() == "较好（已停用）"
    assert not office.form.is_changed()
    office.fill(why="补充备注", note="补记。")
    office.save()
    assert dossiers.open_file(office.desk, 1).visits[0].evaluation == "fairly"
    lines = office.tab.page.visits.list.model.source.rows
    assert lines[0].evaluation == "较好"
