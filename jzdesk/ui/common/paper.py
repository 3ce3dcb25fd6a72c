"""打印 and 导出 of a list: the talk forms of the persons in it, and the list as a workbook."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from jzdesk.domain.accounts import Permission
from jzdesk.ui.common import ask
from jzdesk.ui.common.record_tab import RecordTab

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jzdesk.services.printing import Printed
    from jzdesk.ui.common.jobs import Progress

FORM = "回访谈话表"

T = TypeVar("T", bound=RecordTab)


class ListPaper(Generic[T]):
    """What is written is opened with the PC's own viewer, where the settings wish so."""

    def __init__(self, tab: T) -> None:
        self.tab = tab

    def may(self) -> bool:
        """Whether the account may take data out; if not it is said."""
        may = self.tab.desk.may(Permission.EXPORT)
        if not may:
            self.tab.say("当前账户没有“导出和打印”的权限。")
        return may

    # ---- talk forms

    def blank(self) -> None:
        """The talk form for handwriting, with nothing filled in."""
        self.print_talks(f"{FORM}（空白）", blank=True)

    def print_talks(self, name: str, **what: Any) -> None:
        """Talk forms as one PDF; `what` is what `print_interviews` takes to say which."""
        if not self.may():
            return
        path = ask.choose_save_file(
            self.tab, f"打印{FORM}", suggested=f"{name}.pdf", kinds="PDF 文件 (*.pdf)"
        )
        if path is None:
            return

        def work(progress: Progress) -> Printed:
            from jzdesk.services.printing import print_interviews

            return print_interviews(self.tab.desk, out=path, progress=progress, **what)

        self.tab.run_long(work, done=self._printed, busy_text=f"生成{FORM}")

    def _printed(self, made: Printed) -> None:
        text = f"已生成{FORM} {made.forms} 份共 {made.pages} 页：“{made.path.name}”"
        self.finish(made.path, text, "，已用系统阅读器打开，可在其中打印")

    # ---- the list

    def save_list(self, title: str, counted: str, write: Callable[..., int]) -> None:
        """The list as a workbook, in the order of the screen.

        `write(path, sort=, descending=, progress=)` makes it and says how many rows it has; `counted` is their word.
        """
        if not self.may():
            return
        suggested = f"{title}{self.tab.frame.today():%Y%m%d}.xlsx"
        path = ask.choose_save_file(self.tab, "导出当前列表", suggested=suggested, kinds="工作簿 (*.xlsx)")
        if path is None:
            return
        model = self.tab.list.model
        sort, down = (model.sort_key, model.descending) if model.sort_key else ("decided_on", True)

        def work(progress: Progress) -> int:
            return write(path, sort=sort, descending=down, progress=progress)

        self.tab.run_long(work, done=partial(self._saved, path, counted), busy_text=f"导出{title}")

    def _saved(self, path: Path, counted: str, count: int) -> None:
        self.finish(path, f"已导出 {count} {counted}到“{path.name}”")

    # ---- afterwards

    def finish(self, path: Path, text: str, opened: str = "") -> None:
        """Say what was written, and open it; `opened` is added to the words where it is."""
        settings = self.tab.frame.settings
        opens = settings is None or settings.current.open_exports
        self.tab.jobs.message.emit("done", f"{text}{opened if opens else ''}。")
        if opens:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
