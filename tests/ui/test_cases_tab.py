"""案件处分 on the screen: list, filters, read view, announcement, later changes, recycle bin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import announced, decided, file_of, fill, make_desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from revisit_county import Clock
from ui.cases_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.duties import DutyKind
from jzdesk.services import attachments, cases, history
from jzdesk.ui.common import ask
from jzdesk.ui.common.spans import Span, span_of


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock, jobs):
    made = make_desk(tmp_path / "vault", clock)
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def show(qtbot, desk, jobs, memory, no_stray_windows):
    return lambda: Shown(desk, jobs, memory, qtbot)


@pytest.fixture
def one(desk, show):
    """One decision of 2026-09-18, chosen in the list; announced by nobody yet."""
    case_id = decided(desk, codes=("D1", "Z2"), case={"number": "公案〔2026〕1号", "filed_on": date(2026, 7, 1)})
    shown = show()
    shown.choose(case_id)
    return shown


def cell(shown, row, key):
    keys = [column.key for column in shown.tab.list.model.columns]
    return shown.tab.list.model.index(row, keys.index(key)).data()


# ---- list


def test_an_empty_list_says_what_belongs_here_and_offers_the_first_action(show):
    shown = show()
    button = next(b for b in shown.tab.list.findChildren(QPushButton) if b.text() == "登记处分决定")
    assert button.isVisible()
    button.click()
    assert shown.form is not None


def test_the_list_shows_every_case_with_state_in_words(desk, show):
    fill(desk)
    shown = show()
    QAbstractItemModelTester(shown.tab.list.model)
    assert len(shown.names()) == 31
    words = {cell(shown, row, "state") for row in range(31)}
    assert {"逾期", "未到期", "已按期", "逾期已办", "豁免", "无须宣布", "未作决定"} <= words
    assert cell(shown, 0, "form") == "第二种"


def test_the_filter_line_narrows_the_list(desk, show):
    fill(desk)
    shown = show()
    line = shown.tab.filters
    for name, value, column, wanted in (
        ("state", "overdue", "state", "逾期"),
        ("form", 3, "form", "第三种"),
        ("state", "none", "state", "无须宣布"),
    ):
        line.set_values({name: value})
        shown.wait()
        found = {cell(shown, row, column) for row in range(len(shown.names()))}
        assert found == {wanted}
    line.clear()
    shown.wait()
    assert len(shown.names()) == 31
    units = [line._choices["unit"][1][n].text for n in range(1, 3)]
    line.set_value("unit", line._choices["unit"][1][1].value)
    shown.wait()
    assert {cell(shown, row, "unit").split(" ")[0] for row in range(len(shown.names()))} == {units[0]}


def test_a_keyword_is_searched_after_a_moment(desk, show, qtbot, typing):
    fill(desk)
    shown = show()
    shown.tab.focus_filter()
    typing(shown.tab.filters.keyword, "李㛃")
    qtbot.waitUntil(lambda: shown.names() == ["李㛃"])


def test_spans_of_decision_dates(desk, show):
    fill(desk)
    shown = show()
    shown.tab.filters.set_value("span", "last_month")
    shown.wait()
    dates = {cell(shown, row, "decided_on") for row in range(len(shown.names()))}
    assert dates
    assert all(day.startswith("2026-10") for day in dates)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("month", date(2026, 2, 1), date(2026, 2, 28)),
        ("last_month", date(2026, 1, 1), date(2026, 1, 31)),
        ("quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
        (None, None, None),
    ],
)
def test_what_a_span_means(code, first, last):
    assert span_of(code, date(2026, 2, 14)) == Span(first, last)


def test_an_own_span_is_asked_for_and_checked(desk, show, monkeypatch):
    fill(desk)
    shown = show()

    def answer(dialog):
        dialog.first.set_value(date(2026, 9, 30))
        dialog.last.set_value(date(2026, 9, 1))
        dialog.accept()
        assert "晚于" in dialog.problem.text()
        dialog.first.set_value(date(2026, 9, 1))
        dialog.last.set_value(date(2026, 9, 30))
        return True

    monkeypatch.setattr(ask, "run_dialog", answer)
    box = shown.tab._span_box
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.currentIndex())
    shown.wait()
    assert shown.names()
    assert all(cell(shown, row, "decided_on").startswith("2026-09") for row in range(len(shown.names())))


def test_a_new_day_is_seen_without_a_new_filter(one, clock):
    assert cell(one, 0, "state") == "逾期"
    clock.set(date(2026, 9, 21))
    one.tab.refresh()
    one.wait()
    assert cell(one, 0, "state") == "未到期"


def test_nothing_is_pushed_out_of_a_narrow_window(one):
    one.window.resize(900, 600)
    one.qtbot.waitUntil(lambda: one.tab.width() == 900)
    one.qtbot.waitUntil(lambda: one.tab.filters.y() > one.tab.action_bar.y())
    assert one.tab.filters.geometry().right() <= 900
    one.window.resize(1900, 900)
    one.qtbot.waitUntil(lambda: one.tab.filters.y() == one.tab.action_bar.y())


# ---- read view


def test_the_head_and_the_course_of_a_case(one):
    assert one.view.head.text() == "吴建国"
    titles = [point.title for point in one.view.course.points]
    assert titles == ["立案", "决定", "应送达", "应宣布", "期满"]
    kinds = {point.title: point.kind for point in one.view.course.points}
    assert kinds["应宣布"] == "overdue"
    assert "县装备中心" in one.view.sub.text()


def test_the_overview_gives_periods_with_their_reasons(one):
    text = one.view.overview.text()
    assert "影响期 2026-09-18 至 2027-09-17（12个月）" in text
    assert "处分期 2026-09-18 至 2027-09-17（12个月）" in text
    facts = {fact.text: fact.why for group in one.view.overview.groups for fact in group.facts}
    assert "2026-09-18 + 12 个月 = 2027-09-17" in facts["影响期 2026-09-18 至 2027-09-17（12个月）"]
    assert "9月20日调休上班" in facts["2026-09-29"]


def test_the_execution_page_lists_every_duty_with_its_button(one):
    one.view.pages.setCurrentIndex(1)
    text = one.view.execution.text()
    for word in ("公开宣布", "应于 2026-09-29", "逾期", "送达处分决定", "报告处分决定执行情况"):
        assert word in text
    assert one.view.execution.buttons["announce"].text() == "记录宣布"
    assert one.view.execution.buttons["deliver"].text() == "记录送达"
    assert "逾期" in one.view.pages.tabText(1)


def test_the_visits_page_leads_to_the_dossier(one):
    one.view.pages.setCurrentIndex(2)
    text = "".join(f.text for g in one.view.visits.groups for f in g.facts)
    assert "2026-12-18" in text
    one.view.dossier_button.click()
    assert one.jumps[0][0] == "dossier"


def test_the_history_page_says_who_did_what(one):
    one.view.pages.setCurrentIndex(4)
    text = one.view.history.toPlainText()
    assert "登记处分决定" in text
    assert "李经办" in text
    assert "党内警告" in text


def test_attachments_are_added_taken_out_and_removed(one, tmp_path, monkeypatch):
    scan = tmp_path / "决定书.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    one.view.pages.setCurrentIndex(3)
    monkeypatch.setattr(ask, "choose_open_files", lambda *a, **k: [scan])
    one.view.attachments.add_button.click()
    one.wait()
    assert one.view.pages.tabText(3) == "附件（1）"
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(ask, "choose_folder", lambda *a, **k: out)
    one.view.attachments.save_action.trigger()
    one.wait()
    assert (out / "决定书.pdf").read_bytes() == b"%PDF-1.7 scan"
    monkeypatch.setattr(ask, "confirm", lambda *a, **k: True)
    one.view.attachments.remove_action.trigger()
    one.wait()
    assert attachments.list_attachments(one.desk, "case", one.tab.detail_id) == []


def test_a_change_from_elsewhere_shows_at_once(one):
    case_id = one.tab.detail_id
    one.jobs.run(lambda: announced(one.desk, case_id, on=date(2026, 9, 28)), owner=one.tab)
    one.wait()
    assert cell(one, 0, "state") == "已按期"
    assert [p.title for p in one.view.course.points][3] == "宣布"


# ---- announcement


def test_a_meeting_with_its_four_parts_is_recorded(one):
    one.tab.record_announcement()
    one.wait()
    assert "公开宣布期限 2026-09-29" in one.line("way")
    one.put(held_on=date(2026, 9, 28), place="三楼会议室", chair="刘书记", attendance=46, part_report=True)
    one.save()
    assert "会议缺少议程" in one.errors()["part_reading"]
    one.put(part_reading=True, part_criticism=True, part_statement=True)
    one.save()
    assert one.form is None
    item = cases.open_case(one.desk, one.tab.detail_id).decision.announcement
    assert (item.held_on, item.place, item.attendance) == (date(2026, 9, 28), "三楼会议室", 46)
    assert "批评与自我批评" in one.view.overview.text()


def test_only_what_the_way_asks_for_is_on_the_form(one):
    one.act("announce")
    shown = {way: [] for way in ("held", "planned", "exempt", "postponed")}
    for way in shown:
        one.put(way=way)
        shown[way] = [name for name, row in one.form.rows.items() if row.shown]
    assert "held_on" in shown["held"]
    assert "exemption" not in shown["held"]
    assert shown["exempt"] == ["way", "exemption", "exemption_reason", "exemption_approver", "exempted_on", "note"]
    assert {"planned_on", "scope", "plan", "notice", "reader", "expected"} <= set(shown["planned"])
    assert not {"held_on", "minutes", "attendance", "part_report"} & set(shown["planned"])
    assert shown["postponed"] == ["way", "planned_on", "postponed_reason", "note"]


def test_a_planned_meeting_leaves_the_duty_open(one):
    one.act("announce")
    one.put(way="planned", planned_on=date(2026, 11, 30), place="三楼会议室")
    one.save()
    duty = next(d for d in cases.duties_of_case(one.desk, one.tab.detail_id) if d.kind == "announce")
    assert duty.open
    one.view.pages.setCurrentIndex(0)
    assert "2026-11-30" in one.view.overview.text()


def test_a_postponement_needs_its_reason(one):
    one.act("announce")
    one.put(way="postponed")
    one.save()
    assert "暂缓理由" in one.errors()["postponed_reason"]
    one.put(postponed_reason="本人住院治疗")
    one.save()
    one.view.pages.setCurrentIndex(0)
    assert "本人住院治疗" in one.view.overview.text()


def test_first_form_measures_have_no_announcement(desk, show):
    case_id = decided(desk, codes=("F01",))
    shown = show()
    shown.choose(case_id)
    shown.tab.record_announcement()
    shown.wait()
    assert shown.form is None
    assert shown.messages[-1] == "第一种形态的处理不需公开宣布。"


# ---- 留党察看, revocation


def test_rights_are_restored_from_the_duty(desk, show, clock):
    case_id = decided(desk, codes=("D4-1",), decided_on=date(2025, 3, 3))
    shown = show()
    shown.choose(case_id)
    shown.act("restore_rights")
    assert "留党察看期至 2026-03-02" in shown.line("applied_on")
    shown.put(on=date(2026, 1, 5))
    shown.save()
    assert "不得提前" in shown.errors()["on"]
    shown.put(on=date(2026, 3, 3))
    shown.save()
    assert "恢复党员权利的程序还缺" in shown.errors()["reason"]
    shown.put(reason="纸质材料已归档，补登恢复日期")
    shown.save()
    assert cases.open_case(desk, case_id).decision.measures[0].restored_on == date(2026, 3, 3)
    assert [(p.title, p.when) for p in shown.view.course.points][-2:] == [
        ("恢复权利", "2026-03-03"), ("期满", "2028-03-02")
    ]  # fmt: skip


def test_probation_is_extended_from_the_menu(desk, show, clock):
    case_id = decided(desk, codes=("D4-1",), decided_on=date(2025, 12, 1))
    shown = show()
    shown.choose(case_id)
    shown.tab.changes.open("extend")
    shown.wait()
    shown.put(on=date(2026, 11, 20))
    shown.save()
    assert cases.open_case(desk, case_id).decision.measures[0].probation_end_on == date(2027, 11, 30)
    shown.tab.changes.open("extend")
    shown.wait()
    assert shown.form is None
    assert "没有可以延长" in shown.messages[-1]


def test_a_sanction_is_revoked_with_a_reason(one):
    one.tab.changes.open("revoked")
    one.wait()
    one.put(decided_on=date(2026, 11, 20), document_number="公纪复〔2026〕1号")
    one.save()
    assert "理由" in one.errors()["why"]
    one.put(why="复查认定事实不清")
    one.save()
    assert "已由公纪复〔2026〕1号撤销" in one.view.overview.text()
    assert "复查认定事实不清" in one.view.overview.text()
    assert "日期随之调整" in one.messages[-1]
    assert "取消 第1次回访" in one.tab.moved.text()


# ---- delete, export, jumps, roles


def test_delete_asks_for_a_reason_and_puts_into_the_recycle_bin(one, monkeypatch):
    case_id = one.tab.detail_id
    answers = iter([None, "重复登记"])
    monkeypatch.setattr(ask, "ask_reason", lambda *a, **k: next(answers))
    one.tab.delete_record()
    one.wait()
    assert one.names() == ["吴建国"]
    one.tab.delete_record()
    one.wait()
    assert one.names() == []
    assert one.tab.detail_id is None
    cases.recover_case(one.desk, case_id)
    assert history.history_of(one.desk, "case", case_id)[1].why == "重复登记"


def test_the_list_goes_to_a_workbook_as_filtered(desk, show, tmp_path, monkeypatch):
    from openpyxl import load_workbook

    fill(desk)
    shown = show()
    shown.tab.filters.set_values({"state": "overdue"})
    shown.wait()
    out = tmp_path / "列表.xlsx"
    monkeypatch.setattr("jzdesk.ui.common.paper.QDesktopServices.openUrl", lambda url: True)
    monkeypatch.setattr(ask, "choose_save_file", lambda *a, **k: out)
    shown.tab.export_list()
    shown.wait()
    sheet = load_workbook(out).active
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    names = [row[1] for row in texts if row[0] in range(1, 100)]
    assert names == shown.names()
    assert f"已导出 {len(names)} 件到“列表.xlsx”。" in shown.messages


def test_the_talk_form_of_the_chosen_person_is_printed(one, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("jzdesk.ui.common.paper.QDesktopServices.openUrl", opened.append)
    out = tmp_path / "谈话表.pdf"
    asked = []
    monkeypatch.setattr(ask, "choose_save_file", lambda *a, **k: asked.append(k["suggested"]) or out)
    one.tab.print_record()
    one.wait()
    assert asked == ["回访谈话表吴建国.pdf"]
    assert out.read_bytes().startswith(b"%PDF")
    assert len(opened) == 1
    assert "已生成回访谈话表 1 份" in one.messages[-1]


def test_other_screens_open_a_case_a_person_and_the_form_of_a_duty(desk, show):
    fill(desk)
    case_id = decided(desk, "末一人", decided_on=date(2025, 1, 6))
    person = cases.open_case(desk, case_id).person
    shown = show()
    shown.tab.open_record("case", case_id)
    shown.wait()
    assert shown.view.head.text() == "末一人"
    shown.tab.open_record("person", person.id)
    shown.wait()
    assert shown.tab.detail_id == case_id
    shown.tab.open_form("announcement", {"case_id": case_id})
    shown.wait()
    assert shown.form.title.text() == "记录公开宣布"
    shown.tab.open_form("execution", {"case_id": case_id, "duty_kind": DutyKind.TELL.value})
    shown.wait()
    assert "向本人和所在党组织宣布" in shown.form.title.text()


def test_a_new_decision_may_begin_with_what_is_known(desk, show):
    person_id = cases.open_case(desk, decided(desk)).person.id
    shown = show()
    shown.tab.open_form("decision", {"person_id": person_id})
    shown.settle()
    assert shown.form.name.value() == "吴建国"


def test_a_reader_sees_everything_and_changes_nothing(desk, show):
    decided(desk)
    desk.account = replace(desk.account, role=Role.LEADER)
    shown = show()
    shown.choose(cases.list_cases(desk, shown.tab.filter_of({}))[0].id)
    assert not any(button.isEnabled() for button in shown.tab._writing)
    shown.tab.new_record()
    shown.tab.edit_record()
    shown.wait()
    assert shown.form is None
    shown.view.pages.setCurrentIndex(1)
    assert shown.view.execution.buttons == {}


def test_a_case_deleted_elsewhere_while_shown_is_said(one):
    case_id = one.tab.detail_id
    one.jobs.run(lambda: cases.delete_case(one.desk, case_id, why="别处删除"), owner=one.tab)
    one.wait()
    assert one.tab.detail_id is None
    one.tab.edit_record()
    one.wait()
    assert one.form is None
    assert one.messages[-1] == "请先在左边选一件案件。"


def test_every_button_and_page_can_be_reached_by_keyboard(one):
    for button in one.tab.findChildren(QPushButton):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button.text()
        assert button.text() or button.accessibleName()


def test_a_case_without_decision_is_shown_as_such(desk, show):
    case_id = cases.record_case(desk, file_of("黄未决", case={"filed_on": date(2026, 11, 2)})).record_id
    shown = show()
    shown.choose(case_id)
    assert [p.when for p in shown.view.course.points] == ["2026-11-02", "尚未作出"]
    shown.tab.record_announcement()
    shown.wait()
    assert shown.messages[-1] == "尚未作出处分决定，不能记录公开宣布。"
