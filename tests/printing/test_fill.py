from __future__ import annotations

import pytest

from jzdesk.printing.chinese import Line
from jzdesk.printing.fill import (
    SIZES,
    Fitter,
    cell_text,
    chosen,
    clean,
    field_text,
    is_written,
    spread,
    template_text,
)
from jzdesk.printing.fonts import SONG
from jzdesk.printing.forms import Cell
from jzdesk.printing.layout import Box, Placed


def placed(width: float, height: float, *, lines: int = 0, **cell) -> Placed:
    box = Box(0, 0, width, height)
    return Placed(cell=Cell(value="v", **cell), box=box, label=None, content=box, lines=lines)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (" 张三 ", "张三"),
        (["党内警告", "", "政务记过"], "党内警告、政务记过"),
        (("陈䶮",), "陈䶮"),
        (True, "是"),
        (False, "否"),
        (4, "4"),
        ("甲\r\n乙\t丙\x07\ufe0f", "甲\n乙 丙"),
    ],
)
def test_values_as_text(value, text):
    assert field_text({"f": value}, "f") == text
    assert field_text({}, "f") == ""


def test_rare_names_with_variation_selectors_keep_their_character():
    assert clean("\U00020bb7\U000e0100克") == "\U00020bb7克"


def test_a_template_without_any_value_prints_its_blank():
    assert template_text({}, "{a} 至 {b}", "　年 至 　年") == "　年 至 　年"
    assert template_text({"a": "2025年"}, "{a} 至 {b}", "　") == "2025年 至 　　　"
    assert template_text({"a": "<&>{b}"}, "第{a}次", "") == "第<&>{b}次"
    assert cell_text({}, Cell(value="v", blank="　年")) == "　年"


def test_ticks():
    cell = Cell(value="v", choices=("好", "较好"))
    assert chosen({"v": "较好"}, cell) == ({"较好"}, [])
    assert chosen({"v": ["好", "较好"]}, cell) == ({"好", "较好"}, [])
    assert chosen({"v": "很好"}, cell) == (set(), ["很好"])
    assert chosen({"v": True}, cell) == ({"好"}, [])
    assert chosen({"v": False}, cell) == ({"较好"}, [])
    assert chosen({}, cell) == (set(), [])
    assert chosen({"v": ""}, cell) == (set(), [])


def test_a_record_is_written_when_a_writing_cell_has_words():
    cells = [placed(100, 100, lines=3), placed(100, 20)]
    assert not is_written({}, cells)
    assert not is_written({"w": "x"}, cells)
    assert is_written({"v": "x"}, cells)


def test_a_short_text_keeps_the_usual_size(faces):
    fitted = Fitter(faces, SONG).fit("张三", placed(100, 26), "接")
    assert (fitted.size, len(fitted.lines), fitted.rest) == (12, 1, "")


def test_a_longer_text_gets_smaller_before_it_is_cut(faces):
    fitter = Fitter(faces, SONG)
    sizes = [fitter.fit("处" * count, placed(100, 26), "接").size for count in (7, 8, 12, 20)]
    assert sizes == [12, 10.5, 9, 9]
    fitted = fitter.fit("处" * 80, placed(100, 26), "①")
    assert fitted.size == SIZES[-1]
    shown = [fitted.text[line.start : line.end] for line in fitted.lines]
    assert shown[-1] == "（见附页①）"
    assert set("".join(shown[:-1]).strip()) == {"处"}
    assert fitted.rest == "处" * 80


def test_a_cell_of_one_line_refers_to_the_whole_text(faces):
    fitted = Fitter(faces, SONG).fit("处" * 30, placed(60, 13), "①")
    assert fitted.text == "（见附页①）"
    assert fitted.rest == "处" * 30


def test_running_text_is_continued_rather_than_printed_tiny(faces):
    fitted = Fitter(faces, SONG).fit("处" * 80, placed(100, 60, align="left"), "①")
    assert fitted.size == 9
    shown = [fitted.text[line.start : line.end] for line in fitted.lines]
    assert shown[-1] == "（接附页①）"
    assert "".join(shown[:-1]).strip() + fitted.rest == "处" * 80


def test_a_writing_cell_keeps_room_for_its_reference(faces):
    text = "甲" * 25 + "\n" + "乙" * 60
    fitted = Fitter(faces, SONG).fit(text, placed(200, 60, lines=3), "①")
    assert (fitted.size, len(fitted.lines), fitted.mark) == (12, 3, "（接附页①）")
    last = fitted.lines[-1]
    used = (last.end - last.start) * 12 + last.indent + faces.width(fitted.mark, SONG, 12)
    assert used <= 200 - 16
    assert text[: last.end] + fitted.rest == text
    assert fitted.within


def test_a_rest_that_begins_a_paragraph_is_set_in_again(faces):
    fitted = Fitter(faces, SONG).fit("甲乙\n丙丁\n戊己", placed(200, 40, lines=2), "①")
    assert fitted.rest == "戊己"
    assert not fitted.within


def test_lines_are_spread_to_the_edge_but_never_torn_apart():
    assert spread(Line(0, 20, closes=False, room=10), 20, 12) == pytest.approx(10 / 19)
    assert spread(Line(0, 20, closes=True, room=10), 20, 12) == 0
    assert spread(Line(0, 4, closes=False, room=24), 4, 12) == 0
    assert spread(Line(0, 1, closes=False, room=0), 1, 12) == 0
