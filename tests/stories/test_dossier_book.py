"""打印整份档案, through the real window: the fullest file of the demo county, and several files into a folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pypdfium2
import pytest
from demo_county import REVIEWER, make_county, open_copy
from hostile_files import png
from PySide6.QtGui import QDesktopServices
from stories.revisit_office import RevisitOffice

from jzdesk.services import attachments, dossier_views
from jzdesk.storage import audit, dossiers
from jzdesk.ui.common import ask


class Reading(RevisitOffice):
    """What a clerk does who wants the paper."""

    def print(self, title):
        """An entry of the menu 打印."""
        self.menu(self.tab.print_menu, title)

    def printed(self):
        """The entries of the log about printed files."""
        with self.desk.vault.read() as database:
            head = audit.head(database).seq
            found = [audit.entry(database, seq) for seq in range(1, head + 1)]
        return [entry for entry in found if entry.action == "打印回访档案"]


def fullness(view):
    held = sum(v.held_on is not None for v in view.file.visits)
    return held + len(view.attachments) + 3 * len(view.file.assessments) + len(view.file.notes)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("book") / "vault", people=60, months=24, seed=1)


@pytest.fixture
def fullest(county, tmp_path):
    """The fullest file, with a photo, a document, and a broken scan added to its papers."""
    desk = open_copy(county, tmp_path / "vault")
    with desk.vault.read():
        ids = dossiers.ids()
    view = max((dossier_views.look_at(desk, key) for key in ids), key=fullness)
    key = view.file.dossier.id
    attachments.attach_content(desk, "dossier", key, png(1200, 800), name="谈话现场.png", part="7")
    attachments.attach_content(desk, "dossier", key, b"%PDF-1.5 cut off", name="破损扫描.pdf", part="4")
    attachments.attach_content(desk, "dossier", key, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 5_000, name="总结.doc", part="9")
    view = dossier_views.look_at(desk, key)
    desk.vault.close(back_up=False)
    return view


@pytest.fixture
def office(fullest, open_office, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window = open_office(kind=Reading).log_in(REVIEWER.name, REVIEWER.password)
    window.opened = opened
    return window


def pages_of(path):
    """Each page's words: by poppler where it is installed, else by pdfium."""
    if shutil.which("pdftotext"):
        done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
        return done.stdout.decode().split("\f")[:-1]
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]


def bare(text):
    return "".join(text.split())


def marks_of(path):
    """Title and page (from 1) of every bookmark."""
    return [(mark.get_title(), mark.get_dest().get_index() + 1) for mark in pypdfium2.PdfDocument(path).get_toc()]


def contents_of(pages):
    """Number → page of every line of the contents that has one."""
    lines = [line for page in pages[1:4] for line in page.splitlines()]
    found = [re.match(r"\s*(\d{1,2}(?:\.\d+)?)\s.*?\s(\d{1,3})(?:\s{2,}\S.*)?$", line) for line in lines]
    return {match[1]: int(match[2]) for match in found if match}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_the_fullest_file_becomes_one_book(office, fullest, tmp_path, monkeypatch):
    """选中材料最全的一个人，打印整份档案：目录的页号就是材料真正所在的页，每页有页码，附件都在或者说明为什么不在。"""
    out = tmp_path / "档案.pdf"
    asked = []
    monkeypatch.setattr(ask, "choose_save_file", lambda *_a, **k: asked.append(k["suggested"]) or out)
    office.to_the_file(fullest.file.dossier.id)
    office.print("整份档案…")
    person = fullest.file.person.name
    assert asked == [f"一人一档_{person}_{fullest.file.dossier.number}.pdf"]
    assert office.opened == [str(out)]
    assert "附件 1 份没有装入" in office.said[-1]
    assert "电子件另存 1 份" in office.said[-1]

    pages = pages_of(out)
    total = len(pages)
    assert all(f"第{n}页共{total}页" in bare(page) for n, page in enumerate(pages, 1))
    assert person in pages[0]
    listed = contents_of(pages)
    marks = marks_of(out)
    parts = {title.split("　")[0]: page for title, page in marks[2:]}
    assert {number: page for number, page in parts.items() if number in listed} == listed
    assert set(parts) == set(listed)
    for title, page in marks[2:]:
        number, _, name = title.partition("　")
        talk = re.match(r"第(\d+)次回访谈话表", name)
        if talk:
            assert f"第{talk[1]}次" in bare(pages[page - 1])
            assert "回访谈话表" in bare(pages[page - 1])
        elif "." in number:
            assert bare(name) in bare(pages[page - 1]), title
        assert listed[number] == page

    contents = bare("".join(pages[1:4]))
    names = (*fullest.attachments, *fullest.case_attachments)
    assert len(names) > 3
    assert all(bare(row.title) in contents for row in names)
    assert "电子件，另存" in contents
    assert "无此材料" in contents
    assert "附件“破损扫描.pdf”（1KB）没有装入：文件已损坏，不能打开。" in bare("".join(pages))
    [entry] = office.printed()
    assert f"{total}页" in entry.summary
    assert entry.record_id == fullest.file.dossier.id


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts (poppler-utils) is not installed")
def test_all_fonts_of_the_book_are_embedded(office, fullest, tmp_path, monkeypatch):
    out = tmp_path / "档案.pdf"
    monkeypatch.setattr(ask, "choose_save_file", lambda *_a, **_k: out)
    office.to_the_file(fullest.file.dossier.id)
    office.print("整份档案…")
    done = subprocess.run(["pdffonts", out], capture_output=True, check=True, text=True)
    fonts = [line.split() for line in done.stdout.splitlines()[2:]]
    assert fonts
    assert all(line[-5:-3] == ["yes", "yes"] and "+" in line[0] for line in fonts), done.stdout


def test_those_selected_go_into_a_folder(office, tmp_path, monkeypatch):
    """全选一个单位的人，每人一份 PDF，放进一个文件夹；取消选择文件夹则什么也不做。"""
    folder = tmp_path / "档案"
    folder.mkdir()
    office.to_the_file(1)
    monkeypatch.setattr(ask, "choose_folder", lambda *_a, **_k: None)
    office.print("选中人员的档案…")
    assert list(folder.iterdir()) == []
    monkeypatch.setattr(ask, "choose_folder", lambda *_a, **_k: folder)
    view = office.tab.list.view
    view.clearSelection()
    for row in range(3):
        view.selectionModel().select(view.model().index(row, 0), _select_row())
    office.print("选中人员的档案…")
    made = sorted(folder.iterdir())
    assert len(made) == 3
    assert "3 人的档案" in office.said[-1]
    assert len(office.printed()) == 3
    for path in made:
        pages = pages_of(path)
        assert path.stem.split("_")[1] in pages[0]
        assert all(f"第{n}页共{len(pages)}页" in bare(page) for n, page in enumerate(pages, 1))


def _select_row():
    from PySide6.QtCore import QItemSelectionModel

    return QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
