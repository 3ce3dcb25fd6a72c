"""期满考核: what is refused, what the rules propose, and the duties that follow."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.assessment_rules import Findings, nearest, propose, read_assessments
from jzdesk.domain.assessments import Assessment, check
from jzdesk.domain.dossiers import Dossier, DossierFile
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import RuleError
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner

D = date.fromisoformat
HELD, TODAY = D("2026-11-10"), D("2026-11-22")
WHOLE = Assessment(held_on=HELD, mentor_opinion="稳定。", unit_opinion="良好。", result="poor", use="serious")
SLACK = replace(WHOLE, slack=True, consequence="约谈，调整岗位", consequence_due=D("2026-12-10"))
GRADES = ("good", "fairly", "fair", "poor")


def test_what_is_whole_is_taken():
    check(WHOLE, earliest=None, on=TODAY)
    check(SLACK, earliest=None, on=TODAY)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slack": True}, "consequence"),
        ({"consequence": "约谈"}, "consequence_due"),
        ({"consequence_due": HELD}, "consequence"),
        ({"consequence": "约谈", "consequence_due": D("2026-11-09")}, "consequence_due"),
        ({"consequence": "约谈", "consequence_due": HELD, "consequence_done": D("2026-11-09")}, "consequence_done"),
        ({"consequence": "约谈", "consequence_due": HELD, "consequence_done": D("2026-11-23")}, "consequence_done"),
        ({"new_violation": True}, "complaints"),
        ({"forwarded_on": HELD}, "forwarded_to"),
    ],
)
def test_what_is_refused(values, field):
    with pytest.raises(RuleError) as refusal:
        check(replace(WHOLE, **values), earliest=None, on=TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("found", "result", "use", "words"),
    [
        (Findings(new_cases=1, slack=True, evaluations=("good",)), "poor", "serious", "新的违纪违法"),
        (Findings(slack=True), "poor", "serious", "消极怠工"),
        (Findings(evaluations=("good", "poor")), "fair", "help", "末等"),
        (Findings(evaluations=("poor", "good"), effects=("not_recognises",)), "fair", "remind", "不能正确认识"),
        (Findings(evaluations=("good",), good_share=59.9), "fair", "help", "民主测评"),
        (Findings(evaluations=("good",), good_share=60.0), "good", "normal", "最好一等"),
        (Findings(missed=2), "fair", "help", "未访"),
        (Findings(missed=1), "fairly", "normal", "没有不良情况"),
        (Findings(follow_ups_open=1), "fairly", "help", "跟踪事项"),
        (Findings(items_open=1), "fairly", "help", "执行事项"),
        (Findings(), "fairly", "normal", "没有不良情况"),
    ],
)
def test_what_is_proposed(rulebook, found, result, use, words):
    said = propose(found, rulebook.assessments, grades=GRADES, results=GRADES)
    assert (said.result, said.use) == (result, use)
    assert words in said.reason


def test_the_other_reasons_are_said_too(rulebook):
    found = Findings(slack=True, missed=3, items_open=2)
    said = propose(found, rulebook.assessments, grades=GRADES, results=GRADES)
    assert said.others == ("多次应访未访", "处分执行事项尚未全部办结")


def test_a_county_with_three_grades(rulebook):
    three = ("good", "fair", "poor")
    assert propose(Findings(), rulebook.assessments, grades=three, results=three).result == "fair"
    assert propose(Findings(evaluations=("poor",)), rulebook.assessments, grades=three, results=three).result == "fair"
    assert nearest("poor", ("good", "fairly"), order=GRADES) == "fairly"
    assert nearest("own", ("good", "own"), order=GRADES) == "own"
    assert nearest("fair", (), order=GRADES) == "fair"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["proposal"][0].update(when="never"), "when 只能是"),
        (lambda t: t["proposal"][1].update(code="A1"), "代码 A1 重复"),
        (lambda t: t["forwarding"].update(within_days=0), "within_days 应在"),
        (lambda t: t.pop("talks"), "缺少 \\[talks\\]"),
    ],
)
def test_a_wrong_entry_is_refused(tables, change, words):
    made = copy.deepcopy(tables)
    change(made["assessments"])
    with pytest.raises(RuleError, match=words):
        read_assessments(made)


def test_results_and_uses_of_proposals_are_in_the_lists(rulebook):
    results = {code.code for code in rulebook.codes["assessment_grade"]}
    uses = {code.code for code in rulebook.codes["assessment_use"]}
    for rule in rulebook.assessments.proposals:
        assert rule.result in results
        assert rule.use in uses
    assert set(rulebook.assessments.forward_uses) <= uses


@pytest.mark.parametrize(
    ("place", "word"), [("县纪委监委第二讯问室", "讯问"), ("留置场所", "留置"), ("县水利局小会议室", ""), ("", "")]
)
def test_places_that_are_not_for_talks(rulebook, place, word):
    assert rulebook.assessments.unfit_word(place) == word


# ---- duties


def duties_after(rulebook, calendar, item, **dossier):
    file = DossierFile(
        dossier=Dossier(id=3, person_id=7, **dossier), person=Person(id=7, name="吴建国"),
        assessments=(replace(item, id=5),), decided_on=D("2025-10-09"), period_end=D("2026-10-08"),
    )  # fmt: skip
    planner = Planner(rulebook, calendar)
    kinds = (DutyKind.FORWARD_ASSESSMENT.value, DutyKind.CONSEQUENCE.value)
    return {d.kind: d for d in planner.of_dossier(file, (), ("D1",)) if d.kind in kinds}


def test_a_result_is_to_be_forwarded(rulebook, work_calendar):
    found = duties_after(rulebook, work_calendar, WHOLE)
    assert list(found) == ["forward_assessment"]
    duty = found["forward_assessment"]
    assert duty.key == ("forward_assessment", "assessment", 5, 0)
    assert (duty.due_on, duty.counted_from, duty.open) == (D("2026-11-25"), HELD, True)
    sent = duties_after(rulebook, work_calendar, replace(WHOLE, forwarded_to="县委组织部", forwarded_on=D("2026-11-12")))
    assert sent["forward_assessment"].done_on == D("2026-11-12")


def test_only_some_uses_call_for_forwarding(rulebook, work_calendar):
    rules = replace(rulebook, assessments=replace(rulebook.assessments, forward_uses=("normal",)))
    assert duties_after(rules, work_calendar, WHOLE) == {}
    assert list(duties_after(rules, work_calendar, replace(WHOLE, use="normal"))) == ["forward_assessment"]


def test_a_consequence_is_due_and_done(rulebook, work_calendar):
    duty = duties_after(rulebook, work_calendar, SLACK)["consequence"]
    assert (duty.due_on, duty.open) == (D("2026-12-10"), True)
    assert "约谈，调整岗位" in duty.why
    done = duties_after(rulebook, work_calendar, replace(SLACK, consequence_done=TODAY))["consequence"]
    assert done.done_on == TODAY


def test_who_is_no_longer_due_is_excused(rulebook, work_calendar):
    found = duties_after(rulebook, work_calendar, SLACK, excluded="death")
    assert {d.excuse for d in found.values()} == {"死亡"}
