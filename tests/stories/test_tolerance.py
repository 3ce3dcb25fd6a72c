"""容错纠错, told as days in the office, through the real window."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from keyboard import write
from PySide6.QtCore import Qt
from stories.office_window import OfficeWindow
from tolerance_county import REVIEWER, make_desk

from jzdesk.domain.tolerance import REFUSED
from jzdesk.services import history, tolerance
from jzdesk.ui.common import ask

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
FACTORS = ("出于公心，事后主动说明", "上级无标准", "经部务会议集体研究", "性质轻微", "未造成损失和不良影响", "已停发并制定规范")


class ToleranceOffice(OfficeWindow):
    """The moves made in 容错纠错."""

    kind = "tolerance"

    @property
    def review(self):
        return tolerance.open_review(self.desk, self.tab.detail_id)[0]

    def on(self, day):
        """The morning of a later day."""
        self.clock.set(day)
        self.tab.refresh()
        self.wait()

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

    def find_nothing_against(self, *, but=()):
        for name in self.form.rows:
            group, _, code = name.partition(":")
            if group in ("negative", "exclusions") and code not in but:
                self.answer(code, "no")

    def stage(self, kind):
        """Press the button of a stage on 应办."""
        self.tab.view.pages.setCurrentIndex(2)
        self.press(self.tab.view.duties.buttons[kind])


@pytest.fixture
def office(open_office, tmp_path, clock):
    clock.set(date(2026, 9, 18))
    return open_office(make_desk(tmp_path / "vault", clock), ToleranceOffice).log_in().to(TAB)


def apply(office, *, name="朱明远", matter="驻村第一书记生活与工作补贴", facts=SUBSIDY, way="申请"):
    """Ctrl+N, the application, Ctrl+S."""
    office.ctrl(Qt.Key.Key_N)
    office.fill_in(name=name, unit_name="县委组织部", post="副部长", way_in=way, matter=matter, facts=facts)


def weigh(office, evidence=""):
    """The three distinctions on the tolerated side, the six factors weighed."""
    for code, grounds in SIDES.items():
        office.answer(code, "tolerated", grounds, evidence)
    for number, grounds in enumerate(FACTORS, 1):
        office.answer(f"six-{number}", "", grounds)


def test_the_first_secretary_subsidy_is_tolerated(office):
    """县委组织部朱某某给驻村第一书记发补贴，当时省、市都没有标准。我们同步启动容错审查，受理、核实，三个区分都落在可容一侧，
    六个方面逐项写了，负面清单和不予容错情形一项没有，常委会认定免责，反馈、备案，再督促他们制定规范；每一步程序都告诉我
    下一步是什么、哪天之前办。"""
    apply(office, way="同步启动")
    assert office.form.computed("accepted_on").text() == "应于 2026-09-24 前，还剩 5 个工作日"
    office.save()
    view = office.tab.view
    assert view.next.text() == "下一步：受理，应于 2026-09-24，还剩 5 个工作日"

    office.on(date(2026, 9, 21))
    office.stage("accept_review")
    office.fill_in(accepted_on="今天")
    office.save()
    assert view.next.text() == "下一步：核实，应于 2026-10-26，还剩 20 个工作日"

    office.on(date(2026, 10, 16))
    office.stage("verify_review")
    weigh(office, evidence="部务会议记录、通知")
    office.answer("P04", "yes", "与清单所列情形一致")
    office.find_nothing_against()
    office.fill_in(verified_on="今天")
    office.save()
    assert view.next.text() == "下一步：认定，应于 2026-10-30，还剩 10 个工作日"

    office.on(date(2026, 10, 23))
    office.stage("conclude_review")
    office.form.conclusion.answers.buttons["exempt"].click()
    office.fill_in(
        concluded_on="10-23", meeting="县纪委常委会", handling_before="拟予诫勉", handling_after="不予追究责任",
        correction="停止发放，制定驻村干部补助规范", correction_owner="县委组织部", correction_due="11-20",
    )  # fmt: skip
    office.form.propose_button.click()
    office.wait()
    office.save()
    assert office.said[-1] == "已保存朱明远的容错审查，结论为免责。"
    review = office.review
    assert "1．属于在推进改革中因缺乏经验、先行先试出现的失误和错误。首次派驻第一书记" in review.statement
    assert "经逐项核对，不存在负面清单和不予容错情形。" in review.statement
    assert view.lock.isHidden()

    office.on(date(2026, 10, 27))
    office.stage("feed_back_review")
    office.fill_in(feedback_on="今天", filed_on="今天", enquiry="容错免责，不影响使用。")
    office.save()
    office.on(date(2026, 11, 18))
    assert view.next.text() == "下一步：纠错，应于 2026-11-20，还剩 2 个工作日"
    office.tab.correct_button.click()
    office.wait()
    office.fill_in(correction_done="今天")
    office.save()
    assert view.next.text() == "各环节均已办结。"
    assert all(point.reached and point.kind == "done" for point in view.course.points)


def test_a_vanity_project_is_locked_and_only_the_reviewer_undoes_a_wrong_tick(office, monkeypatch):
    """景观墙这件，单位来申请容错。核实下来是政绩工程，负面清单第一条一选“是”，结论当场锁成不予容错，免责、从轻、减轻都
    点不了。保存以后我想改回来也改不了，删也删不了；审核人登录，写明理由，才能解除锁定，重新认定。"""
    apply(office, name="周国平", matter="文化广场景观墙建设", facts="未经论证投入资金建设景观墙。")
    weigh(office)
    office.answer("P01", "yes", "集体研究")
    form = office.form
    form.conclusion.answers.buttons["exempt"].click()
    office.find_nothing_against(but=("N01",))
    office.answer("N01", "yes", "群众反映强烈，属于劳民伤财")
    assert form.conclusion.value() == REFUSED
    assert "政绩工程、形象工程”认定为“是”，结论锁定为不予容错。" in form.lock_line.text()
    for conclusion in ("exempt", "lighter", "mitigated"):
        button = form.conclusion.answers.buttons[conclusion]
        assert not button.isEnabled()
        button.click()
    assert form.conclusion.value() == REFUSED
    office.fill_in(concluded_on="今天")
    office.save()
    review_id = office.tab.detail_id
    assert "结论锁定为不予容错" in office.tab.view.lock.text()

    office.key(Qt.Key.Key_F2)
    assert not any(button.isEnabled() for button in office.entry("N01").answers.buttons.values())
    office.form.cancel_button.click()
    monkeypatch.setattr(ask, "ask_reason", lambda *a, **k: "登记有误")
    office.tab.delete_button.click()
    office.wait()
    assert office.said[-1] == "结论已锁定为不予容错的审查须由审核人删除。"
    assert not office.tab.unlock_button.isEnabled()

    office.log_out()
    office.log_in(REVIEWER.name).to(TAB)
    office.tab.open_record("tolerance", review_id)
    office.wait()
    monkeypatch.setattr(ask, "ask_reason", lambda *a, **k: "经复核，该项目列入民生实事，群众投票通过")
    office.tab.unlock_button.click()
    office.wait()
    assert office.said[-1] == "已解除锁定，请重新认定结论。"
    assert office.review.conclusion == ""
    step = history.history_of(office.desk, "tolerance", review_id)[0]
    assert (step.action, step.who, step.why) == ("解除容错锁定", "王审核", "经复核，该项目列入民生实事，群众投票通过")

    office.key(Qt.Key.Key_F2)
    office.form.conclusion.answers.buttons["lighter"].click()
    office.fill_in(concluded_on="今天")
    office.save()
    assert office.review.conclusion == "lighter"
    assert office.tab.view.lock.isHidden()


def test_unlocking_needs_the_reviewer_even_past_the_screen(office):
    """就算绕过屏幕，经办人也解除不了。"""
    apply(office)
    office.save()
    review_id = office.tab.detail_id
    with pytest.raises(Exception, match="审核"):
        tolerance.unlock(office.desk, review_id, "N01", why="想改")
