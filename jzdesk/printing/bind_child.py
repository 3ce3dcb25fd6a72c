"""The process that makes foreign files fit to be bound in: it cleans PDF files and pictures, and puts the pages together.

Started by `foreign_files` and by nothing else, fenced in like `page_child`: what crashes a reader crashes this process, and
the book is made without that file. It is asked by a JSON line and the files, and answers in the same way.
"""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any, BinaryIO

from jzdesk.children import fence

VERB = "bind-pages"
"""The hidden verb of the `jzdesk` command that starts this process."""

MEMORY, BIND_MEMORY = 3 << 29, 3 << 30
SECONDS, BIND_SECONDS = 40, 300
PIXELS = 100_000_000
"""A picture of more is not opened: scanners and cameras stay far below."""
SHORT, LONG = 2100, 3000
"""Pixels a printed page shows at most, 260 to the inch of A4."""
POINTS_PER_PIXEL = 72 / 96
LARGEST = 14_000.0
"""Points; a PDF page may not be larger than 14,400."""
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF")

Head = dict[str, Any]


def main() -> int:
    """Answer one request."""
    # by descriptor: a program without a console has no sys.stdin
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        asked = json.loads(source.readline())
        if asked["do"] == "bind":
            fence(BIND_MEMORY, BIND_SECONDS)
            bind(asked, source, target)
            return 0
        fence(MEMORY, SECONDS)
        made = clean_pdf if asked["do"] == "pdf" else clean_picture
        head, content = made(source.read(), asked["most"])
        target.write(json.dumps(head).encode() + b"\n")
        target.write(content)
    return 0


# ---- cleaning


def clean_pdf(content: bytes, most: int) -> tuple[Head, bytes]:
    """The pages alone, of at most `most`: what was filled in or stamped on them becomes part of the page, scripts, links and
    files carried along stay behind. The head tells the sizes of the pages in points, or the fault."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        return {"fault": "password" if "assword" in str(fault) else "broken"}, b""
    count = len(document)
    if count > most:
        return {"fault": "pages", "count": count}, b""
    with contextlib.suppress(pypdfium2.PdfiumError):
        document.init_forms()
    sound = [number for number in range(count) if _flattened(document, number)]
    if not sound:
        return {"fault": "broken"}, b""
    made = pypdfium2.PdfDocument.new()
    try:
        made.import_pages(document, sound)
    except pypdfium2.PdfiumError:
        return {"fault": "broken"}, b""
    return {"sizes": _sizes(made), "lost": count - len(sound)}, _saved(made)


def _flattened(document: Any, number: int) -> bool:
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
        raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)  # the helper refuses stamps on files without a form
        page.close()
    except pypdfium2.PdfiumError:
        return False
    return True


def _sizes(document: Any) -> list[tuple[float, float]]:
    return [tuple(max(side, 1.0) for side in document.get_page_size(n)) for n in range(len(document))]


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def clean_picture(content: bytes, most: int) -> tuple[Head, bytes]:
    """A picture as a PDF, a page for each sheet of a scanned TIFF: turned as the camera was held, in plain colours, with no
    more pixels than paper shows."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # judged below, in the user's words
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (OSError, ValueError, SyntaxError, OverflowError):
        return {"fault": "broken"}, b""
    frames = getattr(picture, "n_frames", 1)
    sheets = frames if picture.format == "TIFF" else 1
    if sheets > most:
        return {"fault": "pages", "count": sheets}, b""
    try:
        made = _sheets(picture, sheets)
    except MemoryError:
        return {"fault": "pixels", "width": picture.width, "height": picture.height}, b""
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError):
        return {"fault": "broken"}, b""
    return {"sizes": _sizes(made), "lost": 0, "moving": frames > 1 and sheets == 1}, _saved(made)


def _sheets(picture: Any, count: int) -> Any:
    """A document with a page for each sheet. MemoryError for one with too many pixels, before it is decoded."""
    import pypdfium2

    made = pypdfium2.PdfDocument.new()
    for number in range(count):
        picture.seek(number)
        if picture.width * picture.height > PIXELS:
            raise MemoryError
        _add_sheet(made, picture)
    return made


def _add_sheet(document: Any, picture: Any) -> None:
    """A page as large as the picture is on a screen."""
    import pypdfium2
    from PIL import Image, ImageOps

    sides = (picture.width, picture.height)
    if picture.format == "JPEG":
        picture.draft(None, (LONG, LONG))
    held = picture.width > picture.height
    ImageOps.exif_transpose(picture, in_place=True)
    if (picture.width > picture.height) != held:
        sides = sides[::-1]
    sharp = picture.mode in ("1", "P")  # drawings and black-and-white scans
    plain = plain_colours(picture)
    box = (LONG, SHORT) if plain.width > plain.height else (SHORT, LONG)
    plain.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=3.0)
    shrink = min(1.0, LARGEST / (max(sides) * POINTS_PER_PIXEL))
    width, height = (max(side * POINTS_PER_PIXEL * shrink, 1.0) for side in sides)
    image = pypdfium2.PdfImage.new(document)
    if sharp:
        image.set_bitmap(pypdfium2.PdfBitmap.from_pil(plain))
    else:
        packed = io.BytesIO()
        plain.save(packed, "JPEG", quality=85, subsampling=0)
        packed.seek(0)
        image.load_jpeg(packed, inline=True)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = document.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()
    page.close()


def plain_colours(picture: Any) -> Any:
    """A picture of any mode as grey or RGB of eight bits on white paper."""
    from PIL import Image

    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode[0] in "IF":  # 16 bits and more: PIL would cut the bright half off
        deep = picture.convert("F")
        low, high = (0.0, 65535.0) if ";16" in picture.mode else deep.getextrema()
        step = 255 / ((high - low) or 1)
        return deep.point(lambda value: value * step - low * step).convert("L")
    return picture.convert("RGB")


# ---- putting together


def bind(asked: Head, source: BinaryIO, target: BinaryIO) -> None:
    """Draw pages of the files onto pages of the base: `places` are (page of the base, page of the file, scale, x, y), a list for
    each file; `sizes` the bytes of the base and of the files, which follow the request one after another.

    By pypdf, since pdfium copies a font or a picture anew for every page that uses it."""
    from pypdf import PdfReader, PdfWriter

    base_size, *file_sizes = asked["sizes"]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(source.read(base_size))))
    pages = list(writer.pages)
    for size, places in zip(file_sizes, asked["places"], strict=True):
        found = list(PdfReader(io.BytesIO(source.read(size))).pages)
        for page, number, scale, x, y in places:
            _put(writer, pages[page], _form_of(writer, found[number]), (scale, 0, 0, scale, x, y))
    writer.write(_Counting(target))  # type: ignore[arg-type]  # all it needs of a stream


class _Counting:
    """A pipe that knows how much went through it: the table at a PDF's end needs to."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._at = 0

    def write(self, content: bytes) -> int:
        """Hand it on."""
        self._at += len(content)
        return self._pipe.write(content)

    def tell(self) -> int:
        """How much so far."""
        return self._at

    def flush(self) -> None:
        """Nothing is held back here."""
        self._pipe.flush()


def _form_of(writer: Any, page: Any) -> Any:
    """A page as a drawing of the writer's, upright and with its lower left corner at 0, 0; what pages share is copied once."""
    from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject

    box = page.cropbox
    left, low, right, high = (float(side) for side in (box.left, box.bottom, box.right, box.top))
    upright = {
        0: (1, 0, 0, 1, -left, -low), 90: (0, -1, 1, 0, -low, right), 180: (-1, 0, 0, -1, right, high),
        270: (0, 1, -1, 0, high, -left),
    }  # fmt: skip
    drawn = page.get_contents()
    form = StreamObject()
    form.set_data(drawn.get_data() if drawn is not None else b"")
    form = form.flate_encode()
    form.update({
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): ArrayObject(FloatObject(side) for side in (left, low, right, high)),
        NameObject("/Matrix"): ArrayObject(FloatObject(side) for side in upright[page.rotation % 360]),
        NameObject("/Resources"): page.get("/Resources", DictionaryObject()).clone(writer),
    })  # fmt: skip
    if "/Group" in page:
        form[NameObject("/Group")] = page["/Group"].clone(writer)
    return writer._add_object(form)  # noqa: SLF001 - the only way in for a drawing


def _put(writer: Any, page: Any, form: Any, place: tuple[float, ...]) -> None:
    """Draw a form on a page after everything that is there."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

    own = page.get("/Resources", DictionaryObject()).get_object()
    resources = DictionaryObject(own)  # pages share theirs
    known = DictionaryObject(own.get("/XObject", DictionaryObject()).get_object())
    known[NameObject("/JzForeign")] = form
    resources[NameObject("/XObject")] = known
    page[NameObject("/Resources")] = resources
    stroke = StreamObject()
    stroke.set_data(f"\nq {' '.join(f'{side:.5f}' for side in place)} cm /JzForeign Do Q\n".encode())
    before = page.get("/Contents")
    drawn = before.get_object() if before is not None else ArrayObject()
    parts = list(drawn) if isinstance(drawn, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject([*parts, writer._add_object(stroke)])  # noqa: SLF001
