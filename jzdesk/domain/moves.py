"""What moved: the limits, visits and periods of one person before and after a record was changed, compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.case_changes import fate
from jzdesk.domain.duties import KIND_NAMES, DutyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.sanctions import SanctionRules

Key = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Fixed:
    """One day that follows from the records: what it is called and when."""

    name: str
    on: date


def fixed_days(
    files: Iterable[CaseFile], duties: Iterable[Duty], rules: SanctionRules
) -> Mapping[Key, Fixed]:
    """Every day of one person that the rules compute, by a key that a change does not touch."""
    found: dict[Key, Fixed] = {}
    numbers = {d.id: d.document_number for file in files for d in file.decisions}
    several = len(numbers) > 1
    for duty in duties:
        found[_key(duty)] = Fixed(_called(duty, numbers.get(duty.subject_id, "") if several else ""), duty.due_on)
    for file in files:
        first = {m.id: m.replaces_id for d in file.decisions for m in d.measures}
        for measure in (m for d in file.decisions for m in d.measures if m.id and fate(file, m) is None):
            sanction = rules[measure.code]
            word = "处分期止" if sanction.family in ("admin", "institution") else "影响期止"
            for name, day in (("察看期止", measure.probation_end_on), (word, measure.end_on)):
                if day:
                    found[name, "measure", _root(measure.id or 0, first), 0] = Fixed(f"{name}（{sanction.short}）", day)
    return found


def _root(measure_id: int, first: Mapping[int | None, int | None]) -> int:
    """The measure a change on review began with: what it becomes is the same line."""
    seen = {measure_id}
    while (before := first.get(measure_id)) is not None and before not in seen:
        measure_id = before
        seen.add(before)
    return measure_id


def _key(duty: Duty) -> Key:
    """A visit is known by its number: the plan may be written anew."""
    if duty.kind == DutyKind.VISIT.value:
        return duty.kind, "dossier", duty.dossier_id or 0, duty.part
    return duty.key


def _called(duty: Duty, number: str) -> str:
    if duty.kind == DutyKind.VISIT.value:
        return f"第{duty.part}次回访"
    name = KIND_NAMES[DutyKind(duty.kind)]
    if duty.kind == DutyKind.APPRAISAL.value and duty.part:
        name = f"{duty.part}年度考核等次"
    tail = f"（{number}）" if number and duty.subject == "decision" else ""
    return f"{name}{tail}{'（已办）' if duty.done_on else ''}"


def moves(before: Mapping[Key, Fixed], after: Mapping[Key, Fixed]) -> tuple[str, ...]:
    """One line for each day that moved, then those that came, then those that went, each in the order of the days:
    '公开宣布 2026-09-29 → 2026-10-13', '新增 …', '取消 …'."""
    lines: list[tuple[int, date, str]] = []
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old and new and old.on != new.on:
            lines.append((0, new.on, f"{new.name} {old.on:%Y-%m-%d} → {new.on:%Y-%m-%d}"))
        elif new and not old:
            lines.append((1, new.on, f"新增 {new.name} {new.on:%Y-%m-%d}"))
        elif old and not new:
            lines.append((2, old.on, f"取消 {old.name} {old.on:%Y-%m-%d}"))
    return tuple(text for _, _, text in sorted(lines))


def said(lines: tuple[str, ...]) -> str:
    """The half sentence for the message line: '，12 项日期随之调整'; '' when nothing moved."""
    return f"，{len(lines)} 项日期随之调整" if lines else ""
