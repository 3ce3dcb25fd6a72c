"""Chinese input on Linux: which way is chosen, and our own fcitx client against a pretended fcitx."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from jzdesk.ui.input_method import fcitx
from jzdesk.ui.input_method.choice import FCITX4, FCITX5, IBUS, MODULE, PORTAL, choose, prepare

BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/none"}


class Bus:
    def __init__(self, *names):
        self._names = frozenset(names)

    def names(self):
        return self._names


@pytest.mark.parametrize(
    ("setting", "module", "names", "way"),
    [
        ("auto", "fcitx", {FCITX5, PORTAL}, "ibus"),
        ("auto", "fcitx5", {FCITX5}, "ibus"),
        ("auto", "", {FCITX5}, "ibus"),
        ("auto", "fcitx", {FCITX4, PORTAL}, "fcitx-client"),
        ("auto", "", {FCITX4}, "fcitx-client"),
        ("auto", "fcitx", {IBUS}, "ibus"),
        ("auto", "", {IBUS}, "ibus"),
        ("auto", "", set(), ""),
        ("auto", "uim", {FCITX5}, ""),
        ("ibus", "fcitx", set(), "ibus"),
        ("fcitx", "ibus", {FCITX5, PORTAL}, "fcitx-client"),
        ("fcitx", "", {IBUS}, ""),
        ("system", "fcitx", {FCITX5}, ""),
    ],
)
def test_the_way_in(setting, module, names, way):
    assert choose(setting, module, frozenset(names)) == way


def test_environment_is_set_before_qt():
    environment = {**BUS, MODULE: "fcitx"}
    assert prepare("auto", environment, lambda: Bus(FCITX5))(None) is None
    assert environment[MODULE] == "ibus"
    environment = {**BUS, MODULE: "fcitx"}
    prepare("auto", environment, lambda: Bus(FCITX4, PORTAL))
    assert environment[MODULE] == "compose"


def test_without_a_bus_nothing_happens_and_nothing_fails():
    def broken():
        raise OSError("no bus")

    for environment in ({}, dict(BUS)):
        before = dict(environment)
        assert prepare("auto", environment, broken)(None) is None
        assert environment == before


class Fcitx:
    """A pretended fcitx: takes letters, shows them as preedit, commits Chinese on space."""

    WORDS = {"nihao": "你好", "wu": "吴"}

    def __init__(self):
        self.read_end, self.write_end = os.pipe()
        self.typed, self.sent, self.queue = "", [], []
        self.deaf = self.closed = False

    def fileno(self):
        return self.read_end

    def listen(self, interface, path):
        self.sent.append(("listen", path))

    def call(self, address, method, *, signature="", body=(), timeout=1.0):
        if method == "CreateInputContext":
            return ("/context/1",)
        assert (method, signature) == ("ProcessKeyEvent", "uuubu")
        if self.deaf:
            raise TimeoutError
        symbol, _code, _state, released, _time = body
        if released:
            return (False,)
        letter = chr(symbol) if 32 <= symbol < 127 else ""
        if letter.isalpha():
            self.typed += letter
            self.queue.append(("UpdateFormattedPreedit", ([(self.typed, 0)], len(self.typed))))
            return (True,)
        if letter == " " and self.typed:
            self.queue.append(("UpdateFormattedPreedit", ([], 0)))
            self.queue.append(("CommitString", (self.WORDS[self.typed],)))
            self.typed = ""
            return (True,)
        return (False,)

    def send(self, address, method, *, signature="", body=()):
        self.sent.append((method, *body))

    def signals(self):
        found, self.queue = self.queue, []
        return found

    def close(self):
        self.closed = True
        os.close(self.read_end)
        os.close(self.write_end)


@pytest.fixture
def fake():
    return Fcitx()


@pytest.fixture
def client(qapp, fake):
    client = fcitx.start(qapp, fake)
    yield client
    client.close()


@pytest.fixture
def edit(qtbot, client):
    edit = QLineEdit()
    qtbot.addWidget(edit)
    with qtbot.waitActive(edit):
        edit.show()
        edit.activateWindow()
    edit.setFocus()
    return edit


def press(edit, symbol, text):
    """A key as the window system delivers it: to the window, with its native symbol."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, symbol, Qt.KeyboardModifier.NoModifier, 0, symbol, 0, text)
        QGuiApplication.sendEvent(edit.windowHandle(), event)


def test_pinyin_becomes_chinese(edit, fake):
    for letter in "nihao":
        press(edit, ord(letter), letter)
    assert edit.text() == ""
    press(edit, 32, " ")
    assert edit.text() == "你好"
    assert fake.sent[:2] == [("listen", "/context/1"), ("SetCapability", 0x12)]
    assert ("FocusIn",) in fake.sent
    assert any(line[0] == "SetCursorRect" for line in fake.sent)


def test_text_that_comes_by_itself_lands_too(edit, fake, qtbot):
    fake.queue.append(("CommitString", ("吴",)))
    os.write(fake.write_end, b"x")
    qtbot.waitUntil(lambda: edit.text() == "吴")
    os.read(fake.read_end, 1)


def test_passwords_are_not_composed(edit, fake):
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    assert fcitx.editor() is None
    press(edit, ord("n"), "n")
    assert fake.typed == ""


def test_a_fcitx_that_falls_silent_is_left_alone(edit, fake):
    fake.deaf = True
    for letter in "abc":
        press(edit, ord(letter), letter)
    assert fake.closed
    press(edit, ord("d"), "d")


def test_no_fcitx_no_client(qapp):
    class Dead(Fcitx):
        def call(self, *args, **kwargs):
            raise RuntimeError("no such service")

    assert fcitx.start(qapp, Dead()) is None
