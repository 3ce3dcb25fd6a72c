"""Which column of a list holds what: the heading found among the first rows, in one row or two, with merged cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.imports.name_words import clean_name, is_number, looks_named, month_of, plain, sex_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST_ROWS = 20
"""Rows among which the heading is looked for."""
_GUESSED_FROM = 60

_WORDS: tuple[tuple[str, str], ...] = (
    ("name", "姓名 名字 人员姓名 干部姓名 拟任人选 人选姓名 对象姓名 被征求意见人 征求意见对象 考察对象 人选 同志姓名 职工姓名 党员姓名"),
    ("id_number", "身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 居民身份证号 居民身份证号码 公民身份证号 证件号码 证件号 有效身份证件号码 身份证件号码 身份号码"),
    ("sex", "性别"),
    ("birth_month", "出生年月 出生日期 出生年月日 出生时间 生日 出生"),
    ("unit_text", "单位 工作单位 所在单位 单位名称 现工作单位 工作单位及职务 单位及职务 单位职务 现任单位及职务 工作单位和职务 单位和职务 现工作单位及职务 所在单位及职务 部门 现单位 任职单位 单位及职务职级 工作单位及现任职务 单位及现任职务"),
    ("post", "职务 现任职务 现职务 担任职务 现任职务职级 职务职级 现职 岗位 现任职务及职级 职务及职级 现任职级"),
    ("proposed_post", "拟任 拟任职务 拟任免职务拟任 任免职务拟任 拟提任职务 拟任用职务 拟任岗位 拟晋升职级 拟任职务职级 拟提拔职务 拟推荐 拟任意见 拟聘职务 拟晋升职务职级"),
    ("removed_post", "拟免 拟免职务 拟任免职务拟免 任免职务拟免 拟免去职务"),
    ("note", "备注 说明"),
)  # fmt: skip


def _known() -> dict[str, str]:
    return {word: field for field, words in _WORDS for word in words.split()}


_FIELD_OF = _known()


@dataclass(frozen=True, slots=True)
class Heading:
    """The rows of the heading (first and last, from 0), the field of each column, the titles as read; `beside` are columns
    that are called a name as well."""

    first: int
    last: int
    fields: Mapping[int, str]
    titles: Mapping[int, str]
    beside: tuple[int, ...] = ()


def field_of(title: str) -> str:
    """The field a title names, '' for none."""
    words = re.sub(r"[\s:*、/·\-—_]", "", plain(title)).upper()
    if words in _FIELD_OF:
        return _FIELD_OF[words]
    bare = re.sub(r"[（(【\[].*?[）)】\]]", "", words)
    return _FIELD_OF.get(bare, "")


def find_heading(rows: Sequence[Sequence[str]]) -> Heading | None:
    """The heading that names most columns, a name's among them; the upper one of equals, one row rather than two."""
    best: tuple[tuple[int, int, int], Heading] | None = None
    for at in range(min(len(rows), FIRST_ROWS)):
        for last in (at, at + 1):
            if last >= len(rows) or (last > at and not _continues(rows[at], rows[last])):
                continue
            titles = _titles(rows[at], rows[last] if last > at else ())
            fields = _distinct({column: field_of(title) for column, title in titles.items()}, titles)
            if "name" not in fields.values():
                continue
            rank = (len(fields), at - last, -at)
            if best is None or rank > best[0]:
                named = [c for c, title in titles.items() if field_of(title) == "name" and c not in fields]
                best = (rank, Heading(at, last, fields, titles, tuple(named)))
    if best is None or (len(best[1].fields) == 1 and not _alone(rows[best[1].last], best[1])):
        return None
    return best[1]


def _alone(row: Sequence[str], found: Heading) -> bool:
    """Whether a row in which only 姓名 was known is a heading: its other cells are few and short."""
    return all(len(plain(cell)) <= 12 and not is_number(cell) for cell in row) and bool(found.fields)


def _continues(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a row may be the second of a heading: titles only, at least one of them known, no name or number among them."""
    cells = [plain(cell) for cell in lower if plain(cell)]
    if not cells or any(
        is_number(cell) or month_of(cell) or sex_code(cell) or len(cell) > 24 for cell in cells
    ):
        return False
    names = [column for column, cell in enumerate(upper) if field_of(cell) == "name"]
    if any(
        column < len(lower) and plain(lower[column]) and field_of(lower[column]) != "name" for column in names
    ):
        return False
    return any(
        field_of(cell) or field_of(f"{_cell(upper, at)}{plain(cell)}") for at, cell in enumerate(lower)
    )


def _titles(upper: Sequence[str], lower: Sequence[str]) -> dict[int, str]:
    """The title of each column: the lower row's where it says something, with the upper one where only both together do."""
    titles = {}
    above = ""
    for column in range(max(len(upper), len(lower))):
        top, bottom = _cell(upper, column), _cell(lower, column)
        above = top or (above if bottom else "")
        if bottom and bottom != top:
            together = f"{above}{bottom}"
            titles[column] = together if field_of(together) or not field_of(bottom) else bottom
        elif top:
            titles[column] = top
    return titles


def _cell(row: Sequence[str], column: int) -> str:
    return plain(row[column]) if column < len(row) else ""


def _distinct(found: Mapping[int, str], titles: Mapping[int, str]) -> dict[int, str]:
    """Each field once: the first column that names it; a post without a unit beside it is the whole place of work."""
    fields: dict[int, str] = {}
    for column, field in found.items():
        if field and field not in fields.values():
            fields[column] = field
    if "unit_text" not in fields.values():
        fields = {column: "unit_text" if field == "post" else field for column, field in fields.items()}
    return fields


def guess(rows: Sequence[Sequence[str]]) -> Mapping[int, str]:
    """The fields of a table without a heading, by what most of its cells look like; empty when no column holds names."""
    seen = rows[:_GUESSED_FROM]
    width = max((len(row) for row in seen), default=0)
    shares: dict[str, dict[int, float]] = {
        "name": {},
        "id_number": {},
        "birth_month": {},
        "sex": {},
        "unit_text": {},
    }
    for column in range(width):
        cells = [cell for row in seen if (cell := _cell(row, column))]
        if len(cells) * 2 < len(seen):
            continue
        tests = {
            "name": [looks_named(clean_name(cell)[0]) for cell in cells],
            "id_number": [is_number(cell) for cell in cells],
            "birth_month": [bool(month_of(cell)) for cell in cells],
            "sex": [bool(sex_code(cell)) for cell in cells],
            "unit_text": [len(cell) >= 4 and not looks_named(cell) and not is_number(cell) for cell in cells],
        }
        for field, hits in tests.items():
            share = sum(hits) / len(hits)
            if share >= 0.6:
                shares[field][column] = share
    fields: dict[int, str] = {}
    for field, columns in shares.items():
        free = [column for column in columns if column not in fields]
        if free:
            fields[max(free, key=lambda column: (columns[column], -column))] = field
    return fields if "name" in fields.values() else {}
