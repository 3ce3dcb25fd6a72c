"""A random county lived day by day: what a month's report said at its end the statistics say ever after, for that day."""

from __future__ import annotations

from datetime import date

import pytest
from revisit_county import Clock, make_desk
from services.test_months_past import Life

from jzdesk.domain.stretches import Stretch, StretchKind
from jzdesk.services import months
from jzdesk.services.statistics import measure

MONTHS = (3, 4, 5, 6)


@pytest.mark.parametrize("seed", [pytest.param(3, marks=pytest.mark.soak), 17])
def test_a_month_is_told_later_as_it_was_at_its_end(tmp_path, seed):
    clock = Clock()
    desk = make_desk(tmp_path / "vault", clock)
    life = Life(desk, clock, seed)
    told, people = {}, {}
    begun = date(2026, 3, 1)
    for month in MONTHS:
        key = f"2026-{month:02d}"
        last = date(2026, month, 30)
        life.live(begun, last)
        begun = date(2026, month + 1, 1)
        clock.set(date(2026, month, 31) if month in (3, 5) else last)
        stretch = Stretch(StretchKind.MONTH, 2026, month, month)
        found, reported = measure(desk, stretch), months.figures(desk, key)
        assert found.forms() == reported.forms
        assert found.forms_of_year() == reported.forms_year
        told[month] = found.forms()
        people[month] = {(item.key, item.form, item.measures) for item in found.years[0].own}
    clock.set(date(2026, 9, 1))
    changed = 0
    for month in MONTHS:
        found = measure(desk, Stretch(StretchKind.MONTH, 2026, month, month))
        assert found.forms() == told[month]
        assert {(item.key, item.form, item.measures) for item in found.years[0].own} == people[month]
        assert months.figures(desk, f"2026-{month:02d}").forms == told[month]
        today = measure(desk, Stretch(StretchKind.MONTH, 2026, month, month), on=desk.today)
        assert sum(today.forms()) <= sum(told[month])  # later reviews only take away
        changed += {(i.key, i.form, i.measures) for i in today.years[0].own} != people[month]
    assert sum(map(sum, told.values())) > 8
    assert changed  # else nothing was looked back upon
    desk.vault.close(back_up=False)
