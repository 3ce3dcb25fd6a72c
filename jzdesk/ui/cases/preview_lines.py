"""What a decision being typed would cause, put beside the fields that cause it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.duties import DutyKind
from jzdesk.ui.common.duty_list import why_of

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.services.case_preview import Preview
    from jzdesk.ui.cases.form import DecisionForm

Line = tuple[str, str, str]
MOVED_SHOWN = 4
FORM_WORDS = {1: "第一种形态", 2: "第二种形态", 3: "第三种形态", 4: "第四种形态"}


def show_preview(form: DecisionForm, found: Preview) -> None:
    """Fill every computed line of the form."""
    form.computed("name").set_lines(_person_lines(form, found))
    form.computed("decided_on").set_lines([*moved_lines(found.moved), *_decision_lines(found, form.frame.today())])
    faults = dict(found.faults)
    by_key = dict(zip(found.codes, zip(found.clocks, found.cautions, strict=True), strict=True))
    for slot in form.slots:
        clock, cautions = by_key.get(slot.code, (None, ()))
        slot.show_clock(clock, faults.get(slot.code, ""), cautions)
    general: list[Line] = [(text, "", "soon") for text in found.warnings]
    if general:
        filled = [slot for slot in form.slots if slot.code]
        line = form.computed((form.admin if form.admin.code else filled[-1]).name)
        line.set_lines([*((w.text(), w.why(), str(w.property("state") or "")) for w in line.labels), *general])


def moved_lines(moved: tuple[str, ...]) -> list[Line]:
    """Which days on record saving would move: the first ones at once, all of them when asked."""
    if not moved:
        return []
    why = "\n".join(moved)
    more = [(f"保存后 {len(moved)} 项日期随之调整：", why, "soon")]
    more += [(f"　{text}", why, "") for text in moved[:MOVED_SHOWN]]
    if len(moved) > MOVED_SHOWN:
        more.append((f"　等 {len(moved)} 项（按 F1 看全部）", why, ""))
    return more


def _person_lines(form: DecisionForm, found: Preview) -> list[Line]:
    """That this is a known person, and what he already has: it may lengthen the period."""
    if form.known_person_id is None:
        return []
    if not found.earlier:
        return [("已登记人员，没有其他处分", "", "")]
    shown = "；".join(found.earlier[:3])
    more = f"等{len(found.earlier)}次" if len(found.earlier) > 3 else ""
    return [(f"已登记人员，此前：{shown}{more}", "\n".join(found.earlier), "soon")]


def _decision_lines(found: Preview, on: date) -> list[Line]:
    """When to announce, deliver and report, when to visit, and which form of handling it is."""
    lines: list[Line] = []
    announce = found.duty(DutyKind.ANNOUNCE)
    if announce is not None:
        mark = "（暂定）" if announce.provisional else ""
        overdue = announce.due_on < on
        kind = "overdue" if overdue else ("soon" if announce.warn_on <= on else "")
        tail = "，已过期" if overdue else ""
        lines.append((f"公开宣布期限 {announce.due_on:%Y-%m-%d}{mark}{tail}", why_of(announce), kind))
    elif found.codes:
        lines.append(("第一种形态，不需公开宣布", "", ""))
    if found.visits:
        days = "、".join(f"{day:%Y-%m-%d}" for day in found.visits[:3])
        more = f" 等 {len(found.visits)} 次" if len(found.visits) > 3 else f"（{len(found.visits)} 次）"
        why = "\n".join(f"第{number}次 {day:%Y-%m-%d}" for number, day in enumerate(found.visits, 1))
        lines.append((f"回访计划 {days}{more}", why, ""))
    if found.form:
        lines.append((FORM_WORDS[found.form], "按处理结果中最重的一项归类，涉嫌犯罪移送的为第四种形态", ""))
    return lines
