"""Which items a decision calls for, by kind of measure and person; and a rule file that is wrong is refused by name."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest

from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.dates import EndRule
from jzdesk.domain.errors import RuleError
from jzdesk.domain.execution import ExecutionItem, check_details, check_limit
from jzdesk.domain.execution_rules import circumstances
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner
from jzdesk.domain.reckoning import reckon
from jzdesk.domain.rulebook import Rulebook

DECIDED = date(2026, 9, 18)
ALWAYS = {"deliver", "tell", "announce", "archive", "report_execution"}
CIVIL = {"object_kind": "civil", "politics": "01"}


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


def case(*codes, person=None, amount=None, annual=(), decided=DECIDED, items=()):
    measures = tuple(Measure(id=n, decision_id=1, code=code) for n, code in enumerate(codes, 1))
    decision = Decision(id=1, case_id=1, decided_on=decided, measures=measures, items=items)
    who = Person(id=1, name="吴建国", **(person or {}))
    return CaseFile(person=who, case=Case(id=1, amount=amount), decisions=(decision,), annual=annual)


def duties(planner, file):
    return {(d.kind, d.part): d for d in reckon([file], planner, EndRule.PREV_DAY).duties}


def items(planner, file):
    """The codes of everything on the checklist, running items too."""
    decision = file.decisions[0]
    codes = [m.code for m in decision.measures]
    return {t.code for t in planner.rules.execution.demanded(planner.circumstances_of(file, decision, codes))}


@pytest.mark.parametrize(
    ("codes", "person", "amount", "wanted"),
    [
        (("D1",), {"object_kind": "village", "politics": "01"}, None, ALWAYS | {"promotion", "revisit"}),
        (("D3", "Z5"), CIVIL | {"delegate": "npc"}, None,
         ALWAYS | {"notify_organs", "adjust", "appraisal", "promotion", "delegate", "revisit"}),
        (("Z4",), {"object_kind": "civil"}, None, ALWAYS | {"notify_organs", "adjust", "appraisal", "promotion", "revisit"}),
        (("D4-1",), CIVIL, None, ALWAYS | {
            "notify_organs", "adjust", "appraisal", "promotion", "probation", "restore", "revisit"}),
        (("D5", "Z6"), CIVIL, 5_000_000, ALWAYS | {"notify_organs", "adjust", "property", "revisit"}),
        (("D2", "O05"), CIVIL, None, ALWAYS | {"notify_organs", "organization", "appraisal", "promotion", "revisit"}),
        (("F11",), CIVIL, 5_000_000, set()),
        (("M01",), CIVIL, None, {"announce"}),
        (("D2",), {"object_kind": "civil", "politics": "01", "retired": True}, None, ALWAYS | {"notify_organs", "revisit"}),
        (("D2",), CIVIL | {"delegate": "party"}, None, ALWAYS | {"notify_organs", "appraisal", "promotion", "revisit"}),
    ],
)  # fmt: skip
def test_the_checklist_of_each_kind_of_measure_and_person(planner, codes, person, amount, wanted):
    assert items(planner, case(*codes, person=person, amount=amount)) == wanted


@pytest.mark.parametrize(
    ("codes", "years"),
    [(("D1",), {2026}), (("Z3",), {2026, 2027}), (("D4-2",), {2026, 2027, 2028}), (("D3", "Z5"), {2026, 2027})],
)
def test_an_appraisal_of_each_limited_year_is_due_in_march_after_it(planner, codes, years):
    found = {part: d for (kind, part), d in duties(planner, case(*codes, person=CIVIL)).items() if kind == "appraisal"}
    assert set(found) == years
    for year, duty in found.items():
        assert duty.due_on == date(year + 1, 3, 31)
        assert duty.counted_from == date(year, 12, 31)
        assert duty.warn_on == date(year + 1, 3, 1)
        assert str(year) in duty.why


def test_a_graded_year_settles_its_appraisal_and_no_other(planner):
    records = (
        AnnualRecord(year=2026, grade="none", graded_on=date(2027, 2, 20)), AnnualRecord(year=2027, grade="competent"),
    )  # fmt: skip
    found = duties(planner, case("Z3", person=CIVIL, annual=records))
    assert found["appraisal", 2026].done_on == date(2027, 2, 20)
    assert found["appraisal", 2027].open  # a grade without the day it was fixed settles nothing


def test_an_appraisal_is_also_settled_by_its_own_item(planner):
    item = ExecutionItem(id=1, decision_id=1, kind="appraisal", part=2027, done_on=date(2028, 1, 9), done_by="组织部")
    found = duties(planner, case("Z3", person=CIVIL, items=(item,)))
    assert found["appraisal", 2027].done_on == date(2028, 1, 9)
    assert found["appraisal", 2026].open


def test_property_counts_sixty_days_from_the_notice(planner):
    bare = duties(planner, case("D2", person=CIVIL, amount=1_000_000))["property", 0]
    assert bare.due_on == date(2026, 11, 17)
    assert "没有填写审理室通知日期" in bare.why
    item = ExecutionItem(id=1, decision_id=1, kind="property", counted_from=date(2026, 10, 12))
    told = duties(planner, case("D2", person=CIVIL, amount=1_000_000, items=(item,)))["property", 0]
    assert told.due_on == date(2026, 12, 11)
    assert told.counted_from == date(2026, 10, 12)


def test_letters_are_added_by_hand_each_with_its_own_day(planner):
    letters = tuple(
        ExecutionItem(id=n, decision_id=1, kind="letters", part=n, limit_on=date(2026, 11, n), details={"letter": "advice"})
        for n in (3, 9)
    )
    found = duties(planner, case("D1", person=CIVIL, items=letters))
    assert found["letters", 3].due_on == date(2026, 11, 3)
    assert found["letters", 9].due_on == date(2026, 11, 9)
    assert ("letters", 0) not in found


def test_a_manager_of_a_state_enterprise_is_told_by_the_regulation_of_enterprises(planner):
    soe = {"object_kind": "soe"}
    found = duties(planner, case("Z5", person=soe))
    assert "国有企业" in found["tell", 0].clause
    assert "国有企业" in found["adjust", 0].clause
    assert not any(kind == "appraisal" for kind, _ in found)
    both = duties(planner, case("D3", "Z5", person=soe | {"politics": "01"}))
    assert "纪律处分条例" in both["tell", 0].clause


def test_what_is_not_counted_from_the_decision_may_be_extended_past_six_months(planner):
    longer = {"extended_to": date(2028, 6, 30), "extension_approver": "张书记"}
    tied = ExecutionItem(id=1, decision_id=1, kind="archive", **longer)
    free = ExecutionItem(id=2, decision_id=1, kind="letters", part=1, limit_on=date(2026, 12, 1), **longer)
    found = duties(planner, case("D1", person=CIVIL, items=(tied, free)))
    assert found["archive", 0].due_on == date(2027, 3, 18)
    assert found["letters", 1].due_on == date(2028, 6, 30)


def test_conditions_are_found_from_the_measures_alone(rulebook):
    found = circumstances(("D4-1", "O02"), rulebook.sanctions)
    assert {"sanction", "party", "organization", "post_change", "probation", "measure:O02"} <= found
    assert not {"public", "amount", "retired", "acquitted"} & found


# ---- filling in


def test_what_a_letter_must_say_and_by_when(rulebook):
    letters = rulebook.execution.items["letters"]
    blank = ExecutionItem(kind="letters")
    with pytest.raises(RuleError) as refused:
        check_details(blank, letters)
    assert refused.value.field == "details.letter"
    full = ExecutionItem(kind="letters", details={"letter": "advice", "addressee": "县住建局"})
    check_details(full, letters)
    with pytest.raises(RuleError, match="期限"):
        check_limit(full, letters, decided_on=DECIDED)


@pytest.mark.parametrize(
    ("kind", "details"),
    [("deliver", {"sealed": "maybe"}), ("tell", {"told": "person、nobody"}), ("property", {"amount_due": "12.5"}),
     ("adjust", {"pay_from": "2026-13-01"})],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_field(rulebook, kind, details):
    with pytest.raises(RuleError) as refused:
        check_details(ExecutionItem(kind=kind, details=details), rulebook.execution.items[kind])
    assert refused.value.field == f"details.{next(iter(details))}"


def test_details_read_in_the_words_of_the_form(rulebook):
    said = rulebook.execution.details_said("tell", {"told": "person、branch", "opinion": "refused", "noted": "yes", "old": "旧"})
    assert said == (
        ("宣布对象", "本人、支部全体党员"), ("本人意见", "拒绝签字"), ("已在决定书上注明", "是"), ("old", "旧"),
    )  # fmt: skip
    assert rulebook.execution.said({"amount_due": "123450000"}) == (("应收缴退赔", "123.45 万元"),)


# ---- the file


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"deadline": "nowhere"}, "nowhere"),
        ({"when": ["rich"]}, "rich"),
        ({"when": ["measure:Q9"]}, "Q9"),
        ({"when": []}, "when"),
        ({"deadline": ""}, "deadline"),
        ({"counted_from": "year"}, "due_day"),
        ({"due_day": "02-30"}, "due_day"),
        ({"code": "sing"}, "应办事项"),
        ({"fields": [{"code": "a", "label": "甲", "kind": "choice"}]}, "choices"),
        ({"fields": [{"code": "a", "label": "甲", "kind": "number"}]}, "kind"),
    ],
)
def test_a_wrong_template_is_refused_by_name(tables, change, said):
    wrong = deepcopy(tables)
    wrong["execution_rules"]["item"][0] |= change
    with pytest.raises(RuleError, match=r"execution_rules\.toml") as refused:
        Rulebook.from_tables(wrong)
    assert said in refused.value.text


def test_a_fault_nobody_tests_for_is_refused(tables):
    wrong = deepcopy(tables)
    wrong["execution_rules"]["fault"][0]["code"] = "unheard_of"
    with pytest.raises(RuleError, match="没有这项检查"):
        Rulebook.from_tables(wrong)


def test_every_template_and_kind_of_proof_is_named_in_the_lists(rulebook):
    names = {code.code for code in rulebook.codes["execution_item"]}
    proofs = {code.code for code in rulebook.codes["execution_evidence"]}
    for template in rulebook.execution.items.values():
        assert template.code in names
        assert set(template.evidence) <= proofs
