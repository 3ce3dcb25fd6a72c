"""How much a report shows: everything, rows in which nobody can be read, or counts only.

Names keep their first and last character, numbers of persons their ends. Texts are searched for the names of everybody
the vault knows and for numbers of persons, however they are spaced.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Level(StrEnum):
    """How much a workbook shows."""

    FULL = "full"
    MASKED = "masked"
    COUNTS = "counts"


LEVEL_NAMES = {Level.FULL: "完整台账", Level.MASKED: "脱敏台账", Level.COUNTS: "仅统计数"}

LEVEL_NOTES = {
    Level.FULL: "姓名、身份证号等全部如实列出",
    Level.MASKED: "台账逐人列出，姓名、身份证号、电话遮去中间，文字中提到的也遮去",
    Level.COUNTS: "不附台账，只有汇总表、四种形态、核对表和图表",
}


@dataclass(frozen=True, slots=True)
class IdKeep:
    """How many digits of a person's number stay at its ends."""

    first: int
    last: int


ID_KEEPS = {"normal": IdKeep(6, 4), "close": IdKeep(3, 3), "strict": IdKeep(1, 1)}
"""By sensitivity: the region and the last four, three and three, one and one."""

ID_KEEP_NAMES = {"normal": "保留前6位和后4位", "close": "保留前3位和后3位", "strict": "只留首尾各1位"}

NAME_COLUMNS = frozenset(
    ("name", "mentor", "team", "talkers", "assessors", "exemption_approver", "others", "handler", "signer", "visitor", "recorder")
)  # fmt: skip
"""Columns of the ledgers that hold names of people and nothing else."""

BIRTH_COLUMNS = frozenset(("birth_month", "birth", "birth_on"))
"""Columns of which only the year stays: with the rest of a row a month tells too much."""

_STAR = "*"
_GAP = re.compile(r"[ \t\u00a0\u3000\u2000-\u200f\u2060\ufeff\u00ad\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DOTS = "·•・‧" + chr(0x2219)  # the last one does not stand in our fonts
_OTHER_DOT = chr(0x22C5)
_SAME_DOT = str.maketrans(
    dict.fromkeys(f"{_DOTS}{_OTHER_DOT}﹒．.", "·")
)  # as clerks type the dot of 买买提·吐尔逊
_DOT_BETWEEN = re.compile(f"(?<=[{_HAN}])[{_OTHER_DOT}﹒．.](?=[{_HAN}])")
_RUN = re.compile(f"[{_HAN}{_DOTS}]+")
_HAN_ONLY = re.compile(f"[{_HAN}]")
_SPLIT = re.compile(r"([、，,；;/\n]|\s+)")
_ALONE = re.compile(f"[{_HAN}]{{2,4}}|[{_HAN}]+(?:[{_DOTS}][{_HAN}]+)+|[A-Za-z][A-Za-z .'-]*")
_HEAD = re.compile(f"([{_HAN}{_DOTS}]{{2,}}?)([（(【\\[].*)", re.DOTALL)
_SPACED = re.compile(f"(?<![{_HAN}])([{_HAN}])[ \u3000]+([{_HAN}])(?![{_HAN}])")
_LONG_NUMBER = re.compile(r"(?<![0-9.A-Za-z])[0-9]{14,18}[0-9Xx](?!\.?[0-9A-Za-z])")
_PHONE = re.compile(
    r"(?<![0-9.A-Za-z])(?:\+?86-?)?1[3-9][0-9](?:[0-9]{8}|-[0-9]{4}-[0-9]{4})(?!\.?[0-9A-Za-z])"
)
_LANDLINE = re.compile(r"(?<![0-9.A-Za-z])0[0-9]{2,3}-[0-9]{7,8}(?![0-9A-Za-z])")
_APART = re.compile(r"(?=([1-9](?:[-_./\n]?[0-9]){16}[-_./\n]?[0-9Xx]))")
_PAUSES = re.compile(r"[-_./\n]")
_BORN = re.compile(r"[0-9]{6}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF38, 0xFF58)}


def mask_name(name: str) -> str:
    """仲* of two characters, 仲*妮 of three, 欧**国 of four; each part of 买买提·吐尔逊 by itself."""
    parts = re.split(f"([{_DOTS}])", name.strip())
    return "".join(part if part in _DOTS else _masked_part(part) for part in parts if part)


def _masked_part(part: str) -> str:
    if len(part) < 3:
        return part[:1] + _STAR * max(len(part) - 1, 1)
    return part[0] + _STAR * (len(part) - 2) + part[-1]


def mask_number(number: str, keep: IdKeep) -> str:
    """A person's number with only its ends; a short one keeps less."""
    if len(number) < keep.first + keep.last + 4:
        keep = IdKeep(1, 1) if len(number) > 3 else IdKeep(0, 0)
    last = number[len(number) - keep.last :]
    return number[: keep.first] + _STAR * (len(number) - keep.first - keep.last) + last


def mask_phone(number: str) -> str:
    """138****1234."""
    return f"{number[:3]}****{number[-4:]}"


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a text that tells who somebody is: 'name', 'number' or 'phone', where it stands and how it reads
    without gaps."""

    kind: str
    start: int
    end: int
    text: str


def names_in(text: str) -> Iterator[str]:
    """The names a cell of names holds, as far as they look like names: '张三、李四（县局）' gives two."""
    for piece in _SPLIT.split(_joined(text)):
        bare = _GAP.sub("", piece.strip())
        head = _HEAD.match(bare)
        bare = head[1] if head else bare
        if _ALONE.fullmatch(bare):
            yield bare


class KnownWords:
    """The names of everybody known, to be found in any text; `allowed` are words that may hold one by chance (names of
    units, headings of the form): a name inside such a word is no name."""

    def __init__(
        self, names: Iterable[str], *, numbers: Iterable[str] = (), allowed: Iterable[str] = ()
    ) -> None:
        self._by_first: defaultdict[str, list[str]] = defaultdict(list)
        for name in {form for known in names for form in _forms(_GAP.sub("", known))}:
            if len(_HAN_ONLY.findall(name)) > 1:
                self._by_first[name[0]].append(name)
        for same in self._by_first.values():
            same.sort(key=len, reverse=True)
        self._numbers = frozenset(_bare(number) for number in numbers if len(number) > 5)
        self._allowed: tuple[str, ...] = ()
        self._allowed = tuple(
            sorted(
                {word.translate(_SAME_DOT) for word in allowed if any(self._named(word))},
                key=lambda word: -len(word),
            )
        )
        self._seen: dict[str, bool] = {}

    def holds(self, text: str) -> bool:
        """Whether anything is in a text; remembered, as most texts come often."""
        if text not in self._seen:
            if len(self._seen) > 50_000:
                self._seen.clear()
            self._seen[text] = any(True for _ in self.find(text))
        return self._seen[text]

    def find(self, text: str) -> list[Found]:
        """Every name and number in a text, in order and not overlapping."""
        bare, places = _without_gaps(text)
        found = [*self._numbered(bare), *self._named(bare)]
        made: list[Found] = []
        for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
            if not made or hit.start >= made[-1].end:
                made.append(hit)
        return [Found(hit.kind, places[hit.start], places[hit.end - 1] + 1, hit.text) for hit in made]

    def _named(self, text: str) -> Iterator[Found]:
        covered: list[tuple[int, int]] | None = None
        text = text.translate(_SAME_DOT)
        for run in _RUN.finditer(text):
            words, offset, at = run[0], run.start(), 0
            while at < len(words) - 1:
                hit = next((n for n in self._by_first.get(words[at], ()) if words.startswith(n, at)), "")
                if not hit:
                    at += 1
                    continue
                start = offset + at
                if covered is None:
                    covered = list(self._covered(text))
                if not any(
                    begin <= start and start + len(hit) <= end and end - begin > len(hit)
                    for begin, end in covered
                ):
                    yield Found("name", start, start + len(hit), hit)
                    at += len(hit) - 1
                at += 1

    def _covered(self, text: str) -> Iterator[tuple[int, int]]:
        for word in self._allowed:
            at = text.find(word)
            while at >= 0:
                yield at, at + len(word)
                at = text.find(word, at + 1)

    def _numbered(self, text: str) -> Iterator[Found]:
        if not any(map(str.isdigit, text)):
            return
        for hit in _LONG_NUMBER.finditer(text):
            yield Found("number", hit.start(), hit.end(), hit[0])
        for pattern in (_PHONE, _LANDLINE):
            for hit in pattern.finditer(text):
                yield Found("phone", hit.start(), hit.end(), hit[0])
        yield from self._run_together(text)
        if self._numbers:
            for hit in re.finditer(r"[0-9A-Za-z]{6,}", text):
                if hit[0].upper() in self._numbers:
                    yield Found("number", hit.start(), hit.end(), hit[0])

    def _run_together(self, text: str) -> Iterator[Found]:
        """Numbers with strokes or lines between their digits, or with other characters before and after: only such as are
        known, or have a day of birth and the right last digit, as any row of digits may look like one."""
        for hit in _APART.finditer(text):
            bare = _PAUSES.sub("", hit[1]).upper()
            if bare in self._numbers or (_BORN.match(bare) and _last_of(bare) == bare[-1]):
                yield Found("number", hit.start(1), hit.end(1), bare)


def _forms(name: str) -> Iterator[str]:
    """How a name is written: 买买提·吐尔逊 also without the dot, and each part that is long enough to be nothing else."""
    same = name.translate(_SAME_DOT)
    yield same
    parts = [part for part in same.split("·") if part]
    if len(parts) > 1:
        yield "".join(parts)
        yield from (part for part in parts if len(part) > 2)


def _last_of(number: str) -> str:
    """The last digit a number of 18 digits must have (GB 11643: ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(number[:17])) % 11]


def _bare(text: str) -> str:
    return _GAP.sub("", text).translate(_NARROW).upper()


def _without_gaps(text: str) -> tuple[str, range | list[int]]:
    """A text without blanks inside lines, digits half-width, and where each of its characters stood."""
    narrow = text.translate(_NARROW)
    if _GAP.search(narrow) is None:
        return narrow, range(len(narrow))
    places = [at for at, char in enumerate(narrow) if not _GAP.match(char)]
    return "".join(narrow[at] for at in places), places


@dataclass(frozen=True, slots=True)
class Masker:
    """Masks the texts of a workbook: by column where it is known what stands there, else by what is found."""

    words: KnownWords
    keep: IdKeep = ID_KEEPS["normal"]

    def cell(self, text: str, *, key: str = "", kind: str = "text") -> str:
        """A cell of a ledger's column."""
        if kind == "id":
            return mask_number(_GAP.sub("", text), self.keep)
        if key in NAME_COLUMNS:
            return self.names(text)
        if key in BIRTH_COLUMNS:
            return self.text(text[:4] if text[:4].isdigit() else text)
        return self.text(text)

    def names(self, text: str) -> str:
        """A text that is names: even those nobody knows are masked."""
        return "".join(self._name(piece) for piece in _SPLIT.split(_joined(text)))

    def _name(self, piece: str) -> str:
        if _ALONE.fullmatch(piece):
            return mask_name(piece)
        head = _HEAD.fullmatch(piece)
        if head and _ALONE.fullmatch(head[1]):
            return mask_name(head[1]) + self.text(head[2])
        return self.text(piece)

    def text(self, text: str) -> str:
        """Any text: the names and numbers found in it are masked, the rest stays."""
        if not text or not self.words.holds(text):
            return text
        parts, at = [], 0
        for hit in self.words.find(text):
            masked = mask_name(hit.text) if hit.kind == "name" else self._number(hit)
            parts += [text[at : hit.start], masked]
            at = hit.end
        return "".join([*parts, text[at:]])

    def _number(self, hit: Found) -> str:
        return mask_phone(hit.text) if hit.kind == "phone" else mask_number(hit.text, self.keep)


def _joined(text: str) -> str:
    """'张 三' as one name: a blank between single characters is only spacing. 买买提.吐尔逊 with its dot."""
    text = _DOT_BETWEEN.sub("·", text)
    return _SPACED.sub(r"\1\2", text) if _GAP.search(text) else text
