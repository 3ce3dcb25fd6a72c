"""Keeps what stands on a form in the vault every second, and offers what a crash or a lock left behind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from jzdesk.services.drafts import Draft
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.frame import Frame


class DraftKeeper(QObject):
    """Lives as long as the form it looks after."""

    def __init__(self, frame: Frame, name: str, record_id: int, form: RecordForm) -> None:
        super().__init__(form)
        self._frame, self._name, self._record_id, self._form = frame, name, record_id, form
        self._kept = False
        self._left: Draft | None = None
        form.draft_changed.connect(self._keep)
        form.offer_taken.connect(self._take)
        form.offer_declined.connect(self.forget)
        if frame.find_draft is not None:
            frame.jobs.run(partial(frame.find_draft, name), owner=self, done=self._found)

    def _found(self, draft: Draft | None) -> None:
        if draft is None or draft.record_id != self._record_id or self._form.is_changed():
            return
        self._left = draft
        self._kept = True
        self._form.offer(f"{draft.saved_at:%m-%d %H:%M} 有未保存完的内容。")

    def _take(self) -> None:
        if self._left is not None:
            self._form.restore_draft(self._left.fields)
            self._left = None

    def _keep(self, content: dict[str, Any]) -> None:
        if self._frame.keep_draft is not None:
            self._kept = True
            work = partial(self._frame.keep_draft, self._name, self._record_id, content)
            self._frame.jobs.run(work, owner=self._frame.jobs)

    def forget(self) -> None:
        """The form was saved, or given up on purpose."""
        if self._kept and self._frame.keep_draft is not None:
            self._kept = False
            work = partial(self._frame.keep_draft, self._name, self._record_id, None)
            self._frame.jobs.run(work, owner=self._frame.jobs)
