"""Whether a vault is sound: its pages, its tables, its links, its audit chain, its attachments."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.storage import audit, backup
from jzdesk.storage.errors import Kind, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jzdesk.domain.audit import Head
    from jzdesk.storage.database import VaultDatabase
    from jzdesk.storage.vault import Vault


_PAGE = re.compile(r"page (\d+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, by which rule, in words."""

    place: str
    rule: str
    message: str


def check_vault(vault: Vault, *, known: Iterable[Head] = ()) -> list[Problem]:
    """Every problem found. `known` are audit heads from reports; the newest backup's head is added to them.

    Reads the whole database: seconds for a big one, so run it off the window's thread.
    """
    heads = [*known, *_backup_heads(vault)]
    checks: tuple[Callable[[VaultDatabase], Iterator[Problem]], ...] = (
        _pages,
        _structure,
        _links,
        lambda database: _chain(database, heads),
        _attachments,
    )
    problems: dict[Problem, None] = {}
    for check in checks:
        problems.update(dict.fromkeys(_survived(check, vault)))
    return list(problems)


def _survived(check: Callable[[VaultDatabase], Iterator[Problem]], vault: Vault) -> list[Problem]:
    """What a check found; if damage stops it, that is a problem too, and the other checks still run."""
    found: list[Problem] = []
    try:
        with vault.read() as database:
            found.extend(check(database))
    except StoreError as exc:
        if exc.kind is not Kind.DAMAGED:
            raise
        found.append(Problem("数据库", "readable", exc.text))
    if found and not vault.database.in_transaction():
        vault.database.close()  # after a damaged page only a new connection reads the sound ones
    return found


def _pages(database: VaultDatabase) -> Iterator[Problem]:
    for row in database.execute_sql("PRAGMA cipher_integrity_check").fetchall():
        number = _PAGE.search(str(row[0]))
        which = f"第{number[1]}页" if number else "有一处"
        yield Problem("数据库", "pages", f"数据文件{which}与其校验码不符，请用最近的备份恢复。")


def _structure(database: VaultDatabase) -> Iterator[Problem]:
    # SQLite's own words are English, of many lines, and after one damaged page they speak of every later one.
    if any(row[0] != "ok" for row in database.execute_sql("PRAGMA quick_check").fetchall()):
        yield Problem("数据库", "structure", "数据文件的结构有误，请用最近的备份恢复。")


def _links(database: VaultDatabase) -> Iterator[Problem]:
    for table, row_id, parent, _ in database.execute_sql("PRAGMA foreign_key_check").fetchall():
        place = f"{table} {row_id}"
        yield Problem(place, "links", f"有记录所指向的另一条记录不存在（{table} {row_id}，{parent}），请用最近的备份恢复。")


def _chain(database: VaultDatabase, heads: list[Head]) -> Iterator[Problem]:
    for problem in audit.verify(database, known=heads):
        yield Problem(f"审计日志 {problem.seq}", f"audit-{problem.rule}", problem.message)


def _attachments(database: VaultDatabase) -> Iterator[Problem]:
    if "attachment" not in database.get_tables():
        return
    for row_id, digest, content in database.execute_sql("SELECT id, digest, content FROM attachment"):
        if hashlib.sha256(content).hexdigest() != digest:
            yield Problem(f"附件 {row_id}", "attachment", f"第{row_id}号附件的内容与存入时的摘要不符。")


def _backup_heads(vault: Vault) -> list[Head]:
    newest = backup.latest(vault.paths.backups)
    head = backup.head_of(vault, newest) if newest else None
    return [head] if head and head.seq else []
