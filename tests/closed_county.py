"""An office whose October 2026 is closed with one decision not announced: made once in a run, copied for each test."""

from __future__ import annotations

import json
import os
from datetime import date
from shutil import copytree

from made_once import FOLDER, made
from office_county import PASSWORD, make_office, october
from revisit_county import Clock

from jzdesk.paths import Paths
from jzdesk.services.desk import open_desk
from jzdesk.services.month_closing import freeze_month

OCTOBER, NOVEMBER, DECEMBER = "2026-10", "2026-11", "2026-12"
_IDS = "closed-ids.json"


def make_closed(folder):
    """The folder of the office, closed, and the ids of its three cases (see `october`); `folder` is not used where the run
    has made one before."""
    home = made("an office with October closed", _build) if FOLDER in os.environ else folder / "vault"
    if not home.exists():
        _build(home)
    return home, json.loads((home / _IDS).read_text())


def _build(home):
    home.parent.mkdir(parents=True, exist_ok=True)
    desk = make_office(home, clock=Clock())
    ids = october(desk)
    desk.clock.set(date(2026, 11, 3))
    freeze_month(desk, OCTOBER, home.parent / "10.xlsx")
    desk.vault.close(back_up=False)
    (home / _IDS).write_text(json.dumps(ids))


def open_copy(made, folder, day):
    """The office again, on a day."""
    copytree(made, folder)
    clock = Clock()
    clock.set(day)
    return open_desk(Paths(folder), account="王审核", password=PASSWORD, clock=clock)
