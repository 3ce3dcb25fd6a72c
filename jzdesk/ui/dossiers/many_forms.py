"""Forms about the mentors and talks of many people."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain.dossiers import Mentor
from jzdesk.services import dossiers as service
from jzdesk.services.visit_groups import GroupPlan
from jzdesk.ui.common.fields import CompleteField, LongText
from jzdesk.ui.common.many_form import ManyForm
from jzdesk.ui.dossiers.fields import NamesField, TimeField
from jzdesk.ui.dossiers.form_base import LONG
from jzdesk.ui.dossiers.mentor_form import add_mentor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.services.visit_calendar import CalendarVisit
    from jzdesk.ui.common.frame import Frame

class TalkForm(ManyForm):
    """One about talks: it completes the names of those who hold them."""

    def talker(self) -> CompleteField:
        """A name among those who hold talks."""
        return CompleteField(partial(service.known_talkers, self.frame.desk), jobs=self.frame.jobs, chars=8)


class NameManyForm(ManyForm):
    """批量指定帮带人."""

    def __init__(self, frame: Frame, people: Sequence[str], *, total: int | None = None) -> None:
        super().__init__(frame, "批量指定帮带人", people, total=total)
        part = self.section("教育帮带人")
        self.name = add_mentor(self, part, hint="不能由他帮带的人员不予办理，并逐一说明原因。")
        self.set_values({"appointed_on": frame.today()})

    def read(self) -> Mentor:
        values = self.values()
        return Mentor(name=values.pop("mentor_name"), **values)


class PlanManyForm(TalkForm):
    """批量安排回访: the next talk of each on one day."""

    def __init__(self, frame: Frame, people: Sequence[str], *, total: int | None = None) -> None:
        super().__init__(frame, "批量安排回访", people, total=total)
        part = self.section("回访安排")
        self.add(part, "planned_on", "回访日期", self.day(), required=True)
        self.add(part, "visitor", "回访人", self.talker(), hint="不填的由回访小组组长负责。")
        hint = "每人最近一次待开展的回访改到这一天；不能改的人员不予办理，并逐一说明原因。"
        self.add(part, "moved_reason", "理由", LongText(lines=3, chars=LONG), required=True, hint=hint)
        self.set_values({})


class AssignForm(TalkForm):
    """安排回访人."""

    def __init__(self, frame: Frame, visits: Sequence[CalendarVisit]) -> None:
        super().__init__(frame, "安排回访人", [f"{v.person}（{v.on:%m-%d}）" for v in visits])
        part = self.section("回访人")
        self.add(part, "visitor", "回访人", self.talker(), hint="留空的由回访小组组长负责。")
        names = {visit.visitor for visit in visits}
        self.set_values({"visitor": names.pop() if len(names) == 1 else ""})


class GroupPlanForm(TalkForm):
    """安排集体回访: the same day, place, hour and talkers for several people."""

    def __init__(self, frame: Frame, visits: Sequence[CalendarVisit]) -> None:
        super().__init__(frame, "安排集体回访", [f"{v.person}（{v.on:%m-%d}）" for v in visits])
        part = self.section("共同安排")
        self.add(part, "planned_on", "回访日期", self.day(), required=True)
        self.add(part, "start_time", "开始时间", TimeField())
        find_place = partial(service.known_places, frame.desk)
        self.add(part, "place", "地点", CompleteField(find_place, jobs=frame.jobs, chars=18))
        find = partial(service.known_talkers, frame.desk)
        self.add(part, "talkers", "谈话人", NamesField(find, jobs=frame.jobs, placeholder="不少于两人，用顿号隔开"))
        self.add(part, "visitor", "回访人", self.talker(), hint="不填的由各自回访小组组长负责。")
        self.add(part, "moved_reason", "理由", LongText(lines=2, chars=LONG), required=True)
        day = max((min(v.on for v in visits), frame.today()))
        self.set_values({"planned_on": day, "moved_reason": "同一单位集体回访"})

    def read(self) -> tuple[GroupPlan, str]:
        """What is common, and the reason."""
        values = self.values()
        why = values.pop("moved_reason")
        return GroupPlan(**values), why
