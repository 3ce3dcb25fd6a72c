"""The parts of an import window: the rows of a sheet, what its columns are read as, one row with all there is to say of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from ui import import_fake

from jzdesk.ui.imports.column_lines import ColumnLines
from jzdesk.ui.imports.row_panel import RowPanel
from jzdesk.ui.imports.sheet_grid import TINT_ROLE, TINTS, GridRow, SheetGrid

WIDE = tuple(f"第{n}列的内容" for n in range(1, 31))


def on_screen(widget, qtbot, width=620, height=300):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def letters(grid):
    model = grid.model()
    return [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]


# ---- the grid


@pytest.fixture
def grid(qtbot):
    made = on_screen(SheetGrid("各行"), qtbot)
    made.show_rows([GridRow(3, WIDE, "heading"), GridRow(4, WIDE), GridRow(5, ("只有一格",))])
    return made


def test_as_many_columns_as_fit_are_shown_and_none_is_scrolled_to(grid):
    assert letters(grid)[:3] == ["A", "B", "C"]
    assert len(letters(grid)) < 30
    assert grid.horizontalScrollBar().maximum() == 0
    assert [grid.model().headerData(n, Qt.Orientation.Vertical) for n in range(3)] == ["3", "4", "5"]


def test_a_column_that_is_asked_for_comes_into_sight(grid):
    grid.show_column(27)
    assert "AA" in letters(grid)
    assert grid.horizontalScrollBar().maximum() == 0
    grid.show_column(30)
    assert letters(grid)[-1] == "AD"
    grid.show_column(99)
    assert letters(grid)[-1] == "AD"
    grid.show_column(1)
    assert letters(grid)[0] == "A"


def test_the_arrow_keys_go_through_all_columns_and_tell_which(grid, qtbot):
    seen = []
    grid.column_chosen.connect(seen.append)
    grid.go_to(1, 1)
    for _ in range(29):
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert seen == list(range(1, 31))
    assert grid.currentIndex().row() == 1
    qtbot.keyClick(grid, Qt.Key.Key_Right)  # there is no column after the last
    assert seen[-1] == 30
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert seen[-1] == 1


def test_enter_names_the_row_of_the_sheet(grid, qtbot):
    grid.go_to(2, 1)
    with qtbot.waitSignal(grid.entered) as told:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert told.args == [5]


def test_a_row_that_is_asked_for_stays_in_sight_while_columns_pass_by(grid):
    grid.show_rows([GridRow(n, WIDE) for n in range(1, 41)])
    grid.show_row(35)
    place = grid.verticalScrollBar().value()
    assert place > 0
    grid.show_column(30)
    assert grid.verticalScrollBar().value() == place


def test_what_is_wrong_and_the_heading_are_tinted(grid):
    rows = [GridRow(3, WIDE, "heading"), GridRow(4, WIDE)]
    grid.show_rows(rows, marks={(4, 2): "fault", (4, 3): "warning"}, column=2)
    model = grid.model()
    tints = [[model.index(row, column).data(TINT_ROLE) for column in range(3)] for row in range(2)]
    assert tints == [[TINTS["heading"]] * 3, [None, TINTS["fault"], TINTS["warning"]]]
    assert model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "B4 第2列的内容"


def test_a_narrower_window_keeps_the_column_that_was_shown(grid, qtbot):
    grid.show_column(20)
    grid.resize(300, 300)
    qtbot.waitUntil(lambda: len(letters(grid)) < 5)
    assert "T" in letters(grid)


# ---- the columns


@pytest.fixture
def lines(qtbot):
    made = on_screen(ColumnLines(), qtbot, 1000, 600)
    made.show_columns(import_fake.columns(), import_fake.FIELDS)
    return made


def said(lines, column):
    return lines._line_of(column).remark.text()


def test_each_column_says_what_it_is_read_as_and_why(lines):
    assert lines.mapping() == {n: key for n, (key, _how) in import_fake.MATCHED.items() if n != 1}
    assert said(lines, 2) == "按表头认出"
    assert said(lines, 7) == "按表头认出"
    assert said(lines, 1) == "由程序计算，不必读入"
    assert said(lines, 16) == "没有认出，不读入"
    assert "公纪〔2021〕1号 · " in lines.reads()


def test_what_is_only_like_a_field_waits_for_a_person(lines, qtbot):
    assert lines.missing() == ["决定日期"]
    assert lines.offered() == [(12, "decided_on")]
    offer = lines._line_of(12).offers[0]
    assert offer.text() == "采用“决定日期”"
    with qtbot.waitSignal(lines.changed):
        qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert lines.mapping()[12] == "decided_on"
    assert lines.missing() == lines.offered() == []
    assert said(lines, 12) == "人工指定"
    assert not offer.isVisible()
    lines.choose(12, "")
    assert offer.isVisible()


def test_a_field_read_from_two_columns_is_named_with_the_other_one(lines):
    lines.choose(16, "name")
    assert lines.doubled() == ["姓名"]
    assert said(lines, 16) == "“姓名”也由 B 列读入，只能留一列"
    assert said(lines, 2) == "“姓名”也由 P 列读入，只能留一列"
    lines.choose(16, "")
    assert lines.doubled() == []
    assert said(lines, 2) == "按表头认出"


def test_a_mapping_of_the_last_time_says_so(lines):
    columns = tuple(
        replace(column, how="chosen") if column.column == 2 else column for column in import_fake.columns()
    )
    lines.show_columns(columns, import_fake.FIELDS, remembered=True)
    assert said(lines, 2) == "按上次的对应"


def test_what_is_left_out_is_said_and_what_the_program_reckons_is_left_to_it(lines):
    assert lines.choices() == {**dict.fromkeys(range(2, 19), ""), **lines.mapping()}
    columns = (
        *import_fake.columns()[:2],
        replace(import_fake.columns()[1], column=3, letter="C", field="", how="twice", near=("name",)),
    )
    lines.show_columns(columns, import_fake.FIELDS)
    assert said(lines, 3) == "与另一列的表头相同，不读入"
    assert lines.offered() == []


def test_a_unit_has_no_column_of_its_own_where_it_stands_with_the_post(lines):
    fields = (
        import_fake.FIELDS[0],
        replace(import_fake.FIELDS[6], required=True, instead=("unit_post",)),
        import_fake.FIELDS[5],
    )
    columns = import_fake.columns()
    lines.show_columns(columns[:7], fields)
    assert lines.missing() == []
    lines.choose(7, "")
    assert lines.missing() == ["单位"]


def test_enter_goes_down_the_columns_and_letters_choose(lines, qtbot):
    shown = []
    lines.column_focused.connect(shown.append)
    lines.focus_first()
    assert shown == [12]  # the one that waits
    combo = lines._line_of(12).choice.combo
    qtbot.keyClicks(combo, "jdrq")  # 决定日期
    assert lines.mapping()[12] == "decided_on"
    qtbot.keyClick(combo, Qt.Key.Key_Return)
    assert lines._line_of(13).choice.combo.hasFocus()
    assert shown == [12, 13]


def test_every_choice_of_a_column_can_be_named_by_a_screen_reader(lines):
    assert lines._line_of(4).choice.combo.accessibleName() == "D列 身份证号 读作"


# ---- one row


@pytest.fixture
def panel(qtbot):
    return on_screen(RowPanel(), qtbot, 560, 500)


def row(number):
    return import_fake.FakeImporter().row(number)


def test_a_fault_stands_at_its_cell_among_its_neighbours(panel, qtbot):
    panel.show_row(row(40))
    assert "有问题 第 40 行" in panel.reads()
    assert "应为18位" in panel.reads()
    model = panel.grid.model()
    assert [model.headerData(n, Qt.Orientation.Vertical) for n in range(3)] == ["39", "40", "41"]
    at = letters(panel.grid).index("D")
    assert [model.index(n, at).data(TINT_ROLE) == TINTS["fault"] for n in range(3)] == [False, True, False]
    other = next(button for button in panel.findChildren(QPushButton) if button.text() == "L40")
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert "L" in letters(panel.grid)
    assert panel.grid.currentIndex().row() == 1


def test_a_change_says_what_stood_there_before(panel, qtbot):
    panel.show_row(row(41))
    texts = [label.text() for label in panel.reading.widget().findChildren(QLabel)]
    at = texts.index("改动的栏目")
    said = [text for text in texts[at + 1 :] if text]
    assert said[:8] == ["库内原来", "导入后", "职级", "副科级", "正科级", "备注", "（空）", "已退休"]
    assert "列为更正" in panel.reads()
    assert texts.count("职级") == 1  # what changes is not said twice
    with qtbot.waitSignal(panel.record_wanted) as told:
        panel.open_button.click()
    assert told.args == ["case", 5]


def test_whom_a_row_means_is_decided_by_keyboard(panel, qtbot):
    panel.show_row(row(42))
    assert "近似程度 86" in panel.reads()
    assert panel.focus_choice()
    assert panel.cards[0].yes.hasFocus()
    with qtbot.waitSignal(panel.decided) as told:
        qtbot.keyClick(panel.cards[0].yes, Qt.Key.Key_Space)
    assert told.args == [42, 7]
    assert panel.nobody_button.text() == "都不是，按新人员登记"
    with qtbot.waitSignal(panel.decided) as told:
        panel.nobody_button.click()
    assert told.args == [42, None]


def test_whoever_has_the_number_of_somebody_on_record_is_nobody_new(panel):
    panel.show_row(replace(row(42), may_be_new=False))
    assert panel.nobody_button is None
    assert "不能按新人员登记" in panel.reads()
    assert panel.focus_choice()


def test_look_alike_units_are_not_called_people(panel):
    panel.show_row(replace(row(42), noun="单位"))
    assert panel.cards[0].yes.text() == "是同一单位"
    assert panel.nobody_button.text() == "都不是，按新单位登记"
    assert "是不是同一单位" in panel.reads()


def test_what_was_decided_can_be_decided_again(panel, qtbot):
    panel.show_row(replace(row(42), outcome="new", chosen="已认定：库内没有此人，按新人员登记。"))
    assert "已认定" in panel.reads()
    assert panel.cards == []
    assert not panel.focus_choice()
    again = next(button for button in panel.findChildren(QPushButton) if button.text() == "重新认定")
    with qtbot.waitSignal(panel.undecided) as told:
        again.click()
    assert told.args == [42]


def test_without_a_row_the_panel_says_what_belongs_there(panel):
    panel.show_row(row(40))
    panel.show_row(None)
    assert "在左边选一行" in panel.reads()
    assert not panel.grid.isVisible()
