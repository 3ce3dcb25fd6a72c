"""Numbers of documents as clerks type them: one number however its brackets, figures and blanks were written."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_OPEN, _CLOSE = "[{【〔〖《〈", "]}】〕〗》〉"
_BRACKETS = str.maketrans(_OPEN + _CLOSE, "(" * len(_OPEN) + ")" * len(_CLOSE))
_USUAL = ("〔〕", "[]", "()", "（）", "【】", "［］")


def key_of(text: str) -> str:
    """What equal numbers have in common: 公纪[2026] 1号 and 公纪〔2026〕1号 are one."""
    if text.isascii() and text.isalnum():
        return text.casefold()
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)
    return "".join(plain.split()).casefold()


def same_number(one: str, two: str) -> bool:
    """Whether two numbers of documents are one."""
    return one == two or key_of(one) == key_of(two)


def spellings(text: str) -> tuple[str, ...]:
    """The ways in which the number of a document is likely to stand on record, as it was typed among them."""
    plain = key_of(text)
    if not plain or "(" not in plain:
        return tuple(dict.fromkeys((text, "".join(text.split()))))
    as_typed = "".join(unicodedata.normalize("NFKC", text).translate(_BRACKETS).split())
    ways = (as_typed.replace("(", pair[0]).replace(")", pair[1]) for pair in _USUAL)
    return tuple(dict.fromkeys((text, *ways)))
