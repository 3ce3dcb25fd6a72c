from __future__ import annotations

import re

import pytest

from jzdesk.domain.errors import Refused
from jzdesk.paths import forms
from jzdesk.printing.errors import FormError
from jzdesk.printing.forms import list_forms, load_form, load_sample
from jzdesk.printing.layout import lay_out
from jzdesk.printing.reader import ROW_HEIGHT

SMALL = """
title = "登记表"
[page]
number = "编号：{form.number}"
[[fields]]
name = "form.number"
title = "编号"
[[fields]]
name = "person.name"
title = "姓名"
[[blocks]]
title = "本人"
[[blocks.rows]]
cells = [{ label = "姓名", value = "person.name", width = 60 }, { text = "签名" }]
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str):
        folder = tmp_path / "register"
        folder.mkdir(exist_ok=True)
        (folder / "form.toml").write_text(text, encoding="utf-8")
        return folder

    return write


def test_a_small_form_is_read(write):
    form = load_form(write(SMALL))
    assert (form.name, form.title) == ("register", "登记表")
    (block,) = form.blocks
    (row,) = block.rows
    assert row.height == ROW_HEIGHT
    assert [cell.width for cell in row.cells] == [60, 0]


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ('title = "登记表"', "", "", "缺少 title"),
        ('value = "person.name"', 'value = "person.nam"', "第1块“本人”第1行第1格“姓名”", "字段 person.nam"),
        (
            'value = "person.name"',
            'valeu = "person.name"',
            "第1块“本人”第1行第1格“姓名”",
            "不认识的项目 valeu",
        ),
        ("width = 60", 'width = "宽"', "第1块“本人”第1行第1格“姓名”", "width 应为数字"),
        ("width = 60", "width = true", "第1块“本人”第1行第1格“姓名”", "width 应为数字"),
        ("width = 60", "width = -5", "第1块“本人”第1行第1格“姓名”", "不能小于 0"),
        ("width = 60", "width = 150", "第1块“本人”第1行", "放不进 155 毫米"),
        ("width = 60", "width = 10", "第1块“本人”第1行第1格“姓名”", "小于 label_width"),
        ('{ text = "签名" }', "3", "第1块“本人”第1行", "第2项应为条目"),
        ('text = "签名" }', 'text = "签名", width = 60 }', "第1块“本人”第1行", "不等于 155 毫米"),
        ('text = "签名"', 'text = "{person.age}岁"', "第1块“本人”第1行第2格", "字段 person.age"),
        ('text = "签名"', 'choices = ["好"]', "第1块“本人”第1行第2格", "须写 value"),
        ('text = "签名"', "choices = [1]", "第1块“本人”第1行第2格", "一组文字"),
        ('text = "签名"', 'text = "签名", align = "top"', "第1块“本人”第1行第2格", "align"),
        ('text = "签名"', 'text = "签名", value = "person.name"', "第1块“本人”第1行第2格", "只能写一个"),
        ('text = "签名"', 'choices_of = "grade"', "第1块“本人”第1行第2格", "须写 value"),
        ('text = "签名"', 'choices_of = "grade", choices = ["好"]', "第1块“本人”第1行第2格", "只能写一个"),
        ('text = "签名"', 'value = "person.name", choices_of = "grades"', "第1块“本人”第1行第2格", "不认识的名单 grades"),
        ('text = "签名"', 'value = "person.name", blank = "[x票]"', "第1块“本人”第1行第2格", "不认识的名单 x"),
        ("{form.number}", "{form.no}", "[page]", "字段 form.no"),
        ('name = "person.name"', 'name = "form.number"', "", "字段 form.number 重复"),
        ('title = "登记表"', 'title = "登记表"\ntext_font = "楷"', "", "text_font"),
        ("[page]", "[page]\nleft = 170", "[page]", "页边距过大"),
        ("[[blocks.rows]]", "[[blocks.rows]]\nheight = 3", "第1块“本人”第1行", "height 不足"),
        ("[[blocks.rows]]", "[[blocks.row]]", "第1块“本人”", "缺少 rows"),
        ('title = "登记表"', 'title = "登记表', "", "写法有误"),
    ],
)
def test_a_wrong_entry_is_named_with_its_file(write, old, new, where, what):
    folder = write(SMALL.replace(old, new, 1))
    with pytest.raises(FormError) as caught:
        load_form(folder, {"grade": ("好", "差")})
    assert str(folder / "form.toml") in caught.value.text
    assert caught.value.where == where
    assert what in caught.value.text


def test_the_words_of_a_list(write):
    folder = write(SMALL.replace('text = "签名"', 'value = "person.name", choices_of = "grade", blank = "共[grade　票]"', 1))
    cell = load_form(folder, {"grade": ("好", "差")}).blocks[0].rows[0].cells[1]
    assert cell.choices == ("好", "差")
    assert cell.blank == "共好　票，差　票"
    bare = load_form(folder).blocks[0].rows[0].cells[1]  # only what the form asks for
    assert (bare.choices, bare.choices_of) == ((), "grade")


def test_a_slip_of_the_pen_is_named_with_its_line(write):
    with pytest.raises(FormError, match="line 3"):
        load_form(write(SMALL.replace("[page]", "[page")))


def test_a_missing_file_and_one_in_another_encoding(tmp_path):
    with pytest.raises(FormError, match="文件不存在"):
        load_form(tmp_path)
    (tmp_path / "form.toml").write_bytes("title = '登记表'".encode("gbk"))
    with pytest.raises(FormError, match="UTF-8"):
        load_form(tmp_path)


def test_a_row_higher_than_a_page_is_refused(write):
    form = load_form(write(SMALL.replace("[[blocks.rows]]", "[[blocks.rows]]\nheight = 260")))
    with pytest.raises(FormError, match="第1块“本人”第1行：高 260 毫米，一页放不下"):
        lay_out(form)


def test_a_form_error_can_be_shown_like_any_refusal():
    assert issubclass(FormError, Refused)


def test_the_county_s_own_form_wins(tmp_path):
    for parent, name in [("county", "interview"), ("shipped", "interview"), ("shipped", "cover")]:
        (tmp_path / parent / name).mkdir(parents=True)
        (tmp_path / parent / name / "form.toml").touch()
    (tmp_path / "shipped" / "monthly").mkdir()  # a ledger template has no form.toml
    found = list_forms([tmp_path / "county", tmp_path / "shipped", tmp_path / "nowhere"])
    assert found == {
        "cover": tmp_path / "shipped" / "cover",
        "interview": tmp_path / "county" / "interview",
    }


def test_every_shipped_form_loads_and_has_a_readme_and_a_sample_with_its_fields():
    shipped = list_forms([forms()])
    assert "interview" in shipped
    for folder in shipped.values():
        form = load_form(folder)
        lay_out(form)
        names = {field.name for field in form.fields}
        assert set(load_sample(folder)) == names
        assert set(re.findall(r"^\| `([^`]+)` \|", (folder / "README.md").read_text("utf-8"), re.M)) == names


def test_every_field_of_the_interview_is_printed_somewhere(form):
    shown = form.page.head + form.page.number
    for block in form.blocks:
        for row in block.rows:
            shown += "".join(f"{{{cell.value}}}{cell.text}" for cell in row.cells)
    assert [field.name for field in form.fields if f"{{{field.name}}}" not in shown] == []
