"""Thirty tolerance reviews for the tests and the look of 容错纠错: every stage, every state, every conclusion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import made_once
from revisit_county import Clock

from jzdesk.domain.accounts import Role
from jzdesk.domain.people import Person
from jzdesk.domain.review_files import Evidence
from jzdesk.domain.tolerance import Finding, ToleranceReview
from jzdesk.services import tolerance
from jzdesk.services.desk import NewAccount, open_desk

__all__ = ["EVIDENCE", "Clock", "answered", "as_reviewer", "concluded", "fill", "make_desk", "review_of", "someone"]

PASSWORD = "Gong-An-2026!"
CLERK = NewAccount(name="李经办", display_name="李经办", role=Role.CLERK, password=PASSWORD)
REVIEWER = NewAccount(name="王审核", display_name="王审核", role=Role.REVIEWER, password=PASSWORD)
NAMES = ["朱明远", "李㛃", "陈志强", "欧阳明远", "王秀英", "赵德海", "孙丽华", "周国平", "郑红梅", "冯立新", "何晓燕", "许大勇", "邓小军", "曾庆华", "萧宏伟", "田春生", "董志刚", "袁菊香", "潘云飞", "于海涛", "蒋玉兰", "蔡明亮", "余德胜", "杜长江", "叶青松", "程雪梅", "苏建军", "魏国栋", "吕爱民", "任秋实"]
UNITS = ("县委组织部", "县住房和城乡建设局", "埠河镇人民政府", "县污水处理厂", "斗湖堤镇荆江社区居民委员会")
POSTS = ("副部长", "副局长", "镇党委委员、副镇长", "厂长", "支部书记")
MATTERS = ("驻村第一书记生活与工作补贴", "招商引资项目先行供地", "防汛抢险中临时征用民房", "村级光伏项目试点未达预期")
FACTS = (
    "为激励第一书记脱产驻村的工作热情和积极性，在省、市均未出台具体标准的情况下，下发通知明确为驻村第一书记"
    "发放一定的生活与工作补贴，涉嫌扩大范围发放补助。"
)


def make_desk(folder, clock=None):
    """An empty, opened desk of an office with a clerk and a reviewer; the clerk is logged in."""
    return made_once.office(
        folder, unit_name="公安县纪委监委", unit_code="421022", accounts=[CLERK, REVIEWER], clock=clock or Clock()
    )


def as_reviewer(desk):
    """The same vault with the reviewer logged in; the clerk's desk is closed."""
    folder, clock = desk.paths, desk.clock
    desk.close()
    return open_desk(folder, account="王审核", password=PASSWORD, clock=clock)


def someone(name="朱明远", **more):
    return Person(**({"name": name, "unit_name": UNITS[0], "post": POSTS[0], "politics": "01"} | more))


def review_of(**more):
    """A review as applied for."""
    return ToleranceReview(**({"matter": MATTERS[0], "facts": FACTS, "applied_on": date(2026, 9, 18)} | more))


EVIDENCE = (
    Evidence(number=1, title="党组会议记录", kind="document", source="县委组织部", pages=3),
    Evidence(number=2, title="关于发放驻村补贴的通知", kind="document", source="县委组织部", pages=2),
)
"""What the findings of `concluded` cite."""


def answered(desk, review, *, yes=()):
    """Every entry of the negative list and the exclusions answered with its evidence, those named with 是."""
    required = tolerance.required_of(desk, review)

    def answers(codes):
        return {c: Finding("yes", "经核实属实", "1") if c in yes else Finding("no", "经核查没有此类情形", "2") for c in codes}

    return replace(review, negative=answers(required.negative), exclusions=answers(required.exclusions))


def concluded(desk, review=None, *, conclusion="exempt", yes=(), **more):
    """A review with everything its conclusion needs beside the evidence."""
    review = answered(desk, review or review_of(), yes=yes)
    required = tolerance.required_of(desk, review)
    days = {"accepted_on": date(2026, 9, 21), "verified_on": date(2026, 9, 29), "concluded_on": date(2026, 10, 9)}
    found = {
        "distinctions": {c: Finding("tolerated", "在上级尚无标准时先行先试", "1、2") for c in required.distinctions},
        "factors": {c: Finding("", "出于公心，经集体研究", "1") for c in required.factors},
        "positive": {"P04": Finding("yes", "与清单所列情形一致", "2")},
    }
    if conclusion in ("lighter", "mitigated"):
        found |= {"before_code": "D1", "after_code": "F11"}
    return replace(review, **{**found, **days, "conclusion": conclusion, **more})


def record(desk, review, person=None, **more):
    """Save a review, a new one with its evidence; its id."""
    given = {} if review.id else {"evidence": EVIDENCE}
    return tolerance.record_review(desk, review, person or someone(), **given, **more).record_id


def fill(desk):
    """Thirty reviews; their ids, the latest application last."""
    return [_one(desk, n, name) for n, name in enumerate(NAMES)]


def _one(desk, n, name):
    day = desk.calendar.working_day_before(desk.today, 60 - 2 * n)
    review = review_of(applied_on=day, matter=MATTERS[n % 4], way_in=("application", "self_started", "filing")[n % 3],
                       handler="案件审理室", handling_before="拟予诫勉")  # fmt: skip
    person = someone(name, unit_name=UNITS[n % 5], post=POSTS[n % 5], phone="13800000000")
    if n == 7:
        return record(desk, replace(review, acceptance_refused="所反映事项与申请人履职无关"), person)
    steps = ("accepted_on", "verified_on", "concluded_on", "feedback_on", "filed_on")
    done = 5 if n < 20 else (29 - n) // 2
    waits = (3, 8, 6, 2, 2)
    at, days = day, {}
    for name_, wait in zip(steps[:done], waits, strict=False):
        at = desk.calendar.add_working_days(at, wait).on
        if at > desk.today:
            break
        days[name_] = at
    if "concluded_on" in days:
        yes = ("N01",) if n % 5 == 3 else ("X2", "N02") if n % 5 == 4 else ()
        conclusion = "refused" if yes else ("exempt", "lighter", "mitigated")[n % 3]
        more = {"meeting": "县纪委常委会", "handling_after": "不予追究责任", "statement": "经逐项核对，认定如上。"}
        if conclusion in ("lighter", "mitigated"):
            more |= {"before_code": "F11", "handling_after": "批评教育", "after_code": "F03"}
        if not yes:
            due = days["concluded_on"] + timedelta(days=25)
            more |= {"correction": "停止执行原做法，完善制度", "correction_owner": "县委组织部", "correction_due": due}
            if n % 4 == 0 and due - timedelta(days=3) <= desk.today:
                more["correction_done"] = due - timedelta(days=3)
        return record(desk, replace(concluded(desk, review, conclusion=conclusion, yes=yes, **more), **days), person)
    return record(desk, replace(review, **days), person)
