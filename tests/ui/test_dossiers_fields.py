"""The fields only the revisit forms need."""

from __future__ import annotations

import pytest
from ui.dossiers_shown import clock, desk, screen, shown

from jzdesk.ui.dossiers.fields import NamesField, OfferField, TeamField, TimeField, parse_time

__all__ = ["clock", "desk", "screen", "shown"]


# ---- fields


@pytest.mark.parametrize(
    ("typed", "time"),
    [("9:30", "09:30"), ("930", "09:30"), ("0930", "09:30"), ("9点30分", "09:30"), ("9点", "09:00"), ("", ""), ("17", "17:00")],
)
def test_times_are_read_as_people_write_them(typed, time):
    assert parse_time(typed) == time


@pytest.mark.parametrize("typed", ["25:00", "9:60", "上午", "9:5:1"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError, match="不是时间"):
        parse_time(typed)


def test_the_time_field_keeps_wrong_text_in_sight(qtbot):
    field = TimeField()
    qtbot.addWidget(field)
    field.edit.setText("25点")
    assert (field.value(), field.edit.text()) == ("", "25点")
    assert "25点" in field.problem()


def test_names_are_parted_and_completed_one_by_one(qtbot, jobs):
    field = NamesField(lambda text: [n for n in ("周明", "周强") if text in n], jobs=jobs)
    qtbot.addWidget(field)
    field.set_value(("周明",))
    field.edit.setText("周明，陈芳 陈芳;周")
    assert field.value() == ("周明", "陈芳", "周")
    field._ask()
    jobs.wait_idle(qtbot)
    field._taken("周强")
    assert field.value() == ("周明", "陈芳", "周强")
    field._leave()
    assert field.edit.text() == "周明、陈芳、周强"


def test_the_offer_is_added_once(qtbot):
    field = OfferField("郑书记（帮带人）", verb="加入帮带人")
    qtbot.addWidget(field)
    field.set_value("李主任")
    field.button.click()
    field.button.click()
    assert field.value() == "李主任、郑书记（帮带人）"
    assert not field.button.isEnabled()


def test_a_team_keeps_its_draft_and_wants_names(qtbot):
    field = TeamField()
    qtbot.addWidget(field)
    field.set_value([("周明", "县纪委监委", False), ("", "县委组织部", True)])
    assert "县委组织部" in field.problem()
    again = TeamField()
    qtbot.addWidget(again)
    again.restore(field.draft())
    assert again.value() == field.value()
