"""干部任免审批表: read whatever editor wrote it, refused in a sentence whatever is wrong with it."""

from __future__ import annotations

import resource
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from name_lists import GOOD, WOMAN, form, hostile_forms, jpeg, outcome

from jzdesk.domain.errors import Refused
from jzdesk.imports import foreign, lrmx
from jzdesk.imports.foreign import Broken, Reader
from jzdesk.imports.lrmx import read_lrmx


@pytest.fixture
def read(tmp_path):
    def do(content, name="张䶮.lrmx"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (row,) = read_lrmx([path]).rows
        return row

    return do


def test_a_form_with_a_photo(read):
    row = read(form(photo=jpeg()))
    person = row.person
    assert (person.name, person.id_number, person.sex, person.birth_month) == ("张䶮", GOOD, "1", "1980-01")
    assert person.unit_text == "楚江县财政局党组成员、副局长"
    assert (person.proposed_post, person.removed_post) == ("楚江县审计局局长", "楚江县财政局副局长")
    assert person.source == "lrmx"
    assert row.problems == ()
    more = dict(row.more)
    assert more["照片"] == "376×460"
    assert (more["民族"], more["入党时间"], more["填表时间"]) == ("汉族", "2005-06", "2026-11")
    assert "健康状况" not in more  # blanks only
    assert not any("李某" in text for text in more.values())  # the family stays out


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-8", "utf-8"), ("utf-8", "utf-8-sig"), ("UTF-16", "utf-16"), ("UTF-16", "utf-16-le"), ("UTF-16", "utf-16-be"),
     ("GB18030", "gb18030"), ("gb2312", "gb18030"), ("UTF-8", "gb18030")],
)  # fmt: skip
def test_whatever_it_is_encoded_in(read, declared, encoding):
    assert read(form(declared=declared).encode(encoding)).person.name == "张䶮"


def test_without_a_declaration_with_a_namespace_and_with_control_characters(read):
    plain = form().partition("?>")[2]
    assert read(plain).person.name == "张䶮"
    assert read(plain.replace("<Person>", '<Person xmlns="urn:x">')).person.name == "张䶮"
    assert read(plain.replace("张䶮", "张\x0b䶮\x00")).person.name == "张䶮"


def test_elements_may_be_missing(read):
    row = read("<Person><XingMing>欧阳　修</XingMing></Person>")
    assert (row.person.name, row.person.id_number, row.person.birth_month, row.problems) == ("欧阳修", "", "", ())
    assert row.more == ()


@pytest.mark.parametrize("text", ["198001", "1980.01", "1980-1", "1980年1月", "19800115", " 1980/01 "])
def test_ways_to_write_a_birth(read, text):
    assert read(form(ChuShengNianYue=text)).person.birth_month == "1980-01"


def test_what_is_doubtful_is_said_and_kept(read):
    assert read(form(ChuShengNianYue="八〇年")).problems == ("出生年月“八〇年”不能识别，没有读入。",)
    assert "1980-01不一致" in read(form(ChuShengNianYue="198002")).problems[0]
    assert read(form(XingBie="女")).problems == ("性别与身份证号不一致，请核对。",)
    assert read(form(ShenFenZheng=WOMAN, XingBie="女", ChuShengNianYue="197506")).problems == ()
    row = read(form(ShenFenZheng=GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")))
    assert row.person.id_number
    assert "校验位不符" in row.problems[0]


def test_full_width_digits_and_a_small_x(read):
    number = "".join(chr(ord(c) + 0xFEE0) for c in GOOD)
    assert read(form(ShenFenZheng=number)).person.id_number == GOOD


@pytest.mark.parametrize("photo", ["not base64 !!", "QUJD", jpeg()[:18], b"\x89PNG\r\n\x1a\n" + b"\x00" * 16])
def test_a_broken_photo_does_not_keep_the_form_out(read, photo):
    row = read(form(photo=photo))
    assert row.person.name == "张䶮"
    assert row.problems == ("照片已损坏，不影响读取。",)
    assert "照片" not in dict(row.more)


@pytest.mark.parametrize(("what", "content", "words"), hostile_forms(), ids=[one[0] for one in hostile_forms()])
def test_a_hostile_form_is_refused_at_once(tmp_path, what, content, words):
    path = tmp_path / "表.lrmx"
    path.write_bytes(content() if callable(content) else content)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    with pytest.raises(Refused) as caught:
        read_lrmx([path])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert words in caught.value.text
    assert "“表.lrmx”" in caught.value.text
    assert caught.value.text.endswith("。")
    assert used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime < 2, time.monotonic() - begun


def test_nothing_outside_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", "utf-8")
    path = tmp_path / "表.lrmx"
    head = f'<!DOCTYPE Person [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    path.write_text(form(head=head, XingMing="张&x;"), "utf-8")
    with pytest.raises(Refused) as caught:
        read_lrmx([path])
    assert "机密" not in caught.value.text


def test_one_bad_form_among_many_keeps_none_out(tmp_path):
    paths = []
    for at in range(60):  # more than one child reads
        path = tmp_path / f"{at:02d}.lrmx"
        path.write_bytes(form(XingMing=f"王{'甲乙丙丁戊己庚辛壬癸'[at % 10]}").encode() if at != 30 else b"<Person><a>")
        paths.append(path)
    paths += [tmp_path / "没有.lrmx", tmp_path, tmp_path / "x\x00.lrmx"]
    intake = read_lrmx(paths)
    assert len(intake.rows) == 59
    assert [name.position for name in intake.names] == list(range(1, 60))
    assert [problem.place for problem in intake.problems if problem.refused][:2] == ["30.lrmx", "没有.lrmx"]
    assert intake.refused == 4
    assert all(problem.text.endswith("。") for problem in intake.problems)


def test_old_forms_and_too_many_are_said(tmp_path):
    path = tmp_path / "张三.lrm"
    path.write_bytes(b'"a"')
    with pytest.raises(Refused, match="旧版任免表"):
        read_lrmx([path])
    with pytest.raises(Refused, match="500 份"):
        read_lrmx([path] * 501)
    with pytest.raises(Refused, match="请选择"):
        read_lrmx([])


def test_a_child_that_dies_is_said_and_the_next_form_read(tmp_path, monkeypatch):
    good, bad = tmp_path / "好.lrmx", tmp_path / "坏.lrmx"
    good.write_text(form(), "utf-8")
    bad.write_text(form(), "utf-8")
    asked = Reader._once

    def dying(self, head, content):
        if path_now[0] == "坏.lrmx":
            self._end()
            raise Broken
        return asked(self, head, content)

    path_now = [""]
    read_one = lrmx._read
    monkeypatch.setattr(lrmx, "_read", lambda reader, path, name: (path_now.__setitem__(0, name), read_one(reader, path, name))[1])
    monkeypatch.setattr(Reader, "_once", dying)
    intake = read_lrmx([good, bad, good])
    assert len(intake.rows) == 2
    assert [problem.text for problem in intake.problems] == ["“坏.lrmx”已损坏，不能读取；请在任免审批表编辑器中打开并重新导出。"]


def test_a_child_that_does_not_end_is_given_up(monkeypatch):
    import sys

    monkeypatch.setattr(foreign, "child_command", lambda _verb: [sys.executable, "-c", "import time; time.sleep(60)"])
    begun = time.monotonic()
    with Reader(patience=0.3) as reader, pytest.raises(Broken):
        reader.ask({"do": "lrmx"}, b"<Person/>")
    assert time.monotonic() - begun < 10


WHOLE = form(photo=jpeg()).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=st.binary(max_size=400) | st.text(max_size=200).map(str.encode) | st.tuples(
    st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8), st.booleans(),
).map(lambda hurt: WHOLE[: hurt[0]] + hurt[1] + (b"" if hurt[2] else WHOLE[hurt[0] + len(hurt[1]) :])))  # fmt: skip
def test_random_and_hurt_forms_never_crash_and_never_hang(shared, content):
    reader, path = shared
    path.write_bytes(content)
    begun = time.monotonic()
    row, refusal = outcome(lrmx._read, reader, path, "表.lrmx")
    if row is None:
        assert refusal.startswith("“表.lrmx”")
        assert refusal.endswith("。")
    else:
        assert row.person.name
        assert all(text.endswith("。") for text in row.problems)
    assert time.monotonic() - begun < 10


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One reader for all examples, and a file to hurt."""
    with Reader() as reader:
        yield reader, tmp_path_factory.mktemp("forms") / "表.lrmx"
