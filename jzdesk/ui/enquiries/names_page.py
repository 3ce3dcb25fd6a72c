"""人员: the names of a letter, how far they are, and the one in front; as many as two hundred."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QMenu, QPushButton, QSplitter, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.table import FixedSource
from jzdesk.ui.enquiries.columns import NAME_COLUMNS, NameRow, name_rows
from jzdesk.ui.enquiries.counts import counts_of
from jzdesk.ui.enquiries.name_panel import NamePanel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from jzdesk.domain.screening import ScreenedName
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.enquiries.reading import EnquiryDetail

ROOM_FOR_PANEL = 340
"""px: lower than this the list of names has the whole page; with the whole width the name stands beside it."""
SPLITS = {Qt.Orientation.Vertical: (46, 54), Qt.Orientation.Horizontal: (52, 48)}


class NamesPage(QWidget):
    """`accept_wanted(ids)`: their proposals; `all_wanted()`: those of all; `decide_wanted(id, code, reason)`;
    `match_wanted(id, person_id | None)`, `unmatch_wanted(id)`, `other_wanted(id)`; `add_wanted()`, `edit_wanted(id)`, `remove_wanted(ids)`;
    `record_wanted(kind, id)`; `wide_wanted()`: more room; `left()`: Esc."""

    accept_wanted = Signal(list)
    all_wanted = Signal()
    decide_wanted = Signal(int, str, str)
    match_wanted = Signal(int, object)
    unmatch_wanted = Signal(int)
    other_wanted = Signal(int)
    add_wanted = Signal()
    edit_wanted = Signal(int)
    remove_wanted = Signal(list)
    record_wanted = Signal(str, int)
    wide_wanted = Signal()
    left = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._may = frame.desk.may(Permission.WRITE)
        self._detail: EnquiryDetail | None = None
        self._sent: set[int] = set()
        self.count = QLabel()
        self.count.setAccessibleName("进度")
        self.count.setWordWrap(True)
        self.pending_only = QCheckBox("只看待处理")
        self.all_button = QPushButton("全部认定…")
        self.all_button.setToolTip("没有疑问的人员一次按建议认定，先列出各有几人")
        self.wide_button = QPushButton("展开")
        self.wide_button.setProperty("link", True)
        self.list = RecordList(
            "enquiry.names", NAME_COLUMNS, jobs=frame.jobs, memory=frame.memory,
            empty_text="函内还没有人员。可以录入、粘贴名单，或者从表格、任免审批表导入。",
            empty_action="加入人员" if self._may else "",
        )  # fmt: skip
        self.list.view.setAccessibleName("函内人员")
        self.panel = NamePanel(frame)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.panel)
        self.list.setMinimumHeight(96)
        self.list.foot.hide()
        self.panel.setMinimumHeight(120)
        self._share()
        mark_role(self.count, "secondary")
        layout = tight_column(self)
        head = add_row(
            layout, self.count, self.pending_only, self.all_button, self.wide_button, margins=(16, 6, 16, 6)
        )
        head.setStretch(0, 1)
        layout.addWidget(self.splitter, 1)
        self._connect()
        self.list.view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter held down decides nothing: every name is looked at."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.isAutoRepeat():
            return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        names, panel = self.list, self.panel
        self.pending_only.toggled.connect(self._fill)
        self.all_button.clicked.connect(self.all_wanted)
        self.wide_button.clicked.connect(self.wide_wanted)
        names.current_changed.connect(self._show_current)
        names.opened.connect(self._entered)
        names.edit_wanted.connect(self.edit_wanted)
        names.delete_wanted.connect(self.remove_wanted)
        names.empty_action.connect(self.add_wanted)
        names.filter_unwanted.connect(partial(self.pending_only.setChecked, False))
        names.menu_wanted.connect(self._offer)
        panel.accepted.connect(self._accept_current)
        panel.decided.connect(self._with_current(self.decide_wanted.emit))
        panel.chosen.connect(self._with_current(self.match_wanted.emit))
        panel.nobody.connect(self._nobody)
        panel.unmatched.connect(self._with_current(self.unmatch_wanted.emit))
        panel.other_wanted.connect(self._with_current(self.other_wanted.emit))
        panel.record_wanted.connect(self.record_wanted)

    # ---- showing

    def set_detail(self, detail: EnquiryDetail) -> None:
        """The names as they stand now; the one in front stays in front."""
        other = self._detail is None or self._detail.enquiry.id != detail.enquiry.id
        self._detail = detail
        self._sent.clear()
        if other:
            self.pending_only.blockSignals(True)
            self.pending_only.setChecked(False)
            self.pending_only.blockSignals(False)
            self.panel.set_line(None)
        open_ = self._may and not detail.replied
        self.count.setText(counts_of(detail.names).text)
        self.all_button.setVisible(open_ and bool(detail.names))
        self.all_button.setEnabled(any(line.needs in ("decide", "again") for line in detail.names))
        self.pending_only.setVisible(not detail.replied and bool(detail.names))
        self._fill()
        if other:
            self._select_first(detail.names)
        else:
            self._show_current(self.list.current_id())

    def _select_first(self, names: Sequence[ScreenedName]) -> None:
        """The first name that waits for somebody, else the first one."""
        first = next((line for line in names if line.needs), names[0] if names else None)
        if first is not None:
            self.list.select_id(first.name.id or 0)

    def _fill(self, *_: object) -> None:
        if self._detail is None:
            return
        names = self._detail.names
        if self.pending_only.isChecked():
            kept = self.list.current_id()
            names = tuple(line for line in names if line.needs or line.name.id == kept)
        self.list.set_filtered(on=self.pending_only.isChecked() and bool(self._detail.names))
        self.list.set_source(FixedSource(name_rows(names, self._frame.desk.rulebook)))
        if self.list.current_id() is None:
            self._select_first(names)

    def line(self, name_id: int | None) -> ScreenedName | None:
        """What is known of a name."""
        names = self._detail.names if self._detail is not None else ()
        return next((line for line in names if line.name.id == name_id), None)

    def _show_current(self, name_id: int | None) -> None:
        replied = self._detail is not None and self._detail.replied
        self.panel.set_line(self.line(name_id), replied=replied)

    def set_wide(self, *, on: bool) -> None:
        """With the whole width the name stands beside the list, else below it."""
        way = Qt.Orientation.Horizontal if on else Qt.Orientation.Vertical
        self.wide_button.setText("返回列表" if on else "展开")
        if self.splitter.orientation() != way:
            self.splitter.setOrientation(way)
            self._share()
            self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the list on a small screen there is room for the names alone."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        low = self.splitter.orientation() == Qt.Orientation.Vertical and self.height() < ROOM_FOR_PANEL
        self.panel.setVisible(not low)

    def _share(self) -> None:
        for place, share in enumerate(SPLITS[self.splitter.orientation()]):
            self.splitter.setStretchFactor(place, share)
        self.splitter.setSizes([share * 10 for share in SPLITS[self.splitter.orientation()]])

    # ---- one after the other

    def _entered(self, name_id: int) -> None:
        """Enter: accept what is proposed, or go to the look-alikes."""
        line = self.line(name_id)
        if line is None or self._detail is None or self._detail.replied or not self._may:
            return
        if not self.panel.isVisible():
            self.wide_wanted.emit()
        elif line.needs == "match":
            self.panel.focus_chooser()
        elif line.needs and name_id not in self._sent:
            self._accept([name_id])
        else:
            self.go_on(name_id)

    def _accept_current(self) -> None:
        name_id = self.list.current_id()
        if name_id is not None:
            self._accept([name_id])
            self.list.view.setFocus()

    def _accept(self, ids: list[int]) -> None:
        self._sent.update(ids)
        self.accept_wanted.emit(ids)
        self.go_on(ids[-1])

    def go_on(self, name_id: int) -> None:
        """To the next name that waits for somebody, from the top again after the last; stay if none does."""
        rows = self._shown()
        at = next((n for n, row in enumerate(rows) if row.id == name_id), 0)
        waiting = (row for row in (*rows[at + 1 :], *rows[:at]) if row.line.needs and row.id not in self._sent)
        row = next(waiting, None)
        if row is not None:
            self.list.select_id(row.id)

    def not_sent(self, name_id: int) -> None:
        """A conclusion was refused: the name waits again."""
        self._sent.discard(name_id)

    def _shown(self) -> list[NameRow]:
        model = self.list.model
        return [row for at in range(model.rowCount()) if (row := model.row_at(at)) is not None]

    def _with_current(self, tell: Callable[..., object]) -> Callable[..., None]:
        def do(*what: object) -> None:
            name_id = self.list.current_id()
            if name_id is not None:
                tell(name_id, *what)
                self.list.view.setFocus()

        return do

    def _nobody(self) -> None:
        self._with_current(self.match_wanted.emit)(None)

    # ---- many

    def _offer(self, where: QPoint) -> None:
        """What can be done with the names selected."""
        if self._detail is None or self._detail.replied or not self._may:
            return
        menu = QMenu(self)
        for text, slot in (
            ("按建议认定", self._accept_selected),
            ("更正来函所列…", self._edit_current),
            ("移出…", self._remove_selected),
        ):
            menu.addAction(text).triggered.connect(slot)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _accept_selected(self) -> None:
        self.list.collect_selected(self._accept_ids)

    def _accept_ids(self, ids: list[int]) -> None:
        if ids:
            self._accept(ids)

    def _edit_current(self) -> None:
        name_id = self.list.current_id()
        if name_id is not None:
            self.edit_wanted.emit(name_id)

    def _remove_selected(self) -> None:
        self.list.collect_selected(self.remove_wanted.emit)

    def focus_content(self) -> None:
        """The keyboard goes to the names."""
        self.list.focus_content()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            inside = self.panel.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
            if inside:
                self.list.view.setFocus()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)
