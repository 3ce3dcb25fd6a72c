"""The log: private, rotating, without names; and no exception is lost."""

from __future__ import annotations

import logging
import stat
import sys
import threading

import pytest

from jzdesk import log


@pytest.fixture
def logged(tmp_path):
    """Starts the log and reads it."""
    path = log.start(tmp_path / "logs")
    yield path
    log.stop()


@pytest.fixture
def hooks(monkeypatch):
    """The hooks as they were, put back afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


def fail(name):
    raise ValueError(f"吴建国 {name}")


def test_private_folder_and_file(logged):
    logging.getLogger("jzdesk.storage").warning("page %d", 3)
    assert "WARNING jzdesk.storage [MainThread] page 3" in logged.read_text()
    assert stat.S_IMODE(logged.stat().st_mode) == 0o600
    assert stat.S_IMODE(logged.parent.stat().st_mode) == 0o700


def test_rotation_keeps_a_few_private_files(logged, monkeypatch):
    handler = logging.getLogger("jzdesk").handlers[0]
    monkeypatch.setattr(handler, "maxBytes", 200)
    for number in range(60):
        logging.getLogger("jzdesk").info("line %d", number)
    files = list(logged.parent.iterdir())
    assert len(files) == 6
    assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}


def test_debug_only_when_asked(tmp_path):
    path = log.start(tmp_path)
    logging.getLogger("jzdesk").debug("detail")
    assert path.read_text() == ""
    log.start(tmp_path, debug=True)
    logging.getLogger("jzdesk").debug("detail")
    logging.getLogger("peewee").debug("SELECT 吴建国")
    assert "detail" in path.read_text()
    assert "吴建国" not in path.read_text()
    log.stop()
    assert logging.getLogger("jzdesk").handlers == []


def test_an_exception_is_logged_by_kind_and_place_not_by_text(logged, hooks):
    told = []
    log.install_hooks(lambda *args: told.append(args))
    try:
        fail("口令")
    except ValueError as exc:
        sys.excepthook(type(exc), exc, exc.__traceback__)
    text = logged.read_text()
    assert "unexpected ValueError" in text
    assert "test_log.py" in text
    assert " fail" in text
    assert "吴建国" not in text
    assert told[0][0] is ValueError


def test_threads_too_but_not_their_orderly_end(logged, hooks):
    told = []
    log.install_hooks(lambda *args: told.append(args))
    for target in (lambda: fail("x"), sys.exit):
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    assert [args[0] for args in told] == [ValueError]
    assert "unexpected ValueError" in logged.read_text()


def test_a_keyboard_interrupt_is_no_crash(logged, hooks, capsys):
    log.install_hooks()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert logged.read_text() == ""
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_no_reason_not_to_start(tmp_path, capsys):
    (tmp_path / "logs").write_text("a file")
    log.start(tmp_path / "logs")
    logging.getLogger("jzdesk").error("still heard")
    assert "still heard" in capsys.readouterr().err
    log.stop()
