"""Who on record a name of a letter may mean: by ID number first, then by name with birth, sex and unit.

Only an equal ID number under an equal name settles it. A number that differs by a digit, or lost its last digits in a
spreadsheet, is a look-alike: a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from jzdesk.domain import identity
from jzdesk.domain.enquiries import BY_HAND, BY_ID, NOBODY, UNDECIDED, is_month
from jzdesk.domain.screening import ALIKE, OTHER, SAME, Candidate

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from jzdesk.domain.enquiries import EnquiryPerson
    from jzdesk.domain.enquiry_rules import MatchRules
    from jzdesk.domain.people import Person

_WHOLE, _KNOWN_DIGITS = 18, 15
_CUT = re.compile(r"\d{15,17}")
_ASIDE = re.compile(r"\([^()]*\)")


def name_key(name: str) -> str:
    """A name for comparing: full-width forms made plain, without what stands in brackets (张伟（女）), blanks, marks that do
    not show and the dots inside names of the minorities."""
    if name.isalpha() and unicodedata.is_normalized("NFKC", name):
        return name  # nearly all: twenty thousand of them are compared at once
    bare = _ASIDE.sub("", plain := unicodedata.normalize("NFKC", name))
    return "".join(char for char in bare if char.isalnum()) or plain


def whole_number(text: str) -> str:
    """The 18-digit number where one can be told for sure: as given, or made from a 15-digit one; else ''."""
    number = identity.normal_id(text)
    if len(number) == _KNOWN_DIGITS:
        number = identity.from_old(number)
    return number if number and not identity.check_id_number(number) else ""


def number_fault(text: str) -> str:
    """What is wrong with the ID number a letter gives: a sentence, '' for none and for a correct or old one. One that ends
    in zeros is questioned even where it checks: so does one in eleven of those a spreadsheet cut."""
    number = identity.normal_id(text)
    if number and not whole_number(number):
        return identity.check_id_number(number)
    cut = len(number) == _WHOLE and number.endswith("000")
    return "身份证号末三位为000，可能被表格截断，请核对来函原件。" if cut else ""


def month_fault(name: EnquiryPerson) -> str:
    """What is wrong with the birth month a letter gives: none that can be compared, or another than its ID number says."""
    if not name.birth_month:
        return ""
    if not is_month(name.birth_month):
        return f"出生年月“{name.birth_month}”不能识别，请按1980-01的格式填写。"
    whole = whole_number(name.id_number)
    if whole and name.birth_month != f"{whole[6:10]}-{whole[10:12]}":
        return f"出生年月与身份证号不一致，身份证号为{whole[6:10]}-{whole[10:12]}。"
    return ""


class Finder:
    """Which people on record come near to the names of a list. Goes through everybody once."""

    def __init__(self, names: Sequence[EnquiryPerson]) -> None:
        self._names = names
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._by_number: dict[str, set[int]] = defaultdict(set)
        self._by_piece: tuple[dict[str, set[int]], ...] = tuple(defaultdict(set) for _ in range(3))
        for at, name in enumerate(names):
            self._by_name[name_key(name.name)].add(at)
            number = identity.normal_id(name.id_number)
            if whole := whole_number(number):
                self._by_number[whole].add(at)
            for found, piece in zip(self._by_piece, _pieces(whole or number), strict=False):
                found[piece].add(at)

    def near(self, everybody: Iterable[tuple[int, str, str]]) -> dict[int, set[int]]:
        """For each place in the list the keys of the people (key, name, ID number) worth a closer look."""
        found: dict[int, set[int]] = defaultdict(set)
        for key, name, number in everybody:
            for at in self._by_name.get(name_key(name), ()):
                found[at].add(key)
            if not number:
                continue
            for at in self._by_number.get(number, ()):
                found[at].add(key)
            for known, piece in zip(self._by_piece, _pieces(number), strict=False):
                for at in known.get(piece, ()):
                    if near_number(self._names[at].id_number, number):
                        found[at].add(key)
        return found


def _pieces(number: str) -> tuple[str, ...]:
    """The digits a spreadsheet keeps; then parts of which a slip of one digit, or of two neighbours changed round, leaves
    one as it was: the middle, and both ends."""
    if len(number) < _KNOWN_DIGITS:
        return ()
    if len(number) != _WHOLE:
        return (number[:_KNOWN_DIGITS],)
    return number[:_KNOWN_DIGITS], number[6:13], number[:5] + number[14:]


def near_number(text: str, number: str) -> str:
    """Why a number of a letter may be a damaged form of one on record; '' where it is equal or another altogether."""
    given = identity.normal_id(text)
    if not given or given == number or len(number) != _WHOLE:
        return ""
    return _cut_short(given, number) or (_slipped(given, number) if len(given) == _WHOLE else "")


def _cut_short(given: str, number: str) -> str:
    if given[:_KNOWN_DIGITS] != number[:_KNOWN_DIGITS]:
        return ""
    if len(given) == _WHOLE and given.endswith("000"):
        return "身份证号前15位一致，来函号码末三位为000，可能被表格截断"
    if _CUT.fullmatch(given) and number.startswith(given):
        return f"身份证号前{len(given)}位一致，来函号码缺少末{_WHOLE - len(given)}位"
    return ""


def _slipped(given: str, number: str) -> str:
    differing = [at for at in range(_WHOLE) if given[at] != number[at]]
    if len(differing) == 1:
        return f"身份证号仅第{differing[0] + 1}位不同"
    if len(differing) == 2 and differing[1] == differing[0] + 1:
        first, second = differing
        if (given[first], given[second]) == (number[second], number[first]):
            return f"身份证号第{first + 1}、{second + 1}位互换"
    return ""


def judge(name: EnquiryPerson, person: Person, rules: MatchRules) -> Candidate | None:
    """How near a person comes to a name, with the words why; None for somebody else altogether."""
    given, held = whole_number(name.id_number), identity.normal_id(person.id_number)
    namesake = name_key(name.name) == name_key(person.name)
    if given and given == held:
        if namesake:
            return Candidate(person, 100, SAME, ("身份证号一致", "姓名一致"))
        return Candidate(person, rules.number, ALIKE, ("身份证号一致", f"姓名不同，库内为{person.name}"))
    points, why = (rules.name, ["姓名一致"]) if namesake else (0, [f"姓名不同，库内为{person.name}"])
    slip = near_number(name.id_number, held)
    if slip:
        points, why = points + rules.slip, [*why, slip]
    elif given and held:
        points, why = points - rules.other_number, [*why, "身份证号不同"]
    elif namesake:
        why.append("来函未提供身份证号" if not identity.normal_id(name.id_number) else "来函身份证号不完整"
                   if not given else "库内没有身份证号")  # fmt: skip
    for more, words in (_birth(name, person, rules), _sex(name, person, rules), _unit(name, person, rules)):
        points += more
        if words:
            why.append(words)
    if points >= rules.alike:
        return Candidate(person, min(points, 99), ALIKE, tuple(why))
    return Candidate(person, max(points, 0), OTHER, tuple(why)) if namesake else None


def settle(
    name: EnquiryPerson, candidates: Sequence[Candidate], alive: Container[int]
) -> tuple[str, int | None]:
    """How a name is matched now, and to whom. A person's choice stands unless somebody on record bears the very name and
    ID number; without one an equal number settles it, and any look-alike leaves it open. So does, beside an equal number, a
    namesake on record without a number: he may be the same man, entered twice."""
    same = [candidate.person.id for candidate in candidates if candidate.level == SAME]
    if name.matched == BY_HAND and name.person_id in alive and same in ([], [name.person_id]):
        return BY_HAND, name.person_id
    unnumbered = any(c.level == ALIKE and not c.person.id_number for c in candidates)
    if len(same) == 1 and not unnumbered:
        return BY_ID, same[0]
    if name.matched == NOBODY and name.matched_by and not same:
        return NOBODY, None
    if same or any(candidate.level == ALIKE for candidate in candidates):
        return UNDECIDED, None
    return NOBODY, None


def _birth(name: EnquiryPerson, person: Person, rules: MatchRules) -> tuple[int, str]:
    given = name.birth_month if is_month(name.birth_month) else ""
    if not given and (whole := whole_number(name.id_number)):
        given = f"{whole[6:10]}-{whole[10:12]}"
    if not given or person.birth is None:
        return 0, ""
    held = f"{person.birth:%Y-%m}"
    if given == held:
        return rules.birth_month, f"出生年月一致（{held}）"
    if given[:4] == held[:4]:
        return rules.birth_year, f"出生年份一致，月份不同（库内{held}）"
    # an age told otherwise, a slip of the pen
    if given[4:] == held[4:] and abs(int(given[:4]) - int(held[:4])) == 1:
        return -(rules.other_birth // 2), f"出生年份相差一年（库内{held}）"
    return -rules.other_birth, f"出生年月不同（库内{held}）"


def _sex(name: EnquiryPerson, person: Person, rules: MatchRules) -> tuple[int, str]:
    if not name.sex or not person.sex or name.sex == person.sex:
        return 0, ""
    return -rules.other_sex, "性别不同"


def _unit(name: EnquiryPerson, person: Person, rules: MatchRules) -> tuple[int, str]:
    if not name.unit_text.strip() or not person.unit_name.strip():
        return 0, ""
    near = likeness(f"{name.unit_text}{name.post}", person.unit_name)
    if near >= 1:
        return rules.unit, f"单位一致（{person.unit_name}）"
    if near >= 0.5:
        return round(rules.unit * near), f"单位相近（库内{person.unit_name}）"
    return 0, f"单位不同（库内{person.unit_name}）"


_PLACES = re.compile(r"^.{2,4}?(?=市|县|区)")


def likeness(text: str, unit: str) -> float:
    """How far a unit on record is the one a free text speaks of, 0 to 1: contained, abbreviated, or by shared pairs."""
    text, unit = re.sub(r"[\s（）()，、,]", "", text), re.sub(r"\s", "", unit)
    if not text or not unit:
        return 0.0
    bare = _PLACES.sub("", unit)
    if unit in text or (len(bare) >= 3 and bare in text) or (len(text) >= 4 and text in unit):
        return 1.0
    if _abbreviates(text, unit) or (len(text) >= len(unit) and _in_order(bare, text)):
        return 0.8
    pairs, wanted = _pairs(text), _pairs(bare)
    return len(pairs & wanted) / len(wanted) if wanted else 0.0


def _abbreviates(text: str, unit: str) -> bool:
    """Whether a text begins with a short form of the unit, after the name of a place and before a post: 公安县住建局副局长."""
    starts = {text, _PLACES.sub("", text)}
    ends = (start[: at + 1] for start in starts for at, char in enumerate(start) if char == unit[-1])
    return any(len(piece) >= 3 and _in_order(piece, unit) for piece in ends)


def _in_order(short: str, long: str) -> bool:
    """Whether the characters of an abbreviation stand in the long form in their order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def doubles(names: Sequence[EnquiryPerson]) -> Mapping[int, int]:
    """For each place in the list (from 1) that repeats an earlier one the place of that: the same ID number, or the same
    name where no two numbers, births or units tell them apart."""
    found: dict[int, int] = {}
    before: dict[str, list[int]] = defaultdict(list)
    numbers: dict[str, int] = {}
    for at, name in enumerate(names, 1):
        whole, key = whole_number(name.id_number), name_key(name.name)
        first = numbers.get(whole, 0) if whole else 0
        if not first:
            first = next((i for i in before[key] if _alike(names[i - 1], name)), 0)
        if first:
            found[at] = first
        if whole:
            numbers.setdefault(whole, at)
        before[key].append(at)
    return found


def _alike(one: EnquiryPerson, two: EnquiryPerson) -> bool:
    pairs = (
        (whole_number(one.id_number), whole_number(two.id_number)),
        (one.birth_month, two.birth_month),
        (one.unit_text.strip(), two.unit_text.strip()),
    )
    return all(not a or not b or a == b for a, b in pairs)
