"""汇总 over a year that was never reported: nine counties, every state a month can be in."""

from __future__ import annotations

from datetime import date

import county_files as made_up

from jzdesk.domain.counties import County, Intake
from jzdesk.domain.intake_board import make_board, months_of_year
from jzdesk.ui.reports.intake_page import IntakePage

TODAY = date(2026, 11, 22)
STATES = ("accepted", "accepted", "received", "accepted", "returned")


def made_board():
    """A board of 2026 as it stands on 22 November."""
    counties = [
        County(id=n, code=code, name=name, since="2026-03" if n == 8 else "")
        for n, (code, name) in enumerate(zip(made_up.CODES, made_up.NAMES, strict=True), 1)
    ]
    sent = []
    for county in counties:
        for number in range(1, 11 - county.id % 3):
            late = (county.id + number) % 5 == 0
            sent.append(
                Intake(
                    id=county.id * 100 + number,
                    county_id=county.id,
                    month=f"2026-{number:02d}",
                    submission=1,
                    state=STATES[county.id % 5] if number > 8 else "accepted",
                    received_on=date(2026, number + 1, 20 if late else 6),
                    due_on=date(2026, number + 1, 12),
                )
            )
    open_of = {item.id: (item.id % 4, item.id % 6) for item in sent if item.state != "accepted"}
    return make_board(
        counties, months_of_year(2026), sent, due_on=lambda month: _due(month), today=TODAY, open_of=open_of
    )


def _due(month):
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 12)


class FakeIntake(IntakePage):
    """The page as it is; only the board is made up."""

    def _read_board(self):
        self.board.show_board(made_board())
