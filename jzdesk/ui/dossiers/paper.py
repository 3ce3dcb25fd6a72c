"""打印: 谈话表, whole files, and the list as a workbook."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from jzdesk.domain.accounts import Permission
from jzdesk.ui.common import ask

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.services.dossier_print import PrintedDossiers
    from jzdesk.services.printing import Printed
    from jzdesk.ui.common.jobs import Progress
    from jzdesk.ui.dossiers.tab import DossiersTab

FORM = "回访谈话表"


class DossierPaper:
    """Every method is the slot of a button or menu entry. What is written is opened with the PC's own viewer."""

    def __init__(self, tab: DossiersTab) -> None:
        self.tab = tab

    def blank(self) -> None:
        """For handwriting, with nothing filled in."""
        self._print(f"{FORM}（空白）", blank=True)

    def coming(self) -> None:
        """For the next talk of the person chosen, his particulars filled in."""
        dossier_id = self.tab.chosen_id()
        view = self.tab.view
        if dossier_id is not None:
            name = view.file.person.name if view and view.file.dossier.id == dossier_id else ""
            self._print(f"{FORM}{name}", dossier_id=dossier_id)

    def chosen(self) -> None:
        """For the next talks of all persons selected in the list."""
        self.tab.list.collect_selected(self._print_chosen)

    def _print_chosen(self, ids: list[int]) -> None:
        if ids:
            self._print(f"{FORM}（{len(ids)}人）", dossier_ids=tuple(ids))
        else:
            self.tab.chosen_id()

    def month(self) -> None:
        """All talks held or due this month."""
        today = self.tab.frame.today()
        self._print(f"{FORM}{today:%Y年%m月}", month=f"{today:%Y-%m}")

    def visit(self, visit_id: int) -> None:
        """One visit: as recorded, or with its head filled in."""
        view = self.tab.view
        visit = next((v for v in view.file.visits if v.id == visit_id), None) if view else None
        if view is not None and visit is not None:
            self._print(f"{FORM}{view.file.person.name}第{visit.ordinal}次", visit_id=visit_id)

    def visits(self, ids: list[int], title: str) -> None:
        """Those of the calendar: a day's, a month's, or the ones selected."""
        if ids:
            self._print(f"{FORM}{title}（{len(ids)}人）", visit_ids=tuple(ids))

    def whole(self) -> None:
        """The whole file of the person chosen, as one PDF."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is None or not self._may():
            return
        view = self.tab.view
        known = view is not None and view.file.dossier.id == dossier_id
        name = f"_{view.file.person.name}_{view.file.dossier.number}" if view is not None and known else ""
        path = ask.choose_save_file(self.tab, "打印整份档案", suggested=f"一人一档{name}.pdf", kinds="PDF 文件 (*.pdf)")
        if path is None:
            return

        def work(progress: Progress) -> PrintedDossiers:
            from jzdesk.services.dossier_print import print_dossier

            return print_dossier(self.tab.desk, dossier_id, path, progress)

        self.tab.run_long(work, done=self._bound, busy_text="生成整份档案")

    def whole_chosen(self) -> None:
        """Those of all persons selected in the list, a PDF each, into a folder."""
        self.tab.list.collect_selected(self._whole_chosen)

    def _whole_chosen(self, ids: list[int]) -> None:
        if not ids:
            self.tab.chosen_id()
            return
        if not self._may():
            return
        folder = ask.choose_folder(self.tab, f"{len(ids)} 人的档案存到哪个文件夹")
        if folder is None:
            return

        def work(progress: Progress) -> PrintedDossiers:
            from jzdesk.services.dossier_print import print_dossiers

            return print_dossiers(self.tab.desk, ids, folder, progress)

        self.tab.run_long(work, done=partial(self._bound, folder=folder), busy_text=f"生成 {len(ids)} 人的档案")

    def _bound(self, made: PrintedDossiers, *, folder: Path | None = None) -> None:
        settings = self.tab.frame.settings
        opens = settings is None or settings.current.open_exports
        place = folder or made.files[0]
        self.tab.jobs.message.emit("done", f"{made.said}：“{place.name}”{'，已打开。' if opens else '。'}")
        if opens:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))

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
        settings = self.tab.frame.settings
        opens = settings is None or settings.current.open_exports
        text = f"已生成{FORM} {made.forms} 份共 {made.pages} 页：“{made.path.name}”"
        self.tab.jobs.message.emit("done", f"{text}，已用系统阅读器打开，可在其中打印。" if opens else f"{text}。")
        if opens:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(made.path)))

    def export(self) -> None:
        """导出: what the filter leaves, in the order of the screen."""
        if not self._may():
            return
        suggested = f"回访教育列表{self.tab.frame.today():%Y%m%d}.xlsx"
        path = ask.choose_save_file(self.tab, "导出当前列表", suggested=suggested, kinds="工作簿 (*.xlsx)")
        if path is None:
            return
        model, what = self.tab.list.model, self.tab.filter_of(self.tab.filters.values())
        sort, down = (model.sort_key, model.descending) if model.sort_key else ("decided_on", True)

        def work(progress: Progress) -> int:
            from jzdesk.services.dossier_lists import export_dossiers

            return export_dossiers(self.tab.desk, what, path, sort=sort, descending=down, progress=progress)

        self.tab.run_long(work, done=partial(self._exported, path), busy_text="导出回访教育列表")

    def _exported(self, path: Path, count: int) -> None:
        self.tab.jobs.message.emit("done", f"已导出 {count} 人到“{path.name}”。")

    def _may(self) -> bool:
        may = self.tab.desk.may(Permission.EXPORT)
        if not may:
            self.tab.say("当前账户没有“导出和打印”的权限。")
        return may
