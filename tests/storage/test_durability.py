"""What must not lose a record: damage, a full disk, a folder that cannot be written, a kill in mid-write."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from vaults import ACCOUNT, CLERK, NOW, PASSWORD, add_person, make_vault, open_vault

from jzdesk.storage import audit, backup, models
from jzdesk.storage.check import check_vault
from jzdesk.storage.database import open_database
from jzdesk.storage.errors import Kind, StoreError, database_faults

PAGE = 4096
NAMES = ["吴建国", "欧阳秀英", "尉迟㛃", "Zhang Planted", "421022197003121234"]

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from vaults import add_person, open_vault
vault = open_vault(Path(sys.argv[1]))
number = int(sys.argv[3])
while True:
    number += 1
    print(add_person(vault, f"人员{number}", note="x" * 3000), flush=True)
"""


def refusal(kind):
    return pytest.raises(StoreError, check=lambda exc: exc.kind is kind and exc.text.endswith("。"))


@pytest.fixture
def filled(tmp_path):
    """A closed vault of some dozens of pages, and its key."""
    vault, _ = make_vault(tmp_path / "v")
    with vault.write(CLERK, "登记人员") as tx:
        for number, name in enumerate(NAMES * 10):
            tx.insert(models.Person, {"uid": str(number), "name": name, "id_number": name, "note": name * 20})
    vault.close()
    return tmp_path / "v", vault.key


# Damage


def damage_in(path, key):
    """What opening and checking a database tell of its damage."""
    try:
        with contextlib.closing(open_database(path, key)) as database, database_faults():
            return backup.check_copy(database)
    except StoreError as exc:
        if exc.kind is not Kind.DAMAGED:
            raise
        return [exc.text]


def test_one_flipped_bit_in_any_page_is_detected(filled):
    folder, key = filled
    path = folder / "vault.db"
    whole = path.read_bytes()
    pages = len(whole) // PAGE
    assert pages > 50
    pick = random.Random(1)
    silent = []
    for page in range(pages):
        damaged = bytearray(whole)
        damaged[page * PAGE + pick.randrange(PAGE)] ^= 1 << pick.randrange(8)
        path.write_bytes(damaged)
        if not damage_in(path, key):
            silent.append(page)
    assert silent == []


def test_damage_in_a_table_is_reported_and_not_read(filled):
    folder, _ = filled
    path = folder / "vault.db"
    content = bytearray(path.read_bytes())
    with open_vault(folder) as vault, vault.read() as database:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'person'"
        root = database.execute_sql(sql).fetchone()[0]
    content[(root - 1) * PAGE + 100] ^= 4
    path.write_bytes(content)
    vault = open_vault(folder)
    with refusal(Kind.DAMAGED), vault.read():
        list(models.Person.select())
    rules = {problem.rule for problem in check_vault(vault)}
    assert "pages" in rules
    with refusal(Kind.DAMAGED):
        backup.back_up(vault)  # damage is not copied into a backup
    assert len(backup.all_in(folder / "backups")) == 1
    assert not list((folder / "backups").glob("*.part*"))
    vault.close(back_up=False)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_detected(filled, part):
    folder, key = filled
    pages = (folder / "vault.db").stat().st_size // PAGE
    os.truncate(folder / "vault.db", int(pages * part) * PAGE)
    assert damage_in(folder / "vault.db", key)


def test_no_planted_text_lies_open(tmp_path):
    folder = tmp_path / "v"
    vault, _ = make_vault(folder)
    for name in NAMES:
        add_person(vault, name, id_number=name, note=f"秘密的{name}")
    backup.back_up(vault)
    assert (folder / "vault.db-wal").stat().st_size > 0
    searched = [p for p in folder.rglob("*") if p.is_file()]
    assert {p.suffix for p in searched} >= {".db", ".db-wal", ".json"}
    for path in searched:
        content = path.read_bytes()
        for name in NAMES:
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert name.encode(encoding) not in content, (path, name)
        assert b"SQLite format 3" not in content
    vault.close(back_up=False)


# A full disk


def test_full_disk_while_writing(vault):
    add_person(vault, "先到者")
    with vault.read() as database:
        pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
        database.execute_sql(f"PRAGMA max_page_count={pages + 8}")
    with refusal(Kind.FULL), vault.write(CLERK, "登记人员") as tx:
        for number in range(1000):
            tx.insert(models.Person, {"uid": str(number), "name": "甲", "note": "x" * 3000})
    with vault.read() as database:
        assert [p.name for p in models.Person.select()] == ["先到者"]
        assert audit.verify(database) == []
    add_person(vault, "后到者")  # the program goes on


@pytest.fixture
def small_files():
    """Makes the system refuse files over a size, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def full():
    return pytest.raises(StoreError, check=lambda exc: exc.kind in {Kind.FULL, Kind.IO})


@pytest.mark.parametrize("nested", [False, True])
def test_full_disk_at_any_point_of_a_write(vault, small_files, nested):
    add_person(vault, "先到者")
    size = vault.paths.database.with_name("vault.db-wal").stat().st_size
    for more in (0, 10, 5000, 9000, 20_000):
        small_files(size + more)
        with full(), vault.write(CLERK, "登记人员") as tx:
            if nested:
                with vault.write(CLERK, "内"):
                    _fill(tx)
            _fill(tx)
        small_files(resource.RLIM_INFINITY)
        with vault.read() as database:
            assert [p.name for p in models.Person.select()] == ["先到者"]
            assert audit.verify(database) == []
    add_person(vault, "后到者")
    assert check_vault(vault) == []


def _fill(tx):
    for _ in range(3000):
        tx.insert(models.Person, {"uid": str(len(tx.changes)), "name": "甲", "note": "x" * 3000})


def test_full_disk_at_any_point_of_a_backup(filled, small_files):
    folder, _ = filled
    vault = open_vault(folder)
    size = (folder / "vault.db").stat().st_size
    before = {p: p.read_bytes() for p in (folder / "backups").iterdir()}
    for part in (0.0, 0.1, 0.5, 0.9):
        small_files(int(size * part))
        with full():
            backup.back_up(vault)
        small_files(resource.RLIM_INFINITY)
        assert {p: p.read_bytes() for p in (folder / "backups").iterdir()} == before
    assert check_vault(vault) == []
    vault.close()


def test_full_disk_at_any_point_of_making_a_vault(tmp_path, small_files):
    for number, size in enumerate((0, 500, 5000, 100_000, 200_000)):
        small_files(size)
        with full():
            make_vault(tmp_path / str(number))
        small_files(resource.RLIM_INFINITY)
        make_vault(tmp_path / str(number))[0].close()


def test_full_disk_while_changing_a_password(filled, small_files):
    folder, _ = filled
    vault = open_vault(folder)
    small_files(100)
    with full():
        vault.change_password(ACCOUNT, "newer-2026")
    small_files(resource.RLIM_INFINITY)
    vault.check_password(ACCOUNT, PASSWORD)
    vault.close()
    open_vault(folder).close()


# A folder that cannot be written


@pytest.fixture
def unprivileged_folder():
    """A folder of a user who is not root; root may write everywhere."""
    folder = Path(tempfile.mkdtemp())
    user = os.geteuid()
    if user == 0:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    yield folder
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700)
    os.seteuid(user)
    shutil.rmtree(folder)


def test_read_only_folder(unprivileged_folder):
    folder = unprivileged_folder / "v"
    vault, _ = make_vault(folder)
    add_person(vault, "吴建国")
    vault.close(back_up=False)
    content = (folder / "vault.db").read_bytes()
    for path in folder.iterdir():
        path.chmod(0o400)
    folder.chmod(0o500)
    with refusal(Kind.READ_ONLY):
        open_vault(folder)
    with refusal(Kind.READ_ONLY):
        make_vault(folder / "new")
    assert (folder / "vault.db").read_bytes() == content


def test_a_database_that_became_read_only(unprivileged_folder):
    folder = unprivileged_folder / "v"
    vault, _ = make_vault(folder)
    vault.close(back_up=False)
    (folder / "vault.db").chmod(0o400)
    with refusal(Kind.READ_ONLY):
        open_vault(folder)


# Killed in mid-write


def kill_and_look(folder, times, seed):
    """Kill a writer again and again; everything it acknowledged must be there, whole and chained."""
    pick = random.Random(seed)
    made, _ = make_vault(folder)
    made.close()
    tests = str(Path(__file__).parent.parent)
    acknowledged = set()
    for turn in range(times):
        command = [sys.executable, "-c", WRITER, str(folder), tests, str(turn * 100_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for _ in range(pick.randrange(1, 25)):
                acknowledged.add(int(process.stdout.readline()))
            process.send_signal(signal.SIGKILL)
            acknowledged.update(int(line) for line in process.stdout if line.endswith("\n"))
        vault = open_vault(folder)
        with vault.read() as database:
            there = {row[0] for row in models.Person.select(models.Person.id).tuples()}
            assert acknowledged <= there
            assert audit.head(database).seq == len(there)
        assert check_vault(vault) == []
        vault.close(back_up=False)
    return len(acknowledged)


def test_killed_in_mid_write(tmp_path):
    assert kill_and_look(tmp_path / "v", 8, seed=NOW.day) > 8


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_killed_in_mid_write_many_times(tmp_path):
    kill_and_look(tmp_path / "v", 200, seed=2)
