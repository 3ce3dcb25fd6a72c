"""归档: the number in one shape, and nothing archived half-known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.appeals import Appeal
from jzdesk.domain.archives import (
    Archiving,
    archive_number,
    came_since,
    check,
    holds,
    sealed,
    settled_on,
    stays,
)
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.dossiers import Dossier
from jzdesk.domain.errors import RuleError
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person

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


# ---- what lay in the file when it was archived, and what came since

ON = D("2026-03-10")
NAMES = {"party_appeal": "党纪处分申诉", "upheld": "维持原决定"}


def case(*decisions, appeals=()):
    return CaseFile(person=Person(), case=Case(), decisions=decisions, appeals=appeals)


def made(day, kind="", **measure):
    measures = (Measure(code="D4-1", **measure),) if measure else ()
    return Decision(document_number="公纪1号", decided_on=D(day), review_kind=kind, measures=measures)


def since(file, on=ON):
    return came_since(on, [file], lambda _list, code: NAMES[code])


def test_what_was_decided_by_that_day_is_closed_with_the_file():
    assert sealed(ON, ON)
    assert not sealed(ON, D("2026-03-11"))
    assert not sealed(None, ON)
    assert not sealed(ON, None)
    assert holds(ON, case(made("2026-04-01"), made("2025-03-01")))
    assert not holds(ON, case(made("2026-04-01"), Decision()))


@pytest.mark.parametrize(
    ("kind", "name"),
    [("", "新的处分决定"), ("lighter", "减轻处分决定"), ("heavier", "加重处分决定"), ("revoked", "撤销处分决定"), ("expelled", "开除党籍决定")],
)  # fmt: skip
def test_a_decision_since_is_named(kind, name):
    assert since(case(made("2025-03-01"), made("2026-04-20", kind))) == (f"2026-04-20 {name}（公纪1号）",)
    assert since(case(made("2025-03-01"), made("2026-04-20", kind)), on=None) == ()


def test_what_is_decided_of_a_probation_since_is_named_in_order_of_time():
    file = case(made("2025-03-01", extended_on=D("2026-03-10"), restored_on=D("2026-05-02")), made("2026-04-20", "lighter"))
    assert since(file) == ("2026-04-20 减轻处分决定（公纪1号）", "2026-05-02 恢复党员权利")


@pytest.mark.parametrize(
    ("appeal", "said"),
    [
        ({"applied_on": D("2026-03-01")}, "2026-03-01 党纪处分申诉，尚未办结"),
        ({"applied_on": D("2026-03-01"), "accepted_on": D("2026-03-12")}, "2026-03-12 党纪处分申诉，尚未办结"),
        ({"applied_on": D("2026-03-20"), "refused_reason": "无新证据"}, "2026-03-20 党纪处分申诉，不予受理"),
        ({"applied_on": D("2026-03-01"), "decided_on": D("2026-04-01"), "result": "upheld"}, "2026-04-01 党纪处分申诉，维持原决定"),
        ({"applied_on": D("2026-02-01"), "decided_on": D("2026-03-10"), "result": "upheld"}, ""),
        ({"applied_on": D("2026-02-01"), "refused_reason": "无新证据"}, ""),
    ],
)  # fmt: skip
def test_an_appeal_asks_for_an_addition_while_it_runs_and_when_it_ended_since(appeal, said):
    item = Appeal(kind="party_appeal", **appeal)
    assert since(case(made("2025-03-01"), appeals=(item,))) == ((said,) if said else ())
    assert (settled_on(item) is None) == item.open


def test_only_a_file_of_the_register_stays_without_a_decision_in_force():
    revoked = case(made("2025-03-01"), made("2026-04-20", "revoked"))
    assert stays(Dossier(archive_number="0123·2·45"), [revoked])
    assert not stays(Dossier(), [revoked])
    assert not stays(Dossier(archive_number="0123·2·45"), [case(Decision())])
    assert not stays(Dossier(archive_number="0123·2·45"), [])
