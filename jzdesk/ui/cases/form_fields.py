"""The fields of the decision form, section by section."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain import identity
from jzdesk.ui.cases.choices import choices
from jzdesk.ui.common.fields import (
    CheckField,
    ChoiceField,
    CompleteField,
    DateField,
    IdNumberField,
    LongText,
    MoneyField,
    MultiChoice,
    TextField,
)
from jzdesk.ui.common.fields_many import GrowingChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.services.desk import Desk
    from jzdesk.ui.cases.form import DecisionForm
    from jzdesk.ui.common.form_section import Section


def add_person(form: DecisionForm, part: Section) -> None:
    """Who: a known person is completed by name or initials, a new one is typed."""
    desk, jobs, today = form.frame.desk, form.frame.jobs, form.frame.today()
    lists = partial(choices, form.rules, on=today)
    form.name = form.add(
        part, "name", "姓名", CompleteField(partial(people_offered, desk), jobs=jobs, chars=10), required=True,
        below=True,
    )  # fmt: skip
    form.id_number = form.add(
        part, "id_number", "身份证号",
        IdNumberField(check=id_fault, birth_of=identity.birth_of, sex_of=identity.sex_of),
    )  # fmt: skip
    form.birth = form.add(part, "birth", "出生日期", DateField(today=form.frame.today))
    form.sex = form.add(part, "sex", "性别", ChoiceField(lists("sex")))
    form.add(part, "politics", "政治面貌", ChoiceField(lists("politics")))
    form.add(
        part, "unit_name", "单位", CompleteField(partial(units_offered, desk), jobs=jobs, chars=16), required=True
    )  # fmt: skip
    form.add(part, "post", "职务", CompleteField(partial(posts_offered, desk), jobs=jobs, chars=16))
    form.add(part, "rank", "职级", ChoiceField(lists("rank")))
    form.add(part, "management", "管理权限", ChoiceField(lists("management")))
    form.add(part, "object_kind", "监察对象类别", ChoiceField(lists("object_kind"), chars=16))
    form.add(part, "retired", "", CheckField("已退休")).setAccessibleName("已退休")
    form.add(part, "phone", "电话", TextField(chars=10, max_length=40))


def add_case(form: DecisionForm, part: Section) -> None:
    """The case: where it came from and what it is about."""
    today = form.frame.today()
    lists = partial(choices, form.rules, on=today)
    day = partial(DateField, today=form.frame.today, day_name=form.day_name)
    form.add(part, "number", "案号", TextField(chars=14))
    form.add(part, "source", "来源", ChoiceField(lists("source")))
    form.add(part, "filed_on", "立案日期", day())
    form.add(part, "violations", "违纪违法类型", MultiChoice(lists("violation"), columns=2))
    form.add(part, "eight_rules", "八项规定问题", GrowingChoice(lists("eight_rules"), chars=16, most=4))
    form.add(part, "amount", "涉案金额", MoneyField())
    form.add(part, "facts", "简要案情", LongText(lines=4, chars=18))
    form.suspected_crime = form.add(part, "suspected_crime", "", CheckField("涉嫌犯罪移送司法机关"))
    form.suspected_crime.setAccessibleName("涉嫌犯罪移送司法机关")
    form.add(part, "transferred_on", "移送日期", day())
    form.add(part, "handler", "承办人", TextField(chars=10))


def add_decision(form: DecisionForm, part: Section) -> None:
    """The document. The day of decision is the one everything is counted from."""
    today = form.frame.today()
    lists = partial(choices, form.rules, on=today)
    day = partial(DateField, today=form.frame.today, day_name=form.day_name)
    form.issuer = form.add(part, "issuer", "决定机关", ChoiceField(lists("issuer")))
    form.document_number = form.add(
        part, "document_number", "文号", TextField(chars=14, placeholder="公纪〔2026〕12号")
    )  # fmt: skip
    form.decided_on = form.add(
        part, "decided_on", "决定日期", day(), hint="集体讨论决定之日，自当日起生效和计算期间。", below=True
    )
    form.add(part, "issued_on", "制发日期", day())
    form.add(part, "delivered_on", "送达日期", day())


def id_fault(text: str) -> str:
    """What is wrong with an ID number; an empty one is not wrong."""
    return identity.check_id_number(text) if text else ""


def people_offered(desk: Desk, text: str) -> Sequence[tuple[int, str]]:
    """Known people for the name field, told apart by unit, post and the masked ID number. On the store lane."""
    from jzdesk.services.people import find_people

    offered = []
    for person in find_people(desk, text):
        number = identity.mask_id(person.id_number) if person.id_number else ""
        about = " · ".join(part for part in (person.name, person.unit_name, person.post, number) if part)
        offered.append((person.id or 0, about))
    return offered


def units_offered(desk: Desk, text: str) -> Sequence[str]:
    """Units in use. On the store lane."""
    from jzdesk.services.people import find_units

    return find_units(desk, text)


def posts_offered(desk: Desk, text: str) -> Sequence[str]:
    """Posts typed before. On the store lane."""
    from jzdesk.services.people import find_posts

    return find_posts(desk, text)
