"""用本县自己的表: which sheet of the county's workbook is which ledger, where its heading stands, what its columns are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common.ask import dialog_buttons
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.services.template_reading import SheetPlan, TemplatePlan

LEFT_OUT, KEPT = "不用（不写入表样）", "原样保留（说明页等）"
NOT_FILLED = "不填（本县自己的栏）"
_KEEP = "@keep"
_SAMPLE = 14


class TemplateDialog(QDialog):
    """`plan` is what was decided. `wanted(sheet, code, heading, mapping)`: a person decided about a sheet, look at it again;
    the answer comes by `show_plan`. `try_wanted`: fill it with the month's figures for a look."""

    wanted = Signal(str, str, object, object)
    try_wanted = Signal()

    def __init__(
        self, parent: QWidget, plan: TemplatePlan, ledgers: Mapping[str, tuple[str, Mapping[str, str]]]
    ) -> None:
        """`ledgers`: title and columns (key → title) of each ledger by code."""
        super().__init__(parent)
        self.plan, self._ledgers = plan, ledgers
        self.setWindowTitle(f"用本县自己的表：{plan.path.name}")
        self.resize(900, 580)
        self.sheets = QListWidget()
        self.sheets.setAccessibleName("工作表")
        self.sheets.setFixedWidth(300)
        self.what = QComboBox()
        self.what.setAccessibleName("作为哪个台账")
        self.first, self.last = _row_number("表头从第几行"), _row_number("表头到第几行")
        self.columns: dict[int, QComboBox] = {}
        self._lines = QScrollArea()
        self._lines.setFrameShape(QFrame.Shape.NoFrame)
        self._lines.setWidgetResizable(True)
        self._lines.setAccessibleName("各栏填什么")
        self.note, self.problem = QLabel(), QLabel()
        for label, role in ((self.note, "secondary"), (self.problem, "error")):
            label.setWordWrap(True)
            mark_role(label, role)
        self.problem.hide()
        self.buttons = dialog_buttons(self, "启用")
        self.try_button = self.buttons.addButton("用本月数据试填…", QDialogButtonBox.ButtonRole.ActionRole)
        self._lay_out()
        self._fill_choices()
        self.sheets.currentRowChanged.connect(self._show_sheet)
        self.what.activated.connect(self._choose_ledger)
        for number in (self.first, self.last):
            number.editingFinished.connect(self._choose_heading)
        self.try_button.clicked.connect(self.try_wanted)
        self.show_plan(plan)
        self.sheets.setCurrentRow(max(0, next((n for n, s in enumerate(plan.sheets) if s.code), 0)))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        body, right, head = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        layout.addLayout(body, 1)
        body.addWidget(self.sheets)
        body.addLayout(right, 1)
        right.addLayout(head)
        for widget in (
            QLabel("作为"),
            self.what,
            QLabel("表头从第"),
            self.first,
            QLabel("行到第"),
            self.last,
            QLabel("行"),
        ):
            head.addWidget(widget)
        head.addStretch(1)
        right.addWidget(self._lines, 1)
        right.addWidget(self.note)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _fill_choices(self) -> None:
        self.what.addItem(LEFT_OUT, "")
        self.what.addItem(KEPT, _KEEP)
        for code, (title, _) in self._ledgers.items():
            self.what.addItem(title, code)

    # ---- showing

    def show_plan(self, plan: TemplatePlan) -> None:
        """The plan with what is decided now."""
        self.plan = plan
        row = max(self.sheets.currentRow(), 0)
        blocked = self.sheets.blockSignals(True)
        self.sheets.clear()
        self.sheets.addItems([self._line(sheet) for sheet in plan.sheets])
        self.sheets.setCurrentRow(min(row, self.sheets.count() - 1))
        self.sheets.blockSignals(blocked)
        self.problem.hide()
        self._show_sheet(self.sheets.currentRow())

    def _line(self, sheet: SheetPlan) -> str:
        if sheet.code:
            return f"{sheet.sheet}　→ {self._ledgers[sheet.code][0]}，{sheet.matched}栏"
        return f"{sheet.sheet}　→ {'原样保留' if sheet.keep else '不用'}"

    @property
    def sheet(self) -> SheetPlan | None:
        """The sheet in front."""
        row = self.sheets.currentRow()
        return self.plan.sheets[row] if 0 <= row < len(self.plan.sheets) else None

    def _show_sheet(self, _row: int) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self.what.setCurrentIndex(max(0, self.what.findData(_KEEP if sheet.keep else sheet.code)))
        for number, value in zip((self.first, self.last), sheet.heading or (1, 1), strict=True):
            number.setValue(value)
            number.setEnabled(bool(sheet.code))
        self._lines.setWidget(self._column_lines(sheet))
        self.note.setText(self._said(sheet))

    def _column_lines(self, sheet: SheetPlan) -> QWidget:
        body = QWidget()
        body.setObjectName("formBody")
        lines = QFormLayout(body)
        lines.setContentsMargins(4, 4, 12, 4)
        lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.columns = {}
        titles = self._ledgers[sheet.code][1] if sheet.code else {}
        for column in sheet.columns:
            combo = QComboBox()
            combo.addItem(NOT_FILLED, "")
            for key, title in titles.items():
                combo.addItem(title, key)
            combo.setCurrentIndex(max(0, combo.findData(column.field)))
            name = f"{column.letter}列　{column.title or '（没有栏名）'}"
            combo.setAccessibleName(name)
            sample = next(iter(column.samples), "")
            cut = "…" if len(sample) > _SAMPLE else ""
            lines.addRow(f"{name}　例：{sample[:_SAMPLE]}{cut}" if sample else name, combo)
            combo.activated.connect(partial(self._choose_column, column.column))
            self.columns[column.column] = combo
        return body

    def _said(self, sheet: SheetPlan) -> str:
        said = []
        if sheet.code and sheet.heading is None:
            said.append("没有找到表头，请填写表头在第几行。")
        if sheet.missing and sheet.matched:
            said.append(
                f"表上没有而汇总、核对要用的{len(sheet.missing)}栏（{'、'.join(sheet.missing)}）放在表右侧的隐藏列中。"
            )
        if sheet.code and sheet.matched:
            said.append("表内原有的人员数据不会带入表样。")
        if self.plan.lost:
            said.append(f"不能保留：{'、'.join(self.plan.lost)}。")
        return "".join(said)

    # ---- deciding

    def _choose_ledger(self, _at: int) -> None:
        sheet, code = self.sheet, str(self.what.currentData())
        if sheet is None:
            return
        if code == _KEEP:
            self.show_plan(self.plan.with_sheet(type(sheet)(sheet=sheet.sheet, keep=True)))
        else:
            self.wanted.emit(sheet.sheet, code, None, None)

    def _choose_heading(self) -> None:
        sheet = self.sheet
        heading = (self.first.value(), max(self.first.value(), self.last.value()))
        if sheet is not None and sheet.code and heading != sheet.heading:
            self.wanted.emit(sheet.sheet, sheet.code, heading, None)

    def _choose_column(self, column: int, _at: int) -> None:
        """One column filled otherwise; the column that held the same until now is filled no more."""
        sheet = self.sheet
        if sheet is None:
            return
        key = str(self.columns[column].currentData())
        mapping = {at: str(combo.currentData()) for at, combo in self.columns.items()}
        mapping |= {at: "" for at, other in mapping.items() if other == key and at != column}
        self.wanted.emit(sheet.sheet, sheet.code, sheet.heading, mapping)

    def show_problem(self, text: str) -> None:
        """Why it cannot be done."""
        self.problem.setText(text)
        self.problem.show()

    def accept(self) -> None:
        ledgers = [sheet for sheet in self.plan.sheets if sheet.code and sheet.matched]
        nameless = [s.sheet for s in ledgers if "name" not in {column.field for column in s.columns}]
        if not ledgers:
            self.show_problem("没有一张工作表对应到台账，请先选定工作表作为哪个台账。")
        elif nameless:
            self.show_problem(f"工作表“{nameless[0]}”没有选定哪一栏是姓名。")
        else:
            super().accept()


def _row_number(name: str) -> QSpinBox:
    number = QSpinBox()
    number.setRange(1, 60)
    number.setAccessibleName(name)
    number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return number
