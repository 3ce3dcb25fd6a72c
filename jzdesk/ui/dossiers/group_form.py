"""记录集体回访: what is common is filled in once, the evaluation person by person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError
from jzdesk.domain.visits import Visit
from jzdesk.services import dossiers as service
from jzdesk.services.visit_groups import OwnPart
from jzdesk.ui.common.fields import CheckField, ChoiceField, CompleteField, LongText
from jzdesk.ui.dossiers.fields import NamesField, TimeField
from jzdesk.ui.dossiers.form_base import LONG
from jzdesk.ui.dossiers.many_forms import TalkForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.services.visit_calendar import CalendarVisit
    from jzdesk.ui.common.frame import Frame


class GroupForm(TalkForm):
    """`visits` are those of the group still to be recorded. Who did not come stays in the plan."""

    def __init__(self, frame: Frame, visits: Sequence[CalendarVisit]) -> None:
        super().__init__(frame, "记录集体回访", [visit.person for visit in visits])
        self.visits = tuple(visits)
        desk, jobs, first = frame.desk, frame.jobs, visits[0]
        part = self.section("共同情况")
        ways = [(c.code, c.name) for c in desk.rulebook.codes.offered("visit_way", frame.today())]
        self.add(part, "way", "回访方式", ChoiceField(ways, empty=None))
        self.add(part, "held_on", "回访日期", self.day(), required=True)
        self.add(part, "start_time", "开始时间", TimeField())
        self.add(part, "end_time", "结束时间", TimeField())
        find_place = partial(service.known_places, desk)
        self.add(part, "place", "地点", CompleteField(find_place, jobs=jobs, chars=18), required=True)
        find = partial(service.known_talkers, desk)
        names = NamesField(find, jobs=jobs, placeholder="不少于两人，用顿号隔开")
        self.add(part, "talkers", "谈话人", names, required=True)
        self.add(part, "recorder", "记录人", CompleteField(find, jobs=jobs, chars=8))
        self.add(part, "summary", "谈话内容", LongText(lines=4, chars=LONG), hint="共同谈话的内容，记入每人谈话提纲第一项。")
        for visit in visits:
            self._add_person(visit)
        self.set_values(
            {
                "way": "forum", "held_on": min(first.on, frame.today()), "start_time": first.start_time,
                "place": first.place, "talkers": first.talkers,
            }
        )  # fmt: skip
        self.edited.connect(self._fit)

    def _add_person(self, visit: CalendarVisit) -> None:
        book, key = self.frame.desk.rulebook, visit.id
        part = self.section(f"{visit.person}　第{visit.ordinal}次")
        self.add(part, f"absent_{key}", "到场", CheckField("未到场，留在计划中另行回访"))
        for name, label, codes in (("evaluation", "评价等次", "visit_grade"), ("effect", "认识情况", "visit_effect")):
            offered = [(c.code, c.name) for c in book.codes.offered(codes, self.frame.today())]
            self.add(part, f"{name}_{key}", label, ChoiceField(offered), required=name == "evaluation")
        self.add(part, f"note_{key}", "个人情况", LongText(lines=2, chars=LONG))

    def _fit(self, name: str) -> None:
        if not name.startswith("absent_"):
            return
        key = name.removeprefix("absent_")
        for what in ("evaluation", "effect", "note"):
            self.set_row_visible(f"{what}_{key}", on=not self.field(name).value())

    def read(self) -> tuple[Visit, dict[int, OwnPart]]:
        """What is common, and each person's own by visit."""
        values = self.values()
        own = {}
        for visit in self.visits:
            key = visit.id
            if values[f"absent_{key}"]:
                continue
            if not values[f"evaluation_{key}"]:
                raise RuleError(f"evaluation_{key}", f"请选择{visit.person}的评价等次；没有到场的请勾选未到场。")
            own[key] = OwnPart(
                evaluation=values[f"evaluation_{key}"], effect=values[f"effect_{key}"] or "", note=values[f"note_{key}"]
            )
        common = {name: values[name] for name in ("way", "held_on", "start_time", "end_time", "place", "talkers", "recorder")}
        return Visit(**common, outline=(values["summary"],) if values["summary"] else ()), own
