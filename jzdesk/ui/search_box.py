"""Search anywhere: names, pinyin initials, ID and document numbers; results by kind; Enter opens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from jzdesk.ui.common.preedit import PreeditGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.provided import Found, FoundGroup

AFTER_MS = 150
WIDTH = 320
PANEL_WIDTH = 460
PANEL_ROWS = 14
_FOUND = int(Qt.ItemDataRole.UserRole)


class SearchBox(QLineEdit):
    """`chosen(kind, id)` when a line is opened. The panel is a child of the window, so the keyboard stays here."""

    chosen = Signal(str, int)

    def __init__(
        self, find: Callable[[str], Sequence[FoundGroup]], jobs: Jobs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._find, self._jobs = find, jobs
        self.setObjectName("searchBox")
        self.setPlaceholderText("搜索姓名、拼音、证号、文号（Ctrl+K）")
        self.setAccessibleName("搜索")
        self.setFixedWidth(WIDTH)
        self.setClearButtonEnabled(True)
        self._guard = PreeditGuard(self)
        self._guard.watch(self)
        self.panel: QListWidget | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_MS)
        self._soon.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)

    def begin(self) -> None:
        """Ctrl+K."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _typed(self, text: str) -> None:
        if text.strip():
            self._soon.start()
        else:
            self._soon.stop()
            self._hide()

    def _ask(self) -> None:
        text = self.text().strip()
        if text:
            self._jobs.run(partial(self._find, text), owner=self, done=partial(self._show, text))

    def _show(self, asked: str, groups: Sequence[FoundGroup]) -> None:
        if asked != self.text().strip() or not self.hasFocus():
            return
        panel = self._make_panel()
        panel.clear()
        for group in groups:
            if group.items:
                panel.addItem(_heading(f"{group.title}（{len(group.items)}）"))
                for found in group.items:
                    panel.addItem(_line(found))
        if not panel.count():
            panel.addItem(_heading(f"没有找到“{asked}”。可以试试拼音首字母，如 wjg。"))
        self._place(panel)
        self._step(1, start=-1)

    def _make_panel(self) -> QListWidget:
        if self.panel is None:
            self.panel = QListWidget(self.window())
            self.panel.setObjectName("searchPanel")
            self.panel.setAccessibleName("搜索结果")
            self.panel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.panel.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.panel.itemClicked.connect(self._open)
        return self.panel

    def _place(self, panel: QListWidget) -> None:
        rows = min(panel.count(), PANEL_ROWS)
        height = sum(panel.sizeHintForRow(n) for n in range(rows)) + 12
        corner = self.mapTo(self.window(), QPoint(self.width() - PANEL_WIDTH, self.height() + 4))
        panel.setGeometry(max(corner.x(), 8), corner.y(), PANEL_WIDTH, height)
        panel.show()
        panel.raise_()

    def _hide(self) -> None:
        if self.panel is not None:
            self.panel.hide()

    def _step(self, way: int, start: int | None = None) -> None:
        panel = self.panel
        if panel is None or not panel.count():
            return
        place = panel.currentRow() if start is None else start
        for _ in range(panel.count()):
            place = (place + way) % panel.count()
            if panel.item(place).data(_FOUND) is not None:
                panel.setCurrentRow(place)
                return

    def _open(self, item: QListWidgetItem | None) -> None:
        found = item.data(_FOUND) if item is not None else None
        if found is not None:
            self._hide()
            self.clear()
            self.chosen.emit(found[0], found[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = self.panel is not None and self.panel.isVisible()
        key = event.key()
        if shown and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if shown and self.panel is not None:
                self._open(self.panel.currentItem())
            else:
                self._ask()
        elif key == Qt.Key.Key_Escape:
            self._hide()
            self.clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._hide()
        return super().event(event)


def _heading(text: str) -> QListWidgetItem:
    item = QListWidgetItem(text)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _line(found: Found) -> QListWidgetItem:
    item = QListWidgetItem(f"    {found.text}　{found.detail}" if found.detail else f"    {found.text}")
    item.setData(_FOUND, (found.kind, found.id))
    item.setToolTip(found.detail)
    return item
