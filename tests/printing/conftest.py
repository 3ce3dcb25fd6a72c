"""One form, its sample, and the shipped fonts; the PC's own fonts are left out so that every PC prints alike."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from jzdesk.paths import forms
from jzdesk.printing.fonts import Typefaces, shipped_fonts
from jzdesk.printing.forms import FormDefinition, Value, load_form, load_sample
from jzdesk.printing.render import render


@pytest.fixture(scope="session")
def faces() -> Typefaces:
    return Typefaces(shipped_fonts())


@pytest.fixture(scope="session")
def lists() -> dict[str, tuple[str, ...]]:
    """The county's words that the form asks for."""
    return {
        "visit_grade": ("好", "较好", "一般", "较差"),
        "visit_effect": ("能正确认识错误", "不能正确认识错误", "未联系上", "不接受回访"),
        "visit_sign": ("被回访人已签名", "谈话人已签名", "记录人已签名", "单位评价已盖章"),
    }


@pytest.fixture(scope="session")
def form(lists) -> FormDefinition:
    return load_form(forms() / "interview", lists)


@pytest.fixture
def sample(form) -> dict[str, Value]:
    return load_sample(form.folder)


class Heard(list):
    """Every text that was placed: (x, y, font, size, text)."""

    @property
    def texts(self) -> list[str]:
        return [one[4] for one in self]


@pytest.fixture
def listen(form, faces, tmp_path) -> Callable[..., tuple[int, Heard]]:
    """Print records and return pages and texts in the order they were placed."""

    def run(*records: Mapping[str, object], of: FormDefinition = form) -> tuple[int, Heard]:
        heard = Heard()
        pages = render(
            of, records, tmp_path / "out.pdf", faces=faces, listener=lambda *one: heard.append(one)
        )
        return pages, heard

    return run


@pytest.fixture
def extract() -> Callable[[Path], str]:
    """A PDF's text in the order it was written, without white space."""
    if shutil.which("pdftotext") is None:
        pytest.fail("pdftotext is missing; the test should have been kept back")

    def run(path: Path) -> str:
        done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
        return "".join(done.stdout.decode().split())

    return run
