"""回访教育, told as days in the office, through the real window."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from keyboard import write
from PySide6.QtCore import Qt
from stories.revisit_office import REVISIT_TAB, RevisitOffice

from jzdesk.services import dossiers, overview
from jzdesk.ui.common import ask


@pytest.fixture
def office(two_sanctioned, open_office):
    return open_office(two_sanctioned, RevisitOffice).log_in().to(REVISIT_TAB)


def test_three_visits_and_an_assessment(office):
    """我给吴建国指定帮带人、成立小组、建档，三次回访都按期谈了，影响期满做了全面考核，最后结档。"""
    office.clock.set(date(2026, 3, 12))
    office.choose("吴建国")
    office.press(office.tab.page.mentor_button)
    write(office.form.field("mentor_name").edit, "郑书记")
    write(office.form.field("post").edit, "县装备中心党支部书记")
    office.save()
    office.press(office.tab.page.team_button)
    names = office.form.members.editors()
    write(names[0], "周明")
    write(names[3], "陈芳")
    office.save()
    office.press(office.tab.page.edit_button)
    office.form.boxes.boxes[1].setChecked(True)
    office.save()
    assert "建档必备已齐" in office.tab.page.facts.text()

    for planned, said in (("2026-06-02", "2026-09-02"), ("2026-09-02", "2026-12-02"), ("2026-12-02", "2027-03-02")):
        office.clock.set(date.fromisoformat(planned))
        office.press(office.tab.record_button)
        assert office.form.field("talkers").value() == ("周明", "陈芳")
        assert office.form.field("participants").value() == "郑书记（帮带人）"
        assert office.form.field("held_on").value() == office.clock().date()
        office.fill(place="县装备中心会议室", evaluation="good", effect="recognises")
        write(office.form.field("outline_0").edit, "服从处分决定，认识到位。")
        office.save()
        assert f"下次应访{said}" in office.said[-1]
    states = [line.state.text for line in office.tab.page.visits.list.model.source.rows]
    assert states[:3] == ["已按期", "已按期", "已按期"]

    for day in ("2027-03-02", "2027-06-02"):
        office.clock.set(date.fromisoformat(day))
        office.talk(day)
    assert "不再安排回访" in office.said[-1]

    office.clock.set(date(2027, 9, 8))
    office.tab.refresh()
    office.wait()
    assert office.tab.list.model.index(0, 1).data() == "待期满考核"
    office.press(office.tab.page.assess_button)
    assert "应回访5次，已回访5次" in office.form.field("visits_summary").value()
    office.fill(
        mentor_opinion="思想稳定，主动担当。", unit_opinion="工作积极，表现良好。", result="good", use="normal",
        poll_good=11, poll_fairly=1, forwarded_to="县委组织部", forwarded_on=date(2027, 9, 8),
    )  # fmt: skip
    office.save()
    office.menu(office.tab.assess_button, "结档")
    office.save()
    assert office.tab.list.model.index(0, 1).data() == "已结档"
    assert office.tab.page.duties.buttons == {}
    kinds = {d.kind: d.done_on for d in office.tab.view.duties}
    assert kinds["assess"] == date(2027, 9, 8)


def test_a_visit_is_moved_with_its_reason(office):
    """李秀英12月1日外出培训，我把回访改到12月15日，写明理由；后面的跟着顺延，理由在应办事项和历史里都看得到。"""
    office.choose("李秀英")
    office.menu(office.tab.plan_menu, "改期")
    office.form.field("planned_on").edit.setText("12.15")
    write(office.form.field("moved_reason").edit, "本人外出培训")
    office.save()
    assert office.said[-1].startswith("李秀英：第1次回访改为2026-12-15")
    lines = office.tab.page.visits.list.model.source.rows
    assert [line.planned_on for line in lines][:2] == [date(2026, 12, 15), date(2027, 3, 15)]
    assert lines[0].note == "改期：本人外出培训"
    assert office.tab.view.steps[0].why == "本人外出培训"
    visit = next(d for d in office.tab.view.duties if d.kind == "visit")
    assert "改期理由：本人外出培训" in visit.why


def test_an_excluded_person_leaves_the_board_and_the_rate(office):
    """吴建国因涉嫌犯罪在押，我登记不列入应回访：今日里没有他的逾期回访了，回访率也不再把他算作没访；取保后恢复。"""
    late = [r.person for g in overview.board(office.desk).groups for r in g.rows if r.duty.kind == "visit"]
    assert "吴建国" in late
    office.choose("吴建国")
    office.menu(office.tab.more_menu, "不列入应回访")
    office.fill(excluded="custody")
    office.form.field("excluded_on").edit.setText("2026-05-01")
    write(office.form.field("excluded_reason").edit, "因涉嫌犯罪被刑事拘留")
    office.save()
    left = [r.person for g in overview.board(office.desk).groups for r in g.rows if r.duty.dossier_id]
    assert "吴建国" not in left
    assert office.tab.list.model.index(0, 1).data() == "不列入"
    office.tab.ask_reason = lambda *args, **kwargs: "取保候审"
    office.menu(office.tab.more_menu, "恢复列入应回访")
    assert office.tab.list.model.index(0, 1).data() == "回访逾期"


def test_the_mentor_is_changed(office):
    """郑书记调走了，我换田卫东当帮带人并写明原因；郑书记到那天为止，回访表上自动写新帮带人。"""
    office.clock.set(date(2026, 11, 22))
    office.choose("吴建国")
    office.press(office.tab.page.mentor_button)
    write(office.form.field("mentor_name").edit, "郑书记")
    office.form.field("appointed_on").edit.setText("2026-03-05")
    office.save()
    office.press(office.tab.page.mentor_button)
    write(office.form.field("mentor_name").edit, "田卫东")
    office.form.field("appointed_on").edit.setText("2026-11-20")
    write(office.form.field("end_reason").edit, "郑书记调离")
    office.save()
    assert "郑书记：2026-03-05 至 2026-11-20　郑书记调离" in office.tab.page.people.text()
    model = office.tab.list.model
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert model.index(0, titles.index("帮带人")).data() == "田卫东"
    office.press(office.tab.record_button)
    assert office.form.field("participants").value() == "田卫东（帮带人）"
    assert office.tab.close_form()


def test_a_visit_recorded_for_the_wrong_person_is_taken_back_with_ctrl_z(office):
    """我把回访记到了吴建国名下，按 Ctrl+Z 撤回，计划和原来一样。"""
    office.choose("吴建国")
    before = [line.planned_on for line in office.tab.page.visits.list.model.source.rows]
    office.talk("2026-11-20")
    assert office.tab.page.visits.list.model.source.rows[0].held_on == date(2026, 11, 20)
    office.window.desk_page.undo.undo()
    office.wait()
    rows = office.tab.page.visits.list.model.source.rows
    assert [line.planned_on for line in rows] == before
    assert rows[0].held_on is None


def test_what_was_typed_survives_a_lock(office, monkeypatch):
    """谈话记录打到一半被锁屏，解锁后内容还在；就算程序没了，重新打开也会问我要不要接着填。"""
    office.choose("吴建国")
    office.press(office.tab.record_button)
    write(office.form.field("outline_1").edit, "思想稳定。")
    office.form._tell_draft()  # what the timer does every second
    office.wait()
    office.form.stop()
    form, office.tab.form = office.tab.form, None  # the window is gone: nobody asked, nothing was saved
    form.deleteLater()
    monkeypatch.setattr(ask, "confirm", lambda *args, **kwargs: True)
    office.press(office.tab.record_button)
    assert office.form.field("outline_1").value() == ""
    office.form.offer_taken.emit()
    office.wait()
    assert office.form.field("outline_1").value() == "思想稳定。"
    assert office.form.is_changed()
    office.fill(place="会议室", talkers=("周明", "陈芳"), evaluation="good")
    office.save()
    assert dossiers.open_file(office.desk, 1).visits[0].outline[1] == "思想稳定。"
    office.press(office.tab.record_button)
    office.form.offer_taken.emit()
    assert office.form.field("outline_1").value() == "", "a saved draft is not offered again"
    assert office.tab.close_form()
