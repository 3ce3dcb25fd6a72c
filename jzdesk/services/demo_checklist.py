"""The rest of the checklists of the demo county: organs told, 组织处理, money, delegates, letters, appraisals, and what
was filled in of each item. A few bear a fault an auditor would find."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.execution import ExecutionItem
from jzdesk.storage import cases as case_rows
from jzdesk.storage import people

if TYPE_CHECKING:
    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.plans import Planner
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.services.demo_tales import Tale
    from jzdesk.storage.transaction import Transaction

_KINDS = (DutyKind.NOTIFY_ORGANS, DutyKind.ORGANIZATION, DutyKind.PROPERTY, DutyKind.DELEGATE, DutyKind.APPRAISAL)
_EXCUSES = {
    "notify_organs": "由上级机关统一通知组织人社部门", "organization": "任免机关决定一并办理，不另行文",
    "delegate": "处分决定作出前已辞去委员职务", "property": "违纪所得已在案件审理前主动上交",
    "appraisal": "当年在职不满半年，按规定不参加考核", "letters": "受文单位已撤并，建议事项由接收单位办理",
}  # fmt: skip
_LETTERS = (("advice", "公纪建"), ("supervisory", "公监建"), ("risk", "公廉提"))
_FAULTY = 0.06


def proven(item: ExecutionItem, rules: Rulebook, key: str) -> ExecutionItem:
    """The item with what its form asks for, most of it in order."""
    if not item.done_on:
        return item
    rng = Random(f"{key}:{item.kind}:{item.part}")  # noqa: S311 - not for secrets
    wrong = rng.random() < _FAULTY
    details = {
        "deliver": {"way": rng.choice(("direct", "unit")), "signed": "yes", "sealed": "no" if wrong else "yes"},
        "tell": {"told": "person" if wrong else rng.choice(("person、branch", "person、branch、team")),
                 "officers": "周明、陈芳", "rights": "yes", "opinion": rng.choice(("agreed", "agreed", "objected"))},
        "notify_organs": {"organ": "县委组织部、县人力资源和社会保障局", "receipt": "yes"},
        "adjust": {"post_after": "一级科员", "pay_change": "按新任职级重新确定工资档次"},
        "organization": {"organ": "县委组织部", "number": f"公组干〔{item.done_on.year}〕{rng.randint(10, 90)}号"},
        "delegate": {"organ": "县人大常委会"},
        "archive": {"archive_place": "县委组织部干部档案室", "archive_kind": "cadre"},
        "report_execution": {"head": "所在单位党组书记", "head_signed": "yes", "report_sealed": "no" if wrong else "yes"},
    }.get(item.kind, {})  # fmt: skip
    known = rules.execution.items.get(item.kind)
    kept = {code: text for code, text in details.items() if known and known.field(code)}
    return replace(item, details={**kept, **item.details})


def write_checklist(tx: Transaction, tale: Tale, file: CaseFile, planner: Planner, *, today: date) -> None:
    """Settle the items `demo_execution` does not know, as the tale says or as an orderly office would."""
    decision = file.decisions[0]
    rng = Random(f"{file.case.uid}:checklist")  # noqa: S311 - not for secrets
    by_hand = (ExecutionItem(kind=DutyKind.PROPERTY.value),) if "property" in tale.items else ()
    found = planner.of_decision(file, replace(decision, items=by_hand))
    duties = [d for d in found if d.kind in _KINDS]
    first = min((d.part for d in duties if d.kind == DutyKind.APPRAISAL), default=0)
    for duty in duties:
        told = tale.items.get(duty.kind, "") if duty.part in (0, first) else ""
        item = _item(duty, told or _usual(tale, duty), rng=rng, planner=planner, today=today)
        if item is not None and told == "late" and duty.kind == DutyKind.APPRAISAL:
            # the unit reported the year itself, too late
            record = AnnualRecord(
                person_id=file.person.id, year=duty.part, grade="none", graded_on=item.done_on, bonus="未发放"
            )
            people.save_annual(tx, record)
        elif item is not None:
            paid = _money(file, item) if duty.kind == DutyKind.PROPERTY else item
            case_rows.save_item(tx, proven(replace(paid, decision_id=decision.id), planner.rules, file.case.uid))
    for number, word in enumerate(tale.items.get("letters", "").split(), 1):
        letter = _letter(number, word, file, rng=rng, today=today)
        case_rows.save_item(tx, replace(letter, decision_id=decision.id))


def _usual(tale: Tale, duty: Duty) -> str:
    """As delivery went: where that is still open, so is the rest."""
    left = {"*", "deliver"} & set(tale.undone)
    return "" if left and duty.kind != DutyKind.APPRAISAL else "done"


def _item(duty: Duty, word: str, *, rng: Random, planner: Planner, today: date) -> ExecutionItem | None:
    """The record that gives a duty the state a word names on the day of the demo; None while nothing is known."""
    blank = ExecutionItem(kind=duty.kind, part=duty.part)
    if duty.kind == DutyKind.PROPERTY:
        notice = {"soon": today - timedelta(days=54), "open": today - timedelta(days=10)}.get(word)
        blank = replace(blank, counted_from=notice or planner.calendar.add_working_days(duty.counted_from, 3).on)
        if blank.counted_from and blank.counted_from > today:
            return None
    if word == "excused":
        return replace(blank, not_applicable=_EXCUSES[duty.kind])
    if word == "soon" and duty.kind == DutyKind.APPRAISAL:
        longer = planner.calendar.add_working_days(today, 6).on
        return replace(blank, extended_to=longer, extension_approver="县委组织部", note="申诉复核期间暂缓确定")
    on = _done_on(duty, late=word == "late", rng=rng, planner=planner)
    if word not in ("done", "late") or on > today:
        return blank if duty.kind == DutyKind.PROPERTY else None
    evidence = {"property": "收缴票据", "appraisal": "年度考核登记表"}.get(duty.kind, "书面通知及签收回执")
    return replace(blank, done_on=on, done_by=rng.choice(("案件审理室", "县委组织部")), evidence=evidence)


def _done_on(duty: Duty, *, late: bool, rng: Random, planner: Planner) -> date:
    """A working day before the limit, or a little after the longest it can be."""
    if late:
        day = duty.due_on + timedelta(days=rng.randint(12, 20))
        return planner.calendar.add_working_days(day, 1).on
    span = (duty.due_on - duty.counted_from).days
    day = duty.counted_from + timedelta(days=max(5, int(span * rng.uniform(0.3, 0.8))))
    return planner.calendar.working_day_before(day + timedelta(days=1), 1)


def _money(file: CaseFile, item: ExecutionItem) -> ExecutionItem:
    due = file.case.amount or 0
    details = {"amount_due": str(due)} if due else {}
    if item.done_on and due:
        details |= {"amount_received": str(due), "receipt_number": f"鄂财缴{item.done_on:%Y%m%d}"}
    return replace(item, details=details)


def _letter(number: int, word: str, file: CaseFile, *, rng: Random, today: date) -> ExecutionItem:
    """A letter whose answer was due, or is, on the day that gives it the state the word names."""
    kind, series = rng.choice(_LETTERS)
    days = {"done": -30, "late": -40, "excused": -20, "overdue": -9, "soon": 4, "open": 60}[word]
    limit = today + timedelta(days=days)
    sent = limit - timedelta(days=60)
    details = {
        "letter": kind, "number": f"{series}〔{sent.year}〕{rng.randint(1, 40)}号", "addressee": file.person.unit_name,
        "sent_on": sent.isoformat(),
    }  # fmt: skip
    item = ExecutionItem(kind="letters", part=number, limit_on=limit, counted_from=sent, details=details)
    if word == "excused":
        return replace(item, not_applicable=_EXCUSES["letters"])
    if word not in ("done", "late"):
        return item
    answered = {"answer": "已制定整改措施三条，完善制度两项，书面回复并附佐证材料。"}
    on = limit + timedelta(days=-5 if word == "done" else 8)
    return replace(item, done_on=on, done_by="案件监督管理室", evidence="整改情况回复函", details=details | answered)
