"""The rows of a month's ledgers: who belongs in each, in what order, as they stood on the last day reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.as_of import case_as_of, dossier_as_of
from jzdesk.domain.decision_duties import LEDGER_KINDS
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.storage import bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.ledger_rows import Row, RowMaker
    from jzdesk.services.month_letters import MonthLetters
    from jzdesk.services.month_reviews import MonthReviews
    from jzdesk.services.past import Past


def in_force(file: DossierFile, first: date, last: date) -> bool:
    """Whether a dossier belongs in the revisit ledger of a span: its period touches it."""
    decided, end = file.decided_on, file.period_end
    return decided is not None and decided <= last and (end is None or end >= first)


@dataclass(slots=True)
class Ledgers:
    """Collects the rows of a month's ledgers; call it inside a read of the vault.

    Nearly everybody comes from the index by SQL; those of `past` by the same conditions on their reckoned duties."""

    maker: RowMaker
    first: date
    last: date
    past: Past
    reviews: MonthReviews
    letters: MonthLetters
    tick: Callable[[], None] | None = None
    """Called now and then while rows are read; what it raises ends it."""

    def decisions(self) -> list[Row]:
        """Decisions of the month, and earlier ones whose execution was not finished when it began."""
        found = []
        for group in bulk.chunks(bulk.cases_in_month(self.first, self.last)):
            duties = bulk.duties_by("case_id", group)
            found += [(file, duties[file.case.id or 0]) for file in self._cases(group)]
        for file, line, all_duties in self.past.cases():
            duties_ = [d for d in all_duties if d.case_id == file.case.id]
            if line.decided_on and (line.decided_on >= self.first or any(self._carried(d) for d in duties_)):
                found.append((file, duties_))
        return _numbered(self.maker.decision(file, duties) for file, duties in sorted(found, key=_by_decision))

    def _carried(self, duty: Duty) -> bool:
        """A duty of an earlier decision neither excused nor done when the month began."""
        done = duty.done_on is not None and duty.done_on < self.first
        return duty.kind in LEDGER_KINDS and not duty.excuse and duty.counted_from < self.first and not done

    def announcements(self) -> list[Row]:
        """Decisions made, due or announced in the month, or waiting when it began."""
        found = []
        for group in bulk.chunks(bulk.cases_to_announce(self.first, self.last)):
            duties = bulk.duties_by("case_id", group)
            found += [(file, duties[file.case.id or 0]) for file in self._cases(group)]
        found += [(file, list(duties)) for file, _, duties in self.past.cases()]
        wanted = [
            (duty, file) for file, duties_ in found for duty in duties_
            if duty.kind == DutyKind.ANNOUNCE.value and duty.case_id == file.case.id and self._to_announce(duty)
        ]  # fmt: skip
        wanted.sort(key=lambda pair: (pair[0].counted_from, pair[1].case.id or 0, pair[0].subject_id))
        return _numbered(self.maker.announcement(file, duty) for duty, file in wanted)

    def _to_announce(self, duty: Duty) -> bool:
        if duty.counted_from > self.last:
            return False
        days = (duty.counted_from, duty.due_on, duty.done_on)
        waiting = not duty.excuse and duty.due_on < self.first and not (duty.done_on and duty.done_on < self.first)
        return waiting or any(day and self.first <= day <= self.last for day in days)

    def tolerance(self) -> list[Row]:
        """Reviews applied for in the month, under way when it began, or with something left to do at its end."""
        return _numbered(self.reviews.ledger(self.maker))

    def tolerance_people(self) -> list[Row]:
        """Everybody whom a conclusion of the month covers."""
        return _numbered(self.reviews.people_ledger(self.maker))

    def enquiries(self) -> list[Row]:
        """Every name of the letters received or answered in the month, or waiting at its end."""
        return _numbered(self.letters.ledger(self.maker))

    def visits(self) -> list[Row]:
        """Everybody whose period touches the month."""
        found = []
        for group in bulk.chunks(bulk.dossiers_in_force(self.first, self.last)):
            files = self._dossiers(group)
            cases = self._governing(files)
            duties = bulk.duties_by("case_id", [c.case.id or 0 for c in cases.values()])
            for file in files:
                case = cases.get(file.dossier.decision_id or 0)
                found.append((file, case, duties[case.case.id or 0] if case else []))
        for file, own, all_duties in self.past.dossiers():
            if in_force(file, self.first, self.last):
                found.append((file, _governs(file, own), list(all_duties)))
        found.sort(key=lambda item: (item[0].decided_on or date.max, item[0].dossier.id or 0))
        return _numbered(self.maker.visits(*item) for item in found)

    def assessments(self) -> list[Row]:
        """Everybody whose assessment was due or done in the month, or open when it began."""
        found = []
        for group in bulk.chunks(bulk.dossiers_to_assess(self.first, self.last)):
            files = self._dossiers(group)
            cases = self._governing(files)
            duties = bulk.duties_by("dossier_id", group)
            found += [(f, cases.get(f.dossier.decision_id or 0), _assess_duty(duties[f.dossier.id or 0])) for f in files]
        for file, own, all_duties in self.past.dossiers():
            duty = _assess_duty(all_duties)
            if duty and self._to_assess(duty):
                found.append((file, _governs(file, own), duty))
        found.sort(key=lambda item: (item[0].period_end or date.max, item[0].dossier.id or 0))
        return _numbered(
            self.maker.assessment(file, case, duty, again=self._again(file)) for file, case, duty in found
        )

    def _to_assess(self, duty: Duty) -> bool:
        waiting = not duty.excuse and duty.due_on < self.first and not (duty.done_on and duty.done_on < self.first)
        return waiting or any(day and self.first <= day <= self.last for day in (duty.due_on, duty.done_on))

    def _again(self, file: DossierFile) -> bool:
        return bulk.sanctioned_again(
            file.person.id or 0, file.decided_on, file.dossier.decision_id, until=self.maker.on
        )

    def _cases(self, ids: Iterable[int], *, whole: bool = True) -> list[CaseFile]:
        """Case files of the index as they stood, without those reckoned again."""
        if self.tick:
            self.tick()
        files = (f for f in bulk.case_files(ids, whole=whole) if f.person.id not in self.past.people)
        return [case_as_of(file, self.maker.on) for file in files]

    def _dossiers(self, ids: Iterable[int]) -> list[DossierFile]:
        if self.tick:
            self.tick()
        files = (f for f in bulk.dossier_files(ids, whole=False) if f.person.id not in self.past.people)
        return [dossier_as_of(file, self.maker.on) for file in files]

    def _governing(self, files: Sequence[DossierFile]) -> dict[int, CaseFile]:
        """The case file of each governing decision."""
        wanted = [f.dossier.decision_id for f in files if f.dossier.decision_id]
        by_decision = bulk.cases_of_decisions(wanted)
        cases = {c.case.id: c for c in self._cases(dict.fromkeys(by_decision.values()), whole=False)}
        return {decision: cases[case] for decision, case in by_decision.items() if case in cases}


def _assess_duty(duties: Sequence[Duty]) -> Duty | None:
    return next((d for d in duties if d.kind == DutyKind.ASSESS.value), None)


def _governs(file: DossierFile, cases: Sequence[CaseFile]) -> CaseFile | None:
    wanted = file.dossier.decision_id
    return next((case for case in cases if any(d.id == wanted for d in case.decisions)), None)


def _by_decision(item: tuple[CaseFile, list[Duty]]) -> tuple[date, int]:
    decision = item[0].decision
    return (decision.decided_on if decision else None) or date.max, item[0].case.id or 0


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [{"seq": number, **row} for number, row in enumerate(rows, 1)]
