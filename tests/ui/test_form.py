"""The form skeleton: keys, marks, required fields, leaving, drafts, Chinese in composition."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from jzdesk.domain.errors import RuleError
from jzdesk.ui.common import ask
from jzdesk.ui.common.draft_keeper import DraftKeeper
from jzdesk.ui.common.fields import CheckField, DateField, LongText, TextField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.why import WhyPopover, show_why

TODAY = date(2026, 11, 22)


class Form(RecordForm):
    def __init__(self):
        super().__init__("登记处分决定", save_text="保存处分决定", next_text="保存并登记下一件")
        who = self.section("被处分人")
        self.name = self.add(who, "name", "姓名", TextField(), required=True)
        self.number = self.add(who, "number", "文号", TextField(), hint="照文书填写。")
        what = self.section("处分决定")
        self.day = self.add(what, "decided_on", "决定日期", DateField(today=lambda: TODAY))
        self.facts = self.add(what, "facts", "事实", LongText())
        self.add(what, "secret", "不公开", CheckField())
        self.set_values({})


@pytest.fixture
def form(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.resize(500, 400)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    form.focus_first()
    return form


def focus_name(form):
    widget = QApplication.focusWidget()
    return next((n for n, row in form.rows.items() if widget in row.field.editors()), widget)


def test_enter_goes_on_and_shift_enter_back(form, qtbot):
    assert focus_name(form) == "name"
    for wanted in ("number", "decided_on", "facts"):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert focus_name(form) == wanted
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert focus_name(form) == "decided_on"
    form.field("secret").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert focus_name(form) is form.save_button


def test_enter_passes_over_hidden_rows(form, qtbot):
    form.set_row_visible("number", on=False)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert focus_name(form) == "decided_on"


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_save_keys(form, qtbot, key, held):
    with qtbot.waitSignal(form.save_requested) as got:
        qtbot.keyClick(form.name.edit, key, held)
    assert got.args == [False]


def test_buttons_work_by_enter(form, qtbot):
    form.next_button.setFocus()
    with qtbot.waitSignal(form.save_requested) as got:
        qtbot.keyClick(form.next_button, Qt.Key.Key_Return)
    assert got.args == [True]


def test_composition_keeps_every_key_from_the_form(form, qtbot, composing, typing):
    saved, left = [], []
    form.save_requested.connect(saved.append)
    form.left.connect(lambda: left.append(1))
    composing(form.name.edit, "wu'jian")
    for key, held in (
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
    ):
        qtbot.keyClick(form.name.edit, key, held)
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    override.ignore()
    QApplication.sendEvent(form.name.edit, override)
    assert override.isAccepted()
    assert (saved, left, focus_name(form)) == ([], [], "name")
    typing(form.name.edit, "吴建国")
    qtbot.keyClick(form.name.edit, Qt.Key.Key_Return)
    assert form.name.value() == "吴建国"
    assert focus_name(form) == "number"


def test_all_problems_are_marked_and_the_first_is_raised(form, typing):
    typing(form.day.edit, "2026-02-30")
    with pytest.raises(RuleError) as refused:
        form.read()
    assert (refused.value.field, refused.value.text) == ("name", "请填写姓名。")
    assert form.rows["name"].error.isVisible()
    assert "2月30日" in form.rows["decided_on"].error.text()
    assert [section.note() for section in form.sections] == ["有 1 处需改", "有 1 处需改"]
    typing(form.name.edit, "吴")
    assert not form.rows["name"].has_error()
    assert form.sections[0].note() == ""


def test_hidden_rows_are_neither_checked_nor_read(form):
    form.set_row_visible("name", on=False)
    assert "name" not in form.read()


def test_a_refusal_is_shown_at_its_field(form):
    form.mark("decided_on", "决定日期不能晚于今天。")
    assert form.rows["decided_on"].error.text() == "决定日期不能晚于今天。"
    assert focus_name(form) == "decided_on"
    form.mark("", "本月已关账，不能登记。")
    assert form.problem.text() == "本月已关账，不能登记。"
    form.mark("nowhere", "另有不妥。")
    assert form.problem.text() == "另有不妥。"


def test_a_field_left_with_a_bad_text_says_so_at_once(form, typing):
    form.day.setFocus()
    typing(form.day.edit, "abc")
    form.name.setFocus()
    assert "不是日期" in form.rows["decided_on"].error.text()


def test_leaving_asks_only_after_a_change(form, qtbot, typing, monkeypatch):
    with qtbot.waitSignal(form.left):
        qtbot.keyClick(form.name.edit, Qt.Key.Key_Escape)
    typing(form.name.edit, "吴")
    answers = [False, True]
    monkeypatch.setattr(ask, "confirm", lambda *args, **kwargs: answers.pop(0))
    left = []
    form.left.connect(lambda: left.append(1))
    form.cancel_button.click()
    assert left == []
    form.cancel_button.click()
    assert left == [1]


def test_typing_and_taking_it_back_is_no_change(form, typing):
    typing(form.name.edit, "吴")
    assert form.is_changed()
    form.name.edit.clear()
    assert not form.is_changed()


def test_shows_a_record_by_its_names(form):
    form.show_record(
        SimpleNamespace(name="吴建国", number="公纪〔2026〕1号", decided_on=TODAY, facts=None, secret=True)
    )
    assert form.read() == {
        "name": "吴建国",
        "number": "公纪〔2026〕1号",
        "decided_on": TODAY,
        "facts": "",
        "secret": True,
    }
    assert not form.is_changed()


def test_draft_holds_what_cannot_be_read_and_comes_back(form, qtbot, typing):
    typing(form.name.edit, "吴")
    typing(form.day.edit, "2026-0")
    with qtbot.waitSignal(form.draft_changed, timeout=3000) as got:
        pass
    assert got.args[0]["decided_on"] == "2026-0"
    again = Form()
    qtbot.addWidget(again)
    again.restore_draft(got.args[0])
    assert again.draft() == got.args[0]
    assert again.is_changed()


def test_keeper_keeps_offers_and_forgets(form, jobs, qtbot, typing):
    kept = {}

    def keep(name, record_id, content):
        kept[name] = content

    old = SimpleNamespace(record_id=0, fields={"name": "未保存"}, saved_at=TODAY)
    frame = SimpleNamespace(jobs=jobs, keep_draft=keep, find_draft=lambda name: old)
    keeper = DraftKeeper(frame, "decision", 0, form)
    jobs.wait_idle(qtbot)
    assert form._offer.isVisible()
    form.offer_taken.emit()
    assert form.name.value() == "未保存"
    form.stop()
    jobs.wait_idle(qtbot)
    assert kept["decision"]["name"] == "未保存"
    keeper.forget()
    jobs.wait_idle(qtbot)
    assert kept == {"decision": None}


def test_why_by_f1_shows_the_reason_of_the_computed_date(form, qtbot):
    form.computed("decided_on").set_line("应宣布于 2026-12-01", "2026-11-22 + 7 个工作日", kind="soon")
    assert form.computed("decided_on").labels[0].toolTip() == "2026-11-22 + 7 个工作日"
    form.day.setFocus()
    qtbot.keyClick(form.day.edit, Qt.Key.Key_F1)
    [panel] = [w for w in QApplication.topLevelWidgets() if isinstance(w, WhyPopover)]
    assert panel.isVisible()
    panel.close()
    assert show_why("", form) is None
    form.computed("decided_on").set_line("")
    assert form.computed("decided_on").isHidden()


def test_lines_that_appear_above_do_not_push_the_focused_field_out_of_sight(form, qtbot):
    form.resize(500, 300)
    form.facts.setFocus()
    bottom = form.scroller.verticalScrollBar().value()
    form.computed("name").set_lines([(f"第{n}行", "", "overdue") for n in range(12)])

    def wholly_seen():
        edit = form.facts.edit
        top = edit.mapTo(form.scroller.viewport(), edit.rect().topLeft()).y()
        return top >= 0 and top + edit.height() <= form.scroller.viewport().height()

    qtbot.waitUntil(lambda: form.scroller.verticalScrollBar().value() > bottom and wholly_seen())


def test_every_editor_has_a_name(form):
    names = {name: row.field.editors()[0].accessibleName() for name, row in form.rows.items()}
    assert names == {
        "name": "姓名（必填）",
        "number": "文号",
        "decided_on": "决定日期",
        "facts": "事实",
        "secret": "不公开",
    }
