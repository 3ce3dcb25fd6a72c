"""A list of names pasted as text: a line a person with ID number, birth and unit in any order; or many names in a line; or
cells copied out of a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain import identity
from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.domain.intake import PASTED, Intake, IntakeProblem, IntakeRow, gathered
from jzdesk.imports.columns import find_heading
from jzdesk.imports.name_words import (
    LONGEST_TEXT,
    clean_name,
    doubts,
    is_name,
    is_number,
    is_unit,
    looks_named,
    month_of,
    plain,
    sex_code,
    short,
)
from jzdesk.imports.names_book import names_of
from jzdesk.imports.tables import MOST_ROWS, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 200_000
"""Characters of a pasted text; 5,000 names with all they bring along."""
_LONGEST_LINE = 4000
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_PARTS = re.compile(r"[\t,，、;；|｜]+")
_BLANKS = re.compile(r"[ \u00a0\u3000]+")
_SERIAL = re.compile(
    r"^\s*(?:[（(]?(?:\d{1,4}|[一二三四五六七八九十]{1,3})[）)]?[.．、:：)）]|[（(]\d{1,4}[）)]|\d{1,4}\s)\s*"
)
_LABELS = re.compile(
    r"(?:姓名|身份证号码?|公民身份号码|性别|出生年月日?|出生日期|现?工作单位(?:及职务)?|所在单位|单位(?:及职务)?|现任职务|职务|拟任职务?|拟免职务?)\s*[:：]\s*"
)
_ASIDE = re.compile(r"[（(][^（）()]{0,60}[）)]")
_NUMBER_INSIDE = re.compile(r"(?<![\dA-Za-z])(?:\d{17}[\dXx]|\d{15})(?![\dA-Za-z])")


def read_names_text(text: str) -> Intake:
    """The names of a pasted text; what is no name is said of its line."""
    if len(text) > LONGEST:
        said = f"粘贴的内容超过 {LONGEST // 10_000} 万字的上限，没有读入，请分几次粘贴或者从文件导入。"
        return gathered(PASTED, [], [IntakeProblem(place="", text=said, refused=True)])
    lines = _BREAKS.split(text)
    if table := _as_table(lines):
        found = names_of(table)
        return Intake(
            source=PASTED,
            rows=found.rows,
            problems=found.problems,
            columns=found.columns,
            heading=found.heading,
        )
    rows: list[IntakeRow] = []
    refusals: list[IntakeProblem] = []
    for number, line in enumerate(lines, 1):
        if len(rows) >= MOST_ROWS:
            said = f"名单超过 {MOST_ROWS} 人的上限，其后的没有读入，请分成几份导入。"
            refusals.append(IntakeProblem(place=f"第{number}行以后", text=said, refused=True))
            break
        _take(line, f"第{number}行", rows, refusals)
    return gathered(PASTED, rows[:MOST_ROWS], refusals)


def _as_table(lines: list[str]) -> Table | None:
    """Cells copied with their heading."""
    parted = [tuple(cell.strip() for cell in line.split("\t")) for line in lines]
    if sum(len(row) > 1 for row in parted) * 2 < len([row for row in parted if any(row)]) or len(parted) < 2:
        return None
    return Table("", (), "", tuple(parted)) if find_heading([list(row) for row in parted]) else None


@dataclass(slots=True)
class _Found:
    """What the parts of a line say of one person."""

    name: str
    sex: str = ""
    number: str = ""
    month: str = ""
    note: str = ""
    words: list[str] = field(default_factory=list)


def _take(line: str, place: str, rows: list[IntakeRow], refusals: list[IntakeProblem]) -> None:
    words = plain(line.replace("\t", "、")[:_LONGEST_LINE])
    if not words.strip("、,;|。. -—_=*#"):
        return
    people = _people(_tokens(line[:_LONGEST_LINE]))
    if not people:
        refusals.append(
            IntakeProblem(place=place, text=f"没有认出姓名：“{short(words)}”，没有读入。", refused=True)
        )
        return
    for found in people:
        person = EnquiryPerson(
            name=found.name, id_number=identity.normal_id(found.number), sex=found.sex, birth_month=found.month,
            unit_text="".join(found.words)[:LONGEST_TEXT], note=found.note, source=PASTED,
        )  # fmt: skip
        rows.append(IntakeRow(person=person, place=place, problems=tuple(doubts(person))))


def _tokens(line: str) -> list[str]:
    """The parts of a line, without its serial number and labels; '张 三' is one part."""
    line = _LABELS.sub("、", _SERIAL.sub("", line, count=1))
    line = _ASIDE.sub(lambda aside: re.sub(r"[\s,，、;；|｜]+", "/", aside[0]), line)
    tokens: list[str] = []
    for part in _PARTS.split(line):
        whole = plain(part).strip(" 。.:：")
        if not whole:
            continue
        if is_number(whole) or month_of(whole):
            tokens.append(whole)
            continue
        pieces = [piece for blank in _BLANKS.split(part) if (piece := plain(blank).strip(" 。:："))]
        tokens += _joined(piece for long in pieces for piece in _freed(long))
    return tokens


def _freed(piece: str) -> list[str]:
    """A number that stands in a piece without a blank beside it: 张三421023198001011234财政局."""
    if is_number(piece):
        return [piece]
    found = _NUMBER_INSIDE.search(piece)
    if not found:
        return [piece]
    rest = (piece[: found.start()], found[0], piece[found.end() :])
    return [bare for part in rest if (bare := part.strip(" ()（）:：,，"))]


def _joined(pieces: Iterable[str]) -> list[str]:
    """Single characters side by side are one name that was spread for the eye: 张 三."""
    joined: list[str] = []
    loose = False
    for piece in pieces:
        single = len(piece) == 1 and piece >= "㐀" and not sex_code(piece)
        if single and loose and len(joined[-1]) < 4:
            joined[-1] += piece
        else:
            joined.append(piece)
        loose = single
    return joined


def _people(tokens: list[str]) -> list[_Found]:
    """The people the parts of a line speak of."""
    named = [at for at, token in enumerate(tokens) if looks_named(clean_name(token)[0])]
    if named and all(_may_be_name(clean_name(token)[0]) for token in tokens):
        named = list(range(len(tokens)))  # nothing but names, rare surnames among them
    if not named:  # a rare surname: the first part that can be a name at all
        named = [at for at, token in enumerate(tokens) if _may_be_name(clean_name(token)[0])][:1]
    if not named:
        return []
    if named[0] > 0 or not _several(tokens, named):
        return [_person(tokens, named[0], range(len(tokens)))]
    ends = [*named[1:], len(tokens)]
    return [_person(tokens, at, range(at, end)) for at, end in zip(named, ends, strict=True)]


def _may_be_name(name: str) -> bool:
    return is_name(name) and not name.isascii() and ("·" in name or len(name) <= 4) and not is_unit(name)


def _several(tokens: list[str], named: list[int]) -> bool:
    """Whether a line holds more than one person: nothing but names, or each name with a number of its own."""
    if len(named) < 2:
        return False
    if len(named) == len(tokens):
        return True
    numbers = sum(is_number(token) for token in tokens)
    words = sum(not is_number(t) and not month_of(t) and not sex_code(t) for t in tokens) - len(named)
    return numbers >= 2 or words == 0 or words >= len(named)


def _person(tokens: list[str], name_at: int, span: range) -> _Found:
    name, sex, note = clean_name(tokens[name_at])
    found = _Found(name=name, sex=sex, note=note)
    for at in span:
        token = tokens[at]
        if at == name_at:
            continue
        if not found.number and is_number(token):
            found.number = token
        elif not found.sex and sex_code(token):
            found.sex = sex_code(token)
        elif not found.month and month_of(token):
            found.month = month_of(token)
        else:
            found.words.append(token)
    return found
