"""The short forms: move a visit, leave a person out of the visits due, a follow-up done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.ui.common.fields import ChoiceField, LongText
from jzdesk.ui.dossiers.form_base import LONG, DossierForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.visits import Visit
    from jzdesk.ui.common.frame import Frame


class MoveForm(DossierForm):
    """改期: another day for a visit of the plan, with the reason."""

    def __init__(self, frame: Frame, file: DossierFile, visits: Sequence[Visit], visit_id: int) -> None:
        super().__init__(frame, file, "回访改期")
        part = self.section("改期")
        names = [(v.id, f"第{v.ordinal}次　原计划 {v.planned_on:%Y-%m-%d}") for v in visits if v.planned_on]
        self.visit = self.add(part, "visit_id", "回访", ChoiceField(names, empty=None))
        self.add(part, "planned_on", "改为", self.day(), required=True)
        hint = "理由写入审计日志；其后按规则排定的回访随之顺延。"
        self.add(part, "moved_reason", "改期理由", LongText(lines=3, chars=LONG), required=True, hint=hint)
        self.set_values({"visit_id": visit_id})


class ExcludeForm(DossierForm):
    """不列入应回访: by code and reason, from a day on."""

    def __init__(self, frame: Frame, file: DossierFile) -> None:
        super().__init__(frame, file, "不列入应回访")
        part = self.section("不列入应回访")
        self.add(part, "excluded", "原因", self.choice("visit_exclusion"), required=True)
        self.add(part, "excluded_on", "自何日起", self.day(), required=True)
        hint = "此后不再计入应回访人数，计划中的回访随之取消；恢复后重新排定。"
        self.add(part, "excluded_reason", "具体情况", LongText(lines=3, chars=LONG), required=True, hint=hint)
        self.set_values({"excluded_on": frame.today()})


class FollowUpForm(DossierForm):
    """办结跟踪事项: the day a matter left by a visit was settled."""

    def __init__(self, frame: Frame, file: DossierFile, visit: Visit) -> None:
        super().__init__(frame, file, "办结跟踪事项")
        part = self.section(f"第{visit.ordinal}次回访的跟踪事项")
        owner = f"（责任人：{visit.follow_up_owner}）" if visit.follow_up_owner else ""
        self.add(part, "follow_up_done", "办结日期", self.day(), required=True, hint=f"{visit.follow_up}{owner}")
        self.add(part, "follow_up_result", "办理结果", LongText(lines=3, chars=LONG), required=True)
        self.set_values({"follow_up_done": frame.today()})
