"""The filled sample of forms/monthly/month.xlsx: made-up people in every ledger (see month_template.py)."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from jzdesk.domain.form_changes import CHANGES  # noqa: E402
from jzdesk.exports.month_book import MonthBook, write_month_book  # noqa: E402

PEOPLE = (
    ("男", "县直机关", "县教育局", "财务股股长", "科员", "党内警告", "政务警告"),
    ("女", "县直机关", "县生态环境局", "党组成员、副局长", "乡科级副职", "党内严重警告", "政务记大过"),
    ("男", "乡镇（街道）", "某某镇污水处理厂", "厂长", "乡科级副职", "撤销党内职务", "政务撤职"),
    ("男", "村（社区）", "某某镇某某村", "村党支部书记", "村支书", "留党察看一年", ""),
)
# Dates as the rules give them: 12, 18 and 24 months to the day before; 留党察看 runs on from the restoration of rights.
NEW = (
    ("张　某", date(2026, 9, 8), date(2027, 9, 7), date(2026, 9, 17), date(2026, 9, 15), "已按期"),
    ("李　某", date(2026, 9, 9), date(2028, 3, 8), date(2026, 9, 18), date(2026, 9, 24), "逾期已办"),
    ("欧阳某某", date(2026, 9, 10), date(2028, 9, 9), date(2026, 9, 20), None, "豁免"),
    ("王　某", date(2026, 9, 11), None, date(2026, 9, 21), None, "逾期"),
)
OLD = (
    ("刘　某", date(2026, 3, 10), date(2027, 3, 9), date(2026, 3, 16)),
    ("陈　某", date(2026, 3, 11), date(2027, 9, 10), date(2026, 3, 17)),
    ("杨　某", date(2026, 3, 12), date(2028, 3, 11), date(2026, 3, 18)),
    ("黄　某", date(2026, 3, 13), None, date(2026, 3, 19)),
)
OPEN_END = "留党察看期满恢复党员权利后，影响期另计"


GRADES = ("好", "较好", "一般", "较差")
VOTES = ("poll_good", "poll_fairly", "poll_fair", "poll_poor")


def sample_rows() -> dict[str, list[dict[str, object]]]:
    """A made-up month: every ledger with a few rows, one announced late, one exempt, one overdue."""
    decisions, announcements, visits = [], [], []
    for number, (name, decided, end, due, held, state) in enumerate(NEW, 1):
        who, kinds = sample_person(number, name, decided)
        period = {"period_start": decided, "period_end": end, "note": "" if end else OPEN_END}
        told = {"told_on": held, "told_state": "已按期" if held else "未到期"}
        decisions.append({**who, **kinds, **period, **told, "sex": PEOPLE[number - 1][0]})
        meeting = {"due_on": due, "held_on": held, "state": state, "sanction": kinds["party_sanction"]}
        parts = dict.fromkeys(
            ("part_report", "part_reading", "part_criticism", "part_statement"), held is not None
        )
        exempt = {"exemption": "商业秘密", "exemption_approver": "县纪委常委会"} if state == "豁免" else {}
        announcements.append({**who, **meeting, **parts, **exempt})
    for number, (name, decided, end, held) in enumerate(OLD, 1):
        who, kinds = sample_person(number, name, decided)
        period = {"period_start": decided, "period_end": end, "note": "" if end else OPEN_END}
        care = {
            "dossier": True,
            "mentor": "帮带人甲",
            "grade": "较好",
            "visits_due": 2,
            "visits_held": 1 + number % 2,
        }
        told = {"announced_on": held, "announced_in_time": True}
        visits.append({**who, **kinds, **period, **care, **told, "sex": PEOPLE[number - 1][0]})
    who = {"name": "赵　某", "unit_level": "村（社区）", "unit": "某某镇某某村", "post": "驻村第一书记"}
    matter = {"matter": "驻村工作队补贴发放程序不规范", "conclusion": "免责", "concluded_on": date(2026, 9, 28)}
    matter |= {"number": "容〔2026〕1号"}
    asked = {"applied_on": date(2026, 9, 8), "accepted_on": date(2026, 9, 9), "verified_on": date(2026, 9, 21)}
    stages = "承办：案件审理室\n受理：用1个工作日\n核实：用8个工作日\n研究：用3个工作日\n认定：用5个工作日"
    review = {**who, **matter, **asked, "people": 1, "way_in": "申请（本人）", "stages": stages, "stages_state": "已按期"}
    changed = {"handling_before": "党内警告", "form_before": "第二种形态", "handling_after": "不予追究责任",
               "form_after": "不作处理", "form_change": "第二种形态→不作处理"}  # fmt: skip
    letter = {"number": "HF2026-001", "organ": "县委组织部", "letter_number": "某组函〔2026〕8号",
              "received_on": date(2026, 9, 22), "purpose": "提拔任用", "due_on": date(2026, 10, 10), "name": "赵　某",
              "unit_text": "某某镇某某村", "post": "驻村第一书记", "matched": "身份证号一致", "measures": "无",
              "tolerance": "容〔2026〕1号：2026-09-28免责", "conclusion": "容错免责，不影响使用",
              "reply_on": date(2026, 9, 29), "state": "已按期"}  # fmt: skip
    done = {"due_on": date(2026, 10, 18), "held_on": date(2026, 9, 21), "state": "已按期", "result": "好"}
    period = {"sanction": "党内警告", "period_end": date(2026, 9, 18), "use": "正常使用", "reemployed": True}
    return {
        "decisions": decisions,
        "announcements": announcements,
        "tolerance": [review],
        "tolerance_people": [{**who, **matter, **changed}],
        "visits": visits,
        "assessments": [{**who, "name": "孙　某", **done, **period}],
        "enquiries": [letter],
    }


def sample_person(number: int, name: str, decided: date) -> tuple[dict[str, object], dict[str, object]]:
    """Who was sanctioned by which paper, and the columns only the ledgers of decisions and visits have."""
    _, level, unit, post, rank, party, admin = PEOPLE[number - 1]
    who: dict[str, object] = {"name": name, "unit_level": level, "unit": unit, "post": post}
    paper = {"document_number": f"某纪发〔2026〕{decided.month * 10 + number}号", "decided_on": decided}
    kinds: dict[str, object] = {
        "party_sanction": party,
        "admin_sanction": admin,
        "rank": rank,
        "organ": "县纪委监委",
    }
    about = {"authority": "县管", "politics": "中共党员", "violation": "廉洁纪律"}
    return who | paper, kinds | about | {"form": "第三种" if number > 2 else "第二种"}


def make_sample(folder: Path) -> Path:
    """A filled sample beside the template, as the program would write it."""
    book = MonthBook(
        unit_name="某某县纪委监委",
        unit_code="420000",
        month="2026-09",
        made_on=date(2026, 10, 9),
        made_by="填表人甲",
        reviewer="审核人乙",
        audit_head="（样张）",
        ledgers=sample_rows(),
        forms_of_handling=((1, 9), (2, 2), (3, 2), (4, 0)),
        forms_of_handling_year=((1, 71), (2, 22), (3, 4), (4, 2)),
        form_changes=[(text, int(text == "第二种形态→不作处理"), 1 + number) for number, text in enumerate(CHANGES)],
        visit_grades=GRADES,
        assessment_grades=(*GRADES[:3], "差"),
        poll_grades=tuple(zip(VOTES, (*GRADES[:3], "差"), strict=True)),
        notes=("本表册为样张，人员和事项均为虚构。",),
    )
    return write_month_book(book, folder, out=folder / "sample.xlsx").path
