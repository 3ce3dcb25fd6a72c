"""材料: the fourteen parts of a file, how complete it is, what is missing and where to fill it, with the attachments."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from jzdesk.domain.accounts import Permission
from jzdesk.services import dossiers as service
from jzdesk.services.attachments import said_size
from jzdesk.ui.common import ask
from jzdesk.ui.common.attachment_pane import AttachmentPane
from jzdesk.ui.common.restyle import mark_role, restyle
from jzdesk.ui.common.state import COLOURS, SECONDARY
from jzdesk.ui.common.tab_order import tab_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.dossier_parts import Part
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.services.dossiers import DossierView
    from jzdesk.ui.common.frame import Frame

_ROW = int(Qt.ItemDataRole.UserRole)
_CODE = _ROW + 1
#: what the program can hold of a part itself: the word of the button that leads to the form
VERBS: Mapping[str, str] = {
    "execution": "去案件", "mentor": "指定帮带人", "plan": "填回访方案", "visits": "记录回访", "unit": "期满考核",
    "annual": "年度考核", "assessment": "期满考核", "restoration": "去案件", "use": "抄送结果", "archive": "归档",
}  # fmt: skip


class PartsPage(AttachmentPane):
    """`form_wanted(source)`: the form is wanted that fills a part, by the `source` of the part."""

    form_wanted = Signal(str)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        self.tree = QTreeWidget()
        super().__init__(frame, "dossier", parent)
        self._view: DossierView | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.meter = QProgressBar()
        self.meter.setAccessibleName("材料完整度")
        self.meter.setTextVisible(False)
        self.meter.setFixedHeight(8)
        self.said = QLabel()
        self.said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        mark_role(self.said, "section")
        self.missing = QLabel()
        self.missing.setWordWrap(True)
        mark_role(self.missing, "secondary")
        self.paper_button = QPushButton("纸质材料在档")
        self.paper_button.setToolTip("这项材料的纸质件已在档案袋中，不必附加电子件")
        head = QHBoxLayout()
        head.setSpacing(8)
        self.top.addLayout(head)
        head.addWidget(self.said)
        head.addWidget(self.meter, 1)
        head.addWidget(self.paper_button)
        self.top.addWidget(self.missing)
        self._build_tree()
        self.paper_button.clicked.connect(self.tick_paper)
        self.tree.currentItemChanged.connect(self._moved)
        self.tree.itemActivated.connect(self._activated)
        self._moved()

    def _build_tree(self) -> None:
        tree = self.tree
        tree.setAccessibleName("档案材料")
        tree.setColumnCount(3)
        tree.setHeaderHidden(True)
        tree.setMinimumHeight(32)  # on the smallest screen the lines above must not be squeezed
        tree.setRootIsDecorated(False)
        tree.setIndentation(16)
        tree.setFrameShape(QTreeWidget.Shape.NoFrame)
        tree.setWordWrap(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.resizeSection(0, tree.fontMetrics().horizontalAdvance("国") * 18)
        self.body.addWidget(tree)

    # ---- what it shows

    def set_view(self, view: DossierView) -> None:
        """Show another dossier; of the same one the cursor stays where it was."""
        kept = self._place() if self._view and self._view.file.dossier.id == view.file.dossier.id else None
        self._view = view
        self.set_owner(view.file.dossier.id or 0)
        self._show_meter(view)
        self.buttons = {}
        self.tree.blockSignals(True)
        self.tree.clear()
        for part in view.parts:
            self._add_part(part, [a for a in view.attachments if a.part == part.code])
        known = {part.code for part in view.parts}
        rest = [a for a in view.attachments if a.part not in known]
        if rest:
            self._add_rest(rest)
        self.tree.expandAll()
        self.tree.blockSignals(False)
        tab_after(self.tree, self.buttons.values())
        self._put_back(kept)
        self._moved()

    def _show_meter(self, view: DossierView) -> None:
        complete = view.complete
        missing = [part for part in view.parts if part.missing]
        self.said.setText(f"完整度 {complete.text}")
        self.meter.setValue(complete.percent)
        self.meter.setProperty("state", "done" if not missing else "soon")
        restyle(self.meter)
        names = "、".join(part.name for part in missing)
        self.missing.setText(f"尚缺 {len(missing)} 项：{names}" if missing else "现阶段应有的材料已齐。")

    def _add_part(self, part: Part, rows: list[AttachmentRow]) -> None:
        words, kind = _standing(part)
        item = QTreeWidgetItem([f"{part.code} {part.name}{'（必备）' if part.required else ''}", words, ""])
        item.setData(0, _CODE, part.code)
        item.setForeground(1, QColor(COLOURS[kind]))
        item.setToolTip(0, f"{part.name}：{part.when}应有。" if part.when else part.name)
        item.setToolTip(1, words)
        self.tree.addTopLevelItem(item)
        for row in rows:
            item.addChild(_child(row))
        if part.missing and self._frame.desk.may(Permission.WRITE):
            self._add_button(item, part)

    def _add_button(self, item: QTreeWidgetItem, part: Part) -> None:
        """The button of a missing part: to the form that fills it, or to the file to be attached."""
        verb = VERBS.get(part.source, "附加")
        button = QPushButton(verb)
        button.setProperty("link", "true")
        button.setAccessibleName(f"{verb}：{part.name}")
        button.clicked.connect(partial(self._fill, part))
        self.tree.setItemWidget(item, 2, button)
        item.setSizeHint(2, QSize(button.sizeHint().width() + 8, button.sizeHint().height()))
        self.buttons[part.code] = button

    def _add_rest(self, rows: list[AttachmentRow]) -> None:
        item = QTreeWidgetItem(["其他附件", "未归入材料", ""])
        item.setData(0, _CODE, "")
        item.setForeground(1, QColor(SECONDARY))
        self.tree.addTopLevelItem(item)
        for row in rows:
            item.addChild(_child(row))

    # ---- the cursor

    def _place(self) -> tuple[int | None, str]:
        row = self.current()
        return (row.id if row else None), self._code()

    def _put_back(self, kept: tuple[int | None, str] | None) -> None:
        missing = next((part.code for part in self._view.parts if part.missing), None) if self._view else None
        first, chosen = self.tree.topLevelItem(0), None
        if kept is None and missing is not None:  # of another file, what is to be done first
            kept = (None, missing)
        for item in _all(self.tree):
            row: AttachmentRow | None = item.data(0, _ROW)
            if kept and (kept[0] is not None and row is not None and row.id == kept[0]):
                chosen = item
                break
            if kept and chosen is None and row is None and item.data(0, _CODE) == kept[1]:
                chosen = item
        target = chosen or first
        if target is not None:
            self.tree.setCurrentItem(target)

    def current(self) -> AttachmentRow | None:
        item = self.tree.currentItem()
        row: AttachmentRow | None = item.data(0, _ROW) if item is not None else None
        return row

    def _code(self) -> str:
        return _code_of(self.tree.currentItem())

    def _part(self) -> Part | None:
        parts = self._view.parts if self._view else ()
        return next((part for part in parts if part.code == self._code()), None)

    def part_at(self, position: QPoint) -> str:
        """Dropped on a line it belongs to that part; elsewhere to the one chosen."""
        inside = self.tree.viewport().mapFrom(self, position)
        item = self.tree.itemAt(inside) if self.tree.viewport().rect().contains(inside) else None
        return _code_of(item) if item is not None else self.chosen_part()

    def _moved(self, *_: object) -> None:
        part = self._part()
        if part is not None:
            self.propose_part(part.code)
        self.tell_buttons()
        ticked = part is not None and part.ticked
        self.paper_button.setText("取消在档标记" if ticked else "纸质材料在档")
        self.paper_button.setEnabled(part is not None and self._frame.desk.may(Permission.WRITE))

    def focus_list(self) -> None:
        self.tree.setFocus()

    def show_attachment(self, attachment_id: int) -> None:
        """Put the cursor on an attachment and show it."""
        for item in _all(self.tree):
            row: AttachmentRow | None = item.data(0, _ROW)
            if row is not None and row.id == attachment_id:
                self.tree.setCurrentItem(item)
                self.view(row)

    # ---- acting

    def _activated(self, _item: QTreeWidgetItem) -> None:
        part = self._part()
        if self.current() is not None:
            self.view_current()
        elif part is not None and part.code in self.buttons:
            self._fill(part)

    def _fill(self, part: Part, *_: object) -> None:
        if part.source in VERBS:
            self.form_wanted.emit(part.source)
        else:
            self.propose_part(part.code)
            self.add_files()

    def tick_paper(self) -> None:
        """Note that the paper of the part chosen lies in the folder, or that it does not."""
        part, view = self._part(), self._view
        if part is None or view is None:
            return
        there, said = not part.ticked, ""
        if there:
            label = f"“{part.name}”的存放位置或说明（可不填）"
            told = ask.ask_text(self, "纸质材料在档", label, verb="登记", required=False)
            if told is None:
                return
            said = told
        desk, dossier_id = self._frame.desk, view.file.dossier.id or 0
        work = partial(service.note_paper, desk, dossier_id, part.code, there=there, note=said)
        self._frame.jobs.run(work, owner=self, failed=self._told, busy_text="正在保存")


def _standing(part: Part) -> tuple[str, str]:
    """How a part stands in words, and its kind of colour."""
    held = [part.known] if part.known else []
    if part.attachments:
        held.append(f"附件 {part.attachments} 份")
    if part.ticked:
        held.append(f"纸质在档（{part.paper}）" if part.paper else "纸质在档")
    if part.present:
        return f"✓ {'；'.join(held)}", "done"
    if part.due:
        return f"尚缺{f'：{part.lacking}' if part.lacking else ''}", "soon"
    return f"现在不必有（{part.when}才须有）" if part.when else "可有可无", "excused"


def _child(row: AttachmentRow) -> QTreeWidgetItem:
    ending = row.file_name.rpartition(".")[2]
    item = QTreeWidgetItem([f"{row.title}.{ending}", f"{said_size(row.size)} · {row.added_at:%Y-%m-%d}", ""])
    item.setData(0, _ROW, row)
    item.setForeground(1, QColor(SECONDARY))
    item.setToolTip(0, row.file_name)
    return item


def _code_of(item: QTreeWidgetItem | None) -> str:
    """The part a line belongs to."""
    while item is not None:
        code = item.data(0, _CODE)
        if code is not None:
            return str(code)
        item = item.parent()
    return ""


def _all(tree: QTreeWidget) -> list[QTreeWidgetItem]:
    found = []
    for at in range(tree.topLevelItemCount()):
        top = tree.topLevelItem(at)
        if top is not None:
            found += [top, *(child for n in range(top.childCount()) if (child := top.child(n)) is not None)]
    return found
