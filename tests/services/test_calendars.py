"""Holiday tables and the counting of last days: what they change, and that a refused table changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from office_county import log_in, make_office
from revisit_county import Clock, sanction

from jzdesk.domain.accounts import Role, Scheme
from jzdesk.domain.dates import EndRule
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services import calendars, cases, chain, duties, history, offices
from jzdesk.services.desk import open_desk

YEAR_2027 = """
[[year]]
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知"
holidays = [
  { name = "元旦", first = 2027-01-01, last = 2027-01-03 },
  { name = "春节\\"假\\"", first = 2027-02-05, last = 2027-02-11 },
]
work = [2027-02-14]

[[local]]
date = 2027-03-01
work = false
name = "县里放假"
"""


@pytest.fixture
def desk(tmp_path):
    made = make_office(tmp_path / "vault", clock=Clock())
    yield made
    made.vault.close(back_up=False)


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "2027.toml"
    file.write_text(YEAR_2027, "utf-8")
    return file


def announce_duty(desk, case_id):
    return next(d for d in cases.duties_of_case(desk, case_id) if d.kind == "announce")


def test_an_imported_year_moves_the_limits_it_touches(desk, table):
    desk.clock.set(date(2027, 1, 31))
    case = sanction(desk, "吴建国", decided_on=date(2027, 1, 28))
    before = announce_duty(desk, case)
    assert before.provisional
    assert before.due_on == date(2027, 2, 8)
    calendars.import_calendar(desk, table, why="通知已公布")
    after = announce_duty(desk, case)
    assert not after.provisional
    assert after.due_on == date(2027, 2, 14)  # 1月29日、2月1日至4日、12日、14日（调休上班）
    assert duties.stale(desk) == []
    assert history.read_log(desk, chain.look_for(text="2027年节假日安排"))[0].why == "通知已公布"


def test_the_table_is_there_the_next_time(desk, table):
    calendars.import_calendar(desk, table, why="通知已公布")
    desk.vault.close(back_up=False)
    again = open_desk(desk.paths, account="王审核", password="Gong-An-2026!", clock=desk.clock)
    assert again.calendar.day_name(date(2027, 2, 5)) == '春节"假"放假'
    assert again.calendar.is_working_day(date(2027, 2, 14))
    assert not again.calendar.is_working_day(date(2027, 3, 1))
    assert again.calendar.knows(2026)
    again.vault.close(back_up=False)


def test_a_year_imported_again_replaces_only_itself(desk, table):
    calendars.import_calendar(desk, table, why="通知已公布")
    corrected = {"year": [{"year": 2027, "holidays": [{"name": "元旦", "first": date(2027, 1, 1)}], "source": "更正"}]}
    calendars.record_calendar(desk, corrected, why="更正")
    assert desk.calendar.is_working_day(date(2027, 2, 5))
    assert not desk.calendar.is_working_day(date(2027, 3, 1))
    assert [plan.source for plan in desk.calendar.plans][-1] == "更正"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not toml [", "不能读取"),
        ("", "没有任何年度"),
        ("[[holiday]]\nyear = 2027", "不认识的条目“holiday”"),
        ('[[year]]\nyear = 2027\nholidays = [{ name = "元旦", first = 2027-01-03, last = 2027-01-01 }]', "截止日早于"),
        ('[[year]]\nyear = 2027\nholidays = [{ name = "元旦", first = 2027-01-01 }]\nwork = [2027-01-04]', "不是星期六"),
    ],
)
def test_a_wrong_table_changes_nothing(desk, tmp_path, text, said):
    file = tmp_path / "坏表.toml"
    file.write_text(text, "utf-8")
    before = desk.calendar
    with pytest.raises((Refused, RuleError), match=said):
        calendars.import_calendar(desk, file, why="试试")
    assert desk.calendar is before
    assert not list((desk.paths.data / "calendar").glob("*"))


def test_a_cancelled_import_puts_the_table_back(desk, table):
    for number in range(60):
        sanction(desk, f"人员{number}", decided_on=date(2026, 11, 2))

    class StopError(Exception):
        pass

    def stop(_done, _total):
        raise StopError

    before = desk.calendar
    with pytest.raises(StopError):
        calendars.import_calendar(desk, table, why="通知已公布", progress=stop)
    assert desk.calendar is before
    assert not list((desk.paths.data / "calendar").glob("*.toml"))
    assert duties.stale(desk) == []
    assert history.read_log(desk, chain.look_for(text="2027年")) == []


def test_the_table_needs_a_reason_and_the_right(desk, table):
    with pytest.raises(RuleError, match="理由"):
        calendars.import_calendar(desk, table, why=" ")


def test_under_three_administrators_the_reviewer_changes_rules(tmp_path, table):
    desk = make_office(
        tmp_path / "vault", Role.CLERK, Role.REVIEWER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR,
        scheme=Scheme.THREE_ADMIN,
    )  # fmt: skip
    with pytest.raises(Refused, match="修改规则与日历"):
        calendars.import_calendar(desk, table, why="通知已公布")
    with pytest.raises(Refused, match="修改规则与日历"):
        offices.change_end_rule(desk, EndRule.SAME_DAY, why="研究决定")
    desk = log_in(desk, Role.REVIEWER)
    calendars.import_calendar(desk, table, why="通知已公布")
    assert desk.calendar.knows(2027)
    desk.vault.close(back_up=False)


def test_another_end_rule_moves_every_period(desk):
    case = sanction(desk, "吴建国", decided_on=date(2026, 3, 2))
    ends = {}
    for rule in (EndRule.PREV_DAY, EndRule.SAME_DAY):
        if rule != desk.end_rule:
            offices.change_end_rule(desk, rule, why="县纪委常委会研究决定")
        (measure,) = cases.open_case(desk, case).decision.measures
        ends[rule] = measure.end_on
    assert (ends[EndRule.SAME_DAY] - ends[EndRule.PREV_DAY]).days == 1
    assert duties.stale(desk) == []
    entry = history.read_log(desk, chain.look_for(noun="office"), limit=1)[0]
    assert (entry.action, entry.why) == ("修改届满日算法", "县纪委常委会研究决定")
    assert any(d.field.endswith("届满日算法") for d in entry.differences)


def test_the_same_end_rule_and_no_reason(desk):
    assert offices.change_end_rule(desk, desk.end_rule, why="不变").message == "届满日算法没有变化。"
    with pytest.raises(RuleError, match="理由"):
        offices.change_end_rule(desk, EndRule.SAME_DAY, why="")
    assert desk.end_rule is EndRule.PREV_DAY


def test_the_unit_gets_another_name(desk):
    with pytest.raises(RuleError):
        offices.rename_office(desk, " ", why="更名")
    offices.rename_office(desk, "公安县监察委员会", why="更名")
    desk.vault.close(back_up=False)
    again = open_desk(desk.paths, account="王审核", password="Gong-An-2026!", clock=desk.clock)
    assert again.office.unit_name == "公安县监察委员会"
    again.vault.close(back_up=False)
