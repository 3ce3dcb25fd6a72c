from __future__ import annotations

import copy
from datetime import date

import pytest

from jzdesk.domain.deadlines import due, latest, read_deadlines
from jzdesk.domain.errors import RuleError

D = date.fromisoformat

# domain notes §2.1, row by row: code, length, unit, longest
LIMITS = [
    ("announce", 7, "wd", None),
    ("tell", 1, "month", None),
    ("deliver", 1, "month", None),
    ("adjust", 1, "month", 6),
    ("archive", 1, "month", 6),
    ("report_execution", 6, "month", None),
    ("exempt_announce", 1, "month", None),
    ("soe_notice", 1, "month", None),
    ("soe_adjust", 1, "month", 6),
    ("property", 60, "day", None),
    ("report_announcements", 3, "month", None),
    ("written_delivery", 15, "day", None),
    ("execution_local", 30, "day", None),
    ("review_apply", 1, "month", None),
    ("review_decide", 1, "month", None),
    ("recheck_apply", 1, "month", None),
    ("recheck_decide", 2, "month", None),
    ("party_appeal", 3, "month", None),
    ("civil_review_apply", 30, "day", None),
    ("civil_review_decide", 30, "day", None),
    ("civil_appeal_apply", 15, "day", None),
    ("civil_appeal_direct", 30, "day", None),
    ("civil_appeal_decide", 60, "day", 90),
    ("soe_review_apply", 1, "month", None),
    ("soe_review_decide", 1, "month", None),
    ("soe_appeal_apply", 1, "month", None),
    ("soe_appeal_decide", 2, "month", 3),
]


@pytest.mark.parametrize(("code", "length", "unit", "longest"), LIMITS)
def test_each_limit(rulebook, code, length, unit, longest):
    found = rulebook.deadlines[code]
    assert (found.length, found.unit, found.longest) == (length, unit, longest)
    assert found.clause
    assert found.counted_from


def test_defaults_are_marked(rulebook):
    marked = {d.code for d in rulebook.deadlines.values() if d.is_default}
    assert {"deliver", "answer_enquiry", "restore_rights", "close_month", "written_delivery"} <= marked
    assert not {"announce", "tell", "adjust", "report_execution", "party_appeal"} & marked
    assert {d.code for d in rulebook.deadlines.values() if not d.enabled} == {
        "written_delivery",
        "execution_local",
        "restore_report",
    }


@pytest.mark.parametrize(
    ("code", "start", "on"),
    [
        ("announce", "2026-09-18", "2026-09-29"),
        ("tell", "2026-09-04", "2026-10-08"),
        ("report_execution", "2026-02-27", "2026-08-27"),
        ("property", "2026-03-02", "2026-05-06"),
    ],
)
def test_due(rulebook, work_calendar, code, start, on):
    deadline = rulebook.deadlines[code]
    found = due(deadline, D(start), work_calendar)
    assert (found.on, found.clause, found.provisional) == (D(on), deadline.clause, False)
    assert start in found.why


def test_the_longest_extension(rulebook, work_calendar):
    assert latest(rulebook.deadlines["adjust"], D("2026-03-10"), work_calendar).on == D("2026-09-10")
    assert due(rulebook.deadlines["adjust"], D("2026-03-10"), work_calendar).on == D("2026-04-10")
    assert latest(rulebook.deadlines["tell"], D("2026-03-10"), work_calendar).on == D("2026-04-10")


def test_an_unknown_year_stays_provisional(rulebook, work_calendar):
    assert due(rulebook.deadlines["announce"], D("2026-12-25"), work_calendar).provisional


def test_words(rulebook):
    assert rulebook.deadlines["announce"].length_text == "7 个工作日"
    assert rulebook.deadlines["adjust"].length_text == "1 个月"
    assert rulebook.deadlines["property"].length_text == "60 天"


def test_an_unknown_code_is_refused(rulebook):
    with pytest.raises(RuleError, match="没有代码为 later 的期限"):
        rulebook.deadlines["later"]
    assert "later" not in rulebook.deadlines
    assert len(rulebook.deadlines) == len(list(rulebook.deadlines))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"length": 0}, "length 应在 1 至 1000 之间"),
        ({"unit": "week"}, "unit 只能是 wd、day、month"),
        ({"longest": 3}, "longest 小于 length"),
        ({"clause": " "}, "clause 为空"),
        ({"default": "yes"}, "default 应为 true 或 false"),
        ({"code": "tell"}, "代码 tell 重复"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_entry(tables, values, words):
    made = copy.deepcopy(tables)
    made["deadlines"]["deadline"][0].update(values)
    with pytest.raises(RuleError) as refusal:
        read_deadlines(made)
    assert "deadlines.toml" in refusal.value.text
    assert words in refusal.value.text
