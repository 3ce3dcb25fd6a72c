"""A county's own rules and calendar: laid over the shipped ones, and a slip of the pen is told, never passed over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jzdesk.domain.errors import RuleError
from jzdesk.services.rules import load_calendar, load_rulebook

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def put(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_single_entries_win_over_the_shipped_ones(tmp_path):
    put(tmp_path, "rules/visits.toml", '[[cadences]]\ncode = "light"\nmonths_between = 6\n')
    put(tmp_path, "rules/deadlines.toml", '[[deadline]]\ncode = "announce"\nlength = 5\n')
    book, shipped = load_rulebook(RESOURCES, tmp_path), load_rulebook(RESOURCES)
    assert book.visits.cadence_for(["D1"]).months_between == 6
    assert book.visits.cadence_for(["D3"]) == shipped.visits.cadence_for(["D3"])
    assert book.deadlines["announce"].length == 5
    assert book.deadlines["announce"].clause == shipped.deadlines["announce"].clause


@pytest.mark.parametrize(("name", "text", "said"), [
    ("rules/visits.toml", "[[cadences]\n", "visits.toml"),
    ("rules/visits.toml", b"\xff\xfe\x00", "visits.toml"),
    ("rules/visits.toml", "cadences = 3\n", "cadences"),
    ("rules/visits.toml", '[limits]\nlead_days = "x"\n', "lead_days"),
    ("rules/deadlines.toml", '[[deadline]]\ncode = "announce"\nlength = -1\n', "announce"),
    ("rules/sanctions.toml", '[[sanction]]\ncode = "D1"\nfamily = "xx"\n', "D1"),
    ("codes/mine.toml", "x = 1\n", "mine.toml"),
])  # fmt: skip
def test_a_broken_rule_file_is_named(tmp_path, name, text, said):
    put(tmp_path, name, text)
    with pytest.raises(RuleError) as refused:
        load_rulebook(RESOURCES, tmp_path)
    assert said in refused.value.text


def test_a_rule_file_is_not_hidden_by_a_code_file_of_its_name(tmp_path):
    put(tmp_path, "rules/visits.toml", "[limits]\nlead_days = 45\n")
    put(tmp_path, "codes/visits.toml", '[mine]\ntitle = "甲"\nentries = [{ code = "1", name = "乙" }]\n')
    with pytest.raises(RuleError, match="同时在规则"):
        load_rulebook(RESOURCES, tmp_path)


def test_a_folder_called_like_a_rule_file_is_named(tmp_path):
    (tmp_path / "rules" / "visits.toml").mkdir(parents=True)
    with pytest.raises(RuleError, match=r"visits\.toml"):
        load_rulebook(RESOURCES, tmp_path)


@pytest.mark.parametrize("text", ['[2027]\noff = ["2027-01-01"]\n', "x = 3\n", "[[years]]\nyear = 2027\n", "[[year]]\nyear = 2027\n"])
def test_a_calendar_that_says_nothing_known_is_refused(tmp_path, text):
    put(tmp_path, "calendar/2027.toml", text)
    with pytest.raises(RuleError):
        load_calendar(RESOURCES, tmp_path)


def test_a_year_of_the_county_is_known(tmp_path):
    put(tmp_path, "calendar/2027.toml",
        '[[year]]\nyear = 2027\nsource = "通知"\nholidays = [{ name = "元旦", first = 2027-01-01, last = 2027-01-03 }]\nwork = []\n')  # fmt: skip
    calendar = load_calendar(RESOURCES, tmp_path)
    assert calendar.knows(2027)
    assert not calendar.add_working_days(date(2026, 12, 25), 7).provisional
    assert load_calendar(RESOURCES).add_working_days(date(2026, 12, 25), 7).provisional
