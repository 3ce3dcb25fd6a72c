"""登记处分决定: what the form shows while it is typed, what it refuses, what it keeps."""

from __future__ import annotations

from datetime import date

import pytest
from case_county import ID_NUMBER, decided, file_of, make_desk
from PySide6.QtCore import Qt
from ui.cases_shown import Shown

from jzdesk.services import cases
from jzdesk.ui.cases.form import next_number
from jzdesk.ui.common import ask


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_desk(tmp_path / "vault")
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def shown(qtbot, desk, jobs, memory):
    return Shown(desk, jobs, memory, qtbot)


@pytest.fixture
def new(shown):
    """An empty form with a person on it."""
    shown.tab.new_record()
    shown.put(name="吴建国", unit_name="县装备中心", politics="01", object_kind="civil")
    return shown


DECISION = {
    "issuer": "county_commission", "document_number": "公纪〔2026〕12号", "decided_on": date(2026, 9, 18), "party": "D1",
}  # fmt: skip


# ---- what follows, at once


def test_the_announcement_date_and_its_reason_stand_beside_the_day_of_decision(new):
    new.put(**DECISION)
    assert "公开宣布期限 2026-09-29" in new.line("decided_on")
    assert "9月20日调休上班" in new.form.computed("decided_on").why()
    assert "第二种形态" in new.line("decided_on")


def test_each_period_stands_at_its_measure_with_the_clause(new):
    new.put(**DECISION, admin="Z2")
    assert new.line("party") == "影响期 2026-09-18 至 2027-09-17（12个月）"
    assert "第十条" in new.form.computed("party").why()
    assert new.line("admin").startswith("处分期 2026-09-18 至 2027-09-17")
    assert "回访计划 2026-12-18" in new.line("decided_on")


def test_a_date_past_the_calendar_is_marked(new):
    new.put(**{**DECISION, "decided_on": date(2026, 11, 20)})
    assert "公开宣布期限 2026-12-01" in new.line("decided_on")


def test_mismatch_default_and_refusal_are_said_where_they_arise(new):
    new.put(**DECISION, admin="Z4", other1="F11", object_kind="village")
    assert "不相匹配" in new.line("admin")
    assert "基层群众性自治组织管理人员只能给予警告、记过、记大过" in new.line("admin")
    assert "默认值" in new.line("other1")


def test_first_form_needs_no_announcement(new):
    new.put(issuer="county_commission", decided_on=date(2026, 9, 18), other1="F01")
    assert "不需公开宣布" in new.line("decided_on")


def test_lines_go_when_what_caused_them_goes(new):
    new.put(**DECISION)
    new.put(party=None)
    assert new.line("party") == ""
    assert "公开宣布期限" not in new.line("decided_on")


# ---- persons


def test_a_known_person_is_completed_and_fills_everything(shown, typing, qtbot):
    decided(shown.desk, person={"phone": "13800000000", "rank": "t1", "id_number": ID_NUMBER})
    shown.tab.new_record()
    edit = shown.form.name.edit
    shown.window.activateWindow()
    edit.setFocus()
    typing(edit, "wjg")
    qtbot.waitUntil(lambda: bool(shown.form.name._offers))
    offer = shown.form.name._offers[0]
    assert "县装备中心" in offer.text
    shown.form.name._take_offer(offer.text)
    shown.wait()
    values = {name: shown.form.field(name).value() for name in ("name", "unit_name", "post", "rank", "phone", "id_number")}
    assert values == {
        "name": "吴建国", "unit_name": "县装备中心", "post": "主任", "rank": "t1", "phone": "13800000000",
        "id_number": ID_NUMBER,
    }  # fmt: skip
    assert "此前：2026-09-18 警告" in shown.line("name")
    shown.put(**{**DECISION, "document_number": "公纪〔2026〕13号", "decided_on": date(2026, 11, 2)})
    shown.save()
    assert shown.names() == ["吴建国", "吴建国"]
    ids = {cases.open_case(shown.desk, row.id).person.id for row in cases.list_cases(shown.desk, shown.tab.filter_of({}))}
    assert len(ids) == 1


def test_another_name_typed_over_a_known_person_is_somebody_else(new, typing):
    case_id = decided(new.desk, "李明", number="公纪〔2026〕1号")
    person = cases.open_case(new.desk, case_id).person
    new.form.use_person(person)
    new.wait()
    assert new.form.known_person_id == person.id
    new.form.name.edit.selectAll()
    typing(new.form.name.edit, "王五")
    new.settle()
    assert new.form.known_person_id is None
    assert new.line("name") == ""


def test_the_id_number_is_checked_as_typed_and_fills_birth_and_sex(new, typing):
    edit = new.form.id_number.edit
    typing(edit, ID_NUMBER[:-1] + "4")
    assert "校验位不符" in new.form.id_number.note.text()
    edit.clear()
    typing(edit, ID_NUMBER)
    new.settle()
    assert new.form.birth.value() == date(1976, 1, 1)
    assert new.form.sex.value() == "1"


def test_an_id_number_already_registered_brings_its_person(new, typing):
    decided(new.desk, "李明", person={"id_number": ID_NUMBER, "unit_name": "埠河镇人民政府"})
    typing(new.form.id_number.edit, ID_NUMBER)
    new.settle()
    assert new.form.name.value() == "李明"
    assert new.form.field("unit_name").value() == "埠河镇人民政府"


# ---- saving and refusing


def test_what_was_typed_is_what_is_saved(new):
    new.put(
        **DECISION, admin="Z2", number="公案〔2026〕3号", source="letters", filed_on=date(2026, 7, 1),
        violations=("integrity", "work"), eight_rules=("x1",), amount=1_234_500, facts="违规发放补贴。",
        suspected_crime=True, transferred_on=date(2026, 9, 20), issued_on=date(2026, 9, 20), retired=False,
    )  # fmt: skip
    new.save()
    assert new.form is None
    file = cases.open_case(new.desk, new.tab.list.current_id())
    case = file.case
    assert (case.number, case.source, case.violations, case.eight_rules) == (
        "公案〔2026〕3号", "letters", ("integrity", "work"), ("x1",)
    )  # fmt: skip
    assert (case.amount, case.facts, case.transferred_on) == (1_234_500, "违规发放补贴。", date(2026, 9, 20))
    assert [m.code for m in file.decision.measures] == ["D1", "Z2"]
    assert cases.list_cases(new.desk, new.tab.filter_of({}))[0].form == 4


def test_a_case_without_decision_may_be_registered(new):
    new.put(number="公案〔2026〕3号")
    new.save()
    assert cases.open_case(new.desk, new.tab.list.current_id()).decisions == ()


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"name": ""}, "name", "请填写姓名"),
        ({"id_number": "42109919760101001X"}, "id_number", "校验位不符"),
        ({"decided_on": date(2026, 11, 23)}, "decided_on", "晚于今天"),
        ({"document_number": ""}, "document_number", "文号"),
        ({"issuer": None}, "issuer", "决定机关"),
        ({"politics": "13"}, "party", "不是中共党员"),
        ({"politics": None}, "politics", "请先选择政治面貌"),
        ({"admin": "Z5", "retired": True}, "admin", "已经退休"),
        ({"decided_on": None}, "decided_on", "请填写决定日期"),
    ],
)
def test_a_refusal_stands_at_its_field_in_words(new, values, field, said):
    new.put(**{**DECISION, **values})
    new.save()
    assert said in new.errors()[field]
    assert new.names() == []


def test_an_unreadable_date_stays_as_typed(new):
    new.put(**DECISION)
    new.form.decided_on.edit.setText("2026-13-45")
    new.settle()
    new.save()
    assert "decided_on" in new.errors()
    assert new.form.decided_on.edit.text() == "2026-13-45"


def test_the_document_may_rule_with_a_reason(new):
    new.put(**DECISION, party_document=True)
    assert new.form.rows["party_end"].shown
    new.save()
    assert "载明截止日期" in new.errors()["party_end"]
    new.put(party_end=date(2027, 9, 18))
    new.save()
    assert "理由" in new.errors()["party_reason"]
    new.put(party_reason="决定书载明")
    assert "以决定书为准，按规则为 2027-09-17" in new.line("party")
    new.save()
    measure = cases.open_case(new.desk, new.tab.list.current_id()).decision.measures[0]
    assert (measure.end_on, measure.override_reason) == (date(2027, 9, 18), "决定书载明")


def test_a_length_fixed_by_the_document_needs_no_end(new):
    new.put(**{**DECISION, "party": None}, admin="Z3", admin_document=True, admin_months=30)
    assert "30个月" in new.line("admin")
    new.save()
    assert cases.open_case(new.desk, new.tab.list.current_id()).decision.measures[0].months == 30


def test_several_other_measures_each_get_a_place(new):
    new.put(**DECISION, other1="O02")
    assert new.form.rows["other2"].shown
    new.put(other2="F11")
    assert new.form.rows["other3"].shown
    new.save()
    case_id = new.tab.list.current_id()
    assert [m.code for m in cases.open_case(new.desk, case_id).decision.measures] == ["D1", "O02", "F11"]
    new.choose(case_id)
    new.tab.edit_record()
    new.wait()
    assert [slot.code for slot in new.form.slots] == ["D1", "", "O02", "F11", ""]


def test_save_and_next_keeps_organ_day_and_series(new):
    new.put(**DECISION)
    new.form.next_button.click()
    new.settle()
    form = new.form
    assert form is not None
    assert form.document_number.value() == "公纪〔2026〕13号"
    assert form.issuer.value() == "county_commission"
    assert form.decided_on.value() == date(2026, 9, 18)
    assert form.name.value() == ""
    assert form.party.code == ""
    assert not form.is_changed()
    assert new.names() == ["吴建国"]
    new.put(name="李明", unit_name="县装备中心", politics="01", party="D2")
    new.save()
    assert sorted(new.names()) == ["吴建国", "李明"]


@pytest.mark.parametrize(
    ("text", "after"),
    [("公纪〔2026〕12号", "公纪〔2026〕13号"), ("公纪〔2026〕009号", "公纪〔2026〕010号"), ("无号", ""), ("", "")],
)
def test_the_next_number_of_a_series(text, after):
    assert next_number(text) == after


# ---- changing


def test_editing_changes_the_record_and_asks_before_losing_it(shown, monkeypatch):
    case_id = decided(shown.desk, case={"number": "公案〔2026〕1号"})
    shown.tab.refresh()
    shown.wait()
    shown.choose(case_id)
    shown.tab.edit_record()
    shown.wait()
    assert not shown.form.is_changed()
    shown.put(party="D2")
    asked = []
    monkeypatch.setattr(ask, "confirm", lambda *a, **k: asked.append(a[1]) or False)
    shown.form.leave()
    assert asked == ["放弃修改"]
    assert shown.form is not None
    shown.save()
    assert cases.open_case(shown.desk, case_id).decision.measures[0].code == "D2"
    assert "严重警告" in shown.view.overview.text()


def test_a_changed_person_of_a_case_stays_the_same_person(shown, typing):
    case_id = decided(shown.desk)
    before = cases.open_case(shown.desk, case_id).person
    shown.tab.refresh()
    shown.wait()
    shown.choose(case_id)
    shown.tab.edit_record()
    shown.wait()
    shown.form.name.edit.selectAll()
    typing(shown.form.name.edit, "吴建囯")
    shown.settle()
    shown.save()
    after = cases.open_case(shown.desk, case_id).person
    assert (after.id, after.name) == (before.id, "吴建囯")


def test_a_draft_comes_back_as_it_stood(new):
    new.put(**DECISION, other1="O02", other2="F11", party_document=True, party_end=date(2027, 9, 30))
    draft = new.form.draft()
    new.form.set_clean()
    new.tab.close_form()
    new.tab.new_record()
    new.form.restore_draft(draft)
    new.settle()
    assert new.form.is_changed()
    assert [slot.code for slot in new.form.slots[:4]] == ["D1", "", "O02", "F11"]
    assert new.form.party.end.value() == date(2027, 9, 30)
    assert "公开宣布期限 2026-09-29" in new.line("decided_on")


# ---- keys and names


def test_enter_walks_through_the_form(new, qtbot):
    form = new.form
    new.window.activateWindow()
    form.name.edit.setFocus()
    order = []
    for _ in range(6):
        widget = form.focusWidget()
        order.append(next(name for name, row in form.rows.items() if widget in row.field.editors()))
        qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert order == ["name", "id_number", "birth", "sex", "politics", "unit_name"]
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert form.field("unit_name").edit.hasFocus()


def test_every_editor_has_a_name(new):
    new.put(**DECISION, party_document=True, other1="F11")
    for row in new.form.rows.values():
        for editor in row.field.editors():
            assert editor.accessibleName() or getattr(editor, "text", str)(), row.name


def test_nothing_is_wider_than_the_pane(shown, no_stray_windows):
    new = shown
    new.tab.new_record()
    new.put(**DECISION, admin="Z4", party_document=True, other1="F11", eight_rules=("f2",))
    bar = new.form.scroller.horizontalScrollBar()
    assert bar.maximum() == 0


def test_file_of_helper_gives_what_the_form_reads(new):
    new.put(**DECISION)
    read = new.form.read()
    made = file_of("吴建国", decided_on=date(2026, 9, 18), codes=("D1",), number="公纪〔2026〕12号")
    assert read.decision == made.decision
