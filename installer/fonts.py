"""Makes resources/fonts from two npm packages and Debian's fonts-noto-cjk. Run by hand, never by the program.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-serif-sc@0.4.3
    apt-get install fonts-noto-cjk
    python installer/fonts.py DIRECTORY_WITH_THE_TARBALLS

All sources are under the SIL Open Font License 1.1, which allows bundling, subsetting and converting. Noto
has no reserved font name; the derived rare-character font still gets a name of its own, so that nobody
takes it for Noto.
"""

from __future__ import annotations

import sys
import tarfile
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.reorderGlyphs import reorderGlyphs

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "fonts"
SERIF_CJK = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
RARE_FAMILY = "Jzdesk Rare"
# Hangul is a third of Noto CJK and never occurs in this trade.
HANGUL = [(0x1100, 0x11FF), (0x3130, 0x318F), (0x3200, 0x321E), (0x3260, 0x327F), (0xA960, 0xA97F),
          (0xAC00, 0xD7FF), (0xFFA0, 0xFFDC)]  # fmt: skip


def unpack(folder: Path, package: str, member: str, target: Path) -> None:
    """Copies one file of an npm tarball out of the folder of tarballs."""
    (tarball,) = folder.glob(f"*{package}-0.4.3.tgz")
    with tarfile.open(tarball) as archive:
        source = archive.extractfile(f"package/{member}")
        assert source is not None, member
        target.write_bytes(source.read())


def cut(font: TTFont, characters: set[int]) -> None:
    """Keeps only these characters, and none of the tables that reportlab and Qt do not need for them."""
    options = subset.Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["DSIG", "vhea", "vmtx", "VORG", "GPOS", "GSUB", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(characters))
    cutter.subset(font)


def to_truetype(font: TTFont, error: float = 1.0) -> None:
    """Replaces cubic (CFF) outlines by quadratic ones, for reportlab refuses CFF. ``error`` in font units
    of 1/1000.
    """
    glyph_set = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(glyph_set)
        glyph_set[name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    del font["CFF "]
    glyf.compile(font)
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
    "maxStackElements", "maxSizeOfInstructions", "maxComponentElements"):  # fmt: skip
        setattr(maxp, field, 0)
    maxp.compile(font)
    post = font["post"]
    post.formatType, post.extraNames, post.mapping, post.glyphOrder = 3.0, [], {}, order
    font.sfntVersion = "\x00\x01\x00\x00"
    for name in order:
        width, _bearing = font["hmtx"][name]
        font["hmtx"][name] = (width, getattr(glyf[name], "xMin", 0) or 0)


def rename(font: TTFont, family: str) -> None:
    """Gives the font a family of its own; copyright and licence entries stay."""
    post_script = family.replace(" ", "") + "-Regular"
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in {0, 5, 13, 14}]
    entries = {1: family, 2: "Regular", 3: f"{post_script};from Noto Serif CJK SC", 4: family, 6: post_script}
    for number, text in entries.items():
        table.setName(text, number, 3, 1, 0x409)
        table.setName(text, number, 1, 0, 0)


def gb2312() -> set[int]:
    """All characters of GB 2312, Latin letters and the marks a title may hold."""
    found = set(range(0x20, 0x7F)) | {ord(mark) for mark in "·—‘’“”…〇〔〕"}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            found |= {ord(c) for c in bytes([high, low]).decode("gb2312", errors="ignore")}
    return found


def common() -> set[int]:
    """The 3,755 everyday characters: level 1 of GB 2312."""
    rows = range(0xB0, 0xD8)
    return {ord(c) for high in rows for low in range(0xA1, 0xFF) for c in _decoded(high, low)}


def _decoded(high: int, low: int) -> str:
    return bytes([high, low]).decode("gb2312", errors="ignore")


def own_words() -> set[int]:
    """Every character that stands in the program itself: what a window shows first."""
    files = [*(ROOT / "jzdesk").rglob("*.py"), *(ROOT / "resources").rglob("*.toml")]
    return {ord(c) for file in files for c in file.read_text(encoding="utf-8")}


def make_screen(folder: Path) -> None:
    """The screen font with the outlines it needs most lying side by side.

    The file is mapped into memory, 64 kB around every glyph that is drawn: in the order of Unicode the few hundred
    characters of a window bring in half of the file, in this order a tenth (on disk: one read, not a hundred seeks).
    Nothing else changes: same characters, outlines and widths.
    """
    path = TARGET / "NotoSansSC-Regular.ttf"
    unpack(folder, "noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf", path)
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    first, second = own_words() | set(range(0x20, 0x7F)), common()
    places: dict[str, int] = {".notdef": -1}
    for code, glyph in font.getBestCmap().items():
        place = 0 if code in first else 1 if code in second else 2
        places[glyph] = min(places.get(glyph, 2), place)
    reorderGlyphs(font, sorted(font.getGlyphOrder(), key=lambda glyph: places.get(glyph, 2)))
    font.save(path, reorderTables=False)


def make_bold(folder: Path) -> None:
    whole = TARGET / "whole-bold.tmp"
    unpack(folder, "noto-serif-sc", "700Bold/NotoSerifSC_700Bold.ttf", whole)
    font = TTFont(whole, recalcTimestamp=False)
    cut(font, gb2312())
    font.save(TARGET / "NotoSerifSC-Bold.ttf")
    whole.unlink()


def make_rare() -> None:
    """What either of the two regular fonts lacks and Noto Serif CJK SC has, Hangul left out."""
    shared = set.intersection(
        *(
            set(TTFont(TARGET / name).getBestCmap())
            for name in ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf")
        )
    )
    fonts = TTCollection(SERIF_CJK, lazy=True).fonts
    (font,) = [one for one in fonts if one["name"].getDebugName(6).startswith("NotoSerifCJKsc")]
    font.recalcTimestamp = False
    wanted = {c for c in set(font.getBestCmap()) - shared if not any(a <= c <= b for a, b in HANGUL)}
    cut(font, wanted | {0x20})
    to_truetype(font)
    rename(font, RARE_FAMILY)
    font.save(TARGET / "jzdesk-rare.ttf")
    licence = (TARGET / "NotoSansSC-OFL.txt").read_text(encoding="utf-8").split("\n", 1)[1]
    notice = (
        "jzdesk-rare.ttf is a modified subset of Noto Serif CJK SC, "
        "(c) 2017-2022 Adobe (http://www.adobe.com/).\n"
    )
    (TARGET / "jzdesk-rare-OFL.txt").write_text(notice + licence, encoding="utf-8")


def main(folder: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    make_screen(folder)
    unpack(
        folder, "noto-serif-sc", "400Regular/NotoSerifSC_400Regular.ttf", TARGET / "NotoSerifSC-Regular.ttf"
    )
    unpack(folder, "noto-sans-sc", "LICENSE_FONT", TARGET / "NotoSansSC-OFL.txt")
    unpack(folder, "noto-serif-sc", "LICENSE_FONT", TARGET / "NotoSerifSC-OFL.txt")
    make_bold(folder)
    make_rare()
    for path in sorted(TARGET.glob("*.ttf")):
        count = len(TTFont(path).getBestCmap())
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {count} characters")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
