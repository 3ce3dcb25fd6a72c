"""The check: silent on a sound vault, and each kind of trouble named with its place."""

from __future__ import annotations

import hashlib

import peewee
import pytest
from vaults import CLERK, NOW, add_person

from jzdesk.domain.audit import Head
from jzdesk.storage import audit, backup, check, models
from jzdesk.storage.check import check_vault
from jzdesk.storage.errors import Kind, StoreError


def found(vault, **more):
    return [(problem.rule, problem.place) for problem in check_vault(vault, **more)]


@pytest.fixture
def sound(vault):
    add_person(vault, "吴建国")
    scan = b"scan" * 5000
    with vault.write(CLERK, "存附件") as tx:
        digest = hashlib.sha256(scan).hexdigest()
        values = {"owner": "person", "owner_id": 1, "content": scan, "digest": digest, "added_at": NOW}
        tx.insert(models.Attachment, values)
    return vault


def test_a_sound_vault(sound):
    assert check_vault(sound) == []
    backup.back_up(sound)
    with sound.read() as database:
        head = audit.head(database)
    assert check_vault(sound, known=[head]) == []


def test_an_attachment_changed_behind_its_digest(sound):
    with sound.unlogged() as database:
        database.execute_sql("UPDATE attachment SET content = x'00'")
    assert found(sound) == [("attachment", "附件 1")]


def test_an_orphan(sound):
    sound.database.execute_sql("PRAGMA foreign_keys=0")
    with sound.unlogged() as database:
        database.execute_sql("UPDATE person SET unit_id = 77")
    assert found(sound) == [("links", "person 1")]


def test_a_broken_structure(sound):
    with sound.unlogged() as database:
        database.execute_sql("CREATE TABLE odd (figure INTEGER CHECK (figure > 0))")
        database.execute_sql("PRAGMA ignore_check_constraints=1")
        database.execute_sql("INSERT INTO odd VALUES (-1)")
        database.execute_sql("PRAGMA ignore_check_constraints=0")
    assert found(sound) == [("structure", "数据库")]


def test_a_vault_without_attachments(sound):
    with sound.unlogged() as database:
        database.execute_sql("DROP TABLE attachment")
    assert found(sound) == []


def test_a_fault_that_is_no_damage_is_told_as_such(sound, monkeypatch):
    def busy(_database):
        raise peewee.OperationalError("database is locked")
        yield

    monkeypatch.setattr(check, "_links", busy)
    with pytest.raises(StoreError, check=lambda exc: exc.kind is Kind.BUSY):
        check_vault(sound)


def test_an_edited_log(sound):
    with sound.unlogged() as database:
        database.execute_sql("DROP TRIGGER audit_no_update")
        database.execute_sql("UPDATE audit SET account = '旁人' WHERE seq = 1")
    assert found(sound) == [("audit-digest", "审计日志 1")]


def test_a_log_that_cannot_be_parsed_is_a_problem_not_a_crash(sound):
    with sound.unlogged() as database:
        database.execute_sql("DROP TRIGGER audit_no_update")
        database.execute_sql("UPDATE audit SET changes = 'x', at = 'y' WHERE seq = 1")
    assert found(sound) == [("audit-digest", "审计日志 1")]


def test_a_cut_log_is_found_by_the_newest_backup_or_a_report(sound):
    backup.back_up(sound)
    with sound.read() as database:
        head = audit.head(database)
    with sound.unlogged() as database:
        for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            database.execute_sql(f"DROP TRIGGER {name}")
        database.execute_sql("DELETE FROM audit_row WHERE seq = 2")
        database.execute_sql("DELETE FROM audit WHERE seq = 2")
        database.execute_sql("UPDATE sqlite_sequence SET seq = 1")
    assert found(sound) == [("audit-head", "审计日志 2")]
    for path in sound.paths.backups.iterdir():
        path.unlink()
    assert found(sound) == []
    assert found(sound, known=[head]) == [("audit-head", "审计日志 2")]
    assert found(sound, known=[Head(9, head.digest)]) == [("audit-head", "审计日志 9")]
