"""In the child: a 干部任免审批表 (.lrmx) taken apart into its elements. No tree is built, and nothing it points to is fetched.

The file is XML with the root Person (domain notes §8.1); editors write UTF-8 with or without mark, UTF-16 or GB18030.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

DEEPEST, MOST_ELEMENTS = 12, 4000
LONGEST = 20_000
"""Characters kept of one element; a life in lines takes two thousand."""
PHOTO = "ZhaoPian"
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,20})[\"']")
_LONG_TAG = re.compile(r"<[^<>]{20000}")
_BARRED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _TooMuch(Exception):  # noqa: N818 - ends the parsing
    """More elements or deeper than any form has."""


class _Form:
    """Listens to the parser: the text of each element of Person, those of the family by member."""

    def __init__(self) -> None:
        self.root = ""
        self.fields: dict[str, str] = {}
        self.family: list[dict[str, str]] = []
        self.closed = False
        self._path: list[str] = []
        self._text: list[str] = []
        self._count = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._path) >= DEEPEST:
            raise _TooMuch
        if not self._path:
            self.root = name
        self._path.append(name)
        self._text = []
        if self._path[1:] == ["JiaTingChengYuan", "Item"]:
            self.family.append({})

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, _tag: str) -> None:
        name, depth = self._path.pop(), len(self._path)
        text = "".join(self._text)
        self._text = []
        if depth == 1:
            self.fields.setdefault(name, text if name == PHOTO else text[:LONGEST])
        elif depth == 3 and self._path[1:] == ["JiaTingChengYuan", "Item"] and self.family:
            self.family[-1][name] = text[:LONGEST]
        self.closed = not self._path

    def close(self) -> _Form:
        return self


def elements(content: bytes) -> dict[str, Any]:
    """The elements, the family and the size of the photo; or the fault."""
    text = _words(content)
    if not text.lstrip().startswith("<"):
        return {"fault": "other"}
    if _LONG_TAG.search(text):  # the parser keeps every attribute before it says anything
        return {"fault": "large"}
    form = _Form()
    fault = _parsed(form, text)
    if form.root not in ("", "Person") and fault != "dtd":
        return {"fault": "root", "root": form.root[:40]}
    if fault:
        return {"fault": fault}
    photo = _photo(form.fields.pop(PHOTO, ""))
    return {"fields": form.fields, "family": form.family[:20], "photo": photo}


def _parsed(form: _Form, text: str) -> str:
    """Hand the form the elements; the fault that ended it, '' for none."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    parser = DefusedXMLParser(target=form, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text)
        parser.close()
    except DefusedXmlException:
        return "dtd"
    except _TooMuch:
        return "large"
    except ParseError as fault:
        # codes of expat: no element found, unclosed token, partial character, unclosed CDATA section
        return "cut" if fault.code in (3, 5, 6, 20) else "broken"
    return ""


def _words(content: bytes) -> str:
    """The file as text without its declaration, which speaks of bytes; unprintable characters become blanks."""
    return _BARRED.sub(" ", _DECLARED.sub("", _decoded(content), count=1))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").lstrip("\ufeff")
    for start, encoding in ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if content.startswith(start):
            return content.decode(encoding, errors="replace")
    declared = _ENCODING.search(content[:300])
    if declared and declared[1].lower() in (b"gb18030", b"gbk", b"gb2312"):
        return content.decode("gb18030", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:  # a byte or two that were hurt on the way
        return content.decode("utf-8-sig", errors="replace")


def _photo(text: str) -> dict[str, Any]:
    """Whether there is a photo, its kind and its size in pixels; the picture itself goes no further."""
    packed = re.sub(r"\s", "", text)
    if not packed:
        return {"state": "none"}
    try:
        picture = base64.b64decode(packed.partition("base64,")[2] or packed, validate=True)
    except (binascii.Error, ValueError):
        return {"state": "broken"}
    size = _size_of(picture)
    if size is None or not all(0 < side <= 20_000 for side in size):
        return {"state": "broken"}
    return {"state": "ok", "width": size[0], "height": size[1]}


def _size_of(picture: bytes) -> tuple[int, int] | None:
    """Width and height out of the head of a JPEG, PNG, GIF or BMP."""
    if picture.startswith(b"\x89PNG\r\n\x1a\n") and len(picture) >= 24:
        return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    if picture.startswith((b"GIF87a", b"GIF89a")) and len(picture) >= 10:
        return int.from_bytes(picture[6:8], "little"), int.from_bytes(picture[8:10], "little")
    if picture.startswith(b"BM") and len(picture) >= 26:
        height = abs(int.from_bytes(picture[22:26], "little", signed=True))
        return int.from_bytes(picture[18:22], "little"), height
    return _jpeg_size(picture) if picture.startswith(b"\xff\xd8") else None


def _jpeg_size(picture: bytes) -> tuple[int, int] | None:
    """From the frame header, found from segment to segment (ITU T.81 B.1)."""
    at = 2
    while at + 9 <= len(picture) and picture[at] == 0xFF:
        mark = picture[at + 1]
        if mark == 0xFF or mark == 0x01 or 0xD0 <= mark <= 0xD8:
            at += 1 if mark == 0xFF else 2
            continue
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(picture[at + 7 : at + 9], "big"), int.from_bytes(
                picture[at + 5 : at + 7], "big"
            )
        at += 2 + max(int.from_bytes(picture[at + 2 : at + 4], "big"), 2)
    return None
