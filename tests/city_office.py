"""A city office that takes in the reports of its counties."""

from __future__ import annotations

from datetime import datetime

import county_files as made_up
import made_once
from office_county import NAMES as ACCOUNTS
from office_county import PASSWORD

from jzdesk.domain.accounts import Role
from jzdesk.domain.counties import County
from jzdesk.services import counties
from jzdesk.services.desk import NewAccount


class CityClock:
    """Stands still until it is told to go on."""

    def __init__(self, moment=datetime(2026, 10, 9, 9, 30)):
        self.moment = moment

    def __call__(self):
        return self.moment

    def go_to(self, day):
        self.moment = datetime(day.year, day.month, day.day, 9, 30)


def make_city(folder, *, clock=None, registered=2, roles=(Role.REVIEWER, Role.CLERK, Role.LEADER)):
    """An office of the city, the reviewer logged in, with the first counties registered."""
    accounts = [
        NewAccount(name=ACCOUNTS[role], display_name=ACCOUNTS[role], role=role, password=PASSWORD)
        for role in roles
    ]
    desk = made_once.office(
        folder, unit_name="荆江市纪委监委", unit_code="421000", accounts=accounts, clock=clock or CityClock()
    )  # fmt: skip
    for index in range(registered):
        home = made_up.county(index, cases=30)
        counties.save_county(desk, County(code=home.code, name=home.name))
    return desk


def month_file(folder, index, month, **over):
    """One month of a small county."""
    return made_up.write(folder, index, month, cases=30, **over)
