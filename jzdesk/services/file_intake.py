"""Taking a file from the PC's disks: only a plain file, never more of it than may be kept, and whole."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError
from jzdesk.domain.file_kinds import shown_name

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1024 * 1024
_GENTLY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""A pipe or a terminal must not make us wait before we have seen that it is none of ours."""


def read_file(path: Path, *, most: int) -> bytes:
    """The bytes of a plain file of at most `most` bytes. RuleError at 'file' for everything else: a folder, a device,
    an empty, unreadable or too large file (of which nothing is read), one that changes while it is read."""
    name = shown_name(path.name)
    try:
        if not path.is_file():
            raise RuleError("file", _no_file(path, name))
        descriptor = os.open(path, os.O_RDONLY | _GENTLY)
    except (OSError, ValueError) as fault:  # ValueError: a name with a null character
        raise RuleError("file", f"“{name}”不能读取，请确认文件存在且有权限打开。") from fault
    try:
        return _read(descriptor, name, most)
    except OSError as fault:
        raise RuleError("file", f"“{name}”没有读完，请确认存放它的磁盘正常后再试。") from fault
    finally:
        os.close(descriptor)


def _no_file(path: Path, name: str) -> str:
    if path.is_dir():
        return f"“{name}”是文件夹，请选择其中的文件。"
    if path.exists():
        return f"“{name}”不是普通文件，不能附加。"
    return f"“{name}”不能读取，请确认文件存在且有权限打开。"


def _read(descriptor: int, name: str, most: int) -> bytes:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        raise RuleError("file", f"“{name}”不是普通文件，不能附加。")
    if before.st_size == 0:
        raise RuleError("file", f"“{name}”是空文件。")
    if before.st_size > most:
        raise RuleError("file", too_large(name, before.st_size, most))
    content = bytearray()
    while len(content) <= before.st_size and (some := read_some(descriptor)):
        content += some
    after = os.fstat(descriptor)
    if len(content) != before.st_size or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise RuleError("file", f"“{name}”正在被其他程序写入，请等它存好后再附加。")
    return bytes(content)


def read_some(descriptor: int) -> bytes:
    """The next megabyte."""
    return os.read(descriptor, MEGABYTE)


def too_large(name: str, size: int, most: int) -> str:
    """The refusal of a file over the limit."""
    return f"“{name}”有 {said_size(size)}，超过每份 {said_size(most)}的上限，请压缩或拆分后再附加。"


def said_size(count: int) -> str:
    """A size as people say it: '850 KB', '2.0 GB'."""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20)):
        if count >= size:
            return f"{count / size:,.1f}".removesuffix(".0") + f" {unit}"
    return f"{max(count / 1024, 0.1):,.1f}".removesuffix(".0") + " KB"
