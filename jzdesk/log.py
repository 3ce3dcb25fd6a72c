"""The program's log: rotating, private to the user, apart from any vault; and what happens when all else
fails.

Nothing above DEBUG may name a person: messages speak of record numbers and kinds. Tracebacks go in without
the values of variables, which Python does not print. DEBUG is off unless asked for.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any

from jzdesk.paths import private_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    Crash = Callable[[type[BaseException], BaseException, TracebackType | None], object]

FILE_NAME = "jzdesk.log"
_BYTES = 1_000_000
_KEPT = 5
_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"

_log = logging.getLogger("jzdesk")


class PrivateRotatingFile(RotatingFileHandler):
    """A rotating log file that only its user can read."""

    def _open(self) -> Any:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def start(folder: Path, *, debug: bool = False) -> Path:
    """Log to a file in the folder from now on; the file. Called again, it moves the log there.

    A folder that cannot be written is no reason not to start: the log then goes to standard error.
    """
    stop()
    path = folder / FILE_NAME
    handler: logging.Handler
    try:
        private_folder(folder)
        handler = PrivateRotatingFile(path, maxBytes=_BYTES, backupCount=_KEPT)
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    _log.addHandler(handler)
    _log.setLevel(logging.DEBUG if debug else logging.INFO)
    # peewee logs every statement with its values at DEBUG: names of people; never, even when asked for.
    logging.getLogger("peewee").setLevel(logging.WARNING)
    return path


def stop() -> None:
    """Close the log file; for tests, and for moving the log."""
    for handler in list(_log.handlers):
        _log.removeHandler(handler)
        handler.close()


def install_hooks(on_crash: Crash | None = None) -> None:
    """Log every exception nobody caught, in any thread, then tell `on_crash` (the crash dialog)."""

    def main(kind: type[BaseException], exc: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, exc, trace)
            return
        record(exc)
        if on_crash is not None:
            on_crash(kind, exc, trace)

    def thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            main(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = main
    threading.excepthook = thread


def record(exc: BaseException) -> None:
    """Log an exception: its kind and where it happened, but not its text, which may quote what was typed."""
    place = exc.__traceback__
    lines: list[str] = []
    while place is not None:
        code = place.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{place.tb_lineno} {code.co_name}")
        place = place.tb_next
    _log.error("unexpected %s at\n%s", type(exc).__qualname__, "\n".join(lines))
    _log.debug("its text: %s", exc)
