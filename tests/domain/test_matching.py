from __future__ import annotations

import pytest

from jzdesk.domain.matching import match_warnings

FITTING = {
    "D1": {"Z2"},
    "D2": {"Z3", "Z4"},
    "D2x": {"Z3", "Z4", "Z5"},
    "D3": {"Z5"},
    "D4-1": {"Z5"},
    "D4-2": {"Z5"},
    "D5": {"Z5", "Z6"},
}


@pytest.mark.parametrize("party", FITTING)
@pytest.mark.parametrize("admin", ["Z1", "Z2", "Z3", "Z4", "Z5", "Z6"])
def test_every_pair(party, admin):
    assert bool(match_warnings([party, admin])) is (admin not in FITTING[party])


def test_the_warning_says_what_would_match():
    assert match_warnings(["D2", "Z1"]) == (
        "党内严重警告与政务警告不相匹配，与党内严重警告相匹配的是政务记大过或政务降级（党纪政务处分相匹配要求）。",
    )


@pytest.mark.parametrize("code", ["D1", "D2", "D3", "D5", "Z1", "Z3", "Z5", "F11", "O05"])
def test_one_alone_is_not_warned_of(code):
    assert match_warnings([code]) == ()


def test_dismissal_alone_asks_for_expulsion():
    assert "开除党籍" in match_warnings(["Z6"])[0]
    assert match_warnings(["Z6", "D5"]) == ()


def test_organizational_measures_beside_do_not_matter():
    assert match_warnings(["D1", "Z2", "O02", "F11"]) == ()
    assert match_warnings([]) == ()
    assert len(match_warnings(["D1", "D1", "Z3", "Z3"])) == 1
