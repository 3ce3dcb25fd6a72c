"""指定帮带人: one person named to help; naming another ends the one before."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain.dossiers import Mentor
from jzdesk.services import dossiers as service
from jzdesk.ui.common.fields import ChoiceField, CompleteField, LongText, TextField
from jzdesk.ui.dossiers.form_base import LONG, DossierForm

if TYPE_CHECKING:
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.common.many_form import ManyForm


class MentorForm(DossierForm):
    """`mentor` is one being corrected; None names a new one, and asks why when there is one already."""

    def __init__(self, frame: Frame, file: DossierFile, mentor: Mentor | None = None) -> None:
        most = frame.desk.rulebook.visits.mentors_per_person
        full = len(file.mentors_now) >= most
        old = file.mentor if mentor is None and full else None
        title = "更正帮带人信息" if mentor else ("更换帮带人" if old else "指定帮带人")
        super().__init__(frame, file, title)
        self.mentor = mentor or Mentor(dossier_id=file.dossier.id)
        part = self.section("教育帮带人")
        self.name = add_mentor(self, part)
        names = [(m.id, m.name) for m in file.mentors_now]
        self.add(part, "instead_of", "接替", ChoiceField(names, empty=None))
        self.set_row_visible("instead_of", on=old is not None and len(names) > 1)
        self.add(part, "end_reason", "更换原因", LongText(lines=2, chars=LONG), required=old is not None)
        self.set_row_visible("end_reason", on=old is not None)
        opening = {
            "mentor_name": self.mentor.name, "post": self.mentor.post, "phone": self.mentor.phone,
            "appointed_on": self.mentor.appointed_on or frame.today(), "appointed_by": self.mentor.appointed_by,
            "instead_of": old.id if old else None,
        }  # fmt: skip
        if not mentor and file.person.unit_name:
            opening["appointed_by"] = f"{file.person.unit_name}党组织"
        self.set_values(opening)
        if old:
            since = f"，{old.appointed_on:%Y-%m-%d}指定" if old.appointed_on else ""
            text = f"现任：{old.name}{f'（{old.post}）' if old.post else ''}{since}"
            self.computed("mentor_name").set_line(text, "新帮带人指定之日，现任帮带人即行结束。")

    def read(self) -> Mentor:
        values = self.values()
        values.pop("end_reason", None)
        values.pop("instead_of", None)
        return replace(self.mentor, name=values.pop("mentor_name"), **values)

    def instead_of(self) -> int | None:
        """Whose place he takes, where there are several."""
        row = self.rows["instead_of"]
        chosen: int | None = self.field("instead_of").value() if row.shown else None
        return chosen

    def end_reason(self) -> str:
        """Why the one before ends."""
        return str(self.field("end_reason").value())


def add_mentor(form: DossierForm | ManyForm, part: Section, *, hint: str = "") -> CompleteField:
    """Who helps: his name, and what is known about one named before is filled in. `hint` stands below the last field."""
    name = CompleteField(partial(offers, form.frame.desk), jobs=form.frame.jobs, chars=8)
    form.add(part, "mentor_name", "姓名", name, required=True)
    form.add(part, "post", "单位职务", TextField(chars=20))
    form.add(part, "phone", "联系电话", TextField(chars=10))
    form.add(part, "appointed_on", "指定日期", form.day(), required=True)
    form.add(part, "appointed_by", "指定的党组织", TextField(chars=20), hint=hint)
    name.chosen.connect(partial(_fill, form))
    return name


def _fill(form: DossierForm | ManyForm, known: Mentor) -> None:
    for name in ("post", "phone", "appointed_by"):
        if getattr(known, name):
            form.field(name).set_value(getattr(known, name))
    form.field("mentor_name").set_value(known.name)


def offers(desk: Desk, text: str) -> list[tuple[Mentor, str]]:
    """Mentors named before, with their posts."""
    return [(m, f"{m.name}　{m.post}" if m.post else m.name) for m in service.known_mentors(desk, text)]
