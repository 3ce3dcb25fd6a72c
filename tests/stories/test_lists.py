"""The county passes lists of its own, told through the real window: the book goes out, is edited, comes in as a version;
the review begun before keeps its words, the one applied for afterwards asks the new entries."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from stories.office_window import OfficeWindow
from tolerance_county import make_desk, review_of, someone

from jzdesk.domain.tolerance import Finding
from jzdesk.services import list_imports, tolerance
from jzdesk.ui.common import ask

TAB = "容错纠错"
NAME = "公安县容错清单（2026年版）"
OLD_WORDS = "打着改革创新旗号搞劳民伤财的政绩工程、形象工程"
NEW_WORDS = "打着改革创新旗号搞劳民伤财的政绩工程、形象工程和面子工程"
ADDED = "未经民主议事程序处分村级集体资产"


class ListsOffice(OfficeWindow):
    """The moves between the pages of 容错纠错."""

    kind = "list_version"

    def page(self, kind):
        """Bring the page of a kind of record to the front."""
        pages = self.window.desk_page.current_tab()
        shown = pages.show_page(pages.page_of(kind))
        self.wait()
        return shown

    def versions(self):
        model = self.tab.list.model
        return [(model.row_at(n).name, model.row_at(n).state_name) for n in range(model.rowCount())]

    def pick(self, name):
        version = next(row for row in list_imports.list_versions(self.desk) if row.name == name)
        self.tab.open_record("list_version", version.id)
        self.wait()


@pytest.fixture
def office(open_office, tmp_path, clock):
    """A review applied for in November stands on record; the window is open at 清单版本."""
    desk = make_desk(tmp_path / "vault", clock)
    asked = [item.code for item in desk.rulebook.tolerance.negative]
    answers = {code: Finding("no", "经核实没有") for code in asked}
    tolerance.record_review(desk, review_of(applied_on=date(2026, 11, 20), negative=answers), someone())
    opened = open_office(desk, ListsOffice).log_in().to(TAB)
    opened.page("list_version")
    return opened


def amended(book):
    """What the county committee passed, written into the exported book."""
    sheets = load_workbook(book)
    face, negative = sheets["说明"], sheets["负面清单"]
    face["B2"], face["B3"], face["B4"] = NAME, "公办发〔2026〕21号", "2026-12-01"
    negative["B4"] = NEW_WORDS
    last = next(row for row in range(4, 60) if negative[f"A{row}"].value is None)
    for column, text in (("A", "N07"), ("B", ADDED), ("C", "公办发〔2026〕21号第八条")):
        negative[f"{column}{last}"] = text
    sheets.save(book)


def words_on(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_the_county_passes_lists_of_its_own(office, tmp_path, clock, monkeypatch):
    book = tmp_path / "容错清单.xlsx"
    monkeypatch.setattr(ask, "choose_save_file", lambda *_args, **_more: book)
    monkeypatch.setattr(ask, "choose_open_file", lambda *_args, **_more: book)
    assert office.versions() == [("随程序附带的容错清单", "现行")]
    office.pick("随程序附带的容错清单")
    office.ctrl(Qt.Key.Key_E)
    amended(book)

    office.ctrl(Qt.Key.Key_N)
    told = office.form.report.reads()
    assert "与“随程序附带的容错清单”相比：新增 1 条、修改 1 条。" in told
    assert f"原：{OLD_WORDS}\n现：{NEW_WORDS}" in told
    office.save()
    assert office.versions() == [("随程序附带的容错清单", "现行"), (NAME, "将施行")]

    clock.set(date(2026, 12, 1))
    office.tab.refresh()
    office.wait()
    assert office.versions() == [(NAME, "现行"), ("随程序附带的容错清单", "备用")]
    reviews = office.page("tolerance")
    reviews.refresh()
    office.wait()
    reviews.open_record("tolerance", 1)
    office.wait()
    found = reviews.view.findings.toPlainText()
    assert OLD_WORDS in found
    assert "面子工程" not in found
    assert ADDED not in found
    reviews.edit_record()
    office.wait()
    assert "negative:N01" in reviews.form.rows
    assert "negative:N07" not in reviews.form.rows
    assert reviews.close_form()

    reviews.new_record()
    office.wait()
    assert "negative:N07" in reviews.form.rows
    assert ADDED in words_on(reviews.form)
    assert NEW_WORDS in words_on(reviews.form)
    reviews.form.set_clean()
    assert reviews.close_form()


def test_a_book_with_a_fault_is_mended_and_the_import_taken_back(office, tmp_path, monkeypatch):
    book = tmp_path / "容错清单.xlsx"
    monkeypatch.setattr(ask, "choose_save_file", lambda *_args, **_more: book)
    monkeypatch.setattr(ask, "choose_open_file", lambda *_args, **_more: book)
    office.pick("随程序附带的容错清单")
    office.press(office.tab.export_button)
    amended(book)
    sheets = load_workbook(book)
    sheets["负面清单"]["C5"] = None
    sheets.save(book)
    office.press(office.tab.import_button)
    assert "负面清单 C5" in office.form.report.reads()
    assert not office.form.save_button.isEnabled()

    sheets["负面清单"]["C5"] = "公办发〔2026〕21号第八条"
    sheets.save(book)
    office.press(office.form.again)
    office.save()
    assert (NAME, "将施行") in office.versions()
    office.ctrl(Qt.Key.Key_Z)
    assert office.versions() == [("随程序附带的容错清单", "现行")]
