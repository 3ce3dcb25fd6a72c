"""栏目方案: which columns each ledger shows and in which order; which preset exports take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.presets import ALL, Preset
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OWN = "不显示而汇总、核对要用的栏目放在表右侧的隐藏列中。拖动或者用“上移”“下移”调整次序。"
SHIPPED = "随程序提供的方案不能修改，可以先“复制为新方案”再改。"
_KEY = Qt.ItemDataRole.UserRole


class PresetsDialog(QDialog):
    """`save_wanted(preset, before)`, `delete_wanted(name)`, `use_wanted(name)`; the presets as they are then come by
    `show_presets`, a refusal by `show_problem`."""

    save_wanted = Signal(object, str)
    delete_wanted = Signal(str)
    use_wanted = Signal(str)

    def __init__(self, parent: QWidget, ledgers: Mapping[str, tuple[str, Mapping[str, str]]]) -> None:
        """`ledgers`: title and columns (key → title) of each ledger by code."""
        super().__init__(parent)
        self.setWindowTitle("栏目方案")
        self.resize(820, 560)
        self._ledgers = ledgers
        self._presets: Sequence[Preset] = ()
        self._columns: dict[str, tuple[str, ...]] = {}
        self._shown = ""
        self.presets, self.columns = QListWidget(), QListWidget()
        self.presets.setAccessibleName("方案")
        self.presets.setFixedWidth(220)
        self.columns.setAccessibleName("显示的栏目")
        self.columns.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.name, self.ledger = QLineEdit(), QComboBox()
        self.name.setAccessibleName("方案名称")
        self.ledger.setAccessibleName("台账")
        for code, (title, _) in ledgers.items():
            self.ledger.addItem(title, code)
        self.buttons = {
            verb: QPushButton(verb)
            for verb in (
                "导出用这个方案",
                "复制为新方案",
                "删除",
                "上移",
                "下移",
                "全选",
                "全不选",
                "保存",
                "关闭",
            )
        }
        for button in self.buttons.values():
            button.setAutoDefault(False)
        self.buttons["保存"].setProperty("primary", True)
        self.problem, self.note = QLabel(), QLabel()
        self.note.setWordWrap(True)
        mark_role(self.problem, "error")
        mark_role(self.note, "secondary")
        self.problem.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        body, left, right = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        top, foot, moves = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        layout.addLayout(body, 1)
        body.addLayout(left)
        body.addLayout(right, 1)
        left.addWidget(self.presets, 1)
        for verb in ("导出用这个方案", "复制为新方案", "删除"):
            left.addWidget(self.buttons[verb])
        right.addLayout(top)
        for widget in (QLabel("名称"), self.name, QLabel("台账"), self.ledger):
            top.addWidget(widget)
        right.addWidget(self.columns, 1)
        right.addLayout(moves)
        for verb in ("上移", "下移", "全选", "全不选"):
            moves.addWidget(self.buttons[verb])
        moves.addStretch(1)
        right.addWidget(self.note)
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        foot.addStretch(1)
        for verb in ("保存", "关闭"):
            foot.addWidget(self.buttons[verb])

    def _connect(self) -> None:
        buttons = self.buttons
        self.presets.currentRowChanged.connect(self._show_preset)
        self.ledger.activated.connect(self._show_ledger)
        buttons["导出用这个方案"].clicked.connect(lambda: self.use_wanted.emit(self.preset.name))
        buttons["复制为新方案"].clicked.connect(self._copy)
        buttons["删除"].clicked.connect(lambda: self.delete_wanted.emit(self.preset.name))
        buttons["上移"].clicked.connect(lambda: self._move(-1))
        buttons["下移"].clicked.connect(lambda: self._move(1))
        buttons["全选"].clicked.connect(lambda: self._tick(on=True))
        buttons["全不选"].clicked.connect(lambda: self._tick(on=False))
        buttons["保存"].clicked.connect(self._save)
        buttons["关闭"].clicked.connect(self.accept)

    # ---- showing

    @property
    def preset(self) -> Preset:
        """The preset in front."""
        return self._presets[max(self.presets.currentRow(), 0)]

    def show_presets(self, presets: Sequence[Preset], used: str, *, at: str = "") -> None:
        """The presets there are and the one exports take; the one named `at` comes to the front."""
        self._presets = presets
        blocked = self.presets.blockSignals(True)
        self.presets.clear()
        self.presets.addItems([f"{p.name}（导出用）" if p.name == used else p.name for p in presets])
        names = [preset.name for preset in presets]
        self.presets.setCurrentRow(
            names.index(at) if at in names else names.index(used) if used in names else 0
        )
        self.presets.blockSignals(blocked)
        self._show_preset(self.presets.currentRow())

    def _show_preset(self, _row: int) -> None:
        preset = self.preset
        self.problem.hide()
        self.name.setText(preset.name)
        self._columns = dict(preset.columns)
        for verb in ("保存", "删除", "上移", "下移", "全选", "全不选"):
            self.buttons[verb].setEnabled(not preset.shipped)
        self.name.setReadOnly(preset.shipped)
        self.note.setText(SHIPPED if preset.shipped else OWN)
        self.columns.setEnabled(not preset.shipped)
        self._shown = ""
        self._show_ledger()

    def _show_ledger(self, _at: int = 0) -> None:
        self._keep_columns()
        code = str(self.ledger.currentData())
        titles = self._ledgers[code][1]
        shown = self._columns.get(code) or tuple(titles)
        self.columns.clear()
        for key in (*[key for key in shown if key in titles], *[key for key in titles if key not in shown]):
            item = QListWidgetItem(titles[key])
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
            self.columns.addItem(item)
        self.columns.setCurrentRow(0)
        self._shown = code

    # ---- changing

    def _keep_columns(self) -> None:
        """Remember the ledger in front; one shown whole and in its own order is left to the template."""
        if not self._shown or self.preset.shipped:
            return
        items = [self.columns.item(row) for row in range(self.columns.count())]
        keys = tuple(str(i.data(_KEY)) for i in items if i.checkState() is Qt.CheckState.Checked)
        self._columns[self._shown] = keys
        if keys == tuple(self._ledgers[self._shown][1]):
            del self._columns[self._shown]

    def _move(self, by: int) -> None:
        row = self.columns.currentRow()
        if 0 <= row + by < self.columns.count() and row >= 0:
            item = self.columns.takeItem(row)
            self.columns.insertItem(row + by, item)
            self.columns.setCurrentRow(row + by)

    def _tick(self, *, on: bool) -> None:
        for row in range(self.columns.count()):
            self.columns.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _copy(self) -> None:
        """A preset of the county's own from the one in front, kept at once under a free name."""
        names = {preset.name for preset in self._presets}
        stem = "本县方案" if self.preset.name == ALL else f"{self.preset.name}（改）"
        name, number = stem, 1
        while name in names:
            number += 1
            name = f"{stem}{number}"
        self.save_wanted.emit(Preset(name=name, columns=dict(self.preset.columns)), "")

    def _save(self) -> None:
        self._keep_columns()
        before = self.preset.name
        self.save_wanted.emit(Preset(name=self.name.text(), columns=dict(self._columns)), before)

    def show_problem(self, text: str) -> None:
        """Why it was refused."""
        self.problem.setText(text)
        self.problem.show()
