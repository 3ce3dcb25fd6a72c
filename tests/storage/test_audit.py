"""The log in the vault: appended, read, and proof against being edited through SQL."""

from __future__ import annotations

from datetime import date, datetime

import peewee
import pytest
from vaults import ACCOUNT, CLERK, add_person

from jzdesk.domain.audit import GENESIS, Head
from jzdesk.storage import audit, models
from jzdesk.storage.audit import Filter
from jzdesk.storage.vault import Actor

BOSS = Actor("王审核", "reviewer")


@pytest.fixture
def database(vault):
    """Five entries: two people registered, one of them changed, a log-in, a print."""
    who = add_person(vault, "吴建国")
    add_person(vault, "郑某")
    with vault.write(BOSS, "修改处分", noun="case", record_id=5, why="复查改变") as tx:
        tx.update(models.Person, who, {"post": "科员"})
    vault.log(CLERK, "登录", noun="account", record_id=1)
    vault.log(BOSS, "打印", noun="case", record_id=5, summary="回访谈话表")
    with vault.unlogged() as database:
        yield database


def break_in(database):
    """What only someone with the key and the will can do: take the triggers off."""
    for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
        database.execute_sql(f"DROP TRIGGER {name}")


def test_head(database, tmp_path):
    head = audit.head(database)
    assert head.seq == 5
    assert audit.entry(database, 5).digest == head.digest
    assert audit.entry(database, 6) is None


def test_head_of_an_empty_log(vault):
    with vault.read() as database:
        assert audit.head(database) == Head(0, GENESIS)
        assert audit.last_change(database) == 0
        assert audit.verify(database) == []


def test_last_change_leaves_out_log_ins_and_prints(database):
    assert audit.last_change(database) == 3


@pytest.mark.parametrize(
    ("what", "seqs"),
    [
        (Filter(), [5, 4, 3, 2, 1]),
        (Filter(account="王审核"), [5, 3]),
        (Filter(action="登录"), [4]),
        (Filter(noun="case"), [5, 3]),
        (Filter(text="复查"), [3]),
        (Filter(text="谈话表"), [5]),
        (Filter(text="%"), []),
        (Filter(since=date(2026, 11, 22), until=date(2026, 11, 22)), [5, 4, 3, 2, 1]),
        (Filter(since=date(2026, 11, 23)), []),
        (Filter(until=date(2026, 11, 21)), []),
    ],
)
def test_filters(database, what, seqs):
    assert [e.seq for e in audit.entries(database, what)] == seqs
    assert audit.count(database, what) == len(seqs)


def test_pages(database):
    assert [e.seq for e in audit.entries(database, Filter(), limit=2, offset=1)] == [4, 3]


def test_the_history_of_a_record(database):
    assert [e.seq for e in audit.entries_for(database, "person", 1)] == [3, 1]
    assert [e.seq for e in audit.entries_for(database, "case", 5)] == [5, 3]
    assert [e.seq for e in audit.entries_for(database, "case", 5, limit=1)] == [5]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET why = 'x' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 5",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
        """
        INSERT INTO audit SELECT seq + 7, at, account, role, action, noun, record_id, summary, why, changes,
          prev, digest FROM audit WHERE seq = 2
        """,
        "UPDATE audit_row SET row_id = 9",
        "DELETE FROM audit_row",
    ],
)
def test_sql_cannot_change_it(database, sql):
    before = audit.entries(database, Filter())
    with pytest.raises(peewee.IntegrityError, match="audit log"):
        database.execute_sql(sql)
    assert audit.entries(database, Filter()) == before


@pytest.mark.parametrize("column", ["at", "account", "role", "action", "noun", "summary", "why", "changes"])
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_every_edit_behind_the_triggers_is_found(database, column, seq):
    break_in(database)
    database.execute_sql(f"UPDATE audit SET {column} = {column} || 'x' WHERE seq = ?", (seq,))
    assert [(p.seq, p.rule) for p in audit.verify(database)] == [(seq, "digest")]


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_every_removal_behind_the_triggers_is_found(database, seq):
    break_in(database)
    database.execute_sql("DELETE FROM audit_row")
    database.execute_sql("DELETE FROM audit WHERE seq = ?", (seq,))
    problem = audit.verify(database)[0]
    assert (problem.seq, problem.rule) == (seq, "gap")


def test_a_cut_tail_is_found_even_when_the_counter_is_set_back(database):
    head = audit.head(database)
    break_in(database)
    database.execute_sql("DELETE FROM audit_row WHERE seq > 3")
    database.execute_sql("DELETE FROM audit WHERE seq > 3")
    database.execute_sql("UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit'")
    assert audit.verify(database) == []
    assert [(p.seq, p.rule) for p in audit.verify(database, known=[head])] == [(5, "head")]


def test_verify_from_a_trusted_head(database):
    third = Head(3, audit.entry(database, 3).digest)
    break_in(database)
    database.execute_sql("UPDATE audit SET why = 'x' WHERE seq = 1")
    assert audit.verify(database, since=third) == []
    assert [p.seq for p in audit.verify(database)] == [1]


def test_an_entry_keeps_its_time_and_chinese(database):
    entry = audit.entry(database, 3)
    assert entry.at == datetime(2026, 11, 22, 9, 30)
    assert (entry.account, entry.role, entry.why) == ("王审核", "reviewer", "复查改变")
    assert audit.entry(database, 1).account == ACCOUNT
