"""统计: the figures of 容错 for a span and a place; every figure opens the reviews it counts."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import tolerance_figures as service
from jzdesk.services.indicators import COUNTY, Place
from jzdesk.services.tolerance_book import export_figures
from jzdesk.ui.common import ask
from jzdesk.ui.common.layouts import tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.span_chooser import SpanChooser, fixed_combo
from jzdesk.ui.common.tab import Tab
from jzdesk.ui.common.table import FixedSource
from jzdesk.ui.common.top_bar import TopBar
from jzdesk.ui.reports.elided import ElidedLabel
from jzdesk.ui.reports.made import MadeLine
from jzdesk.ui.tolerance.figures_rows import FIGURE_COLUMNS, LINE_COLUMNS, FigureRow, figure_rows, line_rows

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.indicators import Span
    from jzdesk.services.desk import Desk
    from jzdesk.services.tolerance_figures import PlaceChoice, ToleranceFigures
    from jzdesk.ui.common.jobs import Progress
    from jzdesk.ui.tolerance.figures_rows import LineRow

FIRST = "received"
REFUSED = "当前账户不接触业务数据。"


class FiguresPage(Tab):
    """Span and place on top, the figures left, what one of them counts right."""

    title = "容错统计"
    watches = Touched.ALL

    def build(self) -> None:
        self.spans = SpanChooser(self.frame.today())
        self.place = fixed_combo("层级或者单位", 12)
        self.place.addItem("全县", COUNTY)
        self.export_button = QPushButton("导出统计")
        self.export_button.setProperty("primary", True)
        self.made = MadeLine()
        memory = self.frame.memory
        self.figures = RecordList("tolerance.figures", FIGURE_COLUMNS, jobs=self.jobs, memory=memory)
        self.figures.view.setAccessibleName("容错统计")
        self.lines = RecordList(
            "tolerance.figure_lines",
            LINE_COLUMNS,
            jobs=self.jobs,
            memory=memory,
            empty_text="这一项没有容错审查。",
        )
        self.lines.view.setAccessibleName("容错审查名单")
        self.heading, self.meaning = QLabel(), ElidedLabel()
        mark_role(self.heading, "section")
        mark_role(self.meaning, "secondary")
        self._found: ToleranceFigures | None = None
        self._rows: tuple[FigureRow, ...] = ()
        self._line_rows: tuple[LineRow, ...] = ()
        self._code = FIRST
        layout = tight_column(self)
        layout.addWidget(self.made)
        layout.addWidget(TopBar(self.spans, self._chosen_place()))
        layout.addWidget(self._parts(), 1)

    def _chosen_place(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = QLabel("范围")
        mark_role(label, "secondary")
        label.setBuddy(self.place)
        for widget in (label, self.place, self.export_button):
            row.addWidget(widget)
        return box

    def _parts(self) -> QSplitter:
        right = QWidget()
        column = tight_column(right)
        head = QVBoxLayout()
        column.addLayout(head)
        head.setContentsMargins(12, 8, 12, 6)
        head.setSpacing(2)
        head.addWidget(self.heading)
        head.addWidget(self.meaning)
        column.addWidget(self.lines, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(1)
        for widget, share in ((self.figures, 50), (right, 50)):
            parts.addWidget(widget)
            parts.setStretchFactor(parts.count() - 1, share)
        parts.setSizes([500, 500])
        return parts

    def connect_signals(self) -> None:
        self.spans.changed.connect(self.reload)
        self.place.currentIndexChanged.connect(self._place_changed)
        self.export_button.clicked.connect(self.export_list)
        self.figures.current_changed.connect(self._show_lines)
        self.figures.opened.connect(self._enter_lines)
        self.lines.opened.connect(self._open)

    # ---- reading

    def reload(self) -> None:
        if not self.desk.may(Permission.READ):
            for widget in (self.spans, self.place, self.export_button):
                widget.setEnabled(False)
            self.figures.show_failure(REFUSED)
            self.lines.show_failure(REFUSED)
            return
        may = self.desk.may(Permission.EXPORT)
        self.export_button.setEnabled(may)
        self.export_button.setToolTip("Ctrl+E" if may else "当前账户没有导出和打印的权限。")
        asked = self.spans.span, self.spans.on, self.place.currentData()
        self.run(partial(_read, self.desk, *asked), done=partial(self._show, asked))

    def _show(self, asked: tuple[Span, date, Place], found: ToleranceFigures) -> None:
        if asked != (self.spans.span, self.spans.on, self.place.currentData()):
            return
        self._found = found
        self._offer(found.places)
        self._rows = figure_rows(found)
        row = next((row for row in self._rows if row.figure.code == self._code), self._rows[0])
        self.figures.select_id(row.id)
        self.figures.set_source(FixedSource(self._rows))

    def _offer(self, places: tuple[PlaceChoice, ...]) -> None:
        """The places there are; the chosen one stays even when nothing is left of it."""
        chosen, name = self.place.currentData(), self.place.currentText()
        blocker = QSignalBlocker(self.place)
        self.place.clear()
        for choice in places:
            self.place.addItem(choice.name, choice.place)
            self.place.setItemData(self.place.count() - 1, choice.name, Qt.ItemDataRole.ToolTipRole)
        if chosen not in [choice.place for choice in places]:
            self.place.addItem(name, chosen)
        at = next(n for n in range(self.place.count()) if self.place.itemData(n) == chosen)
        self.place.setCurrentIndex(at)
        self.place.setToolTip(self.place.currentText())
        blocker.unblock()

    def _place_changed(self, _number: int) -> None:
        self.reload()

    # ---- what a figure counts

    def _show_lines(self, number: int | None) -> None:
        row = next((row for row in self._rows if row.id == number), None)
        if row is None or self._found is None:
            return
        figure, self._code = row.figure, row.figure.code
        rate = f"　{figure.rate.text}" if figure.rate else ""
        self.heading.setText(f"{self._found.name}　{figure.name}　{figure.count:,} {figure.counted}{rate}")
        self.heading.setToolTip(figure.name)
        self.meaning.show_line(figure.meaning, figure.meaning)
        self._line_rows = line_rows(self._found.lines[figure.code])
        self.lines.set_source(FixedSource(self._line_rows))

    def choose(self, code: str) -> None:
        """Make a figure current, now or when it is there."""
        self._code = code
        row = next((row for row in self._rows if row.figure.code == code), None)
        if row is not None:
            self.figures.select_id(row.id)

    def _enter_lines(self, _number: int) -> None:
        self.lines.focus_content()

    def _open(self, number: int) -> None:
        row = next((row for row in self._line_rows if row.id == number), None)
        if row is not None:
            self.frame.open_record("tolerance", row.review_id)

    # ---- keys

    def focus_filter(self) -> None:
        self.place.setFocus()

    def focus_content(self) -> None:
        self.figures.focus_content()

    def export_list(self) -> None:
        """Ctrl+E: the figures and everything behind them as a workbook."""
        if not self.export_button.isEnabled():
            return
        span, on, place = self.spans.span, self.spans.on, self.place.currentData()
        name = f"{self.desk.office.unit_name}{span.title}容错纠错统计.xlsx"
        path = ask.choose_save_file(
            self, "导出容错统计", suggested=f"{self._folder()}/{name}", kinds="工作簿 (*.xlsx)"
        )
        if path is not None:
            self.frame.memory.put("export_folder", str(path.parent))
            work = partial(_export, self.desk, span, on=on, place=place, path=path)
            self.run_long(work, done=partial(self.made.show_made, "统计"), busy_text="导出容错统计")

    def _folder(self) -> str:
        settings = self.frame.settings
        folder = settings.current.export_folder if settings else ""
        folder = folder or str(self.frame.memory.get("export_folder", "") or self.desk.paths.exports)
        with suppress(OSError):  # a folder that is not there would be offered as the program's own
            Path(folder).mkdir(parents=True, exist_ok=True)
        return folder


# ---- on the lanes


def _read(desk: Desk, span: Span, on: date, place: Place) -> ToleranceFigures:
    return service.measure(desk, span, place=place, on=on)


def _export(desk: Desk, span: Span, progress: Progress, *, on: date, place: Place, path: Path) -> Path:
    progress(0, 0, "导出容错统计…")
    path.parent.mkdir(parents=True, exist_ok=True)
    export_figures(desk, span, path, place=place, on=on)
    return path
