"""The fields of the guided finding, part by part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain import identity
from jzdesk.domain.tolerance import WAYS_IN
from jzdesk.ui.cases.choices import choices
from jzdesk.ui.cases.form_fields import id_fault, people_offered, posts_offered, units_offered
from jzdesk.ui.common.fields import ChoiceField, CompleteField, DateField, IdNumberField, LongText, TextField
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.tolerance.answers import ConclusionField
from jzdesk.ui.tolerance.fields import (
    ButtonField,
    DistinctionField,
    EntryField,
    FactorField,
    PositiveField,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.tolerance import Finding
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.tolerance.form import ReviewForm

LONG, WIDE = 27, 40
PROPOSE = "propose"
"""The row of the button that drafts the text of the finding."""
NUMBERS = "一二三四五六七八九十"


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
    form.add(part, "phone", "电话", TextField(chars=10, max_length=40))


def add_matter(form: ReviewForm, part: Section) -> None:
    """What it is about, how it came in, and how far it got."""
    day = partial(DateField, today=form.frame.today, day_name=form.day_name)
    form.add(part, "way_in", "启动方式", ChoiceField(tuple(WAYS_IN.items()), empty=None))
    form.add(part, "matter", "容错事项", TextField(chars=LONG), required=True, below=True)
    form.add(part, "facts", "事实经过", LongText(lines=4, chars=LONG), below=True)
    form.case = form.add(part, "case_id", "关联案件", ChoiceField((), chars=16))
    form.add(part, "handler", "承办", TextField(chars=14, placeholder="部门或者人员"))
    form.add(part, "applied_on", "申请日期", day(), required=True, hint="同步启动的，为启动之日。")
    form.add(part, "accepted_on", "受理日期", day())
    form.add(part, "acceptance_refused", "不予受理理由", TextField(chars=LONG), below=True)
    form.add(part, "verified_on", "核实日期", day())


def add_distinctions(form: ReviewForm, part: Section, found: Mapping[str, Finding]) -> None:
    """Both sides of each spelled out."""
    lists = form.frame.desk.rulebook.tolerance
    shown = [item for item in lists.distinctions if item.enabled or item.code in found]
    for number, item in enumerate(shown):
        form.add(part, f"distinctions:{item.code}", "", DistinctionField(item, NUMBERS[number]))


def add_factors(form: ReviewForm, part: Section, found: Mapping[str, Finding]) -> None:
    """The factors of every set; the form shows those of the set chosen."""
    sets = form.frame.desk.rulebook.tolerance.factor_sets
    form.factor_set = ChoiceField([(s.code, s.name) for s in sets.values()], empty=None)
    form.add(form.factor_choice, "factor_set", "因素种类", form.factor_set)
    for group in sets.values():
        for item in group.factors:
            if item.enabled or item.code in found:
                field = FactorField(item.code, item.text, note=item.note, necessary=group.all_required)
                form.add(part, f"factors:{item.code}", "", field)


def add_positive(form: ReviewForm, part: Section, found: Mapping[str, Finding]) -> None:
    """Situations that may be tolerated, to be ticked."""
    for item in _shown(form.frame.desk.rulebook.tolerance.positive, found):
        form.add(part, f"positive:{item[0]}", "", PositiveField(item[0], item[1], clause=item[2]))


def add_locking(form: ReviewForm, part: Section, group: str, found: Mapping[str, Finding]) -> None:
    """The negative list or the exclusions: every entry is to be answered."""
    lists = form.frame.desk.rulebook.tolerance
    items = lists.negative if group == "negative" else lists.exclusions
    for code, words, clause in _shown(items, found):
        form.add(part, f"{group}:{code}", "", EntryField(code, words, clause=clause))


def _shown(items: Sequence[ListItem], found: Mapping[str, Finding]) -> Iterator[tuple[str, str, str]]:
    """Entries in force, and those a record has answered though they are so no longer: code, words, clause."""
    for item in items:
        if item.enabled or item.code in found:
            confirm = "（默认条目，本县须核实确认）" if item.is_default else ""
            yield item.code, item.text, f"{item.clause}{confirm}"
    known = {item.code for item in items}
    yield from ((code, f"{code}（已停用的条目）", "") for code in found if code not in known)


def add_conclusion(form: ReviewForm, part: Section) -> None:
    """The conclusion with its lock line, the meeting, the change of handling, the text."""
    day = partial(DateField, today=form.frame.today, day_name=form.day_name)
    form.lock_line = WhyLabel()
    form.lock_line.setWordWrap(True)
    form.lock_line.setAccessibleName("结论锁定")
    form.lock_line.hide()
    part.add_wide(form.lock_line)
    form.conclusion = form.add(part, "conclusion", "结论", ConclusionField())
    form.add(part, "concluded_on", "认定日期", day())
    form.add(part, "meeting", "认定会议", TextField(chars=LONG, placeholder="如：2026年11月20日县纪委常委会"), below=True)
    form.add(part, "handling_before", "原拟处理", TextField(chars=LONG), below=True)
    form.add(part, "handling_after", "最终处理", TextField(chars=LONG), below=True)
    form.statement = form.add(part, "statement", "认定书", LongText(lines=8, chars=WIDE), below=True)
    form.propose_button = form.add(part, PROPOSE, "", ButtonField("生成认定书")).button
    form.propose_button.setToolTip("按上面的认定内容拟出文字，可再修改。")


def add_follow_up(form: ReviewForm, part: Section) -> None:
    """Feedback and filing."""
    day = partial(DateField, today=form.frame.today, day_name=form.day_name)
    form.add(part, "feedback_on", "反馈日期", day(), hint="向本人和所在党组织反馈认定结果。")
    form.add(part, "filed_on", "备案日期", day())
    form.add(part, "enquiry", "廉政意见影响", LongText(lines=2, chars=LONG), below=True)


def add_correction(form: ReviewForm, part: Section) -> None:
    """The order to correct."""
    day = partial(DateField, today=form.frame.today, day_name=form.day_name)
    form.add(part, "correction", "纠错措施", LongText(lines=2, chars=LONG), below=True)
    form.add(part, "correction_owner", "责任人", TextField(chars=14))
    form.add(part, "correction_due", "整改期限", day())
    form.add(part, "correction_done", "完成日期", day())
    form.add(part, "note", "备注", LongText(lines=2, chars=LONG), below=True)
