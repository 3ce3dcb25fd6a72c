"""An office with several accounts, and a small month of decisions, for the tests of boards, months and system pages."""

from __future__ import annotations

from datetime import date

import made_once
from revisit_county import Clock, sanction

from jzdesk.domain.accounts import Role, Scheme
from jzdesk.domain.announcements import Announcement
from jzdesk.paths import Paths
from jzdesk.services import cases, demo
from jzdesk.services.desk import NewAccount, open_desk

PASSWORD = "Gong-An-2026!"
NAMES = {
    Role.CLERK: "李经办", Role.REVIEWER: "王审核", Role.LEADER: "张书记", Role.SYSTEM_ADMIN: "赵系统",
    Role.SECURITY_ADMIN: "钱安全", Role.AUDITOR: "孙审计",
}  # fmt: skip


def make_office(folder, *roles, clock=None, scheme=Scheme.SIMPLE):
    """A new vault; the account of the first role is logged in."""
    accounts = [
        NewAccount(name=NAMES[role], display_name=NAMES[role], role=role, password=PASSWORD)
        for role in roles or (Role.REVIEWER, Role.CLERK)
    ]
    return made_once.office(
        folder, unit_name="公安县纪委监委", unit_code="421022", accounts=accounts, clock=clock or Clock(), scheme=scheme
    )


def make_county(folder, *roles, clock=None, also=None, **wanted):
    """An opened office as `make_office` makes it, with a demo county in it; the same wishes are fulfilled once in a run
    and then copied. What `also` does to it belongs to it."""
    clock, roles = clock or Clock(), roles or (Role.REVIEWER, Role.CLERK)

    def build(at):
        desk = make_office(at, *roles, clock=clock)
        demo.fill(desk, **wanted)
        if also is not None:
            also(desk)
        desk.vault.close(back_up=False)

    what = [roles, clock(), sorted(wanted.items()), also and also.__qualname__]
    made_once.copy_of(f"office {what}", build, folder)
    return open_desk(Paths(folder), account=NAMES[roles[0]], password=PASSWORD, clock=clock)


def log_in(desk, role):
    """Leave, and come back as somebody else."""
    paths, clock = desk.paths, desk.clock
    desk.vault.close(back_up=False)
    return open_desk(paths, account=NAMES[role], password=PASSWORD, clock=clock)


def announce(desk, case_id, held_on):
    """The announcement meeting of a case's decision was held."""
    decision = cases.open_case(desk, case_id).decision
    item = Announcement(
        decision_id=decision.id, held_on=held_on, place="县装备中心会议室", chair="刘主任", announcer="李明",
        part_report=True, part_reading=True, part_criticism=True, part_statement=True, attendance=30, leader="刘主任",
    )  # fmt: skip
    cases.record_announcement(desk, case_id, item)


def october(desk):
    """Three decisions of October 2026: announced on time, announced late, not announced. Their case ids."""
    on_time = sanction(desk, "吴建国", decided_on=date(2026, 10, 12))
    late = sanction(desk, "陈大勇", decided_on=date(2026, 10, 13), codes=("Z2",), unit="县住建局")
    open_case = sanction(desk, "周小林", decided_on=date(2026, 10, 14), unit="埠河镇")
    announce(desk, on_time, date(2026, 10, 20))
    announce(desk, late, date(2026, 10, 28))
    return on_time, late, open_case
