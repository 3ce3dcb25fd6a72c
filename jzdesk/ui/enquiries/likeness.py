"""What a letter says of a person beside what is on record: where the two agree, and the digits that differ."""

from __future__ import annotations

from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain import identity
from jzdesk.domain.enquiry_match import likeness, name_key
from jzdesk.ui.common.state import COLOURS

if TYPE_CHECKING:
    from jzdesk.domain.enquiries import EnquiryPerson
    from jzdesk.domain.people import Person
    from jzdesk.domain.rulebook import Rulebook

EQUAL, NEAR, DIFFERENT = "一致", "相近", "不同"
SAME_UNIT, NEAR_UNIT = 0.99, 0.5
UNKNOWN = "未提供"


class Pair(NamedTuple):
    """One line of the comparison, as rich text, and the verdict: EQUAL, NEAR, DIFFERENT, or '' where one of the two
    says nothing."""

    label: str
    given: str
    held: str
    verdict: str


def compared(name: EnquiryPerson, person: Person, rulebook: Rulebook) -> list[Pair]:
    """The letter's words and the record's, line by line."""
    unit = likeness(f"{name.unit_text}{name.post}", person.unit_name)
    near = EQUAL if unit >= SAME_UNIT else NEAR if unit >= NEAR_UNIT else DIFFERENT
    same = EQUAL if name_key(name.name) == name_key(person.name) else DIFFERENT
    born = f"{person.birth:%Y-%m}" if person.birth else ""
    return [
        _pair("姓名", name.name, person.name, verdict=same),
        _numbers(name.id_number, person.id_number),
        _pair("性别", rulebook.name_of("sex", name.sex), rulebook.name_of("sex", person.sex)),
        _pair("出生年月", name.birth_month, born),
        _pair("单位", name.unit_text, person.unit_name, verdict=near),
        _pair("职务", name.post, person.post),
    ]


def _pair(label: str, given: str, held: str, *, verdict: str = "") -> Pair:
    if not given or not held:
        return Pair(label, escape(given) or UNKNOWN, escape(held) or "未登记", "")
    verdict = verdict or (EQUAL if given == held else DIFFERENT)
    shown = _marked(escape(held)) if verdict == DIFFERENT else escape(held)
    return Pair(label, escape(given), shown, verdict)


def _marked(text: str) -> str:
    return f'<b style="color:{COLOURS["overdue"]}">{text}</b>'


def _numbers(given: str, held: str) -> Pair:
    """ID numbers with the middle hidden; the digits that differ are shown and marked, also in the middle."""
    one, other = identity.normal_id(given), identity.normal_id(held)
    if not one or not other:
        return Pair("身份证号", escape(shown_id(one)) or UNKNOWN, escape(shown_id(other)) or "未登记", "")
    if one == other:
        return Pair("身份证号", shown_id(one), shown_id(other), EQUAL)
    differing = {at for at, (a, b) in enumerate(zip_longest(one, other)) if a != b}
    return Pair("身份证号", _digits(one, differing), _digits(other, differing), DIFFERENT)


def _digits(number: str, differing: set[int]) -> str:
    masked = identity.mask_id(number)
    cells = [_marked(escape(digit)) if at in differing else masked[at] for at, digit in enumerate(number)]
    return "".join(cells)


def shown_id(number: str) -> str:
    """An ID number as it stands on screen: the middle hidden."""
    return identity.mask_id(number) if number else ""
