"""The demo county of sixty people as a closed vault that a test may copy and open."""

from __future__ import annotations

import shutil
from datetime import datetime

import made_once

from jzdesk.domain.accounts import Role
from jzdesk.paths import Paths
from jzdesk.services import demo
from jzdesk.services.desk import NewAccount, open_desk

NOW = datetime(2026, 11, 22, 9, 30)
REVIEWER = NewAccount(name="演示", display_name="李主任", role=Role.REVIEWER, password="demo-2026")
CLERK = NewAccount(name="经办", display_name="王经办", role=Role.CLERK, password="demo-2026")


def now():
    return NOW


def empty_desk(folder, clock=now):
    """An opened desk without people; the first account is the reviewer's."""
    return made_once.office(
        folder, unit_name="楚江县纪委监委", unit_code="421099", accounts=[REVIEWER, CLERK], clock=clock, demo=True
    )


def make_county(folder, **wanted):
    """A filled vault, closed; the same wishes are fulfilled once in a run and then copied."""
    wanted = {"people": 60, "months": 24, "seed": 1} | wanted

    def build(at):
        desk = empty_desk(at)
        demo.fill(desk, **wanted)
        desk.vault.close(back_up=False)

    return made_once.copy_of(f"demo {sorted(wanted.items())}", build, folder)


def open_copy(folder, to, account=REVIEWER):
    """A desk on a copy of a filled vault."""
    shutil.copytree(folder, to)
    return open_desk(Paths(to), account=account.name, password=account.password, clock=now)
