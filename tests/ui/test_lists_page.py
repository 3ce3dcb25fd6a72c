"""清单版本 on the screen: reading a version, exporting, importing with a preview, ending, deleting, and who may."""

from __future__ import annotations

from datetime import date

import pytest
from list_books import edited, write
from office_county import log_in, make_office
from PySide6.QtWidgets import QLabel
from revisit_county import Clock
from ui.today_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.list_reading import Face
from jzdesk.services import list_imports as service
from jzdesk.services import tolerance_lists
from jzdesk.ui.common import ask
from jzdesk.ui.tolerance.lists_import import EndForm, ImportForm
from jzdesk.ui.tolerance.lists_page import ListsPage

FACE = Face(name="2025年版", document_number="公办发〔2025〕8号", valid_from=date(2025, 1, 1))
WEAKER = ("负面清单!B4", "打着改革旗号搞政绩工程、形象工程")


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_office(tmp_path / "vault", Role.REVIEWER, Role.LEADER, clock=Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def own(desk, tmp_path):
    """A version of the county's own."""
    preview = service.preview_lists(desk, edited(tmp_path / "own.xlsx", cells=[WEAKER]))
    return service.save_lists(desk, preview, FACE).record_id


@pytest.fixture
def shown(desk, jobs, memory, qtbot):
    return Shown(ListsPage, desk, jobs=jobs, memory=memory, qtbot=qtbot)


def pick(shown, version_id):
    shown.tab.open_record("list_version", version_id)
    shown.wait()


def names(shown):
    model = shown.tab.list.model
    return [(model.row_at(n).name, model.row_at(n).state_name) for n in range(model.rowCount())]


def take_in(shown, path, monkeypatch):
    """Choose a workbook; the form with what it would change."""
    monkeypatch.setattr(ask, "choose_open_file", lambda *_args, **_more: path)
    shown.tab.import_button.click()
    shown.wait()
    assert isinstance(shown.tab.form, ImportForm)
    return shown.tab.form


def test_the_list_begins_with_what_is_in_force(own, shown):
    assert names(shown) == [("2025年版", "现行"), ("随程序附带的容错清单", "备用")]


def test_the_version_in_force_is_shown_until_another_is_chosen(own, shown):
    assert shown.tab.detail_id == own
    starter = next(row.id for row in service.list_versions(shown.tab.desk) if not row.own)
    pick(shown, starter)
    assert shown.tab.detail_id == starter
    shown.tab.refresh()
    shown.wait()
    assert shown.tab.detail_id == starter


def test_a_version_is_read_list_by_list(own, shown):
    pick(shown, own)
    view = shown.tab.view
    assert (view.title.text(), view.state.text()) == ("2025年版", "现行")
    assert "文号：公办发〔2025〕8号" in view.about.text()
    assert "还没有用于容错审查" in view.about.text()
    assert [view.switch.tabToolTip(n) for n in (1, 2, 3)] == ["共4种", "共11条", "共6条"]
    view.switch.setCurrentIndex(3)
    assert "打着改革旗号搞政绩工程、形象工程" in view.body.reads()
    assert "待确认" in view.body.reads()
    view.switch.setCurrentIndex(1)
    assert "每一项都须具备" in view.body.reads()


def test_the_starter_can_neither_be_ended_nor_deleted(desk, own, shown):
    starter = next(row.id for row in service.list_versions(desk) if not row.own)
    pick(shown, starter)
    assert not shown.tab.end_button.isEnabled()
    assert "随程序附带的清单不能停用" in shown.tab.delete_button.toolTip()
    pick(shown, own)
    assert shown.tab.end_button.isEnabled()
    assert shown.tab.delete_button.isEnabled()


def test_exporting_asks_where_and_says_so(own, shown, tmp_path, monkeypatch):
    pick(shown, own)
    out = tmp_path / "out.xlsx"
    asked = []
    monkeypatch.setattr(
        ask, "choose_save_file", lambda *_args, **more: asked.append(more["suggested"]) or out
    )
    shown.tab.export_button.click()
    shown.wait()
    assert asked == ["2025年版_20261122.xlsx"]
    assert out.exists()
    assert shown.messages[-1] == f"已导出“2025年版”到 {out}。"


def test_the_preview_shows_every_change_and_what_the_span_means(own, shown, tmp_path, monkeypatch):
    path = edited(tmp_path / "new.xlsx", cells=[WEAKER, ("负面清单!B5", "弄虚作假")])
    form = take_in(shown, path, monkeypatch)
    assert form.field("name").value() == "公安县容错清单（2026年版）"
    assert form.computed("valid_from").text() == "“2025年版”到2026-11-30为止停用。"
    told = form.report.reads()
    assert "与“2025年版（公办发〔2025〕8号）”相比：修改 1 条。" in told
    assert "原：在招商引资、项目建设、统计数据等工作中弄虚作假\n现：弄虚作假" in told


def test_the_preview_follows_the_day(own, shown, tmp_path, monkeypatch):
    form = take_in(shown, edited(tmp_path / "new.xlsx", cells=[WEAKER]), monkeypatch)
    assert "没有变化" in form.report.reads()
    form.field("valid_from").set_value(date(2024, 3, 1))
    form.edited.emit("valid_from")
    shown.wait()
    assert "与“随程序附带的容错清单”相比：修改 1 条。" in form.report.reads()
    assert "请填写停用日期，最晚为2024-12-31" in form.computed("valid_from").text()


def test_importing_makes_a_version_and_shows_it(desk, own, shown, tmp_path, monkeypatch):
    form = take_in(
        shown, edited(tmp_path / "new.xlsx", cells=[WEAKER, ("负面清单!B5", "弄虚作假")]), monkeypatch
    )
    form.save_button.click()
    shown.wait()
    assert shown.tab.form is None
    assert names(shown)[1] == ("公安县容错清单（2026年版）", "将施行")
    assert shown.tab.view.title.text() == "公安县容错清单（2026年版）"
    assert tolerance_lists.version_for(desk, date(2026, 12, 1)).document_number == "公办发〔2026〕21号"


def test_a_refusal_stands_at_its_field(own, shown, tmp_path, monkeypatch):
    form = take_in(shown, edited(tmp_path / "new.xlsx", cells=[("负面清单!B5", "弄虚作假")]), monkeypatch)
    form.field("valid_from").set_value(date(2025, 1, 1))
    form.save_button.click()
    shown.wait()
    assert "重叠" in form.rows["valid_from"].error.text()


def test_a_workbook_with_faults_shows_them_and_cannot_be_imported(desk, shown, tmp_path, monkeypatch):
    form = take_in(shown, edited(tmp_path / "bad.xlsx", cells=[("负面清单!C6", None)]), monkeypatch)
    assert not form.save_button.isEnabled()
    said = [label.text() for label in form.report.findChildren(QLabel)]
    assert "负面清单 C6" in said
    assert "“依据”为空，每条都要写明依据。" in said
    assert len(service.list_versions(desk)) == 1
    monkeypatch.setattr(ask, "choose_open_file", lambda *_args, **_more: write(tmp_path / "good.xlsx"))
    form.again.click()
    shown.wait()
    assert shown.tab.form is not form
    assert shown.tab.form.save_button.isEnabled()


def test_what_is_no_workbook_is_said_in_the_message_line(shown, tmp_path, monkeypatch):
    path = tmp_path / "a.xls"
    path.write_bytes(b"x")
    monkeypatch.setattr(ask, "choose_open_file", lambda *_args, **_more: path)
    shown.tab.import_button.click()
    shown.wait()
    assert shown.tab.form is None
    assert "旧格式的工作簿" in shown.messages[-1]


def test_ending(desk, own, shown):
    pick(shown, own)
    shown.tab.end_button.click()
    shown.wait()
    assert isinstance(shown.tab.form, EndForm)
    shown.tab.form.field("valid_to").set_value(date(2026, 12, 31))
    shown.tab.form.save()
    shown.wait()
    assert shown.tab.form.rows["why"].has_error()
    shown.tab.form.field("why").set_value("县委文件废止")
    shown.tab.form.save()
    shown.wait()
    assert shown.tab.form is None
    assert service.open_version(desk, own)[0].valid_to == date(2026, 12, 31)
    assert "到2026-12-31为止停用" in shown.messages[-1]


def test_deleting_asks_for_the_reason(desk, own, shown, monkeypatch):
    pick(shown, own)
    monkeypatch.setattr(ask, "ask_reason", lambda *_args, **_more: "没有通过")
    shown.tab.delete_button.click()
    shown.wait()
    assert names(shown) == [("随程序附带的容错清单", "现行")]


def test_who_may_only_look(desk, own, jobs, memory, qtbot):
    leader = log_in(desk, Role.LEADER)
    shown = Shown(ListsPage, leader, jobs=jobs, memory=memory, qtbot=qtbot)
    pick(shown, own)
    assert "打着改革" not in shown.tab.view.body.reads()
    for button in (
        shown.tab.import_button,
        shown.tab.end_button,
        shown.tab.delete_button,
        shown.tab.export_button,
    ):
        assert not button.isEnabled()
        assert "没有“" in button.toolTip()
    shown.tab.new_record()
    assert "没有“修改规则与日历”的权限" in shown.messages[-1]
    jobs.shutdown(lambda: leader.vault.close(back_up=False))
