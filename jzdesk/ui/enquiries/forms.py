"""The forms of 征求意见: a letter with its names, more names, one name put right, the reply."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel

from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
from jzdesk.domain.identity import birth_of, check_id_number, normal_id, sex_of
from jzdesk.services import enquiries
from jzdesk.ui.common.fields import ChoiceField, CompleteField, DateField, IdNumberField, LongText, TextField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.enquiries.names_field import NamesField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.enquiries.reading import EnquiryDetail

LIMIT_BEFORE = 2000
"""As many letters as are looked through for organs and signers known from before."""
LETTER_CHARS = 30
"""How wide the fields of a letter stand beside its names, in characters."""
SEX = (("1", "男"), ("2", "女"))


def known(desk: Desk, field: str, text: str) -> Sequence[tuple[str, str]]:
    """What was typed into a field of letters before and contains `text`, the latest first. On the store lane."""
    filter_ = enquiries.EnquiryFilter(on=desk.today)
    rows = enquiries.list_enquiries(desk, filter_, limit=LIMIT_BEFORE)
    found = dict.fromkeys(str(getattr(row, field)) for row in rows)
    return [(value, value) for value in found if value and text in value]


class ListForm(RecordForm):
    """A form with names, which take the height there is; the list of letters gives its room to it."""

    wide = True
    names: NamesField | None = None

    def save(self) -> None:
        """Ctrl+S in an open cell saves what was typed there too."""
        if self.names is not None:
            self.names.finish_typing()
        super().save()

    def add_names(self, section: Section, names: NamesField, *, required: bool = False) -> None:
        """Over the whole width of their section: they need no label beside them."""
        self.names = names
        self.add(section, "names", "人员名单", names, required=required, below=True)
        self.rows["names"].label.hide()
        section.add_wide(names)
        self._fill_height()

    def _fill_height(self) -> None:
        """Nothing stretches below the names."""
        last = self._sections_layout.count() - 1
        self._sections_layout.setStretch(last, 0)
        self._sections_layout.setStretch(last - 1, 1)


class EnquiryForm(ListForm):
    """登记来函, or what is recorded of one changed. A new one takes its names in the same go."""

    def __init__(self, frame: Frame, enquiry: Enquiry | None = None) -> None:
        super().__init__("修改征求意见函" if enquiry else "登记征求意见函")
        self.frame, self.enquiry = frame, enquiry
        book, desk = frame.desk.rulebook, frame.desk
        part = self.section("来函")
        find = partial(known, desk, "organ")
        self.add(part, "organ", "来函机关", CompleteField(find, jobs=frame.jobs, chars=20), required=True)
        self.add(part, "letter_number", "来函文号", TextField(chars=16))
        self.add(part, "letter_on", "来函日期", self._day())
        self.add(part, "received_on", "收函日期", self._day(), required=True)
        purposes = [(c.code, c.name) for c in book.codes.offered("enquiry_purpose", frame.today())]
        self.add(part, "purpose", "事由", ChoiceField(purposes), required=True)
        hint = "来函写明期限的填写；不填的按规定期限计算。"
        self.add(part, "limit_on", "来函要求", self._day(), hint=hint)
        self.add(part, "handler", "承办人", TextField(chars=8))
        self.add(part, "note", "备注", LongText(lines=2, chars=40))
        if enquiry is None:
            people = self.section("人员名单")
            self.add_names(people, NamesField(frame))
            self._beside(part, people)
        self.edited.connect(self._compute)
        handler = frame.desk.account.display_name
        self.set_values({"received_on": frame.today(), "handler": handler})
        if enquiry is not None:
            self.show_record(enquiry)
        self._compute("received_on")

    def _beside(self, letter: QWidget, people: QWidget) -> None:
        """The letter at the left, its names at the right, as high as there is room."""
        row = QHBoxLayout()
        row.setSpacing(24)
        self._sections_layout.insertLayout(0, row, 1)
        letter.setMinimumWidth(letter.fontMetrics().horizontalAdvance("国") * LETTER_CHARS)
        row.addWidget(letter, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(people, 1)
        self._fill_height()

    def _day(self) -> DateField:
        return DateField(today=self.frame.today, day_name=self.frame.desk.calendar.day_name)

    def fill(self, values: Mapping[str, object]) -> None:
        """What is known already."""
        for name, value in values.items():
            if name in self.rows:
                self.field(name).set_value(value)
        self._compute("received_on")

    def _compute(self, name: str) -> None:
        """By when it must be answered, at once."""
        if name not in ("received_on", "limit_on"):
            return
        received, asked = self.field("received_on").value(), self.field("limit_on").value()
        due = enquiries.usual_limit(self.frame.desk, received) if received else None
        if due is None:
            self.computed("limit_on").set_line("")
            return
        why = "\n".join(part for part in (due.why, due.clause) if part)
        if asked is None:
            provisional = "（暂定）" if due.provisional else ""
            self.computed("limit_on").set_line(f"应于 {due.on:%Y-%m-%d} 前回复{provisional}", why)
        elif asked < due.on:
            self.computed("limit_on").set_line(f"早于规定期限 {due.on:%Y-%m-%d}，按来函要求办理", why, kind="soon")
        else:
            self.computed("limit_on").set_line(f"规定期限为 {due.on:%Y-%m-%d}", why)

    def read(self) -> Enquiry:
        """The letter; RuleError names the field."""
        values = self.values()
        values.pop("names", None)
        values["purpose"] = values["purpose"] or ""
        return replace(self.enquiry or Enquiry(), **values)

    def people(self) -> tuple[EnquiryPerson, ...]:
        """Its names, of a new letter only."""
        return self.names.value() if self.names is not None else ()


class NamesForm(ListForm):
    """加入人员: typed, pasted or from files, looked at before they join the letter."""

    def __init__(self, frame: Frame, detail: EnquiryDetail) -> None:
        super().__init__("加入人员", save_text="加入函内")
        enquiry = detail.enquiry
        part = self.section("人员名单")
        about = QLabel(f"{enquiry.organ}　{enquiry.letter_number}　现有 {len(detail.names)} 人")
        mark_role(about, "secondary")
        part.add_wide(about)
        self.add_names(part, NamesField(frame, enquiry.id), required=True)
        self.set_values({})

    def read(self) -> tuple[EnquiryPerson, ...]:
        """The names; RuleError when one has no name."""
        names: tuple[EnquiryPerson, ...] = self.values()["names"]
        return names


class LetterNumber(IdNumberField):
    """An ID number as the letter gives it: what is wrong with it is said, but it may stand, for it stands there so."""

    def problem(self) -> str:
        return ""


class NameForm(RecordForm):
    """更正来函所列: one name as the letter writes it."""

    def __init__(self, frame: Frame, name: EnquiryPerson) -> None:
        super().__init__("更正来函所列")
        self.name = name
        part = self.section(f"第 {name.position} 人")
        self.add(part, "name", "姓名", TextField(chars=8), required=True)
        number = LetterNumber(check=check_id_number, birth_of=birth_of, sex_of=sex_of)
        self.add(part, "id_number", "身份证号", number)
        self.add(part, "sex", "性别", ChoiceField(SEX))
        self.add(part, "birth_month", "出生年月", TextField(chars=6, placeholder="1980-03"))
        self.add(part, "unit_text", "单位", TextField(chars=20))
        self.add(part, "post", "职务", TextField(chars=20))
        self.add(part, "proposed_post", "拟任职务", TextField(chars=20))
        self.add(part, "removed_post", "拟免职务", TextField(chars=20))
        self.add(part, "note", "备注", LongText(lines=2, chars=27))
        number.facts.connect(self._take_facts)
        self.show_record(name)
        if name.conclusion or name.matched_by:
            warned = QLabel("改动姓名、身份证号、出生年月、性别、单位、职务的，原比对和结论作废，须重新核对。")
            warned.setWordWrap(True)
            mark_role(warned, "secondary")
            part.add_wide(warned)

    def _take_facts(self, birth: date | None, sex: str) -> None:
        """A whole number tells birth and sex."""
        if birth is not None:
            self.field("birth_month").set_value(f"{birth:%Y-%m}")
        if sex:
            self.field("sex").set_value(sex)

    def read(self) -> EnquiryPerson:
        """The name as corrected."""
        values = self.values()
        values["sex"] = values["sex"] or ""
        values["id_number"] = normal_id(str(values["id_number"]))
        return replace(self.name, **values)


class ReplyForm(RecordForm):
    """登记复函: number, day and signer; what is said stands on the page 复函."""

    def __init__(self, frame: Frame, detail: EnquiryDetail, *, summary: str) -> None:
        super().__init__("登记复函", save_text="登记复函")
        part = self.section("复函")
        enquiry = detail.enquiry
        about = QLabel(f"{enquiry.organ}　{enquiry.letter_number}\n{summary}")
        about.setWordWrap(True)
        mark_role(about, "secondary")
        part.add_wide(about)
        self.add(part, "reply_number", "复函文号", TextField(chars=16), required=True)
        day = DateField(today=frame.today, day_name=frame.desk.calendar.day_name)
        self.add(part, "reply_on", "复函日期", day, required=True)
        signers = partial(known, frame.desk, "signer")
        self.add(part, "signer", "签发人", CompleteField(signers, jobs=frame.jobs, chars=8), required=True)
        note = QLabel("登记以后函件办结，结论和文字不再变动；确需修改的，写明理由重新办理。")
        note.setWordWrap(True)
        mark_role(note, "secondary")
        part.add_wide(note)
        self.set_values({"reply_on": frame.today()})
