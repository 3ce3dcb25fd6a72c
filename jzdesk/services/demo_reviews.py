"""Tolerance reviews of the demo county: one in each state of each stage, and every conclusion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from jzdesk.domain.review_files import CorrectionCheck, Evidence, ReviewFile
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.services.demo_matters import DISHONEST, HONEST, KINDS
from jzdesk.services.demo_review_findings import EVIDENCE, concluded
from jzdesk.services.demo_review_turns import clarified, corrected, objected

if TYPE_CHECKING:
    from random import Random

    from jzdesk.domain.people import Person
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.domain.workdays import WorkCalendar

STAGES = ("accepted_on", "verified_on", "studied_on", "concluded_on", "feedback_on", "filed_on")
_USUAL = (3, 13, 4, 2, 3, 2)
_LATE = (8, 24, 9, 9, 8, 8)
_LEFT = (5, 20, 7, 6, 5, 2)
"""Working days that remain of the limit of each stage when those before it took their usual time."""
_FILING = 1
"""The stage after which a prior filing waits for what it was filed for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One review: when it began, how many stages are done and which of them late, and how it ended. `objection` and
    `clarify` tell what became of them (`demo_review_turns`), `others` how many people it covers beside the first;
    `key` names a filing others refer to, `again` tells of somebody whose earlier review was of the same kind."""

    applied_on: date
    done: int = 6
    late: int = -1
    outcome: str = "exempt"
    entry: str = ""
    correction: str = "done"
    objection: str = ""
    clarify: str = ""
    refused: bool = False
    zhu: bool = False
    way_in: str = "application"
    extended: bool = False
    waiting: bool = False
    filed: bool = False
    others: int = 0
    again: bool = False
    late_application: bool = False


def written_stories(today: date, calendar: WorkCalendar) -> list[Story]:
    """The first-secretary subsidy of the article, what happens seldom, then a review in every stage and state."""

    def at(done: int, waited: int, *, late: int = -1) -> date:
        """The day of application of a review whose current stage began `waited` working days ago."""
        used = sum(_LATE[i] if i == late else _USUAL[i] for i in range(done))
        return calendar.working_day_before(today, used + waited)

    made = [
        Story(applied_on=at(6, 60), zhu=True, way_in="self_started", others=2, clarify="done"),
        Story(applied_on=at(6, 14), outcome="refused", entry="N01", correction="", objection="soon"),
        Story(applied_on=at(6, 90), outcome="refused", entry="X4", correction="", objection="late", late=1, extended=True),
        Story(applied_on=at(6, 45), outcome="lighter", correction="late", objection="followed", clarify="late"),
        Story(applied_on=at(6, 20, late=5), outcome="mitigated", correction="overdue", late=5, objection="overdue", others=1),
        Story(applied_on=at(1, 30), refused=True, done=0),
        Story(applied_on=at(1, 9), way_in="filing", done=1, waiting=True),
        Story(applied_on=at(6, 28), outcome="refused", entry="N06", correction="", again=True, objection="done"),
    ]
    ends = ("open", "soon", "overdue")
    for stage, left in enumerate(_LEFT):
        for turn, waited in enumerate((0, left - 1, left + 3)):
            late = stage - 1 if waited == 0 else -1
            end = ends[turn] if stage >= 4 else ""
            made.append(
                Story(applied_on=at(stage, waited, late=late), done=stage, late=late, correction=end,
                      clarify=end if stage == 4 else "", extended=stage == 1 and turn == 1,
                      way_in={(2, 0): "filing", (1, 0): "self_started"}.get((stage, turn), "application"),
                      filed=stage == 1 and turn == 0,
                      objection=("open", "", "reopened")[turn] if stage == 5 else "",
                      outcome="lighter" if stage == 5 and turn == 1 else "exempt", late_application=stage == 1 and turn == 2, others=1 if stage == 2 and turn == 1 else 0)
            )  # fmt: skip
    return made


def chance_story(rng: Random, applied_on: date) -> Story:
    """One review by chance; two in three are tolerated."""
    outcome = rng.choices(("exempt", "lighter", "mitigated", "refused"), (45, 12, 8, 35))[0]
    return Story(
        applied_on=applied_on, late=rng.randrange(6) if rng.random() < 0.08 else -1, outcome=outcome,
        entry=rng.choice(("N01", "N02", "N03", "X3", "X4", "")) if outcome == "refused" else "",
        correction=rng.choices(("done", "late"), (9, 1))[0] if outcome != "refused" else "",
        refused=rng.random() < 0.05, way_in=rng.choices(("application", "self_started", "filing"), (6, 3, 1))[0],
        clarify="done" if outcome == "exempt" and rng.random() < 0.3 else "",
        objection=rng.choices(("", "done", "late", "followed"), (88, 9, 1, 2))[0],
        others=rng.choices((0, 1, 2), (80, 14, 6))[0], late_application=rng.random() < 0.05,
    )  # fmt: skip


def file_of(story: Story, lists: ToleranceRules, person: Person, *, today: date, calendar: WorkCalendar, rng: Random,
            county: str, earlier: ToleranceReview | None = None) -> ReviewFile:  # fmt: skip
    """The review as far as it got by today, with its evidence and the checks of its correction. `earlier`: the review
    whose error was made again, or the prior filing of the matter."""
    review = _begun(story, lists, person, calendar=calendar, rng=rng, county=county)
    if earlier is not None:
        review = _following(review, earlier, filed=story.filed)
    if story.refused:
        on = calendar.add_working_days(story.applied_on, 4).on
        return ReviewFile(review=replace(
            review, acceptance_refused="所反映事项与申请人履职无关，不属于容错范围", acceptance_refused_on=min(on, today),
        ), person=person)  # fmt: skip
    review = _staged(review, story, today, calendar)
    checks: tuple[CorrectionCheck, ...] = ()
    if review.concluded_on:
        positive = _matter(story, review.matter)[2]
        review = concluded(review, lists, positive=positive, outcome=story.outcome, entry=story.entry)
        review, checks = corrected(review, story.correction, today=today, calendar=calendar)
        review = objected(review, story.objection, person, today=today, calendar=calendar)
        review = clarified(review, story.clarify, today=today, calendar=calendar)
    if story.zhu and review.concluded_on:
        review = replace(
            review, enquiry=f"办理期间收到市委组织部关于{county}朱某某等同志提拔任用的征求意见函，"
            "经认定属于容错免责，回复意见：容错免责，不影响使用。",
        )  # fmt: skip
    evidence = _evidence(review) if review.verified_on else ()
    return ReviewFile(review=review, person=person, evidence=evidence, checks=checks)


def _following(review: ToleranceReview, earlier: ToleranceReview, *, filed: bool) -> ToleranceReview:
    review = replace(review, matter=earlier.matter, matter_kind=earlier.matter_kind)
    if not filed:
        return replace(review, facts=f"{earlier.number}号容错认定以后，又以同样方式办理，没有落实整改要求。")
    facts = f"{earlier.facts}该事项已于事前报备（{earlier.number}）。"
    return replace(review, facts=facts, filing_id=earlier.id, happened_on=review.applied_on)


def _begun(story: Story, lists: ToleranceRules, person: Person, *, calendar: WorkCalendar, rng: Random,
           county: str) -> ToleranceReview:  # fmt: skip
    """What is known on the day of the application."""
    matter, facts, _ = _matter(story, rng=rng)
    started = calendar.working_day_before(story.applied_on, 14 if story.late_application else 4)
    ways: dict[str, dict[str, Any]] = {
        "application": {
            "applicant_kind": "person", "applicant": person.name, "accountability_on": started,
            "unit_opinion": "经单位党组织研究，情况属实，同意申请容错。",
        },
        "self_started": {
            "applicant_kind": "office", "applicant": f"{county}纪委监委", "accountability_on": started,
            "clue": rng.choice(("信访举报转办", "巡察移交问题线索", "审计移送问题线索")),
        },
        "filing": {
            "applicant_kind": "unit", "applicant": person.unit_name,
            "plan": "上级尚无明确标准，拟先行先试；已经集体研究，并制定风险防控和及时止损的措施。",
        },
    }  # fmt: skip
    exempt = story.outcome in ("exempt", "lighter")
    return ToleranceReview(
        uid=f"{rng.getrandbits(128):032x}", way_in=story.way_in, matter=matter, facts=facts, applied_on=story.applied_on,
        matter_kind=KINDS.get(matter, "other"), factor_set=lists.default_factor_set,
        handler=rng.choice(("案件审理室", "党风政风监督室", "第三监督检查室")), accountability_organ=f"{county}纪委监委",
        decision_process="经党政班子会议集体研究决定，会议记录完整。", basis_documents="上级有关工作部署文件",
        consequences="造成一定影响，未造成重大损失。", remedy="发现后立即停止，主动纠正。",
        before_code="F11" if exempt else "D1", handling_before="拟予诫勉" if exempt else "拟给予党内警告处分", **ways[story.way_in],
    )  # fmt: skip


def _matter(story: Story, told: str = "", rng: Random | None = None) -> tuple[str, str, str]:
    """The matter of a story, its facts and the item of the positive list that fits: `told` by name, else drawn."""
    if story.zhu:
        return (
            "驻村第一书记生活与工作补贴",
            (
                "为激励第一书记脱产驻村的工作热情和积极性，在省、市均未出台具体标准的情况下，下发通知明确为驻村第一书记"
                "发放一定的生活与工作补贴，涉嫌扩大范围发放补助。"
            ),
            "P04",
        )
    known = [item for item in (*HONEST, *DISHONEST) if item[0] == told]
    if known or rng is None:
        return (known or list(HONEST))[0]
    if story.entry:
        return next((item for item in DISHONEST if item[2] == story.entry), HONEST[0])
    return rng.choice(HONEST)


def _staged(review: ToleranceReview, story: Story, today: date, calendar: WorkCalendar) -> ToleranceReview:
    day = story.applied_on
    for at, name in enumerate(STAGES[: story.done]):
        day = calendar.add_working_days(day, _LATE[at] if at == story.late else _USUAL[at]).on
        if day > today:
            break
        review = replace(review, **{name: day})  # type: ignore[arg-type]  # the names of dates, see STAGES
        if at + 1 == _FILING and story.way_in == "filing" and not story.waiting:
            review = replace(review, happened_on=day)
    return _told(_extended(review, story, today, calendar))


def _extended(review: ToleranceReview, story: Story, today: date, calendar: WorkCalendar) -> ToleranceReview:
    """The limit of verifying prolonged by a few working days, approved on its fifteenth."""
    if not story.extended or review.accepted_on is None:
        return review
    approved = calendar.add_working_days(review.accepted_on, 15).on
    if approved > today:
        return review
    return replace(
        review, extended_to=calendar.add_working_days(review.accepted_on, 27 if review.verified_on else 22).on, extension_approver="分管领导",
        extension_reason="须向上级主管部门核实政策依据", extension_approved_on=approved,
    )  # fmt: skip


def _told(review: ToleranceReview) -> ToleranceReview:
    """What is recorded with the day of each stage."""
    if review.verified_on:
        review = replace(
            review, verifiers="承办部门二人", verification="经查阅资料、个别谈话，所述情况属实，没有谋取私利。"
        )
    if review.studied_on:
        review = replace(
            review, meeting=f"{review.studied_on:%Y年%-m月%-d日}县纪委常委会", study_expected=9, study_present=8, votes_for=8,
            votes_against=0, votes_abstained=0, study_minutes="与会人员一致同意承办部门的意见。",
        )  # fmt: skip
    if review.feedback_on:
        review = replace(
            review, feedback_way="face", feedback_organ_on=review.feedback_on, feedback_organ="所在单位党组织",
            person_opinion="收到，没有不同意见。",
        )  # fmt: skip
    if review.filed_on:
        review = replace(review, filed_with="上级纪委监委", copied_to="县委组织部")
    return review


def _evidence(review: ToleranceReview) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(number=at, title=title, kind=kind, source=source, pages=pages, obtained_on=review.verified_on)
        for at, (title, kind, source, pages) in enumerate(EVIDENCE, 1)
    )


def some_dates(rng: Random, count: int, first: date, last: date) -> list[date]:
    """Days drawn from a span, for reviews and decisions by chance."""
    span = max((last - first).days, 1)
    return [first + timedelta(days=rng.randrange(span)) for _ in range(count)]
