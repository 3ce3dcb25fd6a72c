"""The mentor's note, the end of a mentor without a successor, and another category."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from jzdesk.services import dossiers as service
from jzdesk.services.opened import Opened
from jzdesk.ui.common.fields import ChoiceField, CompleteField, LongText
from jzdesk.ui.dossiers.form_base import LONG, DossierForm

if TYPE_CHECKING:
    from jzdesk.domain.dossiers import DossierFile, MentorNote
    from jzdesk.ui.common.frame import Frame


class NoteForm(DossierForm):
    """帮教记录: one talk of the mentor; `note` is a new one or one being corrected."""

    def __init__(self, frame: Frame, file: DossierFile, note: MentorNote) -> None:
        super().__init__(frame, file, "更正帮教记录" if note.id else "登记帮教记录")
        self.note = note
        self.opened = Opened(note) if note.id else None
        part = self.section("帮教情况")
        names = [(m.id, m.name if m.ended_on is None else f"{m.name}（已结束）") for m in file.mentors]
        self.add(part, "mentor_id", "帮带人", ChoiceField(names, empty=None), required=True)
        self.add(part, "noted_on", "日期", self.day(), required=True)
        self.add(part, "way", "方式", self.choice("note_way", empty=None), required=True)
        self.add(part, "content", "谈话内容", LongText(lines=5, chars=LONG), required=True)
        hint = "情绪低落、有抵触或有异常的，请同时考虑调整对象分类。"
        self.add(part, "thought", "思想状况", self.choice("note_thought"), required=True, hint=hint)
        self.add(part, "help", "帮助解决", LongText(lines=3, chars=LONG))
        find = partial(service.known_talkers, frame.desk)
        self.add(part, "recorded_by", "记录人", CompleteField(find, jobs=frame.jobs, chars=8))
        self.add(part, "note", "备注", LongText(lines=2, chars=LONG))
        self.set_values({name: getattr(note, name) for name in self.rows})

    def read(self) -> MentorNote:
        return replace(self.note, **{**self.values(), "thought": self.values()["thought"] or ""})


class EndMentorForm(DossierForm):
    """结束帮带: who ends, when and why; nobody follows yet."""

    def __init__(self, frame: Frame, file: DossierFile) -> None:
        super().__init__(frame, file, "结束帮带")
        part = self.section("结束帮带")
        names = [(m.id, f"{m.name}　{m.post}".strip("　")) for m in file.mentors_now]
        self.add(part, "mentor_id", "帮带人", ChoiceField(names, empty=None), required=True)
        self.add(part, "ended_on", "结束日期", self.day(), required=True)
        hint = "有人接替的请用“更换帮带人”。结束后帮带人空缺，列入应办事项。"
        self.add(part, "end_reason", "结束原因", LongText(lines=3, chars=LONG), required=True, hint=hint)
        self.set_values({"mentor_id": file.mentors_now[0].id, "ended_on": frame.today()})


class CategoryForm(DossierForm):
    """调整对象分类: another rhythm of visits and notes."""

    def __init__(self, frame: Frame, file: DossierFile) -> None:
        super().__init__(frame, file, "调整对象分类")
        part = self.section("对象分类")
        self.add(part, "category", "分类", self.choice("dossier_category", empty=None), required=True)
        self.add(part, "why", "理由", LongText(lines=3, chars=LONG), required=True)
        self.set_values({"category": file.dossier.category})
        self.edited.connect(self._edited)
        self._edited("category")

    def _edited(self, name: str) -> None:
        if name != "category":
            return
        rules = self.frame.desk.rulebook.visits
        found = rules.category(self.field("category").value() or "")
        if found is None:
            return
        between = f"每 {found.months_between} 个月回访一次" if found.months_between else "回访频次按处分轻重"
        most = f"，每年不超过 {found.max_per_year} 次" if found.max_per_year else ""
        text = f"{between}{most}，帮教记录每 {rules.note_months(found.code)} 个月一次"
        year = "任意连续十二个月" if rules.rolling_year else "自然年"
        self.computed("category").set_line(text, f"{found.clause}\n每年次数按{year}计算；调整后计划回访随之重排。")
