from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from jzdesk.printing.forms import A4, Block, Cell, Row
from jzdesk.printing.layout import MM, Box, edges, lay_out


def test_the_interview_has_three_full_pages(form):
    layout = lay_out(form)
    assert len(layout.sheets) == 3
    lowest = layout.signatures[0].box.top
    assert [round(sheet.frame.y - lowest, 3) for sheet in layout.sheets] == [0, 0, 0]


def test_everything_stands_inside_the_margins(form):
    layout = lay_out(form)
    left, right = form.page.left * MM, (A4[0] - form.page.right) * MM
    boxes = [placed.box for sheet in layout.sheets for placed in sheet.cells]
    boxes += [placed.box for placed in layout.signatures] + [layout.annex]
    for box in boxes:
        assert box.x >= left - 0.01
        assert box.x + box.w <= right + 0.01
        assert box.y >= form.page.bottom * MM - 0.01
        assert box.top <= (A4[1] - form.page.top) * MM + 0.01


def test_cells_of_a_page_fill_it_without_overlap(form):
    for sheet in lay_out(form).sheets:
        area = sum(placed.box.w * placed.box.h for placed in sheet.cells) + sum(
            b.w * b.h for _, b in sheet.sides
        )
        assert area == pytest.approx(sheet.frame.w * sheet.frame.h)


def test_lines_for_a_pen_are_at_least_eight_millimetres_apart(form):
    writing = [p for sheet in lay_out(form).sheets for p in sheet.cells if p.lines]
    assert len(writing) == 9
    assert min(placed.content.h / placed.lines for placed in writing) >= 8 * MM


def test_the_signature_row_spans_the_table(form):
    row = lay_out(form).signatures
    assert sum(placed.box.w for placed in row) == pytest.approx(form.page.body_width * MM)
    assert all(a.box.x + a.box.w == pytest.approx(b.box.x) for a, b in pairwise(row))


def test_a_shared_border_is_drawn_once():
    lines = edges([Box(0, 0, 10, 5), Box(10, 0, 10, 5), Box(0, 5, 20, 5)])
    assert sorted(lines) == [
        (0, 0, 0, 10),
        (0, 0, 20, 0),
        (0, 5, 20, 5),
        (0, 10, 20, 10),
        (10, 0, 10, 5),
        (20, 0, 20, 10),
    ]


def tall(form, *heights: float, new_page: bool = False):
    """The interview's page with one block of rows of these heights, and a second block."""
    rows = tuple(Row(cells=(Cell(foot="{person.name}　年　月　日"),), height=height) for height in heights)
    blocks = (Block(title="登记", rows=rows), Block(title="", rows=rows[:1], new_page=new_page))
    return replace(form, blocks=blocks)


def test_a_block_is_split_between_rows_and_its_title_repeated(form):
    sheets = lay_out(tall(form, *[50] * 7)).sheets
    assert [len(sheet.cells) for sheet in sheets] == [4, 4]
    assert [title for sheet in sheets for title, _ in sheet.sides] == ["登记", "登记"]


def test_a_block_can_begin_a_page(form):
    sheets = lay_out(tall(form, 50, new_page=True)).sheets
    assert [len(sheet.cells) for sheet in sheets] == [1, 1]
    assert sheets[1].cells[0].box.w == pytest.approx(form.page.body_width * MM)


def test_a_page_without_lines_to_write_on_is_not_stretched(form):
    (sheet,) = lay_out(tall(form, 60, 60)).sheets
    assert [round(placed.box.h / MM, 3) for placed in sheet.cells] == [60, 60, 60]
