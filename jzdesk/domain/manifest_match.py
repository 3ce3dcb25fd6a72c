"""Which column, row and sheet of a workbook read is which one of its manifest: by heading, then by what stands in it.

Nothing depends on positions: a clerk may insert, move and rename columns, sort rows and rename sheets.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Protocol

from jzdesk.domain.manifest import Marker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.domain.manifest import ManifestColumn, ManifestSheet
    from jzdesk.domain.manifest_compare import ReadColumn, ReadSheet

_MIND = re.compile(r"[\s/／·\-—_（）()【】\[\]:：,，、;；]+")
_LIKE = 0.5  # share of equal cells from which two columns or rows are the same one changed
_SHARED_BY_MANY = 40  # a mark that so many rows have tells none of them


class Headed(Protocol):
    """What has a heading."""

    @property
    def title(self) -> str: ...

    @property
    def group(self) -> str: ...


def heading(column: Headed) -> str:
    """A column's heading as people name it."""
    return f"{column.group}·{column.title}" if column.group and column.title else column.title or column.group


def _bare(text: str) -> str:
    return _MIND.sub("", unicodedata.normalize("NFKC", text)).casefold()


def same_heading(one: Headed, other: Headed) -> bool:
    """Whether two headings are one: the upper heading counts only where both have one."""
    if _bare(one.title) == _bare(other.title):
        return not (one.group and other.group) or _bare(one.group) == _bare(other.group)
    return _bare(one.group + one.title) == _bare(other.group + other.title)


def in_order(places: Sequence[int]) -> frozenset[int]:
    """The most of `places` that stand in rising order: the others are what was moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(tails, place)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(place)
            ends.append(at)
        else:
            tails[length], ends[length] = place, at
    steady, at = [], ends[-1] if ends else -1
    while at >= 0:
        steady.append(places[at])
        at = before[at]
    return frozenset(steady)


# -- columns ----------------------------------------------------------------------------------------------------------


def columns_of(kept: ManifestSheet, read: ReadSheet) -> dict[str, str]:
    """The letter of each column of the manifest that is still there, by its key."""
    found: dict[str, str] = {}
    if kept.code:
        for key_of in (_whole, _whole_joined, _title_only):
            _by_heading(kept.columns, read.columns, found, key_of)
    else:
        _by_letter(kept, read, found)
    _by_content(kept, read, found)
    return {column.key: found[column.key] for column in kept.columns if column.key in found}


def _whole(column: Headed) -> str:
    return f"{_bare(column.group)}\n{_bare(column.title)}"


def _whole_joined(column: Headed) -> str:
    return _bare(column.group + column.title)


def _title_only(column: Headed) -> str:
    return _bare(column.title)


def _by_heading(
    kept: Iterable[ManifestColumn], read: Iterable[ReadColumn], found: dict[str, str], key_of: object
) -> None:
    """Pair columns of equal headings; several of one heading in their order, if none of them came or went."""
    mine: defaultdict[str, list[str]] = defaultdict(list)
    theirs: defaultdict[str, list[str]] = defaultdict(list)
    taken = set(found.values())
    for column in kept:
        if column.key not in found:
            mine[key_of(column)].append(column.key)  # type: ignore[operator]
    for other in read:
        if other.letter not in taken:
            theirs[key_of(other)].append(other.letter)  # type: ignore[operator]
    for name, keys in mine.items():
        letters = theirs.get(name, [])
        if name.strip() and len(keys) == len(letters):
            found.update(zip(keys, letters, strict=True))


def _by_letter(kept: ManifestSheet, read: ReadSheet, found: dict[str, str]) -> None:
    """Columns of figures stand where they stood, unless what is in them stands elsewhere now."""
    letters = {column.letter for column in read.columns}
    for column in kept.columns:
        if column.letter in letters and _likeness(kept, column, read, column.letter) >= _LIKE:
            found[column.key] = column.letter


def _by_content(kept: ManifestSheet, read: ReadSheet, found: dict[str, str]) -> None:
    """Pair what is left by what stands in it; a column that was empty only where it stood."""
    taken = set(found.values())
    mine = [column for column in kept.columns if column.key not in found]
    theirs = [column.letter for column in read.columns if column.letter not in taken]
    scored = [
        (_likeness(kept, column, read, letter), column.letter == letter, column.key, letter)
        for column in mine
        for letter in theirs
    ]
    for score, same_place, key, letter in sorted(scored, key=lambda entry: (-entry[0], not entry[1])):
        empty = not any(kept.cells[key])
        if (
            key in found
            or letter in taken
            or (score < _LIKE and not (same_place and (empty or not kept.code)))
        ):
            continue
        if empty and not same_place:
            continue
        found[key] = letter
        taken.add(letter)


def _likeness(kept: ManifestSheet, column: ManifestColumn, read: ReadSheet, letter: str) -> float:
    """The share of filled cells that two columns have in common, in whatever order."""
    marker = Marker(column.kind, read=True)
    now = Counter(marker.marks(marker.texts(row.cells.get(letter) for row in read.rows)))
    then = Counter(kept.cells[column.key])
    del now[""], then[""]
    most = max(now.total(), then.total())
    return (now & then).total() / most if most else 0.0


# -- rows -------------------------------------------------------------------------------------------------------------


def pairs_of(
    kept: Sequence[Sequence[str]],
    read: Sequence[Sequence[str]],
    counts: tuple[int, int],
    *,
    telling: Sequence[int] = (),
) -> dict[int, int]:
    """Which row of the manifest each row read is, by index; `kept` and `read` are the marks column by column, `counts` how
    many rows they have. A changed row is the same one only if one of its columns `telling` agrees (where it has several)."""
    count, now = counts
    if count == now and all(list(a) == list(b) for a, b in zip(kept, read, strict=True)):
        return {index: index for index in range(count)}
    then = list(zip(*kept, strict=True)) if kept else [()] * count
    rows = list(zip(*read, strict=True)) if read else [()] * now
    found = _equal_rows(then, rows)
    _changed_rows(then, rows, found, telling)
    return found


def _equal_rows(then: Sequence[tuple[str, ...]], rows: Sequence[tuple[str, ...]]) -> dict[int, int]:
    """Rows that are as they were: first those in their place, then those that came to stand elsewhere, in order."""
    found = {index: index for index in range(min(len(then), len(rows))) if then[index] == rows[index]}
    waiting: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in reversed(range(len(then))):
        if index not in found:
            waiting[then[index]].append(index)
    for index, row in enumerate(rows):
        if index not in found and waiting.get(row):
            found[index] = waiting[row].pop()
    return _straight(rows, found)


def _straight(rows: Sequence[tuple[str, ...]], found: dict[int, int]) -> dict[int, int]:
    """The same pairs without crossings among rows that are all alike: the first is the first."""
    groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in sorted(found):
        groups[rows[index]].append(index)
    return {
        index: old
        for indexes in groups.values()
        for index, old in zip(indexes, sorted(found[index] for index in indexes), strict=True)
    }


def _changed_rows(
    then: Sequence[tuple[str, ...]],
    rows: Sequence[tuple[str, ...]],
    found: dict[int, int],
    telling: Sequence[int],
) -> None:
    """Pair the rest by likeness; of equals the one that stands nearest."""
    taken = set(found.values())
    mine = [index for index in range(len(then)) if index not in taken]
    theirs = [index for index in range(len(rows)) if index not in found]
    if not mine or not theirs:
        return
    scored = sorted(
        (-_share(then[old], rows[new]), abs(old - new), old, new)
        for new, olds in _candidates(then, rows, mine, theirs)
        for old in olds
        if _may_be_one(then[old], rows[new], telling)
    )
    for score, _, old, new in scored:
        if -score < _LIKE:
            break
        if old not in taken and new not in found:
            found[new] = old
            taken.add(old)


def _candidates(
    then: Sequence[tuple[str, ...]], rows: Sequence[tuple[str, ...]], mine: list[int], theirs: list[int]
) -> Iterator[tuple[int, Iterable[int]]]:
    """Which rows are worth comparing: all where there are few, else those that share a telling mark or the place."""
    if len(mine) * len(theirs) <= 40_000:
        yield from ((new, mine) for new in theirs)
        return
    by_mark: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for old in mine:
        for column, mark in enumerate(then[old]):
            if mark:
                by_mark[column, mark].append(old)
    left = set(mine)
    for new in theirs:
        olds = {new} & left
        for column, mark in enumerate(rows[new]):
            sharing = by_mark.get((column, mark), ())
            if len(sharing) <= _SHARED_BY_MANY:
                olds.update(sharing)
        yield new, olds


def _may_be_one(one: tuple[str, ...], other: tuple[str, ...], telling: Sequence[int]) -> bool:
    told = [at for at in telling if one[at] or other[at]]
    return len(told) < 2 or any(one[at] == other[at] for at in told)


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of cells filled in either row that are equal."""
    filled = equal = 0
    for a, b in zip(one, other, strict=True):
        if a or b:
            filled += 1
            equal += a == b
    return equal / filled if filled else 0.0


# -- sheets -----------------------------------------------------------------------------------------------------------


def sheet_pairs(kept: Sequence[ManifestSheet], read: Sequence[ReadSheet]) -> dict[str, ReadSheet]:
    """The sheet read for each sheet of the manifest, by its title at export."""
    by_title = {sheet.title: sheet for sheet in read}
    found = {sheet.title: by_title[sheet.title] for sheet in kept if sheet.title in by_title}
    left = [sheet for sheet in read if sheet.title not in found]
    for sheet in kept:
        if sheet.title in found or not left or not sheet.columns:
            continue
        best = max(left, key=lambda other: _sheet_likeness(sheet, other))
        if _sheet_likeness(sheet, best) >= _LIKE:
            found[sheet.title] = best
            left.remove(best)
    return found


def _sheet_likeness(kept: ManifestSheet, read: ReadSheet) -> float:
    if kept.code:
        mine = {_whole_joined(column) for column in kept.columns}
        theirs: Mapping[str, object] = {_whole_joined(column): None for column in read.columns}
        titles = {_title_only(column) for column in read.columns}
        return max(len(mine & set(theirs)), len({_title_only(c) for c in kept.columns} & titles)) / len(mine)
    letters = {column.letter for column in read.columns}
    shares = [_likeness(kept, c, read, c.letter) if c.letter in letters else 0.0 for c in kept.columns]
    return sum(shares) / len(shares) if shares else 0.0
