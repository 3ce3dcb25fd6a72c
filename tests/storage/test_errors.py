"""Every fault of the environment in one calm sentence; bugs stay bugs."""

from __future__ import annotations

import errno

import peewee
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from jzdesk.storage import errors
from jzdesk.storage.errors import Kind, StoreError, all_faults, database_faults, translate

FAULTS = [
    (peewee.OperationalError("database is locked"), Kind.BUSY),
    (peewee.OperationalError("database table is locked"), Kind.BUSY),
    (peewee.OperationalError("database or disk is full"), Kind.FULL),
    (peewee.OperationalError("attempt to write a readonly database"), Kind.READ_ONLY),
    (peewee.OperationalError("unable to open database file"), Kind.READ_ONLY),
    (peewee.DatabaseError("file is not a database"), Kind.DAMAGED),
    (sqlcipher.DatabaseError("database disk image is malformed"), Kind.DAMAGED),
    (sqlcipher.OperationalError("disk I/O error"), Kind.IO),
    (OSError(errno.ENOSPC, "x"), Kind.FULL),
    (OSError(errno.EFBIG, "x"), Kind.FULL),
    (PermissionError(errno.EACCES, "x"), Kind.READ_ONLY),
    (OSError(errno.EROFS, "x"), Kind.READ_ONLY),
    (FileNotFoundError(errno.ENOENT, "x"), Kind.MISSING),
    (OSError(errno.EIO, "x"), Kind.IO),
]


@pytest.mark.parametrize(("exc", "kind"), FAULTS, ids=lambda v: str(v))
def test_faults(exc, kind):
    better = translate(exc)
    assert isinstance(better, StoreError)
    assert better.kind is kind
    with pytest.raises(StoreError) as caught, all_faults():
        raise exc
    assert caught.value.kind is kind
    assert caught.value.__cause__ is exc


@pytest.mark.parametrize(
    "exc", [peewee.IntegrityError("UNIQUE"), peewee.OperationalError("no such table: x"), KeyError()]
)
def test_bugs_stay_bugs(exc):
    assert translate(exc) is exc
    with pytest.raises(type(exc)) as caught, all_faults():
        raise exc
    assert caught.value is exc
    with pytest.raises(type(exc)), database_faults():
        raise exc


def test_an_oserror_of_another_file_passes():
    with pytest.raises(FileNotFoundError), database_faults():
        raise FileNotFoundError(errno.ENOENT, "x")


def test_the_reason_behind_a_failed_rollback():
    first, second = (
        peewee.OperationalError("disk I/O error"),
        peewee.OperationalError("no such savepoint: s1"),
    )
    second.__context__ = first
    assert translate(second).kind is Kind.IO
    alone = peewee.OperationalError("no such savepoint: s1")
    assert translate(alone) is alone


def test_sentences_say_what_happened_and_what_to_do():
    for kind, text in errors._TEXTS.items():
        assert text.endswith("。"), kind
        assert text.count("。") == 1
        assert "请" in text
        assert errors.fault(kind).text == text
