"""Which column of a foreign table is which of ours: by its title, in one row or two; what is only alike is offered, not taken."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from jzdesk.domain.import_catalogue import bare_title, plain_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jzdesk.domain.import_catalogue import Catalogue, Field

_LIKE = 0.72
_MOST_NEAR = 3
TEN_THOUSAND = "万元"


@dataclass(frozen=True, slots=True)
class Title:
    """What stands over a column: the upper row's words and the lower row's, the same where there is one row."""

    group: str
    leaf: str

    @property
    def whole(self) -> str:
        """As it is shown: '处分决定/文号'."""
        return f"{self.group}/{self.leaf}" if self.group and self.group != self.leaf else self.leaf


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column (from 1): its title, the key of its field ('' for none), how that was found ('exact', 'chosen', or 'known' for a
    column the program recognises and does not read; 'near', 'twice', 'none' where it was not), keys a person may mean, and the
    first things that stand in it."""

    column: int
    letter: str
    title: str
    field: str = ""
    how: str = "none"
    near: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    hidden: bool = False


class TitleIndex:
    """The titles of a catalogue, ready to be compared."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._roles: Mapping[str, str] = {field.key: field.role for field in catalogue.fields}
        self._paths: dict[str, str] = {}
        self._whole: dict[str, str] = {}
        self._bare: dict[str, str] = {}
        for field in catalogue.fields:
            for title in field.titles:
                self._learn(field, title)
        for field in catalogue.fields:
            for title in field.titles:
                if "/" not in title:
                    self._bare.setdefault(bare_title(title), field.key)

    def _learn(self, field: Field, title: str) -> None:
        self._whole.setdefault(plain_title(title), field.key)
        for at, mark in enumerate(title):  # 影响期/处分期/起: either stroke may be the one between the rows
            if mark == "/":
                path = f"{plain_title(title[:at])}\n{plain_title(title[at + 1 :])}"
                self._paths.setdefault(path, field.key)

    def key_of(self, title: Title) -> str:
        """The field a title names, '' for none."""
        group, leaf = plain_title(title.group), plain_title(title.leaf)
        if group and group != leaf:
            found = self._paths.get(f"{group}\n{leaf}") or self._whole.get(f"{group}{leaf}")
            if found:
                return found
            bare = bare_title(title.group)
            if found := self._paths.get(f"{bare}\n{bare_title(title.leaf)}") or self._whole.get(
                f"{bare}{leaf}"
            ):
                return found
        return self._whole.get(leaf) or self._bare.get(bare_title(title.leaf), "")

    def near(self, title: Title, taken: Iterable[str] = ()) -> tuple[str, ...]:
        """Keys of fields whose titles are alike, the likeliest first."""
        words = bare_title(title.leaf) or plain_title(title.leaf)
        if len(words) < 2:
            return ()
        busy = set(taken)
        scores: dict[str, float] = {}
        for known, key in self._whole.items():
            if key in busy or self._roles[key] == "known":
                continue
            score = _alike(words, known)
            if score >= _LIKE and score > scores.get(key, 0):
                scores[key] = score
        return tuple(sorted(scores, key=lambda key: -scores[key])[:_MOST_NEAR])

    def is_known(self, key: str) -> bool:
        """Whether a field is recognised and left."""
        return self._roles.get(key) == "known"


def _alike(words: str, known: str) -> float:
    if len(known) >= 2 and (known in words or words in known):
        return 0.75 + 0.2 * min(len(known), len(words)) / max(len(known), len(words))
    matcher = SequenceMatcher(None, words, known)
    return matcher.ratio() if matcher.quick_ratio() >= _LIKE else 0.0
