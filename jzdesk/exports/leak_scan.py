"""Proof that a workbook names nobody: every part of the file is searched, not only what a spreadsheet shows.

Texts, formulas, comments, names of sheets and ranges, headers and footers, document properties, hidden sheets, charts,
what pictures say about themselves, files inside the file, the names of its parts, its comment and its own name.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jzdesk.domain.masking import Found, KnownWords

_TEXT_PARTS = (".xml", ".rels", ".vml", ".txt", ".json", ".csv", ".html")
_ZIPPED = b"PK\x03\x04"
_MOST = 400_000_000  # bytes of one part; more is no part of ours
_DEPTH = 3
_SPLIT_TEXT = re.compile(r"<(si|is|text|a:p|rPh)\b[^>]*>(.*?)</\1>", re.DOTALL)
_WORDS = re.compile(r'[^\x00-\x7f<>"][^<>"]*')
_NUMBERS = re.compile(r"(?<![0-9.A-Za-z])[0-9A-Z][0-9 ]{4,}[0-9Xx][^<>\"]*")
_DIGITS = re.compile(r"[0-9][-0-9 _./\n]{9,}[0-9Xx][^<>\"]*")
_BEFORE = re.compile('[^<>"]*\\Z')
_REFERENCES = re.compile(r'[^<>"]*&#[^<>"]*')
_EDGES = re.compile("<(?:odd|even|first)(?:Header|Footer)>([^<]*)<")
_TAG = re.compile(r"<[^>]*>")
_CODE = re.compile(r'&(?:"[^"]*"|[LCRPNDTFAGZSUXYEBIOH]|K[0-9A-F]{6}|[0-9]{1,3})')
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"')
_PNG = b"\x89PNG\r\n\x1a\n"
_UTF8_NAMES = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|\xf0[\x80-\xbf]{3}|\xc2\xb7|[\x20\x30-\x39Xx]){2,}")
_UTF16_NAMES = re.compile(rb"(?:[\x00-\xff][\x34-\x9f]|[0-9Xx]\x00){3,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Leak:
    """Somebody named where nobody should be: the part of the file, the cell or place in it, 'name', 'number' or 'phone',
    and what was read there."""

    part: str
    place: str
    kind: str
    text: str

    @property
    def line(self) -> str:
        """It as one line for the user, without repeating the name."""
        from jzdesk.domain.masking import mask_name

        what = {"name": "姓名", "number": "证件号码", "phone": "电话号码"}[self.kind]
        where = f"{self.part}{f' {self.place}' if self.place else ''}"
        return f"{where}：{what}{mask_name(self.text)}"


def scan_package(path: Path, words: KnownWords, *, name: str = "") -> list[Leak]:
    """Everything in a workbook that tells who somebody is; an empty list proves that nothing does. `name`: what the file is
    going to be called, if not as it is."""
    found = [Leak("文件名", "", hit.kind, hit.text) for hit in words.find(name or path.stem)]
    with path.open("rb") as file:
        return found + list(_archive(file.read(), words, "", _DEPTH))


def _archive(content: bytes, words: KnownWords, inside: str, depth: int) -> Iterator[Leak]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for hit in words.find(archive.comment.decode("utf-8", "replace")):
            yield Leak(inside or "压缩包说明", "", hit.kind, hit.text)
        for entry in archive.infolist():
            name = f"{inside}{entry.filename}"
            for said in (entry.filename, entry.comment.decode("utf-8", "replace")):
                for hit in words.find(said):
                    yield Leak(name, "名称", hit.kind, hit.text)
            if entry.file_size > _MOST:
                raise ValueError(f"{name} is too large to be one of ours")
            part = archive.read(entry)
            if part.startswith(_ZIPPED) and depth:
                yield from _archive(part, words, f"{name}/", depth - 1)
            elif entry.filename.lower().endswith(_TEXT_PARTS) or part.lstrip()[:1] == b"<":
                yield from _text_part(_decoded(part), words, name)
            else:
                yield from _binary_part(part, words, name)


def _decoded(part: bytes) -> str:
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part.decode("utf-16", "replace")
    return part.decode("utf-8-sig", "replace")


# -- text -------------------------------------------------------------------------------------------------------------


def _text_part(text: str, words: KnownWords, name: str) -> Iterator[Leak]:
    """Text, attributes and what is split over several runs; the cell is looked for only where something was found."""
    seen: set[tuple[str, str]] = set()
    for hit in (*_in_pieces(text, words), *_in_runs(text, words)):
        if (hit.kind, hit.text) not in seen:
            seen.add((hit.kind, hit.text))
            yield Leak(name, _place(text, hit.text), hit.kind, hit.text)


def _in_pieces(text: str, words: KnownWords) -> Iterator[Found]:
    """What stands between tags, in attributes and in comments: each piece once, from where it can begin to tell anything."""
    pieces = {found[0] for pattern in (_WORDS, _NUMBERS) for found in pattern.finditer(text)}
    for found in _DIGITS.finditer(
        text
    ):  # with what stands before: the end of a long fraction or digest is no number
        before = _BEFORE.search(text[max(found.start() - 40, 0) : found.start()])
        pieces.add((before[0] if before else "") + found[0])
    if "&#" in text:
        pieces |= {found[0] for found in _REFERENCES.finditer(text)}
    for piece in pieces:
        bare = html.unescape(piece) if "&" in piece else piece
        if words.holds(bare):
            yield from words.find(bare)
    for edge in _EDGES.findall(text):  # a header's codes stand between the characters of a name
        yield from words.find(_CODE.sub("", html.unescape(edge)))


def _in_runs(text: str, words: KnownWords) -> Iterator[Found]:
    """A text of several runs: its parts joined as they are read."""
    for _, inner in _SPLIT_TEXT.findall(text):
        if inner.count("<t") > 1 or inner.count("<a:t") > 1:
            yield from words.find(html.unescape(_TAG.sub("", inner)))


def _place(text: str, wanted: str) -> str:
    """The cell a text stands in, '' where it is in none."""
    at = text.find(wanted)
    if at < 0:
        at = text.find(html.escape(wanted, quote=False))
    cells = _CELL.findall(text, 0, at) if at > 0 else []
    return cells[-1] if cells and text.rfind("</row>", 0, at) < text.rfind("<c r=", 0, at) else ""


# -- pictures and other bytes -----------------------------------------------------------------------------------------


def _binary_part(part: bytes, words: KnownWords, name: str) -> Iterator[Leak]:
    for said in _said(part):
        for text in (*_as_utf8(said), *_as_utf16(said), *_as_gb(said)):
            for hit in words.find(text):
                yield Leak(name, "图片或附件自带的信息", hit.kind, hit.text)


def _said(part: bytes) -> Iterator[bytes]:
    """What bytes say in words: of pictures everything but the picture itself."""
    if part.startswith(_PNG):
        yield from _png(part)
    elif part.startswith(b"\xff\xd8"):
        yield from _jpeg(part)
    else:
        yield part


def _png(part: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 8 <= len(part):
        size, kind = int.from_bytes(part[at : at + 4], "big"), part[at + 4 : at + 8]
        content = part[at + 8 : at + 8 + size]
        if kind != b"IDAT":
            yield content
        if kind in (b"zTXt", b"iTXt", b"iCCP"):
            start = content.find(b"\x78")
            while 0 <= start < len(content):
                try:
                    yield zlib.decompressobj().decompress(content[start:], 1 << 20)
                except zlib.error:
                    start = content.find(b"\x78", start + 1)
                    continue
                break
        at += size + 12
    yield part[at:]


def _jpeg(part: bytes) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(part) and part[at] == 0xFF and part[at + 1] != 0xDA:
        size = int.from_bytes(part[at + 2 : at + 4], "big")
        yield part[at + 4 : at + 2 + size]
        at += 2 + size
    end = part.rfind(b"\xff\xd9")
    yield part[end + 2 :] if end > 0 else b""


def _as_utf8(said: bytes) -> Iterator[str]:
    for run in _UTF8_NAMES.findall(said):
        yield run.decode("utf-8", "ignore")


def _as_utf16(said: bytes) -> Iterator[str]:
    """Office programs keep texts as UTF-16; of three characters and more, as two meet by chance in any picture."""
    for start in (0, 1):
        for run in _UTF16_NAMES.findall(said[start:]):
            yield run.decode("utf-16-le", "ignore")
    for run in _UTF16_NAMES.findall(b"\x00" + said):
        yield run[1:].decode("utf-16-be", "ignore")


def _as_gb(said: bytes) -> Iterator[str]:
    for run in re.findall(rb"(?:[\x81-\xfe][\x40-\xfe]|[0-9Xx]){3,}", said):
        yield run.decode("gb18030", "ignore")
