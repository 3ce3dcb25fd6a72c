"""The process that opens PDF files nobody vouches for: it reads one from its input and writes pictures to its output.

Started by `foreign_pages` and by nothing else. A file made to take a renderer down takes down this process, which holds no
vault, may write no file, and has little memory and little time.
"""

from __future__ import annotations

import json
from typing import Any

from jzdesk.children import fence

VERB = "render-pages"
"""The hidden verb of the `jzdesk` command that starts this process."""

MEMORY = 1 << 30
SECONDS = 20
PIXELS = 12_000_000
"""The largest picture of a page; a page a kilometre long is drawn smaller."""


def main() -> int:
    """Answer one request: a JSON line and the file; the reply is a JSON line and the pictures, one after another."""
    _fence()
    # by descriptor: a program without a console has no sys.stdin
    with open(0, "rb", closefd=False) as source:
        asked = json.loads(source.readline())
        content = source.read()
    head, pictures = answer(content, asked["pages"], asked["width"])
    with open(1, "wb", closefd=False) as target:
        target.write(json.dumps(head).encode() + b"\n")
        for picture in pictures:
            target.write(picture)
    return 0


def _fence() -> None:
    fence(MEMORY, SECONDS)


def answer(content: bytes, wanted: list[int], width: int) -> tuple[dict[str, Any], list[bytes]]:
    """How many pages there are, and those wanted as RGB rows; a fault of the file in `fault`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        return {"fault": "password" if "assword" in str(fault) else "broken"}, []
    count = len(document)
    pictures, sizes = [], []
    for number in wanted:
        if not 0 <= number < count:
            continue
        try:
            size, picture = _drawn(document[number], width)
        except pypdfium2.PdfiumError:
            size, picture = (0, 0), b""
        sizes.append((number, *size))
        pictures.append(picture)
    return {"count": count, "pages": sizes}, pictures


def _drawn(page: Any, width: int) -> tuple[tuple[int, int], bytes]:
    points = max(page.get_width(), 1), max(page.get_height(), 1)
    scale = min(width / points[0], (PIXELS / (points[0] * points[1])) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    row = bitmap.width * 3
    plain = bytes(bitmap.buffer)
    rows = (plain[start : start + row] for start in range(0, bitmap.height * bitmap.stride, bitmap.stride))
    return (bitmap.width, bitmap.height), b"".join(rows)
