"""A tab of several pages, each a tab of its own with its own keys; only the one in front is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from PySide6.QtWidgets import QStackedWidget

from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.tab import Tab

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.ui.common.frame import Frame


class Page(Protocol):
    """What is known of a page before it is made."""

    @property
    def title(self) -> str: ...

    @property
    def kinds(self) -> tuple[str, ...]: ...

    def make(self, frame: Frame) -> Tab: ...


class PagedTab(Tab):
    """A subclass gives `pages` and the name of their switch. A page is made when it first comes to the front."""

    pages: ClassVar[Sequence[Page]] = ()
    switch_name: ClassVar[str] = "页面"

    def build(self) -> None:
        self._made: dict[int, Tab] = {}
        self.switch = PageSwitch([page.title for page in self.pages], self.switch_name)
        self.stack = QStackedWidget()
        layout = tight_column(self)
        add_row(layout, self.switch, None, margins=(12, 4, 12, 0))
        layout.addWidget(self.stack, 1)
        self._show(0)

    def connect_signals(self) -> None:
        self.switch.currentChanged.connect(self._show)

    # ---- pages

    @property
    def front(self) -> Tab:
        """The page in front."""
        return self.page(self.switch.currentIndex())

    def page(self, number: int) -> Tab:
        """A page, made at its first use."""
        if number not in self._made:
            page = self.pages[number].make(self.frame)
            self._made[number] = page
            self.stack.addWidget(page)
        return self._made[number]

    def show_page(self, number: int) -> Tab:
        """Bring a page to the front, with the keyboard on it."""
        self.switch.setCurrentIndex(number)
        page = self.page(number)
        if self.isVisible():
            page.focus_content()
        return page

    def page_of(self, kind: str) -> int | None:
        """Which page shows records of a kind."""
        return next((number for number, page in enumerate(self.pages) if kind in page.kinds), None)

    def _show(self, number: int) -> None:
        """The keyboard goes along, unless the user is on his way through the switch."""
        page = self.page(number)
        self.stack.setCurrentWidget(page)
        if self.isVisible() and not self.switch.hasFocus():
            page.focus_content()

    # ---- hooks: the page in front is meant

    def new_record(self) -> None:
        self.front.new_record()

    def edit_record(self) -> None:
        self.front.edit_record()

    def delete_record(self) -> None:
        self.front.delete_record()

    def print_record(self) -> None:
        self.front.print_record()

    def export_list(self) -> None:
        self.front.export_list()

    def focus_filter(self) -> None:
        self.front.focus_filter()

    def focus_content(self) -> None:
        self.front.focus_content()

    def save_form(self) -> None:
        self.front.save_form()

    def refresh(self) -> None:
        self.front.refresh()

    def open_record(self, kind: str, record_id: int) -> None:
        number = self.page_of(kind)
        if number is not None:
            self.show_page(number).open_record(kind, record_id)

    def open_form(self, kind: str, values: Mapping[str, object]) -> None:
        number = self.page_of(kind)
        if number is not None:
            self.show_page(number).open_form(kind, values)

    def may_close(self) -> bool:
        """Every page is asked; the one that asks back comes to the front."""
        for number in sorted(self._made):
            self.show_page(number)
            if not self._made[number].may_close():
                return False
        return True

    def suspend(self) -> None:
        for page in self._made.values():
            page.suspend()
