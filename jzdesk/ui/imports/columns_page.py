"""第一步：核对表头和栏目. The sheet as it stands above, what each of its columns is read as below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QSplitter, QWidget

from jzdesk.domain.import_runs import KINDS
from jzdesk.ui.common.fields_choice import ChoiceField
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.imports.column_lines import ColumnLines
from jzdesk.ui.imports.foot import Foot
from jzdesk.ui.imports.sheet_grid import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from jzdesk.ui.imports.shapes import FileView

NO_HEADING = "没有认出表头：请选定内容，再在下面表头所在的行上按回车"
MOST_ROW = 1_048_576
LEAST_GRID_ROWS = 3
SPLIT = (34, 66)
CHARS_KIND, CHARS_SHEET = 7, 12


class ColumnsPage(QWidget):
    """`look_wanted(kind, sheet, heading)`: read it otherwise, `heading` (first row, last row) or None to have it found;
    `plan_wanted()`: go on with `mapping()`; `left()`: back."""

    look_wanted = Signal(str, str, object)
    plan_wanted = Signal()
    left = Signal()

    def __init__(self, kinds: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: FileView | None = None
        self.kind = ChoiceField([(code, KINDS[code]) for code in kinds], empty=None, chars=CHARS_KIND)
        self.sheet = ChoiceField(empty=None, chars=CHARS_SHEET)
        self.kind.setAccessibleName("内容")
        self.sheet.setAccessibleName("工作表")
        self.first, self.last = _spin("表头从第几行"), _spin("表头到第几行")
        self.found = QLabel()
        mark_role(self.found, "secondary")
        self.grid = SheetGrid("文件开头的各行")
        self.grid.show_at_least(LEAST_GRID_ROWS)
        self.lines = ColumnLines()
        self.foot = Foot("试导入")
        self.offer_button = QPushButton("采用全部近似的栏目")
        self.offer_button.setProperty("link", True)
        self.foot.add_link(self.offer_button)
        layout = tight_column(self)
        top = add_row(layout, margins=(16, 8, 16, 8))
        self._fill_top(top)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.grid)
        splitter.addWidget(self.lines)
        for place, share in enumerate(SPLIT):
            splitter.setStretchFactor(place, share)
        splitter.setSizes([share * 10 for share in SPLIT])
        layout.addWidget(splitter, 1)
        layout.addWidget(self.foot)
        self._connect()

    def _fill_top(self, row: QHBoxLayout) -> None:
        for text, widget in (
            ("内容", self.kind),
            ("工作表", self.sheet),
            ("表头 第", self.first),
            ("行 至 第", self.last),
        ):
            label = QLabel(text)
            label.setBuddy(widget)
            mark_role(label, "secondary")
            row.addWidget(label)
            row.addWidget(widget)
        end = QLabel("行")
        mark_role(end, "secondary")
        row.addWidget(end)
        row.addSpacing(8)
        row.addWidget(self.found, 1)

    def _connect(self) -> None:
        self.kind.changed.connect(self._look_anew)
        self.sheet.changed.connect(self._look_anew)
        self.first.valueChanged.connect(self._first_moved)
        self.last.valueChanged.connect(self._look_there)
        self.grid.entered.connect(self._heading_at)
        self.grid.column_chosen.connect(self.lines.show_line)
        self.lines.column_focused.connect(self.grid.show_column)
        self.lines.changed.connect(self._tell)
        self.offer_button.clicked.connect(self._take_offers)
        self.foot.go_wanted.connect(self.go_on)
        self.foot.back_wanted.connect(self.left)

    # ---- what stands there

    def show_file(self, view: FileView) -> None:
        """A file, or the same one read otherwise."""
        self.view = view
        for widget in (self.kind, self.sheet, self.first, self.last):
            widget.blockSignals(True)
        self.kind.set_value(view.kind)
        self.sheet.set_choices(view.sheets)
        self.sheet.set_value(view.sheet)
        self.sheet.setEnabled(len(view.sheets) > 1)
        first, last = view.heading or (1, 1)
        self.first.setValue(first)
        self.last.setMinimum(first)
        self.last.setValue(last)
        for widget in (self.kind, self.sheet, self.first, self.last):
            widget.blockSignals(False)
        self.found.setText("" if view.heading else NO_HEADING)
        self.grid.show_rows(view.rows)
        self.grid.show_row(last + 1)
        self.lines.show_columns(view.columns, view.fields, remembered=view.remembered)
        self._tell()

    def mapping(self) -> Mapping[int, str]:
        """The field each column is read as, '' for those left out."""
        return self.lines.choices()

    def _tell(self) -> None:
        view = self.view
        if view is None:
            return
        offers = self.lines.offered()
        self.offer_button.setVisible(len(offers) > 1)
        why_not = self._why_not(view)
        text = (
            why_not
            or view.known
            or (f"有 {len(offers)} 列的表头只是近似，请确认读作什么。" if offers else "")
        )
        kind = "overdue" if why_not else "soon" if text else "done"
        self.foot.say(text or f"已认出 {len(self.lines.mapping())} 列，共 {len(view.columns)} 列。", kind)
        self.foot.set_ready(on=not why_not, why_not=why_not)

    def _why_not(self, view: FileView) -> str:
        if view.heading is None:
            return "还没有指定表头所在的行。"
        if missing := self.lines.missing():
            return f"缺少必填的栏目：{'、'.join(missing)}。请在“读作”中指定由哪一列读入。"
        if doubled := self.lines.doubled():
            return f"“{'”“'.join(doubled)}”有不止一列读入，请只留一列。"
        return "" if self.lines.mapping() else "还没有一列读入。"

    # ---- acts

    def go_on(self) -> None:
        """试导入."""
        if self.foot.is_ready:
            self.plan_wanted.emit()

    def _look_anew(self) -> None:
        """Another kind or sheet: its heading is to be found again."""
        self.look_wanted.emit(self.kind.value(), self.sheet.value(), None)

    def _first_moved(self, row: int) -> None:
        self.last.blockSignals(True)
        self.last.setMinimum(row)
        self.last.blockSignals(False)
        self._look_there()

    def _look_there(self, *_: object) -> None:
        heading = (self.first.value(), self.last.value())
        self.look_wanted.emit(self.kind.value(), self.sheet.value(), heading)

    def _heading_at(self, row: int) -> None:
        self.look_wanted.emit(self.kind.value(), self.sheet.value(), (row, row))

    def _take_offers(self) -> None:
        for column, key in self.lines.offered():
            self.lines.choose(column, key)

    def focus_content(self) -> None:
        """The keyboard goes to the columns."""
        if self.view is not None and self.view.heading is None:
            self.grid.setFocus()
            self.grid.go_to(0, 1)
        else:
            self.lines.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        else:
            super().keyPressEvent(event)


def _spin(name: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(1, MOST_ROW)
    spin.setKeyboardTracking(False)
    spin.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    spin.setAccessibleName(name)
    spin.setAlignment(Qt.AlignmentFlag.AlignRight)
    spin.setFixedWidth(spin.fontMetrics().horizontalAdvance("0") * 6 + 28)
    return spin
