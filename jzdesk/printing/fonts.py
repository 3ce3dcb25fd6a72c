"""The typefaces on paper: loaded at first use, once per process, with a fallback for every character."""

from __future__ import annotations

import os
import struct
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

from jzdesk.paths import resources
from jzdesk.printing.chinese import repair_text_extraction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportlab.pdfbase.ttfonts import TTFont

SONG, BOLD, HEI, FANG = "宋", "标宋", "黑", "仿宋"
"""The roles a form definition may name: text, titles, labels, and the official text face."""

_RARE = "rare"
_FILES = {
    SONG: "NotoSerifSC-Regular.ttf",
    BOLD: "NotoSerifSC-Bold.ttf",
    HEI: "NotoSansSC-Regular.ttf",
    _RARE: "jzdesk-rare.ttf",
}
_CHAINS = {
    SONG: (SONG, _RARE),
    BOLD: (BOLD, SONG, _RARE),
    HEI: (HEI, _RARE, SONG),
    FANG: (FANG, SONG, _RARE),
}
ROLES = frozenset(_CHAINS)
_MISSING = "〓"  # the printers' mark for a character that no font has
# File names of the 仿宋 that Windows, UOS and Kylin bring along; none may be redistributed.
_FANG_NAMES = ("simfang", "fzfsk", "fzfs", "fzfangsong", "cesi_fs", "cesifs", "方正仿宋", "仿宋", "fangsong")
_FANG_MUST_HAVE = "处分决定执行回访教育监督检查谈话记录违纪单位职务〔〕，。"


class Typefaces:
    """The fonts of one print job. Making it is cheap; a font is read when a text first needs it."""

    def __init__(self, folder: Path, fang_folders: Sequence[Path] = ()) -> None:
        """`folder` holds the shipped fonts; `fang_folders` are searched for the PC's own 仿宋."""
        self._folder = folder
        self._fang_folders = fang_folders
        self._places: dict[str, dict[str, tuple[str, float]]] = {role: {} for role in _CHAINS}
        self._loaded: dict[str, TTFont | None] = {}
        repair_text_extraction()

    def name(self, role: str) -> str:
        """reportlab's name of a role's first font, for the canvas's initial font."""
        return next(self._chain(role)).fontName

    def widths(self, text: str, role: str, size: float) -> list[float]:
        """The width of each character in points."""
        places = self._places[role]
        return [(places.get(c) or self._place(c, role))[1] * size for c in text]

    def width(self, text: str, role: str, size: float) -> float:
        """The width of a text in points."""
        return sum(self.widths(text, role, size))

    def runs(self, text: str, role: str) -> list[tuple[str, str]]:
        """Split a text into (font name, characters), each run in the first font of the role that has them."""
        places = self._places[role]
        fonts = [(places.get(c) or self._place(c, role))[0] for c in text]
        if len(set(fonts)) == 1 and _MISSING not in fonts:
            return [(fonts[0], text)]
        return [
            self._missing_run(role, len(list(group)))
            if font == _MISSING
            else (font, "".join(c for _, c in group))
            for font, group in groupby(zip(fonts, text, strict=True), key=lambda pair: pair[0])
        ]

    def _missing_run(self, role: str, count: int) -> tuple[str, str]:
        return self._place(_MISSING, role)[0], _MISSING * count

    def _place(self, character: str, role: str) -> tuple[str, float]:
        """Which font prints a character of a role, and how wide it is in parts of the size."""
        code = ord(character)
        for font in self._chain(role):
            if code in font.face.charToGlyph:
                found = (font.fontName, font.face.charWidths.get(code, font.face.defaultWidth) / 1000)
                break
        else:
            found = (_MISSING, 1.0)
        self._places[role][character] = found
        return found

    def _chain(self, role: str) -> Iterator[TTFont]:
        for part in _CHAINS[role]:
            if part not in self._loaded:
                self._loaded[part] = self._load(part)
            font = self._loaded[part]
            if font is not None:
                yield font

    def _load(self, part: str) -> TTFont | None:
        if part != FANG:
            return load_font(self._folder / _FILES[part])
        return next((font for path in fangsong_files(self._fang_folders) if (font := _usable(path))), None)


def load_font(path: Path) -> TTFont:
    """Read a TrueType file and register it with reportlab; the second time it is only looked up."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = f"jz-{path.stem}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(path), shapable=False))
    return cast("TTFont", pdfmetrics.getFont(name))


def fangsong_files(folders: Sequence[Path]) -> Iterator[Path]:
    """The TrueType files in these folders whose names are those of a 仿宋, the usual ones first."""
    found = [
        (rank, path)
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix.lower() == ".ttf" and (rank := _fang_rank(path)) is not None
    ]
    return (path for _rank, path in sorted(found))


def _fang_rank(path: Path) -> int | None:
    stem = path.stem.lower()
    return next((rank for rank, name in enumerate(_FANG_NAMES) if stem.startswith(name)), None)


def _usable(path: Path) -> TTFont | None:
    """The font, unless it cannot be embedded (CFF outlines), is damaged, or lacks simplified characters."""
    from reportlab.pdfbase.ttfonts import TTFError

    try:
        font = load_font(path)
    except (TTFError, OSError, ValueError, LookupError, struct.error):
        return None
    return font if all(ord(c) in font.face.charToGlyph for c in _FANG_MUST_HAVE) else None


def system_font_folders() -> list[Path]:
    """Where this PC keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        folders = [windows, home / "AppData/Local/Microsoft/Windows/Fonts"]
    else:
        folders = [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            home / ".local/share/fonts",
            home / ".fonts",
        ]
    return [folder for folder in folders if folder.is_dir()]


def shipped_fonts() -> Path:
    """The fonts that travel with the program."""
    return resources() / "fonts"
