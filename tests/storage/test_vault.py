"""The vault as its callers meet it: made, opened, refused, read, written, taken back, closed."""

from __future__ import annotations

import os
import stat
import threading

import peewee
import pytest
from vaults import ACCOUNT, CLERK, NOW, PASSWORD, add_person, make_vault, open_vault

from jzdesk.domain.errors import Refused
from jzdesk.storage import audit, keyslots, models
from jzdesk.storage.errors import Kind, StoreError
from jzdesk.storage.vault import Vault

Person = models.Person


@pytest.fixture
def folder(tmp_path):
    """A closed vault with one person in it."""
    made, _ = make_vault(tmp_path / "v")
    add_person(made, "吴建国")
    made.close(back_up=False)
    return tmp_path / "v"


def refusal(kind):
    return pytest.raises(StoreError, check=lambda exc: exc.kind is kind and exc.text.endswith("。"))


# Making and opening


def test_a_new_vault_is_private(tmp_path):
    vault, words = make_vault(tmp_path / "new" / "v")
    assert stat.S_IMODE((tmp_path / "new" / "v").stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "new" / "v").iterdir() if p.is_file()} == {
        0o600
    }
    assert len(words.split("-")) == 8
    assert words not in vault.paths.keys.read_text()
    vault.close()


def test_open_by_password(folder):
    with open_vault(folder) as vault, vault.read():
        assert Person.get().name == "吴建国"


@pytest.mark.parametrize(("account", "password"), [(ACCOUNT, "test-2027"), ("旁人", PASSWORD), (ACCOUNT, "")])
def test_wrong_password(folder, account, password):
    with refusal(Kind.WRONG_PASSWORD):
        Vault.open(folder, account, password)
    open_vault(folder).close()  # nothing is left locked


def test_recovery_key_and_a_new_password(tmp_path):
    made, words = make_vault(tmp_path / "v")
    made.close()
    with Vault.open_with_recovery(tmp_path / "v", words.lower().replace("-", " ")) as vault:
        vault.change_password(ACCOUNT, "new-2026!")
    with refusal(Kind.WRONG_PASSWORD):
        open_vault(tmp_path / "v")
    Vault.open(tmp_path / "v", ACCOUNT, "new-2026!").close()


def test_another_vaults_recovery_key(folder, tmp_path):
    other, words = make_vault(tmp_path / "other")
    other.close()
    with refusal(Kind.WRONG_PASSWORD):
        Vault.open_with_recovery(folder, words)


def test_a_slip_in_the_recovery_key_is_named(folder):
    with pytest.raises(StoreError, match="抄录有误"):
        Vault.open_with_recovery(folder, "ABCD-EFGH")


def test_a_new_recovery_key_replaces_the_old(tmp_path):
    made, old = make_vault(tmp_path / "v")
    new = made.new_recovery_key()
    made.close()
    with refusal(Kind.WRONG_PASSWORD):
        Vault.open_with_recovery(tmp_path / "v", old)
    Vault.open_with_recovery(tmp_path / "v", new).close()


def test_exists_and_account_names(tmp_path, vault):
    assert not Vault.exists(tmp_path / "nowhere")
    assert Vault.exists(vault.paths.data)
    vault.add_slot("王审核", "review-26")
    assert Vault.account_names(vault.paths.data) == (ACCOUNT, "王审核")
    with refusal(Kind.MISSING):
        Vault.account_names(tmp_path / "nowhere")


def test_slots_come_and_go(tmp_path):
    made, _ = make_vault(tmp_path / "v")
    made.add_slot("王审核", "review-26")
    made.rename_slot("王审核", new="王主任")
    made.check_password("王主任", "review-26")
    with refusal(Kind.WRONG_PASSWORD):
        made.check_password("王主任", PASSWORD)
    made.remove_slot(ACCOUNT)
    assert made.names() == ("王主任",)
    made.close()
    with refusal(Kind.WRONG_PASSWORD):
        open_vault(tmp_path / "v")
    Vault.open(tmp_path / "v", "王主任", "review-26").close()


def test_slots_that_may_not_be(vault):
    with pytest.raises(Refused):
        vault.add_slot(f" {ACCOUNT} ", "another-26")
    with pytest.raises(Refused):
        vault.remove_slot(ACCOUNT)
    with pytest.raises(Refused):
        vault.change_password("无此人", "another-26")
    vault.add_slot("王审核", "review-26")
    with pytest.raises(Refused):
        vault.rename_slot("王审核", new=ACCOUNT)


def test_a_vault_is_never_made_over_another(folder):
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name != "vault.lock"}
    with pytest.raises(Refused, match="已有一份数据"):
        make_vault(folder)
    assert all((folder / name).read_bytes() == content for name, content in before.items())


@pytest.mark.parametrize("step", ["keys", "rename"])
def test_a_vault_whose_making_was_cut_short_can_be_made_anew(tmp_path, monkeypatch, step):
    def stop(*_args):
        raise OSError(28, "no space")

    with monkeypatch.context() as patched:
        if step == "keys":
            patched.setattr(keyslots, "replace_file", stop)
        else:
            patched.setattr("jzdesk.storage.vault.sync_folder", stop)
            patched.setattr(type(tmp_path), "replace", stop)
        with refusal(Kind.FULL):
            make_vault(tmp_path / "v")
    assert not Vault.exists(tmp_path / "v")
    make_vault(tmp_path / "v")[0].close()
    open_vault(tmp_path / "v").close()


# Damage


def test_nothing_there(tmp_path):
    with refusal(Kind.MISSING):
        open_vault(tmp_path)


def test_database_gone(folder):
    (folder / "vault.db").unlink()
    with refusal(Kind.MISSING):
        open_vault(folder)
    assert not (folder / "vault.db").exists()  # and no empty one put in its place


def test_keys_gone(folder):
    good = (folder / "vault.keys.json").read_bytes()
    (folder / "vault.keys.json").unlink()
    open_vault(folder).close(back_up=False)
    for name in ("vault.keys.json", "vault.keys.copy.json"):
        assert (folder / name).read_bytes() == good  # written anew from the copy
        (folder / name).unlink()
    with refusal(Kind.MISSING):
        open_vault(folder)
    with pytest.raises(Refused):
        make_vault(folder)


@pytest.mark.parametrize("size", [0, 100, 4096, 5000])
def test_truncated_to_almost_nothing(folder, size):
    os.truncate(folder / "vault.db", size)
    with refusal(Kind.DAMAGED):
        open_vault(folder)


def test_first_page_overwritten(folder):
    with (folder / "vault.db").open("r+b") as file:
        file.write(b"SQLite format 3\0" + bytes(500))
    with refusal(Kind.DAMAGED):
        open_vault(folder)


def test_a_database_of_another_vault(folder, tmp_path):
    make_vault(tmp_path / "other")[0].close()
    (folder / "vault.db").write_bytes((tmp_path / "other" / "vault.db").read_bytes())
    with refusal(Kind.DAMAGED):
        open_vault(folder)


def test_a_vault_without_its_audit_log(folder):
    with open_vault(folder) as vault, vault.unlogged() as database:
        database.execute_sql("DROP TABLE audit_row")
        database.execute_sql("DROP TABLE audit")
        vault.close = lambda: None
    Vault.close(vault, back_up=False)
    with refusal(Kind.DAMAGED):
        open_vault(folder)


# Writing and reading


def test_a_write_is_whole_with_its_entry(vault):
    with vault.write(CLERK, "登记人员", noun="person", why="来函") as tx:
        tx.record_id = tx.insert(Person, {"uid": "1", "name": "吴建国"})
        tx.note("登记吴建国")
        tx.note("县装备中心")
    with vault.read() as database:
        (entry,) = audit.entries(database, audit.Filter())
    assert (entry.seq, entry.at, entry.account, entry.role) == (tx.seq, NOW, ACCOUNT, "clerk")
    assert (entry.action, entry.noun, entry.record_id, entry.why) == (
        "登记人员",
        "person",
        tx.record_id,
        "来函",
    )
    assert entry.summary == "登记吴建国；县装备中心"
    assert entry.changes[0].after["name"] == "吴建国"


def write_and_fail(vault, name):
    with vault.write(CLERK, "登记人员"):
        add_person(vault, name)
        _ = 1 / 0


def test_a_failed_write_leaves_nothing(vault):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(vault, "吴建国")
    with vault.read() as database:
        assert Person.select().count() == 0
        assert audit.head(database).seq == 0
    add_person(vault, "后来者")


def test_a_block_in_a_block(vault):
    with vault.write(CLERK, "外") as outer:
        outer.insert(Person, {"uid": "1", "name": "甲"})
        with vault.write(CLERK, "内") as inner:
            inner.insert(Person, {"uid": "2", "name": "乙"})
        with pytest.raises(ZeroDivisionError):
            write_and_fail(vault, "丙")
    with vault.read() as database:
        assert [e.action for e in audit.entries(database, audit.Filter())] == ["外", "内"]
        assert [p.name for p in Person.select().order_by(Person.id)] == ["甲", "乙"]


def test_no_write_outside_a_write(vault):
    add_person(vault, "甲")
    with pytest.raises(peewee.OperationalError, match="readonly"):
        Person.create(uid="2", name="乙")
    with refusal(Kind.READ_ONLY), vault.read():
        Person.update(name="乙").execute()
    assert Person.get().name == "甲"


def test_no_write_inside_a_read(vault):
    with vault.read(), pytest.raises(RuntimeError, match="inside read"), vault.write(CLERK, "x"):
        pass


def test_unlogged_writes_leave_no_entry(vault):
    with vault.unlogged():
        models.Draft.create(account=ACCOUNT, form="case", saved_at=NOW)
    with vault.read() as database:
        assert models.Draft.select().count() == 1
        assert audit.head(database).seq == 0


def test_a_read_sees_one_moment(vault):
    add_person(vault, "甲")
    with vault.read():
        assert Person.select().count() == 1
        other = threading.Thread(target=add_person, args=(vault, "乙"))
        other.start()
        other.join()
        assert Person.select().count() == 1
        with vault.read():  # nested: the same moment
            assert Person.select().count() == 1
    with vault.read():
        assert Person.select().count() == 2


def test_many_threads_write_one_chain(vault):
    def work(name):
        for number in range(10):
            add_person(vault, f"{name}{number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "甲乙丙丁"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with vault.read() as database:
        assert Person.select().count() == 40
        assert audit.head(database).seq == 40
        assert audit.verify(database) == []


def test_log(vault):
    seq = vault.log(CLERK, "打印", noun="visit", record_id=7, summary="回访谈话表")
    with vault.read() as database:
        entry = audit.entry(database, seq)
    assert (entry.action, entry.record_id, entry.summary, entry.changes) == ("打印", 7, "回访谈话表", ())


# Taking back


def last(vault):
    with vault.read() as database:
        return audit.head(database).seq


def test_take_back_an_update_and_again(vault):
    who = add_person(vault, "吴建国", post="主任")
    with vault.write(CLERK, "修改人员", noun="person", record_id=who) as tx:
        tx.update(Person, who, {"post": "科员"})
    assert vault.take_back(CLERK, tx.seq, "改错了人") == [("person", who)]
    assert Person.get().post == "主任"
    with vault.read() as database:
        entry = audit.entry(database, last(vault))
    assert (entry.action, entry.noun, entry.record_id, entry.why) == ("撤回", "person", who, "改错了人")
    vault.take_back(CLERK, entry.seq, "没有改错")
    assert Person.get().post == "科员"


def test_take_back_an_insert_and_a_removal(vault):
    who = add_person(vault, "吴建国", birth="1970-03-12")
    whole = Person.select().dicts().get()
    vault.take_back(CLERK, last(vault), "重复登记")
    assert Person.select().count() == 0
    vault.take_back(CLERK, last(vault), "不是重复")
    assert Person.select().dicts().get() == whole
    with vault.write(CLERK, "彻底删除") as tx:
        tx.remove(Person, who)
    vault.take_back(CLERK, tx.seq, "误删")
    assert Person.select().dicts().get() == whole


def test_take_back_undoes_last_first(vault):
    with vault.write(CLERK, "登记人员") as tx:
        unit = tx.insert(models.Unit, {"uid": "u", "name": "县装备中心"})
        tx.insert(Person, {"uid": "p", "name": "吴建国", "unit_id": unit})
    assert vault.take_back(CLERK, tx.seq, "误登") == [("person", 1), ("unit", unit)]
    assert models.Unit.select().count() == 0


def test_take_back_of_a_row_written_twice(vault):
    with vault.write(CLERK, "登记人员") as tx:
        who = tx.insert(Person, {"uid": "p", "name": "吴建国"})
        tx.update(Person, who, {"post": "科员"})
    assert vault.take_back(CLERK, tx.seq, "误登") == [("person", who)]
    assert Person.select().count() == 0


def test_take_back_leaves_other_columns_alone(vault):
    who = add_person(vault, "吴建国", post="主任", phone="1")
    with vault.write(CLERK, "修改人员") as first:
        first.update(Person, who, {"post": "科员"})
    with vault.write(CLERK, "修改人员") as second:
        second.update(Person, who, {"phone": "2"})
    vault.take_back(CLERK, first.seq, "改错")
    assert (Person.get().post, Person.get().phone) == ("主任", "2")


def test_take_back_is_refused_after_a_later_change(vault):
    who = add_person(vault, "吴建国", post="主任")
    added = last(vault)
    with vault.write(CLERK, "修改人员") as tx:
        tx.update(Person, who, {"post": "科员"})
    with pytest.raises(Refused, match="已被后来的修改"):
        vault.take_back(CLERK, added, "")
    with vault.write(CLERK, "修改人员") as again:
        again.update(Person, who, {"post": "主任科员"})
    with pytest.raises(Refused, match="已被后来的修改"):
        vault.take_back(CLERK, tx.seq, "")
    assert last(vault) == again.seq  # a refusal leaves no entry
    assert Person.get().post == "主任科员"


def test_take_back_is_refused_when_others_depend_on_it(vault):
    with vault.write(CLERK, "登记单位") as tx:
        unit = tx.insert(models.Unit, {"uid": "u", "name": "县装备中心"})
    add_person(vault, "吴建国", unit_id=unit)
    with pytest.raises(Refused, match="其他记录"):
        vault.take_back(CLERK, tx.seq, "")
    assert models.Unit.select().count() == 1


def test_nothing_to_take_back(vault):
    seq = vault.log(CLERK, "登录")
    for number in (seq, 99):
        with pytest.raises(Refused, match="没有可以撤回"):
            vault.take_back(CLERK, number, "")


@pytest.mark.parametrize("gone", ["table", "column"])
def test_take_back_of_what_an_older_program_wrote(vault, monkeypatch, gone):
    who = add_person(vault, "吴建国")
    with vault.write(CLERK, "修改人员") as tx:
        tx.update(Person, who, {"post": "科员"})
    if gone == "table":
        monkeypatch.setattr(models, "TABLES", (models.Unit,))
    else:
        columns = {name: field for name, field in Person._meta.columns.items() if name != "post"}
        monkeypatch.setattr(Person._meta, "columns", columns)
    with pytest.raises(Refused, match="旧版本程序"):
        vault.take_back(CLERK, tx.seq, "")


# Closing
