"""Faults of the environment, in words for the user: what happened, what was kept, what to do."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

import peewee
from sqlcipher3 import dbapi2 as sqlcipher

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(StrEnum):
    """What kind of fault it is, for callers that act on it: ask again, offer restore, offer another place."""

    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"
    DAMAGED = "damaged"
    TOO_NEW = "too_new"
    TOO_OLD = "too_old"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a fault
    LOCKED_ELSEWHERE = "locked_elsewhere"
    MISSING = "missing"
    IO = "io"


class StoreError(Exception):
    """The environment failed. `text` is one Chinese sentence for the message line.

    Nothing was half-written.
    """

    def __init__(self, text: str, kind: Kind) -> None:
        super().__init__(text)
        self.text = text
        self.kind = kind


_TEXTS: dict[Kind, str] = {
    Kind.BUSY: "数据正被另一项操作占用，这一步没有保存，原有数据不变，请稍候再试。",
    Kind.FULL: "磁盘空间不足，这一步没有保存，原有数据不变，请清理磁盘后再试。",
    Kind.READ_ONLY: "数据文件夹不可写，这一步没有保存，原有数据不变，请检查文件夹权限或磁盘写保护后再试。",
    Kind.DAMAGED: "数据文件已损坏，程序没有改动它，请保留原文件并用最近的备份恢复。",
    Kind.MISSING: "找不到数据文件，没有写入任何内容，请检查数据文件夹的位置，或用备份恢复。",
    Kind.IO: "读写磁盘时出错，这一步没有保存，请检查磁盘或U盘是否完好并已接好，然后再试。",
}

# SQLite's own words, because peewee hands on the text but not the code.
_WORDS: tuple[tuple[str, Kind], ...] = (
    ("is locked", Kind.BUSY),
    ("is full", Kind.FULL),
    ("readonly database", Kind.READ_ONLY),
    ("not a database", Kind.DAMAGED),
    ("malformed", Kind.DAMAGED),
    ("unable to open", Kind.READ_ONLY),
    ("disk i/o error", Kind.IO),
)

_ERRNOS: dict[int, Kind] = {
    errno.ENOSPC: Kind.FULL,
    errno.EDQUOT: Kind.FULL,
    errno.EFBIG: Kind.FULL,
    errno.EACCES: Kind.READ_ONLY,
    errno.EPERM: Kind.READ_ONLY,
    errno.EROFS: Kind.READ_ONLY,
    errno.ENOENT: Kind.MISSING,
    errno.ENOTDIR: Kind.MISSING,
    errno.EBUSY: Kind.BUSY,
    errno.EAGAIN: Kind.BUSY,
}

DATABASE_FAULTS = (peewee.DatabaseError, sqlcipher.DatabaseError)


def fault(kind: Kind) -> StoreError:
    """The usual sentence for a kind of fault."""
    return StoreError(_TEXTS[kind], kind)


def _kind_of(exc: BaseException) -> Kind | None:
    if isinstance(exc, OSError):
        return _ERRNOS.get(exc.errno or 0, Kind.IO)
    if isinstance(exc, DATABASE_FAULTS):
        words = str(exc).lower()
        if "no such savepoint" in words and exc.__context__ is not None:
            # On a full disk SQLite rolls back everything by itself; peewee's rollback of an inner block then
            # finds nothing and hides the reason.
            return _kind_of(exc.__context__)
        return next((kind for part, kind in _WORDS if part in words), None)
    return None


def translate(exc: Exception) -> Exception:
    """The StoreError for a fault of the environment; anything else is a bug and comes back unchanged."""
    kind = _kind_of(exc)
    return exc if kind is None else fault(kind)


@contextmanager
def database_faults() -> Iterator[None]:
    """Turn database faults of the body into StoreError.

    OSErrors pass: the body may be writing another file.
    """
    try:
        yield
    except DATABASE_FAULTS as exc:
        better = translate(exc)
        if better is exc:
            raise
        raise better from exc


@contextmanager
def all_faults() -> Iterator[None]:
    """Turn database faults and OSErrors of the body into StoreError.

    For code that touches the vault's own files.
    """
    try:
        yield
    except (*DATABASE_FAULTS, OSError) as exc:
        better = translate(exc)
        if better is exc:
            raise
        raise better from exc
