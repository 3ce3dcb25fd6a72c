"""Workbooks and tables that others made (.xlsx, .xls, .csv): opened in a fenced child, refused in sentences, read row by row."""

from __future__ import annotations

import hashlib
import json
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from jzdesk.children import child_command, child_environment, hidden_window
from jzdesk.domain.file_kinds import shown_name
from jzdesk.imports.book_faults import sentence
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.foreign import MB
from jzdesk.imports.stored_cells import CellMaker
from jzdesk.imports.tables_child import VERB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jzdesk.domain.sheet_cells import SheetRow

LARGEST = 64 * MB
PATIENCE = 10.0
"""Seconds without any answer until the child is given up. Rows arrive some hundred at a time, each in milliseconds."""
_LONGEST_LINE = 64 * MB
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet as the workbook lists it: `state` 'visible', 'hidden' or 'veryHidden'; `index` from 0."""

    name: str
    state: str
    index: int


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What holds for a sheet as a whole: merged ranges (left, top, right, bottom, from 1), hidden columns (from 1), a filter."""

    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False


class Book:
    """One opened file. A context: on leaving no child is left. `facts` of a sheet are known once its rows were asked for."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        self.path = path
        self.name = shown_name(path.name)
        self._patience = patience
        self._child: subprocess.Popen[bytes] | None = None
        self._busy = False
        self._facts: dict[int, SheetFacts] = {}
        self.digest = _digest(path, self.name)
        face = self._start()
        self.kind: str = face["kind"]
        self.date1904: bool = face["date1904"]
        self.sheets = tuple(SheetInfo(name, state, at) for at, (name, state) in enumerate(face["sheets"]))

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child; rows that were read stay."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        child.wait()

    def sheet(self, name: str) -> SheetInfo:
        """The sheet of that name. ImportFault when there is none."""
        for info in self.sheets:
            if info.name == name:
                return info
        raise ImportFault(f"“{self.name}”中没有名为“{name}”的工作表。")

    def facts(self, name: str) -> SheetFacts:
        """What holds for a sheet as a whole."""
        info = self.sheet(name)
        if info.index not in self._facts:
            for _ in self.rows(name, most=1):
                pass
        return self._facts[info.index]

    def rows(self, name: str, *, most: int = 0, spread: bool = True) -> Iterator[SheetRow]:
        """The rows that hold anything, from the first, at most so many (0: all). With `spread` a cell merged over several rows
        stands in each of them. ImportFault when the sheet cannot be read to its end."""
        info = self.sheet(name)
        maker: CellMaker | None = None
        for reply in self._replies({"sheet": info.index, "most": most}, info):
            if facts := reply.get("facts"):
                found = self._facts[info.index] = _facts(facts)
                maker = CellMaker(date1904=self.date1904, merged=found.merged if spread else ())
            elif maker is not None:
                for number, hidden, cells in reply["rows"]:
                    yield maker.row(number, bool(hidden), cells)

    # ---- the child

    def _replies(self, asked: dict[str, Any], info: SheetInfo) -> Iterator[dict[str, Any]]:
        if self._busy or self._child is None:  # rows were left half read
            self.close()
            self._start()
        self._busy = True
        self._ask(asked)
        while True:
            reply = self._answer()
            if fault := reply.get("fault"):
                self._busy = False
                raise ImportFault(sentence(fault, self.name, reply, sheet=info.name))
            if reply.get("end"):
                self._busy = False
                return
            yield reply

    def _start(self) -> dict[str, Any]:
        self._busy = False
        self._child = subprocess.Popen(  # noqa: S603 - this very program, with a verb of its own
            child_command(VERB), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=child_environment(), creationflags=hidden_window(),
        )  # fmt: skip
        self._ask({"path": str(self.path.absolute()), "ending": self.path.suffix.lower().lstrip(".")})
        face = self._answer()
        if fault := face.get("fault"):
            self.close()
            raise ImportFault(sentence(fault, self.name, face))
        return face

    def _ask(self, asked: dict[str, Any]) -> None:
        source = cast("BinaryIO", cast("subprocess.Popen[bytes]", self._child).stdin)
        with suppress(OSError):  # it died: the missing answer says so
            source.write(json.dumps(asked).encode() + b"\n")
            source.flush()

    def _answer(self) -> dict[str, Any]:
        """The next line; ImportFault when none comes."""
        child = cast("subprocess.Popen[bytes]", self._child)
        clock = threading.Timer(self._patience, child.kill)
        clock.start()
        try:
            line = cast("BinaryIO", child.stdout).readline(_LONGEST_LINE)
        finally:
            clock.cancel()
        if not line.endswith(b"\n"):
            self.close()
            raise ImportFault(sentence("died", self.name, {}))
        return cast("dict[str, Any]", json.loads(line))


def open_book(path: Path, *, patience: float = PATIENCE) -> Book:
    """Open a file. ImportFault says in one sentence why it cannot be read, and what to do."""
    return Book(path, patience=patience)


def _digest(path: Path, name: str) -> str:
    """SHA-256 of the file; refuses what is no file, is empty or too large."""
    digest, size = hashlib.sha256(), 0
    try:
        if not path.is_file():
            raise ImportFault(f"找不到文件“{name}”，或者它不是普通文件，没有读取。")
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > LARGEST:
                    raise ImportFault(sentence("size", name, {"most": LARGEST // MB}))
                digest.update(piece)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", "") or "文件名无效"
        raise ImportFault(
            f"不能读取“{name}”（{reason}），请确认文件没有被移走或者被其他程序占用。"
        ) from fault
    if not size:
        raise ImportFault(f"“{name}”是空文件，没有读取。")
    return digest.hexdigest()


def _facts(found: dict[str, Any]) -> SheetFacts:
    hidden = frozenset(column for first, last in found["hidden_columns"] for column in range(first, last + 1))
    return SheetFacts(tuple((a, b, c, d) for a, b, c, d in found["merged"]), hidden, bool(found["filtered"]))
