"""The fields of an execution item as its template lists them, and their values as the item keeps them."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.ui.common.fields import ChoiceField, DateField, LongText, MoneyField, MultiChoice, TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jzdesk.domain.execution_rules import DetailField, ItemTemplate
    from jzdesk.ui.common.field import Field
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame

YES_NO = (("yes", "是"), ("no", "否"))
PREFIX = "details."


def add_fields(form: RecordForm, section: Section, template: ItemTemplate, frame: Frame) -> None:
    """Put the fields of a template on a form, each under 'details.' and its code."""
    for entry in template.fields:
        form.add(
            section, f"{PREFIX}{entry.code}", entry.label, _field(entry, frame), required=entry.required, hint=entry.hint
        )


def _field(entry: DetailField, frame: Frame) -> Field:
    makers: dict[str, Callable[[], Field]] = {
        "text": partial(TextField, chars=16),
        "people": partial(TextField, chars=16, placeholder="姓名、姓名"),
        "long": partial(LongText, lines=2, chars=18),
        "date": partial(DateField, today=frame.today, day_name=frame.desk.calendar.day_name),
        "money": MoneyField,
        "yes": partial(ChoiceField, YES_NO, chars=4),
        "choice": partial(ChoiceField, entry.choices),
        "several": partial(MultiChoice, entry.choices),
    }
    return makers[entry.kind]()


def shown_values(template: ItemTemplate | None, details: Mapping[str, str]) -> dict[str, Any]:
    """What the fields show of the details of an item."""
    return {f"{PREFIX}{f.code}": _shown(f, details.get(f.code, "")) for f in (template.fields if template else ())}


def _shown(entry: DetailField, text: str) -> Any:
    if entry.kind == "several":
        return tuple(text.split("、")) if text else ()
    if entry.kind == "date":
        return date.fromisoformat(text) if text else None
    if entry.kind == "money":
        return int(text) if text else None
    if entry.kind in ("choice", "yes"):
        return text or None
    return text


def read_details(template: ItemTemplate | None, values: dict[str, Any], kept: Mapping[str, str]) -> dict[str, str]:
    """Take the details out of the values of a form; fields not shown keep what the item had."""
    details = dict(kept)
    for entry in template.fields if template else ():
        name = f"{PREFIX}{entry.code}"
        if name in values:
            details[entry.code] = _kept(values.pop(name))
    return {code: text for code, text in details.items() if text}


def _kept(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(value)
    return str(value)


def names_of(template: ItemTemplate | None, *, from_start: bool = False) -> Sequence[str]:
    """The names of the fields on the form: all, or those filled in when an item is added."""
    fields = template.fields if template else ()
    return [f"{PREFIX}{f.code}" for f in fields if f.from_start or not from_start]
