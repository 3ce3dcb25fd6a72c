"""`python -m jzdesk` and the `jzdesk` command: the window without a verb, the command line with one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def window_folder(argv: list[str]) -> tuple[bool, Path | None]:
    """(is it the window, --data) for `[]`, `[--data DIR]` and `[--data=DIR]`; everything else is the command line."""
    if not argv:
        return True, None
    if len(argv) == 2 and argv[0] == "--data" and argv[1]:
        return True, Path(argv[1])
    if len(argv) == 1 and argv[0].startswith("--data=") and argv[0] != "--data=":
        return True, Path(argv[0].removeprefix("--data="))
    return False, None


def child_of(arguments: list[str]) -> Callable[[], int] | None:
    """What a process of our own does that was started with a hidden verb; of no use by hand."""
    verb = arguments[0] if len(arguments) == 1 else ""
    if verb == "render-pages":  # draws pages of PDF files
        from jzdesk.printing.page_child import main as child
    elif verb == "bind-pages":  # makes files of others fit to be bound in
        from jzdesk.printing.bind_child import main as child
    elif verb == "read-files":  # reads lists and forms others made
        from jzdesk.imports.reading_child import main as child
    elif verb == "read-tables":  # reads workbooks to be imported or merged
        from jzdesk.imports.tables_child import main as child
    elif verb == "mark-tables":  # marks cells in a copy of a workbook others made
        from jzdesk.exports.marking_child import main as child
    else:
        return None
    return child


def main(argv: list[str] | None = None) -> int:
    """Start what was asked for; the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    child = child_of(arguments)
    if child is not None:
        return child()
    is_window, folder = window_folder(arguments)
    if is_window:
        from jzdesk.app import run

        return run(folder.absolute() if folder is not None else None)
    from jzdesk.cli import main as command

    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())
