"""留党察看延长: what is decided about a measure with one date. The other changes have forms of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain.case_changes import in_force
from jzdesk.ui.common.fields import ChoiceField, DateField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.measures import Measure
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.common.frame import Frame

EXTEND, RESTORE = "extend", "restore"


class _Words(NamedTuple):
    title: str
    day: str
    save: str
    none: str


WORDS = {
    EXTEND: _Words("延长留党察看", "决定延长日期", "登记延长", "没有可以延长的留党察看处分（二年的不得延长，延长以一次为限）。"),
    RESTORE: _Words("恢复党员权利", "恢复日期", "登记恢复", "没有尚未恢复党员权利的留党察看处分。"),
}


class MeasureChange(NamedTuple):
    """What the form says: which measure, on what day."""

    measure_id: int
    on: date


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
        self.edited.connect(self._edited)
        self.set_values({"measure": offered[0].id, "on": None})
        self._edited("measure")

    def _edited(self, name: str) -> None:
        measure = self._offered.get(self.measure.value())
        if name == "measure" and measure is not None and measure.probation_end_on:
            text = f"留党察看期至 {measure.probation_end_on:%Y-%m-%d}"
            self.computed("measure").set_line(text, measure.why)

    def read(self) -> MeasureChange:
        values = self.values()
        return MeasureChange(values["measure"], values["on"])


def measures_for(kind: str, file: CaseFile, rules: Rulebook) -> list[Measure]:
    """The measures of a case something can still be decided about."""
    waiting = [m for m in in_force(file) if m.id and m.probation_end_on and not m.restored_on]
    if kind == EXTEND:
        return [m for m in waiting if not m.extended_on and rules.sanctions[m.code].extension_months]
    return waiting
