from __future__ import annotations

import errno
import shutil
import subprocess
from dataclasses import replace

import pytest

from jzdesk.printing import render as module
from jzdesk.printing.chinese import NO_END, NO_START
from jzdesk.printing.errors import FormError, PrintError
from jzdesk.printing.fill import field_text
from jzdesk.printing.forms import Block, Cell, Row, load_form
from jzdesk.printing.render import render

POPPLER = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler (pdftotext, pdffonts) is not installed"
)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "表.pdf"


@pytest.mark.office
@POPPLER
def test_every_value_is_extracted_again(form, faces, sample, out, extract):
    assert render(form, [sample], out, faces=faces) == 3
    text = extract(out)
    for field in form.fields:
        value = "".join(field_text(sample, field.name).split())
        if field.name not in {"visit.counselling", "visit.signed"}:
            assert value in text, field.name
    assert all(f"√{one}" in text for one in sample["visit.signed"])
    assert all(rare in text for rare in "㛃䶮𬱖𫍯𠮷")
    assert "√较好" in text
    assert "√需要" in text
    assert text.count("√") == 7


@pytest.mark.office
@POPPLER
def test_awkward_names_and_long_answers_are_extracted_whole(form, faces, sample, out, extract):
    long = "".join(f"第{number}句话，说的是“小金库”的事（一共{number * 37}元）。" for number in range(120))
    record = {**sample, "person.name": "买买提·<b>&艾力</b>", "outline.3": long, "side.head": long[:400]}
    assert render(form, [record], out, faces=faces) > 3
    text = extract(out)
    assert "买买提·<b>&艾力</b>" in text
    assert "（接附页①）" in text
    assert "①三、工作表现（第2页）" in text
    # The answer is in two parts: up to the reference, and from the continuation page on.
    words = text.replace("（接附页①）", "\0")
    head = next(long[:end] for end in range(len(long), 0, -1) if long[:end] + "\0" in words)
    rest = long[len(head) :]
    assert len(head) > 100
    assert rest[:600] in text


@pytest.mark.office
@POPPLER
def test_all_fonts_are_embedded_subsets(form, faces, sample, out):
    render(form, [sample, {}], out, faces=faces)
    listed = subprocess.run(
        ["pdffonts", out], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert len(listed) >= 4
    for line in listed:
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line
    assert not any("Helvetica" in line for line in listed)


@pytest.mark.office
@POPPLER
def test_the_pages_are_a4_and_say_what_they_are(form, faces, out):
    render(form, [{}], out, faces=faces)
    info = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True).stdout
    assert "回访谈话表" in info
    assert "(A4)" in info
    assert "Pages:           3" in info


def test_a_blank_form_has_labels_lines_and_no_words(form, faces, out, listen):
    pages, heard = listen({})
    assert pages == 3
    assert "姓　名" in heard.texts
    assert "年　月　日" in "".join(heard.texts)
    assert "√" not in heard.texts
    assert heard.texts.count("本页") == 3


def test_pages_are_counted_within_each_record(sample, listen):
    long = {**sample, "outline.1": "处分决定" * 300}
    pages, heard = listen(sample, long, {})
    assert pages == 3 + 4 + 3
    numbers = [text for text in heard.texts if text.startswith("第 ") and "共" in text]
    assert numbers == [
        *(f"第 {page} 页　共 3 页" for page in (1, 2, 3)),
        *(f"第 {page} 页　共 4 页" for page in (1, 2, 3, 4)),
        *(f"第 {page} 页　共 3 页" for page in (1, 2, 3)),
    ]


def test_the_head_repeats_number_and_unit_on_every_page(sample, listen):
    _, heard = listen({**sample, "outline.1": "处分决定" * 300})
    assert heard.texts.count("编号：公纪回〔2026〕17号") == 4


def test_no_line_starts_or_ends_with_a_forbidden_mark(sample, listen):
    awkward = "他说：“这件事（指‘小金库’）——我有责任……”，《条例》第3.5条、第12%的部分；￥1,200元？是的！"
    record = {name: value for name, value in sample.items() if not name.startswith("outline")}
    for part in range(1, 10):
        record[f"outline.{part}"] = "我" * part + awkward * 12
    _, heard = listen(record)
    # One font on one baseline from the left edge of a column is a line; a run after a fallback glyph is not.
    lines = [text for x, _, _, size, text in heard if size == 12 and len(text) > 20]
    assert len(lines) > 60
    assert [line for line in lines if line[0] in NO_START or line[-1] in NO_END] == []


def test_text_stays_inside_its_page(faces, form, sample, listen):
    _, heard = listen({**sample, "outline.1": "处分决定，" * 400, "person.unit": "某某县" * 40})
    right = (210 - form.page.right) * 72 / 25.4
    for x, y, font, size, text in heard:
        wide = sum(0.4 if c.isascii() else 1 for c in text) * size  # at least; letters are no narrower
        assert x >= form.page.left * 72 / 25.4 - 1
        assert x + wide <= right + 1, (font, text)
        assert 20 < y < 822


def test_a_name_too_long_for_its_cell_is_given_whole_on_the_continuation_page(sample, listen):
    unit = "公安县斗湖堤镇农业农村服务中心" * 5
    pages, heard = listen({**sample, "person.unit": unit})
    assert pages == 4
    assert "（见附页①）" in heard.texts
    at = heard.texts.index("① 工作单位（第1页）")
    assert "".join(heard.texts[at + 1 :]).startswith(unit)


def test_fixed_text_too_long_for_its_cell_is_the_form_s_error(form, listen):
    cell = Cell(text="此处由谈话人填写" * 9, width=20)
    block = Block(title="", rows=(Row(cells=(cell, Cell()), height=10),))
    with pytest.raises(FormError, match=r"form\.toml：“此处由谈话人填写.*”：格内放不下"):
        listen({}, of=replace(form, blocks=(block,)))


def test_a_form_of_one_s_own_prints_title_foot_and_values(form, listen):
    cell = Cell(value="person.name", foot="签名日期：{visit.date}")
    own = replace(
        form,
        title="某某县某某镇某某村受处分人员回访教育帮扶转化情况登记一览表",
        blocks=(Block(title="", rows=(Row(cells=(cell,), height=40),)),),
    )
    pages, heard = listen({"person.name": "张三", "visit.date": "2026年10月20日"}, {}, of=own)
    assert pages == 2
    titles = [one for one in heard if one[4] == own.title]
    assert len(titles) == 1  # a background, drawn once for both
    assert titles[0][3] < 22  # made smaller to fit the page
    assert {"张三", "签名日期：2026年10月20日", "签名日期：　　　"} <= set(heard.texts)


def test_a_value_of_the_county_s_own_is_added_ticked(sample, listen):
    _, heard = listen({**sample, "visit.evaluation": "很好"})
    at = heard.texts.index("很好")
    assert heard.texts[at - 1] == "√"
    assert {"好", "较好", "一般", "较差"} <= set(heard.texts)


def test_three_grades_are_printed_as_three(form, lists, sample, listen):
    lists = {**lists, "visit_grade": ("好", "一般", "较差")}
    three = load_form(form.folder, lists)
    _, heard = listen({}, of=three)
    assert {"好", "一般", "较差"} <= set(heard.texts)
    assert "较好" not in heard.texts
    assert "参加　　人：好　　票，一般　　票，较差　　票" in heard.texts
    _, heard = listen(sample, of=three)  # graded before 较好 went out of use
    assert heard.texts[heard.texts.index("较好") - 1] == "√"


def test_empty_space_is_struck_out_only_beside_printed_words(form, faces, sample, tmp_path, monkeypatch):
    struck = []
    monkeypatch.setattr(
        "jzdesk.printing.page.Painter.strike", lambda self, pen, box, below: struck.append(below - box.y)
    )
    render(form, [{"person.name": "张三"}], tmp_path / "a.pdf", faces=faces)
    assert struck == []  # a form with only its head filled is finished by hand
    render(form, [{**sample, "outline.2": ""}], tmp_path / "b.pdf", faces=faces)
    assert len(struck) == 9
    assert max(struck) > 100  # the unanswered section, all of it


def test_printing_twice_gives_the_same_bytes(form, faces, sample, tmp_path):
    files = [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    for file in files:
        render(form, [sample, {}], file, faces=faces, invariant=True)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_progress_is_told_and_can_cancel(form, faces, sample, out):
    told = []
    render(form, [sample] * 3, out, faces=faces, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    before = out.read_bytes()

    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        render(form, [{}] * 3, out, faces=faces, progress=cancel)
    assert out.read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_nothing_to_print_is_refused(form, faces, out):
    with pytest.raises(PrintError, match="没有可打印的内容"):
        render(form, [], out, faces=faces)
    assert not out.exists()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (PermissionError(errno.EACCES, "denied"), "换一个文件名"),
        (OSError(errno.ENOSPC, "full"), "磁盘空间不足"),
        (OSError(errno.EIO, "broken"), "没有写入"),
    ],
)
def test_a_file_that_cannot_be_written_is_named(listen, monkeypatch, fault, words):
    def fail(path, content):
        raise fault

    monkeypatch.setattr(module, "replace_file", fail)
    with pytest.raises(PrintError, match=words) as caught:
        listen({})
    assert "out.pdf" in caught.value.text


def test_a_missing_folder_is_named(form, faces, tmp_path):
    with pytest.raises(PrintError, match="没有写入"):
        render(form, [{}], tmp_path / "nowhere" / "a.pdf", faces=faces)
