"""一人一档 as a book: every page numbered, the contents true, files of others bound in or said why not."""

from __future__ import annotations

import io
import re
import struct
import sys
import zlib
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from hostile_files import PDF, png
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from jzdesk.printing import dossier_book, foreign_files
from jzdesk.printing.book import Attached, Book, BookLimits, BookPart, Counts, Grid, Pairs, Piece, Prose
from jzdesk.printing.book_flow import Flow
from jzdesk.printing.errors import PrintError
from jzdesk.printing.foreign_files import clean_file
from jzdesk.printing.foreign_pages import PagesError
from jzdesk.printing.layout import Box

DAY = date(2026, 3, 2)
LIMITS = BookLimits(file_pages=500, file_chars=60_000, all_bytes=240 << 20)
RARE = "㛃䶮𬱖𫍯𠮷"


def paper(pages=1, size=(595, 842), **more):
    """A PDF whose pages say 'foreign page n'."""
    stream = io.BytesIO()
    made = canvas.Canvas(stream, pagesize=size, **more)
    for number in range(pages):
        made.drawString(60, 60, f"foreign page {number + 1}")
        made.showPage()
    made.save()
    return stream.getvalue()


def picture(mode="RGB", size=(400, 300), kind="PNG", **more):
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, kind, **more)
    return stream.getvalue()


def bomb():
    """A PNG that says it is 100,000 pixels square."""
    plain = picture("1", (10, 10))
    head = plain[12:16] + struct.pack(">II", 100_000, 100_000) + plain[24:29]
    return plain[:12] + head + struct.pack(">I", zlib.crc32(head)) + plain[33:]


def attached(title, content, family, name=""):
    file = Attached(name=name or f"{title}.{family}", family=family, size=len(content), read=lambda: content)
    return Piece(title=title, on=DAY, file=file)


def closing(counts: Counts) -> BookPart:
    rows = (((("本卷页数", f"{counts.pages} 页"), ("件数", f"{counts.pieces} 件"))),)
    return BookPart(number="14", title="备考表", pieces=(Piece(on=DAY, blocks=(Pairs(rows),)),))


@pytest.fixture
def bound(form, faces, tmp_path):
    """Print a book of these parts; its counts, and the text of every page."""

    def run(*parts, name="吴建国", limits=LIMITS, **more):
        out = tmp_path / "book.pdf"
        book = Book(
            title=f"{name}一人一档", head=f"{name}　一人一档", number="HF2026-0001", office="公安县纪委监委",
            cover=(("姓名", name), ("保管期限", "永久")), parts=parts, closing=closing, form=form,
            limits=limits,
        )  # fmt: skip
        counts = dossier_book.print_book(book, out, faces=faces, invariant=True, **more)
        return counts, texts_of(out)

    run.out = tmp_path / "book.pdf"
    return run


def texts_of(path):
    """Each page's text without white space."""
    document = pypdfium2.PdfDocument(path)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


def table(rows):
    return Grid((("次序", 20.0), ("内容", 0.0)), tuple((str(n), f"第{n}行") for n in range(rows)))


def numbered(texts):
    """Every page says which it is and of how many."""
    return all(f"第{n}页共{len(texts)}页" in text for n, text in enumerate(texts, 1))


def sheet(title, text, rows=0):
    return Piece(title=title, on=DAY, blocks=(Prose(text), *([table(rows)] if rows else [])))


# ---- the whole


def test_every_page_is_numbered_and_the_contents_are_true(bound, sample):
    counts, texts = bound(
        BookPart(number="1", title="基本情况表", pieces=(sheet("", "甲处"),)),
        BookPart(number="2", title="处分决定书", pieces=(sheet("处分决定一号", "乙处", 90), sheet("处分决定二号", "丙处"))),
        BookPart(number="4", title="本人检讨", note="无此材料"),
        BookPart(number="7", title="回访谈话记录", pieces=(Piece(title="第1次回访谈话表", on=DAY, record=sample),)),
        BookPart(number="9", title="思想汇报", pieces=(attached("照片", png(), "picture"), attached("扫描件", paper(3), "pdf"))),
    )
    assert numbered(texts)
    assert counts.pages == len(texts)
    contents = pypdfium2.PdfDocument(bound.out)[1].get_textpage().get_text_range()
    for title, mark in (("基本情况表", "甲处"), ("处分决定一号", "乙处"), ("处分决定二号", "丙处"), ("扫描件", "foreignpage1")):
        page = next(n for n, text in enumerate(texts, 1) if mark in text)
        assert re.search(rf"{title}\s+(2026-03-02\s+)?{page}\s", contents), title
    assert "本人检讨无此材料" in texts[1]
    assert (counts.pieces, counts.attached) == (7, 2)
    assert [sum(f"foreignpage{n}" in text for text in texts) for n in (1, 2, 3)] == [1, 1, 1]
    assert f"{counts.pages}页件数7件" in texts[-1]


def test_bookmarks_lead_to_the_parts_and_the_file_has_a_title(bound):
    bound(
        BookPart(number="1", title="基本情况表", pieces=(sheet("", "甲处"),)),
        BookPart(number="9", title="思想汇报", pieces=(sheet("一季度", "乙处", 80), attached("扫描件", paper(), "pdf"))),
    )
    document = pypdfium2.PdfDocument(bound.out)
    marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    texts = texts_of(bound.out)
    found = next(n for n, text in enumerate(texts) if "foreignpage1" in text)
    assert marks[:3] == [(0, "封面", 0), (0, "目录", 1), (0, "1　基本情况表", 2)]
    assert (0, "9　思想汇报", 3) in marks
    assert (1, "9.2　扫描件", found) in marks
    assert document.get_metadata_dict()["Title"] == "吴建国一人一档"


def test_rare_characters_and_marks_of_markup_print_everywhere(bound):
    name = f"吴{RARE}<&>"
    counts, texts = bound(BookPart(number="1", title=f"表{RARE}", pieces=(sheet(f"题{RARE}", f"文{RARE}"),)), name=name)
    assert counts.failed == 0
    assert all(mark in "".join(texts) for mark in (name, f"表{RARE}", f"题{RARE}", f"文{RARE}"))
    assert f"1.1题{RARE}" in texts[1]


def test_fonts_are_embedded_subsets(bound):
    from pypdf import PdfReader

    bound(BookPart(number="9", title="思想汇报", pieces=(sheet("一", f"文{RARE}"), attached("照片", png(), "picture"))))
    fonts = [
        font.get_object()
        for page in PdfReader(bound.out).pages
        for font in page["/Resources"].get_object().get("/Font", {}).values()
    ]
    assert fonts
    for font in fonts:
        assert "+" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]


def test_a_table_goes_on_under_its_titles(bound):
    _, texts = bound(BookPart(number="6", title="方案", pieces=(sheet("安排", "甲", 150),)))
    with_rows = [text for text in texts[2:] if "行" in text]
    assert len(with_rows) > 2
    assert all("次序内容" in text for text in with_rows)
    assert all(sum(f"第{n}行" in text for text in with_rows) >= 1 for n in range(150))


def test_a_row_longer_than_a_page_is_broken(faces):
    flow = Flow(faces, Box(50, 50, 400, 300))
    long = "".join(f"第{n}句话说完了。" for n in range(300))
    flow.grid(Grid((("内容", 0.0),), ((long,),)))
    said = "".join(word.text for page in flow.pages for word in page.words if word.text != "内容")
    assert len(flow.pages) > 3
    assert said == long
    assert all(50 <= word.y <= 350 for page in flow.pages for word in page.words)


def test_long_words_flow_over_pages(bound):
    long = "\n".join(f"第{n}段：" + "实事求是。" * 30 for n in range(60))
    _, texts = bound(BookPart(number="9", title="思想汇报", pieces=(attached("汇报", long.encode(), "text"), sheet("后文", "末尾"))))
    whole = "".join(texts)
    assert all(f"第{n}段" in whole for n in range(60))
    assert numbered(texts)


# ---- files of others


HOSTILE = {
    "锁": (paper(encrypt=pdfencrypt.StandardEncryption("geheim", "eigner")), "pdf", "打开密码"),
    "坏": (paper()[:300], "pdf", "已损坏"),
    "空": (b"%PDF-1.7 nothing", "pdf", "已损坏"),
    "五千": (paper(501), "pdf", "501页，超过每份500页"),
    "炸弹": (bomb(), "picture", "100000×100000像素"),
    "残图": (picture()[:-40], "picture", "已损坏"),
}


def test_what_cannot_be_bound_in_is_said_and_the_rest_is_there(bound):
    pieces = [attached(name, content, family) for name, (content, family, _) in HOSTILE.items()]
    counts, texts = bound(BookPart(number="9", title="思想汇报", pieces=(*pieces, attached("好的", paper(), "pdf"))))
    whole = "".join(texts)
    assert (counts.failed, counts.attached) == (len(HOSTILE), 1)
    for name, (_, _, words) in HOSTILE.items():
        assert re.search(rf"附件“{name}\.\w+”（\d+KB）没有装入：[^：]*{words}", whole), name
    assert texts[1].count("没有装入，原因见页内") == len(HOSTILE)
    assert "foreignpage1" in texts[-2]
    assert numbered(texts)


def test_office_documents_lie_beside_the_book(bound):
    counts, texts = bound(BookPart(number="9", title="思想汇报", pieces=(attached("汇报", b"x" * 3_000, "other", "a.docx"),)))
    assert "电子件，另存（2KB）" in texts[1]
    assert (counts.beside, counts.attached, counts.pages) == (1, 0, 3)


@pytest.mark.parametrize("size", [(595, 842), (842, 595), (14_400, 14_400), (40, 40), (3, 9_000)])
def test_pages_of_any_size_stay_on_their_paper(bound, size):
    _, texts = bound(BookPart(number="9", title="附件", pieces=(attached("件", paper(1, size), "pdf"),)))
    document = pypdfium2.PdfDocument(bound.out)
    page = document[2]
    assert sorted(round(side) for side in page.get_size()) == [595, 842]
    assert (page.get_width() > page.get_height()) == (size[0] > size[1])
    assert numbered(texts)
    for drawn in page.get_objects(max_depth=1):
        left, low, right, high = drawn.get_bounds()
        assert left >= -1
        assert low >= -1
        assert right <= page.get_width() + 1
        assert high <= page.get_height() + 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_stands_upright(bound, turn):
    """A black corner, drawn where a turned page shows it above on the left."""
    stream = io.BytesIO()
    made = canvas.Canvas(stream, pagesize=(400, 600))
    x, y = {0: (0, 560), 90: (0, 0), 180: (360, 0), 270: (360, 560)}[turn]
    made.rect(x, y, 40, 40, fill=1, stroke=0)
    made.showPage()
    made.save()
    document = pypdfium2.PdfDocument(stream.getvalue())
    document[0].set_rotation(turn)
    content = io.BytesIO()
    document.save(content)
    bound(BookPart(number="9", title="附件", pieces=(attached("件", content.getvalue(), "pdf"),)))
    page = pypdfium2.PdfDocument(bound.out)[2]
    shown = page.render(scale=1).to_pil().convert("L")
    wide = turn in (90, 270)
    width, height = (600, 400) if wide else (400, 600)
    left = (page.get_width() - width) / 2
    top = dossier_book.BAND
    assert shown.getpixel((round(left + 10), round(top + 10))) < 60
    assert shown.getpixel((round(left + width - 10), round(top + height - 10))) > 200


def test_what_was_stamped_on_a_page_is_kept(bound):
    """Seals are often annotations; a form's entries are."""
    stream = io.BytesIO()
    made = canvas.Canvas(stream, pagesize=(595, 842))
    made.acroForm.textfield(name="seal", value="sealed", x=100, y=400, width=200, height=40)
    made.showPage()
    made.save()
    _, texts = bound(BookPart(number="9", title="附件", pieces=(attached("件", stream.getvalue(), "pdf"),)))
    assert "sealed" in texts[2]


def test_what_pages_share_is_kept_once(bound):
    stream = io.BytesIO()
    made = canvas.Canvas(stream, pagesize=(595, 842))
    noise = ImageReader(Image.effect_noise((900, 900), 90))
    for _ in range(20):
        made.drawImage(noise, 0, 0, 595, 800)
        made.showPage()
    made.save()
    content = stream.getvalue()
    bound(BookPart(number="9", title="附件", pieces=(attached("件", content, "pdf"),)))
    assert bound.out.stat().st_size < 1.5 * len(content) + 300_000


# ---- pictures


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("1", "PNG"), ("L", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG"),
     ("RGB", "BMP"), ("P", "GIF"), ("CMYK", "TIFF"), ("F", "TIFF")],
)  # fmt: skip
def test_pictures_of_every_mode(mode, kind):
    pages = clean_file(picture(mode, kind=kind), "picture")
    assert pages.sizes == ((300.0, 225.0),)
    assert len(pypdfium2.PdfDocument(pages.content)) == 1


def test_sixteen_bits_keep_their_light():
    deep = Image.new("I;16", (40, 40), 0x8000)
    stream = io.BytesIO()
    deep.save(stream, "PNG")
    pages = clean_file(stream.getvalue(), "picture")
    shown = pypdfium2.PdfDocument(pages.content)[0].render().to_pil().convert("L").getpixel((10, 10))
    assert abs(shown - 128) < 6


def test_a_photo_stands_as_the_camera_was_held():
    exif = Image.Exif()
    exif[274] = 6
    pages = clean_file(picture(kind="JPEG", exif=exif), "picture")
    assert pages.sizes == ((225.0, 300.0),)


def test_a_scan_of_several_sheets_and_a_moving_picture():
    more = {"save_all": True, "append_images": [Image.new("1", (400, 300), 1)] * 3}
    assert len(clean_file(picture("1", kind="TIFF", **more), "picture").sizes) == 4
    moving = clean_file(picture("1", kind="GIF", **more), "picture")
    assert (len(moving.sizes), moving.said) == (1, "动图，只印第一幅")


def test_a_large_photo_gets_no_more_pixels_than_paper_shows():
    pages = clean_file(picture(size=(8_000, 6_000), kind="JPEG"), "picture")
    drawn = next(iter(pypdfium2.PdfDocument(pages.content)[0].get_objects()))
    assert max(drawn.get_px_size()) <= 3_000


def test_a_small_picture_is_at_most_doubled(bound):
    bound(BookPart(number="9", title="附件", pieces=(attached("章", picture(size=(96, 96)), "picture"),)))
    page = pypdfium2.PdfDocument(bound.out)[2]
    image = next(obj for obj in page.get_objects(max_depth=5) if obj.type == 3)
    outer = next(obj for obj in page.get_objects(max_depth=1) if obj.type == 5)
    assert image is not None
    left, _, right, _ = outer.get_bounds()
    assert right - left == pytest.approx(144, abs=1)


def test_scripts_and_files_carried_along_stay_behind():
    stream = io.BytesIO()
    made = canvas.Canvas(stream)
    made.drawString(50, 50, "x")
    made.linkURL("http://example.com/", (0, 0, 50, 50))
    made.save()
    evil = stream.getvalue()
    assert b"example.com" in evil
    assert b"example.com" not in clean_file(evil, "pdf").content


# ---- when something goes wrong


def test_a_cancelled_book_leaves_the_old_file(bound):
    bound.out.write_bytes(b"old")

    def stop(done, _total):
        if done > 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bound(BookPart(number="9", title="附件", pieces=tuple(attached(str(n), png(), "picture") for n in range(3))), progress=stop)
    assert bound.out.read_bytes() == b"old"
    assert [path.name for path in bound.out.parent.iterdir()] == ["book.pdf"]


def test_progress_goes_forward_to_its_end(bound):
    seen = []
    parts = BookPart(number="9", title="附件", pieces=(sheet("一", "甲"), attached("二", png(), "picture")))
    bound(parts, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[0][0] == 0
    assert seen[-1] == (5, 5)


def test_a_child_that_fails_at_the_end_is_said_and_nothing_is_left(bound, monkeypatch):
    monkeypatch.setattr(dossier_book, "bind_files", lambda *given: _bind_badly(monkeypatch, *given))
    with pytest.raises(PrintError, match="合并失败"):
        bound(BookPart(number="9", title="附件", pieces=(attached("二", png(), "picture"),)))
    assert list(bound.out.parent.iterdir()) == []


def _bind_badly(monkeypatch, *given):
    monkeypatch.setattr(foreign_files, "child_command", lambda _verb: [sys.executable, "-c", "import os; os._exit(3)"])
    foreign_files.bind_files(*given)


def test_a_folder_that_cannot_be_written_is_said(bound):
    bound.out.mkdir()
    with pytest.raises(PrintError, match="没有写入"):
        bound(BookPart(number="9", title="附件", pieces=(attached("二", png(), "picture"),)))


def test_the_files_of_a_book_have_a_limit_together(bound):
    pieces = tuple(attached(f"件{n}", paper(2), "pdf") for n in range(4))
    counts, texts = bound(BookPart(number="9", title="附件", pieces=pieces), limits=replace(LIMITS, all_bytes=4_000))
    assert counts.attached >= 1
    assert counts.failed == 4 - counts.attached > 0
    assert "附件合计已达上限3KB" in "".join(texts)


def test_the_county_says_how_long_a_file_may_be(bound):
    pieces = (attached("长件", paper(3), "pdf"), attached("短件", paper(2), "pdf"), attached("说明", "实事求是".encode(), "text"))
    counts, texts = bound(
        BookPart(number="9", title="附件", pieces=pieces), limits=replace(LIMITS, file_pages=2, file_chars=3)
    )
    assert (counts.attached, counts.failed) == (1, 2)
    assert "文件共3页，超过每份2页的上限" in "".join(texts)
    assert "文字共4字，超过每份3字的上限" in "".join(texts)


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(foreign_files, "child_command", lambda _verb: [sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(PagesError, match="限定时间"):
        clean_file(PDF, "pdf", patience=0.3)


def test_a_plain_page_without_contents_is_bound_in(bound):
    counts, texts = bound(BookPart(number="9", title="附件", pieces=(attached("白页", PDF, "pdf"),)))
    assert (counts.attached, len(texts)) == (1, 4)
