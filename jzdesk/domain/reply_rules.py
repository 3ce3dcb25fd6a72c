"""The words of the reply to a letter of enquiry, as data (rules/replies.toml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.domain.tables import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.tables import Entry

OTHER = "other"
_FIELDS = {
    "title": {"names", "count", "unit"}, "opening": {"names", "count", "you", "letter", "unit"},
    "all_clear": {"count", "purpose", "names"}, "several": {"count", "names"}, "annex": {"count", "names"},
    "closing": {"unit", "you"}, "signature": {"unit"}, "text": {"purpose", "name"}, "told": {"purpose", "name", "told"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpinionWords:
    """How one conclusion is put: without a reason that may be told, and with one."""

    text: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRules:
    """`rulebook.replies`. `in_text`: up to so many names the opinions stand in the text, beyond them in an annex."""

    title: str
    opening: str
    all_clear: str
    several: str
    closing: tuple[str, ...]
    annex: str
    signature: tuple[str, ...]
    in_text: int
    purposes: Mapping[str, str]
    opinions: Mapping[str, OpinionWords]
    clause: str
    is_default: bool

    def purpose(self, code: str) -> str:
        """The words of a purpose."""
        return self.purposes.get(code) or self.purposes[OTHER]


def read_replies(tables: Mapping[str, Mapping[str, Any]]) -> ReplyRules:
    """From the parsed replies.toml."""
    root = whole("replies", tables)
    letter = root.part("letter")
    purposes = list(root.parts("purpose"))
    opinions = list(root.parts("opinion"))
    root.unique([entry.text("code") for entry in purposes])
    root.unique([entry.text("code") for entry in opinions])
    words = {entry.text("code"): entry.text("words") for entry in purposes}
    if OTHER not in words:
        raise root.wrong("缺少代码为 other 的事由用语（purpose）")
    return ReplyRules(
        title=_words(letter, "title"),
        opening=_words(letter, "opening"),
        all_clear=_words(letter, "all_clear"),
        several=_words(letter, "several"),
        closing=_lines(letter, "closing"),
        annex=_words(letter, "annex"),
        signature=_lines(letter, "signature"),
        in_text=letter.number("in_text", low=1, high=10),
        purposes=words,
        opinions={
            entry.text("code"): OpinionWords(_words(entry, "text"), _words(entry, "told"))
            for entry in opinions
        },
        clause=letter.text("clause"),
        is_default=letter.flag("default", default=False),
    )


def _words(entry: Entry, key: str) -> str:
    return _checked(entry, key, entry.text(key))


def _lines(entry: Entry, key: str) -> tuple[str, ...]:
    lines = entry.texts(key)
    if not lines:
        raise entry.wrong(f"{key} 为空")
    return tuple(_checked(entry, key, line) for line in lines)


def _checked(entry: Entry, key: str, text: str) -> str:
    """A text whose braces hold nothing but the words that are filled in there."""
    rest = re.sub(r"\{(" + "|".join(sorted(_FIELDS[key])) + r")\}", "", text)
    if "{" in rest or "}" in rest:
        allowed = "、".join("{" + name + "}" for name in sorted(_FIELDS[key]))
        raise entry.wrong(f"{key} 中只能填入 {allowed}")
    return text
