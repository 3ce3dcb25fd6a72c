"""改列: what each column of a table of names is taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.intake import FIELDS
from jzdesk.ui.common.ask import dialog_buttons
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from jzdesk.domain.intake import Intake

LEFT_OUT = "不读入"
SAMPLE = 16


class ColumnsDialog(QDialog):
    """`mapping()` from column to field, `sheet()` the sheet to read."""

    def __init__(self, parent: QWidget, file_name: str, intake: Intake) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{file_name}：各列读作什么")
        self.setMinimumWidth(460)
        self._combos: dict[int, QComboBox] = {}
        self._sheet = QComboBox()
        self._sheet.setAccessibleName("工作表")
        self._sheet.addItems(list(intake.sheets))
        self._sheet.setCurrentText(intake.sheet)
        body = QWidget()
        body.setObjectName("formBody")
        lines = QFormLayout(body)
        lines.setContentsMargins(16, 12, 16, 12)
        if len(intake.sheets) > 1:
            lines.addRow("工作表", self._sheet)
        for column in intake.columns:
            combo = QComboBox()
            combo.addItem(LEFT_OUT, "")
            for code, name in FIELDS.items():
                combo.addItem(name, code)
            combo.setCurrentIndex(max(0, combo.findData(column.field)))
            title = f"{column.letter}列　{column.title or '（没有标题）'}"
            combo.setAccessibleName(title)
            cut = "…" if len(column.sample) > SAMPLE else ""
            sample = f"　例：{column.sample[:SAMPLE]}{cut}" if column.sample else ""
            lines.addRow(f"{title}{sample}", combo)
            self._combos[column.index] = combo
        scroller = QScrollArea()
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setWidget(body)
        scroller.setWidgetResizable(True)
        self.problem = QLabel()
        self.problem.hide()
        mark_role(self.problem, "error")
        buttons = dialog_buttons(self, "重新读入")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        for widget in (scroller, self.problem, buttons):
            layout.addWidget(widget)

    def mapping(self) -> dict[int, str]:
        """The field of each column that is read."""
        return {index: code for index, combo in self._combos.items() if (code := str(combo.currentData()))}

    def sheet(self) -> str | None:
        """The sheet chosen."""
        return self._sheet.currentText() or None

    def accept(self) -> None:
        fields = list(self.mapping().values())
        text = "" if "name" in fields else "请指定哪一列是姓名。"
        if len(set(fields)) < len(fields):
            text = "同一项内容只能由一列读入。"
        if text:
            self.problem.setText(text)
            self.problem.show()
            return
        super().accept()
