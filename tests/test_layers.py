"""Who may import whom. The arrows of the house:

    app, cli → ui, services → { storage, exports, imports, printing } → domain

A screen that reads rows, or a rule that opens a file, works today and cannot be tested or replaced
tomorrow; so the direction is read from the syntax trees and every breach is named with file and line.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
from tree import ROOT, Source, sources

EDGES = {"storage", "exports", "imports", "printing"}
# Which packages of jzdesk each package may import, besides itself. Files directly in jzdesk/ wire it up.
ARROWS: dict[str, set[str]] = {
    "domain": set(),
    **{edge: {"domain"} for edge in EDGES},
    "services": {"domain", *EDGES},
    "ui": {"domain", "services"},
}
# Modules directly in jzdesk/ that lower packages may use; the others (app, cli, tour …) are above everything.
HANDED_DOWN = {"paths", "settings", "log", "children"}
# A fault of the environment travels up to the message line as it is: these values cross a floor on purpose.
CROSSING = {
    ("ui", "jzdesk.storage.errors"): "StoreError is shown in the message line",
    ("ui", "jzdesk.exports.errors"): "ExportError is shown in the message line",
}
# Third-party and machine modules, and where they are at home.
HOMES: dict[str, tuple[str, ...]] = {
    "PySide6": ("ui", "app", "tour"),
    "shiboken6": ("ui", "app", "tour"),
    "jeepney": ("ui",),
    "peewee": ("storage",),
    "playhouse": ("storage",),
    "sqlcipher3": ("storage",),
    "sqlite3": ("storage",),
    "nacl": ("storage",),
    "openpyxl": ("exports", "imports"),
    "reportlab": ("printing",),
    "pypdfium2": ("printing",),
    "pypdf": ("printing",),
    "PIL": ("printing",),
    "stdnum": ("domain",),
    "defusedxml": ("imports",),
    "tomli_w": ("services",),
    "xlrd": ("imports",),
}
# Pure rules touch no machine; an offline program opens no connection.
MACHINE = {"os", "pathlib", "shutil", "tempfile", "subprocess", "threading", "logging", "time", "io"}
NETWORK = {"urllib.request", "http.client", "http.server", "requests", "socket", "ssl", "ftplib", "smtplib"}


def imports(source: Source) -> tuple[tuple[int, str], ...]:
    """Line and full name of everything imported, also inside functions and for types only; each file is read once.

    `from a import b` yields `a.b` as well as `a`, because b may be a module.
    """
    return _imports(source.path, source.text)


@cache
def _imports(path: str, text: str) -> tuple[tuple[int, str], ...]:
    return tuple(_found(Source(path, text)))


def _found(source: Source) -> Iterator[tuple[int, str]]:
    package = source.path.removesuffix(".py").removesuffix("/__init__").split("/")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = node.level - source.path.endswith("/__init__.py")
                base = ".".join([*package[: len(package) - up], *([base] if base else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def breaches(source: Source) -> list[str]:
    """Every import of one file of jzdesk that goes against the arrows, each as a line for the reader."""
    place = source.path.removesuffix(".py").split("/")[1]
    found = []
    for line, name in imports(source):
        reason = _inside(place, name) if name.split(".")[0] == "jzdesk" else _outside(place, name)
        if reason:
            found.append(f"{source.path}:{line} imports {name}: {reason}")
    return found


def _inside(place: str, name: str) -> str:
    target = ([*name.split("."), ""])[1]
    if place not in ARROWS or target in ("", place, "__version__"):
        return ""
    if target in HANDED_DOWN:
        return "domain knows no files, settings or logs" if place == "domain" else ""
    if any(place == who and (name + ".").startswith(what + ".") for who, what in CROSSING):
        return ""
    if target not in ARROWS[place]:
        return f"{place} may import only {', '.join(sorted(ARROWS[place])) or 'the standard library'}"
    if target == "storage" and re.match(r"jzdesk\.storage\.(models|database|migrations)\b", name):
        return "rows stay in storage; ask a function of the noun's storage module"
    return ""


def _outside(place: str, name: str) -> str:
    top = name.partition(".")[0]
    if any((name + ".").startswith(banned + ".") for banned in NETWORK):
        return "jzdesk runs on a PC without a network and opens no connection"
    if top in HOMES and place not in HOMES[top]:
        return f"{top} is at home only in {', '.join(HOMES[top])}"
    if place == "domain" and top in MACHINE:
        return "domain is pure: values and functions, no machine"
    return ""


def declared() -> set[str]:
    """The import names of the run-time dependencies in pyproject.toml."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.match(r"[A-Za-z0-9_-]+", entry)[0].lower() for entry in table}
    renamed = {
        "pyside6-essentials": {"PySide6", "shiboken6"},
        "peewee": {"peewee", "playhouse"},
        "pynacl": {"nacl"},
        "tomli-w": {"tomli_w"},
        "pillow": {"PIL"},
        "python-stdnum": {"stdnum"},
    }
    return {module for name in names for module in renamed.get(name, {name})}


def test_every_import_follows_the_arrows() -> None:
    found = [line for source in sources("jzdesk") for line in breaches(source)]
    assert not found, "\n".join(["imports against the arrows:", *found])


def test_every_library_used_is_declared() -> None:
    known = declared() | set(sys.stdlib_module_names) | {"jzdesk"}
    found = [
        f"{source.path}:{line} imports {name}, which pyproject.toml does not declare"
        for source in sources("jzdesk")
        for line, name in imports(source)
        if name.split(".")[0] not in known
    ]
    assert not found, "\n".join(found)


def against(place: str, *code: str) -> list[str]:
    """The breaches of a made-up file of that place holding these lines."""
    return breaches(Source(f"jzdesk/{place}.py", "\n".join(code)))


@pytest.mark.parametrize(
    ("place", "code", "told"),
    [
        ("domain/a", "from jzdesk.storage import vault", "domain may import only the standard library"),
        ("domain/a", "from pathlib import Path", "domain is pure"),
        ("domain/a", "from jzdesk import paths", "domain knows no files"),
        ("domain/a", "def f():\n    import peewee", "peewee is at home only in storage"),
        ("storage/a", "from jzdesk.exports import xlsx", "storage may import only domain"),
        ("exports/a", "from ..services import cases", "exports may import only domain"),
        ("exports/__init__", "from ..services import cases", "exports may import only domain"),
        ("services/a", "from jzdesk.ui.tabs import TABS", "services may import only"),
        ("services/a", "from PySide6.QtCore import Qt", "PySide6 is at home only in ui, app, tour"),
        ("services/a", "from jzdesk.storage.models import Person", "rows stay in storage"),
        ("ui/cases/a", "from jzdesk.storage import cases", "ui may import only domain, services"),
        ("ui/cases/a", "from ...printing import render", "ui may import only domain, services"),
        ("ui/a", "if TYPE_CHECKING:\n    from jzdesk.app import main", "ui may import only"),
        ("cli", "import urllib.request", "opens no connection"),
    ],
)
def test_a_breach_is_named(place: str, code: str, told: str) -> None:
    found = against(place, code)
    assert len(found) == 1
    assert found[0].startswith(f"jzdesk/{place}.py:{len(code.splitlines())} ")
    assert told in found[0]


def test_what_follows_the_arrows_is_free() -> None:
    assert not against(
        "domain/a", "from stdnum.cn import ric", "from .errors import RuleError", "from . import dates"
    )
    assert not against(
        "storage/a", "import peewee", "from jzdesk.domain import people", "from jzdesk.paths import Paths"
    )
    assert not against(
        "services/a", "from jzdesk.storage import people", "from jzdesk.exports import month_book"
    )
    assert not against(
        "ui/a", "from PySide6.QtCore import Qt", "from jzdesk.storage.errors import StoreError"
    )
    assert not against(
        "ui/a", "from jzdesk.services import cases", "from .common import table", "import jzdesk"
    )
    assert not against(
        "app", "from jzdesk.storage.vault import Vault", "from jzdesk.ui.main_window import MainWindow"
    )
