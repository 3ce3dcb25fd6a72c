"""指标 on the screen: what the table says, the people behind a cell, ranking, filters, what could still be mended."""

from __future__ import annotations

from datetime import date

import pytest
from office_county import log_in, make_office, october
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from revisit_county import Clock, sanction
from ui.today_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.indicators import Mark, Span, SpanKind
from jzdesk.services.indicators import COUNTY, Place, measure
from jzdesk.ui.common import ask
from jzdesk.ui.reports.indicator_table import CODES, FIRST_RATE
from jzdesk.ui.reports.pages import INDICATORS, MONTH, PAGES
from jzdesk.ui.reports.tab import ReportsTab

Q4 = Span(SpanKind.QUARTER, 2026, 4)


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_office(tmp_path / "vault", Role.REVIEWER, Role.LEADER, Role.SYSTEM_ADMIN, clock=Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def show(desk, jobs, memory, qtbot):
    def open_page(on=desk):
        shown = Shown(ReportsTab, on, jobs=jobs, memory=memory, qtbot=qtbot)
        shown.page = shown.tab.show_page(PAGES.index(INDICATORS))
        shown.wait()
        return shown

    return open_page


def choose(shown, place, code):
    shown.page.table.choose(place, code)
    shown.wait()


def unit(shown, name):
    return next(m.place for m in shown.page._measured.units if m.name == name)


def cells(shown, code):
    """Name and text of a column, as it stands on the screen."""
    model = shown.page.table.model()
    column = CODES.index(code) + FIRST_RATE
    return [(model.index(n, 1).data(), model.index(n, column).data()) for n in range(model.rowCount())]


def people(shown):
    return [row.person for row in shown.page.people.shown()]


def test_the_table_says_what_the_service_counts(desk, show):
    october(desk)
    shown = show()
    assert shown.page.bar.span == Q4
    assert cells(shown, "announce")[0] == ("全县合计", "33.3% 1/3")
    for code in CODES:
        wanted = {m.name: m.figures[code] for m in measure(desk, Q4).measures}
        for name, text in cells(shown, code):
            percent = wanted[name].rate.percent
            assert text == ("—" if percent is None else f"{percent}% {wanted[name].met}/{wanted[name].due}")
    assert dict(cells(shown, "report"))["全县合计"] == "—"


def test_a_cell_shows_its_people_and_each_opens_his_record(desk, show, qtbot):
    *_, open_case = october(desk)
    shown = show()
    choose(shown, COUNTY, "announce")
    pane = shown.page.people
    assert pane.title.text() == "全县合计　宣布及时率　33.3 %  1/3"
    assert [pane.parts[name].text() for name in pane.parts] == [
        "应办 3 件", "按期办结 1", "逾期已办 1", "到期未办 1", "不列入 0", "以前逾期未办 0",
    ]  # fmt: skip
    assert people(shown) == ["周小林"]
    shown.page.table.setFocus()
    qtbot.keyClick(shown.page.table, Qt.Key.Key_Return)
    pane.list.view.selectRow(0)
    qtbot.keyClick(pane.list.view, Qt.Key.Key_Return)
    assert shown.records == [("case", open_case)]


@pytest.mark.parametrize(
    ("part", "names"),
    [("应办", {"吴建国", "陈大勇", "周小林"}), ("met", {"吴建国"}), ("逾期已办", {"陈大勇"}), ("不列入", set())],
)
def test_every_number_opens_exactly_those_it_counts(desk, show, part, names):
    october(desk)
    shown = show()
    choose(shown, COUNTY, "announce")
    shown.page.people.parts[part].click()
    shown.wait()
    assert set(people(shown)) == names
    assert shown.page.people.list.model.rowCount() == len(names)


def test_the_left_out_by_reason(desk, show):
    sanction(desk, "胡某", decided_on=date(2026, 8, 3), codes=("D5", "Z6"))
    shown = show()
    choose(shown, COUNTY, "visited")
    pane = shown.page.people
    assert pane.title.text().endswith("—")
    assert pane._reasons_box.isVisible()
    assert [button.text() for button in pane.reasons] == ["开除公职 1"]
    pane.reasons[0].click()
    shown.wait()
    assert [(row.person, row.state.text, row.rest) for row in pane.shown()] == [("胡某", "不列入", "开除公职")]
    assert dict(cells(shown, "visited"))["全县合计"] == "不列入 1"
    assert shown.page.outlook.cells["visited", 3].text() == "开除公职 1"


def test_what_could_still_be_mended(desk, show):
    october(desk)
    shown = show()
    texts = {code: shown.page.outlook.cells[code, 2].text() for code in CODES}
    assert texts["announce"] == "不变（1 件）"
    assert texts["open_dossier"] == "100.0 %（3 人）"
    assert texts["report"] == "—"
    assert shown.page.outlook.note.text().startswith("逾期后补办不计入及时率：宣布及时率有 2 件")


def test_ranking_by_the_choice_and_by_the_heading(desk, show):
    october(desk)
    shown = show()
    bar, table = shown.page.bar, shown.page.table
    bar.rank.setCurrentIndex(bar.rank.findData("announce"))
    shown.wait()
    ranks = [(row.name, row.rank) for row in table.shown() if not row.head]
    assert ranks[0] == ("县装备中心", 1)
    assert [rank for _, rank in ranks] == [1, 2, 2]
    table.horizontalHeader().sectionClicked.emit(CODES.index("announce") + FIRST_RATE)
    shown.wait()
    assert [row.rank for row in table.shown() if not row.head] == [2, 2, 1]
    table.horizontalHeader().sectionClicked.emit(CODES.index("report") + FIRST_RATE)
    shown.wait()
    assert bar.rank.currentData() == "report"
    assert [row.rank for row in table.shown()] == [None] * len(table.shown())
    assert [row.head for row in table.shown()][:2] == [True, True]


def test_filters_by_level_and_name(desk, show):
    october(desk)
    with desk.vault.unlogged() as database:
        database.execute_sql("UPDATE unit SET level = 'town' WHERE name = '埠河镇'")
    shown = show()
    bar = shown.page.bar
    assert [bar.level.itemText(n) for n in range(bar.level.count())] == ["全部层级", "县直", "乡镇（街道）"]
    bar.level.setCurrentIndex(2)
    shown.wait()
    assert [name for name, _ in cells(shown, "announce")] == ["乡镇（街道）小计", "埠河镇"]
    bar.level.setCurrentIndex(0)
    bar.unit.setText("住建")
    bar.filter_changed.emit()
    shown.wait()
    assert [name for name, _ in cells(shown, "announce")] == ["县住建局"]
    bar.unit.setText("没有这个")
    bar.filter_changed.emit()
    shown.wait()
    assert shown.page._note.isVisible()


def test_spans_and_their_day(desk, show, qtbot):
    shown = show()
    bar = shown.page.bar
    assert (bar.as_of.isEnabled(), bar.on) == (False, date(2026, 11, 22))
    qtbot.mouseClick(bar.earlier, Qt.MouseButton.LeftButton)
    shown.wait()
    assert (bar.span.title, bar.on) == ("2026年第三季度", date(2026, 9, 30))
    bar.as_of.setCurrentIndex(1)
    shown.wait()
    assert shown.page._measured.on == date(2026, 11, 22)
    bar.kind.setCurrentIndex(bar.kind.findData(SpanKind.HALF))
    shown.wait()
    assert shown.page._measured.span == Span(SpanKind.HALF, 2026, 2)
    bar.choose(Span(SpanKind.YEAR, 2019, 1))
    shown.wait()
    assert shown.page._measured.span.title == "2019年"


def test_a_change_elsewhere_keeps_the_cell(desk, show):
    october(desk)
    shown = show()
    place = unit(shown, "埠河镇")
    choose(shown, place, "mentor")
    sanction(desk, "新来的", decided_on=date(2026, 10, 9), unit="埠河镇")
    shown.tab.refresh()
    shown.wait()
    assert shown.page.people.title.text() == "埠河镇　帮带人落实率　0.0 %  0/2"
    assert all(row.line.mark is Mark.OVERDUE for row in shown.page.people.shown())


def test_the_workbook_by_the_key(desk, show, tmp_path, monkeypatch):
    october(desk)
    asked = []

    def answer(_parent, title, *, suggested, kinds):
        asked.append((title, suggested.rpartition("/")[2], kinds))
        return tmp_path / "out.xlsx"

    monkeypatch.setattr(ask, "choose_save_file", answer)
    shown = show()
    shown.tab.export_list()
    shown.wait()
    assert asked == [("导出指标", "公安县纪委监委2026年第四季度指标.xlsx", "工作簿 (*.xlsx)")]
    assert load_workbook(tmp_path / "out.xlsx").sheetnames[0] == "指标"
    assert "指标已保存" in shown.page.made.text.text()


def test_between_the_pages(desk, show):
    shown = show()
    shown.tab.print_record()  # the forms are the month's
    assert shown.tab.front is shown.page
    shown.tab.focus_filter()
    assert shown.page.bar.unit.hasFocus()
    shown.tab.focus_content()
    assert shown.page.table.hasFocus()
    shown.tab.open_form("month", {"month": "2026-03"})
    shown.wait()
    assert shown.tab.switch.currentIndex() == PAGES.index(MONTH)
    assert shown.tab.front.month == "2026-03"


def test_who_may_only_read_cannot_export(desk, show):
    other = log_in(desk, Role.LEADER)
    shown = show(other)
    assert not shown.page.bar.export_button.isEnabled()
    shown.tab.export_list()
    shown.jobs.shutdown(lambda: other.vault.close(back_up=False))


def test_a_place_by_key_is_found_again():
    assert Place("unit", "county", 3) == Place("unit", "county", 3)
    assert COUNTY.holds(Place("unit", "town", 1))
    assert Place("level", "town").holds(Place("unit", "town", 1))
    assert not Place("unit", "town", 2).holds(Place("unit", "town", 1))
