"""One measure on the form: which one, what follows from it, and what the document says where it differs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain.measures import Measure
from jzdesk.ui.common.fields import CheckField, ChoiceField, DateField, IntField, TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from jzdesk.domain.clock import Clock
    from jzdesk.ui.common.fields import Choice
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.form_section import Section

PARTS = ("document", "end", "months", "reason")


class MeasureSlot:
    """The rows `name`, `name_document`, `name_end`, `name_months`, `name_reason` of a form.

    The last three stand only where the document is said to rule.
    """

    def __init__(
        self,
        form: RecordForm,
        section: Section,
        name: str,
        label: str,
        *,
        offered: Iterable[Choice],
        today: Callable[[], date],
        day_name: Callable[[date], str],
    ) -> None:
        self.form, self.name = form, name
        self.choice = form.add(section, name, label, ChoiceField(offered, chars=16), below=True)
        self.document = form.add(section, f"{name}_document", "", CheckField("以决定书载明为准"))
        self.document.setAccessibleName(f"{label}以决定书载明为准")
        self.end = form.add(
            section, f"{name}_end", "载明截止日期", DateField(today=today, day_name=day_name), required=True
        )
        self.months = form.add(
            section, f"{name}_months", "载明期间", IntField(unit="个月", least=1, most=120),
            hint="决定书另定期间长度的填写，例如一并处理多个行为的政务处分。",
        )  # fmt: skip
        self.reason = form.add(section, f"{name}_reason", "理由", TextField(chars=16), required=True)
        self.show_rows()

    @property
    def code(self) -> str:
        """The code chosen, '' for none."""
        return str(self.choice.value() or "")

    def show_rows(self) -> None:
        """Only what applies: no override without a measure, no details without an override."""
        chosen, ruled = bool(self.code), bool(self.code) and self.document.value()
        self.form.set_row_visible(f"{self.name}_document", on=chosen)
        for part in PARTS[1:]:
            self.form.set_row_visible(f"{self.name}_{part}", on=ruled)
        self.tell_required()

    def tell_required(self) -> None:
        """The written end is required unless the document only fixes a length; a reason belongs to an end."""
        rows = self.form.rows
        rows[f"{self.name}_end"].required = self.months.value() is None
        rows[f"{self.name}_reason"].required = not self.end.is_empty()

    def show(self, measure: Measure | None) -> dict[str, Any]:
        """The values of the rows for a measure on record."""
        if measure is None:
            return {}
        ruled = measure.official_end_on is not None or measure.months is not None
        values = (measure.code, ruled, measure.official_end_on, measure.months, measure.override_reason)
        names = (self.name, *(f"{self.name}_{part}" for part in PARTS))
        return dict(zip(names, values, strict=True))

    def read(self, values: Mapping[str, Any], base: Measure | None) -> Measure | None:
        """The measure as it stands; what was decided about it later is kept only while it is the same one."""
        code = values.get(self.name)
        if not code:
            return None
        old = base or Measure()
        if old.code != code:
            old = Measure(id=old.id, decision_id=old.decision_id, replaces_id=old.replaces_id, change=old.change)
        ruled = bool(values.get(f"{self.name}_document"))
        end = values.get(f"{self.name}_end") if ruled else None
        return replace(
            old,
            code=code,
            official_end_on=end,
            months=values.get(f"{self.name}_months") if ruled else None,
            override_reason=str(values.get(f"{self.name}_reason") or "") if end else "",
        )

    def show_clock(self, clock: Clock | None, fault: str, cautions: tuple[str, ...]) -> None:
        """The period with its reason, what will be refused, and what a careful colleague would say."""
        lines: list[tuple[str, str, str]] = []
        if fault:
            lines.append((fault, "", "overdue"))
        if clock is not None:
            lines.append((period_text(clock), period_why(clock), ""))
        lines += [(text, "", "soon") for text in cautions]
        self.form.computed(self.name).set_lines(lines)


def period_text(clock: Clock) -> str:
    """'影响期 2026-09-18 至 2027-09-17（12个月）' and its kin, as a clerk would write it."""
    word = "处分期" if clock.family in ("admin", "institution") else "影响期"
    if clock.revoked:
        return "处分已撤销，不计影响期"
    if clock.superseded:
        return "已由复查后的处分替代，不计影响期"
    if clock.is_open and clock.probation_end is not None:
        text = f"留党察看期 {clock.start:%Y-%m-%d} 至 {clock.probation_end:%Y-%m-%d}"
        if clock.expected_end is not None:
            text += f"，影响期预计至 {clock.expected_end:%Y-%m-%d}（恢复党员权利后确定）"
        return text
    if clock.end is None:
        return "不计影响期" if not clock.is_open else f"{word}自 {clock.start:%Y-%m-%d} 起，止日尚未确定"
    if clock.computed_end is not None and clock.end != clock.computed_end:
        return f"{word} {clock.start:%Y-%m-%d} 至 {clock.end:%Y-%m-%d}（以决定书为准，按规则为 {clock.computed_end:%Y-%m-%d}）"
    length = f"（{clock.months}个月）" if clock.months else ""
    return f"{word} {clock.start:%Y-%m-%d} 至 {clock.end:%Y-%m-%d}{length}"


def period_why(clock: Clock) -> str:
    """Clause, arithmetic and restriction, a line each."""
    parts = [*clock.why]
    if clock.clause and not any(clock.clause in line for line in parts):
        parts.append(clock.clause)
    if clock.restriction:
        parts.append(f"限制：{clock.restriction}")
    return "\n".join(parts)
