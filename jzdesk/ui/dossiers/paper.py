"""打印谈话表: blank, for the next talk, for those chosen, or all due this month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jzdesk.ui.dossiers.tab import DossiersTab


class DossierPaper:
    """Every method is the slot of a menu entry."""

    def __init__(self, tab: DossiersTab) -> None:
        self.tab = tab

    def blank(self) -> None: ...
    def coming(self) -> None: ...
    def chosen(self) -> None: ...
    def month(self) -> None: ...
    def visit(self, visit_id: int) -> None: ...
