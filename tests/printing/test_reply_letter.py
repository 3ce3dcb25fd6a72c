"""The reply on paper: what it says, that nothing is cut, that a signature never stands alone, that rare names are embedded."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from jzdesk.printing.errors import PrintError
from jzdesk.printing.reply_letter import FRAME, LEADING, ReplyLetter, _annex, _balanced, _Setter, print_letter

HEAD = ("序号", "姓名", "单位及职务", "意见")
poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


def letter(**more):
    values = {
        "title": "关于张䶮同志党风廉政意见的复函", "number": "楚纪函〔2026〕15号", "addressee": "县委组织部：",
        "paragraphs": ("你部来函收悉。", "张䶮同志（县财政局）：未发现影响提拔任用的问题。", "特此函复。"),
        "signature": ("楚江县纪委监委",), "date": "2026年11月22日",
    }  # fmt: skip
    return ReplyLetter(**(values | more))


def rows(count, opinion="未发现影响提拔任用的问题。"):
    return (HEAD, *((str(n), "王小明", "楚江县孟家溪镇党委书记", opinion) for n in range(1, count + 1)))


def texts(draft):
    return [word.text for word in draft.words]


@pytest.mark.office
@poppler
def test_everything_is_on_the_paper_and_embedded(tmp_path, faces, extract):
    out = tmp_path / "复函.pdf"
    names = "㛃䶮𬱖𫍯𠮷"
    made = letter(title=f"关于{names}同志党风廉政意见的复函", annex="意见表", rows=rows(60), mark="送审稿")
    assert print_letter(made, out, faces=faces) == 4
    text = extract(out)
    for part in (names, "送审稿", "楚纪函〔2026〕15号", "县委组织部：", "特此函复。", "附件：意见表", "楚江县纪委监委", "2026年11月22日", "第1页共4页", "第4页共4页"):
        assert part in text
    assert text.count("序号姓名单位及职务意见") == 3
    assert text.count("孟家溪镇党委书记") == 60
    fonts = subprocess.run(["pdffonts", out], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)


def test_a_letter_without_annex_is_one_page(tmp_path, faces):
    assert print_letter(letter(), tmp_path / "a.pdf", faces=faces) == 1
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("count", range(2, 40))
def test_a_signature_never_stands_alone_and_nothing_leaves_the_page(faces, count):
    made = letter(paragraphs=(*(f"第{n}段。" for n in range(count)), "特此函复。"), annex="表", rows=rows(4))
    pages = _Setter(made, faces).pages
    last = texts(pages[-1])
    assert last[-2:] == ["楚江县纪委监委", "2026年11月22日"]
    assert "特此函复。" in last
    assert len(pages) == 1 or len([text for text in last if text.startswith("第")]) >= 1
    assert [text for page in pages for text in texts(page) if text.startswith("第")] == [f"第{n}段。" for n in range(count)]
    for page in pages:
        assert all(FRAME.y - 1 <= word.y <= FRAME.top for word in page.words)
        assert all(word.x >= FRAME.x - 1 for word in page.words)


def test_a_wide_signature_stays_inside(faces):
    wide = ("中国共产党湖北省荆州市楚江县纪律检查委员会和楚江县监察委员会办公室",)
    page = _Setter(letter(signature=wide), faces).pages[-1]
    words = page.words[-3:-1]
    assert "".join(word.text for word in words) == wide[0]
    for word in words:
        assert FRAME.x - 1 <= word.x
        assert word.x + faces.width(word.text, word.role, word.size) <= FRAME.x + FRAME.w + 1


def test_a_draft_leaves_room_for_the_day(faces):
    found = texts(_Setter(letter(date="", number="", mark="送审稿"), faces).pages[0])
    assert found[0] == "送审稿"
    assert found[-1].replace("　", "") == "年月日"


@pytest.mark.parametrize(
    "title",
    ["关于张三同志党风廉政意见的复函", "关于张三等40名同志党风廉政意见的复函", "关于阿不都热合曼·买买提、吐尔逊江·阿布都热依木、李四同志党风廉政意见的复函",
     "关于" + "长" * 80 + "的复函"],
)  # fmt: skip
def test_titles_are_set_in_even_lines_without_parting_names(faces, title):
    lines = _balanced(title, faces, FRAME.w - 44)
    assert "".join(lines) == title
    assert all(faces.width(line, "标宋", 22) <= FRAME.w for line in lines)
    assert not any(line.endswith("李") for line in lines)


def test_a_long_opinion_runs_over_pages(faces):
    pages = _annex(letter(annex="表", rows=rows(3, "很长的意见，" * 400)), faces)
    assert len(pages) > 2
    assert "".join("".join(texts(page)) for page in pages).count("很长的意见") > 1100


def test_an_annex_with_a_heading_only_and_rows_of_other_widths(faces, tmp_path):
    assert print_letter(letter(annex="表", rows=(HEAD,)), tmp_path / "a.pdf", faces=faces) == 2
    assert print_letter(letter(annex="表", rows=(("甲", "乙", "丙"), ("1", "", "x" * 300))), tmp_path / "b.pdf", faces=faces) == 2


def test_a_text_of_nothing_and_hostile_words(faces, tmp_path):
    assert print_letter(letter(paragraphs=(), addressee="", signature=()), tmp_path / "a.pdf", faces=faces) == 1
    assert print_letter(letter(paragraphs=("<b>&amp;</b>\x00\u202e" + "x" * 500,)), tmp_path / "b.pdf", faces=faces) >= 1


def test_a_page_holds_twenty_two_lines():
    assert int(FRAME.h // LEADING) == 22


def test_a_place_that_cannot_be_written_is_said(faces, tmp_path):
    with pytest.raises(PrintError):
        print_letter(letter(), tmp_path / "missing" / "a.pdf", faces=faces)
