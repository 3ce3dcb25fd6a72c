"""回访教育 as data: how often, by when, with what outline, and what the dossier holds (domain notes §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain.list_items import ListItem, read_items
from jzdesk.domain.tables import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jzdesk.domain.sanctions import SanctionRules
    from jzdesk.domain.tables import Entry

LISTS = MappingProxyType({
    "grades": "评价等次", "effect_classes": "认识情况", "excuses": "未访原因", "exclusions": "不列入应回访原因",
    "kinds": "回访类别", "ways": "回访方式", "outline": "谈话提纲", "dossier_parts": "档案材料", "uses": "考核结果运用",
})  # fmt: skip
"""The lists of visits.toml with what they are called; each is a tuple of ListItem on VisitRules."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often one is visited. `months_between` is None for a single visit; `min_visits` 0 means not due."""

    code: str
    name: str
    months_between: int | None
    first_within_months: int
    min_visits: int
    max_per_year: int | None
    clause: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Category:
    """回访对象分类: what it changes of the rhythm. None leaves what the measure asks; `visit_kind` is what its
    regular visits are called."""

    code: str
    name: str
    months_between: int | None
    max_per_year: int | None
    note_months: int | None
    visit_kind: str
    clause: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class VisitRules:
    """`rulebook.visits`. Days named `…_within_days` are working days except `assess_within_days` (calendar days
    after the end), `category_within_days` (calendar days after a category that visits more often was given),
    `lead_days` (calendar days before the end from which the assessment is prepared) and `before_end_days`.
    `rolling_year` says that `max_per_year` counts any twelve months, else calendar years."""

    cadences: tuple[Cadence, ...]
    class_of: Mapping[str, str]
    lead_days: int
    assess_within_days: int
    dossier_within_days: int
    mentor_within_days: int
    team_within_days: int
    min_talkers: int
    mentors_per_person: int
    mentor_people_max: int
    mentor_note_months: int
    rolling_year: bool
    before_end_days: int
    category_within_days: int
    lost_in_row: int
    lost_within_days: int
    categories: tuple[Category, ...]
    limits_are_default: bool
    clauses: Mapping[str, str]
    grades: tuple[ListItem, ...]
    effect_classes: tuple[ListItem, ...]
    excuses: tuple[ListItem, ...]
    exclusions: tuple[ListItem, ...]
    kinds: tuple[ListItem, ...]
    ways: tuple[ListItem, ...]
    outline: tuple[ListItem, ...]
    dossier_parts: tuple[ListItem, ...]
    uses: tuple[ListItem, ...]

    def cadence_for(self, codes: Iterable[str]) -> Cadence:
        """The cadence of the heaviest of these measures: the first of the list that any of them belongs to."""
        classes = {self.class_of.get(code, "none") for code in codes}
        return next((c for c in self.cadences if c.code in classes), self.cadences[-1])

    def category(self, code: str) -> Category | None:
        """The category with that code; None for one the rules say nothing about."""
        return next((category for category in self.categories if category.code == code), None)

    def rhythm(self, cadence: Cadence, category: str) -> Cadence:
        """The cadence as the person's category changes it. Who is visited once is visited once in any category."""
        found = self.category(category)
        if found is None or cadence.months_between is None:
            return cadence
        between = found.months_between or cadence.months_between
        changed = replace(
            cadence, months_between=between, first_within_months=min(cadence.first_within_months, between),
            max_per_year=found.max_per_year or cadence.max_per_year,
        )  # fmt: skip
        return cadence if changed == cadence else replace(changed, name=f"{cadence.name}、{found.name}", clause=found.clause)

    def note_months(self, category: str) -> int:
        """Every how many months a mentor writes a note at least."""
        found = self.category(category)
        return found.note_months if found and found.note_months else self.mentor_note_months

    def is_temporary(self, excuse: str) -> bool:
        """Whether what kept a person from being visited passes (因病, 出境)."""
        return any(item.temporary for item in self.excuses if item.code == excuse)


def read_visits(tables: Mapping[str, Mapping[str, Any]], sanctions: SanctionRules) -> VisitRules:
    """From the parsed visits.toml; the catalogue says which measure is light, heavy or neither."""
    root = whole("visits", tables)
    limits = root.part("limits")
    cadences = tuple(_cadence(entry) for entry in root.parts("cadences"))
    codes = [cadence.code for cadence in cadences]
    root.unique(codes)
    if codes != ["heavy", "light", "once", "none"]:
        raise root.wrong("cadences 只能依次为 heavy、light、once、none")
    once = root.texts("once_codes")
    if unknown := [code for code in once if code not in sanctions]:
        raise root.wrong(f"once_codes 中的 {'、'.join(unknown)} 不在处分种类之内")
    class_of = {s.code: s.weight if s.weight != "none" else "none" for s in sanctions}
    class_of.update(dict.fromkeys(once, "once"))
    texts = root.part("clauses")
    categories = tuple(_category(entry) for entry in root.parts("categories"))
    root.unique([category.code for category in categories])
    lists: dict[str, Any] = {name: read_items(root, name) for name in LISTS}
    return VisitRules(
        cadences=cadences,
        class_of=MappingProxyType(class_of),
        lead_days=limits.number("lead_days", high=366),
        assess_within_days=limits.number("assess_within_days", low=1, high=366),
        dossier_within_days=limits.number("dossier_within_days", low=1, high=366),
        mentor_within_days=limits.number("mentor_within_days", low=1, high=366),
        team_within_days=limits.number("team_within_days", low=1, high=366),
        min_talkers=limits.number("min_talkers", low=1, high=10),
        mentors_per_person=limits.number("mentors_per_person", low=1, high=10),
        **_of_mentors_and_plan(limits),
        categories=categories,
        limits_are_default=limits.flag("default", default=False),
        clauses=MappingProxyType(
            {key: texts.text(key) for key in ("visit", "dossier", "mentor", "team", "note", "lost", "assess")}
        ),
        **lists,
    )


def _of_mentors_and_plan(limits: Entry) -> dict[str, Any]:
    return {
        "mentor_people_max": limits.number("mentor_people_max", low=1, high=200),
        "mentor_note_months": limits.number("mentor_note_months", low=1, high=24),
        "rolling_year": limits.choice("max_per_year_by", ("calendar", "rolling")) == "rolling",
        "before_end_days": limits.number("before_end_days", high=366),
        "category_within_days": limits.number("category_within_days", low=1, high=366),
        "lost_in_row": limits.number("lost_in_row", low=1, high=10),
        "lost_within_days": limits.number("lost_within_days", low=1, high=366),
    }


def _category(entry: Entry) -> Category:
    return Category(
        code=entry.text("code"),
        name=entry.text("name"),
        months_between=entry.maybe_number("months_between", low=1, high=60),
        max_per_year=entry.maybe_number("max_per_year", low=1, high=52),
        note_months=entry.maybe_number("note_months", low=1, high=24),
        visit_kind=entry.text("visit_kind", ""),
        clause=entry.text("clause"),
        is_default=entry.flag("default", default=False),
    )


def _cadence(entry: Entry) -> Cadence:
    return Cadence(
        code=entry.text("code"),
        name=entry.text("name"),
        months_between=entry.maybe_number("months_between", low=1, high=60),
        first_within_months=entry.number("first_within_months", low=1, high=60),
        min_visits=entry.number("min_visits", high=60),
        max_per_year=entry.maybe_number("max_per_year", low=1, high=52),
        clause=entry.text("clause"),
        is_default=entry.flag("default", default=False),
    )
