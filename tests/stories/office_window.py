"""The real window over a folder of the test's own, and the keys pressed in it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent

from jzdesk.app import SettingsKeeper, VaultProviders
from jzdesk.ui.common.jobs import Jobs
from jzdesk.ui.main_window import MainWindow


class OfficeWindow:
    """Opened as the program opens it; `end` closes it, and shows a bug that happened on the way."""

    def __init__(self, folder, *, clock, home, qtbot):
        self.qtbot, self.clock, self.said, self._crashes = qtbot, clock, [], []
        self.keeper = SettingsKeeper(home / "settings.json")
        self.keeper.change(idle_lock_minutes=0)
        self.jobs = Jobs()
        self.jobs.crashed.connect(self._crashes.append)
        self.jobs.message.connect(self._heard)
        self.window = MainWindow(
            providers=self._providers(folder), make_providers=self._providers, jobs=self.jobs,
            memory=self.keeper.memory(),
        )  # fmt: skip
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def _providers(self, folder):
        return VaultProviders(folder, keeper=self.keeper, clock=self.clock)

    def _heard(self, _kind, text):
        self.said.append(text)

    @property
    def desk(self):
        return self.window.desk_page.desk

    @property
    def front(self):
        """The tab in front."""
        return self.window.desk_page.current_tab()

    def wait(self):
        self.jobs.wait_idle(self.qtbot, timeout=60_000)

    def key(self, key, held=Qt.KeyboardModifier.NoModifier):
        """A key pressed wherever the keyboard is."""
        self.qtbot.keyClick(self.window.focusWidget() or self.window, key, held)
        self.wait()

    def ctrl(self, key):
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def write(self, text):
        """Type where the keyboard is, as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(self.window.focusWidget(), event)

    def log_in(self, account, password):
        self.qtbot.waitUntil(lambda: self.window.login is not None and self.window.login.account.findText(account) >= 0)
        self.wait()
        self.window.login.account.setCurrentText(account)
        self.window.login.password.setFocus()
        self.write(password)
        self.key(Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.window.desk_page is not None, timeout=20_000)
        self.wait()

    def end(self):
        page = self.window.desk_page
        vault = page.desk.vault if page is not None else None
        if page is not None:
            page.suspend()
        self.jobs.shutdown((lambda: vault.close(back_up=False)) if vault is not None else None)
        if self._crashes:
            raise self._crashes[0]
