"""勾稽 of persons, of how things stand and of the year: each fails where the records disagree, and leads to the record."""

from __future__ import annotations

from datetime import date

import pytest
from closed_county import NOVEMBER, make_closed, open_copy
from revisit_county import dossier_of, sanction

from jzdesk.domain.month_findings import CHECK_NAMES
from jzdesk.services import months
from jzdesk.services.month_findings import check_month


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """October is closed with one decision not announced; in November one more was made."""
    folder, ids = make_closed(tmp_path_factory.mktemp("closed"))
    desk = open_copy(folder, tmp_path_factory.mktemp("november") / "vault", date(2026, 12, 2))
    ids = (*ids, sanction(desk, "郑新来", decided_on=date(2026, 11, 16)))
    desk.vault.close(back_up=False)
    return desk.paths.data, ids


@pytest.fixture
def desk(made, tmp_path):
    opened = open_copy(made[0], tmp_path / "vault", date(2026, 12, 2))
    yield opened
    opened.vault.close(back_up=False)


@pytest.fixture
def new(made):
    """The case of November."""
    return made[1][-1]


def tamper(desk, sql, *values):
    """Change rows behind the back of the program: no entry in the log, no duty computed anew."""
    check_month(desk, NOVEMBER)
    with desk.vault.unlogged() as database:
        database.execute_sql(sql, values)


def found(desk, code):
    return [(f.grave, f.kind, f.record_id) for f in check_month(desk, NOVEMBER) if f.code == code]


def by_name(desk):
    return {check.name: check for check in months.make_book(desk, NOVEMBER).checks}


def test_every_equation_holds_and_has_a_code_and_both_sides(desk):
    checks = by_name(desk)
    assert [c.name for c in checks.values() if not c.ok] == []
    assert {c.code for c in checks.values()} == {
        "equation",
        "persons",
        "dispositions",
        "register",
        "visits_stand",
    }
    assert {c.code for c in checks.values()} <= CHECK_NAMES.keys()
    told = checks["本月应宣布的决定：已宣布＋豁免＋未到期＋逾期＝记录件数"]
    assert (told.left, told.right, told.note) == (1, 1, "已宣布0、豁免0、未到期0、逾期1")
    people = checks["四种形态：人数≤人次"]
    assert (people.left, people.right, people.relation) == (1, 1, "<=")
    assert checks["月末影响期内人员：回访教育台账＝处分决定记录"].left == 4


def test_more_persons_than_person_times(desk, new):
    tamper(desk, 'UPDATE "case" SET form = 0 WHERE id = ?', new)
    assert found(desk, "persons") == [(True, "case", new)] * 2  # of its form, and in all


def test_one_person_with_two_decisions_is_two_person_times(desk, new):
    from dataclasses import replace

    from case_county import file_of

    from jzdesk.services import cases

    person = cases.open_case(desk, new).person
    second = replace(
        file_of("郑新来", decided_on=date(2026, 11, 20), codes=("D1",), number="〔99〕号"), person=person
    )
    cases.record_case(desk, second)
    people = by_name(desk)["四种形态：人数≤人次"]
    assert (people.left, people.right, people.ok) == (1, 2, True)


def test_a_decision_that_stands_otherwise_than_its_meeting_says(desk, new):
    tamper(desk, "UPDATE duty SET done_on = '2026-11-18' WHERE kind = 'announce' AND case_id = ?", new)
    assert found(desk, "dispositions") == [(True, "case", new)]


def test_somebody_under_influence_who_is_not_in_the_register(desk, new):
    dossier = dossier_of(desk, new).dossier.id
    tamper(desk, "UPDATE dossier SET period_end = '2026-11-20' WHERE id = ?", dossier)
    assert found(desk, "register") == [(False, "dossier", dossier)]


def test_a_planned_visit_that_nobody_follows(desk, new):
    dossier = dossier_of(desk, new).dossier.id
    tamper(desk, "UPDATE visit SET planned_on = '2026-11-25' WHERE dossier_id = ? AND ordinal = 1", dossier)
    assert found(desk, "visits_stand") == [(False, "dossier", dossier)]
