"""The only wiring: paths → log → settings → Qt → jobs → window. Slow imports wait until something is on screen."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from jzdesk import settings
from jzdesk.paths import Paths, default_data, private_folder, replace_file
from jzdesk.ui.common.give_back import give_back
from jzdesk.ui.common.jobs import Jobs
from jzdesk.ui.common.memory import Memory
from jzdesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jzdesk.domain.changes import Changes
    from jzdesk.services.desk import Desk
    from jzdesk.services.drafts import Draft
    from jzdesk.services.restoring import Prepared
    from jzdesk.ui.common.frame import SettingsAccess
    from jzdesk.ui.provided import FoundGroup, StatusFacts

FAMILIES = ["Noto Sans SC", "Jzdesk Rare"]
FONT_FILES = ("NotoSansSC-Regular.ttf", "jzdesk-rare.ttf")
BODY_POINTS = 10.5


def now() -> datetime:
    """The one clock of the window."""
    return datetime.now().replace(microsecond=0)  # noqa: DTZ005 - times are naive and local by design


def run(data: Path | None) -> int:
    """Open the window on a vault folder; the exit status of the event loop."""
    keeper = SettingsKeeper(Paths.settings_file())
    start_input_method = _choose_input_method(keeper.current.input_method)
    app = make_application(keeper.current.text_size)
    client = start_input_method(app)
    window, jobs = make_window(_folder(data, keeper.current), keeper)
    window.show_in_place()
    status = stay(app)
    jobs.shutdown()
    if client is not None:
        client.close()
    return status


def stay(app: QApplication) -> int:
    """The event loop until the last window is closed; its exit status."""
    return app.exec()


def _folder(data: Path | None, values: settings.Settings) -> Path:
    from pathlib import Path

    if data is not None:
        return data
    last = Path(values.last_folder) if values.last_folder else None
    return last if last is not None and last.is_dir() else default_data()


def _choose_input_method(setting: str) -> Callable[[QApplication], Any]:
    """Before QApplication on Linux: see `ui/input_method`. Elsewhere nothing."""
    if not sys.platform.startswith("linux"):
        return _no_client
    from jzdesk.ui.input_method.choice import prepare

    return prepare(setting, os.environ)


def _no_client(_app: QApplication) -> None:
    return None


def make_application(text_size: int = 0) -> QApplication:
    """Fusion, Chinese, our own fonts and style. `text_size` in points, 0 for the usual one."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("jzdesk")
    app.setApplicationDisplayName("执纪台账")
    app.setStyle("Fusion")
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    resources = Paths.resources()
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources / "fonts" / name))
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPointSizeF(BODY_POINTS + (text_size - 10 if text_size else 0))
    app.setFont(font)
    app.setStyleSheet(style_sheet(resources, font.pointSizeF()))
    return app


def style_sheet(resources: Path, points: float = BODY_POINTS) -> str:
    """style.qss with its icons' place and the text sizes of the scale put in."""
    text = (resources / "style.qss").read_text(encoding="utf-8")
    step = points - BODY_POINTS
    sizes = {"@secondary": 9.5, "@body": 10.5, "@section": 12, "@title": 15}
    for name, size in sizes.items():
        text = text.replace(name, f"{size + step:g}pt")
    return text.replace("@icons", (resources / "icons").as_posix())


def make_window(
    folder: Path, keeper: SettingsKeeper, *, clock: Callable[[], datetime] = now
) -> tuple[MainWindow, Jobs]:
    """The window and its lanes, not shown yet."""
    jobs = Jobs()
    memory = keeper.memory()
    make = partial(VaultProviders, keeper=keeper, clock=clock)
    jobs.idle.connect(give_back)
    window = MainWindow(
        providers=make(folder),
        make_providers=make,
        jobs=jobs,
        memory=memory,
        settle=partial(_settle, jobs),
    )
    return window, jobs


def _settle(jobs: Jobs) -> Path:
    """What can wait until the window is up: the icon, the log file, hooks for what nobody caught."""
    from PySide6.QtGui import QIcon

    from jzdesk import log

    QApplication.setWindowIcon(QIcon(str(Paths.resources() / "icons" / "jzdesk.png")))
    file = log.start(Paths.logs())
    log.install_hooks(lambda _kind, error, _trace: jobs.crashed.emit(error))
    return file


class SettingsKeeper:
    """The settings of this PC's user and the file they lie in."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.current = settings.load(file)

    def change(self, **values: Any) -> None:
        """Change settings of choice and save them. RuleError for a bad value, OSError if it cannot be saved."""
        self.current = self.current.changed(**values)
        settings.save(self._file, self.current)

    def memory(self) -> Memory:
        """What the window remembers by itself, in a file of its own beside the settings."""
        file = self._file.with_name("window.json")
        try:
            values = json.loads(file.read_bytes())
        except (OSError, ValueError):
            values = {}
        return Memory(values if isinstance(values, dict) else {}, partial(_write_json, file))


def _write_json(file: Path, values: dict[str, Any]) -> None:
    private_folder(file.parent)
    replace_file(file, json.dumps(values, ensure_ascii=False, indent=1).encode())


class VaultProviders:
    """What the window may ask about one vault folder; services are imported when first asked."""

    def __init__(self, folder: Path, *, keeper: SettingsKeeper, clock: Callable[[], datetime]) -> None:
        self.folder, self.clock = folder, clock
        self.settings: SettingsAccess = keeper
        self._paths = Paths(folder)

    def has_vault(self) -> bool:
        """As `Vault.exists`, without importing the vault before the window is up."""
        paths = self._paths
        keys = paths.keys.exists() or paths.keys_copy.exists()
        return paths.database.exists() or (keys and not paths.unfinished.exists())

    def idle_minutes(self) -> int:
        return self.settings.current.idle_lock_minutes

    def warm_up(self) -> None:
        from jzdesk.storage.one_sqlite import use_one_sqlite

        use_one_sqlite()
        from jzdesk.services import desk
        from jzdesk.ui import desk_page

        del desk, desk_page

    def account_names(self) -> Sequence[str]:
        from jzdesk.storage.one_sqlite import use_one_sqlite

        use_one_sqlite()
        from jzdesk.storage.vault import Vault

        return Vault.account_names(self.folder)

    def open_desk(self, account: str, password: str) -> Desk:
        from jzdesk.services.desk import open_desk

        return open_desk(self._paths, account=account, password=password, clock=self.clock)

    def catch_up(self, desk: Desk, progress: Callable[[int, int], None]) -> Changes | None:
        from jzdesk.services.duties import catch_up

        return catch_up(desk, progress)

    def recover(self, account: str, key: str, new_password: str) -> Desk:
        from jzdesk.services.desk import open_desk_with_recovery

        return open_desk_with_recovery(
            self._paths, account=account, recovery_key=key, new_password=new_password, clock=self.clock
        )

    def backup_folder(self) -> Path:
        return self._paths.backups

    def backup_accounts(self, path: Path) -> Sequence[str]:
        from jzdesk.services.restoring import accounts_of, backup_at

        return accounts_of(backup_at(path))

    def restore_at_login(self, path: Path, account: str, password: str) -> str:
        from jzdesk.services.restoring import backup_at, restore_at_login

        made = backup_at(path)
        return restore_at_login(self._paths, made, account=account, password=password, clock=self.clock).message

    def restore_prepared(self, prepared: Prepared) -> str:
        from jzdesk.services.restoring import restore_prepared

        return restore_prepared(self._paths, prepared, clock=self.clock).message

    def check_password(self, desk: Desk, password: str) -> None:
        from jzdesk.services.desk import unlock_desk

        unlock_desk(desk, password)

    def change_password(self, desk: Desk, old: str, new: str) -> Changes:
        from jzdesk.services.accounts import change_own_password

        return change_own_password(desk, old, new)

    def status(self, desk: Desk) -> StatusFacts:
        from jzdesk.ui.facts_line import status_of

        return status_of(desk)

    def search(self, desk: Desk, text: str) -> Sequence[FoundGroup]:
        from jzdesk.services.search import search
        from jzdesk.ui.provided import Found, FoundGroup

        return [
            FoundGroup(
                title=group.title,
                items=[
                    Found(kind=hit.kind, id=hit.id, text=hit.title, detail=hit.detail) for hit in group.hits
                ],
            )
            for group in search(desk, text)
        ]

    def take_back(self, desk: Desk, seq: int) -> Changes:
        from jzdesk.services.history import take_back

        return take_back(desk, seq)

    def keep_draft(self, desk: Desk, form: str, record_id: int, content: dict[str, Any] | None) -> None:
        from jzdesk.services import drafts

        if content is None:
            drafts.drop_draft(desk, form)
        else:
            drafts.keep_draft(desk, form, content, record_id=record_id)

    def find_draft(self, desk: Desk, form: str) -> Draft | None:
        from jzdesk.services.drafts import find_draft

        return find_draft(desk, form)
