"""记录宣布: the meeting with its four parts, or its exemption, or why it waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain.announcements import PARTS, Announcement, cautions, least_scope, parts_for, purpose
from jzdesk.services.opened import Opened
from jzdesk.ui.cases.choices import choices
from jzdesk.ui.common.duty_list import why_of
from jzdesk.ui.common.fields import CheckField, ChoiceField, DateField, IntField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from datetime import date

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
_MEETING = ("place", "scope", "plan", "notice", "notice_on", "chair", "announcer")
_SPEAKERS = ("reporter", "reader", "speakers", "leader")
_PART_NAMES = tuple(name for name, _title in PARTS)
_HELD = (
    "held_on", *_MEETING, *_PART_NAMES, *_SPEAKERS, "statement", "person_present", "person_statement", "expected",
    "attendance", "minutes",
)  # fmt: skip
_EXEMPT = ("exemption", "exemption_reason", "exemption_approver", "exempted_on")
SHOWN: dict[str, frozenset[str]] = {
    HELD: frozenset(_HELD),
    PLANNED: frozenset({"planned_on", *_MEETING, *_SPEAKERS, "expected"}),
    EXEMPT: frozenset(_EXEMPT),
    POSTPONED: frozenset({"postponed_reason", "planned_on"}),
}
"""The rows each way asks for; `note` always stands."""

_NOT_CORRECTING = frozenset(
    {"part_criticism", "part_statement", "speakers", "leader", "statement", "person_present", "person_statement"}
)
"""What a meeting that corrects does not ask for: it has two parts, and the person was wronged or judged too hard."""

WORDS = {
    "part_report": "通报违纪违法事实和查处经过",
    "part_reading": "宣读党纪政务处分决定或者组织处理决定",
    "part_criticism": "围绕案件、联系岗位发言，开展批评与自我批评",
    "part_statement": "主要负责人就整改和管党治党表明态度",
}


class AnnouncementForm(RecordForm):
    """For one decision. `read()` gives the Announcement."""

    def __init__(self, frame: Frame, file: CaseFile, decision: Decision, duty: Duty | None) -> None:
        super().__init__(f"记录{purpose(decision)}", save_text="保存")
        self.frame = frame
        self._decision, self._duty = decision, duty
        self._least = least_scope(file, decision)
        self._scopes = frame.desk.rulebook.codes["announce_scope"]
        self._parts = parts_for(decision.review_kind)
        self.opened = Opened(decision.announcement)
        self._base = decision.announcement or Announcement(decision_id=decision.id, scope=self._least)
        self._build_fields(file)
        self._show_due(decision, duty)
        self.edited.connect(self._edited)
        self.show_record(self._base)

    def _build_fields(self, file: CaseFile) -> None:
        part = self.section(f"{file.person.name}　{file.person.unit_name}")
        self.way = self.add(part, "way", "宣布情况", ChoiceField(WAYS, empty=None), below=True)
        self._add_meeting()
        self._add_agenda()
        self._add_other()
        note = self.section("备注")
        self.add(note, "note", "备注", LongText(lines=2, chars=18))

    def _day(self) -> DateField:
        return DateField(today=self.frame.today, day_name=self.frame.desk.calendar.day_name)

    def _add_meeting(self) -> None:
        self.meeting = meeting = self.section("宣布会议")
        scopes = choices(self.frame.desk.rulebook, "announce_scope", self.frame.today())
        self.add(meeting, "planned_on", "计划日期", self._day(), required=True, below=True)
        self.add(meeting, "held_on", "宣布日期", self._day(), required=True, below=True)
        self.add(meeting, "place", "地点", TextField(chars=18))
        self.add(meeting, "scope", "宣布范围", ChoiceField(scopes, chars=18), required=bool(self._least), below=True)
        self.add(meeting, "plan", "会议方案", LongText(lines=2, chars=18), hint="会议安排、参会范围；方案原件可在“附件”中添加。")
        self.add(meeting, "notice", "通知对象", TextField(chars=18))
        self.add(meeting, "notice_on", "通知日期", self._day())
        self.add(meeting, "chair", "主持人", TextField(chars=10))
        self.add(meeting, "announcer", "宣布人", TextField(chars=10), hint="到会宣布的纪检监察机关（派驻机构）人员。")

    def _add_agenda(self) -> None:
        self.agenda = agenda = self.section("会议议程")
        speakers = {
            "part_report": ("reporter", "通报人"), "part_reading": ("reader", "宣读人"),
            "part_criticism": ("speakers", "发言人"), "part_statement": ("leader", "表态人"),
        }  # fmt: skip
        titles = dict(self._parts)
        for number, (name, title) in enumerate(PARTS, 1):
            hint = "" if titles.get(name, title) != title else WORDS[name]
            box = self.add(agenda, name, f"第{number}项", CheckField(titles.get(name, title)), hint=hint)
            box.setAccessibleName(titles.get(name, title))
            field, label = speakers[name]
            self.add(agenda, field, label, TextField(chars=18))
        self.add(agenda, "statement", "表态要点", LongText(lines=2, chars=18))
        self.add(agenda, "person_present", "", CheckField("受处分人本人到会")).setAccessibleName("受处分人本人到会")
        self.add(agenda, "person_statement", "本人检讨表态", LongText(lines=2, chars=18))
        self.add(agenda, "expected", "应到人数", IntField(unit="人", least=1, most=100_000))
        self.add(agenda, "attendance", "实到人数", IntField(unit="人", least=1, most=100_000), below=True)
        self.add(
            agenda, "minutes", "会议记录", LongText(lines=4, chars=18), hint="会议记录原件、签到表可在“附件”中添加。"
        )

    def _add_other(self) -> None:
        self.other = other = self.section("豁免和暂缓")
        lists = choices(self.frame.desk.rulebook, "exemption", self.frame.today())
        self.add(other, "exemption", "豁免类型", ChoiceField(lists), required=True)
        self.add(other, "exemption_reason", "理由", LongText(lines=3, chars=18), required=True)
        self.add(other, "exemption_approver", "批准人", TextField(chars=10), required=True)
        self.add(other, "exempted_on", "批准日期", self._day(), required=True)
        self.add(
            other, "postponed_reason", "暂缓理由", LongText(lines=3, chars=18), required=True,
            hint="每次改期和理由都留在“历史”里。",
        )  # fmt: skip

    def _show_due(self, decision: Decision, duty: Duty | None) -> None:
        decided = f"{decision.document_number}　{decision.decided_on:%Y-%m-%d} 决定"
        lines = [(decided, "", "")]
        if duty is not None:
            lines.append((f"{purpose(decision)}期限 {duty.due_on:%Y-%m-%d}", why_of(duty), ""))
        if self._least:
            name = self.frame.desk.rulebook.name_of("announce_scope", self._least)
            lines.append((f"原宣布范围：{name}，本次不能小于该范围", "", "soon"))
        self.computed("way").set_lines(lines)

    # ---- showing

    def show_record(self, value: Announcement) -> None:
        values: dict[str, Any] = {name: getattr(value, name, None) for name in self.rows}
        values["way"] = way_of(value)
        self.set_values(values)
        self.show_rows()
        self._show_cautions()

    def show_rows(self) -> None:
        """Only what the chosen way asks for."""
        shown = SHOWN[self.way.value()] | {"way", "note"}
        if len(self._parts) < len(PARTS):
            shown -= _NOT_CORRECTING
        for name in self.rows:
            self.set_row_visible(name, on=name in shown)
        for part in (self.meeting, self.agenda, self.other):
            part.setVisible(any(row.shown for row in part.rows))
        self.rows["planned_on"].required = self.way.value() == PLANNED

    def _edited(self, name: str) -> None:
        if name == "way":
            self.show_rows()
        if name in ("way", "planned_on", "held_on", "scope", "expected", "attendance", "person_present"):
            self._show_cautions()

    def _show_cautions(self) -> None:
        """On time or not by working days, too narrow, too few: beside the fields it comes from."""
        way = self.way.value()
        item = self._draft_item()
        due_on = self._duty.due_on if self._duty else None
        found = cautions(item, due_on=due_on, scopes=self._scopes)
        lines: dict[str, list[tuple[str, str, str]]] = {"planned_on": [], "held_on": [], "scope": [], "attendance": []}
        if way == HELD and item.held_on is not None and due_on is not None:
            lines["held_on"].append(self._on_time(item.held_on, due_on))
        for text in found:
            place = "scope" if "范围" in text else "planned_on" if "逾期统计" in text else "attendance"
            if place != "attendance" or way == HELD:
                lines[place].append((text, "", "soon"))
        for name, shown in lines.items():
            self.computed(name).set_lines(shown)

    def _draft_item(self) -> Announcement:
        shown = {name: row.field.value() for name, row in self.rows.items() if row.shown and name != "way"}
        shown = {name: ("" if value is None and name in ("scope", "exemption") else value) for name, value in shown.items()}
        return replace(Announcement(decision_id=self._base.decision_id), **shown)

    def _on_time(self, held_on: date, due_on: date) -> tuple[str, str, str]:
        calendar, decided = self.frame.desk.calendar, self._decision.decided_on or held_on
        why = why_of(self._duty) if self._duty else ""
        if held_on > due_on:
            late = calendar.working_days_between(due_on, held_on)
            return f"超过期限 {late} 个工作日，按逾期已办统计", why, "overdue"
        days = calendar.working_days_between(decided, held_on)
        return f"决定后第{days}个工作日，按期", why, ""

    # ---- reading

    def read(self) -> Announcement:
        values = self.values()
        way = values.pop("way")
        kept = replace(self._base, exemption="", exemption_reason="", exemption_approver="", exempted_on=None)
        if way != POSTPONED:
            kept = replace(kept, postponed_reason="")
        if way != HELD:
            kept = replace(kept, held_on=None, **dict.fromkeys(_PART_NAMES, False))  # type: ignore[arg-type]
        for name in ("exemption", "scope"):
            if name in values:
                values[name] = values[name] or ""
        return replace(kept, **values)

    def mark(self, field: str, text: str) -> None:
        """The agenda as a whole is refused at its first part that is not ticked."""
        if field == "parts":
            missing = [name for name, _title in self._parts if not self.field(name).value()]
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
