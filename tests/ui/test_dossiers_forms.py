"""Every form of 回访教育, through the widgets a clerk touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from revisit_county import mentor, talk, team
from ui.dossiers_shown import FIRST, clock, desk, screen, shown

from jzdesk.services import cases, dossiers
from jzdesk.ui.common import ask

__all__ = ["clock", "desk", "screen", "shown"]


# ---- the visit form


def test_a_visit_is_recorded_as_a_clerk_types_it(screen, desk, typing, qtbot):
    dossiers.name_mentor(desk, 1, mentor())
    dossiers.form_team(desk, 1, team("周明", "陈芳"), on=date(2026, 3, 6))
    screen.choose(1)
    screen.tab.record_button.click()
    screen.wait()
    form = screen.tab.form
    assert form.title.text() == "第1次回访"
    assert form.field("talkers").value() == ("周明", "陈芳")
    assert form.field("participants").value() == "郑书记（帮带人）"
    form.field("held_on").edit.setText("2026.6.10")
    form._look_ahead()  # what the timer does 150 ms later
    screen.wait()
    assert form.computed("held_on").text() == "应访 2026-06-02，逾期 6 个工作日\n下次应访 2026-09-10"
    typing(form.field("place").edit, "镇政府会议室")
    typing(form.field("start_time").edit, "930")
    typing(form.field("end_time").edit, "10点15")
    typing(form.field("outline_0").edit, "服从处分决定，认识到位。")
    typing(form.field("outline_8").edit, "放下包袱。")
    typing(form.field("side_head").edit, "工作积极。")
    form.field("evaluation").set_value("good")
    form.field("counselling").set_value(value=True)
    typing(form.field("follow_up").edit, "协调子女就学")
    assert not form.field("follow_up_due").isHidden()
    form.field("follow_up_due").edit.setText("2026-07-10")
    screen.save()
    assert screen.tab.form is None
    assert "下次应访2026-09-10" in screen.messages[-1]
    visit = dossiers.open_file(desk, 1).visits[0]
    assert (visit.held_on, visit.start_time, visit.end_time) == (date(2026, 6, 10), "09:30", "10:15")
    assert (visit.place, visit.side_head, visit.counselling) == ("镇政府会议室", "工作积极。", True)
    assert visit.outline[0] == "服从处分决定，认识到位。"
    assert (len(visit.outline), visit.outline[8]) == (9, "放下包袱。")
    assert (visit.follow_up, visit.follow_up_due) == ("协调子女就学", date(2026, 7, 10))
    assert screen.tab.detail_id == 1
    assert "第1次" in [p.title for p in screen.tab.page.line.points if p.reached]


def test_what_is_wrong_is_said_at_its_field(screen):
    screen.choose(1)
    screen.tab.new_record()
    screen.wait()
    screen.save()
    assert screen.errors() == {
        "place": "请填写地点。", "talkers": "请填写谈话人。", "evaluation": "请填写评价等次。"
    }  # fmt: skip
    assert screen.tab.form._happened.note() == "有 2 处需改"
    screen.fill(place="会议室", talkers=("周明",), evaluation="good")
    screen.save()
    assert screen.errors() == {"talkers": "回访谈话人不得少于两人。"}
    screen.fill(talkers=("周明", "陈芳"), start_time="25点")
    screen.save()
    assert "不是时间" in screen.errors()["start_time"]
    screen.fill(start_time="10:00", end_time="9:00")
    screen.save()
    assert screen.errors() == {"end_time": "结束时间应晚于开始时间。"}
    screen.tab.form.field("end_time").set_value("")
    screen.tab.form.field("held_on").edit.setText("2026-03-01")
    screen.save()
    assert "早于处分决定日期" in screen.errors()["held_on"]
    screen.tab.form.field("held_on").edit.setText("今天")
    screen.save()
    assert screen.tab.form is None


def test_a_visit_that_could_not_be_held_needs_its_reason_only(screen, desk):
    screen.choose(1)
    screen.tab.forms.excuse()
    screen.wait()
    form = screen.tab.form
    assert form._talk.isHidden()
    assert not form.is_changed()
    screen.save()
    assert screen.errors() == {"excuse": "请填写未访原因。", "excuse_reason": "请填写具体情况。"}
    screen.fill(excuse="refusal", excuse_reason="本人拒绝谈话")
    screen.save()
    visit = dossiers.open_file(desk, 1).visits[0]
    assert (visit.excuse, visit.held_on, visit.planned_on) == ("refusal", None, FIRST)


def test_a_record_is_opened_by_double_click_and_corrected(screen, desk):
    dossiers.record_visit(desk, 1, talk(FIRST, outline=("甲", "乙"), side_poll="好10票"))
    screen.choose(1)
    screen.tab.page.visits.list.opened.emit(dossiers.open_file(desk, 1).visits[0].id)
    screen.wait()
    form = screen.tab.form
    assert (form.field("outline_1").value(), form.field("side_poll").value()) == ("乙", "好10票")
    assert form.field("held_on").value() == FIRST
    assert not form.is_changed()
    screen.fill(evaluation="poor")
    screen.save()
    assert screen.errors() == {"why": "请填写更正理由。"}
    screen.fill(why="评价等次录入有误")
    screen.save()
    visit = dossiers.open_file(desk, 1).visits[0]
    assert (visit.evaluation, visit.outline, visit.talkers) == ("poor", ("甲", "乙"), ("周明", "陈芳"))


def test_the_other_clerk_was_faster(screen, desk):
    screen.choose(1)
    screen.tab.new_record()
    screen.wait()
    screen.fill(place="会议室", talkers=("周明", "陈芳"), evaluation="poor")
    opened = dossiers.open_file(desk, 1).visits[0]
    dossiers.record_visit(desk, 1, replace(talk(FIRST), id=opened.id, ordinal=1), based_on=opened)
    screen.save()
    assert "没有覆盖" in screen.errors()[""]
    assert screen.tab.form.field("place").value() == "会议室", "nothing typed is lost"
    assert dossiers.open_file(desk, 1).visits[0].evaluation == "good"


def test_a_form_with_changes_asks_before_it_goes_and_a_reload_does_not_touch_it(screen, monkeypatch):
    screen.choose(1)
    screen.tab.new_record()
    screen.wait()
    screen.fill(place="会议室")
    screen.tab.refresh()
    screen.wait()
    assert screen.tab.form is not None
    asked = []
    monkeypatch.setattr(ask, "confirm", lambda *args, **kwargs: asked.append(args[1]) or False)
    screen.tab.form.cancel_button.click()
    assert asked == ["放弃修改"]
    assert screen.tab.form is not None
    monkeypatch.setattr(ask, "confirm", lambda *args, **kwargs: True)
    screen.tab.form.cancel_button.click()
    assert screen.tab.form is None
    assert screen.tab.pane.currentWidget() is screen.tab.detail


def test_a_deleted_case_takes_its_dossier_from_the_screen(screen, desk):
    case_id = cases.list_cases(desk, cases.CaseFilter(on=desk.today, keyword="吴建国"))[0].id
    screen.choose(1)
    screen.tab.new_record()
    screen.wait()
    screen.fill(place="会议室", talkers=("周明", "陈芳"), evaluation="good")
    screen.tab.run(lambda: cases.delete_case(desk, case_id, why="录错"))
    screen.wait()
    screen.save()
    assert "已不存在" in screen.errors()[""]
    screen.tab.form.set_clean()
    screen.tab.form.cancel_button.click()
    screen.tab.refresh()
    screen.wait()
    assert screen.tab.list.model.rowCount() == 1
    assert screen.tab.detail_id != 1


def test_an_action_without_a_person_chosen_says_so(shown):
    opened = shown()
    opened.tab.new_record()
    assert opened.messages[-1] == "请先在列表中选择一名回访对象。"


# ---- the other forms


def test_moving_a_visit_needs_a_later_day_and_a_reason(screen, desk):
    screen.choose(1)
    screen.tab.forms.move()
    screen.wait()
    screen.save()
    assert set(screen.errors()) == {"planned_on", "moved_reason"}
    screen.fill(planned_on=date(2026, 11, 1), moved_reason="住院")
    screen.save()
    assert screen.errors() == {"planned_on": "改期后的日期不能早于今天。"}
    screen.fill(planned_on=date(2026, 12, 1))
    screen.save()
    visit = dossiers.open_file(desk, 1).visits[0]
    assert (visit.planned_on, visit.moved_reason) == (date(2026, 12, 1), "住院")


def test_a_mentor_is_named_changed_and_corrected(screen, desk):
    screen.choose(1)
    screen.tab.page.mentor_button.click()
    screen.wait()
    assert screen.tab.form.title.text() == "指定帮带人"
    assert not screen.tab.form.rows["end_reason"].shown
    screen.fill(mentor_name="吴建国", appointed_on=date(2026, 3, 5))
    screen.save()
    assert screen.errors() == {"mentor_name": "帮带人不能是受处分人本人。"}
    screen.fill(mentor_name="郑书记", post="党支部书记")
    screen.save()
    assert screen.tab.page.mentor_button.text() == "更换帮带人"
    screen.tab.page.mentor_edit.click()
    screen.wait()
    screen.fill(phone="13700000000")
    screen.save()
    screen.tab.page.mentor_button.click()
    screen.wait()
    assert "现任：郑书记" in screen.tab.form.computed("mentor_name").text()
    screen.fill(mentor_name="田卫东", appointed_on=date(2026, 9, 1))
    screen.save()
    assert screen.errors() == {"end_reason": "请填写更换原因。"}
    screen.fill(end_reason="郑书记调离")
    screen.save()
    said = screen.tab.page.people.text()
    assert "田卫东" in said
    assert "郑书记：党支部书记 2026-03-05 至 2026-09-01　郑书记调离" in said
    assert dossiers.open_file(desk, 1).mentors[0].phone == "13700000000"


def test_a_known_mentor_fills_his_post(screen, desk, typing, qtbot):
    dossiers.name_mentor(desk, 2, mentor("田卫东", date(2026, 9, 3), phone="13700000001"))
    screen.choose(1)
    screen.tab.forms.mentor()
    screen.wait()
    field = screen.tab.form.name
    typing(field.edit, "田")
    field._soon.timeout.emit()
    screen.wait()
    field._take_offer("田卫东　县装备中心党支部书记")
    form = screen.tab.form
    assert (form.name.value(), form.field("post").value()) == ("田卫东", "县装备中心党支部书记")
    assert form.field("phone").value() == "13700000001"


def test_a_team_is_formed_by_keyboard(screen, desk, typing, qtbot):
    dossiers.form_team(desk, 2, team("周明", "陈芳"), on=date(2026, 9, 3))
    screen.choose(1)
    screen.tab.page.team_button.click()
    screen.wait()
    form = screen.tab.form
    cells = form.members.editors()
    cells[0].setFocus()
    typing(cells[0], "周明")
    cells[0].editingFinished.emit()
    assert cells[1].text() == "县纪委监委", "a known member brings his post"
    qtbot.keyClick(cells[0], Qt.Key.Key_Return)
    assert form.focusWidget() is cells[1]
    screen.save()
    assert screen.errors() == {"members": "回访小组不得少于两人。"}
    typing(cells[3], "赵立")
    form.members.more.click()
    assert len(form.members.editors()) == 12
    form.field("joined_on").set_value(date(2026, 3, 6))
    screen.save()
    members = dossiers.open_file(desk, 1).team
    assert [(m.name, m.role) for m in members] == [("周明", "head"), ("赵立", "member")]


def test_establishing_asks_for_what_is_missing(screen, desk):
    dossiers.name_mentor(desk, 1, mentor())
    screen.choose(1)
    screen.tab.page.edit_button.click()
    screen.wait()
    form = screen.tab.form
    enabled = [box.isEnabled() for box in form.boxes.boxes]
    assert enabled[:5] == [False, True, True, True, False], "what the program holds is ticked by itself"
    screen.save()
    assert "处分决定书" in screen.errors()["parts"]
    form.field("opened_on").set_value(None)
    screen.save()
    assert dossiers.open_file(desk, 1).dossier.opened_on is None
    screen.tab.forms.file()
    screen.wait()
    screen.tab.form.boxes.boxes[1].setChecked(True)
    screen.fill(category="key", plan="每季度一次", opened_on=date(2026, 3, 12))
    screen.save()
    dossier = dossiers.open_file(desk, 1).dossier
    assert (dossier.opened_on, dossier.parts, dossier.category) == (date(2026, 3, 12), ("2",), "key")
    assert "建档必备已齐" in screen.tab.page.facts.text()


def test_an_assessment_begins_with_what_the_records_say(screen, desk, clock):
    dossiers.record_visit(desk, 1, talk(FIRST))
    clock.set(date(2027, 9, 6))
    screen.choose(1)
    screen.tab.page.assess_button.click()
    screen.wait()
    form = screen.tab.form
    assert "已回访1次" in form.field("visits_summary").value()
    assert form.computed("held_on").text() == "影响期至 2027-09-01"
    screen.fill(poll_good=9, poll_fairly=2, poll_fair=1)
    assert form.computed("poll_good").text() == "共 12 票，好和较好占 91.7 %"
    screen.save()
    assert set(screen.errors()) == {"mentor_opinion", "unit_opinion", "result", "use"}
    screen.fill(mentor_opinion="稳定", unit_opinion="良好", result="good", use="normal", forwarded_to="县委组织部")
    screen.fill(forwarded_on=date(2027, 9, 7))
    screen.save()
    assert screen.errors() == {"forwarded_on": "抄送日期晚于今天。"}
    screen.fill(forwarded_on=date(2027, 9, 6))
    screen.save()
    said = screen.tab.page.assessments.text()
    assert "考核结果：好" in said
    assert "民主测评：好9票、较好2票、一般1票" in said
    assert screen.tab.page.assess_button.text() == "更正考核"


def test_leaving_out_and_putting_back(screen, desk, monkeypatch):
    screen.choose(1)
    screen.tab.forms.exclude()
    screen.wait()
    screen.fill(excluded="custody", excluded_reason="因涉嫌犯罪在押", excluded_on=date(2026, 5, 1))
    screen.save()
    assert "不列入应回访：在押、服刑，自2026-05-01起" in screen.tab.page.facts.text()
    screen.tab.forms.exclude()
    screen.wait()
    assert screen.tab.form is None
    assert "恢复列入应回访" in screen.messages[-1]
    monkeypatch.setattr(ask, "ask_reason", lambda *args, **kwargs: "取保候审")
    screen.tab.forms.include()
    screen.wait()
    assert dossiers.open_file(desk, 1).dossier.excluded == ""


def test_closing_and_reopening(screen, desk, monkeypatch):
    dossiers.exclude(desk, 1, code="death", reason="病故", on=date(2026, 6, 1))
    screen.choose(1)
    screen.tab.forms.closing.close()
    screen.wait()
    screen.fill(closed_on=date(2027, 1, 1))
    screen.save()
    assert screen.errors() == {"closed_on": "结档日期晚于今天。"}
    screen.fill(closed_on=date(2026, 11, 20))
    screen.save()
    assert screen.tab.page.next.text() == "已于 2026-11-20 结档。"
    monkeypatch.setattr(ask, "ask_reason", lambda *args, **kwargs: "补充材料")
    screen.tab.forms.closing.reopen()
    screen.wait()
    assert dossiers.open_file(desk, 1).dossier.closed_on is None


def test_a_visit_recorded_by_mistake_is_withdrawn_with_a_reason(screen, desk, monkeypatch):
    screen.choose(1)
    screen.tab.forms.withdraw()
    assert screen.messages[-1] == "没有可撤回的回访记录。"
    dossiers.record_visit(desk, 1, talk(FIRST))
    screen.tab.refresh()
    screen.wait()
    monkeypatch.setattr(ask, "ask_reason", lambda *args, **kwargs: None)
    screen.tab.forms.withdraw()
    screen.wait()
    assert dossiers.open_file(desk, 1).visits[0].held_on == FIRST
    monkeypatch.setattr(ask, "ask_reason", lambda *args, **kwargs: "登记错人")
    screen.tab.forms.withdraw()
    screen.wait()
    assert dossiers.open_file(desk, 1).visits[0].held_on is None
    assert any("登记错人" in step.why for step in screen.tab.view.steps)


def test_every_editor_of_every_form_has_a_name(screen, desk):
    screen.choose(1)
    forms = screen.tab.forms
    closing = forms.closing
    for opener in (
        forms.visit, forms.mentor, forms.team, forms.file, closing.assessment, forms.exclude, forms.move,
        closing.close, closing.annual,
    ):  # fmt: skip
        opener()
        screen.wait()
        form = screen.tab.form
        for editor in (*form.findChildren(QLineEdit), *form.findChildren(QPlainTextEdit)):
            assert editor.accessibleName() or editor.parent().accessibleName(), f"{opener}: {editor}"
        form.set_clean()
        screen.tab.close_form()
