"""今日: every open duty stands in exactly one group; a rate is the list behind it, counted."""

from __future__ import annotations

from datetime import date

import pytest
from office_county import announce, log_in, make_office, october
from revisit_county import Clock, sanction

from jzdesk.domain.accounts import Role
from jzdesk.domain.duties import DutyState, state_of
from jzdesk.domain.errors import Refused
from jzdesk.services import cases, overview
from jzdesk.storage import duties as rows


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    made = make_office(tmp_path / "vault", clock=clock)
    yield made
    made.vault.close(back_up=False)


def open_duties(desk):
    with desk.vault.read():
        return rows.open_between(date.min, date.max, limit=10_000)


@pytest.mark.parametrize(
    "today",
    [date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 22), date(2026, 11, 30), date(2026, 12, 31), date(2027, 2, 28)],
)
def test_every_open_duty_is_in_the_one_group_its_date_says(desk, clock, today):
    """On a Monday, mid-week, a Sunday, a month's end, a year's end: nothing twice, nothing lost."""
    october(desk)
    sanction(desk, "郑新", decided_on=date(2026, 11, 16))
    clock.set(today)
    board = overview.board(desk)
    shown = [row.duty.key for group in board.groups for row in group.rows]
    assert sorted(shown) == sorted(row.duty.key for row in open_duties(desk))
    assert sum(group.count for group in board.groups) == len(shown)
    spans = {group.code: [row.duty.due_on for row in group.rows] for group in board.groups}
    assert all(day < today for day in spans["overdue"])
    assert all(day == today for day in spans["today"])
    assert all(day > today and day.isocalendar()[:2] == today.isocalendar()[:2] for day in spans["week"])
    assert all((day.year, day.month) == (today.year, today.month) for day in spans["month"])
    assert all(day > today for day in spans["later"])
    assert board.overdue == len(spans["overdue"])
    now = overview.standing(desk)
    assert (now.overdue, now.due_this_week) == (len(spans["overdue"]), len(spans["today"] + spans["week"]))
    assert (now.month_key, now.month) == (board.month_key, board.month)


def test_a_group_gives_its_first_and_counts_the_rest(desk):
    october(desk)
    whole = overview.board(desk)
    part = overview.board(desk, limit=2)
    assert [g.count for g in part.groups] == [g.count for g in whole.groups]
    assert all(len(g.rows) == min(g.count, 2) for g in part.groups)
    overdue = next(g for g in part.groups if g.code == "overdue")
    dates = [row.duty.due_on for row in overdue.rows]
    assert dates == sorted(dates)


def test_the_rate_of_october_is_one_of_three(desk):
    october(desk)
    rate = next(r for r in overview.month_rates(desk, "2026-10") if r.name == "宣布及时率")
    assert (rate.met, rate.due) == (1, 3)
    assert rate.text == "33.3 %  1/3"


@pytest.mark.parametrize("month", ["2026-10", "2026-11"])
def test_the_list_behind_a_figure_is_the_figure(desk, month):
    october(desk)
    exempt = sanction(desk, "何保密", decided_on=date(2026, 10, 15))
    decision = cases.open_case(desk, exempt).decision
    from jzdesk.domain.announcements import Announcement

    cases.record_announcement(
        desk, exempt,
        Announcement(decision_id=decision.id, exemption=desk.rulebook.codes["exemption"][0].code,
                     exemption_reason="涉及国家秘密", exemption_approver="王书记", exempted_on=date(2026, 10, 16)),
    )  # fmt: skip
    on = overview.as_of(desk, month)
    for rate, (_, _, timely) in zip(overview.month_rates(desk, month, on=on), overview.RATES, strict=True):
        behind = [state_of(row.duty, on) for row in overview.duties_behind(desk, rate.name, month)]
        good = {DutyState.DONE} if timely else {DutyState.DONE, DutyState.DONE_LATE}
        excused = behind.count(DutyState.EXCUSED)
        assert (sum(s in good for s in behind), len(behind) - excused, excused) == (rate.met, rate.due, rate.excused)


def test_a_duty_done_before_its_month_ends_counts_at_once(desk, clock):
    """Announced early in November: the rate of November knows it though its limit is still to come."""
    clock.set(date(2026, 11, 17))
    case = sanction(desk, "郑新", decided_on=date(2026, 11, 16))
    before = next(r for r in overview.board(desk).rates if r.name == "宣布及时率")
    announce(desk, case, date(2026, 11, 17))
    after = next(r for r in overview.board(desk).rates if r.name == "宣布及时率")
    assert (before.due, after.met, after.due) == (0, 1, 1)


def test_the_report_line_follows_the_month(desk, tmp_path):
    from jzdesk.services import month_closing, months

    assert overview.report_state(desk, "2026-10") == "未关账"
    october(desk)
    assert overview.report_state(desk, "2026-10") == "未关账"
    open_now = sum(finding.open for finding in months.check_month(desk, "2026-10"))
    assert overview.report_state(desk, "2026-10") == f"{open_now} 项待核对（11-22）"
    month_closing.freeze_month(desk, "2026-10", tmp_path / "10月.xlsx")
    assert overview.report_state(desk, "2026-10") == "已关账"


def test_the_board_is_not_for_administrators(tmp_path):
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.SYSTEM_ADMIN)
    october(desk)
    desk = log_in(desk, Role.SYSTEM_ADMIN)
    for ask in (overview.board, overview.due_duties, lambda d: overview.duties_behind(d, "回访率", "2026-10")):
        with pytest.raises(Refused, match="查看业务数据"):
            ask(desk)
    desk.vault.close(back_up=False)


def test_due_within_days(desk):
    october(desk)
    due = {row.duty.key for row in overview.due_duties(desk)}
    more = {row.duty.key for row in overview.due_duties(desk, within=60)}
    assert due < more
    assert all(row.duty.due_on <= desk.today for row in overview.due_duties(desk))
