"""The fields of the guided finding, part by part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain import identity
from jzdesk.domain.tolerance import WAYS_IN
from jzdesk.ui.cases.choices import choices, measures_offered
from jzdesk.ui.cases.form_fields import id_fault, people_offered, posts_offered, units_offered
from jzdesk.ui.common.fields import ChoiceField, CompleteField, DateField, IdNumberField, LongText, TextField
from jzdesk.ui.common.fields_many import GrowingChoice
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.tolerance.answers import ConclusionField
from jzdesk.ui.tolerance.evidence_field import EvidenceField
from jzdesk.ui.tolerance.fields import (
    ButtonField,
    DistinctionField,
    EntryField,
    FactorField,
    PositiveField,
)
from jzdesk.ui.tolerance.panels import SameGrounds
from jzdesk.ui.tolerance.people_field import HandlingField, PeopleField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.tolerance import Finding
    from jzdesk.ui.common.fields import Choice
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.form import ReviewForm

LONG, WIDE = 27, 40
PROPOSE, PROPOSE_EFFECTS = "propose", "propose_effects"
"""The rows of the buttons that draft the text of the finding and what it means."""
NUMBERS = "一二三四五六七八九十"
FAMILIES = ("party", "admin", "institution", "org")

WAY_ROWS: dict[str, tuple[str, ...]] = {
    "applicant_kind": ("application",),
    "applicant": ("application",),
    "clue": ("self_started",),
    "accountability_organ": ("application", "self_started"),
    "accountability_on": ("application", "self_started"),
    "plan": ("filing",),
    "happened_on": ("filing",),
    "filing_id": ("application", "self_started"),
    "unit_opinion": ("application", "filing"),
}
"""Rows that only some ways in need."""
APPLIED = {"application": "申请日期", "self_started": "启动日期", "filing": "报备日期"}
"""What the first day is called."""


def handling_offered(frame: Frame) -> Sequence[Choice]:
    """The measures a handling may be chosen from."""
    return measures_offered(frame.desk.rulebook, FAMILIES, frame.today())


def add_person(form: ReviewForm, part: Section) -> None:
    """Whom it is about: a known person is completed by name or initials, a new one is typed."""
    desk, jobs, today = form.frame.desk, form.frame.jobs, form.frame.today()
    lists = partial(choices, desk.rulebook, on=today)
    form.name = form.add(
        part, "name", "姓名", CompleteField(partial(people_offered, desk), jobs=jobs, chars=10), required=True
    )  # fmt: skip
    form.id_number = form.add(
        part, "id_number", "身份证号",
        IdNumberField(check=id_fault, birth_of=identity.birth_of, sex_of=identity.sex_of),
    )  # fmt: skip
    form.add(part, "birth", "出生日期", DateField(today=form.frame.today))
    form.add(part, "sex", "性别", ChoiceField(lists("sex")))
    form.add(part, "politics", "政治面貌", ChoiceField(lists("politics")))
    units = CompleteField(partial(units_offered, desk), jobs=jobs, chars=17)
    form.add(part, "unit_name", "单位", units, required=True)
    form.add(part, "post", "职务", CompleteField(partial(posts_offered, desk), jobs=jobs, chars=17))
    form.add(part, "rank", "职级", ChoiceField(lists("rank")))
    form.add(part, "object_kind", "监察对象类别", ChoiceField(lists("object_kind"), chars=12))
    form.add(part, "phone", "电话", TextField(chars=10, max_length=40))


def add_others(form: ReviewForm, part: Section) -> None:
    """All others of the same matter."""
    form.others = form.add(part, "others", "", PeopleField(form.frame, partial(handling_offered, form.frame)))


def add_matter(form: ReviewForm, part: Section) -> None:
    """What it is about and how it came in; which rows stand depends on the way in."""
    day = _day(form)
    lists = partial(choices, form.frame.desk.rulebook, on=form.frame.today())
    form.add(part, "way_in", "启动方式", ChoiceField(tuple(WAYS_IN.items()), empty=None))
    form.add(part, "matter", "容错事项", TextField(chars=LONG), required=True, below=True)
    form.add(part, "matter_kind", "事项类别", ChoiceField(lists("matter_kind"), chars=12))
    form.add(part, "applied_on", "申请日期", day(), required=True, below=True)
    versions = ChoiceField(form.detail.versions, empty="按上述日期适用", chars=16)
    form.add(part, "list_version_id", "适用清单", versions)
    if form.base.conclusion:
        versions.set_read_only(True)
    form.add(part, "applicant_kind", "申请主体", ChoiceField(lists("applicant_kind")))
    form.add(part, "applicant", "申请人", TextField(chars=17, placeholder="姓名或者单位名称"))
    form.add(part, "clue", "问题线索", TextField(chars=LONG, placeholder="线索编号或者来源"), below=True)
    form.add(part, "accountability_organ", "追究机关", TextField(chars=17, placeholder="如：县纪委监委"))
    form.add(part, "accountability_on", "追究启动", day(), below=True)
    form.add(
        part,
        "plan",
        "报备方案",
        LongText(lines=4, chars=LONG, placeholder="拟采取的做法、可能的风险和防范措施"),
        below=True,
    )
    form.add(part, "happened_on", "失误发生", day(), below=True)
    form.add(part, "facts", "事实经过", LongText(lines=4, chars=LONG), below=True)
    form.add(part, "basis_documents", "依据文件", LongText(lines=2, chars=LONG), below=True)
    form.add(
        part,
        "decision_process",
        "决策过程",
        LongText(lines=2, chars=LONG, placeholder="何时经何会议研究，意见分歧"),
        below=True,
    )
    form.add(part, "consequences", "造成后果", LongText(lines=2, chars=LONG), below=True)
    form.add(part, "remedy", "补救情况", LongText(lines=2, chars=LONG), below=True)
    form.add(part, "unit_opinion", "单位意见", LongText(lines=2, chars=LONG), below=True)
    form.case = form.add(part, "case_id", "关联案件", ChoiceField((), chars=16))
    form.filing = form.add(part, "filing_id", "此前报备", ChoiceField(form.detail.filings, chars=16))
    form.add(part, "enquiries", "关联来函", GrowingChoice(form.detail.letters, chars=16, most=4))
    form.add(part, "handler", "承办人", TextField(chars=14, placeholder="部门或者人员"))


def add_handling(form: ReviewForm, part: Section) -> None:
    """How far it got: acceptance and verification."""
    day = _day(form)
    form.add(part, "accepted_on", "受理日期", day(), below=True)
    form.add(part, "acceptance_refused_on", "不予受理", day(), below=True)
    form.add(part, "acceptance_refused", "不予受理理由", TextField(chars=LONG), below=True)
    form.add(part, "verified_on", "核实日期", day(), below=True)
    form.add(part, "verifiers", "核实人", TextField(chars=17))
    form.add(part, "verification", "核实情况", LongText(lines=3, chars=LONG), below=True)


def add_evidence(form: ReviewForm, part: Section, cites: Callable[[int], int]) -> None:
    """The numbered evidence that findings cite."""
    kinds = choices(form.frame.desk.rulebook, "evidence_kind", form.frame.today())
    form.evidence = form.add(part, "evidence", "", EvidenceField(kinds, today=form.frame.today, cites=cites))


def add_distinctions(form: ReviewForm, part: Section, found: Mapping[str, Finding]) -> None:
    """Both sides of each spelled out."""
    shown = [item for item in form.lists.distinctions if item.enabled or item.code in found]
    for number, item in enumerate(shown):
        form.add(part, f"distinctions:{item.code}", "", DistinctionField(item, NUMBERS[number]))


def add_factors(form: ReviewForm, part: Section, found: Mapping[str, Finding], chosen: str) -> None:
    """The factors of every set in use; the form shows those of the set chosen."""
    sets = [s for s in form.lists.factor_sets.values() if s.enabled or s.code == chosen]
    form.factor_set = ChoiceField([(s.code, s.name) for s in sets], empty=None)
    form.add(form.factor_choice, "factor_set", "因素种类", form.factor_set)
    for group in sets:
        for item in group.factors:
            if item.enabled or item.code in found:
                field = FactorField(
                    item.code, item.text, note=item.note, necessary=group.all_required,
                    clause=item.clause or group.clause,
                )  # fmt: skip
                form.add(part, f"factors:{item.code}", "", field)


def add_positive(form: ReviewForm, part: Section, found: Mapping[str, Finding]) -> None:
    """Situations that may be tolerated, to be ticked, each with what it requires."""
    needs = {item.code: item.requires for item in form.lists.positive}
    for code, words, clause in _shown(form, form.lists.positive, found):
        field = PositiveField(code, words, clause=clause, requires=needs.get(code, ()))
        form.add(part, f"positive:{code}", "", field)


def add_locking(form: ReviewForm, part: Section, group: str, found: Mapping[str, Finding]) -> None:
    """The negative list or the exclusions: every entry is to be answered."""
    items = form.lists.negative if group == "negative" else form.lists.exclusions
    for code, words, clause in _shown(form, items, found):
        form.add(part, f"{group}:{code}", "", EntryField(code, words, clause=clause))


def add_same_grounds(form: ReviewForm, part: Section) -> None:
    """The same grounds for every 否."""
    form.same = SameGrounds()
    for editor in (form.same.grounds, form.same.cites.line, form.same.cites.button, form.same.button):
        form.watch(editor)
    part.add_wide(form.same)


def _shown(
    form: ReviewForm, items: Sequence[ListItem], found: Mapping[str, Finding]
) -> Iterator[tuple[str, str, str]]:
    """Entries in force, and those a record has answered though they are so no longer: code, words, clause."""
    for item in items:
        if item.enabled or item.code in found:
            confirm = "（默认条目，本县须核实确认）" if item.is_default else ""
            yield item.code, item.text, f"{item.clause}{confirm}"
    known = {item.code for item in items}
    names = form.detail.names
    yield from ((code, f"{names.get(code, code)}（已停用的条目）", "") for code in found if code not in known)


def add_conclusion(form: ReviewForm, part: Section) -> None:
    """The conclusion with its lock line, the meeting, the change of handling, what it means, the text."""
    day = _day(form)
    form.lock_line = WhyLabel()
    form.lock_line.setWordWrap(True)
    form.lock_line.setAccessibleName("结论锁定")
    form.lock_line.hide()
    part.add_wide(form.lock_line)
    offered = handling_offered(form.frame)
    form.conclusion = form.add(part, "conclusion", "结论", ConclusionField())
    form.add(part, "concluded_on", "认定日期", day(), below=True)
    form.add(part, "studied_on", "集体研究", day(), below=True)
    form.add(
        part,
        "meeting",
        "研究会议",
        TextField(chars=LONG, placeholder="如：县纪委常委会第21次会议"),
        below=True,
    )
    form.add(
        part, "before", "拟作处理", HandlingField(offered, placeholder="目录中没有的写在这里"), below=True
    )
    form.add(part, "after", "最终处理", HandlingField(offered, placeholder="如：不予追究责任"), below=True)
    form.add(part, "effects", "结论影响", LongText(lines=3, chars=LONG), below=True)
    form.effects_button = form.add(part, PROPOSE_EFFECTS, "", ButtonField("拟出结论影响")).button
    form.effects_button.setToolTip("按清单列出对考核、任用等的影响，可再修改。")
    form.statement = form.add(part, "statement", "认定书", LongText(lines=8, chars=WIDE), below=True)
    form.propose_button = form.add(part, PROPOSE, "", ButtonField("生成认定书")).button
    form.propose_button.setToolTip("按上面的认定内容拟出文字，可再修改。")


def add_follow_up(form: ReviewForm, part: Section) -> None:
    """Feedback and filing."""
    day = _day(form)
    lists = partial(choices, form.frame.desk.rulebook, on=form.frame.today())
    form.add(part, "feedback_on", "反馈本人", day(), below=True)
    form.add(part, "feedback_way", "反馈方式", ChoiceField(lists("feedback_way")))
    form.add(part, "feedback_organ_on", "反馈党组织", day(), hint="本人和所在党组织都反馈了，反馈才算办结。")
    form.add(part, "feedback_organ", "党组织", TextField(chars=17))
    form.add(part, "filed_on", "备案日期", day(), below=True)
    form.add(part, "filed_with", "备案机关", TextField(chars=17))
    form.add(part, "copied_to", "抄送", TextField(chars=LONG), below=True)
    form.add(part, "enquiry", "廉政意见影响", LongText(lines=2, chars=LONG), below=True)


def add_correction(form: ReviewForm, part: Section) -> None:
    """The order to correct."""
    day = _day(form)
    form.add(part, "correction_ordered_on", "通知日期", day())
    form.add(part, "correction_number", "通知书文号", TextField(chars=14))
    form.add(part, "correction", "纠错措施", LongText(lines=2, chars=LONG), below=True)
    form.add(part, "correction_owner", "整改责任人", TextField(chars=14))
    form.add(part, "correction_due", "整改期限", day(), below=True)
    form.add(part, "correction_done", "完成日期", day(), below=True)
    form.add(part, "note", "备注", LongText(lines=2, chars=LONG), below=True)


def _day(form: ReviewForm) -> Callable[[], DateField]:
    return partial(DateField, today=form.frame.today, day_name=form.day_name)
