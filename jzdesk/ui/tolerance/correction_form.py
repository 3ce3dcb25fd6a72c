"""记录整改完成: the ordered correction is done, by what the unit reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from jzdesk.domain.duties import DutyKind
from jzdesk.ui.common.fields import LongText
from jzdesk.ui.tolerance.stage_form import LONG, StageForm

if TYPE_CHECKING:
    from jzdesk.ui.common.form_section import Section


class CorrectionForm(StageForm):
    """What was ordered of whom stands above."""

    heading: ClassVar[str] = "记录整改完成"
    save_word: ClassVar[str] = "记录完成"
    verb: ClassVar[str] = "finish_correction"
    duty: ClassVar[str] = DutyKind.CORRECT.value
    day_field: ClassVar[str] = "correction_done"

    def about(self) -> tuple[str, ...]:
        review = self.review
        owner = f"责任人：{review.correction_owner}" if review.correction_owner else ""
        return (*super().about(), f"纠错措施：{review.correction}", owner)

    def build(self, part: Section) -> None:
        self.add(part, "correction_done", "完成日期", self.day(), required=True)
        self.add(part, "correction_result", "整改结果", LongText(lines=4, chars=LONG))
