"""The skeleton of every tab: built once, connected once, reloaded when what it watches was touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtWidgets import QWidget

from jzdesk.domain.changes import Changes, Touched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QShowEvent

    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.common.jobs import Job, Progress

R = TypeVar("R")


class Tab(QWidget):
    """A subclass gives `title`, `watches`, `kinds` and the methods build, connect_signals, reload; then slots.

    The main window binds Ctrl+N, F2, Delete, Ctrl+P, Ctrl+E, Ctrl+F, Ctrl+S and F5 to the hooks of the tab in
    front.
    """

    title: ClassVar[str] = ""
    #: reload when a service touched one of these
    watches: ClassVar[Touched] = Touched.NOTHING
    #: the kinds of record `open_record` can show here, such as ('case',)
    kinds: ClassVar[tuple[str, ...]] = ()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame = frame
        self.desk, self.jobs = frame.desk, frame.jobs
        self._stale = True
        self.build()
        self.connect_signals()
        frame.jobs.changed.connect(self._something_changed)

    # ---- the three methods

    def build(self) -> None:
        """Widgets and layout only."""

    def connect_signals(self) -> None:
        """All connections, to methods (a lambda would hold the widget)."""

    def reload(self) -> None:
        """Ask the service again and show the answer, keeping selection and place."""

    # ---- hooks for keys, menus, search and the 今日 board

    def new_record(self) -> None:
        """Ctrl+N."""

    def edit_record(self) -> None:
        """F2."""

    def delete_record(self) -> None:
        """Delete: to the recycle bin."""

    def print_record(self) -> None:
        """Ctrl+P."""

    def export_list(self) -> None:
        """Ctrl+E."""

    def focus_filter(self) -> None:
        """Ctrl+F."""

    def focus_content(self) -> None:
        """The tab came to the front: the keyboard goes to its main part."""
        self.setFocus()

    def save_form(self) -> None:
        """Ctrl+S."""

    def open_record(self, kind: str, record_id: int) -> None:
        """Show one record, wherever the user was."""

    def open_form(self, kind: str, values: Mapping[str, object]) -> None:
        """Open the form of a kind, filled with what is known (the 今日 board calls this)."""

    def may_close(self) -> bool:
        """Asked before log-out and exit; False keeps the window open."""
        return True

    def suspend(self) -> None:
        """The vault is about to close: start nothing more."""

    # ---- running services

    def run(
        self,
        fn: Callable[[], R],
        *,
        done: Callable[[R], None] | None = None,
        form: RecordForm | None = None,
        failed: Callable[[str, str], bool | None] | None = None,
        busy_text: str = "",
    ) -> Job:
        """Run a service on the store lane. With `form`, a refusal is shown at its field."""
        told = failed if failed is not None else (form_refusal(form) if form is not None else None)
        return self.jobs.run(fn, owner=self, done=done, failed=told, busy_text=busy_text)

    def run_long(
        self, fn: Callable[[Progress], R], *, done: Callable[[R], None] | None = None, busy_text: str = ""
    ) -> Job:
        """Run an export or print on the files lane, with progress and cancel."""
        return self.jobs.run_long(fn, owner=self, done=done, busy_text=busy_text)

    # ---- keeping up

    def _something_changed(self, changes: Changes) -> None:
        if not changes.touched & self.watches:
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.reload()

    def refresh(self) -> None:
        """F5."""
        self._stale = False
        self.reload()


def form_refusal(form: RecordForm) -> Callable[[str, str], bool | None]:
    """A `failed` that shows the refusal on a form, if the form still stands."""

    def show(field: str, text: str) -> Any:
        import shiboken6

        if not shiboken6.isValid(form):
            return False
        form.mark(field, text)
        return True

    return show
