"""The county's own rules, changed or confirmed on the screen: laid over the shipped ones, with a reason, in the log."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from jzdesk.domain import rule_edits as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.rulebook import Rulebook, overlaid
from jzdesk.paths import private_folder, replace_file
from jzdesk.services.duties import rebuild
from jzdesk.services.rules import tables_of
from jzdesk.storage.errors import all_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jzdesk.domain.rule_edits import Entry, Spot
    from jzdesk.services.desk import Desk

_HEAD = "# 本县的规则，由程序写入；同名条目覆盖随程序提供的规则，其余照旧。改动的理由见审计日志。\n\n"
_EARLIER = "earlier"
_FEW = 5


def entry_of(desk: Desk, spot: Spot) -> Entry:
    """An entry as it is in force."""
    desk.need(Permission.READ)
    shipped, own = _tables(desk)
    return rules.entry_at(overlaid(shipped, own), own, spot)


def record_rule(
    desk: Desk, spot: Spot, name: str, values: Mapping[str, Any], *, why: str,
    progress: Callable[[int, int], None] | None = None,
) -> Changes:  # fmt: skip
    """Lay values over an entry, `clause` and `default` among them, and compute everything anew. `name` is what the entry is
    called on the screen. RuleError at 'why' or 'clause'; Refused, in the rule's words, where the rules would not hold."""
    desk.need(Permission.CHANGE_RULES)
    shipped, own = _tables(desk)
    before = rules.entry_at(overlaid(shipped, own), own, spot)
    if before.clause is not None and not str(values.get(rules.CLAUSE, before.clause)).strip():
        raise RuleError(rules.CLAUSE, "请写明依据的文件，或者本县研究确认的会议。")
    table = rules.patched(own.get(spot.stem, {}), shipped.get(spot.stem, {}), spot, values)
    said = f"{name}：{rules.said(before, values)}"
    return _take_over(desk, {spot.stem: table}, said=said, why=why, action="修改规则", progress=progress)


def confirm_rules(
    desk: Desk, spots: Mapping[str, Spot], *, why: str, progress: Callable[[int, int], None] | None = None
) -> Changes:
    """The defaults of these entries, by the names the screen calls them, are the county's from now on as they stand; one
    entry in the log."""
    desk.need(Permission.CHANGE_RULES)
    shipped, own = _tables(desk)
    force, tables, names = overlaid(shipped, own), dict(own), []
    for name, spot in spots.items():
        if rules.entry_at(force, own, spot).is_default:
            tables[spot.stem] = rules.patched(
                tables.get(spot.stem, {}), shipped.get(spot.stem, {}), spot, {rules.DEFAULT: False}
            )
            names.append(name)
    if not names:
        raise Refused("所选的都不是待确认的默认值。")
    changed = {stem: table for stem, table in tables.items() if table != own.get(stem)}
    shown = "、".join(names[:_FEW]) + (f"等{len(names)}项" if len(names) > _FEW else "")
    return _take_over(
        desk, changed, said=f"确认默认值：{shown}", why=why, action="确认默认规则", progress=progress
    )


def drop_rule(
    desk: Desk, spot: Spot, name: str, *, why: str, progress: Callable[[int, int], None] | None = None
) -> Changes:
    """The shipped entry holds again."""
    desk.need(Permission.CHANGE_RULES)
    shipped, own = _tables(desk)
    if not rules.entry_at(overlaid(shipped, own), own, spot).is_own:
        raise Refused(f"“{name}”没有改动过，用的就是随程序提供的规定。")
    table = rules.without(own.get(spot.stem, {}), spot.path)
    return _take_over(
        desk,
        {spot.stem: table},
        said=f"{name}：恢复随程序提供的规定",
        why=why,
        action="恢复默认规则",
        progress=progress,
    )


def _tables(desk: Desk) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """The shipped tables and the county's."""
    resources, data = desk.paths.resources(), desk.paths.data
    return tables_of(resources / "rules", resources / "codes"), tables_of(data / "rules", data / "codes")


def _take_over(
    desk: Desk, tables: Mapping[str, Mapping[str, Any]], *, said: str, why: str, action: str,
    progress: Callable[[int, int], None] | None,
) -> Changes:  # fmt: skip
    """Write tables of the county's, by their stems, or leave everything as it was."""
    if not why.strip():
        raise RuleError("why", "请写明修改的理由。")
    shipped, own = _tables(desk)
    try:
        book = Rulebook.from_tables(overlaid(shipped, {**own, **tables}))
    except RuleError as wrong:
        raise Refused(wrong.text) from wrong
    places = {_place(desk, stem): table for stem, table in tables.items()}
    kept = {path: path.read_bytes() if path.exists() else None for path in places}
    before = desk.rulebook
    try:
        for path, table in places.items():
            _write(path, table, at=f"{desk.clock():%Y%m%d-%H%M%S}")
        desk.rulebook = book
        with desk.vault.write(desk.actor, action, noun="office", why=why.strip()) as tx:
            tx.note(said)
            rebuild(desk, progress)
    except BaseException:
        desk.rulebook = before
        for path, content in kept.items():
            _put_back(path, content)
        raise
    return Changes(touched=Touched.ALL, message=f"{said}。已按新的规则重新计算全部应办事项。")


def _place(desk: Desk, stem: str) -> Path:
    """The county's file of a stem, beside its like."""
    codes = (desk.paths.resources() / "codes" / f"{stem}.toml").exists()
    return desk.paths.data / ("codes" if codes else "rules") / f"{stem}.toml"


def _write(path: Path, table: Mapping[str, Any], *, at: str) -> None:
    import tomli_w

    with all_faults():
        private_folder(path.parent)
        if path.exists():
            private_folder(path.parent / _EARLIER)
            shutil.copyfile(path, path.parent / _EARLIER / f"{path.stem}-{at}.toml")
        if table:
            replace_file(path, (_HEAD + tomli_w.dumps(table)).encode())
        else:
            path.unlink(missing_ok=True)


def _put_back(path: Path, kept: bytes | None) -> None:
    with all_faults():
        if kept is None:
            path.unlink(missing_ok=True)
        else:
            replace_file(path, kept)
