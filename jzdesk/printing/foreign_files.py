"""Files that others made, as pages to be bound into a book: each cleaned by a process of its own (`bind_child`)."""

from __future__ import annotations

import json
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jzdesk.children import child_command, child_environment, hidden_window
from jzdesk.printing.bind_child import VERB
from jzdesk.printing.errors import PrintError
from jzdesk.printing.foreign_pages import PagesError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MOST_PAGES = 500
"""Of one file: a longer one lies beside the book."""
PATIENCE, BIND_PATIENCE = 60.0, 600.0
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class CleanPages:
    """Pages ready to be bound in: a PDF with nothing but pages, their sizes in points, and what is to be said of what was
    left out ('' for nothing)."""

    content: bytes
    sizes: tuple[tuple[float, float], ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a file stands: on which page of the book (both from 0), how large, its lower left corner in points."""

    page: int
    number: int
    scale: float
    x: float
    y: float


def clean_file(content: bytes, family: str, *, most: int = MOST_PAGES, patience: float = PATIENCE) -> CleanPages:
    """The pages of a PDF or a picture (`family` 'pdf' or 'picture'). PagesError says in a sentence why there are none."""
    what = "pdf" if family == "pdf" else "picture"
    asked = json.dumps({"do": what, "most": most}).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603 - this very program, with a verb of its own
            child_command(VERB), input=asked + content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=patience, env=child_environment(), creationflags=hidden_window(), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise PagesError("文件太复杂，没能在限定时间内处理完。") from late
    except OSError as fault:
        raise PagesError("内存不足，没能打开文件。") from fault
    line, _, rest = done.stdout.partition(b"\n")
    if done.returncode or not line:
        raise PagesError("文件含有异常内容，不能打开。")
    head = json.loads(line)
    if head.get("fault"):
        raise PagesError(_fault(head, most))
    return CleanPages(rest, tuple((width, height) for width, height in head["sizes"]), _said(head))


def _fault(head: dict[str, Any], most: int) -> str:
    if head["fault"] == "password":
        return "文件设有打开密码，请换成没有密码的文件。"
    if head["fault"] == "pages":
        return f"文件共 {head['count']} 页，超过每份 {most} 页的上限。"
    if head["fault"] == "pixels":
        return f"图片有 {head['width']}×{head['height']} 像素，过大，请缩小后再附加。"
    return "文件已损坏，不能打开。"


def _said(head: dict[str, Any]) -> str:
    if head.get("moving"):
        return "动图，只印第一幅"
    return f"另有 {head['lost']} 页已损坏" if head["lost"] else ""


def bind_files(
    base: bytes, files: Sequence[tuple[CleanPages, Sequence[Place]]], aside: Path, *, patience: float = BIND_PATIENCE
) -> None:
    """Write the base with the pages of the files on its pages to `aside`. PrintError when it cannot be done."""
    asked = {
        "do": "bind",
        "sizes": [len(base), *(len(pages.content) for pages, _ in files)],
        "places": [[(p.page, p.number, p.scale, p.x, p.y) for p in places] for _, places in files],
    }
    parts = [json.dumps(asked).encode() + b"\n", base, *(pages.content for pages, _ in files)]
    child = subprocess.Popen(  # noqa: S603 - this very program, with a verb of its own
        child_command(VERB), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=child_environment(), creationflags=hidden_window(),
    )  # fmt: skip
    clock = threading.Timer(patience, child.kill)
    feeder = threading.Thread(target=_feed, args=(child.stdin, parts))
    try:
        clock.start()
        feeder.start()
        with aside.open("wb") as out:
            while chunk := child.stdout.read(_CHUNK):  # type: ignore[union-attr]
                out.write(chunk)
        status = child.wait()
    finally:
        clock.cancel()
        child.kill()
        feeder.join()
        child.stdout.close()  # type: ignore[union-attr]
        child.wait()
    if status:
        raise PrintError("附件页合并失败，档案没有打印；请逐份检查附件后重试。")


def _feed(pipe: Any, parts: Sequence[bytes]) -> None:
    """Hand the child its input; one that died has no use for the rest."""
    with suppress(OSError, ValueError), pipe:
        for part in parts:
            pipe.write(part)
