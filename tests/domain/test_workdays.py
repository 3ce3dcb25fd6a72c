from __future__ import annotations

import copy
import importlib.util
import sys
import timeit
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.errors import RuleError
from jzdesk.domain.workdays import WorkCalendar

D = date.fromisoformat
FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))

# domain notes §2.3: decision → 7th working day
VECTORS = [
    ("2018-07-02", "2018-07-11"),
    ("2018-09-21", "2018-10-08"),
    ("2019-09-27", "2019-10-12"),
    ("2020-01-17", "2020-02-04"),
    ("2023-09-25", "2023-10-10"),
    ("2024-02-01", "2024-02-09"),
    ("2024-09-27", "2024-10-12"),
    ("2025-01-24", "2025-02-10"),
    ("2025-09-26", "2025-10-13"),
    ("2026-02-10", "2026-02-26"),
    ("2026-09-18", "2026-09-29"),
]


@pytest.mark.parametrize(("decided", "due"), VECTORS)
def test_the_seventh_working_day(work_calendar, decided, due):
    found = work_calendar.add_working_days(D(decided), 7)
    assert (found.on, found.provisional) == (D(due), False)


def test_the_reason_names_what_lies_in_between(work_calendar):
    why = work_calendar.add_working_days(D("2026-09-18"), 7).why
    assert why == "2026-09-18 + 7 个工作日 = 2026-09-29（9月20日调休上班，9月25日至27日中秋节放假）"


def test_an_ordinary_week_needs_no_reason(work_calendar):
    assert work_calendar.add_working_days(D("2026-03-02"), 4).why == "2026-03-02 + 4 个工作日 = 2026-03-06"


def test_a_holiday_that_is_half_over_is_named_from_the_next_day(work_calendar):
    why = work_calendar.add_working_days(D("2026-10-05"), 1).why
    assert why == "2026-10-05 + 1 个工作日 = 2026-10-08（10月6日至7日国庆节放假）"


def test_a_holiday_over_the_turn_of_a_month(work_calendar):
    why = work_calendar.add_working_days(D("2023-09-25"), 7).why
    assert "9月29日至10月6日中秋节、国庆节放假，10月7日至8日调休上班" in why


def test_a_year_not_loaded_is_said(work_calendar):
    found = work_calendar.add_working_days(D("2026-12-25"), 7)
    assert found.provisional
    assert found.on == D("2027-01-05")
    assert found.why == "2026-12-25 + 7 个工作日 = 2027-01-05；2027年节假日安排未录入，暂定"


def test_two_years_not_loaded_are_both_said(work_calendar):
    found = work_calendar.add_working_days(D("2027-12-30"), 5)
    assert found.provisional
    assert "2027年、2028年节假日安排未录入" in found.why


def test_the_last_days_of_the_last_year_carry_a_note(work_calendar):
    found = work_calendar.add_working_days(D("2026-12-25"), 2)
    assert (found.on, found.provisional) == (D("2026-12-29"), False)
    assert found.why.endswith("；2027年节假日安排未录入，年末几日可能调休")
    assert "；" not in work_calendar.add_working_days(D("2025-12-25"), 2).why


@pytest.fixture(scope="module")
def official():
    """Every working day 2018–2026 by the package that the shipped table was made from."""
    days = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
    return [day for day in days if chinese_calendar.is_workday(day)]


@pytest.mark.parametrize("n", [3, 5, 7, 10, 15, 30])
def test_every_start_day_agrees_with_the_calendar_package(work_calendar, official, n):
    ahead = 0
    for offset in range((LAST - FIRST).days + 1):
        start = FIRST + timedelta(days=offset)
        while ahead < len(official) and official[ahead] <= start:
            ahead += 1
        found = work_calendar.add_working_days(start, n)
        if ahead + n <= len(official):
            assert (found.on, found.provisional) == (official[ahead + n - 1], False), start
        else:
            assert found.provisional, start
            assert found.on > LAST


def test_every_day_agrees_with_the_calendar_package(work_calendar):
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        assert work_calendar.is_working_day(day) == chinese_calendar.is_workday(day), day


def test_the_shipped_table_is_what_the_package_says(tmp_path, monkeypatch):
    root = Path(__file__).resolve().parents[2]
    spec = importlib.util.spec_from_file_location("calendar_table", root / "installer" / "calendar_table.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "calendar_table", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "OUT", tmp_path / "calendar" / "cn.toml")
    assert module.main() == 0
    made = (tmp_path / "calendar" / "cn.toml").read_text("utf-8").split("[[year]]", 1)[1]
    shipped = (root / "resources" / "calendar" / "cn.toml").read_text("utf-8").split("[[year]]", 1)[1]
    assert made == shipped


@given(DAYS, st.integers(1, 400))
def test_counting_back_gives_the_same_number(work_calendar, start, n):
    due = work_calendar.add_working_days(start, n)
    assert work_calendar.is_working_day(due.on)
    assert work_calendar.working_days_between(start, due.on) == n
    assert work_calendar.working_days_between(due.on, start) == -n


@given(DAYS, st.integers(0, 200))
def test_a_later_start_or_a_longer_limit_is_never_due_earlier(work_calendar, start, n):
    due = work_calendar.add_working_days(start, n).on
    assert due <= work_calendar.add_working_days(start + timedelta(days=1), n).on
    assert due < work_calendar.add_working_days(start, n + 1).on


@given(DAYS, st.integers(0, 800))
def test_days_between_are_the_working_days(work_calendar, start, length):
    end = start + timedelta(days=length)
    days = (start + timedelta(days=i) for i in range(1, length + 1))
    assert work_calendar.working_days_between(start, end) == sum(map(work_calendar.is_working_day, days))


@given(DAYS, st.integers(1, 60))
def test_warning_starts_that_many_working_days_before(work_calendar, due, n):
    warn = work_calendar.working_day_before(due, n)
    assert work_calendar.is_working_day(warn)
    assert work_calendar.working_days_between(warn, due) == n


def test_zero_is_the_day_itself_and_less_is_refused(work_calendar):
    assert work_calendar.add_working_days(D("2026-10-03"), 0).on == D("2026-10-03")
    with pytest.raises(ValueError, match="-1"):
        work_calendar.add_working_days(D("2026-10-03"), -1)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-09-26", "中秋节放假"),
        ("2026-09-20", "调休上班"),
        ("2026-09-19", "周末"),
        ("2026-09-18", ""),
        ("2018-12-31", "元旦放假"),
        ("2018-12-29", "调休上班"),
    ],
)
def test_day_names(work_calendar, day, name):
    assert work_calendar.day_name(D(day)) == name


def test_which_years_are_known(work_calendar):
    assert work_calendar.years == tuple(range(2018, 2027))
    assert work_calendar.knows(2018)
    assert not work_calendar.knows(2017)
    assert not work_calendar.knows(2027)


@pytest.mark.parametrize(
    ("start", "months", "due", "why"),
    [
        ("2026-08-17", 1, "2026-09-17", "2026-08-17 + 1 个月 = 2026-09-17"),
        ("2026-08-19", 1, "2026-09-20", "2026-08-19 + 1 个月 = 2026-09-19（周末），顺延至 2026-09-20"),
        ("2026-07-08", 1, "2026-08-10", "2026-07-08 + 1 个月 = 2026-08-08（周末），顺延至 2026-08-10"),
        ("2026-08-20", 1, "2026-09-20", "2026-08-20 + 1 个月 = 2026-09-20"),
        ("2026-09-04", 1, "2026-10-08", "2026-09-04 + 1 个月 = 2026-10-04（国庆节放假），顺延至 2026-10-08"),
        ("2026-01-31", 1, "2026-02-28", "2026-01-31 + 1 个月 = 2026-02-28"),
    ],
)
def test_limits_in_months_move_past_days_off(work_calendar, start, months, due, why):
    found = work_calendar.add_months_deadline(D(start), months)
    assert (found.on, found.why, found.provisional) == (D(due), why, False)
    assert found.clause == "民法典第二百零一条至第二百零三条"


def test_limits_in_days_move_past_days_off(work_calendar):
    assert work_calendar.add_days_deadline(D("2026-09-01"), 30).on == D("2026-10-08")
    assert work_calendar.add_days_deadline(D("2026-09-01"), 3).on == D("2026-09-04")


def test_a_limit_ending_in_an_unknown_year_is_provisional(work_calendar):
    found = work_calendar.add_months_deadline(D("2026-12-01"), 1)
    assert (found.on, found.provisional) == (D("2027-01-01"), True)
    assert found.why == "2026-12-01 + 1 个月 = 2027-01-01；2027年节假日安排未录入，暂定"
    assert not work_calendar.add_months_deadline(D("2026-06-30"), 6).provisional


NEXT = {
    "year": [
        {
            "year": 2027,
            "source": "通知",
            "holidays": [{"name": "元旦", "first": "2026-12-31", "last": "2027-01-02"}],
            "work": ["2026-12-27"],
        }
    ],
    "local": [{"date": "2027-01-04", "work": False, "name": "本地停工"}],
}


def test_a_new_year_and_local_days_are_laid_over(work_calendar):
    merged = work_calendar.merged(NEXT)
    found = merged.add_working_days(D("2026-12-25"), 7)
    assert (found.on, found.provisional) == (D("2027-01-07"), False)
    assert found.why == (
        "2026-12-25 + 7 个工作日 = 2027-01-07（12月27日调休上班，12月31日至1月2日元旦放假，1月4日本地停工）"
    )
    assert not work_calendar.knows(2027)
    assert merged.add_working_days(D("2026-09-18"), 7).on == D("2026-09-29")


def test_a_replaced_year_forgets_the_old_arrangement(work_calendar):
    own = {
        "year": [
            {
                "year": 2026,
                "holidays": [{"name": "国庆节", "first": date(2026, 10, 1), "last": date(2026, 10, 3)}],
            }
        ]
    }
    merged = work_calendar.merged(own)
    assert merged.is_working_day(D("2026-09-25"))
    assert not merged.is_working_day(D("2026-09-20"))
    assert merged.is_working_day(D("2026-10-05"))
    assert not merged.is_working_day(D("2025-10-07"))


def test_an_extra_working_saturday_counts(work_calendar):
    merged = work_calendar.merged({"local": [{"date": date(2026, 3, 7), "work": True}]})
    assert merged.add_working_days(D("2026-03-06"), 1).on == D("2026-03-07")
    assert merged.day_name(D("2026-03-07")) == "调休上班"


def change(table, at, **values):
    made = copy.deepcopy(table)
    made["year"][at].update(values)
    return made


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"year": "2026"}, "第9个年度的年份不正确"),
        ({"holidays": []}, "2026年没有放假安排"),
        ({"holidays": [{"first": date(2026, 1, 1)}]}, "2026年有一项放假没有名称"),
        ({"holidays": [{"name": "元旦", "first": "1月1日"}]}, "2026年“元旦”起始日的日期不正确"),
        (
            {"holidays": [{"name": "元旦", "first": date(2026, 1, 3), "last": date(2026, 1, 1)}]},
            "“元旦”截止日早于起始日",
        ),
        ({"holidays": [{"name": "元旦", "first": date(2024, 1, 1)}]}, "“元旦”的日期2024-01-01不在该年度"),
        (
            {"holidays": [{"name": "春节", "first": date(2026, 2, 1), "last": date(2026, 3, 20)}]},
            "“春节”超过31天",
        ),
        ({"work": [date(2026, 9, 21)]}, "调休上班日2026-09-21不是星期六、星期日"),
        ({"work": [date(2026, 9, 26)]}, "2026-09-26既放假又调休上班"),
        ({"work": "2026-09-20"}, "work 不是列表"),
    ],
)
def test_a_wrong_table_is_refused_by_name(calendar_toml, values, words):
    with pytest.raises(RuleError) as refusal:
        WorkCalendar.from_table(change(calendar_toml, 8, **values))
    assert words in refusal.value.text
    assert refusal.value.field == "calendar"


def test_what_is_no_entry_is_refused():
    with pytest.raises(RuleError, match="第1个年度不是一个条目"):
        WorkCalendar.from_table({"year": [2026]})
    with pytest.raises(RuleError, match="2026年“元旦”起始日的日期不正确"):
        WorkCalendar.from_table({"year": [{"year": 2026, "holidays": [{"name": "元旦", "first": 20260101}]}]})


def test_a_year_given_twice_is_refused(calendar_toml):
    with pytest.raises(RuleError, match="2025年录入了两次"):
        WorkCalendar.from_table({"year": [*calendar_toml["year"], calendar_toml["year"][7]]})


def test_a_holiday_within_another_is_refused(calendar_toml):
    twice = [{"name": "国庆节", "first": date(2026, 10, 1)}, {"name": "中秋节", "first": date(2026, 10, 1)}]
    with pytest.raises(RuleError, match="“中秋节”与另一项放假重叠"):
        WorkCalendar.from_table(change(calendar_toml, 8, holidays=twice))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"date": "2026-03-02"}, "本地调整第1项没有写明上班"),
        ({"date": "x", "work": True}, "本地调整第1项的日期不正确"),
        ({"date": "2026-03-02", "work": True, "name": 3}, "本地调整第1项的名称不是文字"),
        (3, "本地调整第1项不是一个条目"),
    ],
)
def test_a_wrong_local_day_is_refused(entry, words):
    with pytest.raises(RuleError) as refusal:
        WorkCalendar.from_table({"local": [entry]})
    assert words in refusal.value.text


def test_an_empty_table_counts_monday_to_friday_provisionally():
    bare = WorkCalendar.from_table({})
    found = bare.add_working_days(D("2026-09-18"), 7)
    assert (found.on, found.provisional) == (D("2026-09-29"), True)
    assert bare.add_working_days(D("2026-10-02"), 1).on == D("2026-10-05")


def test_it_is_fast(work_calendar):
    start = D("2026-09-18")
    took = min(timeit.repeat(lambda: work_calendar.add_working_days(start, 7), number=500, repeat=5)) / 500
    assert took < 60e-6, f"{took * 1e6:.1f} µs"
