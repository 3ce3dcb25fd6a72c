"""容错纠错 on the screen: list, filter, read view, correction, unlocking, deleting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from tolerance_county import (
    PASSWORD,
    answered,
    as_reviewer,
    concluded,
    fill,
    make_desk,
    record,
    review_of,
    someone,
)
from ui.tolerance_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.tolerance import REFUSED, Finding
from jzdesk.services import history, tolerance
from jzdesk.ui.common import ask
from jzdesk.ui.common.spans import Span
from jzdesk.ui.tolerance.columns import state_cell
from jzdesk.ui.tolerance.detail import ATTACHMENTS, CORRECTION, DUTIES, EVIDENCE, FINDINGS, HISTORY, OVERVIEW


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_desk(tmp_path / "vault")
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def shown(qtbot, jobs, memory, desk):
    return Shown(desk, jobs, memory, qtbot)


@pytest.fixture
def county(desk, qtbot, jobs, memory):
    """The tab over thirty reviews."""
    ids = fill(desk)
    screen = Shown(desk, jobs, memory, qtbot)
    screen.ids = ids
    return screen


@pytest.fixture
def judged(tmp_path, qtbot, jobs, memory):
    """The tab as the reviewer sees it, over one locked review."""
    made = make_desk(tmp_path / "vault")
    review_id = record(made, concluded(made, conclusion=REFUSED, yes=("N01", "X2")))
    made = as_reviewer(made)
    screen = Shown(made, jobs, memory, qtbot)
    screen.choose(review_id)
    screen.id = review_id
    yield screen
    jobs.shutdown(lambda: made.vault.close(back_up=False))


def stored(screen, review_id):
    return tolerance.open_review(screen.desk, review_id)[0]


# ---- list and filter


def test_an_empty_list_says_what_belongs_here_and_offers_the_first(no_stray_windows, shown):
    note = shown.tab.list
    assert "三个区分" in note._note_text.text()
    button = next(b for b in note.findChildren(QPushButton) if b.text() == "登记容错审查")
    button.click()
    shown.wait()
    assert shown.form.title.text() == "登记容错审查"


def test_the_list_shows_where_each_review_stands(county):
    model = county.tab.list.model
    QAbstractItemModelTester(model)
    assert model.rowCount() == 30
    words = {str(state_cell(model.row_at(n), county.desk.today)) for n in range(30)}
    assert words == {"逾期", "临期", "未到期", "已办结", "不予受理"}
    offered = {column.key for column in model.columns}
    assert offered >= {
        "number", "person", "unit", "post", "matter", "way_in", "applied_on", "next_kind", "next_due", "state", "conclusion",
    }  # fmt: skip
    shown = {column.key for column in model.columns if column.shown}
    assert shown >= {"person", "matter", "next_kind", "next_due", "state", "conclusion"}


FILTERS = (
    ("state", "running", lambda r, on: not r.conclusion and not r.acceptance_refused),
    ("state", "concluded", lambda r, on: r.conclusion),
    ("state", "correcting", lambda r, on: r.correction_due and not r.correction_done),
    ("state", "overdue", lambda r, on: r.next_due and r.next_due < on),
    ("state", "exempt", lambda r, on: r.conclusion == "exempt"),
    ("state", "lighter", lambda r, on: r.conclusion == "lighter"),
    ("state", "mitigated", lambda r, on: r.conclusion == "mitigated"),
    ("state", "refused", lambda r, on: r.conclusion == "refused"),
    ("state", "not_accepted", lambda r, on: r.acceptance_refused),
    ("span", "month", lambda r, on: r.applied_on >= date(2026, 11, 1)),
)


def test_each_filter_leaves_what_it_names(county):
    model, on = county.tab.list.model, county.desk.today
    every = [model.row_at(n) for n in range(30)]
    for name, value, keeps in FILTERS:
        wanted = [row.number for row in every if keeps(row, on)]
        county.tab.filters.set_values({name: value})
        county.tab._filter_changed()
        county.wait()
        assert [model.row_at(n).number for n in range(model.rowCount())] == wanted, value
        assert 0 < len(wanted) < 30, value


def test_a_unit_and_a_word_filter_together(county, typing):
    units = {text: value for value, text in county.tab.filters._choices["unit"][1]}
    assert "县污水处理厂" in units
    county.tab.filters.set_values({"unit": units["县污水处理厂"]})
    typing(county.tab.filters.keyword, "欧阳")
    county.qtbot.waitUntil(lambda: not county.tab.filters._soon.isActive())
    county.wait()
    assert county.names() == ["欧阳明远"]


def test_own_span_asks_for_its_days(county, monkeypatch):
    def answer(dialog):
        assert dialog.windowTitle() == "申请日期"
        dialog.first.set_value(date(2026, 11, 16))
        return True

    monkeypatch.setattr(ask, "run_dialog", answer)
    box = county.tab._span_box
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    county.wait()
    model = county.tab.list.model
    assert model.rowCount()
    assert all(model.row_at(n).applied_on >= date(2026, 11, 16) for n in range(model.rowCount()))
    monkeypatch.setattr(ask, "run_dialog", lambda dialog: False)
    county.tab._span = Span()
    box.activated.emit(box.count() - 1)
    assert county.tab.filters.value("span") is None


def test_every_column_but_the_stage_sorts(county):
    model = county.tab.list.model
    for column in model.columns:
        model.set_sort(column.sort, descending=False)
        county.wait()
        assert model.rowCount() == 30
        assert model.row_at(0) is not None
    assert {column.key for column in model.columns if not column.sort} == {"next_kind", "correction_done"}


# ---- read view


def test_the_read_view_says_what_is_next_until_when_and_why(no_stray_windows, shown, desk):
    review_id = record(desk, review_of(accepted_on=date(2026, 9, 21)))
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    view = shown.view
    assert view.head.text() == "朱明远"
    assert "RC2026-001" in view.sub.text()
    assert view.next.text() == "下一步：核实，应于 2026-10-26，已逾期 19 个工作日"
    assert "2026-09-21 + 20 个工作日" in view.next.why()
    assert [point.title for point in view.course.points] == [
        "申请",
        "受理",
        "核实",
        "研究",
        "认定",
        "反馈",
        "备案",
    ]
    assert [point.reached for point in view.course.points] == [True, True, False, False, False, False, False]
    assert view.next_button.text() == "记录核实"
    assert view.pages.tabText(DUTIES) == "应办 逾期1"
    assert view.lock.isHidden()


def test_the_read_view_shows_every_finding(shown, desk):
    review_id = record(desk, concluded(desk, conclusion=REFUSED, yes=("N01",), meeting="县纪委常委会"))
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    text = shown.view.findings.toPlainText()
    assert "不予容错" in text
    assert "县纪委常委会" in text
    assert "打着改革创新旗号搞劳民伤财的政绩工程、形象工程  是" in text
    assert "造成重大经济损失  否" in text
    assert "在上级尚无标准时先行先试\n证据：1 党组会议记录；2 关于发放驻村补贴的通知" in text
    assert "在上级尚无明确标准和限制的探索性试验中出现失误的  符合" in text
    assert (
        shown.view.lock.text()
        == "“打着改革创新旗号搞劳民伤财的政绩工程、形象工程”认定为“是”，结论锁定为不予容错。"
    )


def test_the_other_pages(county):
    county.choose(county.ids[0])
    view = county.view
    view.pages.setCurrentIndex(OVERVIEW)
    assert "启动方式：申请" in view.overview.text()
    assert "人员\n朱明远：县委组织部副部长\n处理：拟予诫勉 → 不予追究责任" in view.overview.text()
    view.pages.setCurrentIndex(EVIDENCE)
    assert "党组会议记录 书证　县委组织部　3页" in view.evidence.reads()
    assert "引用：“缺乏经验" in view.evidence.reads()
    view.pages.setCurrentIndex(CORRECTION)
    assert "责任人 县委组织部" in view.correction.reads()
    assert "2026-10-08 已办" in view.correction.reads()
    view.pages.setCurrentIndex(DUTIES)
    assert "容错受理" in view.duties.text()
    view.pages.setCurrentIndex(HISTORY)
    assert "登记容错审查" in view.history.toPlainText()
    view.pages.setCurrentIndex(ATTACHMENTS)
    assert view.attachments.isVisible()
    view.pages.setCurrentIndex(FINDINGS)
    county.choose(county.ids[7])
    assert county.view.next.text() == "不予受理：所反映事项与申请人履职无关"
    assert [point.title for point in county.view.course.points] == ["启动", "不予受理"]


def test_the_linked_case_is_one_press_away(shown, desk):
    from case_county import decided

    from jzdesk.services import cases

    case_id = decided(desk, "吴建国")
    review_id = record(desk, review_of(case_id=case_id), cases.open_case(desk, case_id).person)
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    shown.view.case_button.click()
    assert shown.jumps == [("case", case_id)]


# ---- stages and correction


def test_the_button_of_a_stage_opens_the_form_at_its_field(shown, desk):
    review_id = record(desk, review_of())
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    shown.view.pages.setCurrentIndex(DUTIES)
    button = shown.view.duties.buttons["accept_review"]
    assert button.text() == "记录受理"
    button.click()
    shown.wait()
    assert shown.form.title.text() == "受理容错审查"
    assert shown.form.field("outcome").value() == "accepted"
    shown.put(accepted_on=date(2026, 9, 22))
    shown.save()
    assert stored(shown, review_id).accepted_on == date(2026, 9, 22)


@pytest.mark.parametrize(
    ("kind", "values"), [("tolerance", {"stage": "conclude_review"}), ("correction", {})]
)
def test_the_board_opens_the_form_of_a_duty(shown, desk, kind, values):
    review_id = record(desk, concluded(desk, correction="停发", correction_due=date(2026, 11, 6)))
    shown.tab.open_form(kind, {"review_id": review_id, **values})
    shown.wait()
    assert shown.tab.detail_id == review_id
    wanted = {"tolerance": "concluded_on", "correction": "correction_done"}[kind]
    assert shown.tab.focusWidget() in shown.form.field(wanted).editors()
    assert ("容错审查" in shown.form.title.text()) == (kind == "tolerance")


def test_the_board_may_ask_for_a_new_review_of_a_known_person(shown, desk):
    record(desk, review_of())
    person = tolerance.open_review(desk, 1)[1]
    shown.tab.open_form("tolerance", {"person_id": person.id})
    shown.wait()
    assert shown.form.field("unit_name").value() == "县委组织部"
    assert shown.form.person().id == person.id


def test_the_correction_is_recorded(shown, desk):
    due = {
        "correction": "停发并制定规范",
        "correction_owner": "县委组织部",
        "correction_due": date(2026, 11, 6),
    }
    review_id = record(desk, concluded(desk, **due))
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    shown.stage("finish_correction")
    shown.put(correction_done=date(2026, 9, 8))
    assert "应于 2026-11-06 前" in shown.line("correction_done")
    shown.save()
    assert shown.errors() == {"correction_done": "整改完成日期早于认定日期2026-10-09。"}
    shown.put(correction_done=None)
    shown.save()
    assert shown.errors() == {"correction_done": "请填写完成日期。"}
    shown.put(correction_done=date(2026, 11, 20), correction_result="已停发，规范已印发")
    assert "逾期" in shown.line("correction_done")
    shown.save()
    assert shown.form is None
    assert stored(shown, review_id).correction_done == date(2026, 11, 20)


def test_without_an_order_there_is_nothing_to_record(shown, desk):
    review_id = record(desk, concluded(desk))
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    shown.tab.stage_button.menu().aboutToShow.emit()
    entry = shown.tab.stage_entries["finish_correction"]
    assert (entry.isEnabled(), entry.toolTip()) == (False, "尚未下达纠错通知。")
    shown.stage("finish_correction")
    assert shown.form is None
    assert shown.messages[-1] == "尚未下达纠错通知。"


def test_actions_without_a_choice_say_so(shown):
    for action in (shown.tab.edit_record, partial(shown.tab.forms.stage, "verify"), shown.tab.forms.unlock):
        action()
        assert shown.messages[-1] == shown.tab.none_chosen


# ---- unlocking, deleting, rights


def unlocking(monkeypatch, screen, *, entry="", why="", account="", password=""):
    """What a person does in the dialog; the dialog is handed back."""
    seen = []

    def answer(dialog):
        seen.append(dialog)
        if entry:
            dialog.entry.setCurrentText(entry)
        dialog.reason.setPlainText(why)
        if account:
            dialog.account.setCurrentText(account)
            dialog.password.setText(password)
        dialog.shown = (
            dialog.author.text(),
            dialog.changes.text(),
            dialog.sign_note.text(),
            not dialog.sign.isHidden(),
        )
        dialog.unlock()
        screen.wait()
        dialog.said = dialog.message.text() if not dialog.message.isHidden() else ""
        return dialog.result() == 1

    monkeypatch.setattr(ask, "run_dialog", answer)
    screen.tab.unlock_button.click()
    screen.wait()
    return seen[0]


def test_the_reviewer_unlocks_one_entry_with_a_reason(judged, monkeypatch):
    dialog = unlocking(
        monkeypatch, judged, entry="造成重大经济损失", why="损失已全部挽回，不构成重大经济损失"
    )
    author, changes, note, signs = dialog.shown
    assert author == "由李经办认定为“是”。"
    assert changes == (
        "· “造成重大经济损失”由“是”改为“否”，理由记为审核人解除。\n"
        "· “打着改革创新旗号搞劳民伤财的政绩工程、形象工程”仍在，结论仍锁定为不予容错。"
    )
    assert (note, signs) == ("以审核人王审核的名义解除。", False)
    review = stored(judged, judged.id)
    assert (review.exclusions["X2"].answer, review.conclusion) == ("no", REFUSED)
    dialog = unlocking(monkeypatch, judged, why="经复核系惠民工程")
    assert "原结论“不予容错”撤下" in dialog.shown[1]
    assert stored(judged, judged.id).conclusion == ""
    assert judged.view.lock.isHidden()
    judged.tab.unlock_button.click()
    judged.wait()
    assert judged.messages[-1] == "这件审查没有锁定。"


def test_a_reason_is_asked_for_and_the_dialog_stays(judged, monkeypatch):
    dialog = unlocking(monkeypatch, judged, why="  ")
    assert dialog.said == "请写明解除锁定的理由。"
    assert stored(judged, judged.id).conclusion == REFUSED


def test_at_the_clerks_window_the_reviewer_signs(shown, desk, monkeypatch):
    review_id = record(desk, review_of(negative={"N02": Finding("yes", "数据不实", "1")}))
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    assert not shown.view.unlock_button.isHidden()
    dialog = unlocking(monkeypatch, shown, why="复核后数据属实", account="王审核", password="不对的口令")
    assert dialog.shown[2:] == ("本人认定的情形须由另一名审核人解除，请审核人在此输入口令。", True)
    assert "口令" in dialog.said
    assert dialog.password.text() == ""
    assert stored(shown, review_id).negative["N02"].answer == "yes"
    unlocking(monkeypatch, shown, why="复核后数据属实", account="王审核", password=PASSWORD)
    assert stored(shown, review_id).negative["N02"].answer == "no"
    step = history.history_of(desk, "tolerance", review_id)[0]
    assert (step.action, step.who, step.why) == ("解除容错锁定", "王审核", "复核后数据属实")


def test_deleting_asks_for_a_reason_and_leaves_locked_ones(county, monkeypatch):
    monkeypatch.setattr(ask, "ask_reason", lambda *a, **k: None)
    county.choose(county.ids[0])
    county.tab.delete_button.click()
    county.wait()
    assert county.tab.list.model.rowCount() == 30
    titles = []

    def reason(_parent, title, label, *, verb):
        titles.append(title)
        return "重复登记"

    monkeypatch.setattr(ask, "ask_reason", reason)
    county.tab.delete_button.click()
    county.wait()
    assert county.tab.list.model.rowCount() == 29
    county.tab.delete_ids([county.ids[3], county.ids[1]])
    county.wait()
    assert titles == ["删除这件容错审查", "删除选中的 2 件容错审查"]
    assert county.tab.list.model.rowCount() == 28
    assert any("审核人删除" in text for text in county.messages)


def test_a_leader_only_looks(desk, qtbot, jobs, memory):
    review_id = record(desk, review_of())
    desk.account = replace(desk.account, role=Role.LEADER)
    shown = Shown(desk, jobs, memory, qtbot)
    tab = shown.tab
    for button in (tab.new_button, tab.edit_button, tab.stage_button, tab.unlock_button, tab.delete_button):
        assert not button.isEnabled()
    shown.choose(review_id)
    shown.view.pages.setCurrentIndex(DUTIES)
    assert shown.view.duties.buttons == {}
    assert shown.view.next_button.isHidden()
    for action in (tab.new_record, tab.edit_record, partial(tab.forms.stage, "accept"), tab.forms.unlock):
        action()
        assert shown.messages[-1] == "当前账户只能查看，不能登记和修改。"
    tab.delete_ids([review_id])
    tab.open_form("tolerance", {"review_id": review_id, "stage": "accept_review"})
    shown.wait()
    assert tab.form is None


def test_a_review_deleted_elsewhere_is_said(shown, desk):
    review_id = record(desk, review_of())
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    tolerance.delete_review(desk, review_id, why="重复")
    shown.tab.edit_button.click()
    shown.wait()
    assert shown.messages[-1] == "这件容错审查已不存在，请刷新列表。"


def test_everything_reachable_has_a_name(county):
    from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QRadioButton

    county.edit(county.ids[3])
    for kind in (QLineEdit, QPlainTextEdit, QRadioButton, QComboBox):
        for widget in county.form.findChildren(kind):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(widget.parent(), QComboBox):
                assert widget.accessibleName(), (kind, widget.parent())


def test_an_unanswered_review_is_read_as_such(shown, desk):
    review_id = record(desk, answered(desk, review_of()))
    shown.tab.refresh()
    shown.wait()
    shown.choose(review_id)
    text = shown.view.findings.toPlainText()
    assert "缺乏经验、先行先试的失误与明知故犯的违纪违法  尚未认定" in text
    assert "没有勾选。" in text
    assert someone().name in shown.view.head.text()
