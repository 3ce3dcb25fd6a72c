"""记录宣布: the meeting with its four parts, or its exemption, or why it waits."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.announcements import PARTS, Announcement
from jzdesk.ui.cases.choices import choices
from jzdesk.ui.common.duty_list import why_of
from jzdesk.ui.common.fields import CheckField, ChoiceField, DateField, IntField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.duties import Duty
    from jzdesk.ui.common.frame import Frame

HELD, PLANNED, EXEMPT, POSTPONED = "held", "planned", "exempt", "postponed"
WAYS = (
    (HELD, "已召开宣布会议"),
    (PLANNED, "计划召开"),
    (EXEMPT, "不公开宣布（豁免）"),
    (POSTPONED, "暂缓宣布"),
)
_MEETING = ("place", "chair", "announcer")
_PART_NAMES = tuple(name for name, _title in PARTS)
_HELD = (
    "held_on", *_MEETING, *_PART_NAMES, "attendance", "speakers", "leader", "statement", "minutes",
)  # fmt: skip
_EXEMPT = ("exemption", "exemption_reason", "exemption_approver", "exempted_on")
SHOWN: dict[str, frozenset[str]] = {
    HELD: frozenset(_HELD),
    PLANNED: frozenset({"planned_on", *_MEETING}),
    EXEMPT: frozenset(_EXEMPT),
    POSTPONED: frozenset({"postponed_reason", "planned_on"}),
}
"""The rows each way asks for; `note` always stands."""

WORDS = {
    "part_report": "通报违纪违法事实和查处经过",
    "part_reading": "宣读党纪政务处分决定或者组织处理决定",
    "part_criticism": "围绕案件、联系岗位发言，开展批评与自我批评",
    "part_statement": "主要负责人就整改和管党治党表明态度",
}


class AnnouncementForm(RecordForm):
    """For one decision. `read()` gives the Announcement."""

    def __init__(self, frame: Frame, file: CaseFile, decision: Decision, duty: Duty | None) -> None:
        super().__init__("记录公开宣布", save_text="保存")
        self.frame = frame
        self._base = decision.announcement or Announcement(decision_id=decision.id)
        self._build_fields(file)
        self._show_due(decision, duty)
        self.edited.connect(self._edited)
        self.show_record(self._base)

    def _build_fields(self, file: CaseFile) -> None:
        day = partial(DateField, today=self.frame.today, day_name=self.frame.desk.calendar.day_name)
        part = self.section(f"{file.person.name}　{file.person.unit_name}")
        self.way = self.add(part, "way", "宣布情况", ChoiceField(WAYS, empty=None), below=True)
        meeting = self.section("宣布会议")
        self.add(meeting, "planned_on", "计划日期", day(), required=True)
        self.add(meeting, "held_on", "宣布日期", day(), required=True)
        self.add(meeting, "place", "地点", TextField(chars=18))
        self.add(meeting, "chair", "主持人", TextField(chars=10))
        self.add(meeting, "announcer", "宣布人", TextField(chars=10))
        agenda = self.section("会议议程")
        for number, (name, title) in enumerate(PARTS, 1):
            box = self.add(agenda, name, f"第{number}项", CheckField(title), hint=WORDS[name])
            box.setAccessibleName(title)
        self.add(agenda, "speakers", "发言人", TextField(chars=18))
        self.add(agenda, "leader", "表态人", TextField(chars=10))
        self.add(agenda, "statement", "表态要点", LongText(lines=2, chars=18))
        self.add(agenda, "attendance", "参会人数", IntField(unit="人", least=1, most=100_000))
        self.add(agenda, "minutes", "会议记录", LongText(lines=4, chars=18))
        self.agenda = agenda
        self.meeting = meeting
        other = self.section("豁免和暂缓")
        lists = choices(self.frame.desk.rulebook, "exemption", self.frame.today())
        self.add(other, "exemption", "豁免类型", ChoiceField(lists), required=True)
        self.add(other, "exemption_reason", "理由", LongText(lines=3, chars=18), required=True)
        self.add(other, "exemption_approver", "批准人", TextField(chars=10), required=True)
        self.add(other, "exempted_on", "批准日期", day(), required=True)
        self.add(other, "postponed_reason", "暂缓理由", LongText(lines=3, chars=18), required=True)
        self.other = other
        note = self.section("备注")
        self.add(note, "note", "备注", LongText(lines=2, chars=18))

    def _show_due(self, decision: Decision, duty: Duty | None) -> None:
        decided = f"{decision.document_number}　{decision.decided_on:%Y-%m-%d} 决定"
        lines = [(decided, "", "")]
        if duty is not None:
            lines.append((f"公开宣布期限 {duty.due_on:%Y-%m-%d}", why_of(duty), ""))
        self.computed("way").set_lines(lines)

    # ---- showing

    def show_record(self, value: Announcement) -> None:
        values: dict[str, Any] = {name: getattr(value, name, None) for name in self.rows}
        values["way"] = way_of(value)
        self.set_values(values)
        self.show_rows()

    def show_rows(self) -> None:
        """Only what the chosen way asks for."""
        shown = SHOWN[self.way.value()] | {"way", "note"}
        for name in self.rows:
            self.set_row_visible(name, on=name in shown)
        for part in (self.meeting, self.agenda, self.other):
            part.setVisible(any(row.shown for row in part.rows))
        self.rows["planned_on"].required = self.way.value() == PLANNED

    def _edited(self, name: str) -> None:
        if name == "way":
            self.show_rows()

    # ---- reading

    def read(self) -> Announcement:
        values = self.values()
        way = values.pop("way")
        kept = replace(self._base, exemption="", exemption_reason="", exemption_approver="", exempted_on=None)
        if way != POSTPONED:
            kept = replace(kept, postponed_reason="")
        if way != HELD:
            kept = replace(kept, held_on=None, **dict.fromkeys(_PART_NAMES, False))  # type: ignore[arg-type]
        if "exemption" in values:
            values["exemption"] = values["exemption"] or ""
        return replace(kept, **values)

    def mark(self, field: str, text: str) -> None:
        """The agenda as a whole is refused at its first part that is not ticked."""
        if field == "parts":
            missing = [name for name in _PART_NAMES if not self.field(name).value()]
            field = missing[0] if missing else _PART_NAMES[0]
        super().mark(field, text)

    def restore_draft(self, draft: Any) -> None:
        super().restore_draft(draft)
        self.show_rows()


def way_of(item: Announcement) -> str:
    """Which of the four ways a record took; a new one is a meeting that was held."""
    if item.exemption:
        return EXEMPT
    if item.held_on or item.id is None:
        return HELD
    return POSTPONED if item.postponed_reason else PLANNED
