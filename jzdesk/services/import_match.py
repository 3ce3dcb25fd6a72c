"""Who a row of a file is: somebody on record, somebody an earlier row brought, somebody new, or for a person to say.

The key is the ID number; without one, name, unit and birth together. Whatever is near and not the same is asked.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain import identity
from jzdesk.domain.enquiry_match import likeness, near_number
from jzdesk.domain.people import Person
from jzdesk.services.import_kinds import Alike, Change, Facts, FileRow, problem
from jzdesk.services.pinyin import initials
from jzdesk.storage import import_reads
from jzdesk.storage import people as person_rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from jzdesk.domain.problems import Problem
    from jzdesk.domain.units import Unit
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

PERSON_KEYS = (
    "name", "id_number", "sex", "birth", "unit_name", "post", "ethnicity", "politics", "education", "rank",
    "rank_level", "management", "object_kind", "retired", "delegate", "phone",
)  # fmt: skip
"""Fields of a row that say something of the person himself; 'unit_level' is of his unit."""

SAME_MAN, NEAR_MAN, OTHER_MAN = "same", "near", "other"
_NEAR_UNIT = 0.5


@dataclass(slots=True)
class People:
    """The people on record some rows may be about, and the units they name."""

    by_number: dict[str, Person]
    by_name: dict[str, list[Person]]
    units: dict[str, Unit]

    @classmethod
    def gather(cls, rows: Sequence[FileRow], but: Container[int]) -> People:
        """In two queries; those a run has made itself are left out."""
        found = import_reads.people_like((r.text("name") for r in rows), (r.text("id_number") for r in rows))
        made = cls({}, {}, import_reads.units_named(r.text("unit_name") for r in rows))
        for person in found:
            if person.id in but:
                continue
            if person.id_number:
                made.by_number[person.id_number] = person
            made.by_name.setdefault(person.name, []).append(person)
        return made


@dataclass(slots=True)
class Seen:
    """Somebody earlier rows of the file are about; `asks` is the row a person has to decide on first, `units` are all that
    the rows give him (a later one may have moved him), `birth` the fullest: one without a day is not kept on record."""

    person: Person
    row: int
    asks: int = 0
    alike: tuple[Alike, ...] = ()
    units: set[str] = field(default_factory=set)
    birth: str = ""

    def told(self, row: FileRow) -> None:
        """Keep what one more row gives him."""
        self.units.add(row.text("unit_name"))
        self.birth = max(self.birth, born(row), key=len)


@dataclass(slots=True)
class Crowd:
    """The people of one name that the file has brought so far."""

    seen: list[Seen] = field(default_factory=list)

    def keep(self, after: Person) -> None:
        """What is known of somebody now."""
        for one in self.seen:
            if one.person.uid == after.uid:
                one.person = after


@dataclass(frozen=True, slots=True)
class Met:
    """Whom a row is about: the person as he stands (without an id: new), or who he may be. `first` is the row of the file
    that brought him before, 0 for none."""

    person: Person
    first: int = 0
    asks: int = 0
    alike: tuple[Alike, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def meet(
    people: People, crowd: Crowd, row: FileRow, choices: Mapping[int, int | None], *, facts: Facts,
    hint: Person | None = None,
) -> Met:  # fmt: skip
    """Whom a row is about. `hint` is the person of the case whose number the row gives under his name."""
    problems = tuple(_misnamed(row, facts))
    for seen in crowd.seen:
        if _same_in_file(seen, row):
            seen.told(row)
            notes = (f"与第{seen.row}行是同一人，认定第{seen.row}行后一并处理。",) if seen.asks else ()
            return Met(seen.person, seen.row, seen.asks, seen.alike, problems, notes)
    found = _on_record(people, row, choices, hint)
    if found.person.id is None and not found.asks:
        problems += tuple(_namesakes(crowd, row))
    crowd.seen.append(Seen(found.person, row.number, found.asks, found.alike))
    crowd.seen[-1].told(row)
    return replace(found, problems=problems)


def _namesakes(crowd: Crowd, row: FileRow) -> list[Problem]:
    """That somebody of this name, not told apart for certain, stood in the file before: one man of two units, or two."""
    near = next((seen for seen in crowd.seen if _judge(seen.person, row)[0] != OTHER_MAN), None)
    if near is None:
        return []
    text = f"第{near.row}行也有{near.person.name}（{near.person.unit_name}），按两个人登记；是同一人的，请在两行填上身份证号。"
    return [problem(row, "name", "person.namesake", text, grave=False)]


def _misnamed(row: FileRow, facts: Facts) -> list[Problem]:
    number = row.text("id_number")
    name, first = facts.numbers.get(number, ("", 0)) if number else ("", 0)
    if not name or name == row.text("name"):
        return []
    text = f"与第{first}行的{name}身份证号相同，姓名不同，请核对是哪一行写错。"
    return [problem(row, "id_number", "id.shared", text)]


def _on_record(people: People, row: FileRow, choices: Mapping[int, int | None], hint: Person | None) -> Met:
    name, number = row.text("name"), row.text("id_number")
    holder = people.by_number.get(number) if number else None
    if holder is not None and holder.name == name:
        return Met(holder)
    if hint is not None and not (number and hint.id_number and number != hint.id_number):
        return Met(hint)
    judged = [(person, *_judge(person, row)) for person in people.by_name.get(name, ())]
    same = [person for person, how, _why in judged if how == SAME_MAN]
    near = [(person, why) for person, how, why in judged if how != OTHER_MAN]
    if holder is not None:
        near = [(holder, ("身份证号一致", f"姓名不同，库内为{holder.name}"))]
        same = []
    if row.number in choices:
        chosen = choices[row.number]
        taken = next((person for person, _why in near if person.id == chosen), None)
        if taken is not None or (chosen is None and holder is None):
            return Met(taken or person_of(row))
    elif len(same) == 1 and len(near) == 1:
        return Met(same[0])
    if not near:
        return Met(person_of(row))
    return Met(person_of(row), 0, row.number, tuple(_alike(person, why, row) for person, why in near))


def _judge(person: Person, row: FileRow) -> tuple[str, tuple[str, ...]]:
    """How near a namesake on record comes to a row, with the words why."""
    number = row.text("id_number")
    one_unit = bool(person.unit_name) and person.unit_name == row.text("unit_name")
    unit = "单位一致" if one_unit else f"单位不同（库内{person.unit_name or '未登记'}）"
    birth = _births(person, row)
    if number and person.id_number and number != person.id_number:
        slip = near_number(number, person.id_number)
        near = bool(slip) or (one_unit and birth == SAME_MAN)
        return (NEAR_MAN, ("姓名一致", slip or "身份证号不同", unit)) if near else (OTHER_MAN, ())
    other_sex = person.sex and row.text("sex") and person.sex != row.text("sex")
    if other_sex or birth == OTHER_MAN:
        return OTHER_MAN, ()
    words = {SAME_MAN: "出生日期一致", NEAR_MAN: "出生日期相近", "": "出生日期无从比较"}[birth]
    if one_unit:
        one_post = bool(person.post) and person.post == row.text("post")
        sure = birth == SAME_MAN or (birth == "" and one_post)
        return (SAME_MAN if sure else NEAR_MAN), ("姓名一致", unit, words)
    near = likeness(row.text("unit_name"), person.unit_name) >= _NEAR_UNIT
    if birth == SAME_MAN or (near and birth == ""):
        return NEAR_MAN, ("姓名一致", f"单位相近（库内{person.unit_name}）" if near else unit, words)
    return OTHER_MAN, ()


def _births(person: Person, row: FileRow) -> str:
    """'same', 'other', 'near' (a year apart, an age told otherwise), '' where one of both is not known."""
    given, held = born(row), person.birth.isoformat() if person.birth else ""
    if not given or not held:
        return ""
    if held.startswith(given):
        return SAME_MAN
    apart = abs(int(given[:4]) - int(held[:4]))
    return NEAR_MAN if apart == 1 and given[4:] == held[4 : len(given)] else OTHER_MAN


def born(row: FileRow) -> str:
    """The birth a row gives, itself or in its ID number: 'YYYY-MM-DD', 'YYYY-MM' or ''."""
    birth = identity.birth_of(row.text("id_number")) if row.text("id_number") else None
    return birth.isoformat() if birth else row.text("birth")


def _same_in_file(seen: Seen, row: FileRow) -> bool:
    """Whether two rows of one name are about one person: equal numbers, or one unit and nothing that tells them apart."""
    person = seen.person
    if person.name != row.text("name"):
        return False
    number = row.text("id_number")
    if number and person.id_number:
        return number == person.id_number
    if person.sex and row.text("sex") and person.sex != row.text("sex"):
        return False
    given, known = born(row), seen.birth
    if not person.birth and given and known and not (given.startswith(known) or known.startswith(given)):
        return False
    unit = row.text("unit_name")
    return (person.unit_name == unit or unit in seen.units) and _births(person, row) in ("", SAME_MAN)


def _alike(person: Person, why: tuple[str, ...], row: FileRow) -> Alike:
    held = values_of_person(person)
    keys = ("name", "id_number", "sex", "birth", "unit_name", "post")
    pairs = tuple(
        (key, row.values.get(key), held.get(key)) for key in keys if key in row.values or key in held
    )
    post = f" {person.post}" if person.post else ""
    return Alike(person.id or 0, f"{person.name}　{person.unit_name}{post}", why, pairs)


# ---- a person and what a row says of him


def person_of(row: FileRow) -> Person:
    """The person a row makes, with a key of his own from the beginning."""
    return told(Person(uid=uuid.uuid4().hex), row.values)


def told(person: Person, values: Mapping[str, Any], *, fill: bool = False) -> Person:
    """The person with what a row says of him; `fill`: only where nothing is on record. A birth of which only year and month
    are given is left out (the plan says so)."""
    given = {key: values[key] for key in PERSON_KEYS if key in values}
    birth = given.pop("birth", "")
    if len(birth) == len("YYYY-MM-DD"):
        from datetime import date

        given["birth"] = date.fromisoformat(birth)
    number = given.get("id_number", "")
    if number:
        given.setdefault("sex", identity.sex_of(number))
        given.setdefault("birth", identity.birth_of(number))
    if fill:
        given = {key: value for key, value in given.items() if not getattr(person, key)}
    return replace(person, **given)


def values_of_person(person: Person, units: Mapping[str, Unit] | None = None) -> dict[str, Any]:
    """What a register says of a person, as values of the fields; what is empty is left out."""
    found = {key: getattr(person, key) for key in PERSON_KEYS if getattr(person, key) not in ("", None)}
    if person.birth:
        found["birth"] = person.birth.isoformat()
    unit = units.get(person.unit_name) if units else None
    return found | ({"unit_level": unit.level} if unit else {})


def differing(held: Mapping[str, Any], given: Mapping[str, Any], keys: Sequence[str]) -> list[Change]:
    """Fields a row gives otherwise than they are on record."""
    return [
        Change(key, held.get(key), given[key])
        for key in keys
        if key in given and not _equal(key, held.get(key), given[key])
    ]


def _equal(key: str, held: Any, given: Any) -> bool:
    if key == "birth" and held and len(str(given)) < len(str(held)):
        return str(held).startswith(str(given))
    return bool(held == given) or (given is False and held is None)


def unlike_in_file(person: Person, row: FileRow) -> list[Problem]:
    """Fields of somebody new that an earlier row of the file gives otherwise: one of them is what is taken over."""
    text = "同一人员在本文件前面的行中所填不同，以处分决定较晚的一行为准，请核对。"
    held = values_of_person(person)
    return [
        problem(row, change.key, "person.unlike", text, grave=False)
        for change in differing(held, row.values, PERSON_KEYS)
        if change.before not in (None, "", False) and change.key != "birth"
    ]


def no_member(person: Person, row: FileRow, codes: Iterable[str]) -> list[Problem]:
    """A party sanction in a row that itself says he was none of the party, though another row makes him a member."""
    said = row.values.get("politics")
    if not said or replace(person, politics=said).is_party_member or not person.is_party_member or not any(code[:1] == "D" for code in codes):
        return []
    return [problem(row, "politics", "politics.no_member", "本行的政治面貌不是中共党员，却受党纪处分，请核对。")]


def cautions(person: Person, row: FileRow, people: People) -> list[Problem]:
    """What is pointed out of the person of a row: a birth without a day, a unit of another level than on record."""
    found = []
    birth = row.text("birth")
    if len(birth) == len("YYYY-MM") and person.birth is None:
        text = f"“{birth}”只有年月，没有日，出生日期没有导入。"
        found.append(problem(row, "birth", "birth.month_only", text, grave=False))
    name, level = row.text("unit_name"), row.text("unit_level")
    unit = people.units.get(name)
    if unit is not None and level and unit.level != level:
        text = f"单位层级与库内“{name}”登记的不同，没有改动，请在单位中修改。"
        found.append(problem(row, "unit_level", "unit.level", text, grave=False))
    return found


def new_unit(row: FileRow, people: People) -> tuple[str, ...]:
    """That the unit of a row will be made."""
    name = row.text("unit_name")
    return (f"库内没有“{name}”，导入时新建这个单位。",) if name and name not in people.units else ()


_LEVELS = (("village", ("村", "社区", "居委会", "村民委员会", "居民委员会")), ("town", ("镇", "乡", "街道")))


def level_of(name: str) -> str:
    """The likely level of a unit by its name, for a unit a file names without saying more."""
    if "派驻" in name:
        return "dispatched"
    bare = name.removesuffix("人民政府").removesuffix("党委").removesuffix("办事处")
    return next((level for level, ends in _LEVELS if bare.endswith(ends)), "county")


def save_person(desk: Desk, tx: Transaction, person: Person, row: FileRow) -> Person:
    """Write a person, his unit before him: made with the level the row gives, or its name suggests."""
    name = person.unit_name.strip()
    if name:
        person_rows.unit_named(tx, name, initials=initials, level=row.text("unit_level") or level_of(name))
    return person_rows.save(tx, person, initials=initials)
