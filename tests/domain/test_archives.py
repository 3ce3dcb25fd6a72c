"""归档: the number in one shape, and nothing archived half-known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.archives import Archiving, archive_number, check
from jzdesk.domain.errors import RuleError

D = date.fromisoformat
ITEM = Archiving(archived_on=D("2026-11-20"), number="0123-2-45", pages=86, retention="y30")


@pytest.mark.parametrize("text", ["0123·2·45", " 0123-2-45 ", "0123 2 45", "0123．2．45", "0123/2/45", "0123—2—45"])
def test_the_number_comes_in_one_shape(text):
    assert archive_number(text) == "0123·2·45"


@pytest.mark.parametrize("text", ["", "0123", "0123·2", "0123·2·45·6", "0123··<b>"])
def test_a_number_without_three_parts_is_refused(text):
    with pytest.raises(RuleError, match="三段"):
        archive_number(text)


def test_what_is_whole_is_taken():
    assert check(ITEM, closed_on=D("2026-11-19"), on=D("2026-11-22")).number == "0123·2·45"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"archived_on": None}, "archived_on"),
        ({"archived_on": D("2026-11-23")}, "archived_on"),
        ({"archived_on": D("2026-11-18")}, "archived_on"),
        ({"number": "12"}, "archive_number"),
        ({"pages": None}, "archive_pages"),
        ({"pages": 0}, "archive_pages"),
        ({"retention": ""}, "retention"),
    ],
)
def test_what_is_refused(values, field):
    with pytest.raises(RuleError) as refusal:
        check(replace(ITEM, **values), closed_on=D("2026-11-19"), on=D("2026-11-22"))
    assert refusal.value.field == field
