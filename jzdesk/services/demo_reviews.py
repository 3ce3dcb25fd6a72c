"""Tolerance reviews of the demo county: one in each state of each stage, and every conclusion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.tolerance import Finding, ToleranceReview
from jzdesk.services.demo_matters import DISHONEST, HONEST

if TYPE_CHECKING:
    from random import Random

    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.domain.workdays import WorkCalendar

STAGES = ("accepted_on", "verified_on", "concluded_on", "feedback_on", "filed_on")
_USUAL = (3, 13, 6, 3, 2)
_LATE = (8, 24, 13, 8, 8)
_LIMITS = (5, 20, 10, 5, 5)
_TOLERATED_SIDES = {
    "K1": "此前没有先例可循，属于缺乏经验、先行先试，事前经过集体研究，没有明知故犯。",
    "K2": "上级对此尚无明确限制，发现偏差后立即停止并报告，不存在明令禁止后依然我行我素。",
    "K3": "出发点是推动工作，资金全部用于公共事项，经核查没有为本人或者他人谋取私利。",
}
_FACTORS = (
    "出于公心，目的是推动工作落实。", "当时政策界限不够明确，时间要求紧。", "经班子会议集体研究，程序基本完备。",
    "情节轻微，属于工作失误。", "未造成重大损失，社会反映平稳。", "发现后主动纠正，已挽回大部分损失。",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One review: when it began, how many stages are done and which of them late, and how it ended."""

    applied_on: date
    done: int = 5
    late: int = -1
    outcome: str = "exempt"
    entry: str = ""
    correction: str = "done"
    refused: bool = False
    zhu: bool = False
    way_in: str = "application"


def written_stories(today: date, calendar: WorkCalendar) -> list[Story]:
    """The first-secretary subsidy of the article, then a review in every stage and state."""

    def at(done: int, waited: int, *, late: int = -1) -> date:
        """The day of application of a review whose current stage began `waited` working days ago."""
        used = sum(_LATE[i] if i == late else _USUAL[i] for i in range(done))
        return calendar.working_day_before(today, used + waited)

    made = [
        Story(applied_on=at(5, 60), zhu=True, way_in="self_started"),
        Story(applied_on=at(5, 45), outcome="refused", entry="N01", correction=""),
        Story(applied_on=at(5, 90), outcome="refused", entry="X4", correction=""),
        Story(applied_on=at(5, 30), outcome="lighter", correction="late"),
        Story(applied_on=at(5, 12), outcome="mitigated", correction="overdue", late=4),
        Story(applied_on=at(1, 30), refused=True, done=0),
    ]
    ends = ("open", "soon", "overdue", "done", "done")
    for stage, limit in enumerate(_LIMITS):
        late = stage - 1
        for waited, end in ((0, ends[0]), (limit - 1, ends[1]), (limit + 3, ends[2])):
            made.append(
                Story(applied_on=at(stage, waited, late=late if waited == 0 else -1), done=stage,
                      late=late if waited == 0 else -1, correction=end if stage >= 3 else "",
                      way_in="filing" if waited == 0 and stage == 2 else "application")
            )  # fmt: skip
    return made


def chance_story(rng: Random, applied_on: date) -> Story:
    """One review by chance; two in three are tolerated."""
    outcome = rng.choices(("exempt", "lighter", "mitigated", "refused"), (45, 12, 8, 35))[0]
    return Story(
        applied_on=applied_on, late=rng.randrange(5) if rng.random() < 0.08 else -1, outcome=outcome,
        entry=rng.choice(("N01", "N02", "N03", "X3", "X4", "")) if outcome == "refused" else "",
        correction=rng.choices(("done", "late"), (9, 1))[0] if outcome != "refused" else "",
        refused=rng.random() < 0.05, way_in=rng.choices(("application", "self_started", "filing"), (6, 3, 1))[0],
    )  # fmt: skip


def review_of(story: Story, lists: ToleranceRules, *, today: date, calendar: WorkCalendar, rng: Random,
              county: str) -> ToleranceReview:  # fmt: skip
    """The review as far as it got by today."""
    matter, facts, positive = _matter(story, rng)
    review = ToleranceReview(
        uid=f"{rng.getrandbits(128):032x}", way_in=story.way_in, matter=matter, facts=facts, applied_on=story.applied_on,
        handler=rng.choice(("案件审理室", "党风政风监督室", "第三监督检查室")), factor_set=lists.default_factor_set,
        handling_before="拟予诫勉" if story.outcome != "refused" else "拟立案审查",
    )  # fmt: skip
    if story.refused:
        review = replace(review, acceptance_refused="所反映事项与申请人履职无关，不属于容错范围")
        return replace(review, accepted_on=None)
    review = _staged(review, story, today, calendar)
    if review.concluded_on:
        review = _concluded(review, story, lists, positive)
        review = _corrected(review, story, today, calendar)
    if story.zhu:
        review = replace(
            review, enquiry=f"办理期间收到市委组织部关于{county}朱某某等同志提拔任用的征求意见函，"
            "经认定属于容错免责，回复意见：容错免责，不影响使用。",
        )  # fmt: skip
    return review


def _matter(story: Story, rng: Random) -> tuple[str, str, str]:
    if story.zhu:
        return (
            "驻村第一书记生活与工作补贴",
            (
                "为激励第一书记脱产驻村的工作热情和积极性，在省、市均未出台具体标准的情况下，下发通知明确为驻村第一书记"
                "发放一定的生活与工作补贴，涉嫌扩大范围发放补助。"
            ),
            "P04",
        )
    if story.entry:
        found = [item for item in DISHONEST if item[2] == story.entry] or list(DISHONEST)
        return found[0]
    return rng.choice(HONEST)


def _staged(review: ToleranceReview, story: Story, today: date, calendar: WorkCalendar) -> ToleranceReview:
    day = story.applied_on
    for at, name in enumerate(STAGES[: story.done]):
        day = calendar.add_working_days(day, _LATE[at] if at == story.late else _USUAL[at]).on
        if day > today:
            break
        review = replace(review, **{name: day})  # type: ignore[arg-type]  # the names of dates, see STAGES
    return review


def _concluded(review: ToleranceReview, story: Story, lists: ToleranceRules, positive: str) -> ToleranceReview:
    """Every list answered; a standing entry locks the conclusion."""
    hit = story.entry
    negative = {i.code: _answer(i.code, hit, review.facts) for i in lists.negative if i.enabled}
    exclusions = {i.code: _answer(i.code, hit, review.facts) for i in lists.exclusions if i.enabled}
    tolerated = story.outcome != "refused"
    factors = lists.factor_sets[review.factor_set].factors
    sides = {
        d.code: Finding("tolerated", _TOLERATED_SIDES.get(d.code, "经核实属于可容一侧。"), "会议记录、调查报告")
        for d in lists.distinctions
    }
    statements = {
        "exempt": "经逐项核对，不存在负面清单和不予容错情形，认定为容错免责，责成限期纠正。",
        "lighter": "符合容错情形，但程序存在瑕疵，予以从轻处理。",
        "mitigated": "符合容错情形，造成一定损失，予以减轻处理。",
        "refused": "经集体研究，存在不予容错情形，不予容错。",
    }
    return replace(
        review, negative=negative, exclusions=exclusions, conclusion=story.outcome,
        meeting=f"{review.concluded_on:%Y年%-m月%-d日}县纪委常委会" if review.concluded_on else "",
        distinctions=sides if tolerated else {},
        factors={f.code: Finding("", text) for f, text in zip(factors, _FACTORS, strict=False)} if tolerated else {},
        positive={positive: Finding("yes", "与清单所列情形一致。")} if tolerated else {},
        statement=statements[story.outcome],
        handling_after={"exempt": "不予追究责任", "lighter": "批评教育", "mitigated": "谈话提醒"}.get(story.outcome, "立案审查"),
    )  # fmt: skip


def _answer(code: str, hit: str, facts: str) -> Finding:
    return Finding("yes", facts, "调查报告") if code == hit else Finding("no")


def _corrected(review: ToleranceReview, story: Story, today: date, calendar: WorkCalendar) -> ToleranceReview:
    """The order to correct, its limit and whether it was kept."""
    if not story.correction or review.concluded_on is None:
        return review
    due = calendar.add_working_days(review.concluded_on, 20).on
    due = {"overdue": today - timedelta(days=6), "soon": today + timedelta(days=4)}.get(story.correction, due)
    due = max(due, review.concluded_on)
    done = {"done": due - timedelta(days=5), "late": due + timedelta(days=9)}.get(story.correction)
    if done is not None and done < review.concluded_on:
        done = review.concluded_on
    return replace(
        review, correction="停止执行原做法，完善制度，清理已发资金并报告结果", correction_owner="单位党组织主要负责人",
        correction_due=due, correction_done=done if done and done <= today else None,
    )  # fmt: skip


def some_dates(rng: Random, count: int, first: date, last: date) -> list[date]:
    """Days drawn from a span, for reviews and decisions by chance."""
    span = max((last - first).days, 1)
    return [first + timedelta(days=rng.randrange(span)) for _ in range(count)]

