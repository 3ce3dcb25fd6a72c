"""统计 on the screen: topics, the chart and the figures side by side, the people behind each, pictures and text to take along."""

from __future__ import annotations

from datetime import date

import pytest
from office_county import announce, log_in, make_office
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from revisit_county import Clock, sanction
from ui.today_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.stretches import Stretch, StretchKind
from jzdesk.services import cases, month_closing
from jzdesk.services.statistics_grids import TOPICS, Ref
from jzdesk.services.statistics_rates import RATE
from jzdesk.storage import audit
from jzdesk.ui.common import ask
from jzdesk.ui.reports.pages import PAGES, STATISTICS
from jzdesk.ui.reports.tab import ReportsTab


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_office(tmp_path / "vault", Role.REVIEWER, Role.LEADER, Role.SYSTEM_ADMIN, clock=Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def people(desk):
    """Three this year, one of them last month; one in last November. Their cases by name."""
    found = {
        "吴建国": sanction(desk, "吴建国", decided_on=date(2026, 10, 12)),
        "陈大勇": sanction(desk, "陈大勇", decided_on=date(2026, 11, 10), codes=("Z5",), unit="县住建局"),
        "周小林": sanction(desk, "周小林", decided_on=date(2026, 11, 12), codes=("F11",), unit="埠河镇"),
        "郑红梅": sanction(desk, "郑红梅", decided_on=date(2025, 11, 5), unit="县水利局"),
    }
    announce(desk, found["吴建国"], date(2026, 10, 20))
    return found


@pytest.fixture
def show(desk, jobs, memory, qtbot):
    def open_page(on=desk):
        shown = Shown(ReportsTab, on, jobs=jobs, memory=memory, qtbot=qtbot)
        shown.page = shown.tab.show_page(PAGES.index(STATISTICS))
        shown.wait()
        return shown

    return open_page


def names(page):
    return [row.person for row in page.times.rows]


def test_the_year_to_date_at_first_sight(people, show):
    page = show().page
    assert page.bar.stretch.title == "2026年"
    assert page.head.title.text() == "2026年四种形态情况"
    assert page.head.subtitle.toolTip() == "公安县纪委监委　2026-01-01 至 2026-11-22"
    assert [
        page.numbers.text(name, 0)
        for name in ("合计", "第一种形态", "第二种形态", "第三种形态", "第四种形态")
    ] == ["3", "1", "1", "1", "0"]
    assert page.numbers.text("合计", 5) == "+2（+200.0 %）"
    assert page.times.title.text() == "合计　2026年　3 人次（3 人）"
    assert names(page) == ["周小林", "陈大勇", "吴建国"]
    assert "一件处分（处理）按其最高形态计一次" in page.note.toolTip()


def test_every_topic_has_its_chart_and_its_figures(people, show):
    shown = show()
    page = shown.page
    for number, (code, name) in enumerate(TOPICS):
        page.topics.setCurrentRow(number)
        shown.wait()
        assert page.topics.currentItem().text() == name
        assert page.grid.topic == code
        assert page.numbers.grid is page.grid
        assert page.chart.chart is page.grid.chart
        assert page.numbers.accessibleName() == f"{page.grid.title}数据"


def test_a_bar_and_its_figure_are_one_and_lead_to_the_record(people, show, qtbot):
    shown = show()
    page = shown.page
    page.choose_topic("unit")
    shown.wait()
    page.chart.setFocus()
    qtbot.keyClick(page.chart, Qt.Key.Key_Home)
    shown.wait()
    current = page.numbers.currentIndex()
    first = page.chart.current.point
    assert page.numbers.model().said(current).startswith(first.said.split("，")[0])
    assert names(page) == [
        {"县装备中心": "吴建国", "县住建局": "陈大勇", "埠河镇": "周小林"}[first.said.split("，")[0]]
    ]
    qtbot.keyClick(page.chart, Qt.Key.Key_Return)
    assert page.times.list.view.hasFocus()
    qtbot.keyClick(page.times.list.view, Qt.Key.Key_Down)
    qtbot.keyClick(page.times.list.view, Qt.Key.Key_Return)
    assert shown.records == [("case", people[names(page)[0]])]


def test_figures_are_walked_by_keyboard_last_year_too(people, show, qtbot):
    shown = show()
    page = shown.page
    page.numbers.setFocus()
    for _ in range(3):
        qtbot.keyClick(page.numbers, Qt.Key.Key_Right)
    shown.wait()
    assert page.times.title.text() == "合计　2025年同期　1 人次（1 人）"
    assert names(page) == ["郑红梅"]
    assert page.chart.current is None  # sums have no bar
    qtbot.keyClick(page.numbers, Qt.Key.Key_Down)
    qtbot.keyClick(page.numbers, Qt.Key.Key_Down)
    shown.wait()
    assert page.chart.current.point.ref == Ref("form", "2", 1)
    index = page.numbers.currentIndex()
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "第二种形态，2025年同期人次 1"
    qtbot.keyClick(page.numbers, Qt.Key.Key_Return)
    assert page.times.list.view.hasFocus()


def test_other_months_and_the_place_is_kept(people, show):
    shown = show()
    page = shown.page
    page.numbers.chosen.emit(Ref("form", "3"))
    shown.wait()
    assert names(page) == ["陈大勇"]
    page.bar.choose(Stretch(StretchKind.QUARTER, 2026, 10, 12))
    shown.wait()
    assert page.times.title.text() == "第三种形态　2026年第四季度　1 人次（1 人）"
    assert page.grid.columns[3] == ("2026年1—12月", "人次", "本年累计")
    page.bar.kind.setCurrentIndex(page.bar.kind.findData(StretchKind.TO_DATE))
    shown.wait()
    assert page.bar.stretch.title == "2026年1—11月"
    page.bar.earlier.click()
    shown.wait()
    assert page.bar.stretch.title == "2026年1—10月"
    assert [page.bar.as_of.itemText(n) for n in range(page.bar.as_of.count())] == ["截至期末", "截至今天"]
    assert page.numbers.text("合计", 0) == "1"
    page.bar.later.click()
    shown.wait()
    assert not page.bar.later.isEnabled()


def test_the_rates_of_the_units_come_with_the_year_before_after_them(people, show):
    shown = show()
    page = shown.page
    assert not page.head.indicator.isVisible()
    page.choose_topic(RATE)
    shown.wait()
    assert page.head.indicator.isVisible()
    assert page.head.title.text() == "2026年各单位宣布及时率"
    assert page.numbers.text("县装备中心", 4) == "100.0 %"
    assert page.numbers.text("全县合计", 0) == str(page.people.parts["应办"].text().split()[1])
    assert len(page.grid.columns) == 8
    page.head.indicator.setCurrentIndex(page.head.indicator.findData("mentor"))
    shown.wait()
    assert page.head.title.text() == "2026年各单位帮带人落实率"
    page.choose_topic("form")
    shown.wait()
    assert page.panes.currentWidget() is page.times


def test_a_closed_month_and_what_was_changed_since(people, show, desk, tmp_path):
    month_closing.freeze_month(desk, "2026-10", tmp_path / "10.xlsx")
    cases.delete_case(desk, people["吴建国"], why="重复登记")
    shown = show()
    page = shown.page
    assert "2026年10月为报送数。" in page.head.subtitle.toolTip()
    assert page.numbers.text("合计", 0) == "3"
    page.choose_topic("month")
    shown.wait()
    assert page.numbers.text("2026年10月", 7) == "报送数"
    page.numbers.chosen.emit(Ref("month", "2026-10"))
    shown.wait()
    assert names(page) == ["吴建国"]
    page.times.list.opened.emit(1)
    assert shown.records == []
    assert "记录已删除" in shown.messages[-1]
    page.bar.basis.setCurrentIndex(1)
    shown.wait()
    assert page.numbers.text("合计", 4) == "2"


def entries(page):
    return {action.text(): action for action in page.bar.menu.actions()}


def logged(desk):
    """What the log says was taken out of the program last."""
    with desk.vault.read() as database:
        return [entry.summary for entry in audit.entries(database, audit.Filter(), limit=2)]


def test_the_chart_as_a_picture(people, show, tmp_path, monkeypatch):
    shown = show()
    page = shown.page
    asked = []
    monkeypatch.setattr(ask, "choose_save_file", lambda _p, _t, **m: asked.append(m) or tmp_path / "图.png")
    entries(page)["图保存为图片"].trigger()
    shown.wait()
    assert asked[0]["suggested"].endswith("公安县纪委监委2026年四种形态情况.png")
    image = QImage(str(tmp_path / "图.png"))
    assert (image.width(), image.isNull()) == (2000, False)
    assert "图片已保存" in page.made.text.text()
    entries(page)["复制图片"].trigger()
    shown.wait()
    assert QGuiApplication.clipboard().image().width() == 2000
    assert list(tmp_path.glob("*.part")) == []
    assert logged(shown.desk) == ["复制图片：2026年四种形态情况", "图片：图.png"]


def test_the_sentences_of_a_bulletin(people, show):
    shown = show()
    entries(shown.page)["复制通报文字"].trigger()
    shown.wait()
    text = QGuiApplication.clipboard().text()
    assert "批评教育和处理3人次，比上年同期增加2人次，增长200.0 %" in text
    assert shown.messages[-1] == "通报文字已复制，请核对后使用。"


def test_the_workbook(people, show, tmp_path, monkeypatch):
    shown = show()
    monkeypatch.setattr(ask, "choose_save_file", lambda _p, _t, **_m: tmp_path / "统计.xlsx")
    shown.page.export_list()
    shown.wait()
    book = load_workbook(tmp_path / "统计.xlsx")
    rows = [[cell.value for cell in row] for row in book["四种形态"].iter_rows(min_row=5)]
    assert rows[0][:4] == ["合计", 3, 1, 3]
    assert len(book["四种形态"]._charts) == 1
    assert "统计已保存" in shown.page.made.text.text()


def test_a_leader_reads_and_takes_nothing_along(people, show, desk, jobs):
    leader = log_in(desk, Role.LEADER)
    page = show(leader).page
    assert page.numbers.text("合计", 0) == "3"
    for button in (page.bar.export_button, page.bar.picture_button):
        assert not button.isEnabled()
        assert "没有导出和打印的权限" in button.toolTip()
    jobs.shutdown(lambda: leader.vault.close(back_up=False))


def test_an_administrator_is_refused(people, show, desk, jobs):
    admin = log_in(desk, Role.SYSTEM_ADMIN)
    page = show(admin).page
    assert not page.bar.isEnabled()
    assert page.numbers.grid is None
    jobs.shutdown(lambda: admin.vault.close(back_up=False))


def test_the_chart_alone_for_a_projector(people, show, qtbot):
    shown = show()
    page = shown.page
    before = page.chart.width()
    page.head.alone.click()
    shown.wait()
    assert not page.panes.isVisible()
    assert not page.numbers.isVisible()
    assert page.head.alone.text() == "还原"
    qtbot.waitUntil(lambda: page.chart.width() > before)
    heights = {text.text: text.rect.height() for text in page.chart.placed.texts}
    qtbot.keyClick(page.chart, Qt.Key.Key_Escape)
    assert page.numbers.isVisible()
    assert {t.text: t.rect.height() for t in page.chart.placed.texts}["2026年"] < heights["2026年"] / 1.2
    page.head.alone.click()
    qtbot.keyClick(page.chart, Qt.Key.Key_Home)
    qtbot.keyClick(page.chart, Qt.Key.Key_Return)  # who is behind it wants to be seen
    assert page.panes.isVisible()
    assert page.times.list.view.hasFocus()


def test_the_bar_the_keyboard_is_on_stays_in_sight(desk, show, qtbot):
    for number in range(13):
        sanction(
            desk,
            f"王{'一二三四五六七八九十'[number % 10]}{number}",
            decided_on=date(2026, 10, 12),
            unit=f"第{number + 1}所",
        )
    shown = show()
    page = shown.page
    page.choose_topic("unit")
    shown.wait()
    page.chart.setFocus()
    qtbot.keyClick(page.chart, Qt.Key.Key_End)
    shown.wait()
    last = page.chart.current.rect.toRect()
    assert page.chart.visibleRegion().boundingRect().contains(last)
    assert "其余1个单位合计2026年1人次" in page.grid.chart.foot
