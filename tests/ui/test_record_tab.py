"""The bones of a record tab: filter, list, detail, form in place of the detail, saving, jumping in."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from ui import gallery

from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import RuleError
from jzdesk.ui.common import ask
from jzdesk.ui.common.filter_line import FilterLine
from jzdesk.ui.common.frame import Frame
from jzdesk.ui.common.messages import MessageLine


class Tab(gallery.SampleTab):
    """Saves into a list of its own; the first save is refused at a field."""

    def __init__(self, frame):
        self.asked, self.saved = [], []
        super().__init__(frame)

    def source(self, filters):
        self.asked.append(filters)
        return super().source(filters)

    def new_record(self):
        self.show_form(gallery.SampleForm(self.jobs), self.save)

    def save(self, form, then_next):
        try:
            values = form.read()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        self.save_by(form, partial(self.write, values), stay=then_next)

    def write(self, values):
        if values["number"] == "1":
            raise RuleError("number", "文号与已登记的重复。")
        self.saved.append(values["number"])
        return Changes(touched=Touched.CASES, message="已登记。", record_id=5)


@pytest.fixture
def tab(qtbot, jobs, memory, no_stray_windows):
    frame = Frame(
        desk=gallery.fake_desk(),
        jobs=jobs,
        memory=memory,
        open_record=lambda kind, record_id: None,
        open_form=lambda kind, values: None,
        clock=lambda: datetime(2026, 11, 22),
    )
    window = QMainWindow()
    qtbot.addWidget(window)
    tab = Tab(frame)
    window.setCentralWidget(tab)
    window.resize(1300, 600)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    jobs.wait_idle(qtbot)
    tab.host = window
    return tab


def test_keyword_waits_for_the_typing_to_end(tab, qtbot, jobs, typing):
    tab.asked.clear()
    for part in ("吴", "建", "国"):
        typing(tab.filters.keyword, part)
    qtbot.waitUntil(lambda: bool(tab.asked))
    jobs.wait_idle(qtbot)
    assert [filters["keyword"] for filters in tab.asked] == ["吴建国"]
    tab.filters.set_value("state", "逾期")
    assert tab.asked[-1] == {"unit": None, "state": "逾期", "keyword": "吴建国"}
    tab.filters._clear.click()
    assert tab.asked[-1] == {"unit": None, "state": None, "keyword": ""}
    assert not tab.filters.is_set()
    jobs.wait_idle(qtbot)


def test_down_goes_from_the_keyword_into_the_list(tab, qtbot, jobs):
    tab.focus_filter()
    qtbot.keyClick(tab.filters.keyword, Qt.Key.Key_Down)
    jobs.wait_idle(qtbot)
    assert tab.list.view.hasFocus()
    assert tab.detail_id == 0


def test_form_stands_in_place_of_the_detail_and_refusals_at_their_field(tab, qtbot, jobs, typing):
    tab.new_record()
    form = tab.form
    assert tab.pane.currentWidget() is form
    typing(form.field("number").edit, "1")
    form.save()
    jobs.wait_idle(qtbot)
    assert form.rows["number"].error.text() == "文号与已登记的重复。"
    assert form.isEnabled()
    assert tab.form is form
    typing(form.field("number").edit, "2")
    form.save_and_next()
    jobs.wait_idle(qtbot)
    assert tab.saved == ["12"]
    assert tab.form is form
    form.save()
    jobs.wait_idle(qtbot)
    assert tab.form is None
    assert tab.list.current_id() == 5
    assert tab.detail_id == 5


def test_missing_fields_never_reach_the_service(tab, qtbot, jobs):
    tab.new_record()
    tab.form.field("name").set_value("")
    tab.form.save()
    jobs.wait_idle(qtbot)
    assert tab.saved == []
    assert tab.form.rows["name"].error.text() == "请填写姓名。"
    tab.form.set_clean()


def test_another_record_is_shown_only_if_the_form_may_go(tab, qtbot, jobs, typing, monkeypatch):
    tab.list.view.selectRow(1)
    jobs.wait_idle(qtbot)
    tab.new_record()
    typing(tab.form.field("number").edit, "7")
    answers = [False, True]
    monkeypatch.setattr(ask, "confirm", lambda *args, **kwargs: answers.pop(0))
    tab.list.view.selectRow(2)
    jobs.wait_idle(qtbot)
    assert tab.form is not None
    tab.list.view.selectRow(3)
    jobs.wait_idle(qtbot)
    assert tab.form is None
    assert tab.detail_id == 3


def test_jumping_in_lifts_the_filter_and_shows_the_record(tab, qtbot, jobs):
    tab.filters.set_value("state", "豁免")
    jobs.wait_idle(qtbot)
    tab.open_record("case", 42)
    jobs.wait_idle(qtbot)
    assert not tab.filters.is_set()
    assert tab.detail_id == 42
    assert tab.list.current_id() == 42


def test_splitter_is_remembered(tab, memory):
    tab.splitter.setSizes([500, 800])
    tab.splitter.splitterMoved.emit(500, 1)
    assert memory.get("split.gallery") == tab.splitter.sizes()


def test_empty_list_offers_the_first_action(tab, qtbot, jobs):
    tab.total = 0
    tab.refresh()
    tab._filter_changed()
    jobs.wait_idle(qtbot)
    tab.list._note_button.click()
    assert tab.form is not None


def test_an_empty_list_under_a_filter_offers_to_lift_it(tab, qtbot, jobs):
    tab.total = 0
    tab.filters.keyword.setText("没有这个人")
    tab._filter_changed()
    jobs.wait_idle(qtbot)
    assert tab.list._note_text.text() == "没有符合筛选条件的记录。"
    tab.list._note_button.click()
    jobs.wait_idle(qtbot)
    assert tab.form is None
    assert not tab.filters.is_set()
    assert tab.list._note_button.text() == "登记处分决定"


def test_filter_leaves_a_composition_alone(qtbot, composing):
    line = FilterLine()
    qtbot.addWidget(line)
    composing(line.keyword, "wu")
    assert line.values() == {"keyword": ""}


def test_choices_keep_what_is_chosen(qtbot):
    line = FilterLine()
    qtbot.addWidget(line)
    line.add_choice("unit", "单位", [(1, "甲"), (2, "乙")])
    line.set_value("unit", 2)
    line.set_choices("unit", [(2, "乙"), (3, "丙")])
    assert line.value("unit") == 2
    line.set_choices("unit", [(3, "丙")])
    assert line.value("unit") is None


def test_messages_done_goes_by_itself_a_refusal_stays(qtbot):
    line = MessageLine()
    qtbot.addWidget(line)
    line.show_message("refused", "本月已关账。")
    assert not line._timer.isActive()
    line.show_message("done", "已保存。")
    assert line._timer.isActive()
    line._timer.timeout.emit()
    assert line.text() == ""
    assert line.isHidden()
    line.show_message("done", "已导出。", "打开文件夹")
    assert not line._timer.isActive()
    with qtbot.waitSignal(line.action_chosen):
        line._action.click()
