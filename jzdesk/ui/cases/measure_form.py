"""What is decided about a measure later: 留党察看延长, 恢复党员权利, 撤销处分."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jzdesk.ui.common.fields import ChoiceField, DateField, LongText
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.measures import Measure
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.common.frame import Frame

EXTEND, RESTORE, REVOKE = "extend", "restore", "revoke"


class _Words(NamedTuple):
    title: str
    day: str
    save: str
    none: str


WORDS = {
    EXTEND: _Words("延长留党察看", "决定延长日期", "登记延长", "没有可以延长的留党察看处分（二年的不得延长，延长以一次为限）。"),
    RESTORE: _Words("恢复党员权利", "恢复日期", "登记恢复", "没有尚未恢复党员权利的留党察看处分。"),
    REVOKE: _Words("撤销处分", "撤销日期", "撤销处分", "没有可以撤销的处分。"),
}


class MeasureChange(NamedTuple):
    """What the form says: which measure, on what day, and why."""

    measure_id: int
    on: date
    why: str


class MeasureForm(RecordForm):
    """`read()` gives a MeasureChange."""

    def __init__(self, frame: Frame, file: CaseFile, kind: str, offered: list[Measure]) -> None:
        words = WORDS[kind]
        super().__init__(words.title, save_text=words.save)
        rules = frame.desk.rulebook
        part = self.section(f"{file.person.name}　{file.person.unit_name}")
        self.kind, self._offered = kind, {m.id: m for m in offered}
        names = [(m.id, rules.sanctions[m.code].name) for m in offered]
        self.measure = self.add(part, "measure", "处分", ChoiceField(names, empty=None), below=True)
        day = DateField(today=frame.today, day_name=frame.desk.calendar.day_name)
        self.add(part, "on", words.day, day, required=True)
        self.add(part, "why", "理由", LongText(lines=3, chars=18), required=kind == REVOKE)
        self.set_row_visible("why", on=kind == REVOKE)
        self.edited.connect(self._edited)
        self.set_values({"measure": offered[0].id, "on": None, "why": ""})
        self._edited("measure")

    def _edited(self, name: str) -> None:
        measure = self._offered.get(self.measure.value())
        if name == "measure" and measure is not None and self.kind != REVOKE and measure.probation_end_on:
            text = f"留党察看期至 {measure.probation_end_on:%Y-%m-%d}"
            self.computed("measure").set_line(text, measure.why)

    def read(self) -> MeasureChange:
        values = self.values()
        return MeasureChange(values["measure"], values["on"], values.get("why") or "")


def measures_for(kind: str, file: CaseFile, rules: Rulebook) -> list[Measure]:
    """The measures of a case something can still be decided about."""
    living = [m for d in file.decisions if d.decided_on for m in d.measures if m.id and not m.revoked_on]
    if kind == REVOKE:
        return living
    waiting = [m for m in living if m.probation_end_on and not m.restored_on]
    if kind == EXTEND:
        return [m for m in waiting if not m.extended_on and rules.sanctions[m.code].extension_months]
    return waiting
