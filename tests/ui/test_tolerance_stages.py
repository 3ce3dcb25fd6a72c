"""The short forms of 容错纠错, one for each stage: what each shows, records, refuses, and says of the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from tolerance_county import concluded, make_desk, record, review_of
from ui.tolerance_shown import Shown

from jzdesk.domain.duties import DutyKind
from jzdesk.services import tolerance
from jzdesk.ui.today.actions import action_of, form_values
from jzdesk.ui.tolerance.actions import MENU, OF_DUTY, VERBS
from jzdesk.ui.tolerance.columns import STAGE_NAMES
from jzdesk.ui.tolerance.columns import VERBS as BUTTONS
from jzdesk.ui.tolerance.detail import CORRECTION

ACCEPTED = {"accepted_on": date(2026, 9, 21)}
VERIFIED = {**ACCEPTED, "verified_on": date(2026, 9, 29)}


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_desk(tmp_path / "vault")
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def shown(qtbot, jobs, memory, desk):
    return Shown(desk, jobs, memory, qtbot)


def on_screen(screen, review, **more):
    """Record a review and choose it."""
    key = record(screen.desk, review, **more)
    screen.tab.refresh()
    screen.wait()
    screen.choose(key)
    return key


def stored(screen, key):
    return tolerance.open_review(screen.desk, key)[0]


def test_every_duty_of_a_review_has_a_name_a_button_a_form_and_a_place_on_the_board():
    kinds = set(STAGE_NAMES)
    assert kinds == set(BUTTONS) == set(OF_DUTY)
    for kind in kinds:
        assert OF_DUTY[kind] in {*VERBS, "conclude"}
    assert {verb for group in MENU for verb in group} == {*VERBS, "conclude"}


def test_the_board_opens_the_very_form(shown, desk):
    ordered = {
        "correction": "停发", "correction_owner": "县委组织部", "correction_ordered_on": date(2026, 10, 12),
        "correction_due": date(2026, 11, 20), "clarify": "needed", "clarify_ways": ("written",),
        "objected_on": date(2026, 10, 20), "objected_by": "朱明远", "objection": "偏重", "feedback_on": date(2026, 10, 12),
    }  # fmt: skip
    key = on_screen(shown, concluded(desk, **ordered))
    titles = {}
    for duty in tolerance.duties_of_review(desk, key):
        if duty.open:
            shown.tab.open_form(action_of(duty).form, form_values(duty))
            shown.wait()
            titles[duty.kind] = shown.form.title.text()
            shown.form.set_clean()
            shown.tab.close_form()
    assert titles == {
        DutyKind.FEED_BACK_REVIEW: "反馈认定结论", DutyKind.FILE_REVIEW: "备案抄送",
        DutyKind.ANSWER_OBJECTION: "答复异议", DutyKind.CORRECT: "记录整改完成",
        DutyKind.CHECK_CORRECTION: "检查纠错整改（第1次）", DutyKind.CLARIFY: "记录澄清正名",
    }  # fmt: skip


def test_not_accepting_asks_why(shown):
    key = on_screen(shown, review_of())
    shown.view.next_button.click()
    shown.wait()
    shown.form.outcome.answers.buttons["refused"].click()
    shown.settle()
    assert not shown.form.rows["accepted_on"].shown
    assert shown.form.save_button.text() == "记录不予受理"
    shown.save()
    assert shown.errors() == {"acceptance_refused": "请填写理由。"}
    shown.put(acceptance_refused="所反映事项与履职无关")
    shown.save()
    review = stored(shown, key)
    assert (review.acceptance_refused, review.acceptance_refused_on) == (
        "所反映事项与履职无关",
        date(2026, 11, 22),
    )
    assert [point.title for point in shown.view.course.points] == ["申请", "不予受理"]
    assert shown.view.next_button.isHidden()


def test_verifying_is_extended_no_further_than_the_rules_allow(shown):
    day = date(2026, 11, 2)
    key = on_screen(shown, review_of(applied_on=day, accepted_on=day))
    shown.stage("extend_verification")
    assert shown.line("extended_to").startswith("最长可延长至 2026-12-14")
    assert "工作日" in shown.form.computed("extended_to").why()
    shown.put(extended_to=date(2027, 1, 8), extension_reason="须外出调查", extension_approver="张书记")
    shown.save()
    assert "最长可延长至2026-12-14" in shown.errors()["extended_to"]
    shown.put(extended_to=date(2026, 12, 10))
    shown.save()
    assert shown.form is None
    assert stored(shown, key).extended_to == date(2026, 12, 10)
    assert shown.view.next.text().startswith("下一步：核实，应于 2026-12-10")


def test_a_filing_waits_until_something_goes_wrong(shown):
    key = on_screen(shown, review_of(way_in="filing", plan="先行先试", accepted_on=date(2026, 9, 18)))
    assert shown.view.next.text() == "报备已受理，尚未发生失误，暂无办理期限。"
    assert shown.view.next_button.text() == "报备事项发生失误"
    shown.view.next_button.click()
    shown.wait()
    shown.put(happened_on=date(2026, 11, 20), facts="试点项目亏损")
    assert shown.form.next_line.text().startswith("保存后：容错核实应于 ")
    shown.save()
    assert stored(shown, key).happened_on == date(2026, 11, 20)
    assert shown.view.next.text().startswith("下一步：核实")


def test_attendance_and_votes_are_counted_as_they_are_typed(shown):
    key = on_screen(shown, review_of(**VERIFIED))
    shown.stage("study")
    shown.put(meeting="县纪委常委会", attendance=(9, 4))
    assert shown.line("attendance") == "实到4人，没有超过应到9人的半数。"
    shown.put(attendance=(9, 10))
    assert shown.line("attendance") == "实到10人，多于应到9人。"
    shown.put(attendance=(9, 8), votes=(4, 3, None))
    assert shown.line("votes") == "表决共7票，有1人没有表决。\n赞成4票，没有超过半数。"
    shown.put(votes=(7, 2, 1))
    shown.save()
    assert shown.errors() == {"votes": "表决共10票，多于实到8人。"}
    shown.put(votes=(7, 1, 0))
    shown.save()
    review = stored(shown, key)
    assert (review.study_expected, review.study_present, review.votes_for) == (9, 8, 7)
    assert (review.votes_against, review.votes_abstained) == (1, 0)


def test_either_half_of_the_feedback_may_come_first(shown, desk):
    key = on_screen(shown, concluded(desk))
    shown.stage("feed_back")
    shown.put(feedback_on=None)
    shown.save()
    assert stored(shown, key).feedback_organ_on == date(2026, 11, 22)
    assert shown.view.next.text().startswith("下一步：反馈")
    shown.stage("feed_back")
    shown.save()
    assert shown.errors() == {"feedback_way": "请选择反馈方式。"}
    shown.put(feedback_way="face")
    shown.save()
    assert stored(shown, key).feedback_on == date(2026, 11, 22)


def test_a_check_is_recorded_and_put_right(shown, desk):
    due = {
        "correction": "停发", "correction_owner": "县委组织部", "correction_due": date(2026, 11, 20),
        "correction_ordered_on": date(2026, 10, 12),
    }  # fmt: skip
    key = on_screen(shown, concluded(desk, **due))
    shown.stage("check_correction")
    assert not shown.form.rows["next_on"].shown
    shown.put(checker="李经办", found="已停发", result="open")
    assert shown.form.rows["next_on"].shown
    assert shown.line("next_on").startswith("一般定在 2026-12-04 前")
    shown.put(next_on=date(2026, 12, 1))
    shown.save()
    shown.view.pages.setCurrentIndex(CORRECTION)
    shown.view.correction.buttons["mend"].click()
    shown.wait()
    assert shown.form.title.text() == "修改检查记录"
    shown.put(result="done")
    shown.save()
    assert stored(shown, key).correction_done == date(2026, 11, 22)
    (check,) = tolerance.open_review_file(desk, key).checks
    assert (check.result, check.next_on) == ("done", None)
    assert "finish_correction" not in shown.view.correction.buttons


def test_a_form_left_open_does_not_write_over_a_change(shown, desk):
    key = on_screen(shown, review_of(**VERIFIED))
    shown.stage("study")
    shown.put(meeting="县纪委常委会")
    tolerance.record_review(
        desk, replace(stored(shown, key), matter="改过的事项"), tolerance.open_review(desk, key)[1]
    )
    shown.save()
    assert "没有覆盖" in shown.errors()[""]
    assert stored(shown, key).studied_on is None


def test_a_stage_is_recorded_by_keyboard_alone(shown):
    key = on_screen(shown, review_of(**ACCEPTED))
    shown.stage("verify")
    day = shown.tab.focusWidget()
    assert day in shown.form.field("verified_on").editors()
    shown.qtbot.keyClick(day, Qt.Key.Key_Return)
    assert shown.tab.focusWidget() in shown.form.field("verifiers").editors()
    shown.put(verifiers="李经办、赵核实", verification="情况属实")
    shown.qtbot.keyClick(shown.tab.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    shown.wait()
    assert stored(shown, key).verified_on == date(2026, 11, 22)
    shown.stage("study")
    shown.qtbot.keyClick(shown.tab.focusWidget(), Qt.Key.Key_Escape)
    assert shown.form is None


def answer(monkeypatch, *, at=None, why="登记错了人"):
    """What the clerk chooses and writes; returns what was offered."""
    offered = []

    def choose(_parent, _title, _label, choices, *, verb, at=0, chosen=at):
        offered.append((tuple(choices), at))
        return at if chosen is None else chosen

    monkeypatch.setattr("jzdesk.ui.common.ask.choose_one", choose)
    monkeypatch.setattr("jzdesk.ui.common.ask.ask_reason", lambda *_a, **_more: why)
    return offered


def test_a_stage_recorded_by_mistake_is_taken_out_at_the_window(shown, desk, monkeypatch):
    key = on_screen(shown, review_of(**VERIFIED))
    offered = answer(monkeypatch)
    shown.tab.forms.withdraw()
    shown.wait()
    assert offered == [(("核实", "受理"), 0)]
    assert stored(shown, key).verified_on is None
    assert stored(shown, key).accepted_on == date(2026, 9, 21)
    assert shown.messages[-1].startswith("已删除误登记的核实")


def test_a_stage_others_rest_on_is_not_taken_out_and_says_so(shown, desk, monkeypatch):
    key = on_screen(shown, review_of(**VERIFIED))
    answer(monkeypatch, at=1)
    shown.tab.forms.withdraw()
    shown.wait()
    assert stored(shown, key).accepted_on == date(2026, 9, 21)
    assert shown.messages[-1] == "已填核实日期，请先删除其后的环节。"


def test_nothing_on_record_leaves_nothing_to_take_out(shown, desk, monkeypatch):
    on_screen(shown, review_of())
    offered = answer(monkeypatch)
    shown.tab.forms.withdraw()
    shown.wait()
    assert offered == []
    assert shown.messages[-1] == "这件审查还没有登记过任何环节。"
