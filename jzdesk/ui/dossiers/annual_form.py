"""年度情况: what a unit reports of one year; what the measures allow stands beside the grade."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton

from jzdesk.domain.annual import AnnualRecord
from jzdesk.services import annual as service
from jzdesk.services.opened import Opened
from jzdesk.ui.common.fields import ChoiceField, LongText, TextField
from jzdesk.ui.dossiers.form_base import LONG, DossierForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.annual import AnnualLine
    from jzdesk.ui.common.frame import Frame

LOOK_AFTER_MS = 150
KEPT = ("grade", "graded_on", "honours", "promotion", "bonus", "note")


class AnnualForm(DossierForm):
    """The years of the period are offered, the first without a record first. `remove_wanted(year)` for a record made
    by mistake."""

    remove_wanted = Signal(int)

    def __init__(self, frame: Frame, file: DossierFile, lines: Sequence[AnnualLine], year: int | None = None) -> None:
        super().__init__(frame, file, "年度情况")
        self._lines = {line.year: line for line in lines}
        part = self.section("年度考核")
        years = [(line.year, f"{line.year}年{'' if line.record else '（未登记）'}") for line in lines]
        self.year = self.add(part, "year", "年度", ChoiceField(years, empty=None))
        self.add(part, "grade", "考核等次", self.choice("annual_grade"), required=True, below=True)
        self.add(part, "graded_on", "确定日期", self.day())
        more = self.section("评先评优、提拔和奖金")
        hint = "没有的留空；影响期内不应有评先评优和提拔晋升。"
        self.add(more, "honours", "评先评优", TextField(chars=LONG), below=True)
        self.add(more, "promotion", "提拔晋升", TextField(chars=LONG), below=True)
        self.add(more, "bonus", "年终奖金", TextField(chars=LONG, placeholder="如：未发放；已发放8000元"), hint=hint)
        self.add(more, "note", "备注", LongText(lines=2, chars=LONG))
        self.remove_button = QPushButton("删除本年度记录")
        self.remove_button.clicked.connect(self._remove)
        more.add_wide(self.remove_button)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self._judge)
        self.edited.connect(self._edited)
        open_ = next((line.year for line in lines if line.record is None), None)
        self.show_year(year or open_ or max(self._lines, default=0))

    def show_year(self, year: int) -> None:
        """The record of a year, or an empty one."""
        line = self._lines.get(year)
        record = line.record if line else None
        values = {name: getattr(record, name) for name in KEPT} if record else {}
        self.blockSignals(True)
        self.set_values({"year": year, **values})
        self.blockSignals(False)
        self.remove_button.setVisible(record is not None)
        self._judge()

    @property
    def opened(self) -> Opened[AnnualRecord]:
        """What the form showed of the year it is about."""
        line = self._lines.get(int(self.year.value() or 0))
        return Opened(line.record if line else None)

    def read(self) -> AnnualRecord:
        return self._record(self.values())

    def _record(self, values: dict[str, object]) -> AnnualRecord:
        plain = {name: values[name] or ("" if name != "graded_on" else None) for name in KEPT}
        return AnnualRecord(person_id=self.file.person.id, year=int(self.year.value() or 0), **plain)  # type: ignore[arg-type]

    def _edited(self, name: str) -> None:
        if name == "year":
            self.show_year(int(self.year.value() or 0))
        else:
            self._soon.start()

    def _judge(self) -> None:
        """What is wrong with the year as it stands here."""
        item = self._record({name: self.field(name).value() for name in KEPT})
        work = partial(service.faults_of, self.frame.desk, item)
        self.frame.jobs.run(work, owner=self, done=partial(self._judged, item.year))

    def _judged(self, year: int, faults: Sequence[str]) -> None:
        if year != self.year.value():
            return
        line = self._lines.get(year)
        allowed = (f"按规定：{line.allowed}", line.effect.clause if line.effect else "", "") if line and line.allowed else None
        for name, mark in (("grade", "考核为"), ("honours", "评先评优"), ("promotion", "提拔晋升"), ("bonus", "年终奖金")):
            lines = [allowed] if name == "grade" and allowed else []
            wrong = [(text, "", "overdue") for text in faults if mark in text and (mark != "考核为" or "奖金" not in text)]
            self.computed(name).set_lines([*lines, *wrong])

    def _remove(self) -> None:
        self.remove_wanted.emit(int(self.year.value() or 0))
