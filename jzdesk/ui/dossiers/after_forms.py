"""What follows an assessment: its result is forwarded, what was decided is carried out; and 结档 with what is missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.ui.common.fields import CompleteField, LongText
from jzdesk.ui.common.layouts import add_row
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.dossiers.assessment_form import _organs
from jzdesk.ui.dossiers.form_base import LONG, DossierForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.dossiers import Missing
    from jzdesk.ui.common.frame import Frame


class ForwardForm(DossierForm):
    """抄送: to which body and when."""

    def __init__(self, frame: Frame, file: DossierFile, item: Assessment) -> None:
        super().__init__(frame, file, "抄送期满考核结果", save_text="登记抄送")
        book, rules = frame.desk.rulebook, frame.desk.rulebook.assessments
        part = self.section("抄送")
        organs = CompleteField(partial(_organs, item.forwarded_to), jobs=frame.jobs, chars=20)
        self.add(part, "forwarded_to", "抄送机关", organs, required=True, hint="考核结果作为工作表现评价材料抄送。")
        self.add(part, "forwarded_on", "抄送日期", self.day(), required=True)
        self.set_values({"forwarded_to": item.forwarded_to or "县委组织部", "forwarded_on": frame.today()})
        result = book.name_of("assessment_grade", item.result)
        use = book.name_of("assessment_use", item.use)
        text = f"{item.held_on:%Y-%m-%d}考核，结果{result}，运用：{use}"
        self.computed("forwarded_on").set_line(text, rules.forward_clause)


class ConsequenceForm(DossierForm):
    """落实处理措施: the day it was done."""

    def __init__(self, frame: Frame, file: DossierFile, item: Assessment) -> None:
        super().__init__(frame, file, "落实考核处理措施", save_text="登记落实")
        part = self.section("处理措施")
        self.add(part, "consequence_done", "完成日期", self.day(), required=True, hint=item.consequence)
        self.add(part, "note", "办理情况", LongText(lines=3, chars=LONG))
        self.set_values({"consequence_done": frame.today()})


class MissingList(QWidget):
    """What a file lacks, a line each; the button of a line leads to the form that supplies it."""

    wanted = Signal(str, object)

    def __init__(self, items: Sequence[Missing], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for item in items:
            self._fill(add_row(layout), item)
        if not items:
            layout.addWidget(QLabel("材料齐全，可以结档。"))

    def _fill(self, row: QHBoxLayout, item: Missing) -> None:
        text = QLabel(f"{'必须' if item.blocking else '提示'}　{item.text}")
        text.setWordWrap(True)
        mark_role(text, "error" if item.blocking else "secondary")
        row.addWidget(text, 1)
        if item.form:
            button = QPushButton("去办理")
            button.setAccessibleName(f"去办理：{item.text}")
            button.clicked.connect(partial(self._lead, item))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.buttons.append(button)

    def _lead(self, item: Missing) -> None:
        self.wanted.emit(item.form, item.subject_id)


class CloseForm(DossierForm):
    """结档: what is still missing, and the day the file is closed."""

    def __init__(self, frame: Frame, file: DossierFile, missing: Sequence[Missing]) -> None:
        super().__init__(frame, file, "结档", save_text="结档")
        lacking = self.section("结档前核对")
        self.missing = MissingList(missing)
        lacking.add_wide(self.missing)
        part = self.section("结档")
        hint = "影响期已满，应访和跟踪事项已全部登记，期满考核已完成、抄送并落实的，可以结档。"
        self.add(part, "closed_on", "结档日期", self.day(), required=True, hint=hint)
        self.set_values({"closed_on": frame.today()})
