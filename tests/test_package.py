"""What `pip install .` gives: the command, the program, its resources and forms, wherever it is unpacked."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tree import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as the build back end makes it; it needs no network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("jzdesk-*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked as pip would, in a folder that is not the repository."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def elsewhere(unpacked: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python run away from the repository, with the unpacked wheel found first."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=unpacked, env=environment, capture_output=True, text=True)


def test_every_resource_and_form_travels(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("resources", "forms"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert files, f"{folder} is empty"
        missing = {f"jzdesk/{path.relative_to(ROOT).as_posix()}" for path in files} - inside
        assert not missing


def test_every_module_travels_and_nothing_else(wheel: Path) -> None:
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".py")}
    here = {path.relative_to(ROOT).as_posix() for path in (ROOT / "jzdesk").rglob("*.py")}
    assert inside == here


def test_the_command_is_declared(unpacked: Path) -> None:
    declared = next(unpacked.glob("*.dist-info/entry_points.txt")).read_text(encoding="utf-8")
    assert "jzdesk = jzdesk.__main__:main" in declared


def test_the_installed_program_finds_its_own_files(unpacked: Path) -> None:
    code = "from jzdesk import paths; print(paths.resources()); print(paths.forms())"
    done = elsewhere(unpacked, "-c", code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(unpacked / "jzdesk" / name) for name in ("resources", "forms")]


def test_the_installed_command_line_answers(unpacked: Path) -> None:
    """A date needs the shipped calendar, so an answer shows that the rules are found where they now lie."""
    question = ["rules", "deadline", "--from", "2026-09-18", "--working-days", "7"]
    done = elsewhere(unpacked, "-m", "jzdesk", *question)
    assert done.returncode == 0, done.stderr
    assert "2026-09-29" in done.stdout
