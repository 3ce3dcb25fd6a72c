"""Templates of the execution items: which decisions and people they apply to, their limit, what is filled in.

The templates are data (resources/rules/execution_rules.toml, domain notes §2.2). Conditions are words; `circumstances`
finds those that hold for one decision, and a template applies when all of its own are met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain import restoration
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.execution import EXTENDED_ON
from jzdesk.domain.execution_faults import CHECKS, NO, YES
from jzdesk.domain.tables import Entry, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from jzdesk.domain.cases import Case
    from jzdesk.domain.deadlines import DeadlineRules
    from jzdesk.domain.people import Person
    from jzdesk.domain.sanctions import Sanction, SanctionRules

FILE = "execution_rules"
MODES = ("duty", "running", "linked")
STARTS = ("decision", "notice", "year", "hand")
FIELD_KINDS = ("text", "long", "date", "choice", "several", "yes", "people", "money")
SANCTIONS = frozenset({"party", "admin", "institution"})
RESTORE = "restore"
"""The item whose details are the steps of `domain.restoration`."""
ACQUITTED = "M01"
"""免予处分: no sanction, but a written conclusion that is announced within a month."""

WORDS = frozenset({
    "sanction", "party", "public", "organization", "acquitted", "post_change", "probation", "member", "retired",
    "delegate", "amount", "limited", "never",
})  # fmt: skip
"""Conditions a template may name, beside 'measure:CODE' and 'object:CODE'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailField:
    """One field of an item, kept in `ExecutionItem.details` under `code`. `from_start`: filled when the item is added
    by hand, not only when it is done."""

    code: str
    label: str
    kind: str
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    from_start: bool = False

    def said(self, value: str) -> str:
        """A kept value in the words of the screen."""
        if self.kind == "yes":
            return {YES: "是", NO: "否"}.get(value, value)
        if self.kind in ("choice", "several"):
            names = dict(self.choices)
            return "、".join(names.get(code, code) for code in value.split("、"))
        if self.kind == "money" and value.isdecimal():
            return f"{int(value) / 1_000_000:,.2f} 万元"
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTemplate:
    """One kind of execution item. `duty` is the kind of duty it is followed by, None for running items."""

    code: str
    name: str
    clause: str
    applies: str
    when: tuple[str, ...]
    mode: str = "duty"
    deadline: str = ""
    limits: tuple[tuple[tuple[str, ...], str], ...] = ()
    counted_from: str = "decision"
    due_day: tuple[int, int] | None = None
    manual: bool = False
    several: bool = False
    fields: tuple[DetailField, ...] = ()
    evidence: tuple[str, ...] = ()
    is_default: bool = False

    @property
    def duty(self) -> DutyKind | None:
        """The duty that follows it, None where nothing is urged."""
        if self.code == RESTORE:
            return DutyKind.RESTORE_RIGHTS
        return None if self.mode == "running" else DutyKind(self.code)

    def deadline_for(self, found: frozenset[str]) -> str:
        """The code of the limit under these circumstances, '' when there is none."""
        return next((code for when, code in self.limits if met(when, found)), self.deadline)

    def field(self, code: str) -> DetailField | None:
        """One of its fields by code."""
        return next((f for f in self.fields if f.code == code), None)


@dataclass(frozen=True, slots=True)
class FaultRule:
    """A classic fault: the item it is shown at, its sentence with {places}, and its clause."""

    code: str
    item: str
    text: str
    clause: str
    enabled: bool = True
    is_default: bool = False

    @property
    def plain_text(self) -> str:
        """The sentence as a rule, with common words at its places."""
        return re.sub(r"\{(\w+)\}", lambda place: _PLACES.get(place[1], "……"), self.text)


_PLACES = MappingProxyType({
    "done": "某日", "due": "某日", "expected": "若干", "attendance": "若干", "count": "一", "opinion": "拒绝签字或者不在场",
    "text": "年度考核等次与影响期内的规定不符。",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExecutionRules:
    """`rulebook.execution`: templates by code in the order of the checklist, and faults by code."""

    items: Mapping[str, ItemTemplate]
    faults: Mapping[str, FaultRule]

    def demanded(self, found: frozenset[str]) -> tuple[ItemTemplate, ...]:
        """The templates that apply under these circumstances, in the order of the checklist."""
        return tuple(item for item in self.items.values() if met(item.when, found))

    @property
    def by_hand(self) -> tuple[ItemTemplate, ...]:
        """What may be added to a checklist by hand."""
        return tuple(item for item in self.items.values() if item.manual)

    def said(self, details: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Label and value of details whose item is gone, by the first template that has the code."""
        known = {f.code: f for item in self.items.values() for f in item.fields}
        return tuple(
            (known[code].label, known[code].said(text)) if code in known else (_OWN.get(code, code), text)
            for code, text in details.items()
            if text
        )

    def details_said(self, kind: str, details: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Label and value of what was filled in, in the order of the form."""
        if kind == RESTORE:
            return restoration.said(details)
        template = self.items.get(kind)
        fields = template.fields if template else ()
        known = [(f.label, f.said(details[f.code])) for f in fields if details.get(f.code)]
        codes = {f.code for f in fields}
        rest = [(_OWN.get(code, code), text) for code, text in details.items() if code not in codes and text]
        return (*known, *rest)


_OWN: Mapping[str, str] = MappingProxyType({EXTENDED_ON: "延期登记日期"})
"""Details no template names: the program keeps them."""


def met(when: Iterable[str], found: frozenset[str]) -> bool:
    """Whether all conditions hold: 'a|b' one of them, '!a' not."""
    return all(any(_holds(word, found) for word in condition.split("|")) for condition in when)


def _holds(word: str, found: frozenset[str]) -> bool:
    return word[1:] not in found if word.startswith("!") else word in found


def changes_post(sanction: Sanction) -> bool:
    """Whether post, grade or pay change: 撤销党内职务 and above, 降级 (降低岗位等级) and above
    (条例 第四十四条, 政务处分法 第五十四条)."""
    heavy = sanction.family != "org" and sanction.weight == "heavy"
    return heavy or (sanction.family in ("admin", "institution") and sanction.code in ("Z4", "S3"))


def circumstances(
    codes: Iterable[str], rules: SanctionRules, *, person: Person | None = None, case: Case | None = None,
    limited: bool = False,
) -> frozenset[str]:  # fmt: skip
    """The words that hold for a decision with these measures. `limited`: a measure limits annual appraisals."""
    own = [rules[code] for code in codes]
    families = {sanction.family for sanction in own}
    found = {f"measure:{sanction.code}" for sanction in own}
    tests = {
        "sanction": bool(families & SANCTIONS),
        "party": "party" in families,
        "public": bool(families & {"admin", "institution"}),
        "organization": any(s.family == "org" and s.form != 1 for s in own),
        "acquitted": {s.code for s in own} == {ACQUITTED},
        "post_change": any(changes_post(s) for s in own),
        "probation": any(s.probation_months for s in own),
        "limited": limited,
        "amount": bool(case and case.amount),
    }
    if person is not None:
        tests |= {"member": person.is_party_member, "retired": person.retired,
                  "delegate": person.delegate in ("npc", "cppcc")}  # fmt: skip
        if person.object_kind:
            found.add(f"object:{person.object_kind}")
    return frozenset(found | {word for word, holds in tests.items() if holds})


# -- reading ----------------------------------------------------------------------------------------------------------


def read_execution(
    tables: Mapping[str, Mapping[str, Any]], sanctions: SanctionRules, deadlines: DeadlineRules
) -> ExecutionRules:
    """From the parsed execution_rules.toml."""
    root = whole(FILE, tables)
    items = [_item(entry, sanctions, deadlines) for entry in root.parts("item")]
    root.unique([item.code for item in items])
    codes = {item.code for item in items}
    faults = [_fault(entry, codes) for entry in root.parts("fault")]
    root.unique([fault.code for fault in faults])
    return ExecutionRules(
        MappingProxyType({item.code: item for item in items}),
        MappingProxyType({fault.code: fault for fault in faults}),
    )


def _item(entry: Entry, sanctions: SanctionRules, deadlines: DeadlineRules) -> ItemTemplate:
    code, mode = entry.text("code"), entry.choice("mode", MODES, "duty")
    limits = tuple(
        (_conditions(part, part.texts("when"), sanctions), part.text("deadline")) for part in entry.parts("limits")
    )
    item = ItemTemplate(
        code=code,
        name=entry.text("name"),
        clause=entry.text("clause"),
        applies=entry.text("applies"),
        when=_conditions(entry, entry.texts("when"), sanctions),
        mode=mode,
        deadline=entry.text("deadline", ""),
        limits=limits,
        counted_from=entry.choice("counted_from", STARTS, "decision"),
        due_day=_month_day(entry),
        manual=entry.flag("manual", default=False),
        several=entry.flag("several", default=False),
        fields=tuple(_field(part) for part in entry.parts("fields")),
        evidence=entry.texts("evidence"),
        is_default=entry.flag("default", default=False),
    )
    _check_item(entry, item, deadlines)
    return item


def _check_item(entry: Entry, item: ItemTemplate, deadlines: DeadlineRules) -> None:
    for code in (item.deadline, *(code for _, code in item.limits)):
        if code and code not in deadlines:
            raise entry.wrong(f"没有代码为 {code} 的期限")
    if not item.when:
        raise entry.wrong("when 为空")
    if item.mode == "duty" and item.code not in {kind.value for kind in DutyKind}:
        raise entry.wrong("没有同名的应办事项种类")
    if item.mode == "duty" and not item.deadline and item.counted_from in ("decision", "notice"):
        raise entry.wrong("缺少 deadline")
    if item.counted_from == "year" and item.due_day is None:
        raise entry.wrong("缺少 due_day")


def _conditions(entry: Entry, when: tuple[str, ...], sanctions: SanctionRules) -> tuple[str, ...]:
    for word in (part.removeprefix("!") for condition in when for part in condition.split("|")):
        kind, _, code = word.partition(":")
        known = word in WORDS or kind == "object" or (kind == "measure" and code in sanctions)
        if not known:
            raise entry.wrong(f"没有名为 {word} 的条件")
    return when


def _month_day(entry: Entry) -> tuple[int, int] | None:
    text = entry.text("due_day", "")
    if not text:
        return None
    match = re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13578]|1[02])-(29|30|31)", text)
    if match is None:
        raise entry.wrong("due_day 应为月日（如 03-31）")
    month, _, day = text.partition("-")
    return int(month), int(day)


def _field(entry: Entry) -> DetailField:
    kind = entry.choice("kind", FIELD_KINDS)
    raw = entry.raw.get("choices", ())
    pairs = tuple((str(pair[0]), str(pair[1])) for pair in raw if isinstance(pair, list | tuple) and len(pair) == 2)
    if len(pairs) != len(raw) or (kind in ("choice", "several")) != bool(pairs):
        raise entry.wrong("choices 应为成对的代码和名称，且只用于单选、多选")
    return DetailField(
        code=entry.text("code"), label=entry.text("label"), kind=kind, choices=pairs, hint=entry.text("hint", ""),
        required=entry.flag("required", default=False), from_start=entry.flag("from_start", default=False),
    )  # fmt: skip


def _fault(entry: Entry, items: set[str]) -> FaultRule:
    code = entry.text("code")
    if code not in CHECKS:
        raise entry.wrong("没有这项检查")
    return FaultRule(
        code, entry.choice("item", sorted(items)), entry.text("text"), entry.text("clause"),
        entry.flag("enabled", default=True), entry.flag("default", default=False),
    )  # fmt: skip


def due_of_year(template: ItemTemplate, year: int) -> date | None:
    """The last day to settle a year's item: a set day of the next year."""
    from datetime import date

    if template.due_day is None:
        return None
    month, day = template.due_day
    return date(year + 1, month, day)
