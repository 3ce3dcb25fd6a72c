"""The printed recovery key: 155 random bits in 31 characters and a check character, in groups of four."""

from __future__ import annotations

import secrets
import unicodedata

# Crockford's: no I, L, O, U, which are misread from paper.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILOU", "110V")
_LENGTH = 31
_GROUP = 4


def new() -> str:
    """A new recovery key as printed, like 7K3M-…-9Q2D."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    text = body + _check(body)
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def read(text: str) -> bytes | None:
    """The secret in a typed recovery key, forgiving case, spaces and misread letters.

    None if it cannot be right.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(c for c in plain if c.isalnum()).translate(_MISREAD)
    if len(plain) != _LENGTH + 1 or not set(plain) <= set(_LETTERS) or _check(plain[:-1]) != plain[-1]:
        return None
    return plain[:-1].encode()


def _check(body: str) -> str:
    """Luhn's check over 32 letters: finds every wrong one and nearly every swap of two neighbours."""
    total = 0
    for place, letter in enumerate(reversed(body)):
        value = _LETTERS.index(letter)
        if place % 2 == 0:
            value = sum(divmod(value * 2, len(_LETTERS)))
        total += value
    return _LETTERS[-total % len(_LETTERS)]
