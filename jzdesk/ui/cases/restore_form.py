"""恢复党员权利: the steps from application to approval, saved as they are taken, and the day rights are restored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain.restoration import Restoration
from jzdesk.services.case_changes import steps_of
from jzdesk.ui.common.fields import DateField, IntField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.measures import Measure
    from jzdesk.ui.common.frame import Frame


class Restored(NamedTuple):
    """What the form says: which measure, from what day (None while only steps are recorded), and the steps."""

    measure_id: int
    on: date | None
    steps: Restoration


class RestoreForm(RecordForm):
    """`read()` gives a Restored."""

    def __init__(self, frame: Frame, file: CaseFile, decision: Decision, measure: Measure) -> None:
        super().__init__("恢复党员权利")
        self._measure = measure
        rules = frame.desk.rulebook
        day = partial(DateField, today=frame.today, day_name=frame.desk.calendar.day_name)
        name = rules.sanctions[measure.code].name
        part = self.section(f"{file.person.name}　{name}")
        self.add(part, "applied_on", "本人申请日期", day(), hint="本人没有申请的，由支部提出。", below=True)
        if measure.probation_end_on:
            self.computed("applied_on").set_line(f"留党察看期至 {measure.probation_end_on:%Y-%m-%d}", measure.why)
        self.add(part, "inspected_on", "支部考察日期", day())
        self.add(part, "inspectors", "考察人", TextField(chars=14))
        self.add(part, "opinion", "考察意见", LongText(lines=2, chars=18))
        self.add(part, "published_from", "公示开始", day())
        self.add(part, "published_to", "公示期满", day())
        self.add(part, "objections", "公示反映", TextField(chars=18))
        vote = self.section("支部大会")
        self.add(vote, "meeting_on", "大会日期", day())
        number = partial(IntField, unit="人", least=0, most=10_000)
        self.add(vote, "due", "应到党员", number(), hint="有表决权的正式党员，本人回避。")
        self.add(vote, "present", "实到", number())
        self.add(vote, "yes", "赞成", IntField(unit="票", least=0, most=10_000), below=True)
        after = self.section("审批")
        self.add(after, "committee", "基层党委", TextField(chars=18))
        self.add(after, "committee_on", "审议日期", day())
        self.add(after, "approver", "批准机关", TextField(chars=18), hint="原处分决定机关的下一级党委（党组），听取纪检机关意见。")
        self.add(after, "approved_on", "批准日期", day())
        self.add(after, "copied_on", "抄送原决定机关", day())
        self.add(after, "on", "恢复日期", day(), hint="决定载明的恢复日期；程序未完的留空，先保存已办的步骤。")
        self.add(after, "reason", "缺项理由", LongText(lines=2, chars=18), below=True)
        self.edited.connect(self._edited)
        steps = steps_of(decision)
        values = {name: getattr(steps, name, None) for name in self.rows}
        self.set_values({**values, "on": measure.restored_on})
        self._edited("")

    def read(self) -> Restored:
        return self._read(self.values())

    def _read(self, values: dict[str, object]) -> Restored:
        on = values.pop("on", None)
        return Restored(self._measure.id or 0, on, Restoration(**values))  # type: ignore[arg-type]

    def _edited(self, _name: str) -> None:
        """What is still missing, and whether the vote carries, as it is typed."""
        steps = self._read({name: row.field.value() for name, row in self.rows.items()}).steps
        fault = steps.vote_fault
        carried = not fault and steps.meeting_on is not None and bool(steps.due)
        self.computed("yes").set_lines([(fault, "", "overdue")] if fault else [("决议通过", "", "")] if carried else [])
        text = f"还缺：{'、'.join(steps.missing)}" if steps.missing else "程序齐全"
        self.computed("reason").set_lines([(text, "", "soon" if steps.missing else "")])
