"""征求意见 N 件 beside a person: shown where there are letters, and the way to them."""

from __future__ import annotations

import pytest
from enquiry_county import key_of, named, on_record, person, register
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from revisit_county import Clock, make_desk

from jzdesk.ui.common.frame import Frame
from jzdesk.ui.common.letters import LettersButton


@pytest.fixture
def desk(tmp_path):
    opened = make_desk(tmp_path / "vault", Clock())
    yield opened
    opened.vault.close(back_up=False)


@pytest.fixture
def jumps():
    return []


@pytest.fixture
def button(desk, jobs, memory, qtbot, jumps):
    frame = Frame(
        desk=desk, jobs=jobs, memory=memory, clock=desk.clock, open_record=lambda *what: jumps.append(what),
        open_form=lambda *_: None,
    )  # fmt: skip
    holder = QWidget()
    qtbot.addWidget(holder)
    made = LettersButton(frame)
    QVBoxLayout(holder).addWidget(made)
    with qtbot.waitExposed(holder):
        holder.show()
    return made


def test_nobody_asked_about_him(desk, button, jobs, qtbot):
    who = key_of(desk, on_record(desk))
    button.set_person(who)
    jobs.wait_idle(qtbot)
    assert not button.isVisible()


def test_one_letter_is_opened_of_several_one_is_chosen(desk, button, jobs, qtbot, jumps):
    who = key_of(desk, on_record(desk))
    first = register(desk, named(person()))
    button.set_person(who)
    jobs.wait_idle(qtbot)
    assert button.text() == "征求意见 1 件"
    assert "县委组织部　公组函〔2026〕12号　提拔任用　2026-11-16　尚未认定" in button.toolTip()
    button.click()
    assert jumps == [("enquiry", first)]
    second = register(desk, named(person()), letter_number="13")
    button.set_person(who)
    jobs.wait_idle(qtbot)
    assert button.text() == "征求意见 2 件"
    button.click()
    menu = button.findChild(QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert jumps[-1] == ("enquiry", second)
    button.set_person(None)
    assert not button.isVisible()
