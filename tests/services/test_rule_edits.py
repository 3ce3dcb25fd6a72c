"""The county's own rules from the screen: laid over the shipped ones, computed anew at once, taken back as easily."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from office_county import make_office
from revisit_county import Clock, sanction

from jzdesk.domain.accounts import Role
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.rule_edits import CONFIRM, Spot
from jzdesk.services import cases, chain, duties, history, rule_edits
from jzdesk.services.rules import load_rulebook

ANNOUNCE = Spot("deadlines", ("deadline", "announce"))
MENTOR = Spot("visits", ("limits",), ("mentor_within_days",))
WHY = "县纪委常委会2026年第9次会议研究"


@pytest.fixture
def desk(tmp_path):
    made = make_office(tmp_path / "vault", clock=Clock())
    yield made
    made.vault.close(back_up=False)


def due(desk, case_id, kind=DutyKind.ANNOUNCE):
    return next(d.due_on for d in cases.duties_of_case(desk, case_id) if d.kind == kind.value)


def now(desk, spot):
    return {value.key: value.now for value in rule_edits.entry_of(desk, spot).values}


def test_a_shorter_limit_moves_every_due_day_at_once(desk):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 11, 2))
    before = due(desk, case_id)
    said = rule_edits.record_rule(
        desk, ANNOUNCE, "公开宣布处分决定", {"length": 5, "clause": "县办法第三条", "default": False}, why=WHY
    )
    assert said.message == "公开宣布处分决定：期限 7→5。已按新的规则重新计算全部应办事项。"
    assert (before, due(desk, case_id)) == (date(2026, 11, 11), date(2026, 11, 9))
    assert duties.stale(desk) == []
    step = history.read_log(desk, chain.look_for(noun="office"), limit=1)[0]
    assert (step.action, step.summary, step.why) == ("修改规则", "公开宣布处分决定：期限 7→5", WHY)
    own = tomllib.loads((desk.paths.data / "rules" / "deadlines.toml").read_text("utf-8"))
    assert own == {
        "deadline": [{"code": "announce", "length": 5, "clause": "县办法第三条", "default": False}]
    }
    assert (
        load_rulebook(desk.paths.resources(), desk.paths.data).deadlines["announce"].clause == "县办法第三条"
    )


def test_taken_back_the_shipped_rule_holds_and_the_earlier_file_is_kept(desk):
    rule_edits.record_rule(desk, ANNOUNCE, "公开宣布", {"length": 5}, why=WHY)
    rule_edits.record_rule(desk, MENTOR, "指定帮带人", {"mentor_within_days": 3, "default": False}, why=WHY)
    rule_edits.drop_rule(desk, ANNOUNCE, "公开宣布", why="撤回")
    assert now(desk, ANNOUNCE)["length"] == 7
    assert not (desk.paths.data / "rules" / "deadlines.toml").exists()
    assert len(list((desk.paths.data / "rules" / "earlier").glob("deadlines-*.toml"))) == 1
    assert now(desk, MENTOR) == {"mentor_within_days": 3}
    with pytest.raises(Refused, match="没有改动过"):
        rule_edits.drop_rule(desk, ANNOUNCE, "公开宣布", why="撤回")


def test_a_default_confirmed_is_none_any_more(desk):
    spot = Spot("deadlines", ("deadline", "deliver"))
    assert rule_edits.entry_of(desk, spot).is_default
    said = rule_edits.record_rule(desk, spot, "送达", {"default": False}, why=WHY)
    assert said.message.startswith("送达：确认。")
    entry = rule_edits.entry_of(desk, spot)
    assert (entry.is_default, entry.is_own) == (False, True)


@pytest.mark.parametrize(
    "spot",
    [
        Spot("sanctions", ("sanction", "D2", "versions", "2023")), Spot("execution_rules", ("fault", "late_delivery")),
        Spot("handling", ("indicator", "1-01")), Spot("enquiries", ("matching",), CONFIRM), Spot("replies", ("letter",), CONFIRM),
        Spot("visits", ("categories", "key")), Spot("duties", ("duty_kind", "entries", "announce")),
        Spot("tolerance", ("stages", "verify_review")), Spot("appraisal", ("rule", "公务员2020·不得优秀")),
    ],
)  # fmt: skip
def test_entries_of_every_kind_of_file_are_found_confirmed_and_given_back(desk, spot):
    try:
        entry = rule_edits.entry_of(desk, spot)
    except Refused:
        pytest.fail(f"no such entry: {spot}")
    rule_edits.record_rule(
        desk, spot, "一条规则", {value.key: value.now for value in entry.values} | {"default": False}, why=WHY
    )
    again = rule_edits.entry_of(desk, spot)
    assert not again.is_default
    assert [v for v in again.values if v.kind != "flag"] == [v for v in entry.values if v.kind != "flag"]
    rule_edits.drop_rule(desk, spot, "一条规则", why="撤回")
    assert rule_edits.entry_of(desk, spot) == entry


def test_what_the_rules_would_not_bear_changes_nothing(desk):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 11, 2))
    before, book = due(desk, case_id), desk.rulebook
    with pytest.raises(Refused, match="length 应在"):
        rule_edits.record_rule(desk, ANNOUNCE, "公开宣布", {"length": 99_999}, why=WHY)
    with pytest.raises(RuleError) as told:
        rule_edits.record_rule(desk, ANNOUNCE, "公开宣布", {"clause": " "}, why=WHY)
    assert told.value.field == "clause"
    with pytest.raises(RuleError) as told:
        rule_edits.record_rule(desk, ANNOUNCE, "公开宣布", {"length": 5}, why=" ")
    assert told.value.field == "why"
    with pytest.raises(Refused, match="已不存在"):
        rule_edits.entry_of(desk, Spot("deadlines", ("deadline", "no_such")))
    assert desk.rulebook is book
    assert not (desk.paths.data / "rules").exists()
    assert due(desk, case_id) == before


def test_a_failure_while_computing_puts_the_old_rules_back(desk, monkeypatch):
    rule_edits.record_rule(desk, ANNOUNCE, "公开宣布", {"length": 5}, why=WHY)
    held = (desk.paths.data / "rules" / "deadlines.toml").read_bytes()

    def stopped(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(rule_edits, "rebuild", stopped)
    with pytest.raises(KeyboardInterrupt):
        rule_edits.record_rule(desk, ANNOUNCE, "公开宣布", {"length": 3}, why=WHY)
    assert (desk.paths.data / "rules" / "deadlines.toml").read_bytes() == held
    assert now(desk, ANNOUNCE)["length"] == 5
    assert desk.rulebook.deadlines["announce"].length == 5


def test_only_who_may_change_rules(tmp_path):
    desk = make_office(tmp_path / "vault", Role.LEADER, Role.REVIEWER, clock=Clock())
    with pytest.raises(Refused, match="权限"):
        rule_edits.record_rule(desk, ANNOUNCE, "公开宣布", {"length": 5}, why=WHY)
    desk.vault.close(back_up=False)


def test_many_defaults_are_confirmed_in_one_step(desk):
    spots = {
        "送达": Spot("deadlines", ("deadline", "deliver")), "核实": Spot("tolerance", ("stages", "verify_review")),
        "重点关注": Spot("visits", ("categories", "key")), "公开宣布": ANNOUNCE,
    }  # fmt: skip
    before = len(history.read_log(desk, chain.look_for(noun="office"), limit=50))
    said = rule_edits.confirm_rules(desk, spots, why=WHY)
    assert said.message.startswith("确认默认值：送达、核实、重点关注。")
    assert not any(rule_edits.entry_of(desk, spot).is_default for spot in spots.values())
    assert len(history.read_log(desk, chain.look_for(noun="office"), limit=50)) == before + 1
    assert not rule_edits.entry_of(desk, ANNOUNCE).is_own
    with pytest.raises(Refused, match="都不是待确认"):
        rule_edits.confirm_rules(desk, spots, why=WHY)
