"""The encrypted file: its pragmas, its connections, and migrations that hold or never were."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import peewee
import pytest
from vaults import CLERK, add_person, make_vault, open_vault

from jzdesk.paths import Paths
from jzdesk.storage import backup, database, models
from jzdesk.storage.database import build_database, open_database, writable
from jzdesk.storage.errors import Kind, StoreError

KEY = os.urandom(32)

START = """
def up(migrator, db):
    db.execute_sql('CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL)')
    db.execute_sql('CREATE TABLE child (id INTEGER PRIMARY KEY,'
                   ' parent_id INTEGER NOT NULL REFERENCES parent ON DELETE CASCADE)')
    db.execute_sql("INSERT INTO parent (id, name) VALUES (1, '甲')")
    db.execute_sql('INSERT INTO child (id, parent_id) VALUES (1, 1)')
"""
REBUILD = """
import peewee
def up(migrator, db):
    migrator.migrate(migrator.drop_column('parent', 'name', legacy=True))
    migrator.migrate(migrator.add_column('parent', 'title', peewee.TextField(default='')))
"""
HALF = """
def up(migrator, db):
    db.execute_sql('ALTER TABLE parent ADD COLUMN half TEXT')
    db.execute_sql('DELETE FROM child')
    raise ValueError('the step fails')
"""
ORPHAN = """
def up(migrator, db):
    db.execute_sql('INSERT INTO child (id, parent_id) VALUES (2, 99)')
"""


@pytest.fixture
def steps(tmp_path):
    folder = tmp_path / "steps"
    folder.mkdir()
    (folder / "0001_start.py").write_text(START)
    return folder


@pytest.fixture
def made(tmp_path, steps):
    """A closed vault with the first step taken."""
    make_vault(tmp_path / "v", migrations=steps)[0].close()
    return tmp_path / "v"


def tables(vault):
    with vault.read() as base:
        return {
            name: base.execute_sql(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("parent", "child")
        }


def refusal(kind):
    return pytest.raises(StoreError, check=lambda exc: exc.kind is kind and exc.text.endswith("。"))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("query_only", 1),
    ],
)
def test_every_connection_has_its_pragmas(vault, pragma, value):
    seen = []

    def look():
        seen.append(vault.database.execute_sql(f"PRAGMA {pragma}").fetchone()[0])

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    look()
    assert seen == [value, value]


def test_pages_are_authenticated_and_encrypted(vault):
    assert vault.database.execute_sql("PRAGMA cipher_use_hmac").fetchone()[0] == "1"
    assert vault.database.execute_sql("PRAGMA cipher_version").fetchone()[0].startswith("4.")


def test_connections_of_dead_threads_are_closed(vault):
    for _ in range(5):
        thread = threading.Thread(target=lambda: models.Person.select().count())
        thread.start()
        thread.join()
    assert len(vault.database._made) <= 2


def test_writable_ends_with_its_block(tmp_path, steps):
    paths = Paths(tmp_path)
    build_database(paths, KEY, steps)
    base = open_database(paths.unfinished, KEY)
    with writable(base), writable(base):
        base.execute_sql("INSERT INTO parent (name) VALUES ('乙')")
    with pytest.raises(peewee.OperationalError):
        base.execute_sql("INSERT INTO parent (name) VALUES ('丙')")
    base.close_all()


def test_the_wrong_key_is_told_from_nothing(tmp_path, steps):
    paths = Paths(tmp_path)
    build_database(paths, KEY, steps)
    with refusal(Kind.DAMAGED):
        open_database(paths.unfinished, os.urandom(32))


def test_a_failed_making_leaves_nothing(tmp_path, steps):
    (steps / "0002_half.py").write_text(HALF)
    with pytest.raises(ValueError, match="the step fails"):
        build_database(Paths(tmp_path), KEY, steps)
    assert not list(tmp_path.glob("vault.db*"))


# Migrations


def test_the_shipped_steps_are_found_wherever_the_program_lies(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert database.MIGRATIONS.is_absolute()
    assert (database.MIGRATIONS / "0001_start.py").exists()


def test_a_rebuilt_table_keeps_its_children_and_a_backup_comes_first(made, steps):
    before = len(backup.all_in(made / "backups"))
    (steps / "0002_rebuild.py").write_text(REBUILD)
    with open_vault(made, migrations=steps) as vault:
        assert tables(vault) == {"parent": 1, "child": 1}
        with vault.read() as base:
            assert {c.name for c in base.get_columns("parent")} == {"id", "title"}
    assert len(backup.all_in(made / "backups")) == before + 1
    with open_vault(made, migrations=steps) as vault:  # nothing left to do, so no other backup
        assert len(backup.all_in(made / "backups")) == before + 1


def test_a_step_that_fails_half_way_never_was(made, steps):
    step = steps / "0002_half.py"
    step.write_text(HALF)
    with pytest.raises(ValueError, match="the step fails"):
        open_vault(made, migrations=steps)
    step.unlink()
    with open_vault(made, migrations=steps) as vault:
        assert tables(vault) == {"parent": 1, "child": 1}
        with vault.read() as base:
            assert {c.name for c in base.get_columns("parent")} == {"id", "name"}


def test_a_step_that_leaves_orphans_is_refused(made, steps):
    (steps / "0002_orphan.py").write_text(ORPHAN)
    with refusal(Kind.DAMAGED):
        open_vault(made, migrations=steps)


def test_a_newer_database_is_refused_and_not_touched(made, steps):
    newer = steps / "0002_rebuild.py"
    newer.write_text(REBUILD)
    open_vault(made, migrations=steps).close()
    newer.unlink()
    content = (made / "vault.db").read_bytes()
    with refusal(Kind.TOO_NEW):
        open_vault(made, migrations=steps)
    assert (made / "vault.db").read_bytes() == content


def test_never_inside_a_transaction(made, steps):
    vault = open_vault(made, migrations=steps)
    (steps / "0002_rebuild.py").write_text(REBUILD)
    with pytest.raises(RuntimeError, match="inside a transaction"), vault.unlogged() as base:
        database.migrate(base, steps)
    assert tables(vault) == {"parent": 1, "child": 1}
    vault.close()


def test_the_tables_equal_the_models(vault):
    """The shipped steps make what `models` describes; the log's own tables come besides."""
    with vault.read() as base:
        there = {name: {c.name for c in base.get_columns(name)} for name in base.get_tables()}
    described = {m._meta.table_name: set(m._meta.columns) for m in models.TABLES}
    extra = {"audit", "audit_row", "schema_migration", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}
    assert {name: columns for name, columns in there.items() if name not in extra} == described


def test_a_person_survives_reopening(tmp_path):
    made, _ = make_vault(tmp_path / "v")
    add_person(made, "尉迟㛃")
    made.log(CLERK, "退出")
    made.close()
    with open_vault(tmp_path / "v") as vault, vault.read():
        assert models.Person.get().name == "尉迟㛃"
    assert isinstance(vault.paths.data, Path)
