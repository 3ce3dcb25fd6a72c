"""一人一档, through the real window: a file brought to 100 %, and attachments that are turned away."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hostile_files import PDF, hostile, png
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from revisit_county import make_desk, sanctioned
from stories.revisit_office import RevisitOffice

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.execution import ExecutionItem
from jzdesk.services import attachments, cases, dossiers
from jzdesk.services.backups import check_everything
from jzdesk.ui.common import ask
from jzdesk.ui.dossiers.detail import PARTS, PEOPLE, STORY

TODAY = date(2026, 5, 20)
"""After everything is set up, before the first talk is due."""
CORNER = QPoint(5, 5)


class Files(RevisitOffice):
    """What a clerk does with the file of one person."""

    @property
    def page(self):
        return self.tab.page

    @property
    def parts(self):
        return self.tab.page.parts

    def let_go(self, widget, mime, at=CORNER):
        """Drag something over a widget and let go of it."""
        copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(at, copy, mime, left, plain)
        QApplication.sendEvent(widget, entered)
        assert entered.isAccepted()
        QApplication.sendEvent(widget, QDropEvent(QPointF(at), copy, mime, left, plain))

    def drop(self, widget, mime, at=CORNER):
        """The same, and what follows has happened."""
        self.let_go(widget, mime, at)
        self.wait()

    def meter(self):
        return self.parts.said.text()

    def line(self, code):
        tree = self.parts.tree
        items = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
        return next(item for item in items if item.text(0).split()[0] == code)

    def attached(self):
        return [(row.part, row.title) for row in attachments.list_attachments(self.desk, "dossier", 1)]


def files_of(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


@pytest.fixture
def office(open_office, tmp_path, clock):
    clock.set(TODAY)
    desk = make_desk(tmp_path / "vault", clock)
    sanctioned(desk, "吴建国", decided_on=date(2026, 3, 2))
    opened = open_office(desk, Files).log_in()
    opened.to_the_file(1)
    opened.page.tabs.setCurrentIndex(PARTS)
    return opened


def executed_and_mentored(office):
    # 送达和宣布在案件里登记过之后，第3项自己就有了
    desk = office.desk
    decision = cases.open_case(desk, 1).decision
    meeting = dict.fromkeys(("part_report", "part_reading", "part_criticism", "part_statement"), True)
    cases.record_announcement(desk, 1, Announcement(
        decision_id=decision.id, held_on=date(2026, 3, 9), place="会议室", announcer="县纪委监委", chair="王某",
        reader="王某", reporter="王某", leader="王某", statement="坚决拥护", attendance=20, minutes="有记录", **meeting,
    ))  # fmt: skip
    from jzdesk.services import execution

    execution.record_execution(
        desk, 1, ExecutionItem(decision_id=decision.id, kind="deliver", done_on=date(2026, 3, 6), done_by="李经办", evidence="送达回证")
    )
    office.tab.refresh()
    office.wait()
    assert office.line("3").text(1) == "✓ 送达 2026-03-06；宣布 2026-03-09"

    # 缺的那一行有按钮，直接打开表单
    office.parts.buttons["5"].click()
    office.wait()
    form = office.tab.form
    form.set_values({"mentor_name": "郑书记", "post": "支部书记", "appointed_on": date(2026, 3, 5), "appointed_by": "县装备中心党支部"})
    form.save()
    office.wait()
    assert office.tab.form is None, {n: r.error.text() for n, r in form.rows.items() if r.has_error()}
    assert office.line("5").text(1).startswith("✓ 帮带人郑书记")
    assert office.meter() == "完整度 50 %（3/6）"


def papers_come_in(office, tmp_path, monkeypatch):
    # 没有表单的那一行，按钮打开选文件
    copy = tmp_path / "处分决定书.pdf"
    copy.write_bytes(PDF)
    monkeypatch.setattr(ask, "choose_open_files", lambda *_a, **_m: [copy])
    office.parts.buttons["2"].click()
    office.wait()
    assert office.attached() == [("2", "处分决定书")]

    # 把检讨拖到“本人检讨”那一行上
    own = tmp_path / "本人检讨.txt"
    own.write_text("我深刻检讨……", encoding="gb18030")
    tree = office.parts.tree
    tree.scrollToItem(office.line("4"))
    spot = tree.viewport().mapTo(office.parts, tree.visualItemRect(office.line("4")).center())
    office.drop(office.parts, files_of(own), spot)
    assert office.attached()[-1] == ("4", "本人检讨")
    assert office.meter() == "完整度 83 %（5/6）"

    # 回访方案是纸质的，登记在档
    tree.setCurrentItem(office.line("6"))
    monkeypatch.setattr(ask, "ask_text", lambda *_a, **_m: "档案袋第6页")
    office.parts.paper_button.click()
    office.wait()
    assert office.line("6").text(1) == "✓ 纸质在档（档案袋第6页）"
    assert office.meter() == "完整度 100 %（6/6）"
    assert office.parts.missing.text() == "现阶段应有的材料已齐。"


def pasted_and_looked_at(office):
    # 剪贴板里的照片粘贴到第3项，看得见，也撤得掉
    picture = QImage.fromData(png(60, 40))
    QGuiApplication.clipboard().setImage(picture)
    tree = office.parts.tree
    tree.setCurrentItem(office.line("3"))
    tree.setFocus()
    office.ctrl(Qt.Key.Key_V)
    assert office.attached()[-1][0] == "3"
    office.parts.show_attachment(attachments.list_attachments(office.desk, "dossier", 1)[-1].id)
    office.wait()
    assert office.parts.preview.picture.pixmap().width() == 60
    office.parts.preview.close_item()
    office.ctrl(Qt.Key.Key_Z)
    assert len(office.attached()) == 2
    office.ctrl(Qt.Key.Key_Y)
    assert len(office.attached()) == 3

    # PDF 在程序里一页一页看，文本直接看
    office.parts.show_attachment(1)
    office.wait()
    assert office.parts.preview.place.text() == "第1/1页"
    office.parts.show_attachment(2)
    office.wait()
    assert office.parts.preview.text.toPlainText() == "我深刻检讨……"


def told_in_time_order(office):
    # 时间线按年月说全，点一行回到附件
    office.page.tabs.setCurrentIndex(STORY)
    said = [(entry.on, entry.title) for entry in office.page.story.entries]
    assert [title for _, title in said][:4] == ["处分决定：党内严重警告", "指定帮带人：郑书记", "送达处分决定", "公开宣布处分决定"]
    assert said == sorted(said, key=lambda pair: pair[0])
    office.page.story.kind.setCurrentIndex(office.page.story.kind.findData("attachment"))
    office.page.story.words.setText("检讨")
    ((number, _entry),) = office.page.story.shown()
    office.page.story.text.anchorClicked.emit(QUrl(f"entry/{number}"))
    office.wait()
    assert office.page.tabs.currentIndex() == PARTS
    assert office.parts.preview.row.title == "本人检讨"

    # 列表里找得到，也不在“材料不全”里
    on = office.desk.today
    (row,) = dossiers.list_dossiers(office.desk, dossiers.DossierFilter(on=on))
    assert (row.parts_held, row.parts_due) == (6, 6)
    assert dossiers.count_dossiers(office.desk, dossiers.DossierFilter(on=on, state="parts_missing")) == 0
    assert check_everything(office.desk) == []


def test_a_file_is_brought_to_a_hundred_percent(office, tmp_path, monkeypatch):
    """吴建国的档案缺材料：指定帮带人、补决定书复印件、登记送达宣布、拖进检讨、粘贴现场照片、填方案，完整度到 100 %。"""
    assert office.meter() == "完整度 16 %（1/6）"
    assert "处分决定书" in office.parts.missing.text()
    executed_and_mentored(office)
    papers_come_in(office, tmp_path, monkeypatch)
    pasted_and_looked_at(office)
    told_in_time_order(office)


def test_files_dropped_on_a_page_go_to_its_part(office, tmp_path):
    """拖到“帮带”页的文件归入帮带材料。"""
    letter = tmp_path / "帮带人指定书.pdf"
    letter.write_bytes(PDF)
    office.page.tabs.setCurrentIndex(PEOPLE)
    office.drop(office.page, files_of(letter))
    assert office.attached() == [("5", "帮带人指定书")]
    assert office.page.tabs.currentIndex() == PARTS


def test_hostile_files_are_turned_away_one_by_one(office, tmp_path):
    """一次拖进二十多个来路不明的文件和一个好的：好的进来了，其余各说各的原因，窗口照常。"""
    folder = tmp_path / "U盘"
    folder.mkdir()
    bad = [(what, make(), words) for what, make, words in hostile(folder) if what != "a null in the name"]
    good = tmp_path / "检讨.pdf"
    good.write_bytes(PDF)
    office.drop(office.parts, files_of(*(path for _, path, _ in bad), good))
    assert [title for _, title in office.attached()] == ["检讨"]
    told = office.parts.report.text.text().split("\n")
    assert told[0] == f"有 {len(bad)} 份文件没有附加："
    for (what, _path, words), sentence in zip(bad, told[1:], strict=True):
        assert words in sentence, (what, sentence)
        assert "\u202e" not in sentence
    assert office.parts.report.isVisible()
    office.parts.report.seen.click()
    assert not office.parts.report.isVisible()
    office.drop(office.parts, files_of(good))
    assert "内容完全相同" in office.parts.report.text.text()
    assert check_everything(office.desk) == []


def test_sixty_files_go_in_while_the_window_stays_free(office, tmp_path):
    """一次拖进六十份扫描件：一份一份进，列表只刷新一次，中间还能换页。"""
    paths = []
    for number in range(60):
        path = tmp_path / f"扫描{number:02d}.png"
        path.write_bytes(png(4 + number, 4))
        paths.append(path)
    turned, changed = [], []
    office.parts.queue.progressed.connect(lambda done, total: turned.append((done, total)))
    office.jobs.changed.connect(lambda changes: changed.append(bool(changes.touched)))
    office.let_go(office.parts, files_of(*paths))
    assert office.parts.queue.is_busy  # the drop itself returned at once
    office.page.tabs.setCurrentIndex(PEOPLE)
    office.wait()
    assert len(office.attached()) == 60
    assert turned[0] == (0, 60)
    assert turned[-1] == (0, 0)
    assert changed == [False] * 59 + [True]
    assert "已附加 60 份文件。" in office.said


def test_a_crafted_pdf_does_not_take_the_window_down(office, tmp_path):
    """打着 PDF 名头的坏文件能存，看的时候说看不了，窗口照常。"""
    path = tmp_path / "坏.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"\xff\x00<<" * 4000)
    office.drop(office.parts, files_of(path))
    office.parts.show_attachment(1)
    office.wait()
    assert "不能显示" in office.parts.preview.said.text()
    office.key(Qt.Key.Key_Escape)
    assert office.parts.preview.row is None
