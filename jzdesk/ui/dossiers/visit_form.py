"""回访记录: one talk with everything that is asked on paper, or why it could not be held."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from jzdesk.services import dossiers as service
from jzdesk.ui.common.fields import CheckField, ChoiceField, CompleteField, LongText, MultiChoice
from jzdesk.ui.dossiers.fields import NamesField, OfferField, TimeField
from jzdesk.ui.dossiers.form_base import LONG, WIDE, DossierForm
from jzdesk.ui.dossiers.head_facts import HeadFacts
from jzdesk.ui.dossiers.poll_field import PollField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.visits import Visit
    from jzdesk.services.dossiers import NextVisit
    from jzdesk.ui.common.frame import Frame

HELD, EXCUSED = "held", "excused"
LOOK_AFTER_MS = 150


class VisitForm(DossierForm):
    """`visit` is the planned one being recorded, a recorded one being corrected, or a new one without id."""

    def __init__(
        self, frame: Frame, file: DossierFile, visit: Visit, *, head: Sequence[tuple[str, str]] = (),
        corrects: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(frame, file, f"第{visit.ordinal}次回访" if visit.ordinal else "记录回访")
        self.visit, self._corrects = visit, corrects
        self.head = HeadFacts(head)
        self._opening.add_wide(self.head)
        self._outline = tuple(item.text for item in frame.desk.rulebook.visits.outline if item.enabled)
        self._add_what()
        self._add_outline()
        self._add_sides()
        self._add_judgement()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self._look_ahead)
        self.edited.connect(self._edited)

    # ---- sections

    def _add_what(self) -> None:
        jobs, desk = self.frame.jobs, self.frame.desk
        choices = [(HELD, "已开展回访"), (EXCUSED, "未能开展，登记原因")]
        first = self.section("办理情况")
        why = LongText(lines=2, chars=LONG)
        self.add(first, "why", "更正理由", why, required=True, hint="已登记的回访，更正须写明理由，写入审计日志。")
        self.outcome = self.add(first, "outcome", "结果", ChoiceField(choices, empty=None))
        self._missed = self.section("未能开展")
        self.add(self._missed, "excuse", "未访原因", self.choice("visit_excuse"), required=True)
        self.add(self._missed, "excuse_reason", "具体情况", LongText(lines=3, chars=LONG), required=True)
        part = self._happened = self.section("谈话安排")
        self.add(part, "kind", "回访类别", self.choice("visit_kind", empty=None))
        self.add(part, "way", "回访方式", self.choice("visit_way", empty=None))
        self.held_on = self.add(part, "held_on", "回访日期", self.day(), required=True)
        self.add(part, "start_time", "开始时间", TimeField())
        self.add(part, "end_time", "结束时间", TimeField())
        hint = "在办公室或会议室谈话，不使用审讯、留置场所。"
        find_place = partial(service.known_places, desk)
        place = CompleteField(find_place, jobs=jobs, chars=18)
        self.add(part, "place", "地点", place, required=True, hint=hint, below=True)
        find_talker = partial(service.known_talkers, desk)
        names = NamesField(find_talker, jobs=jobs, placeholder="不少于两人，用顿号隔开")
        self.talkers = self.add(part, "talkers", "谈话人", names, required=True)
        self.add(part, "recorder", "记录人", CompleteField(find_talker, jobs=jobs, chars=8))
        mentor = f"{self.file.mentor.name}（帮带人）" if self.file.mentor else ""
        self.add(part, "participants", "参加人", OfferField(mentor, verb="加入帮带人", chars=18))

    def _add_outline(self) -> None:
        self._talk = self.stacked("谈话内容")
        for number, title in enumerate(self._outline):
            self.add(self._talk, f"outline_{number}", f"{number + 1}. {title}", LongText(lines=3, chars=WIDE))

    def _add_sides(self) -> None:
        self._sides = self.stacked("侧面了解")
        self.add(self._sides, "side_head", "单位负责人意见", LongText(lines=2, chars=WIDE))
        self.add(self._sides, "side_members", "干部群众代表意见", LongText(lines=2, chars=WIDE))
        self.add(self._sides, "side_family", "家属意见", LongText(lines=2, chars=WIDE))
        grades = [name for _code, name in self.choices("visit_grade")]
        self.add(self._sides, "side_poll", "民主测评", PollField(grades))

    def _add_judgement(self) -> None:
        self._judgement = self.section("评价和后续")
        self.add(self._judgement, "evaluation", "评价等次", self.choice("visit_grade"), required=True)
        self.add(self._judgement, "effect", "认识情况", self.choice("visit_effect"))
        self.add(self._judgement, "counselling", "心理疏导", CheckField("需要心理疏导"))
        self.add(self._judgement, "counselling_note", "疏导情况", LongText(lines=2, chars=LONG))
        self.add(self._judgement, "follow_up", "跟踪事项", LongText(lines=2, chars=LONG))
        find = partial(service.known_talkers, self.frame.desk)
        owner = CompleteField(find, jobs=self.frame.jobs, chars=10)
        self.add(self._judgement, "follow_up_owner", "责任人", owner)
        self.add(self._judgement, "follow_up_due", "跟踪期限", self.day())
        self.add(self._judgement, "follow_up_done", "办结日期", self.day())
        self.add(self._judgement, "follow_up_result", "办理结果", LongText(lines=2, chars=LONG))
        signs = MultiChoice(self.choices("visit_sign"), columns=2)
        self.add(self._judgement, "signed", "签名盖章", signs)
        self.add(self._judgement, "note", "备注", LongText(lines=2, chars=LONG))

    # ---- what a tab asks

    def show_record(self, value: Visit) -> None:
        """Show a visit; a planned one opens as held today."""
        self.visit = value
        values = {name: getattr(value, name, None) for name in self.rows}
        values["outcome"] = EXCUSED if value.excuse else HELD
        values["why"] = ""
        for number in range(len(self._outline)):
            values[f"outline_{number}"] = value.outline[number] if number < len(value.outline) else ""
        self.set_values(values)
        self._fit()
        self._look_ahead()

    @property
    def corrects(self) -> bool:
        """Whether what is on the form was recorded before."""
        return self._corrects

    def excuse_it(self) -> None:
        """Open as a visit that could not be held."""
        self.outcome.set_value(EXCUSED)
        self._fit()
        self.set_clean()

    def read(self) -> Visit:
        values = self.values()
        values.pop("why", None)
        outline = [values.pop(f"outline_{n}", "") for n in range(len(self._outline))]
        if values.pop("outcome") == EXCUSED:
            return replace(
                self.visit, excuse=values["excuse"], excuse_reason=values["excuse_reason"], held_on=None,
                start_time="", end_time="",
            )  # fmt: skip
        values["effect"] = values["effect"] or ""
        for name in ("counselling_note", "follow_up_owner", "follow_up_result"):  # what is hidden says nothing
            values.setdefault(name, "")
        if not values["follow_up"]:
            values |= {"follow_up_due": None, "follow_up_done": None}
        while outline and not outline[-1]:
            outline.pop()
        longer = self.visit.outline[len(self._outline) :]  # a section the county has since struck from the list
        return replace(
            self.visit, excuse="", excuse_reason="", outline=(*outline, *longer),
            **{"follow_up_done": self.visit.follow_up_done, **values},
        )  # fmt: skip

    # ---- while typing

    def _edited(self, name: str) -> None:
        if name in ("outcome", "follow_up", "counselling", "follow_up_done"):
            self._fit()
        if name == "place":
            self._judge_place()
        if name in ("held_on", "outcome"):
            self._soon.start()

    def _fit(self) -> None:
        """Show the fields of what happened, hide the others."""
        held = self.outcome.value() == HELD
        for name in self.rows:
            if name in ("excuse", "excuse_reason"):
                self.set_row_visible(name, on=not held)
            elif name != "outcome":
                self.set_row_visible(name, on=held)
        self.set_row_visible("why", on=self.corrects)
        self.set_row_visible("counselling_note", on=held and bool(self.field("counselling").value()))
        follow = held and bool(self.field("follow_up").value())
        done = follow and self.corrects
        self.set_row_visible("follow_up_owner", on=follow)
        self.set_row_visible("follow_up_due", on=follow)
        self.set_row_visible("follow_up_done", on=done)
        self.set_row_visible("follow_up_result", on=done and self.field("follow_up_done").value() is not None)
        self._judge_place()
        self._missed.setVisible(not held)
        for part in (self._happened, self._talk, self._sides, self._judgement):
            part.setVisible(held)

    def _judge_place(self) -> None:
        """A talk is no interrogation: a place that says so is warned of, not refused."""
        rules = self.frame.desk.rulebook.assessments
        place = str(self.field("place").value() or "") if self.rows["place"].shown else ""
        word = rules.unfit_word(place)
        text = f"地点含“{word}”，回访谈话请改在办公室或者会议室。" if word else ""
        self.computed("place").set_line(text, rules.place_clause, kind="soon")

    def why(self) -> str:
        """The reason of a correction; '' for a first record."""
        return str(self.field("why").value()) if self.corrects else ""

    def _look_ahead(self) -> None:
        day = self.held_on.value()
        if day is None or self.outcome.value() != HELD or self.file.dossier.id is None:
            self.computed("held_on").set_line("")
            return
        work = partial(service.look_ahead, self.frame.desk, self.file.dossier.id, self.visit, held_on=day)
        self.frame.jobs.run(work, owner=self, done=self._show_ahead, failed=_quiet)

    def _show_ahead(self, ahead: NextVisit) -> None:
        lines = [(ahead.late, ahead.late_why, "overdue")] if ahead.late else []
        lines.append((ahead.text, ahead.why, ""))
        self.computed("held_on").set_lines(lines)


def _quiet(_field: str, _text: str) -> bool:
    """A preview that cannot be made is simply not shown; saving says why."""
    return True
