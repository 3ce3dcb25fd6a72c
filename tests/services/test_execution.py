"""执行: recording, adding and removing items, many at once, and what the list of cases says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import Clock, announced, decided, make_desk
from change_county import changed

from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.services import annual, cases, duties, execution, history, overview
from jzdesk.services.cases import CaseFilter

ON = date(2026, 10, 12)


@pytest.fixture
def clock():
    clock = Clock()
    clock.set(date(2026, 11, 22))
    return clock


@pytest.fixture
def desk(tmp_path, clock):
    made = make_desk(tmp_path / "vault", clock)
    yield made
    made.vault.close(back_up=False)


def item(desk, case_id, kind, **more):
    return ExecutionItem(decision_id=cases.open_case(desk, case_id).decision.id, kind=kind, **more)


def record(desk, case_id, kind, on=ON, **more):
    return execution.record_execution(desk, case_id, item(desk, case_id, kind, done_on=on, done_by="李经办", **more))


def letter(desk, case_id, **more):
    details = {"letter": "supervisory", "number": "公监建〔2026〕3号", "addressee": "县装备中心"}
    return item(desk, case_id, "letters", **{"limit_on": date(2026, 12, 1), "details": details} | more)


def row(desk, state=""):
    found = cases.list_cases(desk, CaseFilter(on=desk.today, state=state))
    return found[0] if found else None


def test_the_list_shows_how_far_a_case_is_and_finds_it_by_that(desk):
    case_id = decided(desk)
    assert (row(desk).items_done, row(desk).items_due) == (0, 7)
    record(desk, case_id, "deliver", details={"sealed": "no"})
    assert (row(desk).items_done, row(desk).items_due, row(desk).items_faulty) == (1, 7, 1)
    for state, there in (("executing", True), ("items_overdue", True), ("items_faulty", True), ("executed", False)):
        assert (row(desk, state) is not None) is there
        assert cases.count_cases(desk, CaseFilter(on=desk.today, state=state)) == int(there)
    record(desk, case_id, "deliver", details={"sealed": "yes"})
    assert row(desk, "items_faulty") is None


def test_a_case_with_everything_settled_is_executed(desk):
    case_id = decided(desk)
    announced(desk, case_id, on=date(2026, 9, 28), attendance=46)
    for kind in ("deliver", "tell", "notify_organs", "archive", "report_execution"):
        record(desk, case_id, kind)
    execution.record_execution(desk, case_id, item(desk, case_id, "appraisal", part=2026, not_applicable="当年退休"))
    found = execution.checklist_of(desk, case_id)
    assert (found.met, found.due, found.state, found.percent) == (7, 7, "执行完毕", 100)
    assert row(desk, "executed").id == case_id
    assert row(desk, "executing") is None
    assert sorted(cases.list_cases(desk, CaseFilter(on=desk.today), sort="items"), key=lambda r: r.id)


def test_a_delivery_recorded_by_mistake_is_withdrawn(desk):
    case_id = decided(desk)
    record(desk, case_id, "deliver")
    assert cases.open_case(desk, case_id).decision.delivered_on == ON
    execution.record_execution(desk, case_id, item(desk, case_id, "deliver", not_applicable="一并送达"))
    assert cases.open_case(desk, case_id).decision.delivered_on is None
    assert execution.checklist_of(desk, case_id).line("deliver").duty.excuse == "一并送达"


def test_letters_are_added_numbered_done_and_removed(desk):
    case_id = decided(desk)
    assert "公监建〔2026〕3号" in execution.add_item(desk, case_id, letter(desk, case_id)).message
    execution.add_item(desk, case_id, letter(desk, case_id, limit_on=date(2026, 12, 20)))
    found = execution.checklist_of(desk, case_id)
    assert [line.part for line in found.lines if line.template.code == "letters"] == [1, 2]
    assert found.line("letters", 2).duty.due_on == date(2026, 12, 20)
    record(desk, case_id, "letters", part=1, limit_on=date(2026, 12, 1), details=found.line("letters", 1).item.details)
    decision_id = cases.open_case(desk, case_id).decision.id
    execution.remove_item(desk, case_id, decision_id, "letters", 2)
    found = execution.checklist_of(desk, case_id)
    assert found.line("letters", 2) is None
    assert found.line("letters", 1).settled
    execution.add_item(desk, case_id, letter(desk, case_id))
    assert execution.checklist_of(desk, case_id).line("letters", 2) is not None


def test_removing_can_be_taken_back(desk):
    case_id = decided(desk)
    execution.add_item(desk, case_id, letter(desk, case_id))
    gone = execution.remove_item(desk, case_id, cases.open_case(desk, case_id).decision.id, "letters", 1)
    history.take_back(desk, gone.audit_seq)
    assert execution.checklist_of(desk, case_id).line("letters", 1).duty.due_on == date(2026, 12, 1)
    assert duties.stale(desk) == []


def test_what_may_not_be_added_or_removed_says_why(desk):
    case_id = decided(desk)
    decision_id = cases.open_case(desk, case_id).decision.id
    with pytest.raises(Refused, match="不用手工添加"):
        execution.add_item(desk, case_id, item(desk, case_id, "deliver"))
    with pytest.raises(RuleError) as refused:
        execution.add_item(desk, case_id, letter(desk, case_id, limit_on=None))
    assert refused.value.field == "limit_on"
    with pytest.raises(Refused, match="已不存在"):
        execution.remove_item(desk, case_id, decision_id, "letters", 1)
    record(desk, case_id, "deliver")
    with pytest.raises(Refused, match="不能移除"):
        execution.remove_item(desk, case_id, decision_id, "deliver")


def test_a_property_matter_found_later_is_added_once(desk):
    case_id = decided(desk)
    assert execution.checklist_of(desk, case_id).line("property") is None
    execution.add_item(desk, case_id, item(desk, case_id, "property", counted_from=date(2026, 11, 9)))
    assert execution.checklist_of(desk, case_id).line("property").duty.due_on == date(2027, 1, 8)
    with pytest.raises(Refused, match="已在清单中"):
        execution.add_item(desk, case_id, item(desk, case_id, "property", counted_from=date(2026, 11, 9)))


def test_an_extension_keeps_the_day_it_was_recorded(desk, clock):
    case_id = decided(desk, codes=("D3", "Z5"), decided_on=date(2026, 9, 18))
    longer = {"extended_to": date(2026, 12, 31), "extension_approver": "张书记"}
    execution.record_execution(desk, case_id, item(desk, case_id, "adjust", **longer))
    clock.set(date(2026, 12, 1))
    execution.record_execution(desk, case_id, item(desk, case_id, "adjust", note="已报组织部", **longer))
    line = execution.checklist_of(desk, case_id).line("adjust")
    assert line.details == (("延期登记日期", "2026-11-22"),)  # the same extension, recorded once
    execution.record_execution(desk, case_id, item(desk, case_id, "adjust"))
    assert execution.checklist_of(desk, case_id).line("adjust").item.details == {}


def test_what_a_review_took_over_is_not_recorded_on_the_old_decision(desk):
    case_id = decided(desk, decided_on=date(2026, 9, 1), codes=("D2",))
    old = cases.open_case(desk, case_id).decision
    changed(desk, case_id, on=date(2026, 9, 20), to={"D2": "D1"})
    late = ExecutionItem(decision_id=old.id, kind="deliver", done_on=date(2026, 9, 21), done_by="李经办")
    with pytest.raises(Refused, match="执行清单中没有"):
        execution.record_execution(desk, case_id, late)
    execution.record_execution(desk, case_id, replace(late, decision_id=cases.open_case(desk, case_id).decision.id))


def test_what_was_overdue_when_a_review_set_it_aside_stays_excused(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    old = cases.open_case(desk, case_id).decision
    changed(desk, case_id, on=date(2026, 10, 9), to={"D2": "D1"})
    late = ExecutionItem(decision_id=old.id, kind="deliver", done_on=date(2026, 10, 10), done_by="李经办")
    with pytest.raises(RuleError, match="2026-10-09变更或者撤销，之后办理的请记在变更决定名下") as refused:
        execution.record_execution(desk, case_id, late)
    assert refused.value.field == "done_on"
    execution.record_execution(desk, case_id, replace(late, done_on=date(2026, 10, 8)))  # recorded late, done before
    done = [d for d in cases.duties_of_case(desk, case_id) if (d.kind, d.subject_id) == ("deliver", old.id)]
    assert done[0].done_on == date(2026, 10, 8)


def test_a_notice_of_tomorrow_is_refused(desk):
    case_id = decided(desk)
    with pytest.raises(RuleError) as refused:
        execution.add_item(desk, case_id, item(desk, case_id, "property", counted_from=date(2026, 11, 23)))
    assert refused.value.field == "counted_from"


def test_an_extension_of_a_letter_goes_past_its_own_day(desk):
    case_id = decided(desk)
    execution.add_item(desk, case_id, letter(desk, case_id))
    kept = execution.checklist_of(desk, case_id).line("letters", 1).item
    more = {"part": 1, "limit_on": kept.limit_on, "details": kept.details, "extension_approver": "张书记"}
    with pytest.raises(RuleError, match="原期限为2026-12-01"):
        execution.record_execution(desk, case_id, item(desk, case_id, "letters", extended_to=date(2026, 11, 30), **more))
    execution.record_execution(desk, case_id, item(desk, case_id, "letters", extended_to=date(2027, 6, 30), **more))
    assert execution.checklist_of(desk, case_id).line("letters", 1).duty.due_on == date(2027, 6, 30)


def test_a_kind_nobody_knows_is_refused(desk):
    case_id = decided(desk)
    with pytest.raises(RuleError, match="没有这种执行事项"):
        record(desk, case_id, "sing")


def test_many_are_delivered_in_one_entry_and_those_it_does_not_suit_are_named(desk):
    ids = [decided(desk, name, decided_on=date(2026, 9, 18)) for name in ("吴建国", "陈志强", "王秀英")]
    record(desk, ids[2], "deliver")
    talk = decided(desk, "赵德海", codes=("F11",))
    late = decided(desk, "周国平", decided_on=date(2026, 11, 20))
    done = execution.deliver_many(desk, [*ids, talk, late, 999], on=ON, by="李经办", details={"way": "unit", "sealed": "yes"})
    assert done.done == tuple(ids[:2])
    assert [text.partition("：")[0] for text in done.left] == ["王秀英", "赵德海", "周国平", "已不存在的案件"]
    assert "早于决定日期" in done.left[2]
    for case_id in ids[:2]:
        assert cases.open_case(desk, case_id).decision.delivered_on == ON
        assert any(step.action == "批量标记送达" for step in history.history_of(desk, "case", case_id))
    assert cases.open_case(desk, talk).decision.delivered_on is None
    history.take_back(desk, done.audit_seq)
    assert cases.open_case(desk, ids[0]).decision.delivered_on is None
    with pytest.raises(Refused, match="没有可以标记送达"):
        execution.deliver_many(desk, [talk], on=ON, by="李经办")
    assert duties.stale(desk) == []


def test_details_stand_in_the_history_in_words(desk):
    case_id = decided(desk)
    record(desk, case_id, "tell", details={"told": "person、branch", "opinion": "refused", "noted": "yes"})
    step = next(s for s in history.history_of(desk, "case", case_id) if s.action == "记录执行事项")
    said = next(d.after for d in step.differences if "办理细目" in d.field)
    assert "本人意见：拒绝签字" in said
    assert "宣布对象：本人、支部全体党员" in said


def test_a_month_before_it_is_sent_names_the_faults(desk):
    from jzdesk.services import months

    case_id = decided(desk)
    record(desk, case_id, "deliver", on=date(2026, 11, 2), details={"sealed": "no"})
    texts = [f.text for f in months.check_month(desk, "2026-09")]
    assert any("超过期限" in text for text in texts)
    assert any("没有加盖单位印章" in text for text in texts)


def test_the_appraisal_of_a_year_is_on_the_board_in_its_spring(desk, clock):
    decided(desk)
    assert DutyKind.APPRAISAL not in {r.duty.kind for r in overview.due_duties(desk)}
    clock.set(date(2027, 4, 1))
    assert DutyKind.APPRAISAL in {r.duty.kind for r in overview.due_duties(desk)}


def test_a_limit_set_by_hand_is_neither_taken_away_nor_put_before_the_decision(desk):
    case_id = decided(desk)
    execution.add_item(desk, case_id, letter(desk, case_id))
    kept = cases.open_case(desk, case_id).decision.items[0]
    for limit in (None, date(2026, 9, 1)):
        with pytest.raises(RuleError) as fault:
            execution.record_execution(desk, case_id, replace(kept, limit_on=limit))
        assert fault.value.field == "limit_on"


@pytest.mark.parametrize("text", ["１２３", "٣", "9" * 5000, "²", "-5", "1.5"])
def test_an_amount_that_cannot_be_shown_is_refused(desk, text):
    case_id = decided(desk, case={"amount": 100})
    with pytest.raises(RuleError) as fault:
        record(desk, case_id, "property", details={"amount_due": text})
    assert fault.value.field == "details.amount_due"


def test_one_of_several_is_chosen_once(desk):
    case_id = decided(desk)
    with pytest.raises(RuleError) as fault:
        record(desk, case_id, "deliver", details={"way": "direct、mail"})
    assert fault.value.field == "details.way"


def test_a_year_recorded_settles_the_appraisal_and_taken_out_opens_it_again(desk):
    case_id = decided(desk, decided_on=date(2025, 3, 3), codes=("D2",))
    person = cases.open_case(desk, case_id).person.id

    def done():
        return [d.done_on for d in cases.duties_of_case(desk, case_id) if d.kind == DutyKind.APPRAISAL]

    assert done() == [None]
    changes = annual.record_annual(desk, person, AnnualRecord(year=2025, grade="none"))
    assert "没有填写确定日期" in changes.message
    assert done() == [None]
    changes = annual.record_annual(desk, person, AnnualRecord(year=2025, grade="none", graded_on=date(2026, 2, 3)))
    assert "没有填写确定日期" not in changes.message
    assert done() == [date(2026, 2, 3)]
    removal = annual.remove_annual(desk, person, 2025, why="填错")
    assert done() == [None]
    history.take_back(desk, removal.audit_seq)
    assert done() == [date(2026, 2, 3)]
    assert duties.stale(desk) == []
