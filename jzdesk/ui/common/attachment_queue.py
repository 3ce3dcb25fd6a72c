"""Attaching many files one after another, so that the window stays free and each is told of by itself."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from jzdesk.domain.changes import Changes, Touched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.ui.common.attachment_take import Incoming
    from jzdesk.ui.common.frame import Frame


@dataclass(frozen=True, slots=True)
class _Work:
    owner_id: int
    part: str
    item: Incoming


@dataclass(frozen=True, slots=True)
class _Held:
    """Changes that are not to be broadcast yet: sixty files do not reload the lists sixty times."""

    changes: Changes


class AttachmentQueue(QObject):
    """`progressed(done, total)` while files go in, (0, 0) at the end; `refused(sentences)` after the last one."""

    progressed = Signal(int, int)
    refused = Signal(list)

    def __init__(self, frame: Frame, owner: str, parent: QObject) -> None:
        super().__init__(parent)
        self._frame, self._owner = frame, owner
        self._waiting: deque[_Work] = deque()
        self._done: list[Changes] = []
        self._faults: list[str] = []
        self._total = 0

    @property
    def is_busy(self) -> bool:
        """Whether files are still going in."""
        return self._total > 0

    def add(self, owner_id: int, part: str, items: Sequence[Incoming]) -> None:
        """Attach these to a record, after those already waiting."""
        if not items:
            return
        idle = not self.is_busy
        self._waiting.extend(_Work(owner_id, part, item) for item in items)
        self._total += len(items)
        if idle:
            self._next()

    def stop(self) -> None:
        """Leave out those still waiting."""
        self._total -= len(self._waiting)
        self._waiting.clear()

    def _next(self) -> None:
        if not self._waiting:
            self._finish()
            return
        at = self._total - len(self._waiting)
        work = self._waiting.popleft()
        self.progressed.emit(at, self._total)
        self._frame.jobs.run(
            partial(self._attach, work), owner=self, done=self._kept, failed=self._failed, faults_too=True,
            busy_text=f"正在附加 {at + 1}/{self._total}",
        )  # fmt: skip

    def _attach(self, work: _Work) -> _Held:
        from jzdesk.services import attachments as service

        desk, item = self._frame.desk, work.item
        if item.path is not None:
            return _Held(service.attach_file(desk, self._owner, work.owner_id, item.path, part=work.part))
        more = {"name": item.name, "part": work.part}
        return _Held(service.attach_content(desk, self._owner, work.owner_id, item.content, **more))

    def _kept(self, held: _Held) -> None:
        self._done.append(held.changes)
        self._next()

    def _failed(self, _field: str, text: str) -> bool:
        self._faults.append(text)
        self._next()
        return True

    def _finish(self) -> None:
        done, faults = self._done, self._faults
        self._done, self._faults, self._total = [], [], 0
        self.progressed.emit(0, 0)
        jobs = self._frame.jobs
        for number, changes in enumerate(done, 1):  # every one can be taken back, but the lists are read once
            last = number == len(done)
            jobs.changed.emit(changes if last else replace(changes, touched=Touched(0)))
        if len(done) == 1:
            jobs.message.emit("done", done[0].message)
        elif done:
            jobs.message.emit("done", f"已附加 {len(done)} 份文件。")
        self.refused.emit(faults)
