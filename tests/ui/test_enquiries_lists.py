"""Taking lists of names into a form: typed, pasted, from tables and 任免审批表; nothing is saved unseen."""

from __future__ import annotations

import pytest
from enquiry_county import number, on_record, person, register
from name_lists import EXTERNAL, GOOD, book, form, jpeg
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from revisit_county import Clock, make_desk
from ui.enquiries_shown import Shown

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.services import enquiries
from jzdesk.ui.common import ask
from jzdesk.ui.enquiries.detail import ATTACHMENTS
from jzdesk.ui.enquiries.name_cells import CELLS, CHECK

NAME, NUMBER, UNIT = 0, 1, 4
PASTED = f"姓名\t身份证号\t单位\n张三\t{number(301)}\t县财政局\n李四\t42102219800101\t县水利局\n\t{number(303)}\t县民政局"


@pytest.fixture
def desk(tmp_path):
    opened = make_desk(tmp_path / "vault", Clock())
    on_record(opened, person())
    yield opened
    opened.vault.close(back_up=False)


@pytest.fixture
def shown(desk, jobs, memory, qtbot):
    return Shown(desk, jobs, memory, qtbot)


@pytest.fixture
def field(shown):
    shown.page.new_button.click()
    return shown.form.names


@pytest.fixture
def file(tmp_path):
    def do(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return do


def dropped(shown, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(shown.page, QDragEnterEvent(QPoint(300, 300), *how))
    QApplication.sendEvent(shown.page, QDropEvent(QPointF(300, 300), *how))
    shown.wait()


# ---- typing


def typed(shown, text):
    """Into the cell that is open, leaving it by Enter."""
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText(text)
    shown.qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_enter_goes_through_the_cells_and_into_a_new_row(shown, field):
    field.setFocus()
    shown.qtbot.keyClick(field.table, Qt.Key.Key_Return)
    assert QApplication.focusWidget().accessibleName() == "姓名"
    typed(shown, "张三")
    assert QApplication.focusWidget().accessibleName() == "身份证号"
    for text in (number(301), "男", "1980-01", "县财政局", "副局长", "局长"):
        typed(shown, text)
    assert QApplication.focusWidget().accessibleName() == "姓名"
    assert field.table.currentIndex().row() == 1
    typed(shown, "李四")
    shown.settle()
    people = field.value()
    assert [(p.name, p.sex, p.proposed_post) for p in people] == [("张三", "1", "局长"), ("李四", "", "")]
    assert field.count.text() == "2 人"
    assert shown.cells(CHECK) == ["可以加入", "可以加入"]


def test_what_is_wrong_is_said_in_its_line(shown, field):
    cells = field.cells
    for row, (name, given) in enumerate((("张三", number(301)), ("张三", number(301)), ("", number(302)))):
        cells.setData(cells.index(row, NAME), name)
        cells.setData(cells.index(row, NUMBER), given)
    shown.settle()
    assert shown.cells(CHECK) == ["可以加入", "与名单第1人重复", "没有填写姓名"]
    assert field.count.text() == "3 人，2 人须核对"
    shown.save()
    assert "没有姓名" in shown.errors()["names"]
    field.table.selectRow(2)
    field.drop_button.click()
    shown.settle()
    assert [p.name for p in field.value()] == ["张三", "张三"]


def test_saving_from_an_open_cell_keeps_what_stands_there(shown, desk, field):
    shown.put(organ="县委组织部", purpose="promotion")
    field.setFocus()
    shown.qtbot.keyClick(field.table, Qt.Key.Key_Return)
    QApplication.focusWidget().setText("张三")
    shown.page.save_form()
    shown.wait()
    assert shown.form is None
    assert [n.name for n in enquiries.names_of_enquiry(desk, shown.page.detail_id)] == ["张三"]


def test_a_draft_brings_the_names_back(shown, field):
    cells = field.cells
    cells.setData(cells.index(0, NAME), "张三")
    draft = shown.form.draft()
    field.set_value(())
    shown.form.restore_draft(draft)
    assert [p.name for p in field.value()] == ["张三"]
    shown.form.set_clean()


# ---- pasting


def test_a_pasted_list_is_understood_line_by_line(shown, field):
    QGuiApplication.clipboard().setText(PASTED)
    field.paste_button.click()
    shown.settle()
    assert shown.cells(NAME) == ["张三", "李四"]
    assert shown.cells(UNIT) == ["县财政局", "县水利局"]
    checks = shown.cells(CHECK)
    assert checks[0] == "可以加入"
    assert "应为18位" in checks[1]
    assert "第4行" in field.told.text()
    assert field.value()[0].source == "pasted"


def test_a_list_pasted_into_an_open_cell_is_a_list_all_the_same(shown, field):
    QGuiApplication.clipboard().setText(PASTED)
    field.setFocus()
    shown.qtbot.keyClick(field.table, Qt.Key.Key_Return)
    shown.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert shown.cells(NAME) == ["张三", "李四"]


def test_one_word_is_pasted_into_its_cell(shown, field):
    QGuiApplication.clipboard().setText("张三")
    field.setFocus()
    shown.qtbot.keyClick(field.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [p.name for p in field.value()] == ["张三"]


def test_nothing_on_the_clipboard_is_said(shown, field):
    QGuiApplication.clipboard().clear()
    field.paste_button.click()
    assert "剪贴板上没有文字" in field.told.text()


# ---- files


def test_forms_with_a_photo_one_damaged_and_one_with_an_external_entity(shown, field, file, monkeypatch):
    whole = form(photo=jpeg())
    files = [
        file("张䶮.lrmx", whole),
        file("坏.lrmx", whole.encode()[: len(whole) // 2]),
        file("外部.lrmx", form(head=EXTERNAL, XingMing="&x;")),
    ]
    monkeypatch.setattr(ask, "choose_open_files", lambda *_args, **_more: files)
    field.file_button.click()
    shown.settle()
    assert shown.cells(NAME) == ["张䶮"]
    assert field.value()[0].id_number == GOOD
    assert "坏.lrmx" in field.told.text()
    assert "外部.lrmx" in field.told.text()
    assert "外部引用" in field.told.text()
    assert "照片 376×460" in field.about.text()


def test_a_table_and_its_columns_read_otherwise(shown, field, file, monkeypatch):
    rows = [["序号", "姓名", "公民身份号码", "现工作单位"], [1, "张三", number(301), "县财政局"], [2, "李四", number(302), "县水利局"]]
    path = file("名单.xlsx", book(rows))
    field.take_files([path])
    shown.settle()
    assert shown.cells(NAME) == ["张三", "李四"]
    assert field.columns_button.isVisible()

    def mapped(dialog):
        dialog.grab()
        for index, combo in dialog._combos.items():
            combo.setCurrentIndex(combo.findData({1: "name", 3: "post"}.get(index, "")))
        dialog.accept()
        return True

    monkeypatch.setattr(ask, "run_dialog", mapped)
    field.columns_button.click()
    shown.settle()
    assert shown.cells(NAME) == ["张三", "李四"]
    assert [(p.post, p.unit_text, p.id_number) for p in field.value()] == [("县财政局", "", ""), ("县水利局", "", "")]


def test_a_file_that_cannot_be_read_is_said_and_changes_nothing(shown, field, file):
    field.cells.setData(field.cells.index(0, NAME), "张三")
    field.take_files([file("名单.xlsx", b"PK\x03\x04 cut")])
    shown.settle()
    assert field.told.isVisible()
    assert shown.cells(NAME) == ["张三"]


# ---- dropped on the page


def test_files_dropped_without_a_letter_begin_one(shown, file):
    dropped(shown, file("张䶮.lrmx", form()))
    assert shown.form.title.text() == "登记征求意见函"
    shown.settle()
    assert shown.cells(NAME) == ["张䶮"]


def test_files_dropped_on_a_letter_join_it_after_a_look(shown, desk, file):
    key = register(desk, EnquiryPerson(name="陈明"))
    shown.page.refresh()
    shown.wait()
    shown.choose(key)
    dropped(shown, file("张䶮.lrmx", form()))
    assert shown.form.title.text() == "加入人员"
    shown.settle()
    assert [n.name for n in enquiries.names_of_enquiry(desk, key)] == ["陈明"]
    shown.save()
    assert [n.name for n in enquiries.names_of_enquiry(desk, key)] == ["陈明", "张䶮"]
    assert shown.names.count.text() == "共 2 人 · 已比对 2 · 已定 0"


def test_a_scan_dropped_on_a_letter_is_attached(shown, desk, file):
    key = register(desk, EnquiryPerson(name="陈明"))
    shown.page.refresh()
    shown.wait()
    shown.choose(key)
    dropped(shown, file("来函.pdf", b"%PDF-1.4\n%%EOF\n"))
    shown.qtbot.waitUntil(lambda: shown.view.pages.tabText(ATTACHMENTS) == "附件（1）")


def test_every_column_has_room_for_its_title():
    assert all(len(cell.title) <= cell.least for cell in CELLS[:CHECK] if cell.field != "id_number")
