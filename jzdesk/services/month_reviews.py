"""A month's tolerance reviews as they stood on its last day: their two ledgers, key figures, and the changes of form.

The records of that day and their duties are computed by the very functions 容错统计 uses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.as_of import case_as_of, review_file_as_of
from jzdesk.domain.case_changes import codes_in_force
from jzdesk.domain.form_changes import CHANGES, changes_of, counted
from jzdesk.domain.tolerance_figures import TOLERATED, is_open
from jzdesk.services.ledger_reviews import UNDECIDED, ReviewRows
from jzdesk.services.review_lists import lists_for
from jzdesk.storage import bulk, list_versions
from jzdesk.storage import review_files as rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.form_changes import Change
    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk
    from jzdesk.services.ledger_rows import Row, RowMaker


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCounts:
    """The key figures of a month: reviews received, concluded, tolerated, and the people these cover."""

    received: int = 0
    concluded: int = 0
    tolerated: int = 0
    people: int = 0


class MonthReviews:
    """The reviews of a month. Made and used inside a read."""

    def __init__(self, desk: Desk, first: date, last: date, on: date, *, year: date | None = None) -> None:
        self._desk, self._first, self._last, self._on = desk, first, last, on
        self._year = year or date(first.year, 1, 1)
        self._concluded: dict[date, list[ReviewFile]] = {}

    # ---- which

    def _within(self, day: date | None, first: date | None = None) -> bool:
        return day is not None and (first or self._first) <= day <= self._last

    def _duties(self, file: ReviewFile) -> tuple[Duty, ...]:
        return tuple(self._desk.planner.of_review(file.review, file.checks))

    def _listed(self) -> list[tuple[ReviewFile, tuple[Duty, ...]]]:
        """Applied for in the month, under way when it began, or with something left to do at its end."""
        eve = self._first - timedelta(days=1)
        found = []
        for group in bulk.chunks(rows.ids_until(self._on)):  # most are over long since: only a few are kept at hand
            for now in rows.files_of(rows.reviews_of(group)):
                then = review_file_as_of(now, self._on)
                duties = self._duties(then)
                new = self._within(then.review.applied_on)
                if new or is_open(then.review, duties) or self._was_open(now, eve):
                    found.append((then, duties))
        return found

    def _was_open(self, file: ReviewFile, eve: date) -> bool:
        if file.review.applied_on is None or file.review.applied_on > eve:
            return False
        then = review_file_as_of(file, eve)
        return is_open(then.review, self._duties(then))

    def concluded(self, since: date | None = None) -> list[ReviewFile]:
        """Those concluded in the month, or since an earlier day."""
        begun = since or self._first
        if begun not in self._concluded:
            found = rows.files_of(rows.concluded_since(begun, self._on))
            then = (review_file_as_of(file, self._on) for file in found)
            self._concluded[begun] = [file for file in then if self._within(file.review.concluded_on, begun)]
        return self._concluded[begun]

    # ---- ledgers

    def ledger(self, maker: RowMaker) -> list[Row]:
        """容错纠错台账, one line a review."""
        make = self._maker(maker, ())
        return [make.review(file, duties) for file, duties in self._listed()]

    def people_ledger(self, maker: RowMaker) -> list[Row]:
        """容错处理台账, one line for everybody whom a conclusion of the month covers."""
        files = self.concluded()
        make = self._maker(maker, files)
        handled = self.handled(files)
        return [
            row
            for file, changes, decisions in handled
            for row in make.people(file, changes, {key: said for key, (said, _) in decisions.items()})
        ]

    def handled(
        self, files: Sequence[ReviewFile]
    ) -> list[tuple[ReviewFile, list[Change], dict[int, tuple[str, bool]]]]:
        """Each review with what became of everybody, and by which decision: its words, and whether it agrees."""
        sanctions = self._desk.rulebook.sanctions
        changes = [list(changes_of(file, sanctions)) for file in files]
        cases = self._cases(person.id or 0 for file in files for person in file.everybody)
        return [
            (file, own, {c.person_id: self._decided(file.review, c, cases[c.person_id]) for c in own})
            for file, own in zip(files, changes, strict=True)
        ]

    def _cases(self, people: Iterable[int]) -> dict[int, list[CaseFile]]:
        found: dict[int, list[CaseFile]] = defaultdict(list)
        for file in bulk.case_files(bulk.cases_of_people(sorted(set(people)))):
            found[file.person.id or 0].append(case_as_of(file, self._on))
        return found

    def _decided(
        self, review: ToleranceReview, change: Change, cases: Sequence[CaseFile]
    ) -> tuple[str, bool]:
        """By which decision the final handling was given: that of the case the review is tied to, else a later one that
        gives just this measure. ('', True) where there is nothing to decide."""
        if review.conclusion not in TOLERATED:
            return "", True
        tied = [
            file
            for file in cases
            if file.case.id == review.case_id and file.decision and codes_in_force(file)
        ]
        later = [
            file
            for file in cases
            if change.after_code in codes_in_force(file) and self._is_later(file, review)
        ]
        for file in (*tied, *later):
            decision = file.decision
            if decision is None:
                continue
            given = codes_in_force(file)
            words = "、".join(self._desk.rulebook.sanctions[code].name for code in given)
            day = f"{decision.decided_on:%Y-%m-%d}" if decision.decided_on else ""
            agrees = change.after_code in given if change.after_code else review.conclusion != "exempt"
            return f"{decision.document_number}（{day}，{words}）", agrees
        return (UNDECIDED, True) if change.after_code else ("", True)

    @staticmethod
    def _is_later(file: CaseFile, review: ToleranceReview) -> bool:
        decided = file.decision.decided_on if file.decision else None
        return bool(decided and review.concluded_on and decided >= review.concluded_on)

    def _maker(self, maker: RowMaker, files: Sequence[ReviewFile]) -> ReviewRows:
        names = {version.id: version.name for version in list_versions.heads()}
        return ReviewRows(
            maker, lists=lambda review: lists_for(self._desk, review), letters=self._letters(files),
            version=lambda review: names.get(review.list_version_id, ""),
        )  # fmt: skip

    def _letters(self, files: Sequence[ReviewFile]) -> dict[int, list[tuple[date, str]]]:
        """What letters were told about these people by the day of the report."""
        found: dict[int, list[tuple[date, str]]] = defaultdict(list)
        name_of = self._desk.rulebook.name_of
        for letter in rows.answers_about({person.id or 0 for file in files for person in file.everybody}):
            day = date.fromisoformat(letter.reply_on)
            if day <= self._on and letter.conclusion:
                purpose = name_of("enquiry_purpose", letter.purpose) if letter.purpose else ""
                answer = name_of("enquiry_reply", letter.conclusion)
                said = f"{letter.letter_number or letter.organ}（{purpose}）{day:%Y-%m-%d}回复：{answer}"
                found[letter.person_id].append((day, said))
        return found

    # ---- figures

    def counts(self) -> ReviewCounts:
        """The key figures."""
        done = self.concluded()
        kept = [file for file in done if file.review.conclusion in TOLERATED]
        return ReviewCounts(
            received=rows.count_applied(self._first, min(self._last, self._on)), concluded=len(done),
            tolerated=len(kept), people=sum(len(file.everybody) for file in kept),
        )  # fmt: skip

    def shifts(self) -> tuple[tuple[str, int, int], ...]:
        """Each change of form with its person-times of the month and of the year so far."""
        sanctions = self._desk.rulebook.sanctions

        def count(files: Iterable[ReviewFile]) -> tuple[int, ...]:
            return counted(change.said for file in files for change in changes_of(file, sanctions))

        year = self.concluded(self._year)
        return tuple(zip(CHANGES, count(self.concluded()), count(year), strict=True))
