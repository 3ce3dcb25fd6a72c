"""The tabs, in the order they stand on screen. A tab is imported and built when it is first opened."""

from __future__ import annotations

import linecache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.common.tab import Tab


class TabEntry(NamedTuple):
    """`kinds` are the records the tab can open; known here so that nothing is imported to find out."""

    title: str
    module: str
    name: str
    kinds: tuple[str, ...] = ()

    def make(self, frame: Frame) -> Tab:
        """Import and build it."""
        kind = getattr(import_module(self.module), self.name)
        # PySide reads the source of imported modules to see whether they use it, and Python keeps what was read: 1 MB.
        linecache.clearcache()
        tab: Tab = kind(frame)
        return tab


TABS = (
    TabEntry("今日", "jzdesk.ui.today.tab", "TodayTab"),
    TabEntry(
        "案件处分",
        "jzdesk.ui.cases.tab",
        "CasesTab",
        ("case", "decision", "announcement", "execution", "restore_rights", "appeal", "person"),
    ),
    TabEntry(
        "容错纠错",
        "jzdesk.ui.tolerance.pages",
        "TolerancePages",
        ("tolerance", "correction", "enquiry", "list_version"),
    ),
    TabEntry(
        "回访教育",
        "jzdesk.ui.dossiers.tab",
        "DossiersTab",
        (
            "dossier",
            "visit",
            "follow_up",
            "assessment",
            "mentor",
            "team",
            "mentor_note",
            "annual",
            "forward_assessment",
            "consequence",
        ),
    ),
    TabEntry("统计上报", "jzdesk.ui.reports.tab", "ReportsTab", ("month", "intake")),
)
