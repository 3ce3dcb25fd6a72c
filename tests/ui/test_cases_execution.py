"""执行 of a case on the screen: the checklist, the forms of its items, what is added by hand and attached."""

from __future__ import annotations

from datetime import date

import pytest
from case_county import announced, decided, make_desk
from revisit_county import Clock
from ui.cases_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.execution import ExecutionItem
from jzdesk.services import attachments, cases, execution
from jzdesk.ui.common import ask


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_desk(tmp_path / "vault", Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def show(qtbot, desk, jobs, memory, no_stray_windows):
    return lambda: Shown(desk, jobs, memory, qtbot)


@pytest.fixture
def one(desk, show):
    """One decision of 2026-09-18, chosen in the list, its 执行 page in front."""
    case_id = decided(desk, codes=("D1", "Z2"), case={"number": "公案〔2026〕1号", "filed_on": date(2026, 7, 1)})
    shown = show()
    shown.choose(case_id)
    shown.view.pages.setCurrentIndex(1)
    return shown


def menu(shown, kind, part, title):
    """Choose a line of the second button of an item."""
    found = shown.view.execution.menus[kind, part]
    next(action for action in found.actions() if action.text().startswith(title)).trigger()
    shown.wait()


def test_delivery_is_recorded_from_its_button(one):
    one.act("deliver")
    assert one.form.field("done_by").value() == "李经办"
    one.save()
    assert "办结日期" in one.errors()["done_on"]
    one.put(done_on=date(2026, 9, 22), evidence="送达回证")
    one.save()
    assert cases.open_case(one.desk, one.tab.detail_id).decision.delivered_on == date(2026, 9, 22)
    assert one.view.execution.buttons["deliver"].text() == "修改"


def test_what_another_screen_recorded_meanwhile_is_not_written_over(one):
    one.act("tell")
    one.put(done_on=date(2026, 9, 22), note="本人签收")
    case_id = one.tab.detail_id
    decision = cases.open_case(one.desk, case_id).decision
    item = ExecutionItem(decision_id=decision.id, kind="tell", not_applicable="本人去世")
    cases.record_execution(one.desk, case_id, item)
    one.save()
    assert "改动（记录执行事项），没有覆盖" in one.errors()[""]
    assert one.form.field("note").value() == "本人签收", "nothing typed is lost"
    assert cases.open_case(one.desk, case_id).decision.items[0].not_applicable == "本人去世"


def test_an_extension_and_what_does_not_apply(one):
    one.act("archive")
    one.put(way="extended", extended_to=date(2027, 9, 1), extension_approver="张书记")
    one.save()
    assert "六个月" in one.errors()["extended_to"]
    one.put(way="not_applicable", not_applicable="无人事档案")
    one.save()
    assert "豁免：无人事档案" in one.view.execution.text()


def test_the_meter_counts_and_names_what_is_late_and_wrong(one):
    page = one.view.execution
    assert (page.meter.value(), page.meter.maximum()) == (0, 7)
    assert page.summary.text().startswith("0/7　0%　执行中　逾期 5 项")
    one.act("deliver")
    one.put(done_on=date(2026, 11, 2), **{"details.way": "unit", "details.signed": "yes", "details.sealed": "no"})
    one.save()
    text = page.text()
    assert "1/7　14%　执行中　逾期 4 项　问题 2 处" in text
    assert "问题：2026-11-02送达，超过期限（2026-10-19）" in text
    assert "问题：送达回证没有加盖单位印章" in text
    assert "送达方式：委托所在单位送达" in text
    warning = next(label for label in page.findChildren(type(page.summary)) if label.text().startswith("问题：送达回证"))
    assert warning.property("state") == "soon"
    assert "业务探讨" in warning.toolTip()


def test_the_form_of_each_item_asks_for_its_own_fields_and_shows_them_again(one):
    one.act("tell")
    assert {"details.told", "details.officers", "details.opinion", "details.noted"} <= one.form.rows.keys()
    assert "details.sealed" not in one.form.rows
    one.put(done_on=date(2026, 10, 9), **{"details.told": ("person", "branch"), "details.officers": "周明、陈芳",
                                         "details.opinion": "refused", "details.noted": "yes"})  # fmt: skip
    one.save()
    assert "本人意见：拒绝签字" in one.view.execution.text()
    one.act("tell")
    assert one.form.field("details.told").value() == ("person", "branch")
    assert one.form.field("details.noted").value() == "yes"


def test_extension_and_what_does_not_apply_from_the_menu(one):
    menu(one, "archive", 0, "延期")
    assert one.form.way.value() == "extended"
    assert not one.form.rows["done_on"].shown
    one.form.set_clean()
    one.tab.close_form()
    menu(one, "archive", 0, "不适用")
    assert one.form.rows["not_applicable"].shown


def test_a_letter_is_added_done_and_taken_off(one, monkeypatch):
    one.view.execution.added.emit("letters")
    one.wait()
    one.save()
    assert "文书种类" in one.errors()["details.letter"]
    one.put(limit_on=date(2026, 12, 1), **{"details.letter": "supervisory", "details.number": "公监建〔2026〕3号",
                                          "details.addressee": "县装备中心"})  # fmt: skip
    one.save()
    assert "落实“三书”：监察建议书　公监建〔2026〕3号　县装备中心" in one.view.execution.text()
    one.act("letters")
    one.put(done_on=date(2026, 11, 20), **{"details.answer": "已整改"})
    one.save()
    case_id = one.tab.detail_id
    assert execution.checklist_of(one.desk, case_id).line("letters", 1).settled
    monkeypatch.setattr(ask, "confirm", lambda *a, **k: True)
    menu(one, "letters", 1, "移除")
    assert execution.checklist_of(one.desk, case_id).line("letters", 1) is None


def test_evidence_is_attached_to_its_item(one, monkeypatch, tmp_path):
    paper = tmp_path / "送达回证.txt"
    paper.write_text("回证", encoding="utf-8")
    monkeypatch.setattr(ask, "choose_open_files", lambda *a, **k: [paper])
    menu(one, "deliver", 0, "添加附件")
    (row,) = attachments.list_attachments(one.desk, "case", one.tab.detail_id)
    assert row.part == "deliver"
    assert "附件 1" in one.view.execution.text()


def test_running_lines_have_no_button_of_their_own(one):
    text = one.view.execution.text()
    assert "执行影响期内晋升限制 至 2027-09-17 执行中" in text
    assert ("promotion", 0) in one.view.execution.menus
    assert [action.text() for action in one.view.execution.menus["promotion", 0].actions()] == ["添加附件…"]


def test_the_list_and_its_filter_follow(desk, one):
    announced(desk, one.tab.detail_id, on=date(2026, 9, 28), attendance=46)
    decision_id = cases.open_case(desk, one.tab.detail_id).decision.id
    for kind in ("deliver", "tell", "notify_organs", "archive", "report_execution"):
        item = ExecutionItem(decision_id=decision_id, kind=kind, done_on=date(2026, 10, 9), done_by="李经办")
        execution.record_execution(desk, one.tab.detail_id, item)
    one.tab.refresh()
    one.wait()
    columns = [column.key for column in one.tab.list.model.columns]
    assert one.tab.list.model.index(0, columns.index("items")).data() == "6/7"
    for state, count in (("executing", 1), ("executed", 0), ("items_overdue", 0)):
        one.tab.filters.set_value("state", state)
        one.tab.filters.changed.emit()
        one.wait()
        assert len(one.names()) == count


def test_who_may_only_read_has_no_buttons(desk, show):
    from dataclasses import replace

    case_id = decided(desk)
    desk.account = replace(desk.account, role=Role.LEADER.value)
    shown = show()
    shown.choose(case_id)
    shown.view.pages.setCurrentIndex(1)
    assert shown.view.execution.buttons == {}
    assert not shown.view.execution.menus
    assert not shown.view.execution.add_button.isVisible()


def test_every_button_of_the_page_has_a_name_of_its_own(one):
    page = one.view.execution
    names = [button.accessibleName() for button in page.buttons.values()]
    assert len(set(names)) == len(names)
    assert "记录送达：送达处分决定书" in names


def test_the_keyboard_goes_through_the_lines_in_their_order(one):
    """Qt puts what is made later behind everything else on the window."""
    page = one.view.execution
    page.set_checklist(page.shown)  # made anew
    reached, widget = [], page.lines
    while len(reached) < 4:
        widget = widget.nextInFocusChain()
        if widget.accessibleName() and widget is not page.lines:
            reached.append(widget.accessibleName())
    assert reached == [
        "记录送达：送达处分决定书", "更多：送达处分决定书", "记录办结：向本人和所在党组织宣布", "更多：向本人和所在党组织宣布",
    ]  # fmt: skip
