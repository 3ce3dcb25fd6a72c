"""Work off the GUI thread: two lanes of one thread each, results delivered to the living only.

The *store* lane serialises everything that touches the vault, so the clerk's actions happen in the order she
took them. The *files* lane runs long exports and prints, which report progress and can be cancelled.
"""

from __future__ import annotations

import sys
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from jzdesk.ui.common.collector import GuiCollector

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

R = TypeVar("R")

BUSY_AFTER_MS = 300
DISK_FULL = 28
SHARING_VIOLATION = 32


class Cancelled(Exception):  # noqa: N818 - it is an outcome, not an error
    """The user stopped the work; whatever was half made must be removed on the way out."""


class Progress:
    """Handed to long work: call it with how far the work is; it raises `Cancelled` once asked to stop."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()

    def __call__(self, done: int, total: int, text: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled
        self._tell(done, total, text)

    def cancel(self) -> None:
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()


class Job(QObject):
    """One piece of work on its way through a lane. It lives, and dies, on the GUI thread.

    Everything that may hold a widget hangs here, and the lane's thread lets go of it before it reports: an object of
    Qt must not lose its last reference on another thread.
    """

    progressed = Signal(int, int, str)

    def __init__(
        self, parent: QObject, owner: QObject, lane: str, *, busy_text: str, done: Any, failed: Any
    ) -> None:
        super().__init__(parent)
        self.owner: QObject | None = owner
        self.lane, self.busy_text = lane, busy_text
        self.done, self.failed = done, failed
        self.work: Callable[[], Any] | None = None
        self.result: Any = None
        self.error: BaseException | None = None
        self.cancellable = False
        self.faults_too = False
        self.after: Callable[[], None] | None = None
        self.progress = Progress(self.progressed.emit)
        self.busy_timer: QTimer | None = None

    def cancel(self) -> None:
        self.progress.cancel()

    def perform(self) -> None:
        """On the lane's thread: do the work, keep what came of it."""
        try:
            if self.progress.cancelled:
                raise Cancelled
            self.result = self.work() if self.work is not None else None
        except BaseException as error:
            self.error = error

    def is_wanted(self) -> bool:
        """Whether who asked for it still lives."""
        return self.owner is not None and shiboken6.isValid(self.owner)

    def let_go(self) -> None:
        """Hold nothing any more."""
        self.owner = self.work = self.done = self.failed = self.after = self.result = self.error = None


class Jobs(QObject):
    """Runs callables on a lane and brings their outcome back to the GUI thread.

    Signals: `changed(Changes)` after every successful writing service; `message(kind, text)` for the message
    line (kind: 'done', 'refused', 'failed'); `busy(Job | None)` when work takes longer than 300 ms;
    `crashed(exception)` for a bug; `idle()` when nothing is under way.
    """

    changed = Signal(object)
    message = Signal(str, str)
    busy = Signal(object)
    crashed = Signal(object)
    idle = Signal()
    _delivered = Signal(int)  # the number of a job that is finished

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delivered.connect(self._finished)  # emitted on a lane, so it is queued to this thread
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._running: dict[int, Job] = {}
        self._number = 0
        self._collector = GuiCollector(self)
        self._closed = False
        self._dismissed: QObject | None = None

    # ---- starting work

    def run(
        self,
        fn: Callable[[], R],
        *,
        owner: QObject,
        done: Callable[[R], None] | None = None,
        failed: Callable[[str, str], bool | None] | None = None,
        lane: str = "store",
        busy_text: str = "",
        faults_too: bool = False,
        after: Callable[[], None] | None = None,
    ) -> Job:
        """Run `fn()` on a lane; `done(result)` or `failed(field, text)` is called here if `owner` lives.

        `failed` is asked about refusals only (`RuleError` with its field, `Refused` with ''); if it returns
        False the text goes to the message line as well. With `faults_too` it is asked about faults of the
        environment too (a full disk, a damaged file). `after()` comes first, whatever the outcome, a bug
        included. A result that is a `Changes` is also broadcast by `changed`.
        """
        job = Job(self, owner, lane, busy_text=busy_text, done=done, failed=failed)
        job.faults_too, job.after, job.work = faults_too, after, fn
        self._start(job)
        return job

    def run_long(
        self,
        fn: Callable[[Progress], R],
        *,
        owner: QObject,
        done: Callable[[R], None] | None = None,
        failed: Callable[[str, str], bool | None] | None = None,
        busy_text: str = "",
        lane: str = "files",
    ) -> Job:
        """Like `run`, for work that reports `progress(done, total, text)` and can be cancelled."""
        job = Job(self, owner, lane, busy_text=busy_text, done=done, failed=failed)
        job.cancellable = True
        job.work = partial(fn, job.progress)
        self._start(job)
        return job

    def _start(self, job: Job) -> None:
        if self._closed or self._is_dismissed(job.owner):
            return
        self._number += 1
        self._running[self._number] = job
        timer = QTimer(job)
        timer.setSingleShot(True)
        timer.timeout.connect(self._became_slow)
        timer.start(BUSY_AFTER_MS)
        job.busy_timer = timer
        self._collector.start()
        self._lane(job.lane).submit(self._perform, self._number)

    def _perform(self, number: int) -> None:
        """On the lane's thread. It holds a job only while it performs it."""
        self._running[number].perform()
        self._delivered.emit(number)

    def dismiss(self, page: QObject) -> None:
        """Its vault is about to close: let no outcome reach the page or what stands on it any more, and start
        nothing for them, lest one thing read lead to reading the next after the closing."""
        self._dismissed = page

    def _is_dismissed(self, owner: QObject | None) -> bool:
        page = self._dismissed
        if page is None or not shiboken6.isValid(page):
            return False
        while owner is not None and shiboken6.isValid(owner):
            if owner is page:
                return True
            owner = owner.parent()
        return False

    def _lane(self, name: str) -> ThreadPoolExecutor:
        if name not in self._lanes:
            from concurrent.futures import ThreadPoolExecutor

            self._lanes[name] = ThreadPoolExecutor(1, thread_name_prefix=name)
        return self._lanes[name]

    # ---- outcomes, on the GUI thread

    def _became_slow(self) -> None:
        if self._running:
            self.busy.emit(self._slow() or next(iter(self._running.values())))

    def _slow(self) -> Job | None:
        """The job that has been under way for longest, if that is long."""
        jobs = self._running.values()
        return next((j for j in jobs if j.busy_timer is not None and not j.busy_timer.isActive()), None)

    def _finished(self, number: int) -> None:
        job = self._running.pop(number, None)
        if job is None:
            return
        if job.busy_timer is not None:
            job.busy_timer.stop()
        self.busy.emit(self._slow())
        alive = job.is_wanted() and not self._is_dismissed(job.owner)
        try:
            if job.after is not None and alive:
                job.after()
            if job.error is None:
                self._succeeded(job, job.result, alive=alive)
            else:
                self._failed(job, job.error, alive=alive)
        finally:
            job.let_go()
            job.deleteLater()
            if not self._running:
                self.idle.emit()

    def _succeeded(self, job: Job, result: object, *, alive: bool) -> None:
        if job.done is not None and alive:
            job.done(result)
        if _is_changes(result):
            text = getattr(result, "message", "")
            if text:
                self.message.emit("done", text)
            self.changed.emit(result)

    def _failed(self, job: Job, error: BaseException, *, alive: bool) -> None:
        if isinstance(error, Cancelled):
            self.message.emit("refused", f"{job.busy_text or '操作'}已取消，没有留下未完成的文件。")
            return
        told = refusal_of(error)
        if told is None:
            from jzdesk import log

            log.record(error)
            self.crashed.emit(error)
            return
        kind, field, text = told
        if kind == "failed":
            import logging

            logging.getLogger(__name__).warning("%s: %s", type(error).__name__, text)
        asked = job.failed is not None and alive and (kind == "refused" or job.faults_too)
        if asked and job.failed(field, text) is not False:
            return
        self.message.emit(kind, text)

    # ---- waiting and closing

    @property
    def is_idle(self) -> bool:
        return not self._running

    def wait_idle(self, qtbot: Any, timeout: int = 10_000) -> None:
        """For tests: return once every job has been delivered."""
        qtbot.waitUntil(lambda: self.is_idle, timeout=timeout)

    def shutdown(self, last: Callable[[], None] | None = None) -> None:
        """Cancel long work, run `last` (closing the store) on the store's own thread, end both threads."""
        if self._closed:
            return
        self._closed = True
        for job in self._running.values():
            if job.cancellable:
                job.cancel()
        if last is not None:
            self._lane("store").submit(last).result(timeout=60)
        for lane in self._lanes.values():
            lane.shutdown(wait=True)
        self._running.clear()
        self._collector.stop()


def refusal_of(error: BaseException) -> tuple[str, str, str] | None:
    """(kind, field, text) for a refusal or a fault of the environment; None for a bug."""
    domain = sys.modules.get("jzdesk.domain.errors")
    if domain is not None and isinstance(error, domain.RuleError):
        return "refused", error.field, error.text
    if domain is not None and isinstance(error, domain.Refused):
        return "refused", "", error.text
    text = getattr(error, "text", "")
    if isinstance(text, str) and text:  # StoreError, ExportError and their like carry a sentence for the user
        return "failed", "", text
    if isinstance(error, OSError):
        return "failed", "", _os_sentence(error)
    return None


def _os_sentence(error: OSError) -> str:
    name = f"“{error.filename}”" if error.filename else "文件"
    if error.errno == DISK_FULL:
        return f"磁盘空间不足，{name}没有写完，原有文件未受影响；请清理磁盘后再试。"
    if isinstance(error, PermissionError) or getattr(error, "winerror", None) == SHARING_VIOLATION:
        return f"没有权限写入{name}，或它正被别的程序打开；请关闭后再试，或另选位置。"
    if isinstance(error, FileNotFoundError):
        return f"找不到{name}；请确认文件没有被移动或改名。"
    return f"读写{name}时出错：{error.strerror or error}。数据未受影响，请检查磁盘后再试。"


def _is_changes(result: object) -> bool:
    changes = sys.modules.get("jzdesk.domain.changes")
    return changes is not None and isinstance(result, changes.Changes)
