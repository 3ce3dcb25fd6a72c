"""Pages of PDF files that others made, as pictures: for looking at an attachment and for binding it into a file.

The file is opened in a process of its own (`page_child`), so that a crafted one cannot take the window down."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.children import child_command, child_environment, hidden_window
from jzdesk.printing.errors import PrintError
from jzdesk.printing.page_child import VERB

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE = 20.0
"""Seconds until a file that does not come to an end is given up."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page, drawn: `number` counts from 0, `rgb` holds the rows from the top, three bytes a pixel. A page that
    cannot be drawn has no pixels."""

    number: int
    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Pages:
    """How many pages the file has, and those that were asked for."""

    count: int
    pictures: tuple[PagePicture, ...]


class PagesError(PrintError):
    """A PDF that cannot be shown; `text` says why, for the user."""


def draw_pages(content: bytes, pages: Sequence[int], *, width: int, patience: float = PATIENCE) -> Pages:
    """Some pages of a PDF as pictures `width` pixels wide. PagesError when it is damaged, locked by a password, or
    takes too long or too much memory."""
    asked = json.dumps({"pages": list(pages), "width": width}).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603 - this very program, with a verb of its own
            _command(), input=asked + content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=patience,
            env=child_environment(), creationflags=hidden_window(), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise PagesError("这份 PDF 太复杂，没能在限定时间内显示，请另存后用其他软件打开。") from late
    except OSError as fault:
        raise PagesError("没有足够的资源显示 PDF，请关闭其他程序后再试。") from fault
    if done.returncode:
        raise PagesError("这份 PDF 已损坏或者含有异常内容，不能显示。")
    return _read(done.stdout)


def _read(reply: bytes) -> Pages:
    line, _, rest = reply.partition(b"\n")
    head = json.loads(line)
    if fault := head.get("fault"):
        locked = "这份 PDF 设有打开密码，不能显示；请换成没有密码的文件。"
        raise PagesError(locked if fault == "password" else "这份 PDF 已损坏，不能显示。")
    pictures, at = [], 0
    for number, width, height in head["pages"]:
        size = width * height * 3
        pictures.append(PagePicture(number, width, height, rest[at : at + size]))
        at += size
    return Pages(head["count"], tuple(pictures))


def _command() -> list[str]:
    return child_command(VERB)
