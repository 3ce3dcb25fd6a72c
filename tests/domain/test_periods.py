from __future__ import annotations

from datetime import date, timedelta

import pytest

from jzdesk.domain.dates import EndRule, period_end
from jzdesk.domain.errors import RuleError
from jzdesk.domain.periods import (
    Imposed,
    clocks,
    in_effect,
    in_effect_until,
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


# §1.1–§1.4: lengths


@pytest.mark.parametrize(
    ("code", "months", "end"),
    [
        ("D1", 12, "2025-03-11"),
        ("D2", 18, "2025-09-11"),
        ("D2x", 24, "2026-03-11"),
        ("D3", 24, "2026-03-11"),
        ("D5", 60, "2029-03-11"),
        ("Z1", 6, "2024-09-11"),
        ("Z2", 12, "2025-03-11"),
        ("Z3", 18, "2025-09-11"),
        ("Z4", 24, "2026-03-11"),
        ("Z5", 24, "2026-03-11"),
        ("S1", 6, "2024-09-11"),
        ("S2", 12, "2025-03-11"),
        ("S3", 24, "2026-03-11"),
        ("F11", 6, "2024-09-11"),
        ("O02", 12, "2025-03-11"),
        ("O03", 24, "2026-03-11"),
        ("O05", 24, "2026-03-11"),
        ("O06", 24, "2026-03-11"),
    ],
)
def test_each_length(rules, code, months, end):
    clock = one(rules, measure(code, "2024-03-12"))
    assert (clock.start, clock.end, clock.computed_end, clock.months) == (
        D("2024-03-12"),
        D(end),
        D(end),
        months,
    )
    assert clock.covers(D(end))
    assert not clock.covers(D(end) + timedelta(days=1))
    assert not clock.covers(D("2024-03-11"))
    assert any(f"2024-03-12 + {months} 个月 = {end}" in line for line in clock.why)
    assert clock.clause
    assert clock.why[0].startswith(clock.clause)
    assert clock.why_text == "\n".join(clock.why)
    assert not clock.warnings


@pytest.mark.parametrize("code", ["Z6", "S4", "F01", "O01", "M01", "M02"])
def test_measures_without_a_period_are_never_in_effect(rules, code):
    clock = one(rules, measure(code, "2024-03-12"))
    assert (clock.end, clock.months, clock.is_open) == (None, None, False)
    assert not in_effect([clock], D("2024-03-12"))
    assert in_effect_until([clock]) is None


@pytest.mark.parametrize(
    ("code", "decided", "months", "version"),
    [
        ("D2", "2015-12-31", 12, "2003"),
        ("D2", "2016-01-01", 18, "2015"),
        ("D2", "2018-10-01", 18, "2018"),
        ("D2", "2024-01-01", 18, "2023"),
        ("D2x", "2015-12-31", 12, "2003"),
        ("D2x", "2016-01-01", 24, "2015"),
        ("D1", "2023-12-31", 12, "2018"),
        ("Z2", "2018-03-19", 12, "2007"),
        ("Z2", "2020-06-30", 12, "2018"),
        ("Z2", "2020-07-01", 12, "2020"),
        ("S3", "2023-11-05", 24, "2012"),
        ("S3", "2023-11-06", 24, "2023"),
    ],
)
def test_the_version_of_the_day_of_the_decision(rules, code, decided, months, version):
    clock = one(rules, measure(code, decided))
    assert (clock.months, clock.rule_version) == (months, version)


def test_restrictions_follow_the_version(rules):
    assert "进一步使用" not in one(rules, measure("D1", "2023-12-31")).restriction
    assert "进一步使用" in one(rules, measure("D1", "2024-01-01")).restriction


def test_an_older_version_may_be_chosen_for_a_case(rules):
    clock = one(rules, measure("D2", "2016-03-01", rule_version="2003"))
    assert (clock.months, clock.rule_version, clock.end) == (12, "2003", D("2017-02-28"))


def test_a_version_that_does_not_exist_is_said(rules):
    clock = one(rules, measure("D2", "2016-03-01", rule_version="1997"))
    assert (clock.months, clock.rule_version) == (18, "2015")
    assert clock.warnings == ("没有“1997”版规则，按 2015 版计算。",)


def test_a_decision_before_all_rules_is_said(rules):
    assert "早于所录最早的规则" in one(rules, measure("D1", "2001-05-01")).warnings[0]


def test_defaults_are_marked(rules):
    assert one(rules, measure("F11", "2024-03-12")).is_default
    assert one(rules, measure("O03", "2024-03-12")).is_default
    assert one(rules, measure("S1", "2024-03-12")).is_default
    assert not one(rules, measure("D1", "2024-03-12")).is_default
    assert not one(rules, measure("Z1", "2024-03-12")).is_default


def test_an_unknown_measure_is_refused(rules):
    with pytest.raises(RuleError, match="Z9"):
        run(rules, measure("Z9", "2024-03-12"))


# §1.6


@pytest.mark.parametrize(
    ("rule", "end"), [("prev-day", "2021-06-14"), ("prev-day-clip", "2021-06-14"), ("same-day", "2021-06-15")]
)
def test_the_published_case(rules, rule, end):
    assert one(rules, measure("Z1", "2020-12-15"), rule=EndRule(rule)).end == D(end)


def test_what_the_document_says_wins_and_both_are_kept(rules):
    clock = one(
        rules, measure("Z1", "2020-12-15", official_end_on="2021-06-15", override_reason="决定书载明")
    )
    assert (clock.end, clock.computed_end) == (D("2021-06-15"), D("2021-06-14"))
    assert clock.why[-2:] == ("文书载明至 2021-06-15（决定书载明），以文书为准", "按规则计算为 2021-06-14")
    assert not clock.warnings


def test_a_difference_without_a_reason_is_said(rules):
    assert "请写明理由" in one(rules, measure("Z1", "2020-12-15", official_end_on="2021-06-15")).warnings[0]
    assert not one(rules, measure("Z1", "2020-12-15", official_end_on="2021-06-14")).warnings
    assert any(
        "早于起算日" in w
        for w in one(rules, measure("Z1", "2020-12-15", official_end_on="2020-06-14")).warnings
    )


def test_a_length_fixed_in_the_document(rules):
    clock = one(rules, measure("Z2", "2024-03-12", months=20))
    assert (clock.months, clock.end) == (20, D("2025-11-11"))
    assert "文书确定期间为 20 个月" in clock.why


def test_a_fixed_length_never_passes_the_cap(rules):
    clock = one(rules, measure("Z4", "2024-03-12", months=60))
    assert (clock.months, clock.end) == (48, D("2028-03-11"))
    assert any("以 48 个月为限" in line for line in clock.why)


# §1.5 row by row


def test_party_sanctions_add_up(rules):
    """警告 2016-01, 严重警告 2016-07 → 24 months from 2016-07."""
    first, second = run(rules, measure("D1", "2016-01-15"), measure("D2", "2016-07-15", key=2))
    assert first.end == D("2017-01-14")
    assert (second.start, second.end) == (D("2016-07-15"), D("2018-07-14"))
    assert (second.months, second.days) == (24, 0)
    assert second.end == period_end(D("2016-07-15"), 24, PREV)
    assert any("尚余 6 个月，加 18 个月，自 2016-07-15 起共 24 个月" in line for line in second.why)
    assert in_effect_until((first, second)) == D("2018-07-14")


def test_party_sanctions_have_no_cap(rules):
    found = run(
        rules,
        measure("D3", "2018-01-10"),
        measure("D3", "2018-02-10", key=2),
        measure("D3", "2018-03-10", key=3),
    )
    assert found[2].end == D("2024-01-09")
    assert found[2].months == 70


def test_the_remainder_may_have_days(rules):
    second = one(rules, measure("D1", "2016-01-25"), measure("D2", "2016-07-10", key=2))
    assert second.end == D("2018-07-24")
    assert (second.months, second.days) == (24, 15)


def test_the_last_day_of_a_period_still_adds(rules):
    assert one(rules, measure("D1", "2024-03-12"), measure("D1", "2025-03-11", key=2)).end == D("2026-03-11")
    assert one(rules, measure("D1", "2024-03-12"), measure("D1", "2025-03-12", key=2)).end == D("2026-03-11")
    assert one(rules, measure("D1", "2024-03-12"), measure("D1", "2025-03-12", key=2)).months == 12


def test_the_order_of_the_input_does_not_matter(rules):
    later, earlier = run(rules, measure("D2", "2016-07-15", key=2), measure("D1", "2016-01-15"))
    assert (later.end, earlier.end) == (D("2018-07-14"), D("2017-01-14"))


def test_an_official_end_is_what_the_next_adds_to(rules):
    first = measure("D1", "2016-01-15", official_end_on="2017-01-15", override_reason="通知载明")
    assert one(rules, first, measure("D2", "2016-07-15", key=2)).end == D("2018-07-15")


def test_a_shorter_written_end_does_not_hide_a_longer_running_period(rules):
    found = run(
        rules,
        measure("D3", "2020-01-10"),
        measure("D1", "2020-03-10", key=2, official_end_on="2021-01-09", override_reason="通知载明"),
        measure("D1", "2021-06-10", key=3),
    )
    assert [clock.end for clock in found] == [D("2022-01-09"), D("2021-01-09"), D("2023-01-09")]


def test_administrative_sanctions_add_up_to_48_months(rules):
    first, second = run(rules, measure("Z4", "2021-01-10"), measure("Z2", "2021-07-10", key=2))
    assert (first.end, second.end, second.months) == (D("2023-01-09"), D("2024-01-09"), 30)
    assert second.is_default
    capped = one(
        rules,
        measure("Z4", "2021-01-10"),
        measure("Z4", "2021-02-10", key=2),
        measure("Z5", "2021-03-10", key=3),
    )
    assert (capped.end, capped.months) == (D("2025-03-09"), 48)
    assert any(
        "合计超过 48 个月，以 48 个月为限：2021-03-10 + 48 个月 = 2025-03-09" in line for line in capped.why
    )


def test_institution_sanctions_add_up_alike(rules):
    assert one(rules, measure("S1", "2021-01-10"), measure("S2", "2021-04-10", key=2)).end == D("2022-07-09")


def test_party_and_administrative_clocks_run_side_by_side(rules):
    party, admin = found = run(rules, measure("D1", "2024-03-12"), measure("Z3", "2024-03-12", key=2))
    assert (party.end, admin.end) == (D("2025-03-11"), D("2025-09-11"))
    assert in_effect_until(found) == D("2025-09-11")
    assert in_effect(found, D("2025-09-11"))
    assert not in_effect(found, D("2025-09-12"))


def test_organizational_measures_do_not_add(rules):
    assert one(rules, measure("O02", "2024-01-10"), measure("F11", "2024-03-10", key=2)).end == D(
        "2024-09-09"
    )


def test_a_lighter_change_starts_at_the_original_decision(rules):
    old, new = run(
        rules, measure("D2", "2024-01-10"), measure("D1", "2024-07-10", key=2, replaces=1, change="lighter")
    )
    assert (new.start, new.end, new.months) == (D("2024-01-10"), D("2025-01-09"), 12)
    assert old.superseded
    assert old.replaced_by == 2
    assert not old.active
    assert in_effect_until((old, new)) == D("2025-01-09")


def test_a_lighter_change_follows_the_rules_of_the_original_day(rules):
    new = one(
        rules, measure("D3", "2023-06-01"), measure("D1", "2024-07-10", key=2, replaces=1, change="lighter")
    )
    assert new.rule_version == "2018"


def test_a_heavier_change_starts_at_the_change_less_what_was_served(rules):
    old, new = run(
        rules, measure("D1", "2024-01-10"), measure("D2", "2024-07-10", key=2, replaces=1, change="heavier")
    )
    assert (new.start, new.end, new.months) == (D("2024-07-10"), D("2025-07-09"), 12)
    assert any("已执行 6 个月" in line for line in new.why)
    assert (old.end, old.replaced_by, old.superseded) == (D("2024-07-09"), 2, False)
    assert in_effect((old, new), D("2024-03-01"))


def test_a_heavier_change_after_the_end_deducts_the_whole_of_it(rules):
    new = one(
        rules, measure("D1", "2024-01-10"), measure("D2", "2025-04-10", key=2, replaces=1, change="heavier")
    )
    assert (new.start, new.end, new.months) == (D("2025-04-10"), D("2025-10-09"), 6)


def test_a_change_for_the_worse_from_what_had_no_period_counts_afresh(rules):
    new = one(
        rules, measure("M01", "2024-01-10"), measure("O02", "2024-07-10", key=2, replaces=1, change="heavier")
    )
    assert (new.start, new.end) == (D("2024-07-10"), D("2025-07-09"))


def test_a_changed_measure_keeps_its_place_in_the_sum(rules):
    found = run(
        rules,
        measure("D1", "2023-06-10"),
        measure("D2", "2024-01-10", key=2),
        measure("D1", "2024-09-10", key=3, replaces=2, change="lighter"),
    )
    assert found[2].end == D("2025-06-09")


def test_a_change_of_something_unknown_is_said(rules):
    clock = one(rules, measure("D1", "2024-09-10", key=3, replaces=9, change="lighter"))
    assert clock.end == D("2025-09-09")
    assert "未找到被改变的原处分" in clock.warnings[0]


def test_a_change_without_direction_is_said(rules):
    clock = one(rules, measure("D1", "2024-01-10"), measure("D2", "2024-07-10", key=2, replaces=1))
    assert (clock.start, clock.end) == (D("2024-07-10"), D("2026-01-09"))
    assert "未注明改轻还是改重" in clock.warnings[0]


def test_a_revoked_measure_counts_nowhere(rules):
    first, second = run(
        rules, measure("D1", "2024-01-10", revoked_on="2024-05-01"), measure("D2", "2024-07-10", key=2)
    )
    assert first.revoked
    assert not in_effect([first], D("2024-02-01"))
    assert any("2024-05-01 撤销处分" in line for line in first.why)
    assert second.end == D("2026-01-09")
    assert in_effect_until((first, second)) == D("2026-01-09")
