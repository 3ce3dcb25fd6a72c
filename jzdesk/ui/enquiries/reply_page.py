"""复函: the text of the reply, changed where a person wants it otherwise; print, register, open again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.services.enquiry_drafts import ReplyDraft, reply_draft
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.enquiries.reading import EnquiryDetail


class ReplyPage(QWidget):
    """`kept(text)`: keep the text ('' as composed); `print_wanted()`, `register_wanted()`, `reopen_wanted()`."""

    kept = Signal(str)
    print_wanted = Signal()
    register_wanted = Signal()
    reopen_wanted = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._detail: EnquiryDetail | None = None
        self.draft: ReplyDraft | None = None
        self._shown = 0
        self._discard = False
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setAccessibleName("复函状态")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("复函正文")
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(12)
        self.text.setPlaceholderText("人员全部认定以后，这里按结论生成复函，可以修改。")
        self.register_button = QPushButton("登记复函…")
        self.register_button.setProperty("primary", True)
        self.print_button = QPushButton("打印复函…")
        self.keep_button = QPushButton("保存文稿")
        self.compose_button = QPushButton("按结论重新生成")
        self.reopen_button = QPushButton("重新办理…")
        layout = tight_column(self)
        add_row(
            layout, self.register_button, self.print_button, self.keep_button, self.compose_button, self.reopen_button,
            None, margins=(16, 12, 16, 4),
        )  # fmt: skip
        add_row(layout, self.state, margins=(16, 0, 16, 4))
        add_row(layout, self.text, margins=(16, 0, 16, 12), stretch=1)
        mark_role(self.state, "secondary")
        self.text.textChanged.connect(self._tell)
        self.keep_button.clicked.connect(self.keep)
        self.compose_button.clicked.connect(partial(self.kept.emit, ""))
        self.print_button.clicked.connect(self.print_wanted)
        self.register_button.clicked.connect(self.register_wanted)
        self.reopen_button.clicked.connect(self.reopen_wanted)

    def set_detail(self, detail: EnquiryDetail) -> None:
        """Another letter, or the same one as it stands now; what is typed and not kept stays."""
        if detail.enquiry.id != self._shown:
            self._shown, self.draft = detail.enquiry.id or 0, None
            self.text.clear()
        self._detail = detail
        self._tell()
        if not detail.replied and not detail.screening.ready and not self.text.toPlainText():
            return  # nothing can be said yet
        work = partial(reply_draft, self._frame.desk, detail.enquiry.id or 0)
        self._frame.jobs.run(work, owner=self, done=partial(self._show, self._shown))

    def _show(self, enquiry_id: int, draft: ReplyDraft) -> None:
        if enquiry_id != self._shown:
            return
        typed = self.is_changed() and not self._discard
        self.draft, self._discard = draft, False
        if (not typed or draft.replied) and self.words() != draft.text.strip():
            self.text.setPlainText(draft.text)
        self._tell()

    def is_changed(self) -> bool:
        """Whether something was typed that is not kept."""
        return self.draft is not None and not self.draft.replied and self.words() != self.draft.text.strip()

    def words(self) -> str:
        """The text as it stands here."""
        return self.text.toPlainText().strip()

    def unsaved_words(self, enquiry_id: int | None) -> str:
        """What was typed for a letter and is not kept; '' for nothing."""
        return self.words() if enquiry_id == self._shown and self.is_changed() else ""

    def forget(self) -> None:
        """The next reading replaces what was typed."""
        self._discard = True

    def keep(self) -> None:
        """保存文稿."""
        if self.is_changed():
            self.kept.emit(self.words())

    def _tell(self) -> None:
        detail, draft = self._detail, self.draft
        may = self._frame.desk.may(Permission.WRITE)
        replied = detail is not None and detail.replied
        ready = detail is not None and detail.screening.ready
        changed = self.is_changed()
        self.text.setReadOnly(replied or not may or draft is None)
        for button in (self.register_button, self.keep_button, self.compose_button):
            button.setVisible(may and not replied)
        self.reopen_button.setVisible(may and replied)
        self.register_button.setEnabled(ready)
        self.keep_button.setEnabled(changed)
        self.compose_button.setEnabled(draft is not None and self.words() != draft.composed.strip())
        self.print_button.setEnabled(self._frame.desk.may(Permission.EXPORT) and (ready or replied))
        self.state.setText(self._state(replied=replied, ready=ready, changed=changed))

    def _state(self, *, replied: bool, ready: bool, changed: bool) -> str:
        detail, draft = self._detail, self.draft
        if detail is None:
            return ""
        if draft is None:
            left = sum(bool(line.needs) for line in detail.names)
            return f"还有 {left} 人没有认定，全部认定以后才能生成和登记复函。" if left else "函内还没有人员。"
        if replied:
            enquiry = detail.enquiry
            return f"{enquiry.reply_number}　{enquiry.reply_on:%Y-%m-%d}　签发人 {enquiry.signer}，复函已登记，文字不再变动。"
        parts = [] if ready else ["人员全部认定以后才能登记和打印复函。"]
        if changed:
            parts.append("有改动尚未保存。")
        elif draft.drafted:
            parts.append("文字由人改过；认定结论有变动的，请核对或者重新生成。")
        else:
            parts.append("按认定的结论生成，可以直接修改。")
        return "".join(parts)
