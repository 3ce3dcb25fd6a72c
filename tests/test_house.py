"""The manners of the house: sizes, and calls we do without, each with the reason and what to do instead."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from tree import ROOT, Source, sources

FILE_LINES = 500
FUNCTION_LINES = 60
ARGUMENTS = 5

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# The clock is handed in; these files make it, or stamp log lines and test data.
CLOCK_MAKERS = ("jzdesk/app.py", "jzdesk/cli.py", "jzdesk/tour.py")
MODAL_PLACES = ("jzdesk/ui/common/ask.py", "jzdesk/app.py")
PRINTERS = ("jzdesk/cli.py",)


def name_of(node: ast.AST) -> str:
    """The dotted name of a call's target: `a.b.c`; an unnamed part becomes nothing: `f().exec` → `.exec`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


def banned_calls(source: Source) -> Iterator[str]:
    """Every banned call of a file, with its reason."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (reason := why_banned(source.path, name_of(node.func))):
            yield f"{source.path}:{node.lineno} {name_of(node.func)}(): {reason}"


def why_banned(path: str, name: str) -> str:
    """The reason why this file may not make this call, or ''."""
    last = name.rpartition(".")[2]
    if last == "processEvents":
        return "runs other slots in the middle of yours; hand long work to Jobs, wait for a signal"
    if path.startswith("tests/"):
        if last == "sleep" or name.endswith("bot.wait"):
            return "a fixed wait is too long or too short; wait for the signal or the state"
        return ""
    if name == "time.sleep" and path.startswith("jzdesk/ui/"):
        return "freezes the window"
    if last in {"exec", "exec_"} and path not in MODAL_PLACES:
        return "modal loops go through ui/common/ask.py, where tests can refuse them; menus use popup()"
    if name.endswith("QTimer.singleShot") and path.startswith("jzdesk/"):
        return "fires into widgets that may be gone; use a QTimer owned by the widget, or a signal"
    if name.endswith(("datetime.now", "datetime.today", "date.today", "datetime.utcnow")):
        return (
            "" if path in CLOCK_MAKERS or not path.startswith("jzdesk/") else "ask the clock you were handed"
        )
    if name == "print" and path.startswith("jzdesk/") and path not in PRINTERS:
        return "only the command line prints; tell the user in the message line, the engineer in the log"
    return ""


def swallowed(source: Source) -> Iterator[str]:
    """Handlers that catch every exception and neither raise, nor log, nor hand the exception on."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = {name_of(kind) for kind in ([*ast.walk(node.type)] if node.type else [])}
        if node.type is not None and not caught & {"Exception", "BaseException"}:
            continue
        inside = [inner for statement in node.body for inner in ast.walk(statement)]
        raises = any(isinstance(inner, ast.Raise) for inner in inside)
        uses = any(isinstance(inner, ast.Name) and inner.id == node.name for inner in inside)
        calls = [name_of(inner.func) for inner in inside if isinstance(inner, ast.Call)]
        logs = any(re.search(r"log\w*\.(exception|error|warning|critical)$", call) for call in calls)
        if not (raises or uses or logs):
            yield f"{source.path}:{node.lineno} a bug would vanish here; log it, raise it or pass it on"


def oversized(source: Source) -> Iterator[str]:
    """Files, functions and argument lists past their limits."""
    lines = len(source.text.splitlines())
    if lines > FILE_LINES:
        yield f"{source.path} has {lines} lines; over {FILE_LINES} it is no longer one room with one purpose"
    for node in ast.walk(source.tree):
        if not isinstance(node, FUNCTIONS):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_LINES:
            yield f"{source.path}:{node.lineno} {node.name}() has {length} lines, more than {FUNCTION_LINES}"
        positional = [a for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in {"self", "cls"}]
        if len(positional) > ARGUMENTS:
            yield f"{source.path}:{node.lineno} {node.name}() takes {len(positional)} by position; name them"


def module_state(source: Source) -> Iterator[str]:
    """State that lives in a module: an empty container waiting to be filled, or a `global`."""
    for node in source.tree.body:
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        empty = isinstance(value, (ast.List, ast.Dict)) and not ast.unparse(value).strip("[]{}")
        made = (
            isinstance(value, ast.Call) and not value.args and name_of(value.func) in {"list", "dict", "set"}
        )
        if empty or made:
            yield f"{source.path}:{node.lineno} keeps state that two vaults or two tests would share"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Global):
            yield f"{source.path}:{node.lineno} global: keep the state in an object that is handed on"


def unfinished(source: Source) -> Iterator[str]:
    """Marks of work not done, and tests that are switched off."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if re.search(r"#\s*(TODO|FIXME|XXX)\b", line):
            yield f"{source.path}:{number} a note to come back: do it now or open an issue"
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = name_of(node)
            if name == "NotImplementedError":
                yield f"{source.path}:{node.lineno} {name}: nothing is promised that does not work"
            elif name in {"pytest.mark.skip", "pytest.mark.xfail", "pytest.xfail"}:
                yield f"{source.path}:{node.lineno} {name}: a test that does not run protects nothing"


def spoken(source: Source) -> Iterator[str]:
    """Words people see that this house does not say: exclamation marks and apologies."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search(r"[\u4e00-\u9fff”）]\s*[!！]", node.value):
                yield f"{source.path}:{node.lineno} an exclamation mark: state the fact calmly"
            if re.search(r"抱歉|对不起|不好意思", node.value):
                yield f"{source.path}:{node.lineno} an apology: say what happened and what to do"


def filled_too_early(source: Source) -> Iterator[str]:
    """Layouts added to another one after they were filled: PySide 6.9.3 wraps their items and may free them twice."""
    for function in (node for node in ast.walk(source.tree) if isinstance(node, FUNCTIONS)):
        filled: set[str] = set()
        for node in in_order(function):
            if isinstance(node, ast.Assign):
                filled -= {name_of(target) for target in node.targets}
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in {"addLayout", "insertLayout"}:
                given = node.args[node.func.attr == "insertLayout"]
                helper = isinstance(given, ast.Call) and not name_of(given.func).startswith("Q")
                if helper or name_of(given) in filled:
                    yield f"{source.path}:{node.lineno} {ast.unparse(given)}: add the layout first, then fill it"
            if node.func.attr.startswith(("add", "insert")):
                filled.add(name_of(node.func.value))


def in_order(function: ast.AST) -> list[ast.AST]:
    """Its assignments and calls as they are written."""
    found = [node for node in ast.walk(function) if isinstance(node, (ast.Assign, ast.Call))]
    return sorted(found, key=lambda node: (node.end_lineno, node.end_col_offset))


def told(found: Iterator[str]) -> None:
    """Fails with every breach, one a line."""
    lines = list(found)
    assert not lines, "\n".join(lines)


def seen(source: Source) -> dict[Callable[[Source], Iterator[str]], list[str]]:
    """What every check finds in a file, which is parsed once for all of them."""
    return _seen(source.path, source.text)


@cache
def _seen(path: str, text: str) -> dict[Callable[[Source], Iterator[str]], list[str]]:
    source = Source(path, text)
    inside = path.startswith("jzdesk/")
    checks = (banned_calls, oversized, unfinished)
    ours = (swallowed, module_state, filled_too_early, spoken)
    return {check: list(check(source)) for check in (*checks, *(ours if inside else ()))}


def test_banned_calls() -> None:
    told(line for source in sources("jzdesk", "tests", "installer") for line in seen(source)[banned_calls])


def test_no_exception_vanishes() -> None:
    told(line for source in sources("jzdesk") for line in seen(source)[swallowed])


def test_sizes() -> None:
    told(line for source in sources("jzdesk", "installer", "tests") for line in seen(source)[oversized])


def test_modules_hold_no_state() -> None:
    told(line for source in sources("jzdesk") for line in seen(source)[module_state])


def test_nothing_is_left_for_later() -> None:
    told(line for source in sources("jzdesk", "installer", "tests") for line in seen(source)[unfinished])


def test_layouts_are_added_before_they_are_filled() -> None:
    told(line for source in sources("jzdesk/ui") for line in seen(source)[filled_too_early])


def test_the_program_speaks_calmly() -> None:
    told(line for source in sources("jzdesk") for line in seen(source)[spoken])


def test_packages_only_say_why_they_exist() -> None:
    """Code in `__init__` runs on every import below it, and hides where a name comes from."""
    for source in sources("jzdesk"):
        if source.path.endswith("/__init__.py"):
            rest = [ast.unparse(node) for node in source.tree.body[1:]]
            assert ast.get_docstring(source.tree), f"{source.path}: say why the package exists"
            assert not [line for line in rest if not line.startswith("__version__ = ")], source.path


def test_nothing_of_one_machine_is_committed() -> None:
    """Folders of whoever wrote it mean nothing on another machine."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:  # an unpacked archive: look at everything a reader would open
        files = [path for path in ROOT.rglob("*") if not {".venv", "out", "build"} & set(path.parts)]
    else:
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    kinds = {".py", ".toml", ".md", ".sh", ".txt", ".spec", ".desktop", ".qss", ""}
    for path in files:
        if path.suffix in kinds and path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"""(?<![\w./}])/(work|root|home)/\w""", text), path


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("jzdesk/ui/a.py", "app.processEvents()"),
        ("tests/ui/test_a.py", "qtbot.wait(100)"),
        ("tests/test_a.py", "time.sleep(1)"),
        ("jzdesk/ui/cases/form.py", "Dialog(self).exec()"),
        ("jzdesk/ui/a.py", "QTimer.singleShot(0, self.go)"),
        ("jzdesk/services/a.py", "datetime.now()"),
        ("jzdesk/domain/a.py", "datetime.date.today()"),
        ("jzdesk/ui/a.py", "print(1)"),
    ],
)
def test_a_banned_call_is_seen(path: str, code: str) -> None:
    assert len(list(banned_calls(Source(path, code)))) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("jzdesk/ui/common/ask.py", "box.exec()"),
        ("jzdesk/app.py", "datetime.now()"),
        ("jzdesk/cli.py", "print(1)"),
        ("jzdesk/storage/a.py", "query.execute()"),
        ("tests/ui/test_a.py", "qtbot.waitUntil(ready)"),
    ],
)
def test_a_free_call_is_let_be(path: str, code: str) -> None:
    assert list(banned_calls(Source(path, code))) == []


@pytest.mark.parametrize(
    ("check", "bad", "good"),
    [
        (swallowed, "try: f()\nexcept Exception: pass", "try: f()\nexcept Exception: log.exception('x')"),
        (
            swallowed,
            "try: f()\nexcept (OSError, Exception): g()",
            "try: f()\nexcept Exception as e: failed(e)",
        ),
        (swallowed, "try: f()\nexcept: pass", "try: f()\nexcept OSError: pass"),
        (oversized, "x = 1\n" * 501, "x = 1\n" * 500),
        (oversized, "def f():\n" + "    x = 1\n" * 60, "def f():\n" + "    x = 1\n" * 59),
        (oversized, "def f(a, b, c, d, e, g): 0", "def f(self, a, b, c, d, e, *, g): 0"),
        (module_state, "cache = {}", "NAMES = {1: 2}"),
        (module_state, "seen: set = set()", "seen = frozenset()"),
        (module_state, "def f():\n    global x\n    x = 1", "def f():\n    x = []"),
        (unfinished, "x = 1  # TO" + "DO later", "x = 'TODO'"),
        (unfinished, "def f():\n    raise NotImplemented" + "Error", "x = 1"),
        (
            unfinished,
            "@pytest.mark." + "skip\ndef test_a(): 0",
            "@pytest.mark.skipif(no, reason='')\ndef test_a(): 0",
        ),
        (
            filled_too_early,
            "def f(box):\n    row = QHBoxLayout()\n    row.addWidget(a)\n    box.addLayout(row)",
            "def f(box):\n    row = QHBoxLayout()\n    box.addLayout(row)\n    row.addWidget(a)",
        ),
        (
            filled_too_early,
            "def f(grid):\n    grid.insertLayout(0, self._line(item))",
            "def f(self):\n    row.addWidget(a)\n    row = QHBoxLayout()\n    self.insertLayout(0, row)",
        ),
        (spoken, "x = '保存成功！'", "x = '，。！？'"),
        (spoken, "x = f'抱歉，{a}'", "x = '已保存'"),
    ],
)
def test_a_breach_of_manners_is_seen(check, bad: str, good: str) -> None:
    assert len(list(check(Source("jzdesk/a.py", bad)))) == 1
    assert list(check(Source("jzdesk/a.py", good))) == []
