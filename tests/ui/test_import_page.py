"""导入旧台账 on the screen, over a file that was never read: the steps, the keys, what is asked, what stays possible."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from office_county import log_in, make_office
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from revisit_county import Clock
from ui import gallery
from ui.import_fake import file_view, run_line
from ui.import_shown import FakeImports
from ui.today_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.services.import_kinds import CHOICE, FAULT
from jzdesk.ui.common import ask
from jzdesk.ui.desk_page import DeskPage
from jzdesk.ui.system_menu import SystemPage

CTRL = Qt.KeyboardModifier.ControlModifier
BOOK = Path("2021年处分台账.xls")


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_office(tmp_path / "vault", Role.CLERK, Role.LEADER, clock=Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def shown(desk, jobs, memory, qtbot, no_stray_windows):
    return Shown(FakeImports, desk, jobs=jobs, memory=memory, qtbot=qtbot)


@pytest.fixture
def opened(shown):
    """The first step: a file was read, one column waits."""
    shown.tab.take_file(BOOK)
    shown.wait()
    return shown


@pytest.fixture
def planned(opened):
    """The second step."""
    opened.tab.columns.lines.choose(12, "decided_on")
    opened.tab.save_form()
    settle(opened)
    return opened


def settle(shown):
    shown.wait()
    panel = shown.tab.plan
    shown.qtbot.waitUntil(lambda: not panel._detail_soon.isActive() and not panel._soon.isActive())
    shown.wait()


def front(shown):
    return shown.tab.stack.currentWidget()


def calls(shown, what):
    return [call[1:] for call in shown.tab.importer.calls if call[0] == what]


# ---- a file


def test_it_begins_with_what_to_do_and_where_a_file_goes(shown):
    assert front(shown) is shown.tab.runs
    assert "拖到这里" in shown.tab.runs.list._note_text.text()
    assert [action.text() for action in shown.tab.form_button.menu().actions()] == [
        "单位",
        "人员",
        "案件处分",
        "公开宣布",
    ]


def test_a_file_is_chosen_by_ctrl_n(shown, monkeypatch):
    monkeypatch.setattr(ask, "choose_open_file", lambda *_args, **_more: BOOK)
    shown.tab.new_record()
    shown.wait()
    assert front(shown) is shown.tab.columns
    assert shown.tab.title_label.text() == "导入旧台账：2021年处分台账.xls"
    assert shown.tab.columns.lines._line_of(12).choice.combo.hasFocus()


def test_a_file_is_dropped_anywhere_on_the_page(shown):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(BOOK))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(shown.tab, QDragEnterEvent(QPoint(300, 300), *how))
    QApplication.sendEvent(shown.tab, QDropEvent(QPointF(300, 300), *how))
    shown.wait()
    assert calls(shown, "open") == [("2021年处分台账.xls", "", "", None)]
    mime.setUrls([QUrl.fromLocalFile("/a.xlsx"), QUrl.fromLocalFile("/b.xlsx")])
    QApplication.sendEvent(shown.tab, QDragEnterEvent(QPoint(300, 300), *how))
    QApplication.sendEvent(shown.tab, QDropEvent(QPointF(300, 300), *how))
    assert shown.messages[-1] == "请一次拖入一个表格文件。"


def test_a_file_that_is_none_is_refused_with_a_sentence_and_nothing_changes(shown):
    shown.tab.take_file(Path("旧.doc"))
    shown.wait()
    assert front(shown) is shown.tab.runs
    assert shown.messages == ["“旧.doc”不是表格文件，请另存为 .xlsx 后再导入。"]
    assert shown.tab.stack.isEnabled()


# ---- the first step


def test_going_on_waits_for_the_required_columns(opened):
    page = opened.tab.columns
    assert page.foot.said.text() == "缺少必填的栏目：决定日期。请在“读作”中指定由哪一列读入。"
    opened.tab.save_form()
    opened.wait()
    assert calls(opened, "plan") == []
    page.lines.choose(12, "decided_on")
    assert page.foot.said.text() == "已认出 15 列，共 18 列。"
    page.lines.choose(16, "name")
    assert "不止一列" in page.foot.said.text()
    assert not page.foot.is_ready


def test_the_line_in_front_and_the_column_above_go_together(opened, qtbot):
    page = opened.tab.columns
    assert 12 in page.grid.columns_shown
    page.lines._line_of(2).choice.setFocus()
    assert 2 in page.grid.columns_shown
    page.grid.go_to(2, 18)
    bottom = page.lines.mapFromGlobal(page.lines._line_of(18).choice.mapToGlobal(QPoint(0, 0))).y()
    assert 0 <= bottom < page.lines.height()


def test_another_sheet_kind_or_heading_is_read_at_once(opened, qtbot):
    page = opened.tab.columns
    page.sheet.set_value("封存")
    opened.wait()
    page.kind.set_value("people")
    opened.wait()
    page.first.setValue(2)
    opened.wait()
    page.grid.go_to(0, 1)
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    opened.wait()
    asked = calls(opened, "look")
    assert asked == [
        ("cases", "封存", None),
        ("people", "台账", None),
        ("people", "台账", (2, 3)),
        ("people", "台账", (1, 1)),
    ]


def test_without_a_heading_the_page_says_how_to_name_it(opened):
    opened.tab.columns.show_file(file_view(heading=None))
    page = opened.tab.columns
    assert "在下面表头所在的行上按回车" in page.found.text()
    assert page.foot.said.text() == "还没有指定表头所在的行。"
    page.focus_content()
    assert page.grid.hasFocus()


def test_escape_leads_back_to_the_register(opened, qtbot):
    qtbot.keyClick(opened.tab.columns.lines._line_of(2).choice.combo, Qt.Key.Key_Escape)
    opened.wait()
    assert front(opened) is opened.tab.runs
    assert calls(opened, "close") == [()]


def test_f5_reads_the_file_again_with_what_was_chosen(opened):
    opened.tab.columns.lines.choose(12, "decided_on")
    opened.tab.refresh()
    opened.wait()
    assert calls(opened, "open")[-1] == ("2021年处分台账.xls", "cases", "台账", (3, 3))
    assert front(opened) is opened.tab.columns


# ---- the second step


def test_what_waits_for_a_person_comes_first(planned):
    page = planned.tab.plan
    assert front(planned) is page
    assert calls(planned, "plan")[0][0][12] == "decided_on"
    assert [page.switch.tabText(n) for n in range(page.switch.count())] == [
        "全部 10,000", "新增 8,750", "修改 250", "待认定 250", "有问题 250", "重复 250", "不变 250", "未读入 2",
    ]  # fmt: skip
    assert page.outcome == CHOICE
    assert page.list.current_id() == 42
    assert "第 42 行" in page.panel.reads()
    assert "另有 2 处不是数据" in planned.tab.intro_label.text()


def test_what_was_not_read_is_listed_too(planned):
    page = planned.tab.plan
    page.switch.setCurrentIndex(page.switch.count() - 1)
    settle(planned)
    assert page.list.model.rowCount() == 2
    assert page.list.model.index(0, 0).data() == ""  # it is no row of data
    assert "未读入 第10004行是合计行。" in page.panel.reads()
    assert not page.panel.grid.isVisible()


def test_in_a_low_window_the_heading_and_the_row_are_shown(planned, qtbot):
    page = planned.tab.plan
    assert page.panel.grid.model().rowCount() == 3
    planned.window.resize(1093, 400)
    qtbot.waitUntil(lambda: page.panel.grid.model().rowCount() == 1)


def test_a_decision_by_keyboard_goes_on_to_the_next_row(planned, qtbot):
    page = planned.tab.plan
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    assert page.panel.cards[0].yes.hasFocus()
    qtbot.keyClick(page.panel.cards[0].yes, Qt.Key.Key_Space)
    settle(planned)
    assert calls(planned, "decide") == [(42, 7)]
    assert page.list.current_id() == 82
    assert "第 82 行" in page.panel.reads()
    assert page.list.view.hasFocus()
    assert page.switch.tabText(3) == "待认定 249"
    assert page.switch.tabText(2) == "修改 251"


def test_all_that_wait_can_be_new_after_a_question(planned, monkeypatch):
    page = planned.tab.plan
    answers = [False, True]
    monkeypatch.setattr(ask, "confirm", lambda *_args, **_more: answers.pop(0))
    button = next(
        b for b in page.panel.findChildren(QPushButton) if b.text() == "待认定的 250 行都按新人员登记…"
    )
    button.click()
    assert calls(planned, "all_new") == []
    button.click()
    settle(planned)
    assert page.view.waiting == 0
    assert (page.outcome, page.list.model.rowCount()) == (FAULT, 250)  # what else is to be seen to


def test_writing_waits_for_decisions_and_for_a_word_about_the_faulty_rows(planned):
    page = planned.tab.plan
    assert "还有 250 行与库内的记录相近" in page.foot.said.text()
    planned.tab.importer.chosen = {row: None for row in range(10_100) if row % 40 == 2}
    page.update_plan(planned.tab.importer._view())
    settle(planned)
    assert "有 250 行有问题，还不能导入" in page.foot.said.text()
    assert not page.foot.is_ready
    page.leave_out.click()
    assert page.foot.is_ready
    assert page.foot.go_button.text() == "导入 9,250 行"
    planned.tab.save_form()
    planned.wait()
    assert calls(planned, "apply") == [(True,)]
    assert front(planned) is planned.tab.runs
    assert planned.tab.runs.current().added == 8_750


def test_the_keyword_filters_and_escape_leads_back_step_by_step(planned, qtbot):
    page = planned.tab.plan
    page.switch.setCurrentIndex(0)
    planned.tab.focus_filter()
    page.keyword.setText("公纪〔2021〕77号")
    settle(planned)
    assert page.list.model.rowCount() == 1
    qtbot.keyClick(page.keyword, Qt.Key.Key_Escape)
    assert page.list.view.hasFocus()
    qtbot.keyClick(page.list.view, Qt.Key.Key_Escape)
    assert front(planned) is planned.tab.columns


def test_a_filter_that_finds_nothing_says_so_and_can_be_lifted(planned):
    page = planned.tab.plan
    page.keyword.setText("没有这个人")
    settle(planned)
    assert "没有符合筛选条件的记录" in page.list._note_text.text()
    page.list._note_button.click()
    settle(planned)
    assert page.list.model.rowCount() == 10_000


def test_the_workbook_of_problems_is_saved_by_ctrl_e(planned, monkeypatch):
    asked = []
    monkeypatch.setattr(
        ask, "choose_save_file", lambda *_args, **more: asked.append(more["suggested"]) or Path("/out.xlsx")
    )
    planned.tab.export_list()
    planned.wait()
    assert asked == ["2021年处分台账（问题）.xlsx"]
    assert calls(planned, "problems") == [("out.xlsx",)]
    assert planned.messages[-1] == "已保存到 /out.xlsx。"


def test_f5_on_the_plan_reads_the_mended_file_and_tries_again(planned):
    planned.tab.refresh()
    settle(planned)
    assert front(planned) is planned.tab.plan
    assert len(calls(planned, "open")) == len(calls(planned, "plan")) == 2


def test_ten_thousand_rows_are_gone_through_smoothly(planned):
    """The list holds pages, not rows; a row is shown within a few frames of being chosen."""
    page = planned.tab.plan
    page.switch.setCurrentIndex(0)
    settle(planned)
    assert page.list.model.rowCount() == 10_000
    page.list.view.selectRow(9_000)
    page.list.view.scrollToBottom()
    settle(planned)
    assert len(page.list.model._pages) < 12
    row = planned.tab.importer.row(9_040)
    began = process_time()
    for _ in range(10):
        page.panel.show_row(row)
    assert (process_time() - began) / 10 < 0.05


# ---- stopping


def stopping(shown):
    """Long work during which 取消 is pressed."""

    def work(*_args, progress, **_more):
        shown.tab._job.progress.cancel()
        progress(1, 2)

    return work


def test_a_trial_that_is_stopped_leaves_the_columns_as_they_were(opened):
    opened.tab.columns.lines.choose(12, "decided_on")
    opened.tab.importer.plan = stopping(opened)
    opened.tab.save_form()
    opened.wait()
    assert front(opened) is opened.tab.columns
    assert opened.tab.stack.isEnabled()
    assert opened.tab.columns.mapping()[12] == "decided_on"
    assert opened.messages[-1].startswith("试导入已取消")


def test_an_import_that_is_stopped_stays_to_be_done(planned):
    planned.tab.importer.chosen = {row: None for row in range(10_100) if row % 40 == 2}
    planned.tab.plan.update_plan(planned.tab.importer._view())
    planned.tab.plan.leave_out.click()
    planned.tab.importer.apply = stopping(planned)
    planned.tab.save_form()
    planned.wait()
    assert front(planned) is planned.tab.plan
    assert planned.tab.plan.foot.is_ready
    assert planned.messages[-1].startswith("导入已取消")


def test_nothing_else_begins_while_a_file_is_read(shown):
    first, second = Path("一.xlsx"), Path("二.xlsx")
    shown.tab.take_file(first)
    shown.tab.take_file(second)
    assert not shown.tab._may_take()
    shown.wait()
    assert [call[0] for call in calls(shown, "open")] == ["一.xlsx"]
    assert shown.tab._may_take()


# ---- the register


@pytest.fixture
def done(shown):
    shown.tab.importer.done = [run_line(2), run_line(1)]
    shown.tab.refresh()
    shown.wait()
    return shown


def test_a_run_says_what_it_wrote_and_is_taken_back_after_a_question(done, monkeypatch):
    page = done.tab.runs
    assert page.current().id == 2
    assert "8,750 行" in page.facts.text()
    asked = []
    monkeypatch.setattr(ask, "confirm", lambda *args, **_more: asked.append(args[2]) or len(asked) > 1)
    page.undo_button.click()
    done.wait()
    assert calls(done, "undo") == []
    page.undo_button.click()
    done.wait()
    assert calls(done, "undo") == [(2,)]
    assert "新增的 8,750 行将移出" in asked[0]
    assert not page.undo_button.isEnabled()
    assert page.undo_button.toolTip() == "已经撤销。"


def test_the_last_run_still_gives_the_workbook_of_what_was_left_out(planned):
    planned.tab.importer.chosen = {row: None for row in range(10_100) if row % 40 == 2}
    planned.tab.plan.update_plan(planned.tab.importer._view())
    planned.tab.plan.leave_out.click()
    planned.tab.save_form()
    planned.wait()
    assert planned.tab.runs.problems_button.isVisible()
    planned.tab.importer.done.append(run_line(9))
    planned.tab.runs.show_runs(planned.tab.importer.runs())
    planned.tab.runs.list.select_id(9)
    planned.wait()
    assert not planned.tab.runs.problems_button.isVisible()


def test_blank_forms_and_registers_are_saved(shown, monkeypatch):
    monkeypatch.setattr(ask, "choose_save_file", lambda *_args, **more: Path("/", more["suggested"]))
    shown.tab.form_button.menu().actions()[2].trigger()
    shown.tab.register_button.menu().actions()[0].trigger()
    shown.wait()
    assert calls(shown, "template") == [("cases", "案件处分导入表样.xlsx")]
    assert calls(shown, "register") == [("all", "登记簿_20261122.xlsx")]
    assert "单位 3 条、人员 12 条" in shown.messages[-1]


def test_a_leader_sees_the_register_and_imports_nothing(desk, jobs, memory, qtbot):
    leader = log_in(desk, Role.LEADER)
    shown = Shown(FakeImports, leader, jobs=jobs, memory=memory, qtbot=qtbot)
    shown.tab.importer.done = [run_line(1)]
    shown.tab.refresh()
    shown.wait()
    assert not shown.tab.file_button.isEnabled()
    assert not shown.tab.runs.undo_button.isEnabled()
    assert not shown.tab.register_button.isEnabled()
    shown.tab.new_record()
    assert "没有“登记和修改”的权限" in shown.messages[-1]
    jobs.shutdown(lambda: leader.vault.close(back_up=False))


def test_the_list_begins_with_faults_when_nobody_is_to_be_told_apart(opened, monkeypatch):
    monkeypatch.setattr("ui.import_fake.outcome_of", lambda row: FAULT if row % 40 == 0 else "new")
    opened.tab.columns.lines.choose(12, "decided_on")
    opened.tab.save_form()
    settle(opened)
    assert opened.tab.plan.outcome == FAULT


def test_a_tab_leads_to_the_page(jobs, memory, qtbot):
    entry = SystemPage("导入旧台账", "ui.import_shown", "FakeImports", kinds=("import",))
    page = DeskPage(
        gallery.fake_desk(), providers=gallery.fake_providers(), jobs=jobs, memory=memory, tabs=gallery.TABS,
        system_pages=(entry,),
    )  # fmt: skip
    qtbot.addWidget(page)
    page.frame.open_form("import", {"kind": "cases"})
    jobs.wait_idle(qtbot)
    assert isinstance(page.current_tab(), FakeImports)
    page.frame.open_form("unknown", {})
    assert isinstance(page.current_tab(), FakeImports)
    page.suspend()
