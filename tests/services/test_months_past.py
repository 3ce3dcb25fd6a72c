"""A report that knows the future: a month is made up on its last day and again long after, and must say the same."""

from __future__ import annotations

from datetime import date

import pytest
from county_life import Life
from revisit_county import Clock, make_desk

from jzdesk.services import months


def said(ledger):
    """What a ledger says: an empty cell is one whether blank or missing."""
    return [{key: value for key, value in row.items() if value not in (None, "")} for row in ledger]


@pytest.mark.parametrize("seed", range(4))
def test_a_past_month_does_not_know_what_came_after_it(tmp_path, seed):
    clock = Clock()
    clock.set(date(2025, 6, 2))
    desk = make_desk(tmp_path / "vault", clock)
    life = Life(desk, clock, seed)
    life.live(date(2025, 6, 2), date(2026, 3, 31))
    clock.set(date(2026, 3, 31))
    book, figures = months.make_book(desk, "2026-03"), months.figures(desk, "2026-03")
    life.live(date(2026, 4, 1), date(2026, 11, 20))
    clock.set(date(2026, 11, 20))
    later, figures_later = months.make_book(desk, "2026-03"), months.figures(desk, "2026-03")
    assert figures_later == figures
    for ledger, rows_then in book.ledgers.items():
        assert said(later.ledgers[ledger]) == said(rows_then), ledger
    assert [c for c in later.checks if not c.ok] == []
    assert [c for c in book.checks if not c.ok] == []
    assert sum(len(r) for r in book.ledgers.values()) > 40
    assert book.ledgers["tolerance"]
    assert book.ledgers["enquiries"]
    desk.vault.close(back_up=False)
