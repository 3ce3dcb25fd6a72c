"""The holiday arrangements of the county: seen by year, imported from a table, typed in from the notice."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from jzdesk.domain.accounts import Permission
from jzdesk.domain.calendar_table import read_calendar
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.paths import private_folder, replace_file
from jzdesk.services.duties import rebuild
from jzdesk.services.rules import load_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from jzdesk.domain.calendar_table import Calendar, LocalDay, YearPlan
    from jzdesk.services.desk import Desk

LARGEST = 1_000_000
"""Bytes. A holiday table has a few kilobytes; what is bigger is another file."""


def import_calendar(
    desk: Desk, file: Path, *, why: str, progress: Callable[[int, int], None] | None = None
) -> Changes:
    """Take the years and local days of a table over into the vault's own calendar and count every limit again.

    RuleError names the wrong entry; then nothing was changed."""
    desk.need(Permission.CHANGE_RULES)
    if file.stat().st_size > LARGEST:
        raise Refused(f"“{file.name}”不是节假日表。")
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused(f"“{file.name}”不是节假日表，不能读取：{fault}") from fault
    return record_calendar(desk, table, why=why, progress=progress)


def record_calendar(
    desk: Desk,
    table: Mapping[str, Any],
    *,
    why: str,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:
    """The same from a table already read, as the entry form makes it: see resources/calendar/cn.toml."""
    desk.need(Permission.CHANGE_RULES)
    if not why.strip():
        raise RuleError("why", "请写明录入节假日安排的依据或理由。")
    unknown = set(table) - {"year", "local"}
    if unknown:
        raise Refused(f"节假日表中有不认识的条目“{sorted(unknown)[0]}”。")
    found = read_calendar(table)
    if not found.years and not found.local:
        raise Refused("节假日表里没有任何年度或调整。")
    said = _said(found)
    folder, before = desk.paths.data / "calendar", desk.calendar
    kept = {path: path.read_bytes() for path in folder.glob("*.toml")}
    try:
        _write(folder, found)
        desk.calendar = load_calendar(desk.paths.resources(), desk.paths.data)
        with desk.vault.write(desk.actor, "录入节假日安排", noun="office", why=why.strip()) as tx:
            tx.note(said)
            rebuild(desk, progress)
    except BaseException:
        desk.calendar = before
        _put_back(folder, kept)
        raise
    return Changes(touched=Touched.ALL, message=f"已录入{said}，并按新的安排重新计算了全部期限。")


def _said(found: Calendar) -> str:
    parts = [f"{plan.year}年节假日安排" for plan in found.years]
    if found.local:
        parts.append(f"本地调整{len(found.local)}天")
    return "、".join(parts)


def _write(folder: Path, found: Calendar) -> None:
    """One file a year, so that a year imported again replaces only itself."""
    private_folder(folder)
    for plan in found.years:
        replace_file(folder / f"{plan.year}.toml", _year_toml(plan).encode())
    if found.local:
        local = folder / "local.toml"
        old = read_calendar(tomllib.loads(local.read_text("utf-8"))).local if local.exists() else ()
        days = {day.on: day for day in (*old, *found.local)}
        replace_file(local, _local_toml(days[on] for on in sorted(days)).encode())


def _put_back(folder: Path, kept: Mapping[Path, bytes]) -> None:
    """The table as it was, when the limits could not be counted again."""
    for path in folder.glob("*.toml"):
        if path not in kept:
            path.unlink()
    for path, content in kept.items():
        replace_file(path, content)


def _year_toml(plan: YearPlan) -> str:
    lines = ["[[year]]", f"year = {plan.year}", f"source = {_text(plan.source)}", "holidays = ["]
    lines += [f"  {{ name = {_text(h.name)}, first = {h.first}, last = {h.last} }}," for h in plan.holidays]
    lines += ["]", f"work = [{', '.join(str(day) for day in plan.work)}]", ""]
    return "\n".join(lines)


def _local_toml(days: Iterable[LocalDay]) -> str:
    return "".join(
        f"[[local]]\ndate = {day.on}\nwork = {str(day.works).lower()}\nname = {_text(day.name)}\n\n" for day in days
    )


def _text(text: str) -> str:
    """A TOML basic string: control characters have no place in a name."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
