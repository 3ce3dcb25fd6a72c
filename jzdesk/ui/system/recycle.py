"""回收站: what was deleted, and bringing it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import recycle as service
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.system.page import Page

if TYPE_CHECKING:
    from jzdesk.services.recycle import Deleted

KIND_WORDS = {"case": "案件处分", "tolerance": "容错审查", "enquiry": "征求意见函"}
COLUMNS = (
    Column("kind", "类别", 110),
    Column("title", "人员或来函机关", 260, least=120),
    Column("detail", "内容", 420, least=160),
)


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """A deleted record as the list shows it."""

    id: int
    kind: str
    title: str
    detail: str
    item: Deleted


class RecyclePage(Page):
    """One list; Enter, a double click or the button brings the record back."""

    title = "回收站"
    intro = "删除的记录保留在这里，恢复后连同其宣布、执行、回访等全部内容回到原处。"
    watches = Touched.CASES | Touched.TOLERANCE | Touched.ENQUIRIES
    permissions = (Permission.READ,)

    def build_page(self) -> None:
        self.recover_button = self.act("恢复", self._recover, Permission.WRITE, primary=True)
        self.list = RecordList(
            "system.recycle", COLUMNS, jobs=self.jobs, memory=self.frame.memory, empty_text="回收站是空的。"
        )
        self.column.addWidget(self.list, 1)

    def connect_page(self) -> None:
        self.list.opened.connect(self._opened)

    def reload_page(self) -> None:
        self.run(partial(service.list_deleted, self.desk), done=self._show)

    def _show(self, found: list[Deleted]) -> None:
        rows = (
            DeletedRow(n, KIND_WORDS.get(item.kind, item.kind), item.title, item.detail, item)
            for n, item in enumerate(found, 1)
        )
        self.list.set_source(FixedSource(tuple(rows)))

    def _opened(self, _number: int) -> None:
        if self.recover_button.isEnabled():
            self._recover()

    def _recover(self) -> None:
        row = self.list.current_row()
        if isinstance(row, DeletedRow):
            self.run(partial(service.recover, self.desk, row.item))
        else:
            self.jobs.message.emit("refused", "请先在列表中选一条记录。")
