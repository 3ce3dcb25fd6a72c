"""Closing a vault: one file, a backup, and no fault hidden."""

from __future__ import annotations

import threading

import pytest
from vaults import CLERK, NOW, add_person, make_vault, open_vault

from jzdesk.storage import backup, models
from jzdesk.storage.errors import Kind, StoreError

Person = models.Person


def refusal(kind):
    return pytest.raises(StoreError, check=lambda exc: exc.kind is kind and exc.text.endswith("。"))


def test_closing_leaves_one_file_and_a_backup(tmp_path):
    vault, _ = make_vault(tmp_path / "v")
    add_person(vault, "吴建国")
    reader = threading.Thread(target=lambda: Person.select().count())
    reader.start()
    reader.join()
    vault.close()
    vault.close()
    assert not list((tmp_path / "v").glob("vault.db-*"))
    assert backup.latest(tmp_path / "v" / "backups").made_at == NOW
    with pytest.raises(RuntimeError, match="closed"), vault.read():
        pass


def test_no_backup_when_nothing_changed(tmp_path):
    vault, _ = make_vault(tmp_path / "v")
    vault.close()
    with open_vault(tmp_path / "v") as vault:
        add_person(vault, "吴建国")
    with open_vault(tmp_path / "v") as vault:
        vault.log(CLERK, "登录")
    assert len(backup.all_in(tmp_path / "v" / "backups")) == 1


def test_closing_waits_for_readers(tmp_path):
    vault, _ = make_vault(tmp_path / "v")
    add_person(vault, "吴建国")
    inside, leave, seen = threading.Event(), threading.Event(), []

    def read():
        with vault.read():
            inside.set()
            leave.wait(10)
            seen.append(Person.get().name)

    reader = threading.Thread(target=read)
    reader.start()
    inside.wait(10)
    closer = threading.Thread(target=vault.close)
    closer.start()
    closer.join(0.2)
    assert closer.is_alive()
    leave.set()
    closer.join(10)
    reader.join(10)
    assert seen == ["吴建国"]


def test_a_reader_that_does_not_end(tmp_path, monkeypatch):
    monkeypatch.setattr("jzdesk.storage.vault._CLOSING_SECONDS", 0.05)
    vault, _ = make_vault(tmp_path / "v")
    with vault.read(), refusal(Kind.BUSY):
        vault.close()
    vault.close()  # once it has ended


def test_the_fault_of_the_block_is_the_one_told(tmp_path, monkeypatch):
    vault, _ = make_vault(tmp_path / "v")
    add_person(vault, "吴建国")

    def fail(_vault):
        raise StoreError("备份失败。", Kind.FULL)

    monkeypatch.setattr(backup, "back_up_if_changed", fail)
    with pytest.raises(ZeroDivisionError), vault:
        _ = 1 / 0
    vault = open_vault(tmp_path / "v")
    with refusal(Kind.FULL):
        vault.close()
    open_vault(tmp_path / "v").close(back_up=False)  # closed all the same


def test_one_vault_after_another_and_two_at_once(tmp_path):
    first, _ = make_vault(tmp_path / "a")
    add_person(first, "甲")
    second, _ = make_vault(tmp_path / "b")
    with pytest.raises(RuntimeError, match="another vault"), first.read():
        pass
    with second.read():
        assert Person.select().count() == 0
    second.close()
    first.close(back_up=False)
    with open_vault(tmp_path / "a") as first, first.read():
        assert Person.get().name == "甲"
