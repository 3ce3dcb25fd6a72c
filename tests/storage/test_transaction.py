"""Tracked writes: what is stored, what is logged, what is refused."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import peewee
import pytest
from vaults import ACCOUNT, CLERK, NOW, add_person

from jzdesk.domain.errors import Refused
from jzdesk.storage import audit, models
from jzdesk.storage.transaction import Transaction

Person, Case = models.Person, models.Case


@pytest.fixture
def tx(vault):
    with vault.write(CLERK, "试") as made:
        yield made


def test_insert_takes_defaults_and_field_or_column_names(tx):
    unit = tx.insert(models.Unit, {"uid": "u", "name": "县装备中心"})
    by_column = tx.insert(Person, {"uid": "1", "name": "甲", "unit_id": unit})
    by_field = tx.insert(Person, {"uid": "2", "name": "乙", "unit": unit, "birth": date(1970, 3, 12)})
    assert Person.get_by_id(by_column).unit_id == Person.get_by_id(by_field).unit_id == unit
    assert Person.get_by_id(by_field).birth == date(1970, 3, 12)
    assert (Person.get_by_id(by_field).post, Person.get_by_id(by_field).retired) == ("", False)
    assert tx.changes[2].after["birth"] == "1970-03-12"
    assert tx.changes[2].before is None


def test_insert_of_lists_and_times(tx):
    who = tx.insert(Person, {"uid": "1", "name": "甲"})
    case = tx.insert(Case, {"uid": "c", "person_id": who, "violations": ("违反廉洁纪律",), "deleted_at": NOW})
    assert Case.get_by_id(case).violations == ("违反廉洁纪律",)
    assert Case.get_by_id(case).eight_rules == ()
    assert Case.get_by_id(case).deleted_at == NOW


def test_update_logs_only_what_changed(tx):
    who = tx.insert(Person, {"uid": "1", "name": "甲", "post": "主任"})
    assert tx.update(Person, who, {"post": "科员", "name": "甲", "birth": date(1970, 3, 12)})
    change = tx.changes[-1]
    assert (change.table, change.id) == ("person", who)
    assert change.before == {"post": "主任", "birth": None}
    assert change.after == {"post": "科员", "birth": "1970-03-12"}


@pytest.mark.parametrize("values", [{}, {"post": "主任"}])
def test_update_of_nothing_is_no_change(tx, values):
    who = tx.insert(Person, {"uid": "1", "name": "甲", "post": "主任"})
    assert not tx.update(Person, who, values)
    assert len(tx.changes) == 1


def test_derived_columns_are_written_but_not_logged(vault, monkeypatch):
    monkeypatch.setattr(Case, "derived", frozenset({"measures_text"}), raising=False)
    who = add_person(vault, "甲")
    with vault.write(CLERK, "登记案件") as first:
        case = first.insert(Case, {"uid": "c", "person_id": who, "measures_text": "党内警告"})
    with vault.write(CLERK, "重算") as tx:
        assert tx.update(Case, case, {"measures_text": "严重警告"})
        assert tx.changes == ()
    assert Case.get().measures_text == "严重警告"
    vault.take_back(CLERK, first.seq, "误登")  # a recomputed column does not stand in the way
    assert Case.select().count() == 0


@pytest.mark.parametrize(
    "act", [lambda tx: tx.update(Person, 9, {"post": "x"}), lambda tx: tx.remove(Person, 9)]
)
def test_a_row_that_is_gone(tx, act):
    with pytest.raises(Refused, match="已不存在"):
        act(tx)


def test_a_row_that_others_need(tx):
    who = tx.insert(Person, {"uid": "1", "name": "甲"})
    tx.insert(Case, {"uid": "c", "person_id": who})
    with pytest.raises(Refused, match="其他记录"):
        tx.remove(Person, who)
    assert Person.select().count() == 1
    assert len(tx.changes) == 2


def test_removal_keeps_the_whole_row(tx):
    who = tx.insert(Person, {"uid": "1", "name": "甲"})
    tx.remove(Person, who)
    assert tx.changes[-1].before == tx.changes[0].after
    assert tx.changes[-1].after is None


def test_a_column_that_does_not_exist_is_a_bug(tx):
    with pytest.raises(KeyError):
        tx.insert(Person, {"uid": "1", "name": "甲", "nick": "x"})


def test_a_broken_constraint_is_a_bug(vault):
    add_person(vault, "甲")
    with pytest.raises(peewee.IntegrityError), vault.write(CLERK, "登记人员") as tx:
        tx.insert(Person, {"uid": "uid-甲", "name": "乙"})


def test_attachments_go_into_the_log_by_digest(vault):
    scan = bytes(range(256)) * 40
    values = {"owner": "case", "owner_id": 1, "content": scan, "added_at": NOW, "digest": "d"}
    with vault.write(CLERK, "存附件") as tx:
        kept = tx.insert(models.Attachment, values)
    digest = {"sha256": hashlib.sha256(scan).hexdigest(), "size": len(scan)}
    assert tx.changes[0].after["content"] == digest
    with vault.write(CLERK, "删附件") as gone:
        gone.remove(models.Attachment, kept)
    with pytest.raises(Refused, match="不留存附件"):
        vault.take_back(CLERK, gone.seq, "")
    with vault.write(CLERK, "存附件") as again:
        again.insert(models.Attachment, values)
    vault.take_back(CLERK, again.seq, "存错了")
    (row,) = models.Attachment.select()
    assert row.deleted_at == NOW  # put aside: deleted, it could not be brought back
    assert bytes(row.content) == scan


def test_noun_and_notes(vault):
    with vault.write(CLERK, "试", noun="person", record_id=3) as tx:
        assert isinstance(tx, Transaction)
        tx.note("一")
        tx.note("二")
        tx.noun = "case"
    with vault.read() as database:
        entry = audit.entry(database, tx.seq)
    assert (entry.noun, entry.record_id, entry.summary) == ("case", 3, "一；二")
    assert entry.at == datetime(2026, 11, 22, 9, 30)
    assert entry.account == ACCOUNT
