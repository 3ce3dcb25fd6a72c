"""从备份恢复: a backup takes the vault's place whole or not at all, and nothing that was there is lost."""

from __future__ import annotations

import errno
import io
import os
import shutil
import zipfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from office_county import PASSWORD, make_office
from revisit_county import Clock, sanction
from vaults import make_vault

from jzdesk.domain.accounts import Role
from jzdesk.domain.errors import Refused
from jzdesk.paths import Paths
from jzdesk.services import backups, chain, history, restoring
from jzdesk.services.desk import open_desk
from jzdesk.services.search import search
from jzdesk.storage import backup, county_files
from jzdesk.storage.errors import Kind, StoreError
from jzdesk.storage.vault import Vault

REVIEWER = "王审核"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    """An office with 吴建国 in its backup and 陈大勇 recorded after it."""
    made = make_office(tmp_path / "vault", clock=clock)
    sanction(made, "吴建国", decided_on=date(2026, 10, 12))
    backups.back_up_now(made)
    clock.now += timedelta(minutes=5)
    sanction(made, "陈大勇", decided_on=date(2026, 10, 20))
    yield made
    with suppress(RuntimeError):
        made.vault.close(back_up=False)


def names_in(folder, clock):
    """Who is in a vault; it opens, and nothing is wrong with it."""
    found = open_desk(Paths(folder), account=REVIEWER, password=PASSWORD, clock=clock)
    try:
        assert backups.check_everything(found) == []
        return {name for name in ("吴建国", "陈大勇") if search(found, name)}
    finally:
        found.vault.close(back_up=False)


def newest(desk):
    return backups.last_backup(desk)


def test_from_the_desk_and_back_again(desk, clock, tmp_path):
    prepared = restoring.prepare(desk, newest(desk))
    assert "内有人员1人、案件1件" in prepared.said
    assert prepared.later > 0
    assert f"此后的{prepared.later}条操作不再出现。" in prepared.said
    desk.vault.close(back_up=False)
    restored = restoring.restore_prepared(desk.paths, prepared, clock=clock)
    assert names_in(desk.paths.data, clock) == {"吴建国"}
    earlier = tmp_path / "again"
    shutil.copytree(restored.earlier, earlier)
    assert names_in(earlier, clock) == {"吴建国", "陈大勇"}
    assert not desk.paths.restoring.exists()
    again = open_desk(desk.paths, account=REVIEWER, password=PASSWORD, clock=clock)
    said = history.read_log(again, chain.look_for(noun="office"), limit=1)[0]
    assert (said.action, said.who) == ("从备份恢复", REVIEWER)
    again.vault.close(back_up=False)


def test_the_answer_no_leaves_everything(desk, clock):
    restoring.prepare(desk, newest(desk))
    restoring.forget_prepared(desk)
    assert not desk.paths.restoring.exists()
    desk.vault.close(back_up=False)
    assert names_in(desk.paths.data, clock) == {"吴建国", "陈大勇"}


class Cut(Exception):
    """The power is gone."""


@pytest.fixture
def power(monkeypatch):
    """Gives out after so many steps on the disk; later steps never happen."""
    left = [10_000]

    def counted(act):
        def step(*args, **more):
            if left[0] <= 0:
                raise Cut
            left[0] -= 1
            return act(*args, **more)

        return step

    for place, name in (
        (os, "replace"),
        (os, "unlink"),
        (os, "rename"),
        (os, "rmdir"),
        (shutil, "copyfile"),
        (Path, "mkdir"),
    ):
        monkeypatch.setattr(place, name, counted(getattr(place, name)))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))
    return left


def test_whenever_the_power_goes_the_vault_is_the_old_or_the_new_one(desk, clock, power, tmp_path):
    (desk.paths.local_forms / "monthly").mkdir(parents=True)
    (desk.paths.local_forms / "monthly" / "ledgers.toml").write_text("old")
    made = backup.back_up(desk.vault)
    (desk.paths.local_forms / "monthly" / "ledgers.toml").write_text("new")
    prepared = restoring.prepare(desk, made)
    desk.vault.close(back_up=False)
    before = tmp_path / "before"
    shutil.copytree(desk.paths.data, before)
    seen = set()
    for steps in range(60):
        folder = tmp_path / f"cut{steps}"
        shutil.copytree(before, folder)
        power[0] = steps
        try:
            restoring.restore_prepared(Paths(folder), prepared, clock=clock)
            whole = True
        except Cut:
            whole = False
        power[0] = 10_000
        Vault.open(folder, REVIEWER, PASSWORD, clock=clock).close(back_up=False)
        text = (folder / "forms" / "monthly" / "ledgers.toml").read_text()
        came = Paths(folder).earlier.is_dir() and any(Paths(folder).earlier.rglob("vault.db"))
        assert text == ("old" if came else "new")
        assert not came or not Paths(folder).restoring.exists()
        if came:
            assert any(path.read_text() == "new" for path in Paths(folder).earlier.rglob("ledgers.toml"))
        seen.add(came)
        shutil.rmtree(folder)
        if whole:
            break
    assert whole
    assert seen == {True, False}


def ruined(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", ["database", "keys", "gone", "files"])
def test_a_damaged_backup_is_refused_and_changes_nothing(desk, clock, harm):
    desk.paths.local_rules.mkdir()
    (desk.paths.local_rules / "notes.txt").write_text("本县规则")
    made = backup.back_up(desk.vault)
    if harm == "database":
        ruined(made.database)
    elif harm == "keys":
        made.keys.write_bytes(b"{}")
    elif harm == "gone":
        made.keys.unlink()
    else:
        made.files.write_bytes(made.files.read_bytes()[:40])
    with pytest.raises(StoreError) as told:
        restoring.prepare(desk, made)
    assert told.value.kind is Kind.DAMAGED
    assert "没有恢复" in told.value.text
    assert not desk.paths.restoring.exists()
    desk.vault.close(back_up=False)
    assert names_in(desk.paths.data, clock) == {"吴建国", "陈大勇"}


def test_a_full_disk_changes_nothing(desk, clock, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError) as told:
        restoring.prepare(desk, newest(desk))
    assert told.value.kind is Kind.FULL
    monkeypatch.undo()
    desk.vault.close(back_up=False)
    assert names_in(desk.paths.data, clock) == {"吴建国", "陈大勇"}


def test_another_vaults_backup_is_not_put_in_from_the_desk(tmp_path, clock):
    foreign, _ = make_vault(tmp_path / "foreign")
    made = backup.back_up(foreign)
    foreign.close(back_up=False)
    desk = make_office(tmp_path / "vault", clock=clock)
    with pytest.raises(Refused, match="不是本数据库的"):
        restoring.prepare(desk, made)
    desk.vault.close(back_up=False)


def test_at_the_log_in_page_a_password_of_its_day_is_needed(desk, clock):
    made = newest(desk)
    desk.vault.close(back_up=False)
    desk.paths.database.write_bytes(b"ruined")
    with pytest.raises(StoreError, match="还可以再试4次"):
        restoring.restore_at_login(desk.paths, made, account=REVIEWER, password="wrong", clock=clock)
    assert desk.paths.database.read_bytes() == b"ruined"
    restored = restoring.restore_at_login(desk.paths, made, account=REVIEWER, password=PASSWORD, clock=clock)
    assert str(restored.earlier) in restored.message
    assert (restored.earlier / "vault.db").read_bytes() == b"ruined"
    assert names_in(desk.paths.data, clock) == {"吴建国"}


def test_onto_a_new_pc_from_a_stick(desk, clock, tmp_path):
    (desk.paths.local_forms / "monthly").mkdir(parents=True)
    (desk.paths.local_forms / "monthly" / "ledgers.toml").write_text("本县表样")
    made = backups.back_up_now(desk, tmp_path / "stick")
    desk.vault.close(back_up=False)
    for path in (tmp_path / "stick").iterdir():
        path.chmod(0o400)  # a stick switched to reading only
    new = Paths(tmp_path / "new" / "vault")
    assert restoring.accounts_of(made) == (REVIEWER, "李经办")
    restoring.restore_at_login(new, made, account="李经办", password=PASSWORD, clock=clock)
    assert names_in(new.data, clock) == {"吴建国", "陈大勇"}
    assert (new.local_forms / "monthly" / "ledgers.toml").read_text() == "本县表样"


def test_a_vault_that_is_open_is_not_replaced(desk, clock):
    with pytest.raises(StoreError) as told:
        restoring.restore_at_login(desk.paths, newest(desk), account=REVIEWER, password=PASSWORD, clock=clock)
    assert told.value.kind is Kind.LOCKED_ELSEWHERE


def test_any_of_its_files_names_a_backup_and_no_other_does(desk, tmp_path):
    made = newest(desk)
    assert restoring.backup_at(made.database) == restoring.backup_at(made.keys) == made
    for path in (desk.paths.database, tmp_path / "20261120-180312.db", tmp_path / "a.xlsx"):
        with pytest.raises(Refused, match="请选择备份的数据文件"):
            restoring.backup_at(path)


def test_only_who_may_back_up(tmp_path, clock):
    desk = make_office(tmp_path / "vault", Role.LEADER, Role.REVIEWER, clock=clock)
    made = backup.back_up(desk.vault)
    with pytest.raises(Refused, match="权限"):
        restoring.prepare(desk, made)
    desk.vault.close(back_up=False)


def test_a_change_of_the_countys_own_files_is_worth_a_backup(desk):
    assert backup.back_up_if_changed(desk.vault) is not None
    assert backup.back_up_if_changed(desk.vault) is None
    desk.paths.local_rules.mkdir()
    (desk.paths.local_rules / "notes.txt").write_text("本县规则")
    made = backup.back_up_if_changed(desk.vault)
    assert made is not None
    assert made.files.exists()
    assert backup.back_up_if_changed(desk.vault) is None
    older = [backup.back_up(desk.vault) for _ in range(3)]
    gone = backup.thin(desk.paths.backups, now=made.made_at + timedelta(days=4000))
    made = older[-1]
    assert gone
    assert not any(path.with_suffix(".files.zip").exists() or path.exists() for path in gone)
    assert made.files.exists()


def test_everything_a_county_may_write_itself_travels(desk, tmp_path):
    for name in ("rules", "forms", "codes", "calendar", "imports"):
        (desk.paths.data / name).mkdir(exist_ok=True)
        (desk.paths.data / name / "own.toml").write_text(name, "utf-8")
    packed = county_files.pack(desk.paths)
    (desk.paths.data / "imports" / "own.toml").write_text("changed", "utf-8")
    county_files.unpack(packed, desk.paths, aside=tmp_path)
    assert (desk.paths.data / "imports" / "own.toml").read_text("utf-8") == "imports"
    assert (tmp_path / "imports" / "own.toml").read_text("utf-8") == "changed"


def test_a_crafted_archive_writes_nothing_elsewhere(desk, tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("forms/../../evil.txt", "evil")
    for content in (buffer.getvalue(), b"PK"):
        with pytest.raises(StoreError, match="已损坏"):
            county_files.unpack(content, desk.paths, aside=tmp_path)
    assert not list(tmp_path.parent.rglob("evil.txt"))
