"""Rows of 容错纠错台账 (one a review) and 容错处理台账 (one a person): a review as it stood, in the words of the columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.duties import STATE_NAMES, Duty, DutyKind, DutyState, state_of
from jzdesk.domain.form_changes import FORM_WORDS
from jzdesk.domain.review_stages import DONE
from jzdesk.domain.tolerance import CONCLUSIONS, WAYS_IN, Finding, ToleranceReview
from jzdesk.services.ledger_rows import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.form_changes import Change
    from jzdesk.domain.people import Person
    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.ledger_rows import Row, RowMaker

UNDECIDED = "尚未登记处理决定"
_STAGES = (
    (DutyKind.ACCEPT_REVIEW, "受理"), (DutyKind.VERIFY_REVIEW, "核实"), (DutyKind.STUDY_REVIEW, "研究"),
    (DutyKind.CONCLUDE_REVIEW, "认定"), (DutyKind.FEED_BACK_REVIEW, "反馈"), (DutyKind.FILE_REVIEW, "备案"),
    (DutyKind.ANSWER_OBJECTION, "答复异议"), (DutyKind.CLARIFY, "澄清"),
)  # fmt: skip
_WORST = (DutyState.OVERDUE, DutyState.DONE_LATE, DutyState.DUE_SOON, DutyState.OPEN, DutyState.DONE)


def lines(*parts: str) -> str:
    """The parts that say something, a line each."""
    return "\n".join(part for part in parts if part)


def _joined(*parts: str) -> str:
    return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class ReviewRows:
    """Makes these rows; `lists` gives the lists a review is judged by, `version` their name, `letters` what letters
    were told about a person since a day (organ, number and answer in words)."""

    maker: RowMaker
    lists: Callable[[ToleranceReview], ToleranceRules]
    version: Callable[[ToleranceReview], str]
    letters: Mapping[int, Sequence[tuple[date, str]]]

    # -- one a review ---------------------------------------------------------------------------------------------

    def review(self, file: ReviewFile, duties: Sequence[Duty]) -> Row:
        """One line of 容错纠错台账; the file and its duties as they stood on the maker's day."""
        review = file.review
        correct = next((d for d in duties if d.kind == DutyKind.CORRECT), None)
        whose = identity(review.uid, "tolerance", review.id) | self._whose(file.person)
        return whose | self._found(review) | {
            "number": review.number,
            "people": len(file.everybody),
            "others": "、".join(person.name for person in file.people),
            "way_in": self._way_in(review, file.person.name),
            "matter": review.matter,
            "applied_on": review.applied_on,
            "accepted_on": review.accepted_on,
            "handler": review.handler,
            "verified_on": review.verified_on,
            "stages": self._stages(review, duties),
            "stages_state": self._worst(duties),
            # pieces bear no day of their entry: they are there when what they prove was found
            "evidence": (len(file.evidence) or None) if review.verified_on or review.concluded_on else None,
            "list_version": self.version(review) if review.conclusion else "",
            "meeting": self._meeting(review),
            "concluded_on": review.concluded_on,
            "conclusion": self._conclusion(review),
            "handling_before": review.handling_before,
            "handling_after": review.handling_after,
            "feedback_on": review.feedback_on,
            "feedback_organ_on": review.feedback_organ_on,
            "filed_on": review.filed_on,
            "objection": self._objection(review),
            "correction": self._correction(file),
            "correction_due": review.correction_due,
            "correction_done": review.correction_done,
            "correction_state": STATE_NAMES[state_of(correct, self.maker.on)] if correct else "",
            "clarify": self._clarify(review),
            "enquiry": lines(review.effects, review.enquiry),
            "note": self._note(review),
        }  # fmt: skip

    def _whose(self, person: Person) -> Row:
        rules = self.maker.rules
        politics = rules.name_of("politics", person.politics) if person.politics else ""
        return self.maker.person(person) | {"politics": politics}

    def _found(self, review: ToleranceReview) -> Row:
        lists = self.lists(review)

        def hits(findings: Mapping[str, Finding], wanted: str = "yes") -> str:
            return "；".join(lists.text_of(code) for code, f in findings.items() if f.answer == wanted)

        answered = review.negative and all(f.answer == "no" for f in review.negative.values())
        return {
            "distinctions": hits(review.distinctions, "tolerated"),
            "factors": "；".join(
                f"{lists.text_of(c)}：{f.grounds}" for c, f in review.factors.items() if f.grounds
            ),
            "positive": hits(review.positive),
            "negative": hits(review.negative) or ("无" if answered else ""),
            "exclusions": hits(review.exclusions) or ("无" if answered else ""),
        }

    def _way_in(self, review: ToleranceReview, own: str) -> str:
        """申请、同步启动、事前报备, by whom, and what had been started against whom by then."""
        way = WAYS_IN.get(review.way_in, review.way_in)
        by = f"{way}（{review.applicant}）" if review.applicant not in ("", own) else way
        begun = f"{review.accountability_on:%Y-%m-%d}" if review.accountability_on else ""
        blamed = (
            f"{review.accountability_organ}{begun}启动责任追究"
            if review.accountability_organ or begun
            else ""
        )
        return lines(
            by, f"线索：{review.clue}" if review.clue else "", blamed,
            f"{review.happened_on:%Y-%m-%d}发生失误" if review.happened_on else "",
        )  # fmt: skip

    def _stages(self, review: ToleranceReview, duties: Sequence[Duty]) -> str:
        """Who handles it; then each stage with the working days it took or the day it is due, and by how many it is
        late. Of a stage done twice the second counts: what was found of the first stands under 异议."""
        latest = {duty.kind: duty for duty in sorted(duties, key=lambda d: d.part) if not duty.excuse}
        said = [self._stage(latest[kind.value], name) for kind, name in _STAGES if kind.value in latest]
        by = f"{review.extension_approver}批准" if review.extension_approver else ""
        extended = f"核实{by}延期至{review.extended_to:%Y-%m-%d}" if review.extended_to else ""
        return lines(f"承办：{review.handler}" if review.handler else "", "，".join(said), extended)

    def _stage(self, duty: Duty, name: str) -> str:
        calendar, state = self.maker.calendar, state_of(duty, self.maker.on)
        end = duty.done_on or self.maker.on
        late = calendar.working_days_between(duty.due_on, end)
        tail = f"（逾期{late}）" if state in (DutyState.OVERDUE, DutyState.DONE_LATE) else ""
        if duty.done_on is None:
            return f"{name}应于{duty.due_on:%m-%d}前{tail}"
        return f"{name}{calendar.working_days_between(duty.counted_from, duty.done_on)}{tail}"

    def _worst(self, duties: Sequence[Duty]) -> str:
        """The state of the stages in one word: overdue before late before due."""
        kinds = {kind for kind, _ in _STAGES}
        found = {state_of(d, self.maker.on) for d in duties if d.kind in kinds and not d.excuse}
        return next((STATE_NAMES[state] for state in _WORST if state in found), "")

    @staticmethod
    def _meeting(review: ToleranceReview) -> str:
        held = f"{review.studied_on:%Y-%m-%d}" if review.studied_on else ""
        expected, present = review.study_expected, review.study_present
        there = f"应到{expected}人、实到{present}人" if expected is not None and present is not None else ""
        votes = (
            ("同意", review.votes_for),
            ("不同意", review.votes_against),
            ("弃权", review.votes_abstained),
        )
        cast = "、".join(f"{word}{number}票" for word, number in votes if number is not None)
        return lines(_joined(held, review.meeting), _joined(there, cast))

    def _conclusion(self, review: ToleranceReview) -> str:
        said = CONCLUSIONS.get(review.conclusion, "")
        return said if review.concluded_on else ""

    def _objection(self, review: ToleranceReview) -> str:
        if review.objected_on is None:
            return ""
        asked = f"{review.objected_on:%Y-%m-%d}{review.objected_by}：{review.objection}"
        if review.objection_answered_on is None:
            return lines(asked, "尚未答复")
        result = self.maker.rules.name_of("objection_result", review.objection_result)
        before = CONCLUSIONS.get(review.earlier_conclusion, "")
        was = f"（原认定{before}）" if before else ""
        return lines(asked, f"{review.objection_answered_on:%Y-%m-%d}答复：{result}{was}")

    def _correction(self, file: ReviewFile) -> str:
        """The order, who sees to it, and each check."""
        review = file.review
        ordered = f"{review.correction_ordered_on:%Y-%m-%d}下达" if review.correction_ordered_on else ""
        head = _joined(f"{ordered}{review.correction_number}", review.correction)
        owner = f"责任人：{review.correction_owner}" if review.correction_owner else ""
        checks = [
            f"{c.checked_on:%m-%d}检查：{'整改到位' if c.result == DONE else '尚未整改到位'}"
            for c in file.checks
            if c.checked_on
        ]
        return lines(head, owner, *checks, review.correction_result)

    def _clarify(self, review: ToleranceReview) -> str:
        if not review.clarify:
            return ""
        rules = self.maker.rules
        ways = "、".join(rules.name_of("clarify_way", code) for code in review.clarify_ways)
        done = f"{review.clarified_on:%Y-%m-%d}{review.clarify_number}" if review.clarified_on else ""
        return lines(_joined(rules.name_of("clarify_need", review.clarify), ways), done)

    @staticmethod
    def _note(review: ToleranceReview) -> str:
        if not review.acceptance_refused:
            return review.note
        day = f"{review.acceptance_refused_on:%Y-%m-%d}" if review.acceptance_refused_on else ""
        return lines(f"{day}不予受理：{review.acceptance_refused}", review.note)

    # -- one a person ---------------------------------------------------------------------------------------------

    def people(
        self, file: ReviewFile, changes: Sequence[Change], decisions: Mapping[int, str]
    ) -> Iterator[Row]:
        """The lines of 容错处理台账 of one review: everybody it covers, with what was proposed and what came of it.
        `decisions` says by which decision the final handling was given, by person."""
        review = file.review
        roles = {other.person_id or 0: other for other in file.others}
        for person, change in zip(file.everybody, changes, strict=True):
            own = roles.get(person.id or 0)
            before, after = (
                (own.handling_before, own.handling_after)
                if own
                else (review.handling_before, review.handling_after)
            )
            told = own.told_on if own and own.told_on else review.feedback_on
            key = f"{review.uid}/{person.uid}"
            yield identity(key, "tolerance", review.id) | self._whose(person) | {
                "number": review.number,
                "role": own.role if own else "",
                "matter": review.matter,
                "conclusion": self._conclusion(review),
                "concluded_on": review.concluded_on,
                "handling_before": self._handling(change.before_code, before),
                "form_before": FORM_WORDS[change.before] if change.before else "",
                "handling_after": self._handling(change.after_code, after),
                "form_after": FORM_WORDS[change.after] if change.after is not None and change.said else "",
                "form_change": change.said,
                "decision": decisions.get(person.id or 0, ""),
                "told_on": told,
                "effects": lines(review.effects, review.enquiry),
                "letters": lines(*self._letters(person.id or 0, review)),
                "note": (own.note if own else "") or "",
            }  # fmt: skip

    def _letters(self, person_id: int, review: ToleranceReview) -> list[str]:
        since = review.applied_on
        return [text for day, text in self.letters.get(person_id, ()) if since is None or day >= since]

    def _handling(self, code: str, text: str) -> str:
        """What the words say, led by the measure's name where they do not say it."""
        if not code:
            return text
        measure = self.maker.rules.sanctions[code]
        return text if measure.short in text else _joined(measure.name, text)
