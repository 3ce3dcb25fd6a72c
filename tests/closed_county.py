"""An office whose October 2026 is closed with one decision not announced: made once for each test file, copied for each test."""

from __future__ import annotations

from datetime import date
from shutil import copytree

from office_county import PASSWORD, make_office, october
from revisit_county import Clock

from jzdesk.paths import Paths
from jzdesk.services.desk import open_desk
from jzdesk.services.month_closing import freeze_month

OCTOBER, NOVEMBER, DECEMBER = "2026-10", "2026-11", "2026-12"


def make_closed(folder):
    """The folder of the office, closed, and the ids of its three cases (see `october`)."""
    desk = make_office(folder / "vault", clock=Clock())
    ids = october(desk)
    desk.clock.set(date(2026, 11, 3))
    freeze_month(desk, OCTOBER, folder / "10.xlsx")
    desk.vault.close(back_up=False)
    return desk.paths.data, ids


def open_copy(made, folder, day):
    """The office again, on a day."""
    copytree(made, folder)
    clock = Clock()
    clock.set(day)
    return open_desk(Paths(folder), account="王审核", password=PASSWORD, clock=clock)
