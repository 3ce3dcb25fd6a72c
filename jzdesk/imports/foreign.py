"""The children that read files others made (`reading_child`), asked one file after another."""

from __future__ import annotations

import json
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from jzdesk.children import child_command, child_environment, hidden_window
from jzdesk.domain.file_kinds import shown_name
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.reading_child import VERB

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PATIENCE = 15.0
"""Seconds until a file that does not come to an end is given up; the child's own limit of work is far shorter."""
EACH = 50
"""Files a child reads before a fresh one takes over: its time is limited as a whole."""
MB = 1 << 20


class Broken(Exception):  # noqa: N818 - a reply, not a fault of ours
    """The child died over a file, or was given up."""


class Reader:
    """Asks children; one that dies is replaced by a fresh one. A context: on leaving no child is left."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._end()

    def ask(self, head: Mapping[str, object], content: bytes) -> dict[str, Any]:
        """The child's reply about one file. Broken when a fresh child dies over it as well."""
        if self._asked >= EACH:
            self._end()
        fresh = self._child is None
        try:
            return self._once(head, content)
        except Broken:
            if fresh:
                raise
        return self._once(head, content)  # it may have been the file before that used the child up

    def _once(self, head: Mapping[str, object], content: bytes) -> dict[str, Any]:
        child = self._child = self._child or self._start()
        clock = threading.Timer(self._patience, child.kill)
        line = b""
        try:
            clock.start()
            source, answers = cast("BinaryIO", child.stdin), cast("BinaryIO", child.stdout)
            with suppress(OSError):  # it may refuse before it has read all
                source.write(json.dumps({**head, "size": len(content)}).encode() + b"\n")
                source.write(content)
                source.flush()
            line = answers.readline()
            self._asked += 1
        finally:
            clock.cancel()
            if not line.endswith(b"\n"):
                self._end()
        if not line.endswith(b"\n"):
            raise Broken
        return cast("dict[str, Any]", json.loads(line))

    def _start(self) -> subprocess.Popen[bytes]:
        self._asked = 0
        return subprocess.Popen(  # noqa: S603 - this very program, with a verb of its own
            child_command(VERB), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=child_environment(), creationflags=hidden_window(),
        )  # fmt: skip

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        child.wait()


def content_from(path: Path, most: int) -> bytes:
    """The bytes of a file of at most so many. ImportFault names the file."""
    name = shown_name(path.name)
    try:
        if not path.is_file():
            raise ImportFault(f"找不到文件“{name}”，或者它不是普通文件，没有读取。")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", "") or "文件名无效"
        raise ImportFault(
            f"不能读取“{name}”（{reason}），请确认文件没有被移走或者被其他程序占用。"
        ) from fault
    if len(content) > most:
        raise ImportFault(f"“{name}”超过 {most // MB} MB 的上限，没有读取；请只保留名单本身后重试。")
    if not content:
        raise ImportFault(f"“{name}”是空文件，没有读取。")
    return content
