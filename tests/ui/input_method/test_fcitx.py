"""Chinese input on Linux: which way is chosen, and our own fcitx client against a pretended fcitx."""

from __future__ import annotations

import os
import select

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit
from ui.input_method.keyboard import give_keyboard

from jzdesk.ui.input_method import composed, fcitx
from jzdesk.ui.input_method.choice import FCITX4, FCITX5, IBUS, MODULE, PORTAL, choose, prepare
from jzdesk.ui.input_method.composition import Composition
from jzdesk.ui.input_method.fcitx import SERVICE

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
        ("auto", "fcitx", set(), "fcitx-client"),
        ("auto", "fcitx5", set(), "fcitx-client"),
        ("auto", "ibus", set(), "ibus"),
        ("auto", "xim", set(), ""),
        ("auto", "uim", {FCITX5}, ""),
        ("ibus", "fcitx", set(), "ibus"),
        ("fcitx", "ibus", {FCITX5, PORTAL}, "fcitx-client"),
        ("fcitx", "", {IBUS}, "fcitx-client"),
        ("system", "fcitx", {FCITX5}, ""),
    ],
)
def test_the_way_in(setting, module, names, way):
    assert choose(setting, module, frozenset(names)) == way


def test_environment_is_set_before_qt():
    environment = {**BUS, MODULE: "fcitx"}
    prepare("auto", environment, lambda: Bus(FCITX5))
    assert environment[MODULE] == "ibus"
    environment = {**BUS, MODULE: "fcitx"}
    prepare("auto", environment, lambda: Bus(FCITX4, PORTAL))
    assert environment[MODULE] == "compose"
    environment = {**BUS, "XMODIFIERS": "@im=fcitx"}
    prepare("auto", environment, Bus)
    assert environment[MODULE] == "compose"
    environment = {**BUS, "XMODIFIERS": "@im=none"}
    prepare("auto", environment, lambda: Bus(IBUS))
    assert environment[MODULE] == "ibus"


def test_with_ibus_compositions_are_kept(qapp):
    keeper = prepare("auto", {**BUS}, lambda: Bus(IBUS))(qapp)
    assert isinstance(keeper, Composition)
    keeper.close()


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
        self.asked = 0

    def fileno(self):
        return self.read_end

    def listen(self, interface, path):
        self.sent.append(("listen", path))

    def watch(self, service):
        self.sent.append(("watch", service))

    def call(self, address, method, *, signature="", body=(), timeout=1.0):
        if method == "CreateInputContext":
            return ("/context/1",)
        assert (method, signature) == ("ProcessKeyEvent", "uuubu")
        self.asked += 1
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
        if method == "Reset":
            self.typed = ""

    def say(self, *signal):
        """Something of its own accord."""
        self.queue.append(signal)
        os.write(self.write_end, b"x")

    def signals(self):
        found, self.queue = self.queue, []
        if select.select([self.read_end], [], [], 0)[0]:
            os.read(self.read_end, 10)
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
    return shown_edit(qtbot)


def shown_edit(qtbot):
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    give_keyboard(edit, qtbot)
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
    assert fake.sent[:3] == [("watch", SERVICE), ("listen", "/context/1"), ("SetCapability", 0x1012)]
    assert ("FocusIn",) in fake.sent
    assert any(line[0] == "SetCursorRect" for line in fake.sent)


def test_text_that_comes_by_itself_lands_too(edit, fake, qtbot):
    fake.say("CommitString", ("吴",))
    qtbot.waitUntil(lambda: edit.text() == "吴")


def test_passwords_are_not_composed(edit, fake):
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    assert fcitx.editor() is None
    press(edit, ord("n"), "n")
    assert fake.typed == ""


def test_a_fcitx_that_falls_silent_is_left_alone_until_it_comes_again(edit, fake, qtbot):
    fake.deaf = True
    for letter in "abc":
        press(edit, ord(letter), letter)
    asked = fake.asked
    press(edit, ord("d"), "d")
    assert fake.asked == asked
    fake.deaf = False
    edit.clear()
    fake.say("NameOwnerChanged", (SERVICE, "", ":1.9"))
    qtbot.waitUntil(lambda: fake.queue == [])
    for letter in "wu ":
        press(edit, ord(letter), letter)
    assert edit.text() == "吴"


def test_a_fcitx_that_dies_leaves_what_it_composed(edit, fake, qtbot):
    press(edit, ord("w"), "w")
    fake.say("NameOwnerChanged", (SERVICE, ":1.9", ""))
    qtbot.waitUntil(lambda: edit.text() == "w")
    asked = fake.asked
    press(edit, ord("d"), "d")
    assert fake.asked == asked


def test_fcitx_may_come_later(qapp, fake, qtbot, monkeypatch):
    def not_there(*args, **kwargs):
        raise RuntimeError("no such service")

    with monkeypatch.context() as patch:
        patch.setattr(fake, "call", not_there)
        client = fcitx.start(qapp, fake)
    edit = shown_edit(qtbot)
    press(edit, ord("w"), "w")
    assert fake.asked == 0
    fake.say("NameOwnerChanged", (SERVICE, "", ":1.9"))
    qtbot.waitUntil(lambda: ("FocusIn",) in fake.sent)
    press(edit, ord("w"), "w")
    assert fake.typed == "w"
    client.close()
    assert fake.closed


def test_no_bus_no_client(qapp, fake):
    def broken(service):
        raise OSError("no bus")

    fake.watch = broken
    assert fcitx.start(qapp, fake) is None


def test_a_composition_stays_in_its_own_field(edit, fake, qtbot):
    other = QLineEdit(edit)
    other.show()
    for letter in "ni":
        press(edit, ord(letter), letter)
    assert edit.text() == ""
    fake.sent.clear()
    other.setFocus()
    assert (edit.text(), other.text()) == ("ni", "")
    assert [line[0] for line in fake.sent if line[0] != "SetCursorRect"] == ["Reset", "FocusOut", "FocusIn"]
    press(edit, ord("w"), "w")
    press(edit, ord("u"), "u")
    press(edit, 32, " ")
    assert (edit.text(), other.text()) == ("ni", "吴")


def test_the_caret_stands_where_fcitx_says(qapp):
    event = composed.composing([("中国", 0x10), ("ren", 0)], 6)
    assert event.preeditString() == "中国ren"
    places = [(mark.start, mark.length) for mark in event.attributes()]
    assert places == [(0, 2), (2, 3), (2, 1)]
    assert composed.composing([("㛃𬱖", 0)], -1).attributes()[-1].length == 0
    assert composed.composing([], 0).preeditString() == ""
