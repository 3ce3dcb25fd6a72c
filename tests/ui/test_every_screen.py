"""Every tab, form and system page of the real window on an office screen: nothing clipped, nothing without a name."""

from __future__ import annotations

from contextlib import suppress
from shutil import copytree

import pytest
from demo_county import REVIEWER, make_county
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QWidget,
)
from ui import every_screen
from ui.conftest import NOW
from ui.every_screen import Walk, faults

from jzdesk import app
from jzdesk.paths import Paths

SCREENS = {"100 %": (1366, 740), "125 %": (1093, 560)}
PARTS = {"今日": 3, "案件处分": 20, "容错纠错": 26, "征求意见": 17, "清单版本": 9, "容错统计": 4, "回访教育": 34, "统计上报": 15, "系统": 15, "导入旧台账": 10, "汇总": 15}


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A demo county of 60 people."""
    return make_county(tmp_path_factory.mktemp("county") / "vault", people=60, months=24, seed=1)


@pytest.fixture
def window(county, tmp_path, qtbot, no_stray_windows):
    """The window over a copy of the county, logged in, in its own look; what one walk leaves behind no other meets."""
    copytree(county, tmp_path / "vault")
    made, jobs = app.make_window(tmp_path / "vault", app.SettingsKeeper(tmp_path / "settings.json"), clock=lambda: NOW)
    crashes = []
    jobs.crashed.connect(crashes.append)
    for name in app.FONT_FILES:
        QFontDatabase.addApplicationFont(str(Paths.resources() / "fonts" / name))
    font = QFont()
    font.setFamilies(app.FAMILIES)
    font.setPointSizeF(app.BODY_POINTS)
    made.setFont(font)
    made.setStyleSheet(app.style_sheet(Paths.resources()))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.login.entered.emit(REVIEWER.name, REVIEWER.password)
    qtbot.waitUntil(lambda: made.desk_page is not None, timeout=20_000)

    def wait():
        jobs.wait_idle(qtbot)
        QApplication.sendPostedEvents()  # what was shown is laid out
        jobs.wait_idle(qtbot)

    made.wait = wait
    made.wait()
    yield made
    made.desk_page.suspend()
    vault = made.desk_page.desk.vault
    jobs.shutdown(lambda: vault.close(back_up=False))
    assert crashes == []


def lasting_faults(window, qtbot):
    """What is wrong and stays so: on a busy machine the last layout may still be to come."""
    found = faults(window)
    if found:
        with suppress(qtbot.TimeoutError):
            qtbot.waitUntil(lambda: not faults(window), timeout=500)
        found = faults(window)
    return found


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_clipped_nameless_or_wider_than_its_screen(window, qtbot, part, screen):
    window.resize(*SCREENS[screen])
    qtbot.waitUntil(lambda: (window.width(), window.height()) == SCREENS[screen])
    names, found = [], {}
    for name in Walk(window, window.wait).steps(part):
        names.append(name)
        wrong = lasting_faults(window, qtbot)
        if wrong:
            found[name] = wrong
    assert found == {}
    assert len(names) >= PARTS[part], names
    assert len(names) == len(set(names))


def test_the_eye_sees_what_is_wrong(qtbot):
    """Each check finds its fault; else the walk above would prove nothing."""
    top = QWidget()
    qtbot.addWidget(top)
    row = QHBoxLayout(top)
    narrow, tall, bare = QPushButton("登记处分决定"), QLabel("应宣布于 2026-09-29，" * 6), QLineEdit()
    narrow.setFixedWidth(40)
    tall.setWordWrap(True)
    tall.setFixedSize(120, 20)
    wide = QScrollArea()
    wide.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inside = QLabel("很宽")
    inside.setFixedWidth(900)
    wide.setWidget(inside)
    wide.setFixedWidth(200)
    narrow.setToolTip("Ctrl+N")
    choice, tabs = QComboBox(), QTabBar()
    choice.addItem("不归类")
    choice.setFixedWidth(40)
    for title in ("概况", "时间线", "历史"):
        tabs.addTab(title)
    tabs.setFixedWidth(80)
    for widget in (choice, tabs):
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for widget in (narrow, tall, bare, wide, choice, tabs):
        row.addWidget(widget)
    outside = QLabel("露在外面", top)
    with qtbot.waitExposed(top):
        top.show()
    outside.setGeometry(top.width() - 10, 0, 80, 20)
    outside.show()
    assert len(every_screen.clipped(top)) == 2
    assert len(every_screen.pushed_out(top)) == 1
    assert len(every_screen.squeezed(top)) == 2
    assert len(every_screen.nameless(top)) == 1
    assert len(every_screen.sideways(top)) == 1
