"""打印 and 导出 of the cases tab: the talk form of the person chosen, and the list as a workbook."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from jzdesk.domain.accounts import Permission
from jzdesk.ui.common import ask

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.services.printing import Printed
    from jzdesk.ui.cases.reading import CaseDetail
    from jzdesk.ui.cases.tab import CasesTab
    from jzdesk.ui.common.jobs import Progress

FORM = "回访谈话表"


class CasePaper:
    """Every method is the slot of a menu entry or key."""

    def __init__(self, tab: CasesTab) -> None:
        self.tab = tab

    def blank(self) -> None:
        """The talk form for handwriting."""
        self._print(f"{FORM}（空白）", blank=True)

    def coming(self) -> None:
        """The talk form of the next visit to the person of the chosen case."""
        if self._may():
            self.tab.with_current(self._coming)

    def _coming(self, detail: CaseDetail) -> None:
        if detail.dossier is None:
            self.tab.say("这件案件的处理不列入应回访，没有回访谈话表。")
        else:
            self._print(f"{FORM}{detail.file.person.name}", dossier_id=detail.dossier.dossier.id)

    def _print(self, name: str, **what: Any) -> None:
        if not self._may():
            return
        path = ask.choose_save_file(self.tab, f"打印{FORM}", suggested=f"{name}.pdf", kinds="PDF 文件 (*.pdf)")
        if path is None:
            return

        def work(progress: Progress) -> Printed:
            from jzdesk.services.printing import print_interviews

            return print_interviews(self.tab.desk, out=path, progress=progress, **what)

        self.tab.run_long(work, done=self._printed, busy_text=f"生成{FORM}")

    def _printed(self, made: Printed) -> None:
        self._finished(made.path, f"已生成{FORM} {made.forms} 份共 {made.pages} 页：“{made.path.name}”。")

    def export(self) -> None:
        """What the filter leaves, in the order of the screen."""
        if not self._may():
            return
        suggested = f"案件处分列表{self.tab.frame.today():%Y%m%d}.xlsx"
        path = ask.choose_save_file(self.tab, "导出当前列表", suggested=suggested, kinds="工作簿 (*.xlsx)")
        if path is None:
            return
        model, what = self.tab.list.model, self.tab.filter_of(self.tab.filters.values())
        sort, down = (model.sort_key, model.descending) if model.sort_key else ("decided_on", True)

        def work(progress: Progress) -> int:
            from jzdesk.services.case_lists import export_cases

            return export_cases(self.tab.desk, what, path, sort=sort, descending=down, progress=progress)

        self.tab.run_long(work, done=partial(self._exported, path), busy_text="导出案件处分列表")

    def _exported(self, path: Path, count: int) -> None:
        self._finished(path, f"已导出 {count} 件到“{path.name}”。")

    def _finished(self, path: Path, text: str) -> None:
        """Say it, and open it where the settings wish so."""
        self.tab.jobs.message.emit("done", text)
        settings = self.tab.frame.settings
        if settings is None or settings.current.open_exports:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _may(self) -> bool:
        may = self.tab.desk.may(Permission.EXPORT)
        if not may:
            self.tab.say("当前账户没有“导出和打印”的权限。")
        return may
