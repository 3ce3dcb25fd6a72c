"""Contradictions of a month between a tolerance review and the case it is tied to, each leading to the review."""

from __future__ import annotations

from datetime import date

import pytest
from revisit_county import Clock, sanction

from jzdesk.domain.review_files import InvolvedPerson
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.services import cases, months
from jzdesk.storage import tolerance

KEY = "2026-10"


@pytest.fixture
def clock():
    return Clock()


def reviewed(desk, case_id, *, conclusion="mitigated", before="D2", after="D1", others=(), tied=True):
    """A review of the person of a case, concluded and told in October."""
    person = cases.open_case(desk, case_id).person
    with desk.vault.write(desk.actor, "登记容错审查", noun="tolerance") as tx:
        saved = tolerance.save(tx, ToleranceReview(
            number="RC2026-001", matter="防汛抢险中临时征用民房", person_id=person.id, case_id=case_id if tied else None,
            applied_on=date(2026, 9, 7), accepted_on=date(2026, 9, 9), verified_on=date(2026, 9, 21), studied_on=date(2026, 9, 24),
            concluded_on=date(2026, 10, 9), conclusion=conclusion, before_code=before, after_code=after,
            feedback_on=date(2026, 10, 10), feedback_organ_on=date(2026, 10, 10), filed_on=date(2026, 10, 10),
        ))  # fmt: skip
        tolerance.keep_others(tx, saved.id, others)
        tx.note(person.name)
    return saved.id


def told(desk):
    return [(f.text, f.record_id) for f in months.check_month(desk, KEY) if f.kind == "tolerance"]


def lines(desk):
    return {r["name"]: (r["form_before"], r["form_after"], r["form_change"], r["decision"])
            for r in months.make_book(desk, KEY).ledgers["tolerance_people"]}  # fmt: skip


def test_a_decision_that_agrees_is_told_in_the_ledger(desk):
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 16), codes=("D1",), number="公纪决〔2026〕9号")
    reviewed(desk, case)
    assert told(desk) == []
    assert lines(desk)["吴建国"] == ("第二种形态", "第二种形态", "形态不变", "公纪决〔2026〕9号（2026-10-16，党内警告）")


def test_a_decision_that_says_otherwise_is_found(desk):
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 16), codes=("D2",), number="公纪决〔2026〕9号")
    review = reviewed(desk, case, after="D1")
    ((text, record),) = told(desk)
    assert record == review
    assert text == "吴建国（RC2026-001）：容错认定减轻、最终处理为党内警告，案件处理决定却是公纪决〔2026〕9号（2026-10-16，党内严重警告）"


def test_who_is_exempt_and_sanctioned_all_the_same_is_found(desk):
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 16), codes=("D1",))
    reviewed(desk, case, conclusion="exempt", before="D1", after="")
    ((text, _),) = told(desk)
    assert "容错认定免责、最终处理为不作处理，案件处理决定却是" in text
    assert lines(desk)["吴建国"][:3] == ("第二种形态", "不作处理", "第二种形态→不作处理")


def test_a_measure_nobody_decided_on_is_found_until_it_is(desk):
    """The case is another matter of the year before; a later one that gives just this measure settles it."""
    old = sanction(desk, "吴建国", decided_on=date(2025, 3, 3), codes=("D1",))
    other = sanction(desk, "李秀英", decided_on=date(2025, 3, 4), codes=("D1",))
    beside = cases.open_case(desk, other).person.id
    review = reviewed(desk, old, tied=False, before="D1", after="F11",
                      others=[InvolvedPerson(person_id=beside, before_code="D1", after_code="F11")])  # fmt: skip
    texts = told(desk)
    assert [record for _, record in texts] == [review, review]
    assert [text for text, _ in texts] == [
        "吴建国（RC2026-001）：最终处理为诫勉（诫勉谈话），尚未登记处理决定", "李秀英（RC2026-001）：最终处理为诫勉（诫勉谈话），尚未登记处理决定",
    ]  # fmt: skip
    assert lines(desk)["李秀英"] == ("第二种形态", "第一种形态", "第二种形态→第一种形态", "尚未登记处理决定")
    official = months.figures(desk, KEY).forms
    assert official == (0, 0, 0, 0)


def test_a_refused_review_changes_no_form(desk):
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 16), codes=("D2",))
    reviewed(desk, case, conclusion="refused", before="D2", after="D2")
    assert told(desk) == []
    assert lines(desk)["吴建国"][2:] == ("", "")
    assert sum(count for _, count, _ in months.make_book(desk, KEY).form_changes) == 0
    assert months.figures(desk, KEY).forms == (0, 1, 0, 0)


def test_a_frozen_month_of_before_shows_no_new_figures(desk):
    """What was reported before letters were counted is shown as it was."""
    from jzdesk.domain.months import Month

    kept = Month(key="2026-08", state="frozen", figures=(
        '{"key": "2026-08", "forms": [1, 0, 0, 0], "forms_year": [1, 0, 0, 0], "shares": ["100.0", "0.0", "0.0", "0.0"],'
        ' "shares_year": ["100.0", "0.0", "0.0", "0.0"], "rates": [], "decisions": 1, "announced": {}}'
    ))  # fmt: skip
    shown = months.reported_figures(kept)
    assert (shown.decisions, shown.reviews.received, shown.letters.received) == (1, 0, 0)
