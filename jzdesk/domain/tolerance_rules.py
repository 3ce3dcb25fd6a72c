"""容错 as data: three distinctions, factor sets, lists, stages and conclusions (domain notes §3)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain.list_items import ListItem, enabled_items, read_items
from jzdesk.domain.tables import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.tables import Entry

CONCLUSION_CODES = ("exempt", "lighter", "mitigated", "refused")


@dataclass(frozen=True, slots=True)
class Distinction:
    """One of 三个区分开来: what may be tolerated on one side, what is punished on the other."""

    code: str
    title: str
    tolerated: str
    punished: str
    clause: str
    is_default: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FactorSet:
    """A set of assessment factors (N看); `all_required` where each is a necessary condition. One not `enabled` is not
    offered; reviews that used it keep it."""

    code: str
    name: str
    factors: tuple[ListItem, ...]
    clause: str
    is_default: bool
    all_required: bool
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage and its limit in working days, counted from what `counted_from` says. One the county does without
    (not `enabled`) causes no duty; its day may be recorded all the same."""

    code: str
    name: str
    working_days: int
    counted_from: str
    clause: str
    is_default: bool
    extension_days: int = 0
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ToleranceRules:
    """`rulebook.tolerance`. `ladders` gives the measures of each family from light to heavy, those of one step together."""

    distinctions: tuple[Distinction, ...]
    factor_sets: Mapping[str, FactorSet]
    default_factor_set: str
    positive: tuple[ListItem, ...]
    negative: tuple[ListItem, ...]
    exclusions: tuple[ListItem, ...]
    stages: tuple[Stage, ...]
    conclusions: tuple[ListItem, ...]
    ladders: Mapping[str, tuple[tuple[str, ...], ...]]

    def stage(self, code: str) -> Stage:
        """The stage of that code; KeyError when there is none."""
        return next((s for s in self.stages if s.code == code), None) or _no_stage(code)

    def in_force(self, code: str) -> Stage | None:
        """The stage of that code unless the county does without it (a rule file of its own may leave it out)."""
        return next((s for s in self.stages if s.code == code and s.enabled), None)

    def text_of(self, code: str) -> str:
        """The words of any entry of the lists by its code; the code itself when unknown."""
        for item in (*self.positive, *self.negative, *self.exclusions, *self.conclusions):
            if item.code == code:
                return item.text
        for distinction in self.distinctions:
            if distinction.code == code:
                return distinction.title
        factors = (f for group in self.factor_sets.values() for f in group.factors)
        return next((factor.text for factor in factors if factor.code == code), code)

    @property
    def locking(self) -> tuple[ListItem, ...]:
        """Every entry in force that locks the conclusion to 不予容错 when it is met."""
        return enabled_items(self.negative) + enabled_items(self.exclusions)


def _no_stage(code: str) -> Stage:
    raise KeyError(code)


def read_tolerance(tables: Mapping[str, Mapping[str, Any]]) -> ToleranceRules:
    """From the parsed tolerance.toml."""
    root = whole("tolerance", tables)
    distinctions = tuple(_distinction(entry) for entry in root.parts("distinctions"))
    root.unique([d.code for d in distinctions])
    sets = [_factor_set(entry) for entry in root.parts("factor_sets")]
    root.unique([s.code for s in sets])
    conclusions = read_items(root, "conclusions")
    if tuple(item.code for item in conclusions) != CONCLUSION_CODES:
        raise root.wrong("conclusions 只能依次为 " + "、".join(CONCLUSION_CODES))
    stages = tuple(_stage(entry) for entry in root.parts("stages"))
    root.unique([s.code for s in stages])
    return ToleranceRules(
        distinctions=distinctions,
        factor_sets=MappingProxyType({s.code: s for s in sets}),
        default_factor_set=root.choice("default_factor_set", [s.code for s in sets]),
        positive=read_items(root, "positive"),
        negative=read_items(root, "negative"),
        exclusions=read_items(root, "exclusions"),
        stages=stages,
        conclusions=conclusions,
        ladders=MappingProxyType({entry.text("code"): _steps(entry) for entry in root.parts("ladders")}),
    )


def _steps(entry: Entry) -> tuple[tuple[str, ...], ...]:
    """A family's measures from light to heavy; a step is written as its codes between blanks."""
    steps = tuple(tuple(step.split()) for step in entry.texts("steps"))
    if not steps:
        raise entry.wrong("steps 没有任何档次")
    entry.unique([code for step in steps for code in step])
    return steps


def _distinction(entry: Entry) -> Distinction:
    return Distinction(
        code=entry.text("code"),
        title=entry.text("title"),
        tolerated=entry.text("tolerated"),
        punished=entry.text("punished"),
        clause=entry.text("clause"),
        is_default=entry.flag("default", default=False),
        enabled=entry.flag("enabled", default=True),
    )


def _factor_set(entry: Entry) -> FactorSet:
    return FactorSet(
        code=entry.text("code"),
        name=entry.text("name"),
        factors=read_items(entry, "factors"),
        clause=entry.text("clause"),
        is_default=entry.flag("default", default=False),
        all_required=entry.flag("all_required", default=False),
        enabled=entry.flag("enabled", default=True),
    )


def _stage(entry: Entry) -> Stage:
    return Stage(
        code=entry.text("code"),
        name=entry.text("name"),
        working_days=entry.number("working_days", low=1, high=366),
        counted_from=entry.text("counted_from"),
        clause=entry.text("clause"),
        is_default=entry.flag("default", default=False),
        extension_days=entry.maybe_number("extension_days", high=366) or 0,
        enabled=entry.flag("enabled", default=True),
    )
