"""The windowed model and its view: pages, sorting by the source, selection by id, copy, columns."""

from __future__ import annotations

import threading
from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu

from jzdesk.domain.errors import Refused
from jzdesk.ui.common.memory import Memory
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.state import COLOURS, State, state_of
from jzdesk.ui.common.table import PAGE, PAGES_KEPT, Column, FixedSource, WindowedModel, cell_text

COLUMNS = (
    Column("name", "姓名", 90),
    Column("decided", "决定日期", 100),
    Column("money", "金额", 80, "right"),
    Column("state", "状态", 80, text=lambda row: state_of(row.state), sort_key="due_on"),
    Column("note", "备注", 100, sort_key=""),
)


class Source:
    """A source that remembers what was asked of it."""

    def __init__(self, total):
        self.total, self.asked, self.threads = total, [], set()

    def count(self):
        return self.total

    def fetch(self, offset, limit, sort, descending):
        self.threads.add(threading.get_ident())
        self.asked.append((offset, limit, sort, descending))
        order = range(self.total - 1, -1, -1) if descending else range(self.total)
        return [self.row(n) for n in order[offset : offset + limit]]

    @staticmethod
    def row(n):
        return SimpleNamespace(
            id=n + 1, name=f"吴{n}", decided=date(2026, 9, 18), money=n, state="逾期", note=f"第一行\n第\t{n}"
        )


@pytest.fixture
def make(qtbot, jobs, memory):
    def build(source, name="t", columns=COLUMNS):
        view = RecordList(
            name, columns, jobs=jobs, memory=memory, empty_text="这里放处分决定。", empty_action="登记第一件"
        )
        qtbot.addWidget(view)
        view.resize(700, 400)
        view.show()
        view.set_source(source)
        jobs.wait_idle(qtbot)
        return view

    return build


def test_model_keeps_qts_contract(qtbot, jobs):
    model = WindowedModel(COLUMNS, jobs)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for total in (1_000, 0, 3):
        model.set_source(Source(total))
        jobs.wait_idle(qtbot)
        assert model.rowCount() == total
        for row in range(0, total, 150):
            model.data(model.index(row, 0))
        jobs.wait_idle(qtbot)
    assert tester.model() is model


def test_only_the_pages_on_screen_are_read(make, qtbot, jobs):
    source = Source(100_000)
    view = make(source)
    assert view.model.rowCount() == 100_000
    assert {offset for offset, *_ in source.asked} <= {0, PAGE}
    source.asked.clear()
    view.view.scrollTo(view.model.index(70_000, 0))
    view.view.viewport().repaint()
    qtbot.waitUntil(lambda: view.model.row_at(70_000) is not None)
    jobs.wait_idle(qtbot)
    assert {offset // PAGE for offset, *_ in source.asked} <= {349, 350}
    assert view.model.index(70_000, 0).data() == "吴70000"
    assert threading.get_ident() not in source.threads


def test_old_pages_are_forgotten(make, qtbot, jobs):
    view = make(Source(100_000))
    for page in range(0, 200, 4):
        view.model.data(view.model.index(page * PAGE, 0))
        qtbot.waitUntil(lambda p=page: view.model.row_at(p * PAGE) is not None)
    assert view.model.row_at(4 * PAGE) is None  # the first page is on screen and comes back
    held = sum(view.model.row_at(n * PAGE) is not None for n in range(500))
    assert held <= PAGES_KEPT


def test_cells_are_blank_until_their_page_arrives(make):
    view = make(Source(100_000))
    index = view.model.index(90_000, 0)
    assert index.data() is None
    assert view.model.id_at(90_000) is None


def test_cells_read_as_a_clerk_writes(make):
    view = make(Source(3))
    cells = [view.model.index(1, n).data() for n in range(4)]
    assert cells == ["吴1", "2026-09-18", "1", "逾期"]
    colour = view.model.index(1, 3).data(Qt.ItemDataRole.ForegroundRole)
    assert colour.name().upper() == COLOURS["overdue"]
    assert view.model.index(1, 0).data(Qt.ItemDataRole.ForegroundRole) is None
    assert [cell_text(v) for v in (None, True, False, State("豁免", "excused"))] == ["", "是", "否", "豁免"]


def test_sorting_asks_the_source_once_more_for_descending(make, qtbot, jobs):
    source = Source(1_000)
    view = make(source)
    header = view.view.horizontalHeader()
    header.sectionClicked.emit(3)
    jobs.wait_idle(qtbot)
    assert source.asked[-1][2:] == ("due_on", False)
    header.sectionClicked.emit(3)
    jobs.wait_idle(qtbot)
    assert source.asked[-1][2:] == ("due_on", True)
    assert view.model.row_at(0).id == 1_000
    source.asked.clear()
    header.sectionClicked.emit(4)  # cannot be sorted
    jobs.wait_idle(qtbot)
    assert source.asked == []
    assert header.sortIndicatorSection() == 3


def test_selection_is_kept_by_id_over_a_reload(make, qtbot, jobs):
    source = Source(500)
    view = make(source)
    view.view.selectRow(5)
    seen = []
    view.current_changed.connect(seen.append)
    source.row = lambda n: SimpleNamespace(**{**vars(Source.row(n)), "id": n})  # one line was added above
    view.reload()
    jobs.wait_idle(qtbot)
    assert view.current_id() == 6
    assert view.view.currentIndex().row() == 6
    assert seen[-1] == 6


def test_selected_record_that_is_gone_leaves_nothing_selected(make, qtbot, jobs):
    view = make(Source(500))
    view.view.selectRow(400)
    seen = []
    view.current_changed.connect(seen.append)
    view.set_source(Source(10))
    jobs.wait_idle(qtbot)
    assert seen[-1] is None
    assert view.count_label.text() == "10 条"


def test_count_line_and_all_ids_of_a_selection_never_loaded(make, qtbot, jobs):
    view = make(Source(1_284))
    assert view.count_label.text() == "1,284 条"
    view.view.selectAll()
    assert view.count_label.text() == "1,284 条 · 已选 1,284"
    found = []
    view.collect_selected(found.extend)
    jobs.wait_idle(qtbot)
    assert found == list(range(1, 1_285))


def test_keys_open_edit_delete_copy(make, qtbot, jobs):
    view = make(Source(20))
    seen = []
    view.opened.connect(lambda i: seen.append(("open", i)))
    view.edit_wanted.connect(lambda i: seen.append(("edit", i)))
    view.delete_wanted.connect(lambda ids: seen.append(("delete", ids)))
    view.view.selectRow(2)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Delete):
        qtbot.keyClick(view.view, key)
    jobs.wait_idle(qtbot)
    assert seen == [("open", 3), ("edit", 3), ("delete", [3])]
    qtbot.keyClick(view.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines == ["姓名\t决定日期\t金额\t状态\t备注", "吴2\t2026-09-18\t2\t逾期\t第一行 第 2"]


def test_empty_list_says_what_belongs_here_and_offers_it(make, qtbot):
    view = make(Source(0))
    assert not view.view.isVisible()
    with qtbot.waitSignal(view.empty_action):
        view._note_button.click()
    assert view._note_button.text() == "登记第一件"
    assert view._note_text.text() == "这里放处分决定。"


def test_list_that_cannot_be_read_says_so_and_tries_again(make, qtbot, jobs):
    source = Source(5)
    view = make(source)

    def refuse():
        raise Refused("没有查看权限。")

    source.count = refuse
    view.reload()
    jobs.wait_idle(qtbot)
    assert view._note_text.text() == "没有查看权限。"
    source.count = lambda: 5
    view._note_button.click()
    jobs.wait_idle(qtbot)
    assert view.view.isVisible()


def test_columns_are_remembered_under_the_lists_name(make, qtbot, jobs, memory):
    view = make(Source(5), "cases")
    view.view.setColumnWidth(0, 133)
    view.view.show_column(1, on=False)
    view.view.horizontalHeader().moveSection(2, 0)
    view.view.horizontalHeader().sectionClicked.emit(0)
    jobs.wait_idle(qtbot)
    again = make(Source(5), "cases")
    assert again.view.columnWidth(0) == 133
    assert again.view.isColumnHidden(1)
    assert again.view.horizontalHeader().logicalIndex(0) == 2
    assert again.model.sort_key == "name"
    other = make(Source(5), "visits")
    assert other.view.columnWidth(0) == 90


def test_last_column_stays(make):
    view = make(Source(1))
    for number in range(5):
        view.view.show_column(number, on=False)
    assert sum(not view.view.isColumnHidden(n) for n in range(5)) == 1


def test_memory_writes_once_for_many_changes(qapp, qtbot):
    written = []
    memory = Memory({"a": 1}, written.append)
    for width in range(20):
        memory.put("w", width)
    memory.put("a", 1)
    qtbot.waitUntil(lambda: bool(written))
    assert written == [{"a": 1, "w": 19}]


def test_right_click_into_a_selection_keeps_it(make, qtbot):
    view = make(Source(20))
    view.view.selectRow(1)
    view.view.selectAll()
    spot = view.view.visualRect(view.model.index(4, 0)).center()
    qtbot.mouseClick(view.view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(spot))
    assert view.selected_count() == 20


def test_short_lists_sort_in_hand():
    rows = [SimpleNamespace(id=n, key=value) for n, value in enumerate((3, None, 1))]
    source = FixedSource(rows)
    assert [row.id for row in source.fetch(0, 10, "key", False)] == [1, 2, 0]
    assert [row.id for row in source.fetch(0, 2, "key", True)] == [0, 2]


BENDING = (Column("name", "姓名", 80), Column("unit", "单位职务", 160, least=90), Column("why", "说明", 80, least=60))


def at_width(listing, width):
    listing.resize(width, 300)
    QApplication.sendPostedEvents()
    return listing.view


def widths(view):
    return [view.columnWidth(n) for n in range(3)]


def test_columns_that_bend_share_the_room_and_none_is_left_over(make, memory):
    bent = make(Source(3), "bend", BENDING)
    view = at_width(bent, 620)
    fixed, unit, why = widths(view)
    assert fixed == view._usual(80)
    assert fixed + unit + why == view.viewport().width()
    assert unit == 2 * why or abs(unit - 2 * why) <= 2
    at_width(bent, 252)
    assert widths(view) == [fixed, view.viewport().width() - fixed - view._usual(60), view._usual(60)]
    assert view.horizontalScrollBar().maximum() == 0


def test_a_dragged_column_keeps_its_width_and_the_others_give_way(make, memory):
    bent = make(Source(3), "bend", BENDING)
    view = at_width(bent, 620)
    view.setColumnWidth(1, 200)
    assert widths(view)[1] == 200
    assert sum(widths(view)) == view.viewport().width()
    again = make(Source(3), "bend", BENDING)
    view = at_width(again, 500)
    assert widths(view)[1] == 200
    assert sum(widths(view)) == view.viewport().width()


def test_what_is_hidden_is_offered_below_the_list(make, qtbot):
    hidden = make(Source(3), "some", (*BENDING, Column("sex", "性别", 60, shown=False)))
    assert hidden.columns_button.isVisible()
    hidden.columns_button.click()
    menu = hidden.view.findChild(QMenu)
    sex = next(action for action in menu.actions() if action.text() == "性别")
    sex.trigger()
    assert not hidden.view.isColumnHidden(3)
    menu.close()
    assert not make(Source(3), "all", BENDING).columns_button.isVisible()
