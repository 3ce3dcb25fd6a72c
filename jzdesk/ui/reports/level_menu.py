"""脱敏导出: the month with nobody named in it, as rows or as counts only, and how much of an ID number stays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from jzdesk.domain import months
from jzdesk.domain.masking import ID_KEEP_NAMES, LEVEL_NAMES, LEVEL_NOTES, Level

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAction

    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.jobs import Progress
    from jzdesk.ui.reports.month_page import MonthPage

SHOWN = (Level.MASKED, Level.COUNTS)


class LevelMenu(QMenu):
    """The menu of the button 脱敏导出 of a page; what is chosen runs on the page's lanes."""

    def __init__(self, page: MonthPage) -> None:
        super().__init__(page.bar.levels_button)
        self._page = page
        self.setToolTipsVisible(True)
        for level in SHOWN:
            action = self.addAction(f"{LEVEL_NAMES[level]}…")
            action.setToolTip(LEVEL_NOTES[level])
            action.triggered.connect(partial(self._export, level))
        self.addSeparator()
        self._keeps = QActionGroup(self)
        self._by_keep: dict[str, QAction] = {}
        for keep, name in ID_KEEP_NAMES.items():
            action = self.addAction(f"身份证号{name}")
            action.setCheckable(True)
            action.triggered.connect(partial(self._keep, keep))
            self._keeps.addAction(action)
            self._by_keep[keep] = action
        self.aboutToShow.connect(self._ask)

    def _ask(self) -> None:
        self._page.run(partial(_kept, self._page.desk), done=self._show_keep)

    def _show_keep(self, keep: str) -> None:
        self._by_keep[keep].setChecked(True)

    def _keep(self, keep: str, _checked: bool = False) -> None:
        self._page.run(partial(_choose_keep, self._page.desk, keep))

    def _export(self, level: Level, _checked: bool = False) -> None:
        page, name = self._page, LEVEL_NAMES[level]
        path = page.choose_file(
            f"导出{name}", f"{page.unit_name}{months.title(page.month)}月报（{name}）.xlsx"
        )
        if path is not None:
            work = partial(_export, page.desk, page.month, path, level)
            page.run_long(work, done=partial(page.show_file, name), busy_text=f"导出{name}")


# ---- on the lanes


def _kept(desk: Desk) -> str:
    from jzdesk.services.month_levels import id_keep

    return id_keep(desk)


def _choose_keep(desk: Desk, keep: str) -> object:
    from jzdesk.services.month_levels import choose_id_keep

    return choose_id_keep(desk, keep)


def _export(desk: Desk, key: str, path: Path, level: Level, progress: Progress) -> Path:
    from jzdesk.services.months import export_month

    path.parent.mkdir(parents=True, exist_ok=True)
    return export_month(desk, key, path, progress, level=level).path
