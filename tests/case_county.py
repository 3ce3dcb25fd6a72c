"""Thirty cases for the tests and the look of 案件处分: every state of the announcement, every kind of measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from revisit_county import Clock, make_desk

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.services import cases

__all__ = ["Clock", "announced", "decided", "file_of", "fill", "make_desk"]

NAMES = ["吴建国", "李㛃", "陈志强", "欧阳明远", "王秀英", "赵德海", "孙丽华", "周国平", "郑红梅", "冯立新", "何晓燕", "许大勇", "邓小军", "曾庆华", "萧宏伟", "田春生", "董志刚", "袁菊香", "潘云飞", "于海涛", "蒋玉兰", "蔡明亮", "余德胜", "杜长江", "叶青松", "程雪梅", "苏建军", "魏国栋", "吕爱民", "任秋实"]
UNITS = ("县装备中心", "县住房和城乡建设局", "埠河镇人民政府", "县污水处理厂", "斗湖堤镇荆江社区居民委员会")
POSTS = ("主任", "副局长", "镇党委委员、副镇长", "厂长", "支部书记")
ID_NUMBER = "421099197601010013"


def file_of(name, *, decided_on=None, codes=(), number="", person=None, case=None, **decision):
    """A case as the form would hand it over."""
    who = Person(name=name, unit_name=UNITS[0], post=POSTS[0], politics="01", object_kind="civil")
    decisions = ()
    if decided_on:
        made = Decision(
            issuer="county_commission", document_number=number or f"公纪〔{decided_on.year}〕{name}号",
            decided_on=decided_on, measures=tuple(Measure(code=code) for code in codes), **decision,
        )  # fmt: skip
        decisions = (made,)
    return CaseFile(person=replace(who, **(person or {})), case=Case(**(case or {})), decisions=decisions)


def decided(desk, name="吴建国", *, decided_on=date(2026, 9, 18), codes=("D1",), **more):
    """Register a decision; the id of its case."""
    return cases.record_case(desk, file_of(name, decided_on=decided_on, codes=codes, **more)).record_id


def announced(desk, case_id, *, on, **more):
    """Record the meeting with its four parts."""
    decision = cases.open_case(desk, case_id).decision
    parts = dict.fromkeys(("part_report", "part_reading", "part_criticism", "part_statement"), True)
    item = Announcement(decision_id=decision.id, held_on=on, place="单位会议室", **parts, **more)
    return cases.record_announcement(desk, case_id, item)


def fill(desk):
    """Thirty cases, the latest decisions first in the list; their ids."""
    kinds = (
        ("D1",),
        ("D2", "Z3"),
        ("Z2",),
        ("D3", "Z5"),
        ("F11",),
        ("D4-1",),
        ("D1", "O02"),
        ("F01",),
        ("D5", "Z6"),
        ("D2",),
    )
    ids = []
    for n, name in enumerate(NAMES):
        day = date(2026, 11, 20) - timedelta(days=9 * n)
        person = {"unit_name": UNITS[n % 5], "post": POSTS[n % 5], "phone": "13800000000"}
        case = {
            "number": f"公案〔{day.year}〕{n + 1}号", "filed_on": day - timedelta(days=60), "source": "letters",
            "violations": ("integrity",), "amount": 1_234_500, "facts": "违规设立“小金库”，用于发放补贴。",
        }  # fmt: skip
        case_id = decided(
            desk,
            name,
            decided_on=day,
            codes=kinds[n % 10],
            number=f"公纪〔{day.year}〕{60 - n}号",
            person=person,
            case=case,
        )
        ids.append(case_id)
        _follow(desk, case_id, n, day)
    cases.record_case(
        desk, file_of("黄未决", case={"number": "公案〔2026〕99号", "filed_on": date(2026, 11, 2)})
    )
    return ids


def _follow(desk, case_id, n, day):
    decision = cases.open_case(desk, case_id).decision
    announces = any(d.kind == "announce" for d in cases.duties_of_case(desk, case_id))
    if not announces or n % 7 in (0, 3):
        return
    if n % 7 == 5:
        item = Announcement(
            decision_id=decision.id, exemption="privacy", exemption_reason="涉及未成年人隐私",
            exemption_approver="张书记", exempted_on=day,
        )  # fmt: skip
        cases.record_announcement(desk, case_id, item)
    elif n > 1:
        announced(desk, case_id, on=day + timedelta(days=5 if n % 2 else 20), attendance=46, chair="刘书记")
    if n > 3 and any(d.kind == "deliver" for d in cases.duties_of_case(desk, case_id)):
        item = ExecutionItem(
            decision_id=decision.id, kind="deliver", done_on=day + timedelta(days=4), done_by="李经办"
        )
        cases.record_execution(desk, case_id, item)
