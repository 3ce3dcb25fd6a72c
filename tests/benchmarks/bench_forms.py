"""A batch of interview forms against a bare reportlab canvas that draws the same text at the same places.

The bare canvas draws the labels on every page too, as a program without backgrounds would, but no lines: it
does a little less than the form has and a little more than `render` does.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from jzdesk.paths import forms
from jzdesk.printing.fonts import Typefaces, shipped_fonts
from jzdesk.printing.forms import FormDefinition, Value, load_form, load_sample
from jzdesk.printing.render import render

PAGES = 3
Text = tuple[float, float, str, float, str]


def bench_forms(n: int) -> str:
    """One line: rate of `n` forms in one file ÷ rate of the bare canvas; above 1 is faster than bare."""
    form = load_form(forms() / "interview")
    sample = load_sample(form.folder)
    faces = Typefaces(shipped_fonts())
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "forms.pdf"
        texts = listen(form, sample, faces, out)
        records = [{**sample, "form.number": f"公纪回〔2026〕{number}号"} for number in range(1, n + 1)]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = spent(lambda: render(form, records, out, faces=faces))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        size = out.stat().st_size / 1e6
        bare = spent(lambda: draw_bare(texts, n, out))
    return (
        f"{n} forms of {PAGES} pages: rate {bare / ours:.2f} × bare canvas "
        f"({ours:.1f} s, bare {bare:.1f} s CPU; memory +{grown:.0f} MB, file {size:.1f} MB)"
    )


def listen(form: FormDefinition, sample: dict[str, Value], faces: Typefaces, out: Path) -> list[Text]:
    """Every text of one printed form, background included, as it was placed."""
    heard: list[Text] = []
    pages = render(form, [sample], out, faces=faces, listener=lambda *text: heard.append(text))
    assert pages == PAGES
    return heard


def draw_bare(texts: list[Text], n: int, out: Path) -> None:
    """The same texts `n` times, by drawString."""
    canvas = Canvas(str(out))
    share = -(-len(texts) // PAGES)
    for _ in range(n):
        for start in range(0, len(texts), share):
            for x, y, font, size, text in texts[start : start + share]:
                canvas.setFont(font, size)
                canvas.drawString(x, y, text)
            canvas.showPage()
    canvas.save()


def spent(work: Callable[[], object]) -> float:
    """Processor seconds of some work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    print(bench_forms(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
