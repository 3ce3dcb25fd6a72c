"""栏目方案: the shipped presets of columns and the county's own, and which one an export takes."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused
from jzdesk.domain.presets import ALL, Preset, checked
from jzdesk.services.month_making import template_folder
from jzdesk.storage import office

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.exports.ledgers import LedgerDef
    from jzdesk.services.desk import Desk

SETTING = "month.presets"


def list_presets(desk: Desk) -> tuple[Preset, ...]:
    """全部栏目, the shipped ones, then the county's own in the order they were made."""
    desk.need(Permission.READ)
    with desk.vault.read():
        own, _ = _load()
    return (Preset(name=ALL, shipped=True), *_shipped(desk), *own)


def preset_in_use(desk: Desk) -> str:
    """The preset an export takes where none is named."""
    desk.need(Permission.READ)
    with desk.vault.read():
        own, used = _load()
    names = {ALL, *(preset.name for preset in (*_shipped(desk), *own))}
    return used if used in names else ALL


def columns_of(desk: Desk, name: str = "") -> Mapping[str, tuple[str, ...]]:
    """The columns by ledger of a preset ('' : the one in use), for `MonthBook.columns`; of ledgers and columns the template
    in force does not know, nothing. Refused where there is no such preset."""
    wanted = name or preset_in_use(desk)
    preset = next((preset for preset in list_presets(desk) if preset.name == wanted), None)
    if preset is None:
        names = "、".join(preset.name for preset in list_presets(desk))
        raise Refused(f"没有名为“{wanted}”的栏目方案，现有：{names}。")
    known = ledgers_known(desk)
    found = {
        code: tuple(k for k in keys if k in known[code].keys)
        for code, keys in preset.columns.items()
        if code in known
    }
    return {code: keys for code, keys in found.items() if keys}


def ledgers_known(desk: Desk) -> Mapping[str, LedgerDef]:
    """The ledgers of the template in force with all their columns."""
    from jzdesk.exports.ledgers import load_ledgers

    return load_ledgers(template_folder(desk))


def save_preset(desk: Desk, preset: Preset, *, before: str = "") -> Changes:
    """Keep a preset of the county; `before` is the name of the one it takes the place of ('' : a new one). RuleError at
    'name' or at the code of a ledger."""
    desk.need(Permission.EXPORT)
    known = {code: ledger.keys for code, ledger in ledgers_known(desk).items()}
    with desk.vault.write(desk.actor, "保存栏目方案", noun="office") as tx:
        own, used = _load()
        if before and before not in {other.name for other in own}:
            raise Refused(f"没有名为“{before}”的自定方案。")
        others = [other.name for other in (*_shipped(desk), *own) if other.name != before]
        made = checked(preset, known, others)
        kept = [made if other.name == before else other for other in own]
        _keep(kept if before else [*own, made], made.name if used == before and before else used)
        tx.note(made.name)
    return Changes(touched=Touched.MONTHS, message=f"栏目方案“{made.name}”已保存。")


def delete_preset(desk: Desk, name: str) -> Changes:
    """Delete a preset of the county."""
    desk.need(Permission.EXPORT)
    with desk.vault.write(desk.actor, "删除栏目方案", noun="office") as tx:
        own, used = _load()
        if name not in {preset.name for preset in own}:
            raise Refused("随程序提供的方案不能删除。")
        _keep([preset for preset in own if preset.name != name], "" if used == name else used)
        tx.note(name)
    return Changes(touched=Touched.MONTHS, message=f"栏目方案“{name}”已删除。")


def use_preset(desk: Desk, name: str) -> Changes:
    """Which preset exports take from now on."""
    desk.need(Permission.EXPORT)
    if name not in {preset.name for preset in list_presets(desk)}:
        raise Refused(f"没有名为“{name}”的栏目方案。")
    with desk.vault.write(desk.actor, "选用栏目方案", noun="office") as tx:
        own, _ = _load()
        _keep(own, name)
        tx.note(name)
    return Changes(touched=Touched.MONTHS, message=f"以后导出月报用“{name}”。")


def _shipped(desk: Desk) -> tuple[Preset, ...]:
    path = desk.paths.forms() / "monthly" / "presets.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))["preset"]
    return tuple(
        Preset(
            name=entry["name"],
            columns={code: tuple(keys) for code, keys in entry["columns"].items()},
            shipped=True,
        )
        for entry in found
    )


def _load() -> tuple[tuple[Preset, ...], str]:
    kept = json.loads(office.setting(SETTING) or "{}")
    own = (
        Preset(name=entry["name"], columns={code: tuple(keys) for code, keys in entry["columns"].items()})
        for entry in kept.get("own", ())
    )
    return tuple(own), str(kept.get("used", ""))


def _keep(own: Sequence[Preset], used: str) -> None:
    entries = [
        {"name": p.name, "columns": {code: list(keys) for code, keys in p.columns.items()}} for p in own
    ]
    office.keep_setting(SETTING, json.dumps({"own": entries, "used": used}, ensure_ascii=False))


def renamed(preset: Preset, name: str) -> Preset:
    """A copy under another name, for a person to change."""
    return replace(preset, name=name, shipped=False)
