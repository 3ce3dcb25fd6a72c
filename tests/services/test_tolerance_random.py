"""No path through the services saves a tolerated conclusion with an entry standing: anything, by anybody, in any order."""

from __future__ import annotations

import pytest
from random_reviews import Office, open_office
from tolerance_county import Clock

STEPS = 60


@pytest.mark.parametrize("seed", range(6))
def test_whatever_anybody_does_in_whatever_order_the_lock_holds(tmp_path, seed):
    desk = open_office(tmp_path / "vault", Clock())
    office = Office(desk, seed)
    for _ in range(STEPS):
        office.step()
    office.finish()
    assert office.seen["locked"]
    desk.vault.close(back_up=False)
