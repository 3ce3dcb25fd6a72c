"""Pinyin initials for search: 'wjg' finds 吴建国. Surnames are read as surnames, and both readings are kept."""

from __future__ import annotations

from typing import Any

SURNAMES: dict[str, str] = {
    "曾": "z", "查": "z", "仇": "q", "解": "x", "区": "o", "朴": "p", "缪": "m", "覃": "q", "单": "s", "盖": "g",
    "翟": "z", "尉": "y", "乐": "y", "召": "s", "员": "y", "任": "r", "宓": "f", "葛": "g", "秘": "b", "冼": "x",
    "洗": "x", "种": "c", "折": "s", "逄": "p", "郗": "x", "眭": "s", "宁": "n", "车": "c", "石": "s", "黑": "h",
    "哈": "h", "祭": "z", "薄": "b", "行": "x", "繁": "p", "句": "g", "都": "d", "藏": "z", "晟": "c", "缑": "g",
}  # fmt: skip
"""First letters of surnames that are read otherwise as surnames than as words (domain knowledge, about 40)."""

RARE: dict[str, str] = {"㛃": "j", "䶮": "y", "𬱖": "d", "𫍯": "x", "𠮷": "j"}
"""First letters of name characters the pinyin library does not know."""


def initials(name: str) -> str:
    """Every reading of a name as initials, each between blanks: ' wjg ' or ' cl zl '. '' for an empty name."""
    if not name.strip():
        return ""
    from pypinyin import Style, pinyin

    text = name.strip()
    unknown: Any = lambda rest: [RARE.get(c, c.lower()) for c in rest]  # noqa: E731 - the stubs deny the list form
    sounds = pinyin(text, style=Style.FIRST_LETTER, errors=unknown)
    letters = [sound[0][:1].lower() if sound[0] else "" for sound in sounds]
    plain = "".join(letters)
    found = {plain}
    if text[0] in SURNAMES:
        found.add(SURNAMES[text[0]] + plain[1:])
    return f" {' '.join(sorted(found))} "
