"""打印 and 导出 of the cases tab: the talk form of the person chosen, and the list as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.ui.common.paper import FORM, ListPaper

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.ui.cases.reading import CaseDetail
    from jzdesk.ui.cases.tab import CasesTab  # noqa: F401 - the type of `tab`


class CasePaper(ListPaper["CasesTab"]):
    """Every method is the slot of a menu entry or key."""

    def coming(self) -> None:
        """The talk form of the next visit to the person of the chosen case."""
        if self.may():
            self.tab.with_current(self._coming)

    def _coming(self, detail: CaseDetail) -> None:
        if detail.dossier is None:
            self.tab.say("这件案件的处理不列入应回访，没有回访谈话表。")
        else:
            self.print_talks(f"{FORM}{detail.file.person.name}", dossier_id=detail.dossier.dossier.id)

    def export(self) -> None:
        """What the filter leaves, in the order of the screen."""
        what = self.tab.filter_of(self.tab.filters.values())

        def write(path: Path, **how: Any) -> int:
            from jzdesk.services.case_lists import export_cases

            return export_cases(self.tab.desk, what, path, **how)

        self.save_list("案件处分列表", "件", write)
