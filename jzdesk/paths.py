"""Where things lie: the vault folder, what the program ships, logs and settings of this PC's user."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

_NAME = "jzdesk"


@dataclass(frozen=True, slots=True)
class Paths:
    """One vault folder and the places inside it. Making a `Paths` touches no disk."""

    data: Path

    @property
    def database(self) -> Path:
        return self.data / "vault.db"

    @property
    def unfinished(self) -> Path:
        """The database while a new vault is being made; found alone, the making was never finished."""
        return self.data / "vault.db.part"

    @property
    def keys(self) -> Path:
        return self.data / "vault.keys.json"

    @property
    def keys_copy(self) -> Path:
        """The second copy of the key slots, for when the first is damaged."""
        return self.data / "vault.keys.copy.json"

    @property
    def lock(self) -> Path:
        return self.data / "vault.lock"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def restoring(self) -> Path:
        """A backup on its way into the vault's place; found at an opening, the way was cut short."""
        return self.data / "restoring"

    @property
    def earlier(self) -> Path:
        """What a backup took the place of, one folder each time; nothing is ever removed from here."""
        return self.data / "earlier"

    @property
    def exports(self) -> Path:
        return self.data / "exports"

    @property
    def local_rules(self) -> Path:
        """The county's own rule files; they win over the shipped ones."""
        return self.data / "rules"

    @property
    def local_forms(self) -> Path:
        """The county's own forms and ledger templates; they win over the shipped ones."""
        return self.data / "forms"

    @staticmethod
    def resources() -> Path:
        """Shipped rules, codes, calendar, fonts, icons and style."""
        return resources()

    @staticmethod
    def forms() -> Path:
        """Shipped forms and ledger templates."""
        return forms()

    @staticmethod
    def logs() -> Path:
        """The log folder of this PC's user."""
        return logs()

    @staticmethod
    def settings_file() -> Path:
        """The settings of this PC's user."""
        return settings_file()


def user_folder() -> Path:
    """Where this user's program data lie: %LOCALAPPDATA% on Windows, XDG_DATA_HOME elsewhere."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / _NAME
    base = os.environ.get("XDG_DATA_HOME", "")
    # The XDG rules say that a relative path is to be ignored.
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".local" / "share") / _NAME


def default_data() -> Path:
    """The vault folder used when `--data` is not given."""
    return user_folder() / "vault"


def logs() -> Path:
    """The log folder; apart from any vault, because a vault that will not open must be logged too."""
    return user_folder() / "logs"


def settings_file() -> Path:
    """The settings of this PC's user."""
    return user_folder() / "settings.json"


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent
    installed = package / name
    return installed if installed.is_dir() else package.parent / name


def resources() -> Path:
    """Rules, codes, calendar, fonts, icons, style: inside the installed package, or beside a checkout's."""
    return _shipped("resources")


def forms() -> Path:
    """Shipped forms and ledger templates: inside the installed package, or beside it in a checkout."""
    return _shipped("forms")


def private_folder(folder: Path) -> Path:
    """Make a folder that only this user can enter (0700), with its parents.

    An existing one is left as it is.
    """
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder durable. Windows does so by itself and cannot open folders."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Write a private file (0600) whole or not at all: aside, synced, renamed.

    Errors: OSError, old file intact.
    """
    aside = path.with_name(path.name + ".part")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
