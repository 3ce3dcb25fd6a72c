"""The one window: first run, log-in, the desk, the lock. It assembles; services and pages decide."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget
from shiboken6 import isValid

from jzdesk.ui.login import LoginPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QShowEvent

    from jzdesk.services.desk import Desk
    from jzdesk.services.restoring import Prepared
    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory
    from jzdesk.ui.desk_page import DeskPage
    from jzdesk.ui.idle_lock import IdleLock
    from jzdesk.ui.providers import Providers

SIZE = (1366, 740)
LEAST = (1024, 520)
"""An office screen at 125 % leaves 1,093 × 560 beside the task bar."""
AFTER_PAINT_MS = 30


class MainWindow(QMainWindow):
    """Pages lie on a stack: the log-in (also as the lock) or the first run, and the desk."""

    def __init__(
        self,
        *,
        providers: Providers,
        make_providers: Callable[[Path], Providers],
        jobs: Jobs,
        memory: Memory,
        settle: Callable[[], Path | None] | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("执纪台账")
        self._providers, self._make_providers = providers, make_providers
        self.jobs, self.memory = jobs, memory
        self._settle = settle
        self._log_file: Path | None = None
        self.desk_page: DeskPage | None = None
        self.login: LoginPage | None = None
        self.first_run: QWidget | None = None
        self._idle: IdleLock | None = None
        self._closing = False
        self._was_at: QWidget | None = None
        self._stack = QStackedWidget()
        self._stack.setObjectName("windowPages")
        self.setCentralWidget(self._stack)
        self.setMinimumSize(*LEAST)
        self._restore_place()
        self._after_paint = QTimer(self)
        self._after_paint.setSingleShot(True)
        self._after_paint.setInterval(AFTER_PAINT_MS)
        self._after_paint.timeout.connect(self._get_ready)
        jobs.crashed.connect(self.show_crash)
        self.begin()

    # ---- which page

    def begin(self) -> None:
        """The log-in page, or the first-run page when there is no vault yet."""
        if self._providers.has_vault():
            self._show_login()
        else:
            self._show_first_run()

    def _show_login(self) -> None:
        page = LoginPage(self._providers.folder, unit_name=str(self.memory.get("unit_name", "")))
        page.entered.connect(self._enter)
        page.recovered.connect(self._recover)
        page.folder_wanted.connect(self._choose_folder)
        page.restore_wanted.connect(self._restore_at_login)
        last = self.memory.get("last_account", "")
        if last:
            page.set_accounts([str(last)], str(last))
        self.login = page
        self._show(page)
        if self.isVisible():
            self._after_paint.start()

    def _show_first_run(self) -> None:
        from jzdesk.ui.first_run import FirstRun

        page = FirstRun(
            self._providers.folder,
            jobs=self.jobs,
            clock=self._providers.clock,
            choose_folder=self._choose_folder,
            restore=self._restore_at_login,
        )
        page.finished.connect(self._opened)
        self.first_run = page
        self._show(page)

    def _show(self, page: QWidget) -> None:
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _drop(self, page: QWidget | None) -> None:
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._after_paint.start()

    def _get_ready(self) -> None:
        if self._settle is not None:
            self._log_file, self._settle = self._settle(), None
        if self.login is None or self.desk_page is not None:
            return
        names = partial(self.jobs.run, self._providers.account_names, owner=self.login)
        names(done=self._accounts_read, failed=self._login_refused, faults_too=True)
        self.jobs.run(self._providers.warm_up, owner=self.login)

    def _accounts_read(self, names: Any) -> None:
        if self.login is not None:
            self.login.set_accounts(list(names), str(self.memory.get("last_account", "")))

    # ---- log-in

    def _enter(self, account: str, password: str) -> None:
        if self.desk_page is not None:
            work = partial(self._providers.check_password, self.desk_page.desk, password)
            self._try_login(work, self._unlocked)
        else:
            self._try_login(partial(self._providers.open_desk, account, password), self._opened)

    def _recover(self, account: str, key: str, new_password: str) -> None:
        self._try_login(partial(self._providers.recover, account, key, new_password), self._opened)

    def _try_login(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        page = self.login
        if page is None:
            return
        page.set_busy(on=True)
        self.jobs.run(
            work,
            owner=page,
            done=done,
            failed=self._login_refused,
            faults_too=True,
            after=partial(page.set_busy, on=False),
        )

    def _login_refused(self, _field: str, text: str) -> bool:
        if self.login is not None:
            self.login.show_message(text)
        return True

    def _opened(self, desk: Desk) -> None:
        from jzdesk.ui.desk_page import DeskPage
        from jzdesk.ui.idle_lock import IdleLock

        self.memory.put("last_account", desk.account.name)
        self.memory.put("unit_name", desk.office.unit_name)
        self._keep_folder(desk.paths.data)
        page = DeskPage(desk, providers=self._providers, jobs=self.jobs, memory=self.memory)
        page.lock_wanted.connect(self.lock)
        page.leave_wanted.connect(self.leave)
        page.password_wanted.connect(self._change_password)
        page.restore_wanted.connect(self._restore)
        self.desk_page = page
        self._show(page)
        page.focus_content()
        for old in (self.login, self.first_run):
            self._drop(old)
        self.login = self.first_run = None
        self.setWindowTitle(f"{desk.office.unit_name} · 执纪台账")
        self._idle = IdleLock(self._providers.clock, self._providers.idle_minutes, self)
        self._idle.timed_out.connect(self.lock)
        self._idle.start()
        if desk.account.must_change:
            self._change_password()

    def _keep_folder(self, folder: Path) -> None:
        """A first run may have made the vault elsewhere; the folder opened last is offered the next time."""
        if folder != self._providers.folder:
            self._providers = self._make_providers(folder)
        settings = self._providers.settings
        if settings.current.last_folder != str(folder):
            with suppress(OSError):
                settings.change(last_folder=str(folder))

    def _choose_folder(self) -> None:
        from jzdesk.ui.common import ask

        folder = ask.choose_folder(self, "打开数据文件夹", folder=str(self._providers.folder))
        if folder is not None:
            self._providers = self._make_providers(folder)
            for old in (self.login, self.first_run):
                self._drop(old)
            self.login = self.first_run = None
            self.begin()

    # ---- lock, leave, close

    def lock(self) -> None:
        """Hide the desk behind the password; what is typed stays as it is."""
        if self.desk_page is None or self.login is not None:
            return
        desk = self.desk_page.desk
        self._was_at = QApplication.focusWidget()
        page = LoginPage(self._providers.folder, unit_name=desk.office.unit_name)
        page.set_locked(desk.account.name)
        page.entered.connect(self._enter)
        page.leave_wanted.connect(self.leave)
        self.login = page
        self._show(page)
        page.password.setFocus()

    def _unlocked(self, _nothing: Any) -> None:
        self._drop(self.login)
        self.login = None
        if self.desk_page is not None:
            self._show(self.desk_page)
            self._go_on()
        if self._idle is not None:
            self._idle.touch()

    def _go_on(self) -> None:
        """The keyboard is where it was when the desk was locked."""
        place, self._was_at = self._was_at, None
        if place is not None and isValid(place) and place.isVisible():
            place.setFocus()
        elif self.desk_page is not None:
            self.desk_page.focus_content()

    def leave(self) -> None:
        """Log out: close the vault (it backs itself up) and go back to the log-in page."""
        if self.desk_page is not None and (self.login is not None or self.desk_page.may_close()):
            self._close_desk(self._left)

    def _restore(self, prepared: Prepared) -> None:
        """Close the desk, put the backup in the vault's place, and begin again."""
        if self.desk_page is not None and self.desk_page.may_close():
            self._close_desk(partial(self._put_back, prepared))

    def _put_back(self, prepared: Prepared) -> None:
        self._left()
        self.jobs.run(
            partial(self._providers.restore_prepared, prepared), owner=self, done=self._restored,
            failed=self._login_refused, faults_too=True, busy_text="正在恢复备份",
        )  # fmt: skip

    def _restored(self, said: str) -> None:
        """A fresh log-in page: the accounts are those of the backup."""
        for old in (self.login, self.first_run):
            self._drop(old)
        self.login = self.first_run = None
        self.begin()
        if self.login is not None:
            self.login.show_done(said)

    def _restore_at_login(self) -> None:
        from jzdesk.ui.common import ask
        from jzdesk.ui.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._providers, self.jobs, self)
        if ask.run_dialog(dialog):
            self._restored(dialog.said)

    def _left(self) -> None:
        self._end_desk()
        self._drop(self.login)
        self.login = None
        self.setWindowTitle("执纪台账")
        self.begin()

    def _close_desk(self, then: Callable[[], None]) -> None:
        page = self.desk_page
        if page is None:
            then()
            return
        self._stack.setEnabled(False)
        page.suspend()
        self.jobs.dismiss(page)
        self.jobs.run(
            page.desk.close,
            owner=self,
            done=partial(_call, then),
            failed=partial(self._close_failed, then),
            faults_too=True,
            busy_text="正在备份并关闭",
            after=partial(self._stack.setEnabled, True),
        )

    def _close_failed(self, then: Callable[[], None], _field: str, text: str) -> bool:
        from jzdesk.ui.common import ask

        ask.tell(self, "关闭时没有备份成功", text)
        then()
        return True

    def _end_desk(self) -> None:
        if self._idle is not None:
            self._idle.stop()
            self._idle.deleteLater()
            self._idle = None
        self._drop(self.desk_page)
        self.desk_page = None

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.desk_page is None:
            self._remember_place()
            self.memory.save()
            super().closeEvent(event)
            return
        event.ignore()
        if not self._closing and (self.login is not None or self.desk_page.may_close()):
            self._closing = True
            self._close_desk(self._close_now)

    def _close_now(self) -> None:
        self._end_desk()
        self.close()

    # ---- small things

    def _change_password(self) -> None:
        if self.desk_page is None:
            return
        from jzdesk.ui.common import ask
        from jzdesk.ui.password_dialog import PasswordDialog

        change = partial(self._providers.change_password, self.desk_page.desk)
        ask.run_dialog(PasswordDialog(change, self.jobs, self))

    def show_crash(self, error: BaseException) -> None:
        """A bug: say so, keep working."""
        from jzdesk.ui.crash_dialog import CrashDialog

        dialog = CrashDialog(error, self._log_file, self)
        dialog.show()

    def _restore_place(self) -> None:
        self.resize(*SIZE)
        kept = self.memory.get("window", "")
        if isinstance(kept, str) and kept:
            from PySide6.QtCore import QByteArray

            self.restoreGeometry(QByteArray.fromBase64(QByteArray(kept.encode("ascii"))))

    def show_in_place(self) -> None:
        """Where it was left; the first time over the whole of a screen that has no more room than it needs."""
        room = self.screen().availableGeometry()
        small = room.width() <= SIZE[0] or room.height() <= SIZE[1]
        if small and not self.memory.get("window", ""):
            self.showMaximized()
        else:
            self.show()

    def _remember_place(self) -> None:
        self.memory.put("window", bytes(self.saveGeometry().toBase64().data()).decode("ascii"))


def _call(then: Callable[[], None], _result: object) -> None:
    then()
