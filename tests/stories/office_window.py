"""The real window over a vault of the test's own, and the keys pressed in it."""

from __future__ import annotations

from keyboard import typing_is_over, write
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from revisit_county import CLERK

from jzdesk.app import SettingsKeeper, VaultProviders
from jzdesk.ui.common.jobs import Jobs
from jzdesk.ui.common.paged_tab import PagedTab
from jzdesk.ui.main_window import MainWindow

TODAY_TAB = "今日"


class OfficeWindow:
    """What every story is told with. Made by the fixture `open_office`; a kind of office adds its own moves.

    Its parts: `window`, `desk` (of whoever is logged in), `jobs`, `clock`, `keeper` of the settings, `said` (all that the
    message line was told), `crashes`, `front` (the tab or page in front), `tab` (the one the kind of office works in), `today`,
    `form` (the one open in `tab`, or None).

    Coming and going: `log_in(account, password)`, `log_out()`, `to("案件处分")`; the first and the last return the office.

    By keyboard: `key(Qt.Key…)`, `ctrl(Qt.Key…)`, `write(text)`, `choose(name)` in the list, `fill_in(field="text")` field
    by field, `save()` by Ctrl+S. By mouse: `press(button)`, `menu(button, "改期")`, `tick("field")`. `fill(field=value)`
    sets values at once. Each returns when everything it caused has happened; after other moves `wait()` or `settle()`.

    `end` closes it, and shows a bug that happened on the way.
    """

    kind = ""
    """The noun of the tab it works in; '' is whichever is in front."""

    def __init__(self, folder, *, clock, home, qtbot):
        self.qtbot, self.clock, self.said, self.crashes = qtbot, clock, [], []
        self.keeper = SettingsKeeper(home / "settings.json")
        self.keeper.change(idle_lock_minutes=0)
        self.window, self.jobs = self._made(folder)
        self.jobs.crashed.connect(self.crashes.append)
        self.jobs.message.connect(self._heard)
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def _made(self, folder):
        jobs = Jobs()
        window = MainWindow(
            providers=self._providers(folder), make_providers=self._providers, jobs=jobs, memory=self.keeper.memory()
        )
        return window, jobs

    def _providers(self, folder):
        return VaultProviders(folder, keeper=self.keeper, clock=self.clock)

    def _heard(self, _kind, text):
        self.said.append(text)

    @property
    def desk(self):
        return self.window.desk_page.desk

    @property
    def front(self):
        tab = self.window.desk_page.current_tab()
        return tab.front if isinstance(tab, PagedTab) else tab

    @property
    def tab(self):
        page = self.window.desk_page
        tab = page.tab(page._number_of(self.kind)) if self.kind else self.front
        return tab.page(tab.page_of(self.kind)) if isinstance(tab, PagedTab) else tab

    @property
    def today(self):
        return self.window.desk_page.tab(0)

    @property
    def form(self):
        return getattr(self.tab, "form", None) if self.window.desk_page is not None else None

    # -- waiting

    def wait(self):
        """Until every job has been delivered."""
        self.jobs.wait_idle(self.qtbot, timeout=60_000)

    def settle(self):
        """Until the form has also looked at what was typed."""
        typing_is_over(self.form, self.qtbot)
        self.wait()

    # -- coming and going

    def log_in(self, account=CLERK.name, password=CLERK.password):
        self.qtbot.waitUntil(lambda: self.window.login is not None and self.window.login.account.findText(account) >= 0)
        self.wait()
        self.window.login.account.setCurrentText(account)
        self.window.login.password.setFocus()
        self.write(password)
        self.key(Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.window.desk_page is not None, timeout=20_000)
        self.wait()
        return self

    def log_out(self):
        self.window.leave()
        self.qtbot.waitUntil(lambda: self.window.desk_page is None)

    def to(self, title):
        """Go to a tab by its title."""
        bar = self.window.desk_page.tab_bar
        bar.setCurrentIndex(next(n for n in range(bar.count()) if bar.tabText(n).startswith(title)))
        self.wait()
        return self

    def end(self):
        page = self.window.desk_page
        vault = page.desk.vault if page is not None else None
        if page is not None:
            page.suspend()
        self.jobs.shutdown((lambda: vault.close(back_up=False)) if vault is not None else None)
        if self.crashes:
            raise self.crashes[0]

    # -- by keyboard

    def key(self, key, held=Qt.KeyboardModifier.NoModifier):
        """A key pressed wherever the keyboard is."""
        self.qtbot.keyClick(self.window.focusWidget() or self.window, key, held)
        self.settle()

    def ctrl(self, key):
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def write(self, text):
        """Type where the keyboard is, as an input method does."""
        write(self.window.focusWidget(), text)

    def choose(self, name):
        """Filter by the name and go down into the list, as one does by keyboard."""
        self.tab.focus_filter()
        self.tab.filters.keyword.clear()
        write(self.tab.filters.keyword, name)
        self.tab.filters.changed.emit()
        self.wait()
        self.qtbot.keyClick(self.tab.filters.keyword, Qt.Key.Key_Down)
        self.wait()
        assert self.name_shown() == name

    def name_shown(self):
        """Whose record is open beside the list."""
        return self.tab.view.head.text()

    def fill_in(self, **texts):
        """Type each value into its field as a clerk does, leaving it by Enter."""
        for name, text in texts.items():
            editor = self.form.field(name).editors()[0]
            editor.setFocus()
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(next(n for n in range(editor.count()) if editor.itemText(n) == text))
            else:
                if hasattr(editor, "selectAll"):  # a box to tick has nothing to select
                    editor.selectAll()
                write(editor, text)
            self.settle()
            if isinstance(editor, QLineEdit | QComboBox):
                self.qtbot.keyClick(editor, Qt.Key.Key_Return)

    def save(self):
        """Ctrl+S in the form, which lets it go."""
        self.ctrl(Qt.Key.Key_S)
        assert self.form is None, {n: r.error.text() for n, r in self.form.rows.items() if r.has_error()}

    # -- by mouse

    def press(self, button):
        button.click()
        self.wait()

    def menu(self, button, title):
        """An entry of a menu button."""
        next(action for action in button.menu().actions() if action.text() == title).trigger()
        self.wait()

    def tick(self, *names):
        for name in names:
            self.form.field(name).box.click()

    def fill(self, **values):
        for name, value in values.items():
            self.form.field(name).set_value(value)
