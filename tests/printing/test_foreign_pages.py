"""Pages of foreign PDF files: drawn in a process of their own, and no file takes the window with it."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time

import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

from jzdesk.printing import foreign_pages, page_child
from jzdesk.printing.foreign_pages import PagesError, draw_pages


def paper(pages=3, size=(595, 842), **more):
    """A PDF with a black square on every page."""
    stream = io.BytesIO()
    made = canvas.Canvas(stream, pagesize=size, **more)
    for _ in range(pages):
        made.rect(0, size[1] - 50, 50, 50, fill=1)
        made.showPage()
    made.save()
    return stream.getvalue()


def test_pages_are_drawn_as_wide_as_asked():
    found = draw_pages(paper(), [0, 2, 7], width=200)
    assert found.count == 3
    assert [p.number for p in found.pictures] == [0, 2]
    assert all(abs(p.width - 200) <= 1 and len(p.rgb) == p.width * p.height * 3 for p in found.pictures)
    assert abs(found.pictures[0].height - 283) <= 2
    assert found.pictures[0].rgb[:3] == b"\x00\x00\x00"  # the square in the upper left corner
    assert found.pictures[0].rgb[-3:] == b"\xff\xff\xff"


def test_a_page_of_any_shape_stays_within_the_pixels():
    for size in ((10, 14_000), (14_000, 10), (14_000, 14_000)):
        page = draw_pages(paper(1, size), [0], width=2_000).pictures[0]
        assert page.width * page.height <= page_child.PIXELS * 1.01
        assert len(page.rgb) == page.width * page.height * 3


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 content", b"\x00" * 5_000, paper()[:400], paper().replace(b"/Pages", b"/Xages")],
)
def test_a_damaged_file_is_said(content):
    with pytest.raises(PagesError, match="已损坏"):
        draw_pages(content, [0], width=200)


def test_a_locked_file_is_said():
    locked = paper(encrypt=pdfencrypt.StandardEncryption("geheim", "eigner"))
    with pytest.raises(PagesError, match="打开密码"):
        draw_pages(locked, [0], width=200)


def test_mutilated_files_never_raise_anything_else():
    whole = paper(1)
    for at in range(0, len(whole), max(1, len(whole) // 12)):
        hurt = bytearray(whole)
        hurt[at] ^= 0x5A
        with contextlib.suppress(PagesError):
            assert draw_pages(bytes(hurt), [0], width=60).count in (0, 1)


def test_a_child_that_crashes_is_a_sentence(monkeypatch):
    crash = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"]
    monkeypatch.setattr(foreign_pages, "_command", lambda: crash)
    with pytest.raises(PagesError, match="异常内容"):
        draw_pages(paper(), [0], width=100)


def test_a_child_that_does_not_end_is_given_up(monkeypatch):
    monkeypatch.setattr(foreign_pages, "_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    begun = time.monotonic()
    with pytest.raises(PagesError, match="限定时间"):
        draw_pages(paper(), [0], width=100, patience=0.3)
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_child_is_fenced_in(tmp_path):
    code = (
        "from jzdesk.printing.page_child import _fence; _fence()\n"
        "import pathlib, sys\n"
        "try: bytearray(3 << 30); print('memory')\n"
        "except MemoryError: pass\n"
        f"try: pathlib.Path({str(tmp_path / 'written')!r}).write_bytes(b'x'); print('file')\n"
        "except OSError: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, timeout=60)
    assert done.stdout == ""
    assert not (tmp_path / "written").exists() or (tmp_path / "written").stat().st_size == 0
