"""征求意见, told as days in the office, through the real window."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from enquiry_county import number, on_record, person
from keyboard import write
from name_lists import EXTERNAL, GOOD, form, jpeg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from stories.office_window import OfficeWindow
from tolerance_county import concluded, make_desk, record, review_of, someone

from jzdesk.services import enquiries, tolerance, tolerance_stages
from jzdesk.ui.common import ask
from jzdesk.ui.enquiries.detail import NAMES, REPLY
from jzdesk.ui.tolerance.pages import ENQUIRIES, TolerancePages

ZHU = someone(id_number=number(118, "19780203"), unit_name="县委组织部", post="副部长")


class EnquiryOffice(OfficeWindow):
    """The moves made in 征求意见."""

    kind = "enquiry"

    def on(self, day):
        """The morning of a later day."""
        self.clock.set(day)
        self.tab.refresh()
        self.wait()

    @property
    def names(self):
        return self.tab.view.names

    @property
    def panel(self):
        return self.names.panel

    @property
    def reply(self):
        return self.tab.view.reply

    def to_letters(self):
        """The page 征求意见 of the tab 容错纠错."""
        self.to(TolerancePages.title)
        pages = self.window.desk_page.current_tab()
        pages.switch.setCurrentIndex(TolerancePages.pages.index(ENQUIRIES))
        self.wait()
        return self

    def cell(self, text):
        """Type into the open cell and leave it by Enter."""
        editor = QApplication.focusWidget()
        assert isinstance(editor, QLineEdit)
        editor.selectAll()
        write(editor, text)
        self.qtbot.keyClick(editor, Qt.Key.Key_Return)

    def looked_through(self):
        """Until the names typed or read were looked through."""
        soon = self.form.names._soon
        self.wait()
        self.qtbot.waitUntil(lambda: not soon.isActive())
        self.wait()

    def register(self, *people, purpose="提拔任用", letter_number="公组函〔2026〕12号"):
        """A letter registered by keyboard, its names typed cell by cell."""
        self.ctrl(Qt.Key.Key_N)
        self.fill_in(organ="县委组织部", letter_number=letter_number, purpose=purpose)
        field = self.form.names
        field.setFocus()
        self.qtbot.keyClick(field.table, Qt.Key.Key_Return)
        for values in people:
            for text in values:
                self.cell(text)
        field.table.setFocus()
        self.looked_through()
        self.save()

    def work(self):
        """Into the names of the letter in front."""
        self.press(self.tab.work_button)

    def enter(self):
        """Enter on the name in front."""
        self.qtbot.keyClick(self.names.list.view, Qt.Key.Key_Return)
        self.wait()

    def pick(self, place):
        """The name at a place of the letter."""
        self.names.list.select_id(self.tab.view.shown.names[place - 1].name.id)
        self.wait()

    def conclusions(self):
        return [line.name.conclusion for line in self.tab.view.shown.names]


@pytest.fixture
def open_letters(open_office):
    return lambda desk: open_office(desk, EnquiryOffice).log_in().to_letters()


def test_a_letter_asks_about_him_while_his_review_runs(open_letters, tmp_path, clock, monkeypatch):
    clock.set(date(2026, 9, 24))
    desk = make_desk(tmp_path / "vault", clock)
    review_id = record(desk, replace(review_of(), accepted_on=date(2026, 9, 21)), ZHU)
    office = open_letters(desk)
    office.register((ZHU.name, ZHU.id_number, "", "", "县委组织部", "副部长", "县委组织部常务副部长"))
    assert "应于 2026-10-15 前回复" in office.tab.view.next.text()

    # being examined: not used for the time being
    office.work()
    said = office.panel.reads()
    assert "正在审查" in said
    assert "建议：有问题线索正在核查，建议暂缓" in said
    office.enter()
    assert office.conclusions() == ["checking"]

    # tolerated and put right: what was said before no longer holds
    office.clock.set(date(2026, 10, 12))
    review, who = tolerance.open_review(office.desk, review_id)
    done = concluded(office.desk, review, correction="停发并制定规范", correction_owner="县委组织部", correction_due=date(2026, 10, 20))
    tolerance.record_review(office.desk, done, who)
    tolerance_stages.finish_correction(office.desk, review_id, correction_done=date(2026, 10, 12), correction_result="已停发")
    office.on(date(2026, 10, 12))
    office.pick(1)
    said = office.panel.reads()
    assert "情况有变化，现建议：容错免责，不影响使用" in said
    assert "免责" in said
    office.enter()
    assert office.conclusions() == ["tolerated"]

    # the reply says so
    office.tab.view.pages.setCurrentIndex(REPLY)
    office.wait()
    text = office.reply.words()
    assert ZHU.name in text
    assert "容错" in text
    paper = tmp_path / "复函.pdf"
    monkeypatch.setattr(ask, "choose_save_file", lambda *_args, **_more: paper)
    monkeypatch.setattr("jzdesk.ui.enquiries.moves.QDesktopServices.openUrl", lambda _url: True)
    office.press(office.reply.print_button)
    assert paper.read_bytes().startswith(b"%PDF")
    office.press(office.reply.register_button)
    office.fill_in(reply_number="公纪函〔2026〕6号", signer="张书记")
    office.save()
    stored = enquiries.open_enquiry(office.desk, office.tab.detail_id)
    assert stored.enquiry.reply_on == date(2026, 10, 12)
    assert stored.reviews == (review_id,)
    assert "已于 2026-10-12 以公纪函〔2026〕6号回复" in office.tab.view.next.text()

    # from the letter to the review it rests on
    office.press(office.tab.view.review_button)
    assert office.front.title == "容错审查"
    assert office.front.detail_id == review_id


def test_two_people_of_one_name(open_letters, tmp_path, clock):
    desk = make_desk(tmp_path / "vault", clock)
    one = person("王伟", 133, born="19790305", unit_name="县财政局", post="预算股股长")
    other = person("王伟", 155, born="19911105", unit_name="县农业农村局", post="科员")
    on_record(desk, one, codes=("D2",), decided_on=date(2026, 5, 6))
    on_record(desk, other, codes=(), filed_on=date(2026, 10, 12))
    office = open_letters(desk)
    office.register(("王伟", "", "男", "1979-03", "财政局", "预算股股长", ""), ("王伟", "", "男", "1991-11", "县农业农村局", "", ""))
    office.work()
    assert office.names.count.text() == "共 2 人 · 已比对 0 · 待确认 2 · 已定 0"
    office.pick(1)
    assert "出生年月一致（1979-03）" in office.panel.reads()
    office.enter()
    office.qtbot.keyClick(office.panel.chooser.cards[0].yes, Qt.Key.Key_Space)
    office.wait()
    assert "党内严重警告" in office.panel.reads()
    office.enter()  # as proposed, and on to the other one
    assert office.names.list.current_row().position == 2
    card = office.panel.chooser.cards[0]
    assert "农业农村局" in card.yes.accessibleName()
    office.press(card.yes)
    assert "2026-10-12 立案" in office.panel.reads()
    office.enter()
    assert office.conclusions() == ["in_period", "checking"]
    people = [line.person.unit_name for line in office.tab.view.shown.names]
    assert people == ["县财政局", "县农业农村局"]

    # thought better of it: one step back, and again
    office.ctrl(Qt.Key.Key_Z)
    office.tab.refresh()
    office.wait()
    assert office.conclusions() == ["in_period", ""]


def test_forms_of_the_organization_department(open_letters, tmp_path, clock, monkeypatch):
    """One with a photo, one damaged, one that calls for a file of this PC."""
    desk = make_desk(tmp_path / "vault", clock)
    on_record(desk, person("张䶮", 1, id_number=GOOD, unit_name="楚江县财政局", post="副局长"), codes=("D1",), decided_on=date(2026, 10, 8))
    whole = form(photo=jpeg())
    contents = {
        "张䶮.lrmx": whole.encode(),
        "李四.lrmx": whole.encode()[: len(whole) // 2],
        "王五.lrmx": form(head=EXTERNAL, XingMing="&x;").encode(),
    }
    files = []
    for name, content in contents.items():
        files.append(tmp_path / name)
        files[-1].write_bytes(content)
    office = open_letters(desk)
    office.ctrl(Qt.Key.Key_N)
    office.fill_in(organ="县委组织部", letter_number="公组函〔2026〕30号", purpose="提拔任用")
    monkeypatch.setattr(ask, "choose_open_files", lambda *_args, **_more: files)
    office.press(office.form.names.file_button)
    office.looked_through()
    told = office.form.names.told.text()
    assert "李四.lrmx" in told
    assert "王五.lrmx" in told
    assert "外部引用" in told
    assert "照片 376×460" in office.form.names.about.text()
    assert [p.name for p in office.form.people()] == ["张䶮"]
    office.save()
    assert office.tab.view.pages.currentIndex() == NAMES
    line = office.tab.view.shown.names[0]
    assert (line.matched, line.name.source, line.name.proposed_post) == ("id", "lrmx", "楚江县审计局局长")
    office.work()
    assert "建议：影响期（处分期）未满" in office.panel.reads()


def test_the_board_of_today_leads_to_the_letter(open_letters, tmp_path, clock):
    desk = make_desk(tmp_path / "vault", clock)
    office = open_letters(desk)
    office.register(("陈明", "", "", "", "章庄铺镇", "镇长", ""))
    key = office.tab.detail_id
    office.to("今日")
    duty = enquiries.duties_of_enquiry(office.desk, key)[0]
    office.window.desk_page.open_form("enquiry", {"enquiry_id": key, "kind": duty.kind})
    office.wait()
    assert office.front is office.tab
    assert office.tab.wide
    assert office.names.list.view.hasFocus()
    office.enter()
    assert office.conclusions() == ["clear"]
    office.key(Qt.Key.Key_Escape)
    assert not office.tab.wide
