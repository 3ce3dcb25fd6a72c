"""Every character the program writes on screen is in its own fonts: another font would look it up in the system's."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from jzdesk import app

ROOT = Path(__file__).resolve().parents[2]
#: The last of the Chinese characters, which patterns name and no screen shows.
END_OF_RANGE = 0x9FFF


@pytest.fixture(scope="module")
def glyphs():
    """The code points of the fonts of the window."""
    codes = {END_OF_RANGE}
    for name in app.FONT_FILES:
        with TTFont(ROOT / "resources" / "fonts" / name, lazy=True) as font:
            codes |= set(font.getBestCmap())
    return codes


def literals(tree):
    """The texts in a source, without the docstrings."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and ast.get_docstring(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_every_character_of_the_screens_is_in_our_fonts(glyphs):
    strange = [
        f"{source.relative_to(ROOT)}:{line}: {character!r} {ord(character):#x}"
        for folder in ("ui", "services", "domain", "storage")
        for source in sorted((ROOT / "jzdesk" / folder).rglob("*.py"))
        for line, text in literals(ast.parse(source.read_text(encoding="utf-8")))
        for character in sorted(set(text))
        if ord(character) not in glyphs and not character.isspace() and character.isprintable()
    ]
    assert not strange, "\n".join(strange)
