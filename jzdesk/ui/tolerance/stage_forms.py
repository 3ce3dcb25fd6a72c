"""The stages up to the conclusion: 受理, 报备事项发生, 延长核实, 核实, 集体研究."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jzdesk.domain.duties import DutyKind
from jzdesk.services import tolerance_stages as stages
from jzdesk.services.opened import Opened
from jzdesk.ui.common.fields import LongText, TextField
from jzdesk.ui.tolerance.answers import RadioField
from jzdesk.ui.tolerance.counts_field import CountsField
from jzdesk.ui.tolerance.stage_form import LONG, StageForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jzdesk.domain.changes import Changes
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.tolerance.reading import ReviewDetail

ACCEPTED, NOT_ACCEPTED = "accepted", "refused"


class AcceptForm(StageForm):
    """受理 or 不予受理; of a prior filing, its first look."""

    save_word: ClassVar[str] = "记录受理"
    verb: ClassVar[str] = "accept"
    day_field: ClassVar[str] = "accepted_on"

    def title_for(self, detail: ReviewDetail) -> str:
        return "报备初审" if detail.review.way_in == "filing" else "受理容错审查"

    def build(self, part: Section) -> None:
        self.outcome = self.add(
            part, "outcome", "办理", RadioField(((ACCEPTED, "受理"), (NOT_ACCEPTED, "不予受理")))
        )
        self.add(part, "accepted_on", "受理日期", self.day(), required=True)
        self.add(part, "acceptance_refused_on", "不予受理日期", self.day(), required=True)
        self.add(part, "acceptance_refused", "理由", LongText(lines=3, chars=LONG), required=True)

    def start(self) -> dict[str, Any]:
        found = super().start()
        found["outcome"] = NOT_ACCEPTED if self.review.acceptance_refused else ACCEPTED
        found["acceptance_refused_on"] = found["acceptance_refused_on"] or self.frame.today()
        return found

    def fit(self) -> None:
        refused = self.outcome.value() == NOT_ACCEPTED
        self.set_row_visible("accepted_on", on=not refused)
        for name in ("acceptance_refused_on", "acceptance_refused"):
            self.set_row_visible(name, on=refused)
        self.save_button.setText("记录不予受理" if refused else "记录受理")

    def columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name != "outcome"}

    def work(self) -> Callable[[], Changes]:
        columns = self.columns(self.values())
        call = stages.refuse_acceptance if "acceptance_refused" in columns else stages.accept
        return partial(call, self.frame.desk, self.review.id or 0, based_on=Opened(self.review), **columns)

    @property
    def duty(self) -> str:  # type: ignore[override]
        """A filing is looked at first within a limit of its own."""
        return DutyKind.ACCEPT_REVIEW.value


class HappenedForm(StageForm):
    """What had been filed beforehand went wrong: verifying begins."""

    heading: ClassVar[str] = "报备事项发生失误"
    save_word: ClassVar[str] = "转入核实"
    verb: ClassVar[str] = "record_happened"
    day_field: ClassVar[str] = "happened_on"

    def build(self, part: Section) -> None:
        self.add(part, "happened_on", "发生日期", self.day(), required=True)
        self.add(part, "facts", "事实经过", LongText(lines=6, chars=LONG), required=True)


class ExtendForm(StageForm):
    """延长核实期限, as approved before it ran out."""

    heading: ClassVar[str] = "延长核实期限"
    save_word: ClassVar[str] = "记录延期"
    verb: ClassVar[str] = "extend_verification"

    def build(self, part: Section) -> None:
        self.add(part, "extended_to", "延长至", self.day(), required=True)
        self.add(part, "extension_reason", "延期理由", LongText(lines=3, chars=LONG), required=True)
        self.add(part, "extension_approver", "批准人", TextField(chars=12), required=True)
        self.add(part, "extension_approved_on", "批准日期", self.day(), required=True)

    def start(self) -> dict[str, Any]:
        found = super().start()
        longest = self.frame.desk.planner.longest_verify_due(self.review)
        found["extended_to"] = found["extended_to"] or (longest.on if longest else None)
        found["extension_approved_on"] = found["extension_approved_on"] or self.frame.today()
        return found

    def fit(self) -> None:
        longest = self.frame.desk.planner.longest_verify_due(self.review)
        if longest is not None:
            why = "\n".join(part for part in (longest.why, longest.clause) if part)
            self.computed("extended_to").set_line(f"最长可延长至 {longest.on:%Y-%m-%d}", why)


class VerifyForm(StageForm):
    """核实 is done: by whom, and what was found."""

    heading: ClassVar[str] = "记录核实情况"
    save_word: ClassVar[str] = "记录核实"
    verb: ClassVar[str] = "verify"
    duty: ClassVar[str] = DutyKind.VERIFY_REVIEW.value
    day_field: ClassVar[str] = "verified_on"

    def build(self, part: Section) -> None:
        self.add(part, "verified_on", "核实日期", self.day(), required=True)
        self.add(
            part,
            "verifiers",
            "核实人",
            TextField(chars=17, placeholder="两人以上，用顿号隔开"),
            required=True,
        )
        self.add(part, "verification", "核实情况", LongText(lines=8, chars=LONG), required=True)


class StudyForm(StageForm):
    """集体研究: which meeting, who was there, how it voted."""

    heading: ClassVar[str] = "记录集体研究"
    save_word: ClassVar[str] = "记录研究"
    verb: ClassVar[str] = "study"
    duty: ClassVar[str] = DutyKind.STUDY_REVIEW.value
    day_field: ClassVar[str] = "studied_on"
    places: ClassVar[Mapping[str, str]] = {
        "study_expected": "attendance", "study_present": "attendance", "votes_for": "votes", "votes_against": "votes",
        "votes_abstained": "votes",
    }  # fmt: skip

    def build(self, part: Section) -> None:
        self.add(part, "studied_on", "研究日期", self.day(), required=True)
        self.add(
            part, "meeting", "会议", TextField(chars=LONG, placeholder="如：县纪委常委会第21次会议"), required=True
        )  # fmt: skip
        self.attendance = self.add(
            part, "attendance", "到会", CountsField((("应到", "人"), ("实到", "人")))
        )  # fmt: skip
        self.votes = self.add(
            part, "votes", "表决", CountsField((("赞成", "票"), ("反对", "票"), ("弃权", "票")))
        )  # fmt: skip
        self.add(part, "study_minutes", "研究意见", LongText(lines=6, chars=LONG))

    def start(self) -> dict[str, Any]:
        review = self.review
        found = super().start()
        found["attendance"] = (review.study_expected, review.study_present)
        found["votes"] = (review.votes_for, review.votes_against, review.votes_abstained)
        return found

    def columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(values)
        found["study_expected"], found["study_present"] = found.pop("attendance")
        found["votes_for"], found["votes_against"], found["votes_abstained"] = found.pop("votes")
        return found

    def fit(self) -> None:
        """Count as one counts at the table: does everybody's vote stand here, and is it more than half."""
        expected, present = self.attendance.value()
        votes = self.votes.value()
        self.computed("attendance").set_lines(_attended(expected, present))
        self.computed("votes").set_lines(_voted(present if present is not None else expected, votes))


Lines = list[tuple[str, str, str]]


def _attended(expected: int | None, present: int | None) -> Lines:
    if expected is None or present is None:
        return []
    if present > expected:
        return [(f"实到{present}人，多于应到{expected}人。", "", "overdue")]
    if present * 2 <= expected:
        return [
            (f"实到{present}人，没有超过应到{expected}人的半数。", "集体研究一般须半数以上成员到会。", "soon")
        ]
    return [(f"实到{present}人，超过半数。", "", "done")]


def _voted(present: int | None, votes: tuple[int | None, ...]) -> Lines:
    if present is None or all(vote is None for vote in votes):
        return []
    cast, agreed = sum(vote or 0 for vote in votes), votes[0] or 0
    if cast > present:
        return [(f"表决共{cast}票，多于{present}人。", "", "overdue")]
    lines: Lines = []
    if cast < present:
        lines.append((f"表决共{cast}票，有{present - cast}人没有表决。", "", "soon"))
    if agreed * 2 > present:
        lines.append((f"赞成{agreed}票，超过半数。", "", "done"))
    else:
        lines.append((f"赞成{agreed}票，没有超过半数。", "", "soon"))
    return lines
