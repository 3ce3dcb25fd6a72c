"""What is done with a letter: register, change, delete, add names, answer, open again. Each is the slot of a button."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import RuleError
from jzdesk.services import enquiries as service
from jzdesk.services import enquiry_drafts, enquiry_letter, enquiry_replies
from jzdesk.ui.common import ask
from jzdesk.ui.enquiries.counts import by_conclusion
from jzdesk.ui.enquiries.detail import ATTACHMENTS, NAMES, REPLY
from jzdesk.ui.enquiries.forms import EnquiryForm, NamesForm, ReplyForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.changes import Changes
    from jzdesk.ui.common.attachment_take import Incoming
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.jobs import Progress
    from jzdesk.ui.enquiries.page import EnquiriesPage
    from jzdesk.ui.enquiries.reading import EnquiryDetail

LISTS = (".xlsx", ".csv", ".txt", ".lrmx", ".lrm", ".xls")
"""Endings of files that are lists of names; others are papers that belong to the letter."""


class EnquiryMoves:
    """On behalf of the page 征求意见."""

    def __init__(self, page: EnquiriesPage) -> None:
        self.page = page

    # ---- the letter

    def register(self, values: Mapping[str, object], files: Sequence[Path] = ()) -> None:
        """登记来函."""
        page = self.page
        if not page.may_write():
            return
        form = EnquiryForm(page.frame)
        form.fill(values)
        page.show_form(form, partial(self._save_letter, form), draft="enquiry")
        if files and page.form is form and form.names is not None:
            form.names.take_files(files)

    def edit(self) -> None:
        """修改."""
        if self.page.may_write():
            self.page.with_current(self._edit)

    def _edit(self, detail: EnquiryDetail) -> None:
        if self._closed(detail):
            return
        form = EnquiryForm(self.page.frame, detail.enquiry)
        key = detail.enquiry.id or 0
        self.page.show_form(form, partial(self._save_letter, form), draft="enquiry", record_id=key)

    def _save_letter(self, form: EnquiryForm, _form: RecordForm, _then_next: bool) -> None:
        try:
            enquiry = form.read()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        work = partial(service.record_enquiry, self.page.desk, enquiry, form.people())
        self.page.save_by(form, work, done=self._registered if enquiry.id is None else None)

    def _registered(self, _changes: Changes) -> None:
        self.page.view.pages.setCurrentIndex(NAMES)

    def delete(self, ids: list[int]) -> None:
        """Delete in the list."""
        page = self.page
        if not page.may_write():
            return
        why = page.why_delete(ids)
        if why is not None:
            for key in ids:
                page.run(partial(service.delete_enquiry, page.desk, key, why=why))

    def _closed(self, detail: EnquiryDetail) -> bool:
        """An answered letter is opened again before anything in it changes."""
        if detail.replied:
            self.page.say("该函已经回复，内容不能再修改；确需修改的，请先用“复函—重新办理”写明理由。")
        return detail.replied

    # ---- names

    def add(self) -> None:
        """加入人员."""
        self.add_from(())

    def add_from(self, files: Sequence[Path]) -> None:
        """The same, with files read into the form."""
        if self.page.may_write():
            self.page.with_current(partial(self._add, files))

    def _add(self, files: Sequence[Path], detail: EnquiryDetail) -> None:
        if self._closed(detail):
            return
        form = NamesForm(self.page.frame, detail)
        key = detail.enquiry.id or 0
        self.page.show_form(form, partial(self._save_names, key, form), draft="enquiry_names", record_id=key)
        if files and self.page.form is form and form.names is not None:
            form.names.take_files(files)

    def _save_names(self, key: int, form: NamesForm, _form: RecordForm, _then_next: bool) -> None:
        try:
            names = form.read()
        except RuleError as refused:
            form.mark("names", refused.text)
            return
        self.page.save_by(form, partial(service.add_names, self.page.desk, key, names), done=self._registered)

    def take(self, items: list[Incoming], _position: object) -> None:
        """Files dropped anywhere on the page: lists become names, other papers are attached to the letter."""
        page = self.page
        files = [item.path for item in items if item.path is not None and item.path.suffix.lower() in LISTS]
        papers = [item for item in items if item.path is None or item.path.suffix.lower() not in LISTS]
        names = getattr(page.form, "names", None)
        if page.form is not None and names is None:
            page.say("正在填写的表单不收文件，请先保存或者取消。")
        elif names is not None and files:
            names.take_files(files)
        elif files and page.detail_id is not None and page.view.shown is not None and not page.view.shown.replied:
            self.add_from(files)
        elif files:
            self.register({}, files)
        elif papers and page.detail_id is not None:
            page.view.pages.setCurrentIndex(ATTACHMENTS)
            page.view.attachments.take(papers)

    # ---- the reply

    def keep_reply(self, text: str) -> None:
        """保存文稿, or back to the composed one."""
        key = self.page.chosen_id()
        if key is not None and self.page.may_write():
            if not text:
                self.page.view.reply.forget()
            self.page.run(partial(enquiry_drafts.keep_reply_draft, self.page.desk, key, text))

    def register_reply(self) -> None:
        """登记复函."""
        if self.page.may_write():
            self.page.with_current(self._register_reply)

    def _register_reply(self, detail: EnquiryDetail) -> None:
        page = self.page
        if self._closed(detail):
            return
        if not detail.screening.ready:
            page.say("人员全部认定以后才能登记复函。")
            return
        groups = by_conclusion(detail.names, page.desk.rulebook)
        summary = "，".join(f"{name} {count} 人" for name, count in groups)
        text = page.view.reply.unsaved_words(detail.enquiry.id)
        form = ReplyForm(page.frame, detail, summary=summary)
        page.show_form(form, partial(self._save_reply, detail.enquiry.id or 0, form, text))

    def _save_reply(self, key: int, form: ReplyForm, text: str, _form: RecordForm, _then_next: bool) -> None:
        try:
            values = form.values()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        work = partial(enquiry_replies.reply, self.page.desk, key, reply_text=text, **values)
        self.page.save_by(form, work, done=self._replied)

    def _replied(self, _changes: Changes) -> None:
        self.page.view.pages.setCurrentIndex(REPLY)

    def reopen(self) -> None:
        """重新办理."""
        if self.page.may_write():
            self.page.with_current(self._reopen)

    def _reopen(self, detail: EnquiryDetail) -> None:
        page = self.page
        if not detail.replied:
            page.say("该函尚未回复，无须重新办理。")
            return
        label = "原复函的日期、文号记入备注，结论可以重新认定。理由（写入审计日志）"
        why = ask.ask_reason(page, "重新办理征求意见函", label, verb="重新办理")
        if why is not None:
            page.run(partial(enquiry_replies.reopen, page.desk, detail.enquiry.id or 0, why=why))

    def print_reply(self) -> None:
        """The letter as a PDF: marked as a draft until the reply is registered."""
        page = self.page
        key = page.chosen_id()
        if key is None:
            return
        if not page.desk.may(Permission.EXPORT):
            page.say("当前账户没有“导出和打印”的权限。")
            return
        if page.view.reply.is_changed():
            page.say("复函文稿有改动尚未保存，请先保存文稿再打印。")
            return
        page.run(partial(enquiry_letter.letter_name, page.desk, key), done=partial(self._print_to, key))

    def _print_to(self, key: int, name: str) -> None:
        page = self.page
        path = ask.choose_save_file(page, "打印复函", suggested=name, kinds="PDF 文件 (*.pdf)")
        if path is None:
            return

        def work(_progress: Progress) -> int:
            return enquiry_letter.print_reply(page.desk, key, path)

        page.run_long(work, done=partial(self._printed, path), busy_text="生成复函")

    def _printed(self, path: Path, pages: int) -> None:
        settings = self.page.frame.settings
        opens = settings is None or settings.current.open_exports
        tail = "，已用系统阅读器打开，可在其中打印" if opens else ""
        self.page.jobs.message.emit("done", f"已生成复函 {pages} 页：“{path.name}”{tail}。")
        if opens:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
