"""Processes of this very program that open files nobody vouches for: how one is started, and the fence round it.

A file made to take a reader down takes down such a process, which holds no vault, may write no file, and has little memory
and little time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def child_command(verb: str) -> list[str]:
    """This very program with a verb of its own, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, verb]
    return [sys.executable, "-P", "-m", "jzdesk", verb]


def child_environment() -> dict[str, str]:
    """The child finds the package where this process found it."""
    home = str(Path(__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": home, "PYTHONDONTWRITEBYTECODE": "1"}


def hidden_window() -> int:
    """The flag without which Windows opens a console for a child."""
    return getattr(subprocess, "CREATE_NO_WINDOW", 0)


def fence(memory: int, seconds: int, *, files: int = 0) -> None:
    """In the child: little memory (bytes), little time, no files written (or none above so many bytes, where a library cannot
    do without files of its own). Windows has only the time limit of the one who waits."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (("AS", memory), ("CPU", seconds), ("FSIZE", files), ("CORE", 0)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))
