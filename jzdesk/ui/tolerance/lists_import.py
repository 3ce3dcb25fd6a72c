"""What a workbook of lists would change, before anything is saved; and the short form that ends a version."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from jzdesk.domain.errors import RuleError
from jzdesk.domain.list_changes import ADDED, KIND_NAMES, REMOVED
from jzdesk.domain.list_reading import Face
from jzdesk.services import list_imports as service
from jzdesk.services.tolerance_lists import named
from jzdesk.ui.common.fields import DateField, LongText, TextField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.why import WhyLabel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.list_changes import EntryChange
    from jzdesk.domain.list_reading import Problem
    from jzdesk.services.list_imports import ListPreview, VersionRow
    from jzdesk.ui.common.frame import Frame

MOST_SHOWN = 300
_KINDS = {ADDED: "done", REMOVED: "overdue"}
_SPAN = ("name", "document_number", "valid_from", "valid_to")


class ImportForm(RecordForm):
    """The version's name and span above, what changes below it; with faults in the workbook only those, at their cells.
    `another_wanted` when the user has mended the workbook."""

    another_wanted = Signal()

    def __init__(self, frame: Frame, preview: ListPreview) -> None:
        super().__init__(f"从Excel导入：{preview.file_name}", save_text="导入为新的一版")
        self.frame, self.preview = frame, preview
        self._asked = 0
        self.report = _Report()
        if preview.content:
            self._add_fields(preview.face)
        self.again = QPushButton("重新选择文件…")
        self.again.clicked.connect(self.another_wanted)
        self._add_report()
        self.save_button.setEnabled(bool(preview.content))
        if preview.content:
            self.edited.connect(self._edited)
            self._look()
        else:
            self.save_button.setToolTip("工作簿中还有须改正的地方，现在不能导入。")

    def _add_report(self) -> None:
        box = QWidget()
        layout = tight_column(box)
        layout.setSpacing(8)
        layout.addWidget(self.report)
        add_row(layout, self.again, None)
        self.section("读到的内容" if self.preview.content else "须改正的地方").add_wide(box)
        self.report.show_preview(self.preview)

    def _add_fields(self, face: Face) -> None:
        part = self.section("这一版清单")
        day = partial(DateField, today=self.frame.today, day_name=self.frame.desk.calendar.day_name)
        self.add(
            part,
            "name",
            "名称",
            TextField(chars=26, max_length=100),
            required=True,
            hint="如：公安县容错清单（2026年版）",
        )
        self.add(part, "document_number", "文号", TextField(chars=26, max_length=100))
        self.add(part, "valid_from", "施行日期", day(), required=True, below=True)
        self.add(part, "valid_to", "停用日期", day(), hint="留空表示一直施行到下一版开始。", below=True)
        self.add(part, "note", "备注", LongText(lines=2, chars=26))
        self.set_values({key: getattr(face, key) for key in (*_SPAN, "note")})

    def read(self) -> Face:
        return Face(**self.values())

    # ---- what the span means, while it is typed

    def _edited(self, name: str) -> None:
        if name in _SPAN:
            self._look()

    def _look(self) -> None:
        try:
            face = Face(**{key: self.field(key).value() for key in (*_SPAN, "note")})
        except RuleError:
            return
        self._asked += 1
        self.frame.jobs.run(
            partial(_looked, self.frame, self.preview, face),
            owner=self,
            done=partial(self._seen, self._asked),
        )

    def _seen(self, asked: int, found: tuple[ListPreview, list[tuple[str, str, str]]]) -> None:
        if asked != self._asked:
            return
        self.preview, lines = found
        self.computed("valid_from").set_lines(lines)
        self.report.show_preview(self.preview)


def _looked(frame: Frame, preview: ListPreview, face: Face) -> tuple[ListPreview, list[tuple[str, str, str]]]:
    """On the store lane: the comparison for that day, and what is to be said of the span. A day that is missing or does
    not fit is said where it is read; saving refuses it."""
    seen = service.compared(frame.desk, preview, face.valid_from)
    try:
        return seen, [(text, "", "soon") for text in service.cautions_of(frame.desk, face)]
    except RuleError as fault:
        return seen, [(fault.text, "", "open")] if fault.field in ("valid_from", "valid_to") else []


class _Report(QWidget):
    """What was read: how much changes, the faults or the entries."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = tight_column(self)
        self._inner: QWidget | None = None
        self._shown: ListPreview | None = None

    def show_preview(self, preview: ListPreview) -> None:
        if preview == self._shown:
            return
        self._shown = preview
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        row = 0
        for text, role in _heads(preview):
            grid.addWidget(plain_label(text, role), row, 0, 1, 2)
            row += 1
        for problem in (*preview.refused, *preview.pointed_out)[:MOST_SHOWN]:
            row = _put_problem(grid, row, problem)
        for change in preview.changes[:MOST_SHOWN]:
            row = _put_change(grid, row, change)
        old, self._inner = self._inner, fresh
        self._column.addWidget(fresh)
        if old is not None:
            self._column.removeWidget(old)
            old.deleteLater()

    def reads(self) -> str:
        """Everything as it reads."""
        return "\n".join(label.text() for label in self.findChildren(QLabel))


def _heads(preview: ListPreview) -> Sequence[tuple[str, str]]:
    if not preview.content:
        return [(f"{preview.counted}。", "")]
    against = f"与“{named(preview.before)}”相比：" if preview.before else ""
    heads = [(f"{against}{preview.counted}。", ""), (preview.summary, "secondary")]
    if preview.same is not None:
        heads.insert(1, (f"内容与“{named(preview.same)}”完全相同。", "secondary"))
    if preview.pointed_out:
        heads.append(("请核对以下各处，核对无误的可以导入：", ""))
    return heads


def _put_problem(grid: QGridLayout, row: int, problem: Problem) -> int:
    place = WhyLabel()
    place.set_text(problem.place, "", kind="overdue" if problem.refused else "soon")
    grid.addWidget(place, row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(plain_label(problem.text), row, 1)
    return row + 1


def _put_change(grid: QGridLayout, row: int, change: EntryChange) -> int:
    grid.setRowMinimumHeight(row, 6)
    kind = WhyLabel()
    kind.set_text(KIND_NAMES[change.kind], "", kind=_KINDS.get(change.kind, "soon"))
    grid.addWidget(kind, row + 1, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(plain_label(f"{change.sheet} {change.code}".strip(), "secondary"), row + 1, 1)
    row += 2
    for word, text in (("原", change.before), ("现", change.after)):
        if text:
            both = change.before and change.after
            grid.addWidget(plain_label(f"{word}：{text}" if both else text), row, 1)
            row += 1
    return row


class EndForm(RecordForm):
    """停用: the last day and the reason."""

    def __init__(self, frame: Frame, row: VersionRow) -> None:
        super().__init__(f"停用：{row.name}", save_text="停用")
        part = self.section("")
        part.add_wide(
            plain_label(
                "停用日期以后申请的容错审查，按此后施行的本县清单认定；没有本县清单的，按随程序附带的清单认定。",
                "secondary",
            )
        )
        day = DateField(today=frame.today, day_name=frame.desk.calendar.day_name)
        self.add(part, "valid_to", "停用日期", day, required=True, hint="这一版施行的最后一天。")
        self.add(part, "why", "理由", LongText(lines=3), required=True)
        self.set_values({"valid_to": row.valid_to or frame.today()})

    def read(self) -> tuple[date, str]:
        values = self.values()
        return values["valid_to"], values["why"]
