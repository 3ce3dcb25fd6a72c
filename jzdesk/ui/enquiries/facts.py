"""概况 of a letter: what it asks, how far it is, what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.duties import remaining_text, state_of
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.facts import Fact, FactGroup
from jzdesk.ui.enquiries.counts import by_conclusion, counts_of

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.services.desk import Desk
    from jzdesk.ui.enquiries.reading import EnquiryDetail


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def next_line(detail: EnquiryDetail, calendar: WorkCalendar) -> tuple[str, str, str]:
    """What is next, why, and the kind that colours it."""
    enquiry = detail.enquiry
    duty = next(iter(detail.duties), None)
    if enquiry.reply_on is not None:
        late = enquiry.due_on is not None and enquiry.reply_on > enquiry.due_on
        text = f"已于 {enquiry.reply_on:%Y-%m-%d} 以{enquiry.reply_number}回复{'，逾期' if late else ''}。"
        return text, why_of(duty) if duty else "", "late" if late else "done"
    if duty is None:
        return "", "", ""
    left = remaining_text(duty, detail.on, calendar)
    words = f"应于 {duty.due_on:%Y-%m-%d} 前回复，{left}"
    return words, why_of(duty), STATE_KINDS[state_of(duty, detail.on)]


def overview(desk: Desk, detail: EnquiryDetail) -> list[FactGroup]:
    """概况."""
    enquiry, book = detail.enquiry, desk.rulebook
    limit = next((why_of(duty) for duty in detail.duties), "")
    letter = (
        Fact("来函机关", enquiry.organ),
        Fact("来函文号", enquiry.letter_number),
        Fact("来函日期", _day(enquiry.letter_on)),
        Fact("收函日期", _day(enquiry.received_on)),
        Fact("事由", book.name_of("enquiry_purpose", enquiry.purpose)),
        Fact("回复期限", _day(enquiry.due_on), limit),
        Fact("编号", enquiry.number),
        Fact("承办人", enquiry.handler),
        Fact("备注", enquiry.note),
    )
    counts = counts_of(detail.names)
    course = (
        Fact("人员", counts.text),
        *(Fact(name, f"{number} 人") for name, number in by_conclusion(detail.names, book)),
        Fact("在办案件", "" if detail.screening.sees_open_cases else "当前账户无权查看，未核对立案情况。", kind="excused"),
    )
    reply = (
        Fact("复函日期", _day(enquiry.reply_on)),
        Fact("复函文号", enquiry.reply_number),
        Fact("签发人", enquiry.signer),
    )
    return [FactGroup("来函", letter), FactGroup("进度", course), FactGroup("复函", reply)]
