"""The audit chain: what an entry is, how entries are sealed one to the next, how a break is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

GENESIS = "0" * 64

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the log-in name and the role held at the time."""

    account: str
    role: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after, in column names and stored values.

    An insert has no before and the whole row after; a removal the reverse; an update only the columns that
    changed. Large binary content stands as {"sha256": …, "size": …}.
    """

    table: str
    id: int
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and digest: printed in monthly reports, so that a rewritten chain shows."""

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read what `str(head)` wrote. ValueError if it is not one."""
        seq, _, digest = text.strip().partition(":")
        if len(digest) != len(GENESIS):
            raise ValueError(f"not an audit head: {text!r}")
        return cls(int(seq), digest)


class Line(NamedTuple):
    """An entry exactly as stored; this is what is sealed and verified."""

    seq: int
    at: str
    account: str
    role: str
    action: str
    noun: str
    record_id: int | None
    summary: str
    why: str
    changes: str
    prev: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as people read it."""

    seq: int
    at: datetime
    account: str
    role: str
    action: str
    noun: str
    record_id: int | None
    summary: str
    why: str
    changes: tuple[RowChange, ...]
    prev: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """A place where the chain does not hold. `rule` is gap, digest, link, or head."""

    seq: int
    rule: str
    message: str


def pack_changes(changes: Iterable[RowChange]) -> str:
    """Row changes as the canonical JSON that is stored."""
    return _canonical([[c.table, c.id, c.before, c.after] for c in changes])


def unpack_changes(text: str) -> tuple[RowChange, ...]:
    """The reverse of `pack_changes`."""
    return tuple(RowChange(*parts) for parts in json.loads(text))


def entry_of(line: Line) -> Entry:
    """A stored line for reading. ValueError if it was damaged."""
    fields = line._asdict()
    fields["at"] = datetime.fromisoformat(line.at)
    fields["changes"] = unpack_changes(line.changes)
    return Entry(**fields)


def seal(line: Line) -> Line:
    """The line with its digest: SHA-256 over everything else in it, including the digest before."""
    return line._replace(digest=_digest(line))


def verify(
    lines: Iterable[Line], *, since: Head | None = None, known: Iterable[Head] = ()
) -> list[ChainProblem]:
    """Problems of a chain in order, so that the first names the first bad entry.

    `lines` come by rising number, starting after `since` (a head already trusted) or at 1. Each head in
    `known` (from printed or exported reports and backups) must be found in the chain as it was.
    """
    problems: list[ChainProblem] = []
    wanted = {head.seq: head.digest for head in known}
    seq, digest = (since.seq, since.digest) if since else (0, GENESIS)
    for line in lines:
        problems += _check_line(line, Head(seq, digest), wanted.pop(line.seq, None))
        seq, digest = line.seq, line.digest
    problems += [
        ChainProblem(
            missing, "head", f"审计日志第{missing}条曾随报表或备份留存，现已不在日志中，末尾可能被截去。"
        )
        for missing in sorted(wanted)
        if since is None or missing > since.seq
    ]
    return problems


def _check_line(line: Line, before: Head, known: str | None) -> list[ChainProblem]:
    found: list[ChainProblem] = []
    if line.seq != before.seq + 1:
        text = f"审计日志第{before.seq + 1}条缺失，其后是第{line.seq}条。"
        found.append(ChainProblem(before.seq + 1, "gap", text))
    elif line.prev != before.digest:
        found.append(ChainProblem(line.seq, "link", f"审计日志第{line.seq}条与前一条的摘要不衔接。"))
    if _digest(line) != line.digest:
        found.append(
            ChainProblem(line.seq, "digest", f"审计日志第{line.seq}条的内容与其摘要不符，可能被改动。")
        )
    if known is not None and known != line.digest:
        text = f"审计日志第{line.seq}条与当时留存的摘要不符，日志可能被整体改写。"
        found.append(ChainProblem(line.seq, "head", text))
    return found


_PIECE = 1 << 16
"""Characters that go through the digest at once: the changes of an import are a text of many megabytes."""


def _digest(line: Line) -> str:
    """SHA-256 of the canonical JSON of the line's list, without ever holding that JSON."""
    found = hashlib.sha256()
    for at, value in enumerate(line[:-1]):
        found.update(b"," if at else b"[")
        if isinstance(value, str) and len(value) > _PIECE:
            found.update(b'"')
            for start in range(0, len(value), _PIECE):
                found.update(_canonical(value[start : start + _PIECE])[1:-1].encode())
            found.update(b'"')
        else:
            found.update(_canonical(value).encode())
    found.update(b"]")
    return found.hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
