from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jzdesk.domain.dates import EndRule, add_months, period_end
from jzdesk.domain.periods import (
    Imposed,
    clocks,
    expected_until,
    in_effect,
    in_effect_until,
    is_open_ended,
    new_measure_refusal,
)

D = date.fromisoformat
PREV = EndRule.PREV_DAY


def measure(code, decided, key=1, **more):
    days = {name: D(value) if name.endswith("_on") else value for name, value in more.items()}
    return Imposed(key=key, code=code, decided_on=D(decided), **days)


@pytest.fixture(scope="session")
def rules(rulebook):
    return rulebook.sanctions


def run(rules, *given, rule=PREV):
    return clocks(given, rules, rule)


def one(rules, *given, rule=PREV):
    return run(rules, *given, rule=rule)[-1]


# 留党察看


@pytest.mark.parametrize(
    ("code", "more", "probation_end", "expected"),
    [
        ("D4-1", {}, "2023-03-11", "2025-03-11"),
        ("D4-2", {}, "2024-03-11", "2026-03-11"),
        ("D4-1", {"extended_on": "2023-03-12"}, "2024-03-11", "2026-03-11"),
    ],
)
def test_probation_is_open_until_rights_are_restored(rules, code, more, probation_end, expected):
    clock = one(rules, measure(code, "2022-03-12", **more))
    assert (clock.probation_end, clock.end, clock.is_open) == (D(probation_end), None, True)
    assert clock.expected_end == D(expected)
    assert clock.covers(date(2040, 1, 1))
    assert is_open_ended([clock])
    assert in_effect_until([clock]) is None
    assert expected_until([clock]) == D(expected)
    assert any("尚未恢复党员权利" in line for line in clock.why)


def test_the_influence_period_starts_with_the_restoration(rules):
    clock = one(rules, measure("D4-1", "2022-03-12", restored_on="2023-04-20"))
    assert (clock.probation_end, clock.end, clock.is_open) == (D("2023-03-11"), D("2025-04-19"), False)
    assert clock.months == 24
    assert not clock.warnings


def test_a_two_year_probation_cannot_be_extended(rules):
    clock = one(rules, measure("D4-2", "2022-03-12", extended_on="2024-03-12"))
    assert clock.probation_end == D("2024-03-11")
    assert "不得延长" in clock.warnings[0]


@pytest.mark.parametrize(("restored", "early"), [("2023-03-11", True), ("2023-03-12", False)])
def test_rights_are_never_restored_early(rules, restored, early):
    clock = one(rules, measure("D4-1", "2022-03-12", restored_on=restored))
    assert any("不得提前恢复" in warning for warning in clock.warnings) is early


def test_a_party_sanction_during_probation_can_only_be_expulsion(rules):
    held = measure("D4-1", "2022-03-12")
    again = measure("D1", "2022-09-12", key=2)
    first, second = run(rules, held, again)
    assert any("应当开除党籍" in warning for warning in second.warnings)
    assert second.end == D("2023-09-11")
    assert first.is_open
    assert "应当开除党籍" in new_measure_refusal([held], again, rules=rules, end_rule=PREV)
    assert new_measure_refusal([held], measure("D5", "2022-09-12", key=2), rules=rules, end_rule=PREV) == ""
    assert new_measure_refusal([held], measure("Z5", "2022-09-12", key=2), rules=rules, end_rule=PREV) == ""


def test_expulsion_ends_a_probation(rules):
    first, second = run(rules, measure("D4-1", "2022-03-12"), measure("D5", "2022-09-12", key=2))
    assert (first.end, first.is_open) == (D("2022-09-11"), False)
    assert (second.start, second.end) == (D("2022-09-12"), D("2027-09-11"))
    assert not second.warnings


def test_probation_that_was_never_followed_by_restoration_still_bars(rules):
    held = measure("D4-1", "2020-03-12")
    assert "应当开除党籍" in new_measure_refusal(
        [held], measure("D1", "2023-01-01", key=2), rules=rules, end_rule=PREV
    )


def test_after_restoration_the_sum_rule_applies(rules):
    held = measure("D4-1", "2020-03-12", restored_on="2021-03-12")
    second = measure("D1", "2022-03-12", key=2)
    assert new_measure_refusal([held], second, rules=rules, end_rule=PREV) == ""
    clock = one(rules, held, second)
    assert (clock.end, clock.months, clock.warnings) == (D("2024-03-11"), 24, ())


def test_no_party_sanction_after_expulsion_until_readmission(rules):
    held = measure("D5", "2020-03-12")
    again = measure("D1", "2022-03-12", key=2)
    assert "已于 2020-03-12 开除党籍" in new_measure_refusal([held], again, rules=rules, end_rule=PREV)
    assert new_measure_refusal([held], measure("D1", "2025-03-12", key=2), rules=rules, end_rule=PREV) == ""


def test_a_change_on_review_is_never_refused(rules):
    change = measure("D3", "2022-09-12", key=2, replaces=1, change="lighter")
    assert new_measure_refusal([measure("D4-1", "2022-03-12")], change, rules=rules, end_rule=PREV) == ""


def test_expulsion_changed_to_probation_counts_from_the_expulsion(rules):
    old, new = run(
        rules, measure("D5", "2022-03-12"), measure("D4-1", "2022-09-12", key=2, replaces=1, change="lighter")
    )
    assert (new.start, new.probation_end, new.expected_end) == (
        D("2022-03-12"),
        D("2023-03-11"),
        D("2025-03-11"),
    )
    assert any("开除党籍改为留党察看" in line for line in new.why)
    assert old.superseded
    assert not new.warnings


def test_expulsion_changed_when_probation_is_already_over(rules):
    new = one(
        rules, measure("D5", "2020-03-12"), measure("D4-1", "2022-09-12", key=2, replaces=1, change="lighter")
    )
    assert new.warnings == ("自原决定起察看期已于 2021-03-11 届满，应即恢复党员权利。",)


@pytest.mark.parametrize("code", ["D1", "D2", "D3"])
def test_a_lesser_sanction_changed_to_probation_counts_from_the_change(rules, code):
    old, new = run(
        rules, measure(code, "2022-03-12"), measure("D4-1", "2022-09-12", key=2, replaces=1, change="heavier")
    )
    assert (new.start, new.probation_end) == (D("2022-09-12"), D("2023-09-11"))
    assert old.end == D("2022-09-11")


def test_a_longer_probation_on_review_counts_afresh_and_must_be_checked(rules):
    new = one(
        rules,
        measure("D4-1", "2022-03-12"),
        measure("D4-2", "2022-09-12", key=2, replaces=1, change="heavier"),
    )
    assert (new.start, new.probation_end) == (D("2022-09-12"), D("2024-09-11"))
    assert new.warnings == ("原留党察看已执行的时间未予扣除，请按变更决定核实止日。",)


def test_an_end_written_for_probation_closes_it(rules):
    held = measure("D4-1", "2020-03-12", official_end_on="2023-03-11", override_reason="恢复决定载明")
    clock = one(rules, held)
    assert (clock.end, clock.is_open, clock.expected_end) == (D("2023-03-11"), False, None)
    again = measure("D1", "2023-06-01", key=2)
    assert new_measure_refusal([held], again, rules=rules, end_rule=PREV) == ""
    assert new_measure_refusal([held], measure("D1", "2020-06-01", key=2), rules=rules, end_rule=PREV)


def test_a_remainder_before_probation_is_added_after_it_and_must_be_confirmed(rules):
    clock = one(
        rules, measure("D1", "2022-01-10"), measure("D4-1", "2022-07-10", key=2, restored_on="2023-07-10")
    )
    assert (clock.months, clock.end, clock.is_default) == (30, D("2026-01-09"), True)
    assert "请核实" in clock.warnings[0]


# properties

DAYS = st.dates(date(2017, 1, 1), date(2026, 12, 31))
RULES = st.sampled_from(EndRule)


def many(codes):
    return st.lists(st.tuples(st.sampled_from(codes), DAYS), min_size=1, max_size=5).map(
        lambda pairs: tuple(Imposed(key=i, code=code, decided_on=on) for i, (code, on) in enumerate(pairs, 1))
    )


PARTY = many(["D1", "D2", "D2x", "D3"])
ADMIN = many(["Z1", "Z2", "Z3", "Z4", "Z5"])


@given(given=PARTY | ADMIN, end_rule=RULES)
def test_together_never_ends_before_any_alone(rules, given, end_rule):
    together = clocks(given, rules, end_rule)
    for item, clock in zip(given, together, strict=True):
        alone = clocks([item], rules, end_rule)[0]
        assert clock.end >= alone.end
        assert clock.start == item.decided_on
    assert in_effect_until(together) >= max(clocks([item], rules, end_rule)[0].end for item in given)


@given(given=ADMIN, end_rule=RULES)
def test_administrative_periods_never_pass_the_cap(rules, given, end_rule):
    for item, clock in zip(given, clocks(given, rules, end_rule), strict=True):
        assert clock.end <= period_end(item.decided_on, 48, end_rule)
        assert clock.months <= 48


@given(given=PARTY, end_rule=RULES)
def test_party_periods_are_as_long_as_their_parts_when_they_touch(rules, given, end_rule):
    """Laid end to end from the first decision, no month is lost and none is counted twice."""
    close = sorted(given, key=lambda item: item.decided_on)
    first = close[0].decided_on
    close = [Imposed(key=item.key, code=item.code, decided_on=first) for item in close]
    months = sum(rules[item.code].version_on(first).months for item in close)
    found = in_effect_until(clocks(close, rules, end_rule))
    assert abs((found - add_months(first, months)).days) <= 3


@given(given=PARTY | ADMIN, end_rule=RULES, at=st.integers(0, 4), on=DAYS)
def test_revoking_removes(rules, given, end_rule, at, on):
    at %= len(given)
    gone = Imposed(key=given[at].key, code=given[at].code, decided_on=given[at].decided_on, revoked_on=on)
    revoked = clocks([*given[:at], gone, *given[at + 1 :]], rules, end_rule)
    without = clocks([*given[:at], *given[at + 1 :]], rules, end_rule)
    assert not in_effect([revoked[at]], on)
    assert tuple(clock for clock in revoked if not clock.revoked) == without


@given(given=PARTY, end_rule=RULES, shuffle=st.randoms(use_true_random=False))
def test_the_order_of_entry_never_matters(rules, given, end_rule, shuffle):
    assume(len({item.decided_on for item in given}) == len(given))
    mixed = list(given)
    shuffle.shuffle(mixed)
    by_key = {clock.key: clock for clock in clocks(mixed, rules, end_rule)}
    assert all(by_key[clock.key] == clock for clock in clocks(given, rules, end_rule))


@given(
    first=st.sampled_from(["D1", "D2", "D3"]), on=DAYS, later=st.integers(1, 900), end_rule=RULES,
    second=st.sampled_from(["D2", "D3"]),
)  # fmt: skip
def test_a_heavier_change_gives_as_many_days_as_the_heavier_alone(
    rules, *, first, on, later, end_rule, second
):
    """Served and remaining together are the new length, unless the change came after the old end."""
    assume(rules[second].version_on(on).months >= rules[first].version_on(on).months)
    changed_on = on + timedelta(days=later)
    old = Imposed(key=1, code=first, decided_on=on)
    new = Imposed(key=2, code=second, decided_on=changed_on, replaces=1, change="heavier")
    was, now = clocks([old, new], rules, end_rule)
    if changed_on <= clocks([old], rules, end_rule)[0].end:
        length = rules[second].version_on(changed_on).months
        assert now.end == period_end(on, length, end_rule)
        assert was.end == changed_on - timedelta(days=1)
    assert now.start == changed_on
