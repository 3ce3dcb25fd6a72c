"""One cell to a value of ours, or to what is wrong with it. Nothing is passed over and nothing becomes zero.

Rules (the stable codes of problems): cell.error cell.formula cell.long · name.format name.several name.masked name.aside ·
id.damaged id.length id.chars id.birth id.checksum id.masked id.old · date.* (written_dates) · number.format number.negative
number.fraction number.range number.damaged · time.format · yes.unknown · code.unknown code.aside · measure.unknown
measure.ambiguous measure.family measure.aside · unit_post.split · phone.format · names.format · text.truth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from jzdesk.domain import identity, written_numbers
from jzdesk.domain.problems import quote
from jzdesk.domain.sheet_cells import Cell, Odd, shown
from jzdesk.domain.written_dates import DateReader
from jzdesk.domain.written_words import NOTHING, Doubted, Fault
from jzdesk.imports.name_words import clean_name, is_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.import_catalogue import Field
    from jzdesk.domain.import_words import Words

Read = object
"""A value, Fault, Doubted, or None where the cell says there is nothing."""

_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|#+)")
_HIDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_SEVERAL = re.compile(r"[、,，;；/|\n]|\s{2,}|等\d*人")
_PARTED = re.compile(r"[、,，;；/|\n\s]+")
_MASKED = re.compile(r"[*＊×xX○]")
_PHONE = re.compile(r"(?:\+?86-?)?(?:1\d{10}|(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?)")
_UNIT_ENDS = re.compile(
    r".{0,30}?(?:委员会|管理局|分局|局|纪委监委|办公室|办事处|街道办|党政办|中心|学校|小学|中学|大学|学院|幼儿园|医院|卫生院|公司|集团|银行|法院|检察院|"
    r"联合会|总工会|工会|妇联|团委|纪委|监委|县委|县政府|人大|政协|党校|队|所|站|处|镇|乡|街道|社区|村委会|村|厂|场|库|室|部|委|办|院)"
)
_BETWEEN = re.compile(r"^[\s,，、;；/|]+")


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads the cells of any field. `on` is the day of the clock: births are before it, decisions not long after."""

    words: Words
    on: date
    date1904: bool = False

    def of(self, field: Field, title: str = "") -> Callable[[Cell], Read]:
        """The function that reads the cells of a column headed so."""
        read = self._plain(field, title)

        def whole(cell: Cell) -> Read:
            odd = _odd(cell)
            return odd if odd is not None else read(cell)

        return whole

    def _plain(self, field: Field, title: str) -> Callable[[Cell], Read]:
        dates = DateReader(date(1949, 10, 1), self.on.replace(year=self.on.year + 3, day=1), self.date1904)
        births = DateReader(date(1900, 1, 1), self.on, self.date1904)
        unit = 10_000 if "万" in title else 1
        words, codes = self.words, field.codes
        readers: dict[str, Callable[[Cell], Read]] = {
            "text": plain_text, "name": person_name, "id_number": id_number, "phone": phone, "names": people,
            "sex": lambda cell: words.code("sex", shown(cell)),
            "birth": births.day_or_month,
            "date": dates.day,
            "month": dates.month,
            "int": written_numbers.whole_number,
            "money": lambda cell: written_numbers.money(cell, unit),
            "time": written_numbers.clock,
            "yes": lambda cell: cell if isinstance(cell, bool) else words.yes(shown(cell)),
            "code": lambda cell: words.code(codes, shown(cell)),
            "codes": lambda cell: words.codes(codes, shown(cell)),
            "measures": lambda cell: words.sanctions(codes.split(), shown(cell)),
            "unit": unit_name,
            "unit_post": self._unit_post,
        }  # fmt: skip
        return readers[field.kind]

    def _unit_post(self, cell: Cell) -> Read:
        """(unit, post) of a cell that holds both: by the longest unit that is known, else by how units' names end."""
        text = _tidy(shown(cell))
        if text in NOTHING:
            return None
        known = next((unit for unit in self.words.units if text.startswith(unit)), "")
        if known:
            return known, _BETWEEN.sub("", text[len(known) :])
        found = _UNIT_ENDS.match(text)
        parted = re.match(r"^(\S{2,30})\s+(\S.*)$", text)
        if parted:
            unit, post = parted[1], parted[2]
        elif found:
            unit, post = found[0], text[found.end() :]
        else:
            return Fault("unit_post.split", f"“{quote(text)}”分不清单位和职务，请分两栏填写。")
        post = _BETWEEN.sub("", post)
        said = f"“{quote(text)}”按单位“{quote(unit)}”、职务“{quote(post) or '无'}”读入，请核对。"
        return Doubted((unit, post), Fault("unit_post.split", said, grave=False))


def _odd(cell: Cell) -> Fault | None:
    """What is wrong with a cell whatever its field is."""
    if isinstance(cell, Odd):
        if cell.kind == "error":
            return Fault("cell.error", f"是错误值 {quote(cell.text)}，请改为应填的内容。")
        if cell.kind == "formula":
            return Fault("cell.formula", "是没有算出结果的公式，请在表格软件中重新计算并保存，或者改为文字。")
        if cell.kind == "long":
            return Fault("cell.long", f"“{quote(cell.text)}”内容过长，请删减。")
    elif isinstance(cell, str) and cell[:1] == "#" and _ERROR.fullmatch(cell.strip()):
        return Fault("cell.error", f"是错误值 {quote(cell)}，请改为应填的内容。")
    return None


def _tidy(text: str) -> str:
    """Without marks that do not show; blanks at the ends of lines away."""
    if text.isascii() and text.isalnum():
        return text
    words = _HIDING.sub("", text).replace("\xa0", " ").replace("\u3000", " ")
    return "\n".join(line.strip() for line in words.split("\n")).strip() if "\n" in words else words.strip()


def plain_text(cell: Cell) -> Read:
    """Words as they stand."""
    if isinstance(cell, str):
        return _tidy(cell) or None
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float) and abs(cell) >= 10**15:
        said = f"“{shown(cell)}”存为数字，超过15位的部分已丢失，请把该列设为文本后重新录入。"
        return Fault("number.damaged", said)
    return shown(cell)


def unit_name(cell: Cell) -> Read:
    """The name of a unit on one line."""
    words = plain_text(cell)
    if not isinstance(words, str):
        return words
    return None if words in NOTHING else re.sub(r"\s+", "", words) if not words.isascii() else words


def person_name(cell: Cell) -> Read:
    """One person's name."""
    text = shown(cell).strip()
    if text in NOTHING:
        return None
    name, _sex, aside = clean_name(text)
    if fault := _no_name(cell, text, name):
        return fault
    if "某" in name:
        return Doubted(name, Fault("name.masked", f"“{quote(text)}”像是化名，请核对。", grave=False))
    if aside:
        return Doubted(name, Fault("name.aside", f"“{quote(text)}”括号内的没有读入，请核对。", grave=False))
    return name


def _no_name(cell: Cell, text: str, name: str) -> Fault | None:
    bare = re.sub(r"[（(][^（）()]*[）)]", "", text)
    if isinstance(cell, str) and _SEVERAL.search(bare) and not is_name(name):
        return Fault("name.several", f"“{quote(text)}”像是几个人，一行只能填一个人。")
    hidden = _MASKED.search(name) and not name.isascii()
    if hidden or (not is_name(name) and re.search("[*＊]", bare)):
        return Fault("name.masked", f"“{quote(text)}”不是全名，请填写完整的姓名。")
    if not isinstance(cell, str) or not is_name(name):
        return Fault("name.format", f"“{quote(text)}”不像姓名，请核对。")
    return None


def people(cell: Cell) -> Read:
    """Several names; () never."""
    text = shown(cell)
    if text.strip() in NOTHING:
        return None
    names = [clean_name(part)[0] for part in re.split(r"[、,，;；/|\n]+", text) if part.strip()]
    if len(names) == 1 and not is_name(names[0]):
        names = [clean_name(part)[0] for part in _PARTED.split(text) if part.strip()]
    odd = next((name for name in names if not is_name(name)), "")
    value = tuple(dict.fromkeys(names))
    if odd or not value:
        return Doubted(value, Fault("names.format", f"“{quote(odd or text)}”不像姓名，请核对。", grave=False))
    return value


def id_number(cell: Cell) -> Read:
    """An 18-digit number, checked; an old one of 15 digits is made one of 18."""
    if isinstance(cell, bool | date | datetime):
        return Fault("id.chars", f"“{shown(cell)}”不是身份证号，应为18位。")
    if isinstance(cell, int | float):
        if abs(cell) >= 10**15 or not float(cell).is_integer():
            said = f"“{shown(cell)}”是存为数字的身份证号，末三位已丢失，请把该列设为文本后重新录入。"
            return Fault("id.damaged", said)
        cell = str(int(cell))
    text = shown(cell)
    if text.strip() in NOTHING:
        return None
    number = identity.normal_id(_HIDING.sub("", text))
    if len(number) == 15 and (longer := identity.from_old(number)) and not identity.check_id_number(longer):
        said = f"“{quote(text)}”是15位的旧号码，按{longer}读入，请与身份证核对。"
        return Doubted(longer, Fault("id.old", said, grave=False))
    fault = identity.check_id_number(number)
    return Fault(_id_rule(number, fault), f"“{quote(text)}”有误：{fault}") if fault else number


def _id_rule(number: str, fault: str) -> str:
    if "*" in number or "＊" in number:
        return "id.masked"
    if "科学计数" in fault or "当作数字" in fault or "末三位为000" in fault:
        return "id.damaged"
    if len(number) != 18:
        return "id.length"
    if "校验位" in fault:
        return "id.checksum"
    return "id.birth" if "出生日期" in fault else "id.chars"


def phone(cell: Cell) -> Read:
    """A telephone number as it was written, several of them parted by 、."""
    text = written_numbers.plain(shown(cell))
    if text in NOTHING:
        return None
    numbers = [re.sub(r"[\s()（）]", "", part) for part in re.split(r"[、,;/\n]+", text) if part.strip()]
    value = "、".join(numbers)
    if not all(_PHONE.fullmatch(number) for number in numbers):
        return Doubted(text, Fault("phone.format", f"“{quote(text)}”不像电话号码，请核对。", grave=False))
    return value
