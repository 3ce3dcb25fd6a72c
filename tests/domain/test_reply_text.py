"""The words of the reply: by purpose, with measure and end, nothing of open cases, nothing of ID numbers; and the text taken apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
from jzdesk.domain.errors import RuleError
from jzdesk.domain.reply_rules import read_replies
from jzdesk.domain.reply_text import parts_of, reply_text, signature_of, title_of
from jzdesk.domain.screening import Proposal, Reason, ScreenedName
from jzdesk.paths import resources

UNIT = "楚江县纪委监委"
NAMES = {"clear": "未发现影响使用的问题", "in_period": "影响期（处分期）未满", "checking": "有问题线索正在核查，建议暂缓",
         "disagree": "有影响使用的问题，建议不予考虑", "tolerated": "容错免责，不影响使用", "own": "县里自定的结论"}  # fmt: skip
LETTER = Enquiry(organ="县委组织部", letter_number="组函〔2026〕61号", letter_on=date(2026, 11, 2), purpose="promotion")


@pytest.fixture(scope="module")
def tables():
    import tomllib

    return {"replies": tomllib.loads((resources() / "rules" / "replies.toml").read_text("utf-8"))}


@pytest.fixture(scope="module")
def rules(tables):
    return read_replies(tables)


def line(name="张三", conclusion="clear", *reasons, proposed=None, unit="县财政局", post="副局长", **more):
    person = EnquiryPerson(name=name, unit_text=unit, post=post, conclusion=conclusion, **more)
    return ScreenedName(name=person, proposal=Proposal(conclusion if proposed is None else proposed, reasons))


@pytest.fixture(scope="module")
def compose(rules):
    def do(*lines, letter=LETTER):
        return reply_text(letter, lines, order=list(NAMES), name_of=lambda code: NAMES[code], rules=rules, unit=UNIT)

    return do


MEASURE = Reason("影响期（处分期）未满：2026-03-01党内警告（楚纪〔2026〕12号），期间至2027-03-01", True,
                 "2026-03-01党内警告（楚纪〔2026〕12号），期间至2027-03-01")  # fmt: skip
OPEN = Reason("立案审查调查中，尚未作出决定：CJ2026-7，2026-10-01立案")


def test_one_name(compose):
    assert compose(line()).splitlines() == [
        "县委组织部：",
        "你部2026年11月2日来函（组函〔2026〕61号）收悉。经核查，现将张三同志的党风廉政意见函复如下：",
        "张三同志（县财政局副局长）：未发现影响提拔任用的问题。",
        "以上意见依据本机关现有记录作出，请注意保密。",
        "特此函复。",
    ]


@pytest.mark.parametrize(
    ("purpose", "words"), [("award", "评先评优"), ("rank", "职级晋升"), ("join_party", "发展入党"), ("", "使用"), ("unheard", "使用")]
)
def test_words_by_purpose(compose, purpose, words):
    assert f"未发现影响{words}的问题。" in compose(line(), letter=replace(LETTER, purpose=purpose))


def test_a_running_period_lists_measure_and_end(compose):
    text = compose(line("张三", "in_period", MEASURE, OPEN))
    assert "影响期（处分期）未满：2026年3月1日党内警告（楚纪〔2026〕12号），期间至2027年3月1日。" in text
    assert "CJ2026-7" not in text
    assert "立案" not in text


def test_what_was_tolerated_does_not_count(compose):
    told = Reason("经认定容错免责：“驻村补贴”（2026-08-17认定）", True, "“驻村补贴”（2026-08-17认定）")
    assert "经认定容错免责，不作负面评价，不影响提拔任用：“驻村补贴”（2026年8月17日认定）。" in compose(line("张三", "tolerated", told))


def test_an_open_case_is_never_told(compose):
    text = compose(line("张三", "checking", OPEN))
    assert "有关情况正在核实，建议暂缓提拔任用。" in text
    assert "立案" not in text


def test_a_persons_own_reason_is_for_the_file(compose):
    text = compose(line("张三", "disagree", OPEN, proposed="checking", conclusion_reason="已采取留置措施"))
    assert "留置" not in text
    assert "有影响提拔任用的问题，建议不予考虑。" in text


def test_a_conclusion_of_the_countys_own_is_said_by_its_name(compose):
    assert "县里自定的结论。" in compose(line("张三", "own"))
    assert "县里自定的结论：某事。" in compose(line("张三", "own", Reason("某事", True, "某事")))


def test_three_names_stand_in_the_text_four_in_an_annex(compose):
    three = compose(*(line(name) for name in ("张三", "李四", "王五")))
    assert "张三、李四、王五同志的党风廉政意见" in three
    assert "二、李四同志（县财政局副局长）：" in three
    assert "｜" not in three
    four = compose(line("张三"), line("李四", "in_period", MEASURE), line("王五"), line("赵六", "checking", OPEN))
    assert "张三等4名同志" in four
    assert "结论为“未发现影响使用的问题”的2人，“影响期（处分期）未满”的1人，“有问题线索正在核查，建议暂缓”的1人。具体意见见附件。" in four
    assert "附件：征求意见人员党风廉政意见表" in four
    assert four.splitlines()[-4:] == [
        "1｜张三｜县财政局副局长｜未发现影响提拔任用的问题。",
        "2｜李四｜县财政局副局长｜影响期（处分期）未满：2026年3月1日党内警告（楚纪〔2026〕12号），期间至2027年3月1日。",
        "3｜王五｜县财政局副局长｜未发现影响提拔任用的问题。",
        "4｜赵六｜县财政局副局长｜有关情况正在核实，建议暂缓提拔任用。",
    ]


def test_all_clear_is_said_at_once(compose):
    assert "未发现上述5名同志有影响提拔任用的问题。名单见附件。" in compose(*(line(f"王{n}") for n in "甲乙丙丁戊"))


def test_no_id_number_even_where_one_was_typed_as_a_unit(compose):
    text = compose(*(line(n, unit="县财政局（421099198001150017）") for n in "甲乙丙丁"))
    assert "4210" not in text
    assert "｜县财政局副局长｜" in text


@pytest.mark.parametrize(
    ("organ", "you"),
    [("县委组织部", "你部"), ("县教育局", "你局"), ("县委统战部", "你部"), ("县总工会", "你会"), ("县人民政府", "你单位"), ("市委", "你委"), ("", "你单位")],
)
def test_whom_it_speaks_to(compose, organ, you):
    assert f"\n{you}2026年11月2日来函" in compose(line(), letter=replace(LETTER, organ=organ))


def test_a_letter_without_number_and_day(compose):
    assert "你部来函收悉。" in compose(line(), letter=replace(LETTER, letter_number="", letter_on=None))


def test_title_and_signature(rules):
    assert title_of([line()], rules, UNIT) == "关于张三同志党风廉政意见的复函"
    assert title_of([line(n) for n in "甲乙丙丁"], rules, UNIT) == "关于甲等4名同志党风廉政意见的复函"
    assert signature_of(replace(rules, signature=("中共{unit}", "x")), "县纪委") == ("中共县纪委", "x")


def test_names_with_braces_and_bars_are_only_names(compose):
    parts = parts_of(compose(*(line(n, unit="甲｜乙{purpose}") for n in ("{told}", "a｜b", "c", "d"))))
    assert all(len(row) == 4 for row in parts.rows)
    assert parts.rows[1][1:3] == ("{told}", "甲|乙{purpose}副局长")
    assert parts.rows[2][1] == "a|b"


def test_the_text_taken_apart(compose):
    parts = parts_of(compose(*(line(n) for n in "甲乙丙丁")))
    assert parts.addressee == "县委组织部："
    assert (parts.annex, parts.rows[0], len(parts.rows)) == ("征求意见人员党风廉政意见表", ("序号", "姓名", "单位及职务", "意见"), 5)
    assert parts.paragraphs[-1] == "特此函复。"
    assert not any("｜" in text or text.startswith("附件") for text in parts.paragraphs)


def test_a_text_a_person_wrote_altogether():
    parts = parts_of("同意。\n\n  附件不报。\n")
    assert (parts.addressee, parts.paragraphs, parts.rows) == ("", ("同意。", "附件不报。"), ())
    parts = parts_of("县委：\n1｜甲｜乙\n2｜丙｜丁｜戊")
    assert (parts.annex, parts.rows) == ("附表", (("1", "甲", "乙", ""), ("2", "丙", "丁", "戊")))


@given(text=st.text(alphabet="县委：附件｜\n 甲1", max_size=60))
def test_any_text_can_be_taken_apart(text):
    parts = parts_of(text)
    assert len({len(row) for row in parts.rows}) <= 1
    assert bool(parts.rows) == bool(parts.annex)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["letter"].update(title="关于{who}的复函"), "title 中只能填入"), (lambda t: t["letter"].update(closing=[]), "closing 为空"),
        (lambda t: t["letter"].update(in_text=0), "in_text"), (lambda t: t["purpose"].clear(), "other"),
        (lambda t: t["opinion"].append(dict(t["opinion"][0])), "重复"), (lambda t: t.pop("letter"), "letter"),
        (lambda t: t["opinion"][0].update(told="{"), "told 中只能填入"),
    ],
)  # fmt: skip
def test_a_wrong_rule_file_is_refused_by_name(tables, change, words):
    import copy

    wrong = copy.deepcopy(tables)
    change(wrong["replies"])
    with pytest.raises(RuleError, match=r"replies\.toml") as caught:
        read_replies(wrong)
    assert words in caught.value.text
