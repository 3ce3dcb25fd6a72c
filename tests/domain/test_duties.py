"""States and rates of duties, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.duties import (
    KIND_NAMES,
    Duty,
    DutyKind,
    DutyState,
    Rate,
    done_rate,
    on_time_rate,
    remaining_text,
    state_of,
)

DUE = date(2026, 9, 29)


def duty(**over):
    values = {
        "kind": "announce", "subject": "decision", "subject_id": 1, "person_id": 1,
        "counted_from": date(2026, 9, 18), "due_on": DUE, "warn_on": date(2026, 9, 23),
    }  # fmt: skip
    return Duty(**{**values, **over})


@pytest.mark.parametrize(
    ("over", "on", "state"),
    [
        ({}, date(2026, 9, 22), DutyState.OPEN),
        ({}, date(2026, 9, 23), DutyState.DUE_SOON),
        ({}, DUE, DutyState.DUE_SOON),
        ({}, date(2026, 9, 30), DutyState.OVERDUE),
        ({"done_on": DUE}, date(2026, 10, 1), DutyState.DONE),
        ({"done_on": date(2026, 9, 30)}, date(2026, 10, 1), DutyState.DONE_LATE),
        ({"done_on": date(2026, 10, 9)}, date(2026, 9, 30), DutyState.OVERDUE),
        ({"excuse": "国家秘密"}, date(2026, 10, 9), DutyState.EXCUSED),
        ({"excuse": "国家秘密", "done_on": DUE}, date(2026, 10, 9), DutyState.DONE),
    ],
)
def test_a_duty_is_judged_as_it_stood_on_the_day(over, on, state):
    assert state_of(duty(**over), on) is state


def test_the_words_say_how_many_working_days(work_calendar):
    assert remaining_text(duty(), date(2026, 9, 24), work_calendar) == "还剩 2 个工作日"
    assert remaining_text(duty(), DUE, work_calendar) == "今天到期"
    # the National Day holiday does not count
    assert remaining_text(duty(), date(2026, 10, 9), work_calendar) == "已逾期 3 个工作日"
    late = duty(done_on=date(2026, 10, 8))
    assert remaining_text(late, date(2026, 10, 9), work_calendar) == "2026-10-08 已办，逾期2个工作日"
    assert remaining_text(duty(excuse="个人隐私"), DUE, work_calendar) == "豁免：个人隐私"


def test_rates_say_their_denominator():
    on = date(2026, 10, 31)
    duties = [duty(done_on=DUE), duty(done_on=date(2026, 10, 8)), duty(), duty(excuse="国家秘密")]
    assert on_time_rate("宣布及时率", duties, on) == Rate("宣布及时率", 1, 3, 1)
    assert done_rate("宣布率", duties, on) == Rate("宣布率", 2, 3, 1)
    assert on_time_rate("宣布及时率", [], on).text == "—"


def test_what_is_not_yet_due_does_not_spoil_a_rate():
    open_duty = duty(due_on=date(2026, 12, 1), warn_on=date(2026, 11, 20))
    assert on_time_rate("宣布及时率", [open_duty], date(2026, 10, 31)).due == 0


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_hundred_percent_means_all(met, missing):
    rate = Rate("回访率", met, met + missing)
    if rate.due == 0:
        assert rate.percent is None
        return
    assert (rate.percent == Decimal("100.0")) == (missing == 0)
    assert Decimal(0) <= rate.percent <= Decimal(100)


@given(st.integers(0, 40), st.integers(0, 40), st.booleans())
def test_every_duty_has_exactly_one_state_and_done_is_for_ever(done_after, seen_after, excused):
    start = date(2026, 9, 18)
    item = duty(done_on=start + timedelta(days=done_after), excuse="国家秘密" if excused else "")
    seen = start + timedelta(days=max(seen_after, done_after))
    assert state_of(item, seen) in (DutyState.DONE, DutyState.DONE_LATE)
    assert (state_of(item, seen) is DutyState.DONE) == (item.done_on <= item.due_on)


def test_every_kind_has_a_name():
    assert set(KIND_NAMES) == set(DutyKind)
