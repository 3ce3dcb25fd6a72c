"""征求意见: the list, the names of a letter compared and decided, the reply."""

from __future__ import annotations

from datetime import date

import pytest
from enquiry_county import answer, decide_all, named, on_record, person, register
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from revisit_county import Clock, make_desk
from ui.enquiries_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.services import enquiries, enquiry_drafts
from jzdesk.ui.common import ask
from jzdesk.ui.enquiries.columns import short_day
from jzdesk.ui.enquiries.detail import HISTORY, OVERVIEW, REPLY
from jzdesk.ui.enquiries.person_dialog import offered

WU = person()
LI = person("李秀英", 122, born="19850612", unit_name="县水利局", post="股长")
WANG = person("王伟", 133, born="19790305", unit_name="县财政局", post="预算股股长")
OTHER_WANG = person("王伟", 155, born="19911105", unit_name="县农业农村局", post="科员")
NOBODY = EnquiryPerson(name="陈明", unit_text="章庄铺镇", post="镇长")
ALIKE = EnquiryPerson(name="王伟", birth_month="1979-03", unit_text="县财政局", post="预算股股长")


@pytest.fixture
def desk(tmp_path):
    opened = make_desk(tmp_path / "vault", Clock())
    on_record(opened, WU, decided_on=date(2026, 3, 2))
    on_record(opened, LI, codes=(), filed_on=date(2026, 10, 9))
    on_record(opened, WANG, codes=("D1",), decided_on=date(2024, 5, 6))
    on_record(opened, OTHER_WANG, codes=("D1",), decided_on=date(2025, 5, 6))
    yield opened
    opened.vault.close(back_up=False)


@pytest.fixture
def letter(desk):
    return register(desk, named(WU), ALIKE, named(LI), NOBODY)


@pytest.fixture
def shown(desk, letter, jobs, memory, qtbot):
    return Shown(desk, jobs, memory, qtbot)


def slipped(who):
    """An ID number with one digit of the birth year wrong."""
    number = who.id_number
    return f"{number[:9]}{(int(number[9]) + 1) % 10}{number[10:]}"


# ---- the list


def test_the_list_says_how_far_each_letter_is(shown, desk, letter):
    model = shown.page.list.model
    texts = [str(model.data(model.index(0, column)) or "") for column in range(8)]
    assert texts == ["县委组织部", "待回复", "公组函〔2026〕12号", "提拔任用", "11-16", "0/4", "11-30", ""]
    assert short_day(date(2025, 3, 1), desk.today) == "25-03-01"
    late = register(desk, NOBODY, organ="县总工会", letter_number="1", received_on=date(2026, 10, 9))
    shown.page.refresh()
    shown.wait()
    assert model.row_at(1).id == late
    assert str(model.data(model.index(1, 1))) == "逾期"


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"state": "open"}, 1), ({"state": "answered"}, 1), ({"purpose": "award"}, 1), ({"purpose": "rank"}, 0),
        ({"keyword": "陈明"}, 1), ({"keyword": WU.id_number}, 1), ({"keyword": "总工会"}, 1), ({"keyword": "无此人"}, 0),
        ({"span": "month"}, 2), ({"span": "last_month"}, 0),
    ],
)  # fmt: skip
def test_each_filter_leaves_what_it_names(shown, desk, values, found):
    done = register(desk, NOBODY.__class__(name="周平"), organ="县总工会", letter_number="2", purpose="award")
    decide_all(desk, done)
    answer(desk, done)
    shown.page.filters.set_values(values)
    shown.page.filters.changed.emit()
    shown.wait()
    assert shown.page.list.model.rowCount() == found


# ---- the names


def test_every_name_says_how_it_was_matched_and_what_is_proposed(shown, letter):
    shown.choose(letter)
    model = shown.names.list.model
    rows = [model.row_at(n) for n in range(model.rowCount())]
    assert [(row.name, row.match.text) for row in rows] == [
        ("吴建国", "身份证号一致"), ("王伟", "待确认同名"), ("李秀英", "身份证号一致"), ("陈明", "库内无此人"),
    ]  # fmt: skip
    assert rows[0].outcome.text == "建议：影响期（处分期）未满"
    assert rows[1].outcome.text == "先确认是谁"
    assert shown.names.count.text() == "共 4 人 · 已比对 3 · 待确认 1 · 已定 0"
    assert shown.at() == "吴建国"


def test_what_was_found_leads_to_the_records(shown, letter):
    shown.work(letter)
    text = shown.panel.reads()
    assert "党内严重警告" in text
    assert "尚未期满" in text
    assert "建议：影响期（处分期）未满" in text
    assert WU.id_number not in text
    link = next(button for button in shown.panel._links if button.text() == "查看案件")
    link.click()
    assert shown.jumps[-1][0] == "case"
    shown.pick("李秀英")
    assert "2026-10-09 立案，尚未作出决定" in shown.panel.reads()
    shown.pick("陈明")
    assert "库内没有该人员的记录。" in shown.panel.reads()


def test_enter_accepts_and_goes_on_to_the_next_that_waits(shown, letter):
    shown.work(letter)
    assert not shown.page.list.isVisible()
    shown.pick("吴建国")
    shown.enter()
    assert shown.at() == "王伟"  # at once, before the records were asked again
    shown.wait()
    assert shown.line("吴建国").name.conclusion == "in_period"
    shown.pick("李秀英")
    shown.enter()
    shown.wait()
    assert shown.line("李秀英").name.conclusion == "checking"
    assert shown.names.count.text() == "共 4 人 · 已比对 3 · 待确认 1 · 已定 2"


def test_enter_pressed_twice_decides_two_not_one_twice(shown, letter):
    shown.work(letter)
    shown.pick("李秀英")
    shown.enter()
    shown.enter()
    shown.wait()
    assert [shown.line(name).name.conclusion for name in ("李秀英", "陈明")] == ["checking", "clear"]
    assert not [text for text in shown.messages if "不同" in text]


def test_only_those_that_wait(shown, letter):
    shown.work(letter)
    shown.pick("吴建国")
    shown.names.pending_only.click()
    shown.wait()
    assert shown.names.list.model.rowCount() == 4
    shown.enter()
    shown.wait()
    model = shown.names.list.model
    assert [model.row_at(n).name for n in range(model.rowCount())] == ["王伟", "李秀英", "陈明"]
    assert shown.at() == "王伟"


def test_all_without_doubt_at_once_after_a_look(shown, letter, monkeypatch):
    asked = []
    monkeypatch.setattr(ask, "confirm", lambda _parent, title, text, **_more: asked.append((title, text)) or True)
    shown.work(letter)
    shown.names.all_button.click()
    shown.wait()
    assert asked[0][0] == "按建议认定 3 人"
    assert "影响期（处分期）未满 1 人" in asked[0][1]
    assert "另有 1 人有近似人员" in asked[0][1]
    assert [bool(line.name.conclusion) for line in shown.view.shown.names] == [True, False, True, True]


def test_another_conclusion_needs_a_reason(shown, letter):
    shown.work(letter)
    shown.pick("吴建国")
    bar = shown.panel.bar
    bar.other_button.click()
    bar.other.setCurrentIndex(bar.other.findData("disagree"))
    bar.decide_button.click()
    shown.wait()
    assert "请写明理由" in bar.problem.text()
    assert bar.reason.hasFocus()
    bar.reason.setText("正在接受组织调整")
    shown.qtbot.keyClick(bar.reason, Qt.Key.Key_Return)
    shown.wait()
    name = shown.line("吴建国").name
    assert (name.conclusion, name.conclusion_reason) == ("disagree", "正在接受组织调整")
    assert "已认定：有影响使用的问题" in shown.panel.reads()


# ---- look-alikes


def test_a_look_alike_stands_beside_the_letter_with_its_reasons(shown, letter):
    shown.work(letter)
    shown.pick("王伟")
    cards = shown.panel.chooser.cards
    assert [card.yes.accessibleName() for card in cards] == [
        "是此人：王伟 县财政局预算股股长", "是此人：王伟 县农业农村局科员",
    ]  # fmt: skip
    text = shown.panel.reads()
    assert "出生年月一致（1979-03）" in text
    assert "先在上面确认是谁" in text
    assert not shown.panel.bar.accept_button.isVisible()


def test_enter_on_a_look_alike_goes_to_the_choice(shown, letter):
    shown.work(letter)
    shown.pick("王伟")
    shown.enter()
    card = shown.panel.chooser.cards[0]
    assert card.yes.hasFocus()
    shown.qtbot.keyClick(card.yes, Qt.Key.Key_Space)
    shown.wait()
    assert shown.line("王伟").matched == "hand"
    assert shown.line("王伟").person.unit_name == "县财政局"
    assert "人工确认" in shown.panel.reads()
    assert shown.names.list.view.hasFocus()


def test_not_this_one_and_none_left_is_nobody(shown, letter):
    shown.work(letter)
    shown.pick("王伟")
    shown.panel.chooser.cards[0].no.click()
    shown.wait()
    assert shown.line("王伟").matched == "nobody"
    back = next(button for button in shown.panel._links if button.text() == "撤回比对")
    back.click()
    shown.wait()
    assert shown.line("王伟").matched == ""


def test_none_of_them(shown, letter):
    shown.work(letter)
    shown.pick("王伟")
    shown.panel.chooser.none_button.click()
    shown.wait()
    assert shown.line("王伟").matched == "nobody"


def test_the_digit_that_differs_is_shown_and_the_rest_hidden(desk, jobs, memory, qtbot):
    number = slipped(LI)
    key = register(desk, EnquiryPerson(name="李秀英", id_number=number, unit_text="水利局"), letter_number="7")
    shown = Shown(desk, jobs, memory, qtbot)
    shown.work(key)
    text = shown.panel.reads()
    assert f"<b style=\"color:#B42318\">{number[9]}</b>" in text
    assert f"<b style=\"color:#B42318\">{LI.id_number[9]}</b>" in text
    assert number not in text
    assert "身份证号仅第10位不同" in text
    assert "相近" in text


def test_against_the_number_it_takes_a_reason(desk, jobs, memory, qtbot, monkeypatch):
    key = register(desk, EnquiryPerson(name="王伟", id_number=person("王伟", 177, born="19790305").id_number), letter_number="8")
    shown = Shown(desk, jobs, memory, qtbot)
    shown.work(key)
    asked = []
    monkeypatch.setattr(ask, "ask_reason", lambda _p, _title, label, **_more: asked.append(label) or "已与组织部核实，来函号码有误")
    shown.panel.chooser.cards[0].yes.click()
    shown.wait()
    assert "请写明认定为同一人的理由" in asked[0]
    assert shown.line("王伟").matched == "hand"


def test_somebody_the_comparison_did_not_bring_up(shown, letter, monkeypatch):
    shown.work(letter)
    shown.pick("陈明")

    def chosen(dialog):
        dialog.accept()
        assert dialog.problem.text() == "请从列出的人员中选一名。"
        dialog.field.set_value(offered(shown.desk, "李秀英")[0])
        dialog.accept()
        return True

    asked = []
    monkeypatch.setattr(ask, "run_dialog", chosen)
    monkeypatch.setattr(ask, "ask_reason", lambda _p, _title, label, **_more: asked.append(label) or "曾用名")
    next(button for button in shown.panel._links if button.text() == "另选…").click()
    shown.wait()
    assert "请写明认定的理由" in asked[0]
    line = shown.line("陈明")
    assert (line.matched, line.person.name, line.name.note) == ("hand", "李秀英", "比对说明：曾用名")


def test_enter_held_down_decides_nothing(shown, letter):
    shown.work(letter)
    view = shown.names.list.view
    view.setFocus()
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(view, held)
    shown.wait()
    assert not any(line.name.conclusion for line in shown.view.shown.names)


# ---- registering


def test_a_letter_is_registered_with_its_names(shown, desk):
    shown.page.new_button.click()
    assert not shown.page.list.isVisible()
    assert shown.form.computed("limit_on").text() == "应于 2026-12-04 前回复"
    shown.put(organ="县委组织部", letter_number="公组函〔2026〕20号", received_on=date(2026, 11, 18), purpose="rank")
    shown.form.edited.emit("received_on")
    assert shown.form.computed("limit_on").text() == "应于 2026-12-02 前回复"
    assert "10" in shown.form.computed("limit_on").why()
    shown.put(limit_on=date(2026, 11, 24))
    shown.form.edited.emit("limit_on")
    assert "早于规定期限 2026-12-02" in shown.form.computed("limit_on").text()
    cells = shown.form.names.cells
    for column, text in ((0, "吴建国"), (1, WU.id_number)):
        cells.setData(cells.index(0, column), text)
    shown.settle()
    shown.save()
    assert shown.form is None
    found = enquiries.list_enquiries(desk, enquiries.EnquiryFilter(on=desk.today, keyword="20号"))
    assert [(e.limit_on, e.people) for e in found] == [(date(2026, 11, 24), 1)]
    assert shown.page.detail_id == found[0].id


def test_what_is_missing_is_said_at_its_field(shown):
    shown.page.new_button.click()
    shown.save()
    assert set(shown.errors()) == {"organ", "purpose"}


def test_an_answered_letter_is_not_changed(shown, desk, letter):
    shown.choose(letter)
    shown.names.list.select_id(shown.line("王伟").name.id)
    shown.work(letter)
    shown.panel.chooser.none_button.click()
    shown.wait()
    decide_all(desk, letter)
    answer(desk, letter)
    shown.page.refresh()
    shown.wait()
    shown.page.edit_record()
    shown.wait()
    assert shown.form is None
    assert "已经回复" in shown.messages[-1]
    assert not shown.panel.bar.accept_button.isVisible()
    shown.enter()
    shown.wait()
    assert "已经回复" in shown.messages[-1]


def test_a_name_is_put_right_and_taken_off(shown, desk, letter, monkeypatch):
    shown.work(letter)
    shown.pick("陈明")
    shown.page.edit_record()
    assert shown.form.title.text() == "更正来函所列"
    shown.put(name="陈鸣")
    shown.save()
    assert shown.line("陈鸣").name.position == 4
    monkeypatch.setattr(ask, "ask_reason", lambda *_args, **_more: "来函更正")
    shown.pick("陈鸣")
    shown.qtbot.keyClick(shown.names.list.view, Qt.Key.Key_Delete)
    shown.wait()
    assert [line.name.name for line in shown.view.shown.names] == ["吴建国", "王伟", "李秀英"]


def test_deleting_a_letter_asks_for_a_reason(shown, letter, monkeypatch):
    shown.choose(letter)
    asked = []
    monkeypatch.setattr(ask, "ask_reason", lambda _p, title, _label, **_more: asked.append(title) or "重复登记")
    shown.page.list.view.setFocus()
    shown.qtbot.keyClick(shown.page.list.view, Qt.Key.Key_Delete)
    shown.wait()
    assert asked == ["删除这件征求意见函"]
    assert shown.page.list.model.rowCount() == 0


# ---- the reply


@pytest.fixture
def decided(desk, letter):
    for line in enquiries.names_of_enquiry(desk, letter):
        if line.name == "王伟":
            enquiries.remove_names(desk, letter, [line.id], why="来函更正")
    decide_all(desk, letter)
    return letter


def test_no_text_before_everybody_is_decided(shown, letter):
    shown.choose(letter)
    shown.view.pages.setCurrentIndex(REPLY)
    shown.wait()
    assert shown.view.reply.state.text() == "还有 4 人没有认定，全部认定以后才能生成和登记复函。"
    assert not shown.view.reply.register_button.isEnabled()


def test_the_text_is_changed_kept_and_sent(shown, desk, decided):
    shown.choose(decided)
    shown.view.pages.setCurrentIndex(REPLY)
    shown.wait()
    page = shown.view.reply
    assert "县委组织部" in page.words()
    page.text.appendPlainText("另，请你部督促县住建局抓好整改。")
    assert "有改动尚未保存" in page.state.text()
    shown.page.save_form()
    shown.wait()
    assert enquiry_drafts.reply_draft(desk, decided).drafted
    assert "文字由人改过" in page.state.text()
    page.register_button.click()
    shown.wait()
    shown.put(reply_number="公纪函〔2026〕8号", signer="张书记")
    shown.save()
    stored = enquiries.open_enquiry(desk, decided).enquiry
    assert stored.reply_text.endswith("抓好整改。")
    assert "复函已登记" in page.state.text()
    assert page.text.isReadOnly()


def test_the_text_goes_back_to_the_conclusions(shown, desk, decided):
    enquiry_drafts.keep_reply_draft(desk, decided, "另拟的文字")
    shown.choose(decided)
    shown.view.pages.setCurrentIndex(REPLY)
    shown.wait()
    page = shown.view.reply
    assert page.words() == "另拟的文字"
    page.compose_button.click()
    shown.wait()
    assert "县委组织部" in page.words()
    assert not enquiry_drafts.reply_draft(desk, decided).drafted


def test_opened_again_with_a_reason(shown, desk, decided, monkeypatch):
    answer(desk, decided)
    shown.choose(decided)
    monkeypatch.setattr(ask, "ask_reason", lambda *_args, **_more: "组织部补充材料")
    shown.page.moves.reopen()
    shown.wait()
    assert enquiries.open_enquiry(desk, decided).enquiry.reply_on is None
    assert "应于 2026-11-30" in shown.view.next.text()


# ---- the rest


def test_overview_and_history(shown, letter):
    shown.choose(letter)
    shown.view.pages.setCurrentIndex(OVERVIEW)
    assert "回复期限：2026-11-30" in shown.view.overview.text()
    shown.view.pages.setCurrentIndex(HISTORY)
    shown.wait()
    assert "登记征求意见函" in shown.view.history.toPlainText()


def test_the_duty_of_today_opens_the_names_and_then_the_reply(shown, desk, letter):
    shown.page.open_form("enquiry", {"enquiry_id": letter})
    shown.wait()
    assert shown.page.wide
    assert shown.names.list.view.hasFocus()
    shown.qtbot.keyClick(shown.names.list.view, Qt.Key.Key_Escape)
    assert not shown.page.wide
    assert shown.page.list.isVisible()
    shown.work(letter)
    shown.pick("王伟")
    shown.panel.chooser.none_button.click()
    shown.wait()
    decide_all(desk, letter)
    shown.page.open_form("enquiry", {"enquiry_id": letter})
    shown.wait()
    assert shown.view.pages.currentIndex() == REPLY


def test_who_may_only_look_changes_nothing(desk, letter, jobs, memory, qtbot):
    object.__setattr__(desk, "account", desk.account.__class__(**{
        **{name: getattr(desk.account, name) for name in desk.account.__slots__}, "role": Role.LEADER.value,
    }))  # fmt: skip
    shown = Shown(desk, jobs, memory, qtbot)
    shown.work(letter)
    assert not shown.page.new_button.isEnabled()
    assert not shown.panel.bar.accept_button.isVisible()
    shown.enter()
    shown.page.new_record()
    shown.wait()
    assert shown.form is None
    assert "只能查看" in shown.messages[-1]


def test_two_hundred_names_are_at_hand(desk, jobs, memory, qtbot):
    names = [EnquiryPerson(name=f"赵{chr(0x4E00 + n)}", unit_text="某镇") for n in range(200)]
    key = register(desk, *names, letter_number="200")
    shown = Shown(desk, jobs, memory, qtbot)
    shown.work(key)
    assert shown.names.count.text() == "共 200 人 · 已比对 200 · 已定 0"
    for _ in range(5):
        shown.enter()
    shown.wait()
    assert shown.names.count.text().endswith("已定 5")
    assert shown.names.list.current_row().position == 6
