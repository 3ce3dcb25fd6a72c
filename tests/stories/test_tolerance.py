"""容错纠错, told as days in the office, through the real window."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from keyboard import write
from PySide6.QtCore import Qt
from stories.office_window import OfficeWindow
from tolerance_county import PASSWORD, REVIEWER, make_desk

from jzdesk.domain.tolerance import REFUSED
from jzdesk.services import history, tolerance
from jzdesk.ui.common import ask
from jzdesk.ui.tolerance.detail import CORRECTION, DUTIES, OVERVIEW

TAB = "容错纠错"
SUBSIDY = (
    "为激励第一书记脱产驻村的工作热情和积极性，在省、市均未出台具体标准的情况下，经部务会议研究，下发通知明确为驻村第一"
    "书记发放一定的生活与工作补贴。"
)
SIDES = {
    "K1": "首次派驻第一书记，没有经验可循，先行先试。",
    "K2": "当时省、市均未出台具体标准，也没有明令禁止。",
    "K3": "为激励驻村干部，本人没有从中得利。",
}
FACTORS = (
    "出于公心，事后主动说明",
    "上级无标准",
    "经部务会议集体研究",
    "性质轻微",
    "未造成损失和不良影响",
    "已停发并制定规范",
)
EVIDENCE = ("部务会议记录", "关于发放驻村补贴的通知", "补贴发放明细和银行流水", "核实报告")


class ToleranceOffice(OfficeWindow):
    """The moves made in 容错纠错."""

    kind = "tolerance"

    @property
    def review(self):
        return tolerance.open_review(self.desk, self.tab.detail_id)[0]

    @property
    def file(self):
        return tolerance.open_review_file(self.desk, self.tab.detail_id)

    @property
    def next(self):
        """The line 下一步 of the read view."""
        return self.tab.view.next.text()

    def on(self, day):
        """The morning of a later day."""
        self.clock.set(day)
        self.tab.refresh()
        self.wait()

    def go_on(self):
        """The button beside 下一步."""
        self.press(self.tab.view.next_button)

    def stage(self, title):
        """An entry of the menu 办理."""
        button = self.tab.stage_button
        button.menu().aboutToShow.emit()
        self.menu(button, title)

    def choose_radio(self, name, value):
        self.form.field(name).answers.buttons[value].click()
        self.settle()

    def count(self, name, *counts):
        """A number into each box of a field."""
        for edit, count in zip(self.form.field(name).counts, counts, strict=True):
            edit.setFocus()
            write(edit, str(count))
        self.settle()

    def entry(self, code):
        return next(row.field for name, row in self.form.rows.items() if name.endswith(f":{code}"))

    def answer(self, code, answer="", grounds="", evidence=""):
        field = self.entry(code)
        if answer and field.answers is not None:
            field.answers.buttons[answer].click()
        elif field.answers is None and answer:
            field.box.click()
        if grounds:
            field.grounds.setFocus()
            write(field.grounds, grounds)
        if evidence:
            field.evidence.setFocus()
            write(field.evidence, evidence)

    def list_evidence(self, *titles):
        """Press 添加证据 and type the title, for each piece."""
        for title in titles:
            self.press(self.form.evidence.add_button)
            self.write(title)
        self.settle()

    def add_person(self, name, role):
        self.press(self.form.others.add_button)
        card = self.form.others.cards[-1]
        for field, text in (("name", name), ("unit_name", "县委组织部"), ("role", role)):
            editor = card.fields[field].edit
            editor.setFocus()
            write(editor, text)
        self.settle()
        return card

    def find_nothing_against(self, *, but=()):
        """否 to every entry, then the same grounds for all of them."""
        for name in self.form.rows:
            group, _, code = name.partition(":")
            if group in ("negative", "exclusions") and code not in but:
                self.answer(code, "no")
        same = self.form.same
        same.grounds.setFocus()
        write(same.grounds, "经调阅会议记录、核对资金流水，不存在该情形。")
        same.cites.line.setFocus()
        write(same.cites.line, "3,4")
        self.press(same.button)
        self.settle()

    def unlock(self, monkeypatch, *, why, account="", password="", entry=""):
        """The dialog 解除锁定, filled in and pressed; what it says when it refuses."""
        said = []

        def answer(dialog):
            dialog.show()
            if entry:
                dialog.entry.setCurrentText(entry)
            write(dialog.reason, why)
            if account:
                assert not dialog.sign.isHidden()
                dialog.account.setCurrentText(account)
                dialog.password.setFocus()
                dialog.password.setText(password)
            said.append(dialog.sign_note.text())
            dialog.go.click()
            self.wait()
            said.append(dialog.message.text() if dialog.message.isVisible() else "")
            dialog.hide()
            return True

        monkeypatch.setattr(ask, "run_dialog", answer)
        self.press(self.tab.unlock_button)
        return said


@pytest.fixture
def office(open_office, tmp_path, clock):
    clock.set(date(2026, 9, 18))
    return open_office(make_desk(tmp_path / "vault", clock), ToleranceOffice).log_in().to(TAB)


def apply(office, *, name="朱明远", matter="驻村第一书记生活与工作补贴", facts=SUBSIDY, way="申请", **more):
    """Ctrl+N and what the application says."""
    office.ctrl(Qt.Key.Key_N)
    office.fill_in(
        name=name, unit_name="县委组织部", post="副部长", way_in=way, matter=matter, facts=facts, **more
    )


def weigh(office, evidence="1、2"):
    """The three distinctions on the tolerated side, the six factors weighed."""
    for code, grounds in SIDES.items():
        office.answer(code, "tolerated", grounds, evidence)
    for number, grounds in enumerate(FACTORS, 1):
        office.answer(f"six-{number}", "", grounds, "1、4")
    office.answer("P04", "yes", "与清单所列情形一致", "2")


def verified(office, day=date(2026, 10, 16)):
    """Accepted and verified."""
    office.on(date(2026, 9, 21))
    office.go_on()
    office.save()
    office.on(day)
    office.go_on()
    office.fill_in(verifiers="李经办、赵核实", verification="经查阅会议记录、谈话和核对流水，情况属实。")
    office.save()


def studied(office, *, agreed=7, present=7):
    office.stage("记录集体研究")
    office.fill_in(meeting="县纪委常委会第21次会议")
    office.count("attendance", 9, present)
    office.count("votes", agreed, present - agreed, 0)
    office.save()


def conclude(office, conclusion="exempt"):
    """作出认定结论 with the text drafted from the answers."""
    office.stage("作出认定结论")
    office.choose_radio("conclusion", conclusion)
    office.fill_in(concluded_on="今天")
    for button in (office.form.effects_button, office.form.propose_button):
        office.press(button)


def _start_and_verify(office):
    """Two people, one matter; accepted a day late on the screen only, then verified."""
    apply(office, way="同步启动", accountability_organ="县纪委监委")
    assert office.form.computed("accepted_on").text() == "应于 2026-09-24 前，还剩 5 个工作日"
    card = office.add_person("李㛃", "具体经办人")
    card.before.set_value(("F11", ""))
    card.after.set_value(("", "不予追究责任"))
    office.list_evidence(*EVIDENCE)
    office.save()
    view = office.tab.view
    assert office.next == "下一步：受理，应于 2026-09-24，还剩 5 个工作日"
    assert view.head.text() == "朱明远等2人"

    office.on(date(2026, 9, 25))
    assert office.next == "下一步：受理，应于 2026-09-24，已逾期 1 天"
    office.on(date(2026, 9, 21))
    office.go_on()
    assert office.form.computed("accepted_on").text() == "应于 2026-09-24 前，2026-09-21 已办"
    assert office.form.next_line.text() == "保存后：容错核实应于 2026-10-26 前办结。"
    office.save()
    assert office.next == "下一步：核实，应于 2026-10-26，还剩 20 个工作日"
    verified_on = date(2026, 10, 16)
    office.on(verified_on)
    office.go_on()
    office.fill_in(verifiers="李经办、赵核实", verification="经查阅会议记录、谈话和核对流水，情况属实。")
    office.save()
    assert office.next.startswith("下一步：研究，应于 2026-10-27")
    assert view.missing_button.text().startswith("还缺 ")


def _weigh_and_study(office):
    """Every entry answered from the list of what is missing; the meeting counts its votes."""
    view = office.tab.view
    office.press(view.missing_button)
    weigh(office)
    office.find_nothing_against()
    office.fill(before=("F11", ""), after=("", "不予追究责任"))
    office.settle()
    assert [field for field, _text in office.form.missing.items] == ["conclusion", "concluded_on"]
    office.save()

    office.on(date(2026, 10, 22))
    office.go_on()
    office.fill_in(meeting="县纪委常委会第21次会议")
    office.count("attendance", 9, 7)
    office.count("votes", 7, 1, 0)
    assert "表决共8票，多于7人。" in office.form.computed("votes").text()
    office.form.field("votes").counts[1].setText("0")
    office.settle()
    assert office.form.computed("votes").text() == "赞成7票，超过半数。"
    office.save()
    assert office.next.startswith("下一步：认定，应于 2026-10-30")


def _conclude_and_tell(office):
    """Concluded, told to both, filed."""
    view = office.tab.view
    office.on(date(2026, 10, 23))
    conclude(office)
    assert office.form.missing.head.text() == "作出结论所需的各项已齐全"
    office.save()
    assert office.said[-1] == "已保存朱明远的容错审查，结论为免责。"
    review = office.review
    assert "首次派驻第一书记" in review.statement
    assert "不存在负面清单和不予容错情形" in review.statement
    assert "提拔任用" in review.effects
    assert view.lock.isHidden()

    office.on(date(2026, 10, 27))
    office.go_on()
    assert office.form.title.text() == "反馈认定结论"
    office.fill_in(feedback_way="当面反馈", person_opinion="无意见，感谢组织。")
    office.save()
    office.go_on()
    office.fill_in(filed_with="市纪委监委", copied_to="县委组织部")
    office.save()
    assert office.next == "各环节均已办结，尚未确定是否需要澄清正名。"


def _put_right(office):
    """Ordered, looked at twice, done."""
    view = office.tab.view
    office.stage("下达纠错通知")
    office.fill_in(
        correction_number="公纪纠〔2026〕3号", correction="停止发放，制定驻村干部补助规范", correction_due="11-20"
    )  # fmt: skip
    office.save()
    assert office.next.startswith("下一步：检查，应于 2026-11-10")
    office.on(date(2026, 11, 9))
    office.go_on()
    office.fill_in(checker="李经办", found="补贴已停发，规范尚在征求意见。")
    office.choose_radio("result", "open")
    office.fill_in(next_on="11-18")
    office.save()
    view.pages.setCurrentIndex(CORRECTION)
    assert "第1次检查 2026-11-09　李经办　尚未整改到位，2026-11-18再查" in view.correction.reads()
    office.on(date(2026, 11, 18))
    assert office.next == "下一步：检查，应于 2026-11-18，今天到期"
    office.press(view.correction.buttons["check_correction"])
    office.fill_in(checker="李经办", found="规范已印发执行。")
    office.choose_radio("result", "done")
    office.save()
    assert office.review.correction_done == date(2026, 11, 18)


def _clear_the_name(office):
    """In writing beside the meeting."""
    office.go_on()
    office.choose_radio("clarify", "needed")
    ways = office.form.field("clarify_ways")
    ways.boxes[2].click()
    office.settle()
    assert office.form.computed("clarify_ways").text() == "当面、会议、通报澄清的，须同时书面澄清。"
    ways.boxes[0].click()
    office.fill_in(clarify_scope="县委组织部机关干部大会")
    office.save()
    assert office.next.startswith("下一步：澄清，应于 ")
    office.go_on()
    office.fill_in(clarified_on="今天", clarify_number="公纪澄〔2026〕1号")
    office.save()


def test_the_first_secretary_subsidy_is_tolerated_and_put_right(office):
    """县委组织部朱某某给驻村第一书记发补贴，当时省、市都没有标准，组织部正在考察他。我们同步启动容错审查，经办的李某一并
    审查：受理、核实，证据编了号，三个区分都属于可以容错的情形，六个方面逐项写了，负面清单和不予容错情形一项没有，常委会
    表决通过，认定免责，反馈本人和党组织、备案，再下纠错通知，查了两次才整改到位，最后澄清正名；每一步程序都告诉我下一步
    是什么、哪天之前办。"""
    _start_and_verify(office)
    _weigh_and_study(office)
    _conclude_and_tell(office)
    _put_right(office)
    _clear_the_name(office)
    view = office.tab.view
    assert office.next == "各环节均已办结。"
    assert all(point.reached for point in view.course.points)
    view.pages.setCurrentIndex(OVERVIEW)
    shown = view.overview.text()
    assert "李㛃：县委组织部　具体经办人" in shown
    assert "表决：赞成7票，反对0票，弃权0票" in shown
    assert "澄清：2026-11-18　公纪澄〔2026〕1号" in shown
    assert office.crashes == []


def test_a_vanity_project_is_locked_and_a_second_person_undoes_a_wrong_tick(office, monkeypatch):
    """景观墙这件，单位来申请容错。负面清单第一条一选“是”，结论当场锁成不予容错，免责、从轻、减轻都点不了；保存以后改不
    回来，删不了。发现认定错了，审核人到我这儿来，在窗口里输口令、写明理由，才解除锁定，重新认定。"""
    apply(office, name="周国平", matter="文化广场景观墙建设", facts="未经论证投入资金建设景观墙。")
    office.list_evidence(*EVIDENCE)
    weigh(office)
    form = office.form
    form.conclusion.answers.buttons["exempt"].click()
    office.find_nothing_against(but=("N01",))
    office.answer("N01", "yes", "群众反映强烈，属于劳民伤财", "4")
    assert form.conclusion.value() == REFUSED
    assert "政绩工程、形象工程”认定为“是”，结论锁定为不予容错。" in form.lock_line.text()
    for conclusion in ("exempt", "lighter", "mitigated"):
        button = form.conclusion.answers.buttons[conclusion]
        assert not button.isEnabled()
        button.click()
    assert form.conclusion.value() == REFUSED
    office.fill_in(concluded_on="今天")
    office.save()
    assert "结论锁定为不予容错" in office.tab.view.lock.text()

    office.key(Qt.Key.Key_F2)
    assert not any(button.isEnabled() for button in office.entry("N01").answers.buttons.values())
    office.form.cancel_button.click()
    monkeypatch.setattr(ask, "ask_reason", lambda *a, **k: "登记有误")
    office.tab.delete_button.click()
    office.wait()
    assert "须由审核人删除" in office.said[-1] or "另一名审核人" in office.said[-1]

    note, refusal = office.unlock(monkeypatch, why="想改回来", account=REVIEWER.name, password="猜一个口令")
    assert note == "本人认定的情形须由另一名审核人解除，请审核人在此输入口令。"
    assert "口令" in refusal
    assert office.review.conclusion == REFUSED
    why = "经复核，该项目列入民生实事，群众投票通过"
    _note, refusal = office.unlock(monkeypatch, why=why, account=REVIEWER.name, password=PASSWORD)
    assert refusal == ""
    assert office.said[-1] == "已解除锁定，请重新认定结论。"
    assert office.review.conclusion == ""
    step = history.history_of(office.desk, "tolerance", office.tab.detail_id)[0]
    assert (step.action, step.who, step.why) == ("解除容错锁定", "王审核", why)

    office.key(Qt.Key.Key_F2)
    office.form.conclusion.answers.buttons["exempt"].click()
    office.fill_in(concluded_on="今天")
    office.save()
    assert office.review.conclusion == "exempt"
    assert office.tab.view.lock.isHidden()


def test_an_objection_is_studied_again(office):
    """结论给了从轻，本人不服，我登记异议；答复时领导同意重新认定，程序把原结论另存，催我重新研究、重新认定，过了期的一栏
    标红。"""
    apply(office, accountability_organ="县纪委监委")
    office.list_evidence(*EVIDENCE)
    weigh(office)
    office.find_nothing_against()
    office.fill(before=("D1", ""), after=("F11", ""))
    office.save()
    verified(office)
    studied(office, agreed=5)
    conclude(office, "lighter")
    office.save()
    assert office.review.conclusion == "lighter"
    office.on(date(2026, 10, 19))
    office.go_on()
    office.fill_in(feedback_way="书面反馈")
    office.save()

    office.on(date(2026, 10, 26))
    office.stage("登记异议")
    office.fill_in(objection="本人没有参与决策，应当免责。")
    assert office.form.next_line.text().startswith("保存后：答复容错异议应于 ")
    office.save()
    office.on(date(2026, 11, 12))
    view = office.tab.view
    view.pages.setCurrentIndex(DUTIES)
    assert "答复容错异议" in view.duties.text()
    office.press(view.duties.buttons["answer_objection"])
    assert (
        "朱明远 2026-10-26 提出异议：本人没有参与决策，应当免责。"
        in office.form.sections[0].findChildren(type(view.head))[0].text()
    )
    office.choose_radio("objection_result", "changed")
    assert "须重新集体研究" in office.form.computed("objection_result").text()
    office.fill_in(objection_answer="经复核，异议成立，重新认定。")
    assert "逾期" in office.form.computed("objection_answered_on").text()
    office.save()
    review = office.review
    assert (review.conclusion, review.earlier_conclusion) == ("", "lighter")
    assert "再研究" in [point.title for point in view.course.points]
    studied(office)
    office.stage("作出认定结论")
    office.choose_radio("conclusion", "exempt")
    office.fill(after=("", "不予追究责任"))
    office.fill_in(concluded_on="今天")
    office.save()
    assert office.review.conclusion == "exempt"
    assert "原认定：从轻" in view.findings.toPlainText() or view.pages.currentIndex() == DUTIES


def test_unlocking_needs_the_reviewer_even_past_the_screen(office):
    """就算绕过屏幕，经办人也解除不了。"""
    apply(office)
    office.save()
    review_id = office.tab.detail_id
    with pytest.raises(Exception, match="审核"):
        tolerance.unlock(office.desk, review_id, "N01", why="想改")
