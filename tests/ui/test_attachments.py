"""附件 on the screen: what each kind shows, pages turned, titles, parts and order changed, and who may do what."""

from __future__ import annotations

import io

import pytest
from hostile_files import PDF, png
from PySide6.QtGui import QGuiApplication
from reportlab.pdfgen import canvas
from revisit_county import sanctioned
from ui.dossiers_shown import clock, desk, shown

from jzdesk.domain.accounts import Role
from jzdesk.services import attachments
from jzdesk.ui.common import ask
from jzdesk.ui.common.attachment_take import Incoming, taken_from_clipboard
from jzdesk.ui.dossiers.detail import PARTS, STORY

__all__ = ["clock", "desk", "shown"]


def pages(count):
    stream = io.BytesIO()
    paper = canvas.Canvas(stream)
    for _ in range(count):
        paper.rect(0, 0, 50, 50)
        paper.showPage()
    paper.save()
    return stream.getvalue()


@pytest.fixture
def opened(shown, desk):
    """The page 材料 of one person with a few attachments."""
    dossier_id = sanctioned(desk)
    for name, content, part in (
        ("检讨.txt", "我检讨".encode(), "4"), ("两页.pdf", pages(2), "4"), ("照片.png", png(30, 20), ""),
        ("旧文.doc", b"{\\rtf1 x}", "9"), ("坏图.png", png(30, 20)[:50], ""), ("大图.png", png(claims=(60_000, 60_000)), ""),
    ):  # fmt: skip
        attachments.attach_content(desk, "dossier", dossier_id, content, name=name, part=part)
    screen = shown()
    screen.choose(dossier_id)
    screen.tab.page.tabs.setCurrentIndex(PARTS)
    screen.parts = screen.tab.page.parts
    screen.rows = {row.title: row for row in attachments.list_attachments(desk, "dossier", dossier_id)}
    return screen


def view(screen, title):
    screen.parts.show_attachment(screen.rows[title].id)
    screen.wait()
    return screen.parts.preview


def titles(screen, part):
    return [row.title for row in attachments.list_attachments(screen.tab.desk, "dossier", 1) if row.part == part]


def test_each_kind_is_shown_or_said(opened):
    assert view(opened, "检讨").text.toPlainText() == "我检讨"
    assert view(opened, "照片").picture.pixmap().width() == 30
    assert "是文字文档，程序内不能显示" in view(opened, "旧文").said.text()
    assert "已损坏" in view(opened, "坏图").said.text()
    assert "太大" in view(opened, "大图").said.text()


def test_the_pages_of_a_pdf_are_turned(opened):
    preview = view(opened, "两页")
    assert (preview.place.text(), preview.before.isEnabled(), preview.after.isEnabled()) == ("第1/2页", False, True)
    preview.after.click()
    opened.wait()
    assert (preview.place.text(), preview.before.isEnabled(), preview.after.isEnabled()) == ("第2/2页", True, False)
    assert preview.picture.pixmap().width() > 100
    preview.show_after()
    assert preview.place.text() == "第2/2页"
    preview.back.click()
    assert preview.row is None
    assert opened.parts.tree.isVisible()


def test_title_part_order_and_file_are_changed(opened, monkeypatch, tmp_path):
    parts = opened.parts
    view(opened, "两页").close_item()
    parts.move_up()
    opened.wait()
    assert titles(opened, "4") == ["两页", "检讨"]
    parts.move_up()
    opened.wait()
    assert "已在最前" in parts.report.text.text()
    monkeypatch.setattr(ask, "ask_text", lambda *_a, **m: f"{m['text']}（盖章）")
    parts.rename_current()
    opened.wait()
    assert titles(opened, "4") == ["两页（盖章）", "检讨"]
    monkeypatch.setattr(ask, "choose_one", lambda *_a, at, **_m: at + 5)
    parts.move_current()
    opened.wait()
    assert sorted(titles(opened, "9")) == ["两页（盖章）", "旧文"]
    better = tmp_path / "清晰.pdf"
    better.write_bytes(PDF)
    monkeypatch.setattr(ask, "choose_open_file", lambda *_a, **_m: better)
    parts.replace_current()
    opened.wait()
    kept = next(r for r in attachments.list_attachments(opened.tab.desk, "dossier", 1) if r.title == "两页（盖章）")
    assert (kept.part, kept.file_name) == ("9", "清晰.pdf")
    monkeypatch.setattr(ask, "confirm", lambda *_a, **_m: True)
    parts.show_attachment(kept.id)
    opened.wait()
    parts.remove_current()
    opened.wait()
    assert "两页（盖章）" not in titles(opened, "9")


def test_the_rest_is_left_out_when_stopped(opened):
    parts = opened.parts
    parts.queue.progressed.connect(lambda done, _total: parts.report.stopped.click() if done == 1 else None)
    parts.take([Incoming(name=f"{n}.txt", content=f"{n}".encode()) for n in range(9)], "9")
    opened.wait()
    assert titles(opened, "9") == ["旧文", "0", "1"]


def test_nothing_to_paste_is_said(opened):
    QGuiApplication.clipboard().setText("文字")
    before = len(opened.rows)
    assert taken_from_clipboard(opened.tab.frame.clock) == []
    opened.parts.paste()
    opened.wait()
    assert len(attachments.list_attachments(opened.tab.desk, "dossier", 1)) == before
    QGuiApplication.clipboard().clear()


def test_who_may_only_read_looks_and_changes_nothing(opened, desk):
    from dataclasses import replace

    desk.account = replace(desk.account, role=Role.LEADER.value)
    opened.tab.page.show_view(opened.tab.view)
    parts = opened.parts
    parts.show_attachment(opened.rows["检讨"].id)
    opened.wait()
    assert parts.view_button.isEnabled()
    for button in (parts.add_button, parts.remove_action, parts.paper_button):
        assert not button.isEnabled()
    assert parts.buttons == {}
    parts.paste()
    parts.add_files()
    assert not parts.queue.is_busy


def test_the_time_line_is_filtered_and_says_when_nothing_is_left(opened):
    opened.tab.page.tabs.setCurrentIndex(STORY)
    story = opened.tab.page.story
    assert [story.kind.itemData(n) for n in range(story.kind.count())] == ["", "decision", "attachment"]
    assert story.count.text() == f"{len(story.entries)} 条"
    story.words.setText("照片")
    assert [entry.title for _, entry in story.shown()] == ["添加附件：照片"]
    story.words.setText("没有这个词")
    assert "没有符合的记录" in story.text.toPlainText()
    story.words.clear()
    assert "2026年" in story.text.toPlainText()
