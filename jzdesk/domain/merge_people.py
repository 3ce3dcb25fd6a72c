"""跨县核对: the same person, the same decision, the same document in the months of two counties."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from jzdesk.domain.identity import birth_of, normal_id
from jzdesk.domain.merging import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jzdesk.domain.merging import LedgerRead
    from jzdesk.domain.month_rows import KeptRow

_MOVED_OUT = ("调离", "调出", "转出", "移交", "转往", "迁出")
_MOVED_IN = ("调入", "转入", "接收", "移交", "迁入")
_HIDDEN = "*"


@dataclass(slots=True)
class Sighting:
    """A person as one county's month shows him: where first, by which documents, and what the notes say."""

    county: str
    name: str
    place: Place
    number: str = ""
    birth: str = ""
    sex: str = ""
    id_place: Place | None = None
    documents: set[str] = field(default_factory=set)
    organs: set[str] = field(default_factory=set)
    notes: str = ""

    @property
    def best(self) -> Place:
        """The cell of the identity number where there is one, else the first place."""
        return self.id_place or self.place


class People:
    """Gathers the people of many files and compares the counties with one another. Holds one sighting a person, county and
    month, whatever the rows."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, dict[str, Sighting]]] = defaultdict(lambda: defaultdict(dict))
        self._documents: dict[str, dict[str, dict[str, Place]]] = defaultdict(lambda: defaultdict(dict))

    def add(self, county: str, month: str, ledgers: Iterable[LedgerRead], where: Place) -> None:
        """The people of one file; `where` says whose it is."""
        mine = self._seen[month][county]
        ordered = {ledger.code: ledger for ledger in ledgers}
        for code in ("decisions", "visits"):
            ledger = ordered.get(code)
            for row in ledger.rows if ledger else ():
                if ledger:
                    self._add_row(mine, ledger, row, _placed(where, ledger, row), month)

    def _add_row(
        self, mine: dict[str, Sighting], ledger: LedgerRead, row: KeptRow, place: Place, month: str
    ) -> None:
        get = row.cells.get
        name, number = get("name", "").strip(), normal_id(get("id_number", ""))
        if not name or _HIDDEN in name:
            return
        document = get("document_number", "")
        mark = f"{name}|{document}" if document else f"{name}|{number or get('birth_month', '')}"
        seen = mine.get(mark)
        if seen is None:
            seen = mine[mark] = Sighting(county=place.county, name=name, place=place)
        if len(number) == 18 and _HIDDEN not in number and not seen.number:
            born = birth_of(number)
            seen.number, seen.birth = number, f"{born:%Y-%m}" if born else ""
            seen.id_place = _placed(place, ledger, row, "id_number")
        seen.birth = seen.birth or get("birth_month", "")[:7]
        seen.sex = seen.sex or get("sex", "")
        if document:
            seen.documents.add(document)
            if ledger.code == "decisions":
                self._documents[month][document].setdefault(
                    place.county, _placed(place, ledger, row, "document_number")
                )
        seen.organs.add(get("organ", ""))
        seen.notes = f"{seen.notes} {get('note', '')}".strip()

    def found(self, month: str) -> list[Finding]:
        """Who stands in the months of two counties."""
        counties = self._seen.get(month, {})
        found: list[Finding] = []
        said: set[tuple[str, str, str]] = set()
        for one, other in _same_number(counties):
            first, then = sorted((one, other), key=lambda s: s.county)
            if (first.county, then.county, first.number) not in said:
                said.add((first.county, then.county, first.number))
                found.append(_met(first, then, month))
        found += _alike(counties, month)
        found += self._split(month, found)
        return found

    def _split(self, month: str, found: Iterable[Finding]) -> Iterator[Finding]:
        """One document number used by two counties for different people."""
        known = {f.key for f in found if f.rule == "person.same_decision"}
        shared = {doc for key in known for doc in [key.rpartition("|")[2]]}
        for document, places in self._documents.get(month, {}).items():
            if len(places) < 2 or document in shared:
                continue
            (_, first), *others = sorted(places.items())
            names = "、".join(place.county_name or place.county for _, place in others)
            text = f"文号{document}由{first.county_name or first.county}和{names}同时使用，请核对是否同一案件或者文号填错。"
            yield _finding(
                "case.split",
                text,
                first,
                tuple(p for _, p in others),
                f"{'+'.join(sorted(places))}|{document}",
            )

    def months(self) -> list[str]:
        """The months of the files added, in order."""
        return sorted(self._seen)


def _placed(where: Place, ledger: LedgerRead, row: KeptRow, column: str = "name") -> Place:
    return Place(
        county=where.county, county_name=where.county_name, month=where.month, file=where.file, sheet=ledger.sheet,
        row=row.id or 0, column=ledger.column_of(column),
    )  # fmt: skip


def _same_number(counties: Mapping[str, Mapping[str, Sighting]]) -> Iterator[tuple[Sighting, Sighting]]:
    by_number: dict[str, dict[str, Sighting]] = defaultdict(dict)
    for county, people in counties.items():
        for seen in people.values():
            if not seen.number:
                continue
            kept = by_number[seen.number].get(county)
            if kept is None:
                by_number[seen.number][county] = seen
            else:  # a person with two decisions in his county: both documents count
                kept.documents |= seen.documents
                kept.notes = f"{kept.notes} {seen.notes}".strip()
    for places in by_number.values():
        if len(places) > 1:
            yield from combinations(places.values(), 2)


def _met(first: Sighting, then: Sighting, month: str) -> Finding:
    """What it means that one number stands in two counties."""
    both = sorted(first.documents & then.documents)
    counties = f"{first.best.county_name or first.county}和{then.best.county_name or then.county}"
    mark = f"{first.county}+{then.county}|{digest(first.number)}"
    if both:
        text = (
            f"{first.name}：同一处分决定{both[0]}由{counties}同时上报，请确定由哪一个县统计，另一个县删去。"
        )
        return _finding(
            "person.same_decision", text, first.best, (then.best,), f"{mark}|{both[0]}", name=first.name
        )
    if _moved(first, then):
        text = f"{first.name}：在{counties}都有记录，备注写明已转移，按转移处理。"
        return _finding("person.transferred", text, first.best, (then.best,), mark, name=first.name)
    named = "" if first.name == then.name else f"（{then.county}写作“{then.name}”）"
    text = f"{first.name}{named}：同一身份证号在{counties}都有记录，请核实是人员转移、两次处分还是重复统计。"
    return _finding("person.two_counties", text, first.best, (then.best,), mark, name=first.name)


def _moved(first: Sighting, then: Sighting) -> bool:
    """Whether the notes of one side say that he left, or of either that he came over."""
    out = any(word in side.notes for side in (first, then) for word in _MOVED_OUT)
    return out or any(word in side.notes for side in (first, then) for word in _MOVED_IN)


def _alike(counties: Mapping[str, Mapping[str, Sighting]], month: str) -> Iterator[Finding]:
    """The same name, sex and month of birth in two counties, where the number of at least one is not known."""
    by_looks: dict[tuple[str, str, str], dict[str, Sighting]] = defaultdict(dict)
    for county, people in counties.items():
        for seen in people.values():
            if seen.birth and seen.sex:
                looks = by_looks[seen.name, seen.birth, seen.sex]
                kept = looks.get(county)
                if kept is None or (seen.number and not kept.number):
                    looks[county] = seen
    for (name, birth, _), places in by_looks.items():
        for one, other in combinations(sorted(places.values(), key=lambda s: s.county), 2):
            if one.number and other.number:
                continue
            counties_ = f"{one.place.county_name or one.county}和{other.place.county_name or other.county}"
            mark = f"{one.county}+{other.county}|{digest(f'{name}|{birth}')}"
            if _moved(one, other):
                text = f"{name}（{birth}）：在{counties_}都有记录，备注写明已转移，按转移处理。"
                yield _finding("person.transferred", text, one.place, (other.place,), mark, name=name)
                continue
            text = f"{name}（{birth}）：{counties_}各有一人姓名、性别、出生年月相同，请核实是否同一人。"
            yield _finding("person.look_alike", text, one.place, (other.place,), mark, name=name)


def digest(text: str) -> str:
    """A short mark that stands for a number without showing it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _finding(
    rule: str, text: str, place: Place, others: tuple[Place, ...], key: str, *, name: str = ""
) -> Finding:
    return Finding(
        rule=rule, text=text, county=place.county, county_name=place.county_name, month=place.month, file=place.file,
        sheet=place.sheet, row=place.row, column=place.column, name=name, key=key, others=others,
    )  # fmt: skip
