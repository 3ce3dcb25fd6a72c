"""The opened desk: top strip, tabs, message line, content, bottom line. It assembles and decides nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from jzdesk.domain.accounts import ROLE_NAMES, Role
from jzdesk.ui.common.frame import Frame
from jzdesk.ui.common.messages import BusyLine, MessageLine
from jzdesk.ui.common.restyle import restyle
from jzdesk.ui.common.tab import Tab
from jzdesk.ui.search_box import SearchBox
from jzdesk.ui.status_line import StatusLine
from jzdesk.ui.system_menu import SYSTEM_PAGES, SystemPage
from jzdesk.ui.tabs import TABS, TabEntry
from jzdesk.ui.top_strip import TopStrip
from jzdesk.ui.undo import RecordUndo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.changes import Changes
    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.jobs import Jobs, Progress
    from jzdesk.ui.common.memory import Memory
    from jzdesk.ui.provided import StatusFacts
    from jzdesk.ui.providers import Providers

STATUS_EVERY_MS = 300_000
STATUS_AFTER_MS = 400
RECKONS_ANEW = "程序或规则已更新，正在重新计算应办事项…"


class DeskPage(QWidget):
    """One log-in's work surface. `lock_wanted`, `leave_wanted`, `password_wanted` go to the main window."""

    lock_wanted = Signal()
    leave_wanted = Signal()
    password_wanted = Signal()
    restore_wanted = Signal(object)  # a backup that lies ready (`services.restoring.Prepared`)

    def __init__(
        self,
        desk: Desk,
        *,
        providers: Providers,
        jobs: Jobs,
        memory: Memory,
        tabs: Sequence[TabEntry] = TABS,
        system_pages: Sequence[SystemPage] = SYSTEM_PAGES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("deskPage")
        self.desk, self._providers, self._jobs = desk, providers, jobs
        self._entries = tuple(tabs)
        self._tabs: dict[int, Tab] = {}
        self._pages: dict[str, QWidget] = {}
        self.frame = Frame(
            desk=desk,
            jobs=jobs,
            memory=memory,
            open_record=self.open_record,
            open_form=self.open_form,
            clock=providers.clock,
            settings=providers.settings,
            keep_draft=partial(providers.keep_draft, desk),
            find_draft=partial(providers.find_draft, desk),
            restore=self.restore_wanted.emit,
        )
        self.undo = RecordUndo(partial(providers.take_back, desk), jobs, self)
        self._build(system_pages)
        self._connect()
        self._bind_keys()
        if desk.notices:
            self.messages.show_message("notice", "　".join(desk.notices))
        self.tab_bar.setCurrentIndex(0)
        self._show_tab(0)
        jobs.run_long(self._catch_up, owner=self, lane="store", busy_text="正在核对应办事项")

    def _catch_up(self, progress: Progress) -> Changes | None:
        """What fell due overnight is looked through every time; only everything anew goes on person by person."""
        return self._providers.catch_up(self.desk, lambda done, total: progress(done, total, RECKONS_ANEW))

    def _build(self, system_pages: Sequence[SystemPage]) -> None:
        desk = self.desk
        self.search = SearchBox(partial(self._providers.search, desk), self._jobs)
        role = ROLE_NAMES[Role(desk.account.role)]
        account = f"{desk.account.display_name} {role}"
        self.strip = TopStrip(desk.office.unit_name, account, self.search, demo=desk.office.demo)
        self.strip.set_account_menu(
            [
                ("修改口令", self.password_wanted.emit),
                ("锁定\tCtrl+L", self.lock_wanted.emit),
                ("", _nothing),
                ("退出登录", self.leave_wanted.emit),
            ]
        )
        self._offered = [page for page in system_pages if page.permission is None or desk.may(page.permission)]
        self.strip.set_system_menu([(page.title, partial(self.show_page, page)) for page in self._offered])
        self.tab_bar = QTabBar()
        self.tab_bar.setObjectName("mainTabs")
        self.tab_bar.setDrawBase(False)
        self.tab_bar.setExpanding(False)
        self.tab_bar.setAccessibleName("功能页")
        for number, entry in enumerate(self._entries):
            self.tab_bar.addTab(entry.title)
            self.tab_bar.setTabToolTip(number, f"Ctrl+{number + 1}")
        tab_row = QWidget()
        tab_row.setObjectName("tabRow")
        row = QHBoxLayout(tab_row)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.tab_bar)
        row.addStretch(1)
        self.messages = MessageLine()
        self.busy = BusyLine()
        self.content = QStackedWidget()
        self.content.setObjectName("content")
        self.status = StatusLine()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.strip, tab_row, self.messages, self.busy):
            layout.addWidget(widget)
        layout.addWidget(self.content, 1)
        layout.addWidget(self.status)

    def _connect(self) -> None:
        jobs = self._jobs
        jobs.message.connect(self.messages.show_message)
        jobs.busy.connect(self.busy.show_job)
        jobs.changed.connect(self._something_changed)
        self.tab_bar.currentChanged.connect(self._show_tab)
        self.tab_bar.tabBarClicked.connect(self._show_tab)
        self.search.chosen.connect(self.open_record)
        self.undo.changed.connect(self.status.set_undo)
        self.status.undo_wanted.connect(self.undo.undo)
        self.status.overdue_wanted.connect(partial(self.go_to, 0))
        self.status.month_wanted.connect(self._to_month)
        self._status_soon = QTimer(self)
        self._status_soon.setSingleShot(True)
        self._status_soon.setInterval(STATUS_AFTER_MS)
        self._status_soon.timeout.connect(self._ask_status)
        self._status_often = QTimer(self)
        self._status_often.setInterval(STATUS_EVERY_MS)
        self._status_often.timeout.connect(self._ask_status)
        self._status_often.start()
        self._status_soon.start()

    def _bind_keys(self) -> None:
        keys: list[tuple[str, Callable[[], Any]]] = [
            (f"Ctrl+{n + 1}", partial(self.go_to, n)) for n in range(len(self._entries))
        ]
        keys += [
            ("Ctrl+K", self.search.begin),
            ("Ctrl+L", self.lock_wanted.emit),
            ("Ctrl+Z", self.undo.undo),
            ("Ctrl+Y", self.undo.redo),
        ]
        hooks = {
            "Ctrl+F": "focus_filter",
            "Ctrl+N": "new_record",
            "F2": "edit_record",
            "Ctrl+S": "save_form",
            "Ctrl+P": "print_record",
            "Ctrl+E": "export_list",
            "F5": "refresh",
        }
        keys += [(key, partial(self._to_tab, hook)) for key, hook in hooks.items()]
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(slot)

    # ---- tabs

    def tab(self, number: int) -> Tab:
        """A tab, built at its first use."""
        if number not in self._tabs:
            tab = self._entries[number].make(self.frame)
            self._tabs[number] = tab
            self.content.addWidget(tab)
        return self._tabs[number]

    def current_tab(self) -> Tab | None:
        """The tab in front; None while a system page is."""
        widget = self.content.currentWidget()
        return widget if isinstance(widget, Tab) else None

    def focus_content(self) -> None:
        """The keyboard goes to the tab in front."""
        tab = self.current_tab()
        if tab is not None:
            tab.focus_content()

    def go_to(self, number: int) -> None:
        """Ctrl+1 … 6."""
        self.tab_bar.setCurrentIndex(number)
        self._show_tab(number)

    def open_record(self, kind: str, record_id: int) -> None:
        """Jump to the tab of a kind of record and show it."""
        number = self._number_of(kind)
        if number is not None:
            self.go_to(number)
            self.tab(number).open_record(kind, record_id)

    def open_form(self, kind: str, values: dict[str, object]) -> None:
        """Jump to the tab, or the system page, of a kind of record and open its form, filled as far as known."""
        number = self._number_of(kind)
        if number is not None:
            self.go_to(number)
            self.tab(number).open_form(kind, values)
        elif (page := next((page for page in self._offered if kind in page.kinds), None)) is not None:
            self.show_page(page)
            if isinstance(widget := self._pages[page.title], Tab):
                widget.open_form(kind, values)

    def may_close(self) -> bool:
        """Ask every tab; the one that is asked comes to the front."""
        for number, tab in self._tabs.items():
            self.go_to(number)
            if not tab.may_close():
                return False
        return True

    def suspend(self) -> None:
        """The vault is about to close: nothing more is asked of it."""
        self._status_soon.stop()
        self._status_often.stop()
        for tab in self._tabs.values():
            tab.suspend()

    def _number_of(self, kind: str) -> int | None:
        return next((n for n, entry in enumerate(self._entries) if kind in entry.kinds), None)

    def _show_tab(self, number: int) -> None:
        if 0 <= number < len(self._entries):
            tab = self.tab(number)
            if self.content.currentWidget() is not tab:
                self._put_in_front(tab, away=False)
                tab.focus_content()

    def _put_in_front(self, widget: QWidget, *, away: bool) -> None:
        """`away`: none of the tabs is in front, and none looks so."""
        self.messages.pass_on()
        self.content.setCurrentWidget(widget)
        self.tab_bar.setProperty("away", away)
        restyle(self.tab_bar)

    def _to_tab(self, hook: str) -> None:
        tab = self.current_tab()
        if tab is not None:
            getattr(tab, hook)()

    def _to_month(self) -> None:
        number = self._number_of("month")
        if number is not None:
            self.go_to(number)

    # ---- system pages

    def show_page(self, page: SystemPage) -> None:
        """Put a system page in front; the tabs lead back."""
        if page.title not in self._pages:
            widget = page.make(self.frame)
            self._pages[page.title] = widget
            self.content.addWidget(widget)
        self._put_in_front(self._pages[page.title], away=True)

    # ---- bottom line

    def _something_changed(self, changes: Changes) -> None:
        if changes.message:
            self.status.set_saved(self._providers.clock())
        self._status_soon.start()

    def _ask_status(self) -> None:
        self._jobs.run(partial(self._providers.status, self.desk), owner=self, done=self._show_status)

    def _show_status(self, facts: StatusFacts) -> None:
        self.status.show_facts(facts)


def _nothing() -> None:
    """The separator of a menu does nothing."""
