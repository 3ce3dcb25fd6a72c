"""Rows of 廉政意见回复台账: one for each name a letter of enquiry gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.duties import STATE_NAMES, state_of
from jzdesk.domain.enquiries import NOBODY
from jzdesk.domain.tolerance import CONCLUSIONS
from jzdesk.services.ledger_rows import identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.enquiries import Enquiry, EnquiryFile, EnquiryPerson
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.screening import MeasureFact, ReviewFact
    from jzdesk.services.ledger_rows import Row, RowMaker

NO_NAMES = "（尚未录入名单）"
NOTHING = "无"


@dataclass(frozen=True, slots=True)
class Known:
    """What was on record about somebody on the day a letter was answered (or on the day of the report)."""

    measures: Sequence[MeasureFact] = ()
    reviews: Sequence[ReviewFact] = ()


@dataclass(frozen=True, slots=True)
class LetterRows:
    """Makes these rows. `sees_open_cases`: whether the account may read reasons that name cases without a decision."""

    maker: RowMaker
    sees_open_cases: bool = True

    def letter(self, file: EnquiryFile, duty: Duty | None, known: Mapping[int, Known]) -> list[Row]:
        """The lines of one letter as it stood on the maker's day; one line says so where it gives no name yet."""
        head = self._head(file.enquiry, duty)
        if not file.names:
            return [self._whose(file.enquiry, 0) | head | {"name": NO_NAMES}]
        return [
            self._whose(file.enquiry, name.position) | head | self._name(name, known.get(name.id or 0))
            for name in file.names
        ]

    @staticmethod
    def _whose(letter: Enquiry, position: int) -> Row:
        return identity(f"{letter.uid}/{position}", "enquiry", letter.id)

    def _head(self, letter: Enquiry, duty: Duty | None) -> Row:
        rules = self.maker.rules
        return {
            "number": letter.number,
            "organ": letter.organ,
            "letter_number": letter.letter_number,
            "letter_on": letter.letter_on,
            "received_on": letter.received_on,
            "purpose": rules.name_of("enquiry_purpose", letter.purpose) if letter.purpose else "",
            "due_on": duty.due_on if duty else None,
            "handler": letter.handler,
            "reply_number": letter.reply_number,
            "reply_on": letter.reply_on,
            "signer": letter.signer,
            "state": STATE_NAMES[state_of(duty, self.maker.on)] if duty else "",
        }

    def _name(self, name: EnquiryPerson, known: Known | None) -> Row:
        rules = self.maker.rules
        return {
            "name": name.name,
            "id_number": name.id_number,
            "birth_month": name.birth_month,
            "unit_text": name.unit_text,
            "post": name.post,
            "proposed_post": name.proposed_post,
            "matched": rules.name_of("name_match", name.matched) if name.matched else "未比对",
            "measures": _measures(known) if known else "" if name.matched != NOBODY else NOTHING,
            "tolerance": _reviews(known) if known else "" if name.matched != NOBODY else NOTHING,
            "proposed": _answer(rules, name.proposed),
            "conclusion": _answer(rules, name.conclusion),
            "conclusion_reason": name.conclusion_reason
            or (name.reasons if name.conclusion and self.sees_open_cases else ""),
            "note": name.note,
        }


def _answer(rules: Rulebook, code: str) -> str:
    return rules.name_of("enquiry_reply", code) if code else ""


def _measures(known: Known) -> str:
    """The measures running on that day, each with its last day."""
    running = [f"{m.name}（{m.document_number}，{_until(m)}）" for m in known.measures if m.running]
    return "\n".join(running) or NOTHING


def _until(measure: MeasureFact) -> str:
    if measure.end_on:
        return f"至{measure.end_on:%Y-%m-%d}"
    return "无期限" if measure.permanent else "截止日未定"


def _reviews(known: Known) -> str:
    """The tolerance reviews, each with its conclusion or that it is running."""
    found = []
    for review in known.reviews:
        if review.conclusion and review.concluded_on:
            found.append(
                f"{review.number}：{review.concluded_on:%Y-%m-%d}{CONCLUSIONS.get(review.conclusion, '')}"
            )
        elif review.running:
            found.append(f"{review.number}：正在办理")
    return "\n".join(found) or NOTHING
