"""回访教育 on the screen: the list, one person's file, jumps from elsewhere, paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from revisit_county import dossier_of, sanction, sanctioned, talk
from ui.dossiers_shown import FIRST, clock, desk, screen, shown, texts

from jzdesk.domain.accounts import Role
from jzdesk.domain.visits import Visit
from jzdesk.services import cases, dossiers
from jzdesk.ui.common import ask, paper
from jzdesk.ui.dossiers.detail import PEOPLE, VISITS

__all__ = ["clock", "desk", "screen", "shown"]


# ---- list and filter


def test_no_part_of_the_tab_or_its_forms_is_a_window_of_its_own(no_stray_windows, screen):
    screen.choose(1)
    forms = screen.tab.forms
    closing = forms.closing
    for opener in (
        forms.visit, forms.mentor, forms.team, forms.file, closing.assessment, forms.exclude, forms.move,
        closing.close, closing.annual,
    ):  # fmt: skip
        opener()
        screen.wait()
        assert screen.tab.close_form()


def test_the_list_shows_the_people_with_their_standing(screen):
    model = screen.tab.list.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    titles = [c.title for c in model.columns]
    assert titles[:3] == ["姓名", "状态", "单位职务"]
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


def test_a_window_left_open_overnight_knows_what_fell_due(screen, desk, clock):
    screen.tab.filters.set_value("state", "visit_overdue")
    screen.wait()
    assert screen.tab.list.model.rowCount() == 1
    clock.set(date(2026, 12, 3))
    screen.tab.refresh()
    screen.wait()
    assert screen.tab.list.model.rowCount() == 2


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
    assert "完整度：12 %（1/8）" in facts
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
    screen.tab.page.tabs.setCurrentIndex(VISITS)
    model = screen.tab.page.visits.list.model
    rows = [[model.index(r, c).data() for c in range(len(model.columns))] for r in range(2)]
    assert rows[0][:7] == ["1", "2026-06-02", "2026-06-02", "已按期", "好", "周明、陈芳", "面谈"]
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
    assert screen.errors() == {"follow_up_result": "请填写办理结果。"}
    screen.fill(follow_up_result="已协调入学")
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
    assert screen.tab.page.tabs.currentIndex() == PEOPLE


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
