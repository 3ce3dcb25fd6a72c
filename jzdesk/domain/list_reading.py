"""From the cells of a workbook to the tables of a version: every fault is named with its sheet and cell."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from jzdesk.domain.list_sheets import FACE, FACE_ROWS, NO, OUTCOME_NAMES, PLANS, YES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.list_sheets import SheetColumn, SheetPlan

MOST_ENTRIES = 200
"""Of one list: a review answers each of them."""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?: 00:00:00)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to be said of a place in the workbook. One that is not `refused` is only pointed out."""

    place: str
    text: str
    refused: bool = True

    @property
    def line(self) -> str:
        """Place and sentence."""
        return f"{self.place}：{self.text}" if self.place else self.text


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row below the heading: its number and its texts by key."""

    number: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What stands on one sheet: `letters` says where each key was found, '' as a key where there is no heading."""

    letters: Mapping[str, str]
    rows: Sequence[SheetRow] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the first sheet says of the version; empty where it says nothing."""

    name: str = ""
    document_number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook as tables; `tables` is None while something refused stands in the way. `places` says where each code
    was found."""

    face: Face
    tables: dict[str, Any] | None
    problems: tuple[Problem, ...]
    places: Mapping[str, str] = field(default_factory=dict)


def read_tables(
    face: Mapping[str, tuple[str, str]], sheets: Mapping[str, SheetRead], problems: Sequence[Problem] = ()
) -> Reading:
    """From the first sheet ({key: (place, text)}) and the others by group; `problems` were found before."""
    reader = _Reader(list(problems))
    tables: dict[str, Any] = {}
    for plan in PLANS:
        read = sheets.get(plan.group)
        if read is None:
            reader.refuse(plan.name, f"缺少“{plan.name}”这张工作表")
            continue
        entries = reader.entries(plan, read)
        if plan.group == "factors":
            tables["factor_sets"] = reader.sets(plan, read, entries)
        else:
            tables[plan.group] = [entry for _, entry in entries]
    head = reader.face(face)
    if "factor_sets" in tables:
        tables["default_factor_set"] = reader.usual_set(face, tables["factor_sets"])
    whole = None if any(p.refused for p in reader.problems) else tables
    return Reading(head, whole, tuple(sorted(reader.problems, key=_order)), reader.places)


_PLACE = re.compile(r"(.+?)(?: ([A-Z]*)(\d+))?")


def _order(problem: Problem) -> tuple[int, int, int, str]:
    """As one goes through the workbook."""
    found = _PLACE.fullmatch(problem.place)
    name, column, row = found.groups() if found else (problem.place, None, None)
    names = [FACE, *(plan.name for plan in PLANS)]
    sheet = names.index(name) if name in names else len(names)
    return sheet, int(row or 0), len(column or ""), column or ""


class _Reader:
    """Collects the tables and what is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.places: dict[str, str] = {}

    def refuse(self, place: str, text: str) -> None:
        self.problems.append(Problem(place, f"{text}。"))

    def entries(self, plan: SheetPlan, read: SheetRead) -> list[tuple[SheetRow, dict[str, Any]]]:
        """The entries of a sheet in their order."""
        missing = [column.title for column in plan.columns if column.must and column.key not in read.letters]
        if missing:
            self.refuse(plan.name, f"缺少{'、'.join(f'“{title}”' for title in missing)}栏")
            return []
        found = [(row, self._entry(plan, read, row)) for row in read.rows]
        if not found:
            self.refuse(plan.name, "没有任何条目")
        elif len(found) > MOST_ENTRIES:
            self.refuse(plan.name, f"共{len(found)}条，超过{MOST_ENTRIES}条的上限")
        elif plan.group != "factors" and all(entry.get("enabled") is False for _, entry in found):
            self.refuse(plan.name, "条目全部停用，至少要有一条在用")
        return found

    def _entry(self, plan: SheetPlan, read: SheetRead, row: SheetRow) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        for column in plan.columns:
            place = f"{plan.name} {read.letters.get(column.key, '')}{row.number}"
            value = self._value(column, place, row.texts.get(column.key, ""))
            if column.key == "code" and value:
                self._unique(value, place)
            if column.key in ("off", "set.off"):
                if value:
                    entry[column.key.replace("off", "enabled")] = False
            elif value or column.must:
                entry[column.key] = value
        return entry

    def _unique(self, code: str, place: str) -> None:
        if code in self.places:
            self.refuse(place, f"代码“{code}”与{self.places[code]}重复，一个代码只能用于一个条目")
        else:
            self.places[code] = place

    def _value(self, column: SheetColumn, place: str, text: str) -> Any:
        text = tidy(text)
        if column.must and not text:
            self.refuse(
                place, f"“{column.title}”为空" + ("，每条都要写明依据" if column.key == "clause" else "")
            )
            return ""
        if len(text) > column.longest:
            self.refuse(place, f"“{column.title}”有{len(text)}字，超过{column.longest}字的上限")
        if column.kind == "code" and text:
            return self._code(place, text)
        if column.kind == "flag":
            return self._flag(place, column.title, text)
        if column.kind == "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        if column.kind == "outcome":
            return self._outcome(place, text)
        return text

    def _code(self, place: str, text: str) -> str:
        code = unicodedata.normalize("NFKC", text)
        if not _CODE.fullmatch(code):
            self.refuse(place, f"代码“{text}”不能用，应以字母开头，只含字母、数字、“-”和“_”，如 N01")
        return code

    def _flag(self, place: str, title: str, text: str) -> bool:
        if text not in ("", YES, NO):
            self.refuse(place, f"“{title}”只能填“是”或者留空，现为“{text}”")
        return text == YES

    def _outcome(self, place: str, text: str) -> str:
        code = next((code for code, name in OUTCOME_NAMES.items() if name == text), None)
        if code is None:
            self.refuse(place, f"“结果”只能填“免责”“减责”或者留空，现为“{text}”")
        return code or ""

    # ---- factors

    def sets(
        self, plan: SheetPlan, read: SheetRead, entries: Sequence[tuple[SheetRow, dict[str, Any]]]
    ) -> list[dict[str, Any]]:
        """Factors gathered into their sets; what is said of a set may stand in any one of its rows."""
        made: dict[str, dict[str, Any]] = {}
        first: dict[str, int] = {}
        for row, entry in entries:
            said = {key.partition(".")[2]: entry.pop(key) for key in list(entry) if key.startswith("set.")}
            code = said.get("code", "")
            known = made.setdefault(code, {"code": code, "factors": []})
            first.setdefault(code, row.number)
            for key, value in said.items():
                if known.setdefault(key, value) != value:
                    column = next(
                        c for c in plan.columns if c.key == ("set.off" if key == "enabled" else f"set.{key}")
                    )
                    self.refuse(f"{plan.name} {read.letters.get(column.key, '')}{row.number}",
                                f"“{column.title}”与同一种类第{first[code]}行写的不同")  # fmt: skip
            known["factors"].append(entry)
        for code, known in made.items():
            if not _CODE.fullmatch(code):
                continue  # the code is told of already
            for key, title in (("name", "种类名称"), ("clause", "种类依据")):
                if not known.get(key):
                    place = f"{plan.name} {read.letters.get(f'set.{key}', '')}{first[code]}"
                    self.refuse(
                        place, f"“{title}”为空" + ("，每个种类都要写明依据" if key == "clause" else "")
                    )
            if all(factor.get("enabled") is False for factor in known["factors"]):
                self.refuse(f"{plan.name} 第{first[code]}行", f"种类“{code}”的因素全部停用，请停用整个种类")
        return list(made.values())

    def usual_set(self, face: Mapping[str, tuple[str, str]], sets: Sequence[Mapping[str, Any]]) -> str:
        """The set proposed to a new review: named on the first sheet, else the first in use."""
        place, text = face.get("default_factor_set", (FACE, ""))
        used = [str(item["code"]) for item in sets if item.get("enabled", True)]
        code = unicodedata.normalize("NFKC", tidy(text))
        if not used:
            if sets:
                self.refuse("认定因素", "各个种类都已停用，至少要有一个在用")
            return ""
        if code and code not in used:
            self.refuse(place, f"“认定因素”表中没有在用的种类“{code}”，可填{'、'.join(used)}")
        return code or used[0]

    # ---- the first sheet

    def face(self, face: Mapping[str, tuple[str, str]]) -> Face:
        """What is said of the version as a whole."""
        texts = {key: (place, tidy(text)) for key, (place, text) in face.items()}
        days = {key: self._day(key, *texts.get(key, (FACE, ""))) for key in ("valid_from", "valid_to")}
        plain = {key: texts.get(key, ("", ""))[1] for key in ("name", "document_number", "note")}
        return Face(**plain, **days)  # type: ignore[arg-type]

    def _day(self, key: str, place: str, text: str) -> date | None:
        if not text:
            return None
        found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
        with suppress(ValueError):
            if found:
                return date(*map(int, found.groups()))
        self.refuse(place, f"“{dict(FACE_ROWS)[key]}”应为日期，如 2026-12-01，现为“{text}”")
        return None


def tidy(text: str) -> str:
    """Line ends as ours, blanks at the ends of lines away; what is written is not changed otherwise."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines).strip()
