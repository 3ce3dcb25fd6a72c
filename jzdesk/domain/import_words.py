"""The codes that written words stand for: the names of the code lists, and what old ledgers call them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from jzdesk.domain.problems import quote
from jzdesk.domain.written_words import NOTHING, Doubted, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jzdesk.domain.import_catalogue import Imports
    from jzdesk.domain.rulebook import Rulebook

_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_ASIDE = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r"(?:并处|并给予|并予|同时给予|同时|[、,;/+|&和及并\n])+")
_WITHIN = re.compile(r"[、,;|\n]+")
BY_ENDING = frozenset(("issuer",))
"""Lists whose names stand at the end of what is written: 公安县纪委监委 is 县纪委监委."""
FAMILIES = ("party", "admin", "institution", "org")
_FAMILY_NAMES = {"party": "党纪处分", "admin": "政务处分", "institution": "事业单位处分", "org": "组织处理"}
_LABELS = {
    **dict.fromkeys(("党纪处分", "党纪", "党内"), ("party",)), **dict.fromkeys(("政务处分", "政务", "政纪", "行政"), ("admin", "institution")),
    "组织处理": ("org",),
}  # fmt: skip
_LABEL = re.compile(rf"\s*({'|'.join(_LABELS)})\s*:\s*")
"""'党纪:严重警告' in a column of all measures."""
_LENGTHS = {"留党察看", "留察", "留党察看处分"}


def plain_word(text: str) -> str:
    """A word as words are compared: half-width, without blanks and a stop at its end."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).strip("。.,;、*'\"“”").casefold()


@dataclass(frozen=True, slots=True)
class Words:
    """What is written → code, by list and, for measures, by family. `titles` names the lists; `units` are the names of units
    that are known, the longest first."""

    lists: Mapping[str, Mapping[str, str]]
    names: Mapping[str, Mapping[str, str]]
    titles: Mapping[str, str]
    measures: Mapping[str, Mapping[str, str]]
    measure_names: Mapping[str, str]
    units: tuple[str, ...] = ()
    near: dict[tuple[str, str], str] = field(default_factory=dict, compare=False, repr=False)

    def code(self, name: str, text: str) -> str | Fault | Doubted | None:
        """The code of one word of a list; None where it says there is none."""
        known, word = self.lists.get(name, {}), plain_word(text)
        if word in known:
            return known[word]
        if not word or word.upper() in NOTHING:
            return None
        bare = _ASIDE.sub("", word)
        if bare != word and bare in known:
            return self._without_aside(known[bare], name, text)
        if name in BY_ENDING:
            ending = max((one for one in known if len(one) > 1 and bare.endswith(one)), key=len, default="")
            if ending:
                return known[ending]
        return self._unknown(name, text, known)

    def codes(self, name: str, text: str) -> tuple[str, ...] | Fault | Doubted | None:
        """The codes of several words of a list, parted by stops."""
        whole = self.code(name, text)
        if whole is None or isinstance(whole, str):
            return (whole,) if whole else None
        found: dict[str, None] = {}
        doubt: Fault | None = None
        for part in _WITHIN.split(unicodedata.normalize("NFKC", text)):
            code = self.code(name, part)
            if isinstance(code, Fault):
                return code
            if isinstance(code, Doubted):
                doubt = code.fault
            if code:
                found[str(code.value) if isinstance(code, Doubted) else code] = None
        value = tuple(found) or None
        return Doubted(value, doubt) if doubt else value

    def sanctions(self, families: Sequence[str], text: str) -> tuple[str, ...] | Fault | Doubted | None:
        """The codes of the measures a cell names; `families` in which they are looked for, the first that knows a word decides.
        Without families all are looked through, and a word that several know is not guessed at."""
        words = _BLANK.sub(" ", unicodedata.normalize("NFKC", text)).strip()
        if plain_word(words) in NOTHING or plain_word(words).upper() in NOTHING:
            return None
        whole = self._measure(families, words)
        if isinstance(whole, str):
            return (whole,)
        parts = [part for part in _BETWEEN.split(words) if plain_word(part)]
        if len(parts) == 1:
            parts = parts[0].split(" ")
        found: dict[str, None] = {}
        doubt: Fault | None = None
        for part in parts:
            code = self._measure(families, part)
            if isinstance(code, Fault):
                return code
            if isinstance(code, Doubted):
                doubt = code.fault
            found[str(code.value) if isinstance(code, Doubted) else code] = None
        return Doubted(tuple(found), doubt) if doubt else tuple(found)

    def yes(self, text: str) -> bool | Fault | None:
        """是 or 否."""
        word = plain_word(text)
        code = self.lists["yes"].get(word)
        if code is None:
            return (
                None if not word else Fault("yes.unknown", f"“{quote(text)}”看不出是或否，应填“是”或者“否”。")
            )
        return code == "yes"

    # ---- what is not known

    def _measure(self, families: Sequence[str], text: str) -> str | Fault | Doubted:
        if found := _LABEL.match(text):
            family = _LABELS[found[1]]
            families, text = (
                (family if not families or set(family) <= set(families) else families),
                text[found.end() :],
            )
        word = plain_word(text)
        for bare in dict.fromkeys(
            (word, word.removesuffix("处分"), word.removesuffix("处理"), _ASIDE.sub("", word))
        ):
            hits = {
                family: code for family in families or FAMILIES if (code := self.measures[family].get(bare))
            }
            if not hits:
                continue
            if not families and "party" in hits and len(hits) > 1:
                said = "、".join(self.measure_names[code] for code in hits.values())
                return Fault("measure.ambiguous", f"“{quote(text)}”可以是{said}，请写全称。")
            code = next(iter(hits.values()))
            if bare != word and "(" in word and bare == _ASIDE.sub("", word):
                said = f"“{quote(text)}”按“{self.measure_names[code]}”读入，括号内的没有读入，请核对。"
                return Doubted(code, Fault("measure.aside", said, grave=False))
            return code
        if _ASIDE.sub("", word) in _LENGTHS:
            return Fault("measure.ambiguous", f"“{quote(text)}”没有写明一年还是二年，请写全称。")
        return self._unknown_measure(families, text, word)

    def _unknown_measure(self, families: Sequence[str], text: str, word: str) -> Fault:
        known = {
            name: code for family in families or FAMILIES for name, code in self.measures[family].items()
        }
        elsewhere = [
            family
            for family in FAMILIES
            if families and family not in families and word in self.measures[family]
        ]
        if elsewhere:
            said = (
                f"“{quote(text)}”属于{_FAMILY_NAMES[elsewhere[0]]}，应填在“{_FAMILY_NAMES[elsewhere[0]]}”栏"
            )
            return Fault("measure.family", f"{said}。")
        close = get_close_matches(word, known, n=1, cutoff=0.6)
        hint = f"，最接近的是“{self.measure_names[known[close[0]]]}”" if close else ""
        return Fault("measure.unknown", f"“{quote(text)}”不是所列的处分（处理）种类{hint}，请改正。")

    def _unknown(self, name: str, text: str, known: Mapping[str, str]) -> Fault:
        title = self.titles.get(name, name)
        key = (name, text)
        if key not in self.near:
            close = get_close_matches(plain_word(text), known, n=1, cutoff=0.6)
            self.near[key] = close[0] if close else ""
        near = self.near[key]
        best = self.names[name].get(known[near], "") if near else ""
        hint = f"，最接近的是“{best}”" if best else self._some(name)
        return Fault("code.unknown", f"“{quote(text)}”不在“{title}”的选项中{hint}，请改正。")

    def _some(self, name: str) -> str:
        names = tuple(self.names.get(name, {}).values())
        listed = "、".join(names[:5])
        return f"，可填{listed}{'等' if len(names) > 5 else ''}" if names else ""

    @staticmethod
    def _without_aside(code: str, name: str, text: str) -> Doubted:
        said = f"“{quote(text)}”括号内的没有读入，请核对。"
        return Doubted(code, Fault("code.aside", said, grave=False))


def words_of(imports: Imports, rules: Rulebook, units: Iterable[str] = ()) -> Words:
    """From the code lists in force and the words of the catalogue; `units` are the names of known units."""
    lists: dict[str, dict[str, str]] = {}
    names: dict[str, dict[str, str]] = {}
    titles: dict[str, str] = {}
    for name in rules.codes:
        names[name] = {code.code: code.name for code in rules.codes[name] if code.enabled}
        titles[name] = rules.codes.title(name)
        known: dict[str, str] = {}
        _learn(known, ((code.name, code.code) for code in rules.codes[name]))
        _learn(known, ((bare, code.code) for code in rules.codes[name] for bare in _bare(code.name)))
        lists[name] = known
    for name, codes in imports.words.items():
        if name != "measure":
            known = lists.setdefault(name, {})
            _learn(known, ((word, code) for code, words in codes.items() for word in words))
    families: dict[str, dict[str, str]] = {family: {} for family in FAMILIES}
    for sanction in rules.sanctions.catalogue:
        written = (sanction.name, sanction.short, sanction.code, *(v.name for v in sanction.versions if v.name),
                   *_bare(sanction.name), *imports.words.get("measure", {}).get(sanction.code, ()))  # fmt: skip
        _learn(families[sanction.family], ((word, sanction.code) for word in written))
    return Words(
        lists=lists, names=names, titles=titles, measures=families,
        measure_names={sanction.code: sanction.name for sanction in rules.sanctions.catalogue},
        units=tuple(sorted(set(units), key=len, reverse=True)),
    )  # fmt: skip


def _learn(known: dict[str, str], pairs: Iterable[tuple[str, str]]) -> None:
    """Earlier words win: the names of a list are certain, further ways of writing are not to take them over."""
    for word, code in pairs:
        known.setdefault(plain_word(word), code)


def _bare(name: str) -> tuple[str, ...]:
    """'厅局级（地厅级）' is also 厅局级, and also 地厅级."""
    words = unicodedata.normalize("NFKC", name)
    bare = _ASIDE.sub("", words)
    return (bare,) if bare != words else ()
