"""Loading the rules and the calendar: the shipped ones, with the entries of a county's own files laid over them."""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, Any

from jzdesk.domain.errors import RuleError
from jzdesk.domain.rulebook import Rulebook, overlaid
from jzdesk.domain.workdays import WorkCalendar

if TYPE_CHECKING:
    from pathlib import Path


def tables_of(*folders: Path) -> dict[str, dict[str, Any]]:
    """The TOML tables of the folders by file stem. A stem belongs to one folder, else one file would hide the other."""
    tables: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            if path.stem in tables:
                text = f"文件“{path.name}”同时在规则（rules）和代码（codes）两个文件夹中，请改名或者合并。"
                raise RuleError(path.name, text)
            tables[path.stem] = _read(path)
    return tables


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise RuleError(path.name, f"规则文件“{path.name}”不能读取：{fault}") from fault


def load_rulebook(resources: Path, vault: Path | None = None) -> Rulebook:
    """The rulebook in force for a vault (or the shipped one). Raises RuleError naming file and entry."""
    shipped = tables_of(resources / "rules", resources / "codes")
    if vault is None:
        return Rulebook.from_tables(shipped)
    return Rulebook.from_tables(overlaid(shipped, tables_of(vault / "rules", vault / "codes")))


COMPUTED_BY = "duties_computed_by"
"""The setting of the office that remembers by which program and rules the duty index was last computed."""


def mark_of(resources: Path, vault: Path) -> str:
    """A digest of everything the duties are computed by: the program's version and every table in force."""
    from jzdesk import __version__

    digest = hashlib.sha256(__version__.encode())
    for root in (resources, vault):
        for name in ("rules", "codes", "calendar"):
            for path in sorted((root / name).glob("*.toml")):
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def load_calendar(resources: Path, vault: Path | None = None) -> WorkCalendar:
    """The shipped calendar with the years of the vault's own `calendar/*.toml` replacing or adding to it."""
    calendar = WorkCalendar.from_table(_read(resources / "calendar" / "cn.toml"))
    folder = vault / "calendar" if vault is not None else None
    for path in sorted(folder.glob("*.toml")) if folder and folder.is_dir() else ():
        calendar = calendar.merged(_read(path))
    return calendar
