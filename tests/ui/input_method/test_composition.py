"""What is composed stays where it was composed: as Qt's ibus plug-in would lose it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from ui.input_method.keyboard import give_keyboard

from jzdesk.ui.common.preedit import make_secret
from jzdesk.ui.input_method.composition import Composition


@pytest.fixture
def forgotten():
    return []


@pytest.fixture
def keeper(qapp, forgotten):
    keeper = Composition(qapp, lambda: forgotten.append(True))
    yield keeper
    keeper.close()


@pytest.fixture
def page(qtbot, keeper):
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    page.name, page.facts = QLineEdit(), QPlainTextEdit()
    layout.addWidget(page.name)
    layout.addWidget(page.facts)
    page.show()
    give_keyboard(page.name, qtbot)
    return page


def test_the_keyboard_goes_elsewhere(page, composing, forgotten):
    composing(page.name, "wu jian")
    page.facts.setFocus()
    assert (page.name.text(), forgotten) == ("wu jian", [True])
    composing(page.facts, "ni hao")
    page.name.setFocus()
    assert (page.facts.toPlainText(), page.name.text()) == ("ni hao", "wu jian")


def test_a_click_in_the_same_field(page, qtbot, composing):
    page.name.setText("人")
    page.name.setCursorPosition(1)
    composing(page.name, "wu")
    qtbot.mouseClick(page.windowHandle(), Qt.MouseButton.LeftButton, pos=page.name.geometry().center())
    assert page.name.text() == "人wu"


def test_the_page_is_hidden_by_a_lock(page, composing):
    composing(page.name, "wu")
    page.name.hide()
    assert page.name.text() == "wu"


def test_the_window_is_closed(page, composing):
    composing(page.name, "wu")
    page.windowHandle().close()
    assert page.name.text() == "wu"


def test_nothing_is_put_in_twice(page, composing, keeper, monkeypatch):
    """An input method that commits by itself when it is told to forget."""

    def commits_itself():
        event = QInputMethodEvent()
        event.setCommitString("吴")
        QCoreApplication.sendEvent(page.name, event)

    monkeypatch.setattr(keeper, "_forget", commits_itself)
    composing(page.name, "wu")
    page.facts.setFocus()
    assert page.name.text() == "吴"


def test_nothing_composed_nothing_done(page, typing, composing, forgotten):
    typing(page.name, "吴")
    composing(page.name, "w")
    composing(page.name, "")
    page.facts.setFocus()
    assert (page.name.text(), forgotten) == ("吴", [])


def test_an_editor_may_be_gone(page, composing, qtbot):
    composing(page.name, "wu")
    page.name.deleteLater()
    qtbot.waitUntil(lambda: not page.findChildren(QLineEdit))
    page.facts.setFocus()


def test_a_password_is_for_no_input_method(qtbot):
    edit = QLineEdit()
    qtbot.addWidget(edit)
    make_secret(edit)
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert not edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
