"""打印: 谈话表, whole files, and the list as a workbook."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.ui.common import ask
from jzdesk.ui.common.paper import FORM, ListPaper

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.services.dossier_print import PrintedDossiers
    from jzdesk.ui.common.jobs import Progress
    from jzdesk.ui.dossiers.tab import DossiersTab  # noqa: F401 - the type of `tab`


class DossierPaper(ListPaper["DossiersTab"]):
    """Every method is the slot of a button or menu entry."""

    def coming(self) -> None:
        """For the next talk of the person chosen, his particulars filled in."""
        dossier_id = self.tab.chosen_id()
        view = self.tab.view
        if dossier_id is not None:
            name = view.file.person.name if view and view.file.dossier.id == dossier_id else ""
            self.print_talks(f"{FORM}{name}", dossier_id=dossier_id)

    def chosen(self) -> None:
        """For the next talks of all persons selected in the list."""
        self.tab.list.collect_selected(self._print_chosen)

    def _print_chosen(self, ids: list[int]) -> None:
        if ids:
            self.print_talks(f"{FORM}（{len(ids)}人）", dossier_ids=tuple(ids))
        else:
            self.tab.chosen_id()

    def month(self) -> None:
        """All talks held or due this month."""
        today = self.tab.frame.today()
        self.print_talks(f"{FORM}{today:%Y年%m月}", month=f"{today:%Y-%m}")

    def visit(self, visit_id: int) -> None:
        """One visit: as recorded, or with its head filled in."""
        view = self.tab.view
        visit = next((v for v in view.file.visits if v.id == visit_id), None) if view else None
        if view is not None and visit is not None:
            self.print_talks(f"{FORM}{view.file.person.name}第{visit.ordinal}次", visit_id=visit_id)

    def visits(self, ids: list[int], title: str) -> None:
        """Those of the calendar: a day's, a month's, or the ones selected."""
        if ids:
            self.print_talks(f"{FORM}{title}（{len(ids)}人）", visit_ids=tuple(ids))

    def whole(self) -> None:
        """The whole file of the person chosen, as one PDF."""
        dossier_id = self.tab.chosen_id()
        if dossier_id is None or not self.may():
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
        if not self.may():
            return
        folder = ask.choose_folder(self.tab, f"{len(ids)} 人的档案存到哪个文件夹")
        if folder is None:
            return

        def work(progress: Progress) -> PrintedDossiers:
            from jzdesk.services.dossier_print import print_dossiers

            return print_dossiers(self.tab.desk, ids, folder, progress)

        self.tab.run_long(work, done=partial(self._bound, folder=folder), busy_text=f"生成 {len(ids)} 人的档案")

    def _bound(self, made: PrintedDossiers, *, folder: Path | None = None) -> None:
        place = folder or made.files[0]
        self.finish(place, f"{made.said}：“{place.name}”", "，已打开")

    def export(self) -> None:
        """导出: what the filter leaves, in the order of the screen."""
        what = self.tab.filter_of(self.tab.filters.values())

        def write(path: Path, **how: Any) -> int:
            from jzdesk.services.dossier_lists import export_dossiers

            return export_dossiers(self.tab.desk, what, path, **how)

        self.save_list("回访教育列表", "人", write)
