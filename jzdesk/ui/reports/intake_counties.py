"""下级单位: who reports here since when, and what is wanted of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jzdesk.domain import months
from jzdesk.domain.accounts import PERMISSION_NAMES, Permission
from jzdesk.domain.merge_files import LEVELS
from jzdesk.ui.common.layouts import tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.table import Column, FixedSource
from jzdesk.ui.reports.intake_head import Head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.counties import County
    from jzdesk.services.counties import IntakeSettings
    from jzdesk.ui.common.frame import Frame

EMPTY = "还没有登记下级单位。登记后才能接收它们的月报。"
COLUMNS = (
    Column("position", "序号", 56, "right"),
    Column("name", "单位名称", 240, least=140),
    Column("code", "单位代码", 160),
    Column("since", "报送起月", 110),
    Column("until", "报送止月", 110),
    Column("note", "备注", 260, least=100),
)


@dataclass(frozen=True, slots=True)
class CountyRow:
    """One line of the register."""

    id: int
    position: int
    name: str
    code: str
    since: str
    until: str
    note: str
    county: County


class CountiesView(QWidget):
    """`form_wanted(county | None)`, `remove_wanted(county)`, `settings_wanted()`, `left()`."""

    form_wanted = Signal(object)
    remove_wanted = Signal(object)
    settings_wanted = Signal()
    left = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings: IntakeSettings | None = None
        self.counties: tuple[County, ...] = ()
        may = frame.desk.may(Permission.CHANGE_RULES)
        self.head = Head("下级单位")
        bar = self.head.bar
        self.add_button = bar.add("登记下级单位", self.new, primary=True, tip="Ctrl+N")
        self.edit_button = bar.add("修改…", self.edit, tip="F2")
        self.remove_button = bar.add("删除…", self.remove, tip="Delete")
        self.settings_button = bar.add("报送要求…", self._settings)
        self._may = may
        self.list = RecordList(
            "intake.counties", COLUMNS, jobs=frame.jobs, memory=frame.memory, empty_text=EMPTY,
            empty_action="登记下级单位" if may else "",
        )  # fmt: skip
        self.list.view.setAccessibleName("下级单位")
        layout = tight_column(self)
        layout.addWidget(self.head)
        layout.addWidget(self.list, 1)
        self.head.left.connect(self.left)
        self.list.empty_action.connect(self.new)
        self.list.opened.connect(self.edit)
        self.list.edit_wanted.connect(self.edit)
        self.list.delete_wanted.connect(self.remove)
        self.list.current_changed.connect(self._tell)
        self.list.model.loaded.connect(self._choose_first)
        self._tell()

    def show_counties(self, counties: Sequence[County], settings: IntakeSettings) -> None:
        """Another register."""
        self.settings, self.counties = settings, tuple(counties)
        level = LEVELS.get(settings.level, settings.level)
        self.head.say("下级单位", f"月末后 {settings.due_days} 个工作日内报送，{level}级别")
        rows = [
            CountyRow(
                c.id or 0, c.position, c.name, c.code, months.title(c.since) if c.since else "",
                months.title(c.until) if c.until else "", c.note, c,
            )
            for c in counties
        ]  # fmt: skip
        self.list.set_source(FixedSource(tuple(rows)))
        self._tell()

    def _choose_first(self, total: int) -> None:
        if total and self.list.current_id() is None:
            self.list.view.selectRow(0)

    @property
    def current(self) -> County | None:
        """The county in front."""
        row = self.list.current_row()
        return row.county if isinstance(row, CountyRow) else None

    def _tell(self, *_: object) -> None:
        why_not = "" if self._may else f"当前账户没有“{PERMISSION_NAMES[Permission.CHANGE_RULES]}”的权限。"
        chosen = self.current is not None
        for button, on, tip in (
            (self.add_button, True, "Ctrl+N"),
            (self.edit_button, chosen, "F2"),
            (self.remove_button, chosen, "Delete"),
            (self.settings_button, self.settings is not None, ""),
        ):
            button.setEnabled(self._may and on)
            button.setToolTip(why_not or tip)

    # ---- acts

    def new(self, *_: object) -> None:
        """登记下级单位."""
        if self.add_button.isEnabled():
            self.form_wanted.emit(None)

    def edit(self, *_: object) -> None:
        """A change of the county in front."""
        if self.edit_button.isEnabled() and self.current is not None:
            self.form_wanted.emit(self.current)

    def remove(self, *_: object) -> None:
        """Take the county in front out."""
        if self.remove_button.isEnabled() and self.current is not None:
            self.remove_wanted.emit(self.current)

    def _settings(self) -> None:
        self.settings_wanted.emit()

    def focus_content(self) -> None:
        """The keyboard goes to the list."""
        self.list.focus_content()
