"""Which conclusion the facts call for, and how a table of rules is read."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.enquiry_rules import UNSEEN, WHEN, Words, propose, read_enquiries
from jzdesk.domain.errors import RuleError
from jzdesk.domain.rulebook import Rulebook
from jzdesk.domain.screening import DossierFact, Facts, MeasureFact, OpenCase, ReviewFact

ON = date(2026, 11, 20)
WORDS = Words(result=lambda code: {"poor": "差"}.get(code, code), worst_result="poor")
RUNNING = MeasureFact(
    case_id=1, code="D2", name="党内严重警告", document_number="公纪决〔2026〕3号", decided_on=date(2026, 3, 2),
    start_on=date(2026, 3, 2), end_on=date(2027, 9, 1), running=True,
)  # fmt: skip
OVER = replace(RUNNING, decided_on=date(2024, 1, 10), end_on=date(2025, 7, 9), running=False)
TALK = replace(RUNNING, code="F01", name="提醒谈话", end_on=None, running=False)
CASE = OpenCase(case_id=9, number="公监立〔2026〕8号", filed_on=date(2026, 10, 9))
EXEMPT = ReviewFact(
    review_id=3, number="RC2026-003", matter="第一书记补贴", conclusion="exempt", applied_on=date(2026, 8, 3),
    concluded_on=date(2026, 9, 7), running=False, correcting=False,
)  # fmt: skip
REVIEWING = replace(EXEMPT, conclusion="", concluded_on=None, running=True)
FILE = DossierFact(
    dossier_id=5, number="HF2026-5", visits_due=4, visits_held=2, last_visit_on=date(2026, 9, 2), evaluation="good",
    effect="recognises", assessed_on=None, result="", use="",
)  # fmt: skip
POOR = replace(FILE, assessed_on=date(2026, 8, 1), result="poor")


def proposed(rulebook, facts, purpose="promotion", on=ON):
    return propose(facts, purpose, rulebook.enquiries, on=on, words=WORDS)


@pytest.mark.parametrize(("facts", "purpose", "conclusion"), [
    (None, "promotion", "clear"),
    (Facts(), "award", "clear"),
    (Facts(measures=(RUNNING,)), "promotion", "in_period"),
    (Facts(measures=(RUNNING,)), "award", "in_period"),
    (Facts(measures=(replace(RUNNING, end_on=None),)), "promotion", "in_period"),  # 留党察看: the end is not fixed yet
    (Facts(measures=(OVER,)), "promotion", "clear"),
    (Facts(measures=(replace(OVER, decided_on=date(2026, 2, 1), end_on=date(2026, 7, 31)),)), "promotion", "clear"),
    (Facts(measures=(replace(OVER, decided_on=date(2026, 2, 1), end_on=date(2026, 7, 31)),)), "award", "disagree"),
    (Facts(measures=(replace(OVER, decided_on=date(2025, 11, 20), end_on=date(2026, 5, 19)),)), "award", "clear"),
    (Facts(measures=(TALK,)), "award", "clear"),
    (Facts(measures=(replace(RUNNING, code="D5", expelled=True),)), "promotion", "disagree"),
    (Facts(measures=(replace(TALK, code="Z6", permanent=True),)), "recruit", "disagree"),
    (Facts(open_cases=(CASE,)), "promotion", "checking"),
    (Facts(open_cases=(CASE,), measures=(RUNNING,)), "promotion", "checking"),
    (Facts(reviews=(EXEMPT,)), "promotion", "tolerated"),
    (Facts(reviews=(EXEMPT,)), "award", "tolerated"),
    (Facts(reviews=(REVIEWING,)), "promotion", "checking"),
    (Facts(reviews=(EXEMPT,), measures=(RUNNING,)), "promotion", "in_period"),
    (Facts(reviews=(EXEMPT,), open_cases=(CASE,)), "promotion", "checking"),
    (Facts(reviews=(replace(EXEMPT, conclusion="lighter"),)), "promotion", "clear"),
    (Facts(reviews=(replace(EXEMPT, conclusion="refused"),)), "promotion", "checking"),
    (Facts(reviews=(replace(EXEMPT, conclusion="refused", concluded_on=date(2025, 1, 6)),)), "promotion", "clear"),
    (Facts(dossier=POOR), "promotion", "disagree"),
    (Facts(dossier=POOR), "transfer", "clear"),
    (Facts(dossier=replace(POOR, assessed_on=date(2025, 8, 1))), "promotion", "clear"),
    (Facts(dossier=FILE), "promotion", "clear"),
])  # fmt: skip
def test_what_is_proposed(rulebook, facts, purpose, conclusion):
    assert proposed(rulebook, facts, purpose).conclusion == conclusion


def test_every_condition_that_holds_is_a_reason_and_the_period_says_its_end(rulebook):
    found = proposed(rulebook, Facts(measures=(RUNNING, OVER), reviews=(EXEMPT,), open_cases=(CASE,)))
    texts = found.text.splitlines()
    assert texts[0] == "立案审查调查中，尚未作出决定：公监立〔2026〕8号，2026-10-09立案"
    assert "期间至2027-09-01" in texts[1]
    assert "容错免责" in texts[2]
    assert texts[3].startswith("曾受处分（处理），期间已满")
    assert "公监立" not in found.told  # what is being looked into is not for the letter
    assert "未发现" not in found.text


def test_an_exemption_does_not_count_against_the_man_while_its_correction_is_told_to_us_only(rulebook):
    found = proposed(rulebook, Facts(reviews=(replace(EXEMPT, correcting=True),)))
    assert found.conclusion == "tolerated"
    assert "纠错整改尚未完成" in found.text
    assert found.told == "“第一书记补贴”（2026-09-07认定）"


def test_who_may_not_see_open_cases_is_told_that_nobody_looked(rulebook):
    found = proposed(rulebook, Facts(open_cases=None))
    assert found.conclusion == "clear"
    assert UNSEEN in found.text
    assert found.told == ""


def test_records_in_the_recycle_bin_are_pointed_out(rulebook):
    assert "回收站中另有该人员的2件记录" in proposed(rulebook, Facts(deleted=2)).text


def test_a_talk_without_a_period_and_a_stubborn_mind_are_reasons_only(rulebook):
    facts = Facts(measures=(TALK,), dossier=replace(FILE, effect="not_recognises"))
    found = proposed(rulebook, facts)
    assert found.conclusion == "clear"
    assert "提醒谈话" in found.text
    assert "最近一次回访不能正确认识错误：2026-09-02回访" in found.text


def test_the_last_day_of_a_period_still_counts(rulebook):
    last = replace(RUNNING, end_on=ON)
    assert proposed(rulebook, Facts(measures=(last,))).conclusion == "in_period"
    after = replace(RUNNING, end_on=ON, running=False)
    assert proposed(rulebook, Facts(measures=(after,)), on=date(2026, 11, 21)).conclusion == "clear"


# ---- the table


def broken(tables, **changes):
    raw = copy.deepcopy(dict(tables["enquiries"]))
    for path, value in changes.items():
        part = (
            raw["outcome"][0] if path in ("when", "number", "purposes", "text", "code") else raw["matching"]
        )
        part[path] = value
    return {"enquiries": raw}


@pytest.mark.parametrize("change", [
    {"when": "whenever"}, {"number": 0}, {"purposes": "promotion"}, {"text": " "}, {"code": "E2"}, {"alike": 0},
    {"name": 101}, {"slip": "x"},
])  # fmt: skip
def test_a_wrong_entry_is_named(tables, change):
    with pytest.raises(RuleError) as refused:
        read_enquiries(broken(tables, **change))
    assert "enquiries.toml" in refused.value.text


@pytest.mark.parametrize("change", [{"conclusion": "fine"}, {"purposes": ["promotion", "holiday"]}])
def test_a_code_no_list_has_is_refused(tables, rulebook, change):
    raw = copy.deepcopy(dict(tables["enquiries"]))
    raw["outcome"][0] |= change
    with pytest.raises(RuleError, match=r"E1.*代码表"):
        Rulebook.from_tables({**tables, "enquiries": raw})


def test_a_table_without_proposals_is_refused(tables):
    with pytest.raises(RuleError, match="没有任何结论建议"):
        read_enquiries({"enquiries": {**tables["enquiries"], "outcome": []}})


def test_the_shipped_table_uses_every_condition_and_known_codes(rulebook):
    lines = rulebook.enquiries.outcomes
    assert {rule.when for rule in lines} == set(WHEN)
    replies = {code.code for code in rulebook.codes["enquiry_reply"]}
    purposes = {code.code for code in rulebook.codes["enquiry_purpose"]}
    assert {rule.conclusion for rule in lines} - {""} == replies
    assert all(set(rule.purposes) <= purposes for rule in lines)
    assert lines[-1].when == "always"
    assert all(rule.is_default or "《" in rule.clause for rule in lines)


def test_a_line_switched_off_no_longer_counts(tables):
    raw = copy.deepcopy(dict(tables["enquiries"]))
    next(line for line in raw["outcome"] if line["when"] == "in_period")["enabled"] = False
    rules = read_enquiries({"enquiries": raw})
    assert propose(Facts(measures=(RUNNING,)), "promotion", rules, on=ON, words=WORDS).conclusion == "clear"
