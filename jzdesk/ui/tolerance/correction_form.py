"""记录整改完成: the day the ordered correction was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from jzdesk.domain.duties import remaining_text, state_of
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.fields import DateField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.reading import ReviewDetail


class CorrectionForm(RecordForm):
    """What was ordered of whom stands above; `read()` gives the day."""

    def __init__(self, frame: Frame, detail: ReviewDetail) -> None:
        super().__init__("记录整改完成", save_text="记录完成")
        review, person = detail.review, detail.person
        part = self.section("纠错")
        lines = (
            f"{person.name}　{person.unit_name}　{review.matter}",
            f"纠错措施：{review.correction}",
            f"责任人：{review.correction_owner}" if review.correction_owner else "",
        )
        about = QLabel("\n".join(line for line in lines if line))
        about.setWordWrap(True)
        about.setContentsMargins(0, 0, 0, 8)
        mark_role(about, "secondary")
        part.add_wide(about)
        calendar = frame.desk.calendar
        self.done_on = DateField(today=frame.today, day_name=calendar.day_name)
        self.add(part, "correction_done", "完成日期", self.done_on, required=True)
        self.set_values({"correction_done": review.correction_done or frame.today()})
        duty = detail.duty("correct")
        if duty is not None:
            text = f"应于 {duty.due_on:%Y-%m-%d} 前，{remaining_text(duty, detail.on, calendar)}"
            state = STATE_KINDS[state_of(duty, detail.on)]
            self.computed("correction_done").set_line(text, why_of(duty), kind=state)

    def read(self) -> date:
        """The day; RuleError when it cannot be read."""
        day: date = self.values()["correction_done"]
        return day
