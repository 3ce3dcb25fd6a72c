"""The shipped rules and calendar, read once: the domain itself reads no files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from jzdesk.domain.rulebook import Rulebook
from jzdesk.domain.workdays import WorkCalendar

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@pytest.fixture(scope="session")
def tables():
    """Every shipped rule and code file, parsed, by stem."""
    paths = [*(RESOURCES / "rules").glob("*.toml"), *(RESOURCES / "codes").glob("*.toml")]
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in paths}


@pytest.fixture(scope="session")
def rulebook(tables):
    return Rulebook.from_tables(tables)


@pytest.fixture(scope="session")
def calendar_toml():
    return tomllib.loads((RESOURCES / "calendar" / "cn.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def work_calendar(calendar_toml):
    return WorkCalendar.from_table(calendar_toml)
