"""人员名单 on a form: typed, pasted, or read from files; all of it looked at before anything is saved."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.services import enquiries
from jzdesk.services.enquiry_intake import read_list, read_names_book, read_names_text
from jzdesk.ui.common import ask
from jzdesk.ui.common.field import Field
from jzdesk.ui.common.layouts import add_row
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.enquiries.columns_dialog import ColumnsDialog
from jzdesk.ui.enquiries.name_cells import CELLS, CHECK, NameCells, Row
from jzdesk.ui.enquiries.name_table import NameTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtCore import QModelIndex

    from jzdesk.domain.enquiries import NameFault
    from jzdesk.domain.intake import Intake
    from jzdesk.ui.common.frame import Frame

CHECK_AFTER_MS = 250
ROWS_SHOWN = 5
PROBLEMS_SHOWN = 4
KINDS = "名单 (*.xlsx *.xls *.csv *.txt *.lrmx);;任免审批表 (*.lrmx);;表格 (*.xlsx *.xls *.csv);;所有文件 (*)"


class NamesField(Field):
    """The value is a tuple of `EnquiryPerson` in the order of the table."""

    def __init__(self, frame: Frame, enquiry_id: int | None = None) -> None:
        super().__init__()
        self._frame, self._enquiry_id = frame, enquiry_id
        self._book: tuple[Path, Intake] | None = None
        self.cells = NameCells()
        self.table = NameTable(self.cells)
        self.table.setMinimumHeight(self.table.verticalHeader().defaultSectionSize() * ROWS_SHOWN + 34)
        self.paste_button, self.file_button = QPushButton("粘贴名单"), QPushButton("从文件导入…")
        self.columns_button, self.drop_button = QPushButton("改列…"), QPushButton("删除所选行")
        self.paste_button.setToolTip("把复制的名单（一行一人，或者从表格复制的单元格）加到下面，逐行核对")
        self.file_button.setToolTip("表格（.xlsx、.xls、.csv）或者任免审批表（.lrmx，可多选）；也可以直接拖到这里")
        self.count, self.told, self.about = QLabel(), QLabel(), QLabel()
        self.about.setWordWrap(True)
        self.about.setAccessibleName("所选人员的来源")
        mark_role(self.about, "secondary")
        self.about.hide()
        self.hint = QLabel("直接录入，回车到下一格；也可以粘贴名单，或者把表格、任免审批表（.lrmx）拖到这里。")
        self.hint.setWordWrap(True)
        mark_role(self.hint, "secondary")
        self.told.setWordWrap(True)
        self.told.setAccessibleName("导入情况")
        mark_role(self.count, "secondary")
        mark_role(self.told, "error")
        self.columns_button.hide()
        self.told.hide()
        column = QVBoxLayout()
        column.setSpacing(6)
        self._row.addLayout(column, 1)
        add_row(
            column, self.paste_button, self.file_button, self.columns_button, self.drop_button, None, self.count
        )
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        column.addWidget(self.about)
        column.addWidget(self.told)
        self.setFocusProxy(self.table)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(CHECK_AFTER_MS)
        self._soon.timeout.connect(self._check)
        self._connect()
        self._tell()

    def _connect(self) -> None:
        self.cells.edited.connect(self._edited)
        self.table.pasted.connect(self.take_text)
        self.table.selectionModel().currentRowChanged.connect(self._show_source)
        self.table.removal_wanted.connect(self.drop_rows)
        self.paste_button.clicked.connect(self.paste)
        self.file_button.clicked.connect(self.choose_files)
        self.columns_button.clicked.connect(self._choose_columns)
        self.drop_button.clicked.connect(self.drop_rows)

    # ---- the value

    def value(self) -> tuple[EnquiryPerson, ...]:
        return tuple(row.person for row in self.cells.filled())

    def set_value(self, value: Any) -> None:
        self.cells.set_rows([Row(person) for person in value or ()])

    def problem(self) -> str:
        blocking = next((at for at, row in enumerate(self.cells.filled(), 1) if row.blocking), None)
        return f"名单第 {blocking} 人没有姓名，请补上或者删除该行。" if blocking else ""

    def draft(self) -> list[dict[str, str]]:
        names = [cell.field for cell in CELLS[:CHECK]]
        return [
            {name: getattr(row.person, name) for name in (*names, "source")} for row in self.cells.filled()
        ]

    def restore(self, draft: Any) -> None:
        known = set(asdict(EnquiryPerson()))
        self.cells.set_rows([Row(EnquiryPerson(**{k: v for k, v in item.items() if k in known})) for item in draft or ()])

    def editors(self) -> list[QWidget]:
        return []

    def stops(self) -> list[QWidget]:
        return [self.table]

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """On the first cell that waits for a name."""
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.cells.index(len(self.cells.rows) - 1, 0))
        self.table.setFocus(reason)

    def finish_typing(self) -> None:
        """What stands in a cell that is still open counts."""
        focus = QApplication.focusWidget()
        if focus is not None and focus is not self.table and self.table.isAncestorOf(focus):
            self.table.setFocus()

    # ---- taking lists

    def paste(self) -> None:
        """粘贴名单: what lies on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.take_text(text)
        else:
            self._say("剪贴板上没有文字，请先在来函或者表格中复制名单。")

    def take_text(self, text: str) -> None:
        """A list as text, a line a person."""
        self._read(partial(read_names_text, text), self._took)

    def choose_files(self) -> None:
        """从文件导入."""
        files = ask.choose_open_files(self, "导入名单", kinds=KINDS)
        if files:
            self.take_files(files)

    def take_files(self, files: Sequence[Path]) -> None:
        """A table, or any number of 任免审批表."""
        self._read(partial(read_list, list(files)), partial(self._took_files, list(files)))

    def _read(self, read: Callable[[], Intake], done: Callable[[Intake], None]) -> None:
        self._frame.jobs.run(
            read, owner=self, done=done, failed=self._refused, faults_too=True, lane="files", busy_text="读取名单"
        )

    def _refused(self, _field: str, text: str) -> bool:
        self._say(text)
        return True

    def _took_files(self, files: list[Path], intake: Intake) -> None:
        self._book = (files[0], intake) if intake.columns else None
        self._took(intake)

    def _took(self, intake: Intake) -> None:
        before = len(self.cells.filled())
        self.cells.append(intake.rows, intake.source)
        self.columns_button.setVisible(self._book is not None)
        refused = [problem.line for problem in intake.problems if problem.refused]
        loose = [p.line for p in intake.problems if not p.refused and p.row < 0]
        shown = [*refused, *loose]
        more = f"\n另有 {len(shown) - PROBLEMS_SHOWN} 处没有读入。" if len(shown) > PROBLEMS_SHOWN else ""
        self._say("\n".join(shown[:PROBLEMS_SHOWN]) + more)
        if intake.rows:
            self.table.setCurrentIndex(self.cells.index(before, 0))
            self.table.scrollTo(self.cells.index(before, 0))
            self.table.setFocus()

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # ---- another reading of a table

    def _choose_columns(self) -> None:
        if self._book is None:
            return
        path, intake = self._book
        dialog = ColumnsDialog(self, path.name, intake)
        if ask.run_dialog(dialog):
            sheet, mapping = dialog.sheet(), dialog.mapping()
            read = partial(read_names_book, path, sheet, mapping)
            self._read(read, partial(self._took_again, path, len(intake.rows)))
        dialog.deleteLater()

    def _took_again(self, path: Path, count: int, intake: Intake) -> None:
        """What was read of the table before goes; what was typed stays."""
        rows = self.cells.filled()
        taken = [at for at, row in enumerate(rows) if row.person.source == intake.source][-count:] if count else []
        self.cells.set_rows([row for at, row in enumerate(rows) if at not in taken])
        self._took_files([path], intake)

    # ---- rows

    def drop_rows(self) -> None:
        """删除所选行."""
        places = self.table.places()
        if places:
            self.cells.remove(places)
            self.table.setCurrentIndex(self.cells.index(min(places[0], len(self.cells.rows) - 1), 0))

    def _show_source(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Where the row in front was read, and what else stood there."""
        row = self.cells.rows[current.row()] if current.isValid() and current.row() < len(self.cells.rows) else Row()
        more = "　".join(f"{label} {text}" for label, text in row.more)
        text = "　".join(part for part in (row.place, row.problem, more) if part)
        self.about.setText(text)
        self.about.setVisible(bool(text))

    def _edited(self) -> None:
        self._tell()
        self._soon.start()
        self.changed.emit()

    def _check(self) -> None:
        names = self.value()
        work = partial(enquiries.check_names, self._frame.desk, names, self._enquiry_id)
        self._frame.jobs.run(work, owner=self, done=partial(self._checked, names))

    def _checked(self, names: tuple[EnquiryPerson, ...], faults: Sequence[NameFault]) -> None:
        if names != self.value():
            return
        by_place: dict[int, tuple[list[str], bool]] = {}
        for fault in faults:
            texts, blocking = by_place.get(fault.position, ([], False))
            by_place[fault.position] = ([*texts, fault.text], blocking or fault.blocking)
        self.cells.mark(by_place)
        self._tell()

    def _tell(self) -> None:
        rows = self.cells.filled()
        doubtful = sum(bool(row.problem) for row in rows)
        self.count.setText(f"{len(rows)} 人" + (f"，{doubtful} 人须核对" if doubtful else ""))
        self.drop_button.setEnabled(bool(rows))
        if self.hint.parentWidget() is not None:
            self.hint.setVisible(not rows)
