"""Search anywhere: by name, pinyin initials, ID number, document number, unit; only what is still there."""

from __future__ import annotations

from datetime import date

import pytest
from office_county import log_in, make_office
from revisit_county import sanction

from jzdesk.domain.accounts import Role
from jzdesk.domain.errors import Refused
from jzdesk.services import cases, recycle
from jzdesk.services.search import search


@pytest.fixture
def desk(tmp_path):
    made = make_office(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


@pytest.fixture
def wu(desk):
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 12), number="公纪决〔2026〕18号", unit="县装备中心")
    sanction(desk, "陈大勇", decided_on=date(2026, 10, 13), number="公纪决〔2026〕19号", unit="埠河镇")
    return case


def found(desk, text):
    return {group.title: [hit.id for hit in group.hits] for group in search(desk, text)}


@pytest.mark.parametrize("text", ["吴建国", "建国", "wjg", "WJG", "〔2026〕18号", "装备中心", " 吴建国 "])
def test_ways_to_find_a_case(desk, wu, text):
    assert found(desk, text)["案件处分"] == [wu]


def test_a_person_is_found_in_every_kind_he_is_in(desk, wu):
    groups = found(desk, "吴建国")
    assert set(groups) == {"案件处分", "回访教育"}
    assert all(len(ids) == 1 for ids in groups.values())


@pytest.mark.parametrize("text", ["", "   ", "没有此人", "%", "_", "'", "100%"])
def test_nothing_to_find(desk, wu, text):
    assert search(desk, text) == []


def test_only_the_first_few_of_each(desk):
    for number in range(9):
        sanction(desk, f"吴建{'一二三四五六七八九'[number]}", decided_on=date(2026, 10, 12))
    (group, *_) = search(desk, "吴建", limit=4)
    assert len(group.hits) == 4


def test_what_was_deleted_is_not_found_and_comes_back(desk, wu):
    cases.delete_case(desk, wu, why="重复登记")
    assert search(desk, "吴建国") == []
    (item,) = recycle.list_deleted(desk)
    assert (item.kind, item.id, item.title) == ("case", wu, "吴建国（县装备中心）")
    recycle.recover(desk, item)
    assert found(desk, "吴建国")["案件处分"] == [wu]
    assert recycle.list_deleted(desk) == []


def test_administrators_find_nothing(tmp_path):
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.SYSTEM_ADMIN)
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 12))
    cases.delete_case(desk, case, why="重复登记")
    desk = log_in(desk, Role.SYSTEM_ADMIN)
    with pytest.raises(Refused):
        search(desk, "吴建国")
    with pytest.raises(Refused):
        recycle.list_deleted(desk)
    with pytest.raises(Refused):
        recycle.recover(desk, recycle.Deleted("case", case, "", ""))
    desk.vault.close(back_up=False)
