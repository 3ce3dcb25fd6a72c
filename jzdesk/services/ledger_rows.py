"""Rows of the monthly ledgers: records in the words of the columns of `forms/monthly/ledgers.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.announcements import purpose
from jzdesk.domain.case_changes import CHANGE_NAMES, chain, codes_in_force, in_force
from jzdesk.domain.duties import KIND_NAMES, STATE_NAMES, Duty, DutyKind, DutyState, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.people import Person
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.units import Unit
    from jzdesk.domain.workdays import WorkCalendar

Row = dict[str, object]
"""A line of a ledger by column. Besides its columns it carries whose line it is, in keys that begin with '@' and are never
columns: '@key' (of record uids only, the same in every month and every vault), '@subject' and '@id' (the record to open)."""

KEY, SUBJECT, RECORD = "@key", "@subject", "@id"

FORMS = {1: "第一种形态", 2: "第二种形态", 3: "第三种形态", 4: "第四种形态"}


def identity(key: str, subject: str, record_id: int | None) -> Row:
    """Whose line it is: parts of `key` are uids joined by '/', `subject` is 'case', 'dossier', 'tolerance' or 'enquiry'."""
    return {KEY: key, SUBJECT: subject, RECORD: record_id}


def _joined(*notes: str) -> str:
    return "；".join(note for note in notes if note)


@dataclass(frozen=True, slots=True)
class RowMaker:
    """Turns records into ledger rows as they stood on `on`, the last day of the month (or today); `first` is the month's
    first day."""

    rules: Rulebook
    calendar: WorkCalendar
    units: Mapping[int, Unit]
    on: date
    first: date

    # -- shared parts ---------------------------------------------------------------------------------------------

    def _code(self, name: str, code: str) -> str:
        return self.rules.name_of(name, code) if code else ""

    def _codes(self, name: str, codes: Sequence[str]) -> str:
        return "、".join(self.rules.name_of(name, code) for code in codes)

    def level_of(self, person: Person) -> str:
        """The level of the person's unit in words."""
        unit = self.units.get(person.unit_id or 0)
        return self._code("unit_level", unit.level) if unit else ""

    def person(self, person: Person) -> Row:
        """Who somebody is and where he works."""
        return {
            "name": person.name,
            "sex": self._code("sex", person.sex),
            "unit": person.unit_name,
            "unit_level": self.level_of(person),
            "post": person.post,
        }

    def _state(self, duty: Duty | None) -> str:
        return STATE_NAMES[state_of(duty, self.on)] if duty else "不适用"

    def _done(self, duty: Duty | None) -> date | None:
        """The day it was done, as far as it was known on the day of the report."""
        return duty.done_on if duty and duty.done_on and duty.done_on <= self.on else None

    def _measures(self, file: CaseFile | None) -> Row:
        names: dict[str, list[str]] = {"party": [], "admin": [], "org": []}
        for measure in in_force(file) if file else ():
            sanction = self.rules.sanctions[measure.code]
            family = "admin" if sanction.family == "institution" else sanction.family
            names[family].append(sanction.short)
        return {
            "party_sanction": "、".join(names["party"]),
            "admin_sanction": "、".join(names["admin"]),
            "org_measure": "、".join(names["org"]),
        }

    def measures_text(self, decision: Decision | None) -> str:
        """All measures of a decision in one text, as it was made."""
        codes = [measure.code for measure in decision.measures] if decision else []
        return "、".join(self.rules.sanctions[code].short for code in codes)

    def _span(self, file: CaseFile) -> tuple[date | None, date | str | None]:
        starts = [x.start_on for x in in_force(file) if x.start_on]
        ends = [x.end_on for x in in_force(file) if x.end_on]
        return min(starts, default=None), max(ends, default=None)

    def form_of(self, file: CaseFile) -> int:
        """The form of handling of the case."""
        from jzdesk.domain.handling import form_of

        codes = codes_in_force(file)
        return form_of(codes, file.case.suspected_crime, self.rules.handling) if codes else 0

    def _counted(self, file: CaseFile) -> bool:
        """Whether the month counts its form: a change on review is not one more person-time, but in the month of the
        original decision."""
        links = chain(file)
        return len(links) < 2 or (links[0].decided_on or self.on) >= self.first

    @staticmethod
    def _changed(file: CaseFile) -> str:
        """'减轻变更，原决定公纪〔2026〕12号' of a decision that changed another."""
        links = chain(file)
        if len(links) < 2:
            return ""
        return f"{CHANGE_NAMES.get(links[-1].review_kind, '')}变更，原决定{links[0].document_number}"

    # -- ledgers --------------------------------------------------------------------------------------------------

    def decision(self, file: CaseFile, duties: Sequence[Duty]) -> Row:
        """One line of 处分决定执行台账."""
        decision, person, case = file.decision, file.person, file.case
        by_kind = {duty.kind: duty for duty in duties if decision and duty.subject_id == decision.id}
        start, end = self._span(file)
        row = identity(case.uid, "case", case.id) | self.person(person) | self._measures(file) | {
            "id_number": person.id_number,
            "rank": self._code("rank", person.rank),
            "authority": self._code("management", person.management),
            "politics": self._code("politics", person.politics),
            "case_number": case.number,
            "filed_on": case.filed_on,
            "violation": self._codes("violation", case.violations),
            "form": FORMS.get(self.form_of(file), "") if self._counted(file) else "",
            "organ": self._code("issuer", decision.issuer) if decision else "",
            "document_number": decision.document_number if decision else "",
            "decided_on": decision.decided_on if decision else None,
            "issued_on": decision.issued_on if decision else None,
            "delivered_on": decision.delivered_on if decision else None,
            "period_start": start,
            "period_end": end,
            "note": _joined(
                self._changed(file), decision.note if decision else case.note, self._provisional(list(by_kind.values()))
            ),
        }
        for kind, due, done, state in (
            (DutyKind.TELL, "told_due", "told_on", "told_state"),
            (DutyKind.ADJUST, "adjust_due", "adjusted_on", "adjust_state"),
            (DutyKind.ARCHIVE, "archive_due", "archived_on", "archive_state"),
            (DutyKind.REPORT_EXECUTION, "report_due", "reported_on", "report_state"),
        ):
            duty = by_kind.get(kind.value)
            row |= {due: (duty.due_on if duty else None), done: self._done(duty), state: self._state(duty)}
        return row

    @staticmethod
    def _provisional(duties: Sequence[Duty | None]) -> str:
        """What the note says when a date rests on a holiday notice not yet loaded; '' when none does."""
        kinds = [KIND_NAMES[DutyKind(duty.kind)] for duty in duties if duty and duty.provisional]
        return f"{'、'.join(kinds)}的应办日期为暂定" if kinds else ""

    def announcement(self, file: CaseFile, duty: Duty) -> Row:
        """One line of 公开宣布台账."""
        decision = next((d for d in file.decisions if d.id == duty.subject_id), None)
        item = decision.announcement if decision else None
        told = purpose(decision) if decision and decision.review_kind else ""
        state, held = state_of(duty, self.on), self._done(duty)
        late = None
        if state is DutyState.DONE_LATE and held:
            late = self.calendar.working_days_between(duty.due_on, held)
        elif state is DutyState.OVERDUE:
            late = self.calendar.working_days_between(duty.due_on, self.on)
        key = decision.uid if decision else f"{file.case.uid}/{duty.subject_id}"
        row = identity(key, "case", file.case.id) | self.person(file.person) | {
            "sanction": self.measures_text(decision) or "撤销处分",
            "document_number": decision.document_number if decision else "",
            "decided_on": duty.counted_from,
            "due_on": (duty.due_on if duty else None),
            "held_on": held,
            "state": STATE_NAMES[state],
            "working_days": self.calendar.working_days_between(duty.counted_from, held) if held else None,
            "late_days": late,
            "note": _joined(told, duty.excuse, self._provisional([duty])),
        }
        if item is None:
            return row
        aside = "" if item.exemption else duty.excuse
        row |= {
            "place": item.place if held else "",
            "attendance": item.attendance if held else None,
            "exemption": self._code("exemption", item.exemption),
            "exemption_reason": item.exemption_reason,
            "exemption_approver": item.exemption_approver,
            "note": _joined(
                told, aside, f"推迟：{item.postponed_reason}" if item.postponed_reason and not held else item.note,
                self._provisional([duty]),
            ),
        }
        if held:
            row |= {
                name: getattr(item, name)
                for name in ("part_report", "part_reading", "part_criticism", "part_statement")
            }
        return row

    def visits(self, file: DossierFile, case: CaseFile | None, duties: Sequence[Duty]) -> Row:
        """One line of 回访教育台账: the person as he stood on the last day of the month."""
        person, decision = file.person, case.decision if case else None
        visits = file.visits_of_period
        planned = [v for v in visits if (v.planned_on or v.held_on) and not v.excuse]
        due = [v for v in planned if (v.planned_on or v.held_on or self.on) <= self.on]
        held = [v for v in visits if v.held_on and v.held_on <= self.on]
        last = max(held, key=lambda v: (v.held_on, v.ordinal), default=None)
        coming = [v.planned_on for v in planned if v.planned_on and (v.held_on is None or v.held_on > self.on)]
        governs = file.dossier.decision_id
        announce = next((d for d in duties if d.kind == DutyKind.ANNOUNCE.value and d.subject_id == governs), None)
        lead = timedelta(days=self.rules.visits.lead_days)
        assessed = [a for a in file.assessments_of_period(lead) if a.held_on and a.held_on <= self.on]
        latest = max(assessed, key=lambda a: a.held_on or self.on, default=None)
        mentor = [x for x in file.mentors if x.appointed_on and x.appointed_on <= self.on and
                  (x.ended_on is None or x.ended_on > self.on)]  # fmt: skip
        opened = file.dossier.opened_on
        whose = identity(file.dossier.uid, "dossier", file.dossier.id)
        row = whose | self.person(person) | self._measures(case) | {
            "birth_month": f"{person.birth:%Y-%m}" if person.birth else "",
            "politics": self._code("politics", person.politics),
            "rank": self._code("rank", person.rank),
            "authority": self._code("management", person.management),
            "violation": self._codes("violation", case.case.violations) if case else "",
            "form": FORMS.get(self.form_of(case), "") if case else "",
            "organ": self._code("issuer", decision.issuer) if decision else "",
            "document_number": decision.document_number if decision else "",
            "decided_on": file.decided_on,
            "period_start": file.period_start,
            "period_end": file.period_end,
            "announced_on": self._done(announce),
            "announced_in_time": self._in_time(announce),
            "dossier": "是" if opened and opened <= self.on else "否",
            "mentor": mentor[-1].name if mentor else "",
            "team": "、".join(x.name for x in file.team if x.joined_on and x.joined_on <= self.on
                             and (x.left_on is None or x.left_on > self.on)),
            "visits_due": 0 if file.dossier.excluded else len(due),
            "visits_held": len(held),
            "last_visit_on": last.held_on if last else None,
            "next_visit_on": None if file.dossier.excluded else min(coming, default=None),
            "assessment_result": self._code("assessment_grade", latest.result) if latest else "",
            "restored": self._restored(decision),
            "use": self._code("assessment_use", latest.use) if latest else "",
            "note": self._code("visit_exclusion", file.dossier.excluded) or file.dossier.note,
        }  # fmt: skip
        if last:
            outline = [*last.outline, *[""] * 9]
            row |= {
                "way": self._code("visit_way", last.way), "talkers": "、".join(last.talkers),
                "performance": "；".join(text for text in outline[1:3] if text), "difficulties": outline[3],
                "grade": self._code("visit_grade", last.evaluation),
            }  # fmt: skip
        return row

    def _in_time(self, announce: Duty | None) -> str:
        if announce is None:
            return "不适用"
        state = state_of(announce, self.on)
        return {DutyState.DONE: "是", DutyState.DONE_LATE: "否", DutyState.OVERDUE: "否",
                DutyState.EXCUSED: "豁免"}.get(state, "")  # fmt: skip

    @staticmethod
    def _restored(decision: Decision | None) -> str:
        days = [x.restored_on for x in decision.measures if x.restored_on] if decision else []
        return f"{max(days):%Y-%m-%d}恢复党员权利" if days else ""

    def assessment(self, file: DossierFile, case: CaseFile | None, duty: Duty | None, *, again: bool) -> Row:
        """One line of 期满考核台账."""
        done = self._done(duty)
        item = next((a for a in file.assessments if done and a.held_on == done), None)
        decision = case.decision if case else None
        whose = identity(f"{file.dossier.uid}/{_governing_uid(file, case)}", "dossier", file.dossier.id)
        row = whose | self.person(file.person) | {
            "sanction": file.measures_text,
            "document_number": decision.document_number if decision else "",
            "period_end": file.period_end,
            "due_on": duty.due_on if duty else None,
            "held_on": done,
            "state": self._state(duty),
            "reoffended": again,
            "note": self._code("visit_exclusion", file.dossier.excluded),
        }
        if item is None:
            return row
        plain = ("mentor_opinion", "unit_opinion", "poll_good", "poll_fairly", "poll_fair", "poll_poor",
                 "visits_summary", "appraisals", "complaints", "forwarded_to", "forwarded_on")  # fmt: skip
        said = [str(row["note"] or ""), f"消极怠工：{item.consequence}" if item.slack else item.consequence]
        return row | {name: getattr(item, name) for name in plain} | {
            "reoffended": again or item.new_violation,
            "note": "；".join(text for text in said if text),
            "result": self._code("assessment_grade", item.result),
            "use": self._code("assessment_use", item.use),
            "assessors": "、".join(item.assessors),
        }


def _governing_uid(file: DossierFile, case: CaseFile | None) -> str:
    """The uid of the decision that governs a dossier; '' when its case is not there."""
    made = case.decisions if case else ()
    return next((d.uid for d in made if d.id == file.dossier.decision_id), "")
