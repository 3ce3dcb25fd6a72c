"""In the child: the parts of an .xlsx package, with limits on how many there are and how much they unpack to."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from jzdesk.imports.strict_xml import Refusal, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PARTS = 2000
UNPACKED = 400 << 20
"""Bytes all parts may come to."""
SHEET_UNPACKED = 300 << 20
BOOK_UNPACKED = 8 << 20
STYLES_UNPACKED = 24 << 20
RATIO, RATIO_FROM = 200, 8 << 20
"""How far a part above this size may unpack: sheets of people's rows unpack to ten or twenty times."""
_DIRECTORY = 1 << 20
PIECE = 1 << 16
_SHEET_TYPE, _STRINGS_TYPE, _STYLES_TYPE = "/worksheet", "/sharedStrings", "/styles"
_MACROS = ("vbaproject.bin", "xl/macrosheets/")


@dataclass(slots=True)
class Sheet:
    """A sheet as the workbook lists it."""

    name: str
    state: str
    part: str


@dataclass(slots=True)
class Package:
    """An opened workbook: its sheets, and where its shared strings and its styles are."""

    packed: zipfile.ZipFile
    sheets: list[Sheet] = field(default_factory=list)
    strings: str = ""
    styles: str = ""
    date1904: bool = False
    names: dict[str, str] = field(default_factory=dict)
    """Parts as they are referred to → as they are called: some programs write capitals or strokes of their own."""

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return _name_of(part) in self.names

    def pieces(self, part: str, most: int) -> Iterator[bytes]:
        """A part piece by piece. Refusal when it unpacks to more than it may."""
        size = 0
        with self._open(part) as stream:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > most:
                    raise Refusal("large")
                yield piece

    def _open(self, part: str) -> IO[bytes]:
        if not self.has(part):
            raise Refusal("broken")
        return self.packed.open(self.names[_name_of(part)])


def open_package(file: IO[bytes]) -> Package:
    """The package of a workbook. Refusal says what is the matter."""
    _look_at_directory(file)
    packed = zipfile.ZipFile(file)
    parts = packed.infolist()
    names = [part.filename for part in parts]
    lowered = [_name_of(name) for name in names]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refusal("large")
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal("password")
    if "xl/workbook.bin" in lowered:
        raise Refusal("xlsb")
    if not any(name.startswith("xl/") or name == "[content_types].xml" for name in lowered):
        raise Refusal("archive")
    if any(name.endswith(_MACROS[0]) or name.startswith(_MACROS[1]) for name in lowered):
        raise Refusal("macros")
    if len(set(lowered)) < len(lowered):
        raise Refusal("broken")
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > RATIO * max(part.compress_size, 1):
            raise Refusal("bomb")
    package = Package(packed, names={_name_of(name): name for name in names})
    _read_book(package)
    return package


def _name_of(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _look_at_directory(file: IO[bytes]) -> None:
    """The list of parts stands at the end and is read whole by the zip reader: its length is looked at first."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read(65_557)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Refusal("broken")
    entries, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > MOST_PARTS or length > _DIRECTORY:
        raise Refusal("large")
    file.seek(0)


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Id → (type, target) of what a part refers to inside the package."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(path):
        return {}
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), whole)

    parse(package.pieces(path, BOOK_UNPACKED), start)
    return found


def _read_book(package: Package) -> None:
    main = next(
        (target for kind, target in _relations(package, "").values() if kind.endswith("/officeDocument")),
        "xl/workbook.xml",
    )
    relations = _relations(package, main)
    listed: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            listed.append(attributes)
        elif tag == "workbookPr":
            package.date1904 = attributes.get("date1904", "") in ("1", "true")

    parse(package.pieces(main, BOOK_UNPACKED), start)
    for attributes in listed:
        reference = next(
            (value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key), ""
        )
        kind, target = relations.get(reference, ("", ""))
        if kind.endswith(_SHEET_TYPE):
            package.sheets.append(
                Sheet(attributes.get("name", ""), attributes.get("state", "visible"), target)
            )
    for kind, target in relations.values():
        if kind.endswith(_STRINGS_TYPE):
            package.strings = target
        elif kind.endswith(_STYLES_TYPE):
            package.styles = target


# ---- number formats

DATE, MONTH, TIME = 1, 2, 3
_BUILT_IN = {**dict.fromkeys((14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58), DATE), **dict.fromkeys((17, 27, 36, 50, 52, 57), MONTH),
             **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), TIME)}  # fmt: skip
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|am/pm|a/p|上午/下午', re.IGNORECASE)


def format_kind(code: str) -> int:
    """What a number format makes of a number: 0 a number, else DATE, MONTH (year and month only) or TIME."""
    bare = _SAID.sub("", code).split(";")[0].lower()
    if "general" in bare or "@" in bare or re.search(r"[0#?]", bare.replace("ss.0", "")):
        return 0
    day, year = "d" in bare, "y" in bare or "e" in bare
    clock = "h" in bare or "s" in bare
    if day or (year and ("m" not in bare or clock)):
        return DATE
    if year:
        return MONTH
    if clock:
        return TIME
    return DATE if "m" in bare else 0


def style_kinds(package: Package) -> list[int]:
    """What each cell style makes of a number."""
    if not package.styles or not package.has(package.styles):
        return []
    formats = dict(_BUILT_IN)
    kinds: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, Any]) -> None:
        nonlocal inside
        if tag == "numFmt":
            formats[_number(attributes.get("numFmtId"))] = format_kind(attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            kinds.append(formats.get(_number(attributes.get("numFmtId")), 0))

    def end(tag: str) -> None:
        nonlocal inside
        if tag == "cellXfs":
            inside = False

    parse(package.pieces(package.styles, STYLES_UNPACKED), start, end)
    return kinds


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
