"""期满考核: what was gathered, on one page; the result and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from jzdesk.services import dossiers as service
from jzdesk.ui.common.fields import IntField, LongText, TextField
from jzdesk.ui.dossiers.fields import NamesField
from jzdesk.ui.dossiers.form_base import LONG, WIDE, DossierForm

if TYPE_CHECKING:
    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.ui.common.frame import Frame

POLL = (("poll_good", "好"), ("poll_fairly", "较好"), ("poll_fair", "一般"), ("poll_poor", "差"))


class AssessmentForm(DossierForm):
    """`item` is the proposal of the service, or the assessment being corrected."""

    def __init__(self, frame: Frame, file: DossierFile, item: Assessment) -> None:
        super().__init__(frame, file, "更正期满考核" if item.id else "期满考核")
        self.item = item
        self._add_gathered()
        self._add_poll()
        self._add_result()
        self.edited.connect(self._edited)
        self.show_record(item)

    def _add_gathered(self) -> None:
        part = self.section("考核")
        self.add(part, "held_on", "考核日期", self.day(), required=True)
        names = NamesField(partial(service.known_talkers, self.frame.desk), jobs=self.frame.jobs)
        self.add(part, "assessors", "考核人", names)
        gathered = self.stacked("材料汇总")
        hint = "根据回访记录自动汇总，可修改。"
        self.add(gathered, "visits_summary", "回访情况", LongText(lines=6, chars=WIDE), hint=hint)
        self.add(gathered, "mentor_opinion", "帮带人意见", LongText(lines=3, chars=WIDE), required=True)
        self.add(gathered, "unit_opinion", "所在单位党组织意见", LongText(lines=3, chars=WIDE), required=True)
        self.add(gathered, "appraisals", "影响期内年度考核", LongText(lines=2, chars=WIDE))
        self.add(gathered, "complaints", "有无新的问题反映和违纪违法", LongText(lines=2, chars=WIDE))

    def _add_poll(self) -> None:
        part = self.section("民主测评")
        for name, label in POLL:
            self.add(part, name, label, IntField(unit="票", most=9_999))

    def _add_result(self) -> None:
        part = self.section("结果和运用")
        self.add(part, "result", "考核结果", self.choice("assessment_grade"), required=True)
        self.add(part, "use", "结果运用", self.choice("assessment_use"), required=True)
        self.add(part, "forwarded_to", "抄送机关", TextField(chars=20, placeholder="如：县委组织部"))
        self.add(part, "forwarded_on", "抄送日期", self.day())
        self.add(part, "note", "备注", LongText(lines=2, chars=LONG))

    def show_record(self, value: Assessment) -> None:
        super().show_record(value)
        if self.file.period_end:
            end = self.file.period_end
            self.computed("held_on").set_line(f"影响期至 {end:%Y-%m-%d}")
        self._count()

    def read(self) -> Assessment:
        return replace(self.item, **self.values())

    def _edited(self, name: str) -> None:
        if name.startswith("poll_"):
            self._count()

    def _count(self) -> None:
        """How many voted and the share of good and fairly good, beside the first count."""
        votes = [int(self.field(name).value() or 0) for name, _ in POLL]
        total = sum(votes)
        text = f"共 {total} 票，好和较好占 {(votes[0] + votes[1]) * 100 / total:.1f} %" if total else ""
        self.computed("poll_good").set_line(text)
