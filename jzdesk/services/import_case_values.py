"""Between a row of a list of cases and the records: what a register says of a decision, and a case with what a row says.

One row is one decision. `values_of` and `tell` are each other's opposite: what comes of a row, said again, is the row.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain import case_changes as changes
from jzdesk.domain.cases import Decision
from jzdesk.domain.document_numbers import same_number
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.sanctions import SanctionRules

CASE_KEYS = {
    "case_number": "number", "source": "source", "filed_on": "filed_on", "violations": "violations",
    "eight_rules": "eight_rules", "facts": "facts", "amount": "amount", "suspected_crime": "suspected_crime",
    "transferred_on": "transferred_on", "handler": "handler",
}  # fmt: skip
"""Fields of a row and the fields of a case they are."""

DECISION_KEYS = ("issuer", "document_number", "decided_on", "issued_on", "delivered_on", "review_kind")
FAMILIES = {"party_sanction": ("party",), "admin_sanction": ("admin", "institution"), "org_measure": ("org",)}
"""Columns of measures and the families that stand in each; 'sanction' holds any."""
MEASURE_KEYS = (*FAMILIES, "sanction")
ITEM_KEYS = {
    "told_on": "tell", "adjusted_on": "adjust", "archived_on": "archive", "reported_on": "report_execution",
}  # fmt: skip
"""Columns of days and the execution items that were done on them; the day of delivery stands in the decision as well."""
DELIVERED = "deliver"
TERM_KEYS = ("months", "official_end_on", "override_reason", "extended_on", "restored_on", "revoked_on")
MADE_KEYS = (*DECISION_KEYS, *MEASURE_KEYS, *ITEM_KEYS, *TERM_KEYS)
"""Fields that only a decision has: a row with none of them is of a case not yet decided."""
UNKNOWN_HAND = "旧台账未记载"
"""Who did what an old ledger gives only the day of."""

_SAID_BY_US = re.compile(
    r"^((减轻|加重|撤销|开除党籍)变更，原决定.*|.*的?应办日期为暂定|公开宣布|更正宣布|恢复名誉宣布)$"
)


def own_note(text: str) -> str:
    """The note of a row without what the program itself adds to the notes of its monthly ledgers."""
    return "；".join(part for part in text.split("；") if not _SAID_BY_US.match(part.strip()))


def changed_number(text: str) -> tuple[str, str]:
    """The kind of change and the number of the original decision that our own monthly ledger writes into its note."""
    found = re.search(r"(减轻|加重|撤销|开除党籍)变更，原决定([^；]+)", text)
    kinds = {name: kind for kind, name in changes.CHANGE_NAMES.items()}
    return (kinds[found[1]], found[2].strip()) if found else ("", "")


def codes_of(values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The measures a row gives in all its columns, each once; None when it has none."""
    if not any(key in values for key in MEASURE_KEYS):
        return None
    return tuple(dict.fromkeys(code for key in MEASURE_KEYS for code in values.get(key, ())))


_TOWN = re.compile(r"[镇乡街]")


def issuer_by(number: str) -> str:
    """The organ a document number most likely comes from, for a ledger that has no column of organs."""
    if "纪" in number or "监" in number or "委" not in number:
        return "town_commission" if _TOWN.search(number) else "county_commission"
    return "town_party" if _TOWN.search(number) else "county_party"


MEMBER = "01"
"""The code of a member of the party: only such can be given a party sanction."""


# ---- what is on record, as values of a row


def values_of(file: CaseFile, decision: Decision | None, sanctions: SanctionRules) -> dict[str, Any]:
    """What a register says of a decision and its case; what is empty is left out."""
    case = file.case
    found: dict[str, Any] = {key: getattr(case, name) for key, name in CASE_KEYS.items()}
    found["suspected_crime"] = case.suspected_crime or None
    if decision is None:
        return _said(found | {"note": case.note})
    found |= {key: getattr(decision, key) for key in DECISION_KEYS}
    found |= {"note": decision.note, "case_note": case.note}
    for key, families in FAMILIES.items():
        found[key] = tuple(m.code for m in decision.measures if sanctions[m.code].family in families)
    found |= _terms(file, decision)
    found |= _items(decision)
    return _said(found)


def _said(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value not in (None, "", ())}


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value), None)


def _terms(file: CaseFile, decision: Decision) -> dict[str, Any]:
    measures = decision.measures
    found = {key: _first(getattr(m, key) for m in measures) for key in TERM_KEYS}
    by_review = {d.decided_on for d in file.decisions if d.review_kind}
    gone = [m for m in measures if m.revoked_on and m.revoked_on not in by_review]
    found["revoked_on"] = _first(m.revoked_on for m in gone)
    found["revoked_reason"] = _first(m.note for m in gone)
    before = changes.reviewed(file, decision)
    if before is not None:
        found["reviews"] = before.document_number
        mine = [
            m
            for d in file.decisions
            if d is not decision
            for m in d.measures
            if m.revoked_on == decision.decided_on
        ]
        found["revoked"] = tuple(dict.fromkeys(m.code for m in mine))
        found["revoked_reason"] = _first(m.note for m in mine) or found["revoked_reason"]
    return found


def _items(decision: Decision) -> dict[str, Any]:
    items = {item.kind: item for item in decision.items if item.part == 0}
    found: dict[str, Any] = {key: items[kind].done_on for key, kind in ITEM_KEYS.items() if kind in items}
    delivery = items.get(DELIVERED)
    found["delivered_on"] = decision.delivered_on or (delivery.done_on if delivery else None)
    done = [items[kind] for kind in (DELIVERED, *ITEM_KEYS.values()) if kind in items and items[kind].done_on]
    hands = dict.fromkeys(item.done_by for item in done if item.done_by and item.done_by != UNKNOWN_HAND)
    return found | {"done_by": "、".join(hands)}


# ---- a case with what a row says of it


@dataclass(frozen=True, slots=True)
class Told:
    """A case as a row would leave it: where in it the decision stands that the row is about (-1 before there is one), the
    execution items it brings, and fields that could not be taken, each with the reason."""

    file: CaseFile
    at: int = -1
    items: tuple[ExecutionItem, ...] = ()
    left: tuple[tuple[str, str], ...] = ()

    @property
    def decision(self) -> Decision | None:
        """The decision the row is about."""
        return self.file.decisions[self.at] if self.at >= 0 else None


def tell(file: CaseFile, decision: Decision | None, values: Mapping[str, Any], rules: SanctionRules) -> Told:
    """The case with what a row says; without `decision` the row makes one where it says anything of one. New decisions and
    measures bear no key, changed ones theirs."""
    case = replace(file.case, **{name: values[key] for key, name in CASE_KEYS.items() if key in values})
    if decision is None and not any(key in values for key in MADE_KEYS):
        note = own_note(values["note"]) if "note" in values else case.note
        return Told(replace(file, case=replace(case, note=note)))
    if "case_note" in values:
        case = replace(case, note=values["case_note"])
    file = replace(file, case=case)
    given = {key: values[key] for key in DECISION_KEYS if key in values}
    if own := own_note(values.get("note", "")):
        given["note"] = own
    made = replace(decision or Decision(uid=uuid.uuid4().hex), **given)
    codes = codes_of(values)
    if codes is not None:
        made = replace(made, measures=_measures(made, codes))
    if made.review_kind and decision is None:
        file, made = _reviewing(file, made, values, rules)
    made, left = _with_terms(made, values, rules)
    others = tuple(d for d in file.decisions if decision is None or d.id != decision.id)
    at = next((n for n, d in enumerate(file.decisions) if decision and d.id == decision.id), len(others))
    whole = replace(file, decisions=(*others[:at], made, *others[at:]))
    return Told(whole, at, tuple(_brought(made, values)), tuple(left))


def _measures(decision: Decision, codes: Sequence[str]) -> tuple[Measure, ...]:
    known = {m.code: m for m in decision.measures}
    if set(known) == set(codes):
        return decision.measures
    return tuple(known.get(code) or Measure(code=code) for code in codes)


def _with_terms(
    decision: Decision, values: Mapping[str, Any], rules: SanctionRules
) -> tuple[Decision, list[tuple[str, str]]]:
    """The measures with their terms: each day goes to the measures it can be said of."""
    left: list[tuple[str, str]] = []
    measures = dict(enumerate(decision.measures))
    kinds = {n: rules[m.code].kind if m.code in rules else "" for n, m in measures.items()}
    probation = [n for n, kind in kinds.items() if kind == "probation"]
    timed = [n for n, kind in kinds.items() if kind in ("sum", "probation")]
    places = {
        "months": [n for n in timed if kinds[n] == "sum"], "official_end_on": timed, "override_reason": timed,
        "extended_on": probation, "restored_on": probation, "revoked_on": list(measures),
    }  # fmt: skip
    for key, at in places.items():
        if key not in values or values[key] == _first(getattr(m, key) for m in measures.values()):
            continue
        if not at:
            left.append((key, _WHY_LEFT.get(key, "没有可以登记它的处分，没有导入。")))
        for n in at:
            measures[n] = replace(measures[n], **{key: values[key]})
    if values.get("revoked_on") and values.get("revoked_reason"):
        measures = {n: replace(m, note=values["revoked_reason"]) for n, m in measures.items()}
    return replace(decision, measures=tuple(measures.values())), left


_WHY_LEFT = {
    "restored_on": "只有留党察看处分才登记恢复党员权利，其他处分期满自然解除，这个日期没有导入。",
    "extended_on": "只有留党察看处分可以延长，这个日期没有导入。",
}


def _reviewing(
    file: CaseFile, made: Decision, values: Mapping[str, Any], rules: SanctionRules
) -> tuple[CaseFile, Decision]:
    """A decision that changes another: what it replaces and what it revokes (`domain.case_changes`)."""
    number = values.get("reviews", "")
    before = (
        next((d for d in file.decisions if number and same_number(d.document_number, number)), None)
        or file.decision
    )
    if before is None or before.decided_on is None:
        return file, made
    standing = changes.in_force(file)
    measures = []
    for measure in made.measures:
        family = rules[measure.code].family
        old = next((m for m in standing if rules[m.code].family == family), None)
        if old is not None and made.review_kind != changes.EXPELLED:
            way = changes.way_of(old, measure, rules, on=before.decided_on)
            measures.append(replace(measure, replaces_id=old.id, change=way or made.review_kind))
        else:
            measures.append(measure)
    replaced = {m.replaces_id for m in measures}
    wanted = values.get("revoked", ())
    every = made.review_kind == changes.REVOKED and not wanted
    gone = {m.id for m in standing if m.id not in replaced and (every or m.code in wanted)}
    why = values.get("revoked_reason", "") or values.get("note", "")
    kept = tuple(_revoked(d, gone, made.decided_on, why) for d in file.decisions)
    return replace(file, decisions=kept), replace(made, reviews_id=before.id, measures=tuple(measures))


def _revoked(decision: Decision, gone: set[int | None], on: date | None, why: str) -> Decision:
    measures = tuple(
        replace(m, revoked_on=on, note=why or m.note) if m.id in gone else m for m in decision.measures
    )
    return replace(decision, measures=measures) if measures != decision.measures else decision


def _brought(decision: Decision, values: Mapping[str, Any]) -> Iterable[ExecutionItem]:
    """The execution items a row brings or dates otherwise."""
    known = {item.kind: item for item in decision.items if item.part == 0}
    hand = values.get("done_by", "") or UNKNOWN_HAND
    for key, kind in (*ITEM_KEYS.items(), ("delivered_on", DELIVERED)):
        if key not in values:
            continue
        item = known.get(kind) or ExecutionItem(decision_id=decision.id, kind=kind)
        if item.done_on != values[key]:
            yield replace(item, done_on=values[key], done_by=item.done_by or hand)


def with_items(decision: Decision, items: Sequence[ExecutionItem]) -> Decision:
    """The decision as it stands once these items are written."""
    new = {(item.kind, item.part) for item in items}
    return replace(decision, items=(*(i for i in decision.items if (i.kind, i.part) not in new), *items))
