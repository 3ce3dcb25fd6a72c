from __future__ import annotations

import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont

from jzdesk.printing.fonts import (
    BOLD,
    FANG,
    HEI,
    SONG,
    Typefaces,
    fangsong_files,
    load_font,
    shipped_fonts,
    system_font_folders,
)

RARE = "㛃䶮𬱖𫍯𠮷"


@pytest.mark.parametrize("role", [SONG, BOLD, HEI, FANG])
def test_every_rare_name_has_a_glyph_in_every_role(faces, role):
    runs = faces.runs(f"欧阳{RARE}同志", role)
    assert "".join(text for _, text in runs) == f"欧阳{RARE}同志"
    for name, text in runs:
        glyphs = load_font(
            next(p for p in shipped_fonts().glob("*.ttf") if name == f"jz-{p.stem}")
        ).face.charToGlyph
        assert all(glyphs.get(ord(c)) for c in text)


def test_only_what_the_first_font_lacks_is_set_in_another(faces):
    assert faces.runs("公安县吉𠮷克", SONG) == [
        ("jz-NotoSerifSC-Regular", "公安县吉"),
        ("jz-jzdesk-rare", "𠮷"),
        ("jz-NotoSerifSC-Regular", "克"),
    ]


def test_titles_fall_back_from_bold_to_regular(faces):
    names = [name for name, _ in faces.runs("回㛃", BOLD)]
    assert names == ["jz-NotoSerifSC-Bold", "jz-NotoSerifSC-Regular"]


def test_a_character_no_font_has_is_printed_as_the_geta_mark(faces):
    assert faces.runs("甲\U0010fffd乙", SONG) == [
        ("jz-NotoSerifSC-Regular", "甲"),
        ("jz-NotoSerifSC-Regular", "〓"),
        ("jz-NotoSerifSC-Regular", "乙"),
    ]


def test_widths_are_those_of_the_font_that_prints(faces):
    assert faces.widths("回𠮷", SONG, 12) == [12, 12]
    assert 0 < faces.widths("1", SONG, 12)[0] < 8
    assert faces.width("回访", SONG, 10) == 20


@pytest.mark.parametrize(
    "name", ["NotoSansSC-Regular.ttf", "NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf"]
)
def test_shipped_fonts_hold_all_of_gb2312(name):
    glyphs = load_font(shipped_fonts() / name).face.charToGlyph
    hanzi = [bytes([h, low]) for h in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    missing = [c for raw in hanzi if (c := raw.decode("gb2312", errors="ignore")) and ord(c) not in glyphs]
    assert missing == []


@pytest.mark.parametrize("stem", ["NotoSansSC", "NotoSerifSC", "jzdesk-rare"])
def test_each_font_has_its_licence_beside_it(stem):
    assert "SIL Open Font License" in (shipped_fonts() / f"{stem}-OFL.txt").read_text(encoding="utf-8")


def test_the_fonts_stay_small():
    assert sum(path.stat().st_size for path in shipped_fonts().iterdir()) < 31_000_000


def test_fangsong_is_found_by_name_the_usual_one_first(tmp_path):
    for name in ["sub/FZFSK.TTF", "simfang.ttf", "simfang.otf", "simhei.ttf"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in fangsong_files([tmp_path])] == ["simfang.ttf", "FZFSK.TTF"]


def named_copy(source, face, target):
    """A shipped font under another face name: reportlab knows fonts by it and would take two files for one."""
    font = TTFont(shipped_fonts() / source)
    font["name"].setName(face, 6, 3, 1, 0x409)
    font["name"].setName(face, 6, 1, 0, 0)
    font.save(target)


def test_a_usable_fangsong_of_the_pc_is_used(tmp_path):
    # A stand-in: any TrueType font with the simplified characters may take the name.
    named_copy("NotoSerifSC-Bold.ttf", "FZFSK", tmp_path / "FZFSK.TTF")
    assert Typefaces(shipped_fonts(), [tmp_path]).runs("回访", FANG) == [("jz-FZFSK", "回访")]


def test_a_fangsong_that_cannot_be_embedded_or_lacks_characters_is_passed_over(tmp_path):
    (tmp_path / "simfang.ttf").write_bytes(b"OTTO" + bytes(200))
    (tmp_path / "cesi_fs.ttf").write_bytes(b"damaged")
    named_copy("jzdesk-rare.ttf", "FangLacking", tmp_path / "fangsong.ttf")
    assert Typefaces(shipped_fonts(), [tmp_path]).runs("回访", FANG) == [("jz-NotoSerifSC-Regular", "回访")]


def test_the_folders_of_this_pc_exist():
    assert all(folder.is_dir() for folder in system_font_folders())


def test_reportlab_is_not_imported_before_something_is_printed():
    code = "import sys; import jzdesk.printing.render; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
