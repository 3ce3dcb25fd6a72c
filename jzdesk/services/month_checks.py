"""What a month's tolerance reviews and letters are checked for: counts taken another way, and contradictions between
records that a reviewer would ask about."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.duties import DutyKind
from jzdesk.domain.month_findings import Finding
from jzdesk.domain.tolerance import CONCLUSIONS
from jzdesk.domain.tolerance_figures import TOLERATED
from jzdesk.services.ledger_reviews import UNDECIDED
from jzdesk.services.month_reviews import MonthReviews
from jzdesk.storage import review_files as rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.exports.month_book import Check
    from jzdesk.services.desk import Desk
    from jzdesk.services.ledger_rows import Row
    from jzdesk.services.month_figures import MonthFigures


# -- equations --------------------------------------------------------------------------------------------------------


def tolerance_equations(
    ledgers: Mapping[str, Sequence[Row]], found: MonthFigures, span: tuple[date, date], on: date
) -> tuple[Check, ...]:
    """The ledgers of reviews and letters against counts straight from the tables; of those the template has."""
    from jzdesk.exports.month_book import Check

    def within(day: object) -> bool:
        return isinstance(day, date) and span[0] <= day <= span[1]

    def equal(name: str, left: int, right: int) -> Check:
        return Check(name, left, right, left == right)

    raw = rows.counted(*span, on)
    reviews = ledgers.get("tolerance", ())
    made = [
        equal(
            "容错纠错：本月收到件数＝审查记录",
            sum(within(r.get("applied_on")) for r in reviews),
            raw.received,
        ),
        equal(
            "容错纠错：本月认定件数＝审查记录",
            sum(within(r.get("concluded_on")) for r in reviews),
            raw.concluded,
        ),
    ]
    if "tolerance_people" in ledgers:
        people = ledgers["tolerance_people"]
        made.append(equal("容错处理台账：人次＝本月认定审查所涉人员", len(people), raw.people))
        kept = {CONCLUSIONS[code] for code in TOLERATED}
        tolerated = sum(r.get("conclusion") in kept for r in people)
        made.append(equal("容错处理台账：予以容错人次＝月报数据", tolerated, found.reviews.people))
    if "enquiries" in ledgers:
        letters = ledgers["enquiries"]
        received = {r.get("number") for r in letters if within(r.get("received_on"))}
        answered = {r.get("number") for r in letters if within(r.get("reply_on"))}
        made += [
            equal("征求意见函：本月收函件数＝收函记录", len(received), raw.letters),
            equal("征求意见函：本月回复件数＝复函记录", len(answered), raw.answered),
        ]
    return tuple(made)


def tolerance_notes(found: MonthFigures) -> list[str]:
    """The key figures in words, for the cover."""
    reviews, letters = found.reviews, found.letters
    return [
        (
            "容错纠错台账列本月收到的、以前月份启动尚未办结的容错审查，一件一行；容错处理台账列本月认定的审查所涉及的"
            "每一名人员。汇总表认定各栏只计本月认定的。"
        ),
        (
            f"本月收到容错审查{reviews.received}件，认定{reviews.concluded}件，予以容错{reviews.tolerated}件"
            f"{reviews.people}人次；收到征求意见函{letters.received}件{letters.names}人次，"
            f"回复{letters.answered}件，其中按期{letters.on_time}件。"
        ),
        "容错减责转化按认定时拟作处理与最终处理的形态逐人计算，与四种形态统计分别列示；最终受到处理的，在处理决定作出的月份按所受处理计入四种形态一次。",
    ]


# -- findings ---------------------------------------------------------------------------------------------------------


def tolerance_findings(desk: Desk, first: date, last: date, on: date) -> Iterator[Finding]:
    """Contradictions of the month's conclusions and replies; each leads to its record. Call it inside a read."""
    reviews = MonthReviews(desk, first, last, on)
    files = reviews.concluded()
    for file in files:
        yield from _untold(desk, file, on)
        yield from _negative(file)
    for file, changes, decisions in reviews.handled(files):
        names = {person.id or 0: person.name for person in file.everybody}
        for change in changes:
            said, agrees = decisions[change.person_id]
            who = f"{names.get(change.person_id, '')}（{file.review.number}）"
            if said == UNDECIDED:
                after = desk.rulebook.sanctions[change.after_code].name
                yield _finding(file, f"{who}：最终处理为{after}，{UNDECIDED}", "undecided")
            elif said and not agrees:
                after = desk.rulebook.sanctions[change.after_code].name if change.after_code else "不作处理"
                conclusion = CONCLUSIONS.get(file.review.conclusion, "")
                yield _finding(
                    file, f"{who}：容错认定{conclusion}、最终处理为{after}，案件处理决定却是{said}", "disagrees"
                )
    yield from _early_replies(desk, first, last, on)


def _finding(file: ReviewFile, text: str, code: str) -> Finding:
    return Finding(False, text, "tolerance", file.review.id, code)


def _negative(file: ReviewFile) -> Iterator[Finding]:
    """Somebody was tolerated though a situation of the negative list was found."""
    review = file.review
    hits = sum(item.answer == "yes" for item in review.negative.values())
    if hits and review.conclusion in TOLERATED:
        text = f"{file.person.name}（{review.number}）：负面清单有{hits}项情形，认定却为{CONCLUSIONS[review.conclusion]}"
        yield _finding(file, text, "negative")


def _untold(desk: Desk, file: ReviewFile, on: date) -> Iterator[Finding]:
    """A conclusion whose limit to be told has run out."""
    for duty in desk.planner.of_review(file.review, file.checks):
        if duty.kind == DutyKind.FEED_BACK_REVIEW and duty.open and duty.due_on < on:
            missing = [
                name
                for name, day in (
                    ("本人", file.review.feedback_on),
                    ("党组织", file.review.feedback_organ_on),
                )
                if day is None
            ]
            text = f"{file.person.name}（{file.review.number}）：已认定，尚未向{'、'.join(missing)}反馈，应于{duty.due_on:%Y-%m-%d}反馈"
            yield _finding(file, text, "untold")


def _early_replies(desk: Desk, first: date, last: date, on: date) -> Iterator[Finding]:
    """Letters of the month that say 容错免责 of somebody no review had tolerated by then."""
    answers = [a for a in rows.answers_of_span(first, min(last, on)) if a.conclusion == "tolerated"]
    names = rows.names_of({answer.person_id for answer in answers})
    concluded = rows.tolerated_days({answer.person_id for answer in answers})
    seen: Counter[tuple[int, int]] = Counter()
    for answer in answers:
        seen[answer.enquiry_id, answer.person_id] += 1
        days = concluded.get(answer.person_id, [])
        if seen[answer.enquiry_id, answer.person_id] > 1 or any(day <= answer.reply_on for day in days):
            continue
        later = f"，认定日期为{min(days)}" if days else "，没有予以容错的认定结论"
        who = names.get(answer.person_id, "")
        reply = desk.rulebook.name_of("enquiry_reply", answer.conclusion)
        text = f"{who}：{answer.letter_number or answer.organ}于{answer.reply_on}回复“{reply}”{later}"
        yield Finding(False, text, "enquiry", answer.enquiry_id, "early_reply")
