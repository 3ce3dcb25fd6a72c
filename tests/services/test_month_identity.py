"""Every line of a ledger says whose it is, in keys that no sheet shows."""

from __future__ import annotations

import pytest
from office_county import make_county, october
from openpyxl import load_workbook

from jzdesk.services import cases, months

KEY = "2026-10"


@pytest.fixture
def desk(tmp_path):
    made = make_county(tmp_path / "vault", people=60, months=18, seed=5)
    yield made
    made.vault.close(back_up=False)


def test_every_line_says_whose_it_is(desk):
    """Of record uids, no two alike in a ledger, the same whenever the month is made again."""
    case, *_ = october(desk)
    first, again = (months.make_book(desk, KEY) for _ in range(2))
    assert all(first.ledgers.values())
    for name, rows in first.ledgers.items():
        keys = [row["@key"] for row in rows]
        assert all(keys), name
        assert len(set(keys)) == len(keys), name
        assert keys == [row["@key"] for row in again.ledgers[name]], name
    decided = next(row for row in first.ledgers["decisions"] if row["@id"] == case)
    assert (decided["@subject"], decided["@key"]) == ("case", cases.open_case(desk, case).case.uid)


def test_no_sheet_shows_it(desk, tmp_path):
    october(desk)
    made = months.make_book(desk, KEY)
    months.export_month(desk, KEY, tmp_path / "month.xlsx")
    keys = {row["@key"] for rows in made.ledgers.values() for row in rows}
    book = load_workbook(tmp_path / "month.xlsx")
    shown = {cell for sheet in book if sheet.sheet_state == "visible" for row in sheet.values for cell in row}
    assert not keys & shown
