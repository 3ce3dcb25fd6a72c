"""回访教育 on the screen: the list, one person's file, and every form, through the widgets a clerk touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QPlainTextEdit, QPushButton
from revisit_county import Clock, dossier_of, make_desk, mentor, sanction, sanctioned, talk, team

from jzdesk.domain.accounts import Role
from jzdesk.domain.visits import Visit
from jzdesk.services import cases, dossiers
from jzdesk.ui.common import ask
from jzdesk.ui.common.frame import Frame
from jzdesk.ui.dossiers import paper
from jzdesk.ui.dossiers.fields import NamesField, OfferField, TeamField, TimeField, parse_time
from jzdesk.ui.dossiers.tab import DossiersTab

FIRST, SECOND, THIRD = date(2026, 6, 2), date(2026, 9, 2), date(2026, 12, 2)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock, jobs):
    made = make_desk(tmp_path / "vault", clock)
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


class Shown:
    """The tab with what it asked of the window around it."""

    def __init__(self, tab, jobs, qtbot):
        self.tab, self.jobs, self.qtbot = tab, jobs, qtbot
        self.messages, self.jumps = [], []
        jobs.message.connect(lambda _kind, text: self.messages.append(text))

    def wait(self):
        self.jobs.wait_idle(self.qtbot)

    def choose(self, dossier_id):
        self.tab.list.select_id(dossier_id)
        self.wait()
        assert self.tab.detail_id == dossier_id

    def fill(self, **values):
        for name, value in values.items():
            self.tab.form.field(name).set_value(value)

    def save(self):
        self.tab.form.save_button.click()
        self.wait()

    def errors(self):
        form = self.tab.form
        found = {name: row.error.text() for name, row in form.rows.items() if row.has_error()}
        return found | ({"": form.problem.text()} if form.problem.text() and not form.problem.isHidden() else {})


@pytest.fixture
def shown(qtbot, desk, jobs, memory):
    def show():
        around = []
        frame = Frame(
            desk=desk, jobs=jobs, memory=memory, clock=desk.clock,
            open_record=lambda *what: around[0].jumps.append(what), open_form=lambda *what: None,
        )  # fmt: skip
        window = QMainWindow()
        qtbot.addWidget(window)
        tab = DossiersTab(frame)
        window.setCentralWidget(tab)
        window.resize(1366, 768)
        around.append(Shown(tab, jobs, qtbot))
        with qtbot.waitExposed(window):
            window.show()
        around[0].window = window
        around[0].wait()
        return around[0]

    return show


@pytest.fixture
def screen(shown, desk):
    """The tab over two people, nobody chosen yet."""
    sanctioned(desk, "吴建国")
    sanctioned(desk, "李秀英", decided_on=date(2026, 9, 1), unit="县水利局")
    return shown()


def texts(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel))


# ---- list and filter


def test_no_part_of_the_tab_or_its_forms_is_a_window_of_its_own(no_stray_windows, screen):
    screen.choose(1)
    for opener in ("visit", "mentor", "team", "file", "assessment", "exclude", "move", "close"):
        getattr(screen.tab.forms, opener)()
        screen.wait()
        assert screen.tab.close_form()


def test_the_list_shows_the_people_with_their_standing(screen):
    model = screen.tab.list.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    titles = [c.title for c in model.columns]
    assert titles[:3] == ["姓名", "状态", "单位"]
    names = [model.index(n, 0).data() for n in range(model.rowCount())]
    states = [model.index(n, 1).data() for n in range(model.rowCount())]
    assert dict(zip(names, states, strict=True)) == {"吴建国": "回访逾期", "李秀英": "无帮带人"}
    colour = model.index(names.index("吴建国"), 1).data(Qt.ItemDataRole.ForegroundRole)
    assert colour.name().upper() == "#B42318"


def test_an_empty_list_says_how_dossiers_come(shown):
    opened = shown()
    assert opened.tab.list.model.rowCount() == 0
    assert "登记处分决定后自动建立" in texts(opened.tab.list)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"state": "visit_overdue"}, ["吴建国"]),
        ({"keyword": "lxy"}, ["李秀英"]),
        ({"keyword": "没有这个人"}, []),
        ({}, ["李秀英", "吴建国"]),
    ],
)
def test_the_filter_line_leaves_who_was_asked_for(screen, filters, names):
    screen.tab.filters.set_values(filters)
    screen.tab.filters.changed.emit()
    screen.wait()
    model = screen.tab.list.model
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == names


def test_units_in_use_are_offered(screen):
    unit = next(i for i, name in dossiers.unit_names(screen.tab.desk) if name == "县水利局")
    screen.tab.filters.set_value("unit_id", unit)
    screen.wait()
    assert screen.tab.list.model.rowCount() == 1


def test_every_column_sorts(screen):
    view = screen.tab.list.view
    for number, column in enumerate(screen.tab.list.model.columns):
        view.horizontalHeader().sectionClicked.emit(number)
        screen.wait()
        assert screen.tab.list.model.rowCount() == 2, column.title


# ---- detail


def test_the_detail_tells_the_course_and_what_is_next(screen, desk):
    i = dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today, keyword="吴建国"))[0].id
    screen.choose(i)
    page = screen.tab.page
    assert page.name.text() == "吴建国"
    assert "指定帮带人" in page.next.text()
    assert "已逾期" in page.next.text()
    assert page.next.why()
    assert [p.title for p in page.line.points] == ["决定", "第1次", "第2次", "第3次", "第4次", "另1次", "期满", "考核"]
    assert page.line.points[1].kind == "overdue"
    facts = page.facts.text()
    assert "严重警告：2026-03-02 至 2027-09-01" in facts
    assert "建档必备还缺 2 项" in facts
    assert "○ 处分决定书（复印件）（必备，尚缺）" in facts
    assert "尚未指定帮带人" in page.people.text()
    assert "尚未成立回访小组" in page.people.text()
    assert "尚未考核" in page.assessments.text()
    page.case_button.click()
    assert screen.jumps == [("case", screen.tab.view.case_id)]


def test_only_the_next_visit_has_a_button_among_the_duties(screen, desk):
    screen.choose(1)
    buttons = [b.text() for b in screen.tab.page.duties.findChildren(QPushButton) if b.text()]
    assert buttons == ["指定帮带人", "成立小组", "建档", "记录回访", "期满考核"]


def test_the_visit_list_says_what_happened(screen, desk):
    dossiers.record_visit(desk, 1, talk(FIRST, follow_up="子女就学"))
    dossiers.record_visit(desk, 1, Visit(excuse="illness", excuse_reason="住院手术"))
    screen.choose(1)
    screen.tab.page.tabs.setCurrentIndex(1)
    model = screen.tab.page.visits.list.model
    rows = [[model.index(r, c).data() for c in range(len(model.columns))] for r in range(2)]
    assert rows[0][:7] == ["1", "2026-06-02", "2026-06-02", "已按期", "面谈", "好", "周明、陈芳"]
    assert rows[0][-1] == "子女就学"
    assert rows[1][3] == "未访·因病"
    assert rows[1][-1] == "住院手术"
    assert "下次应访 2026-12-02" in screen.tab.page.visits.summary.text()
    assert screen.tab.page.visits.current().ordinal == 3


def test_the_buttons_of_a_visit_follow_the_cursor(screen, desk):
    dossiers.record_visit(desk, 1, talk(FIRST))
    screen.choose(1)
    visits = screen.tab.page.visits
    assert (visits.record.text(), visits.move_button.isEnabled(), visits.withdraw.isEnabled()) == ("记录回访", True, False)
    visits.list.view.selectRow(0)
    assert (visits.record.text(), visits.move_button.isEnabled(), visits.withdraw.isEnabled()) == ("更正记录", False, True)


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
    screen.tab.assess_button.click()
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
    screen.tab.forms.close()
    screen.wait()
    screen.fill(closed_on=date(2027, 1, 1))
    screen.save()
    assert screen.errors() == {"closed_on": "结档日期晚于今天。"}
    screen.fill(closed_on=date(2026, 11, 20))
    screen.save()
    assert screen.tab.page.next.text() == "已于 2026-11-20 结档。"
    monkeypatch.setattr(ask, "ask_reason", lambda *args, **kwargs: "补充材料")
    screen.tab.forms.reopen()
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


# ---- paper and workbook


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """Files are saved into a folder of the test; nothing is opened with a viewer."""
    chosen, opened = [], []

    def choose(_parent, _title, *, suggested, kinds):
        chosen.append(tmp_path / suggested)
        return chosen[-1]

    monkeypatch.setattr(ask, "choose_save_file", choose)
    monkeypatch.setattr(paper.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    return chosen, opened


@pytest.mark.parametrize(
    ("way", "name", "copies"),
    [
        ("blank", "回访谈话表（空白）.pdf", 1),
        ("coming", "回访谈话表吴建国.pdf", 1),
        ("chosen", "回访谈话表（2人）.pdf", 2),
    ],
)
def test_the_interview_form_is_printed(screen, saved, way, name, copies):
    chosen, opened = saved
    screen.choose(1)
    screen.tab.list.view.selectAll()
    getattr(screen.tab.paper, way)()
    screen.wait()
    assert chosen[0].name == name
    assert chosen[0].read_bytes().startswith(b"%PDF")
    assert opened == [str(chosen[0])]
    assert f"{copies} 份" in screen.messages[-1]


def test_the_talks_of_the_month_are_printed_or_it_is_said_that_there_are_none(screen, desk, saved):
    chosen, _opened = saved
    screen.tab.paper.month()
    screen.wait()
    assert "没有已开展或应开展的回访" in screen.messages[-1]
    assert not chosen[0].exists()
    dossiers.record_visit(desk, 1, talk(date(2026, 11, 20)))
    screen.tab.paper.month()
    screen.wait()
    assert chosen[1].read_bytes().startswith(b"%PDF")


def test_one_visit_is_printed_from_its_line(screen, desk, saved):
    dossiers.record_visit(desk, 1, talk(FIRST))
    screen.choose(1)
    screen.tab.page.visits.list.view.selectRow(0)
    screen.tab.page.visits.print_button.click()
    screen.wait()
    assert saved[0][0].name == "回访谈话表吴建国第1次.pdf"
    assert saved[0][0].exists()
    assert dossiers.look_at(desk, 1).steps[0].action == "打印回访谈话表"


def test_the_list_is_exported_as_it_is_filtered(screen, saved):
    from openpyxl import load_workbook

    screen.tab.filters.set_values({"state": "visit_overdue"})
    screen.tab.filters.changed.emit()
    screen.wait()
    screen.tab.export_list()
    screen.wait()
    assert screen.messages[-1] == "已导出 1 人到“回访教育列表20261122.xlsx”。"
    sheet = load_workbook(saved[0][0]).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "吴建国" in cells
    assert "回访逾期" in cells
    assert "李秀英" not in cells


def test_a_place_not_chosen_prints_nothing(screen, monkeypatch, tmp_path):
    monkeypatch.setattr(ask, "choose_save_file", lambda *args, **kwargs: None)
    screen.choose(1)
    screen.tab.print_record()
    screen.tab.export_list()
    screen.wait()
    assert list(tmp_path.glob("*.pdf")) + list(tmp_path.glob("*.xlsx")) == []


# ---- from elsewhere


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("visit", "第1次回访"),
        ("mentor", "指定帮带人"),
        ("name_mentor", "指定帮带人"),
        ("team", "成立回访小组"),
        ("form_team", "成立回访小组"),
        ("dossier", "建立回访档案"),
        ("open_dossier", "建立回访档案"),
        ("assessment", "期满考核"),
        ("assess", "期满考核"),
    ],
)
def test_a_duty_opens_the_form_that_discharges_it(screen, desk, kind, title):
    visit = dossiers.open_file(desk, 1).visits[0]
    screen.tab.open_form(kind, {"dossier_id": 1, "visit_id": visit.id})
    screen.wait()
    assert screen.tab.form.title.text() == title
    assert screen.tab.form.file.person.name == "吴建国"
    assert screen.tab.list.current_id() == 1


def test_a_follow_up_is_settled_from_its_duty(screen, desk):
    dossiers.record_visit(desk, 1, talk(FIRST, follow_up="子女就学", follow_up_due=date(2026, 7, 1)))
    visit = dossiers.open_file(desk, 1).visits[0]
    screen.tab.open_form("follow_up", {"dossier_id": 1, "visit_id": visit.id})
    screen.wait()
    screen.fill(follow_up_done=date(2026, 6, 30))
    screen.save()
    assert dossiers.open_file(desk, 1).visits[0].follow_up_done == date(2026, 6, 30)


def test_the_button_of_a_duty_opens_its_form(screen):
    screen.choose(1)
    screen.tab.page.duties.buttons["visit"].click()
    screen.wait()
    assert screen.tab.form.title.text() == "第1次回访"


def test_a_record_from_elsewhere_lifts_the_filter(screen):
    screen.tab.filters.set_values({"keyword": "李秀英"})
    screen.tab.filters.changed.emit()
    screen.wait()
    screen.tab.open_record("mentor", 1)
    screen.wait()
    assert screen.tab.detail_id == 1
    assert not screen.tab.filters.is_set()
    assert screen.tab.page.tabs.currentIndex() == 2


def test_a_record_whose_line_is_not_loaded_is_shown_all_the_same(screen, desk, monkeypatch):
    from jzdesk.ui.common import table

    monkeypatch.setattr(table, "PAGE", 1)
    for name in ("张国庆", "王海涛", "陈志远", "刘玉兰"):
        sanctioned(desk, name, decided_on=date(2026, 10, 9))
    screen.tab.open_record("dossier", 1)
    screen.wait()
    assert screen.tab.detail_id == 1
    assert screen.tab.pane.currentWidget() is screen.tab.detail


def test_delete_says_where_to_go_instead(screen):
    screen.choose(1)
    screen.tab.delete_record()
    screen.wait()
    assert "撤回回访记录" in screen.messages[-1]


def test_who_may_only_read_finds_no_button_to_write(shown, desk):
    sanctioned(desk)
    desk.account = replace(desk.account, role=Role.LEADER.value)
    screen = shown()
    screen.choose(1)
    tab, page = screen.tab, screen.tab.page
    writing = (
        tab.record_button, tab.file_menu, tab.plan_menu, tab.assess_button, tab.more_menu, page.edit_button,
        page.mentor_button, page.team_button, page.assess_button, page.visits.record, page.visits.move_button,
    )  # fmt: skip
    assert [button.text() for button in writing if button.isEnabled()] == []
    assert page.duties.buttons == {}
    tab.edit_record()
    screen.wait()
    assert tab.form is None


# ---- fields


@pytest.mark.parametrize(
    ("typed", "time"),
    [("9:30", "09:30"), ("930", "09:30"), ("0930", "09:30"), ("9点30分", "09:30"), ("9点", "09:00"), ("", ""), ("17", "17:00")],
)
def test_times_are_read_as_people_write_them(typed, time):
    assert parse_time(typed) == time


@pytest.mark.parametrize("typed", ["25:00", "9:60", "上午", "9:5:1"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError, match="不是时间"):
        parse_time(typed)


def test_the_time_field_keeps_wrong_text_in_sight(qtbot):
    field = TimeField()
    qtbot.addWidget(field)
    field.edit.setText("25点")
    assert (field.value(), field.edit.text()) == ("", "25点")
    assert "25点" in field.problem()


def test_names_are_parted_and_completed_one_by_one(qtbot, jobs):
    field = NamesField(lambda text: [n for n in ("周明", "周强") if text in n], jobs=jobs)
    qtbot.addWidget(field)
    field.set_value(("周明",))
    field.edit.setText("周明，陈芳 陈芳;周")
    assert field.value() == ("周明", "陈芳", "周")
    field._ask()
    jobs.wait_idle(qtbot)
    field._taken("周强")
    assert field.value() == ("周明", "陈芳", "周强")
    field._leave()
    assert field.edit.text() == "周明、陈芳、周强"


def test_the_offer_is_added_once(qtbot):
    field = OfferField("郑书记（帮带人）", verb="加入帮带人")
    qtbot.addWidget(field)
    field.set_value("李主任")
    field.button.click()
    field.button.click()
    assert field.value() == "李主任、郑书记（帮带人）"
    assert not field.button.isEnabled()


def test_a_team_keeps_its_draft_and_wants_names(qtbot):
    field = TeamField()
    qtbot.addWidget(field)
    field.set_value([("周明", "县纪委监委", False), ("", "县委组织部", True)])
    assert "县委组织部" in field.problem()
    again = TeamField()
    qtbot.addWidget(again)
    again.restore(field.draft())
    assert again.value() == field.value()


def test_every_editor_of_every_form_has_a_name(screen, desk):
    screen.choose(1)
    for opener in ("visit", "mentor", "team", "file", "assessment", "exclude", "move", "close"):
        getattr(screen.tab.forms, opener)()
        screen.wait()
        form = screen.tab.form
        for editor in (*form.findChildren(QLineEdit), *form.findChildren(QPlainTextEdit)):
            assert editor.accessibleName() or editor.parent().accessibleName(), f"{opener}: {editor}"
        form.set_clean()
        screen.tab.close_form()


def test_a_decision_elsewhere_brings_a_line_here(screen, desk):
    screen.tab.run(lambda: cases.record_case(desk, _third(desk)))
    screen.wait()
    assert screen.tab.list.model.rowCount() == 3


def _third(desk):
    from case_county import file_of

    return file_of("张国庆", decided_on=date(2026, 10, 9), codes=("D1",))


def test_a_dossier_of_a_second_case_names_the_governing_one(screen, desk):
    case_id = sanction(desk, "王海涛", decided_on=date(2026, 4, 3))
    file = dossier_of(desk, case_id)
    assert dossiers.look_at(desk, file.dossier.id).case_id == case_id
