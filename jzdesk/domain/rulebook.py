"""规则: every rule table of the county, checked and frozen. Values only; reading files is the services' work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain.appraisal import AppraisalRules, read_appraisal
from jzdesk.domain.assessment_rules import AssessmentRules, read_assessments
from jzdesk.domain.attachment_rules import AttachmentRules, read_attachments
from jzdesk.domain.codes import Code, CodeLists, read_codes
from jzdesk.domain.deadlines import DeadlineRules, read_deadlines
from jzdesk.domain.enquiry_rules import EnquiryRules, read_enquiries
from jzdesk.domain.execution_rules import ExecutionRules, read_execution
from jzdesk.domain.handling import HandlingRules, read_handling
from jzdesk.domain.reply_rules import ReplyRules, read_replies
from jzdesk.domain.sanctions import SanctionRules, read_sanctions
from jzdesk.domain.tolerance_rules import ToleranceRules, read_tolerance
from jzdesk.domain.unconfirmed import unconfirmed
from jzdesk.domain.visit_rules import LISTS, VisitRules, read_visits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.workdays import WorkCalendar

RULE_FILES = ("assessments", "attachments", "sanctions", "deadlines", "handling", "appraisal", "tolerance", "visits", "execution_rules", "enquiries", "replies")
"""Stems of resources/rules; every other table handed in is a file of code lists."""

_VISIT_LISTS: Mapping[str, str] = MappingProxyType(
    {
        "visit_grade": "grades",
        "visit_effect": "effect_classes",
        "visit_excuse": "excuses",
        "visit_exclusion": "exclusions",
        "visit_kind": "kinds",
        "visit_way": "ways",
        "dossier_part": "dossier_parts",
        "assessment_use": "uses",
    }
)
_CONCLUSIONS = "tolerance_conclusion"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules in force. `codes` also holds the lists of the visit rules (visit_grade, visit_kind …) and of the
    tolerance conclusions (tolerance_conclusion), so that any coded field can be named by `name_of`."""

    sanctions: SanctionRules
    deadlines: DeadlineRules
    handling: HandlingRules
    appraisal: AppraisalRules
    tolerance: ToleranceRules
    visits: VisitRules
    assessments: AssessmentRules
    attachments: AttachmentRules
    execution: ExecutionRules
    enquiries: EnquiryRules
    replies: ReplyRules
    codes: CodeLists

    @classmethod
    def from_tables(cls, tables: Mapping[str, Mapping[str, Any]]) -> Rulebook:
        """From parsed TOML by file stem. Raises RuleError(stem, Chinese text naming file and entry)."""
        sanctions = read_sanctions(tables)
        tolerance = read_tolerance(tables)
        visits = read_visits(tables, sanctions)
        deadlines = read_deadlines(tables)
        lists, titles = read_codes({stem: tables[stem] for stem in tables if stem not in RULE_FILES})
        for name, field in _VISIT_LISTS.items():
            lists[name], titles[name] = _as_codes(getattr(visits, field)), LISTS[field]
        lists[_CONCLUSIONS] = _as_codes(tolerance.conclusions)
        titles[_CONCLUSIONS] = "容错认定结论"
        return cls(
            sanctions=sanctions,
            deadlines=deadlines,
            handling=read_handling(tables, sanctions),
            appraisal=read_appraisal(tables, sanctions),
            tolerance=tolerance,
            visits=visits,
            assessments=read_assessments(tables),
            attachments=read_attachments(tables),
            execution=read_execution(tables, sanctions, deadlines),
            enquiries=read_enquiries(tables, lists),
            replies=read_replies(tables),
            codes=CodeLists(lists, titles),
        )

    def name_of(self, list_name: str, code: str) -> str:
        """The name of a code of a list; the code itself when the list no longer has it."""
        return self.codes.name_of(list_name, code)

    def form_of_code(self, code: str) -> int:
        """The form of handling (1–3) of a measure."""
        return self.sanctions[code].form

    def warn_on(self, kind: str, due_on: date, calendar: WorkCalendar) -> date:
        """The first day on which a duty of that kind counts as due soon (list duty_kind: lead, lead_unit)."""
        from datetime import timedelta

        entry = next((code for code in self.codes["duty_kind"] if code.code == kind), None)
        if entry is None or not entry.lead:
            return due_on
        if entry.lead_unit == "wd":
            return calendar.working_day_before(due_on, entry.lead)
        return due_on - timedelta(days=entry.lead)

    def unconfirmed(self) -> tuple[str, ...]:
        """Chinese names of the defaults the county must still confirm, in the order of the rule files."""
        return unconfirmed(self)

    @property
    def own_lists(self) -> tuple[str, ...]:
        """The code lists of resources/codes; the others of `codes` belong to the rules of visits and of tolerance."""
        return tuple(name for name in self.codes if name not in (*_VISIT_LISTS, _CONCLUSIONS))


def _as_codes(items: Iterable[ListItem]) -> tuple[Code, ...]:
    return tuple(
        Code(
            code=item.code,
            name=item.text,
            enabled=item.enabled,
            sort=at * 10,
            clause=item.clause,
            is_default=item.is_default,
            note=item.note,
        )
        for at, item in enumerate(items, 1)
    )


_LIST_KEYS = ("code", "id", "name")


def overlaid(
    shipped: Mapping[str, Mapping[str, Any]], own: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The shipped tables with the county's own laid over: entries of lists are replaced by code (or id) and new
    ones added at the end, tables are merged, plain values replaced."""
    merged = {stem: dict(table) for stem, table in shipped.items()}
    for stem, table in own.items():
        merged[stem] = _over(merged.get(stem, {}), table)
    return merged


def _over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in top.items():
        old = result.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            result[key] = _over(old, value)
        elif (
            isinstance(old, list)
            and isinstance(value, list)
            and all(isinstance(v, Mapping) for v in (*old, *value))
        ):
            result[key] = _over_list(old, value)
        else:
            result[key] = value
    return result


def _over_list(base: list[Mapping[str, Any]], top: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    result = list(base)
    for entry in top:
        key = next((name for name in _LIST_KEYS if name in entry), None)
        at = next((i for i, old in enumerate(result) if key and old.get(key) == entry[key]), None)
        if at is None:
            result.append(entry)
        else:
            result[at] = _over(result[at], entry)
    return result
