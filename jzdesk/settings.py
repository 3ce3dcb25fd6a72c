"""Settings of this PC's user: each declared once with type, default, label and help; kept in one JSON file.

What belongs to the office and not to the PC (rules, calendar, scheme) lies in the vault; what the window
remembers by itself is not a setting.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain.errors import RuleError
from jzdesk.paths import private_folder, replace_file

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """How a setting is shown and what it may be. Limits are inclusive; no label means it is not shown."""

    label: str = ""
    help: str = ""
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()


def _setting(default: Any, **about: Any) -> Any:
    return field(default=default, metadata={"about": About(**about)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings with their values. Changed by `changed`, which checks; a new object each time."""

    text_size: int = _setting(
        10, label="文字大小", help="界面文字的磅数，改动后重新打开程序生效。", least=8, most=20
    )
    idle_lock_minutes: int = _setting(
        10,
        label="无操作锁定（分钟）",
        help="超过这个时间没有操作就锁定界面，0 表示不锁定。",
        least=0,
        most=120,
    )
    open_exports: bool = _setting(True, label="导出后打开", help="导出表格或打印件后用默认程序打开。")
    export_folder: str = _setting("", label="导出文件夹", help="导出时首先打开的文件夹，留空则用上次的。")
    backup_folder: str = _setting(
        "", label="另存备份的文件夹", help="例如专用移动硬盘，留空则只在数据文件夹内备份。"
    )
    input_method: str = _setting(
        "auto",
        label="输入法接口",
        help="国产系统上打不出中文时改选，改动后重新打开程序生效。",
        choices=(("auto", "自动"), ("ibus", "ibus"), ("fcitx", "fcitx"), ("system", "系统默认")),
    )
    last_account: str = _setting("")
    last_folder: str = _setting("")

    def changed(self, **values: Any) -> Settings:
        """A copy with other values.

        RuleError for a value that its setting does not allow, KeyError for no setting.
        """
        for name, value in values.items():
            _check(name, value)
        return replace(self, **values)


def about(name: str) -> About:
    """How a setting is shown. KeyError if there is none of that name."""
    found = next((f for f in fields(Settings) if f.name == name), None)
    if found is None:
        raise KeyError(name)
    shown: About = found.metadata.get("about", About())
    return shown


def shown() -> tuple[str, ...]:
    """The settings that people can change, in the order of the settings page."""
    return tuple(f.name for f in fields(Settings) if about(f.name).label)


def load(path: Path) -> Settings:
    """The settings in a file; defaults for what is missing, unknown, of a wrong type or out of range.

    Settings never keep the program from starting, so a damaged or unreadable file counts as empty.
    """
    try:
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return Settings()
    if not isinstance(stored, dict):
        return Settings()
    return Settings(**{name: value for name, value in stored.items() if _fits(name, value)})


def save(path: Path, settings: Settings) -> None:
    """Write the settings whole or not at all. OSError if that is not possible."""
    private_folder(path.parent)
    content = json.dumps(asdict(settings), ensure_ascii=False, indent=1, sort_keys=True)
    replace_file(path, content.encode())


def _fits(name: str, value: Any) -> bool:
    try:
        _check(name, value)
    except (KeyError, RuleError):
        return False
    return True


def _check(name: str, value: Any) -> None:
    what = about(name)
    wanted = type(getattr(Settings(), name))
    # bool is an int to Python but not to a person.
    if not isinstance(value, wanted) or isinstance(value, bool) is not (wanted is bool):
        raise RuleError(name, f"“{what.label or name}”的值类型不对。")
    if what.most and not what.least <= value <= what.most:
        raise RuleError(name, f"“{what.label}”应在{what.least}到{what.most}之间。")
    if what.choices and value not in dict(what.choices):
        raise RuleError(name, f"“{what.label}”没有这个选项。")
