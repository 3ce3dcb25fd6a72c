"""征求意见: the list of letters and what is done with them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import enquiries as service
from jzdesk.ui.common.attachment_take import DropCatcher
from jzdesk.ui.common.dated_tab import SpanTab
from jzdesk.ui.common.table import ListSource
from jzdesk.ui.enquiries.columns import STATES, columns_for
from jzdesk.ui.enquiries.detail import NAMES, REPLY, EnquiryView
from jzdesk.ui.enquiries.moves import EnquiryMoves
from jzdesk.ui.enquiries.name_moves import NameMoves
from jzdesk.ui.enquiries.reading import EnquiryDetail, read_detail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from jzdesk.ui.common.filter_line import FilterLine
    from jzdesk.ui.common.record_tab import ActionBar
    from jzdesk.ui.common.table import Source


class EnquiriesPage(SpanTab):
    """Letters are registered, their names compared and decided, and answered here. `wide`: the letter in front has the
    whole width, its names beside the one they are about."""

    title = "征求意见"
    watches = (
        Touched.ENQUIRIES | Touched.PEOPLE | Touched.CASES | Touched.TOLERANCE | Touched.DOSSIERS | Touched.RULES
    )
    kinds: ClassVar[tuple[str, ...]] = ("enquiry",)
    list_name = "enquiries"
    empty_text = (
        "这里放征求意见函：登记来函和名单，逐人比对、认定，生成复函。\n"
        "名单可以录入、粘贴，或者从表格、任免审批表（.lrmx）导入，也可以直接把文件拖进来。"
    )
    empty_action = "登记来函"
    keyword_hint = "机关、文号、姓名、身份证号"
    pick_hint = "在左边选一件征求意见函，这里显示函内人员、比对结果和复函。"
    none_chosen = "请先在左边选一件征求意见函。"
    counted = "件征求意见函"
    day_title = "收函日期"

    # ---- build

    def build(self) -> None:
        self.columns = columns_for(self.frame.today, self.desk.rulebook)  # type: ignore[misc]
        self.moves = EnquiryMoves(self)
        self.name_moves = NameMoves(self)
        self.wide = False
        super().build()

    def build_actions(self, bar: ActionBar) -> None:
        moves = self.moves
        self.new_button = bar.add("登记来函", self.new_record, primary=True, tip="Ctrl+N")
        self.edit_button = bar.add("修改", self.edit_record, tip="F2")
        self.add_button = bar.add("加入人员", self.moves.add, tip="录入、粘贴名单，或者从表格、任免审批表导入")
        self.work_button = bar.add("比对认定", self.work, tip="函内人员逐人比对、认定（在列表中按回车）")
        self.reply_menu = bar.add_menu(
            "复函",
            [("查看复函文稿", self.show_reply), ("打印复函…", moves.print_reply), ("登记复函…", moves.register_reply),
             ("重新办理…", moves.reopen)],
        )  # fmt: skip
        self.delete_button = bar.add("删除", self.delete_record, tip="移入回收站（Delete）")
        for button in (self.new_button, self.edit_button, self.add_button, self.delete_button):
            button.setEnabled(self.desk.may(Permission.WRITE))

    def build_filters(self, line: FilterLine) -> None:
        purposes = [(c.code, c.name) for c in self.desk.rulebook.codes["enquiry_purpose"]]
        line.add_choice("state", "状态", STATES, chars=4)
        line.add_choice("purpose", "事由", purposes, chars=5)
        self.add_span(line)

    def make_detail(self) -> QWidget:
        self.view = EnquiryView(self.frame)
        return self.view

    def connect_signals(self) -> None:
        super().connect_signals()
        view, names, reply = self.view, self.view.names, self.view.reply
        self.list.edit_wanted.disconnect(self._opened)
        self.list.edit_wanted.connect(self._edit_letter)
        view.record_wanted.connect(self.frame.open_record)
        names.record_wanted.connect(self.frame.open_record)
        names.wide_wanted.connect(self._change_width)
        names.left.connect(partial(self.set_wide, on=False))
        self.name_moves.connect(names)
        reply.kept.connect(self.moves.keep_reply)
        reply.print_wanted.connect(self.moves.print_reply)
        reply.register_wanted.connect(self.moves.register_reply)
        reply.reopen_wanted.connect(self.moves.reopen)
        self.drops = DropCatcher(self, self.frame.clock, allowed=partial(self.desk.may, Permission.WRITE))
        self.drops.dropped.connect(self.moves.take)

    # ---- list and detail

    def source(self, filters: dict[str, Any]) -> Source:
        what = self.filter_of(filters)

        def fetch(offset: int, limit: int, sort: str, descending: bool) -> Any:
            order, down = (sort, descending) if sort else ("received_on", True)
            return service.list_enquiries(
                self.desk, what, sort=order, descending=down, offset=offset, limit=limit
            )  # fmt: skip

        return ListSource(partial(service.count_enquiries, self.desk, what), fetch)

    def filter_of(self, filters: dict[str, Any]) -> service.EnquiryFilter:
        """What the filter line says, as the service takes it."""
        span = self.span(filters)
        return service.EnquiryFilter(
            on=self.frame.today(), keyword=filters.get("keyword") or "", state=filters.get("state") or "",
            purpose=filters.get("purpose") or "", received_from=span.first, received_to=span.last,
        )  # fmt: skip

    def read_detail(self, record_id: int) -> EnquiryDetail:
        return read_detail(self.desk, record_id)

    def show_detail(self, value: EnquiryDetail) -> None:
        self.view.show_detail(value)

    # ---- how much room the letter has

    def set_wide(self, *, on: bool) -> None:
        """The letter over the whole width, or beside the list."""
        kept = self.focusWidget()
        self.wide = on
        self._place()
        self.view.set_wide(on=on)
        if on:
            self.view.names.focus_content()
        elif kept is not None and self.view.isAncestorOf(kept):
            self.list.focus_content()

    def _change_width(self) -> None:
        self.set_wide(on=not self.wide)

    def _place(self) -> None:
        """What the list and its filters take up goes to a letter or form that needs it."""
        whole = self.wide or (self.form is not None and getattr(self.form, "wide", False))
        self.list.setVisible(not whole)
        self.filters.setVisible(not whole)

    def show_form(self, form: Any, save: Any, **more: Any) -> None:
        super().show_form(form, save, **more)
        self._place()

    def _drop_form(self) -> None:
        super()._drop_form()
        self._place()
        if self.wide:
            self.view.names.focus_content()

    def work(self) -> None:
        """比对认定: the names of the letter in front, with room for them."""
        if self.chosen_id() is not None and self.close_form():
            self.view.pages.setCurrentIndex(NAMES)
            self.set_wide(on=True)

    def show_reply(self) -> None:
        """The text of the reply."""
        if self.chosen_id() is not None and self.close_form():
            self.view.pages.setCurrentIndex(REPLY)

    # ---- hooks

    def _opened(self, _record_id: int) -> None:
        """Enter and double click on a letter: on to its names."""
        self.work()

    def new_record(self) -> None:
        """Ctrl+N."""
        self.moves.register({})

    def edit_record(self) -> None:
        """F2: the name in front while the keyboard is among the names, else the letter."""
        names = self.view.names
        name_id = names.list.current_id()
        if self.form is None and names.list.view.hasFocus() and name_id is not None:
            self.name_moves.edit(name_id)
        else:
            self.moves.edit()

    def _edit_letter(self, _record_id: int) -> None:
        self.moves.edit()

    def delete_ids(self, ids: list[int]) -> None:
        self.moves.delete(ids)

    def delete_record(self) -> None:
        if self.wide:
            self.say("请返回列表后再删除来函；移出人员请在名单中选中后按 Delete。")
        else:
            super().delete_record()

    def print_record(self) -> None:
        """Ctrl+P: the reply."""
        self.moves.print_reply()

    def export_list(self) -> None:
        """Ctrl+E."""
        self.say("廉政意见回复台账随月报导出，请到“统计上报”办理。")

    def focus_content(self) -> None:
        if self.form is None and self.wide:
            self.view.names.focus_content()
        else:
            super().focus_content()

    def focus_filter(self) -> None:
        """Ctrl+F."""
        if self.wide:
            self.set_wide(on=False)
        super().focus_filter()

    def save_form(self) -> None:
        """Ctrl+S: the form, else the text of the reply."""
        if self.form is None and self.view.pages.currentIndex() == REPLY:
            self.view.reply.keep()
        else:
            super().save_form()

    def open_record(self, kind: str, record_id: int) -> None:
        """A letter, beside the list."""
        if self.form is not None and not self.close_form():
            return
        if self.wide:
            self.set_wide(on=False)
        super().open_record(kind, record_id)

    def open_form(self, kind: str, values: Mapping[str, object]) -> None:
        """What a letter waits for: its names, or its reply; without a letter a new one is registered."""
        enquiry_id = values.get("enquiry_id")
        if not isinstance(enquiry_id, int):
            self.moves.register(values)
            return
        if not self.close_form():
            return
        self.open_record(kind, enquiry_id)
        self.run(partial(read_detail, self.desk, enquiry_id), done=self._go_on_with)

    def _go_on_with(self, detail: EnquiryDetail) -> None:
        if detail.screening.ready:
            self.view.pages.setCurrentIndex(REPLY)
        else:
            self.view.pages.setCurrentIndex(NAMES)
            self.set_wide(on=True)
