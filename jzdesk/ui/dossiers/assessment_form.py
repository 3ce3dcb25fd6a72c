"""期满考核: everything gathered on one page at the left, the judgement of a person at the right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from jzdesk.services import dossiers as service
from jzdesk.services.opened import Opened
from jzdesk.ui.common.fact_groups import fact_groups
from jzdesk.ui.common.facts import Facts
from jzdesk.ui.common.fields import CheckField, CompleteField, IntField, LongText
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.dossiers.fields import NamesField
from jzdesk.ui.dossiers.form_base import LONG, WIDE, DossierForm

if TYPE_CHECKING:
    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.assessment_inputs import Inputs
    from jzdesk.ui.common.frame import Frame

ORGANS = ("县委组织部", "县人力资源和社会保障局", "县委组织部、县人力资源和社会保障局")


class AssessmentForm(DossierForm):
    """`item` is the proposal of the service, or the assessment being corrected; `inputs` is what it rests on."""

    wide = True  # the list makes room for the gathered page

    def __init__(self, frame: Frame, file: DossierFile, item: Assessment, inputs: Inputs) -> None:
        super().__init__(frame, file, "更正期满考核" if item.id else "期满考核")
        self.item, self.inputs = item, inputs
        self.opened = Opened(item if item.id else None)
        self.poll = service.poll_names(frame.desk, item)
        self._lay_beside()
        self._add_gathered()
        self._add_poll()
        self._add_result()
        self._add_after()
        self.edited.connect(self._edited)
        self.show_record(item)

    def _lay_beside(self) -> None:
        """The page stands beside the form, and scrolls by itself."""
        self.page = Facts()
        self.page.set_groups(fact_groups(self.inputs.groups))
        self.page.setAccessibleName("考核依据")
        side = QFrame()
        side.setObjectName("gatheredPage")
        title = QLabel("考核依据（系统从记录中汇总，只供查阅）")
        title.setContentsMargins(16, 8, 16, 4)
        mark_role(title, "secondary")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(self.page, 1)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - RecordForm lays itself out so
        at = layout.indexOf(self.scroller)
        both = QHBoxLayout()
        both.setSpacing(0)
        layout.insertLayout(at, both, 1)
        both.addWidget(side, 4)
        both.addWidget(self.scroller, 5)

    def _add_gathered(self) -> None:
        part = self.section("考核")
        self.add(part, "held_on", "考核日期", self.day(), required=True)
        names = NamesField(partial(service.known_talkers, self.frame.desk), jobs=self.frame.jobs)
        self.add(part, "assessors", "考核人", names)
        gathered = self.stacked("意见和情况")
        self.add(gathered, "mentor_opinion", "帮带人意见", LongText(lines=3, chars=WIDE), required=True)
        self.add(gathered, "unit_opinion", "所在单位党组织意见", LongText(lines=3, chars=WIDE), required=True)
        hint = "根据回访记录自动汇总，可修改。"
        self.add(gathered, "visits_summary", "回访情况", LongText(lines=5, chars=WIDE), hint=hint)
        self.add(gathered, "appraisals", "影响期内年度考核", LongText(lines=2, chars=WIDE))
        self.add(gathered, "complaints", "有无新的问题反映和违纪违法", LongText(lines=2, chars=WIDE))

    def _add_poll(self) -> None:
        part = self.section("民主测评")
        for name, label in self.poll:
            self.add(part, name, label, IntField(unit="票", most=9_999))

    def _add_result(self) -> None:
        part = self.section("结果和运用")
        self.add(part, "new_violation", "期内再违纪", CheckField("影响期内又发现新的违纪违法"))
        self.add(part, "slack", "工作态度", CheckField("消极怠工、敷衍塞责"))
        self.add(part, "result", "考核结果", self.choice("assessment_grade"), required=True, below=True)
        self.add(part, "use", "结果运用", self.choice("assessment_use"), required=True, below=True)

    def _add_after(self) -> None:
        part = self.section("处理和抄送")
        self.add(part, "consequence", "处理措施", LongText(lines=2, chars=LONG, placeholder="如：谈话提醒，调整工作岗位"))
        self.add(part, "consequence_due", "处理期限", self.day())
        self.add(part, "consequence_done", "完成日期", self.day())
        organs = CompleteField(partial(_organs, self.item.forwarded_to), jobs=self.frame.jobs, chars=20)
        self.add(part, "forwarded_to", "抄送机关", organs)
        self.add(part, "forwarded_on", "抄送日期", self.day(), below=True)
        self.add(part, "note", "备注", LongText(lines=2, chars=LONG))

    # ---- what a tab asks

    def show_record(self, value: Assessment) -> None:
        super().show_record(value)
        if self.file.period_end:
            end = self.file.period_end
            self.computed("held_on").set_line(f"影响期至 {end:%Y-%m-%d}")
        self._count()
        self._fit()
        self._propose()

    def read(self) -> Assessment:
        values = self.values()
        hidden = {"consequence": "", "consequence_due": None, "consequence_done": None}
        return replace(self.item, **{**{k: v for k, v in hidden.items() if k not in values}, **values})

    # ---- while typing

    def _edited(self, name: str) -> None:
        if name.startswith("poll_"):
            self._count()
        if name == "slack":
            self._offer_limit()
        if name in ("slack", "consequence", "use"):
            self._fit()
        if name.startswith("poll_") or name in ("slack", "new_violation", "result", "use"):
            self._propose()

    def _offer_limit(self) -> None:
        """Slack work has a consequence by a day; the county's usual limit is offered."""
        due, held = self.field("consequence_due"), self.field("held_on").value()
        if self.field("slack").value() and due.value() is None and held is not None:
            due.set_value(held + timedelta(days=self.frame.desk.rulebook.assessments.consequence_within_days))

    def _fit(self) -> None:
        slack, said = bool(self.field("slack").value()), bool(self.field("consequence").value())
        self.set_row_visible("consequence", on=slack or said)
        self.set_row_visible("consequence_due", on=slack or said)
        self.set_row_visible("consequence_done", on=slack or said)
        rules = self.frame.desk.rulebook.assessments
        use = self.field("use").value() or ""
        text = f"应在考核后 {rules.forward_within_days} 日内抄送" if rules.forwards(use) else ""
        self.computed("forwarded_on").set_line(text, rules.forward_clause)

    def _votes(self) -> list[int]:
        """By grade, the best first; grades not in use have none."""
        shown = {name for name, _ in self.poll}
        names = ("poll_good", "poll_fairly", "poll_fair", "poll_poor")
        return [int(self.field(name).value() or 0) if name in shown else 0 for name in names]

    def _count(self) -> None:
        """How many voted and the share of good and fairly good, beside the first count."""
        votes = self._votes()
        total = sum(votes)
        both = "和".join(label for name, label in self.poll if name in ("poll_good", "poll_fairly"))
        text = f"共 {total} 票，{both}占 {(votes[0] + votes[1]) * 100 / total:.1f} %" if total else ""
        self.computed(self.poll[0][0]).set_line(text)

    def _propose(self) -> None:
        """What the rules propose and why, under what the person decides."""
        desk = self.frame.desk
        said = service.propose_result(
            desk, self.inputs, slack=bool(self.field("slack").value()),
            new_violation=bool(self.field("new_violation").value()), poll=self._votes(),
        )  # fmt: skip
        if not said.result:
            return
        why = "建议规则为默认值，由考核人决定。" + "".join(f"\n另有：{text}" for text in said.others)
        for name, list_name, code in (("result", "assessment_grade", said.result), ("use", "assessment_use", said.use)):
            differs = self.field(name).value() not in (None, "", code)
            text = f"建议：{desk.rulebook.name_of(list_name, code)}（{said.reason}）"
            self.computed(name).set_line(text, why, kind="soon" if differs else "")


def _organs(kept: str, text: str) -> list[str]:
    """Where results are sent, for completion."""
    return [organ for organ in dict.fromkeys((*ORGANS, kept)) if organ and text.strip() in organ]
