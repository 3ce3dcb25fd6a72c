"""登记容错审查: the guided finding through the widgets a clerk touches, above all how it locks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from tolerance_county import answered, concluded, make_desk, record, review_of
from ui.tolerance_shown import Shown

from jzdesk.domain import tolerance as rules
from jzdesk.domain.errors import RuleError
from jzdesk.domain.tolerance import REFUSED, Finding
from jzdesk.services import drafts, tolerance
from jzdesk.services.tolerance import ReviewFilter
from jzdesk.ui.common import ask
from jzdesk.ui.tolerance.form import GROUPS, STEPS

LOCK = "“打着改革创新旗号搞劳民伤财的政绩工程、形象工程”认定为“是”，结论锁定为不予容错。"


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_desk(tmp_path / "vault")
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def shown(qtbot, jobs, memory, desk):
    return Shown(desk, jobs, memory, qtbot)


@pytest.fixture
def blank(no_stray_windows, shown):
    """An empty form."""
    shown.new()
    return shown


@pytest.fixture
def begun(blank):
    """A form with person and matter."""
    blank.put(
        name="朱明远",
        unit_name="县委组织部",
        post="副部长",
        matter="驻村第一书记补贴",
        applied_on=date(2026, 9, 18),
    )
    return blank


def stored(screen):
    return tolerance.open_review(screen.desk, screen.tab.detail_id)[0]


# ---- what it asks


def test_nothing_is_answered_beforehand(blank):
    form = blank.form
    for name, row in form.rows.items():
        if name.partition(":")[0] in GROUPS:
            assert row.field.value() == Finding(), name
    assert form.conclusion.value() == ""
    assert [button.text() for button in form.steps.buttons] == [
        "人员", "事项", "证据", "区分 0/3", "因素 0/6", "正面", "负面 0/6", "情形 0/4", "结论", "反馈", "纠错",
    ]  # fmt: skip


def test_both_sides_of_each_distinction_stand_side_by_side(blank):
    from PySide6.QtWidgets import QLabel

    field = blank.entry("K2")
    words = {label.text(): label for label in field.findChildren(QLabel)}
    left, right = (
        words["上级尚无明确限制的探索性试验中的失误和错误"],
        words["上级明令禁止后依然我行我素的违纪违法行为"],
    )
    place = [label.mapTo(field, label.rect().topLeft()) for label in (left, right)]
    assert abs(place[0].y() - place[1].y()) <= 1
    assert place[0].x() < place[1].x()
    assert [b.text() for b in field.answers.buttons.values()] == ["属于可容错情形", "不属于", "证据不足"]


def test_only_the_factors_of_the_chosen_set_are_asked(blank):
    def asked():
        return [n for n, row in blank.form.rows.items() if n.startswith("factors:") and row.field.isVisible()]

    assert asked() == [f"factors:six-{n}" for n in range(1, 7)]
    blank.put(factor_set="conditions")
    assert asked() == [f"factors:cond-{n}" for n in range(1, 7)]
    assert [b.text() for b in blank.entry("cond-1").answers.buttons.values()] == ["具备", "不具备"]
    assert blank.form.steps.buttons[4].text() == "因素 0/6"


def test_an_exclusion_the_county_has_not_adopted_is_not_asked(blank):
    assert "exclusions:X5" not in blank.form.rows


def test_the_steps_lead_through_the_form(blank):
    for number, _name in enumerate(STEPS):
        blank.form.steps.buttons[number].click()
        focus = blank.tab.focusWidget()
        assert focus is not None
        top = focus.mapTo(blank.form.scroller.viewport(), focus.rect().topLeft()).y()
        assert 0 <= top < blank.form.scroller.viewport().height(), STEPS[number]


def test_enter_goes_through_the_parts_of_a_finding(blank):
    field = blank.entry("K1")
    first = field.answers.buttons["tolerated"]
    first.setFocus()
    blank.qtbot.keyClick(first, Qt.Key.Key_Space)
    assert field.answer() == "tolerated"
    blank.qtbot.keyClick(first, Qt.Key.Key_Return)
    assert blank.tab.focusWidget() is field.grounds
    blank.qtbot.keyClick(field.grounds, Qt.Key.Key_Tab)
    assert blank.tab.focusWidget() is field.evidence
    blank.qtbot.keyClick(field.evidence, Qt.Key.Key_Return)
    assert blank.tab.focusWidget() is blank.entry("K2").answers.buttons["tolerated"]
    blank.qtbot.keyClick(blank.tab.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert blank.tab.focusWidget() is field.evidence


def test_grounds_take_chinese_and_leave_a_composition_alone(blank, typing, composing):
    field = blank.entry("N01")
    field.answers.buttons["yes"].click()
    field.grounds.setFocus()
    composing(field.grounds, "jing")
    blank.qtbot.keyClick(field.grounds, Qt.Key.Key_Escape)
    assert blank.form is not None
    typing(field.grounds, "经核实")
    assert field.value().grounds == "经核实"


def test_grounds_of_an_entry_are_asked_for_with_its_answer(blank):
    field = blank.entry("N01")
    assert field.proof.isHidden()
    field.answers.buttons["yes"].click()
    assert field.proof.isVisible()
    field.answers.buttons["no"].click()
    assert field.proof.isVisible()
    positive = blank.entry("P04")
    positive.box.click()
    assert positive.proof.isVisible()


def test_each_stage_says_by_when_and_why(begun):
    assert begun.line("accepted_on") == "应于 2026-09-24 前，已逾期 36 个工作日"
    begun.put(accepted_on=date(2026, 9, 21))
    assert begun.line("accepted_on") == "应于 2026-09-24 前"
    assert begun.line("verified_on") == "应于 2026-10-26 前，已逾期 19 个工作日"
    assert "默认值" in begun.form.computed("verified_on").why()
    begun.put(applied_on=None)
    assert begun.line("accepted_on") == ""


def test_every_entry_can_be_asked_where_it_comes_from(blank):
    rows = blank.form.rows
    assert rows["negative:N01"].why() == "荆州市实施办法（试行）负面清单"
    assert "本县须核实确认" in rows["negative:N04"].why()
    assert "三个区分开来" in rows["distinctions:K1"].why()
    assert rows["negative:N01"].hint.isHidden()


def test_an_ordered_correction_is_told_the_usual_limit(begun):
    begun.put(concluded_on=date(2026, 10, 9), correction="停止发放")
    assert begun.line("correction_due") == "一般定在 2026-11-05 前"
    assert "20 个工作日" in begun.form.computed("correction_due").why()
    begun.put(correction_due=date(2026, 11, 20))
    assert begun.line("correction_due") == ""


# ---- saving


def test_a_tolerated_review_is_saved_whole(begun):
    begun.tolerate()
    begun.conclude("exempt")
    begun.put(
        accepted_on=date(2026, 9, 21), verified_on=date(2026, 9, 29), concluded_on=date(2026, 10, 9),
        meeting="县纪委常委会", before=("F11", ""), after=("", "不予追究责任"), correction="停发，制定规范",
        correction_owner="县委组织部", correction_due=date(2026, 11, 6),
    )  # fmt: skip
    begun.form.propose_button.click()
    begun.wait()
    assert "经县纪委常委会研究" in begun.form.statement.value()
    assert "不作处理" in begun.line("after")
    begun.save()
    assert begun.form is None, begun.errors()
    review = stored(begun)
    assert (review.conclusion, review.number) == ("exempt", "RC2026-001")
    assert review.distinctions["K2"] == Finding("tolerated", "省、市均未出台具体标准", "1、2")
    assert review.positive == {"P04": Finding("yes", "与清单所列情形一致", "2")}
    assert (review.before_code, review.handling_after) == ("F11", "不予追究责任")
    file = tolerance.open_review_file(begun.desk, review.id)
    assert [(piece.number, piece.title) for piece in file.evidence] == [
        (1, "部务会议记录"),
        (2, "关于发放补贴的通知"),
    ]
    assert set(review.negative) == {f"N0{n}" for n in range(1, 7)}
    assert {f.answer for f in review.exclusions.values()} == {"no"}
    assert begun.messages[-1] == "已保存朱明远的容错审查，结论为免责。"


def test_what_is_missing_is_said_at_its_entry(begun):
    begun.tolerate()
    begun.entry("X3").answers.set_value("")
    begun.conclude("lighter")
    begun.put(concluded_on=date(2026, 10, 9))
    begun.save()
    assert begun.errors() == {"exclusions:X3": "不予容错情形“造成重特大安全责任事故”尚未逐项认定。"}
    assert begun.tab.focusWidget() in begun.entry("X3").editors()
    begun.answer("X3", "no")
    begun.answer("K1", "unclear")
    begun.save()
    assert list(begun.errors()) == ["distinctions:K1"]
    begun.answer("K1", "tolerated")
    begun.answer("P04", "")
    begun.save()
    assert begun.errors() == {"positive:P01": "给予容错的，请至少认定一项正面清单情形。"}
    part = next(s for s in begun.form.sections if "正面" in s._title)
    assert part.note() == "有 1 处需改"


def test_required_fields_and_days_are_said_at_their_fields(blank):
    blank.save()
    assert set(blank.errors()) == {"name", "unit_name", "matter"}
    blank.put(name="朱明远", unit_name="县委组织部", matter="补贴", accepted_on=date(2026, 9, 1))
    blank.save()
    assert blank.errors() == {"accepted_on": "受理日期早于申请（启动）日期2026-11-22。"}


def test_an_unfinished_review_may_be_saved_and_gone_on_with(begun):
    begun.answer("K1", "unclear", "材料不全")
    begun.answer("N01", "no")
    begun.save()
    assert begun.form is None
    review = stored(begun)
    assert review.distinctions == {"K1": Finding("unclear", "材料不全")}
    assert review.negative == {"N01": Finding("no")}
    begun.edit(review.id)
    assert begun.form.title.text() == "修改容错审查　RC2026-001"
    assert not begun.form.is_changed()
    assert begun.entry("K1").value() == Finding("unclear", "材料不全")


def test_a_refused_application_needs_no_findings(begun):
    begun.put(acceptance_refused="所反映事项与履职无关")
    begun.save()
    assert begun.form is None
    assert begun.tab.list.current_row().acceptance_refused


# ---- the lock


@pytest.mark.parametrize("code", ["N01", "X4"])
def test_one_yes_locks_the_conclusion_at_once(begun, code):
    begun.tolerate()
    begun.conclude("exempt")
    begun.answer(code, "yes")
    form = begun.form
    assert form.conclusion.value() == REFUSED
    assert begun.choices() == ["", REFUSED]
    assert form.lock_line.isVisible()
    assert form.lock_line.property("state") == "overdue"
    assert begun.entry(code).words in form.lock_line.text()
    assert form.lock_banner.text() == "结论已锁定为不予容错。"
    assert form.lock_banner.why() == form.lock_line.text()
    if code == "N01":
        assert form.lock_line.text() == LOCK
    begun.answer(code, "no")
    assert form.conclusion.value() == "exempt"
    assert begun.choices() == ["", "exempt", "lighter", "mitigated", REFUSED]
    assert form.lock_line.isHidden()


def test_every_locking_entry_is_named(begun):
    begun.answer("N01", "yes", "属实")
    begun.answer("X2", "yes", "属实")
    assert begun.form.lock_line.text().startswith(
        "“打着改革创新旗号搞劳民伤财的政绩工程、形象工程”、“造成重大经济损失”认定为“是”"
    )
    assert begun.form.steps.buttons[6].property("state") == "overdue"
    assert begun.form.steps.buttons[3].property("state") == ""


def test_yes_wants_grounds(begun):
    begun.answer("N01", "yes")
    begun.form.conclusion.set_value("")
    begun.save()
    assert begun.errors() == {"negative:N01": "认定为“是”，请写明理由。"}
    assert begun.tab.focusWidget() is begun.entry("N01").grounds


def test_the_service_refuses_what_the_screen_could_not_choose(begun, desk):
    begun.tolerate()
    begun.answer("N01", "yes", "属实")
    begun.put(concluded_on=date(2026, 10, 9))
    begun.form.conclusion.answers.set_value("exempt")  # as if the lock of the screen had failed
    begun.save()
    assert begun.errors()["conclusion"].endswith("结论只能是不予容错。")
    assert tolerance.count_reviews(desk, ReviewFilter(on=desk.today)) == 0


def test_a_concluded_lock_is_shown_and_cannot_be_touched(shown, desk):
    review_id = record(desk, concluded(desk, conclusion=REFUSED, yes=("N01",)))
    shown.tab.refresh()
    shown.wait()
    shown.edit(review_id)
    assert shown.form.lock_line.text() == LOCK + "已记录在案，改回须由另一名审核人解除锁定。"
    assert shown.choices() == [REFUSED]
    field = shown.entry("N01")
    assert not any(button.isEnabled() for button in field.answers.buttons.values())
    field.answers.buttons["no"].click()
    assert field.answer() == "yes"
    assert not shown.form.is_changed()
    shown.put(meeting="县纪委常委会")
    shown.save()
    assert shown.form is None
    assert stored(shown).meeting == "县纪委常委会"


def test_a_tick_taken_off_behind_the_screen_is_refused_by_the_service(shown, desk):
    review_id = record(desk, concluded(desk, conclusion=REFUSED, yes=("N01",)))
    shown.tab.refresh()
    shown.wait()
    shown.edit(review_id)
    shown.entry("N01").set_value(Finding("no"))  # as if the screen had let it through
    shown.form.conclusion.answers.set_value("exempt")
    shown.save()
    assert "改回须由另一名审核人用“解除锁定”办理并写明理由。" in shown.errors()[""]
    assert tolerance.open_review(desk, review_id)[0].conclusion == REFUSED


def test_a_draft_does_not_lift_a_held_entry(shown, desk):
    review_id = record(desk, concluded(desk, conclusion=REFUSED, yes=("N01",)))
    shown.tab.refresh()
    shown.wait()
    shown.edit(review_id)
    draft = shown.form.draft()
    shown.form.restore_draft(
        {**draft, "negative:N01": ["no", "", ""], "conclusion": "exempt", "meeting": "常委会"}
    )
    shown.settle()
    assert shown.entry("N01").answer() == "yes"
    assert shown.form.conclusion.value() == REFUSED
    assert shown.form.field("meeting").value() == "常委会"


CODES = ("N01", "N03", "N06", "X1", "X4")
MOVES = st.one_of(
    st.tuples(st.sampled_from(CODES), st.sampled_from(["yes", "no"])),
    st.tuples(st.just("conclude"), st.sampled_from(["", "exempt", "lighter", "mitigated", REFUSED])),
    st.tuples(st.just("draft"), st.sampled_from(["", "exempt", REFUSED])),
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # fmt: skip
@given(st.lists(MOVES, min_size=1, max_size=8))
def test_in_whatever_order_it_is_filled_the_form_never_gives_a_tolerated_locked_review(begun_whole, moves):
    screen = begun_whole
    screen.answer_all()
    for what, how in moves:
        if what == "conclude":
            screen.conclude(how)  # a disabled choice does nothing
        elif what == "draft":
            screen.form.restore_draft({**screen.form.draft(), "conclusion": how})
        else:
            screen.answer(what, how, "属实")
        review = screen.form.tolerant()
        assert not (rules.is_locked(review) and review.conclusion not in ("", REFUSED))
        assert rules.is_locked(review) == (not screen.form.lock_line.isHidden())
    with pytest.raises(RuleError) if rules.is_locked(review) else _nothing():
        sly = replace(review, conclusion="exempt", concluded_on=date(2026, 10, 9))
        tolerance.record_review(screen.desk, sly, screen.form.person(), evidence=screen.form.evidence.value())


class _nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_args):
        return False


@pytest.fixture
def begun_whole(begun):
    begun.tolerate()
    return begun


# ---- text and drafts


def test_a_text_of_ones_own_is_replaced_only_when_agreed(begun, monkeypatch):
    begun.put(statement="自己写的认定意见")
    monkeypatch.setattr(ask, "confirm", lambda *a, **k: False)
    begun.form.propose_button.click()
    begun.wait()
    assert begun.form.statement.value() == "自己写的认定意见"
    monkeypatch.setattr(ask, "confirm", lambda *a, **k: True)
    begun.form.propose_button.click()
    begun.wait()
    assert begun.form.statement.value().startswith("关于县委组织部副部长朱明远“驻村第一书记补贴”")
    monkeypatch.setattr(ask, "confirm", lambda *a, **k: pytest.fail("asked again"))
    begun.conclude("exempt")
    begun.form.propose_button.click()
    begun.wait()
    assert begun.form.statement.value().endswith("免责。")


def test_a_draft_brings_back_every_answer(begun, desk):
    begun.tolerate()
    begun.answer("N03", "yes", "拖延四个月", "投诉记录")
    begun.put(factor_set="conditions")
    begun.answer("cond-1", "no", "未履行程序")
    kept = begun.form.draft()
    drafts.keep_draft(desk, "tolerance", kept)
    content = drafts.find_draft(desk, "tolerance").fields
    begun.tab._drop_form()
    begun.new()
    begun.form.restore_draft(content)
    begun.settle()
    assert begun.form.draft() == kept
    assert begun.entry("N03").value() == Finding("yes", "拖延四个月", "投诉记录")
    assert begun.entry("cond-1").value() == Finding("no", "未履行程序")
    assert begun.form.conclusion.value() == REFUSED
    assert begun.form.lock_line.isVisible()


def test_a_draft_brings_back_whom_it_was_about(blank, desk):
    record(desk, review_of())
    blank.form.name.chosen.emit(1)
    blank.wait()
    kept = blank.form.draft()
    blank.tab._drop_form()
    blank.new()
    blank.form.restore_draft(kept)
    blank.settle()
    assert blank.form.person().id == 1


def test_leaving_asks_only_when_something_changed(blank, monkeypatch):
    asked = []

    def confirm(*args, **_kwargs):
        asked.append(args[1])
        return True

    monkeypatch.setattr(ask, "confirm", confirm)
    blank.form.cancel_button.click()
    assert blank.form is None
    assert asked == []
    blank.new()
    blank.answer("N01", "no")
    blank.form.cancel_button.click()
    assert asked == ["放弃修改"]
    assert blank.form is None


def test_answers_of_an_entry_the_county_has_since_dropped_are_kept(shown, desk):
    odd = answered(desk, review_of())
    odd = replace(
        odd,
        negative={**odd.negative, "N77": Finding("no")},
        exclusions={**odd.exclusions, "X5": Finding("no")},
    )
    review_id = record(desk, odd)
    shown.tab.refresh()
    shown.wait()
    shown.edit(review_id)
    assert shown.entry("N77").words == "N77（已停用的条目）"
    shown.put(meeting="常委会")
    shown.save()
    assert stored(shown).negative["N77"] == Finding("no")
    assert stored(shown).exclusions["X5"] == Finding("no")
