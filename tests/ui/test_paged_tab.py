"""A tab of pages: made when first shown, and only the one in front hears the keys."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from jzdesk.ui.common.frame import Frame
from jzdesk.ui.common.paged_tab import PagedTab
from jzdesk.ui.common.tab import Tab
from jzdesk.ui.tabs import TABS, TabEntry
from jzdesk.ui.tolerance.pages import TolerancePages

HOOKS = (
    "new_record", "edit_record", "delete_record", "print_record", "export_list", "focus_filter", "save_form", "refresh",
)  # fmt: skip


class Page(Tab):
    may_leave = True

    def build(self):
        self.heard = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def open_record(self, kind, record_id):
        self.heard.append(("record", kind, record_id))

    def open_form(self, kind, values):
        self.heard.append(("form", kind, values))

    def may_close(self):
        return self.may_leave

    def suspend(self):
        self.heard.append("suspend")


def _hear(name):
    return lambda page: page.heard.append(name)


for hook in HOOKS:
    setattr(Page, hook, _hear(hook))


class Pages(PagedTab):
    pages = (
        TabEntry("甲", __name__, "Page", ("a",)), TabEntry("乙", __name__, "Page", ("b",)), TabEntry("丙", __name__, "Page"),
    )  # fmt: skip


@pytest.fixture
def tab(jobs, memory, qtbot):
    frame = Frame(
        desk=SimpleNamespace(), jobs=jobs, memory=memory, clock=lambda: datetime(2026, 11, 22),
        open_record=lambda *_: None, open_form=lambda *_: None,
    )  # fmt: skip
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Pages(frame)
    window.setCentralWidget(made)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return made


def test_a_page_is_made_when_it_first_comes_to_the_front(tab):
    assert tab.stack.count() == 1
    tab.switch.setCurrentIndex(2)
    assert tab.stack.count() == 2
    assert tab.stack.currentWidget() is tab.page(2) is tab.front


@pytest.mark.parametrize("hook", HOOKS)
def test_the_page_in_front_hears_the_keys(tab, hook):
    tab.show_page(1)
    tab.page(0).heard.clear(), tab.page(1).heard.clear()
    getattr(tab, hook)()
    assert (tab.page(0).heard, tab.page(1).heard) == ([], [hook])


def test_a_record_and_a_form_bring_their_page_to_the_front(tab):
    tab.open_record("b", 7)
    assert tab.front is tab.page(1)
    tab.open_form("a", {"x": 1})
    assert tab.front is tab.page(0)
    assert ("record", "b", 7) in tab.page(1).heard
    assert ("form", "a", {"x": 1}) in tab.page(0).heard
    tab.open_record("unknown", 1)
    assert tab.front is tab.page(0)


def test_a_page_with_unsaved_words_comes_to_the_front_and_stays(tab):
    tab.page(1).may_leave = False
    tab.show_page(2)
    assert not tab.may_close()
    assert tab.front is tab.page(1)
    tab.page(1).may_leave = True
    assert tab.may_close()
    tab.suspend()
    assert all("suspend" in tab.page(n).heard for n in range(3))


def test_the_keyboard_goes_to_the_page_but_not_away_from_the_switch(tab, qtbot):
    tab.show_page(1)
    assert tab.page(1).hasFocus()
    tab.switch.setFocus()
    qtbot.keyClick(tab.switch, Qt.Key.Key_Right)
    assert tab.front is tab.page(2)
    assert tab.switch.hasFocus()


def test_the_tab_of_the_window_opens_every_kind_its_pages_open():
    entry = next(entry for entry in TABS if entry.title == TolerancePages.title)
    assert entry.kinds == TolerancePages.kinds
    assert {kind for page in TolerancePages.pages for kind in page.kinds} <= set(entry.kinds)
