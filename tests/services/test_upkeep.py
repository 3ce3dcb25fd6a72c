"""The duty index follows the program and the rules by itself: computed anew when either changed, else left alone."""

from __future__ import annotations

from datetime import date

import pytest
from case_county import decided, make_desk
from office_county import log_in

from jzdesk.services import duties
from jzdesk.storage import duties as duty_rows

RULE = '[[deadline]]\ncode = "announce"\nlength = 5\n'


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "vault")
    decided(desk, decided_on=date(2026, 11, 2))
    yield desk
    desk.close()


def announce_due(desk):
    with desk.vault.read():
        (due,) = [d.due_on for d in duty_rows.of_person(1) if d.kind == "announce"]
    return due


def county_rule(desk):
    path = desk.paths.data / "rules" / "deadlines.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(RULE, "utf-8")


def reopened(desk):
    """The same account logging in again, with the rules as they now lie there."""
    desk.close()
    return log_in(desk, desk.account.role)


def test_a_vault_just_made_needs_nothing(desk):
    assert not duties.is_outdated(desk)
    assert duties.catch_up(desk) is None


def test_a_changed_rule_moves_the_duties_at_the_next_log_in(desk):
    before = announce_due(desk)
    county_rule(desk)
    again = reopened(desk)
    try:
        assert duties.is_outdated(again)
        told = []
        changes = duties.catch_up(again, lambda done, total: told.append((done, total)))
        assert "已重新计算" in changes.message
        assert announce_due(again) < before
        assert duties.stale(again) == []
        assert duties.catch_up(again) is None
    finally:
        again.close()


def test_upkeep_cut_off_leaves_everything_for_the_next_time(desk, monkeypatch):
    before = announce_due(desk)
    county_rule(desk)
    again = reopened(desk)
    try:

        def cut(*_what):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(duties.duties, "rewrite", cut)
            with pytest.raises(KeyboardInterrupt):
                duties.catch_up(again)
        assert announce_due(again) == before
        assert duties.is_outdated(again)
    finally:
        again.close()


def test_a_rebuild_by_hand_counts_as_done(desk):
    county_rule(desk)
    again = reopened(desk)
    try:
        duties.rebuild(again)
        assert not duties.is_outdated(again)
    finally:
        again.close()
