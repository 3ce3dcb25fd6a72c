"""The message line: what was done, what was refused, what went wrong, and work that takes its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from jzdesk.ui.common.restyle import restyle

if TYPE_CHECKING:
    from jzdesk.ui.common.jobs import Job

DONE_STAYS_MS = 6_000


class MessageLine(QFrame):
    """One line above the content. 'done' goes by itself, a refusal or failure stays until closed."""

    action_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageLine")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setAccessibleName("消息")
        self._action = QToolButton()
        self._action.clicked.connect(self.action_chosen)
        self._close = QToolButton()
        self._close.setText("关闭")
        self._close.setAccessibleName("关闭消息")
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.hide()

    def show_message(self, kind: str, text: str, action: str = "") -> None:
        """`kind`: 'done', 'notice', 'refused' or 'failed'; `action` is the word of a button, or ''."""
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setProperty("kind", kind)
        restyle(self)
        self.show()
        if kind == "done" and not action:
            self._timer.start(DONE_STAYS_MS)
        else:
            self._timer.stop()

    def clear(self) -> None:
        self._timer.stop()
        self._text.clear()
        self.hide()

    def pass_on(self) -> None:
        """The user goes elsewhere: what was refused here is no longer of interest."""
        if self.property("kind") == "refused":
            self.clear()

    def text(self) -> str:
        """What stands there now; '' when nothing does."""
        return self._text.text()


class BusyLine(QFrame):
    """Work that takes longer than 300 ms: what it is, how far, and a way to stop it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("busyLine")
        self._job: Job | None = None
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(180, 8)
        self._bar.setAccessibleName("进度")
        self._cancel = QToolButton()
        self._cancel.setText("取消")
        self._cancel.clicked.connect(self._stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(12)
        layout.addWidget(self._text)
        layout.addWidget(self._bar)
        layout.addWidget(self._cancel)
        layout.addStretch(1)
        self.hide()

    def show_job(self, job: Job | None) -> None:
        """Follow a job, or hide when there is none."""
        if self._job is job:
            return
        if self._job is not None and shiboken6.isValid(self._job):
            self._job.progressed.disconnect(self._progress)
        self._job = job
        if job is None:
            self.hide()
            return
        self._text.setText(f"{job.busy_text or '正在处理'}…")
        self._bar.setRange(0, 0)
        self._cancel.setVisible(job.cancellable)
        self._cancel.setEnabled(True)
        job.progressed.connect(self._progress)
        self.show()

    def _progress(self, done: int, total: int, text: str) -> None:
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        if text:
            self._text.setText(text)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._cancel.setEnabled(False)
            self._text.setText("正在停止…")
