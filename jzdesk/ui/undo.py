"""Ctrl+Z and Ctrl+Y over records: the last change is taken back by its number in the audit log."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.changes import Changes
    from jzdesk.ui.common.jobs import Jobs

KEPT = 50


class RecordUndo(QObject):
    """`changed(text)`: what Ctrl+Z would take back now, '' for nothing. Taking back is itself a new, logged change."""

    changed = Signal(str)

    def __init__(self, take_back: Callable[[int], Changes], jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._take_back, self._jobs = take_back, jobs
        self._done: list[tuple[int, str]] = []
        self._undone: list[tuple[int, str]] = []
        self._own: set[int] = set()
        jobs.changed.connect(self._noted)

    def undo(self) -> None:
        """Take back the last change."""
        if self._done:
            self._go(self._done.pop(), self._undone)

    def redo(self) -> None:
        """Take back the last taking back."""
        if self._undone:
            self._go(self._undone.pop(), self._done)

    def _go(self, entry: tuple[int, str], other: list[tuple[int, str]]) -> None:
        seq, text = entry
        work = partial(self._take_back, seq)
        self._jobs.run(work, owner=self, done=partial(self._taken, text, other), busy_text="正在撤回")
        self._tell()

    def _taken(self, text: str, other: list[tuple[int, str]], changes: Changes) -> None:
        if changes.audit_seq is not None:
            self._own.add(changes.audit_seq)
            other.append((changes.audit_seq, text))
        self._tell()

    def _noted(self, changes: Changes) -> None:
        seq = changes.audit_seq
        if seq is None or seq in self._own:
            return
        self._done.append((seq, changes.message))
        del self._done[:-KEPT]
        self._undone.clear()
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self._done[-1][1] if self._done else "")
