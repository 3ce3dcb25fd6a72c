"""The meeting: its parts by the kind of decision, scope, counts, and what an inspector would find."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.announcements import Announcement, cautions, check, covers, least_scope, parts_for, purpose
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.errors import RuleError
from jzdesk.domain.people import Person

DECIDED, TODAY, DUE = date(2026, 9, 18), date(2026, 11, 22), date(2026, 9, 29)
HELD = Announcement(held_on=date(2026, 9, 28), place="三楼会议室", part_report=True, part_reading=True, part_criticism=True,
                    part_statement=True, scope="unit", expected=50, attendance=46, person_present=True)  # fmt: skip


@pytest.fixture(scope="module")
def scopes(rulebook):
    return rulebook.codes["announce_scope"]


def refusal(item, **more):
    with pytest.raises(RuleError) as refused:
        check(item, decided_on=DECIDED, on=TODAY, **more)
    return refused.value.field


def test_a_meeting_with_four_parts_stands(scopes):
    check(HELD, decided_on=DECIDED, on=TODAY, scopes=scopes)
    assert cautions(HELD, due_on=DUE, scopes=scopes) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"attendance": 51}, "attendance"),
        ({"notice_on": date(2026, 9, 17)}, "notice_on"),
        ({"notice_on": date(2026, 9, 29)}, "notice_on"),
        ({"part_statement": False}, "parts"),
        ({"place": " "}, "place"),
    ],
)
def test_what_cannot_be_is_refused(change, field):
    assert refusal(replace(HELD, **change)) == field


def test_a_correction_is_made_as_widely_as_the_decision_was(scopes):
    assert refusal(replace(HELD, scope="branch"), least="unit", scopes=scopes, review_kind="lighter") == "scope"
    assert refusal(replace(HELD, scope=""), least="unit", scopes=scopes, review_kind="lighter") == "scope"
    check(replace(HELD, scope="county"), decided_on=DECIDED, on=TODAY, least="unit", scopes=scopes, review_kind="lighter")
    assert covers("unit", "gone", scopes)  # a scope no longer in the list narrows nothing


def test_a_correction_has_two_parts_a_heavier_decision_four():
    two = replace(HELD, part_criticism=False, part_statement=False)
    check(two, decided_on=DECIDED, on=TODAY, review_kind="revoked")
    assert refusal(two, review_kind="heavier") == "parts"
    assert len(parts_for("lighter")) == 2
    assert purpose(Decision(review_kind="revoked")) == "恢复名誉宣布"
    assert purpose(Decision(review_kind="lighter")) == "更正宣布"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scope": "leaders"}, "宣布范围偏窄"),
        ({"attendance": 20}, "不足一半"),
        ({"attendance": None}, "以送达代替宣布"),
        ({"held_on": None, "planned_on": date(2026, 10, 12), "postponed_reason": "住院"}, "改期后超过 7 个工作日"),
        ({"held_on": None, "planned_on": date(2026, 10, 12)}, "仍按逾期统计"),
    ],
)
def test_what_an_inspector_would_find(scopes, change, said):
    found = cautions(replace(HELD, **change), due_on=DUE, scopes=scopes)
    assert any(said in text for text in found)


def test_the_least_scope_is_that_of_the_last_announced_decision_of_the_chain():
    first = Decision(id=1, decided_on=DECIDED, announcement=HELD)
    second = Decision(id=2, decided_on=date(2026, 10, 9), reviews_id=1, review_kind="lighter")
    third = Decision(id=3, decided_on=date(2026, 11, 9), reviews_id=2, review_kind="revoked")
    file = CaseFile(person=Person(), case=Case(), decisions=(first, second, third))
    assert least_scope(file, third) == "unit"
    assert least_scope(file, first) == ""
