"""登记容错审查: several people, numbered evidence that findings cite, and the help on the long form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import decided
from PySide6.QtCore import Qt
from tolerance_county import make_desk, record, review_of, someone
from ui.tolerance_shown import Shown

from jzdesk.domain.list_content import content_of, digest_of
from jzdesk.domain.list_versions import IMPORTED, ListVersion
from jzdesk.domain.tolerance import Finding
from jzdesk.services import cases, drafts, tolerance
from jzdesk.storage import list_versions as version_rows
from jzdesk.ui.common import ask


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_desk(tmp_path / "vault")
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def shown(qtbot, jobs, memory, desk):
    return Shown(desk, jobs, memory, qtbot)


@pytest.fixture
def blank(no_stray_windows, shown):
    """An empty form."""
    shown.new()
    return shown


@pytest.fixture
def begun(blank):
    """A form with person and matter."""
    blank.put(
        name="朱明远",
        unit_name="县委组织部",
        post="副部长",
        matter="驻村第一书记补贴",
        applied_on=date(2026, 9, 18),
    )
    return blank


def stored(screen):
    return tolerance.open_review(screen.desk, screen.tab.detail_id)[0]


# ---- people


def test_a_known_person_is_filled_and_his_cases_offered(blank, desk):
    case_id = decided(desk, "吴建国", case={"number": "公案〔2026〕1号"})
    person = cases.open_case(desk, case_id).person
    blank.form.name.chosen.emit(person.id)
    blank.wait()
    assert blank.form.field("unit_name").value() == "县装备中心"
    assert blank.form.person().id == person.id
    blank.put(matter="补办手续", case_id=case_id)
    blank.save()
    assert stored(blank).case_id == case_id
    blank.edit(stored(blank).id)
    assert blank.form.case.text().startswith("公案〔2026〕1号")


def test_another_name_is_somebody_else(blank, desk, typing):
    record(desk, review_of())
    blank.form.name.chosen.emit(1)
    blank.wait()
    blank.form.name.edit.selectAll()
    typing(blank.form.name.edit, "李㛃")
    blank.settle()
    assert blank.form.person().id is None


def test_a_known_id_number_is_that_person(blank, desk, typing):
    record(desk, review_of(), someone(id_number="11010519491231002X"))
    typing(blank.form.id_number.editors()[0], "11010519491231002X")
    blank.form.field("phone").setFocus()
    blank.settle()
    assert blank.form.person().id == 1
    assert blank.form.field("name").value() == "朱明远"


def test_several_people_are_recorded_each_with_his_own_handling(begun, desk, typing):
    begun.form.others.add_button.click()
    card = begun.form.others.cards[0]
    assert begun.tab.focusWidget() is card.name.edit
    typing(card.name.edit, "李㛃")
    typing(card.fields["unit_name"].edit, "县委组织部")
    typing(card.fields["role"].edit, "具体经办人")
    card.before.set_value(("F11", ""))
    card.after.set_value(("", "不予追究责任"))
    begun.settle()
    assert card.form_line.text().startswith("第一种形态（诫勉")
    begun.form.others.open_card(None)
    assert card.line.text().startswith("李㛃　县委组织部　具体经办人　诫勉")
    begun.save()
    file = tolerance.open_review_file(desk, stored(begun).id)
    assert [person.name for person in file.everybody] == ["朱明远", "李㛃"]
    assert (file.others[0].role, file.others[0].before_code) == ("具体经办人", "F11")
    begun.tab.edit_button.click()
    begun.wait()
    begun.form.others.cards[0].remove.click()
    begun.save()
    assert tolerance.open_review_file(desk, stored(begun).id).others == ()


def test_a_person_half_typed_is_said_on_his_card(begun):
    card = begun.form.others.add_card()
    card.name.set_value("李㛃")
    begun.form.others.open_card(None)
    begun.save()
    assert begun.errors() == {"others": "第1项人员：请填写所在单位。"}
    assert card.is_open


def test_the_same_person_twice_is_refused_at_the_card(begun, desk):
    begun.save()
    begun.tab.edit_button.click()
    begun.wait()
    card = begun.form.others.add_card()
    card.use_person(tolerance.open_review(desk, 1)[1])
    begun.form.others.open_card(None)
    begun.save()
    assert "不能重复列入" in begun.errors()["others"]
    assert card.is_open


# ---- evidence


def test_findings_cite_the_numbered_evidence(begun):
    begun.list_evidence("部务会议记录", "通知")
    field = begun.entry("K1")
    field.evidence.setText("1，2")
    field.evidence.editingFinished.emit()
    assert field.evidence.text() == "1、2"
    assert field.cites.told.text() == "1 部务会议记录；2 通知"
    menu = field.cites.menu()
    assert [action.text() for action in menu.actions()] == ["1　部务会议记录", "2　通知"]
    assert [action.isChecked() for action in menu.actions()] == [True, True]
    menu.actions()[0].trigger()
    assert field.evidence.text() == "2"
    field.evidence.setText("2、7")
    assert field.cites.told.text() == "证据表中没有编号7。"
    field.evidence.setText("会议记录")
    assert field.cites.told.text() == "请填证据编号，如 1、3。"


def test_numbers_stay_with_their_evidence(begun, monkeypatch):
    begun.list_evidence("甲", "乙", "丙")
    begun.answer("K1", "tolerated", "属实", "2")
    asked = []

    def confirm(_parent, title, text, **_kwargs):
        asked.append((title, text))
        return True

    monkeypatch.setattr(ask, "confirm", confirm)
    begun.form.evidence.cards[1].remove.click()
    assert asked == [("删去证据2", "有 1 项认定引用了它，删去后这些认定须改引其他证据。")]
    assert begun.entry("K1").cites.told.text() == "证据表中没有编号2。"
    assert begun.form.evidence.titles() == {1: "甲", 3: "丙"}
    begun.form.evidence.cards[0].remove.click()
    assert len(asked) == 1
    begun.list_evidence("丁")
    assert begun.form.evidence.titles() == {3: "丙", 4: "丁"}


def test_evidence_is_picked_by_keyboard(begun, monkeypatch):
    begun.list_evidence("甲")
    opened = []
    monkeypatch.setattr("jzdesk.ui.tolerance.evidence_field.QMenu.popup", lambda *a: opened.append(a))
    line = begun.entry("K1").evidence
    begun.qtbot.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert len(opened) == 1


def test_tab_goes_through_the_cards_in_their_order(begun):
    card = begun.form.evidence.add_card()
    seen = [begun.tab.focusWidget()]
    for _ in range(len(card.editors())):
        begun.qtbot.keyClick(seen[-1], Qt.Key.Key_Tab)
        seen.append(begun.tab.focusWidget())
    wanted = [w for w in card.editors() if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert [w for w in seen if w in wanted] == wanted
    begun.form.evidence.add_button.setFocus()
    begun.qtbot.keyClick(begun.form.evidence.add_button, Qt.Key.Key_Tab)
    assert begun.entry("K1").isAncestorOf(begun.tab.focusWidget())


# ---- positive list and help


def test_what_an_entry_requires_is_ticked_one_by_one(begun):
    field = begun.entry("P01")
    assert field.ticks.isHidden()
    field.box.click()
    assert field.ticks.isVisible()
    needs = list(field.needs)
    assert needs
    field.needs[needs[0]].click()
    assert field.value().met == (needs[0],)
    begun.tolerate()
    begun.conclude("exempt")
    begun.put(concluded_on=date(2026, 10, 9))
    begun.save()
    assert f"“{needs[1]}”" in begun.errors()["positive:P01"]
    assert begun.tab.focusWidget() is field.needs[needs[1]]


def test_the_same_grounds_go_to_every_no_that_has_none(begun):
    begun.list_evidence("核查报告")
    begun.answer("N01", "no", "自己写的理由")
    begun.answer("N02", "no")
    begun.answer("X1", "no")
    begun.answer("N03", "yes", "")
    same = begun.form.same
    assert same.button.text() == "填入 2 项"
    assert not same.button.isEnabled()
    same.grounds.setPlainText("经核查不存在该情形。")
    same.cites.line.setText("1")
    same.button.click()
    assert begun.entry("N02").value() == Finding("no", "经核查不存在该情形。", "1")
    assert begun.entry("X1").value() == Finding("no", "经核查不存在该情形。", "1")
    assert begun.entry("N01").value() == Finding("no", "自己写的理由")
    assert begun.entry("N03").value().grounds == ""
    assert same.button.text() == "填入 0 项"


def test_what_is_missing_is_listed_and_leads_to_its_field(begun):
    begun.settle()
    panel = begun.form.missing
    assert panel.head.text() == f"▶ 还缺 {len(panel.items)} 项才能作出结论"
    assert panel.scroller.isHidden()
    begun.qtbot.keyClick(begun.form, Qt.Key.Key_F9)
    assert panel.scroller.isVisible()
    assert begun.tab.focusWidget() is panel.lines[0]
    line = next(n for n, (field, _text) in enumerate(panel.items) if field == "exclusions:X2")
    panel.lines[line].click()
    assert begun.tab.focusWidget() in begun.entry("X2").editors()
    begun.tolerate()
    begun.conclude("exempt")
    begun.put(concluded_on=date(2026, 10, 9))
    assert panel.head.text() == "作出结论所需的各项已齐全"


def test_an_earlier_review_of_the_same_error_is_shown_beside_its_entry(shown, desk):
    record(desk, review_of(matter_kind="subsidy"))
    shown.tab.open_form("tolerance", {"person_id": 1})
    shown.wait()
    shown.put(matter="再次发放补贴", matter_kind="subsidy")
    line = shown.form.computed("negative:N06")
    assert "RC2026-001" in line.text()
    assert line.labels[0].property("state") == "overdue"
    shown.answer("N06", "yes")
    assert "RC2026-001" in shown.entry("N06").value().grounds
    shown.put(matter_kind="land")
    assert line.text() == ""


def test_each_way_in_asks_what_it_needs(blank):
    def shown(name):
        return blank.form.rows[name].shown

    assert [shown(n) for n in ("applicant", "clue", "plan", "accountability_organ")] == [
        True,
        False,
        False,
        True,
    ]
    assert blank.form.rows["applied_on"].title == "申请日期"
    blank.put(way_in="self_started")
    assert [shown(n) for n in ("applicant", "clue", "plan", "accountability_organ")] == [
        False,
        True,
        False,
        True,
    ]
    assert blank.form.rows["applied_on"].title == "启动日期"
    blank.put(way_in="filing")
    assert [shown(n) for n in ("applicant", "clue", "plan", "accountability_organ")] == [
        False,
        False,
        True,
        False,
    ]
    assert "报备日期" in blank.form.rows["applied_on"].label.text()


def test_a_draft_brings_back_people_and_evidence(begun, desk):
    begun.list_evidence("甲", "乙")
    card = begun.form.others.add_card()
    card.name.set_value("李㛃")
    card.fields["unit_name"].set_value("县委组织部")
    kept = begun.form.draft()
    drafts.keep_draft(desk, "tolerance", kept)
    content = drafts.find_draft(desk, "tolerance").fields
    begun.tab._drop_form()
    begun.new()
    begun.form.restore_draft(content)
    begun.settle()
    assert begun.form.draft() == kept
    assert begun.form.evidence.titles() == {1: "甲", 2: "乙"}
    assert begun.form.others.value()[0][1].name == "李㛃"


# ---- the lists a review is judged by


def add_own_lists(desk, first):
    """A version of the county's own, in which N01 says something else."""
    lists = desk.rulebook.tolerance
    changed = replace(
        lists, negative=(replace(lists.negative[0], text="搞本县禁止的工程"), *lists.negative[1:])
    )
    content = content_of(changed)
    with desk.vault.write(desk.actor, "导入", noun="list_version") as tx:
        own = ListVersion(
            name="本县清单", origin=IMPORTED, valid_from=first, content=content, digest=digest_of(content)
        )
        return version_rows.save(tx, own).id


def test_the_lists_follow_the_day_of_application_or_the_clerks_choice(shown, desk):
    own = add_own_lists(desk, date(2026, 10, 1))
    shown.new()
    assert shown.entry("N01").words == "搞本县禁止的工程"
    shown.put(name="朱明远", unit_name="县委组织部", matter="补贴")
    shown.answer("N01", "no", "核查无此情形")
    shown.list_evidence("报告")
    shown.put(applied_on=date(2026, 9, 18))
    shown.settle()
    assert shown.entry("N01").words.startswith("打着改革创新旗号")
    assert shown.messages[-1] == "已换用所适用的容错清单，已填内容保留。"
    assert shown.form.field("matter").value() == "补贴"
    assert shown.entry("N01").value() == Finding("no", "核查无此情形")
    assert shown.form.evidence.titles() == {1: "报告"}
    assert shown.form.is_changed()
    shown.put(list_version_id=own)
    shown.settle()
    assert shown.entry("N01").words == "搞本县禁止的工程"
    shown.save()
    assert stored(shown).list_version_id == own
    assert "搞本县禁止的工程  否" in shown.view.findings.toPlainText()
